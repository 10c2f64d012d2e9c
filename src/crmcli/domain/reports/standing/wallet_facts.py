"""What customers are thought to spend, and what of it they spend with us; by customer and category."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.reports.amounts import NO_DAY, Amounts
from crmcli.domain.reports.baskets import Window
from crmcli.domain.reports.figures import plural, ranked
from crmcli.domain.reports.scope import of_customers, total
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from crmcli.domain.reports.standing.wallet import Request
    from crmcli.sql import Reader

YEAR = 365
Key = tuple[int, str, str]
"""A customer, a currency, and a category, folded; "" for all categories."""


class Estimate(NamedTuple):
    """An estimate of a year; ``part`` is that of the days asked about, None where it can't be turned."""

    id: int
    customer: int
    name: str
    category: str | None
    amount: int
    currency: str
    day: str
    source: str | None
    part: int | None = None

    @property
    def key(self) -> Key:
        """Whose it is, in which currency and category."""
        from crmcli.domain.text import fold

        return self.customer, self.currency, fold(self.category or "")


class Wallets(NamedTuple):
    """The newest estimates, what is spent with us, the days it is of, and what is left out in words."""

    estimates: list[Estimate]
    revenue: dict[Key, int]
    window: Window
    notes: tuple[str, ...]


_ESTIMATES = """
SELECT w.id, w.customer_id, c.name, w.category, w.amount_minor, w.currency, w.estimated_on, w.source
FROM wallet w JOIN customer c ON c.id = w.customer_id
WHERE w.estimated_on <= :as_of AND {customers} ORDER BY w.estimated_on DESC, w.id DESC
"""
_OF = "o.customer_id IN (SELECT customer_id FROM wallet) AND o.status <> 'cancelled'"
_SPAN = "o.ordered_on > :since AND o.ordered_on <= :last"
_TOTALS = f"""
SELECT o.customer_id, o.currency, {{day}}, {total("o.total_minor")}, count(*) FROM sales_order o
WHERE {_OF} AND {_SPAN} AND o.total_minor IS NOT NULL GROUP BY 1, 2, 3
"""
_LINES = f"""
SELECT o.customer_id, l.currency, {{day}}, p.category, {total("l.amount_minor")}
FROM sales_order o JOIN order_line l ON l.order_id = o.id JOIN product p ON p.id = l.product_id
WHERE {_OF} AND {_SPAN} AND l.amount_minor IS NOT NULL AND p.category IS NOT NULL GROUP BY 1, 2, 3, 4
"""


def fetch(db: Reader, request: Request) -> Wallets:
    """Return the newest estimate of each customer and category, and our revenue beside each."""
    window = Window.asked(request, YEAR)
    estimates, told = _estimates(db, request, window)
    revenue, notes = _revenue(db, request, window, estimates)
    return Wallets(estimates, revenue, window, (*told, *notes))


def _estimates(db: Reader, request: Request, window: Window) -> tuple[list[Estimate], tuple[str, ...]]:
    """Return the newest estimates as of the day, and what was turned and left out in words."""
    from crmcli.domain.text import fold

    test, values = of_customers(db, "w.customer_id", request)
    values = {**values, "as_of": request.as_of.isoformat()}
    newest: dict[tuple[int, str], Estimate] = {}
    for row in db.tuples(_ESTIMATES.format(customers=test), values):
        one = Estimate(*row)
        if request.category is None or fold(one.category or "") == fold(request.category):
            newest.setdefault((one.customer, fold(one.category or "")), one)
    amounts = Amounts(db, request, _counted(one.currency for one in newest.values()))
    found = []
    for one in newest.values():
        worth = amounts.minor(one.amount, one.currency, one.day) if amounts.turns else one.amount
        if worth is not None:
            code = amounts.code if amounts.turns and amounts.code else one.currency
            found.append(one._replace(amount=worth, currency=code, part=_part(worth, window.days)))
    return found, amounts.notes("estimate", say("its day")) if amounts.turns else ()


def _counted(codes: Iterable[str]) -> dict[str | None, int]:
    found: dict[str | None, int] = {}
    for code in codes:
        found[code] = found.get(code, 0) + 1
    return found


def _part(amount: int, days: int) -> int:
    """Return what a year's amount is in so many days, rounded half to even."""
    if days == YEAR:
        return amount
    from fractions import Fraction

    return round(Fraction(amount * days, YEAR))


def _revenue(
    db: Reader, request: Request, window: Window, estimates: list[Estimate]
) -> tuple[dict[Key, int], tuple[str, ...]]:
    """Return our revenue of the days by customer, currency and category; what was turned or left out."""
    from crmcli.domain.text import fold

    asked = {"since": window.since, "last": window.as_of}
    whose = {one.customer for one in estimates}
    codes: dict[str | None, int] = {}
    for customer, code, _, _, count in db.tuples(_TOTALS.format(day=NO_DAY), asked):
        if customer in whose:
            codes[code] = codes.get(code, 0) + count
    amounts = Amounts(db, request, codes)
    if amounts.turns:
        asked["code"] = amounts.code or ""
    rates = amounts.rates
    found: dict[Key, int] = {}
    alone: dict[str, int] = {}
    spoken = {(one.customer, one.currency) for one in estimates}
    for customer, code, day, paid, count in db.tuples(
        _TOTALS.format(day=amounts.day("o.currency", "o.ordered_on")), asked
    ):
        if rates is None and customer in whose and (customer, code) not in spoken:
            alone[code] = alone.get(code, 0) + count
        elif customer in whose:
            worth = paid if rates is None else amounts.minor(paid, code, day, count)
            _add(found, (customer, code if rates is None else rates.base, ""), worth)
    for customer, code, day, category, paid in db.tuples(
        _LINES.format(day=amounts.day("l.currency", "o.ordered_on")), asked
    ):
        worth = paid if rates is None else rates.minor(int(paid), code, day)
        _add(found, (customer, code if rates is None else rates.base, fold(category)), worth)
    return found, amounts.notes("order") if amounts.turns else tuple(_told(alone, estimates))


def _add(found: dict[Key, int], key: Key, worth: int | None) -> None:
    if worth is not None:
        found[key] = found.get(key, 0) + worth


def _told(alone: dict[str, int], estimates: list[Estimate]) -> Iterable[str]:
    """Yield which orders are in another currency than what is estimated of who made them."""
    if not alone:
        return
    main = ranked(_counted(one.currency for one in estimates))[0]
    for code, count in sorted(alone.items(), key=lambda pair: (-pair[1], pair[0])):
        yield say(
            "{plural} in {code} left out; --currency {main} turns them",
            plural=plural(count, "order"),
            code=code,
            main=main,
        )


def estimates_of(db: Reader, customer: int, as_of: date) -> list[Estimate]:
    """Return all estimates of a customer up to a day, the newest first."""
    query = _ESTIMATES.format(customers="w.customer_id = :customer")
    return [Estimate(*row) for row in db.tuples(query, {"customer": customer, "as_of": as_of.isoformat()})]
