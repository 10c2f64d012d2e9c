"""``report conversion``: what became of leads, by source, owner, month of creation or campaign.

As of a day a lead is converted when its conversion is of that day or earlier, lost when it is lost
now and was lost by then (or nobody knows when), and open otherwise. A lead without a creation date
counts as there, except in a span of days.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ROOMY, Duration, Number, Percent
from crmcli.domain.nouns import LEAD
from crmcli.domain.reports import figures
from crmcli.domain.reports.scope import Asked, By, chosen, total, within
from crmcli.domain.results import Report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.sql import Reader


@frozen
class Request(Asked):
    """Leads created in the span; ``reasons`` tells the lost ones by reason instead.

    ``by`` is a name of ``BY``; None is source, or no grouping for reasons.
    """

    by: str | None = None
    reasons: bool = False


# Over lead r and its owner u.
BY = {
    "source": By("r.source", "r.source"),
    "owner": By("u.id", "u.name", "U"),
    "month": By("substr(r.created_on, 1, 7)", "substr(r.created_on, 1, 7)"),
    "campaign": By("r.campaign", "r.campaign"),
}


@frozen
class LeadRow:
    """Leads and what became of them; ``rate`` is converted / leads, 0..1.

    ``days`` (mean) and ``median_days`` are from first contact to conversion, of the conversions
    that know it; ``touches`` the mean number of activities before it.
    """

    group: str | None
    leads: int
    converted: int
    lost: int
    open: int
    rate: Annotated[float | None, Percent(bar=True)]
    days: Annotated[float | None, Duration("mean days")]
    median_days: Annotated[float | None, Duration("median")]
    touches: Annotated[float | None, Number(show=ROOMY)]


@frozen
class ReasonRow:
    """Lost leads of one reason; ``share`` is of all lost leads of the group, 0..1."""

    reason: str | None
    lost: int
    share: Annotated[float | None, Percent(bar=True)]


@frozen
class GroupReasonRow:
    """Lost leads of one reason in one group; ``share`` is of all lost leads of the group, 0..1."""

    group: str | None
    reason: str | None
    lost: int
    share: Annotated[float | None, Percent(bar=True)]


class Leads(NamedTuple):
    """Leads alike in group, state and days until conversion; ``touches`` is a sum over ``recorded``."""

    key: Any
    label: str | None
    state: str
    days: int | None
    leads: int
    touches: int | None
    recorded: int


class Lost(NamedTuple):
    """Lost leads alike in group and reason."""

    key: Any
    label: str | None
    reason: str | None
    leads: int


_FROM = """
FROM lead r LEFT JOIN conversion v ON v.lead_id = r.id LEFT JOIN crm_user u ON u.id = r.owner_id
LEFT JOIN lost_reason n ON n.id = r.lost_reason_id
WHERE (r.created_on IS NULL OR r.created_on <= :as_of) AND {days} AND {where}
"""
# A lead may be imported as converted, without a record of how.
_CONVERTED = "(v.converted_on <= :as_of OR (v.id IS NULL AND r.status = 'converted'))"
_LOST = "(r.status = 'lost' AND (r.lost_on IS NULL OR r.lost_on <= :as_of))"
_STATE = f"CASE WHEN {_CONVERTED} THEN 'converted' WHEN {_LOST} THEN 'lost' ELSE 'open' END"
_DAYS = f"CASE WHEN {_CONVERTED} THEN v.days END"
_TOUCHES = f"CASE WHEN {_CONVERTED} THEN v.touches END"
_LEADS = f"""
SELECT {{key}}, {{label}}, {_STATE}, {_DAYS}, count(*), {total(_TOUCHES)}, count({_TOUCHES})
{_FROM} GROUP BY 1, 2, 3, 4
"""
_REASONS = f"SELECT {{key}}, {{label}}, n.name, count(*) {_FROM} AND {_LOST} GROUP BY 1, 2, 3"


def report(db: Reader, request: Request) -> Report[Any]:
    """Count leads by what became of them, or lost leads by reason.

    Months stand in time, everything else by number of leads, the most first.

    Raises:
        UsageError: the report can't be told by that.
    """
    if request.reasons:
        return _reasons(db, request)
    by = chosen("conversion", request.by or "source", BY)
    found = fetch_leads(db, request, by)
    return Report(
        "conversion",
        figures.headed(LeadRow, by),
        lead_rows(found, by),
        f"Leads by {by}" + (f", created{request.span}" if request.bounded else ""),
        request.as_of,
        total=lead_row(None, found) if found else None,
        empty='no lead yet: crm lead add "Ayşe Işık" --source fair',
        notes=_notes(db, request),
    )


def _reasons(db: Reader, request: Request) -> Report[Any]:
    """Return the lost leads by reason, in groups when ``by`` is asked for."""
    by = chosen("conversion", request.by, BY) if request.by else None
    found = fetch_lost(db, request, by)
    rows = reason_rows(found, by)
    plain = [ReasonRow(row.reason, row.lost, row.share) for row in rows]
    lost = sum(one.leads for one in found)
    return Report(
        "conversion",
        figures.headed(GroupReasonRow, by) if by else ReasonRow,
        rows if by else plain,
        "Why leads were lost"
        + (f", by {by}" if by else "")
        + (f", created{request.span}" if request.bounded else ""),
        request.as_of,
        total=None if by or not found else ReasonRow(None, lost, figures.share(lost, lost)),
        empty="no lead was lost: crm lead lose L-7 --reason price",
        notes=_notes(db, request),
    )


def fetch_leads(db: Reader, request: Request, by: str) -> list[Leads]:
    """Return counts of leads by group, state and days, in no order."""
    parts, values = _parts(db, request)
    query = _LEADS.format(key=BY[by].key, label=BY[by].label, **parts)
    return [Leads(*row) for row in db.tuples(query, values)]


def fetch_lost(db: Reader, request: Request, by: str | None) -> list[Lost]:
    """Return counts of lost leads by group and reason, in no order."""
    parts, values = _parts(db, request)
    nothing = "CAST(NULL AS TEXT)"
    key, label = (BY[by].key, BY[by].label) if by else (nothing, nothing)
    return [Lost(*row) for row in db.tuples(_REASONS.format(key=key, label=label, **parts), values)]


def _parts(db: Reader, request: Request) -> tuple[dict[str, str], dict[str, Any]]:
    """Return the tests that narrow the leads down, and their values."""
    from crmcli.domain.where import conditions

    where, values = conditions(db, LEAD, request.where, as_of=request.as_of)
    days, bounds = within("r.created_on", request)
    return {"where": where, "days": days}, {**values, **bounds, "as_of": request.as_of.isoformat()}


def _notes(db: Reader, request: Request) -> tuple[str, ...]:
    """Return in words what becomes of leads that nobody dated."""
    from crmcli.domain.where import conditions

    where, values = conditions(db, LEAD, request.where, as_of=request.as_of)
    undated = db.value(f"SELECT count(*) FROM lead r WHERE r.created_on IS NULL AND {where}", values)
    rest = "left out" if request.bounded else "counted as there"
    return figures.left_out(undated, "lead", f"without a creation date {rest}")


def lead_rows(found: Sequence[Leads], by: str) -> list[LeadRow]:
    """Return the rows in order."""
    from crmcli.domain.text import sort_key

    groups: dict[Any, list[Leads]] = {}
    for one in found:
        groups.setdefault(one.key, []).append(one)
    labels = figures.told_apart({key: part[0].label for key, part in groups.items()}, BY[by].prefix)

    def order(key: Any) -> tuple[Any, ...]:
        label = labels[key] or ""
        if by == "month":
            return (key is None, label)
        return (-sum(one.leads for one in groups[key]), key is None, sort_key(label), str(key))

    return [lead_row(labels[key], groups[key]) for key in sorted(groups, key=order)]


def lead_row(name: str | None, part: Sequence[Leads]) -> LeadRow:
    """Return the row that counts make together."""
    count = {"converted": 0, "lost": 0, "open": 0}
    days: dict[int, int] = {}
    for one in part:
        count[one.state] += one.leads
        if one.days is not None:
            days[one.days] = days.get(one.days, 0) + one.leads
    leads = sum(count.values())
    return LeadRow(
        group=name,
        leads=leads,
        converted=count["converted"],
        lost=count["lost"],
        open=count["open"],
        rate=figures.share(count["converted"], leads),
        days=figures.mean(sum(day * times for day, times in days.items()), sum(days.values())),
        median_days=figures.median(days),
        touches=figures.mean(figures.added(one.touches for one in part), sum(one.recorded for one in part)),
    )


def reason_rows(found: Sequence[Lost], by: str | None) -> list[GroupReasonRow]:
    """Return groups in order, the one with the most lost leads first, and their reasons likewise."""
    from crmcli.domain.text import sort_key

    whole: dict[Any, int] = {}
    for one in found:
        whole[one.key] = whole.get(one.key, 0) + one.leads
    labels = figures.told_apart({one.key: one.label for one in found}, BY[by].prefix if by else "")

    def order(one: Lost) -> tuple[Any, ...]:
        label = labels[one.key] or ""
        group = (0, label) if by == "month" else (-whole[one.key], sort_key(label))
        return (one.key is None, *group, str(one.key), -one.leads, sort_key(one.reason or ""))

    return [
        GroupReasonRow(labels[one.key], one.reason, one.leads, figures.share(one.leads, whole[one.key]))
        for one in sorted(found, key=order)
    ]
