"""What was bought together: the baskets, as of a day, and what that leaves out.

A basket is an order, or all that a customer bought. What lies in it are products (a line without one
counts under its description, however it is written) or categories. Orders that are cancelled or refunds
are none, and neither are lines given back; an order without a day counts unless a span of days is asked
for. Nothing here depends on the order or the numbers of rows: items stand by name.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.nouns import ORDER
from crmcli.domain.reports import figures
from crmcli.domain.reports.scope import within
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crmcli.domain.reports.scope import Asked
    from crmcli.sql import Reader

ITEMS = ("product", "category")
BASKETS = ("order", "customer")


class Item(NamedTuple):
    """What can lie in a basket: the product's number (None for a description or a category), its name."""

    product: int | None
    name: str


class Baskets(NamedTuple):
    """The baskets: numbers of items in each, ascending and each once; empty baskets are not among them.

    ``keys`` are the numbers of the orders or customers, ``buyers`` the customer behind each basket, None
    where nobody knows; ``items`` are by their number here. ``notes`` tell what is left out.
    """

    items: tuple[Item, ...]
    baskets: list[tuple[int, ...]]
    keys: list[int]
    buyers: list[int | None]
    notes: tuple[str, ...] = ()


class Holders:
    """Which baskets hold a thing, for the things that are asked about."""

    def __init__(self, found: Baskets, items: Iterable[int]) -> None:
        """Index the baskets by these things."""
        self.found = found
        self.of: dict[int, set[int]] = {item: set() for item in items}
        for place, basket in enumerate(found.baskets):
            for item in basket:
                if item in self.of:
                    self.of[item].add(place)

    def places(self, items: Iterable[int]) -> set[int]:
        """Return the places of the baskets that hold all of some things."""
        sets = sorted((self.of[item] for item in items), key=len)
        return set.intersection(*sets)

    def customers(self, items: Iterable[int]) -> int | None:
        """Return how many customers are behind those baskets, None where not one is known.

        A basket of nobody known counts as one.
        """
        buyers = self.found.buyers
        whose = [buyers[place] for place in self.places(items)]
        known = {buyer for buyer in whose if buyer is not None}
        return len(known) + whose.count(None) if known else None


_KNOWN = "r.status <> 'cancelled' AND coalesce(r.ordered_on, '') <= :as_of"
_BOUGHT = "coalesce(r.total_minor, 0) >= 0"
_KEPT = "coalesce(l.quantity_milli, 1) > 0 AND coalesce(l.amount_minor, 0) >= 0"
_LINES = f"""
SELECT {{basket}}, r.customer_id, {{items}}
FROM order_line l JOIN sales_order r ON r.id = l.order_id {{more}}
WHERE {_KNOWN} AND {_BOUGHT} AND {_KEPT} AND {{days}} AND {{where}}
"""
_PRODUCT = "l.product_id, CASE WHEN l.product_id IS NULL THEN l.description END"
_CATEGORY = "CAST(NULL AS BIGINT), p.category"


def fetch(db: Reader, request: Asked, items: str = "product", basket: str = "order") -> Baskets:
    """Return the baskets of the span and day."""
    test, values = _asked(db, request)
    by_order = basket == "order"
    query = _LINES.format(
        basket="r.id" if by_order else "r.customer_id",
        items=_PRODUCT if items == "product" else _CATEGORY,
        more="" if items == "product" else "LEFT JOIN product p ON p.id = l.product_id",
        where=test if by_order else f"{test} AND r.customer_id IS NOT NULL",
        days=within("r.ordered_on", request)[0],
    )
    lines = db.tuples(query, values)
    numbers, known = _numbered(db, lines, by_product=items == "product")
    found: dict[int, set[int]] = {}
    buyers: dict[int, int | None] = {}
    nameless = 0
    for key, buyer, product, text in lines:
        number = numbers.get(product if product is not None else text)
        if number is None:
            nameless += 1
        elif key in found:
            found[key].add(number)
        else:
            found[key] = {number}
            buyers[key] = buyer
    keys = sorted(found)
    without = (
        say("without a category left out")
        if items == "category"
        else say("without product and description left out")
    )
    return Baskets(
        known,
        [tuple(sorted(found[key])) for key in keys],
        keys,
        [buyers[key] for key in keys],
        (
            *figures.left_out(nameless, "line", without),
            *_left_out(db, request, basket),
        ),
    )


def _numbered(
    db: Reader, lines: list[tuple[Any, ...]], *, by_product: bool
) -> tuple[dict[Any, int], tuple[Item, ...]]:
    """Return what stands for an item in a line -> its number, and the items by number: by name.

    A description that is the name of one product is that product; others have the spelling of most lines.
    """
    from crmcli.domain.text import fold, sort_key

    products = {line[2] for line in lines if line[2] is not None}
    written = Counter(line[3] for line in lines if line[3] is not None and line[3].strip())
    texts = {text: fold(text) or text for text in written}
    means: dict[Any, Any] = dict(texts)
    names: dict[int, str] = {}
    if by_product:
        called: dict[str, list[int]] = {}
        for number, name, folded in db.tuples("SELECT id, name, name_fold FROM product"):
            names[number] = name
            called.setdefault(folded, []).append(number)
        for text, folded in texts.items():
            if len(called.get(folded, ())) == 1:
                means[text] = called[folded][0]
                products.add(means[text])
    told = figures.told_apart({number: names[number] for number in products}, "PR")
    label: dict[Any, str] = {number: told[number] or "" for number in products}
    for text in sorted(texts, key=lambda one: (-written[one], sort_key(one), one)):
        if means[text] not in products:
            label.setdefault(means[text], text.strip())

    def place(key: Any) -> tuple[Any, ...]:
        return (sort_key(label[key]), label[key], isinstance(key, str), key)

    order = sorted(label, key=place)
    numbers: dict[Any, int] = {key: number for number, key in enumerate(order)}
    items = tuple(Item(key if key in products else None, label[key]) for key in order)
    known = {number: numbers[number] for number in products}
    return known | {text: numbers[meant] for text, meant in means.items()}, items


def _asked(db: Reader, request: Asked) -> tuple[str, dict[str, Any]]:
    """Return the test of ``--where`` and the values of all tests."""
    from crmcli.domain.where import conditions

    test, values = conditions(db, ORDER, request.where, as_of=request.as_of, lapsed_days=request.lapsed_days)
    return test, {**values, **within("r.ordered_on", request)[1], "as_of": request.as_of.isoformat()}


_LEFT_OUT = f"""
SELECT count(CASE WHEN {_KNOWN} AND {_BOUGHT} AND r.ordered_on IS NULL THEN 1 END),
  count(CASE WHEN r.status = 'cancelled' AND coalesce(r.ordered_on, '') <= :as_of THEN 1 END),
  count(CASE WHEN {_KNOWN} AND NOT {_BOUGHT} THEN 1 END),
  count(CASE WHEN {_KNOWN} AND {_BOUGHT} AND r.customer_id IS NULL THEN 1 END),
  count(CASE WHEN {_KNOWN} AND {_BOUGHT}
    AND NOT EXISTS (SELECT 1 FROM order_line l WHERE l.order_id = r.id) THEN 1 END)
FROM sales_order r WHERE ({{days}} OR r.ordered_on IS NULL) AND {{where}}
"""


def _left_out(db: Reader, request: Asked, basket: str) -> tuple[str, ...]:
    """Return in words what the baskets leave out."""
    test, values = _asked(db, request)
    query = _LEFT_OUT.format(days=f"({within('r.ordered_on', request)[0]})", where=test)
    undated, cancelled, refunds, nobodys, bare = db.tuples(query, values)[0]
    without = say("without a date left out") if request.bounded else say("without a date counted as there")
    return (
        *figures.left_out(undated, "order", without),
        *figures.left_out(cancelled, say("cancelled order"), say("left out")),
        *figures.left_out(refunds, "refund", say("left out")),
        *figures.left_out(
            nobodys if basket == "customer" else 0, "order", say("without a customer left out")
        ),
        *figures.left_out(bare, "order", say("without lines left out")),
    )
