"""What the core gives back: frozen results that any writer can print.

A row is a frozen dataclass; its annotations say what each value means
(``Annotated[int, Money("currency")]``) and are at once the table, the CSV header and the JSON
contract. Results know nothing of formats.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Kind, kind_for

if TYPE_CHECKING:
    from crmcli.domain.papers import Paper  # noqa: TC004 - nor has one of these
    from crmcli.domain.pictures import Picture  # noqa: TC004 - never decoded: no row has it

Row = TypeVar("Row")


class Column(typing.NamedTuple):
    """A field of a row and what it means; ``about`` is a sentence that defines it."""

    name: str
    kind: Kind
    about: str = ""

    @property
    def label(self) -> str:
        """The heading for people."""
        return self.kind.label or self.name.replace("_", " ")


def columns_of(row: type[Any]) -> tuple[Column, ...]:
    """Return the columns of a row type in the order of its fields."""
    kept: Any = row
    return _columns_of(kept)


@cache
def _columns_of(row: Any) -> tuple[Column, ...]:
    hints = typing.get_type_hints(row, include_extras=True)
    return tuple(Column(f.name, _kind(hints[f.name]), _about(hints[f.name])) for f in fields(row))


def _kind(hint: Any) -> Kind:
    """Return the kind named in an annotation, or the one its bare type stands for."""
    if typing.get_origin(hint) is typing.Annotated:
        for extra in hint.__metadata__:
            if isinstance(extra, Kind):
                return extra
        hint = hint.__origin__
    return kind_for(typing.get_origin(bare(hint)) or bare(hint))


def _about(hint: Any) -> str:
    """Return the sentence in an annotation, '' without one."""
    extras = getattr(hint, "__metadata__", ())
    return next((extra for extra in extras if isinstance(extra, str)), "")


def bare(hint: Any) -> Any:
    """Return a hint without Annotated and without ``| None``."""
    if typing.get_origin(hint) is typing.Annotated:
        hint = hint.__origin__
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        hint = next(part for part in typing.get_args(hint) if part is not type(None))
        return bare(hint)
    return hint


@frozen
class Listing(Generic[Row]):
    """Rows of one type.

    ``total`` is the number of rows there are when fewer were fetched; None when all are here.
    ``group`` names a field: people see a heading whenever its value changes.
    ``empty`` is what people read when there is no row: a sentence with the way to the first one.
    ``continued`` True is the rest of a listing whose headings have been written; ``exit_code`` is 10
    where a person asked to be told by it that something was found.
    """

    row: type[Row]
    rows: Sequence[Row]
    title: str | None = None
    total: int | None = None
    group: str | None = None
    empty: str | None = None
    notes: tuple[str, ...] = ()
    continued: bool = False
    exit_code: int = 0


@frozen
class Record(Generic[Row]):
    """One record whole, with further listings under it; a section's title is its JSON key."""

    item: Row
    title: str | None = None
    sections: tuple[Listing[Any], ...] = ()
    notes: tuple[str, ...] = ()


@frozen
class Report(Generic[Row]):
    """A named report: its rows, the day it speaks of, its pictures, and what it left out (``notes``).

    ``exit_code`` is 10 where a person asked to be told by it that something was found.
    """

    name: str
    row: type[Row]
    rows: Sequence[Row]
    title: str
    as_of: date
    pictures: tuple[Picture, ...] = ()
    total: Row | None = None
    empty: str | None = None
    notes: tuple[str, ...] = ()
    exit_code: int = 0


@frozen
class Bundle:
    """Several answers on one page or in one mail, in their order; ``said`` stands above them all."""

    title: str
    as_of: date
    parts: tuple[Report[Any] | Record[Any], ...]
    said: tuple[str, ...] = ()


@frozen
class Change(Generic[Row]):
    """What a write did, one item a record touched, in the order asked for.

    ``number`` is the change's number in the journal, None when nothing changed or in a dry run.
    """

    action: str
    row: type[Row]
    items: Sequence[Row]
    number: int | None = None
    dry_run: bool = False
    summary: str | None = None
    notes: tuple[str, ...] = ()
    sections: tuple[Listing[Any], ...] = ()
    exit_code: int = 0


@frozen
class Document:
    """Text that is printed as it stands (a script, a configuration file)."""

    text: str


class Stream(typing.NamedTuple):
    """Listings of one row type that come one after another, until the person stops them."""

    parts: Iterator[Listing[Any]]


class Batch(typing.NamedTuple):
    """Results that are written one by one, each in its place.

    ``memory`` is the file that remembers what was written, None where there is nothing to remember;
    ``known`` is what it holds, by the names of papers.
    """

    papers: Sequence[Paper]
    memory: str | None = None
    known: Mapping[str, Mapping[str, str]] = {}
    quiet: bool = False


Result = Listing[Any] | Record[Any] | Report[Any] | Bundle | Change[Any] | Document
