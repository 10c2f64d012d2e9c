"""Care: cases, requests, incidents, surveys, mystery-shopper checks, verified callers."""

from sqlalchemy import CheckConstraint, Index

from crmcli.models.base import STRICT, Named, Recorded, days, flag, link, one_of, sparse, text, whole, yes_no

_MOMENT = "{0} LIKE '____-__-__' OR {0} LIKE '____-__-__T__:__:__Z'"


def moments(*columns: str) -> list[CheckConstraint]:
    """Hold columns to the shape of an instant, or of a day."""
    return [CheckConstraint(_MOMENT.format(c), name=f"{c}_is_a_moment") for c in columns]


class Case(Named, table=True):
    """A customer's problem, from its opening to its resolution; the moments are UTC, or days.

    ``first_response_at`` is the first answer ever, ``resolved_at`` the last resolution in force;
    ``case_step`` holds every opening, answer and resolution.
    """

    __tablename__ = "support_case"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_a_name"),
        one_of("status", "open", "waiting", "resolved"),
        one_of("priority", "urgent", "high", "normal", "low"),
        CheckConstraint("(status = 'resolved') = (resolved_at IS NOT NULL)", name="resolved_has_moment"),
        CheckConstraint("duplicate_of_id <> id", name="not_its_own_duplicate"),
        *moments("opened_at", "first_response_at", "resolved_at"),
        Index("ix_support_case_name_fold", "name_fold"),
        *sparse(
            "support_case",
            "customer_id",
            "contact_id",
            "lead_id",
            "order_id",
            "product_id",
            "owner_id",
            "duplicate_of_id",
        ),
        STRICT,
    )

    customer_id: int | None = link("customer")
    contact_id: int | None = link("contact")
    lead_id: int | None = link("lead")
    order_id: int | None = link("sales_order")
    product_id: int | None = link("product")
    owner_id: int | None = link("crm_user")
    duplicate_of_id: int | None = link("support_case")
    status: str = text(null=False)
    priority: str = text(null=False)
    channel: str | None = text()
    category: str | None = text()
    opened_at: str = text(null=False)
    first_response_at: str | None = text()
    resolved_at: str | None = text()
    resolution: str | None = text()
    branch: str | None = text()
    note: str | None = text()
    custom: str | None = text()


class CaseStep(Recorded, table=True):
    """What happened with a case: opened, replied, waiting, resolved, reopened; by whom, in which words."""

    __tablename__ = "case_step"
    __table_args__ = (
        one_of("kind", "opened", "replied", "waiting", "resolved", "reopened"),
        *moments("at"),
        Index("ix_case_step_case", "case_id"),
        *sparse("case_step", "activity_id"),
        STRICT,
    )

    case_id: int = link("support_case", null=False)
    kind: str = text(null=False)
    at: str = text(null=False)
    actor: str | None = text()
    note: str | None = text()
    activity_id: int | None = link("activity")


class Wish(Named, table=True):
    """What somebody asked for that we don't have; equal names are one wish of many."""

    __tablename__ = "request"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_a_name"),
        one_of("status", "open", "planned", "done", "declined"),
        CheckConstraint("weight BETWEEN 1 AND 5", name="weight_is_one_to_five"),
        *days("asked_on", "closed_on"),
        Index("ix_request_name_fold", "name_fold"),
        *sparse("request", "customer_id", "contact_id", "lead_id", "product_id"),
        STRICT,
    )

    customer_id: int | None = link("customer")
    contact_id: int | None = link("contact")
    lead_id: int | None = link("lead")
    product_id: int | None = link("product")
    status: str = text(null=False)
    weight: int | None = whole()
    category: str | None = text()
    channel: str | None = text()
    branch: str | None = text()
    asked_on: str | None = text()
    closed_on: str | None = text()
    note: str | None = text()
    custom: str | None = text()


class Incident(Named, table=True):
    """Something that touched many customers from one moment to another: an outage, a strike, a recall.

    ``filter`` is the condition that found whom it touched, None where they were named.
    """

    __tablename__ = "incident"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_a_name"),
        CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name="ends_after_start"),
        *moments("started_at", "ended_at"),
        STRICT,
    )

    kind: str | None = text()
    started_at: str = text(null=False)
    ended_at: str | None = text()
    channel: str | None = text()
    branch: str | None = text()
    filter: str | None = text()
    note: str | None = text()
    custom: str | None = text()


class IncidentCustomer(Recorded, table=True):
    """A customer whom an incident touched."""

    __tablename__ = "incident_customer"
    __table_args__ = (
        Index("uq_incident_customer", "incident_id", "customer_id", unique=True),
        Index("ix_incident_customer_customer", "customer_id"),
        STRICT,
    )

    incident_id: int = link("incident", null=False)
    customer_id: int = link("customer", null=False)


class Survey(Recorded, table=True):
    """What somebody answered: would they recommend us (0 to 10), what they expected, what they met.

    ``expectation`` and ``experience`` are 1 to ``scale``; satisfaction is the difference.
    """

    __tablename__ = "survey"
    __table_args__ = (
        CheckConstraint("nps BETWEEN 0 AND 10", name="nps_is_ten"),
        CheckConstraint("scale BETWEEN 2 AND 100", name="scale_is_sane"),
        CheckConstraint("expectation BETWEEN 0 AND scale", name="expectation_in_scale"),
        CheckConstraint("experience BETWEEN 0 AND scale", name="experience_in_scale"),
        CheckConstraint("satisfaction BETWEEN 0 AND scale", name="satisfaction_in_scale"),
        CheckConstraint(
            "nps IS NOT NULL OR expectation IS NOT NULL OR experience IS NOT NULL "
            "OR satisfaction IS NOT NULL OR note IS NOT NULL",
            name="answers_something",
        ),
        *days("answered_on"),
        *sparse("survey", "customer_id", "contact_id", "lead_id", "order_id", "case_id", "user_id"),
        STRICT,
    )

    topic: str | None = text()
    customer_id: int | None = link("customer")
    contact_id: int | None = link("contact")
    lead_id: int | None = link("lead")
    order_id: int | None = link("sales_order")
    case_id: int | None = link("support_case")
    user_id: int | None = link("crm_user")
    answered_on: str = text(null=False)
    nps: int | None = whole()
    scale: int = whole(null=False)
    expectation: int | None = whole()
    experience: int | None = whole()
    satisfaction: int | None = whole()
    channel: str | None = text()
    branch: str | None = text()
    note: str | None = text()
    custom: str | None = text()


class ShopCheck(Recorded, table=True):
    """A mystery shopper's visit or call: what was looked at, and how many points of how many it got.

    ``answers`` has a line a question, ``Greeting: 4/5``; ``points`` and ``best`` are their sums.
    """

    __tablename__ = "shop_check"
    __table_args__ = (
        CheckConstraint("points >= 0 AND points <= best AND best > 0", name="points_within_best"),
        *days("checked_on"),
        *sparse("shop_check", "user_id"),
        STRICT,
    )

    branch: str = text(null=False)
    checked_on: str = text(null=False)
    shopper: str | None = text()
    channel: str | None = text()
    user_id: int | None = link("crm_user")
    answers: str | None = text()
    points: int = whole(null=False)
    best: int = whole(null=False)
    note: str | None = text()
    custom: str | None = text()


class Verification(Recorded, table=True):
    """A caller was asked who they are: ``asked`` is a line a question, ``city: right``, never the answers."""

    __tablename__ = "verification"
    __table_args__ = (
        yes_no("passed"),
        *moments("at"),
        *sparse("verification", "customer_id", "contact_id", "user_id"),
        STRICT,
    )

    customer_id: int | None = link("customer")
    contact_id: int | None = link("contact")
    user_id: int | None = link("crm_user")
    at: str = text(null=False)
    passed: int = flag(default=False)
    asked: str | None = text()
    channel: str | None = text()
    branch: str | None = text()
    note: str | None = text()
    custom: str | None = text()
