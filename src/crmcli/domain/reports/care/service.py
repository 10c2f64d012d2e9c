"""``report service``: cases opened, answered, resolved and opened again, and how long that took.

Times are hours of working time from the opening; they need the time of day at both ends, and are of
the last resolution. What still runs at the end of the day is in, as having taken at least as long
(Kaplan and Meier 1958). A case that repeats another counts nowhere. Days and hours are those of the zone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.reports import figures
from crmcli.domain.reports.care.service_facts import BY, IN_TIME, Handled, fetch, tests
from crmcli.domain.reports.care.service_rows import OverdueRow, ServiceRow, service_row
from crmcli.domain.reports.evidence import told
from crmcli.domain.reports.groups import cut, gathered, worded
from crmcli.domain.reports.scope import Asked, chosen
from crmcli.domain.results import Report
from crmcli.errors import UsageError
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.results import Listing
    from crmcli.sql import Reader

ROWS = (ServiceRow, OverdueRow)
_PROMISE = "crm config set case_response_hours urgent=1,high=4,normal=9,low=27"


@frozen
class Request(Asked):
    """Cases opened in the span; ``by`` is a name of ``BY``, None is month; the rest are settings.

    ``overdue`` lists the cases that nobody answered in time.
    """

    by: str | None = None
    overdue: bool = False
    work_days: str = "mon-fri"
    work_hours: str = "09:00-18:00"
    holidays: str = ""
    case_response_hours: str = ""


def report(db: Reader, request: Request) -> Report[Any]:
    """Sum cases up by the month in which they were opened, or by ``request.by``; or list the overdue ones.

    Periods stand in time, everything else by cases, the most first; overdue cases by how late they are.

    Raises:
        UsageError: the report can't be told by that, a setting is no working time, or nothing is promised.
    """
    from crmcli.domain.reports.care.service_pictures import pictures

    by = chosen("service", request.by or "month", BY)
    if request.overdue:
        return _overdue(db, request)
    found = fetch(db, request, by)
    whole = found if by not in ("segment", "rfm") else fetch(db, request, "month")
    rows = service_rows(found, by)
    shown, more = cut(rows, 0 if by in IN_TIME else request.limit, "row")
    return Report(
        "service",
        figures.headed(ServiceRow, by),
        shown,
        say("Cases by {by}", by=named(by, "column"))
        + (say(", opened{span}", span=request.span) if request.bounded else ""),
        request.as_of,
        pictures=pictures(db, request, rows, whole, by) if found else (),
        total=service_row(None, whole) if found else None,
        empty=_empty(by, whole),
        notes=(*more, *_notes(db, request, whole)),
    )


def _empty(by: str, whole: Sequence[Handled]) -> str:
    if by == "segment" and whole:
        return say("no customer with a case is in a saved segment: crm segment list")
    return say('no case yet: crm case open C-1 "Fatura yanlış"')


def _notes(db: Reader, request: Request, found: Sequence[Handled]) -> tuple[str, ...]:
    """Return in words what is left out, and what still runs."""
    parts, values = tests(db, request)
    query = (
        f"SELECT count(*) FROM support_case r WHERE r.duplicate_of_id IS NOT NULL AND {parts['days']} "
        f"AND {parts['where']}"
    )
    values = {name: value for name, value in values.items() if not name.startswith("step_")}
    untimed = sum(one.resolved is not None and one.resolution is None for one in found)
    running = sum(one.resolution is not None and not one.resolution.done for one in found)
    return (
        *figures.left_out(db.value(query, values), "case", say("repeating another left out")),
        *figures.left_out(untimed, say("resolved case"), say("without a time of day: not in the times")),
        *figures.left_out(running, "case", say("still open: in the times, as having taken at least as long")),
    )


def service_rows(found: Sequence[Handled], by: str) -> list[ServiceRow]:
    """Return the rows in order."""
    groups, labels = grouped(found, by)
    return [service_row(labels[key], part) for key, part in groups]


def grouped(found: Sequence[Handled], by: str) -> tuple[list[tuple[Any, list[Handled]]], dict[Any, Any]]:
    """Return the cases of each group in order, and what the groups are called."""
    from crmcli.domain.text import sort_key

    groups, labels = gathered(found, BY[by].prefix)
    labels = worded(labels, by)

    def order(key: Any) -> tuple[Any, ...]:
        label = labels[key] or ""
        if by in IN_TIME:
            return (label,)
        return (key is None, -len(groups[key]), sort_key(label), str(key))

    return [(key, groups[key]) for key in sorted(groups, key=order)], labels


def _overdue(db: Reader, request: Request) -> Report[Any]:
    """List the cases that nobody answered in time, the latest first.

    Raises:
        UsageError: no time to a first answer is promised.
    """
    if not request.case_response_hours.strip():
        raise UsageError("no time to a first answer is promised", _PROMISE)
    rows = overdue_rows(fetch(db, request, "month"), request)
    shown, more = cut(rows, request.limit, "case")
    return Report(
        "service",
        OverdueRow,
        shown,
        say("Cases nobody answered in time{span}", span=request.span),
        request.as_of,
        empty="every case was answered in time",
        notes=more,
    )


def overdue_rows(found: Sequence[Handled], request: Request) -> list[OverdueRow]:
    """Return the cases that wait longer than was promised, the latest first."""
    waiting = [one for one in found if one.waiting and one.late]
    waiting.sort(key=lambda one: (-(one.late or 0), one.opened, one.id))
    return [
        OverdueRow(
            one.id,
            one.name,
            one.customer,
            one.priority,
            told(one.opened, request.zone),
            told(one.due or "", request.zone),
            (one.late or 0) / 60,
            one.owner,
        )
        for one in waiting
    ]


def explain(db: Reader, request: Request, row: Any) -> tuple[Listing[Any], ...]:
    """Return how the times of a group are made, and its cases; of one case, its steps."""
    from crmcli.domain.reports.care.service_behind import of_case, of_group

    if isinstance(row, OverdueRow):
        return of_case(db, request, row)
    return of_group(db, request, row)
