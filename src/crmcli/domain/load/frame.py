"""Rows of a file as columns: so they are kept on disk, compared and inserted, thousands at once.

A place is a row's position in its frame. Blank is None, or () where a record may have several values.
"""

from __future__ import annotations

from itertools import accumulate, compress
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Values = dict[str, Any]
BLANK = (None, ())


class Norms(NamedTuple):
    """The keys of one kind that rows have, an entry a key: its row, its normal form, the text as typed.

    A row has a normal form once. Texts are None where a key is kept in its normal form only.
    """

    places: list[int]
    norms: list[str]
    texts: list[str] | None


class Frame:
    """Some rows of a file with the forms made of them."""

    __slots__ = ("columns", "folds", "lines", "norms")

    def __init__(
        self,
        lines: Sequence[int],
        columns: dict[str, list[Any]],
        norms: Mapping[str, Norms] | None = None,
        folds: Mapping[str, list[str]] | None = None,
    ) -> None:
        """Take field -> values, kind of key -> keys, and field -> folded values; all of one length."""
        self.lines = list(lines)
        self.columns = columns
        self.norms = dict(norms or {})
        self.folds = dict(folds or {})

    @classmethod
    def of_rows(cls, lines: Sequence[int], rows: Sequence[Values]) -> Frame:
        """Return rows without their blanks as columns."""
        return cls(lines, columns_of(rows))

    def __len__(self) -> int:
        return len(self.lines)

    def row(self, place: int) -> Values:
        """Return the values of a row, blanks left out."""
        return {name: column[place] for name, column in self.columns.items() if column[place] not in BLANK}

    def rows(self) -> list[Values]:
        """Return the values of every row, blanks left out."""
        return [self.row(place) for place in range(len(self))]

    def kept(self, keep: Sequence[bool]) -> Frame:
        """Return the rows whose flag is set."""
        if all(keep):
            return self
        place_of = list(accumulate(keep, initial=0))
        norms = {}
        for kind, (places, forms, texts) in self.norms.items():
            some = [keep[place] for place in places]
            moved = [place_of[place] for place in compress(places, some)]
            kept = None if texts is None else list(compress(texts, some))
            norms[kind] = Norms(moved, list(compress(forms, some)), kept)
        return Frame(
            list(compress(self.lines, keep)),
            {name: list(compress(column, keep)) for name, column in self.columns.items()},
            norms,
            {name: list(compress(folded, keep)) for name, folded in self.folds.items()},
        )

    def put(self, places: Sequence[int], others: Frame) -> None:
        """Put other rows at places, one after the other; lines and forms with them."""
        for place, line in zip(places, others.lines, strict=True):
            self.lines[place] = line
        _put(self.columns, places, others.columns, len(self))
        _put(self.folds, places, others.folds, len(self))
        gone = set(places)
        for kind in dict.fromkeys((*self.norms, *others.norms)):
            old, new = self.norms.get(kind, NO_NORMS), others.norms.get(kind, NO_NORMS)
            stay = [place not in gone for place in old.places]
            texts = None
            if old.texts is not None and new.texts is not None:
                texts = [*compress(old.texts, stay), *new.texts]
            self.norms[kind] = Norms(
                [*compress(old.places, stay), *(places[place] for place in new.places)],
                [*compress(old.norms, stay), *new.norms],
                texts,
            )

    def packed(self) -> tuple[Any, ...]:
        """Return what ``unpacked`` makes the frame of again, in plain values."""
        norms = {kind: tuple(found) for kind, found in self.norms.items()}
        return self.lines, self.columns, norms, self.folds

    @classmethod
    def unpacked(cls, packed: tuple[Any, ...]) -> Frame:
        """Return the frame that ``packed`` gave."""
        lines, columns, norms, folds = packed
        return cls(lines, columns, {kind: Norms(*found) for kind, found in norms.items()}, folds)


NO_NORMS = Norms([], [], [])


def _put(
    mine: dict[str, list[Any]], places: Sequence[int], theirs: Mapping[str, list[Any]], count: int
) -> None:
    """Put cells of other columns at places of ``count``; what they don't have becomes None."""
    for name in theirs:
        mine.setdefault(name, [None] * count)
    for name, column in mine.items():
        for place, value in zip(places, theirs.get(name) or [None] * len(places), strict=True):
            column[place] = value


def columns_of(rows: Sequence[Values]) -> dict[str, list[Any]]:
    """Return rows as columns; what a row doesn't have is None."""
    names: Iterable[str] = dict.fromkeys(name for row in rows for name in row)
    return {name: [row.get(name) for row in rows] for name in names}
