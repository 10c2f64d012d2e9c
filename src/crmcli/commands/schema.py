"""``crm schema``: the program as data, for whoever writes a program that uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Flag, Text
from crmcli.domain.results import Document, Listing

if TYPE_CHECKING:
    from collections.abc import Sequence

app = Typer()


@frozen
class CommandRow:
    """A command, or an argument of the one asked for, in a line."""

    name: Annotated[str, Text("command", wrap=False)]
    writes: Annotated[bool, Flag()]
    answers: Annotated[str, Text("answers with", wrap=False)]
    help: Annotated[str, Text("what it does")]


@frozen
class ParameterRow:
    """What a command takes, in a line."""

    name: Annotated[str, Text("option", wrap=False)]
    type: Annotated[str, Text(wrap=False)]
    required: Annotated[bool, Flag()]
    help: Annotated[str | None, Text("what it means")]


@app.command("schema")
def schema(
    ctx: Context,
    words: Annotated[
        list[str] | None,
        Argument(metavar="[COMMAND...]", help="One command, or a group of them: customer add."),
    ] = None,
    as_json: Annotated[bool, Option("--json", help="Everything, as one JSON document.")] = False,
    store: Annotated[bool, Option("--store", help="With the custom fields of the store.")] = False,
) -> Document | Listing[Any]:
    """Describe every command, its options and its answers as data.

    With --json all of it: arguments and answers as JSON Schema, exit codes, views, kinds of record.

    Example: crm schema customer add --json
    """
    from crmcli.commands.described.whole import document

    run: App = ctx.obj
    run.flags["lang"] = "en"  # what it tells of is called so, whoever reads it
    root = ctx.find_root().command
    if not as_json and run.shown.get("format") not in ("json", "jsonl"):
        return _told(root, words or ())
    from json import dumps

    run.shown.pop("format", None)
    custom = _custom(run) if store else None
    return Document(dumps(document(root, words or (), custom), indent=1, ensure_ascii=True) + "\n")


def _custom(run: App) -> Sequence[Any]:
    """Return the custom fields of the store."""
    from crmcli.domain.custom_fields import ListFields, list_fields

    return run.read(list_fields, ListFields()).rows


def _told(root: Any, words: Sequence[str]) -> Listing[Any]:
    """Return the commands in a line each; of a single one what it takes."""
    from crmcli.commands.described.commands import walk
    from crmcli.commands.described.parameters import input_schema
    from crmcli.commands.described.results import answers

    found = list(walk(root, words))
    if len(found) == 1:
        taken = input_schema(found[0].command)
        needed = taken.get("required", ())
        parameters = [
            ParameterRow(_flags(name, each), _type(each), name in needed, each.get("description"))
            for name, each in taken["properties"].items()
        ]
        return Listing(ParameterRow, parameters, title=" ".join(found[0].path))
    rows = [
        CommandRow(
            " ".join(each.path),
            each.writes,
            ", ".join(dict.fromkeys(a.container.lower() for a in answers(each.path, each.command.callback))),
            (each.command.help or "").split("\n")[0],
        )
        for each in found
    ]
    return Listing(CommandRow, rows)


def _flags(name: str, schema: dict[str, Any]) -> str:
    """Return what a person types for a parameter."""
    return ", ".join(schema.get("x-flags", ())) or str(schema.get("x-metavar", name))


def _type(schema: dict[str, Any]) -> str:
    """Return a parameter's type in a word or two."""
    item = schema.get("items", schema)
    return f"{item['type']} ..." if schema["type"] == "array" else str(item["type"])
