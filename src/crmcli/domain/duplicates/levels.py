"""On which level two records agree, field by field.

A level is a small number: MISSING when either has no value, DIFFER, then levels of likeness, and from
EXACT on equality, where ``level - EXACT`` says how rare the value is: one in ``BASE ** (level - EXACT)``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA, JaroWinkler

from crmcli.domain.duplicates.forms import skeleton
from crmcli.domain.duplicates.lexicon import short_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crmcli.domain.duplicates.items import Item

MISSING, DIFFER, FAR, NEAR, ALIAS, EXACT = 0, 1, 2, 3, 4, 8
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
# Where the rarity of a value of a field is looked up.
RARITY = {"second name": "name", "third name": "name"}

Pattern = tuple[int, ...]

_steps = OSA.distance
_closeness = JaroWinkler.similarity


@lru_cache(maxsize=1 << 16)
def like_words(a: str, b: str) -> int:
    """Return how alike two different words of a name are."""
    if a > b:
        return like_words(b, a)
    if a[0] == b[0]:
        short, long = (a, b) if len(a) < len(b) else (b, a)
        if len(short) == 1 or (len(short) > 2 and long.startswith(short)):
            return ALIAS
    names = short_names().get(a)
    if names is not None and b in names:
        return ALIAS
    return like_texts(a, b) if skeleton(a) != skeleton(b) or len(a) < 3 else max(FAR, like_texts(a, b))


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


def compare_names(
    a: Sequence[str], b: Sequence[str], rarity: Mapping[str, int], usual: Mapping[str, int]
) -> Pattern:
    """Return the levels of the two best pairs of words and of the worst one, best first.

    Words are paired whatever their order; a word that the other name has no partner for is missing
    there, not different. Two words that are both ``usual`` in the store (Kaya and Kara) are hardly one
    with a slip in it: they count as one level less alike.
    """
    if not a or not b:
        return NO_LEVELS
    found = [EXACT + rarity.get(word, 0) for word in a if word in b]
    left, right = [word for word in a if word not in b], [word for word in b if word not in a]
    if left and right:
        if len(left) == 1 == len(right):
            found.append(_likeness(left[0], right[0], usual))
        else:
            found += _paired(left, right, usual)
    found.sort(reverse=True)
    if len(found) > 3:
        return found[0], found[1], found[-1]
    return (*found, MISSING, MISSING)[:3]


def _likeness(a: str, b: str, usual: Mapping[str, int]) -> int:
    """Return how alike two words of names are in this store."""
    level = like_words(a, b)
    return level - 1 if FAR <= level <= NEAR and a in usual and b in usual else level


def _paired(left: list[str], right: list[str], usual: Mapping[str, int]) -> list[int]:
    """Return the levels of words paired so that the most alike go first; joined words count as alike."""
    if len(left) != len(right) and "".join(left) == "".join(right):
        return [NEAR] * min(len(left), len(right))
    ranked = sorted(
        ((_likeness(x, y, usual), i, j) for i, x in enumerate(left) for j, y in enumerate(right)),
        key=lambda one: (-one[0], one[1], one[2]),
    )
    found, used_left, used_right = [], set(), set()
    for level, i, j in ranked:
        if i not in used_left and j not in used_right:
            used_left.add(i)
            used_right.add(j)
            found.append(level)
    return found


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

    Addresses are made of names, so those of namesakes look alike: numbers that differ tell them apart.
    """
    local, other = a.rpartition("@")[0], b.rpartition("@")[0]
    if local == other and len(local) > 4:
        return ALIAS
    steps = _steps(a, b, score_cutoff=9)
    if steps > 9 or _steps(_digits(local), _digits(other), score_cutoff=1) > 1:
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


def compare(
    a: Item, b: Item, rarity: Mapping[str, Mapping[str, int]], *, whole: bool = False
) -> Pattern | None:
    """Return the levels of all fields in the order of FIELDS, then of the custom fields.

    None is a pair not worth a look, unless it is asked for ``whole``: names without any word alike, and
    nothing personal in common.
    """
    names = compare_names(a.words, b.words, rarity["name"], rarity["usual"])
    phone = compare_phones(a.phones, b.phones, rarity["phone"])
    mail = compare_mails(a.mails, b.mails, rarity["mail"])
    tax = compare_texts(a.tax, b.tax, rarity["tax"])
    if not whole and names[0] == DIFFER >= max(phone, mail, tax) and not a.born and not a.custom:
        return None
    # One address says the domain with it.
    domain = MISSING if mail >= NEAR else compare_sets(a.domains, b.domains, rarity["domain"])
    levels = (
        *names,
        phone,
        mail,
        domain,
        tax,
        compare_days(a.born, b.born, rarity["born"]) if a.born else MISSING,
        compare_streets(a.street, b.street, rarity["street"]) if a.street else MISSING,
        compare_sets(a.numbers, b.numbers, rarity["number"]) if a.numbers else MISSING,
        compare_texts(a.city, b.city, rarity["city"]) if a.city else MISSING,
        compare_texts(a.district, b.district, rarity["district"]) if a.district else MISSING,
        compare_texts(a.region, b.region, rarity["region"]) if a.region else MISSING,
        compare_texts(a.postal, b.postal, rarity["postal"]) if a.postal else MISSING,
        compare_texts(a.company, b.company, rarity["company"]) if a.company else MISSING,
    )
    if not a.custom or not b.custom:
        return levels
    return levels + tuple(
        compare_texts(x, y, rarity[f"custom {place}"])
        for place, (x, y) in enumerate(zip(a.custom, b.custom, strict=True))
    )
