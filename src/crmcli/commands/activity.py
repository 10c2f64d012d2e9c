"""``crm activity``: what was logged, to be looked at and put right."""

from __future__ import annotations

from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options, records
from crmcli.commands.care import edits
from crmcli.domain.results import Change, Listing, Record

app = Typer()


@app.command("list")
def list_(
    ctx: Context,
    where: options.Where = None,
    since: Annotated[str | None, Option("--since", metavar="DAY", help="From this day on.")] = None,
    limit: options.Limit = None,
) -> Listing[Any]:
    """List activities, the latest first.

    Example: crm activity list --where kind=call --since yesterday
    """
    from crmcli.domain.activity import ListActivities, list_activities
    from crmcli.domain.views import ListRecords

    run: App = ctx.obj
    chosen = ListRecords(tuple(where or ()), options.row_limit(run, limit))
    return run.read(list_activities, ListActivities(chosen, options.day(run, since) if since else None))


@app.command("show")
def show(
    ctx: Context, ref: Annotated[str, Argument(metavar="ACTIVITY", help="The number, A-7.")]
) -> Record[Any]:
    """Show one activity whole.

    Example: crm activity show A-7
    """
    from crmcli.domain.activity import show_activity

    return records.shows(ctx.obj, show_activity, ref)


@app.command("edit")
@writes
def edit(
    ctx: Context,
    refs: options.Refs = None,
    kind: Annotated[
        str | None, Option("--kind", help="call, email, meeting, visit, message, note, task.")
    ] = None,
    at: Annotated[str | None, Option("--at", metavar="WHEN", help="When: 'yesterday 14:30'.")] = None,
    subject: Annotated[str | None, Option("--subject", help="What it was about.")] = None,
    body: Annotated[str | None, Option("--body", help="The text; - reads it.")] = None,
    minutes: Annotated[str | None, Option("--minutes", help="How many minutes it took.")] = None,
    outcome: Annotated[str | None, Option("--outcome", help="What came of it.")] = None,
    direction: Annotated[str | None, Option("--direction", help="in or out.")] = None,
    channel: options.Channel = None,
    customer: options.Customer = None,
    contact: options.Contact = None,
    opportunity: options.Opportunity = None,
    branch: options.Branch = None,
    user: Annotated[str | None, Option("--user", metavar="USER", help="Who of us did it.")] = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    where: options.Where = None,
    yes: options.Yes = False,
    force: Annotated[bool, Option("--force", hidden=True)] = False,
) -> Change[Any]:
    """Change fields of activities; an empty text empties a field.

    Example: crm activity edit A-7 --minutes 25 --outcome "offer sent"
    """
    from crmcli.domain.activity_edits import edit_activities

    run: App = ctx.obj
    return run.write(edit_activities, edits(run, "activity", locals()))


records.shared(app, "activity", "A-7")
