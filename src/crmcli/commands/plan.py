"""``crm plan``: plans for key customers: goal, steps, by when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options, records
from crmcli.domain.results import Change, Listing, Record

app = Typer()

By = Annotated[str | None, Option("--by", metavar="DAY", help="By when.")]
Plan = Annotated[str, Argument(metavar="PLAN", help="Its number, or a part of its goal.")]
On = Annotated[str | None, Option("--on", metavar="DAY", help="The day; today.")]
Clear = Annotated[bool, Option("--clear", help="Delete the steps that are still open.")]


@app.command("list")
def list_(
    ctx: Context,
    customer: options.Customer = None,
    all: Annotated[bool, Option("--all", help="Those reached and dropped, too.")] = False,
    where: options.Where = None,
    limit: options.Limit = None,
) -> Listing[Any]:
    """List plans with their progress, the ones due first.

    Example: crm plan list --customer C-12
    """
    from crmcli.domain.plans import ListPlans, list_plans
    from crmcli.domain.views import ListRecords

    run: App = ctx.obj
    chosen = ListRecords(tuple(where or ()), options.row_limit(run, limit))
    region = run.config.get("region")
    return run.read(list_plans, ListPlans(chosen, run.today(), customer, all, region))


@app.command("show")
def show(ctx: Context, ref: Plan) -> Record[Any]:
    """Show one plan with its steps.

    Example: crm plan show PL-1
    """
    from crmcli.domain.plans import show_plan

    return records.shows(ctx.obj, show_plan, ref)


@app.command("add")
@writes
def add(
    ctx: Context,
    customer: Annotated[str, Argument(metavar="CUSTOMER", help="Whose: number, phone, name.")],
    name: Annotated[str, Argument(metavar="GOAL", help="What is to be reached.")],
    due_on: By = None,
    owner: options.Owner = None,
    steps: Annotated[
        list[str] | None,
        Option("--step", metavar="'WHAT; DAY'", help="A step, as a task; may be repeated."),
    ] = None,
    branch: options.Branch = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
) -> Change[Any]:
    """Make a plan for a customer.

    Example: crm plan add C-12 "Cirosunu ikiye katla" --by 2026-12-31 --step "Yıllık toplantı; 2026-12-05"
    """
    from crmcli.domain.plan_changes import AddPlan, add_plan

    run: App = ctx.obj
    given = records.given("plan", locals())
    return run.write(add_plan, AddPlan(given, tuple(steps or ()), records.reading(run)))


@app.command("step")
@writes
def step(
    ctx: Context,
    ref: Plan,
    text: Annotated[str, Argument(metavar="WHAT", help="What is to be done.")],
    due: Annotated[str | None, Option("--due", metavar="DAY", help="Until when; the plan's day.")] = None,
    user: Annotated[str | None, Option("--owner", metavar="USER", help="Who; the plan's owner.")] = None,
) -> Change[Any]:
    """Add a step to a plan.

    Example: crm plan step PL-1 "Fiyat görüşmesi" --due 2026-12-10
    """
    from crmcli.domain.plan_changes import AddStep, add_step

    run: App = ctx.obj
    return run.write(add_step, AddStep(ref, text, due, user, records.reading(run)))


@app.command("edit")
@writes
def edit(
    ctx: Context,
    refs: options.Refs = None,
    name: Annotated[str | None, Option("--name", help="The goal.")] = None,
    customer: options.Customer = None,
    due_on: By = None,
    owner: options.Owner = None,
    branch: options.Branch = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Change fields of plans; an empty text empties a field.

    Example: crm plan edit PL-1 --by 2027-03-31
    """
    return records.edit(ctx.obj, "plan", locals())


def _closing(status: str, verb: str, doc: str) -> Callable[..., Change[Any]]:
    """Return the command that closes plans, or opens them again."""

    @writes
    def close(
        ctx: Context,
        refs: options.Refs = None,
        on: On = None,
        clear: Clear = False,
        where: options.Where = None,
        yes: options.Yes = False,
    ) -> Change[Any]:
        from crmcli.domain.plan_changes import ClosePlans, close_plans

        run: App = ctx.obj
        aimed = records.targets(run, "plan", locals(), verb)
        day = options.day(run, on).isoformat()
        return run.write(close_plans, ClosePlans(aimed, status, day, clear))

    close.__doc__ = f"{doc}\n\n    Example: crm plan {verb} PL-1\n    "
    return close


for _status, _verb, _doc in (
    ("reached", "reach", "Say that plans were reached."),
    ("dropped", "drop", "Drop plans; with --clear their open steps go too."),
    ("open", "reopen", "Open plans again."),
):
    app.command(_verb)(_closing(_status, _verb, _doc))


@app.command("delete")
@writes
def delete(
    ctx: Context,
    refs: options.Refs = None,
    detach: Annotated[bool, Option("--detach", help="Keep the steps as tasks of the customer.")] = False,
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Delete plans; one that has steps only with --detach.

    Example: crm plan delete PL-1 --detach
    """
    from crmcli.domain.plan_changes import DeletePlans, delete_plans

    run: App = ctx.obj
    return run.write(delete_plans, DeletePlans(records.targets(run, "plan", locals(), "delete"), detach))


@app.command("find")
def find(ctx: Context, text: options.Sought, limit: options.Limit = None) -> Listing[Any]:
    """Find plans by number, id or a part of the goal.

    Example: crm plan find ciro
    """
    return records.finds(ctx.obj, text, ["plans"], limit)
