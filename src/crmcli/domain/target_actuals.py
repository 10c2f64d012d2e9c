"""What was reached of a target up to a day; each metric's definition, in SQL.

Owner and branch of an order are its own, else its customer's, as in ``report sales``; the branch of an
opportunity or an activity is its own, else that of who looks after it. Amounts in other currencies are
turned into the target's at the rate of their day.

- revenue: totals of orders that are not cancelled, refunds taken off; of a product its lines.
- orders: purchases, orders that are not cancelled and no refunds; of a product those with a line of it.
- won, won_amount: opportunities in a won stage, by the day they were closed on.
- customers, leads: records by the day they began.
- activities: done ones, by their day in UTC.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import AnyRef, Money, Text
from crmcli.domain.reports.scope import total
from crmcli.said import say

if TYPE_CHECKING:
    from datetime import date

    from crmcli.domain.rates import Converter
    from crmcli.sql import Reader

AMOUNTS = ("revenue", "won_amount")
"""Metrics whose target is an amount; that of the others is a count."""
OF_PRODUCT = ("revenue", "orders", "won", "won_amount")
"""Metrics that a product can narrow down."""


class Aim(NamedTuple):
    """What a target is about: its metric, and whose."""

    metric: str
    owner: int | None
    branch: str | None
    product: int | None


class _Source(NamedTuple):
    """Where a metric is counted, over alias ``r``: its tables, day, tests, and who and where it is."""

    tables: str
    day: str
    owner: str
    branch: str
    product: str = ""
    test: str = "1 = 1"
    amount: str = ""
    currency: str = ""
    ref: str = "'S-' || r.id"
    name: str = "r.number"


_ORDER_OWNER, _ORDER_BRANCH = "coalesce(r.owner_id, c.owner_id)", "coalesce(r.branch, c.branch)"
_ORDERS = "sales_order r LEFT JOIN customer c ON c.id = r.customer_id"
_REVENUE = _Source(
    _ORDERS,
    "r.ordered_on",
    _ORDER_OWNER,
    _ORDER_BRANCH,
    test="r.status <> 'cancelled'",
    amount="r.total_minor",
    currency="r.currency",
)
_LINES = _REVENUE._replace(
    tables=f"{_ORDERS} JOIN order_line l ON l.order_id = r.id",
    product="l.product_id = :product",
    amount="l.amount_minor",
    currency="coalesce(l.currency, r.currency)",
)
_WON = _Source(
    "opportunity r JOIN stage s ON s.id = r.stage_id LEFT JOIN crm_user u ON u.id = r.owner_id",
    "r.closed_on",
    "r.owner_id",
    "coalesce(r.branch, u.branch)",
    "r.product_id = :product",
    "s.outcome = 'won'",
    "r.amount_minor",
    "r.currency",
    "'O-' || r.id",
    "r.name",
)
_SOURCES = {
    "revenue": _REVENUE,
    "orders": _REVENUE._replace(
        product="EXISTS (SELECT 1 FROM order_line l WHERE l.order_id = r.id AND l.product_id = :product)",
        test="r.status <> 'cancelled' AND coalesce(r.total_minor, 0) >= 0",
    ),
    "won": _WON,
    "won_amount": _WON,
    "customers": _Source(
        "customer r", "r.created_on", "r.owner_id", "r.branch", ref="'C-' || r.id", name="r.name"
    ),
    "leads": _Source(
        "lead r",
        "r.created_on",
        "r.owner_id",
        "r.branch",
        ref="'L-' || r.id",
        name="coalesce(r.name, r.company)",
    ),
    "activities": _Source(
        "activity r LEFT JOIN crm_user u ON u.id = r.user_id",
        "substr(r.at, 1, 10)",
        "r.user_id",
        "coalesce(r.branch, u.branch)",
        test="r.done = 1",
        ref="'A-' || r.id",
        name="coalesce(r.subject, r.kind)",
    ),
}


def reached(db: Reader, aim: Aim, first: date, last: date, rates: Converter | None) -> int:
    """Return what was reached from a day to another, both included: a count, or minor units of ``rates``.

    What can't be turned into the currency is left out and counted in ``rates.missing``.
    """
    source = _source(aim)
    scope, values = _scope(source, aim, first, last)
    if rates is None:
        return int(db.value(f"SELECT count(*) FROM {source.tables} WHERE {scope}", values))
    query = (
        f"SELECT {source.currency}, {source.day}, {total(source.amount)} FROM {source.tables} "
        f"WHERE {scope} AND {source.amount} IS NOT NULL AND {source.currency} IS NOT NULL GROUP BY 1, 2"
    )
    turned = (rates.minor(int(amount), code, day) for code, day, amount in db.tuples(query, values))
    return sum(amount for amount in turned if amount is not None)


def _source(aim: Aim) -> _Source:
    """Return where a metric is counted."""
    return _LINES if aim.metric == "revenue" and aim.product is not None else _SOURCES[aim.metric]


@frozen
class ReachedBy:
    """A record that counts towards a target; ``amount`` as it is, None where the target is a number."""

    id: Annotated[str, AnyRef("no.")]
    day: Annotated[str, Text(wrap=False)]
    name: str | None
    amount: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text("currency", wrap=False)]


_RECORDS = """
SELECT {ref} AS id, {day} AS day, {name} AS name, {amount} AS amount, {currency} AS currency
FROM {tables} WHERE {scope} ORDER BY 2, r.id
"""


def reached_by(db: Reader, aim: Aim, first: date, last: date, rates: Converter | None) -> list[ReachedBy]:
    """Return the records that ``reached`` adds up, by day; those that count with no amount are left out."""
    source = _source(aim)
    scope, values = _scope(source, aim, first, last)
    if rates is not None:
        scope += f" AND {source.amount} IS NOT NULL AND {source.currency} IS NOT NULL"
    none = "CAST(NULL AS {})".format
    query = _RECORDS.format(
        ref=source.ref,
        day=source.day,
        name=source.name,
        amount=source.amount if rates else none("BIGINT"),
        currency=source.currency if rates else none("TEXT"),
        tables=source.tables,
        scope=scope,
    )
    return [ReachedBy(*row) for row in db.tuples(query, values)]


def _scope(source: _Source, aim: Aim, first: date, last: date) -> tuple[str, dict[str, Any]]:
    """Return the test of what counts, and its values."""
    tests = [source.test, say("{day} >= :first", day=source.day), say("{day} <= :last", day=source.day)]
    values: dict[str, Any] = {"first": first.isoformat(), "last": last.isoformat()}
    for name, value, test in (
        ("owner", aim.owner, f"{source.owner} = :owner"),
        ("branch", aim.branch, f"{source.branch} = :branch"),
        ("product", aim.product, source.product),
    ):
        if value is not None and test:
            tests.append(test)
            values[name] = value
    return " AND ".join(tests), values
