"""``crm playbook``: tasks that every customer of a condition gets, once a period."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options, records
from crmcli.domain.results import Change, Document, Listing, Record
from crmcli.errors import UsageError

app = Typer()

Period = Annotated[str | None, Option("--period", help="once, week, month, quarter or year.")]
Steps = Annotated[
    list[str] | None,
    Option("--step", metavar="'TASK; +DAYS; PRIORITY'", help="A task: Ara; +3 gün; yüksek; may be repeated."),
]
Audience = Annotated[
    list[str] | None, Option("--where", metavar="CONDITION", help="Whom it is for; may be repeated.")
]


def _fields(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return a command's parameters by the names of the fields."""
    from crmcli.domain.campaigns.planning import joined

    found = dict(params)
    if params.get("audience") is not None:
        found["filter"] = joined(params["audience"]) or ""
    if params.get("steps") is not None:
        if any("\n" in step for step in params["steps"]):
            raise UsageError("a step is one line", "give --step once for each")
        found["steps"] = "\n".join(params["steps"])
    return found


@app.command("add")
@writes
def add(
    ctx: Context,
    name: Annotated[str, Argument(metavar="NAME", help="What it is called.")],
    audience: Audience = None,
    steps: Steps = None,
    period: Period = None,
    owner: Annotated[
        str | None,
        Option("--owner", metavar="USER", help="Who gets the tasks; the customer's owner without."),
    ] = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    force: Annotated[bool, Option("--force", hidden=True)] = False,
) -> Change[Any]:
    """Add a playbook.

    Example: crm playbook add "Hoş geldin" --where 'orders = 1' --step "Teşekkür için ara; +3 days; high"
    """
    from crmcli.domain.adding import AddRecord
    from crmcli.domain.playbooks.changing import add_playbook

    run: App = ctx.obj
    given = records.given("playbook", _fields(locals()))
    return run.write(add_playbook, AddRecord("playbook", given, records.reading(run), force=force))


@app.command("edit")
@writes
def edit(
    ctx: Context,
    refs: options.Refs = None,
    name: options.Name = None,
    audience: Annotated[
        list[str] | None, Option("--for", metavar="CONDITION", help="Whom it is for; may be repeated.")
    ] = None,
    steps: Steps = None,
    period: Period = None,
    owner: options.Owner = None,
    active: Annotated[bool | None, Option("--active/--inactive", help="Whether it is run.")] = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Change fields of playbooks; --step gives all steps anew.

    Example: crm playbook edit PB-1 --period quarter
    """
    from crmcli.domain.editing import EditRecords
    from crmcli.domain.playbooks.changing import edit_playbooks

    run: App = ctx.obj
    params = locals()
    given = records.given("playbook", _fields(params))
    if not given:
        raise UsageError("no field is given to change", "crm playbook edit --help")
    aimed = records.targets(run, "playbook", params, "change")
    return run.write(edit_playbooks, EditRecords("playbook", aimed, given, records.reading(run)))


@app.command("list")
def list_(ctx: Context, where: options.Where = None, limit: options.Limit = None) -> Listing[Any]:
    """List playbooks by name.

    Example: crm playbook list --where active=yes
    """
    from crmcli.domain.playbooks.views import list_playbooks

    return records.lists(ctx.obj, list_playbooks, where, limit)


@app.command("show")
def show(
    ctx: Context, ref: Annotated[str, Argument(metavar="PLAYBOOK", help="Number or name.")]
) -> Record[Any]:
    """Show one playbook with its steps and whom it served last.

    Example: crm playbook show PB-1
    """
    from crmcli.domain.playbooks.views import show_playbook

    return records.shows(ctx.obj, show_playbook, ref)


@app.command("run")
@writes
def run_(
    ctx: Context,
    refs: Annotated[
        list[str] | None, Argument(metavar="[PLAYBOOK]...", help="These only; all in use without.")
    ] = None,
    as_of: options.AsOf = None,
) -> Change[Any] | Document:
    """Give the tasks to who has not had them this period.

    Running it again does nothing.

    Example: crm playbook run --dry-run
    """
    from dataclasses import replace

    from crmcli.commands.campaign_options import aimed
    from crmcli.domain.playbooks.run import RunPlaybooks, run_playbooks

    run: App = ctx.obj
    day = options.day(run, as_of)
    audience = replace(aimed(run), as_of=day)
    return silenced(run, run.write(run_playbooks, RunPlaybooks(tuple(refs or ()), day, audience)))


def silenced(run: App, change: Change[Any]) -> Change[Any] | Document:
    """Return what a run tells: with --quiet only what failed, and nothing at all where nothing did."""
    from dataclasses import replace

    if not run.quiet or "format" in run.shown:
        return change
    failed = [item for item in change.items if item.status == "failed"]
    return replace(change, items=failed, notes=()) if failed else Document("")


records.shared(app, "playbook", "PB-1", "hoş")
