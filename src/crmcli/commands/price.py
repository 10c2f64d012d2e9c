"""``crm price``: prices and costs of products from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options, records
from crmcli.domain.results import Change, Listing, Record

app = Typer()

Product = Annotated[str, Argument(metavar="PRODUCT", help="Number, article number or name.")]
Amount = Annotated[str | None, Argument(metavar="AMOUNT", help="The price of one: '4.900 TL'.")]
Cost = Annotated[str | None, Option("--cost", help="What one costs us.")]
From = Annotated[str | None, Option("--from", metavar="DAY", help="The first day of it; today.")]


@app.command("set")
@writes
def set_(
    ctx: Context,
    product: Product,
    price: Amount = None,
    cost: Cost = None,
    valid_from: From = None,
    currency: options.Currency = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
) -> Change[Any]:
    """Set a product's price from a day on.

    The same day again replaces it.

    Example: crm price set MM-1 "4.900 TL" --cost 3100 --from 2027-01-01
    """
    return _set(ctx.obj, locals(), replaces=True)


@app.command("add")
@writes
def add(
    ctx: Context,
    product: Product,
    price: Amount = None,
    cost: Cost = None,
    valid_from: From = None,
    currency: options.Currency = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
) -> Change[Any]:
    """Add a price from a day on; refused where the day has one.

    Example: crm price add MM-1 "140 EUR" --from 2027-01-01
    """
    return _set(ctx.obj, locals(), replaces=False)


def _set(run: App, params: Mapping[str, Any], *, replaces: bool) -> Change[Any]:
    """Set what a command's parameters gave."""
    from crmcli.domain.prices import SetPrice, set_price

    given = records.given("price", params)
    return run.write(set_price, SetPrice(given, records.reading(run), replaces))


@app.command("list")
def list_(
    ctx: Context,
    product: Annotated[str | None, Argument(metavar="PRODUCT", help="Only those of this product.")] = None,
    where: options.Where = None,
    as_of: options.AsOf = None,
    limit: options.Limit = None,
) -> Listing[Any]:
    """List dated prices by product, the newest first.

    Example: crm price list MM-1
    """
    from crmcli.domain.prices import ListPrices, list_prices
    from crmcli.domain.views import ListRecords

    run: App = ctx.obj
    chosen = ListRecords(tuple(where or ()), options.row_limit(run, limit))
    request = ListPrices(chosen, options.day(run, as_of), product, run.config.get("region"))
    return run.read(list_prices, request)


@app.command("show")
def show(
    ctx: Context, ref: Annotated[str, Argument(metavar="PRICE", help="The number, PP-2, or its id.")]
) -> Record[Any]:
    """Show one dated price.

    Example: crm price show PP-2
    """
    from crmcli.domain.prices import show_price

    return records.shows(ctx.obj, show_price, ref)


@app.command("edit")
@writes
def edit(
    ctx: Context,
    refs: options.Refs = None,
    price: Annotated[str | None, Option("--price", help="The price of one.")] = None,
    cost: Cost = None,
    valid_from: Annotated[str | None, Option("--from", metavar="DAY", help="The first day of it.")] = None,
    currency: options.Currency = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Change dated prices.

    Example: crm price edit PP-2 --from 2027-02-01
    """
    return records.edit(ctx.obj, "price", locals())


records.shared(app, "price", "PP-2")
