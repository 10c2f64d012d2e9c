"""The name by which other stores know this one, and how far each knows the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Number, Text
from crmcli.domain.results import Change, Listing
from crmcli.domain.sync.collect import collect
from crmcli.domain.sync.conflicts import open_conflicts
from crmcli.domain.sync.peers import NAME, STORE, Peers, check_name
from crmcli.errors import Conflict
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.sql import Reader, Writer


@frozen
class NameStore:
    """A name; ``store`` is random text that no other store has."""

    name: str
    store: str


@frozen
class NamedRow:
    """The name of this store."""

    name: str


@frozen
class ShowStatus:
    """Nothing is asked but how things stand."""


@frozen
class PeerRow:
    """A store we exchange with.

    ``applied`` is the last change of theirs that is here; ``has`` the last of ours that we know to be
    there; ``waiting`` changes of ours that may not be.
    """

    peer: Annotated[str, Text()]
    applied: Annotated[int, Number("theirs here")]
    has: Annotated[int, Number("ours there")]
    waiting: Annotated[int, Number("to send")]
    conflicts: Annotated[int, Number()]


def name_store(db: Writer, request: NameStore) -> Change[NamedRow]:
    """Give this store its name, once.

    Raises:
        Conflict: it has another one already.
        Refused: it may not stand in files.
    """
    name, known = check_name(request.name), Peers(db).name
    if known is not None and known != name:
        raise Conflict(
            say("this store is called {known}, and other stores know it so", known=known), "crm sync status"
        )
    if known is None:
        for key, value in ((NAME, name), (STORE, request.store)):
            db.execute("INSERT INTO meta (key, value) VALUES (:key, :value)", {"key": key, "value": value})
    return Change(
        "named this store", NamedRow, [NamedRow(name)], summary=say("This store is {name}", name=name)
    )


def show_status(db: Reader, request: ShowStatus) -> Listing[PeerRow]:
    """List the stores whose files were applied here."""
    del request
    peers = Peers(db)
    clashes = open_conflicts(db)
    rows = []
    for peer in peers.known():
        last, acked = peers.last(peer), peers.acked(peer)
        waiting = {op.change for op in collect(db, acked) if op.change > 1 and peers.via(op.change) != peer}
        count = sum(clash.peer == peer for clash in clashes)
        rows.append(PeerRow(peer, last.until if last else 0, acked, len(waiting), count))
    name = peers.name
    if not name:
        return Listing(
            PeerRow, rows, empty="this store has no name yet by which others know it: crm sync name merkez"
        )
    none = say("This store is {name}; no file was applied yet: crm sync apply FILE", name=name)
    return Listing(PeerRow, rows, title=say("This store is {name}", name=name), empty=none)
