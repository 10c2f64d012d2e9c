"""``report service``: cases opened, answered, resolved and opened again, and how long that took.

Times are hours of working time from the opening; they need the time of day at both ends, and are of
the last resolution. A case that repeats another counts nowhere. The 90th percentile is by nearest
rank: the smallest time within which at least 90 % of the cases were done.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ROOMY, Duration, Percent
from crmcli.domain.nouns import CASE
from crmcli.domain.reports import figures
from crmcli.domain.reports.scope import Asked, By, chosen
from crmcli.domain.results import Report
from crmcli.domain.work_time import WorkTime, minutes_of, read_days, read_hours

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.sql import Reader

PERCENTILE = 90


@frozen
class Request(Asked):
    """Cases opened in the span; ``by`` is a name of ``BY``, None is month; the rest are settings."""

    by: str | None = None
    work_days: str = "mon-fri"
    work_hours: str = "09:00-18:00"
    holidays: str = ""


# Over support_case r, its customer c and its owner u.
BY = {
    "month": By("NULL", "NULL"),
    "owner": By("u.id", "u.name", "U"),
    "branch": By("r.branch", "r.branch"),
    "category": By("r.category", "r.category"),
    "priority": By("r.priority", "r.priority"),
    "channel": By("r.channel", "r.channel"),
    "kind": By("c.kind", "c.kind"),
}


@frozen
class ServiceRow:
    """Cases of a group; ``reopened`` is the share of those once resolved that were opened again, 0..1.

    ``response`` and ``resolution`` are medians in working hours, ``response_90`` and ``resolution_90``
    their 90th percentiles.
    """

    group: str | None
    opened: int
    resolved: int
    open: int
    response: Annotated[float | None, Duration("answer", unit="h")]
    response_90: Annotated[float | None, Duration("90 %", unit="h", show=ROOMY)]
    resolution: Annotated[float | None, Duration("solution", unit="h")]
    resolution_90: Annotated[float | None, Duration("90 %", unit="h", show=ROOMY)]
    reopened: Annotated[float | None, Percent(digits=0)]


class Handled(NamedTuple):
    """One case as of the day: minutes of working time, None where it is not known or not done."""

    key: Any
    label: str | None
    resolved: bool
    response: int | None
    resolution: int | None
    once_resolved: bool
    reopened: bool


_STEP = "EXISTS (SELECT 1 FROM case_step s WHERE s.case_id = r.id AND s.kind = '{kind}' AND s.at < :after)"
_CASES = f"""
SELECT {{key}}, {{label}}, r.opened_at, r.first_response_at, r.resolved_at,
  CASE WHEN {_STEP.format(kind="resolved")} THEN 1 ELSE 0 END,
  CASE WHEN {_STEP.format(kind="reopened")} THEN 1 ELSE 0 END
FROM support_case r LEFT JOIN customer c ON c.id = r.customer_id LEFT JOIN crm_user u ON u.id = r.owner_id
WHERE r.duplicate_of_id IS NULL AND r.opened_at < :after AND {{where}} ORDER BY r.id
"""


def report(db: Reader, request: Request) -> Report[Any]:
    """Sum cases up by the month in which they were opened, or by ``request.by``.

    Months stand in time, everything else by cases, the most first.

    Raises:
        UsageError: the report can't be told by that, or a setting is no working time.
    """
    from crmcli.domain.tasks.work_days import read_holidays

    by = chosen("service", request.by or "month", BY)
    work = WorkTime(
        db.zone,
        read_days(request.work_days),
        read_hours(request.work_hours),
        read_holidays(request.holidays),
    )
    found = fetch(db, request, by, work)
    return Report(
        "service",
        figures.headed(ServiceRow, by),
        service_rows(found, by),
        f"Cases by {by}" + (f", opened{request.span}" if request.bounded else ""),
        request.as_of,
        total=service_row(None, found) if found else None,
        empty='no case yet: crm case open C-1 "Fatura yanlış"',
        notes=_notes(db, request, found),
    )


def fetch(db: Reader, request: Request, by: str, work: WorkTime) -> list[Handled]:
    """Return the cases that were opened in the span, as they stood at the end of the day."""
    where, values = _where(db, request)
    query = _CASES.format(key=BY[by].key, label=BY[by].label, where=where)
    # Moments are in UTC, and days those of the zone: what lies after the day is left out below.
    rows = db.tuples(query, values | {"after": f"{request.as_of.isoformat()}~~"})
    since, until = request.since or date.min, min(request.until or request.as_of, request.as_of)
    found = []
    for key, label, opened, answered, ended, once, again in rows:
        day = _day(opened, work)
        if not since <= day <= until:
            continue
        first, last = (
            moment if moment is not None and _day(moment, work) <= request.as_of else None
            for moment in (answered, ended)
        )
        month = day.isoformat()[:7] if by == "month" else None
        found.append(
            Handled(
                month or key,
                month or label,
                last is not None,
                minutes_of(opened, first, work),
                minutes_of(opened, last, work),
                bool(once) or last is not None,
                bool(again),
            )
        )
    return found


def _where(db: Reader, request: Request) -> tuple[str, dict[str, Any]]:
    from crmcli.domain.where import conditions

    return conditions(db, CASE, request.where, as_of=request.as_of, lapsed_days=request.lapsed_days)


def _day(moment: str, work: WorkTime) -> date:
    """Return the day of a stored moment where we work."""
    if "T" not in moment:
        return date.fromisoformat(moment)
    return work.local_day(datetime.fromisoformat(moment))


def _notes(db: Reader, request: Request, found: Sequence[Handled]) -> tuple[str, ...]:
    """Return in words what is left out."""
    where, values = _where(db, request)
    query = f"SELECT count(*) FROM support_case r WHERE r.duplicate_of_id IS NOT NULL AND {where}"
    untimed = sum(one.resolved and one.resolution is None for one in found)
    return (
        *figures.left_out(db.value(query, values), "case", "repeating another left out"),
        *figures.left_out(untimed, "resolved case", "without a time of day: not in the times"),
    )


def service_rows(found: Sequence[Handled], by: str) -> list[ServiceRow]:
    """Return the rows in order."""
    from crmcli.domain.text import sort_key

    groups: dict[Any, list[Handled]] = {}
    for one in found:
        groups.setdefault(one.key, []).append(one)
    labels = figures.told_apart({key: part[0].label for key, part in groups.items()}, BY[by].prefix)

    def order(key: Any) -> tuple[Any, ...]:
        label = labels[key] or ""
        if by == "month":
            return (label,)
        return (key is None, -len(groups[key]), sort_key(label), str(key))

    return [service_row(labels[key], groups[key]) for key in sorted(groups, key=order)]


def service_row(name: str | None, part: Sequence[Handled]) -> ServiceRow:
    """Return the row that cases make together."""
    responses = sorted(one.response for one in part if one.response is not None)
    resolutions = sorted(one.resolution for one in part if one.resolution is not None)
    resolved = sum(one.resolved for one in part)
    once = [one for one in part if one.once_resolved]
    return ServiceRow(
        group=name,
        opened=len(part),
        resolved=resolved,
        open=len(part) - resolved,
        response=_hours(median(responses)),
        response_90=_hours(percentile(responses, PERCENTILE)),
        resolution=_hours(median(resolutions)),
        resolution_90=_hours(percentile(resolutions, PERCENTILE)),
        reopened=figures.share(sum(one.reopened for one in once), len(once)),
    )


def median(ordered: Sequence[int]) -> float | None:
    """Return the median of ascending values; the mean of the middle two when even."""
    count = len(ordered)
    return (ordered[(count - 1) // 2] + ordered[count // 2]) / 2 if count else None


def percentile(ordered: Sequence[int], percent: int) -> float | None:
    """Return the percentile of ascending values by nearest rank."""
    if not ordered:
        return None
    return float(ordered[max(0, -(-len(ordered) * percent // 100) - 1)])


def _hours(minutes: float | None) -> float | None:
    return None if minutes is None else minutes / 60
