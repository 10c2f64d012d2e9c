"""What stands behind a row of ``report churn``: the rhythm, the curve, the value, the purchases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.counting import counted
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Money, Percent, Ref, Text
from crmcli.domain.reports.behind import orders_of
from crmcli.domain.reports.explaining import StepRow
from crmcli.domain.reports.figures import money
from crmcli.domain.reports.value.fitting import shown
from crmcli.domain.reports.value.leaving import LOST, YEAR, safe_until
from crmcli.domain.reports.value.purchases_behind import purchases
from crmcli.domain.reports.value.rhythm import FEWEST, FLOOR, Habits, lasted
from crmcli.domain.results import Listing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.domain.reports.scope import Asked
    from crmcli.domain.reports.value.churn import ChurnRow
    from crmcli.domain.reports.value.leaving import Leaver
    from crmcli.domain.reports.value.occasions import Occasions
    from crmcli.domain.reports.value.silence import Curve
    from crmcli.sql import Reader


@frozen
class CustomerBehind:
    """A buyer whose figures are in the sum."""

    id: Annotated[int, Ref("C", "no.")]
    name: Annotated[str, Text()]
    kind: Annotated[str, Text("class", wrap=False)]
    risk: Annotated[float, Percent(digits=0)]
    value: Annotated[int | None, Money("currency")]
    at_risk: Annotated[int | None, Money("currency", "at stake")]
    currency: Annotated[str | None, Text(wrap=False)]


def customer(db: Reader, request: Asked, found: Occasions, one: Leaver) -> tuple[Listing[Any], ...]:
    """Return what is behind the row of a buyer."""
    steps = [*rhythm_steps(one), *_risk(found, one, request.lapsed_days), *_money(found, one)]
    since = one.history.last - YEAR
    counts = ["value" if day > since else None for day in one.history.days]
    return (
        Listing(StepRow, steps, title="steps"),
        purchases(one.history, found.currency, counts),
        orders_of(db, request, one.history.id),
    )


def rhythm_steps(one: Leaver) -> Iterator[StepRow]:
    """Yield how the class is made."""
    history, rhythm = one.history, one.rhythm
    yield StepRow("purchases", f"{len(history.days):,} from {counted(history.orders, 'order')}")
    yield StepRow("quiet for", counted(one.quiet, "day"))
    if rhythm is None:
        yield StepRow("nobody ever came again: at risk after lapsed_days", f"{one.limit:g} days")
    else:
        whose = (
            "its own" if rhythm.own else f"those of all after {'one' if len(history.days) == 1 else 'two'}"
        )
        gaps = f"{rhythm.gap:g} ({rhythm.early:g} to {rhythm.late:g}) of {rhythm.gaps:,}"
        yield StepRow(f"usual gap: median (quartiles) of gaps, {whose}", gaps)
        until = safe_until(rhythm, one.limit)
        yield StepRow(f"safe up to the upper quartile, {FLOOR} days at least", f"{until:g} days")
        named = "median" if rhythm.own else "upper quartile"
        factor = f"{one.limit / rhythm.usual:g} x {rhythm.usual:g}"
        yield StepRow(f"watch up to {factor}: the {named}, {FLOOR} at least", f"{one.limit:g} days")
    yield StepRow(f"at risk up to {LOST} times as long, then lost", f"{LOST * one.limit:g} days")
    yield StepRow("class", one.kind)


def _risk(found: Occasions, one: Leaver, ahead: int) -> Iterator[StepRow]:
    """Yield how the risk is made."""
    habits = Habits(found.histories, found.end)
    curve: Curve | None = habits.curve(one.history)
    if curve is None:
        yield StepRow(f"too few silences for a curve: quiet / {LOST * one.limit:g}", f"{one.risk:g}")
        return
    unit = "usual gaps" if len(one.history.days) >= FEWEST else "days"
    now, more = lasted(one.rhythm, one.quiet), lasted(one.rhythm, ahead)
    yield StepRow(
        f"curve of silences in {unit}: silences, of them ended, reach",
        f"{curve.silences:,}, {curve.ended:,}, {curve.reach:g}",
    )
    yield StepRow(f"still quiet after {now:g}", f"{shown(curve.lasting(now)):g}")
    beyond = f", beyond the reach as a power of -{shown(curve.fall):g}" if now + more > curve.reach else ""
    yield StepRow(f"still quiet after {now:g} + {more:g}{beyond}", f"{shown(curve.lasting(now + more)):g}")
    yield StepRow(f"risk: the second over the first, nothing bought within {ahead:,} days", f"{one.risk:g}")


def _money(found: Occasions, one: Leaver) -> Iterator[StepRow]:
    """Yield how what is at stake is made."""
    yield StepRow(f"value: purchases of the {YEAR} days up to the last", money(one.value, found.currency))
    if one.value is not None:
        yield StepRow("at stake = value * risk", money(one.at_risk, found.currency))


def several(rows: Sequence[ChurnRow], row: Any) -> tuple[Listing[Any], ...]:
    """Return the buyers whose figures make a sum."""
    steps = [
        StepRow("customers", f"{len(rows):,}"),
        StepRow("risk: mean of theirs", f"{row.risk:g}"),
        StepRow("value: sum of theirs", money(row.value, row.currency)),
        StepRow("at stake: sum of theirs", money(row.at_risk, row.currency)),
    ]
    listed = [
        CustomerBehind(
            each.id or 0, each.name or "", each.kind or "", each.risk, each.value, each.at_risk, each.currency
        )
        for each in rows
    ]
    return Listing(StepRow, steps, title="steps"), Listing(CustomerBehind, listed, title="customers")
