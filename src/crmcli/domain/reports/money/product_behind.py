"""What is behind a row of ``report products``, and what the report leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.reports import figures, steps
from crmcli.domain.reports.money.lines import lines_where
from crmcli.domain.reports.money.product_rows import CategoryRow, Figures, ProductRow
from crmcli.domain.reports.money.product_sums import KEYS, Lines, products_asked
from crmcli.domain.reports.scope import known_by, within
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crmcli.domain.reports.explaining import StepRow
    from crmcli.domain.reports.money.products import Request
    from crmcli.domain.results import Listing
    from crmcli.sql import Reader


def behind(db: Reader, request: Request, row: Figures) -> tuple[Listing[Any], ...]:
    """Return the steps and the lines of a row."""
    lines = Lines(db, request, request.by or "product", products_asked(db, request))
    test, values = _test(lines, row)
    rates, turned = lines.rates()
    days, bounds = within("o.ordered_on", request)
    scope = f"{test} AND {rates} AND {days} AND {known_by('o.ordered_on')} AND o.status <> 'cancelled'"
    asked = {**values, **turned, **bounds, "as_of": request.as_of.isoformat()}
    listed = lines_where(db, f"{scope} AND {lines.test}", {**asked, **lines.values})
    return steps.listed(_steps(row, request)), listed


def _test(lines: Lines, row: Figures) -> tuple[str, dict[str, Any]]:
    """Return the test that a line belongs to a row."""
    tests: list[str] = ["1 = 1"]
    values: dict[str, Any] = {}
    if isinstance(row, ProductRow):
        if row.id is not None:
            tests.append("l.product_id = :behind")
            values["behind"] = row.id
    elif isinstance(row, CategoryRow) and row.share != 1.0 and row.group is None:
        tests.append(f"{KEYS['category']} IS NULL")
    elif isinstance(row, CategoryRow) and row.group is not None:
        tests.append(f"{KEYS['category']} = :behind")
        values["behind"] = row.group
    if lines.one is None and row.currency is not None:
        tests.append("coalesce(l.currency, o.currency, :told_currency) = :told_currency")
        values["told_currency"] = row.currency
    return " AND ".join(tests), values


def _steps(row: Figures, request: Request) -> Iterator[StepRow]:
    """Yield how the figures of a row are made."""
    code = row.currency
    yield steps.number(say("units: quantities added up"), None if row.units is None else row.units / 1000)
    yield steps.amount(say("revenue: amounts of 0 and more"), row.revenue, code)
    yield steps.amount(say("refunds: amounts below 0"), row.refunds, code)
    yield steps.amount(say("net = revenue + refunds"), row.net, code)
    yield steps.number(say("lines whose cost is unknown"), row.unknown)
    yield steps.amount(say("cost of the lines"), row.cost, code)
    yield steps.amount(say("margin = net - cost"), row.margin, code)
    if row.before is not None:
        from crmcli.domain.reports.money.products import spans

        _, now, before = spans(request)
        yield steps.amount(
            say("net of {first} to {last}", first=before.first, last=before.last), row.before, code
        )
        told = None if row.trend is None else row.trend * 100
        yield steps.number(
            say("trend: {first} to {last} against it", first=now.first, last=now.last), told, "%"
        )


_NO_PRODUCT = f"""
SELECT count(*) FROM order_line l JOIN sales_order o ON o.id = l.order_id
WHERE l.product_id IS NULL AND o.status <> 'cancelled' AND {{days}} AND {known_by("o.ordered_on")}
"""
_WITH_LINES = "EXISTS (SELECT 1 FROM order_line l WHERE l.order_id = o.id AND {products})"
_CANCELLED = f"""
SELECT count(*) FROM sales_order o
WHERE o.status = 'cancelled' AND {{days}} AND {known_by("o.ordered_on")} AND {_WITH_LINES}
"""
_UNDATED = f"""
SELECT count(*) FROM sales_order o
WHERE o.ordered_on IS NULL AND o.status <> 'cancelled' AND {_WITH_LINES}
"""
_FOREIGN = f"""
SELECT coalesce(l.currency, o.currency), count(CASE WHEN {{rates}} THEN 1 END),
  count(CASE WHEN NOT {{rates}} THEN 1 END)
FROM order_line l JOIN sales_order o ON o.id = l.order_id
WHERE {{products}} AND o.status <> 'cancelled' AND {{days}} AND {known_by("o.ordered_on")}
  AND coalesce(l.currency, o.currency) <> :one_code
GROUP BY 1 ORDER BY count(*) DESC, 1
"""
_BARE = f"""
SELECT count(*) FROM sales_order o WHERE o.status <> 'cancelled' AND {{days}} AND {known_by("o.ordered_on")}
  AND NOT EXISTS (SELECT 1 FROM order_line l WHERE l.order_id = o.id)
"""


def left_out(lines: Lines, unknown: int) -> tuple[str, ...]:
    """Return in words what the sums leave out; ``unknown`` lines have a cost that nobody knows."""
    request, db = lines.request, lines.db
    days, bounds = within("o.ordered_on", request)
    values = {**lines.values, **bounds}
    notes: tuple[str, ...] = ()
    if lines.one is not None:
        rates, turned = lines.rates()
        query = _FOREIGN.format(days=days, rates=rates, products=lines.test)
        found = db.tuples(query, values | turned)
        notes = (
            *lines.one.turned(((code, count) for code, count, _ in found), "line", say("its order's day")),
            *lines.one.left_out(((code, count) for code, _, count in found if count), "line"),
        )
    cancelled, undated = (
        db.value(query.format(days=days, products=lines.test), values) for query in (_CANCELLED, _UNDATED)
    )
    loose = bare = 0
    if not request.where:
        loose, bare = (db.value(query.format(days=days), values) for query in (_NO_PRODUCT, _BARE))
    return (
        *notes,
        *figures.left_out(unknown, "line", say("whose cost nobody knows: crm product edit PR-1 --cost 100")),
        *figures.left_out(loose, "line", say("of no product left out")),
        *figures.left_out(bare, "order", say("without lines left out")),
        *figures.left_out(undated, "order", say("without a date left out")),
        *figures.left_out(cancelled, say("cancelled order"), say("left out")),
    )
