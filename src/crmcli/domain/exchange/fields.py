"""What can be imported: the fields of every noun, their types, and the words of closed lists.

The order of a noun's fields is the order of the values in its imported rows.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from crmcli.domain.exchange.words import FLAGS
from crmcli.errors import UsageError
from crmcli.said import listed, named, say

__all__ = ["EITHER", "FLAGS", "MANY", "NOUNS", "Field", "Noun", "a", "choices", "noun", "spoken"]


class Field(NamedTuple):
    """One importable field.

    ``type`` decides how a cell is read: name, text (one line), lines, phone, email, tax, key, ref,
    currency, day, instant, amount, price, decimal, quantity, percent, integer, count, flag, choice, tags.
    """

    name: str
    type: str
    help: str
    ref: str = ""
    """The noun that a reference names."""
    merge: str | None = None
    """What joins several columns of this field; None where only one may stand for it."""
    words: str = ""
    """A choice's words: lines of a stored word, then what else stands for it, parted by commas."""


class Noun(NamedTuple):
    """An importable noun: its fields, and of which of them a row must have at least one."""

    name: str
    fields: tuple[Field, ...]
    required: tuple[tuple[str, ...], ...]

    def field(self, name: str) -> Field:
        """Return a field by its name.

        Raises:
            UsageError: there is none.
        """
        for field in self.fields:
            if field.name == name:
                return field
        from crmcli.domain.text import nearest

        near = nearest(name, [field.name for field in self.fields])
        raise UsageError(
            say('{a} has no field "{name}"', a=a(self.name), name=name),
            say("did you mean {near}?", near=listed(near, say(" or ")))
            if near
            else say("its fields: {fields}", fields=", ".join(f.name for f in self.fields)),
        )


MANY = ";"
"""Joins the values of a field that may have several; never seen, they are kept apart."""
EITHER = ""
"""Joins columns of which a row fills one."""

_MODULES = ("fields_core", "fields_offer", "fields_bond", "fields_care", "fields_market")


class _Nouns(Mapping[str, Noun]):
    """The nouns by name; those around a sale are loaded when one of them is asked for."""

    def __init__(self) -> None:
        self._known: dict[str, Noun] = {}
        self._waiting = list(_MODULES)

    def _load(self) -> None:
        """Load the next module."""
        from importlib import import_module

        found = import_module(f"crmcli.domain.exchange.{self._waiting.pop(0)}").NOUNS
        self._known.update((noun.name, noun) for noun in found)

    def _whole(self) -> dict[str, Noun]:
        while self._waiting:
            self._load()
        return self._known

    def __getitem__(self, name: str) -> Noun:
        while name not in self._known and self._waiting:
            self._load()
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole())

    def __len__(self) -> int:
        return len(self._whole())


NOUNS: Mapping[str, Noun] = _Nouns()


def noun(name: str) -> Noun:
    """Return a noun by its name.

    Raises:
        UsageError: there is none.
    """
    if name not in NOUNS:
        from crmcli.domain.near import one_of

        raise UsageError(say('there is no import of "{name}"', name=name), one_of(name, NOUNS))
    return NOUNS[name]


def a(name: str) -> str:
    """Return a noun's name with its article, as people read it."""
    words = name.replace("_", " ")
    return named(words, shown=f"{'an' if words[0] in 'aeio' else 'a'} {words}")


def spoken(group: tuple[str, ...]) -> list[str]:
    """Return fields of which one is needed as words; first and last name are the name."""
    words = (name.replace("_", " ") for name in group if name not in ("first_name", "last_name"))
    return [named(word, "column") for word in words]


@cache
def choices(words: str) -> dict[str, str]:
    """Return folded word -> stored word for a choice's ``words``."""
    known: dict[str, str] = {}
    for line in words.replace("\n  ", " ").strip().splitlines():
        stored, _, others = line.partition(":")
        known[stored.replace("_", " ")] = stored
        known.update((other.strip(), stored) for other in others.split(","))
    return known
