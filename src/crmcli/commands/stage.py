"""``crm stage``: the pipeline's stages and their probabilities."""

from __future__ import annotations

from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.domain.results import Change, Listing

app = Typer()

Stage = Annotated[str, Argument(metavar="STAGE", help="The stage's name.")]
Probability = Annotated[
    int | None, Option("--probability", metavar="PERCENT", help="The chance of winning in it, 0 to 100.")
]
After = Annotated[str | None, Option("--after", metavar="STAGE", help="Right behind this one.")]


@app.command("list")
def list_(ctx: Context) -> Listing[Any]:
    """List the stages in the pipeline's order.

    Example: crm stage list
    """
    from crmcli.domain.stage import ListStages, list_stages

    run: App = ctx.obj
    return run.read(list_stages, ListStages())


@app.command("add")
@writes
def add(
    ctx: Context,
    name: Annotated[str, Argument(metavar="NAME", help="The name.")],
    probability: Probability = None,
    outcome: Annotated[str, Option("--outcome", help="open, won or lost.")] = "open",
    after: After = None,
) -> Change[Any]:
    """Add a stage; without a place it is the last of its kind.

    Example: crm stage add Demo --probability 40 --after Qualified
    """
    from crmcli.domain.stage import AddStage, add_stage

    run: App = ctx.obj
    return run.write(add_stage, AddStage(name, probability, outcome, after))


@app.command("edit")
@writes
def edit(
    ctx: Context,
    stage: Stage,
    name: Annotated[str | None, Option("--name", help="The new name; its history keeps.")] = None,
    probability: Probability = None,
    active: Annotated[bool | None, Option("--active/--inactive", help="Whether it can be moved to.")] = None,
) -> Change[Any]:
    """Rename a stage or change its probability.

    Example: crm stage edit Proposal --name Teklif --probability 60
    """
    from crmcli.domain.stage import EditStage, edit_stage

    run: App = ctx.obj
    return run.write(edit_stage, EditStage(stage, name, probability, active))


@app.command("reorder")
@writes
def reorder(
    ctx: Context,
    stage: Stage,
    before: Annotated[str | None, Option("--before", metavar="STAGE", help="Right before this one.")] = None,
    after: After = None,
) -> Change[Any]:
    """Move a stage within the pipeline.

    Example: crm stage reorder Demo --after Qualified
    """
    from crmcli.domain.stage import ReorderStage, reorder_stage

    run: App = ctx.obj
    return run.write(reorder_stage, ReorderStage(stage, before, after))


@app.command("retire")
@writes
def retire(ctx: Context, stage: Stage) -> Change[Any]:
    """Retire a stage: nothing can be moved to it; what is in it stays.

    Example: crm stage retire Demo
    """
    from crmcli.domain.stage import EditStage, edit_stage

    run: App = ctx.obj
    return run.write(edit_stage, EditStage(stage, active=False))
