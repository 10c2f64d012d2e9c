"""``report conversion``: what became of leads, by source, owner, month of creation or campaign.

As of a day a lead is converted when its conversion is of that day or earlier, lost when it is lost
now and was lost by then (or nobody knows when), and open otherwise. A lead without a creation date
counts as there, except in a span of days.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ROOMY, Duration, Number, Percent, Text
from crmcli.domain.pictures import Bar, Bars
from crmcli.domain.reason_words import LostReason, reason_told
from crmcli.domain.reports import figures, groups
from crmcli.domain.reports.by_group import in_group, of_group
from crmcli.domain.reports.explaining import StepRow
from crmcli.domain.reports.groups import gathered
from crmcli.domain.reports.pipeline import conversion_facts as store
from crmcli.domain.reports.pipeline.conversion_facts import BY, Leads, Lost
from crmcli.domain.reports.scope import Asked, chosen
from crmcli.domain.results import Listing, Report
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.sql import Reader


@frozen
class Request(Asked):
    """Leads created in the span; ``reasons`` tells the lost ones by reason instead.

    ``by`` is a name of ``BY``; None is source, or no grouping for reasons.
    """

    reasons: bool = False


IN_TIME = ("month", "quarter", "year")


@frozen
class LeadRow:
    """Leads of a group and what became of them."""

    group: Annotated[str | None, Text(), "What the row stands for; blank where nobody said."]
    leads: Annotated[int, Number(), "Leads created, as far as the day knows."]
    converted: Annotated[int, Number(named("converted", "count")), "Of them converted by the end of the day."]
    lost: Annotated[
        int, Number(named("lost", "count")), "Of them lost by then, or on a day that nobody knows."
    ]
    open: Annotated[int, Number(), "The others."]
    rate: Annotated[float | None, Percent(named("rate", "share"), bar=True), "Converted / leads."]
    days: Annotated[
        float | None,
        Duration("mean days"),
        "Mean days from the first contact to the conversion, of the conversions that know it.",
    ]
    median_days: Annotated[float | None, Duration("median"), "Median of the same days."]
    touches: Annotated[
        float | None,
        Number(show=ROOMY),
        "Mean number of activities before the conversion, of the recorded conversions.",
    ]


@frozen
class ReasonRow:
    """Lost leads of one reason."""

    reason: Annotated[str | None, LostReason(), "Why they were lost."]
    lost: Annotated[int, Number(named("lost", "count")), "Leads lost for it by the end of the day."]
    share: Annotated[float | None, Percent(bar=True), "Lost for this reason / all lost leads."]


ROWS = (LeadRow, ReasonRow, of_group(ReasonRow))


def report(db: Reader, request: Request) -> Report[Any]:
    """Count leads by what became of them, or lost leads by reason.

    Periods stand in time, everything else by number of leads, the most first.

    Raises:
        UsageError: the report can't be told by that.
    """
    if request.reasons:
        return _reasons(db, request)
    by = chosen("conversion", request.by or "source", BY)
    found = store.fetch_leads(db, request, by)
    rows, cut = groups.cut(lead_rows(found, by), request.limit, "row")
    bars = tuple(
        Bar(
            row.group or "—",
            row.rate or 0.0,
            say(
                "{percent}, {converted:,} of {leads:,}",
                percent=figures.percent(row.rate or 0, request.language, 1),
                converted=row.converted,
                leads=row.leads,
            ),
        )
        for row in rows[:_BARS]
    )
    return Report(
        "conversion",
        figures.headed(LeadRow, by),
        rows,
        say("Leads by {by}", by=named(by, "column"))
        + (say(", created{span}", span=request.span) if request.bounded else ""),
        request.as_of,
        pictures=(Bars("Converted", bars),) if bars else (),
        total=lead_row(None, found) if found else None,
        empty='no lead yet: crm lead add "Ayşe Işık" --source fair',
        notes=(*cut, *store.left_out(db, request)),
    )


_BARS = 12


def _reasons(db: Reader, request: Request) -> Report[Any]:
    """Return the lost leads by reason, in groups when ``by`` is asked for."""
    by = chosen("conversion", request.by, BY) if request.by else None
    found = store.fetch_lost(db, request, by)
    rows, cut = groups.cut(reason_rows(found, by), request.limit, "row")
    lost = sum(one.leads for one in found)
    bars = tuple(
        Bar(reason_told(row.reason or "—"), float(row.lost), say("{lost:,}", lost=row.lost))
        for row in rows[:_BARS]
    )
    return Report(
        "conversion",
        of_group(ReasonRow, by) if by else ReasonRow,
        rows,
        say("Why leads were lost")
        + (say(", by {by}", by=named(by, "column")) if by else "")
        + (say(", created{span}", span=request.span) if request.bounded else ""),
        request.as_of,
        pictures=(Bars("Lost leads", bars),) if bars and not by else (),
        total=None if by or not found else ReasonRow(None, lost, figures.share(lost, lost)),
        empty="no lead was lost: crm lead lose L-7 --reason price",
        notes=(*cut, *store.left_out(db, request)),
    )


def explain(db: Reader, request: Request, row: Any) -> tuple[Listing[Any], ...]:
    """Return how a row's figures are made, and the leads behind it."""
    from crmcli.domain.reports.pipeline.conversion_listing import leads_listing

    by = request.by if request.reasons else chosen("conversion", request.by or "source", BY)
    parts, values = store.parts(db, request)
    found: Sequence[Lost | Leads] = (
        store.fetch_lost(db, request, by) if request.reasons else store.fetch_leads(db, request, str(by))
    )
    label = getattr(row, "group", None)
    called = figures.told_apart({one.key: one.label for one in found}, BY[by].prefix) if by else {}
    keys = [key for key, name in called.items() if name == label]
    reason = getattr(row, "reason", None)
    if request.reasons:
        whole = row == ReasonRow(None, row.lost, 1.0)
    else:
        whole = row == lead_row(None, store.fetch_leads(db, request, str(by)))
    leads = leads_listing(
        db,
        store.FROM.format(**parts),
        values,
        (BY[by].key if by else "r.id", store.STATE, store.DAYS, store.TOUCHES),
        None if whole or not by else keys,
    )
    if request.reasons:
        kept = [one for one in leads.rows if one.state == "lost" and (whole or one.reason == reason)]
        steps = [
            StepRow(
                say("lost for it / lost"), f"{row.lost} / {sum(one.state == 'lost' for one in leads.rows)}"
            )
        ]
    else:
        kept = list(leads.rows)
        known = [one.days for one in kept if one.days is not None]
        steps = [
            StepRow(say("converted / leads"), f"{row.converted} / {row.leads}"),
            StepRow(say("converted + lost + open"), f"{row.converted} + {row.lost} + {row.open}"),
            StepRow(say("days to conversion, together / known"), f"{sum(known)} / {len(known)}"),
        ]
    return Listing(StepRow, steps, title="steps"), replace(leads, rows=kept)


def lead_rows(found: Sequence[Leads], by: str) -> list[LeadRow]:
    """Return the rows in order."""
    from crmcli.domain.text import sort_key

    groups, labels = gathered(found, BY[by].prefix)

    def order(key: Any) -> tuple[Any, ...]:
        label = labels[key] or ""
        if by in IN_TIME:
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


def reason_rows(found: Sequence[Lost], by: str | None) -> list[Any]:
    """Return groups in order, the one with the most lost leads first, and their reasons likewise."""
    from crmcli.domain.text import sort_key

    whole: dict[Any, int] = {}
    for one in found:
        whole[one.key] = whole.get(one.key, 0) + one.leads
    labels = figures.told_apart({one.key: one.label for one in found}, BY[by].prefix if by else "")

    def order(one: Lost) -> tuple[Any, ...]:
        label = labels[one.key] or ""
        group = (0, label) if by in IN_TIME else (-whole[one.key], sort_key(label))
        return (one.key is None, *group, str(one.key), -one.leads, sort_key(one.reason or ""))

    rows: list[Any] = []
    for one in sorted(found, key=order):
        row = ReasonRow(one.reason, one.leads, figures.share(one.leads, whole[one.key]))
        rows += in_group([row], labels[one.key], by, "reason") if by else [row]
    return rows
