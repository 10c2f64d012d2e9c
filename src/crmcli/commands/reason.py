"""``crm reason``: the reasons for which leads and opportunities are lost."""

from __future__ import annotations

from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.domain.results import Change, Listing

app = Typer()


@app.command("list")
def list_(ctx: Context) -> Listing[Any]:
    """List the reasons and how often each was given.

    Example: crm reason list
    """
    from crmcli.domain.reason import ListReasons, list_reasons

    run: App = ctx.obj
    return run.read(list_reasons, ListReasons())


@app.command("add")
@writes
def add(
    ctx: Context,
    name: Annotated[str, Argument(metavar="NAME", help="The reason.")],
    needs_note: Annotated[bool, Option("--needs-note", help="Ask for words of one's own with it.")] = False,
) -> Change[Any]:
    """Add a reason.

    Example: crm reason add "bought used"
    """
    from crmcli.domain.reason import AddReason, add_reason

    run: App = ctx.obj
    return run.write(add_reason, AddReason(name, needs_note))


@app.command("edit")
@writes
def edit(
    ctx: Context,
    reason: Annotated[str, Argument(metavar="REASON", help="The reason's name.")],
    name: Annotated[str | None, Option("--name", help="The new name; what was lost for it stays.")] = None,
    needs_note: Annotated[
        bool | None, Option("--needs-note/--no-needs-note", help="Whether to ask for words of one's own.")
    ] = None,
    active: Annotated[bool | None, Option("--active/--inactive", help="Whether it can be given.")] = None,
) -> Change[Any]:
    """Rename a reason, or change what it asks for.

    Example: crm reason edit price --name fiyat
    """
    from crmcli.domain.reason import EditReason, edit_reason

    run: App = ctx.obj
    return run.write(edit_reason, EditReason(reason, name, needs_note, active))


@app.command("retire")
@writes
def retire(
    ctx: Context,
    reasons: Annotated[list[str], Argument(metavar="REASON...", help="The reasons' names.")],
) -> Change[Any]:
    """Retire reasons: given no more; what was lost for them stays.

    Example: crm reason retire timing
    """
    from crmcli.domain.reason import RetireReasons, retire_reasons

    run: App = ctx.obj
    return run.write(retire_reasons, RetireReasons(tuple(reasons)))
