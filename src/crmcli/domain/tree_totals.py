"""What stands under a customer, added up: its own, and with all below it.

Amounts are of one currency: the one asked for, the only one there is, or the one of most rows;
what is in another is left out and told.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Money, Number, Percent, Ref, Text
from crmcli.domain.results import Listing
from crmcli.domain.tree import Branch, Node, Placed, Twig, grown, tree_nodes
from crmcli.errors import UsageError
from crmcli.said import named, say
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from crmcli.sql import Reader


class Metric(NamedTuple):
    """What is added up: rows of customer, currency, sum and count; ``{listed}`` is whose.

    ``day`` is what a span of days bounds, "" where only the last day counts, None where no day does.
    """

    query: str
    day: str | None
    money: bool = True


_BOUGHT = "FROM sales_order o WHERE {listed} AND o.status <> 'cancelled' AND {days}"
METRICS = {
    "revenue": Metric(
        f"SELECT o.customer_id, o.currency, CAST(sum(o.total_minor) AS BIGINT), count(*) {_BOUGHT} "
        "AND o.total_minor IS NOT NULL GROUP BY o.customer_id, o.currency",
        "o.ordered_on",
    ),
    "orders": Metric(
        f"SELECT o.customer_id, NULL, count(*), count(*) {_BOUGHT} AND coalesce(o.total_minor, 0) >= 0 "
        "GROUP BY o.customer_id",
        "o.ordered_on",
        money=False,
    ),
    "open": Metric(
        "SELECT o.customer_id, o.currency, CAST(sum(o.amount_minor) AS BIGINT), count(*) "
        "FROM opportunity o JOIN stage s ON s.id = o.stage_id WHERE {listed} AND s.outcome = 'open' "
        "AND o.amount_minor IS NOT NULL AND {days} GROUP BY o.customer_id, o.currency",
        None,
    ),
    "activities": Metric(
        "SELECT o.customer_id, NULL, count(*), count(*) FROM activity o WHERE {listed} AND o.done = 1 "
        "AND {days} GROUP BY o.customer_id",
        "substr(o.at, 1, 10)",
        money=False,
    ),
    "cases": Metric(
        "SELECT o.customer_id, NULL, count(*), count(*) FROM support_case o WHERE {listed} AND {days} "
        "GROUP BY o.customer_id",
        "substr(o.opened_at, 1, 10)",
        money=False,
    ),
    "balance": Metric(
        "SELECT o.customer_id, o.currency, CAST(sum(o.amount) AS BIGINT), count(*) FROM ("
        "SELECT customer_id, currency, total_minor AS amount, ordered_on AS day FROM sales_order "
        "WHERE status <> 'cancelled' AND total_minor IS NOT NULL UNION ALL "
        "SELECT coalesce(p.customer_id, s.customer_id), p.currency, -p.amount_minor, p.paid_on "
        "FROM payment p LEFT JOIN sales_order s ON s.id = p.order_id) o "
        "WHERE {listed} AND {days} GROUP BY o.customer_id, o.currency",
        "",
    ),
}
_DAY = {"": "o.day"}
_FIRST = "0000-01-01"


@frozen
class SummedTree:
    """The tree under one customer (all trees when ``ref`` is None), with a metric added up.

    ``since`` and ``until`` bound the days, both included; ``until`` None is ``as_of``.
    """

    metric: str
    as_of: date
    ref: str | None = None
    since: date | None = None
    until: date | None = None
    currency: str | None = None
    region: str = "TR"


@frozen
class AmountRow:
    """A customer in a tree; ``share`` is that of ``total`` in all that is listed, 0..1."""

    id: Annotated[int, Ref("C", "no.")]
    name: Annotated[Twig, Branch()]
    own: Annotated[int, Money("currency")]
    total: Annotated[int, Money("currency", "with all below")]
    share: Annotated[float | None, Percent(bar=True)]
    under: Annotated[int, Number(show=ROOMY)]
    currency: Annotated[str | None, Text(show=DETAIL)]
    depth: Annotated[int, Number(show=DETAIL)]
    parent: Annotated[int | None, Ref("C", show=DETAIL)]


@frozen
class CountRow:
    """A customer in a tree; see ``AmountRow``."""

    id: Annotated[int, Ref("C", "no.")]
    name: Annotated[Twig, Branch()]
    own: Annotated[int, Number()]
    total: Annotated[int, Number("with all below")]
    share: Annotated[float | None, Percent(bar=True)]
    under: Annotated[int, Number(show=ROOMY)]
    depth: Annotated[int, Number(show=DETAIL)]
    parent: Annotated[int | None, Ref("C", show=DETAIL)]


def summed_tree(db: Reader, request: SummedTree) -> Listing[Any]:
    """Show customers under each other with their own and their rolled-up totals, the greatest first.

    Raises:
        UsageError: there is no such metric, or days are given for one that has none.
        NotFound, Conflict: nobody, or several, answer to the reference.
    """
    metric = _metric(request)
    nodes = [Node(*row[:3]) for row in tree_nodes(db, request.ref, request.region)]
    found = amounts(db, request.metric, [node.number for node in nodes], _days(request, metric))
    currency: str | None = None
    notes: tuple[str, ...] = ()
    if metric.money:
        currency, notes = one_currency(found, request.currency)
    own = {number: value for number, code, value, _ in found if not metric.money or code == currency}
    totals = rolled(list(grown(nodes)), own)
    nodes.sort(key=lambda node: -totals[node.number])  # stable: equal ones stay by name
    places = list(grown(nodes))
    whole = sum(totals[place.node.number] for place in places if not place.depth)
    rows = [_row(metric, place, own, totals, (whole, currency)) for place in places]
    under: dict[int | None, int] = {}
    for place in places:
        under[place.node.parent] = under.get(place.node.parent, 0) + 1
    from dataclasses import replace

    return Listing(
        AmountRow if metric.money else CountRow,
        [replace(row, under=under.get(row.id, 0)) for row in rows],
        title=named(request.metric, "metric", request.metric.capitalize()) + _span(request, metric),
        empty="no customer stands under another yet: crm customer set-parent C-2 C-1",
        notes=notes,
    )


def _row(
    metric: Metric,
    place: Placed,
    own: Mapping[int, int],
    totals: Mapping[int, int],
    whole: tuple[int, str | None],
) -> Any:
    """Return a place as a row."""
    number = place.node.number
    common: dict[str, Any] = {
        "id": number,
        "name": Twig(place.node.name, place.lines),
        "own": own.get(number, 0),
        "total": totals[number],
        "share": totals[number] / whole[0] if whole[0] > 0 else None,
        "under": 0,
        "depth": place.depth,
        "parent": place.node.parent,
    }
    return AmountRow(**common, currency=whole[1] or "TRY") if metric.money else CountRow(**common)


def rolled(places: Sequence[Placed], own: Mapping[int, int]) -> dict[int, int]:
    """Return number -> its own and all below it; ``places`` are depth first."""
    totals = {place.node.number: own.get(place.node.number, 0) for place in places}
    for place in reversed(places):
        if place.depth and place.node.parent is not None:
            totals[place.node.parent] += totals[place.node.number]
    return totals


def amounts(
    db: Reader, metric: str, customers: Sequence[int], days: tuple[str, dict[str, Any]]
) -> list[tuple[int, str | None, int, int]]:
    """Return customer, currency, sum and count of a metric; ``days`` is a test and its values."""
    listed, values = within(db.engine, "o.customer_id", "ids", list(customers))
    query = METRICS[metric].query.format(listed=listed, days=days[0])
    return [(row[0], row[1], row[2] or 0, row[3]) for row in db.tuples(query, values | days[1])]


def one_currency(
    found: Iterable[tuple[int, str | None, int, int]],
    asked: str | None,
    whom: tuple[str, str] = ("customer", "customers"),
) -> tuple[str | None, tuple[str, ...]]:
    """Return the currency of sums, and what is left out in another, in words; ``whom`` the sums are of."""
    from crmcli.domain.counting import counted
    from crmcli.domain.money import from_minor
    from crmcli.domain.reports.figures import ranked

    counts: dict[str | None, int] = {}
    sums: dict[str | None, int] = {}
    whose: dict[str | None, int] = {}
    for _, code, value, count in found:
        counts[code] = counts.get(code, 0) + count
        sums[code] = sums.get(code, 0) + value
        whose[code] = whose.get(code, 0) + 1
    chosen = asked or next(iter(ranked(counts)), None)
    return chosen, tuple(
        say(
            "{money:f} {code} of {plural} left out; --currency {code} shows it",
            money=from_minor(sums[code], code),
            code=code,
            plural=counted(whose[code], *whom),
        )
        for code in ranked(counts)
        if code != chosen and code is not None
    )


def _metric(request: SummedTree) -> Metric:
    """Return the metric that is asked for.

    Raises:
        UsageError: there is none, or it has no days to bound.
    """
    if request.metric not in METRICS:
        from crmcli.domain.text import nearest

        close = nearest(request.metric, METRICS)
        hint = (
            f"--metric {close[0]}"
            if close
            else say("--metric takes one of {metrics}", metrics=", ".join(METRICS))
        )
        raise UsageError(say('a tree can\'t be told by "{metric}"', metric=request.metric), hint)
    metric = METRICS[request.metric]
    if request.since is not None and not metric.day:
        raise UsageError(
            say("{metric} is of one day: it has no --since", metric=request.metric),
            "leave --since and --period out",
        )
    if request.until is not None and metric.day is None:
        raise UsageError(
            say("{metric} is told as it stands: it has no --until", metric=request.metric),
            "leave --until out",
        )
    return metric


def _days(request: SummedTree, metric: Metric) -> tuple[str, dict[str, Any]]:
    """Return the test that bounds the days, and its values."""
    if metric.day is None:
        return "1 = 1", {}
    column = _DAY.get(metric.day, metric.day)
    until = request.until or request.as_of
    since = request.since.isoformat() if request.since else _FIRST
    return f"{column} >= :since AND {column} <= :until", {"since": since, "until": until.isoformat()}


def _span(request: SummedTree, metric: Metric) -> str:
    """Return the span of days in words."""
    if metric.day is None:
        return ""
    until = request.until or request.as_of
    return (
        say(" {since} to {until}", since=request.since, until=until)
        if request.since
        else say(" until {until}", until=until)
    )


@frozen
class RolledLine:
    """What a customer and all below it come to in one currency; ``customers`` counts those below."""

    customers: Annotated[int, Number("below")]
    own: Annotated[int, Money("currency", "own revenue")]
    revenue: Annotated[int, Money("currency", "with all below")]
    open: Annotated[int, Money("currency", "open deals")]
    currency: Annotated[str, Text(show=DETAIL)]


def rolled_up(db: Reader, number: int, as_of: date | None = None) -> Listing[RolledLine]:
    """Return the sums of a customer that others stand under, a row a currency; none for the others."""
    if db.value("SELECT id FROM customer WHERE parent_id = :id LIMIT 1", {"id": number}) is None:
        return Listing(RolledLine, (), title="With all below")
    ids = [row[0] for row in tree_nodes(db, f"C-{number}")]
    days = ("1 = 1", {}) if as_of is None else ("o.ordered_on <= :until", {"until": as_of.isoformat()})
    sums: dict[str, list[int]] = {}
    for owner, code, value, _ in amounts(db, "revenue", ids, days):
        mine = sums.setdefault(code or "", [0, 0, 0])
        mine[0] += value if owner == number else 0
        mine[1] += value
    for _, code, value, _ in amounts(db, "open", ids, ("1 = 1", {})):
        sums.setdefault(code or "", [0, 0, 0])[2] += value
    rows = []
    for code, (own, revenue, still_open) in sorted(sums.items()):
        rows.append(RolledLine(len(ids) - 1, own, revenue, still_open, code))
    return Listing(RolledLine, rows, title="With all below")
