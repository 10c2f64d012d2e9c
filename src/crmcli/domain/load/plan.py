"""What is to be loaded: parsed, checked and told apart before the store is locked, on disk until it is."""

from __future__ import annotations

import marshal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NamedTuple

from crmcli.domain.exchange.columns import ReadOptions, find_formats
from crmcli.domain.exchange.convert import Converted, Converter
from crmcli.domain.exchange.mapping import Mapping
from crmcli.domain.exchange.rejects import Reject
from crmcli.domain.exchange.source import BATCH, Source
from crmcli.domain.load.forms import Forms
from crmcli.domain.load.frame import Frame
from crmcli.domain.load.keys import Contents, Fields, Repeats, key_fields
from crmcli.domain.nouns import BY_NAME, Noun
from crmcli.domain.records import Keys

MODES = ("upsert", "create", "update", "skip")
_SIZE = 8  # bytes that say how long a part is
Passed = Callable[[int], None]
"""Is told how many rows were dealt with, each time some were."""


class LoadOptions(NamedTuple):
    """How rows meet the store.

    ``mode`` upsert takes new and known rows, create refuses known ones, update refuses new ones,
    skip leaves known ones alone. ``key`` names the fields that tell who a row is, () the noun's own.
    ``create`` names the nouns that may be made where a row refers to one that isn't there. ``batch``
    is how many rows are in memory at once; what comes of a file does not depend on it.
    """

    keys: Keys = Keys()
    mode: str = "upsert"
    key: Fields = ()
    create: frozenset[str] = frozenset()
    batch: int = BATCH


class Spool:
    """Parts of a file on disk, in an unnamed file that goes when it is closed; memory holds one part."""

    def __init__(self) -> None:
        """Open the file."""
        self._file: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()

    def add(self, part: tuple[Any, ...]) -> None:
        """Append a part, made of tuples, lists, dicts, texts and numbers."""
        packed = marshal.dumps(part)
        self._file.write(len(packed).to_bytes(_SIZE, "big"))
        self._file.write(packed)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        """Yield the parts in order."""
        self._file.seek(0)
        # Whole parts are read: marshal.load would ask the file for every single value.
        while size := self._file.read(_SIZE):
            part: tuple[Any, ...] = marshal.loads(self._file.read(int.from_bytes(size, "big")))  # noqa: S302 - ours
            yield part

    def close(self) -> None:
        """Let the file go."""
        self._file.close()


@dataclass(slots=True)
class Prepared:
    """A file ready to be loaded: its records, the rows that repeat them, and the rows that don't fit."""

    noun: Noun
    mapping: Mapping
    name: str
    sha256: str
    fields: Fields
    keys: tuple[Fields, ...]
    forms: Forms
    options: LoadOptions
    all_or_nothing: bool
    spool: Spool = field(default_factory=Spool)  # the first row of every record, in frames
    repeats: dict[int, list[bytes]] = field(default_factory=dict)  # record -> its later rows
    texts: dict[str, set[str]] = field(default_factory=dict)  # field -> what rows refer to
    rejects: list[Reject] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    rows: int = 0  # that fit
    records: int = 0
    passed: Passed = lambda _: None

    def later(self, first: int, frame: Frame) -> tuple[list[int], Frame]:
        """Return the rows that repeat records of a frame which begins with record ``first``: places, rows."""
        places, lines, rows = [], [], []
        for place in range(len(frame)) if self.repeats else ():
            for packed in self.repeats.get(first + place, ()):
                line, row = marshal.loads(packed)  # noqa: S302 - our own bytes
                places.append(place)
                lines.append(line)
                rows.append(row)
        return places, Frame(lines, _columns(self.fields, rows))


def prepare(
    source: Source,
    mapping: Mapping,
    read: ReadOptions,
    options: LoadOptions,
    *,
    all_or_nothing: bool,
    passed: Callable[[], None] = lambda: None,
) -> Prepared:
    """Read a file whole, into typed records on disk; ``passed`` is called after every batch.

    Raises:
        Refused: the file is malformed, or a column can be read in two ways.
        UsageError: the file lacks a field of the key that was told.
    """
    formats = find_formats(source, mapping, read)
    converter = Converter(mapping, formats, read)
    noun = BY_NAME[mapping.noun.name]
    keys = key_fields(noun, converter.fields, options.key)
    prepared = Prepared(
        noun=noun,
        mapping=mapping,
        name=source.report.name,
        sha256=source.report.sha256,
        fields=converter.fields,
        keys=keys,
        forms=Forms(noun, {name for key in keys for name in key}, options.keys.region),
        options=options,
        all_or_nothing=all_or_nothing,
        told=[*source.report.sentences(), *mapping.sentences(), *formats.sentences(mapping)],
    )
    sorting = _Sorting(prepared)
    with uncollected():
        for batch in source.batches(options.batch):
            sorting.add(converter.convert(batch))
            passed()
    prepared.records = sorting.records
    return prepared


class _Sorting:
    """Sorts the rows of a file into records and rows that repeat them."""

    def __init__(self, prepared: Prepared) -> None:
        self._prepared = prepared
        self._repeats = Repeats(prepared.keys)
        self._contents = Contents()
        references = [f.name for f in prepared.mapping.noun.fields if f.type == "ref"]
        prepared.texts = {name: set() for name in (*references, "lost_reason") if name in prepared.fields}

    @property
    def records(self) -> int:
        return self._repeats.records

    def add(self, converted: Converted) -> None:
        """Take in a batch."""
        prepared = self._prepared
        prepared.rejects += converted.rejects
        prepared.rows += len(converted.rows)
        frame = Frame(converted.lines, _columns(prepared.fields, converted.rows))
        for name, texts in prepared.texts.items():
            texts.update(filter(None, frame.columns[name]))
        prepared.forms.add_to(frame)
        keys, earlier = self._repeats.place(frame)
        self._contents.add_to(frame, keys)
        for line, row, record in zip(converted.lines, converted.rows, earlier, strict=True):
            if record is not None:
                prepared.repeats.setdefault(record, []).append(marshal.dumps((line, row)))
        prepared.spool.add(frame.kept([record is None for record in earlier]).packed())


def _columns(fields: Fields, rows: list[tuple[Any, ...]]) -> dict[str, list[Any]]:
    columns = map(list, zip(*rows, strict=True)) if rows else ([] for _ in fields)
    return dict(zip(fields, columns, strict=True))


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the cycle collector away: rows make no cycles, and it would walk all of them time and again."""
    import gc

    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def cells_of(source: Source, lines: set[int]) -> dict[int, list[str]]:
    """Return the cells of some lines, as they were, by reading the file once more."""
    found: dict[int, list[str]] = {}
    for batch in source.batches():
        rows = zip(batch.lines, batch.rows, strict=True)
        found |= {line: cells for line, cells in rows if line in lines}
    return found
