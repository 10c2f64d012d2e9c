"""What stands behind a row of ``report clv``: statistics, formulas with their numbers, months, orders."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.counting import counted
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Money, Number, Ref, Text
from crmcli.domain.reports.behind import orders_of
from crmcli.domain.reports.explaining import StepRow
from crmcli.domain.reports.figures import money, number, own
from crmcli.domain.reports.value.fitting import shown
from crmcli.domain.reports.value.occasions import WEEK, day_of
from crmcli.domain.reports.value.purchases_behind import purchases
from crmcli.domain.results import Listing
from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.domain.reports.value.clv import Person, Request
    from crmcli.domain.reports.value.clv_rows import ClvRow, ParameterRow
    from crmcli.domain.reports.value.clv_valued import Valued
    from crmcli.domain.reports.value.lifetime import Model
    from crmcli.domain.reports.value.purchase_statistics import Statistic
    from crmcli.sql import Reader


@frozen
class MonthBehind:
    """A month ahead: purchases until its end, those in it, what one counts and brings, their value."""

    until: Annotated[float, Number("until week", digits=3)]
    expected: Annotated[float, Number(digits=4)]
    within: Annotated[float, Number("in the month", digits=4)]
    factor: Annotated[float, Number("counts", digits=4)]
    value: Annotated[float | None, Number(digits=4)]
    currency: Annotated[str | None, Text(wrap=False)]


@frozen
class CustomerBehind:
    """A customer whose value is in the sum."""

    id: Annotated[int, Ref("C", "no.")]
    name: Annotated[str, Text()]
    expected: Annotated[float, Number(digits=2)]
    value: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(wrap=False)]


def counted_of(count: int) -> str:
    """Return a count as exact text: ``1,234``."""
    return say("{number:,}", number=count)


def customer(db: Reader, request: Request, one: Valued, person: Person) -> tuple[Listing[Any], ...]:
    """Return what is behind the row of a customer."""
    history, _, _ = person
    said = [say("first: in no money"), *[named("repeat", "purchase")] * (len(history.days) - 1)]
    parts: list[Listing[Any]] = [Listing(StepRow, list(_steps(request, one, person)), title="steps")]
    if one.model is not None:
        parts.append(Listing(MonthBehind, list(_months(one, person)), title="months"))
    return (
        *parts,
        purchases(history, one.found.currency, None if one.model is None else said),
        orders_of(db, request, history.id),
    )


def several(rows: Sequence[ClvRow], row: Any) -> tuple[Listing[Any], ...]:
    """Return the customers whose values make a sum, and how its interval is made."""
    steps = [
        StepRow(say("customers"), counted_of(len(rows))),
        StepRow(say("value: sum of theirs"), money(row.value, row.currency)),
        StepRow(say("expected: sum of theirs"), number(row.expected)),
    ]
    if row.low is not None:
        how = say("value -/+ 1.28 sqrt(sum of their variances + that of the parameters)")
        ends = say("{low} to {high}", low=money(row.low, row.currency), high=money(row.high, row.currency))
        steps.append(StepRow(say("80 % interval: {how}", how=how), ends))
    listed = [
        CustomerBehind(each.id or 0, each.name or "", each.expected, each.value, each.currency)
        for each in rows
    ]
    return Listing(StepRow, steps, title="steps"), Listing(CustomerBehind, listed, title="customers")


def parameter(one: Valued, row: ParameterRow) -> tuple[Listing[Any], ...]:
    """Return what a figure of a model is made from."""
    every = one.statistics
    again = [each for each in every if each.x]
    known = [each for each in every if each.known and each.money > 0]
    steps = [
        StepRow(say("from"), own(row.about)),
        StepRow(say("buyers"), counted_of(len(every))),
        StepRow(say("of them with a repeat purchase"), counted_of(len(again))),
        StepRow(say("repeat purchases"), counted_of(sum(each.x for each in again))),
        StepRow(say("with a known amount, customers"), counted_of(len(known))),
        StepRow(
            say("weeks watched, all buyers"),
            say("{number:.6g}", number=sum(each.age for each in every) / WEEK),
        ),
        StepRow(say("found by"), say("maximum likelihood: Newton's method from several starts")),
        StepRow(
            say("errors"), say("from the inverse of the observed information in logarithms (delta method)")
        ),
    ]
    return (Listing(StepRow, steps, title="steps"),)


def _steps(request: Request, one: Valued, person: Person) -> Iterator[StepRow]:
    """Yield the arithmetic of a customer's row."""
    history, statistic, worth = person
    code = one.found.currency
    yield StepRow(
        say("purchases"),
        say("{count:,} from {counted}", count=len(history.days), counted=counted(history.orders, "order")),
    )
    yield StepRow(
        say("first, last, until"),
        listed(say("{day}", day=day_of(d)) for d in (history.first, history.last, one.found.end)),
    )
    if one.model is None:
        yield from _simple(request, one, person)
        return
    weeks = statistic.recency / WEEK, statistic.age / WEEK
    yield StepRow(
        say("x, t_x, T in weeks"),
        say("{x}, {first:.6g}, {second:.6g}", x=statistic.x, first=weeks[0], second=weeks[1]),
    )
    yield from _buying(one.model, statistic, worth.alive or 0.0, worth.expected)
    yield from _spending(one, statistic, worth.spend)
    if worth.value is not None and worth.spend is not None:
        rate = say("{discount:.6g} % a year", discount=one.horizon.discount * 100)
        yield StepRow(
            say("value = sum of the months, discounted at {rate}", rate=rate), _text(worth.value, one)
        )
        ends = say(
            "{least} and {most} purchases, at value / expected each", least=worth.least, most=worth.most
        )
        yield StepRow(
            say("80 % interval: {ends}", ends=ends),
            say(
                "{low} to {high} {code}",
                low=_text(worth.low, one),
                high=_text(worth.high, one),
                code=code,
            ),
        )


def _buying(model: Model, statistic: Statistic, alive: float, expected: float) -> Iterator[StepRow]:
    """Yield how the chance to be alive and the expected purchases are made."""
    r, alpha, a, b = (f"{value:.6g}" for value in model.rates)
    x, recency, age = statistic.x, f"{statistic.recency / WEEK:.6g}", f"{statistic.age / WEEK:.6g}"
    yield StepRow(say("BG/NBD r, alpha, a, b"), f"{r}, {alpha}, {a}, {b}")
    if x:
        formula = "P(alive) = 1 / (1 + a / (b + x - 1) * ((alpha + T) / (alpha + t_x))^(r + x))"
        numbers = f"1 / (1 + {a} / ({b} + {x} - 1) * (({alpha} + {age}) / ({alpha} + {recency}))^({r} + {x}))"
        yield StepRow(f"{formula} = {numbers}", number(shown(alive)))
    else:
        yield StepRow(say("P(alive) without a repeat purchase"), "1")
    if alive > 0:
        formula = "integral Beta(p; a, b + x) (1 - ((alpha + T) / (alpha + T + p t))^(r + x)) / p dp"
        yield StepRow(say("purchases if alive = {formula}", formula=formula), number(shown(expected / alive)))
    yield StepRow(say("expected = P(alive) * purchases if alive"), number(shown(expected)))


def _spending(one: Valued, statistic: Statistic, spend: float | None) -> Iterator[StepRow]:
    """Yield how what a purchase brings is made."""
    model = one.model
    if model is None or spend is None:
        yield StepRow(say("what a purchase brings"), say("unknown: no repeat purchase has an amount"))
        return
    if model.amounts is None:
        yield StepRow(say("a purchase brings: mean of all repeat purchases of everybody"), _text(spend, one))
        return
    p, q, v = (f"{value:.6g}" for value in model.amounts)
    count = statistic.known
    mean = max(statistic.money / count / one.scale, 0.0) if count else 0.0
    yield StepRow(say("repeat purchases of a known amount, and their mean z"), f"{count}, {mean:.6g}")
    yield StepRow(say("Gamma-Gamma p, q, v"), f"{p}, {q}, {v}")
    numbers = f"{p} * ({v} + {count} * {mean:.6g}) / ({p} * {count} + {q} - 1)"
    yield StepRow(
        say("a purchase brings p (v + x z) / (p x + q - 1) = {numbers}", numbers=numbers), _text(spend, one)
    )


def _simple(request: Request, one: Valued, person: Person) -> Iterator[StepRow]:
    """Yield the arithmetic of the simple formula."""
    from crmcli.domain.reports.value.clv_simple import DAYS, parts

    history, _, worth = person
    found = parts(history, one.found.end, one.horizon, request.lapsed_days)
    since = (one.found.end - history.first) / DAYS
    yield StepRow(say("mean purchase"), say("unknown") if found.mean is None else _text(found.mean, one))
    yield StepRow(
        say("purchases a year = {count} / max(1, {since:.6g} years)", count=len(history.days), since=since),
        number(shown(found.yearly)),
    )
    quiet = one.found.end - history.last
    why = (
        say(
            "quiet for {quiet} days, more than {lapsed_days}: gone",
            quiet=quiet,
            lapsed_days=request.lapsed_days,
        )
        if not found.years
        else say("years ahead")
    )
    yield StepRow(why, number(shown(found.years)))
    yield StepRow(say("expected = purchases a year * years"), number(shown(worth.expected)))
    yield StepRow(say("discount, mean of the months"), number(shown(found.discount)))
    yield StepRow(
        say("value = mean * expected * discount"),
        say("unknown") if worth.value is None else _text(worth.value, one),
    )


def _months(one: Valued, person: Person) -> Iterator[MonthBehind]:
    """Yield the months ahead of a customer; their values add up to its value."""
    from crmcli.domain.reports.value import bgnbd

    _, statistic, worth = person
    if one.model is None:
        return
    facts = bgnbd.facts([(statistic.x, statistic.recency / WEEK, statistic.age / WEEK)])
    times = one.horizon.times
    coming = bgnbd.expected_alive(one.model.rates, facts.x, facts.age, times)[:, 0]
    until = [0.0, *(float(worth.alive or 0.0) * float(each) for each in coming)]
    for time, factor, (before, after) in zip(times, one.horizon.factors, pairwise(until), strict=True):
        value = None if worth.spend is None else shown((after - before) * factor * worth.spend / one.scale)
        yield MonthBehind(
            round(time, 6),
            shown(after),
            shown(after - before),
            shown(factor),
            value,
            one.found.currency if value is not None else None,
        )


def _text(amount: float | None, one: Valued) -> str:
    """Return a fitted amount in whole units of the currency, as exact text."""
    return say("unknown") if amount is None else number(shown(amount / one.scale))
