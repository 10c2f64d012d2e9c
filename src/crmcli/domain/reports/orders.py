"""Orders, or their lines, summed up by the store for ``report sales``; and what that leaves out.

In one currency (``request.currency``) amounts in others are turned into it at the rate of the
order's day; sums are turned day by day, and rounded so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.nouns import ORDER
from crmcli.domain.reports import figures
from crmcli.domain.reports.in_one import InOne
from crmcli.domain.reports.scope import Asked, known_by, total, within

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


def in_one(db: Reader, request: Asked, by: str) -> InOne | None:
    """Return how amounts are turned into the currency asked for, None where none is."""
    if request.currency is None:
        return None
    _, currency, joins = _amounts(BY[by])
    query = f"SELECT DISTINCT {currency} FROM sales_order r {joins}"
    return InOne(db, request.currency, request.as_of, [row[0] for row in db.tuples(query)])


def _amounts(how: By) -> tuple[str, str, str]:
    """Return the amount that is summed, its currency, and the join that both need."""
    if how.lines:
        return "l.amount_minor", "coalesce(l.currency, r.currency)", _JOINS["line"]
    return "r.total_minor", "r.currency", ""


def fetch(db: Reader, request: Asked, by: str, only: str | None, one: InOne | None) -> list[Sums]:
    """Return the sums by a name of ``BY`` and currency; what has none counts as ``only``. In no order."""
    if one is not None:
        return _sums_in(db, request, BY[by], one)
    return _sums(db, request, BY[by], only)


def fetch_whole(db: Reader, request: Asked, by: str, one: InOne | None) -> list[Sums]:
    """Return the sums of all that ``fetch`` groups, one a currency, the one of most orders first."""
    how = BY[by]._replace(key=_NOTHING, label=_NOTHING, joins=("line",) if BY[by].lines else ())
    if one is not None:
        return _sums_in(db, request, how, one)
    found = _sums(db, request, how, request.currency)
    known = [one.currency for one in found if one.currency is not None]
    if len(known) == 1 and len(found) == 2:
        found = _sums(db, request, how, known[0])
    return sorted(found, key=lambda one: (one.currency is None, -one.orders, one.currency or ""))


_NOTHING = "CAST(NULL AS TEXT)"


def _sums(db: Reader, request: Asked, how: By, only: str | None) -> list[Sums]:
    """Return the sums by what ``how`` says."""
    parts, values = _parts(db, request, how, None)
    return [Sums(*row) for row in db.tuples(_SUMS.format(**parts), values | {"only": only})]


def _parts(db: Reader, request: Asked, how: By, one: InOne | None) -> tuple[dict[str, str], dict[str, Any]]:
    """Return what a query of sums is made of, and its values."""
    amount, currency, _ = _amounts(how)
    days, asked, where, values = _tests(db, request, currency, one)
    return {
        "key": how.key,
        "label": how.label,
        "currency": currency,
        "distinct": "DISTINCT " if how.lines else "",
        "purchase": f"coalesce({amount}, 0) >= 0",
        "amount": amount,
        "revenue": total(f"CASE WHEN {amount} >= 0 THEN {amount} END"),
        "refunds": total(f"CASE WHEN {amount} < 0 THEN {amount} END"),
        "joins": " ".join(_JOINS[name] for name in how.joins),
        "scope": f"{days} AND {asked} AND {where} AND r.status <> 'cancelled' AND {known_by('r.ordered_on')}",
    }, values


_BY_DAY = """
SELECT {key}, {currency}, r.ordered_on, {revenue}, {refunds}
FROM sales_order r {joins} WHERE {scope} AND {currency} <> :only GROUP BY 1, 2, 3
"""


def _sums_in(db: Reader, request: Asked, how: By, one: InOne) -> list[Sums]:
    """Return the sums by what ``how`` says, all in one currency."""
    parts, values = _parts(db, request, how, one)
    values["only"] = one.code
    whole = {**parts, "currency": "CAST(NULL AS TEXT)"}
    own = f"CASE WHEN coalesce({parts['currency']}, :only) = :only THEN {parts['amount']} END"
    whole["revenue"] = total(f"CASE WHEN {parts['amount']} >= 0 THEN {own} END")
    whole["refunds"] = total(f"CASE WHEN {parts['amount']} < 0 THEN {own} END")
    found = {row[0]: Sums(*row) for row in db.tuples(_SUMS.format(**whole), values)}
    foreign = db.tuples(_BY_DAY.format(**parts), values) if any(one.first.values()) else []
    for key, code, day, revenue, refunds in foreign:
        sums = found[key]
        more = [
            None if part is None else one.rates.minor(int(part), code, day) for part in (revenue, refunds)
        ]
        found[key] = sums._replace(
            revenue=figures.added((sums.revenue, more[0])), refunds=figures.added((sums.refunds, more[1]))
        )
    return list(found.values())


def _tests(
    db: Reader, request: Asked, column: str, one: InOne | None
) -> tuple[str, str, str, dict[str, Any]]:
    """Return the tests of the day, the currency (in ``column``) and the rest, and the values of all three."""
    from crmcli.domain.where import conditions

    where, values = conditions(db, ORDER, request.where, as_of=request.as_of)
    days, bounds = within("r.ordered_on", request)
    currency, asked = ("1 = 1", {}) if one is None else one.test(column, "r.ordered_on")
    return days, currency, where, {**values, **bounds, **asked, "as_of": request.as_of.isoformat()}


_LEFT_OUT = f"""
SELECT count(CASE WHEN r.status <> 'cancelled' AND r.ordered_on IS NULL THEN 1 END),
  count(CASE WHEN r.status = 'cancelled' AND coalesce(r.ordered_on, '') <= :as_of THEN 1 END),
  count(CASE WHEN r.status <> 'cancelled' AND {known_by("r.ordered_on")} AND r.total_minor IS NULL THEN 1 END)
FROM sales_order r WHERE (r.ordered_on IS NULL OR ({{days}})) AND {{currency}} AND {{where}}
"""
_FOREIGN = f"""
SELECT r.currency, count(CASE WHEN {{currency}} THEN 1 END), count(CASE WHEN NOT {{currency}} THEN 1 END)
FROM sales_order r
WHERE r.status <> 'cancelled' AND {known_by("r.ordered_on")} AND {{days}} AND {{where}}
  AND r.currency <> :one_code
GROUP BY r.currency ORDER BY count(*) DESC, r.currency
"""
_WITHOUT_LINES = f"""
SELECT count(*) FROM sales_order r
WHERE {{days}} AND {{currency}} AND {{where}} AND r.status <> 'cancelled' AND {known_by("r.ordered_on")}
  AND NOT EXISTS (SELECT 1 FROM order_line l WHERE l.order_id = r.id)
"""


def left_out(db: Reader, request: Asked, by: str, one: InOne | None) -> tuple[str, ...]:
    """Return in words what the sums leave out, and what was turned into another currency."""
    days, currency, where, values = _tests(db, request, "r.currency", one)
    parts = {"days": days, "currency": currency, "where": where}
    undated, cancelled, unpriced = db.tuples(_LEFT_OUT.format(**parts), values)[0]
    notes: tuple[str, ...] = ()
    if one is not None:
        foreign = db.tuples(_FOREIGN.format(**parts), values)
        notes = (
            *one.turned(((code, count) for code, count, _ in foreign), "order", "its day"),
            *one.left_out(((code, count) for code, _, count in foreign if count), "order"),
        )
    bare = 0
    if BY[by].lines:
        bare, unpriced = db.value(_WITHOUT_LINES.format(**parts), values), 0
    return (
        *notes,
        *figures.left_out(undated, "order", "without a date left out"),
        *figures.left_out(cancelled, "cancelled order", "left out"),
        *figures.left_out(unpriced, "order", "without a total: a purchase, but no money"),
        *figures.left_out(bare, "order", "without lines left out"),
    )
