"""The form of a file of the whole store: its first line, its tables' columns, and what they may hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.errors import Refused
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from crmcli.sql import Reader

FORMAT = "crmcli"
VERSION = 1
LARGEST = 2**63 - 1
LARGEST_NUMBER = 2**53
"""A record's number: the next ones must fit too, and every reader of JSON must hold it."""
SEEDED = ("stage", "lost_reason")
"""Tables that a new store has rows in."""

_MADE_AGAIN = ("name_fold", "name_sort", "sku_fold", "number_fold")
_WHOLE_ENDINGS = ("_id", "_minor", "_milli", "_created")
_WHOLES = frozenset(
    (
        *("id", "active", "days", "done", "high", "is_primary", "low", "minutes", "needs_note"),
        *("position", "probability", "score", "touches", "cadence_days", "copied", "size", "weight"),
        *("version", "required", "goal", "nps", "scale", "expectation", "experience", "satisfaction"),
        *("points", "best", "passed", "holdout_percent", "since_change", "depth"),
    )
)
_NUMBERED = (
    "alias",
    "erasure",
    "record_key",
    "segment_member",
)  # an order's number is text, theirs a record's
_JSON = {"custom": say("object of texts"), "choices": say("list"), "plan": say("list or object")}
_DAYS = ("birth_date", "expected_close", "since", "until", "valid_from", "valid_until", "day")


class TableHead(NamedTuple):
    """What the first line says of a table."""

    rows: int
    last: int


class Head(NamedTuple):
    """The first line of a file."""

    schema: int
    tables: Mapping[str, TableHead]


def columns(db: Reader, table: str) -> tuple[str, ...]:
    """Return the columns of a table that a file holds; ``id`` comes first."""
    left_out = ("created_change", *_MADE_AGAIN)
    return tuple(column for column in db.tables[table].columns if column not in left_out)


def is_whole(table: str, column: str) -> bool:
    """Tell a column of whole numbers; the others hold text."""
    named = column in _WHOLES or column.endswith(_WHOLE_ENDINGS)
    return named or (column == "number" and table in _NUMBERED)


def last_number(db: Reader, table: str) -> int:
    """Return the highest number that a table ever gave, 0 for none."""
    if db.engine == "sqlite":
        return int(db.value("SELECT seq FROM sqlite_sequence WHERE name = :name", {"name": table}) or 0)
    # Its own sequence, which says whether the value it stands at was given.
    given = "is_called"
    last, called = db.tuples(f"SELECT last_value, {given} FROM {table}_id_seq")[0]
    return int(last) if called else 0


def wrong(column: str, values: set[str]) -> tuple[str, str] | None:
    """Return a text that its column can't hold, and why; None when all are good."""
    tests: list[tuple[str, Callable[[str], bool]]] = []
    joined = "".join(values)
    if "\0" in joined:
        tests.append((say("holds a NUL character"), lambda text: "\0" not in text))
    if not joined.isascii() and not _is_unicode(joined):
        tests.append((say("is not valid Unicode"), _is_unicode))
    if column in _DAYS or column.endswith("_on"):
        tests.append((say("is no day"), _is_day))
    elif column == "at" or column.endswith("_at"):
        tests.append((say("is no moment"), _is_moment))
    elif column in ("currency", "base"):
        tests.append((say("is no currency"), _is_currency))
    elif column in _JSON:
        tests.append((say("is no JSON {json}", json=_JSON[column]), lambda text: _is_json(text, column)))
    found = ((value, why) for why, fits in tests for value in values if not fits(value))
    return next(found, None)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_day(text: str) -> bool:
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_moment(text: str) -> bool:
    """Tell a UTC instant, or a day."""
    from datetime import datetime

    try:
        return _is_day(text) or f"{datetime.fromisoformat(text):%Y-%m-%dT%H:%M:%SZ}" == text
    except ValueError:
        return False


def _is_currency(text: str) -> bool:
    return len(text) == len("TRY") and text.isascii() and text.isalpha() and text.isupper()


def _is_json(text: str, column: str) -> bool:
    import json

    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return False
    if column == "custom" and isinstance(found, dict):
        return not any(isinstance(value, dict | list) for value in found.values())
    return (
        isinstance(found, dict | list) and ("list" if isinstance(found, list) else "object") in _JSON[column]
    )


def head_line(head: Head) -> str:
    """Return the first line of a file."""
    import json

    tables = {name: table._asdict() for name, table in head.tables.items()}
    whole = {"format": FORMAT, "version": VERSION, "schema": head.schema, "tables": tables}
    return json.dumps(whole, separators=(",", ":")) + "\n"


def read_head(name: str, line: str, schema: int) -> Head:
    """Return what the first line of a file says; ``schema`` is the one of this program.

    Raises:
        Refused: the file is no such one, or a newer program made it.
    """
    found = _object(line)
    if found is None or found.get("format") != FORMAT:
        raise Refused(
            say("{name} is no file of a whole store, as crm export all writes them", name=name),
            "crm import --help",
        )
    if not _is_count(found.get("version")) or not _is_count(found.get("schema")):
        raise Refused(say("{name} line 1: it names no version", name=name))
    if found["version"] > VERSION or found["schema"] > schema:
        raise Refused(
            say(
                "{name} was made by a newer crmcli (schema {schema}, this program knows {known})",
                name=name,
                schema=found["schema"],
                known=schema,
            ),
            "pip install --upgrade crmcli",
        )
    tables: dict[str, TableHead] = {}
    for table, counts in (found.get("tables") or {}).items() if isinstance(found.get("tables"), dict) else ():
        fits = isinstance(counts, dict) and counts.keys() == set(TableHead._fields)
        if not fits or not all(map(_is_count, counts.values())):
            raise Refused(
                say("{name} line 1: what it says of {table} is not understood", name=name, table=table)
            )
        tables[table] = TableHead(**counts)
    return Head(found["schema"], tables)


def _object(line: str) -> dict[str, Any] | None:
    import json

    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_NUMBER
