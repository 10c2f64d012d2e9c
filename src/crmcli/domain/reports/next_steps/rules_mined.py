"""Association rules: what buyers of some things buy too. Pure counting over baskets, with whole numbers.

Frequent sets are found depth first over bit sets of baskets (Eclat: M. J. Zaki, Scalable algorithms for
association mining, IEEE TKDE 12, 2000). A rule has one thing on its right side; support is the share of
baskets that hold both sides, confidence that of those with the left side which hold the right one too,
lift is confidence / share of baskets with the right side (Brin et al., Dynamic itemset counting, 1997).
Thresholds are compared as whole numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.reports.fisher import holm, rounded, tail
from crmcli.errors import Refused, UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Set = tuple[int, ...]

MOST_SETS = 200_000
"""More frequent sets than this are nothing a person reads, and take minutes."""
_BYTE = 8


class Ratio(NamedTuple):
    """An exact share: ``part`` of ``of``."""

    part: int
    of: int

    def reached(self, count: int, whole: int) -> bool:
        """Tell whether count / whole is at least this share, exactly."""
        return count * self.of >= self.part * whole


class Least(NamedTuple):
    """What a rule must reach: support, confidence, and baskets with both sides; items in all at most."""

    support: Ratio
    confidence: Ratio
    together: int = 1
    items: int = 4


class Rule(NamedTuple):
    """Who buys ``left`` buys ``right``: baskets with both, with each, and all of them.

    ``p`` is the probability of as many by chance, corrected for all ``tests``; 6 significant digits.
    """

    left: tuple[int, ...]
    right: int
    both: int
    lefts: int
    rights: int
    baskets: int
    p: float = 1.0
    tests: int = 1

    @property
    def support(self) -> float:
        """Share of the baskets that hold both."""
        return self.both / self.baskets

    @property
    def confidence(self) -> float:
        """Share of the left side's baskets that hold the right side."""
        return self.both / self.lefts

    @property
    def lift(self) -> float:
        """Times as often as by chance; one division of whole numbers, so that equals stay equal."""
        return self.both * self.baskets / (self.lefts * self.rights)


def share_of(text: str, option: str) -> Ratio:
    """Return the exact share that a text says: ``.006``, ``0,25``, ``2.5 %``.

    Raises:
        UsageError: it is none, or not above 0 and at most 1.
    """
    plain = text.strip().replace(",", ".").replace(" ", "")
    percent = plain.startswith("%") or plain.endswith("%")
    whole, _, rest = plain.strip("%").partition(".")
    digits = whole + rest
    if digits.isascii() and digits.isdigit():
        found = Ratio(int(digits), 10 ** len(rest) * (100 if percent else 1))
        if 0 < found.part <= found.of:
            return found
    hint = f"crm report crosssell {option} 0.01"
    raise UsageError(say('{option} "{text}" is no share between 0 and 1', option=option, text=text), hint)


class Sets(NamedTuple):
    """Frequent sets with their counts, and each item's baskets as bits."""

    counts: Mapping[Set, int]
    bits: Mapping[int, int]
    baskets: int


def frequent(baskets: Sequence[Set], least: Least) -> Sets:
    """Return all sets of up to ``least.items`` items that reach the support and the count.

    Raises:
        Refused: there are too many of them.
    """
    whole = len(baskets)

    def enough(count: int) -> bool:
        return count >= least.together and least.support.reached(count, whole)

    single = {item: n for item, n in Counter(chain.from_iterable(baskets)).items() if enough(n)}
    bits = bits_of(baskets, single)
    counts: dict[Set, int] = {(item,): single[item] for item in sorted(single)}

    def grow(prefix: Set, held: int, after: Sequence[int]) -> None:
        found = [
            (item, both, n)
            for item in after
            for both in (held & bits[item],)
            for n in (both.bit_count(),)
            if enough(n)
        ]
        for place, (item, both, n) in enumerate(found):
            grown = (*prefix, item)
            counts[grown] = n
            if len(counts) > MOST_SETS:
                raise Refused(
                    say(
                        "more than {most_sets:,} sets of things are bought together that often",
                        most_sets=MOST_SETS,
                    ),
                    "crm report crosssell --min-support 0.02",
                )
            if len(grown) < least.items:
                grow(grown, both, [other for other, _, _ in found[place + 1 :]])

    order = sorted(single)
    for place, item in enumerate(order if least.items > 1 else ()):
        grow((item,), bits[item], order[place + 1 :])
    return Sets(counts, bits, whole)


def bits_of(baskets: Sequence[Set], items: Mapping[int, int]) -> dict[int, int]:
    """Return the baskets of each item as the bits of a whole number: bit n is basket n."""
    size = len(baskets) // _BYTE + 1
    fields = {item: bytearray(size) for item in items}
    for number, basket in enumerate(baskets):
        place, bit = number >> 3, 1 << (number & 7)
        for item in basket:
            if item in fields:
                fields[item][place] |= bit
    return {item: int.from_bytes(field, "little") for item, field in fields.items()}


def rules(baskets: Sequence[Set], least: Least) -> list[Rule]:
    """Return the rules that reach the thresholds: by lift, then counts, then items.

    Tested are all rules of frequent sets, those too that do not reach the confidence.

    Raises:
        Refused: there are too many frequent sets.
    """
    sets = frequent(baskets, least)
    tried = list(_tried(sets))
    chances = [tail(one.both, one.lefts, one.rights, one.baskets) for one in tried]
    found = [
        one._replace(p=rounded(p), tests=len(tried))
        for one, p in zip(tried, holm(chances), strict=True)
        if least.confidence.reached(one.both, one.lefts)
    ]
    found.sort(key=lambda one: (-one.lift, -one.both, one.lefts, len(one.left), one.left, one.right))
    return found


def _tried(sets: Sets) -> Iterator[Rule]:
    """Yield every rule with one item on the right that a frequent set makes."""
    for held, both in sets.counts.items():
        if len(held) < 2:
            continue
        for place, right in enumerate(held):
            left = held[:place] + held[place + 1 :]
            yield Rule(left, right, both, sets.counts[left], sets.counts[(right,)], sets.baskets)
