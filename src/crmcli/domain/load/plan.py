"""What is to be loaded: parsed and checked before the store is locked, kept on disk until it is."""

from __future__ import annotations

import marshal
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NamedTuple

from crmcli.domain.exchange.columns import ReadOptions, find_formats
from crmcli.domain.exchange.convert import Converter
from crmcli.domain.exchange.mapping import Mapping
from crmcli.domain.exchange.rejects import Reject
from crmcli.domain.exchange.source import Source
from crmcli.domain.nouns import BY_NAME, Noun
from crmcli.domain.records import Keys

ROWS = 5_000  # a batch
MODES = ("upsert", "create", "update", "skip")


class LoadOptions(NamedTuple):
    """How rows meet the store.

    ``mode`` upsert takes new and known rows, create refuses known ones, update refuses new ones,
    skip leaves known ones alone. ``key`` names the fields that tell who a row is, () the noun's own.
    ``create`` names the nouns that may be made where a row refers to one that isn't there.
    """

    keys: Keys = Keys()
    mode: str = "upsert"
    key: tuple[str, ...] = ()
    create: frozenset[str] = frozenset()


class Rows(NamedTuple):
    """A batch of typed rows with the physical line of each."""

    lines: Sequence[int]
    rows: Sequence[tuple[Any, ...]]


class Spool:
    """Typed rows on disk, in an unnamed file that goes when it is closed; memory holds one batch."""

    def __init__(self) -> None:
        """Open the file."""
        self._file: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        self.count = 0

    def add(self, rows: Rows) -> None:
        """Append a batch."""
        marshal.dump((list(rows.lines), list(rows.rows)), self._file)
        self.count += len(rows.rows)

    def batches(self) -> Iterator[Rows]:
        """Yield the batches in order."""
        self._file.seek(0)
        while True:
            try:
                lines, rows = marshal.load(self._file)  # noqa: S302 - our own unnamed file
            except EOFError:
                return
            yield Rows(lines, rows)

    def close(self) -> None:
        """Let the file go."""
        self._file.close()


@dataclass(slots=True)
class Prepared:
    """A file ready to be loaded: its fields, typed rows, and the rows that don't fit."""

    noun: Noun
    mapping: Mapping
    name: str
    sha256: str
    fields: tuple[str, ...]
    spool: Spool
    options: LoadOptions
    rejects: list[Reject]
    told: list[str] = field(default_factory=list)
    all_or_nothing: bool = True


def prepare(
    source: Source, mapping: Mapping, read: ReadOptions, options: LoadOptions, *, all_or_nothing: bool
) -> Prepared:
    """Read a file whole, into typed rows on disk.

    Raises:
        Refused: the file is malformed, or a column can be read in two ways.
    """
    formats = find_formats(source, mapping, read)
    converter = Converter(mapping, formats, read)
    spool = Spool()
    rejects: list[Reject] = []
    for batch in source.batches(ROWS):
        converted = converter.convert(batch)
        rejects += converted.rejects
        if converted.rows:
            spool.add(Rows(converted.lines, converted.rows))
    return Prepared(
        noun=BY_NAME[mapping.noun.name],
        mapping=mapping,
        name=source.report.name,
        sha256=source.report.sha256,
        fields=converter.fields,
        spool=spool,
        options=options,
        rejects=rejects,
        told=[*source.report.sentences(), *mapping.sentences(), *formats.sentences(mapping)],
        all_or_nothing=all_or_nothing,
    )


def cells_of(source: Source, lines: set[int]) -> dict[int, list[str]]:
    """Return the cells of some lines, as they were, by reading the file once more."""
    found: dict[int, list[str]] = {}
    for batch in source.batches(ROWS):
        for line, cells in zip(batch.lines, batch.rows, strict=True):
            if line in lines:
                found[line] = cells
    return found
