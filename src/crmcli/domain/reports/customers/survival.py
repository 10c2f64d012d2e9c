"""``report survival``: how long customers stay, those who are still here counted as such.

A customer is with us from the first purchase until ``lapse`` days after the last one. Who bought within
that many days before the day of the report is still here: of them it is known only that they stay at
least until now (censored). The estimate is in ``kaplan_meier``, what counts as a purchase in
``first_purchases``.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.counting import counted
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Duration, Number, Percent, Text
from crmcli.domain.reports import figures, groups
from crmcli.domain.reports.customers import first_purchases as store
from crmcli.domain.reports.kaplan_meier import Curve, Lasting, curve, log_rank
from crmcli.domain.reports.scope import Asked
from crmcli.domain.results import Report
from crmcli.errors import UsageError
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from crmcli.domain.results import Listing
    from crmcli.sql import Reader

BY = ("age", "year", *store.TRAITS)
YEAR = 365
AGES = (30, 90, 180, YEAR, 545, *(YEAR * years for years in range(2, 31)))
TESTED = 5
"""Groups of fewer customers take no part in the test."""


@frozen
class Request(Asked):
    """``lapse`` are the days without a purchase after which a customer is gone; None is the setting."""

    lapse: int | None = None


def _years(count: int) -> str:
    """Return a heading: ``1 y``."""
    return say("{count} {y}", count=count, y=named("y", "unit"))


@frozen
class AgeRow:
    """What share of the customers stays so many days."""

    age: Annotated[str, Text(wrap=False), "Days since the first purchase, as --explain calls the row."]
    days: Annotated[int, Number(show=DETAIL), "The same as a number."]
    at_risk: Annotated[int, Number("seen"), "Customers who stayed so long at least."]
    ended: Annotated[int, Number("gone"), "Customers who ended after the row above and until this age."]
    running: Annotated[
        int, Number("still here"), "Customers who are still here, at an age between the row above and this."
    ]
    survival: Annotated[
        float, Percent("stay", bar=True), "Share who stay longer: Kaplan and Meier's estimate."
    ]
    low: Annotated[
        float | None,
        Percent(named("from", "end"), show=ROOMY),
        "Lower end of its 95 % interval, log(-log) scale. Blank at 0 or 1.",
    ]
    high: Annotated[
        float | None,
        Percent(named("to", "end"), show=ROOMY),
        "Upper end of its 95 % interval, log(-log) scale. Blank at 0 or 1.",
    ]


@frozen
class GroupRow:
    """How long the customers of a group stay."""

    group: Annotated[str | None, Text(), "What the customers are told by. Blank for those who have none."]
    customers: Annotated[int, Number(), "Number of customers with a purchase."]
    ended: Annotated[int, Number("gone"), "Of those, who has not bought for more than the lapse days."]
    running: Annotated[
        int, Number("still here", show=ROOMY), "Of those, who has bought within the lapse days."
    ]
    median: Annotated[
        int | None,
        Duration("median"),
        "Days that half of them stay. Blank: more than half are still here.",
    ]
    low: Annotated[
        int | None,
        Duration(named("from", "end")),
        "Lower end of its 95 % interval (Brookmeyer, Crowley). Blank: too few to tell.",
    ]
    high: Annotated[
        int | None,
        Duration(named("to", "end")),
        "Upper end of its 95 % interval. Blank: not seen yet, or too few to tell.",
    ]
    after_1: Annotated[
        float | None, Percent(_years(1)), "Share who stay longer than 365 days. Blank: not seen yet."
    ]
    after_2: Annotated[
        float | None, Percent(_years(2)), "Share who stay longer than 730 days. Blank: not seen yet."
    ]
    after_3: Annotated[
        float | None, Percent(_years(3)), "Share who stay longer than 1095 days. Blank: not seen yet."
    ]


ROWS = (AgeRow, GroupRow)


class Stay(NamedTuple):
    """A customer and how long it stayed."""

    buyer: store.Buyer
    lasting: Lasting


def report(db: Reader, request: Request) -> Report[Any]:
    """Return the share who stay by age, or the median of each group, the largest group first.

    Raises:
        UsageError: the lapse is no number of days.
    """
    by = request.by or BY[0]
    stays = fetch(db, request)
    whole = curve(one.lasting for one in stays)
    from crmcli.domain.reports.customers.survival_picture import picture

    notes = (
        (said(whole, lapse_of(request)), *store.left_out(db, request))
        if stays
        else store.left_out(db, request)
    )
    parts, labels = ({}, {}) if by == BY[0] else grouped(db, stays, by)
    rows: list[Any] = age_rows(stays, whole) if by == BY[0] else []
    row_type: type[Any] = AgeRow if by == BY[0] else figures.headed(GroupRow, by)
    curves: list[tuple[str | None, Curve]] = []
    if by != BY[0]:
        order = groups.in_order(labels, {key: len(part) for key, part in parts.items()})
        if by == "year":
            order = sorted(parts, key=str)
        curves = [(labels[key], curve(one.lasting for one in parts[key])) for key in order]
        rows = [row_type(**group_row(name, one).__dict__) for name, one in curves]
        notes = (*tested(parts), *notes)
    shown, cut = groups.cut(rows, request.limit, "row")
    title = (
        say("How long customers stay")
        + ("" if by == BY[0] else say(", by {by}", by=named(by)))
        + request.span
    )
    return Report(
        "survival",
        row_type,
        shown,
        title,
        request.as_of,
        pictures=(picture(whole, curves),) if stays else (),
        total=row_type(**group_row(None, whole).__dict__) if stays and by != BY[0] else None,
        empty=say(
            "nobody bought anything{span}: crm import orders FILE brings orders in",
            span=request.span or say(" until {as_of}", as_of=request.as_of),
        ),
        notes=(*cut, *notes),
    )


def lapse_of(request: Request) -> int:
    """Return the days without a purchase after which a customer is gone.

    Raises:
        UsageError: there are none.
    """
    lapse = request.lapsed_days if request.lapse is None else request.lapse
    if lapse < 1:
        raise UsageError(say("--lapse {lapse} is no number of days", lapse=lapse), "--lapse 180")
    return lapse


def fetch(db: Reader, request: Request) -> list[Stay]:
    """Return the customers of the span and how long they stayed, by number."""
    lapse, as_of = lapse_of(request), request.as_of.toordinal()
    found = store.buyers(db, request)
    days = {day: date.fromisoformat(day).toordinal() for one in found for day in (one.first_on, one.last_on)}
    return [Stay(one, lasted(days[one.first_on], days[one.last_on], as_of, lapse)) for one in found]


def lasted(first: int, last: int, as_of: int, lapse: int) -> Lasting:
    """Return how long a customer stayed, of days as numbers."""
    if as_of - last > lapse:
        return Lasting(last + lapse - first, ended=True)
    return Lasting(as_of - first, ended=False)


def grouped(
    db: Reader, stays: Sequence[Stay], by: str
) -> tuple[dict[Hashable, list[Stay]], dict[Hashable, str | None]]:
    """Return the customers by the year of the first purchase or by a trait, and what each is called."""
    parts: dict[Hashable, list[Stay]] = {}
    if by == "year":
        for one in stays:
            parts.setdefault(one.buyer.first_on[:4], []).append(one)
        return parts, {key: str(key) for key in parts}
    traits = groups.groups(db, by)
    for one in stays:
        parts.setdefault(traits.of[one.buyer.id], []).append(one)
    return parts, traits.labels


def age_rows(stays: Sequence[Stay], whole: Curve) -> list[AgeRow]:
    """Return the rows by age, the last one that of who is seen longest; each customer ends in one of them."""
    rows: list[AgeRow] = []
    times = sorted(one.lasting for one in stays)
    done = 0
    for age in (*AGES, whole.longest):
        if done == len(times):
            break
        days = min(age, whole.longest)
        here = [one for one in times[done:] if one.days <= days]
        gone = sum(one.ended for one in here)
        seen = sum(one.days >= days for one in times)
        done += len(here)
        point = whole.at(days)
        rows.append(
            AgeRow(
                age=say("day {days}", days=days),
                days=days,
                at_risk=seen,
                ended=gone,
                running=len(here) - gone,
                survival=1.0 if point is None else point.survival,
                low=None if point is None else point.low,
                high=None if point is None else point.high,
            )
        )
    return rows


def group_row(name: str | None, one: Curve) -> GroupRow:
    """Return the row of a group."""
    median, low, high = one.median()

    def after(years: int) -> float | None:
        days = years * YEAR
        point = one.at(days)
        if point is not None and point.survival == 0:
            return 0.0
        if one.longest < days:
            return None
        return 1.0 if point is None else point.survival

    return GroupRow(
        group=name,
        customers=one.size,
        ended=one.ended,
        running=one.size - one.ended,
        median=median,
        low=low,
        high=high,
        after_1=after(1),
        after_2=after(2),
        after_3=after(3),
    )


def said(whole: Curve, lapse: int) -> str:
    """Return the median in words."""
    median, low, high = whole.median()
    gone = say("gone is who has not bought for more than {counted}", counted=counted(lapse, "day"))
    if median is None:
        return say("more than half of all customers are still here; {gone}", gone=gone)
    span = say("95 %: {low} to {high}", low=low, high=high if high is not None else say("not seen yet"))
    if low is None:
        span = say("too few to tell its 95 % interval")
    return say(
        "half of the customers stay {counted} ({span}); {gone}",
        counted=counted(median, "day"),
        span=span,
        gone=gone,
    )


def tested(parts: Mapping[Hashable, Sequence[Stay]]) -> tuple[str, ...]:
    """Return the test whether the groups stay alike, in words."""
    large = {repr(key): [one.lasting for one in part] for key, part in parts.items() if len(part) >= TESTED}
    found = log_rank(large)
    told = figures.left_out(
        len(parts) - len(large), "group", say("of fewer than {tested} customers not tested", tested=TESTED)
    )
    if found is None:
        return (say("too few customers are gone to test whether the groups differ"), *told)
    young = len(large) - found.degrees - 1
    told = (*told, *figures.left_out(young, "group", say("nobody of which can be gone yet not tested")))
    degrees = figures.plural(found.degrees, "degree")
    words = say(
        "log-rank test: chi-square {chi_square:g}, {degrees} of freedom, p = {p:.3g}",
        chi_square=found.chi_square,
        degrees=degrees,
        p=found.p,
    )
    differ = found.p < 0.05
    meaning = say("they differ") if differ else say("no difference beyond chance is seen")
    return (say("{words}: {meaning}", words=words, meaning=meaning), *told)


def explain(db: Reader, request: Request, row: Any) -> tuple[Listing[Any], ...]:
    """Return the factors of the estimate, and the customers with how long they stayed."""
    from crmcli.domain.reports.customers.survival_reasons import reasons

    return reasons(db, request, row)
