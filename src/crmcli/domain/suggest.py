"""What to offer a customer, and why: what goes with his purchases, what his like moved to, what he needs.

The score is that of ``reports.offers`` (the share of buyers who have it, and what the purchases add), plus
a fifth of the weight (1 to 5) of an open need that the product covers. What was bought once is never offered,
nor what can't be bought on the day.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain import suggest_facts as facts
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Choice, Money, Number, Ref, Text
from crmcli.domain.nouns import CUSTOMER
from crmcli.domain.reports import offers
from crmcli.domain.reports.affinities import Affinity
from crmcli.domain.reports.next_steps import market_baskets
from crmcli.domain.reports.scope import Asked
from crmcli.domain.results import Listing
from crmcli.said import listed, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crmcli.domain.reports.next_steps.market_baskets import Baskets
    from crmcli.domain.reports.offers import Move, Offer
    from crmcli.domain.suggest_facts import Needed, Sold
    from crmcli.sql import Reader

FEW = 30
"""Fewer buyers than this say little about each other."""
HEAVIEST = 5
KINDS = Choice(
    {"need": ("", "green"), "up-sell": ("", "magenta"), "cross-sell": ("", "cyan"), "popular": ("", "dim")},
    "kind",
)


@frozen
class Suggest:
    """Whom to make an offer, as of when; ``limit`` 0 is all there is a reason for."""

    ref: str
    as_of: date
    limit: int = 5
    region: str = "TR"


@frozen
class SuggestRow:
    """A product to offer; ``id`` None for what is known by its description only.

    ``both`` of ``of`` customers are those of the reason; None where it is a need.
    """

    id: Annotated[int | None, Ref("PR", "no."), "The product's number."]
    name: Annotated[str, Text("offer"), "What to offer."]
    kind: Annotated[str, KINDS, "Need, up-sell (dearer, of the same category), cross-sell or popular."]
    because: Annotated[str, Text(), "The strongest reason, with its counts."]
    score: Annotated[float, Number(digits=2), "What the rows are ranked by."]
    both: Annotated[int | None, Number(show=DETAIL), "Customers of the reason who bought it too."]
    of: Annotated[int | None, Number(show=DETAIL), "Customers of the reason."]
    buyers: Annotated[int, Number(show=DETAIL), "Customers who bought it."]
    category: Annotated[str | None, Text(show=DETAIL), "The product's category."]
    price: Annotated[int | None, Money("currency", show=ROOMY), "The price of one on the day."]
    currency: Annotated[str | None, Text(show=DETAIL), "The currency of the price."]


class _Shop:
    """What the other customers bought, what can be bought, and how the two are joined."""

    def __init__(self, found: Baskets, sold: Mapping[int, Sold]) -> None:
        self.found = found
        self.index = Affinity(found.baskets)
        self.sold = sold
        self.place = {item.product: number for number, item in enumerate(found.items) if item.product}

    def product(self, item: int) -> Sold | None:
        """Return the product of an item, None of a description."""
        number = self.found.items[item].product
        return self.sold[number] if number is not None else None

    def can_be_sold(self, item: int) -> bool:
        """Tell whether an item can be offered; a description can."""
        product = self.product(item)
        return product is None or product.on_sale

    def named(self, item: int) -> str:
        """Return what an item is called."""
        return self.found.items[item].name


def suggest(db: Reader, request: Suggest) -> Listing[SuggestRow]:
    """Return what to offer a customer, the highest score first.

    Raises:
        NotFound, Conflict: nobody, or several, answer to the reference.
    """
    from crmcli.domain.refs import resolve

    number = resolve(db, CUSTOMER, request.ref, region=request.region)
    found = market_baskets.fetch(db, Asked(as_of=request.as_of), "product", "customer")
    mine = dict(zip(found.keys, found.baskets, strict=True)).get(number, ())
    owned = frozenset(mine)
    others = [basket for key, basket in zip(found.keys, found.baskets, strict=True) if key != number]
    shop = _Shop(found._replace(baskets=others), facts.products(db, request.as_of))
    rows = _rows(db, request, shop, number, owned)
    shown = rows[: request.limit or None]
    name = db.value("SELECT name FROM customer WHERE id = :id", {"id": number})
    return Listing(
        SuggestRow,
        shown,
        title=say("What to offer {ref} {name}", ref=CUSTOMER.ref(number), name=name),
        total=len(rows) if len(rows) > len(shown) else None,
        empty="nothing else was bought by three other customers: crm import order-lines FILE",
        notes=_notes(shop, owned, rows),
    )


def _rows(db: Reader, request: Suggest, shop: _Shop, number: int, owned: frozenset[int]) -> list[SuggestRow]:
    """Return all that can be offered, in order."""
    ups = _ups(db, request.as_of, shop, number, owned)
    rows: dict[Any, SuggestRow] = {
        _key(shop, offer.item): _row(shop, offer, ups.get(offer.item))
        for offer in offers.offers(shop.index, owned)
        if shop.can_be_sold(offer.item)
    }
    for need in facts.needed(db, number, request.as_of):
        _add_need(shop, rows, need, owned)
    return sorted(rows.values(), key=_order)


def _order(row: SuggestRow) -> tuple[Any, ...]:
    from crmcli.domain.text import sort_key

    return (-row.score, -row.buyers, sort_key(row.name), row.name, row.id or 0)


def _key(shop: _Shop, item: int) -> Any:
    known = shop.found.items[item]
    return known.product if known.product is not None else known.name


def _ups(db: Reader, on: date, shop: _Shop, number: int, owned: frozenset[int]) -> dict[int, Move]:
    """Return dearer things of the same categories that buyers of his things moved to, by item."""
    mine = {item: product for item in owned if (product := shop.product(item)) and product.category}
    dearer: dict[int, list[int]] = {}
    for product in mine.values():
        dearer[product.id] = [
            other.id
            for other in shop.sold.values()
            if _is_dearer(other, product) and shop.place.get(other.id) not in owned and other.on_sale
        ]
    categories = sorted({product.category for product in mine.values() if product.category})
    best: dict[int, Move] = {}
    firsts = facts.firsts(db, on, categories, but=number)
    for move in offers.moves(firsts, {item: some for item, some in dearer.items() if some}):
        best.setdefault(shop.place[move.item], move)
    return best


def _is_dearer(other: Sold, product: Sold) -> bool:
    """Tell whether another product is of the same category and costs more in the same currency."""
    if other.category != product.category or other.currency != product.currency:
        return False
    return other.price is not None and product.price is not None and other.price > product.price


def _row(shop: _Shop, offer: Offer, move: Move | None) -> SuggestRow:
    """Return the row of an offer; an up-sell where buyers moved to it."""
    product = shop.product(offer.item)
    buyers = shop.index.count(offer.item)
    everyone = len(shop.found.baskets)
    if move is not None:
        name = shop.named(shop.place[move.bought])
        kind, both, of = "up-sell", move.moved, move.of
        because = say(
            "{both:,} of {of:,} others who bought {name} bought this dearer one later",
            both=both,
            of=of,
            name=name,
        )
    elif offer.why is not None:
        kind, both, of = "cross-sell", offer.why.both, offer.why.ones
        share = say("{buyers:.0f} % of all did", buyers=100 * buyers / everyone)
        because = say(
            "{both:,} of {of:,} others who bought {named} bought it; {share}",
            both=both,
            of=of,
            named=shop.named(offer.why.one),
            share=share,
        )
    else:
        kind, both, of = "popular", buyers, everyone
        because = say("{both:,} of {of:,} others who bought anything bought it", both=both, of=of)
    return SuggestRow(
        product.id if product else None,
        shop.named(offer.item),
        kind,
        because,
        offer.score,
        both,
        of,
        buyers,
        product.category if product else None,
        product.price if product else None,
        product.currency if product and product.price is not None else None,
    )


def _add_need(shop: _Shop, rows: dict[Any, SuggestRow], need: Needed, owned: frozenset[int]) -> None:
    """Put a product that covers a need among the rows; the weightiest need of a product counts."""
    product = shop.sold[need.product]
    if not product.on_sale or shop.place.get(product.id) in owned:
        return
    covers = say(", which it covers for {times:,} others", times=need.times) if need.times > 1 else ""
    covers = say(", which it covers for another one") if need.times == 1 else covers
    told = say("needs {need} (weight {weight}){covers}", need=need.need, weight=need.weight, covers=covers)
    known = rows.get(product.id)
    more = need.weight / HEAVIEST
    if known is None:
        item = shop.place.get(product.id)
        buyers = shop.index.count(item) if item is not None else 0
        rows[product.id] = SuggestRow(
            product.id, product.name, "need", told, more, None, None, buyers, product.category,
            product.price, product.currency if product.price is not None else None,
        )  # fmt: skip
    elif known.kind != "need":
        rows[product.id] = replace(
            known, kind="need", because=listed((told, known.because), "; "), score=known.score + more
        )


def _notes(shop: _Shop, owned: frozenset[int], rows: Sequence[SuggestRow]) -> tuple[str, ...]:
    """Return how much is behind the rows."""
    from crmcli.domain.reports.figures import plural

    buyers = len(shop.found.baskets)
    things = plural(len(owned), "thing")
    notes = [
        say("{things} bought so far", things=things)
        if owned
        else say("no order line tells what was bought: what most others bought stands first")
    ]
    if 0 < buyers < FEW:
        notes.append(
            say("only {plural} bought anything: too few to rely on", plural=plural(buyers, "other customer"))
        )
    elif owned and not any(row.kind in ("cross-sell", "up-sell") for row in rows):
        notes.append(say("nothing goes with it more than by chance: what most others bought stands first"))
    return (*notes, *shop.found.notes)
