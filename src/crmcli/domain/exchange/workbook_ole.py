"""Old office files (OLE2): told apart by their streams, and an old workbook's cells looked through.

The reader of cells holds the rectangle around the values of every sheet in memory, so how far they
reach is found first, from the records of the stream (BIFF5 and BIFF8) as Microsoft describes them.
"""

import struct
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from crmcli.domain.exchange.raw import RawInput
from crmcli.domain.exchange.workbook_extent import Extent
from crmcli.domain.exchange.workbook_package import GRID_LIMIT, check_extent, damaged, encrypted
from crmcli.errors import Refused
from crmcli.said import say

_BOOKS = ("workbook", "book")
_OTHERS = {"worddocument": say("a Word document"), "powerpoint document": say("a presentation")}
_ENTRY = 128  # bytes of an entry of the directory
_DIRECT = 109  # sectors of the allocation table that the header names itself
_MINI = 64
_WHOLE = 16 * 1024 * 1024  # bytes of the names of streams, or of the small ones
_SECTORS = 0xFFFFFFFA  # numbers from here on are marks
_RECORD = struct.Struct("<HH")
_PLACE = struct.Struct("<HH")
# FORMULA, MULRK, RSTRING, LABELSST, NUMBER, LABEL, BOOLERR, RK
_CELLS = frozenset((0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E))
_MULTIPLE = 0x00BD
_BEGIN, _LOCKED = 0x0809, 0x002F


class _Stream(NamedTuple):
    name: str
    first: int
    size: int


def check_ole(raw: RawInput) -> None:
    """Check an old office file.

    Raises:
        Refused: it is damaged, behind a password, no workbook, or a sheet reaches too far.
    """
    try:
        file = _Ole(raw)
        book = next((file.streams[name] for name in _BOOKS if name in file.streams), None)
        if book is not None:
            _check_book(file.content(book), raw.name)
            return
    except (struct.error, IndexError, RecursionError):
        raise damaged(raw.name) from None
    if "encryptedpackage" in file.streams:
        raise encrypted(raw.name)
    what = next(
        (what for name, what in _OTHERS.items() if name in file.streams), say("an old office document")
    )
    raise Refused(say("{name} is no workbook: it looks like {what}", name=raw.name, what=what))


def _check_book(pieces: Iterator[bytes], name: str) -> None:
    """Refuse a workbook whose sheets, all of which are read, reach too far."""
    total = 0
    for extent in _extents(pieces, name):
        check_extent(say("{name}: one of its sheets", name=name), extent)
        total += extent.rows * extent.columns
    if total > GRID_LIMIT:
        raise Refused(
            say(
                "{name}: its sheets span {total:,} cells in all, more than {grid_limit:,}",
                name=name,
                total=total,
                grid_limit=GRID_LIMIT,
            ),
            "save the sheet as CSV and import that",
        )


class _Ole:
    """A file of streams: each a chain of sectors, small ones of pieces of a stream of their own.

    The reader of cells follows chains without an end, so every chain is followed here first: one that
    runs in a circle makes the file damaged.
    """

    def __init__(self, raw: RawInput) -> None:
        """Read the allocation table and the names of the streams."""
        self._raw = raw
        head = raw.read(0, 512)
        shift = struct.unpack_from("<H", head, 30)[0]
        if shift not in (9, 12):
            raise damaged(raw.name)
        self._sector = 1 << shift
        self._sectors = raw.size // self._sector + 1
        directory, _, self._least, mini, _, more, count = struct.unpack_from("<7I", head, 48)
        tables = [*struct.unpack_from(f"<{_DIRECT}I", head, 76), *self._more_tables(more, count)]
        self._next = [number for table in tables if table < _SECTORS for number in self._numbers(table)]
        entries = self._whole(directory)
        found = [self._entry(entries[at : at + _ENTRY]) for at in range(0, len(entries), _ENTRY)]
        self.streams = {stream.name: stream for stream in found if stream.name}
        self._small = self._whole(found[0].first) if found else b""
        packed = self._whole(mini)
        self._next_small = list(struct.unpack(f"<{len(packed) // 4}I", packed))
        self._check_ends(found)

    def content(self, stream: _Stream) -> Iterator[bytes]:
        """Yield a stream in pieces."""
        if stream.size >= self._least:
            yield from self._chain(stream.first)
            return
        at = stream.first
        for _ in self._next_small:
            if at >= _SECTORS:
                return
            yield self._small[at * _MINI : (at + 1) * _MINI]
            at = self._next_small[at]

    def _more_tables(self, at: int, count: int) -> Iterator[int]:
        """Yield the sectors of the allocation table that the header has no room for."""
        many, most = 0, 2 * self._sectors // (self._sector // 4) + _DIRECT
        for place in range(self._sectors + 1):
            if at >= _SECTORS:
                return
            *named, at = self._numbers(at)
            many += sum(number < _SECTORS for number in named)
            if many > most:
                break
            yield from named if place < count else ()
        raise damaged(self._raw.name)

    def _whole(self, first: int) -> bytes:
        """Return what the names, or the small streams, are kept in."""
        content = b"".join(islice(self._chain(first), _WHOLE // self._sector + 1))
        if len(content) > _WHOLE:
            raise damaged(self._raw.name)
        return content

    def _check_ends(self, streams: list[_Stream]) -> None:
        """Refuse a stream whose chain never ends."""
        seen: dict[bool, dict[int, int]] = {True: {}, False: {}}
        for number, stream in enumerate(streams):
            small = bool(number) and stream.size < self._least
            followed, links = seen[small], self._next_small if small else self._next
            at = stream.first if stream.name and stream.size else _SECTORS
            while at < _SECTORS and at < len(links) and at not in followed:
                followed[at] = number
                at = links[at]
            if followed.get(at) == number:
                raise damaged(self._raw.name)

    def _chain(self, at: int) -> Iterator[bytes]:
        """Yield the sectors from one on."""
        for _ in range(self._sectors + 1):
            if at >= _SECTORS:
                return
            yield self._raw.read((at + 1) * self._sector, self._sector)
            at = self._next[at]
        raise damaged(self._raw.name)

    def _numbers(self, sector: int) -> tuple[int, ...]:
        """Return a sector as numbers."""
        data = self._raw.read((sector + 1) * self._sector, self._sector)
        return struct.unpack(f"<{self._sector // 4}I", data)

    @staticmethod
    def _entry(entry: bytes) -> _Stream:
        """Return what an entry of the directory names."""
        length = min(struct.unpack_from("<H", entry, 64)[0], 64)
        name = entry[: max(length - 2, 0)].decode("utf-16-le", "replace").lower()
        first, size = struct.unpack_from("<II", entry, 116)
        return _Stream(name, first, size)


def _extents(pieces: Iterator[bytes], name: str) -> Iterator[Extent]:
    """Yield how far the cells of each sheet reach."""
    rows = columns = 0
    for kind, row, column in _records(pieces, name):
        if kind == _BEGIN:
            yield Extent(rows, columns, say("column {columns}", columns=columns))
            rows = columns = 0
        else:
            rows, columns = max(rows, row + 1), max(columns, column + 1)
    yield Extent(rows, columns, say("column {columns}", columns=columns))


def _records(pieces: Iterator[bytes], name: str) -> Iterator[tuple[int, int, int]]:
    """Yield the begin of every sheet, and every cell with a value: record, row, column."""
    data, at = b"", 0
    for piece in pieces:
        data = data[at:] + piece
        at = 0
        while at + 4 <= len(data):
            kind, size = _RECORD.unpack_from(data, at)
            if at + 4 + size > len(data):
                break
            if kind in _CELLS and size >= 6:
                row, column = _PLACE.unpack_from(data, at + 4)
                yield kind, row, column
                if kind == _MULTIPLE:
                    yield kind, row, struct.unpack_from("<H", data, at + 4 + size - 2)[0]
            elif kind == _BEGIN:
                yield kind, 0, 0
            elif kind == _LOCKED:
                raise encrypted(name)
            at += 4 + size
