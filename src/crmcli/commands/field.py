"""``crm field``: custom fields, declared with a type."""

from __future__ import annotations

from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.domain.results import Change, Listing

app = Typer()

Noun = Annotated[str, Argument(metavar="NOUN", help="customer, contact, lead, opportunity, order ...")]
Name = Annotated[str, Argument(metavar="FIELD", help="The field's name.")]
Type = Annotated[str | None, Option("--type", metavar="TYPE", help="text, number, date, choice or yes_no.")]
Choices = Annotated[
    str | None, Option("--choices", metavar="A,B,C", help="The words of a choice, parted by commas.")
]


@app.command("list")
def list_(
    ctx: Context,
    noun: Annotated[str | None, Argument(metavar="NOUN", help="Of this noun only.")] = None,
) -> Listing[Any]:
    """List custom fields and how many records have them.

    Example: crm field list customer
    """
    from crmcli.domain.custom_fields import ListFields, list_fields

    run: App = ctx.obj
    return run.read(list_fields, ListFields(noun))


@app.command("add")
@writes
def add(ctx: Context, noun: Noun, name: Name, kind: Type = None, choices: Choices = None) -> Change[Any]:
    """Declare a custom field.

    Example: crm field add customer Segment --type choice --choices "A,B,C"
    """
    from crmcli.domain.custom_fields import AddField, add_field

    run: App = ctx.obj
    words = _words(choices) or ()
    return run.write(add_field, AddField(noun, name, kind or ("choice" if words else "text"), words))


@app.command("edit")
@writes
def edit(
    ctx: Context,
    noun: Noun,
    field: Name,
    name: Annotated[str | None, Option("--name", metavar="NAME", help="The new name.")] = None,
    kind: Type = None,
    choices: Choices = None,
) -> Change[Any]:
    """Rename a custom field, or change its type or words; values follow.

    Example: crm field edit customer Segment --choices "A,B,C,D"
    """
    from crmcli.domain.custom_fields import EditField, edit_field

    run: App = ctx.obj
    return run.write(edit_field, EditField(noun, field, name, kind, _words(choices)))


@app.command("remove")
@writes
def remove(
    ctx: Context,
    noun: Noun,
    field: Name,
    values: Annotated[bool, Option("--values", help="Take the records' values out too.")] = False,
) -> Change[Any]:
    """Remove a declaration; values stay unless --values.

    Example: crm field remove customer Segment
    """
    from crmcli.domain.custom_fields import RemoveField, remove_field

    run: App = ctx.obj
    return run.write(remove_field, RemoveField(noun, field, values))


def _words(choices: str | None) -> tuple[str, ...] | None:
    """Return the words of a choice."""
    return None if choices is None else tuple(word.strip() for word in choices.split(",") if word.strip())
