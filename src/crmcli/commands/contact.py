"""``crm contact``: people we talk to, and the customers they are at."""

from __future__ import annotations

from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import assigning, options, records
from crmcli.domain.results import Change, Listing, Record

app = Typer()

Birth = Annotated[str | None, Option("--birth-date", metavar="DAY", help="The day of birth.")]
At = Annotated[str, Argument(metavar="CUSTOMER", help="The customer.")]
Who = Annotated[str, Argument(metavar="CONTACT", help="Number, phone, e-mail or name.")]


@app.command("list")
def list_(
    ctx: Context,
    where: options.Where = None,
    customer: Annotated[str | None, Option("--customer", help="Only those who are or were there.")] = None,
    limit: options.Limit = None,
) -> Listing[Any]:
    """List contacts by name.

    Example: crm contact list --customer C-12
    """
    from crmcli.domain.contact import ListContacts, list_contacts
    from crmcli.domain.views import ListRecords

    run: App = ctx.obj
    chosen = ListRecords(tuple(where or ()), options.row_limit(run, limit))
    return run.read(list_contacts, ListContacts(chosen, customer, run.config.get("region")))


@app.command("show")
def show(ctx: Context, ref: Who) -> Record[Any]:
    """Show one contact whole, with the customers they are and were at.

    Example: crm contact show "0532 123 45 67"
    """
    from crmcli.domain.contact import show_contact

    return records.shows(ctx.obj, show_contact, ref)


@app.command("add")
@writes
def add(
    ctx: Context,
    name: Annotated[str, Argument(metavar="NAME", help="The name.")],
    customer: options.Customer = None,
    role: Annotated[str | None, Option("--role", help="The role there: buyer, accountant.")] = None,
    title: options.Title = None,
    email: options.Emails = None,
    phone: options.Phones = None,
    birth_date: Birth = None,
    city: options.City = None,
    owner: options.Owner = None,
    source: options.Source = None,
    tags: options.Tags = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    force: options.Force = False,
) -> Change[Any]:
    """Add a contact.

    Example: crm contact add "Ayşe Işık" --customer C-12 --role buyer --phone "0532 123 45 67"
    """
    return records.add(ctx.obj, "contact", locals())


@app.command("edit")
@writes
def edit(
    ctx: Context,
    refs: options.Refs = None,
    name: options.Name = None,
    title: options.Title = None,
    email: options.Emails = None,
    phone: options.Phones = None,
    birth_date: Birth = None,
    city: options.City = None,
    owner: options.Owner = None,
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
    """Change fields of contacts; an empty text empties a field.

    Example: crm contact edit P-4 --title "Satın alma müdürü"
    """
    return records.edit(ctx.obj, "contact", locals())


@app.command("link")
@writes
def link(
    ctx: Context,
    contact: Who,
    customer: At,
    role: Annotated[str | None, Option("--role", help="The role there.")] = None,
    since: Annotated[str | None, Option("--since", metavar="DAY", help="The first day there.")] = None,
    primary: Annotated[bool | None, Option("--primary/--not-primary", help="The main contact there.")] = None,
) -> Change[Any]:
    """Link a contact to a customer; a customer's first is its main one.

    Example: crm contact link P-4 C-12 --role buyer --primary
    """
    from crmcli.domain.contact import LinkContact, link_contacts

    run: App = ctx.obj
    aimed = records.targets(run, "contact", {"refs": [contact]}, "link")
    first = options.day(run, since) if since else None
    return run.write(link_contacts, LinkContact(aimed, customer, role, first, primary))


@app.command("leave")
@writes
def leave(
    ctx: Context,
    contact: Who,
    customer: At,
    until: Annotated[str | None, Option("--until", metavar="DAY", help="The last day there; today.")] = None,
) -> Change[Any]:
    """Note that a contact left a customer; the link is kept.

    Example: crm contact leave P-4 C-12 --until 2026-10-31
    """
    from crmcli.domain.contact import LeaveCustomer, leave_customer

    run: App = ctx.obj
    aimed = records.targets(run, "contact", {"refs": [contact]}, "leave")
    return run.write(leave_customer, LeaveCustomer(aimed, customer, options.day(run, until)))


assigning.assignable(app, "contact", "P-4 P-5")
records.shared(app, "contact", "P-4", '"0532 123 45 67"')
