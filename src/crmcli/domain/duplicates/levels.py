"""On which level two records agree, field by field.

A level is a small number: MISSING when either has no value, DIFFER, then levels of likeness, and from
EXACT on equality, where ``level - EXACT`` says how rare the value is: one in ``BASE ** (level - EXACT)``.
APART, of names only, is a difference that tells relatives or branches apart; see ``names``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA, JaroWinkler

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

APART, MISSING, DIFFER, FAR, NEAR, ALIAS, EXACT = -1, 0, 1, 2, 3, 4, 8
NO_LEVELS = (MISSING, MISSING, MISSING)

FIELDS = (
    "name",
    "second name",
    "third name",
    "phone",
    "mail",
    "domain",
    "tax",
    "born",
    "street",
    "number",
    "city",
    "district",
    "region",
    "postal",
    "company",
)

Pattern = tuple[int, ...]

_steps = OSA.distance
_closeness = JaroWinkler.similarity


@lru_cache(maxsize=1 << 16)
def like_texts(a: str, b: str) -> int:
    """Return how alike two different texts are, by letters put in, left out, changed or swapped."""
    size = max(len(a), len(b))
    if min(len(a), len(b)) < 3:
        return DIFFER
    steps = _steps(a, b, score_cutoff=2)
    if steps == 1 or (steps == 2 and size > 7):
        return NEAR
    if steps == 2 and size > 4:
        return FAR
    return FAR if _closeness(a, b, score_cutoff=0.86) > 0 else DIFFER


def compare_phones(a: Sequence[str], b: Sequence[str], rarity: Mapping[str, int]) -> int:
    """Return the best level of any two numbers; one digit wrong, or two swapped, is near."""
    if not a or not b:
        return MISSING
    same = [EXACT + rarity.get(one, 0) for one in a if one in b]
    if same:
        return max(same)
    if any(_steps(x, y, score_cutoff=1) < 2 for x in a for y in b):
        return NEAR
    return FAR if any(x[-7:] == y[-7:] for x in a for y in b) else DIFFER


def compare_mails(a: Sequence[str], b: Sequence[str], rarity: Mapping[str, int]) -> int:
    """Return the best level of any two addresses; the same person at another domain is an alias."""
    if not a or not b:
        return MISSING
    same = [EXACT + rarity.get(one, 0) for one in a if one in b]
    return max(same) if same else max(like_mails(x, y) for x in a for y in b)


def like_mails(a: str, b: str) -> int:
    """Return how alike two different addresses are.

    Addresses are made of names, so those of namesakes look alike: numbers that differ by more than a digit
    left out tell them apart.
    """
    local, other = a.rpartition("@")[0], b.rpartition("@")[0]
    if local == other and len(local) > 4:
        return ALIAS
    steps = _steps(a, b, score_cutoff=9)
    mine, theirs = _digits(local), _digits(other)
    slips = len(mine) != len(theirs) and _steps(mine, theirs, score_cutoff=1) < 2
    if steps > 9 or (mine != theirs and not slips):
        return DIFFER
    if steps == 1 or (steps == 2 and len(local) > 6):
        return NEAR
    return FAR if steps <= min(len(a), len(b)) * 0.35 else DIFFER


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def compare_days(a: str, b: str, rarity: Mapping[str, int]) -> int:
    """Return the level of two days: NEAR is one slip, ALIAS one part of three wrong, FAR a bit off."""
    if not a or not b:
        return MISSING
    if a == b:
        return EXACT + rarity.get(a, 0)
    if _steps(a, b, score_cutoff=1) < 2 or (a[:4] == b[:4] and a[4:6] == b[6:] and a[6:] == b[4:6]):
        return NEAR
    parts = (a[:4] == b[:4]) + (a[4:6] == b[4:6]) + (a[6:] == b[6:])
    return ALIAS if parts == 2 else FAR if abs(_days(a) - _days(b)) < 400 else DIFFER


def _days(day: str) -> int:
    """Return about how many days a day YYYYMMDD is after the year 0."""
    return int(day[:4]) * 365 + int(day[4:6]) * 30 + int(day[6:])


def compare_sets(a: Sequence[str], b: Sequence[str], rarity: Mapping[str, int]) -> int:
    """Return the best level of two sets of which one common member is enough."""
    if not a or not b:
        return MISSING
    same = [EXACT + rarity.get(one, 0) for one in a if one in b]
    return max(same) if same else DIFFER


def compare_texts(a: str, b: str, rarity: Mapping[str, int]) -> int:
    """Return the level of two short texts."""
    if not a or not b:
        return MISSING
    if a == b:
        return EXACT + rarity.get(a, 0)
    return like_texts(a, b)


def compare_streets(a: str, b: str, rarity: Mapping[str, int]) -> int:
    """Return the level of two streets; a word of some length in common is FAR."""
    if not a or not b:
        return MISSING
    if a == b:
        return EXACT + rarity.get(a, 0)
    first, second = a.split(), b.split()
    common = sum(len(word) for word in first if len(word) > 3 and word in second)
    if common * 2 >= min(len(a), len(b)):
        return ALIAS
    if _steps(a, b, score_cutoff=3) <= min(3, len(a) // 4):
        return NEAR
    return FAR if common or _closeness(a, b, score_cutoff=0.86) > 0 else DIFFER
