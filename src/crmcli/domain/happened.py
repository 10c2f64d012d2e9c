"""What a change did, as events that other programs can read; taken from the journal's own records.

So every way of writing is told alike: commands, imports, undo, conversions, rules. An event is called
``customer.added``, ``lead.converted``, ``order_line.deleted``; docs/hooks.md lists them.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.journal.image import image
from crmcli.domain.nouns import BY_NAME, BY_TABLE
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from crmcli.sql import Reader, Writer

MOST = 10_000
"""Rows of a change that are looked at one by one; beyond them rows are only counted."""
_DERIVED = ("_fold", "_sort")
_YES_NO = frozenset(("active", "done", "is_primary", "needs_note", "required", "copied", "passed"))
_PAGE = 500

Row = dict[str, Any]
Marks = dict[str, int]


class Event(NamedTuple):
    """What happened to one record; ``before`` None: it was not there, ``after`` None: it is gone."""

    event: str
    noun: str
    number: int
    id: str
    before: Row | None
    after: Row | None


class Happened(NamedTuple):
    """The events of a change in the order of its tables, and how many there are of each name.

    ``complete`` False: the change was so large that some rows were counted, and not looked at.
    """

    events: list[Event]
    counts: Counter[str]
    complete: bool


class _Step(NamedTuple):
    table: str
    number: int
    before: Row | None
    after: Row | None


def marks(db: Reader) -> Marks:
    """Return the highest number of each table: what is above it later is new."""
    tables = list(db.tables)
    asked = ", ".join(f"(SELECT max(id) FROM {table})" for table in tables)
    found = db.tuples(f"SELECT {asked}")[0]
    return {table: number or 0 for table, number in zip(tables, found, strict=True)}


def happened(db: Writer, since: Marks) -> Happened:
    """Return what the change in progress did; ``since`` are the marks from before it."""
    steps = list(_steps(db, since))
    counts: Counter[str] = Counter()
    events: list[Event] = []
    for step in steps:
        for event in _events(db, step):
            counts[event.event] += 1
            events.append(event)
    left = _left(db, since, steps)
    counts.update(left)
    return Happened(events, counts, complete=not left)


def _steps(db: Writer, since: Marks) -> Iterator[_Step]:
    """Yield at most ``MOST`` rows that the change added, altered or removed, each once."""
    room = MOST
    first: dict[tuple[str, int], tuple[str, Row]] = {}
    query = "SELECT tbl, row_id, kind, old FROM revision WHERE change_id = :change ORDER BY id LIMIT :most"
    for table, number, kind, old in db.tuples(query, {"change": db.change, "most": MOST}):
        if table in db.tables and (table, number) not in first:
            first[table, number] = kind, image(old)
    for table, info in db.tables.items():
        touched = [number for name, number in first if name == table]
        now = _rows(db, table, info.columns, touched)
        for number in touched:
            kind, before = first[table, number]
            was = None if kind == "I" or before.get("created_change") == db.change else before
            step = _Step(table, number, was, now.get(number))
            if step.before is not None or (kind == "I" and step.after is not None):
                room -= 1
                yield step
        if room > 0:
            for step in _new(db, table, info.columns, since.get(table, 0), room):
                room -= 1
                yield step


def _rows(db: Reader, table: str, columns: Sequence[str], numbers: Sequence[int]) -> dict[int, Row]:
    """Return rows as they are now, by number."""
    found: dict[int, Row] = {}
    for start in range(0, len(numbers), _PAGE):
        test, bound = within(db.engine, "id", "ids", list(numbers[start : start + _PAGE]))
        query = f"SELECT id, {', '.join(columns)} FROM {table} WHERE {test}"
        for number, *values in db.tuples(query, bound):
            found[number] = dict(zip(columns, values, strict=True))
    return found


def _new(db: Writer, table: str, columns: Sequence[str], mark: int, most: int) -> Iterator[_Step]:
    query = (
        f"SELECT id, {', '.join(columns)} FROM {table} "
        "WHERE id > :mark AND created_change = :change ORDER BY id LIMIT :most"
    )
    for number, *values in db.tuples(query, {"mark": mark, "change": db.change, "most": most}):
        yield _Step(table, number, None, dict(zip(columns, values, strict=True)))


def _left(db: Writer, since: Marks, steps: Sequence[_Step]) -> Counter[str]:
    """Count the rows that were not looked at, by the events they are."""
    seen = Counter((step.table, _verb(step)) for step in steps)
    counts: Counter[str] = Counter()
    if len(steps) < MOST:
        return counts
    for table in db.tables:
        noun = BY_TABLE.get(table)
        if noun is None:
            continue
        query = f"SELECT count(*) FROM {table} WHERE id > :mark AND created_change = :change"
        added = db.value(query, {"mark": since.get(table, 0), "change": db.change})
        counts[f"{noun.name}.added"] += max(0, added - seen[table, "added"])
    query = (
        "SELECT tbl, kind, count(DISTINCT row_id) FROM revision WHERE change_id = :change GROUP BY tbl, kind"
    )
    for table, kind, count in db.tuples(query, {"change": db.change}):
        verb = {"U": "changed", "D": "deleted", "I": "added"}[kind]
        if table in BY_TABLE:
            counts[f"{BY_TABLE[table].name}.{verb}"] += max(0, count - seen[table, verb])
    return +counts


def _verb(step: _Step) -> str:
    if step.before is None:
        return "added"
    return "deleted" if step.after is None else "changed"


def _events(db: Reader, step: _Step) -> Iterator[Event]:
    """Yield the events of one row."""
    noun = BY_TABLE.get(step.table)
    if noun is None:
        yield from _of_parts(db, step)
        return
    before, after = (_told(db, step.table, row) for row in (step.before, step.after))
    if before == after:
        return

    def event(verb: str) -> Event:
        return Event(f"{noun.name}.{verb}", noun.name, step.number, noun.ref(step.number), before, after)

    yield event(_verb(step))
    if step.before is None or step.after is None:
        return
    old, new = step.before, step.after
    if old.get("status") != new.get("status"):
        yield event(str(new["status"]))
    if step.table == "activity" and new["done"] > old["done"]:
        yield event("done")
    if step.table == "opportunity" and old["stage_id"] != new["stage_id"]:
        outcome = db.value("SELECT outcome FROM stage WHERE id = :id", {"id": new["stage_id"]})
        yield event("moved" if outcome == "open" else str(outcome))


_PARTS = {"tagging": ("tagged", "untagged"), "consent": ("consent", "consent"), "alias": ("merged", "")}


def _of_parts(db: Reader, step: _Step) -> Iterator[Event]:
    """Yield the events that a part of a record is for it: a tag, a statement of consent, its number."""
    row = step.after or step.before or {}
    verbs = _PARTS.get(step.table)
    if step.table == "erasure" and step.before is None:
        noun = BY_NAME[row["noun"]]
        yield Event(f"{noun.name}.erased", noun.name, row["number"], noun.ref(row["number"]), None, None)
    if verbs is None or (step.before is not None and step.after is not None and step.table != "consent"):
        return
    verb = verbs[0] if step.after is not None else verbs[1]
    for column, parent in db.tables[step.table].references.items():
        owner = BY_TABLE.get(parent)
        if owner is not None and row.get(column) is not None and verb:
            number = row["number"] if step.table == "alias" else row[column]
            told = [_told(db, step.table, part) for part in (step.before, step.after)]
            yield Event(f"{owner.name}.{verb}", owner.name, number, owner.ref(number), *told)


def _told(db: Reader, table: str, row: Row | None) -> Row | None:
    """Return a row under the names that people and files use; what is empty is left out."""
    if row is None:
        return None
    made: Row = {}
    references: Mapping[str, str] = db.tables[table].references
    for column, value in row.items():
        if value is None or column in ("id", "created_change") or column.endswith(_DERIVED):
            continue
        name, told = column, value
        parent = references.get(column)
        if parent is not None:
            name, told = column.removesuffix("_id"), _named(db, parent, value)
        elif column.endswith("_minor"):
            from crmcli.domain.money import decimal_text

            name, told = column.removesuffix("_minor"), decimal_text(value, row.get("currency") or "TRY")
        elif column.endswith("_milli"):
            from decimal import Decimal

            name, told = column.removesuffix("_milli"), f"{Decimal(value).scaleb(-3).normalize():f}"
        elif column in _YES_NO:
            name, told = column.removeprefix("is_"), bool(value)
        elif column == "custom":
            import json

            told = json.loads(value)
        made[name] = told
    return made


def _named(db: Reader, parent: str, number: int) -> str | int:
    if parent in BY_TABLE:
        return BY_TABLE[parent].ref(number)
    named = "name" in db.tables[parent].columns
    name = db.value(f"SELECT name FROM {parent} WHERE id = :id", {"id": number}) if named else None
    return str(name) if name is not None else number


def example(db: Reader, event: str) -> Event | None:
    """Return the event on the newest record of its noun, as it would be told; None: there is no record.

    A record that is made an example of is as it stands before and after.
    """
    noun = BY_NAME.get(event.partition(".")[0])
    if noun is None:
        return None
    columns = db.tables[noun.table].columns
    last = db.value(f"SELECT max(id) FROM {noun.table}")
    row = _rows(db, noun.table, columns, [last]).get(last) if last else None
    told = _told(db, noun.table, row)
    if last is None or told is None:
        return None
    before = None if event.endswith(".added") else told
    after = None if event.endswith((".deleted", ".erased")) else told
    return Event(event, noun.name, last, noun.ref(last), before, after)
