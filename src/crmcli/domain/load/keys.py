"""Which keys the rows of a file are told apart by, and which rows of it are one record."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.load.forms import KINDS
from crmcli.domain.load.frame import NO_NORMS, Frame
from crmcli.domain.load.rules import RULES
from crmcli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crmcli.domain.nouns import Noun

Fields = tuple[str, ...]
ROW_KEY = "row_key"
"""The column of keys made of a row's content, of rows that have no other."""


class Entry(NamedTuple):
    """A row's key: the form of its first field, and of the others."""

    place: int
    form: str
    others: tuple[str, ...] = ()


def key_fields(noun: Noun, fields: Iterable[str], told: Fields) -> tuple[Fields, ...]:
    """Return the keys that a file's rows may have, strongest first: the one told, else the noun's own.

    Raises:
        UsageError: the file lacks a field of the key told.
    """
    given = set(fields)
    lacking = [name for name in told if name not in given]
    if lacking:
        raise UsageError(
            f'the file has no {lacking[0]}, which --key {",".join(told)} needs',
            f"its fields: {', '.join(sorted(given))}",
        )
    rules = RULES[noun.name]
    keys = tuple(key for key in ((told,) if told else rules.keys) if given >= set(key))
    if not keys and rules.alone and given >= set(rules.alone):
        return (rules.alone,)
    return keys


def entries(frame: Frame, key: Fields) -> list[Entry]:
    """Return the rows that have a key, one entry for each value of its first field."""
    first, *others = key
    if first in KINDS:
        places, forms, _ = frame.norms.get(KINDS[first], NO_NORMS)
    else:
        places = [place for place, form in enumerate(frame.folds[first]) if form]
        forms = [frame.folds[first][place] for place in places]
    if not others:
        return list(map(Entry, places, forms))
    rest = zip(*(_forms(frame, name, places) for name in others), strict=True)
    return [Entry(*found) for found in zip(places, forms, rest, strict=True) if all(found[2])]


def _forms(frame: Frame, name: str, places: Sequence[int]) -> list[str]:
    """Return the forms of a field at places, "" for none; of several values the first counts."""
    if name not in KINDS:
        return [frame.folds[name][place] for place in places]
    found: dict[int, str] = {}
    for place, norm, _ in zip(*frame.norms[KINDS[name]], strict=True):
        found.setdefault(place, norm)
    return [found.get(place, "") for place in places]
