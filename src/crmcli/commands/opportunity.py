"""``crm opportunity``: sales that may come, through the stages to won or lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import assigning, options, records
from crmcli.domain.results import Change, Listing, Record

app = Typer()

Stage = Annotated[str | None, Option("--stage", help="The stage.")]
Close = Annotated[str | None, Option("--close", metavar="DAY", help="The day it is expected to close.")]
Probability = Annotated[
    str | None, Option("--probability", metavar="PERCENT", help="The chance of winning; the stage's without.")
]
Product = Annotated[str | None, Option("--product", metavar="PRODUCT", help="The product.")]
Lead = Annotated[str | None, Option("--lead", metavar="LEAD", help="The lead it came from.")]
Competitor = Annotated[
    str | None, Option("--competitor", metavar="COMPETITOR", help="Who else is in it, or won it.")
]
Campaign = Annotated[str | None, Option("--campaign", help="The campaign that brought it.")]
On = Annotated[str | None, Option("--on", metavar="DAY", help="The day of the step; today.")]
Reason = Annotated[str | None, Option("--reason", help="Why it was lost: price, competitor, timing ...")]
Past = Annotated[bool, Option("--force", help="Pass closing steps that are open; the journal says so.")]
Words = Annotated[str | None, Option("--note", help="The reason in own words; - reads it.")]


@app.command("list")
def list_(
    ctx: Context,
    where: options.Where = None,
    stage: Annotated[str | None, Option("--stage", help="Only those in this stage.")] = None,
    open_: Annotated[bool, Option("--open", help="Only those neither won nor lost.")] = False,
    limit: options.Limit = None,
) -> Listing[Any]:
    """List opportunities by stage.

    Example: crm opportunity list --open --where owner=ayse
    """
    from crmcli.domain.opportunity import ListOpportunities, list_opportunities
    from crmcli.domain.views import ListRecords

    run: App = ctx.obj
    chosen = ListRecords(tuple(where or ()), options.row_limit(run, limit))
    return run.read(list_opportunities, ListOpportunities(chosen, stage, open=open_))


@app.command("show")
def show(
    ctx: Context, ref: Annotated[str, Argument(metavar="OPPORTUNITY", help="Number, id or name.")]
) -> Record[Any]:
    """Show one opportunity with its steps and activities.

    Example: crm opportunity show O-9
    """
    from crmcli.domain.opportunity import show_opportunity

    return records.shows(ctx.obj, show_opportunity, ref)


@app.command("add")
@writes
def add(
    ctx: Context,
    name: Annotated[str, Argument(metavar="NAME", help="What it is about.")],
    customer: options.Customer = None,
    contact: options.Contact = None,
    amount: options.Amount = None,
    currency: options.Currency = None,
    stage: Stage = None,
    expected_close: Close = None,
    probability: Probability = None,
    product: Product = None,
    competitor: Competitor = None,
    owner: options.Owner = None,
    lead: Lead = None,
    source: options.Source = None,
    campaign: Campaign = None,
    branch: options.Branch = None,
    tags: options.Tags = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    force: Annotated[bool, Option("--force", hidden=True)] = False,
) -> Change[Any]:
    """Add an opportunity; without a stage it is in the first.

    Example: crm opportunity add "Showroom" --customer C-12 --amount "12.500 TL" --close 2026-12-31
    """
    return records.add(ctx.obj, "opportunity", locals())


@app.command("edit")
@writes
def edit(
    ctx: Context,
    refs: options.Refs = None,
    name: options.Name = None,
    customer: options.Customer = None,
    contact: options.Contact = None,
    amount: options.Amount = None,
    currency: options.Currency = None,
    stage: Stage = None,
    expected_close: Close = None,
    probability: Probability = None,
    product: Product = None,
    competitor: Competitor = None,
    owner: options.Owner = None,
    lead: Lead = None,
    source: options.Source = None,
    campaign: Campaign = None,
    branch: options.Branch = None,
    tags: options.Tags = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    where: options.Where = None,
    yes: options.Yes = False,
    force: Annotated[bool, Option("--force", hidden=True)] = False,
) -> Change[Any]:
    """Change fields of opportunities; a new stage is a step of today.

    Example: crm opportunity edit O-9 --amount 15.000 --close 2027-01-15
    """
    return records.edit(ctx.obj, "opportunity", locals())


@app.command("move")
@writes
def move(
    ctx: Context,
    refs: Annotated[
        list[str], Argument(metavar="OPPORTUNITY... STAGE", help="Opportunities, then the stage.")
    ],
    on: On = None,
    reason: Reason = None,
    note: Words = None,
    competitor: Competitor = None,
    force: Past = False,
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Move opportunities to another stage.

    Open closing steps hold them back.

    Example: crm opportunity move O-9 Proposal --on yesterday
    """
    *named, stage = refs
    return _move(ctx.obj, locals() | {"refs": named}, stage=stage)


@app.command("win")
@writes
def win(
    ctx: Context,
    refs: options.Refs = None,
    on: On = None,
    force: Past = False,
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Move opportunities to the won stage.

    Open closing steps hold them back.

    Example: crm opportunity win O-9
    """
    return _move(ctx.obj, locals(), outcome="won")


@app.command("lose")
@writes
def lose(
    ctx: Context,
    refs: options.Refs = None,
    reason: Annotated[
        str, Option("--reason", help="Why: price, competitor, timing ... (crm reason list).")
    ] = ...,  # type: ignore[assignment]
    note: Words = None,
    competitor: Competitor = None,
    on: On = None,
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Move opportunities to the lost stage, with the reason.

    Example: crm opportunity lose O-9 --reason competitor --competitor rakip
    """
    return _move(ctx.obj, locals(), outcome="lost")


@app.command("reopen")
@writes
def reopen(
    ctx: Context,
    refs: options.Refs = None,
    on: On = None,
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Take opportunities back to the open stage they were in.

    Example: crm opportunity reopen O-9
    """
    return _move(ctx.obj, locals(), outcome="open")


def _move(run: App, params: Mapping[str, Any], *, stage: str | None = None, outcome: str = "") -> Change[Any]:
    """Move the opportunities that a command's parameters name."""
    from crmcli.domain.opportunity_moves import MoveOpportunities, move_opportunities

    note = params.get("note")
    request = MoveOpportunities(
        records.targets(run, "opportunity", params, "move"),
        options.day(run, params["on"]),
        stage,
        outcome,
        params.get("reason"),
        None if note is None else options.text(note),
        params.get("competitor"),
        bool(params.get("force")),
        run.today(),
    )
    return run.write(move_opportunities, request)


@app.command("steps")
def steps(
    ctx: Context, ref: Annotated[str, Argument(metavar="OPPORTUNITY", help="Number, id or name.")]
) -> Listing[Any]:
    """List the closing steps of one opportunity: done, open, later.

    Example: crm opportunity steps O-9
    """
    from crmcli.domain.step_done import ListSteps, list_steps

    run: App = ctx.obj
    return run.read(list_steps, ListSteps(ref, run.config.get("region")))


@app.command("step-done")
@writes
def step_done(
    ctx: Context,
    ref: Annotated[str, Argument(metavar="OPPORTUNITY", help="Number, id or name.")],
    step: Annotated[str, Argument(metavar="STEP", help="The step's name, a part of it, or CL-2.")],
    on: Annotated[str | None, Option("--on", metavar="DAY", help="The day it was taken; today.")] = None,
    undo: Annotated[bool, Option("--undo", help="It was not taken after all.")] = False,
) -> Change[Any]:
    """Note that an opportunity took a closing step.

    Example: crm opportunity step-done O-9 "Sözleşme imzalandı"
    """
    from crmcli.domain.step_done import DoStep, do_step

    run: App = ctx.obj
    request = DoStep(ref, step, options.day(run, on), run.today(), undo, run.config.get("region"))
    return run.write(do_step, request)


assigning.assignable(app, "opportunity", "O-9 O-10")
records.shared(app, "opportunity", "O-9", "showroom")
