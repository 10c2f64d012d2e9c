"""``crm order``: purchases with their lines; refunds are negative."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options, records
from crmcli.domain.results import Change, Listing, Record

app = Typer()

Number = Annotated[str | None, Option("--number", help="The order's or invoice's number.")]
On = Annotated[str | None, Option("--on", metavar="DAY", help="The day of the purchase.")]
Total = Annotated[str | None, Option("--total", help="What is owed; negative for a refund.")]
Lines = Annotated[
    list[str] | None,
    Option("--line", metavar="PRODUCT:QTY:PRICE", help="A line; one at the catalogue's price without."),
]
Items = Annotated[
    list[str] | None, Option("--item", metavar="WORDS:QTY:PRICE", help="A line that is no product of ours.")
]
Status = Annotated[str | None, Option("--status", help="open, completed or cancelled.")]
Promised = Annotated[
    str | None, Option("--promised", metavar="DAY", help="The day the delivery is promised for.")
]
Due = Annotated[str | None, Option("--due", metavar="DAY", help="The day the payment is due.")]


@app.command("list")
def list_(ctx: Context, where: options.Where = None, limit: options.Limit = None) -> Listing[Any]:
    """List orders, the latest first.

    Example: crm order list --where customer=C-12 --where 'ordered_on>=2026-01-01'
    """
    from crmcli.domain.order import list_orders

    run: App = ctx.obj
    return records.lists(run, partial(list_orders, today=run.today()), where, limit)


@app.command("show")
def show(
    ctx: Context, ref: Annotated[str, Argument(metavar="ORDER", help="S-4, or the order's own number.")]
) -> Record[Any]:
    """Show one order with its lines.

    Example: crm order show S-4
    """
    from crmcli.domain.order import show_order

    return records.shows(ctx.obj, show_order, ref)


@app.command("add")
@writes
def add(
    ctx: Context,
    customer: Annotated[str | None, Argument(metavar="CUSTOMER", help="None for a walk-in sale.")] = None,
    number: Number = None,
    ordered_on: On = None,
    total: Total = None,
    lines: Lines = None,
    items: Items = None,
    currency: options.Currency = None,
    status: Status = None,
    promised_on: Promised = None,
    due_on: Due = None,
    contact: options.Contact = None,
    opportunity: options.Opportunity = None,
    owner: options.Owner = None,
    branch: options.Branch = None,
    channel: options.Channel = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    force: Annotated[bool, Option("--force", help="Though another order has the number.")] = False,
) -> Change[Any]:
    """Add a purchase; without a total it is the sum of its lines.

    Example: crm order add C-12 --line MM-1:2:4500 --item delivery:1:250 --on yesterday
    """
    from crmcli.domain.adding import AddRecord
    from crmcli.domain.order import AddOrder, add_order
    from crmcli.domain.order import Lines as OrderLines

    run: App = ctx.obj
    fields = records.given("order", locals())
    record = AddRecord("order", fields, records.reading(run), force=force)
    return run.write(add_order, AddOrder(record, OrderLines(tuple(lines or ()), tuple(items or ()))))


@app.command("edit")
@writes
def edit(
    ctx: Context,
    refs: options.Refs = None,
    customer: options.Customer = None,
    number: Number = None,
    ordered_on: On = None,
    total: Total = None,
    lines: Lines = None,
    items: Items = None,
    drop: Annotated[list[str] | None, Option("--drop-line", metavar="SL-N", help="Take a line away.")] = None,
    currency: options.Currency = None,
    status: Status = None,
    promised_on: Promised = None,
    due_on: Due = None,
    contact: options.Contact = None,
    opportunity: options.Opportunity = None,
    owner: options.Owner = None,
    branch: options.Branch = None,
    channel: options.Channel = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    where: options.Where = None,
    yes: options.Yes = False,
    force: Annotated[bool, Option("--force", help="Though another order has the number.")] = False,
) -> Change[Any]:
    """Change orders; a total that was the sum of the lines stays it.

    Example: crm order edit S-4 --line MM-1:1 --drop-line SL-9
    """
    params = locals()
    if not (lines or items or drop or customer is not None or "customer" in records.given("order", params)):
        return records.edit(ctx.obj, "order", params)
    from crmcli.domain.order import Lines as OrderLines
    from crmcli.domain.order_editing import EditOrder, edit_order

    run: App = ctx.obj
    aimed = records.targets(run, "order", params, "change")
    changed = OrderLines(tuple(lines or ()), tuple(items or ()), tuple(drop or ()))
    fields = records.given("order", params)
    return run.write(edit_order, EditOrder(aimed, fields, records.reading(run), changed, force=force))


@app.command("cancel")
@writes
def cancel(
    ctx: Context, refs: options.Refs = None, where: options.Where = None, yes: options.Yes = False
) -> Change[Any]:
    """Cancel orders: they are kept and count no longer.

    Example: crm order cancel S-4
    """
    from crmcli.domain.editing import EditRecords, edit_records

    run: App = ctx.obj
    aimed = records.targets(run, "order", locals(), "cancel")
    request = EditRecords("order", aimed, {"status": "cancelled"}, records.reading(run), verb="cancelled")
    return run.write(edit_records, request)


@app.command("deliver")
@writes
def deliver(
    ctx: Context,
    refs: options.Refs = None,
    on: Annotated[str | None, Option("--on", metavar="DAY", help="The day of the delivery; today.")] = None,
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Mark orders as delivered; late ones are told.

    An open one is completed; how late or early it came is said.

    Example: crm order deliver S-4 --on yesterday
    """
    from crmcli.domain.delivering import DeliverOrders, deliver_orders

    run: App = ctx.obj
    aimed = records.targets(run, "order", locals(), "deliver")
    day, today = options.day(run, on), run.today()
    return run.write(deliver_orders, DeliverOrders(aimed, day, told=on is not None, today=today))


records.shared(app, "order", "S-4", "2026-0042")
