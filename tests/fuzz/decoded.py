"""Damage behind the first check: rows changed and written anew, in a file that is itself sound."""

import contextlib
import json
import sqlite3
from random import Random
from typing import Any

_VALUES: tuple[Any, ...] = (
    *(None, "", " ", "x", "0", "-1", "TRY", "try", "tr", "call", "C-1", "{}", "[]", '{"a":"b"}', '[["a"]]'),
    *("2026-11-21", "2026-02-30", "0001-01-01", "9999-12-31", "2026-11-21T09:00:00Z", "2026-11-21T25:00:00Z"),
    *("Işık", "İ" * 400, "\u202ea", "a\nb", "\0", "\ud800", "\x1b[2J", "=1+1", "%s", "x" * 5_000),
    *(0, 1, 2, -1, 3, 7, 10**6, 2**31, 2**53, 2**53 + 1, 2**63 - 1, -(2**63), 2**64, 1.5, 1e300, True),
    *((), ("a",)),  # lists, which nothing changes
)
_CHANGES = 4


def dump_rows(data: bytes, random: Random) -> bytes | None:
    """Return a file of a whole store with some rows changed and, mostly, a first line that says so."""
    try:
        lines = [json.loads(line) for line in data.decode("utf-8-sig").splitlines() if line.strip()]
        head, rows = lines[0], [next(iter(line.items())) for line in lines[1:]]
        heads = head["tables"]
    except (ValueError, RecursionError, LookupError, AttributeError, TypeError, StopIteration):
        return None
    if not isinstance(heads, dict) or not all(isinstance(row, dict) for _, row in rows) or not rows:
        return None
    for _ in range(random.choice((1, 1, 1, 2, _CHANGES))):
        _change(rows, random)
    if random.random() < 0.95:
        rows.sort(key=lambda row: _place(row, list(heads)))
        for table, counted in heads.items():
            if isinstance(counted, dict):
                numbers = [row.get("id") for name, row in rows if name == table]
                last = counted.get("last")
                counted["rows"] = len(numbers)
                counted["last"] = max(n for n in (0, last, *numbers) if type(n) is int)
    if random.random() < 0.03:
        _alter(random.choice((head, heads, random.choice(list(heads.values()) or [{}]))), random)
    return "".join(f"{json.dumps(line)}\n" for line in (head, *({name: row} for name, row in rows))).encode()


def _place(row: tuple[str, dict[str, Any]], tables: list[str]) -> tuple[int, int]:
    """Return where a row belongs: tables as the first line names them, rows by number."""
    name, cells = row
    number = cells.get("id")
    return (tables.index(name) if name in tables else len(tables)), number if type(number) is int else 0


def _change(rows: list[tuple[str, dict[str, Any]]], random: Random) -> None:
    """Change a row, or which rows there are."""
    at = random.randrange(len(rows))
    name, row = rows[at]
    match random.randrange(16):
        case 0:
            rows.insert(random.randrange(len(rows) + 1), (name, dict(row)))
        case 1 if len(rows) > 1:
            del rows[at]
        case 2:
            other = random.randrange(len(rows))
            rows[at], rows[other] = rows[other], rows[at]
        case 3:
            numbers = [one.get("id") for _, one in rows]
            rows.append((name, {**row, "id": 1 + max(n for n in (0, *numbers) if type(n) is int)}))
        case 4 | 5 | 6 | 7 | 8 | 9:
            alike = [other for other_name, other in rows if other_name == name]
            for key in random.sample(list(row), min(len(row), 2)):
                if key != "id":
                    row[key] = random.choice(alike).get(key)
        case _:
            _alter(row, random)


def _alter(row: Any, random: Random) -> None:
    """Give a key of a row another value, or take it away."""
    if not isinstance(row, dict) or not row:
        return
    key = random.choice(list(row))
    kind = [value for value in _VALUES if type(value) is type(row[key])]
    match random.randrange(12):
        case 0:
            del row[key]
        case 1:
            row[random.choice(("x", "created_change", "name_fold", key.upper()))] = random.choice(_VALUES)
        case 2 | 3 | 4:
            row[key] = random.choice(_VALUES)
        case _:
            row[key] = random.choice(kind or [None])


def memory(data: bytes, random: Random) -> bytes | None:
    """Return what a run remembers with some of it changed."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return None
    papers = found.get("papers") if isinstance(found, dict) else None
    if not isinstance(papers, dict):
        return None
    for _ in range(random.randint(1, _CHANGES)):
        name = random.choice((*papers, "sales", "bugün", "digest", ""))
        if random.random() < 0.8:
            paper = papers.setdefault(name, {"digest": "ab", "last": "2026-11-20"})
            _alter(paper, random)
            if isinstance(paper, dict) and random.random() < 0.5:
                paper["last"] = random.choice([value for value in _VALUES if isinstance(value, str)])
        else:
            _alter(random.choice((found, papers)), random)
    return json.dumps(found).encode()


def store_rows(data: bytes, random: Random) -> bytes | None:
    """Return a store with rows or parts of its schema changed by SQL: the file is one that SQLite reads."""
    if not data.startswith(b"SQLite format 3\0"):
        return None
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        try:
            db.deserialize(data)
            db.execute("PRAGMA ignore_check_constraints = 1")
            db.execute("BEGIN")
            triggers = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _ in triggers:  # they refuse what goes past the program
                db.execute(f'DROP TRIGGER "{name}"')
            for _ in range(random.randint(1, _CHANGES)):
                with contextlib.suppress(sqlite3.Error, OverflowError, UnicodeError, LookupError):
                    _by_sql(db, random)
            for _, sql in triggers if random.random() < 0.9 else ():
                with contextlib.suppress(sqlite3.Error):
                    db.execute(sql)
            db.execute("COMMIT")
            return db.serialize()
        except (sqlite3.Error, UnicodeError):
            return None


def _by_sql(db: sqlite3.Connection, random: Random) -> None:
    """Change a row, or a part of the schema."""
    tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    full = [table for table in tables if db.execute(f'SELECT 1 FROM "{table}"').fetchone()]
    table = random.choice(full or tables)
    column = random.choice([row[1] for row in db.execute(f'PRAGMA table_info("{table}")')])
    which = f'rowid = (SELECT rowid FROM "{table}" ORDER BY rowid LIMIT 1 OFFSET :at)'
    at = random.randrange(db.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] or 1)
    plain = [value for value in _VALUES if not isinstance(value, tuple)]
    old = db.execute(f'SELECT "{column}" FROM "{table}" WHERE {which}', {"at": at}).fetchone() or (None,)
    alike = [value for value in plain if type(value) is type(old[0])]
    match random.randrange(14):
        case 0:
            db.execute(f'DELETE FROM "{table}" WHERE {which}', {"at": at})
        case 1:
            _, name, kind = random.choice(
                db.execute("SELECT rowid, name, type FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
            )
            db.execute(f'DROP {kind} "{name}"')
        case 2:
            db.execute(f'ALTER TABLE "{table}" ADD COLUMN "x{random.randrange(9)}" TEXT')
        case 3:
            db.execute(f'ALTER TABLE "{table}" RENAME COLUMN "{column}" TO "{column}x"')
        case 4 | 5:
            value = random.choice(plain)
            db.execute(f'UPDATE "{table}" SET "{column}" = :value WHERE {which}', {"at": at, "value": value})
        case 6:
            db.execute(f'UPDATE "{table}" SET "{column}" = :value', {"value": random.choice(alike or plain)})
        case _:
            value = random.choice(alike or plain)
            db.execute(f'UPDATE "{table}" SET "{column}" = :value WHERE {which}', {"at": at, "value": value})
