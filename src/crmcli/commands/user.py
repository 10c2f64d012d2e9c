"""``crm user``: our own people, who own records and do things."""

from __future__ import annotations

from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import writes
from crmcli.commands import options, records
from crmcli.domain.results import Change, Listing, Record

app = Typer()

Email = Annotated[str | None, Option("--email", help="The e-mail address.")]
Phone = Annotated[str | None, Option("--phone", help="The phone number.")]
Team = Annotated[str | None, Option("--team", help="The team.")]
Manager = Annotated[str | None, Option("--manager", metavar="USER", help="Whom they report to.")]
Branch = Annotated[str | None, Option("--branch", help="The branch or office they work at.")]


@app.command("list")
def list_(ctx: Context, where: options.Where = None, limit: options.Limit = None) -> Listing[Any]:
    """List users with what they own.

    Example: crm user list --where team=Satış
    """
    from crmcli.domain.user import list_users

    return records.lists(ctx.obj, list_users, where, limit)


@app.command("show")
def show(ctx: Context, ref: Annotated[str, Argument(metavar="USER", help="Number or name.")]) -> Record[Any]:
    """Show one user with what they own and who reports to them.

    Example: crm user show U-3
    """
    from crmcli.domain.user import show_user

    return records.shows(ctx.obj, show_user, ref)


@app.command("add")
@writes
def add(
    ctx: Context,
    name: Annotated[str, Argument(metavar="NAME", help="The name.")],
    title: options.Title = None,
    email: Email = None,
    phone: Phone = None,
    team: Team = None,
    manager: Manager = None,
    branch: Branch = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    force: options.Force = False,
) -> Change[Any]:
    """Add one of us.

    Example: crm user add "Ayşe Yılmaz" --team Satış --branch Kadıköy
    """
    return records.add(ctx.obj, "user", locals())


@app.command("edit")
@writes
def edit(
    ctx: Context,
    refs: options.Refs = None,
    name: options.Name = None,
    title: options.Title = None,
    email: Email = None,
    phone: Phone = None,
    team: Team = None,
    manager: Manager = None,
    branch: Branch = None,
    active: Annotated[
        bool | None, Option("--active/--inactive", help="Whether they still work here.")
    ] = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    where: options.Where = None,
    yes: options.Yes = False,
    force: options.Force = False,
) -> Change[Any]:
    """Change fields of users; who leaves becomes inactive.

    Example: crm user edit U-3 --inactive
    """
    return records.edit(ctx.obj, "user", locals())


records.shared(app, "user", "U-3", "ayse")
