"""``crm customer``: the record, its tree, its whole timeline."""

from __future__ import annotations

from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import assigning, customer_cadence, customer_views, options, records
from crmcli.domain.results import Change, Listing, Record

app = Typer()

Parent = Annotated[str | None, Option("--parent", metavar="CUSTOMER", help="The customer it belongs to.")]
Referrer = Annotated[
    str | None, Option("--referred-by", metavar="CUSTOMER", help="The customer who brought it.")
]


@app.command("list")
def list_(
    ctx: Context,
    where: options.Where = None,
    status: Annotated[str | None, Option(help="Only prospect, customer or lapsed.")] = None,
    as_of: options.AsOf = None,
    limit: options.Limit = None,
) -> Listing[Any]:
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
) -> Record[Any]:
    """Show one customer whole.

    Example: crm customer show C-12
    """
    from crmcli.domain.customer import ShowCustomer, show_customer

    run: App = ctx.obj
    request = ShowCustomer(
        ref, options.day(run, as_of), run.config.integer("lapsed_days"), run.config.get("region")
    )
    return run.read(show_customer, request)


@app.command("add")
@writes
def add(
    ctx: Context,
    name: Annotated[str, Argument(metavar="NAME", help="The name.")],
    person: Annotated[bool, Option("--person", help="A person, no organisation.")] = False,
    email: options.Emails = None,
    phone: options.Phones = None,
    tax_number: options.TaxNumber = None,
    city: options.City = None,
    owner: options.Owner = None,
    parent: Parent = None,
    referrer: Referrer = None,
    branch: options.Branch = None,
    source: options.Source = None,
    tags: options.Tags = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    force: options.Force = False,
) -> Change[Any]:
    """Add a customer.

    Example: crm customer add "Işık Mobilya" --phone "0532 123 45 67" --city İzmir
    """
    return records.add(ctx.obj, "customer", locals() | ({"kind": "person"} if person else {}))


@app.command("edit")
@writes
def edit(
    ctx: Context,
    refs: options.Refs = None,
    name: options.Name = None,
    email: options.Emails = None,
    phone: options.Phones = None,
    tax_number: options.TaxNumber = None,
    city: options.City = None,
    owner: options.Owner = None,
    parent: Parent = None,
    referrer: Referrer = None,
    branch: options.Branch = None,
    source: options.Source = None,
    tags: options.Tags = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    drops: options.Drops = None,
    where: options.Where = None,
    yes: options.Yes = False,
    force: options.Force = False,
) -> Change[Any]:
    """Change fields of customers; an empty text empties a field.

    Example: crm customer edit C-12 --city İzmir --set industry=Mobilya
    """
    return records.edit(ctx.obj, "customer", locals())


assigning.assignable(app, "customer", "C-12 C-13")
records.shared(app, "customer", "C-12", "isik")
for view in (
    customer_views.timeline,
    customer_views.brief,
    customer_views.tree,
    customer_views.referrals,
    customer_views.suggest,
):
    app.command()(view)
app.command("set-parent")(customer_views.set_parent)
app.command()(customer_cadence.cadence)
