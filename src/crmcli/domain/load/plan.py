"""What is to be loaded: parsed, checked and told apart before the store is locked, on disk until it is."""

from __future__ import annotations

import marshal
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from crmcli.domain.exchange.columns import find_formats
from crmcli.domain.exchange.convert import Converted, Converter
from crmcli.domain.exchange.formats import Formats, ReadOptions
from crmcli.domain.exchange.imported import OWN_NUMBER
from crmcli.domain.exchange.mapping import BY_PRESET, Mapping
from crmcli.domain.exchange.rejects import Reject
from crmcli.domain.exchange.source import BATCH, Batch, Source
from crmcli.domain.exchange.spool import Spool
from crmcli.domain.load.forms import Forms
from crmcli.domain.load.frame import Frame, Values
from crmcli.domain.load.keys import Contents, Fields, Repeats, key_fields
from crmcli.domain.load.totals import Totals
from crmcli.domain.nouns import BY_NAME, Noun
from crmcli.domain.records import Keys
from crmcli.domain.uncollected import uncollected
from crmcli.said import listed, named

CONSENTS = Noun("consent", "", "consent", "", plural="consents")
"""What a file of consents holds: statements, no records of their own."""
ADDRESSES = Noun("address", "", "address", "", plural="addresses")
"""What a file of further addresses holds: those of records that are there."""
MODES = ("upsert", "create", "update", "skip")
SAMPLES = 5  # rows shown by a dry run
_LOOKED_AT, _SHOWN = 200, 60  # rows looked at for an example, characters of it
Passed = Callable[[int], None]
"""Is told how many rows were dealt with, each time some were."""


class LoadOptions(NamedTuple):
    """How rows meet the store.

    ``mode`` upsert takes new and known rows, create refuses known ones, update refuses new ones,
    skip leaves known ones alone. ``key`` names the fields that tell who a row is, () the noun's own.
    ``keyed`` are several such keys, strongest first, where a preset knows them. With ``whoever`` a
    contact may as well be a customer or a lead who has the address. ``create`` names the
    nouns that may be made where a row refers to one that isn't there. A ``stub`` is what other rows of
    the file name by its key: a known record is left alone, and given that key. Rows of our ``own``
    export are first of all the records of their numbers. ``batch`` is how many rows are in memory at
    once; what comes of a file does not depend on it.
    """

    keys: Keys = Keys()
    mode: str = "upsert"
    key: Fields = ()
    keyed: tuple[Fields, ...] = ()
    whoever: bool = False
    create: frozenset[str] = frozenset()
    stub: bool = False
    own: bool = False
    batch: int = BATCH


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
    about: list[str] = field(default_factory=list)  # what to say of the file
    told: list[str] = field(default_factory=list)  # ... and of its columns
    rows: int = 0  # that fit
    refused: int = 0  # that don't, before the store was asked
    records: int = 0
    odd: dict[str, list[int]] = field(default_factory=dict)  # field -> lines whose value is none, but text
    samples: list[tuple[int, Values]] = field(default_factory=list)  # the first rows as they are stored
    examples: dict[int, str] = field(default_factory=dict)  # position -> a value of the column
    formats: Formats | None = None
    read: ReadOptions = field(default_factory=ReadOptions)
    passed: Passed = lambda _: None
    unit: str = "line"  # what rows are numbered by

    @property
    def numbered(self) -> bool:
        """Whether rows stand behind the numbers of our own export."""
        return self.options.own and OWN_NUMBER in self.fields

    def of_kind(self, note: str) -> str:
        """Return a note with the kind of record before it, for a load of several kinds."""
        return listed((named(self.noun.plural), note), ": ")

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
    beside = {noun.name: noun for noun in (CONSENTS, ADDRESSES)}
    noun = BY_NAME.get(mapping.noun.name) or beside[mapping.noun.name]
    keys = key_fields(noun, converter.fields, options.key, options.keyed)
    prepared = Prepared(
        noun=noun,
        mapping=mapping,
        name=source.report.name,
        sha256=source.report.sha256,
        fields=converter.fields,
        keys=keys,
        forms=Forms(noun, {OWN_NUMBER, *(name for key in keys for name in key)}, options.keys.region),
        options=options,
        all_or_nothing=all_or_nothing,
        formats=formats,
        read=read,
        about=source.report.sentences(),
        unit=source.report.unit,
    )
    try:
        open_at = _read(source, prepared, converter, passed)
    except BaseException:
        prepared.spool.close()
        raise
    if source.report.kind == "ubl":
        prepared.odd.pop("tax_number", None)  # told by the invoice's name
    prepared.told = [*mapping.sentences(open_at), *formats.sentences(mapping), *converter.sentences()]
    prepared.refused = len(prepared.rejects)
    return prepared


def _read(source: Source, prepared: Prepared, converter: Converter, passed: Callable[[], None]) -> set[int]:
    """Read every row; return the columns without a field in which none has a value."""
    mapping = prepared.mapping
    open_at = set(mapping.unknown_at) if BY_PRESET in mapping.why.values() else set()
    sorting = _Sorting(prepared)
    with uncollected():
        for batch in source.batches(prepared.options.batch):
            if not prepared.examples:
                prepared.examples = _examples(batch, mapping)
            if open_at:
                open_at -= {at for at in open_at if any(len(row) > at and row[at] for row in batch.rows)}
            sorting.add(converter.convert(batch))
            passed()
    prepared.records = sorting.records
    return open_at


def _examples(batch: Batch, mapping: Mapping) -> dict[int, str]:
    """Return position -> a value, of the first rows, for the mapped columns."""
    rows = [row for row in batch.rows[:_LOOKED_AT] if len(row) == len(mapping.header)]
    places = [column.at for column in (*mapping.columns, *mapping.custom)]
    found = {at: next((row[at].strip() for row in rows if row[at].strip()), "") for at in places}
    return {at: value[:_SHOWN] for at, value in found.items() if value}


class _Sorting:
    """Sorts the rows of a file into records and rows that repeat them."""

    def __init__(self, prepared: Prepared) -> None:
        self._prepared = prepared
        self._repeats = Repeats(prepared.keys, numbered=prepared.numbered)
        self._contents = Contents()
        self._totals = Totals.of(prepared.mapping)
        references = [f.name for f in prepared.mapping.noun.fields if f.type == "ref"]
        prepared.texts = {name: set() for name in (*references, "lost_reason") if name in prepared.fields}

    @property
    def records(self) -> int:
        return self._repeats.records

    def add(self, converted: Converted) -> None:
        """Take in a batch.

        Raises:
            Refused: rows repeat an order with another total.
        """
        prepared = self._prepared
        prepared.rejects += converted.rejects
        prepared.rows += len(converted.rows)
        frame = Frame(converted.lines, _columns(prepared.fields, converted.rows))
        for name, texts in prepared.texts.items():
            column = frame.columns[name]
            if name == "lost_reason" and "status" in frame.columns:  # the others don't take one
                column = [
                    reason if status == "lost" else None
                    for reason, status in zip(column, frame.columns["status"], strict=True)
                ]
            texts.update(filter(None, column))
        prepared.forms.add_to(frame, prepared.odd)
        room = SAMPLES - len(prepared.samples)
        if room > 0:
            prepared.samples += [(frame.lines[at], frame.row(at)) for at in range(min(room, len(frame)))]
        first = self._repeats.records
        keys, earlier = self._repeats.place(frame)
        if self._totals is not None:
            self._totals.see(frame, first, earlier)
        self._contents.add_to(frame, keys)
        for line, row, record in zip(converted.lines, converted.rows, earlier, strict=True):
            if record is not None:
                prepared.repeats.setdefault(record, []).append(marshal.dumps((line, row)))
        prepared.spool.add(frame.kept([record is None for record in earlier]).packed())


def _columns(fields: Fields, rows: list[tuple[Any, ...]]) -> dict[str, list[Any]]:
    columns = map(list, zip(*rows, strict=True)) if rows else ([] for _ in fields)
    return dict(zip(fields, columns, strict=True))


def cells_of(source: Source, lines: set[int]) -> dict[int, list[str]]:
    """Return the cells of some lines, as they were, by reading the file once more."""
    found: dict[int, list[str]] = {}
    for batch in source.batches():
        rows = zip(batch.lines, batch.rows, strict=True)
        found |= {line: cells for line, cells in rows if line in lines}
    return found
