"""What stands behind a row of ``report churn``: the rhythm, the curve, the value, the purchases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.counting import counted
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Money, Percent, Ref, Text
from crmcli.domain.reports.behind import orders_of
from crmcli.domain.reports.explaining import StepRow
from crmcli.domain.reports.figures import money, number
from crmcli.domain.reports.value.fitting import shown
from crmcli.domain.reports.value.leaving import LOST, YEAR, safe_until
from crmcli.domain.reports.value.purchases_behind import purchases
from crmcli.domain.reports.value.rhythm import FEWEST, FLOOR, Habits, lasted
from crmcli.domain.results import Listing
from crmcli.said import named, say

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
    counts = [say("value") if day > since else None for day in one.history.days]
    return (
        Listing(StepRow, steps, title="steps"),
        purchases(one.history, found.currency, counts),
        orders_of(db, request, one.history.id),
    )


def rhythm_steps(one: Leaver) -> Iterator[StepRow]:
    """Yield how the class is made."""
    history, rhythm = one.history, one.rhythm
    yield StepRow(
        say("purchases"),
        say("{count:,} from {counted}", count=len(history.days), counted=counted(history.orders, "order")),
    )
    yield StepRow(say("quiet for"), counted(one.quiet, "day"))
    if rhythm is None:
        yield StepRow(
            say("nobody ever came again: at risk after lapsed_days"), say("{limit:g} days", limit=one.limit)
        )
    else:
        whose = (
            say("its own")
            if rhythm.own
            else say("those of all after {part}", part=say("one") if len(history.days) == 1 else say("two"))
        )
        gaps = say(
            "{gap:g} ({early:g} to {late:g}) of {gaps:,}",
            gap=rhythm.gap,
            early=rhythm.early,
            late=rhythm.late,
            gaps=rhythm.gaps,
        )
        yield StepRow(say("usual gap: median (quartiles) of gaps, {whose}", whose=whose), gaps)
        until = safe_until(rhythm, one.limit)
        yield StepRow(
            say("safe up to the upper quartile, {floor} days at least", floor=FLOOR),
            say("{until:g} days", until=until),
        )
        usual = say("median") if rhythm.own else say("upper quartile")
        factor = say("{times:g} x {usual:g}", times=one.limit / rhythm.usual, usual=rhythm.usual)
        yield StepRow(
            say(
                "watch up to {factor}: the {named}, {floor} at least", factor=factor, named=usual, floor=FLOOR
            ),
            say("{limit:g} days", limit=one.limit),
        )
    yield StepRow(
        say("at risk up to {lost} times as long, then lost", lost=LOST),
        say("{lost:g} days", lost=LOST * one.limit),
    )
    yield StepRow(say("class"), named(one.kind, "risk"))


def _risk(found: Occasions, one: Leaver, ahead: int) -> Iterator[StepRow]:
    """Yield how the risk is made."""
    habits = Habits(found.histories, found.end)
    curve: Curve | None = habits.curve(one.history)
    if curve is None:
        yield StepRow(
            say("too few silences for a curve: quiet / {lost:g}", lost=LOST * one.limit), number(one.risk)
        )
        return
    unit = say("usual gaps") if len(one.history.days) >= FEWEST else say("days")
    now, more = lasted(one.rhythm, one.quiet), lasted(one.rhythm, ahead)
    yield StepRow(
        say("curve of silences in {unit}: silences, of them ended, reach", unit=unit),
        say(
            "{silences:,}, {ended:,}, {reach:g}",
            silences=curve.silences,
            ended=curve.ended,
            reach=curve.reach,
        ),
    )
    yield StepRow(say("still quiet after {now:g}", now=now), number(shown(curve.lasting(now))))
    beyond = (
        say(", beyond the reach as a power of -{shown:g}", shown=shown(curve.fall))
        if now + more > curve.reach
        else ""
    )
    yield StepRow(
        say("still quiet after {now:g} + {more:g}{beyond}", now=now, more=more, beyond=beyond),
        number(shown(curve.lasting(now + more))),
    )
    yield StepRow(
        say("risk: the second over the first, nothing bought within {ahead:,} days", ahead=ahead),
        number(one.risk),
    )


def _money(found: Occasions, one: Leaver) -> Iterator[StepRow]:
    """Yield how what is at stake is made."""
    yield StepRow(
        say("value: purchases of the {year} days up to the last", year=YEAR), money(one.value, found.currency)
    )
    if one.value is not None:
        yield StepRow(say("at stake = value * risk"), money(one.at_risk, found.currency))


def several(rows: Sequence[ChurnRow], row: Any) -> tuple[Listing[Any], ...]:
    """Return the buyers whose figures make a sum."""
    steps = [
        StepRow(say("customers"), say("{number:,}", number=len(rows))),
        StepRow(say("risk: mean of theirs"), number(row.risk)),
        StepRow(say("value: sum of theirs"), money(row.value, row.currency)),
        StepRow(say("at stake: sum of theirs"), money(row.at_risk, row.currency)),
    ]
    listed = [
        CustomerBehind(
            each.id or 0, each.name or "", each.kind or "", each.risk, each.value, each.at_risk, each.currency
        )
        for each in rows
    ]
    return Listing(StepRow, steps, title="steps"), Listing(CustomerBehind, listed, title="customers")
