"""``crm incident``: what touched many customers at once."""

from __future__ import annotations

from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options, records
from crmcli.commands.care import adds, customers, edits
from crmcli.domain.results import Change, Listing, Record

app = Typer()

One = Annotated[str, Argument(metavar="INCIDENT", help="Number, id or name; - reads several, one a line.")]
Kind = Annotated[str | None, Option("--kind", help="outage, delay, recall.")]
From = Annotated[str | None, Option("--from", metavar="WHEN", help="When it began: 15:00; now without.")]
To = Annotated[str | None, Option("--to", metavar="WHEN", help="When it was over: 15:30; open without.")]
Customers = Annotated[
    list[str] | None,
    Option("--customer", metavar="CUSTOMER", help="Whom it touched; may be repeated; - reads them."),
]
Touched = Annotated[
    list[str] | None,
    Option("--where", metavar="'FIELD=VALUE'", help="Whom it touched: customers like this; may be repeated."),
]
Named = Annotated[
    list[str] | None, Argument(metavar="CUSTOMER...", help="Numbers, phones or names; - reads them.")
]


@app.command("list")
def list_(
    ctx: Context,
    where: options.Where = None,
    open_: Annotated[bool, Option("--open", help="Only those that last.")] = False,
    limit: options.Limit = None,
) -> Listing[Any]:
    """List incidents, the latest first.

    Example: crm incident list --where kind=outage
    """
    from crmcli.domain.incidents import ListIncidents, list_incidents
    from crmcli.domain.views import ListRecords

    run: App = ctx.obj
    chosen = ListRecords(tuple(where or ()), options.row_limit(run, limit))
    return run.read(list_incidents, ListIncidents(chosen, open=open_))


@app.command("show")
def show(
    ctx: Context, ref: Annotated[str, Argument(metavar="INCIDENT", help="Number, id or name.")]
) -> Record[Any]:
    """Show one incident: whom it touched, who came to us about it.

    Example: crm incident show IN-1
    """
    from crmcli.domain.incidents import show_incident

    return records.shows(ctx.obj, show_incident, ref)


@app.command("add")
@writes
def add(
    ctx: Context,
    name: Annotated[str, Argument(metavar="WHAT", help="What happened.")],
    begin: From = None,
    end: To = None,
    on: Annotated[str | None, Option("--on", metavar="DAY", help="The day of it; today without.")] = None,
    touched: Touched = None,
    named: Customers = None,
    kind: Kind = None,
    branch: options.Branch = None,
    channel: options.Channel = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
) -> Change[Any]:
    """Keep what happened and freeze whom it touched.

    Example: crm incident add "ATM kesintisi" --from 15:00 --to 15:30 --where city=İzmir
    """
    from crmcli.domain.incidents_write import AddIncident, add_incident

    run: App = ctx.obj
    record = adds(run, "incident", locals()).record
    return run.write(add_incident, AddIncident(record, customers(run, named, touched), begin, end, on))


@app.command("edit")
@writes
def edit(
    ctx: Context,
    refs: options.Refs = None,
    name: Annotated[str | None, Option("--name", help="What happened.")] = None,
    started_at: From = None,
    ended_at: To = None,
    kind: Kind = None,
    branch: options.Branch = None,
    channel: options.Channel = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Change fields of incidents; an empty text empties a field.

    Example: crm incident edit IN-1 --kind outage --to "2026-11-22 15:40"
    """
    from crmcli.domain.incidents_write import edit_incidents

    run: App = ctx.obj
    return run.write(edit_incidents, edits(run, "incident", locals()))


@app.command("end")
@writes
def end(
    ctx: Context,
    ref: One,
    at: Annotated[str | None, Argument(metavar="WHEN", help="When it was over: 16:10; now without.")] = None,
) -> Change[Any]:
    """Say that an incident is over.

    Example: crm incident end IN-1 16:10
    """
    from crmcli.domain.incidents_write import EndIncident, end_incident

    run: App = ctx.obj
    aimed = records.targets(run, "incident", {"refs": [ref]}, "change")
    return run.write(end_incident, EndIncident(aimed, records.reading(run), at))


@app.command("affect")
@writes
def affect(ctx: Context, ref: One, named: Named = None, touched: Touched = None) -> Change[Any]:
    """Put further customers on an incident.

    Example: crm incident affect IN-1 C-4 "0532 123 45 67"
    """
    return _touch(ctx.obj, ref, named, touched, spare=False)


@app.command("spare")
@writes
def spare(ctx: Context, ref: One, named: Named = None, touched: Touched = None) -> Change[Any]:
    """Take customers off an incident that did not touch them.

    Example: crm incident spare IN-1 C-4
    """
    return _touch(ctx.obj, ref, named, touched, spare=True)


@app.command("refresh")
@writes
def refresh(
    ctx: Context, refs: options.Refs = None, where: options.Where = None, yes: options.Yes = False
) -> Change[Any]:
    """Ask an incident's condition anew; new ones are added.

    Ask incidents' own conditions anew; who is like them now is put on, nobody is taken off.

    Example: crm incident refresh IN-1
    """
    from crmcli.domain.incidents_write import Affect, affect

    run: App = ctx.obj
    aimed = records.targets(run, "incident", locals(), "refresh")
    return run.write(affect, Affect(aimed, customers(run, None, None)))


def _touch(
    run: App, ref: str, named: list[str] | None, touched: list[str] | None, *, spare: bool
) -> Change[Any]:
    """Put customers on an incident, or take them off.

    Raises:
        UsageError: nobody is named.
    """
    from crmcli.domain.incidents_write import Affect, affect
    from crmcli.errors import UsageError

    if not named and not touched:
        raise UsageError("no customer named", f"crm incident {'spare' if spare else 'affect'} {ref} C-4")
    aimed = records.targets(run, "incident", {"refs": [ref]}, "change")
    return run.write(affect, Affect(aimed, customers(run, named, touched), spare=spare))


records.shared(app, "incident", "IN-1", "kesinti")
