"""Deliveries against promises: how many came in time, by period of the promise or whose they are.

A promise is an order with ``promised_on`` in the span that was not cancelled. In time is a delivery on
that day or before it. What is not delivered and past its day is overdue; it is not in time. Owner and
branch of an order are its own, else its customer's, as in ``report sales``.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ROOMY, Choice, Day, Duration, Number, Percent, Ref, Text
from crmcli.domain.nouns import ORDER
from crmcli.domain.pictures import Bar, Bars
from crmcli.domain.reports import figures, steps
from crmcli.domain.reports.groups import cut
from crmcli.domain.reports.scope import Asked, By, chosen, total, within
from crmcli.domain.results import Listing, Report
from crmcli.said import named, say
from crmcli.sql import days_between

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.sql import Reader

_QUARTER = "substr(d.promised_on, 1, 4) || '-Q' || ((CAST(substr(d.promised_on, 6, 2) AS INTEGER) + 2) / 3)"
# Over promises d, their customer c and owner u.
BY = {
    "month": By("substr(d.promised_on, 1, 7)", "substr(d.promised_on, 1, 7)"),
    "quarter": By(_QUARTER, _QUARTER),
    "year": By("substr(d.promised_on, 1, 4)", "substr(d.promised_on, 1, 4)"),
    "branch": By("d.branch", "d.branch"),
    "owner": By("u.id", "u.name", "U"),
    "channel": By("d.channel", "d.channel"),
    "customer": By("c.id", "c.name", "C"),
    "city": By("c.city", "c.city"),
    "country": By("c.country", "c.country"),
    "source": By("c.source", "c.source"),
    "kind": By("c.kind", "c.kind"),
}
IN_TIME = ("month", "quarter", "year")
STATE = Choice(
    {"on time": ("✓", "green"), "late": ("!", "yellow"), "overdue": ("!", "red"), "to come": ("", "dim")},
    "is",
)


@frozen
class Request(Asked):
    """Orders promised in the span; ``by`` is a name of ``BY``, None is month."""

    by: str | None = None


@frozen
class DeliveryRow:
    """Promises of a group; ``rate`` is on time / (on time + late + overdue), None of nothing."""

    group: Annotated[str | None, Text(), "What the rows are told by; blank for orders that have none."]
    promised: Annotated[int, Number(), "Orders with a promised day, cancelled ones left out."]
    on_time: Annotated[int, Number("on time"), "Delivered on the promised day or before it."]
    late: Annotated[int, Number(), "Delivered after it."]
    overdue: Annotated[int, Number(), "Not delivered, and past the promised day."]
    to_come: Annotated[int, Number("to come", show=ROOMY), "Not delivered, and not past the promised day."]
    rate: Annotated[
        float | None, Percent("on time %", bar=True), "On time over on time, late and overdue together."
    ]
    days_late: Annotated[
        float | None, Duration("mean delay"), "Mean days past the promised day of late and overdue ones."
    ]
    worst: Annotated[
        int | None, Duration("worst", show=ROOMY), "The most days past the promised day; blank for none."
    ]


ROWS = (DeliveryRow,)


@frozen
class PromiseRow:
    """An order that was promised: whose, when it was to come and came, days past its day (early below 0)."""

    id: Annotated[int, Ref("S", "no.")]
    customer: Annotated[str | None, Text()]
    promised: Annotated[date, Day()]
    delivered: Annotated[date | None, Day()]
    days: Annotated[int, Duration("past")]
    state: Annotated[str, STATE]


class Counts(NamedTuple):
    """What the store counts of a group; ``days`` adds up the delays of what came late or is overdue."""

    key: Any
    label: str | None
    promised: int
    on_time: int
    late: int
    overdue: int
    days: int
    worst: int | None


_PROMISES = """
FROM (SELECT r.id, r.customer_id, coalesce(r.owner_id, k.owner_id) AS owner_id,
    coalesce(r.branch, k.branch) AS branch, r.channel, r.promised_on,
    CASE WHEN r.delivered_on <= :as_of THEN r.delivered_on END AS delivered_on
  FROM sales_order r LEFT JOIN customer k ON k.id = r.customer_id
  WHERE r.status <> 'cancelled' AND r.promised_on IS NOT NULL AND coalesce(r.ordered_on, '') <= :as_of
    AND {span} AND {where}) d
LEFT JOIN customer c ON c.id = d.customer_id LEFT JOIN crm_user u ON u.id = d.owner_id
"""
_LATE = "coalesce(d.delivered_on, :as_of) > d.promised_on"
_COUNTS = f"""
SELECT {{key}}, {{label}}, count(*), count(CASE WHEN d.delivered_on <= d.promised_on THEN 1 END),
  count(CASE WHEN d.delivered_on > d.promised_on THEN 1 END),
  count(CASE WHEN d.delivered_on IS NULL AND d.promised_on < :as_of THEN 1 END),
  coalesce({total(f"CASE WHEN {_LATE} THEN {{delay}} END")}, 0), max(CASE WHEN {_LATE} THEN {{delay}} END)
{_PROMISES} GROUP BY 1, 2
"""
_LISTED = f"""
SELECT {{key}}, d.id, c.name, d.promised_on, d.delivered_on
{_PROMISES} ORDER BY d.promised_on, d.id
"""


def report(db: Reader, request: Request) -> Report[Any]:
    """Count deliveries in time, late and overdue; the groups by name, periods in order.

    Raises:
        UsageError: the report can't be told by that.
    """
    by = chosen("deliveries", request.by or "month", BY)
    found = fetch(db, request, by)
    rows = delivery_rows(found, BY[by].prefix)
    shown, more = cut(rows, 0 if by in IN_TIME else request.limit, "row")
    return Report(
        name="deliveries",
        row=figures.headed(DeliveryRow, by),
        rows=shown,
        title=say("Deliveries by {by}{span}", by=named(by, "column"), span=request.span),
        as_of=request.as_of,
        pictures=(picture(rows),) if len(rows) > 1 else (),
        total=delivery_row(None, _added(found)) if rows else None,
        empty="nothing was promised: crm order edit S-1 --promised 2026-12-31",
        notes=(*more, *_undated(db, request)),
    )


def _tests(db: Reader, request: Request) -> tuple[dict[str, str], dict[str, Any]]:
    """Return the tests over orders ``r`` that narrow promises down, and their values."""
    from crmcli.domain.where import conditions

    where, values = conditions(db, ORDER, request.where, as_of=request.as_of, lapsed_days=request.lapsed_days)
    span, bounds = within("r.promised_on", request)
    return {"where": where, "span": span}, {**values, **bounds, "as_of": request.as_of.isoformat()}


def fetch(db: Reader, request: Request, by: str) -> list[Counts]:
    """Return the counts by a name of ``BY``, in no order."""
    parts, values = _tests(db, request)
    delay = days_between(db.engine, "d.promised_on", "coalesce(d.delivered_on, :as_of)")
    query = _COUNTS.format(key=BY[by].key, label=BY[by].label, delay=delay, **parts)
    return [Counts(*row) for row in db.tuples(query, values)]


def _undated(db: Reader, request: Request) -> tuple[str, ...]:
    """Return how many orders were delivered without a promise, in words: they are in no row."""
    from crmcli.domain.where import conditions

    where, values = conditions(db, ORDER, request.where, as_of=request.as_of, lapsed_days=request.lapsed_days)
    span, bounds = within("r.delivered_on", request)
    query = (
        "SELECT count(*) FROM sales_order r WHERE r.status <> 'cancelled' AND r.promised_on IS NULL "
        f"AND r.delivered_on <= :as_of AND {span} AND {where}"
    )
    count = db.value(query, {**values, **bounds, "as_of": request.as_of.isoformat()})
    return figures.left_out(count, "delivery", say("that nobody had promised left out"))


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
        one.worst,
    )


def _added(found: Sequence[Counts]) -> Counts:
    """Return the sums of all groups."""
    sums = [sum(int(getattr(one, name)) for one in found) for name in Counts._fields[2:7]]
    worst = max((one.worst for one in found if one.worst is not None), default=None)
    return Counts._make((None, None, *sums, worst))


def picture(rows: Sequence[DeliveryRow]) -> Bars:
    """Return the picture: which part of each group's promises was kept."""
    bars = [
        Bar(
            row.group or "—",
            row.rate,
            say(
                "{on_time:,} of {promised:,}",
                on_time=row.on_time,
                promised=row.on_time + row.late + row.overdue,
            ),
            style="green" if not row.overdue else "yellow",
        )
        for row in rows
        if row.rate is not None
    ]
    return Bars("On time", tuple(bars))


def explain(db: Reader, request: Request, row: DeliveryRow) -> tuple[Listing[Any], ...]:
    """Return how the rate is made, and every promise of the group."""
    by = request.by or "month"
    parts, values = _tests(db, request)
    labels = figures.told_apart({one.key: one.label for one in fetch(db, request, by)}, BY[by].prefix)
    found = db.tuples(_LISTED.format(key=BY[by].key, **parts), values)
    part = [rest for key, *rest in found if labels[key] == row.group]
    if row.group is None and len(part) != row.promised:
        part = [rest for _, *rest in found]
    listed = [_promise(request.as_of, *rest) for rest in part]
    late = [one.days for one in listed if one.state in ("late", "overdue")]
    told = (
        steps.ratio(named("on time", "choice"), row.on_time, row.on_time + row.late + row.overdue, row.rate),
        steps.number(say("days past the promised day, added up"), sum(late)),
        steps.number(say("late and overdue"), len(late)),
        steps.number(say("mean delay"), row.days_late, "days"),
    )
    return steps.listed(told), Listing(PromiseRow, listed, title="promises")


def _promise(as_of: date, number: int, name: str | None, promised: str, delivered: str | None) -> PromiseRow:
    due, came = date.fromisoformat(promised), None if delivered is None else date.fromisoformat(delivered)
    days = ((came or as_of) - due).days
    in_time, after = ("to come", "overdue") if came is None else ("on time", "late")
    state = after if days > 0 else in_time
    return PromiseRow(number, name, due, came, days, state)
