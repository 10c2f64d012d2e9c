"""``report products``: what each product or category sells, costs and brings; and which move slowly.

A line of an order counts when the order does (not cancelled, with a day); what a line cost is told in
``lines``. Amounts are those of the lines, without what stands on the order as a whole. Each currency has
rows of its own, or all are turned into the one asked for.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.reports import figures
from crmcli.domain.reports.groups import cut
from crmcli.domain.reports.money.order_periods import Days
from crmcli.domain.reports.money.product_rows import CategoryRow, Figures, ProductRow, figures_of
from crmcli.domain.reports.money.product_sums import (
    Key,
    Lately,
    Lines,
    Sold,
    Sums,
    other_by,
    products_asked,
    together,
)
from crmcli.domain.reports.scope import Asked, chosen
from crmcli.domain.results import Report
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.results import Listing
    from crmcli.sql import Reader

BY = ("product", "category")
ROWS = (ProductRow, CategoryRow)
TREND_DAYS = 90
SLOW_DAYS = 90


@frozen
class Request(Asked):
    """Lines of the span; ``slow`` only products on sale not sold for ``slow_days`` (None: 90)."""

    slow: bool = False
    slow_days: int | None = None


class Product(NamedTuple):
    """A product as it is known; days as ISO text."""

    id: int
    name: str
    category: str | None
    active: int
    introduced_on: str | None
    withdrawn_on: str | None
    sort: str

    def state(self, request: Request, last: str | None) -> str:
        """Return whether it is on sale on the day of the report, and whether it moves."""
        day = request.as_of.isoformat()
        if not self.active or (self.withdrawn_on is not None and self.withdrawn_on < day):
            return "withdrawn"
        if self.introduced_on is not None and self.introduced_on > day:
            return "coming"
        days = SLOW_DAYS if request.slow_days is None else request.slow_days
        limit = before_day(request.as_of, days).isoformat()
        return "slow" if max(last or "", self.introduced_on or "") < limit else say("on sale")


def before_day(day: date, days: int) -> date:
    """Return the day so many days before, the first of all where there is none."""
    return day - timedelta(days=min(max(days, 0), (day - date.min).days))


_PRODUCTS = """
SELECT r.id, r.name, r.category, r.active, r.introduced_on, r.withdrawn_on, r.name_sort FROM product r
WHERE {test} ORDER BY r.id
"""


class World(NamedTuple):
    """What is known: sums, nets of now and before, days of sales, by key; the products."""

    sums: dict[Key, Sums]
    lately: Lately
    products: list[Product]
    only: str | None


def spans(request: Asked) -> tuple[Days, Days, Days]:
    """Return the span of the report, and the two of equal length that the trend compares."""
    last = min(request.until or request.as_of, request.as_of)
    first = request.since or date.min
    now = Days(first if request.since is not None else before_day(last, TREND_DAYS - 1), last)
    length = (now.last - now.first).days + 1
    before = Days(before_day(now.first, length), before_day(now.first, 1))
    return Days(first, last), now, before


def fetch(db: Reader, request: Request, by: str) -> tuple[World, Lines]:
    """Return what the store knows of the products asked about."""
    from crmcli.domain.nouns import PRODUCT
    from crmcli.domain.where import conditions

    lines = Lines(db, request, by, products_asked(db, request))
    whole, now, before = spans(request)
    sums = lines.sums(whole)
    known = sorted({currency for _, currency in sums if currency is not None})
    only = request.currency or (known[0] if len(known) == 1 else None)
    test, values = conditions(
        db, PRODUCT, request.where, as_of=request.as_of, lapsed_days=request.lapsed_days
    )
    products = [Product(*row) for row in db.tuples(_PRODUCTS.format(test=test), values)]
    return World(_one(sums, only), lines.lately(now, before), products, only), lines


def _one(sums: dict[Key, Sums], only: str | None) -> dict[Key, Sums]:
    """Return the sums, those without a currency as the only one there is."""
    if only is None:
        return sums
    found: dict[Key, Sums] = {}
    for (key, currency), one in sorted(sums.items(), key=lambda item: item[0][1] is None):
        place = key, currency or only
        found[place] = together((found[place], one)) if place in found else one
    return found


def report(db: Reader, request: Request) -> Report[Any]:
    """Tell what products sell, the most first; slow movers by how long they have not been sold.

    Raises:
        UsageError: the report can't be told by that.
    """
    by = chosen("products", request.by or "product", BY)
    world, lines = fetch(db, request, by)
    rows: list[Any] = (
        product_rows(world, request) if by == "product" else category_rows(world, lines, request)
    )
    rows = _shared(rows)
    total = _total(lines, world, request, rows) if len({row.currency for row in rows}) == 1 else None
    slow = _slow(request, by, rows)
    if request.slow:
        rows = [row for row in rows if (row.state == "slow" if by == "product" else row.slow)]
        # Never sold is longer than any number of days.
        rows.sort(key=lambda row: (row.quiet is not None, -(row.quiet or 0)))
        total = None
    shown, notes = cut(rows, request.limit, "product" if by == "product" else "category")
    from crmcli.domain.reports.money.product_behind import left_out
    from crmcli.domain.reports.money.product_pictures import pictures

    return Report(
        "products",
        ProductRow if by == "product" else CategoryRow,
        shown,
        (say("Slow movers") if request.slow else say("Products sold{span}", span=request.span))
        + (say(" by {by}", by=named(by)) if by == "category" else "")
        + (say(" in {currency}", currency=request.currency) if request.currency else ""),
        request.as_of,
        pictures=() if request.slow else pictures(rows, request),
        total=total,
        empty=_empty(request),
        notes=(*notes, *slow, *left_out(lines, sum(one.unknown for one in world.sums.values()))),
    )


def _empty(request: Request) -> str:
    if request.slow:
        return say("every product on sale was sold lately")
    return say('no product is known: crm product add "Meşe masa" --price "4.500 TL" --cost "2.700 TL"')


def explain(db: Reader, request: Request, row: Figures) -> tuple[Listing[Any], ...]:
    """Return how the figures of a row are made, and every line behind it."""
    from crmcli.domain.reports.money.product_behind import behind

    return behind(db, request, row)


def product_rows(world: World, request: Request) -> list[ProductRow]:
    """Return the products that were sold or are on sale, a row a currency, the most sold first."""
    rows: list[tuple[Any, ProductRow]] = []
    codes: dict[Any, list[str | None]] = {}
    for key, currency in world.sums:
        codes.setdefault(key, []).append(currency)
    for product in world.products:
        sold = world.lately.ever.get(product.id)
        state = product.state(request, sold.last if sold is not None else None)
        found = codes.get(product.id)
        if found is None and state in ("coming", "withdrawn"):
            continue
        for currency in sorted(found or [world.only], key=lambda code: code or "~"):
            made = _figures(world, (product.id, currency), request)
            row = ProductRow(id=product.id, name=product.name, state=state, category=product.category, **made)
            rows.append(((product.sort, product.id, currency or "~"), row))
    rows.sort(key=lambda pair: (-(pair[1].net or 0), -pair[1].orders, pair[0]))
    return [row for _, row in rows]


def category_rows(world: World, lines: Lines, request: Request) -> list[CategoryRow]:
    """Return the categories, a row a currency, the most sold first; who has none stands last of equals."""
    from crmcli.domain.text import sort_key

    sold = other_by(lines, "product").lately(*spans(request)[1:]).ever
    counts: dict[str | None, list[int]] = {}
    for product in world.products:
        last = sold[product.id].last if product.id in sold else None
        state = product.state(request, last)
        told = counts.setdefault(product.category, [0, 0])
        told[0] += state in ("on sale", "slow") or last is not None
        told[1] += state == "slow"
    keys = sorted(
        {*world.sums, *((name, world.only) for name in counts if not _has(world, name))},
        key=lambda key: (key[0] is None, sort_key(key[0] or ""), key[0] or "", key[1] or "~"),
    )
    rows = [
        CategoryRow(
            group=key[0],
            products=counts.get(key[0], [0, 0])[0],
            slow=counts.get(key[0], [0, 0])[1],
            **_figures(world, key, request),
        )
        for key in keys
    ]
    rows.sort(key=lambda row: (-(row.net or 0), -row.orders))
    return rows


def _has(world: World, name: str | None) -> bool:
    return any(key == name for key, _ in world.sums)


def _figures(world: World, key: Key, request: Request) -> dict[str, Any]:
    one = world.sums.get(key, Sums())
    now = one.net if request.since is not None else world.lately.now.get(key, 0)
    # Before anything at all was sold there is nothing to compare with.
    before = world.lately.before.get(key, 0) if world.lately.before or world.lately.now else None
    return figures_of(one, world.lately.ever.get(key[0]), (now or 0, before), request.as_of, key[1])


def _shared(rows: Sequence[Any]) -> list[Any]:
    """Return the rows with their shares of all in their currency."""
    nets: dict[str | None, int] = {}
    margins: dict[str | None, int] = {}
    for row in rows:
        nets[row.currency] = nets.get(row.currency, 0) + (row.net or 0)
        margins[row.currency] = margins.get(row.currency, 0) + (row.margin or 0)
    return [
        replace(
            row,
            share=figures.share(row.net, nets[row.currency]),
            margin_share=figures.share(row.margin, margins[row.currency]),
        )
        for row in rows
    ]


def _total(lines: Lines, world: World, request: Request, rows: Sequence[Any]) -> Any:
    """Return the whole as a row: orders and customers counted once each."""
    orders, customers = lines.whole(spans(request)[0])
    one = together(world.sums.values())._replace(orders=orders, customers=customers)
    known = [row.before for row in rows]
    now = one.net if request.since is not None else sum(world.lately.now.values())
    days = [day for sold in world.lately.ever.values() for day in sold if day is not None]
    ever = Sold(min(days, default=None), max(days, default=None))
    trend = (now, None if None in known else sum(known))
    made = figures_of(one, ever, trend, request.as_of, rows[0].currency)
    made["share"] = figures.share(made["net"], made["net"])
    made["margin_share"] = figures.share(made["margin"], made["margin"])
    if isinstance(rows[0], ProductRow):
        return ProductRow(id=None, name=None, state=None, category=None, **made)
    counts = {name: sum(getattr(row, name) for row in rows) for name in ("products", "slow")}
    return CategoryRow(group=None, **counts, **made)


def _slow(request: Request, by: str, rows: Sequence[Any]) -> tuple[str, ...]:
    """Return how many products on sale do not move."""
    if by == "product":
        count = len({row.id for row in rows if row.state == "slow"})
    else:
        count = sum({row.group: row.slow for row in rows}.values())
    days = SLOW_DAYS if request.slow_days is None else request.slow_days
    if request.slow or not count:
        return ()
    return (
        say(
            "{plural} on sale not sold for {days} days: crm report products --slow",
            plural=figures.plural(count, "product"),
            days=days,
        ),
    )
