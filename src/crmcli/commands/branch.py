"""``crm branch``: our branches: who and what is where."""

from __future__ import annotations

from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options
from crmcli.domain.results import Change, Listing, Record

app = Typer()

OneCurrency = Annotated[
    str | None, Option("--currency", metavar="CODE", help="Revenue in this currency only.")
]
_LATEST = 20


@app.command("list")
def list_(ctx: Context, currency: OneCurrency = None, as_of: options.AsOf = None) -> Listing[Any]:
    """List the branches that records carry, with what is there.

    Example: crm branch list
    """
    from crmcli.commands.report import code
    from crmcli.domain.branches import ListBranches, list_branches

    run: App = ctx.obj
    return run.read(list_branches, ListBranches(options.day(run, as_of), code(currency)))


@app.command("show")
def show(
    ctx: Context,
    name: Annotated[str, Argument(metavar="BRANCH", help="The branch, or a part of its name.")],
    currency: OneCurrency = None,
    as_of: options.AsOf = None,
    limit: Annotated[int, Option("--limit", min=0, help="Events at most; 0 for all.")] = _LATEST,
) -> Record[Any]:
    """Show a branch with the latest events there.

    Example: crm branch show Kadıköy
    """
    from crmcli.commands.report import code
    from crmcli.domain.branch_events import ShowBranch, show_branch

    run: App = ctx.obj
    return run.read(show_branch, ShowBranch(name, options.day(run, as_of), limit, code(currency)))


@app.command("rename")
@writes
def rename(
    ctx: Context,
    old: Annotated[str, Argument(metavar="OLD", help="The branch.")],
    new: Annotated[str, Argument(metavar="NEW", help="Its new name; one that is there takes it in.")],
) -> Change[Any]:
    """Rename a branch on every record.

    Example: crm branch rename Kadikoy Kadıköy
    """
    from crmcli.domain.branches import RenameBranch, rename_branch

    run: App = ctx.obj
    return run.write(rename_branch, RenameBranch(old, new))
