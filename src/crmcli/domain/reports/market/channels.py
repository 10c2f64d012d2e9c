"""``report channels``: through what customers come and buy, what it costs, and what it brings.

What somebody and we did together before a purchase is a touch (``channel_touches``). Each order's total,
refunds too, is credited to the touches of the ``window`` days before it: the first of them, the last, or
all alike. What no touch came before stands apart, so the three ways hand out the same revenue. Amounts are
in one currency.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.pictures import Bar, Bars
from crmcli.domain.reports import figures
from crmcli.domain.reports.groups import cut
from crmcli.domain.reports.market.attribution import NOBODY
from crmcli.domain.reports.market.channel_behind import behind
from crmcli.domain.reports.market.channel_facts import Facts, fetch
from crmcli.domain.reports.market.channel_rows import ChannelRow, CreditedRow
from crmcli.domain.reports.market.channel_tallies import Request, Tallies, Tally, cost_of, tallied, window
from crmcli.domain.reports.market.channel_touches import BY
from crmcli.domain.reports.scope import chosen
from crmcli.domain.results import Report
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crmcli.domain.results import Listing
    from crmcli.sql import Reader

NO_TOUCH = say("no touch")
BARS = 12
"""Groups at most in the picture."""
ROWS = (ChannelRow, CreditedRow)


def report(db: Reader, request: Request) -> Report[Any]:
    """Tell channels by revenue, the most first; what came without a touch stands last.

    Raises:
        UsageError: the report can't be told by that, or credited so.
    """
    by = chosen("channels", request.by or BY[0], BY)
    facts = fetch(db, request, by)
    found = tallied(facts, request)
    model = request.attribution or "linear"
    rows = [
        _row(_name(facts, key), found.of[key], found, facts, request)
        for key in _in_order(found.of, facts.labels, model)
    ]
    shown, rest = cut(rows, request.limit, "row")
    way = (
        say(", {attribution} touch", attribution=named(request.attribution, "credit"))
        if request.attribution in ("first", "last")
        else ""
    )
    return Report(
        "channels",
        figures.headed(CreditedRow if request.attribution else ChannelRow, by),
        shown,
        say("Channels by {by}{way}{span}", by=named(by), way=way, span=request.span)
        + (say(" in {currency}", currency=request.currency) if request.currency else ""),
        request.as_of,
        pictures=pictures(rows, request),
        total=_row(named("all", "sum"), found.whole, found, facts, request) if rows else None,
        empty="no touch and no order yet: crm log call C-1 'first call', crm order add C-1 --total 500",
        notes=(*rest, *_told(request), *facts.notes),
    )


def _told(request: Request) -> tuple[str, ...]:
    count = window(request)
    days = (
        say("of the {count:,} days before an order", count=count)
        if count
        else say("of any day before an order")
    )
    return (say("touches {days} count; --window sets the days", days=days),)


def _in_order(parts: Mapping[str, Tally], labels: Mapping[str, str], model: str) -> list[str]:
    from crmcli.domain.text import sort_key

    def order(key: str) -> tuple[Any, ...]:
        one = parts[key]
        return (key == NOBODY, -one.revenue[model], -one.touches, sort_key(labels.get(key, "")), key)

    return sorted(parts, key=order)


def _name(facts: Facts, key: str) -> str:
    return NO_TOUCH if key == NOBODY else facts.labels.get(key, key)


def _row(name: str, tally: Tally, found: Tallies, facts: Facts, request: Request) -> Any:
    """Return the row of a group, or of the whole."""
    model = request.attribution or "linear"
    revenue, margin = tally.revenue[model], tally.margin[model]
    cost = cost_of(tally, facts, request)
    paid = cost if None not in tally.costs else None
    # What no touch came before is none of the touches' doing: their cost brought the rest.
    untouched = found.of.get(NOBODY) if tally is found.whole else None
    brought, earned = revenue, margin
    if untouched is not None:
        brought -= untouched.revenue[model]
        earned = None if margin is None else margin - (untouched.margin[model] or 0)
    same: dict[str, Any] = {
        "group": name,
        "touches": tally.touches,
        "leads": tally.leads,
        "customers": len(tally.customers),
        "won": tally.won,
        "lost": tally.lost,
        "win_rate": figures.share(tally.won, tally.won + tally.lost),
        "cycle": figures.mean(sum(tally.days), len(tally.days)),
        "cost": cost,
        "share": figures.share(revenue, found.whole.revenue[model]),
        "margin": margin,
        "profit": None if earned is None or paid is None else earned - paid,
        "roi": None if not paid else (brought - paid) / paid,
        "currency": facts.code,
    }
    if request.attribution:
        return CreditedRow(revenue=revenue, **same)
    ways: dict[str, Any] = {**tally.revenue}
    return ChannelRow(**ways, **same)


def pictures(rows: Sequence[Any], request: Request) -> tuple[Bars, ...]:
    """Return the revenue of each group that had a touch, credited as asked for, else to all alike."""
    from crmcli.domain.money import human

    way = "revenue" if request.attribution else "linear"
    shown = [row for row in rows if row.group != NO_TOUCH and getattr(row, way)]
    bars = tuple(
        Bar(row.group, float(getattr(row, way)), human(getattr(row, way), row.currency, request.language))
        for row in shown[:BARS]
    )
    return (
        (
            Bars(
                say(
                    "Revenue credited to touches, {attribution}",
                    attribution=named(request.attribution or "linear", "credit"),
                ),
                bars,
            ),
        )
        if bars
        else ()
    )


def explain(db: Reader, request: Request, row: Any) -> tuple[Listing[Any], ...]:
    """Return the orders credited to a group, its touches, its opportunities; of the total every group's."""
    facts = fetch(db, request, chosen("channels", request.by or BY[0], BY))
    found = tallied(facts, request)
    names = {_name(facts, key): key for key in found.of}
    return behind(facts, found, request, names.get(row.group))
