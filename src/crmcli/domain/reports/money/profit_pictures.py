"""The pictures of ``report profit``: the steps from revenue to profit, and the curve of the whale.

The whale curve cumulates profit over the customers, the most profitable first: it rises above the total
as far as the others take it down again (Kaplan and Narayanan, Measuring and Managing Customer
Profitability, 2001).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.pictures import Bar, Bars, Chart, Line, Picture
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.reports.money.profit_sums import Result, World

MOST_POINTS = 200


def pictures(world: World, whole: Result, language: str) -> tuple[Picture, ...]:
    """Return the waterfall of all customers, and the whale curve where three or more have a profit."""
    if world.currency is None or not world.results:
        return ()
    drawn: list[Picture] = [waterfall(whole, world.currency, language)]
    profits = [one.contribution for one in world.results.values()]
    known = [profit for profit in profits if profit is not None]
    if len(known) >= 3:
        drawn.append(whale(known, world.currency, language))
    return tuple(drawn)


def waterfall(one: Result, currency: str, language: str) -> Bars:
    """Return the steps as bars that begin where the one before ended; the ends stand on the axis."""
    from crmcli.domain.money import human, minor_digits

    unit = 10 ** minor_digits(currency)
    bars: list[Bar] = []
    at = 0
    for name, amount in one.steps():
        if amount and (at or name != "before discounts" or one.worth.discount):
            text = human(amount, currency, language)
            bars.append(Bar(name, (at + amount) / unit, text, start=at / unit))
        at += amount
        if name == "discounts":
            bars.append(Bar(say("revenue"), at / unit, human(at, currency, language)))
    end = say("profit at most") if one.most is not None else say("profit as known")
    end = say("profit") if one.contribution is not None else end
    bars.append(Bar(end, at / unit, human(at, currency, language)))
    return Bars("From revenue to profit", tuple(bars), "waterfall")


def whale(profits: Sequence[int], currency: str, language: str) -> Chart:
    """Return the profit cumulated over customers, the most profitable first."""
    from crmcli.domain.money import human, minor_digits

    unit = 10 ** minor_digits(currency)
    ordered = sorted(profits, reverse=True)
    cumulated = [0]
    for profit in ordered:
        cumulated.append(cumulated[-1] + profit)
    peak = max(range(len(cumulated)), key=lambda place: (cumulated[place], -place))
    places = thinned(len(cumulated), peak)
    points = tuple((float(place), cumulated[place] / unit) for place in places)
    heights = sorted({0, cumulated[-1], cumulated[peak]})
    return Chart(
        say("Profit of the best customers together ({currency})", currency=currency),
        say("customers, the most profitable first"),
        say("profit cumulated"),
        (Line(say("profit"), points),),
        tuple((float(place), say("{place:,}", place=place)) for place in sorted({0, peak, len(ordered)})),
        tuple((height / unit, human(height, currency, language)) for height in heights),
    )


def thinned(count: int, *kept: int) -> list[int]:
    """Return at most some hundred places of so many, the ends and those to be kept among them."""
    step = max(1, -(-count // MOST_POINTS))
    return sorted({*range(0, count, step), count - 1, *kept})
