"""On which levels two names agree, word by word, and what tells relatives and branches apart.

Words are paired whatever their order; a word that the other name has no partner for is missing there, not
different. Of those that differ some tell records apart, whatever else they share: people's given names,
and of firms where they are, what they trade in, their numbers (APART).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.duplicates.forms import skeleton
from crmcli.domain.duplicates.levels import (
    ALIAS,
    APART,
    DIFFER,
    EXACT,
    FAR,
    MISSING,
    NEAR,
    NO_LEVELS,
    Pattern,
    like_texts,
)
from crmcli.domain.duplicates.lexicon import short_names
from crmcli.domain.duplicates.wellknown import GENERIC, GIVEN, PLACES, SURNAMES, TRADES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from crmcli.domain.duplicates.items import Item

_FIRST_NAMES = GIVEN - SURNAMES


class Two(NamedTuple):
    """Two words of names that were paired, and how alike they are."""

    level: int
    left: str
    right: str


def compare_names(a: Item, b: Item, rarity: Mapping[str, int], usual: Mapping[str, int]) -> Pattern:
    """Return the levels of the two best pairs of words and of the worst one, best first.

    Two words that are both ``usual`` in the store or well known (Kaya and Kara) are hardly one with a
    slip in it: they count as one level less alike.
    """
    first, second = a.words, b.words
    if not first or not second:
        return NO_LEVELS
    found = [EXACT + rarity.get(word, 0) for word in first if word in second]
    left = [word for word in first if word not in second]
    right = [word for word in second if word not in first]
    if left and right:
        pairs = _paired(left, right, usual)
        found += [pair.level for pair in pairs]
        if max(found) > DIFFER and _apart(a, b, pairs):
            found.remove(min(found))
            found.append(APART)
    elif (left or right) and a.organisation and b.organisation:
        found += _left_over(a, b, left) if left else _left_over(b, a, right)
    found.sort(reverse=True)
    if len(found) > 3:
        return found[0], found[1], found[-1]
    return (*found, MISSING, MISSING)[:3]


@lru_cache(maxsize=1 << 16)
def like_words(a: str, b: str) -> int:
    """Return how alike two different words of a name are."""
    if a > b:
        return like_words(b, a)
    names = short_names().get(a)
    if names is not None and b in names:
        return ALIAS
    if (a in GIVEN and b in GIVEN) or a.isdigit() or b.isdigit():
        return DIFFER
    if a[0] == b[0]:
        short, long = (a, b) if len(a) < len(b) else (b, a)
        if len(short) == 1 or (len(short) > 2 and long.startswith(short)):
            return ALIAS
    return like_texts(a, b) if skeleton(a) != skeleton(b) or len(a) < 3 else max(FAR, like_texts(a, b))


def _likeness(a: str, b: str, usual: Mapping[str, int]) -> int:
    """Return how alike two words of names are in this store."""
    level = like_words(a, b)
    if FAR <= level <= NEAR and (a in usual or a in SURNAMES) and (b in usual or b in SURNAMES):
        return level - 1
    return level


def _paired(left: Sequence[str], right: Sequence[str], usual: Mapping[str, int]) -> list[Two]:
    """Return words paired so that the most alike go first; joined words count as alike."""
    if len(left) == 1 == len(right):
        return [Two(_likeness(left[0], right[0], usual), left[0], right[0])]
    if len(left) != len(right) and "".join(left) == "".join(right):
        return [Two(NEAR, *two) for two in zip(left, right, strict=False)]
    ranked = sorted(
        ((_likeness(x, y, usual), i, j) for i, x in enumerate(left) for j, y in enumerate(right)),
        key=lambda one: (-one[0], one[1], one[2]),
    )
    found, used_left, used_right = [], set(), set()
    for level, i, j in ranked:
        if i not in used_left and j not in used_right:
            used_left.add(i)
            used_right.add(j)
            found.append(Two(level, left[i], right[j]))
    return found


def _apart(a: Item, b: Item, pairs: Iterable[Two]) -> bool:
    """Tell names of which the words that differ are those that tell relatives or branches apart."""
    different = [pair for pair in pairs if pair.level == DIFFER]
    if not different:
        return False
    mine, other = {pair.left for pair in different}, {pair.right for pair in different}
    if a.organisation and b.organisation:
        if any(pair.left.isdigit() and pair.right.isdigit() for pair in different):
            return True
        return any(mine & words and other & words for words in (PLACES, TRADES))
    if a.organisation or b.organisation:
        return False
    if _given(a.words) in mine and _given(b.words) in other:
        return True
    return bool(mine & _FIRST_NAMES and other & _FIRST_NAMES)


def _given(words: Sequence[str]) -> str:
    """Return a person's given name: the first that is well known as one, else the first word."""
    return next((word for word in words if word in GIVEN), words[0])


def _left_over(a: Item, b: Item, words: Sequence[str]) -> list[int]:
    """Return a level where a firm's name has words more, of which one says that it is another firm.

    That is a place where the other firm is not, or any word but a trade beside what many firms share.
    """
    at = f"{b.city} {b.district} {b.region}".split()
    if any(word in PLACES and word not in at for word in words):
        return [DIFFER]
    shared = [word for word in a.words if word in b.words]
    generic = all(word in GENERIC for word in shared)
    return [DIFFER] if generic and any(word not in TRADES for word in words) else []
