"""What adding, changing, deleting and finding have in common at the edge, whatever the noun.

A command's parameters carry the names of the fields they fill, so its ``locals()`` say what was
given; ``sets`` and ``customs`` are the free assignments.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from typer import Context, Typer

from crmcli.app import App, writes
from crmcli.commands import options
from crmcli.domain.results import Change, Listing, Record
from crmcli.errors import Refused, UsageError
from crmcli.said import named, say

if TYPE_CHECKING:
    from crmcli.domain.given import Context as Reading
    from crmcli.domain.nouns import Noun
    from crmcli.domain.targets import Targets

Given = dict[str, str | Sequence[str]]

ASKED = (
    *("add", "add a task for", "cancel", "change", "delete", "deliver", "disable", "drop", "enable", "end"),
    *("finish", "leave", "link", "lose", "mark as done", "move", "reach", "refresh", "reject", "reopen"),
    *("send", "set the cadence of", "tag", "untag"),
)
"""What a person is asked before it is done to all records that a condition names."""


def reading(run: App) -> Reading:
    """Return what values that leave something out stand for."""
    from crmcli.domain.given import Context as Reading

    config = run.config
    return Reading(run.today(), run.zone, config.get("region"), config.get("currency"))


def given(noun: str, params: Mapping[str, Any]) -> Given:
    """Return field -> text of what a command's parameters gave."""
    from crmcli.domain.exchange.fields import noun as declared
    from crmcli.domain.given import assigned

    names = {field.name for field in declared(noun).fields}
    found = {name: _text(name, value) for name, value in params.items() if name in names}
    return assigned(found, params.get("sets") or (), params.get("customs") or ())


def _text(name: str, value: Any) -> str | Sequence[str] | None:
    """Return a parameter as text; a note may come from standard input."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str) and name in ("note", "lost_note", "body"):
        return options.text(value)
    return value  # type: ignore[no-any-return]


def add(run: App, noun: str, params: Mapping[str, Any]) -> Change[Any]:
    """Add one record of what a command's parameters gave."""
    from crmcli.domain.adding import AddRecord, add_record

    request = AddRecord(noun, given(noun, params), reading(run), force=params["force"])
    return run.write(add_record, request)


def edit(run: App, noun: str, params: Mapping[str, Any], verb: str = "changed") -> Change[Any]:
    """Change the records a command's parameters name to what they gave; ``verb`` is what is told of it."""
    from crmcli.domain.editing import EditRecords, edit_records
    from crmcli.domain.nouns import BY_NAME

    fields, drops = given(noun, params), tuple(params.get("drops") or ())
    if not fields and not drops:
        raise UsageError(
            "no field is given to change", say("{command} edit --help", command=BY_NAME[noun].command)
        )
    aimed = targets(run, noun, params, "change")
    force = bool(params.get("force"))
    request = EditRecords(noun, aimed, fields, reading(run), force=force, verb=verb, dropped=drops)
    return run.write(edit_records, request)


# A condition that shows which records there are to name, for nouns without a city.
_EXAMPLES = {
    "opportunity": "stage=Proposal",
    "order": "status=open",
    "activity": "kind=call",
    "product": "name~masa",
    "user": "team=Satış",
    "price": "product=MM-1",
    "rate": "currency=USD",
    "need": "status=open",
    "closing_step": "stage=Proposal",
    "competitor": "name~rakip",
    "target": "metric=revenue",
    "quote": "status=sent",
    "payment": "method=cash",
    "case": "status=open",
    "request": "status=open",
    "incident": "kind=outage",
    "survey": "topic=teslimat",
    "check": "branch=Kadıköy",
    "verification": "passed=no",
}


def targets(run: App, noun: str, params: Mapping[str, Any], verb: str) -> Targets:
    """Return the records that ``refs``, ``where`` and ``yes`` name.

    A condition may name very many: it takes ``--yes``, a dry run, or a person who is asked.

    Raises:
        UsageError: nothing is named, or both ways are used at once, or nobody is there to say yes.
        Refused: the person said no.
    """
    from crmcli.domain.nouns import BY_NAME
    from crmcli.domain.targets import Targets

    refs, where = params.get("refs") or [], params.get("where") or []
    if bool(refs) == bool(where):
        both = say("both records and --where named")
        example = _EXAMPLES.get(noun, "city=İzmir")
        raise UsageError(
            both if refs else say("no record named"),
            say(
                "{command} list --where {example} --format ids",
                command=BY_NAME[noun].command,
                example=example,
            ),
        )
    aimed = Targets(
        options.refs(refs),
        tuple(where),
        run.today(),
        run.config.integer("lapsed_days"),
        run.config.get("region"),
    )
    if where and not params.get("yes") and not run.dry_run:
        return _agreed(run, BY_NAME[noun], aimed, verb)
    return aimed


def _agreed(run: App, noun: Noun, aimed: Targets, verb: str) -> Targets:
    """Return the records that a condition names, once a person has agreed to their number."""
    from crmcli import notes
    from crmcli.domain.counting import counted
    from crmcli.domain.targets import Targets, matching

    if not notes.can_ask():
        raise UsageError("--where may mean many records", "add --yes to do it, or --dry-run to see it")
    found = run.read(lambda db, _: matching(db, noun, aimed), None)
    name = noun.name.replace("_", " ")
    what = say(
        "{verb} {what}?",
        verb=named(verb, "ask", verb.capitalize()),
        what=counted(len(found), name, noun.plural),
    )
    if found and not notes.confirm(what):
        raise Refused("cancelled; nothing was changed")
    return Targets(tuple(noun.ref(number) for number in found), region=aimed.region)


def lists(run: App, act: Callable[..., Any], where: Sequence[str] | None, limit: int | None) -> Listing[Any]:
    """List records of a noun that has no options of its own."""
    from crmcli.domain.views import ListRecords

    found: Listing[Any] = run.read(act, ListRecords(tuple(where or ()), options.row_limit(run, limit)))
    return found


def shows(run: App, act: Callable[..., Any], ref: str) -> Record[Any]:
    """Show one record of a noun that has no options of its own."""
    from crmcli.domain.views import ShowRecord

    found: Record[Any] = run.read(act, ShowRecord(ref, run.config.get("region")))
    return found


def finds(run: App, text: str, among: Sequence[str], limit: int | None) -> Listing[Any]:
    """Find records of some nouns, or of all."""
    from crmcli.domain.find import Find, find

    request = Find(text, tuple(among), options.row_limit(run, limit), run.config.get("region"))
    return run.read(find, request)


def shared(app: Typer, noun: str, ref: str, sought: str = "") -> None:
    """Give a group ``delete`` and, with an example of what is sought, ``find``."""
    from crmcli.domain.nouns import BY_NAME

    plural, command = BY_NAME[noun].plural, BY_NAME[noun].command

    @writes
    def delete(
        ctx: Context, refs: options.Refs = None, where: options.Where = None, yes: options.Yes = False
    ) -> Change[Any]:
        from crmcli.domain.deleting import DeleteRecords, delete_records

        run: App = ctx.obj
        return run.write(delete_records, DeleteRecords(noun, targets(run, noun, locals(), "delete")))

    delete.__doc__ = f"""Delete {plural}; refused while others refer to them.

    Example: {command} delete {ref}
    """
    app.command("delete")(delete)
    if not sought:
        return

    def find(ctx: Context, text: options.Sought, limit: options.Limit = None) -> Listing[Any]:
        return finds(ctx.obj, text, [plural], limit)

    find.__doc__ = f"""Find {plural} by number, phone, e-mail or name.

    Example: {command} find {sought}
    """
    app.command("find")(find)
