"""How rare values are: agreeing on Yılmaz says little, on Kuşçubaşı much.

A level of rarity n means one record in ``BASE ** n``. Few records say little about it: what is usual of
a field counts as some more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import floor, log
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.duplicates.levels import FIELDS
from crmcli.domain.duplicates.priors import PRIORS, prior_of
from crmcli.domain.duplicates.wellknown import usual_share
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.duplicates.items import Item

BASE = 2.0
_TRUST_RARITY = 200  # records that the prior of a value's frequency counts as
_USUAL = 5  # records whose names have a word make it a word of its own, no slip


class Frequencies(NamedTuple):
    """How many records have a value: field -> value -> count, of values that several have."""

    counts: Mapping[str, Mapping[str, float]]
    different: Mapping[str, int]  # field -> different values
    total: float  # records


_SEVERAL = {"name": "words", "phone": "phones", "mail": "mails", "domain": "domains", "number": "numbers"}
_LEAST = {"mail": 0.1, "tax": 0.1}  # what is one's own is hardly ever another's
_COUNTED = tuple(field for field in FIELDS if field not in ("second name", "third name"))


def frequencies(items: Sequence[Item], customs: int) -> Frequencies:
    """Count the values of every field."""
    counts: dict[str, dict[str, float]] = {}
    different: dict[str, int] = {}
    for field in (*_COUNTED, *(say("custom {place}", place=place) for place in range(customs))):
        found = Counter(_values(items, field))
        found.pop("", None)
        different[field] = len(found)
        counts[field] = {value: float(count) for value, count in found.items() if count > 1}
    return Frequencies(counts, different, len(items))


def _values(items: Sequence[Item], field: str) -> Iterable[str]:
    """Return the values that records have in a field, "" where one has none."""
    from itertools import chain
    from operator import attrgetter

    if field.startswith("custom "):
        place = int(field[7:])
        return (item.custom[place] for item in items if item.custom)
    if field in _SEVERAL:
        return chain.from_iterable(map(attrgetter(_SEVERAL[field]), items))
    return map(attrgetter(field), items)


def thinned(found: Frequencies, items: Sequence[Item], groups: Sequence[Sequence[int]]) -> Frequencies:
    """Return the frequencies with each group of records counted as one record."""
    counts = {field: dict(values) for field, values in found.counts.items()}
    for group in groups:
        surplus = 1 - 1 / len(group)
        for field, values in counts.items():
            for value in _values([items[position] for position in group], field):
                if value in values:
                    values[value] -= surplus
    saved = sum(len(group) - 1 for group in groups)
    return Frequencies(counts, found.different, found.total - saved)


def rarities(found: Frequencies) -> dict[str, dict[str, int]]:
    """Return field -> value -> how rare it is: one record in ``BASE ** level``; of values that several have.

    Under "usual" stand the words that are well known in names.
    """
    made: dict[str, dict[str, int]] = {}
    for field, counts in found.counts.items():
        # Of a field of one's own nothing is known: many different values make each of them rare.
        known = field in PRIORS
        common = prior_of(field).common if known else 1 / max(2, found.different[field])
        least = _LEAST.get(field, 0.5)
        made[field] = {value: rarity(count, found.total, common, least) for value, count in counts.items()}
    for word, count in found.counts["name"].items():
        share = usual_share(word)
        if share is not None:
            made["name"][word] = rarity(count, found.total, share)
    made["usual"] = dict.fromkeys((w for w, count in found.counts["name"].items() if count >= _USUAL), 1)
    return made


def rarity(count: float, total: float, common: float, least: float = 0.5) -> int:
    """Return the level of rarity of a value that ``count`` of ``total`` records have.

    The two records of the pair itself tell nothing of it; ``least`` stands for others where there are none.
    """
    share = (max(count - 2, least) + _TRUST_RARITY * common) / (total + _TRUST_RARITY)
    return max(0, floor(-log(share) / log(BASE) + 0.5))
