"""``crm target``: what is to be reached, and how far we are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options, records
from crmcli.domain.results import Change, Listing, Record

app = Typer()

Metric = Annotated[
    str,
    Argument(metavar="METRIC", help="revenue, orders, won, won_amount, customers, leads or activities."),
]
Period = Annotated[str, Argument(metavar="PERIOD", help="2026, 2026-Q4, 2026-11 or 2026-11-01..2026-11-15.")]
Value = Annotated[str, Argument(metavar="TARGET", help="What is to be reached: '500.000 TL', or 40.")]
Product = Annotated[str | None, Option("--product", metavar="PRODUCT", help="Of this product alone.")]
Owner = Annotated[str | None, Option("--owner", metavar="USER", help="Of one of us alone.")]
Branch = Annotated[str | None, Option("--branch", help="Of one of our branches alone.")]


@app.command("set")
@writes
def set_(
    ctx: Context,
    metric: Metric,
    period: Period,
    value: Value,
    owner: Owner = None,
    branch: Branch = None,
    product: Product = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
) -> Change[Any]:
    """Set what is to be reached in a period; the same again changes it.

    Example: crm target set revenue 2026-Q4 "500.000 TL" --owner ayse
    """
    return _set(ctx.obj, locals(), replaces=True)


@app.command("add")
@writes
def add(
    ctx: Context,
    metric: Metric,
    period: Period,
    value: Value,
    owner: Owner = None,
    branch: Branch = None,
    product: Product = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
) -> Change[Any]:
    """Add a target; refused where there is such a one.

    Example: crm target add customers 2026-11 40 --branch İzmir
    """
    return _set(ctx.obj, locals(), replaces=False)


def _set(run: App, params: Mapping[str, Any], *, replaces: bool) -> Change[Any]:
    """Set what a command's parameters gave."""
    from crmcli.domain.target_set import SetTarget, set_target

    given = records.given("target", params)
    metric, period, value = params["metric"], params["period"], params["value"]
    request = SetTarget(metric, period, value, given, records.reading(run), replaces)
    return run.write(set_target, request)


@app.command("list")
def list_(
    ctx: Context,
    where: options.Where = None,
    as_of: options.AsOf = None,
    limit: options.Limit = None,
) -> Listing[Any]:
    """List targets with what was reached, the newest period first.

    Example: crm target list --where owner=ayse
    """
    from crmcli.domain.target import ListTargets, list_targets
    from crmcli.domain.views import ListRecords

    run: App = ctx.obj
    chosen = ListRecords(tuple(where or ()), options.row_limit(run, limit))
    return run.read(list_targets, ListTargets(chosen, options.day(run, as_of)))


@app.command("show")
def show(
    ctx: Context,
    ref: Annotated[str, Argument(metavar="TARGET", help="The number, TG-1, or its id.")],
    as_of: options.AsOf = None,
) -> Record[Any]:
    """Show one target with what is still to go.

    Example: crm target show TG-1
    """
    from crmcli.domain.target import ShowTarget, show_target
    from crmcli.domain.views import ShowRecord

    run: App = ctx.obj
    record = ShowRecord(ref, run.config.get("region"))
    return run.read(show_target, ShowTarget(record, options.day(run, as_of)))


@app.command("edit")
@writes
def edit(
    ctx: Context,
    refs: options.Refs = None,
    amount: Annotated[str | None, Option("--amount", help="The amount to be reached.")] = None,
    goal: Annotated[int | None, Option("--goal", min=0, help="The number to be reached.")] = None,
    owner: Owner = None,
    branch: Branch = None,
    product: Product = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Change targets.

    Their days are set by --set from_on=DAY --set until_on=DAY.

    Example: crm target edit TG-1 --amount "550.000 TL"
    """
    from crmcli.domain.editing import EditRecords
    from crmcli.domain.target_set import edit_targets

    run, params = ctx.obj, locals()
    aimed = records.targets(run, "target", params, "change")
    fields = records.given("target", params)
    request = EditRecords("target", aimed, fields, records.reading(run))
    return run.write(edit_targets, request)  # type: ignore[no-any-return]


records.shared(app, "target", "TG-1")
