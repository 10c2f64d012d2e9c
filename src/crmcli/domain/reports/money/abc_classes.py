"""Classes by what few bring: A, B and C of all that is brought, equal values always in one class.

Values from the greatest down belong to A until those before them come to the first cut of the sum of all
values above 0, to B until they come to the second, to C from then on (Juran, Quality Control Handbook,
1951; Dickie, ABC Inventory Analysis Shoots for Dollars, Factory, 1951). So whoever crosses a cut is still
in the class before it, and the greatest is always in A. Nothing and less than nothing are classes of
their own.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterable

CLASSES = ("A", "B", "C", "zero", "negative")
USUAL = "80,95"


class Place(NamedTuple):
    """Where a value stands: its class, and the sum of all values as great or greater."""

    name: str
    cumulated: int


class Standing(NamedTuple):
    """The place of every value, the sum of those above 0, and how often each value is there."""

    places: dict[int, Place]
    whole: int
    counts: dict[int, int]


def parse_cuts(text: str | None) -> tuple[Fraction, Fraction]:
    """Return the cuts in 0..1 that percents stand for: ``80,95``.

    Raises:
        UsageError: they are not two that rise, above 0 and not above 100.
    """
    told = USUAL if text is None else text
    try:
        first, second = (Fraction(part.strip()) / 100 for part in told.replace(";", ",").split(","))
    except (ValueError, ZeroDivisionError):
        raise UsageError(say('"{told}" are no two percents', told=told), "--cuts 80,95") from None
    if not 0 < first < second <= 1:
        raise UsageError(say('the cuts "{told}" do not rise from above 0 to 100', told=told), "--cuts 80,95")
    return first, second


def standing(values: Iterable[int], cuts: tuple[Fraction, Fraction]) -> Standing:
    """Return where values stand; what order they come in makes no difference."""
    counts = Counter(values)
    whole = sum(value * count for value, count in counts.items() if value > 0)
    places: dict[int, Place] = {}
    before = 0
    for value in sorted(counts, reverse=True):
        if value < 0:
            places[value] = Place("negative", before)
        elif value == 0:
            places[value] = Place("zero", before)
        else:
            name = "A" if before < cuts[0] * whole else "B" if before < cuts[1] * whole else "C"
            before += value * counts[value]
            places[value] = Place(name, before)
    return Standing(places, whole, counts)
