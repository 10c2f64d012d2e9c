"""``crm need``: what a customer needs, how much it matters, and what covers it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options, records
from crmcli.domain.results import Change, Listing, Record

app = Typer()

Weight = Annotated[
    int | None, Option("--weight", min=1, max=5, help="How much it matters: 1 hardly, 5 decides.")
]
Product = Annotated[str | None, Option("--product", metavar="PRODUCT", help="The product that covers it.")]
Noted = Annotated[str | None, Option("--on", metavar="DAY", help="The day it was told; today.")]


@app.command("list")
def list_(ctx: Context, where: options.Where = None, limit: options.Limit = None) -> Listing[Any]:
    """List needs, the open ones first, by weight.

    Example: crm need list --where status=open --where 'weight>=4'
    """
    from crmcli.domain.need import list_needs

    return records.lists(ctx.obj, list_needs, where, limit)


@app.command("gaps")
def gaps(ctx: Context, where: options.Where = None, limit: options.Limit = None) -> Listing[Any]:
    """List what customers need and nothing covers, the heaviest first.

    Example: crm need gaps
    """
    from crmcli.domain.need_gaps import need_gaps

    return records.lists(ctx.obj, need_gaps, where, limit)


@app.command("show")
def show(ctx: Context, ref: Annotated[str, Argument(metavar="NEED", help="Number or name.")]) -> Record[Any]:
    """Show one need.

    Example: crm need show ND-3
    """
    from crmcli.domain.need import show_need

    return records.shows(ctx.obj, show_need, ref)


@app.command("add")
@writes
def add(
    ctx: Context,
    who: Annotated[str, Argument(metavar="WHO", help="Customer, contact, lead or opportunity.")],
    name: Annotated[str, Argument(metavar="NEED", help="What is needed.")],
    weight: Weight = None,
    product: Product = None,
    opportunity: options.Opportunity = None,
    noted_on: Noted = None,
    branch: options.Branch = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
) -> Change[Any]:
    """Add what a customer, a contact or a lead needs.

    Example: crm need add C-12 "Akşam teslimatı" --weight 5 --opportunity O-9
    """
    from crmcli.domain.need import AddNeed, add_need

    run: App = ctx.obj
    return run.write(add_need, AddNeed(who, records.given("need", locals()), records.reading(run)))


@app.command("edit")
@writes
def edit(
    ctx: Context,
    refs: options.Refs = None,
    name: options.Name = None,
    weight: Weight = None,
    product: Product = None,
    customer: options.Customer = None,
    contact: options.Contact = None,
    opportunity: options.Opportunity = None,
    status: Annotated[str | None, Option("--status", help="open, covered or dropped.")] = None,
    noted_on: Noted = None,
    branch: options.Branch = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Change fields of needs; an empty text empties a field.

    Example: crm need edit ND-3 --weight 4
    """
    return records.edit(ctx.obj, "need", locals())


@app.command("cover")
@writes
def cover(
    ctx: Context,
    refs: options.Refs = None,
    product: Product = None,
    note: options.Note = None,
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Note that needs are covered, and by which product.

    Example: crm need cover ND-3 --product MM-1
    """
    return _settle(ctx.obj, locals(), "covered")


@app.command("drop")
@writes
def drop(
    ctx: Context,
    refs: options.Refs = None,
    note: options.Note = None,
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Note that needs are no longer there, or are not ours to cover.

    Example: crm need drop ND-3 --note "moved to the city"
    """
    return _settle(ctx.obj, locals(), "dropped")


def _settle(run: App, params: Mapping[str, Any], status: str) -> Change[Any]:
    """Settle the needs that a command's parameters name."""
    from crmcli.domain.need import SettleNeeds, settle_needs

    note = params["note"]
    request = SettleNeeds(
        records.targets(run, "need", params, "change"),
        status,
        params.get("product"),
        None if note is None else options.text(note),
    )
    return run.write(settle_needs, request)


records.shared(app, "need", "ND-3", "teslimat")
