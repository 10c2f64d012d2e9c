"""``crm history``: who changed what, when, from what to what."""

from __future__ import annotations

from typing import Annotated, Any

from typer import Argument, Context, Typer

from crmcli.app import App
from crmcli.commands import options
from crmcli.domain.results import Listing

app = Typer()


@app.command("history")
def history(
    ctx: Context,
    record: Annotated[str | None, Argument(metavar="RECORD", help="A record's number, C-12.")] = None,
    limit: options.Limit = None,
) -> Listing[Any]:
    """Show the changes, or one record's history.

    Example: crm history C-12
    """
    run: App = ctx.obj
    if record is not None:
        from crmcli.domain.journal.history import ShowHistory, show_history

        return run.read(show_history, ShowHistory(record))
    from crmcli.domain.journal.changes import ListChanges, list_changes

    return run.read(list_changes, ListChanges(limit=options.row_limit(run, limit)))
