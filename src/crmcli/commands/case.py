"""``crm case``: problems from their opening to their resolution."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options, records
from crmcli.commands.care import adds, edits
from crmcli.domain.results import Change, Listing, Record

if TYPE_CHECKING:
    from collections.abc import Mapping

app = Typer()

Who = Annotated[str, Argument(metavar="WHO", help="Customer, contact, lead or order: number, phone, name.")]
Problem = Annotated[str, Argument(metavar="PROBLEM", help="What is wrong, in a line.")]
One = Annotated[str, Argument(metavar="CASE", help="Number, id or name.")]
Several = Annotated[str, Argument(metavar="CASE", help="Number, id or name; - reads several, one a line.")]
Priority = Annotated[str | None, Option("--priority", help="urgent, high, normal or low.")]
Category = Annotated[str | None, Option("--category", help="What kind of problem it is.")]
Order = Annotated[str | None, Option("--order", metavar="ORDER", help="The order it is about.")]
Product = Annotated[str | None, Option("--product", metavar="PRODUCT", help="The product it is about.")]
At = Annotated[str | None, Option("--at", metavar="WHEN", help="When: 'yesterday 14:30'; now without.")]
Said = Annotated[str | None, Argument(metavar="TEXT", help="In which words; - reads it.")]


@app.command("list")
def list_(
    ctx: Context,
    where: options.Where = None,
    open_: Annotated[bool, Option("--open", help="Only those that are not resolved.")] = False,
    overdue: Annotated[bool, Option("--overdue", help="Only those not answered in time.")] = False,
    owner: options.Owner = None,
    limit: options.Limit = None,
) -> Listing[Any]:
    """List cases: unresolved ones first, by priority and age.

    Example: crm case list --open --where category=fatura
    """
    from crmcli.commands.work_time import promise
    from crmcli.domain.cases import ListCases, list_cases
    from crmcli.domain.views import ListRecords

    run: App = ctx.obj
    chosen = ListRecords(tuple(where or ()), options.row_limit(run, limit))
    request = ListCases(chosen, run.today(), promise(run), open=open_, owner=owner, overdue=overdue)
    return run.read(list_cases, request)


@app.command("show")
def show(ctx: Context, ref: One) -> Record[Any]:
    """Show one case with its steps and what was said about it.

    Example: crm case show CS-3
    """
    from crmcli.commands.work_time import promise
    from crmcli.domain.cases import ShowCase, show_case
    from crmcli.domain.views import ShowRecord

    run: App = ctx.obj
    return run.read(show_case, ShowCase(ShowRecord(ref, run.config.get("region")), promise(run)))


def _open(
    ctx: Context,
    who: Who,
    name: Problem,
    priority: Priority = None,
    channel: options.Channel = None,
    category: Category = None,
    contact: options.Contact = None,
    order: Order = None,
    product: Product = None,
    owner: options.Owner = None,
    opened_at: At = None,
    branch: options.Branch = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    force: Annotated[bool, Option("--force", hidden=True)] = False,
) -> Change[Any]:
    """Open a case; what touched them of late is said.

    Example: crm case open C-12 "Fatura yanlış" --priority high --channel phone
    """
    from crmcli.domain.cases_moves import open_case

    run: App = ctx.obj
    return run.write(open_case, adds(run, "case", locals(), who))


app.command("open")(writes(_open))
app.command("add", hidden=True)(_open)


@app.command("edit")
@writes
def edit(
    ctx: Context,
    refs: options.Refs = None,
    name: Annotated[str | None, Option("--name", help="The problem.")] = None,
    priority: Priority = None,
    channel: options.Channel = None,
    category: Category = None,
    customer: options.Customer = None,
    contact: options.Contact = None,
    order: Order = None,
    product: Product = None,
    owner: options.Owner = None,
    branch: options.Branch = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    where: options.Where = None,
    yes: options.Yes = False,
    force: Annotated[bool, Option("--force", hidden=True)] = False,
) -> Change[Any]:
    """Change fields of cases; an empty text empties a field.

    Example: crm case edit CS-3 --priority urgent --owner ayse
    """
    from crmcli.domain.cases_moves import edit_cases

    run: App = ctx.obj
    return run.write(edit_cases, edits(run, "case", locals()))


@app.command("reply")
@writes
def reply(
    ctx: Context,
    ref: One,
    text: Annotated[str, Argument(metavar="TEXT", help="What we said; - reads it.")],
    minutes: Annotated[int | None, Option("--minutes", min=0, help="How many minutes it took.")] = None,
    channel: options.Channel = None,
    at: At = None,
    wait: Annotated[bool, Option("--wait", help="Now it is their turn: set the case to waiting.")] = False,
    user: Annotated[
        str | None, Option("--user", metavar="USER", help="Who of us; who writes without.")
    ] = None,
) -> Change[Any]:
    """Log our answer; the first one answers the case.

    Example: crm case reply CS-3 "Düzeltilmiş fatura yola çıktı" --minutes 5
    """
    from crmcli.domain.cases_reply import Reply, reply_to_case

    run: App = ctx.obj
    said = options.text(text)
    return run.write(
        reply_to_case, Reply(ref, said, records.reading(run), at, minutes, channel, user, wait=wait)
    )


@app.command("wait")
@writes
def wait(ctx: Context, ref: Several, text: Said = None, at: At = None) -> Change[Any]:
    """Set a case to waiting: for them, or for somebody else.

    Example: crm case wait CS-3 "dekont bekleniyor"
    """
    return _move(ctx.obj, "waiting", locals())


@app.command("resolve")
@writes
def resolve(ctx: Context, ref: Several, text: Said = None, at: At = None) -> Change[Any]:
    """Resolve a case, with what solved it.

    Example: crm case resolve CS-3 "yeni fatura kesildi"
    """
    return _move(ctx.obj, "resolved", locals())


@app.command("reopen")
@writes
def reopen(ctx: Context, ref: Several, text: Said = None, at: At = None) -> Change[Any]:
    """Open a case again; the steps so far stay.

    Example: crm case reopen CS-3 "yeni fatura da yanlış"
    """
    return _move(ctx.obj, "reopened", locals())


@app.command("duplicate")
@writes
def duplicate(
    ctx: Context,
    ref: Several,
    of: Annotated[str, Option("--of", metavar="CASE", help="The case that it repeats.")],
) -> Change[Any]:
    """Link a case to the one that it repeats, and resolve it.

    Example: crm case duplicate CS-4 --of CS-3
    """
    from crmcli.domain.cases_moves import Duplicate, mark_duplicates

    run: App = ctx.obj
    aimed = records.targets(run, "case", {"refs": [ref]}, "change")
    return run.write(mark_duplicates, Duplicate(aimed, of, records.reading(run)))


def _move(run: App, kind: str, params: Mapping[str, Any]) -> Change[Any]:
    """Move the cases that a command's parameters name."""
    from crmcli.domain.cases_moves import MoveCases, move_cases

    aimed = records.targets(run, "case", {"refs": [params["ref"]]}, "change")
    text = params["text"]
    said = None if text is None else options.text(text)
    return run.write(move_cases, MoveCases(aimed, kind, records.reading(run), said, params["at"]))


records.shared(app, "case", "CS-3", "fatura")
