"""``crm check``: mystery-shopper checks by branch."""

from __future__ import annotations

from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options, records
from crmcli.commands.care import adds, edits
from crmcli.domain.results import Change, Listing, Record

app = Typer()

Answers = Annotated[
    list[str] | None,
    Option("--answer", metavar="'QUESTION: POINTS/BEST'", help="A question and its points; may be repeated."),
]
Shopper = Annotated[str | None, Option("--shopper", help="Who looked.")]
User = Annotated[str | None, Option("--user", metavar="USER", help="Who of us was looked at.")]
Points = Annotated[int | None, Option("--points", min=0, help="The points, where there are no answers.")]
Best = Annotated[int | None, Option("--best", min=1, help="How many points there were to get.")]
On = Annotated[str | None, Option("--on", metavar="DAY", help="The day of it; today without.")]


@app.command("list")
def list_(ctx: Context, where: options.Where = None, limit: options.Limit = None) -> Listing[Any]:
    """List checks, the latest first.

    Example: crm check list --where branch=Kadıköy
    """
    from crmcli.domain.checks import list_checks

    return records.lists(ctx.obj, list_checks, where, limit)


@app.command("show")
def show(ctx: Context, ref: Annotated[str, Argument(metavar="CHECK", help="Number or id.")]) -> Record[Any]:
    """Show one check with what each question got.

    Example: crm check show MS-2
    """
    from crmcli.domain.checks import show_check

    return records.shows(ctx.obj, show_check, ref)


@app.command("add")
@writes
def add(
    ctx: Context,
    branch: Annotated[str, Argument(metavar="BRANCH", help="The branch that was looked at.")],
    lines: Answers = None,
    points: Points = None,
    best: Best = None,
    shopper: Shopper = None,
    checked_on: On = None,
    channel: options.Channel = None,
    user: User = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
) -> Change[Any]:
    """Keep a check; its points are those of its answers.

    Example: crm check add Kadıköy --answer "Karşılama: 4/5" --answer "Temizlik: 5/5"
    """
    from crmcli.domain.checks import AddCheck, add_check

    run: App = ctx.obj
    return run.write(add_check, AddCheck(adds(run, "check", locals()).record, tuple(lines or ())))


@app.command("edit")
@writes
def edit(
    ctx: Context,
    refs: options.Refs = None,
    branch: Annotated[str | None, Option("--branch", help="The branch that was looked at.")] = None,
    lines: Answers = None,
    points: Points = None,
    best: Best = None,
    shopper: Shopper = None,
    checked_on: On = None,
    channel: options.Channel = None,
    user: User = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Change checks; an answer replaces the one before.

    Change fields of checks; an answer replaces the one to the same question.

    Example: crm check edit MS-2 --answer "Temizlik: 3/5"
    """
    from crmcli.domain.checks import EditChecks, edit_checks

    run: App = ctx.obj
    found = edits(run, "check", locals(), beside=bool(lines))
    return run.write(edit_checks, EditChecks(found, tuple(lines or ())))


records.shared(app, "check", "MS-2")
