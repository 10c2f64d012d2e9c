"""Orders, or their lines, summed up by the store for ``report sales``; and what that leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.nouns import ORDER
from crmcli.domain.reports import figures
from crmcli.domain.reports.scope import AskedOfDays, in_currency, known_by, total, within

if TYPE_CHECKING:
    from crmcli.sql import Reader


class By(NamedTuple):
    """SQL over order ``r``: what rows are grouped by, what people call it, the tables needed.

    ``joins`` names tables of ``_JOINS``; ``prefix`` is the letter of the records' numbers;
    ``lines`` is set when the lines of orders are added up.
    """

    key: str
    label: str
    joins: tuple[str, ...] = ()
    prefix: str = ""
    lines: bool = False


_QUARTER = "substr(r.ordered_on, 1, 4) || '-Q' || ((CAST(substr(r.ordered_on, 6, 2) AS INTEGER) + 2) / 3)"
BY = {
    "month": By("substr(r.ordered_on, 1, 7)", "substr(r.ordered_on, 1, 7)"),
    "quarter": By(_QUARTER, _QUARTER),
    "year": By("substr(r.ordered_on, 1, 4)", "substr(r.ordered_on, 1, 4)"),
    "product": By(
        "coalesce(CAST(p.id AS TEXT), '=' || l.description)",
        "coalesce(p.name, l.description)",
        ("line", "product"),
        "PR",
        lines=True,
    ),
    "category": By("p.category", "p.category", ("line", "product"), lines=True),
    "owner": By("u.id", "u.name", ("customer", "owner"), "U"),
    "city": By("c.city", "c.city", ("customer",)),
    "country": By("c.country", "c.country", ("customer",)),
    "customer": By("c.id", "c.name", ("customer",), "C"),
    "branch": By("coalesce(r.branch, c.branch)", "coalesce(r.branch, c.branch)", ("customer",)),
}
_JOINS = {
    "line": "JOIN order_line l ON l.order_id = r.id",
    "product": "LEFT JOIN product p ON p.id = l.product_id",
    "customer": "LEFT JOIN customer c ON c.id = r.customer_id",
    "owner": "LEFT JOIN crm_user u ON u.id = coalesce(r.owner_id, c.owner_id)",
}


class Sums(NamedTuple):
    """Purchases, the different customers who made them, and amounts in minor units.

    ``revenue`` is what is above zero, over ``priced`` purchases; ``refunds`` what is below.
    """

    key: Any
    label: str | None
    currency: str | None
    orders: int
    customers: int
    revenue: int | None
    refunds: int | None
    priced: int

    @property
    def net(self) -> int | None:
        """Revenue and refunds together."""
        return figures.added((self.revenue, self.refunds))


_SUMS = """
SELECT {key}, {label}, coalesce({currency}, :only), count({distinct}CASE WHEN {purchase} THEN r.id END),
  count(DISTINCT CASE WHEN {purchase} THEN r.customer_id END), {revenue}, {refunds},
  count({distinct}CASE WHEN {amount} >= 0 THEN r.id END)
FROM sales_order r {joins} WHERE {scope} GROUP BY 1, 2, 3
"""


def fetch(db: Reader, request: AskedOfDays, by: str, only: str | None) -> list[Sums]:
    """Return the sums by a name of ``BY`` and currency; what has none counts as ``only``. In no order."""
    return _sums(db, request, BY[by], only)


def fetch_whole(db: Reader, request: AskedOfDays, by: str) -> list[Sums]:
    """Return the sums of all that ``fetch`` groups, one a currency, the one of most orders first."""
    how = BY[by]._replace(key=_NOTHING, label=_NOTHING, joins=("line",) if BY[by].lines else ())
    found = _sums(db, request, how, request.currency)
    known = [one.currency for one in found if one.currency is not None]
    if len(known) == 1 and len(found) == 2:
        found = _sums(db, request, how, known[0])
    return sorted(found, key=lambda one: (one.currency is None, -one.orders, one.currency or ""))


_NOTHING = "CAST(NULL AS TEXT)"


def _sums(db: Reader, request: AskedOfDays, how: By, only: str | None) -> list[Sums]:
    """Return the sums by what ``how`` says."""
    amount, currency = "r.total_minor", "r.currency"
    if how.lines:
        amount, currency = "l.amount_minor", "coalesce(l.currency, r.currency)"
    days, asked, where, values = _tests(db, request, currency)
    query = _SUMS.format(
        key=how.key,
        label=how.label,
        currency=currency,
        distinct="DISTINCT " if how.lines else "",
        purchase=f"coalesce({amount}, 0) >= 0",
        amount=amount,
        revenue=total(f"CASE WHEN {amount} >= 0 THEN {amount} END"),
        refunds=total(f"CASE WHEN {amount} < 0 THEN {amount} END"),
        joins=" ".join(_JOINS[name] for name in how.joins),
        scope=f"{days} AND {asked} AND {where} AND r.status <> 'cancelled' AND {known_by('r.ordered_on')}",
    )
    return [Sums(*row) for row in db.tuples(query, values | {"only": only})]


def _tests(
    db: Reader, request: AskedOfDays, column: str = "r.currency"
) -> tuple[str, str, str, dict[str, Any]]:
    """Return the tests of the day, the currency (in ``column``) and the rest, and the values of all three."""
    from crmcli.domain.where import conditions

    where, values = conditions(db, ORDER, request.where)
    days, bounds = within("r.ordered_on", request)
    currency, asked = in_currency(column, request.currency)
    return days, currency, where, {**values, **bounds, **asked, "as_of": request.as_of.isoformat()}


_LEFT_OUT = f"""
SELECT count(CASE WHEN r.status <> 'cancelled' AND r.ordered_on IS NULL THEN 1 END),
  count(CASE WHEN r.status = 'cancelled' AND coalesce(r.ordered_on, '') <= :as_of THEN 1 END),
  count(CASE WHEN r.status <> 'cancelled' AND {known_by("r.ordered_on")} AND r.total_minor IS NULL THEN 1 END)
FROM sales_order r WHERE (r.ordered_on IS NULL OR ({{days}})) AND {{currency}} AND {{where}}
"""
_FOREIGN = f"""
SELECT r.currency, count(*) FROM sales_order r
WHERE r.status <> 'cancelled' AND {known_by("r.ordered_on")} AND {{days}} AND {{where}}
  AND r.currency <> :currency
GROUP BY r.currency ORDER BY count(*) DESC, r.currency
"""
_WITHOUT_LINES = f"""
SELECT count(*) FROM sales_order r
WHERE {{days}} AND {{currency}} AND {{where}} AND r.status <> 'cancelled' AND {known_by("r.ordered_on")}
  AND NOT EXISTS (SELECT 1 FROM order_line l WHERE l.order_id = r.id)
"""


def left_out(db: Reader, request: AskedOfDays, by: str) -> tuple[str, ...]:
    """Return in words what the sums leave out."""
    days, currency, where, values = _tests(db, request)
    parts = {"days": days, "currency": currency, "where": where}
    undated, cancelled, unpriced = db.tuples(_LEFT_OUT.format(**parts), values)[0]
    foreign = db.tuples(_FOREIGN.format(**parts), values) if request.currency else []
    bare = 0
    if BY[by].lines:
        bare, unpriced = db.value(_WITHOUT_LINES.format(**parts), values), 0
    return (
        *(f"{figures.plural(count, 'order')} in {code} left out" for code, count in foreign),
        *figures.left_out(undated, "order", "without a date left out"),
        *figures.left_out(cancelled, "cancelled order", "left out"),
        *figures.left_out(unpriced, "order", "without a total: a purchase, but no money"),
        *figures.left_out(bare, "order", "without lines left out"),
    )
