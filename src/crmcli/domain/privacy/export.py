"""All that is known of a person, as one JSON document: what a subject may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.nouns import BY_TABLE, CASE, NOUNS, ORDER, QUOTE, Noun
from crmcli.domain.privacy.person import Person, person
from crmcli.domain.results import Document
from crmcli.sql import marks

if TYPE_CHECKING:
    from crmcli.sql import Reader

_FORMS = ("_fold", "_sort")
_PARTS = (
    (ORDER, "order_line"),
    (QUOTE, "quote_line"),
    (CASE, "case_step"),
    *((noun, "attachment") for noun in (CASE, QUOTE, ORDER)),
)
"""Nouns whose records have rows of their own: what is theirs is told whole."""


@frozen
class ExportPerson:
    """Whose data; ``at`` is the instant that the document names."""

    ref: str
    at: str
    region: str = "TR"


def export_person(db: Reader, request: ExportPerson) -> Document:
    """Return everything that is known of a person: records, what refers to them, their history.

    Raises:
        NotFound, Conflict: nobody, or several, answer to the reference.
        Refused: it is an organisation.
    """
    import json

    found = person(db, request.ref, request.region)
    made: dict[str, Any] = {"person": found.refs(), "exported_at": request.at}
    if found.alike:
        made["others_with_the_same_phone_or_email"] = list(found.alike)
    for noun, numbers in found.records.items():
        made[noun.plural] = _rows(db, noun.table, "id", numbers)
    for table, info in db.tables.items():
        if table in {noun.table for noun in found.records} or table == "erasure":
            continue
        for column, parent in info.references.items():
            noun_of = BY_TABLE.get(parent)
            if noun_of in found.records and column in (noun_of.owner, f"other_{noun_of.owner}"):
                _add(made, _named(table), _rows(db, table, column, found.records[noun_of]))
    for noun, table in _PARTS:
        numbers = tuple(_number(row["id"]) for row in made.get(noun.plural, ()))
        if numbers:
            _add(made, _named(table), _rows(db, table, noun.owner, numbers))
    incidents = tuple(_number(row["incident"]) for row in made.pop("incident-customer", ()))
    if incidents:
        made["incidents"] = _rows(db, "incident", "id", incidents)
    made["segments"] = _segments(db, found)
    made["external-ids"] = _keys(db, made)
    made["history"] = _history(db, found)
    return Document(json.dumps({k: v for k, v in made.items() if v}, ensure_ascii=False, indent=2) + "\n")


def _add(made: dict[str, Any], name: str, rows: list[dict[str, Any]]) -> None:
    """Add rows that are not there yet."""
    held = made.setdefault(name, [])
    held += [row for row in rows if row not in held]


def _segments(db: Reader, found: Person) -> list[dict[str, Any]]:
    """Return the snapshots of segments that hold the person."""
    made = []
    for noun, numbers in found.every().items():
        listed, bound = marks("n", list(numbers))
        rows = db.tuples(
            "SELECT g.name, s.taken_on FROM segment_member m JOIN segment_snapshot s ON s.id = m.snapshot_id "
            f"JOIN segment g ON g.id = s.segment_id WHERE g.noun = :noun AND m.number IN ({listed}) "
            "ORDER BY s.id",
            bound | {"noun": noun.name},
        )
        made += [{"segment": name, "taken_on": day} for name, day in rows]
    return made


def _keys(db: Reader, made: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the external ids of the records that are told and are no people."""
    told = []
    for noun in NOUNS:
        numbers = [_number(row["id"]) for row in made.get(noun.plural, ()) if "id" in row]
        if noun.keyed != "record_key" or not numbers:
            continue
        listed, bound = marks("n", numbers)
        query = (
            "SELECT number, source, norm FROM record_key "
            f"WHERE noun = :noun AND number IN ({listed}) ORDER BY id"
        )
        rows = db.tuples(query, bound | {"noun": noun.name})
        told += [{"of": noun.ref(number), "source": source, "id": norm} for number, source, norm in rows]
    return told


def _number(ref: str) -> int:
    return int(ref.rpartition("-")[2])


def _named(table: str) -> str:
    """Return what a table is called in the document."""
    noun = BY_TABLE.get(table)
    return noun.plural if noun else table.replace("_", "-")


def _rows(db: Reader, table: str, column: str, numbers: tuple[int, ...]) -> list[dict[str, Any]]:
    """Return the rows of a table that refer to some records, without what is empty or only computed."""
    columns = [c for c in db.tables[table].columns if c != "created_change" and not c.endswith(_FORMS)]
    listed, bound = marks("n", list(numbers))
    query = f"SELECT {', '.join(columns)} FROM {table} WHERE {column} IN ({listed}) ORDER BY id"
    return [_told(db, table, dict(zip(columns, row, strict=True))) for row in db.tuples(query, bound)]


def _told(db: Reader, table: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with numbers as people know them."""
    import json

    references = db.tables[table].references
    made: dict[str, Any] = {}
    for name, value in row.items():
        if value is None:
            continue
        noun = BY_TABLE.get(table) if name == "id" else BY_TABLE.get(references.get(name, ""))
        if isinstance(noun, Noun):
            made[name.removesuffix("_id") if name != "id" else name] = noun.ref(value)
        elif name in ("custom", "plan"):
            made[name] = json.loads(value)
        elif name != "id":
            made[name] = value
    return made


def _history(db: Reader, found: Person) -> list[dict[str, Any]]:
    """Return what was changed of the person's records: when, by whom, and the values before."""
    from crmcli.domain.journal.image import image

    made = []
    for noun, numbers in found.every().items():
        listed, bound = marks("n", list(numbers))
        rows = db.tuples(
            "SELECT r.id, c.at, c.actor, c.command, r.row_id, r.kind, r.old FROM revision r "
            "JOIN change c ON c.id = r.change_id "
            f"WHERE r.tbl = :tbl AND r.row_id IN ({listed}) ORDER BY r.id",
            bound | {"tbl": noun.table},
        )
        for place, at, actor, command, number, kind, old in rows:
            before = _told(db, noun.table, {k: v for k, v in image(old).items() if not k.endswith(_FORMS)})
            before.pop("created_change", None)
            entry = {"at": at, "by": actor, "command": command, "record": noun.ref(number)}
            made.append((place, {**entry, "deleted": kind == "D", "before": before}))
    return [entry for _, entry in sorted(made, key=lambda part: part[0])]
