"""Which keys the rows of a file are told apart by, and which rows of it are one record."""

from __future__ import annotations

from hashlib import blake2b
from itertools import repeat
from typing import TYPE_CHECKING, Any

from crmcli.domain.exchange.imported import OWN_NUMBER
from crmcli.domain.load.forms import KINDS
from crmcli.domain.load.frame import NO_NORMS, Frame
from crmcli.domain.load.rules import RULES
from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crmcli.domain.nouns import Noun

Fields = tuple[str, ...]
_OWN = "0\0"  # begins the key that is a row's own, the first of them
_NUMBERED = f"{_OWN}number\0"


def key_fields(
    noun: Noun, fields: Iterable[str], told: Fields, keyed: tuple[Fields, ...] = ()
) -> tuple[Fields, ...]:
    """Return the keys that a file's rows may have, strongest first: the one told, else the noun's own.

    ``keyed`` stands for the noun's own where a preset knows better.

    Raises:
        UsageError: the file lacks a field of the key told.
    """
    given = set(fields)
    lacking = [name for name in told if name not in given]
    if lacking:
        raise UsageError(
            say(
                "no column is the {lacking} that --key {told} needs", lacking=lacking[0], told=",".join(told)
            ),
            say("the file's fields: {given}", given=", ".join(sorted(given))),
        )
    rules = RULES[noun.name]
    keys = tuple(key for key in ((told,) if told else keyed or rules.keys) if given >= set(key))
    if not keys and rules.alone and given >= set(rules.alone):
        return (rules.alone,)
    return keys


def entries(frame: Frame, key: Fields) -> tuple[Sequence[int], list[Sequence[str]]]:
    """Return the places of rows that have a key, and the forms of each of its fields there.

    A row has one entry for each value of the key's first field; of other fields its first value counts.
    """
    first, *others = key
    if first in KINDS:
        places, forms, _ = frame.norms.get(KINDS[first], NO_NORMS)
    else:
        places = [place for place, form in enumerate(frame.folds[first]) if form]
        forms = [frame.folds[first][place] for place in places]
    parts: list[Sequence[str]] = [forms, *(_at(frame, name, places) for name in others)]
    if all(map(all, parts[1:])):
        return places, parts
    whole = [found for found in zip(places, *parts, strict=True) if all(found[1:])]
    columns: list[Any] = [list(column) for column in zip(*whole, strict=True)] or [[] for _ in (0, *parts)]
    return columns[0], columns[1:]


def _at(frame: Frame, name: str, places: Sequence[int]) -> list[str]:
    """Return the forms of a field at places, "" for none."""
    if name not in KINDS:
        folded = frame.folds[name]
        return [folded[place] for place in places]
    found: dict[int, str] = {}
    norms = frame.norms.get(KINDS[name], NO_NORMS)
    for place, norm in zip(norms.places, norms.norms, strict=True):
        found.setdefault(place, norm)
    return [found.get(place, "") for place in places]


class Repeats:
    """Tells which rows of a file are the same record as an earlier one.

    Records are numbered from 0 in the order of their first rows. The strongest key that an earlier row
    had decides. A row with a key of its own (external_id, the number in our own export) is no record that
    has another one.
    """

    def __init__(self, keys: Sequence[Fields], *, numbered: bool = False) -> None:
        """Tell rows apart by ``keys``, strongest first; a row without any is a record.

        Rows of our own export are ``numbered``: before all, they are the records of their numbers.
        """
        self._keys = keys
        self._numbered = numbered
        self._own = numbered or (("external_id",) in keys and len(keys) > 1)
        self._record_of: dict[str, int] = {}
        self._owned: set[int] = set()
        self.records = 0

    def place(self, frame: Frame) -> tuple[list[list[str]], list[int | None]]:
        """Return each row's keys, and the record it repeats, None for one that begins a record.

        The number of our own export is none of these keys: it is no key in another store.
        """
        keys, record_of = self._keys_of(frame), self._record_of
        own = self._own_keys(frame)
        earlier: list[int | None] = []
        for several, mine in zip(keys, own, strict=True):
            known = [mine, *several] if self._numbered and mine is not None else several
            unseen = record_of.keys().isdisjoint(known)
            found = None if unseen else self._earlier(known, owned=mine is not None)
            record = self.records if found is None else found
            for key in known:
                record_of.setdefault(key, record)
            if mine is not None:
                self._owned.add(record)
            self.records += found is None
            earlier.append(found)
        return keys, earlier

    def _earlier(self, keys: list[str], *, owned: bool) -> int | None:
        """Return the record that has a row's strongest key and may be that row; external ids are key 0."""
        for key in keys:
            record = self._record_of.get(key)
            if record is not None and not (owned and record in self._owned and not key.startswith(_OWN)):
                return record
        return None

    def _own_keys(self, frame: Frame) -> list[str | None]:
        """Return what no two records share: the number in our own export, else the external id."""
        if not self._own:
            return [None] * len(frame)
        if not self._numbered:
            return frame.columns["external_id"]
        numbers = frame.columns[OWN_NUMBER]
        return [f"{_NUMBERED}{number.upper()}" if number else None for number in numbers]

    def _keys_of(self, frame: Frame) -> list[list[str]]:
        """Return the keys of each row as texts, strongest first."""
        found: list[list[str]] = [[] for _ in range(len(frame))]
        for number, key in enumerate(self._keys, 1 if self._numbered else 0):
            places, parts = entries(frame, key)
            texts = map("\0".join, zip(repeat(str(number), len(places)), *parts, strict=True))
            for place, text in zip(places, texts, strict=True):
                found[place].append(text)
        return found


class Contents:
    """Makes keys of the content of rows that have no other: the third row like this is the third."""

    def __init__(self) -> None:
        """Start a file."""
        self._seen: dict[bytes, int] = {}

    def add_to(self, frame: Frame, keys: Sequence[Sequence[str]]) -> None:
        """Give rows without a key one, in the column ``row_key``."""
        if all(keys):
            return
        made: list[str | None] = [
            None if several else self._key(frame.row(place)) for place, several in enumerate(keys)
        ]
        frame.columns["row_key"] = made

    def _key(self, values: dict[str, Any]) -> str:
        values.pop(OWN_NUMBER, None)
        digest = blake2b(repr(sorted(values.items())).encode(), digest_size=12).digest()
        count = self._seen[digest] = self._seen.get(digest, 0) + 1
        return f"{digest.hex()}:{count}"
