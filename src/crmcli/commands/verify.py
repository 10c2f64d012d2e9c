"""``crm verify``: is the caller who they say? Ask, and keep what was answered right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options, records
from crmcli.commands.care import edits
from crmcli.domain.results import Change, Listing, Record
from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.verification import Ask

app = Typer()

Who = Annotated[str, Argument(metavar="WHO", help="Customer or contact: number, phone, name.")]
Kinds = Annotated[
    list[str] | None,
    Option("--right", metavar="QUESTION", help="Answered right: city, last_order ...; may be repeated."),
]
Wrong = Annotated[
    list[str] | None, Option("--wrong", metavar="QUESTION", help="Answered wrong; may be repeated.")
]


@app.command("ask")
def ask(ctx: Context, who: Who, contact: options.Contact = None) -> Record[Any]:
    """Show what to ask a caller, and what touched them.

    Show what to ask a caller, what touched them of late and which of their cases are open.

    Example: crm verify ask "0532 123 45 67"
    """
    from crmcli.domain.verification import ask_caller

    run: App = ctx.obj
    return run.read(ask_caller, _ask(run, who, contact))


@app.command("add")
@writes
def add(
    ctx: Context,
    who: Who,
    right: Kinds = None,
    wrong: Wrong = None,
    passed: Annotated[
        bool | None, Option("--passed/--failed", help="The outcome, where it is not the answers' own.")
    ] = None,
    contact: options.Contact = None,
    channel: options.Channel = None,
    at: Annotated[str | None, Option("--at", metavar="WHEN", help="When; now without.")] = None,
    branch: options.Branch = None,
    user: Annotated[str | None, Option("--user", metavar="USER", help="Who of us asked.")] = None,
    note: options.Note = None,
) -> Change[Any]:
    """Keep what a caller answered: right or wrong.

    Keep what a caller answered; on a terminal each question is asked here.

    Example: crm verify add C-12 --right city --right last_order
    """
    from crmcli.domain.verification import Verify, verify_caller

    run: App = ctx.obj
    if not right and not wrong and passed is None:
        right, wrong = _asked(run, who, contact)
    request = Verify(
        who,
        records.reading(run),
        tuple(right or ()),
        tuple(wrong or ()),
        contact,
        passed,
        run.config.integer("verify_questions"),
        at,
        channel,
        branch,
        user,
        None if note is None else options.text(note),
    )
    return run.write(verify_caller, request)


def _ask(run: App, who: str, contact: str | None) -> Ask:
    """Return the request for a caller's questions."""
    from crmcli.domain.verification import Ask

    config = run.config
    language = config.get("locale") if run.for_people else "en"
    now = f"{run.now():%Y-%m-%dT%H:%M:%SZ}"
    needed = config.integer("verify_questions")
    return Ask(who, contact, run.today(), now, run.zone, needed, language, config.get("region"))


def _asked(run: App, who: str, contact: str | None) -> tuple[list[str], list[str]]:
    """Ask a person what the caller answered; return the questions answered right, and wrong.

    Raises:
        UsageError: nobody is there to ask, or no question was answered.
    """
    from crmcli import notes
    from crmcli.domain.verification import ask_caller

    if not notes.can_ask():
        raise UsageError("what was answered?", f'crm verify add "{who}" --right city --wrong birth_day')
    found = run.read(ask_caller, _ask(run, who, contact))
    notes.note(found.title or who)
    right: list[str] = []
    wrong: list[str] = []
    for row in found.sections[0].rows:
        notes.note(
            say(
                "{question}  ({answer})  y right, n wrong, Enter: not asked",
                question=row.question,
                answer=row.answer,
            )
        )
        answer = notes.typed().strip().casefold()
        if answer in ("y", "yes", "e", "evet", "d", "doğru"):
            right.append(row.kind)
        elif answer:
            wrong.append(row.kind)
    if not right and not wrong:
        raise UsageError("no question was answered; nothing was kept", "crm verify ask shows the questions")
    return right, wrong


@app.command("list")
def list_(ctx: Context, where: options.Where = None, limit: options.Limit = None) -> Listing[Any]:
    """List who was asked, the latest first.

    Example: crm verify list --where passed=no
    """
    from crmcli.domain.verification_list import list_verifications

    return records.lists(ctx.obj, list_verifications, where, limit)


@app.command("show")
def show(
    ctx: Context, ref: Annotated[str, Argument(metavar="VERIFICATION", help="Number or id.")]
) -> Record[Any]:
    """Show what one caller was asked, and whether they answered right.

    Example: crm verify show VE-1
    """
    from crmcli.domain.verification_list import show_verification

    return records.shows(ctx.obj, show_verification, ref)


@app.command("edit")
@writes
def edit(
    ctx: Context,
    refs: options.Refs = None,
    channel: options.Channel = None,
    branch: options.Branch = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Change fields of verifications; an empty text empties a field.

    Example: crm verify edit VE-1 --channel phone
    """
    from crmcli.domain.verification import edit_verifications

    run: App = ctx.obj
    return run.write(edit_verifications, edits(run, "verification", locals()))


@app.command("delete")
@writes
def delete(
    ctx: Context, refs: options.Refs = None, where: options.Where = None, yes: options.Yes = False
) -> Change[Any]:
    """Delete verifications.

    Example: crm verify delete VE-1
    """
    from crmcli.domain.deleting import DeleteRecords, delete_records

    run: App = ctx.obj
    aimed = records.targets(run, "verification", locals(), "delete")
    return run.write(delete_records, DeleteRecords("verification", aimed))
