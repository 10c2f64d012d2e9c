"""``crm lead``: who may become a customer; assigned, lost for a reason, reopened."""

from __future__ import annotations

from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import assigning, options, records
from crmcli.domain.results import Change, Listing, Record

app = Typer()

Company = Annotated[str | None, Option("--company", help="The organisation it is of.")]
Website = Annotated[str | None, Option("--website", help="The address of the website.")]
Industry = Annotated[str | None, Option("--industry", help="The sector.")]
Address = Annotated[str | None, Option("--address", help="Street and number.")]
Country = Annotated[str | None, Option("--country", help="The country.")]
Campaign = Annotated[str | None, Option("--campaign", help="The campaign that brought it.")]
Status = Annotated[str | None, Option("--status", help="new, working or qualified.")]
Referrer = Annotated[
    str | None, Option("--referrer", metavar="CUSTOMER", help="The customer who brought it.")
]
Score = Annotated[int | None, Option("--score", help="Points; higher is better.")]


@app.command("list")
def list_(
    ctx: Context,
    where: options.Where = None,
    status: Annotated[
        str | None,
        Option("--status", help="Only new, working, qualified, converted, lost; open is the first three."),
    ] = None,
    as_of: options.AsOf = None,
    limit: options.Limit = None,
) -> Listing[Any]:
    """List leads by name, with the days they have been open.

    Example: crm lead list --status open --where 'score>=70'
    """
    from crmcli.domain.lead import ListLeads, list_leads
    from crmcli.domain.views import ListRecords

    run: App = ctx.obj
    chosen = ListRecords(tuple(where or ()), options.row_limit(run, limit))
    return run.read(list_leads, ListLeads(options.day(run, as_of), chosen, status))


@app.command("show")
def show(
    ctx: Context,
    ref: Annotated[str, Argument(metavar="LEAD", help="Number, phone, e-mail, id or name.")],
    as_of: options.AsOf = None,
) -> Record[Any]:
    """Show one lead with its activities and what it became.

    Example: crm lead show L-7
    """
    from crmcli.domain.lead import ShowLead, show_lead

    run: App = ctx.obj
    return run.read(show_lead, ShowLead(ref, options.day(run, as_of), run.config.get("region")))


@app.command("add")
@writes
def add(
    ctx: Context,
    name: Annotated[str | None, Argument(metavar="NAME", help="The person's name.")] = None,
    company: Company = None,
    title: options.Title = None,
    email: options.Emails = None,
    phone: options.Phones = None,
    source: options.Source = None,
    campaign: Campaign = None,
    status: Status = None,
    owner: options.Owner = None,
    amount: options.Amount = None,
    currency: options.Currency = None,
    score: Score = None,
    customer: options.Customer = None,
    contact: options.Contact = None,
    referrer: Referrer = None,
    website: Website = None,
    industry: Industry = None,
    address: Address = None,
    city: options.City = None,
    country: Country = None,
    branch: options.Branch = None,
    tags: options.Tags = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    force: options.Force = False,
) -> Change[Any]:
    """Add a lead: a person, a company, or both.

    Example: crm lead add "Ayşe Işık" --company "Işık Mobilya" --phone "0532 123 45 67" --source fuar
    """
    return records.add(ctx.obj, "lead", locals())


@app.command("edit")
@writes
def edit(
    ctx: Context,
    refs: options.Refs = None,
    name: options.Name = None,
    company: Company = None,
    title: options.Title = None,
    email: options.Emails = None,
    phone: options.Phones = None,
    source: options.Source = None,
    campaign: Campaign = None,
    status: Status = None,
    owner: options.Owner = None,
    amount: options.Amount = None,
    currency: options.Currency = None,
    score: Score = None,
    customer: options.Customer = None,
    contact: options.Contact = None,
    referrer: Referrer = None,
    website: Website = None,
    industry: Industry = None,
    address: Address = None,
    city: options.City = None,
    country: Country = None,
    branch: options.Branch = None,
    tags: options.Tags = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    where: options.Where = None,
    yes: options.Yes = False,
    force: options.Force = False,
) -> Change[Any]:
    """Change fields of leads; an empty value empties a field.

    Example: crm lead edit L-7 L-8 --status qualified --score 80
    """
    return records.edit(ctx.obj, "lead", locals())


@app.command("lose")
@writes
def lose(
    ctx: Context,
    refs: options.Refs = None,
    reason: Annotated[
        str, Option("--reason", help="Why: price, competitor, timing ... (crm reason list).")
    ] = ...,  # type: ignore[assignment]
    note: Annotated[str | None, Option("--note", help="The reason in own words; - reads it.")] = None,
    on: Annotated[str | None, Option("--on", metavar="DAY", help="The day it was lost; today.")] = None,
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Note that leads are lost, and why.

    Example: crm lead lose L-7 --reason price --note "20 % above the others"
    """
    from crmcli.domain.lead_changes import LoseLeads, lose_leads

    run: App = ctx.obj
    request = LoseLeads(
        records.targets(run, "lead", locals(), "lose"),
        reason,
        options.day(run, on),
        run.today(),
        None if note is None else options.text(note),
    )
    return run.write(lose_leads, request)


@app.command("reopen")
@writes
def reopen(
    ctx: Context, refs: options.Refs = None, where: options.Where = None, yes: options.Yes = False
) -> Change[Any]:
    """Work on lost leads again; the reason goes, the history keeps it.

    Example: crm lead reopen L-7
    """
    from crmcli.domain.lead_changes import ReopenLeads, reopen_leads

    run: App = ctx.obj
    return run.write(reopen_leads, ReopenLeads(records.targets(run, "lead", locals(), "reopen")))


@app.command("next")
def next_(
    ctx: Context,
    owner: Annotated[
        str | None, Option("--owner", metavar="USER", help="Only those of one of us, or me.")
    ] = None,
    limit: Annotated[int, Option("--limit", min=0, help="Leads at most; 0 for all.")] = 5,
    as_of: options.AsOf = None,
) -> Listing[Any]:
    """Say whom to call now, and why.

    Example: crm lead next --owner me
    """
    from crmcli.commands.task_options import calendar
    from crmcli.domain.lead_next import NextLeads, next_leads

    run: App = ctx.obj
    config = run.config
    days = calendar(run)._replace(today=options.day(run, as_of))
    request = NextLeads(days, run.now(), limit, owner, config.get("user"), config.get("region"))
    return run.read(next_leads, request)


@app.command("rank")
def rank(
    ctx: Context,
    owner: Annotated[
        str | None, Option("--owner", metavar="USER", help="Only those of one of us, or me.")
    ] = None,
    where: options.Where = None,
    limit: Annotated[int, Option("--limit", min=0, help="Leads at most; 0 for all.")] = 20,
    as_of: options.AsOf = None,
) -> Listing[Any]:
    """Rank open leads by score and likeness to the best.

    Rank open leads by their score, then by likeness to the best customers, and say what to do next.

    Example: crm lead rank --owner me --limit 10
    """
    from crmcli.domain.lead_rank import RankLeads, rank_leads

    run: App = ctx.obj
    config = run.config
    request = RankLeads(
        options.day(run, as_of),
        tuple(where or ()),
        owner,
        limit,
        config.get("user"),
        config.get("region"),
        config.get("zone") or "UTC",
        config.integer("lapsed_days"),
    )
    return run.read(rank_leads, request)


assigning.assignable(app, "lead", "L-7 L-8")
records.shared(app, "lead", "L-7", "işık")
