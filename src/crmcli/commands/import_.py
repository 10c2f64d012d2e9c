"""``crm import``: files in, with everything found out said, and one undo to take it back."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import import_all, options
from crmcli.domain.nouns import NOUNS
from crmcli.domain.results import Change, Listing, Record

app = Typer()

Many = list[str] | None
File = Annotated[str, Argument(metavar="FILE|-", help="The file; - reads standard input.")]
Files = Annotated[
    list[str], Argument(metavar="FILE...", help="Files of any kind, folders of .eml, .vcf or .xml; or -.")
]
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
SourceName = Annotated[
    str | None, Option("--source", metavar="NAME", help="The program the file's keys belong to.")
]
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
Sheet = Annotated[
    str | None, Option("--sheet", metavar="NAME|N", help="The sheet of a workbook, by name or number.")
]
Header = Annotated[
    int | None, Option("--header", min=1, help="The row with the column names, where it is not found out.")
]
PresetName = Annotated[
    str | None,
    Option("--preset", metavar="NAME", help="Read it as this product's export: crm import presets."),
]
NoPreset = Annotated[bool, Option("--no-preset", help="Go by the columns' names, whatever wrote the file.")]


class Asked(NamedTuple):
    """The options that every import has."""

    maps: Map = None
    sets: Set = None
    values: Value = None
    keep_unknown: KeepUnknown = False
    save_map: SaveMap = None
    rejects: Rejects = None
    mode: Mode = "upsert"
    key: KeyFields = None
    source: SourceName = None
    create: Create = None
    preset: PresetName = None
    no_preset: NoPreset = False
    encoding: Encoding = None
    delimiter: Delimiter = None
    decimal: Decimal = None
    date_order: DateOrder = None
    records: Records = None
    sheet: Sheet = None
    header: Header = None


def _importing(command: Callable[..., Change[Any]]) -> Callable[..., Any]:
    """Give a command the options of every import; it takes them together, as its last parameter."""
    hints = typing.get_type_hints(command, include_extras=True)
    own = [
        parameter.replace(annotation=hints[name])
        for name, parameter in inspect.signature(command).parameters.items()
        if name != "asked"
    ]
    shared = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=hint)
        for (name, hint), default in zip(
            typing.get_type_hints(Asked, include_extras=True).items(), Asked(), strict=True
        )
    ]

    def run(**given: Any) -> Change[Any]:
        asked = Asked(**{parameter.name: given.pop(parameter.name) for parameter in shared})
        return command(**given, asked=asked)

    signature = inspect.Signature([*own, *shared], return_annotation=Change[Any])
    run.__signature__ = signature  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in (*own, *shared)}
    run.__doc__, run.__name__ = command.__doc__, command.__name__
    return writes(run)


@app.command("file")
@_importing
def file_(ctx: Context, files: Files, asked: Asked) -> Change[Any]:
    """Find out what files hold and import it, all in one change.

    Example: crm import file orders_export.csv contacts.vcf --dry-run
    """
    from crmcli.commands.import_run import import_files

    return import_files(ctx.obj, files, None, asked)


def _add(name: str, plural: str) -> None:
    """Add the command that imports a noun."""

    def run(ctx: Context, file: File, asked: Asked) -> Change[Any]:
        from crmcli.commands.import_run import import_files

        return import_files(ctx.obj, [file], name, asked)

    run.__doc__ = f"Import {plural.replace('-', ' ')}.\n\nExample: crm import {plural} {plural}.csv --dry-run"
    app.command(plural)(_importing(run))


for _noun in NOUNS:
    _add(_noun.name, _noun.plural)
_add("consent", "consents")
_add("address", "addresses")


import_all.register(app)


@app.command("presets")
def presets(
    ctx: Context,
    name: Annotated[str | None, Argument(metavar="NAME", help="Show this one's columns.")] = None,
) -> Listing[Any]:
    """List the exports that are recognised, or what one fills.

    Example: crm import presets shopify-orders
    """
    del ctx
    from crmcli.domain.exchange.presets.listing import list_presets, show_preset

    return list_presets() if name is None else show_preset(name)


@app.command("list")
def list_(ctx: Context, limit: options.Limit = None) -> Listing[Any]:
    """List the imports, newest first.

    Example: crm import list
    """
    from crmcli.domain.journal.changes import ListChanges, list_changes

    run: App = ctx.obj
    return run.read(list_changes, ListChanges(limit=options.row_limit(run, limit), imports=True))


Number = Annotated[int, Argument(metavar="N", help="The import's number, as crm import list shows it.")]


@app.command("show")
def show(ctx: Context, number: Number) -> Record[Any]:
    """Show an import: its file, what it made and changed.

    Example: crm import show 3
    """
    from crmcli.domain.load.made import show_import

    run: App = ctx.obj
    return run.read(show_import, number)


@app.command("undo")
@writes
def undo(
    ctx: Context,
    number: Number,
    keep_edited: Annotated[
        bool, Option("--keep-edited", help="Leave what was touched since as it is, reverse the rest.")
    ] = False,
) -> Change[Any]:
    """Take an import back, as crm undo does.

    Example: crm import undo 3
    """
    from crmcli.commands.undo import undo as undo_change
    from crmcli.domain.load.made import check_import

    run: App = ctx.obj
    run.read(check_import, number)
    return undo_change(ctx, number, keep_edited)
