"""A file of another store applied to this one, in one change; what both sides changed is a conflict."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.journal.words import thing
from crmcli.domain.kinds import Number, Text
from crmcli.domain.nouns import BY_TABLE
from crmcli.domain.results import Change, Listing
from crmcli.domain.sync.conflicts import ConflictRow, drop_stale, keep, shown
from crmcli.domain.sync.consents import restate
from crmcli.domain.sync.erased import forget
from crmcli.domain.sync.fields import Fields
from crmcli.domain.sync.gone import Gone
from crmcli.domain.sync.ids import Ids
from crmcli.domain.sync.incoming import Incoming
from crmcli.domain.sync.known import Known, Touched
from crmcli.domain.sync.net import net
from crmcli.domain.sync.peers import Peers, detail, first_changes
from crmcli.domain.sync.read import SyncFile
from crmcli.errors import Conflict, ExitCode, Refused
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections import Counter

    from crmcli.domain.sync.net import Netted
    from crmcli.sql import Reader, Writer


@frozen
class Apply:
    """A file; ``side`` decides every conflict: ours, theirs, or None to keep ours and list it.

    ``picks`` decides single ones: (table, number, field) -> ours or theirs. ``saw`` is told of each that
    stays open.
    """

    file: SyncFile
    side: str | None = None
    picks: tuple[tuple[tuple[str, int, str], str], ...] = ()
    saw: Callable[[tuple[str, int, str]], None] = lambda _: None


@frozen
class AppliedLine:
    """How many rows of one kind a file added, changed, removed; ``kept`` would have gone and stayed."""

    what: Annotated[str, Text()]
    added: Annotated[int, Number()]
    changed: Annotated[int, Number()]
    removed: Annotated[int, Number()]
    kept: Annotated[int, Number()]


def apply(db: Writer, request: Apply) -> Change[AppliedLine]:
    """Apply a file; one that was applied already changes nothing.

    Raises:
        Conflict: files that come before this one are missing; they are named.
        Refused: the file is this store's own, of a copy of it, or doesn't fit what is here.
    """
    file, peers = request.file, Peers(db)
    after = follows(db, file)
    if file.until <= after:
        summary = say("{peer} was applied up to change {after} already", peer=file.peer, after=after)
        return Change("nothing to apply", AppliedLine, [], summary=summary)
    rows = net(file, after, peers.named())
    if not rows.steps and not _news(db, peers, file):
        summary = say("{peer} has nothing new", peer=file.peer)
        return Change("nothing to apply", AppliedLine, [], summary=summary)
    done = _carry_out(db, request, peers, rows)
    db.execute(
        "UPDATE change SET detail = :detail WHERE id = :id",
        {"detail": detail(file.peer, file.until, file.marks[1], file.applied), "id": db.change},
    )
    return done


def follows(db: Reader, file: SyncFile) -> int:
    """Return up to which change of the sender all is here; what is in the file follows it.

    Raises:
        Conflict: files that come before this one are missing; they are named.
        Refused: the file is this store's own, or of a copy of it.
    """
    peers = Peers(db)
    peers.named()
    last = peers.last(file.peer)
    after = last.until if last is not None else 0
    _refuse_foreign(db, file, peers)
    if file.until > after:
        _refuse_gap(file, after, last.mark if last is not None else "")
    return after


def _carry_out(db: Writer, request: Apply, peers: Peers, rows: Netted) -> Change[AppliedLine]:
    """Write what a file comes to, and tell it."""
    file = request.file
    levels = [one.level for one in rows.rows.values()]
    ids = Ids(db, peers.named())
    known = Known(db, ids)
    touched = Touched(db, peers, file.peer, min(levels, default=0))
    db.defer_references()
    gone = Gone(db, ids, known, touched, file.peer)
    # Before anything is put back from the journal: of the erased nothing comes back.
    forget(db, ids, known, rows)
    gone.put_back(rows)
    incoming = Incoming(db, ids, known, file.peer)
    incoming.plan(rows)
    incoming.insert()
    fields = Fields(db, known, ids, touched, request)
    for one, number in incoming.met:
        fields.meet(one, number, again=(one.table, number) in incoming.revived)
    for one in rows.rows.values():
        if not one.dead:
            fields.merge(one)
    for one, number in incoming.stood:
        fields.adopt(one, number)
    for one in gone.remove(rows, incoming.revived):
        fields.merge(one)
    fields.settle(rows.decisions)
    restate(db, incoming.levels("consent"))
    ids.write(db)
    clashes = [clash for clash in fields.clashes if known.there(clash.table, clash.number)]
    drop_stale(db, file.peer, fields.agreed)
    for clash in clashes:
        keep(db, clash)
        request.saw((clash.table, clash.number, clash.field))
    counts = {"added": incoming.counts, "changed": fields.changed, "removed": gone.removed, "kept": gone.kept}
    return _told(db, request, counts, clashes, (*gone.notes, *incoming.notes, *fields.notes))


def _told(
    db: Reader,
    request: Apply,
    counts: Mapping[str, Counter[str]],
    clashes: list[Any],
    notes: tuple[str, ...],
) -> Change[AppliedLine]:
    file = request.file
    tables = [table for table in db.tables if any(count[table] for count in counts.values())]
    items = [
        AppliedLine(
            _called(table), *(counts[name][table] for name in ("added", "changed", "removed", "kept"))
        )
        for table in tables
    ]
    total = {name: sum(count.values()) for name, count in counts.items()}
    told = say(
        "Applied {peer} up to change {until}: {added} added, {changed} changed, {removed} removed",
        peer=file.peer,
        until=file.until,
        added=total["added"],
        changed=total["changed"],
        removed=total["removed"],
    )
    if clashes:
        told = told + say("; conflicts: {count}", count=len(clashes))
    sections = (Listing(ConflictRow, shown(db, clashes), title="Conflicts"),) if clashes else ()
    if clashes:
        notes = (
            *notes,
            say("crm sync conflicts --theirs or --ours decides; until then the values here stay"),
        )
    return Change(
        f"applied {file.peer} up to change {file.until}",
        AppliedLine,
        items,
        summary=told,
        notes=notes,
        sections=sections,
        exit_code=int(ExitCode.PARTIAL) if clashes else 0,
    )


def _called(table: str) -> str:
    noun = BY_TABLE.get(table)
    return named(noun.name.replace("_", " ")) if noun else thing(table)


def _refuse_foreign(db: Reader, file: SyncFile, peers: Peers) -> None:
    """Refuse a file of this very store, or of one that was copied from it."""
    if file.peer == peers.name or file.store == peers.store:
        raise Refused(
            say("the file is of {peer}, which is this store or a copy of it", peer=file.peer),
            "each store needs a name and a file of its own: crm --db new.db sync name sube",
        )
    if peers.last(file.peer) is None and file.first and file.first == first_changes(db):
        raise Refused(
            say("this store is a copy of {peer}: all its records would come twice", peer=file.peer),
            "begin the exchange with an empty store: crm --db new.db sync name sube",
        )


def _refuse_gap(file: SyncFile, after: int, known: str) -> None:
    """Refuse a file that doesn't follow what was applied."""
    if file.since > after:
        raise Conflict(
            say(
                "changes {first} to {last} of {peer} are missing",
                first=after + 1,
                last=file.since,
                peer=file.peer,
            ),
            say("at {peer}: crm sync export FILE --since {after}", peer=file.peer, after=after),
        )
    marks = {change.number: change.mark for change in file.changes} | {file.since: file.marks[0]}
    if after and after in marks and marks[after] != known:
        raise Refused(
            say(
                "change {after} of {peer} is another one than the one that was applied: "
                "its store was restored from a backup, or made anew",
                after=after,
                peer=file.peer,
            ),
            "crm undo takes back what was applied from it",
        )


def _news(db: Reader, peers: Peers, file: SyncFile) -> bool:
    """Tell whether a file without rows says something worth keeping: which rows of ours the peer has."""
    from crmcli.domain.sync.collect import collect

    least, most = sorted((peers.acked(file.peer), file.applied))
    return least < most and any(
        least < op.change <= most and peers.via(op.change) != file.peer for op in collect(db, least)
    )
