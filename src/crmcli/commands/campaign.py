"""``crm campaign``: to whom, through what, at which cost, and with which return."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import campaign_members, options, records
from crmcli.commands.campaign_options import (
    About,
    Audience,
    Body,
    Campaign,
    Cost,
    Ends,
    Hidden,
    Holdout,
    Kind,
    Medium,
    On,
    Product,
    Purpose,
    Starts,
    Subject,
    Template,
    aimed,
    fields,
)
from crmcli.domain.results import Change, Listing, Record
from crmcli.errors import UsageError
from crmcli.said import say

app = Typer()


def plan(
    ctx: Context,
    name: Annotated[str, Argument(metavar="NAME", help="What it is called.")],
    audience: Audience = None,
    channel: Medium = None,
    cost: Cost = None,
    currency: options.Currency = None,
    holdout_percent: Holdout = None,
    starts_on: Starts = None,
    ends_on: Ends = None,
    kind: Kind = None,
    purpose: Purpose = None,
    product: Product = None,
    owner: options.Owner = None,
    subject: Subject = None,
    body: Body = None,
    template: Template = None,
    branch: options.Branch = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    force: Hidden = False,
) -> Change[Any]:
    """Plan a campaign: whom it is for, through what, at which cost.

    Example: crm campaign plan "Geri gel" --where 'status = lapsed' --channel email --cost "2.500 TL"
    """
    from crmcli.domain.adding import AddRecord
    from crmcli.domain.campaigns.planning import plan_campaign

    run: App = ctx.obj
    given = records.given("campaign", fields(locals()))
    return run.write(plan_campaign, AddRecord("campaign", given, records.reading(run), force=force))


app.command("plan")(writes(plan))
app.command("add")(writes(plan))


@app.command("edit")
@writes
def edit(
    ctx: Context,
    refs: options.Refs = None,
    name: options.Name = None,
    audience: Annotated[
        list[str] | None, Option("--for", metavar="CONDITION", help="Whom it is for, while it is planned.")
    ] = None,
    channel: Medium = None,
    cost: Cost = None,
    currency: options.Currency = None,
    holdout_percent: Holdout = None,
    starts_on: Starts = None,
    ends_on: Ends = None,
    kind: Kind = None,
    purpose: Purpose = None,
    product: Product = None,
    owner: options.Owner = None,
    subject: Subject = None,
    body: Body = None,
    template: Template = None,
    branch: options.Branch = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Change fields of campaigns; --for says whom they are for.

    --where chooses campaigns, as everywhere.

    Example: crm campaign edit CA-1 --for 'status = lapsed' --cost "3.000 TL"
    """
    from crmcli.domain.campaigns.planning import edit_campaigns
    from crmcli.domain.editing import EditRecords

    run: App = ctx.obj
    params = locals()
    given = records.given("campaign", fields(params))
    if not given:
        raise UsageError("no field is given to change", "crm campaign edit --help")
    aimed = records.targets(run, "campaign", params, "change")
    return run.write(edit_campaigns, EditRecords("campaign", aimed, given, records.reading(run)))


@app.command("list")
def list_(
    ctx: Context, where: options.Where = None, as_of: options.AsOf = None, limit: options.Limit = None
) -> Listing[Any]:
    """List campaigns with members, answers, revenue and return.

    Example: crm campaign list --where status=launched
    """
    from crmcli.domain.campaigns.views import ListCampaigns, list_campaigns
    from crmcli.domain.views import ListRecords

    run: App = ctx.obj
    chosen = ListRecords(tuple(where or ()), options.row_limit(run, limit))
    return run.read(list_campaigns, ListCampaigns(chosen, options.day(run, as_of)))


@app.command("show")
def show(ctx: Context, ref: Campaign) -> Record[Any]:
    """Show one campaign with its audience and the answers.

    Example: crm campaign show CA-1
    """
    from crmcli.domain.campaigns.views import show_campaign

    return records.shows(ctx.obj, show_campaign, ref)


@app.command("launch")
@writes
def launch(ctx: Context, ref: Campaign, on: On = None, noun: About = None) -> Change[Any]:
    """Freeze who is reached, held out and left out, by consent.

    Example: crm campaign launch CA-1 --dry-run
    """
    from crmcli.domain.campaigns.launch import Launch, launch_campaign

    run: App = ctx.obj
    return run.write(launch_campaign, Launch(ref, options.day(run, on), aimed(run), noun))


campaign_members.register(app)


def _ends(verb: str, status: str, what: str) -> None:
    """Add the command that finishes, or cancels."""

    @writes
    def end(
        ctx: Context,
        refs: options.Refs = None,
        on: On = None,
        where: options.Where = None,
        yes: options.Yes = False,
    ) -> Change[Any]:
        from crmcli.domain.campaigns.launch import EndCampaigns, end_campaigns

        run: App = ctx.obj
        targets = records.targets(run, "campaign", locals(), verb)
        return run.write(end_campaigns, EndCampaigns(targets, status, options.day(run, on)))

    end.__doc__ = f"{what}\n\nExample: crm campaign {verb} CA-1"
    app.command(verb)(end)


_ends("finish", "finished", "Finish campaigns; one without a last day gets it.")
_ends("cancel", "cancelled", "Cancel campaigns.")


@app.command("report")
def report(
    ctx: Context,
    ref: Campaign,
    as_of: options.AsOf = None,
    days: Annotated[
        int | None, Option("--days", min=1, max=3650, help="Count so many days, whatever its last day.")
    ] = None,
) -> Record[Any]:
    """Tell what a campaign brought, against who was held out.

    Example: crm campaign report CA-1 --days 60
    """
    from crmcli.domain.campaigns.result import ReportCampaign, report_campaign

    run: App = ctx.obj
    request = ReportCampaign(ref, options.day(run, as_of), days, run.config.get("region"))
    return run.read(report_campaign, request)


@app.command("render")
def render(
    ctx: Context,
    ref: Campaign,
    out: Annotated[Path | None, Option("--out", metavar="FOLDER", help="Write a file for each.")] = None,
    to_csv: Annotated[
        Path | None, Option("--to-csv", metavar="FILE", help="Write one table, for a mail program.")
    ] = None,
    part: Annotated[str, Option("--part", help="reached, held-out or left-out.")] = "reached",
    missing: Annotated[
        str | None, Option("--missing", metavar="TEXT", help="What stands where a field is missing.")
    ] = None,
    skip: Annotated[bool, Option("--skip", help="Leave out who lacks a field.")] = False,
    as_: Annotated[str, Option("--as", help="txt, or eml: drafts for a mail program.")] = "txt",
    force: Annotated[bool, Option("--force", help="Replace files that are there.")] = False,
) -> Listing[Any]:
    """Write the text for each member; all files, or none.

    Example: crm campaign render CA-1 --out mektuplar
    """
    from crmcli.commands.campaign_texts import written
    from crmcli.domain.campaigns.members import part_named
    from crmcli.domain.campaigns.render import Render
    from crmcli.domain.campaigns.render import render as act

    run: App = ctx.obj
    if as_ not in ("txt", "eml"):
        raise UsageError(say('texts are written as txt or eml, not as "{as_}"', as_=as_), "--as txt")
    request = Render(
        ref,
        run.today(),
        part_named(part),
        missing,
        skip,
        run.config.get("locale"),
        run.config.get("region"),
        run.config.integer("lapsed_days"),
        kept=out is not None or to_csv is not None,
    )
    return written(run, run.read(act, request), out=out, table=to_csv, ending=as_, force=force)


@app.command("from-report")
@writes
def from_report(
    ctx: Context,
    kind: Annotated[str, Argument(metavar="winback|crosssell", help="Whom to win back, or to sell more.")],
    name: Annotated[str, Argument(metavar="NAME", help="What the campaign is called.")],
    product: Annotated[str | None, Option("--product", help="What is to be sold, for crosssell.")] = None,
    segments: Annotated[
        list[str] | None, Option("--segment", help="For winback: At Risk, Can't Lose ...; may be repeated.")
    ] = None,
    lost: Annotated[
        bool, Option("--lost", help="For winback: whom crm report winback lists, also lost by own rhythm.")
    ] = False,
    top: Annotated[int | None, Option("--top", min=1, help="Only so many, who spent most.")] = None,
    where: options.Where = None,
    channel: Medium = None,
    cost: Cost = None,
    currency: options.Currency = None,
    holdout_percent: Holdout = None,
    starts_on: Starts = None,
    ends_on: Ends = None,
    purpose: Purpose = None,
    owner: options.Owner = None,
    subject: Subject = None,
    body: Body = None,
    template: Template = None,
    branch: options.Branch = None,
    note: options.Note = None,
    as_of: options.AsOf = None,
) -> Change[Any]:
    """Plan a campaign for those whom a report names, and why.

    Example: crm campaign from-report winback "Geri gel" --segment "At Risk" --channel email --holdout 20
    """
    from dataclasses import replace

    from crmcli.domain.adding import AddRecord
    from crmcli.domain.campaigns.from_report import FromReport, cross_sell, win_back

    run: App = ctx.obj
    word = kind.lower().replace("-", "").replace("_", "")
    acts = {"winback": win_back, "crosssell": cross_sell}
    if word not in acts:
        raise UsageError(say('no campaign is made from "{kind}"', kind=kind), "winback or crosssell")
    if (word == "crosssell") != (product is not None):
        hint = 'crm campaign from-report crosssell "Yaz" --product MM-1'
        raise UsageError("a cross-sell campaign has a --product, a win-back none", hint)
    if lost and (segments or word == "crosssell"):
        raise UsageError("--lost is for a win-back without --segment", "leave one of them out")
    params = locals() | {"kind": None}
    given = records.given("campaign", fields(params))
    given.pop("product", None)
    day = options.day(run, as_of)
    audience = replace(aimed(run, where=where), as_of=day)
    record = AddRecord("campaign", given, records.reading(run))
    factor = run.config.get("cycle_quiet_factor") if lost else None
    asked = FromReport(record, audience, day, tuple(segments or ()), product, top, factor)
    return run.write(acts[word], asked)


records.shared(app, "campaign", "CA-1", "geri")
