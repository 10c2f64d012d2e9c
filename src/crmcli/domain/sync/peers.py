"""Who exchanges with us, and how far each knows the other; read from the journal alone.

A change that applied a file says so in ``change.detail``. So the undo of one takes all it meant with it:
the file can be applied again.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.errors import Refused
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.sql import Reader

_NAME, _STORE = "sync_name", "sync_store"
_FIRST = 5
_ENOUGH = 3


class Applied(NamedTuple):
    """A file that was applied: up to which change of the peer, and which change of ours the peer had."""

    change: int
    peer: str
    until: int
    mark: str
    acked: int


class Peers:
    """What the journal tells of exchanges."""

    def __init__(self, db: Reader) -> None:
        """Read it."""
        self.name: str | None = db.value("SELECT value FROM meta WHERE key = :key", {"key": _NAME})
        self.store: str = db.value("SELECT value FROM meta WHERE key = :key", {"key": _STORE}) or ""
        self._root: dict[int, Applied] = {}
        self._levels: list[tuple[int, dict[str, int]]] = [(0, {})]
        force: dict[str, list[Applied]] = {}
        depth: dict[int, int] = {}
        query = (
            "SELECT id, undoes, detail FROM change "
            "WHERE undoes IS NOT NULL OR detail LIKE '{\"sync\"%' ORDER BY id"
        )
        for number, undoes, detail in db.tuples(query):
            if undoes is None:
                found = json.loads(detail)["sync"]
                applied = Applied(number, found["peer"], found["until"], found["mark"], found["acked"])
                self._root[number], depth[number] = applied, 0
                force.setdefault(applied.peer, []).append(applied)
            elif undoes in self._root:
                applied = self._root[number] = self._root[undoes]
                depth[number] = depth[undoes] + 1
                known = [one for one in force.get(applied.peer, ()) if one.change != applied.change]
                force[applied.peer] = sorted([*known, *([] if depth[number] % 2 else [applied])])
            else:
                continue
            level = {peer: max((one.until for one in some), default=0) for peer, some in force.items()}
            self._levels.append((number, level))
        self._force = force

    def named(self) -> str:
        """Return this store's own name.

        Raises:
            Refused: it has none yet.
        """
        if not self.name:
            raise Refused("this store has no name yet by which others know it", "crm sync name merkez")
        return self.name

    def known(self) -> list[str]:
        """Return the peers whose files were applied, in the order of their names."""
        return sorted(peer for peer, some in self._force.items() if some)

    def last(self, peer: str) -> Applied | None:
        """Return the last file of a peer that is in force."""
        return max(self._force.get(peer, ()), key=lambda one: one.until, default=None)

    def acked(self, peer: str) -> int:
        """Return up to which change of ours a peer says to have applied; it may have undone some since."""
        last = self.last(peer)
        return last.acked if last is not None else 0

    def via(self, change: int) -> str | None:
        """Return whose file a change applied, or took back, None for one of our own."""
        found = self._root.get(change)
        return found.peer if found is not None else None

    def level(self, change: int) -> dict[str, int]:
        """Return peer -> the change of theirs that we knew when a change of ours was made."""
        found: dict[str, int] = {}
        for number, level in self._levels:
            if number >= change:
                break
            found = level
        return found


def detail(peer: str, until: int, mark: str, acked: int) -> str:
    """Return what ``change.detail`` says of a file that was applied."""
    return json.dumps({"sync": {"peer": peer, "until": until, "mark": mark, "acked": acked}})


def mark(store: str, number: int, at: str, actor: str) -> str:
    """Return what tells a change of a store from another of the same number, after a restore."""
    return sha256(f"{store}|{number}|{at}|{actor}".encode()).hexdigest()[:16]


def first_changes(db: Reader) -> str | None:
    """Return what tells a store from one that is no copy of it; None: there is too little in it."""
    query = "SELECT id, at, actor, command, summary FROM change WHERE id > 1 ORDER BY id LIMIT :most"
    rows = db.tuples(query, {"most": _FIRST})
    if len(rows) < _ENOUGH:
        return None
    told: list[Any] = [list(row) for row in rows]
    return sha256(json.dumps(told).encode()).hexdigest()[:16]


def check_name(name: str) -> str:
    """Return a name that may stand in files.

    Raises:
        Refused: it may not.
    """
    good = name.isascii() and name.replace("-", "").replace("_", "").isalnum() and len(name) <= 40
    if not good or not name[:1].isalpha():
        raise Refused(
            say('"{name}" is no name for a store: letters a-z, digits, - and _', name=name),
            "crm sync name merkez",
        )
    return name.lower()


NAME, STORE = _NAME, _STORE
