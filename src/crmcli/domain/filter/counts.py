"""What is counted around a record: calls, cases, opportunities; and the day of the last of them.

What has a day counts until the day asked about; with ``since`` and ``until`` only what lies between them.
A count is there for every noun whose records the counted rows refer to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.filter.answers import Field, literal_span, moment, moment_test
from crmcli.domain.filter.days import Span
from crmcli.domain.filter.numbers import whole_among, whole_test
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.filter.frame import Frame
    from crmcli.domain.filter.tree import Literal, Window
    from crmcli.domain.nouns import Noun
    from crmcli.sql import Reader


class Counted(NamedTuple):
    """Rows that are counted: of which table (``x``), which of them, by which day or moment.

    ``day`` is empty where rows have none; ``ahead`` counts those of days to come, too.
    """

    table: str
    test: str = "1 = 1"
    day: str = ""
    timed: bool = False
    column: str = ""
    """The column that refers to the record; the noun's own without."""
    ahead: bool = False


def _activities(kind: str) -> Counted:
    return Counted("activity", f"x.kind = '{kind}' AND x.done = 1", "x.at", timed=True)


_CONTACTS = "x.kind IN ('call', 'email', 'meeting', 'visit', 'message') AND x.done = 1"
_STAGE = "(SELECT s.outcome FROM stage s WHERE s.id = x.stage_id)"

COUNTS = {
    "activities": Counted("activity", "x.done = 1", "x.at", timed=True),
    "touches": Counted("activity", _CONTACTS, "x.at", timed=True),
    "calls": _activities("call"),
    "calls_in": Counted(
        "activity", "x.kind = 'call' AND x.done = 1 AND x.direction = 'in'", "x.at", timed=True
    ),
    "calls_out": Counted(
        "activity", "x.kind = 'call' AND x.done = 1 AND x.direction = 'out'", "x.at", timed=True
    ),
    "emails": _activities("email"),
    "meetings": _activities("meeting"),
    "visits": _activities("visit"),
    "messages": _activities("message"),
    "notes": _activities("note"),
    "tasks": Counted("activity", "x.kind = 'task'", "x.at", timed=True, ahead=True),
    "open_tasks": Counted("activity", "x.kind = 'task' AND x.done = 0", "x.at", timed=True, ahead=True),
    "cases": Counted("support_case", day="x.opened_at", timed=True),
    "open_cases": Counted("support_case", "x.status <> 'resolved'", "x.opened_at", timed=True),
    "requests": Counted("request", day="x.asked_on"),
    "open_requests": Counted("request", "x.status IN ('open', 'planned')", "x.asked_on"),
    "needs": Counted("need", day="x.noted_on"),
    "open_needs": Counted("need", "x.status = 'open'", "x.noted_on"),
    "opportunities": Counted("opportunity", day="x.created_on"),
    "open_opportunities": Counted("opportunity", f"{_STAGE} = 'open'", "x.created_on"),
    "won_opportunities": Counted("opportunity", f"{_STAGE} = 'won'", "x.closed_on"),
    "lost_opportunities": Counted("opportunity", f"{_STAGE} = 'lost'", "x.closed_on"),
    "leads": Counted("lead", day="x.created_on"),
    "quotes": Counted("quote", day="x.quoted_on"),
    "open_quotes": Counted("quote", "x.status IN ('draft', 'sent')", "x.quoted_on"),
    "payments": Counted("payment", day="x.paid_on"),
    "surveys": Counted("survey", day="x.answered_on"),
    "verifications": Counted("verification", day="x.at", timed=True),
    "attachments": Counted("attachment", day="x.attached_on"),
    "plans": Counted("account_plan", day="x.created_on"),
    "incidents": Counted(
        "incident_customer",
        day="(SELECT i.started_at FROM incident i WHERE i.id = x.incident_id)",
        timed=True,
    ),
    "campaigns": Counted("campaign_member", "x.part = 'reached'", "x.sent_on"),
    "sub_customers": Counted("customer", day="x.created_on", column="parent_id"),
    "referred": Counted("customer", day="x.created_on", column="referrer_id"),
    "referred_leads": Counted("lead", day="x.created_on", column="referrer_id"),
}
LASTS = {
    "last_contact": Counted("activity", _CONTACTS, "x.at"),
    "last_activity": COUNTS["activities"],
    "last_call": COUNTS["calls"],
    "last_email": COUNTS["emails"],
    "last_meeting": COUNTS["meetings"],
    "last_visit": COUNTS["visits"],
    "last_message": COUNTS["messages"],
    "last_case": COUNTS["cases"],
}


def owner_column(db: Reader, noun: Noun, counted: Counted) -> str | None:
    """Return the column by which the counted rows refer to a noun's records, None when they don't."""
    references = db.tables[counted.table].references
    column = counted.column or noun.owner
    return column if references.get(column) == noun.table else None


def count_of(db: Reader, noun: Noun, name: str) -> Field | None:
    """Return the field that counts what ``name`` says, None when a noun has no such rows."""
    counted = COUNTS.get(name)
    column = owner_column(db, noun, counted) if counted else None
    if counted is None or column is None:
        return None
    return _field(name, counted, column, None)


def _field(name: str, counted: Counted, column: str, window: Window | None) -> Field:
    def rows(frame: Frame) -> str:
        test = _rows(frame, name, counted, window)
        return f"(SELECT count(*) FROM {counted.table} x WHERE x.{column} = r.id AND {test})"

    def compare(frame: Frame, operator: str, literal: Literal) -> str:
        return whole_test(frame, name, rows(frame), operator, literal)

    def several(frame: Frame, literals: Sequence[Literal]) -> str:
        return whole_among(frame, name, rows(frame), literals)

    def over(window: Window) -> Field:
        return _field(name, counted, column, window)

    return Field(
        name, named("count", "filter"), compare, lambda _: "1 = 0", over if counted.day else None, several
    )


def _rows(frame: Frame, name: str, counted: Counted, window: Window | None) -> str:
    """Return the test of the rows that are counted, within a window or until the day asked about."""
    tests = [counted.test]
    if window is None:
        if counted.day and not counted.ahead and frame.clock.today is not None:
            today = Span(frame.clock.today, frame.clock.today)
            tests.append(f"({counted.day} IS NULL OR {_beside(frame, counted, '<=', today)})")
        return " AND ".join(tests)
    if window.since is not None:
        tests.append(_beside(frame, counted, ">=", literal_span(frame, name, window.since)))
    if window.until is not None:
        tests.append(_beside(frame, counted, "<=", literal_span(frame, name, window.until)))
    elif not counted.ahead and frame.clock.today is not None:
        tests.append(_beside(frame, counted, "<=", Span(frame.clock.today, frame.clock.today)))
    return " AND ".join(tests)


def _beside(frame: Frame, counted: Counted, operator: str, asked: Span) -> str:
    if counted.timed:
        return moment_test(frame, counted.day, operator, asked)
    edge = asked.first if operator == ">=" else asked.last
    return f"{counted.day} {operator} {frame.bind(edge.isoformat())}"


def last_of(db: Reader, noun: Noun, name: str) -> Field | None:
    """Return the field of the last moment of something, None when a noun has no such rows."""
    counted = LASTS.get(name)
    column = owner_column(db, noun, counted) if counted else None
    if counted is None or column is None:
        return None

    def newest(frame: Frame) -> str:
        until = ""
        if frame.clock.today is not None:
            today = Span(frame.clock.today, frame.clock.today)
            until = f" AND {moment_test(frame, counted.day, '<=', today)}"
        return (
            f"(SELECT max({counted.day}) FROM {counted.table} x "
            f"WHERE x.{column} = r.id AND {counted.test}{until})"
        )

    def compare(frame: Frame, operator: str, literal: Literal) -> str:
        return moment(name, newest(frame)).compare(frame, operator, literal)

    return Field(name, say("moment"), compare, lambda frame: f"{newest(frame)} IS NULL")
