"""``crm product``: what we sell, with price and cost."""

from __future__ import annotations

from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import writes
from crmcli.commands import options, records
from crmcli.domain.results import Change, Listing, Record

app = Typer()

Sku = Annotated[str | None, Option("--sku", help="The article number.")]
Category = Annotated[str | None, Option("--category", help="The category or product line.")]
Price = Annotated[str | None, Option("--price", help="The price of one: '4.500 TL'.")]
Cost = Annotated[str | None, Option("--cost", help="What one costs us.")]


@app.command("list")
def list_(ctx: Context, where: options.Where = None, limit: options.Limit = None) -> Listing[Any]:
    """List products by name.

    Example: crm product list --where category=Masa
    """
    from crmcli.domain.product import list_products

    return records.lists(ctx.obj, list_products, where, limit)


@app.command("show")
def show(
    ctx: Context, ref: Annotated[str, Argument(metavar="PRODUCT", help="Number, article number or name.")]
) -> Record[Any]:
    """Show one product with what was sold of it.

    Example: crm product show MM-1
    """
    from crmcli.domain.product import show_product

    return records.shows(ctx.obj, show_product, ref)


@app.command("add")
@writes
def add(
    ctx: Context,
    name: Annotated[str, Argument(metavar="NAME", help="The name.")],
    sku: Sku = None,
    category: Category = None,
    price: Price = None,
    cost: Cost = None,
    currency: options.Currency = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    force: options.Force = False,
) -> Change[Any]:
    """Add a product or a service.

    Example: crm product add "Meşe masa" --sku MM-1 --price "4.500 TL" --cost 2800
    """
    return records.add(ctx.obj, "product", locals())


@app.command("edit")
@writes
def edit(
    ctx: Context,
    refs: options.Refs = None,
    name: options.Name = None,
    sku: Sku = None,
    category: Category = None,
    price: Price = None,
    cost: Cost = None,
    currency: options.Currency = None,
    active: Annotated[bool | None, Option("--active/--inactive", help="Whether it is sold still.")] = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    where: options.Where = None,
    yes: options.Yes = False,
    force: options.Force = False,
) -> Change[Any]:
    """Change fields of products; an empty text empties a field.

    Example: crm product edit MM-1 --price 4.900
    """
    return records.edit(ctx.obj, "product", locals())


records.shared(app, "product", "PR-2", "masa")
