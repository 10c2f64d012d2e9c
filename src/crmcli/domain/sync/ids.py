"""One identity for a row in all stores: who made it, and its number there.

A row that this store made needs no word. One that came with a file has its identity in ``record_key``:
noun ``sync/TABLE``, source ``sync:PEER``, the number there as ``norm``. Where both stores had written the
same row already (a tag, a stage), the row keeps its own identity, and the other's is one more name for it:
source ``sync+:PEER``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.sync.form import KEY, Gid

if TYPE_CHECKING:
    from crmcli.sql import Reader, Writer

_CAME, _ALSO = "sync:", "sync+:"


class Ids:
    """The identities that a store knows."""

    def __init__(self, db: Reader, me: str) -> None:
        """Read them; ``me`` is this store's own name."""
        self.me = me
        self._came: dict[tuple[str, int], Gid] = {}
        self._here: dict[tuple[str, Gid], int] = {}
        self._from: dict[str, set[tuple[str, int]]] = {}
        self._fresh: list[tuple[str, int, str, str]] = []
        query = "SELECT noun, number, source, norm FROM record_key WHERE noun LIKE 'sync/%' ORDER BY id"
        for noun, number, source, norm in db.tuples(query):
            mark, _, peer = source.partition(":")
            self._learn(noun.removeprefix(KEY), number, Gid(peer, int(norm)), came=f"{mark}:" == _CAME)

    def _learn(self, table: str, number: int, gid: Gid, *, came: bool) -> None:
        self._here[table, gid] = number
        self._from.setdefault(gid.peer, set()).add((table, number))
        if came:
            self._came[table, number] = gid

    def of(self, table: str, number: int) -> Gid:
        """Return the identity of a row here."""
        return self._came.get((table, number)) or Gid(self.me, number)

    def came(self, table: str, number: int) -> bool:
        """Tell whether a row came with a file."""
        return (table, number) in self._came

    def here(self, table: str, gid: Gid) -> int | None:
        """Return the number here of a row, which may be gone; None: never heard of it."""
        if gid.peer == self.me:
            return gid.number
        return self._here.get((table, gid))

    def met(self, table: str, number: int, peer: str) -> bool:
        """Tell whether a row here is known to be one of a store's rows."""
        return (table, number) in self._from.get(peer, ())

    def keep(self, table: str, number: int, gid: Gid, *, came: bool) -> None:
        """Remember an identity; ``write`` writes it."""
        if gid.peer == self.me or self._here.get((table, gid)) == number:
            return
        self._learn(table, number, gid, came=came)
        source = f"{_CAME if came else _ALSO}{gid.peer}"
        self._fresh.append((KEY + table, number, source, str(gid.number)))

    def write(self, db: Writer) -> None:
        """Write the identities that were kept since."""
        if self._fresh:
            db.insert_many("record_key", ("noun", "number", "source", "norm"), self._fresh)
            self._fresh.clear()
