"""``crm rule``: when this happens, then do that."""

from __future__ import annotations

from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options, records
from crmcli.domain.results import Change, Document, Listing, Record
from crmcli.errors import UsageError

app = Typer()


@app.command("add")
@writes
def add(
    ctx: Context,
    name: Annotated[str, Argument(metavar="NAME", help="What it is called.")],
    wording: Annotated[str, Argument(metavar="'when ... then ...'", help="What it says.")],
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    force: Annotated[bool, Option("--force", hidden=True)] = False,
) -> Change[Any]:
    """Add a rule, for what happens from now on.

    Example: crm rule add "Loyal first" "when a case is opened then task for owner, due today"
    """
    from crmcli.domain.adding import AddRecord
    from crmcli.domain.rules.changing import add_rule

    run: App = ctx.obj
    given = records.given("rule", locals())
    return run.write(add_rule, AddRecord("rule", given, records.reading(run), force=force))


@app.command("edit")
@writes
def edit(
    ctx: Context,
    refs: options.Refs = None,
    name: options.Name = None,
    wording: Annotated[
        str | None, Option("--says", metavar="'when ... then ...'", help="What it says from now on.")
    ] = None,
    active: Annotated[bool | None, Option("--active/--inactive", help="Whether it is on.")] = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Change rules.

    Example: crm rule edit RU-1 --says "when a case is reopened then task for owner, priority high"
    """
    from crmcli.domain.editing import EditRecords
    from crmcli.domain.rules.changing import edit_rules

    run: App = ctx.obj
    params = locals()
    given = records.given("rule", params)
    if not given:
        raise UsageError("no field is given to change", "crm rule edit --help")
    aimed = records.targets(run, "rule", params, "change")
    return run.write(edit_rules, EditRecords("rule", aimed, given, records.reading(run)))


@app.command("list")
def list_(ctx: Context, where: options.Where = None, limit: options.Limit = None) -> Listing[Any]:
    """List rules by name.

    Example: crm rule list --where active=yes
    """
    from crmcli.domain.rules.views import list_rules

    return records.lists(ctx.obj, list_rules, where, limit)


@app.command("show")
def show(ctx: Context, ref: Annotated[str, Argument(metavar="RULE", help="Number or name.")]) -> Record[Any]:
    """Show one rule, how it is understood, and what it did last.

    Example: crm rule show RU-1
    """
    from crmcli.domain.rules.views import show_rule

    return records.shows(ctx.obj, show_rule, ref)


def _switch(verb: str, what: str, *, active: bool) -> None:
    """Add the command that switches rules on, or off."""

    @writes
    def switch(
        ctx: Context, refs: options.Refs = None, where: options.Where = None, yes: options.Yes = False
    ) -> Change[Any]:
        from crmcli.domain.rules.changing import SwitchRules, switch_rules

        run: App = ctx.obj
        targets = records.targets(run, "rule", locals(), verb)
        return run.write(switch_rules, SwitchRules(targets, active))

    switch.__doc__ = f"{what}\n\nExample: crm rule {verb} RU-1"
    app.command(verb)(switch)


_switch("enable", "Switch rules on; they don't catch up.", active=True)
_switch("disable", "Switch rules off.", active=False)


@app.command("run")
@writes
def run_(
    ctx: Context,
    refs: Annotated[list[str] | None, Argument(metavar="[RULE]...", help="These only; all without.")] = None,
    as_of: options.AsOf = None,
    days: Annotated[int, Option("--days", min=1, max=365, help="How long an event counts.")] = 7,
) -> Change[Any] | Document:
    """Do what the rules say, once for each event.

    It is for what happened since the last time.

    Example: crm rule run --dry-run
    """
    from dataclasses import replace

    from crmcli.commands.campaign_options import aimed
    from crmcli.commands.playbook import silenced
    from crmcli.domain.rules.run import RunRules, run_rules

    run: App = ctx.obj
    day = options.day(run, as_of)
    audience = replace(aimed(run), as_of=day)
    return silenced(run, run.write(run_rules, RunRules(tuple(refs or ()), day, audience, days)))


records.shared(app, "rule", "RU-1", "loyal")
