"""``crm request``: what customers ask for that we lack."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options, records
from crmcli.commands.care import adds, edits
from crmcli.domain.results import Change, Listing, Record

app = Typer()

Who = Annotated[str, Argument(metavar="WHO", help="Customer, contact or lead: number, phone, name.")]
Weight = Annotated[int | None, Option("--weight", min=1, max=5, help="How much it matters to them, 1 to 5.")]
Category = Annotated[str | None, Option("--category", help="What kind of wish it is.")]
Product = Annotated[
    str | None, Option("--product", metavar="PRODUCT", help="The product it is about, or that answers it.")
]
Asked = Annotated[str | None, Option("--on", metavar="DAY", help="The day it was asked; today without.")]


@app.command("list")
def list_(ctx: Context, where: options.Where = None, limit: options.Limit = None) -> Listing[Any]:
    """List requests, the open ones first.

    Example: crm request list --where status=open
    """
    from crmcli.domain.requests import list_requests

    return records.lists(ctx.obj, list_requests, where, limit)


@app.command("show")
def show(
    ctx: Context, ref: Annotated[str, Argument(metavar="REQUEST", help="Number, id or name.")]
) -> Record[Any]:
    """Show one request, and who else asked for the same.

    Example: crm request show RQ-2
    """
    from crmcli.domain.requests import show_request

    return records.shows(ctx.obj, show_request, ref)


@app.command("add")
@writes
def add(
    ctx: Context,
    who: Who,
    name: Annotated[str, Argument(metavar="WISH", help="What they ask for, in a few words.")],
    weight: Weight = None,
    category: Category = None,
    product: Product = None,
    contact: options.Contact = None,
    channel: options.Channel = None,
    asked_on: Asked = None,
    branch: options.Branch = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
) -> Change[Any]:
    """Keep what somebody asked for; equal wishes are counted together.

    Example: crm request add C-12 "Akşam teslimatı" --weight 4
    """
    from crmcli.domain.care import add_for

    run: App = ctx.obj
    return run.write(add_for, adds(run, "request", locals(), who))


@app.command("edit")
@writes
def edit(
    ctx: Context,
    refs: options.Refs = None,
    name: Annotated[str | None, Option("--name", help="The wish.")] = None,
    weight: Weight = None,
    category: Category = None,
    product: Product = None,
    customer: options.Customer = None,
    contact: options.Contact = None,
    channel: options.Channel = None,
    asked_on: Asked = None,
    branch: options.Branch = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Change fields of requests; an empty text empties a field.

    Example: crm request edit RQ-2 --weight 5
    """
    from crmcli.domain.requests import edit_requests

    run: App = ctx.obj
    return run.write(edit_requests, edits(run, "request", locals()))


def _move(status: str, doc: str) -> Callable[..., Change[Any]]:
    """Return the command that sets the status of requests."""

    @writes
    def move(
        ctx: Context,
        refs: options.Refs = None,
        everyone: Annotated[bool, Option("--everyone", help="All who asked for the same, too.")] = False,
        on: Annotated[str | None, Option("--on", metavar="DAY", help="The day of it; today without.")] = None,
        where: options.Where = None,
        yes: options.Yes = False,
    ) -> Change[Any]:
        from crmcli.domain.requests import MoveRequests, move_requests

        run: App = ctx.obj
        aimed = records.targets(run, "request", locals(), "change")
        return run.write(move_requests, MoveRequests(aimed, status, options.day(run, on), everyone=everyone))

    move.__doc__ = doc
    return move


for _name, _status, _doc in (
    ("plan", "planned", "Plan what was asked for.\n\n    Example: crm request plan RQ-2\n    "),
    ("done", "done", "Mark requests as done.\n\n    Example: crm request done RQ-2 --everyone\n    "),
    ("decline", "declined", "Decline requests.\n\n    Example: crm request decline RQ-3\n    "),
    ("reopen", "open", "Open requests again.\n\n    Example: crm request reopen RQ-3\n    "),
):
    app.command(_name)(_move(_status, _doc))


@app.command("rename")
@writes
def rename(
    ctx: Context,
    old: Annotated[str, Argument(metavar="OLD", help="The wish, or one of its requests.")],
    new: Annotated[
        str, Argument(metavar="NEW", help="Its name from now on; that of another wish joins them.")
    ],
) -> Change[Any]:
    """Rename a wish everywhere; so two become one.

    Rename a wish in all its requests; so two wishings of the same are joined.

    Example: crm request rename "gece teslimat" "Akşam teslimatı"
    """
    from crmcli.domain.requests import RenameWish, rename_wish

    run: App = ctx.obj
    return run.write(rename_wish, RenameWish(old, new, records.reading(run)))


records.shared(app, "request", "RQ-2", "teslimat")
