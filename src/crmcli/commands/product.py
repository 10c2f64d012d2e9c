"""``crm product``: what we sell, with price and cost."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options, records
from crmcli.domain.results import Change, Listing, Record
from crmcli.errors import UsageError

app = Typer()

Sku = Annotated[str | None, Option("--sku", help="The article number.")]
Category = Annotated[str | None, Option("--category", help="The category or product line.")]
Price = Annotated[str | None, Option("--price", help="The price of one: '4.500 TL'.")]
Cost = Annotated[str | None, Option("--cost", help="What one costs us.")]
Unit = Annotated[str | None, Option("--unit", help="What one is: piece, hour, metre.")]
Tax = Annotated[str | None, Option("--tax", metavar="PERCENT", help="The tax rate: 20.")]
Introduced = Annotated[
    str | None, Option("--introduced", metavar="DAY", help="The first day on which it is sold.")
]
Withdrawn = Annotated[
    str | None, Option("--withdrawn", metavar="DAY", help="The last day on which it is sold.")
]


@app.command("list")
def list_(
    ctx: Context,
    where: options.Where = None,
    as_of: options.AsOf = None,
    limit: options.Limit = None,
) -> Listing[Any]:
    """List products by name, with the price that holds on the day.

    Example: crm product list --where category=Masa --as-of 2027-01-01
    """
    from crmcli.domain.product import ListProducts, list_products
    from crmcli.domain.views import ListRecords

    run: App = ctx.obj
    chosen = ListRecords(tuple(where or ()), options.row_limit(run, limit))
    return run.read(list_products, ListProducts(chosen, options.day(run, as_of)))


@app.command("show")
def show(
    ctx: Context,
    ref: Annotated[str, Argument(metavar="PRODUCT", help="Number, article number or name.")],
    as_of: options.AsOf = None,
) -> Record[Any]:
    """Show one product with its prices and what was sold of it.

    Example: crm product show MM-1
    """
    from crmcli.domain.product import show_product

    run: App = ctx.obj
    return records.shows(run, partial(show_product, on=options.day(run, as_of)), ref)


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
    unit: Unit = None,
    tax_percent: Tax = None,
    introduced_on: Introduced = None,
    withdrawn_on: Withdrawn = None,
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
    unit: Unit = None,
    tax_percent: Tax = None,
    introduced_on: Introduced = None,
    withdrawn_on: Withdrawn = None,
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
    from crmcli.domain.editing import EditRecords
    from crmcli.domain.product import edit_products

    run: App = ctx.obj
    params = locals()
    fields = records.given("product", params)
    if not fields:
        raise UsageError("no field is given to change", "crm product edit --help")
    aimed = records.targets(run, "product", params, "change")
    return run.write(edit_products, EditRecords("product", aimed, fields, records.reading(run), force=force))


records.shared(app, "product", "PR-2", "masa")
