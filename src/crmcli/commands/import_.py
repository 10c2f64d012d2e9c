"""``crm import``: files in, with everything found out said, and one undo to take it back."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options
from crmcli.domain.nouns import NOUNS, Noun
from crmcli.domain.results import Change, Listing
from crmcli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.domain.exchange.mapping import Mapping
    from crmcli.domain.exchange.source import Source
    from crmcli.domain.load.plan import Prepared

app = Typer()

Many = list[str] | None
File = Annotated[str, Argument(metavar="FILE|-", help="CSV, TSV, JSON or JSONL; - reads standard input.")]
Map = Annotated[
    Many,
    Option(
        "--map",
        metavar="'COLUMN=FIELD'",
        help="Column=field, Column=custom:Name, Column=- (leave out), or a saved map.toml.",
    ),
]
Set = Annotated[Many, Option("--set", metavar="FIELD=VALUE", help="A value for what the file leaves blank.")]
Value = Annotated[Many, Option("--value", metavar="'FIELD:FROM=TO'", help="Translate a word of the file.")]
KeepUnknown = Annotated[
    bool, Option("--keep-unknown", help="Keep columns that no name fits as custom fields.")
]
SaveMap = Annotated[Path | None, Option("--save-map", metavar="FILE", help="Write the mapping to this file.")]
Rejects = Annotated[
    Path | None,
    Option(
        "--rejects",
        metavar="FILE",
        help="Import the good rows; write the others, with reasons, to this file.",
    ),
]
Mode = Annotated[str, Option("--mode", help="upsert, create, update or skip.")]
KeyFields = Annotated[
    str | None, Option("--key", metavar="FIELDS", help="Fields that tell who a row is: email,name.")
]
SourceName = Annotated[str, Option("--source", metavar="NAME", help="The program the file's keys belong to.")]
Create = Annotated[
    str | None,
    Option(
        "--create",
        metavar="NOUNS",
        help="Make what rows refer to and is not there: users,customers,stages ...",
    ),
]
Encoding = Annotated[
    str | None, Option("--encoding", help="The file's encoding, where it can't be found out.")
]
Delimiter = Annotated[str | None, Option("--delimiter", help="What stands between cells.")]
Decimal = Annotated[
    str | None, Option("--decimal", metavar=",|.", help="The decimal mark, where it can't be found out.")
]
DateOrder = Annotated[
    str | None,
    Option("--date-order", metavar="dmy|mdy|ymd", help="The order of dates, where it can't be found out."),
]
Records = Annotated[
    str | None, Option("--records", metavar="NAME", help="The list of a JSON object that holds the rows.")
]


class Asked(NamedTuple):
    """The options of one import."""

    file: str
    maps: tuple[str, ...]
    sets: tuple[str, ...]
    values: tuple[str, ...]
    keep_unknown: bool
    save_map: Path | None
    rejects: Path | None
    mode: str
    key: str | None
    source: str
    create: str | None
    encoding: str | None
    delimiter: str | None
    decimal: str | None
    date_order: str | None
    records: str | None


def _add(noun: Noun) -> None:
    """Add the command that imports a noun."""

    def run(
        ctx: Context,
        file: File,
        maps: Map = None,
        sets: Set = None,
        values: Value = None,
        keep_unknown: KeepUnknown = False,
        save_map: SaveMap = None,
        rejects: Rejects = None,
        mode: Mode = "upsert",
        key: KeyFields = None,
        source: SourceName = "default",
        create: Create = None,
        encoding: Encoding = None,
        delimiter: Delimiter = None,
        decimal: Decimal = None,
        date_order: DateOrder = None,
        records: Records = None,
    ) -> Change[Any]:
        asked = Asked(
            file,
            tuple(maps or ()),
            tuple(sets or ()),
            tuple(values or ()),
            keep_unknown,
            save_map,
            rejects,
            mode,
            key,
            source,
            create,
            encoding,
            delimiter,
            decimal,
            date_order,
            records,
        )
        return import_file(ctx.obj, noun, asked)

    run.__doc__ = (
        f"Import {noun.plural.replace('-', ' ')}.\n\n"
        f"Example: crm import {noun.plural} {noun.plural}.csv --dry-run"
    )
    app.command(noun.plural)(writes(run))


for _noun in NOUNS:
    _add(_noun)


@app.command("list")
def list_(ctx: Context, limit: options.Limit = None) -> Listing[Any]:
    """List the imports, newest first.

    Example: crm import list
    """
    from crmcli.domain.journal.changes import ListChanges, list_changes

    run: App = ctx.obj
    return run.read(list_changes, ListChanges(limit=options.row_limit(run, limit), imports=True))


def import_file(run: App, noun: Noun, asked: Asked) -> Change[Any]:
    """Read a file whole, then load it in one change.

    Raises:
        Refused: the file is malformed, or rows don't fit and no rejects file was asked for.
        UsageError: an option is wrong.
    """
    from crmcli.domain.exchange.mapping import build_mapping, map_request
    from crmcli.domain.exchange.source import SourceOptions, open_source

    request = map_request(asked.maps, asked.sets, asked.values, keep_unknown=asked.keep_unknown)
    saved = request.read
    reading = SourceOptions(
        asked.encoding or saved.get("encoding"),
        asked.delimiter or saved.get("delimiter"),
        asked.records or saved.get("records"),
    )
    where = sys.stdin.buffer if asked.file == "-" else Path(asked.file)
    with open_source(where, reading) as source:
        mapping = build_mapping(source.header, noun.name, request)
        prepared = _prepare(run, source, mapping, asked, dict(saved))
        try:
            with _saved_map(mapping, asked, replace=bool(run.shown.get("force_output"))):
                return _load(run, source, prepared, asked)
        finally:
            prepared.spool.close()


def _prepare(run: App, source: Source, mapping: Mapping, asked: Asked, saved: dict[str, str]) -> Prepared:
    """Parse and check the file; the store is not touched yet."""
    from crmcli import notes
    from crmcli.domain.exchange.columns import ReadOptions
    from crmcli.domain.load.plan import MODES, LoadOptions, prepare
    from crmcli.domain.records import Keys

    _one_of("mode", asked.mode, MODES)
    _one_of("decimal", asked.decimal, (",", "."))
    _one_of("date-order", asked.date_order, ("dmy", "mdy", "ymd"))
    plurals = {noun.plural for noun in NOUNS} | {"stages", "reasons"}
    create = frozenset(word.strip() for word in (asked.create or "").split(",") if word.strip())
    if create - plurals:
        raise UsageError(
            f'"{min(create - plurals)}" can\'t be made', f"--create takes {', '.join(sorted(plurals))}"
        )
    read = ReadOptions(
        decimal=asked.decimal or saved.get("decimal"),
        date_order=asked.date_order or saved.get("date_order"),
        zone=run.zone,
        currency=run.config.get("currency"),
    )
    load_options = LoadOptions(
        Keys(run.config.get("region"), asked.source),
        asked.mode,
        tuple(part.strip() for part in asked.key.split(",")) if asked.key else (),
        create,
    )
    with notes.progress(100, f"reading {source.report.name}") as bar:
        return prepare(
            source,
            mapping,
            read,
            load_options,
            all_or_nothing=asked.rejects is None,
            passed=lambda: bar.update(round(100 * source.progress())),
        )


def _one_of(option: str, value: str | None, choices: Sequence[str]) -> None:
    """Refuse a value that an option doesn't know."""
    if value is not None and value not in choices:
        raise UsageError(f'--{option} can\'t be "{value}"', f"--{option} takes one of {' '.join(choices)}")


def _load(run: App, source: Source, prepared: Prepared, asked: Asked) -> Change[Any]:
    """Load, and write the rejects beside it: the file appears only when the load is kept."""
    if asked.rejects is None:
        return _write(run, prepared)
    from crmcli.domain.exchange.rejects import RejectsFile

    with RejectsFile(asked.rejects, source, replace=bool(run.shown.get("force_output"))) as file:
        result = _write(run, prepared)
        _write_rejects(source, prepared, file)
    return _with_rejects(result, asked.rejects) if prepared.rejects else result


def _write(run: App, prepared: Prepared) -> Change[Any]:
    """Load in one change, showing how far it is."""
    from crmcli import notes
    from crmcli.domain.load.apply import load

    with notes.progress(prepared.records, f"importing {prepared.name}") as bar:
        prepared.passed = bar.advance
        return run.write(load, prepared, input_sha256=prepared.sha256)


def _with_rejects(result: Change[Any], path: Path) -> Change[Any]:
    """Say where the rejected rows went; a dry run's file is in the way of the real one."""
    from dataclasses import replace

    way = "--force-output lets the import replace it" if result.dry_run else "mend it and import it"
    return replace(result, notes=(*result.notes, f"rejected rows, with reasons: {path} ({way})"))


def _write_rejects(source: Source, prepared: Prepared, file: Any) -> None:
    from dataclasses import replace

    from crmcli.domain.load.plan import cells_of

    late = {reject.line for reject in prepared.rejects if not reject.cells}
    cells = cells_of(source, late) if late else {}
    file.add([r if r.cells else replace(r, cells=cells[r.line]) for r in prepared.rejects])


@contextmanager
def _saved_map(mapping: Mapping, asked: Asked, *, replace: bool) -> Iterator[None]:
    """Write the mapping to a new file that appears when the import is done.

    Raises:
        Refused: the file exists: the name of the imported file itself is soon given by mistake.
    """
    from crmcli.domain.exchange.mapping import map_as_toml
    from crmcli.domain.exchange.rejects import NewFile

    path = asked.save_map
    if path is None:
        yield
        return
    text = map_as_toml(
        mapping,
        {
            "encoding": asked.encoding,
            "delimiter": asked.delimiter,
            "decimal": asked.decimal,
            "date_order": asked.date_order,
            "records": asked.records,
        },
    )
    file = NewFile(path, replace=replace)
    try:
        file.file.write(text)
        yield
    except BaseException:
        file.discard()
        raise
    file.keep()
