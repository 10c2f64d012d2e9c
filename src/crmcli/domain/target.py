"""Targets: what is to be reached in a period, by all of us, one owner, branch or product; and how far we are.

``pace`` is the share of the period's days that are over at the end of the day asked about: a target
is on track while the share that is reached is not below it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Choice, Day, Fields, Money, Percent, Ref, Text
from crmcli.domain.nouns import TARGET
from crmcli.domain.results import Listing, Record
from crmcli.domain.target_actuals import AMOUNTS, Aim, reached
from crmcli.domain.views import ListRecords, ShowRecord
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from crmcli.domain.rates import Converter
    from crmcli.sql import Reader


class Measure(Money):
    """An amount in the row's currency, or a plain count where the row has none."""

    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return the amount with its sign, or the number with the marks of the locale."""
        if getattr(row, self.currency) is not None:
            return super().human(value, row, locale)
        from crmcli.domain.money import localised

        return localised(f"{value:,}", locale)

    def machine(self, value: Any, row: Any) -> Any:
        """Return exact decimal text, or the number."""
        return value if getattr(row, self.currency) is None else super().machine(value, row)


STATE = Choice(
    {
        "reached": ("●", "green"),
        "on track": ("↗", "green"),
        "behind": ("↘", "yellow"),
        "missed": ("✗", "red"),
        "to come": ("○", "dim"),
    }
)


@frozen
class TargetRow:
    """A target and what was reached; ``reached`` is actual / target and ``pace`` of days, both 0..1 and more.

    ``reached`` is None of a target of nothing.
    """

    id: Annotated[int, Ref("TG", "no.")]
    metric: Annotated[str, Text(wrap=False)]
    period: Annotated[str, Text(wrap=False)]
    whose: Annotated[str | None, Text("of")]
    target: Annotated[int, Measure("currency")]
    actual: Annotated[int, Measure("currency")]
    reached: Annotated[float | None, Percent(named("reached", "share"), digits=0, bar=True)]
    pace: Annotated[float, Percent("days gone", digits=0, show=ROOMY)]
    state: Annotated[str, STATE]
    currency: Annotated[str | None, Text(show=DETAIL)]
    from_on: Annotated[date, Day("from", show=DETAIL)]
    until_on: Annotated[date, Day("until", show=DETAIL)]
    owner: Annotated[str | None, Text(show=DETAIL)]
    branch: Annotated[str | None, Text(show=DETAIL)]
    product: Annotated[str | None, Text(show=DETAIL)]


class Stored(NamedTuple):
    """A target as it is kept; ``goal`` is a count, or an amount in minor units where it has a currency."""

    number: int
    metric: str
    first: date
    last: date
    owner: int | None
    owner_name: str | None
    branch: str | None
    product: int | None
    product_name: str | None
    goal: int
    currency: str | None


_STORED = """
SELECT r.id, r.metric, r.from_on, r.until_on, r.owner_id, u.name, r.branch, r.product_id, p.name,
  coalesce(r.amount_minor, r.goal), CASE WHEN r.amount_minor IS NOT NULL THEN r.currency END
FROM target r LEFT JOIN crm_user u ON u.id = r.owner_id LEFT JOIN product p ON p.id = r.product_id
WHERE {where} ORDER BY r.from_on DESC, r.until_on, r.metric, r.id
"""


def fetch(db: Reader, where: str, values: Mapping[str, Any]) -> list[Stored]:
    """Return the targets that pass a test over ``r``, the newest period first."""
    found = []
    for row in db.tuples(_STORED.format(where=where), values):
        number, metric, first, last, owner, owner_name, branch, product, product_name, goal, currency = row
        days = date.fromisoformat(first), date.fromisoformat(last)
        whose = owner, owner_name, branch, product, product_name
        found.append(Stored(number, metric, *days, *whose, goal, currency))
    return found


def target_rows(
    db: Reader, targets: Iterable[Stored], on: date
) -> tuple[list[TargetRow], dict[str, Converter]]:
    """Return targets with what was reached by the end of a day, and by currency what turned amounts."""
    from crmcli.domain.rates import converter

    rates: dict[str, Converter] = {}
    rows = []
    for one in targets:
        if one.currency is not None:
            rates.setdefault(one.currency, converter(db, one.currency, on))
        actual = 0
        if one.first <= on:
            turning = rates.get(one.currency) if one.currency else None
            aim = Aim(one.metric, one.owner, one.branch, one.product)
            actual = reached(db, aim, one.first, min(one.last, on), turning)
        rows.append(_row(one, actual, on))
    return rows, rates


def _row(one: Stored, actual: int, on: date) -> TargetRow:
    """Return what is shown of a target."""
    share = actual / one.goal if one.goal > 0 else None
    pace = gone(one.first, one.last, on)
    return TargetRow(
        id=one.number,
        metric=named(one.metric, "metric"),
        period=period_name(one.first, one.last),
        whose=", ".join(name for name in (one.owner_name, one.branch, one.product_name) if name) or None,
        target=one.goal,
        actual=actual,
        reached=share,
        pace=pace,
        state=_state(one, actual, share, pace, on),
        currency=one.currency,
        from_on=one.first,
        until_on=one.last,
        owner=one.owner_name,
        branch=one.branch,
        product=one.product_name,
    )


def _state(one: Stored, actual: int, share: float | None, pace: float, on: date) -> str:
    """Return how a target stands."""
    if on < one.first:
        return say("to come")
    if actual >= one.goal:
        return "reached"
    if on >= one.last:
        return "missed"
    return say("on track") if (share or 0) >= pace else "behind"


def gone(first: date, last: date, on: date) -> float:
    """Return the share of a period's days that are over at the end of a day, 0..1."""
    days = (last - first).days + 1
    return min(max((on - first).days + 1, 0), days) / days


def period_name(first: date, last: date) -> str:
    """Return 2026, 2026-Q4, 2026-11, 2026-11-22 or 2026-11-01..2026-11-15."""
    from crmcli.domain.periods import add_months, month_of, quarter_of

    end = last + timedelta(days=1)
    if first.day == 1:
        for months, name in ((1, month_of(first)), (3, quarter_of(first)), (12, first.isoformat()[:4])):
            whole = (first.month - 1) % months == 0
            if whole and add_months(first, months) == end:
                return name
    return say("{day}", day=first) if first == last else say("{first}..{last}", first=first, last=last)


def left_out(rates: Mapping[str, Converter]) -> tuple[str, ...]:
    """Return a note for each currency of which some amounts could not be turned."""
    return tuple(
        say(
            "amounts in {code} left out: no rate in {base} of their days; crm rate set {code} "
            "DAY RATE --base {base}",
            code=code,
            base=base,
        )
        for base, one in sorted(rates.items())
        for code in sorted(one.missing)
    )


@frozen
class ListTargets:
    """Targets as they stand at the end of a day."""

    records: ListRecords
    on: date


def list_targets(db: Reader, request: ListTargets) -> Listing[TargetRow]:
    """List targets with what was reached, the newest period first."""
    from crmcli.domain.where import conditions

    where, values = conditions(db, TARGET, request.records.where)
    found = fetch(db, where, values)
    shown = found[: request.records.limit or None]
    rows, rates = target_rows(db, shown, request.on)
    return Listing(
        TargetRow,
        rows,
        total=None if len(shown) == len(found) else len(found),
        empty="no target is like that"
        if request.records.where
        else 'no target yet: crm target set revenue 2026-Q4 "500.000 TL"',
        notes=left_out(rates),
    )


@frozen
class TargetRecord:
    """A target whole, with what was reached; see ``TargetRow``."""

    id: Annotated[int, Ref("TG", "no.")]
    metric: str
    from_on: Annotated[date, Day("from")]
    until_on: Annotated[date, Day("until")]
    owner: str | None
    branch: str | None
    product: str | None
    target: Annotated[int, Measure("currency")]
    actual: Annotated[int, Measure("currency")]
    left: Annotated[int, Measure("currency", "still to go")]
    reached: Annotated[float | None, Percent(named("reached", "share"))]
    pace: Annotated[float, Percent("days gone")]
    state: Annotated[str, STATE]
    currency: Annotated[str | None, Text(show=DETAIL)]
    note: str | None
    custom: Annotated[dict[str, Any] | None, Fields(show=ROOMY)]


@frozen
class ShowTarget:
    """One target, as it stands at the end of a day."""

    record: ShowRecord
    on: date


def show_target(db: Reader, request: ShowTarget) -> Record[TargetRecord]:
    """Show one target with what was reached of it."""
    import json

    from crmcli.domain.refs import resolve

    number = resolve(db, TARGET, request.record.ref, region=request.record.region)
    rows, rates = target_rows(db, fetch(db, "r.id = :id", {"id": number}), request.on)
    row = rows[0]
    note, custom = db.tuples("SELECT note, custom FROM target WHERE id = :id", {"id": number})[0]
    names = ("id", "metric", "from_on", "until_on", "owner", "branch", "product", "target", "actual")
    item = TargetRecord(
        **{name: getattr(row, name) for name in names},
        left=max(row.target - row.actual, 0),
        reached=row.reached,
        pace=row.pace,
        state=row.state,
        currency=row.currency,
        note=note,
        custom=json.loads(custom) if custom else None,
    )
    ref = TARGET.ref(number)
    title = say("{ref}  {metric} {period}", ref=ref, metric=row.metric, period=row.period)
    return Record(item, title=title, notes=left_out(rates))


def check_metric(metric: str, *, of_amount: bool, product: int | str | None) -> str | None:
    """Return why a metric can't have such a target, None where it can."""
    from crmcli.domain.target_actuals import OF_PRODUCT

    if of_amount != (metric in AMOUNTS):
        return say(
            "the target of {metric} is {part}",
            metric=named(metric, "metric"),
            part=say("an amount") if metric in AMOUNTS else say("a number"),
        )
    if product is not None and metric not in OF_PRODUCT:
        return say("{metric} are of no product", metric=named(metric, "metric"))
    return None
