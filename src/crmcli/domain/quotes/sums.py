"""What a quote comes to: integers of the minor unit, so that net and tax are always the total.

Rounded is three times, each time halves to even: quantity x price of a line, a discount in percent,
the tax of a line (on its net, after every discount). Sums are of what was rounded, never rounded anew.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from crmcli.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence


class Asked(NamedTuple):
    """A line as it is asked for: quantity x price in minor units, its own discount and tax in percent."""

    gross: int
    percent: Decimal = Decimal()
    rate: Decimal = Decimal()


class Discount(NamedTuple):
    """A discount on the whole quote: in percent of what the lines come to, or an amount in minor units."""

    percent: Decimal | None = None
    amount: int = 0


class Priced(NamedTuple):
    """What a line comes to; ``discount`` is its own with its share of the whole one."""

    gross: int
    discount: int
    net: int
    tax: int


class Totals(NamedTuple):
    """What a quote comes to; ``discount`` is what was taken off in all."""

    net: int
    discount: int
    tax: int
    total: int


def halves_to_even(numerator: int, denominator: int) -> int:
    """Return the nearest whole number, of two as near the even one; the denominator is above zero."""
    whole, rest = divmod(numerator, denominator)
    return whole + (2 * rest > denominator or (2 * rest == denominator and whole % 2 == 1))


def percent_of(amount: int, percent: Decimal) -> int:
    """Return so many percent of an amount."""
    numerator, denominator = percent.as_integer_ratio()
    return halves_to_even(amount * numerator, denominator * 100)


def spread(amount: int, weights: Sequence[int], ties: Sequence[object] | None = None) -> list[int]:
    """Part an amount by weights; the parts add up to it.

    By the largest remainders: every part is what is due to it rounded down, and the units that are
    left go one each to those that lost most by that. Of equal ones the heavier comes first, then the
    one whose tie sorts first, so that the order of the lines decides nothing.

    Raises:
        Refused: the weights add up to nothing, and the amount doesn't.
    """
    whole = sum(weights)
    if not amount:
        return [0] * len(weights)
    if not whole:
        raise Refused("lines that come to nothing take no discount", "give the lines prices first")
    sign = 1 if whole > 0 else -1
    parts, lost = [], []
    for place, weight in enumerate(weights):
        part, rest = divmod(sign * amount * weight, sign * whole)
        parts.append(part)
        lost.append((-rest, -weight, ties[place] if ties else 0, place))
    for *_, place in sorted(lost)[: amount - sum(parts)]:
        parts[place] += 1
    return parts


def priced(lines: Sequence[Asked], whole: Discount | None = None) -> list[Priced]:
    """Return what each line comes to, in the order asked.

    Raises:
        Refused: an amount off is less than nothing, or more than the lines come to.
    """
    own = [percent_of(line.gross, line.percent) for line in lines]
    left = [line.gross - taken for line, taken in zip(lines, own, strict=True)]
    shares = [0] * len(lines)
    if whole is not None:
        amount = whole.amount if whole.percent is None else percent_of(sum(left), whole.percent)
        if whole.percent is None and amount and not 0 < amount <= sum(left):
            raise Refused(
                "a discount lies between nothing and what the lines come to",
                "--discount 5%, or an amount no larger than the lines",
            )
        shares = spread(amount, left, [(line.rate, line.gross) for line in lines])
    found = []
    for line, taken, rest, share in zip(lines, own, left, shares, strict=True):
        net = rest - share
        found.append(Priced(line.gross, taken + share, net, percent_of(net, line.rate)))
    return found


def totals(lines: Sequence[Priced]) -> Totals:
    """Add lines up."""
    net, tax = sum(line.net for line in lines), sum(line.tax for line in lines)
    return Totals(net, sum(line.discount for line in lines), tax, net + tax)
