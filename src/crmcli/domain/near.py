"""What was probably meant: the hint for a word that is none of some, and the record whose name is nearest.

Case, accents and Turkish letters don't count, and two letters in the wrong order are one slip.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from crmcli.domain.text import fold, nearest
from crmcli.said import listed, say
from crmcli.sql import like

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from crmcli.domain.nouns import Noun
    from crmcli.sql import Reader

_CLOSE = 0.75
"""Likeness, 0..1, from which a record's name is near."""
_MOST = 5_000
"""Records that are compared; those made last go first."""
_SHORTEST, _LONGEST = 3, 200
_OFTEN = 3
"""How often a snapshot is looked through: of a thousand wrong names the first few are told."""
_ASKED: WeakKeyDictionary[Reader, int] = WeakKeyDictionary()


class Near(NamedTuple):
    """The record whose name is nearest."""

    ref: str
    label: str
    noun: str


def one_of(word: str, choices: Collection[str], option: str = "") -> str:
    """Return the hint for a word that is none of ``choices``: the nearest, else all of them.

    With ``option`` the hint is that option with its value, as it can be typed.
    """
    from shlex import quote

    close = nearest(word, choices)
    every = listed(choices)
    if option:
        if close:
            return f"{option} {quote(close[0])}"
        return say("{option} takes one of {choices}", option=option, choices=every)
    if close:
        return say("did you mean {close}?", close=close[0])
    return say("one of {listed}", listed=every)


def nearest_record(db: Reader, nouns: Sequence[Noun], text: str) -> Near | None:
    """Return the record of some nouns whose name, or words of it, a mistyped text most likely means."""
    wanted = fold(text)
    if not _SHORTEST <= len(wanted) <= _LONGEST or not any(letter.isalpha() for letter in wanted):
        return None
    _ASKED[db] = _ASKED.get(db, 0) + 1
    if _ASKED[db] > _OFTEN:
        return None
    best: tuple[float, Near] | None = None
    for noun in nouns:
        if "name_fold" not in db.tables[noun.table].columns:
            continue
        found = _nearest_of(db, noun, wanted)
        if found and (best is None or found[0] > best[0]):
            query = f"SELECT {noun.label} FROM {noun.table} r WHERE r.id = :id"
            label = str(db.value(query, {"id": found[1]}) or "")
            best = found[0], Near(noun.ref(found[1]), label, noun.name)
    return best[1] if best else None


def _nearest_of(db: Reader, noun: Noun, wanted: str) -> tuple[float, int] | None:
    """Return likeness and number of the nearest record of one noun."""
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    best: tuple[float, int] | None = None
    for number, folded in _candidates(db, noun, wanted):
        for part in _parts(folded, wanted):
            matcher.set_seq1(part)
            least = best[0] if best else _CLOSE
            if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
                continue
            ratio = matcher.ratio()
            if ratio > least or (best is None and ratio >= least):
                best = ratio, number
    return best


def _candidates(db: Reader, noun: Noun, wanted: str) -> list[tuple[int, str]]:
    """Return records that share the beginning of a word, else those made last."""
    starts = sorted({word[:2] for word in wanted.split() if len(word) > 1})[:4]
    if starts:
        tests: list[str] = []
        values: dict[str, str] = {}
        for at, start in enumerate(starts):
            tests.append(f"name_fold LIKE :a{at} ESCAPE '\\' OR name_fold LIKE :b{at} ESCAPE '\\'")
            values |= {f"a{at}": f"{like(start)}%", f"b{at}": f"% {like(start)}%"}
        query = (
            f"SELECT id, name_fold FROM {noun.table} WHERE {' OR '.join(tests)} ORDER BY id DESC LIMIT :most"
        )
        found = db.tuples(query, {**values, "most": _MOST})
        if found:
            found += _latest(db, noun)
            return list(dict.fromkeys(found))
    return _latest(db, noun)


def _latest(db: Reader, noun: Noun) -> list[tuple[int, str]]:
    query = f"SELECT id, name_fold FROM {noun.table} ORDER BY id DESC LIMIT :most"
    return [(row[0], row[1]) for row in db.tuples(query, {"most": _MOST // 5})]


def _parts(folded: str, wanted: str) -> Iterator[str]:
    """Yield a name, and as many of its words in a row as are wanted."""
    yield folded
    words, count = folded.split(), len(wanted.split())
    if count < len(words):
        for start in range(len(words) - count + 1):
            yield " ".join(words[start : start + count])
