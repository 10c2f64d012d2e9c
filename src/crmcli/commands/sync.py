"""``crm sync``: changes exchanged with another store, by files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, BinaryIO

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Number
from crmcli.domain.results import Change, Document, Listing, Record
from crmcli.errors import Conflict, Refused, UsageError
from crmcli.said import say

app = Typer()

File = Annotated[str, Argument(metavar="FILE|-", help="A file of changes; packed where it ends in .gz.")]
Theirs = Annotated[bool, Option("--theirs", help="Where both sides changed a field: the value from there.")]
Ours = Annotated[bool, Option("--ours", help="Where both sides changed a field: the value here.")]


@frozen
class FileRow:
    """A file of changes that was written; ``rows`` are steps of records."""

    file: str
    name: str
    since: Annotated[int, Number()]
    until: Annotated[int, Number()]
    changes: Annotated[int, Number()]
    rows: Annotated[int, Number()]


@app.command("name")
@writes
def name(
    ctx: Context, name: Annotated[str, Argument(metavar="NAME", help="As other stores will know it.")]
) -> Change[Any]:
    """Name this store, once, before its first exchange.

    Example: crm sync name merkez
    """
    import secrets

    from crmcli.domain.sync.name import NameStore, name_store

    run: App = ctx.obj
    return run.write(name_store, NameStore(name, secrets.token_hex(8)))


@app.command("export")
def export(
    ctx: Context,
    file: File,
    since: Annotated[
        str, Option("--since", metavar="N|last", help="Changes behind this one; last: what they lack.")
    ] = "last",
    to: Annotated[str | None, Option("--to", metavar="PEER", help="For which store, if several.")] = None,
    force: Annotated[bool, Option("--force", help="Replace the file.")] = False,
) -> Record[FileRow] | Document:
    """Write what changed here as a file for another store.

    Example: crm sync export merkez.sync.gz
    """
    from crmcli.domain.sync.place import write_file
    from crmcli.domain.sync.write import Export
    from crmcli.domain.sync.write import export as act
    from crmcli.migrations import SCHEMA_VERSION

    run: App = ctx.obj
    if since != "last" and not since.isdecimal():
        raise UsageError(
            say('--since is the number of a change or "last", not "{since}"', since=since), "crm history"
        )
    path = None if file == "-" else Path(file)
    if path is not None:
        run.refuse_store(path)
    made = run.read(act, Export(SCHEMA_VERSION, None if since == "last" else int(since), to))
    if path is None:
        return Document("".join(made.lines))
    write_file(path, made.lines, force=force)
    row = FileRow(file, made.name, made.since, made.until, made.changes, made.rows)
    return Record(row, title=say("Written for other stores"))


@app.command("apply")
@writes
def apply(
    ctx: Context,
    file: File,
    theirs: Theirs = False,
    ours: Ours = False,
    ask: Annotated[bool, Option("--ask", help="Ask for each field that both sides changed.")] = False,
    yes: options.Yes = False,
) -> Change[Any]:
    """Apply a file of another store, in one change.

    Fields that both sides changed keep the value here, are listed, and make the exit code 5.

    Example: crm sync apply sube.sync.gz --dry-run
    """
    from crmcli.domain.sync.apply import Apply
    from crmcli.domain.sync.apply import apply as act
    from crmcli.domain.sync.read import read, read_bytes

    run: App = ctx.obj
    side = _side(theirs=theirs, ours=ours, ask=ask)
    raw = read_bytes(_input() if file == "-" else Path(file))
    from crmcli.migrations import SCHEMA_VERSION

    def reading(db: Any, _: None) -> Any:
        from crmcli.domain.sync.peers import Peers

        return read(db, raw, SCHEMA_VERSION, Peers(db).named())

    found = run.read(reading, None)
    request = Apply(found, side)
    noted = _erase(run, found, yes=yes)
    if ask:
        request = Apply(found, None, tuple(_picked(run, found).items()))
    done = run.write(act, request, input_sha256=found.sha256)
    if not noted:
        return done
    from dataclasses import replace

    return replace(done, notes=(*noted, *done.notes))


def _input() -> BinaryIO:
    """Return standard input as bytes.

    Raises:
        UsageError: it is closed.
    """
    import sys

    if sys.stdin is None:
        raise UsageError("- reads standard input, which is closed", "crm sync apply FILE")
    return sys.stdin.buffer


@app.command("status")
def status(ctx: Context) -> Listing[Any]:
    """Show with whom we exchange, and how far each side is.

    Example: crm sync status
    """
    from crmcli.domain.sync.name import ShowStatus, show_status

    run: App = ctx.obj
    return run.read(show_status, ShowStatus())


@app.command("conflicts")
@writes
def conflicts(
    ctx: Context,
    records: Annotated[list[str] | None, Argument(metavar="[RECORD]...", help="Only of these: C-12.")] = None,
    theirs: Theirs = False,
    ours: Ours = False,
) -> Listing[Any] | Change[Any]:
    """List fields that both sides changed; decide them.

    Example: crm sync conflicts C-12 --theirs
    """
    from crmcli.domain.sync.conflicts import ListConflicts, Settle, list_conflicts, settle

    run: App = ctx.obj
    side = _side(theirs=theirs, ours=ours)
    refs = tuple(records or ())
    if side is None:
        return run.read(list_conflicts, ListConflicts(refs))
    return run.write(settle, Settle(side, refs))


def _side(*, theirs: bool, ours: bool, ask: bool = False) -> str | None:
    if theirs + ours + ask > 1:
        raise UsageError("--theirs, --ours and --ask are one choice", "crm sync apply FILE --theirs")
    return "theirs" if theirs else "ours" if ours else None


def _erase(run: App, found: Any, *, yes: bool) -> tuple[str, ...]:
    """Erase the people whom the other store erased, each for good and in a change of its own."""
    import secrets

    from crmcli import notes
    from crmcli.domain.privacy.erase import Erase
    from crmcli.domain.privacy.erase import erase as act
    from crmcli.domain.sync.apply import follows
    from crmcli.domain.sync.erased import FindErased, find_erased

    run.read(follows, found)  # nobody is erased for a file that is refused
    erased = run.read(find_erased, FindErased(found))
    listed = ", ".join(erased.refs)
    if not erased.refs:
        return erased.notes
    if run.dry_run:
        return (say("{refs} would be erased for good, as they were there", refs=listed), *erased.notes)
    if not yes and not notes.can_ask():
        raise Refused(
            say("{peer} erased {refs}, which can't be taken back here either", peer=found.peer, refs=listed),
            "add --yes to erase them here as well, or --dry-run to see it all",
        )
    if not yes and not notes.confirm(
        say("{peer} erased {refs}. Erase them here for good?", peer=found.peer, refs=listed)
    ):
        raise Refused("cancelled; nothing was changed")
    told: list[str] = list(erased.notes)
    for ref in erased.refs:
        try:
            done = run.erase(act, Erase(ref, secrets.token_hex(16), run.config.get("region")))
        except Conflict:
            continue  # all that was known went with another record of the same person
        told += [done.summary or "", *done.notes]
    return tuple(told)


def _picked(run: App, found: Any) -> dict[tuple[str, int, str], str]:
    """Ask a person for each conflict."""
    from crmcli import notes
    from crmcli.domain.sync.apply import Apply
    from crmcli.domain.sync.apply import apply as act

    if not notes.can_ask():
        raise UsageError("--ask needs a person at a terminal", "add --theirs or --ours")
    picks: dict[tuple[str, int, str], str] = {}
    seen: list[tuple[str, int, str]] = []
    request = Apply(found, None, (), seen.append)
    asked_dry, run.dry_run = run.dry_run, True
    try:
        tried = run.write(act, request)
    finally:
        run.dry_run = asked_dry
    for key, row in zip(seen, tried.sections[0].rows if tried.sections else (), strict=True):
        question = say(
            "{record}, {field}: here {ours}, there {theirs}. Take which? [h]ere, [t]here, Enter later: ",
            record=row.record,
            field=row.field,
            ours=row.ours or "—",
            theirs=row.theirs or "—",
        )
        answer = notes.asked(question).casefold()
        if answer[:1] in ("t", "o", "h", "b"):
            picks[key] = "theirs" if answer[:1] in ("t", "o") else "ours"
    return picks
