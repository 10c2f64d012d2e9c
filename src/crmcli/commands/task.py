"""``crm task``: what is to be done, by whom, until when; repeating ones come again by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options, records, task_moves
from crmcli.commands.task_options import Tasks, aimed, calendar
from crmcli.domain.results import Change, Document, Listing, Record
from crmcli.errors import UsageError

if TYPE_CHECKING:
    from crmcli.domain.targets import Targets
    from crmcli.domain.tasks.due import Calendar

app = Typer()

Due = Annotated[
    str | None,
    Option("--due", metavar="WHEN", help="friday, 'yarın 15:30', 31.12, 'in 3 working days', 'ay sonu'."),
]
Repeat = Annotated[
    str | None,
    Option("--repeat", metavar="HOW", help="'every 2 weeks', \"her ayın 1'i\", 'after 10 days'."),
]
Priority = Annotated[str | None, Option("--priority", help="high, normal or low.")]
For = Annotated[str | None, Option("--owner", metavar="USER", help="Who of us does it; me is who writes.")]
Case = Annotated[str | None, Option("--case", metavar="CASE", help="The case it belongs to.")]
Plan = Annotated[str | None, Option("--plan", metavar="PLAN", help="The plan it is a step of.")]
Order = Annotated[str | None, Option("--order", metavar="ORDER", help="The order it belongs to.")]
Campaign = Annotated[str | None, Option("--campaign", metavar="CAMPAIGN", help="The campaign it belongs to.")]
Body = Annotated[str | None, Option("--note", help="Anything worth knowing; - reads it.")]
Ics = Annotated[bool, Option("--ics", help="As a calendar file: add --output tasks.ics.")]
Events = Annotated[bool, Option("--events", help="With --ics: as events, for calendars without tasks.")]


@app.command("add")
@writes
def add(
    ctx: Context,
    words: Annotated[
        list[str],
        Argument(metavar="[RECORD...] SUBJECT", help="What to do; before it whose it is, one task each."),
    ],
    due: Due = None,
    priority: Priority = None,
    owner: For = None,
    repeat: Repeat = None,
    opportunity: options.Opportunity = None,
    contact: options.Contact = None,
    order: Order = None,
    case: Case = None,
    plan: Plan = None,
    campaign: Campaign = None,
    channel: options.Channel = None,
    branch: options.Branch = None,
    body: Body = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Add a task, or one for each of many records.

    Add a task, or one for each customer, lead, deal, case or plan that is named.

    Example: crm task add C-12 "Call back about the showroom" --due "friday 15:00" --priority high
    """
    from crmcli.domain.tasks.adding import AddTasks, add_tasks

    params = locals()
    run: App = ctx.obj
    given = records.given("activity", {name: params[name] for name in params if name != "repeat"})
    whose = list(words[:-1])
    request = AddTasks(
        words[-1] if "-" in whose else options.text(words[-1]),
        given,
        records.reading(run),
        calendar(run),
        _parties(run, whose, where, yes=yes),
        due,
        repeat,
        owner,
        run.config.get("user"),
    )
    return run.write(add_tasks, request)


def _parties(run: App, refs: list[str], where: list[str] | None, *, yes: bool) -> Targets | None:
    """Return whose the task is, one for each; None when it is nobody's."""
    if where:
        return records.targets(run, "customer", {"refs": refs, "where": where, "yes": yes}, "add a task for")
    if not refs:
        return None
    from crmcli.domain.targets import Targets

    found = options.refs(refs)
    if not found:
        raise UsageError("standard input names no record", "crm customer list --format ids gives one a line")
    return Targets(found, region=run.config.get("region"))


@app.command("list")
def list_(
    ctx: Context,
    where: options.Where = None,
    overdue: Annotated[bool, Option("--overdue", help="Only those that were due before today.")] = False,
    due: Annotated[
        str | None, Option("--due", metavar="DAY", help="Only those due by the end of it.")
    ] = None,
    owner: Annotated[
        str | None, Option("--owner", metavar="USER", help="Only those of one of us, or me.")
    ] = None,
    done: Annotated[bool, Option("--done", help="Those that are done.")] = False,
    every: Annotated[bool, Option("--all", help="Open and done.")] = False,
    ics: Ics = False,
    events: Events = False,
    limit: options.Limit = None,
) -> Listing[Any] | Document:
    """List open tasks by the day they are due.

    Example: crm task list --overdue --owner me
    """
    from crmcli.domain.tasks.rows import ListTasks, list_tasks
    from crmcli.domain.views import ListRecords

    run: App = ctx.obj
    if done and every:
        raise UsageError("--done and --all exclude each other", "crm task list --all")
    days = calendar(run)
    request = ListTasks(
        ListRecords(tuple(where or ()), limit or 0 if ics else options.row_limit(run, limit)),
        days,
        "all" if every else "done" if done else "open",
        overdue,
        _day(due, days),
        owner,
        run.config.get("user"),
        run.config.get("region"),
    )
    if not ics:
        return run.read(list_tasks, request)
    from crmcli.domain.tasks.ics import TaskCalendar, task_calendar

    return run.read(task_calendar, TaskCalendar(request, events))


def _day(text: str | None, days: Calendar) -> Any:
    """Return the day a text means, None when nothing is asked."""
    if text is None:
        return None
    from crmcli.domain.dates import parse_when

    return parse_when(text, days.today, days.work)


@app.command("show")
def show(
    ctx: Context, ref: Annotated[str, Argument(metavar="TASK", help="The number, A-12.")]
) -> Record[Any]:
    """Show one task, and when a repeating one comes again.

    Example: crm task show A-12
    """
    from crmcli.domain.tasks.rows import ShowTask, show_task
    from crmcli.domain.views import ShowRecord

    run: App = ctx.obj
    return run.read(show_task, ShowTask(ShowRecord(ref), calendar(run)))


@app.command("edit")
@writes
def edit(
    ctx: Context,
    refs: Tasks = None,
    subject: Annotated[str | None, Option("--subject", help="What to do.")] = None,
    due: Due = None,
    priority: Priority = None,
    owner: For = None,
    repeat: Repeat = None,
    customer: options.Customer = None,
    contact: options.Contact = None,
    lead: Annotated[str | None, Option("--lead", metavar="LEAD", help="The lead.")] = None,
    opportunity: options.Opportunity = None,
    order: Order = None,
    case: Case = None,
    plan: Plan = None,
    campaign: Campaign = None,
    channel: options.Channel = None,
    branch: options.Branch = None,
    body: Body = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Change fields of tasks; an empty text empties a field.

    Example: crm task edit A-12 --due monday --owner ayse
    """
    from crmcli.domain.tasks.changes import EditTasks, edit_tasks

    run: App = ctx.obj
    params = locals()
    fields = records.given("activity", {name: params[name] for name in params if name != "repeat"})
    if not fields and due is None and repeat is None and owner is None:
        raise UsageError("no field is given to change", "crm task edit --help")
    request = EditTasks(
        aimed(run, params, "change"),
        fields,
        records.reading(run),
        calendar(run),
        due,
        repeat,
        owner,
        run.config.get("user"),
    )
    return run.write(edit_tasks, request)


app.command("done")(task_moves.done)
app.command("reopen")(task_moves.reopen)
app.command("move", context_settings={"ignore_unknown_options": True})(task_moves.move)  # -2d is a length
app.command("delete")(task_moves.delete)
