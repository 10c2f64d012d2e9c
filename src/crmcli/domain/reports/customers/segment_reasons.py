"""What is behind scores and segments: the thresholds, the cells of the map, the customers, the orders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.counting import counted
from crmcli.domain.reports import figures, maps, scores
from crmcli.domain.reports.behind import orders_where
from crmcli.domain.reports.customers.segment_members import MemberRow, in_order, member_rows
from crmcli.domain.reports.explaining import StepRow
from crmcli.domain.reports.scope import in_currency
from crmcli.domain.results import Listing
from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.reports.scored import Scored, ScoredAsked, Scoring
    from crmcli.sql import Reader


def of_segment(
    db: Reader, request: ScoredAsked, found: Scoring, name: str | None, members: Sequence[Scored]
) -> tuple[Listing[Any], ...]:
    """Return the steps to a segment (None: all of them) and its customers."""
    steps = thresholds(found)
    for segment in found.segment_map.segments:
        if name in (None, segment.called(request.language)):
            steps.append(StepRow(segment.called(request.language) + ": R F M", cells(found, segment)))
    steps += [
        StepRow(say("customers"), str(len(members))),
        StepRow(say("all buyers"), str(len(found.scored))),
        StepRow(say("revenue"), _money(figures.added(one.buyer.revenue for one in members), found)),
        StepRow(say("revenue of all buyers"), _money(figures.added(_revenues(found)), found)),
        StepRow(say("sum of days since the last purchase"), str(sum(one.days for one in members))),
        StepRow(say("sum of purchases"), _money(figures.added(one.buyer.bought for one in members), found)),
        StepRow(say("purchases with a total"), str(sum(one.buyer.priced for one in members))),
    ]
    rows = member_rows(
        db, in_order(db, members, found.segment_map.segments), found.currency, request.language, MemberRow
    )
    return Listing(StepRow, steps, title="steps"), Listing(MemberRow, rows, title="customers")


def of_member(db: Reader, request: ScoredAsked, found: Scoring, customer: int) -> tuple[Listing[Any], ...]:
    """Return the steps to a customer's scores and segment, and the orders."""
    one = next(one for one in found.scored if one.buyer.id == customer)
    buyer, cell = one.buyer, f"R{one.r} F{one.f} M{one.m}"
    steps = [
        StepRow(
            say(
                "last purchase {last_on}, {counted} ago",
                last_on=figures.day(buyer.last_on),
                counted=counted(one.days, "day"),
            ),
            f"R {one.r}",
        ),
        StepRow(figures.plural(buyer.orders, "purchase"), f"F {one.f}"),
        StepRow(say("revenue {money}", money=_money(buyer.revenue, found)), f"M {one.m}"),
        StepRow(cell, one.segment.called(request.language)),
        *thresholds(found),
    ]
    test, values = in_currency("o.currency", found.currency)
    if found.found.one is not None:
        test, values = found.found.one.test("o.currency", "o.ordered_on")
    orders = orders_where(
        db, request, f"o.customer_id = :customer AND {test}", {**values, "customer": customer}
    )
    one_currency = found.found.one
    if one_currency is not None:
        for order in orders.rows:
            if order.total is not None and order.currency not in (None, found.currency):
                turned = one_currency.rates.minor(order.total, order.currency or "", order.ordered_on)
                steps.append(
                    StepRow(
                        say("S-{id} in {currency}", id=order.id, currency=found.currency),
                        _money(turned, found),
                    )
                )
    return Listing(StepRow, steps, title="steps"), orders


def _revenues(found: Scoring) -> list[int | None]:
    return [one.buyer.revenue for one in found.scored]


def _money(amount: int | None, found: Scoring) -> str:
    return figures.exact(amount, found.currency)


def thresholds(found: Scoring) -> list[StepRow]:
    """Return which values make which score, the best first."""
    rows = []
    for letter, noun, scale in zip(
        "RFM", (say("days"), say("purchases"), say("money")), found.scales, strict=True
    ):
        held = {getattr(one, letter.lower()) for one in found.scored}
        told = [_told(cut, found, letter) for cut in scale.cuts]
        spans: dict[int, str] = {}
        for group in range(scale.groups):
            score = scores.spread(group, scale.groups)
            score = scores.BEST + 1 - score if letter == "R" else score
            span = _span(told, group, fixed=scale.fixed)
            spans[score] = span if scale.fixed or score in held else say("nobody")
        rows += [
            StepRow(say("{letter} {score}: {noun}", letter=letter, score=score, noun=noun), spans[score])
            for score in sorted(spans, reverse=True)
        ]
    return rows


def _told(cut: Any, found: Scoring, letter: str) -> str:
    """Return a cut point as people write it."""
    if letter == "M" and found.currency:
        from decimal import Decimal

        from crmcli.domain.money import minor_digits

        if cut == int(cut):
            return figures.money(int(cut), found.currency)
        return say("{number:f}", number=Decimal(cut).scaleb(-minor_digits(found.currency)))
    return str(cut) if isinstance(cut, int) else say("{number:f}", number=cut)


def _span(told: Sequence[str], group: int, *, fixed: bool) -> str:
    """Return the values of a group counted from 0: quintiles end with their cut point, bins begin there."""
    low = told[group - 1] if group else None
    high = told[group] if group < len(told) else None
    words = []
    if low is not None:
        words.append(say("from {low}", low=low) if fixed else say("above {low}", low=low))
    if high is not None:
        words.append(say("below {high}", high=high) if fixed else say("up to {high}", high=high))
    return listed(words) if words else named("all", "sum")


def cells(found: Scoring, segment: maps.Segment) -> str:
    """Return the cells of a segment: ``54 55`` for R 5 with F 4 or 5; with M where it hangs on it."""
    whole = {key for key, value in found.segment_map.cells.items() if value == segment}
    flat = [
        f"{r}{f}"
        for r in reversed(maps.SCORES)
        for f in reversed(maps.SCORES)
        if all((r, f, m) in whole for m in maps.SCORES)
    ]
    if len(flat) * len(maps.SCORES) == len(whole):
        return " ".join(flat) or say("none")
    return " ".join("".join(map(str, key)) for key in sorted(whole, reverse=True))
