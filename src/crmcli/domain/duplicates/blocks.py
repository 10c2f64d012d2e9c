"""Which pairs are worth comparing: those that share something telling, in one of several ways.

Each pass gives records keys; records with a key in common are a pair. Groups too large to pair are
parted by city and by initials, and left out when still too large; how many is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.duplicates.forms import skeleton

if TYPE_CHECKING:
    from crmcli.domain.duplicates.items import Item

Keys = Callable[["Item"], Iterable[str]]


class Blocked(NamedTuple):
    """Pairs worth comparing as ``first * size + second``, first < second, ascending; what was left out."""

    pairs: list[int]
    left_out: int  # groups


def _phones(item: Item) -> Iterator[str]:
    for phone in item.phones:
        yield phone[-7:]


def _mails(item: Item) -> Iterator[str]:
    for mail in item.mails:
        yield mail
        local = mail.rpartition("@")[0] or mail
        if len(local) > 4:
            yield f"{local[:9]}@"


def _mail_ends(item: Item) -> Iterator[str]:
    for mail in item.mails:
        local, _, domain = mail.rpartition("@")
        yield f"{local[:3]}@{domain[:4]}"
        yield f"@{domain}"


def _tax(item: Item) -> Iterator[str]:
    if item.tax:
        yield item.tax
        yield f"<{item.tax[:6]}"
        yield f">{item.tax[-6:]}"


def _whole_names(item: Item) -> Iterator[str]:
    if item.words:
        yield " ".join(sorted(item.words))
        yield "".join(item.words)


def _sounds(item: Item) -> Iterator[str]:
    if len(item.words) > 1:
        yield " ".join(sorted(map(skeleton, item.words[:3])))


def _word_pairs(item: Item) -> Iterator[str]:
    for pair in combinations(sorted(item.words[:4]), 2):
        yield " ".join(pair)


def _word_starts(item: Item) -> Iterator[str]:
    for first, second in combinations(sorted(word[:3] for word in item.words[:3]), 2):
        yield f"{first} {second}"


def _words(item: Item) -> Iterator[str]:
    for word in item.words:
        if len(word) > 2:
            yield word


def _word_sounds(item: Item) -> Iterator[str]:
    for word in item.words[:3]:
        if len(word) > 2:
            yield f"{skeleton(word)}/{item.city[:4]}"


def _born(item: Item) -> Iterator[str]:
    if item.born:
        yield item.born


def _parts_born(item: Item) -> Iterator[str]:
    day = item.born
    if day:
        starts = [word[:1] for word in item.words[:3]] or [mail[:1] for mail in item.mails[:1]]
        for start in dict.fromkeys(starts):
            yield f"{day[:6]}{start}"
            yield f"{day[:4]}-{day[6:]}{start}"
            yield f"-{day[4:]}{start}"


def _streets(item: Item) -> Iterator[str]:
    if item.street:
        words = sorted(item.street.split(), key=lambda word: (-len(word), word))[:2]
        for word in words:
            for number in item.numbers[:2] or ("",):
                yield f"{word[:6]} {number}"
        if item.postal:
            yield f"{item.postal}#{words[0][:3]}"
    if item.postal and item.numbers:
        yield f"{item.postal}/{item.numbers[0]}"


def _companies(item: Item) -> Iterator[str]:
    if item.company:
        yield item.company
        for word in item.words[:3]:
            yield f"{item.company[:8]}/{word[:2]}"


def _domains(item: Item) -> Iterator[str]:
    yield from item.domains


def _customs(item: Item) -> Iterator[str]:
    for place, value in enumerate(item.custom):
        if len(value) > 3:
            yield f"{place}={value}"


# With the pairs each may give, for each record: the more telling what is shared, the more.
PASSES: tuple[tuple[Keys, float], ...] = (
    (_tax, 2.0),
    (_phones, 2.0),
    (_mails, 2.0),
    (_customs, 2.0),
    (_whole_names, 1.5),
    (_sounds, 1.5),
    (_born, 1.5),
    (_streets, 1.0),
    (_domains, 1.0),
    (_companies, 1.0),
    (_parts_born, 1.0),
    (_word_pairs, 1.0),
    (_word_starts, 0.5),
    (_word_sounds, 1.0),
    (_mail_ends, 0.5),
    (_words, 1.5),
)

_LARGEST = 60  # records of a group that is paired whole
_LEAST_BUDGET = 60_000  # pairs a pass may give, whatever the number of records


def block(items: Sequence[Item], wanted: frozenset[int] | None = None) -> Blocked:
    """Return the pairs worth comparing; with ``wanted`` (positions), those with one of these."""
    size = len(items)
    found: set[int] = set()
    left_out = 0
    for keys, share in PASSES:
        budget = max(_LEAST_BUDGET, int(share * size))
        groups, skipped = _groups(items, keys)
        left_out += skipped
        spent = 0
        for at, group in enumerate(groups):
            spent += len(group) * (len(group) - 1) // 2
            if spent > budget:
                left_out += len(groups) - at
                break
            if wanted is not None and wanted.isdisjoint(group):
                continue
            found.update(first * size + second for first, second in combinations(group, 2))
    pairs = sorted(found)
    if wanted is not None:
        pairs = [pair for pair in pairs if pair // size in wanted or pair % size in wanted]
    return Blocked(pairs, left_out)


def _groups(items: Sequence[Item], keys: Keys) -> tuple[list[list[int]], int]:
    """Return the groups of one pass, small ones first, and how many were too large however parted."""
    by_key: dict[str, list[int]] = {}
    for position, item in enumerate(items):
        for key in keys(item):
            group = by_key.setdefault(key, [])
            if not group or group[-1] != position:
                group.append(position)
    found: list[list[int]] = []
    skipped = 0
    for group in by_key.values():
        if len(group) < 2:
            continue
        if len(group) <= _LARGEST:
            found.append(group)
        else:
            parts, large = _parted(items, group)
            found += parts
            skipped += large
    found.sort(key=lambda group: (len(group), group))
    return found, skipped


def _parted(items: Sequence[Item], group: Iterable[int]) -> tuple[list[list[int]], int]:
    """Return a large group in parts that share more: city and initials, whatever their order."""
    by_key: dict[str, list[int]] = {}
    for position in group:
        item = items[position]
        initials = "".join(sorted(word[0] for word in item.words[:3]))
        by_key.setdefault(f"{initials}/{item.city}/{item.born[:4]}", []).append(position)
    parts = [part for part in by_key.values() if 1 < len(part) <= _LARGEST]
    return parts, sum(len(part) > _LARGEST for part in by_key.values())
