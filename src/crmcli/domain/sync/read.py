"""A file of changes, read and checked whole before anything is done with it: it is data from a stranger.

Names of tables and columns are taken from the store's own map, never from the file; a value must be of its
column's kind. What is cut, altered or foreign is refused.
"""

from __future__ import annotations

import json
from contextlib import nullcontext
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.dump.form import LARGEST, LARGEST_NUMBER, is_whole, wrong
from crmcli.domain.nouns import BY_NAME
from crmcli.domain.sync.form import CUSTOM, FORMAT, VERSION, Gid, Row, columns, numbered, shared
from crmcli.errors import Conflict, CrmError, NotFound, Refused, unread
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import BinaryIO

    from crmcli.sql import Reader

BYTES_MOST = 256 * 1024 * 1024
UNPACKED_MOST = 512 * 1024 * 1024
LINE_MOST = 16 * 1024 * 1024
ROWS_MOST = 5_000_000
_GZIP = b"\x1f\x8b"
_KINDS = ("new", "set", "del", "settle")


class Step(NamedTuple):
    """One step of one row; references are ``Gid``. ``row`` of a set holds (was, now), of a settle none."""

    kind: str
    table: str
    id: Gid
    row: Row
    own: bool


class Passed(NamedTuple):
    """One change of the sender: what it knew of us then (``level``), whose file it applied, and its steps."""

    number: int
    mark: str
    via: str | None
    level: int
    steps: list[Step]


class SyncFile(NamedTuple):
    """A file of changes; ``marks`` tell the changes at its ends, ``applied`` is what the sender has of us."""

    peer: str
    store: str
    first: str | None
    since: int
    until: int
    marks: tuple[str, str]
    applied: int
    changes: list[Passed]
    sha256: str
    rows: int


def read_bytes(where: Path | BinaryIO) -> bytes:
    """Return the content of a file, or of a stream (standard input), unpacked.

    Raises:
        NotFound: there is no such file.
        Refused: it can't be read, or is too large.
    """
    try:
        with where.open("rb") if isinstance(where, Path) else nullcontext(where) as file:
            raw = file.read(BYTES_MOST + 1)
    except FileNotFoundError:
        hint = "name the file that crm sync export wrote at the other store"
        raise NotFound(say("there is no file {file}", file=where), hint) from None
    except OSError as error:
        raise unread(where if isinstance(where, Path) else say("the input"), error) from None
    if len(raw) > BYTES_MOST:
        raise _large()
    return _unpacked(raw) if raw.startswith(_GZIP) else raw


def _unpacked(raw: bytes) -> bytes:
    """Unpack what was compressed, a piece at a time."""
    import zlib

    machine = zlib.decompressobj(wbits=31)
    try:
        made = machine.decompress(raw, UNPACKED_MOST)
    except zlib.error:
        raise _broken("it is damaged: it can't be unpacked") from None
    if machine.unconsumed_tail:
        raise _large()
    if not machine.eof or machine.unused_data:
        raise _broken("it is cut, or something stands behind it")
    return made


def _large() -> Refused:
    return Refused("the file is too large to be one of changes", "crm sync export FILE --since N, in parts")


def _broken(why: str) -> Refused:
    return Refused(
        say("{why}; nothing was applied", why=named(why)), "ask for the file again: crm sync export FILE"
    )


def read(db: Reader, raw: bytes, schema: int, me: str) -> SyncFile:
    """Return what a file holds; ``me`` is this store's own name.

    Raises:
        Refused: it is no such file, was cut or altered, or is of another version.
        Conflict: it is for another store, whose own changes it leaves out.
    """
    lines = _checked_lines(raw)
    head = _object(lines[0])
    if head.get("format") != FORMAT:
        raise _broken("this is no file of changes, as crm sync export writes them")
    if head.get("version") != VERSION or head.get("schema") != schema:
        theirs = head.get("schema")
        raise Refused(
            say("the file is of schema {theirs}, this store of {ours}", theirs=theirs, ours=schema),
            "both stores need the same version of crmcli",
        )
    reader = _Reader(db, str(head.get("peer")), me)
    try:
        return reader.run(head, lines[1:], sha256(raw).hexdigest())
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise reader.bad(say("it is not understood")) from error


def _checked_lines(raw: bytes) -> list[bytes]:
    """Return the lines whose digest stands in the last one."""
    if not raw.endswith(b"\n"):
        raise _broken("this is no file of changes, or it was cut")
    body, _, tail = raw[:-1].rpartition(b"\n")
    closing = _object(tail)
    if set(closing) != {"lines", "sha256"}:
        raise _broken("this is no file of changes, or it was cut")
    if sha256(body + b"\n").hexdigest() != closing["sha256"]:
        raise _broken("the file was altered, or damaged on its way: its checksum is another one")
    lines = body.split(b"\n")
    if len(lines) != closing["lines"] or len(lines) > ROWS_MOST or max(map(len, lines)) > LINE_MOST:
        raise _broken("the file has other lines than it says")
    return lines


def _object(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise _broken("this is no file of changes, or it was cut")
    return found


class _Reader:
    """One file being read."""

    def __init__(self, db: Reader, peer: str, me: str) -> None:
        self._db = db
        self._peer, self._me = peer, me
        self._columns = {table: frozenset(columns(db, table)) for table in shared(db)}
        self._line = 1

    def bad(self, why: str) -> CrmError:
        """Return the refusal of the line that is looked at."""
        return _broken(say("line {line}: {why}", line=self._line, why=why))

    def run(self, head: Mapping[str, Any], lines: list[bytes], digest: str) -> SyncFile:
        """Return the file."""
        from crmcli.domain.sync.peers import check_name

        check_name(self._peer)
        to = head.get("to")
        if to not in (None, self._me):
            raise Conflict(
                say("the file is for {to}: what {to} did is not in it", to=check_name(str(to))),
                say("at {peer}: crm sync export FILE --since {after}", peer=self._peer, after=0),
            )
        since, until = self._whole(head["since"]), self._whole(head["until"])
        first, last = head["marks"]
        applied = head["applied"].get(self._me, 0)
        changes = list(self._changes(lines))
        numbers = [change.number for change in changes]
        ordered = numbers == sorted(set(numbers))
        if not ordered or any(not since < number <= until for number in numbers):
            raise self.bad(say("its changes are not in order"))
        return SyncFile(
            self._peer,
            str(head["store"]),
            head.get("first"),
            since,
            until,
            (str(first), str(last)),
            self._whole(applied),
            changes,
            digest,
            sum(len(change.steps) for change in changes),
        )

    def _changes(self, lines: list[bytes]) -> Iterator[Passed]:
        current: Passed | None = None
        level = 0
        for self._line, text in enumerate(lines, 2):
            found = _object(text)
            if "change" in found:
                if current is not None:
                    yield current
                level = (
                    self._whole(found.get("applied", {}).get(self._me, 0)) if "applied" in found else level
                )
                via = found.get("via")
                number, mark = self._whole(found["change"]), str(found["mark"])
                current = Passed(number, mark, None if via is None else str(via), level, [])
            elif current is None:
                raise self.bad(say("it belongs to no change"))
            else:
                current.steps.append(self._step(found))
        if current is not None:
            yield current

    def _step(self, found: Mapping[str, Any]) -> Step:
        kind = next((kind for kind in _KINDS if kind in found), None)
        if kind is None:
            raise self.bad(say("it says nothing"))
        table = found[kind]
        if table not in self._columns:
            raise self.bad(say("there is no table {table}", table=str(table)[:40]))
        gid, own = self._gid(found["id"]), bool(found.get("own"))
        if table == "record_key" and self._is_own(gid):
            raise self.bad(say("it holds what is this store's own"))
        if kind == "del":
            return Step(kind, table, gid, {}, own)
        if kind == "settle":
            field, over, take = found["field"], found["over"], found["take"]
            if isinstance(field, str) and field.startswith(CUSTOM) and "custom" in self._columns[table]:
                return Step(kind, table, gid, {field: (self._plain(over), self._plain(take))}, own)
            return Step(kind, table, gid, self._pair(table, {field: [over, take]}), own)
        row = found["row"]
        if kind == "new":
            return Step(kind, table, gid, self._added(table, row), own)
        return Step(kind, table, gid, self._pair(table, row), own)

    def _is_own(self, gid: Gid) -> bool:
        """Tell whether a key is what this store keeps of its exchanges: an identity, a conflict."""
        query = "SELECT noun FROM record_key WHERE id = :id"
        noun = self._db.value(query, {"id": gid.number}) if gid.peer == self._me else None
        return str(noun).startswith("sync")

    def _plain(self, value: Any) -> Any:
        """Return the value of a custom field: a text, a number, yes or no, or nothing."""
        if isinstance(value, dict | list | float) or (isinstance(value, str) and wrong("note", {value})):
            raise self.bad(say("{name} is no text", name="custom"))
        return value

    def _pair(self, table: str, row: Mapping[str, Any]) -> Row:
        """Return column -> (was, now)."""
        was = self._row(table, {name: value[0] for name, value in row.items()})
        now = self._row(table, {name: value[1] for name, value in row.items()})
        return {name: (was[name], now[name]) for name in row}

    def _added(self, table: str, row: Mapping[str, Any]) -> Row:
        """Return the checked values of a row that was added; the record that it tells of is named."""
        if any(name not in row for name in numbered(table)):
            raise self.bad(say("a record has no number"))
        if numbered(table) and "noun" not in row:
            raise self.bad(say("it is not understood"))
        return self._row(table, row)

    def _row(self, table: str, row: Mapping[str, Any]) -> Row:
        """Return checked values; references are identities."""
        made: Row = {}
        references = self._db.tables[table].references
        for name, value in row.items():
            if name not in self._columns[table]:
                raise self.bad(say("{table} has no column {name}", table=table, name=str(name)[:40]))
            if name in numbered(table):
                made[name] = self._gid(value)
            elif value is None:
                made[name] = None
            elif name in references:
                made[name] = self._gid(value)
            else:
                made[name] = self._value(table, name, value)
        if table == "record_key" and str(made.get("noun", "")).startswith("sync"):
            raise self.bad(say("it holds what is this store's own"))
        if numbered(table) and "noun" in made and made["noun"] not in BY_NAME:
            raise self.bad(say("it is not understood"))
        return made

    def _value(self, table: str, name: str, value: Any) -> Any:
        if is_whole(table, name):
            if value.__class__ is not int or abs(value) > LARGEST:
                raise self.bad(say("{name} is no whole number", name=name))
            return value
        bad = (value, say("is no text")) if not isinstance(value, str) else wrong(name, {value})
        if bad is not None:
            raise self.bad(say("{name} {why}", name=name, why=bad[1]))
        return value

    def _gid(self, value: Any) -> Gid:
        """Return an identity: a number is the sender's own row."""
        peer, number = self._peer, value
        if isinstance(value, str):
            from crmcli.domain.sync.peers import check_name

            peer, _, digits = value.rpartition(":")
            number = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= 18 else None
            check_name(peer)
        if number.__class__ is not int or not 0 < number <= LARGEST_NUMBER:
            raise self.bad(say("a record has no number"))
        return Gid(peer, number)

    def _whole(self, value: Any) -> int:
        if value.__class__ is not int or not 0 <= value <= LARGEST_NUMBER:
            raise self.bad(say("it is not understood"))
        return int(value)
