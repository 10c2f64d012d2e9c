"""``crm competitor``: who else sells; what was won from them and lost to them."""

from __future__ import annotations

from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import writes
from crmcli.commands import options, records
from crmcli.domain.results import Change, Listing, Record

app = Typer()

Website = Annotated[str | None, Option("--website", help="The address of the website.")]
Strengths = Annotated[str | None, Option("--strengths", help="What they do well.")]
Weaknesses = Annotated[str | None, Option("--weaknesses", help="What they don't.")]


@app.command("list")
def list_(ctx: Context, where: options.Where = None, limit: options.Limit = None) -> Listing[Any]:
    """List competitors with the win rate against each.

    Example: crm competitor list
    """
    from crmcli.domain.competitor import list_competitors

    return records.lists(ctx.obj, list_competitors, where, limit)


@app.command("show")
def show(
    ctx: Context, ref: Annotated[str, Argument(metavar="COMPETITOR", help="Number, id or name.")]
) -> Record[Any]:
    """Show one competitor with what was won from it and lost to it.

    Example: crm competitor show rakip
    """
    from crmcli.domain.competitor import show_competitor

    return records.shows(ctx.obj, show_competitor, ref)


@app.command("add")
@writes
def add(
    ctx: Context,
    name: Annotated[str, Argument(metavar="NAME", help="The name.")],
    website: Website = None,
    strengths: Strengths = None,
    weaknesses: Weaknesses = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
) -> Change[Any]:
    """Add a competitor.

    Example: crm competitor add "Rakip Mobilya" --strengths "quick delivery"
    """
    return records.add(ctx.obj, "competitor", locals() | {"force": False})


@app.command("edit")
@writes
def edit(
    ctx: Context,
    refs: options.Refs = None,
    name: options.Name = None,
    website: Website = None,
    strengths: Strengths = None,
    weaknesses: Weaknesses = None,
    active: Annotated[
        bool | None, Option("--active/--inactive", help="Whether they are in the market still.")
    ] = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Change fields of competitors; an empty text empties a field.

    Example: crm competitor edit rakip --weaknesses "no service after the sale"
    """
    return records.edit(ctx.obj, "competitor", locals())


records.shared(app, "competitor", "CO-2", "rakip")
