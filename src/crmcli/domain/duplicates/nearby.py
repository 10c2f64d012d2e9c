"""Records close to one that is added: looked up by the name's index, compared only where it finds some.

It runs on every add, so nothing heavy is imported before the names alone make a double likely.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.text import match_key
from crmcli.said import listed, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.nouns import Noun
    from crmcli.sql import Reader

_LEAST = 80  # the score from which a record is named
_LOOKED_AT = 50  # records that begin alike
_TOLD = 3  # records named
_LAST = "\U0010ffff"


def close_records(db: Reader, noun: Noun, number: int, name: str | None) -> tuple[str, ...]:
    """Return a note for each record that the new one may be, with the commands that show and merge it."""
    if not name:
        return ()
    words = match_key(name).split()
    likely = [
        row[0] for row in _beginning_alike(db, noun, number, words) if _likely(words, match_key(row[1]))
    ]
    return _compared(db, noun, number, likely) if likely else ()


def _beginning_alike(db: Reader, noun: Noun, number: int, words: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return number and name of records whose folded name begins like the new one's, words swapped or not."""
    if not words:
        return []
    starts = [words[0] if len(words[0]) < 5 else words[0][:-1]]
    if len(words) > 1:
        starts = [f"{words[0]} {words[1][:2]}", f"{words[-1]} {words[0][:2]}", words[0][:-1]]
    found: dict[int, tuple[Any, ...]] = {}
    for start in dict.fromkeys(starts):
        rows = db.tuples(
            f"SELECT id, {noun.label} FROM {noun.table} r WHERE name_fold >= :low AND name_fold < :high "
            f"ORDER BY name_fold, id LIMIT {_LOOKED_AT}",
            {"low": start, "high": start + _LAST},
        )
        found |= {row[0]: row for row in rows if row[0] != number}
    return list(found.values())


def _likely(words: Sequence[str], other: str) -> bool:
    """Tell names worth a closer look: numbers in them the same, at most one word without its like."""
    theirs = other.split()
    left = [word for word in words if word not in theirs]
    right = [word for word in theirs if word not in words]
    if any(word.isdigit() for word in (*left, *right)):
        return False
    pairs = min(len(left), len(right))
    if not pairs:
        return len(left) < len(words) or not words
    return pairs == 1 and len(left) + len(right) == 2 and _one_slip(left[0], right[0])


def _one_slip(a: str, b: str) -> bool:
    """Tell words of which one has a letter more, less, changed or swapped: all but the middle is the same."""
    if min(len(a), len(b)) < 4 or abs(len(a) - len(b)) > 1:
        return False
    head = 0
    while head < min(len(a), len(b)) and a[head] == b[head]:
        head += 1
    tail = 0
    while tail < min(len(a), len(b)) - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    return max(len(a), len(b)) - head - tail <= 1 or a[head : len(a) - tail] == b[head : len(b) - tail][::-1]


def _compared(db: Reader, noun: Noun, number: int, likely: Sequence[int]) -> tuple[str, ...]:
    """Return the notes on the records that are close when everything is compared."""
    from crmcli.domain.duplicates.comparing import compare
    from crmcli.domain.duplicates.items import read_items
    from crmcli.domain.duplicates.levels import APART, DIFFER
    from crmcli.domain.duplicates.rarity import frequencies, rarities
    from crmcli.domain.duplicates.reasons import reasons
    from crmcli.domain.duplicates.scan import score_of
    from crmcli.domain.duplicates.weights import usual_model

    items, customs = read_items(db, noun, [number, *likely])
    every = int(db.value(f"SELECT count(*) FROM {noun.table}"))
    rarity = rarities(frequencies(items, len(customs))._replace(total=float(every)))
    model = usual_model(every, len(customs))
    new = next(item for item in items if item.number == number)
    found = []
    for item in items:
        pattern = compare(new, item, rarity) if item is not new else None
        if pattern is None or {APART, DIFFER} & {*pattern[:3]}:
            continue
        odds = model.log_odds(pattern)
        if score_of(odds) >= _LEAST:
            fors, against = reasons(new, item, pattern, model, customs)
            found.append((-odds, item.number, item.name, (*fors, *against)))
    return _told(noun, number, sorted(found))


def _told(
    noun: Noun, number: int, found: Sequence[tuple[float, int, str, tuple[str, ...]]]
) -> tuple[str, ...]:
    """Return the notes, the closest record first."""
    notes = []
    for _, other, name, why in found[:_TOLD]:
        ref, new = noun.ref(other), noun.ref(number)
        ways = say("crm {name} show {ref} or crm merge {ref} {new}", name=noun.name, ref=ref, new=new)
        notes.append(
            say(
                "{ref} {name} may be the same ({why}): {ways}",
                ref=ref,
                name=name,
                why=listed(why),
                ways=ways,
            )
        )
    if len(found) > _TOLD:
        notes.append(
            say(
                "and {count} more: crm dedupe scan --noun {plural}",
                count=len(found) - _TOLD,
                plural=noun.plural,
            )
        )
    return tuple(notes)
