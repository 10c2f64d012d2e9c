"""The reader: rows decoded by their annotations, the same on both engines, and damage told in words."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any

import pytest

from crmcli.db import Store
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Number, Text
from crmcli.errors import Refused
from crmcli.sql import days_between, joined, json_field, like, marks
from tests.store.business import named
from tests.support.store import writing


@frozen
class Activity:
    """What is decoded: a moment, a day, a yes or no, words, a JSON object, and what is missing."""

    at: Annotated[datetime, Text()]
    day: Annotated[date | None, Text()]
    done: bool
    words: tuple[str, ...] | None
    custom: dict[str, Any] | None
    minutes: Annotated[int | None, Number()]


COLUMNS = "at, substr(at, 1, 10) AS day, done, :words AS words, custom, minutes"
QUERY = f"SELECT {COLUMNS} FROM activity ORDER BY at, id"


@dataclass(frozen=True, slots=True)
class Swapped:
    """Fields in another order than the query's."""

    name: str
    id: int


def log(store: Store, **columns: Any) -> None:
    with writing(store) as db:
        db.insert("activity", {"kind": "call", **columns})


def test_cells_are_decoded_by_the_annotations_of_the_row(store: Store) -> None:
    log(store, at="2026-11-21T10:00:00Z", done=0, custom='{"ş": [1, null]}', minutes=5)
    log(store, at="2026-11-22")
    with store.reading() as db:
        first, second = db.rows(Activity, QUERY, {"words": "b\x1fa"})
        assert first == Activity(
            datetime(2026, 11, 21, 10, tzinfo=UTC), date(2026, 11, 21), False, ("a", "b"), {"ş": [1, None]}, 5
        )
        assert (second.at, second.done, second.custom, second.minutes) == (
            date(2026, 11, 22),
            True,
            None,
            None,
        )
        assert db.one(Activity, QUERY, {"words": None}) == Activity(
            first.at, first.day, False, None, first.custom, 5
        )
        assert db.one(Activity, QUERY + " LIMIT 0", {"words": ""}) is None
        assert db.value("SELECT at FROM activity WHERE id = 4711") is None
        assert db.tuples("SELECT at FROM activity WHERE id = 4711") == []


def test_a_query_whose_columns_are_not_the_fields_is_a_fault_of_the_program(store: Store) -> None:
    with store.reading() as db, pytest.raises(TypeError, match="Swapped has fields"):
        db.rows(Swapped, "SELECT id, name FROM stage")


@pytest.mark.parametrize(
    ("columns", "what"),
    [
        ({"at": "abcd-ef-gh"}, "at holds 'abcd-ef-gh'"),
        ({"at": "2026-11-21", "custom": "{"}, "custom holds '{'"),
    ],
)
def test_a_stored_value_that_cannot_be_is_told_as_damage(
    store: Store, columns: dict[str, str], what: str
) -> None:
    log(store, **columns)
    with pytest.raises(Refused, match="the store is damaged") as caught, store.reading() as db:
        db.rows(Activity, QUERY, {"words": None})
    assert what in caught.value.message


TURKISH = [
    "Ada",
    "Cem",
    "Çağ",
    "Dağ",
    "Gül",
    "Ğ",
    "Hal",
    "Irmak",
    "Işık",
    "İnci",
    "Jale",
    "Oya",
    "Öz",
    "Su",
    "Şule",
    "Ulus",
    "Ünal",
    "Zil",
]


def test_names_sort_as_a_turkish_reader_expects_by_bytes(store: Store) -> None:
    with writing(store) as db:
        for name in sorted(TURKISH, key=hash):
            db.insert("customer", {**named(name), "kind": "organisation"})
        ordered = [name for (name,) in db.tuples("SELECT name FROM customer ORDER BY name_sort, id")]
    assert ordered == TURKISH


def test_text_is_compared_by_bytes(store: Store) -> None:
    words = ["A", "B", "a", "b", "ä", "ı", "İ", "ş", "z", "Z", " ", "_", "-", "~"]
    with writing(store) as db:
        for word in words:
            db.insert("tag", {"name": word, "name_fold": word, "name_sort": word})
        ordered = [name for (name,) in db.tuples("SELECT name_sort FROM tag ORDER BY name_sort")]
        assert db.value("SELECT count(*) FROM tag WHERE name_sort >= :low", {"low": "ä"}) == 4
    assert ordered == sorted(words, key=str.encode)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2026-11-21", "2026-11-21", 0),
        ("2026-02-28", "2026-03-01", 1),
        ("2024-02-28", "2024-03-01", 2),
        ("2026-11-21T23:59:59Z", "2026-11-22T00:00:00Z", 1),
        ("2026-11-22", "2026-11-20", -2),
        ("0001-01-01", "9999-12-31", 3652058),
    ],
)
def test_days_between_two_days_or_moments(store: Store, start: str, end: str, days: int) -> None:
    with store.reading() as db:
        expression = days_between(db.engine, ":start", ":end")
        assert (
            db.value(f"SELECT {expression}".replace(":start", f"'{start}'").replace(":end", f"'{end}'"))
            == days
        )


def test_joined_words_and_json_fields_and_lists(store: Store) -> None:
    with writing(store) as db:
        for name in ("b", "a", "ş"):
            db.insert("customer", {**named(name), "kind": "person", "custom": '{"il.çe": "Kadıköy", "n": 5}'})
        words = db.value(f"SELECT {joined(db.engine, 'name', 'name_sort')} FROM customer")
        assert sorted(words.split("\x1f")) == ["a", "b", "ş"]
        field = json_field(db.engine, "custom", ":field")
        query = f"SELECT DISTINCT {field} FROM customer"
        assert db.tuples(query, {"field": "il.çe"}) == [("Kadıköy",)]
        assert db.tuples(query, {"field": "n"}) == [("5",)]
        assert db.tuples(query, {"field": "none"}) == [(None,)]
        listed, values = marks("n", ["a", "ş"])
        assert db.value(f"SELECT count(*) FROM customer WHERE name IN ({listed})", values) == 2
        listed, values = marks("n", [])
        assert db.value(f"SELECT count(*) FROM customer WHERE name IN ({listed})", values) == 0


@pytest.mark.parametrize("text", ["%", "_", "\\", "50%_\\", "'", "a:b", ":x", "%s", "?"])
def test_what_a_person_searches_for_is_taken_literally(store: Store, text: str) -> None:
    with writing(store) as db:
        for name in (f"x{text}y", "xay", "xy"):
            db.insert("customer", {**named(name), "kind": "person"})
        query = "SELECT name FROM customer WHERE name LIKE :pattern ESCAPE '\\'"
        assert db.tuples(query, {"pattern": f"%{like(text)}%"}) == [(f"x{text}y",)]
