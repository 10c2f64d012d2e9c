"""What a dry run tells beside the counts: how files were read, what fills each field and why, rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.exchange.imported import noun as noun_named
from crmcli.domain.exchange.mapping import CUSTOM
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Number, Text
from crmcli.domain.results import Listing
from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.domain.load.files import FilePlan
    from crmcli.domain.load.frame import Values
    from crmcli.domain.load.plan import Prepared

_MADE_UP = frozenset(("first_name", "last_name", "row_key"))  # only make up other fields
_TOLD = say("the same for all rows")


@frozen
class FileLine:
    """A file and how it was read, each with the reason."""

    file: Annotated[str, Text(wrap=False)]
    kind: str
    encoding: str
    encoding_reason: Annotated[str, Text("why", show=ROOMY)]
    delimiter: str | None
    delimiter_reason: Annotated[str, Text("why the cells", show=ROOMY)]
    preset: str | None
    preset_reason: Annotated[str | None, Text("why the preset", show=ROOMY)]
    size: Annotated[int, Number(show=ROOMY)]
    sha256: Annotated[str, Text(show=ROOMY, wrap=False)]


@frozen
class ColumnLine:
    """A column, the field it fills, why, how its values are read, and one of them."""

    what: str
    column: Annotated[str, Text()]
    field: str | None  # None: it is not imported
    why: str
    how: Annotated[str | None, Text()]
    example: Annotated[str | None, Text()]
    file: Annotated[str, Text(show=DETAIL)]
    decimal: Annotated[str | None, Text(show=DETAIL)]
    date_order: Annotated[str | None, Text(show=DETAIL)]


@frozen
class SampleLine:
    """A value of one of the first rows, as it would be stored."""

    row: Annotated[str, Text(wrap=False)]
    what: Annotated[str, Text(show=DETAIL)]
    line: Annotated[int, Number(show=DETAIL)]
    field: str
    value: Annotated[str, Text()]


def sections(files: Sequence[FilePlan], parts: Sequence[Prepared]) -> tuple[Listing[Any], ...]:
    """Return the report of a dry run; the titles of its parts are their keys for programs."""
    return (
        Listing(FileLine, [_file(plan) for plan in files], title="Files"),
        Listing(ColumnLine, [line for part in parts for line in _columns(part)], title="Columns"),
        Listing(SampleLine, [line for part in parts for line in _rows(part)], title="Rows", group="row"),
    )


def covered(parts: Sequence[Prepared]) -> set[str]:
    """Return the notes that say what the report shows."""
    said = {note for part in parts for note in (*part.about, *part.told)}
    return said | {part.of_kind(note) for part in parts for note in part.told}


def _file(plan: FilePlan) -> FileLine:
    report = plan.source.report
    return FileLine(
        report.name,
        report.kind,
        report.encoding,
        report.encoding_reason,
        report.delimiter,
        report.delimiter_reason,
        plan.preset,
        plan.reason or None,
        report.size,
        report.sha256,
    )


def _columns(part: Prepared) -> Iterator[ColumnLine]:
    """Yield the columns in the order of the file, then what is set for all rows, then what is left out."""
    mapping, formats = part.mapping, part.formats.columns if part.formats else {}
    what = named(part.noun.plural)
    for column in sorted((*mapping.columns, *mapping.custom), key=lambda one: one.at):
        form = formats.get(column.at)
        swaps = mapping.values.get(column.field, {})
        example = part.examples.get(column.at)
        word = f"{example}={swaps[example]}" if example in swaps else ""
        how = listed([part for part in (form.reason if form else "", word) if part], "; ") or None
        why = mapping.why.get(column.at, "")
        marks = (form.decimal, form.order) if form else (None, None)
        yield ColumnLine(what, column.header, column.field, why, how, example, part.name, *marks)
    for field, value in mapping.sets.items():
        yield ColumnLine(what, "", field, _TOLD, None, value, part.name, None, None)
    for name in mapping.unknown:
        yield ColumnLine(what, name, None, say("no field of its name"), None, None, part.name, None, None)


def _rows(part: Prepared) -> Iterator[SampleLine]:
    fields = {field.name: field.type for field in noun_named(part.mapping.noun.name).fields}
    for line, values in part.samples:
        for name, value in _stored(values, fields):
            yield SampleLine(
                say("{plural} line {line}", plural=named(part.noun.plural), line=line),
                part.noun.plural,
                line,
                name,
                value,
            )


def _stored(values: Values, fields: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield field and value as people write it, of what is stored."""
    from crmcli.domain.money import decimal_text

    for name, value in values.items():
        if name in _MADE_UP:
            continue
        if name == "custom":
            yield from ((CUSTOM + field, text) for field, text in value.items())
        elif isinstance(value, tuple):
            yield name, "; ".join(value)
        elif fields.get(name) == "amount":
            yield name, decimal_text(value, values["currency"])
        elif fields.get(name) == "flag":
            yield name, "yes" if value else "no"
        elif fields.get(name) == "quantity":
            yield name, f"{value / 1000:g}"
        else:
            yield name, str(value)
