r"""TSV, CSV and ids: whole values, one row a line, never localised.

TSV: one header line, fields parted by a tab, lines by LF. Four characters within a value are
written as two: a backslash as ``\\``, a tab as ``\t``, LF as ``\n``, CR as ``\r``; nothing else is
changed. So every record is one line, and the value comes back by undoing these four.

CSV: RFC 4180 with a comma and LF after each record. A field that holds a comma, a quote, CR or LF
is quoted; no value is ever altered.

CSV for spreadsheets (``excel``): a byte order mark, and ``'`` before texts that a spreadsheet would run
as a formula, as ``domain.exchange.guards`` says; an import takes it off again. In a Turkish locale
fields are parted by semicolons and numbers have the decimal comma, as a Turkish spreadsheet expects.

A missing value is an empty field; yes and no are ``true`` and ``false``; words (tags) are joined
with ``;`` unless their kind says how; custom fields are a JSON object, a list of objects a JSON array.
"""

from __future__ import annotations

from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from crmcli.domain.kinds import Duration, Kind, Money, Number, Percent
from crmcli.domain.results import Change, columns_of
from crmcli.errors import UsageError
from crmcli.output.cells import continues, reference_of, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from crmcli.domain.results import Column
    from crmcli.output import Settings

_AT_ONCE = 256
_NUMERIC = (Money, Number, Percent, Duration)


def tsv(result: Any, settings: Settings) -> Iterator[str]:
    """Yield the header and one line a row."""
    del settings
    row_type, rows = rows_of(result)
    columns = columns_of(row_type)
    if not continues(result):
        yield "\t".join([column.name for column in columns]) + "\n"
    for row in rows:
        fields = [field(getattr(row, name), kind, row) for name, kind, _ in columns]
        line = "".join(fields)
        if not line.isprintable() or "\\" in line:
            fields = [_on_one_line(text) for text in fields]
        yield "\t".join(fields) + "\n"


def csv(result: Any, settings: Settings) -> Iterator[str]:
    """Yield the header and one record a row."""
    from csv import writer

    row_type, rows = rows_of(result)
    columns = columns_of(row_type)
    records: list[str] = []
    # CRLF makes every version of the csv module quote a lone CR; it becomes LF below.
    out = writer(_Lines(records), delimiter=_delimiter(settings), lineterminator="\r\n")
    if not continues(result):
        if settings.excel:
            yield "\ufeff"
        out.writerow([column.name for column in columns])
    fields_of = _record_maker(columns, settings)
    yield from (f"{record[:-2]}\n" for record in records)
    records.clear()
    listed = iter(rows)
    while some := tuple(islice(listed, _AT_ONCE)):
        out.writerows(map(fields_of, some))
        yield "".join([f"{record[:-2]}\n" for record in records])
        records.clear()


def ids(result: Any, settings: Settings) -> Iterator[str]:
    """Yield the number of each record, one a line; what a change did is done, with a number or without.

    Raises:
        UsageError: the rows have no number.
    """
    del settings
    row_type, rows = rows_of(result)
    column = reference_of(row_type)
    if column is None and isinstance(result, Change):
        return iter(())
    if column is None:
        message = "these rows have no number of their own, so there is no list of ids"
        raise UsageError(message, hint="--format tsv has every column")
    name, kind, _ = column
    return (f"{kind.machine(getattr(row, name), row)}\n" for row in rows if getattr(row, name) is not None)


def field(value: Any, kind: Kind, row: Any) -> str:
    """Return a value as the text formats write it, before any escape."""
    if value is None:
        return ""
    made = kind.machine(value, row)
    if isinstance(made, str):
        return made
    if isinstance(made, bool):
        return "true" if made else "false"
    if isinstance(made, list) and not any(isinstance(item, dict) for item in made):
        joined = getattr(kind, "joined", None)
        return joined(made) if joined is not None else ";".join(map(str, made))
    if isinstance(made, (dict, list)):
        from json import dumps

        return dumps(made, ensure_ascii=False, separators=(",", ":"), default=str) if made else ""
    return "" if made is None else str(made)


def _on_one_line(text: str) -> str:
    """Write the four characters that would break a line of TSV as two characters each."""
    text = text.replace("\\", "\\\\").replace("\t", "\\t")
    return text.replace("\n", "\\n").replace("\r", "\\r")


_PLAIN = frozenset({str, int, float, type(None)})
"""What the csv module writes as ``field`` does."""


def _record_maker(columns: Sequence[Column], settings: Settings) -> Callable[[Any], Sequence[Any]]:
    """Return what makes the fields of a row: of plain values as few calls as can be, for the very many."""
    fields = [(column.name, column.kind, _field_writer(column.kind, settings)) for column in columns]
    made = [
        (place, kind.machine)
        for place, (_, kind, _) in enumerate(fields)
        if type(kind).machine is not Kind.machine
    ]

    def one_by_one(row: Any) -> list[Any]:
        return [write(getattr(row, name), kind, row) for name, kind, write in fields]

    if settings.excel or len(fields) == 1:
        return one_by_one
    values_of = attrgetter(*(name for name, _, _ in fields))

    def at_once(row: Any) -> list[Any]:
        values = list(values_of(row))
        for place, machine in made:
            if values[place] is not None:
                values[place] = machine(values[place], row)
        return values if _PLAIN.issuperset(map(type, values)) else one_by_one(row)

    return at_once


def _field_writer(kind: Kind, settings: Settings) -> Callable[[Any, Kind, Any], str]:
    """Return what makes a field of a kind: as it is, or as a spreadsheet wants it."""
    if not settings.excel:
        return field
    if not isinstance(kind, _NUMERIC):
        from crmcli.domain.exchange.guards import guard

        return lambda value, kind, row: guard(field(value, kind, row))
    if settings.locale != "tr":
        return field
    return lambda value, kind, row: field(value, kind, row).replace(".", ",")


def _delimiter(settings: Settings) -> str:
    """Return what parts fields; where the comma is the decimal mark, spreadsheets take the semicolon."""
    return ";" if settings.excel and settings.locale == "tr" else ","


class _Lines:
    """A file for the csv module that keeps each record apart."""

    __slots__ = ("write",)

    def __init__(self, records: list[str]) -> None:
        self.write = records.append
