"""The form of a preset: data only, written as people read it.

A preset names columns by one spelling; ``also`` tells the others (another language, another version).
Columns are compared as headers are: without case, accents, blanks and punctuation. "Total #2" is the
second column of that name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

Fields = tuple[str, ...]


class Part(NamedTuple):
    """The rows of one noun in an export.

    ``columns`` has a line for each field: ``Column -> field``, ``Column, Column -> field`` where the
    field takes several, or ``function(Column, ...) -> field`` with a function of ``making``.
    ``needs`` are columns of which a row must have at least one to be a row of this noun; ``only`` is a
    condition as in ``making``. ``keys`` tell the rows apart, strongest first, () as the noun is.
    A ``stub`` is what rows of another noun say of it: it is made where it isn't there, and left alone
    where it is. ``create`` names the nouns that may be made where a row refers to one, as --create does.
    """

    noun: str
    columns: str
    sets: Mapping[str, str] = {}
    values: Mapping[str, Mapping[str, str]] = {}
    needs: str = ""
    only: str = ""
    keys: tuple[Fields, ...] = ()
    stub: bool = False
    create: str = ""


class Preset(NamedTuple):
    """One export of one product.

    ``signature`` are the columns that must all be there; ``parts`` are the nouns in it, the one the
    file is about first. ``source`` is the name that its keys are kept under; ``read`` says how its
    values are written, as in READ_SETTINGS; ``passed_over`` are columns that are known and not taken.
    """

    name: str
    title: str
    source: str
    signature: str
    parts: tuple[Part, ...]
    also: str = ""
    read: Mapping[str, str] = {}
    passed_over: str = ""

    @property
    def nouns(self) -> tuple[str, ...]:
        """The nouns in it, the one the file is about first."""
        return tuple(dict.fromkeys(part.noun for part in self.parts))

    def words(self) -> list[str]:
        """Return the columns of the signature."""
        return listed(self.signature)


NAME = ("name",)
BY_NAME: tuple[Fields, ...] = (("external_id",), NAME)
"""The keys of an organisation that other rows name: its id, else its whole name."""


def listed(text: str) -> list[str]:
    """Return the columns of a list parted by commas and line ends."""
    return [word for line in text.splitlines() for word in (part.strip() for part in line.split(",")) if word]


def lines(text: str) -> list[tuple[str, str]]:
    """Return what stands before and behind the arrow of each line."""
    found = []
    for line in text.splitlines():
        left, arrow, right = line.strip().rpartition(" -> ")
        if arrow:
            found.append((left.strip(), right.strip()))
    return found


def other_names(text: str) -> dict[str, list[str]]:
    """Return column -> its other spellings, from lines ``Column = spelling, spelling``."""
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        name, mark, others = line.partition(" = ")
        if mark:
            found.setdefault(name.strip(), []).extend(listed(others))
    return found
