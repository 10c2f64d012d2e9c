"""Cases as they stood at the end of a day: what they are told by, and the working time they took."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.cases_due import Promise, read_promise
from crmcli.domain.nouns import CASE
from crmcli.domain.reports.care.running_times import Time
from crmcli.domain.reports.circles import circles
from crmcli.domain.reports.moments import day_of, end_of, in_days, zone_of
from crmcli.domain.reports.scope import By
from crmcli.domain.work_time import (
    WorkTime,
    minutes_between,
    minutes_of,
    read_days,
    read_hours,
    stored_moment,
)

if TYPE_CHECKING:
    from crmcli.domain.reports.care.service import Request
    from crmcli.sql import Reader

# Over support_case r, its customer c, that one's owner w, and its owner u; circles are told by customer.
BY = {
    "month": By("NULL", "NULL"),
    "quarter": By("NULL", "NULL"),
    "year": By("NULL", "NULL"),
    "owner": By("u.id", "u.name", "U"),
    "branch": By("r.branch", "r.branch"),
    "category": By("r.category", "r.category"),
    "priority": By("r.priority", "r.priority"),
    "channel": By("r.channel", "r.channel"),
    "kind": By("c.kind", "c.kind"),
    "segment": By("c.id", "c.name"),
    "rfm": By("c.id", "c.name"),
    "city": By("c.city", "c.city"),
    "country": By("c.country", "c.country"),
    "source": By("c.source", "c.source"),
    "customer": By("c.id", "c.name", "C"),
}
IN_TIME = ("month", "quarter", "year")
CIRCLED = ("segment", "rfm")


class Handled(NamedTuple):
    """One case as of the day.

    ``response`` and ``resolution`` are minutes of working time, so far where they still run; None where
    a time of day is not known. ``due`` is the moment until when an answer was promised, ``late`` the
    working minutes past it of the answer (or so far), 0 in time; None where nothing was promised, or the
    answer's time is not known.
    """

    id: int
    key: Any
    label: str | None
    opened: str
    answered: str | None
    resolved: str | None
    once_resolved: bool
    reopened: bool
    response: Time | None
    resolution: Time | None
    due: str | None
    late: int | None
    name: str
    priority: str
    customer: str | None
    owner: str | None

    @property
    def waiting(self) -> bool:
        """Whether nobody has answered it, and it is not resolved."""
        return self.answered is None and self.resolved is None


_STEP = "EXISTS (SELECT 1 FROM case_step s WHERE s.case_id = r.id AND s.kind = '{kind}' AND {{by_then}})"
_CASES = f"""
SELECT r.id, {{key}}, {{label}}, r.opened_at, r.first_response_at, r.resolved_at,
  CASE WHEN {_STEP.format(kind="resolved")} THEN 1 ELSE 0 END,
  CASE WHEN {_STEP.format(kind="reopened")} THEN 1 ELSE 0 END, r.name, r.priority, c.name, u.name
FROM support_case r LEFT JOIN customer c ON c.id = r.customer_id LEFT JOIN crm_user u ON u.id = r.owner_id
WHERE r.duplicate_of_id IS NULL AND {{days}} AND {{where}} ORDER BY r.id
"""


def tests(db: Reader, request: Request) -> tuple[dict[str, str], dict[str, Any]]:
    """Return the tests over cases ``r`` that were opened in the span, and their values."""
    from crmcli.domain.where import conditions

    where, values = conditions(db, CASE, request.where, as_of=request.as_of, lapsed_days=request.lapsed_days)
    last = min(request.until or request.as_of, request.as_of)
    days, bounds = in_days("r.opened_at", request.since, last, request.zone, prefix="opened")
    by_then, more = in_days("s.at", None, request.as_of, request.zone, prefix="step")
    return {"where": where, "days": days, "by_then": by_then}, {**values, **bounds, **more}


def fetch(db: Reader, request: Request, by: str) -> list[Handled]:
    """Return the cases that were opened in the span, as they stood at the end of the day.

    A case of a customer in several segments is there for each; those of who is in none are left out.
    """
    parts, values = tests(db, request)
    query = _CASES.format(key=BY[by].key, label=BY[by].label, **parts)
    clock = _Clock(request)
    found = [clock.handled(*row) for row in db.tuples(query, values)]
    if by in IN_TIME:
        return [_in_period(one, by, request.zone) for one in found]
    if by not in CIRCLED:
        return found
    known = circles(db, request, by)
    return [
        one._replace(key=key, label=known.labels.get(key)) for one in found for key in known.keys(one.key)
    ]


def _in_period(one: Handled, by: str, zone: str) -> Handled:
    from crmcli.domain.periods import month_of, quarter_of

    day = day_of(one.opened, zone)
    name = quarter_of(day) if by == "quarter" else month_of(day) if by == "month" else month_of(day)[:4]
    return one._replace(key=name, label=name)


class _Clock:
    """Counts the working time of cases up to the end of the day."""

    def __init__(self, request: Request) -> None:
        from crmcli.domain.tasks.work_days import read_holidays

        self._as_of = request.as_of
        self._zone = request.zone
        self._work = WorkTime(
            zone_of(request.zone),
            read_days(request.work_days),
            read_hours(request.work_hours),
            read_holidays(request.holidays),
        )
        self._end = end_of(request.as_of, request.zone).astimezone(UTC)
        self._promise = Promise(self._end, self._work, read_promise(request.case_response_hours))

    def handled(self, number: int, key: Any, label: str | None, *rest: Any) -> Handled:
        """Return a case as it stood."""
        opened, first, last, once, again, name, priority, customer, owner = rest
        answered, resolved = (self._known(moment) for moment in (first, last))
        due = self._promise.answer_by(opened, priority)
        return Handled(
            id=number,
            key=key,
            label=label,
            opened=opened,
            answered=answered,
            resolved=resolved,
            once_resolved=bool(once) or resolved is not None,
            reopened=bool(again),
            response=self._time(opened, answered, resolved),
            resolution=self._time(opened, resolved, None),
            due=None if due is None else f"{due.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            late=None if due is None else self._late(f"{due.isoformat()}", answered or resolved),
            name=name,
            priority=priority,
            customer=customer,
            owner=owner,
        )

    def _known(self, moment: str | None) -> str | None:
        """Return a moment that was by the end of the day."""
        return moment if moment is not None and day_of(moment, self._zone) <= self._as_of else None

    def _time(self, opened: str, done: str | None, given_up: str | None) -> Time | None:
        """Return the time to what was done; until it was given up, or so far, where it was not."""
        ended = done or given_up
        if ended is not None:
            minutes = minutes_of(opened, ended, self._work)
            return None if minutes is None else Time(minutes, done is not None)
        start = stored_moment(opened)
        return None if start is None else Time(minutes_between(start, self._end, self._work), done=False)

    def _late(self, due: str, answered: str | None) -> int | None:
        """Return the working minutes between a promise and the answer, or so far."""
        if answered is not None:
            return minutes_of(due, answered, self._work)
        start = stored_moment(due)
        return None if start is None else minutes_between(start, self._end, self._work)
