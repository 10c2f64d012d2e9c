"""The writer keeps its promises alike on both engines: numbers, parts, bulk loads, errors in words."""

from typing import Any

import pytest

from crmcli.db import Store, open_store
from crmcli.errors import Conflict, CrmError, Refused
from crmcli.sql import Writer
from tests.store.business import contents, fill, named
from tests.support.store import raw_connection, writing


def tag(db: Writer, word: str) -> int:
    return db.insert("tag", named(word))


def tags(store: Store) -> list[str]:
    with store.reading() as db:
        return [name for (name,) in db.tuples("SELECT name FROM tag ORDER BY id")]


def test_numbers_count_from_one_and_are_given_in_order(store: Store) -> None:
    with writing(store) as db:
        assert [tag(db, word) for word in "abc"] == [1, 2, 3]
        assert db.allocate("tag", 3) == range(4, 7)
        assert tag(db, "d") == 7
        assert db.allocate("product", 2) == range(1, 3)


def test_a_number_is_never_given_twice(store: Store) -> None:
    with writing(store) as db:
        last = db.allocate("tag", 5)[-1]
        db.insert_many("tag", ("id", "name", "name_fold", "name_sort"), [(last, "e", "e", "e")])
    with writing(store) as db:
        db.delete("tag", last)
    with writing(store) as db:
        again = db.allocate("tag", 1)[0]
        assert again > last
        assert tag(db, "f") > again


def test_numbers_of_an_import_do_not_meet_those_of_a_single_row(store: Store) -> None:
    with writing(store) as db:
        numbers = db.allocate("tag", 2)
        single = tag(db, "single")
        rows = [(number, f"t{number}", f"t{number}", f"t{number}") for number in numbers]
        db.insert_many("tag", ("id", "name", "name_fold", "name_sort"), rows)
        assert single not in numbers
        assert db.value("SELECT count(*) FROM tag") == 3


@pytest.mark.parametrize("count", [0, 1, 2, 249, 250, 333, 334, 999, 1000, 5001])
def test_many_rows_arrive_whole_and_in_order(store: Store, count: int) -> None:
    with writing(store) as db:
        rows = ((f"t{number}", f"t{number}", str(number)) for number in range(count))
        db.insert_many("tag", ("name", "name_fold", "name_sort"), rows)
        assert db.tuples("SELECT name_sort FROM tag ORDER BY id") == [
            (str(number),) for number in range(count)
        ]
        assert db.value("SELECT count(*) FROM tag WHERE created_change = :c", {"c": db.change}) == count


def test_many_rows_keep_awkward_text_and_empty_cells(store: Store) -> None:
    rows = [("a\tb\\N", "1", None), ("\\.", "2", ""), ('"x"\r\n', "3", "ş")]
    with writing(store) as db:
        filled = [(name, key, key, "person", note) for name, key, note in rows]
        db.insert_many("customer", ("name", "name_fold", "name_sort", "kind", "note"), filled)
        assert db.tuples("SELECT name, name_fold, note FROM customer ORDER BY id") == rows


def test_update_says_what_changed_and_leaves_the_rest(store: Store) -> None:
    with writing(store) as db:
        number = db.insert("customer", {**named("a"), "kind": "person", "city": "İzmir"})
        new = {"city": "Ankara", "note": None, "kind": "person", "phone": ""}
        assert db.update("customer", number, new) == {"city": ("İzmir", "Ankara"), "phone": (None, "")}
        assert db.update("customer", number, new) == {}


def test_a_part_that_fails_is_rolled_back_alone(store: Store) -> None:
    with writing(store) as db:
        tag(db, "before")
        with pytest.raises(Conflict), db.savepoint():  # noqa: PT012
            tag(db, "within")
            tag(db, "before")
        tag(db, "after")
    assert tags(store) == ["before", "after"]


def test_parts_within_parts_are_rolled_back_from_the_inside(store: Store) -> None:
    with writing(store) as db:
        with db.savepoint():
            tag(db, "outer")
            with pytest.raises(Conflict), db.savepoint():  # noqa: PT012
                tag(db, "inner")
                with db.savepoint():
                    tag(db, "innermost")
                tag(db, "outer")
            tag(db, "outer2")
        with pytest.raises(RuntimeError), db.savepoint():  # noqa: PT012
            tag(db, "lost")
            message = "of our own"
            raise RuntimeError(message)
    assert tags(store) == ["outer", "outer2"]


def test_a_part_that_fails_has_written_nothing(store: Store) -> None:
    with writing(store) as db:
        tag(db, "x")
    with writing(store) as db:
        with pytest.raises(Conflict), db.savepoint():
            tag(db, "x")
        assert not db.wrote
    assert not store.kept


def test_a_refused_statement_ends_the_whole_change(store: Store) -> None:
    with pytest.raises(Conflict, match="there is one like this already"), writing(store) as db:  # noqa: PT012
        tag(db, "x")
        tag(db, "x")
    assert tags(store) == []


ERRORS: list[tuple[str, dict[str, Any], type[CrmError], str]] = [
    ("tag", {"name": "", "name_fold": "", "name_sort": ""}, Refused, "a name can't be empty"),
    ("tag", {"name": None, "name_fold": "a", "name_sort": "a"}, Refused, "the store refuses this value"),
    ("activity", {"kind": "call", "at": "gestern"}, Refused, "a moment is written"),
    ("activity", {"kind": "call", "at": "2026-11-21", "customer_id": 4711}, Conflict, "refer"),
    ("sales_order", {"status": "open", "total_minor": 1}, Refused, "an amount needs a currency"),
    (
        "sales_order",
        {"status": "open", "total_minor": 2**63, "currency": "TRY"},
        Refused,
        "too large for the store",
    ),
    (
        "sales_order",
        {"status": "open", "total_minor": -(2**64), "currency": "TRY"},
        Refused,
        "too large for the store",
    ),
]


@pytest.mark.parametrize(("table", "values", "kind", "words"), ERRORS, ids=[error[3] for error in ERRORS])
def test_what_the_store_refuses_is_told_in_words_and_shows_no_value(
    store: Store, table: str, values: dict[str, Any], kind: type[CrmError], words: str
) -> None:
    with writing(store) as db, pytest.raises(kind, match=words) as caught, db.savepoint():
        db.insert(table, values)
    assert "gestern" not in caught.value.message
    with pytest.raises(kind, match=words), writing(store) as db:
        db.insert(table, values)


def test_references_may_wait_for_the_end_and_are_checked_there(store: Store) -> None:
    with writing(store) as db:
        db.defer_references()
        link = {"customer_id": 1, "contact_id": 1}
        db.insert("customer_contact", link)
        db.insert("customer", {**named("a"), "kind": "person"})
        db.insert("contact", named("b"))
    with pytest.raises(Conflict, match="refer"), writing(store) as db:  # noqa: PT012
        db.defer_references()
        db.insert("customer_contact", {"customer_id": 1, "contact_id": 4711})
    with store.reading() as db:
        assert db.value("SELECT count(*) FROM customer_contact") == 1


def schema(url: str) -> set[tuple[str, ...]]:
    """Every table, index and trigger of a store, with its statement."""
    connection = raw_connection(url)
    if url.startswith("postgres"):
        query = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
        triggers = (
            "SELECT tgname || tgrelid::regclass, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal"
        )
        found = {*connection.execute(query).fetchall(), *connection.execute(triggers).fetchall()}
    else:
        found = set(connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema").fetchall())
    connection.close()
    return found


FILLED = {
    "customer": ("id", "name", "name_fold", "name_sort", "kind"),
    "identity": ("kind", "norm", "noun", "source", "customer_id"),
}


def pour(db: Writer, count: int, *, key: str = "{}") -> None:
    numbers = db.allocate("customer", count)
    names = [(number, f"n{number}", f"n{number}", f"n{number}", "person") for number in numbers]
    db.insert_many("customer", FILLED["customer"], names)
    keys = [("external", key.format(number), "customer", "erp", number) for number in numbers]
    db.insert_many("identity", FILLED["identity"], keys)


def test_a_bulk_load_leaves_the_schema_as_it_was(store: Store, engine_url: str) -> None:
    fill(store)
    before = schema(engine_url)
    with writing(store) as db, db.bulk(FILLED):
        pour(db, 50)
    assert schema(engine_url) == before
    with store.reading() as reader:
        assert reader.value("SELECT count(*) FROM customer WHERE name LIKE 'n%'") >= 50
        found = reader.value("SELECT customer_id FROM identity WHERE norm = '40' AND kind = 'external'")
        assert reader.value("SELECT name FROM customer WHERE id = :id", {"id": found}) == "n40"


@pytest.mark.parametrize("caught_within", [False, True])
def test_a_bulk_load_that_fails_leaves_schema_and_rows_as_they_were(
    store: Store, engine_url: str, *, caught_within: bool
) -> None:
    fill(store)
    before, held = schema(engine_url), contents(engine_url)

    def load(db: Writer) -> None:
        with db.bulk(FILLED):
            pour(db, 50)
            raise Refused("the fifty-first row does not fit")

    if caught_within:
        with writing(store) as db, pytest.raises(Refused, match="fifty-first"):
            load(db)
    else:
        with pytest.raises(Refused, match="fifty-first"), writing(store) as db:
            load(db)
    assert schema(engine_url) == before
    assert contents(engine_url) == held


def test_a_bulk_load_that_breaks_a_rule_is_refused_whole(store: Store, engine_url: str) -> None:
    fill(store)
    before, held = schema(engine_url), contents(engine_url)
    with pytest.raises(Conflict), writing(store) as db, db.bulk(FILLED):
        pour(db, 50, key="the same for all")
    assert schema(engine_url) == before
    assert contents(engine_url) == held


def test_a_dry_run_of_a_bulk_load_leaves_schema_and_rows_as_they_were(store: Store, engine_url: str) -> None:
    fill(store)
    before, held = schema(engine_url), contents(engine_url)
    with writing(store, dry_run=True) as db, db.bulk(FILLED):
        pour(db, 50)
    assert schema(engine_url) == before
    assert contents(engine_url) == held


def test_rows_of_a_bulk_load_are_journaled_as_created_by_their_change(store: Store) -> None:
    with writing(store) as db, db.bulk(FILLED):
        pour(db, 3)
    with store.reading() as reader:
        for table in FILLED:
            assert reader.tuples(f"SELECT DISTINCT created_change FROM {table}") == [(db.change,)]
        assert reader.value("SELECT count(*) FROM revision") == 0


def test_every_change_has_its_number_and_ends_with_none_in_progress(store: Store) -> None:
    numbers = []
    for word in "abc":
        with writing(store) as db:
            tag(db, word)
        numbers.append(db.change)
    assert numbers == [2, 3, 4]
    with store.reading() as reader:
        assert reader.value("SELECT count(*) FROM current_change") == 0
        assert reader.tuples("SELECT id FROM change ORDER BY id") == [(1,), (2,), (3,), (4,)]


def test_both_engines_give_the_same_rows(pg_url: str, tmp_path: Any) -> None:
    held = []
    for url in (pg_url, str(tmp_path / "crm.db")):
        fill(open_store(url))
        rows = contents(url)
        for name in ("sqlite_sequence", "meta", "revision"):  # the engines' own, and test_journal.py's
            rows.pop(name, None)
        held.append(rows)
    assert held[0] == held[1]
