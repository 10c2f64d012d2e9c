"""What stands beside the records: custom fields, days, merged numbers, pairs told apart, the journal."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING

from crmcli.domain.doctor.finding import Mend, Wrong, in_parts, named
from crmcli.domain.nouns import BY_NAME, BY_TABLE, Noun
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from crmcli.domain.custom import Declared
    from crmcli.sql import Reader

_DAYS = frozenset(("birth_date", "since", "until", "expected_close", "valid_from", "valid_until", "day"))


def wrong_custom(db: Reader) -> Iterator[Wrong]:
    """Yield custom fields that are no JSON object, so that no list could show them."""
    for table, info in db.tables.items():
        if "custom" not in info.columns:
            continue
        query = f"SELECT id, custom FROM {table} WHERE id > :after AND custom IS NOT NULL ORDER BY id"
        for part in in_parts(db, query):
            for row_id, text in part:
                if _object(text) is None:
                    yield Wrong(say("{named} custom", named=named(table, row_id)))


def wrong_values(db: Reader) -> Iterator[Wrong]:
    """Yield values of declared fields that are not of the field's type."""
    from crmcli.domain.custom import declared

    for noun in BY_TABLE.values():
        fields = {field.name: field for field in declared(db, noun).values() if field.type != "text"}
        if not fields or "custom" not in db.tables[noun.table].columns:
            continue
        query = f"SELECT id, custom FROM {noun.table} WHERE id > :after AND custom IS NOT NULL ORDER BY id"
        for part in in_parts(db, query):
            for row_id, text in part:
                yield from _untyped(noun, row_id, _object(text) or {}, fields)


def _untyped(
    noun: Noun, row_id: int, values: Mapping[str, object], fields: Mapping[str, Declared]
) -> Iterator[Wrong]:
    from crmcli.domain.custom import canonical
    from crmcli.errors import UsageError

    for name, field in fields.items():
        if name not in values:
            continue
        try:
            right = canonical(field, str(values[name])) == values[name]
        except UsageError:
            right = False
        if not right:
            yield Wrong(f"{noun.ref(row_id)} {name}")


def _object(text: str) -> dict[str, object] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def wrong_days(db: Reader) -> Iterator[Wrong]:
    """Yield days and moments that are not in the calendar."""
    for table, info in db.tables.items():
        for column in [name for name in info.columns if _is_dated(name)]:
            for (text,) in db.tuples(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL"):
                if not _in_calendar(text):
                    query = f"SELECT id FROM {table} WHERE {column} = :text ORDER BY id"
                    for (row_id,) in db.tuples(query, {"text": text}):
                        yield Wrong(f"{named(table, row_id)} {column}")


def _is_dated(column: str) -> bool:
    """Tell a column of days or moments."""
    return column in _DAYS or column == "at" or column.endswith(("_on", "_at"))


def _in_calendar(text: str) -> bool:
    try:
        date.fromisoformat(text) if len(text) == len("2026-12-31") else datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def wrong_aliases(db: Reader) -> Iterator[Wrong]:
    """Yield merged numbers that a record still has, or that mean a record of another noun."""
    for row_id, name, number, *owners in db.tuples(
        "SELECT id, noun, number, customer_id, contact_id, lead_id FROM alias ORDER BY id"
    ):
        noun = BY_NAME.get(name)
        owner = dict(zip(("customer", "contact", "lead"), owners, strict=True)).get(name)
        if noun is None or owner is None:
            yield Wrong(say("alias {row_id}", row_id=row_id))
        elif db.value(f"SELECT id FROM {noun.table} WHERE id = :id", {"id": number}) is not None:
            yield Wrong(
                say(
                    "{ref} is a record and was merged into {owner}",
                    ref=noun.ref(number),
                    owner=noun.ref(owner),
                )
            )


def wrong_pairs(db: Reader) -> Iterator[Wrong]:
    """Yield pairs that were told apart and of which a record is gone."""
    rows = db.tuples("SELECT id, noun, low, high FROM distinct_pair ORDER BY id")
    for noun in BY_NAME.values():
        pairs = [row for row in rows if row[1] == noun.name]
        if not pairs:
            continue
        there = {number for (number,) in db.tuples(f"SELECT id FROM {noun.table}")}
        there |= {n for (n,) in db.tuples("SELECT number FROM alias WHERE noun = :noun", {"noun": noun.name})}
        for row_id, _, low, high in pairs:
            if not there.issuperset((low, high)):
                place = say("{first} and {second}", first=noun.ref(low), second=noun.ref(high))
                yield Wrong(place, Mend("distinct_pair", row_id, None))
    yield from (
        Wrong(f"distinct_pair {row[0]}", Mend("distinct_pair", row[0], None))
        for row in rows
        if row[1] not in BY_NAME
    )


def wrong_journal(db: Reader) -> Iterator[Wrong]:
    """Yield a change that was never ended, and old values of a change that is not there."""
    if db.value("SELECT count(*) FROM current_change"):
        # Any write takes it away: it is the row that every write puts its own number in.
        yield Wrong(say("a change in progress that nobody ended"), Mend("current_change", None, None))
    lost = "FROM revision v LEFT JOIN change c ON c.id = v.change_id WHERE c.id IS NULL"
    for (row_id,) in db.tuples(f"SELECT v.id {lost} ORDER BY v.id"):
        yield Wrong(say("revision {row_id} of no change", row_id=row_id))
