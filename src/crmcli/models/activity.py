"""Activities: every call, e-mail, meeting, visit, message, note and task."""

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import text as sql

from crmcli.models.base import STRICT, Recorded, days, flag, link, one_of, sparse, text, whole, yes_no


class Activity(Recorded, table=True):
    """Something that happened, or (``done`` 0) is to happen, with someone, at ``at``.

    ``at`` is an instant in UTC, or a day when the time is not known; of a task, when it is due.
    ``repeat`` says how a task comes again, as ``domain.tasks.repeat`` writes it.
    """

    __tablename__ = "activity"
    __table_args__ = (
        one_of("kind", "call", "email", "meeting", "visit", "message", "note", "task"),
        one_of("direction", "in", "out"),
        CheckConstraint("minutes >= 0", name="minutes_not_negative"),
        CheckConstraint("at LIKE '____-__-__' OR at LIKE '____-__-__T__:__:__Z'", name="at_is_a_moment"),
        yes_no("done"),
        one_of("priority", "high", "normal", "low"),
        *days("done_on"),
        Index("ix_activity_at", "at"),
        # The newest of a customer are read without the others; what is open is a small part of all.
        Index("ix_activity_customer", "customer_id", "at"),
        Index("ix_activity_open", "at", sqlite_where=sql("done = 0"), postgresql_where=sql("done = 0")),
        *sparse(
            "activity",
            "contact_id",
            "lead_id",
            "opportunity_id",
            "order_id",
            "user_id",
            "case_id",
            "plan_id",
            "campaign_id",
        ),
        STRICT,
    )

    kind: str = text(null=False)
    direction: str | None = text()
    channel: str | None = text()
    branch: str | None = text()
    at: str = text(null=False)
    minutes: int | None = whole()
    outcome: str | None = text()
    subject: str | None = text()
    body: str | None = text()
    done: int = flag(default=True)
    customer_id: int | None = link("customer")
    contact_id: int | None = link("contact")
    lead_id: int | None = link("lead")
    opportunity_id: int | None = link("opportunity")
    order_id: int | None = link("sales_order")
    user_id: int | None = link("crm_user")
    custom: str | None = text()
    priority: str | None = text()
    repeat: str | None = text()
    done_on: str | None = text()
    case_id: int | None = link("support_case")
    plan_id: int | None = link("account_plan")
    campaign_id: int | None = link("campaign")
