"""``crm customer``: the record, its tree, its whole timeline."""

from __future__ import annotations

from typing import Annotated

from typer import Argument, Context, Option, Typer

from crmcli.app import App
from crmcli.commands import customer_views, options
from crmcli.domain.results import Listing, Record

app = Typer()


@app.command("list")
def list_(
    ctx: Context,
    where: options.Where = None,
    status: Annotated[str | None, Option(help="Only prospect, customer or lapsed.")] = None,
    as_of: options.AsOf = None,
    limit: options.Limit = None,
) -> Listing[object]:
    """List customers by name.

    Example: crm customer list --where city=İzmir --status lapsed
    """
    from crmcli.domain.customer import ListCustomers, list_customers

    run: App = ctx.obj
    request = ListCustomers(
        as_of=options.day(run, as_of),
        lapsed_days=run.config.integer("lapsed_days"),
        where=tuple(where or ()),
        status=status,
        limit=options.row_limit(run, limit),
    )
    return run.read(list_customers, request)


@app.command("show")
def show(
    ctx: Context,
    ref: Annotated[str, Argument(metavar="CUSTOMER", help="Number, phone, e-mail, tax number or name.")],
    as_of: options.AsOf = None,
) -> Record[object]:
    """Show one customer whole.

    Example: crm customer show C-12
    """
    from crmcli.domain.customer import ShowCustomer, show_customer

    run: App = ctx.obj
    request = ShowCustomer(
        ref, options.day(run, as_of), run.config.integer("lapsed_days"), run.config.get("region")
    )
    return run.read(show_customer, request)


for view in (customer_views.timeline, customer_views.brief, customer_views.tree):
    app.command()(view)
