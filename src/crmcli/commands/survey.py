"""``crm survey``: expectation, experience, recommendation."""

from __future__ import annotations

from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options, records
from crmcli.commands.care import adds, edits
from crmcli.domain.results import Change, Listing, Record

app = Typer()

Nps = Annotated[int | None, Option("--nps", min=0, max=10, help="Would recommend us: 0 to 10.")]
Expectation = Annotated[int | None, Option("--expectation", min=0, help="What was expected.")]
Experience = Annotated[int | None, Option("--experience", min=0, help="What was met.")]
Satisfaction = Annotated[int | None, Option("--satisfaction", min=0, help="How content they are.")]
Scale = Annotated[int | None, Option("--scale", min=2, help="The highest of these scores; 5 without.")]
Topic = Annotated[str | None, Option("--topic", help="What was asked about: delivery, the shop, a call.")]
Order = Annotated[str | None, Option("--order", metavar="ORDER", help="The order it is about.")]
Case = Annotated[str | None, Option("--case", metavar="CASE", help="The case it is about.")]
User = Annotated[str | None, Option("--user", metavar="USER", help="Who of us asked.")]
On = Annotated[str | None, Option("--on", metavar="DAY", help="The day of the answer; today without.")]


@app.command("list")
def list_(ctx: Context, where: options.Where = None, limit: options.Limit = None) -> Listing[Any]:
    """List answers, the latest first.

    Example: crm survey list --where "nps <= 6"
    """
    from crmcli.domain.surveys import list_surveys

    return records.lists(ctx.obj, list_surveys, where, limit)


@app.command("show")
def show(ctx: Context, ref: Annotated[str, Argument(metavar="SURVEY", help="Number or id.")]) -> Record[Any]:
    """Show one answer.

    Example: crm survey show SV-3
    """
    from crmcli.domain.surveys import show_survey

    return records.shows(ctx.obj, show_survey, ref)


@app.command("add")
@writes
def add(
    ctx: Context,
    who: Annotated[
        str, Argument(metavar="WHO", help="Customer, contact, lead or order: number, phone, name.")
    ],
    nps: Nps = None,
    expectation: Expectation = None,
    experience: Experience = None,
    satisfaction: Satisfaction = None,
    scale: Scale = None,
    topic: Topic = None,
    contact: options.Contact = None,
    order: Order = None,
    case: Case = None,
    user: User = None,
    answered_on: On = None,
    channel: options.Channel = None,
    branch: options.Branch = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
) -> Change[Any]:
    """Keep what somebody answered.

    Example: crm survey add C-12 --nps 9 --expectation 4 --experience 5 --topic teslimat
    """
    from crmcli.domain.surveys import add_survey

    run: App = ctx.obj
    return run.write(add_survey, adds(run, "survey", locals(), who))


@app.command("edit")
@writes
def edit(
    ctx: Context,
    refs: options.Refs = None,
    nps: Nps = None,
    expectation: Expectation = None,
    experience: Experience = None,
    satisfaction: Satisfaction = None,
    scale: Scale = None,
    topic: Topic = None,
    customer: options.Customer = None,
    contact: options.Contact = None,
    order: Order = None,
    case: Case = None,
    user: User = None,
    answered_on: On = None,
    channel: options.Channel = None,
    branch: options.Branch = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Change fields of answers; an empty text empties a field.

    Example: crm survey edit SV-3 --topic teslimat
    """
    from crmcli.domain.surveys import edit_surveys

    run: App = ctx.obj
    return run.write(edit_surveys, edits(run, "survey", locals()))


records.shared(app, "survey", "SV-3")
