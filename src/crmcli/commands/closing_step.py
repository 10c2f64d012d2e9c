"""``crm closing-step``: what a stage asks for before it is left forward."""

from __future__ import annotations

from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options, records
from crmcli.domain.results import Change, Listing, Record

app = Typer()

Stage = Annotated[str | None, Option("--stage", help="The stage it belongs to.")]
Position = Annotated[int | None, Option("--position", min=0, help="Its place in the stage; last without.")]


@app.command("list")
def list_(ctx: Context, where: options.Where = None, limit: options.Limit = None) -> Listing[Any]:
    """List closing steps by stage.

    Example: crm closing-step list --where stage=Proposal
    """
    from crmcli.domain.closing_step import list_closing_steps

    return records.lists(ctx.obj, list_closing_steps, where, limit)


@app.command("show")
def show(
    ctx: Context, ref: Annotated[str, Argument(metavar="STEP", help="Number, id or name.")]
) -> Record[Any]:
    """Show one closing step.

    Example: crm closing-step show CL-2
    """
    from crmcli.domain.closing_step import show_closing_step

    return records.shows(ctx.obj, show_closing_step, ref)


@app.command("add")
@writes
def add(
    ctx: Context,
    name: Annotated[str, Argument(metavar="STEP", help="What is to be done.")],
    stage: Stage = None,
    required: Annotated[
        bool, Option("--required/--optional", help="Whether the stage can't be left without it.")
    ] = True,
    position: Position = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
) -> Change[Any]:
    """Add a step that an opportunity takes in a stage.

    Example: crm closing-step add "Sözleşme imzalandı" --stage Proposal
    """
    from crmcli.domain.closing_step import AddClosingStep, add_closing_step

    run: App = ctx.obj
    given = records.given("closing_step", locals())
    return run.write(add_closing_step, AddClosingStep(given, records.reading(run)))


@app.command("edit")
@writes
def edit(
    ctx: Context,
    refs: options.Refs = None,
    name: options.Name = None,
    stage: Stage = None,
    required: Annotated[
        bool | None, Option("--required/--optional", help="Whether the stage can't be left without it.")
    ] = None,
    position: Position = None,
    active: Annotated[
        bool | None, Option("--active/--inactive", help="Whether it is asked for still.")
    ] = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Change closing steps, or retire them; what was done keeps.

    Example: crm closing-step edit CL-2 --optional
    """
    from crmcli.domain.closing_step import edit_closing_steps
    from crmcli.domain.editing import EditRecords

    run, params = ctx.obj, locals()
    aimed = records.targets(run, "closing_step", params, "change")
    fields = records.given("closing_step", params)
    request = EditRecords("closing_step", aimed, fields, records.reading(run))
    return run.write(edit_closing_steps, request)  # type: ignore[no-any-return]


records.shared(app, "closing_step", "CL-2", "sözleşme")
