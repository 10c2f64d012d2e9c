"""The orders, touches and opportunities behind a row of ``report channels``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, AnyRef, Duration, Money, Number, Ref, Text
from crmcli.domain.reports import figures
from crmcli.domain.reports.explaining import StepRow
from crmcli.domain.reports.market.attribution import MODELS, NOBODY, credited
from crmcli.domain.reports.market.channel_facts import Facts, before
from crmcli.domain.reports.market.channel_tallies import Request, Tallies, Tally, cost_of, in_span, window
from crmcli.domain.results import Listing
from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from crmcli.domain.reports.market.channel_facts import Order
    from crmcli.domain.reports.market.channel_touches import Party


@frozen
class CreditLine:
    """An order and what of it is credited to the group; ``touches`` in the window, ``own`` of this group."""

    id: Annotated[int, Ref("S", "no.")]
    day: Annotated[str, Text(wrap=False)]
    customer: Annotated[int, Ref("C")]
    total: Annotated[int, Money("currency")]
    touches: Annotated[int, Number()]
    own: Annotated[int, Number("of it")]
    first: Annotated[int, Money("currency")]
    last: Annotated[int, Money("currency")]
    linear: Annotated[int, Money("currency")]
    currency: Annotated[str | None, Text(show=DETAIL)]


@frozen
class TouchLine:
    """A touch of the span."""

    id: Annotated[str, AnyRef("no.")]
    day: Annotated[str, Text(wrap=False)]
    what: str
    whose: Annotated[str, AnyRef("with")]
    minutes: int | None


@frozen
class DealLine:
    """An opportunity that was won or lost after a touch."""

    id: Annotated[int, Ref("O", "no.")]
    closed: Annotated[str, Text(wrap=False)]
    outcome: str
    days: Annotated[int | None, Duration()]


def behind(facts: Facts, found: Tallies, request: Request, key: str | None) -> tuple[Listing[Any], ...]:
    """Return what a group is made of; ``key`` None is all of it."""
    tally = found.whole if key is None else found.of[key]
    return (
        Listing(StepRow, _steps(facts, tally, request), title="steps"),
        Listing(CreditLine, _orders(facts, request, key), title="orders"),
        Listing(TouchLine, _touches(facts, request, key), title="touches"),
        Listing(DealLine, _deals(facts, request, key), title="opportunities"),
    )


def _steps(facts: Facts, tally: Tally, request: Request) -> list[StepRow]:
    """Return how the credit and the return on the cost are made."""
    model = request.attribution or "linear"
    cost = cost_of(tally, facts, request)
    paid = None if None in tally.costs else cost
    campaigns = listed((figures.money(one, facts.code) for one in tally.costs), " + ")
    return [
        *(
            StepRow(
                say("{way} = sum of the orders below", way=named(way, "credit")),
                figures.money(tally.revenue[way], facts.code),
            )
            for way in MODELS
        ),
        StepRow(say("cost of campaigns"), campaigns or None),
        StepRow(say("minutes of touches"), str(tally.minutes)),
        StepRow(
            say("cost = campaigns + minutes x minute cost"),
            None if cost is None else figures.money(cost, facts.code),
        ),
        StepRow(
            say("return = ({model} - cost) / cost", model=named(model, "credit")),
            say("{number:.6g}", number=(tally.revenue[model] - paid) / paid) if paid else None,
        ),
    ]


def _orders(facts: Facts, request: Request, key: str | None) -> list[CreditLine]:
    """Return the orders that are credited to a group, in any way."""
    found = []
    for order in facts.orders:
        keys = before(facts, order.customer, order.day, window(request))
        if key is None or key in (keys or (NOBODY,)):
            found.append(_credit(order, list(keys), key, facts.code))
    return found


def _credit(order: Order, keys: list[str], key: str | None, currency: str | None) -> CreditLine:
    if key is None:
        mine = dict.fromkeys(MODELS, order.total)
    else:
        mine = {model: credited(order.total, keys, model).get(key, 0) for model in MODELS}
    return CreditLine(
        id=order.number,
        day=figures.day(order.day),
        customer=order.customer,
        total=order.total,
        touches=len(keys),
        own=len(keys) if key is None else keys.count(key),
        **mine,
        currency=currency,
    )


def _touches(facts: Facts, request: Request, key: str | None) -> list[TouchLine]:
    return [
        TouchLine(one.ref, figures.day(one.day), named(one.what, "choice"), _whose(one.party), one.minutes)
        for one in in_span(facts, request)
        if key is None or one.key == key
    ]


def _whose(party: Party) -> str:
    return f"C-{party}" if isinstance(party, int) else party


def _deals(facts: Facts, request: Request, key: str | None) -> list[DealLine]:
    return [
        DealLine(
            deal.number, figures.day(deal.day), named("won" if deal.won else "lost", "choice"), deal.days
        )
        for deal in facts.deals
        if key is None or key in (before(facts, deal.party, deal.day, window(request)) or (NOBODY,))
    ]
