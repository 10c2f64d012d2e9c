"""Deliveries against promises: how many came in time, by month of the promise, branch or owner.

A promise is an order with ``promised_on`` in the span that was not cancelled. In time is a delivery on
that day or before it. What is not delivered and past its day is overdue; it is not in time. Owner and
branch of an order are its own, else its customer's, as in ``report sales``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ROOMY, Duration, Number, Percent
from crmcli.domain.reports import figures
from crmcli.domain.reports.scope import Asked, By, chosen, of_customers, within
from crmcli.domain.results import Report
from crmcli.sql import days_between

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.sql import Reader

BY = {
    "month": By("substr(r.promised_on, 1, 7)", "substr(r.promised_on, 1, 7)"),
    "branch": By("r.branch", "r.branch"),
    "owner": By("u.id", "u.name", "U"),
}


@frozen
class Request(Asked):
    """What a row stands for: month of the promise, branch or owner; None is month."""

    by: str | None = None


@frozen
class DeliveryRow:
    """Promises of a group; ``rate`` is on time / (on time + late + overdue), None of nothing."""

    group: str | None
    promised: Annotated[int, Number()]
    on_time: Annotated[int, Number("on time")]
    late: Annotated[int, Number()]
    overdue: Annotated[int, Number()]
    to_come: Annotated[int, Number("to come", show=ROOMY)]
    rate: Annotated[float | None, Percent("on time %", bar=True)]
    days_late: Annotated[float | None, Duration("mean delay")]


class Counts(NamedTuple):
    """What the store counts of a group; ``days`` adds up the delays of what came late or is overdue."""

    key: Any
    label: str | None
    promised: int
    on_time: int
    late: int
    overdue: int
    days: int


_QUERY = """
SELECT {key} AS "key", {label} AS label, count(*) AS promised,
  count(CASE WHEN r.delivered_on <= r.promised_on THEN 1 END) AS on_time,
  count(CASE WHEN r.delivered_on > r.promised_on THEN 1 END) AS late,
  count(CASE WHEN r.delivered_on IS NULL AND r.promised_on < :as_of THEN 1 END) AS overdue,
  CAST(coalesce(sum(CASE WHEN coalesce(r.delivered_on, :as_of) > r.promised_on THEN {delay} END), 0)
    AS bigint) AS days
FROM (SELECT o.id, o.customer_id, coalesce(o.owner_id, c.owner_id) AS owner_id,
    coalesce(o.branch, c.branch) AS branch, o.promised_on,
    CASE WHEN o.delivered_on <= :as_of THEN o.delivered_on END AS delivered_on
  FROM sales_order o LEFT JOIN customer c ON c.id = o.customer_id
  WHERE o.status <> 'cancelled' AND o.promised_on IS NOT NULL
    AND coalesce(o.ordered_on, '') <= :as_of) r
LEFT JOIN crm_user u ON u.id = r.owner_id WHERE {span} AND {whose} GROUP BY {key}, {label}
"""


def report(db: Reader, request: Request) -> Report[DeliveryRow]:
    """Count deliveries in time, late and overdue; the groups by name, months in order.

    Raises:
        UsageError: the report can't be told by that.
    """
    by = chosen("deliveries", request.by or "month", BY)
    kind = BY[by]
    span, values = within("r.promised_on", request)
    whose, more = of_customers(db, "r.customer_id", request)
    delay = days_between(db.engine, "r.promised_on", "coalesce(r.delivered_on, :as_of)")
    query = _QUERY.format(key=kind.key, label=kind.label, delay=delay, span=span, whose=whose)
    found = [Counts(*row) for row in db.tuples(query, values | more | {"as_of": request.as_of.isoformat()})]
    rows = delivery_rows(found, kind.prefix)
    return Report(
        name="deliveries",
        row=figures.headed(DeliveryRow, by),
        rows=rows,
        title=f"Deliveries by {by}{request.span}",
        as_of=request.as_of,
        total=delivery_row("all", Counts(None, None, *_added(found))) if len(rows) > 1 else None,
        empty="nothing was promised: crm order edit S-1 --promised 2026-12-31",
    )


def delivery_rows(found: Sequence[Counts], prefix: str) -> list[DeliveryRow]:
    """Return the rows by name; what has none comes last."""
    from crmcli.domain.text import sort_key

    labels = figures.told_apart({one.key: one.label for one in found}, prefix)
    ordered = sorted(found, key=lambda one: (one.label is None, sort_key(one.label or ""), str(one.key)))
    return [delivery_row(labels[one.key], one) for one in ordered]


def delivery_row(name: str | None, one: Counts) -> DeliveryRow:
    """Return the row of a group."""
    settled = one.on_time + one.late + one.overdue
    return DeliveryRow(
        name,
        one.promised,
        one.on_time,
        one.late,
        one.overdue,
        one.promised - settled,
        figures.share(one.on_time, settled),
        figures.mean(one.days, one.late + one.overdue),
    )


def _added(found: Sequence[Counts]) -> list[int]:
    """Return the sums of all groups."""
    names = Counts._fields[2:]
    return [sum(int(getattr(one, name)) for one in found) for name in names]
