"""The journal's triggers: what is kept of an update and of a delete, whoever writes."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmcli.db import Store
from crmcli.domain.journal.image import image
from crmcli.engines.schema import table_map
from tests.store.business import AWKWARD, fill, named
from tests.support.store import raw_connection, writing

Revision = tuple[str, int, str, dict[str, Any]]


def revisions(store: Store, change: int) -> list[Revision]:
    """What the journal holds of a change, oldest first."""
    query = "SELECT tbl, row_id, kind, old FROM revision WHERE change_id = :change ORDER BY id"
    with store.reading() as db:
        rows = db.tuples(query, {"change": change})
    return [(table, row, kind, image(old)) for table, row, kind, old in rows]


def add(store: Store, **columns: Any) -> int:
    with writing(store) as db:
        return db.insert("customer", {**named("Işık"), "kind": "person", **columns})


def edit(store: Store, number: int, **columns: Any) -> list[Revision]:
    with writing(store) as db:
        db.update("customer", number, columns)
    return revisions(store, db.change)


def row(store: Store, number: int) -> dict[str, Any]:
    """A customer as it is now, but for its number."""
    with store.reading() as db:
        columns = [column for column in db.tables["customer"].columns if column != "id"]
        (values,) = db.tuples(f"SELECT {', '.join(columns)} FROM customer WHERE id = :id", {"id": number})
    return dict(zip(columns, values, strict=True))


def test_an_insert_needs_no_row_in_the_journal(store: Store) -> None:
    with writing(store) as db:
        db.insert("customer", {**named("Işık"), "kind": "person"})
        db.insert_many("tag", ("name", "name_fold", "name_sort"), [("a", "a", "a"), ("b", "b", "b")])
    assert revisions(store, db.change) == []
    with store.reading() as reader:
        assert reader.value("SELECT created_change FROM customer") == db.change


def test_an_update_keeps_the_row_as_it_was(store: Store) -> None:
    number = add(store, city="İzmir", note="alt", owner_id=None, branch="Konak")
    before = row(store, number)
    assert edit(store, number, city="Ankara", note=None, branch="Konak", phone="0532") == [
        ("customer", number, "U", before)
    ]
    assert (before["city"], before["note"], before["phone"]) == ("İzmir", "alt", None)


def test_an_update_that_changes_nothing_keeps_nothing(store: Store) -> None:
    number = add(store, city="İzmir")
    assert edit(store, number, city="İzmir", note=None) == []
    with writing(store) as db:  # nor when it goes past the program's own comparison
        db.execute("UPDATE customer SET city = city, note = note WHERE id = :id", {"id": number})
    assert revisions(store, db.change) == []


def test_an_empty_text_an_empty_cell_and_the_word_null_are_told_apart(store: Store) -> None:
    number = add(store, city="", note=None, region="null")
    ((_, _, _, old),) = edit(store, number, city=None, note="", region="")
    assert (old["city"], old["note"], old["region"]) == ("", None, "null")


def test_a_delete_keeps_the_whole_row(store: Store) -> None:
    number = add(store, city="İzmir", note=AWKWARD[3])
    before = row(store, number)
    with writing(store) as db:
        db.delete("customer", number)
    assert revisions(store, db.change) == [("customer", number, "D", before)]


def test_every_table_keeps_every_column_of_a_deleted_row(store: Store) -> None:
    fill(store)
    kept = {}
    with writing(store) as db:
        for table in reversed(list(db.tables)):
            columns = db.tables[table].columns
            before = db.tuples(f"SELECT {', '.join(columns)} FROM {table} ORDER BY id DESC LIMIT 1")[0]
            kept[table] = dict(zip(columns, before, strict=True))
            db.defer_references()
            db.execute(f"DELETE FROM {table} WHERE id = :id", {"id": kept[table]["id"]})
        logged = db.tuples("SELECT tbl, row_id, old FROM revision WHERE change_id = :c", {"c": db.change})
        assert {t: {"id": number, **image(old)} for t, number, old in logged} == kept
        for table in db.tables:  # put back, so that the references hold
            whole = kept[table]
            names = ", ".join(whole), ", ".join(f":{column}" for column in whole)
            db.execute("UPDATE current_change SET quiet = 2")
            db.execute(f"INSERT INTO {table} ({names[0]}) VALUES ({names[1]})", whole)


def test_the_largest_and_the_smallest_number_come_back_exact(store: Store) -> None:
    with writing(store) as db:
        product = db.insert(
            "product", {**named("a"), "price_minor": 2**63 - 1, "cost_minor": -(2**63), "currency": "TRY"}
        )
    with writing(store) as db:
        db.update("product", product, {"price_minor": 0, "cost_minor": 1})
    ((_, _, _, old),) = revisions(store, db.change)
    assert (old["price_minor"], old["cost_minor"]) == (2**63 - 1, -(2**63))


@pytest.mark.parametrize("text", AWKWARD, ids=range(len(AWKWARD)))
def test_awkward_text_comes_back_whole_from_an_update_and_a_delete(store: Store, text: str) -> None:
    number = add(store, note=text, custom=json.dumps({text: text}))
    before = row(store, number)
    assert before["note"] == text
    assert edit(store, number, note="", custom=None) == [("customer", number, "U", before)]
    edit(store, number, note=text)
    with writing(store) as db:
        db.delete("customer", number)
    ((_, _, _, old),) = revisions(store, db.change)
    assert old["note"] == text


# Every character but U+0000, which PostgreSQL has not, and halves of a pair, which UTF-8 has not.
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(old=ANY_TEXT, new=ANY_TEXT | st.none())
def test_any_text_comes_back_whole(store: Store, old: str, new: str | None) -> None:
    number = add(store, note=old)
    found = [revision[3]["note"] for revision in edit(store, number, note=new)]
    assert found == ([] if old == new else [old])


def test_another_tool_inside_a_change_is_journaled_the_same_way(store: Store, engine_url: str) -> None:
    number = add(store, city="İzmir")
    connection = raw_connection(engine_url)
    for statement in (
        "BEGIN",
        "INSERT INTO change (id, at, actor, command) VALUES (99, '2026-11-21T09:00:00Z', 'raw', 'raw')",
        "INSERT INTO current_change (id, change_id) VALUES (1, 99)",
        "UPDATE customer SET city = 'Ankara'",
        "DELETE FROM customer",
        "DELETE FROM current_change",
        "COMMIT",
    ):
        connection.execute(statement)
    connection.close()
    update, removed = revisions(store, 99)
    assert [(*part[:3], part[3]["city"]) for part in (update, removed)] == [
        ("customer", number, "U", "İzmir"),
        ("customer", number, "D", "Ankara"),
    ]


def test_replacing_a_row_past_the_program_is_journaled_as_a_delete(sqlite_url: str) -> None:
    from crmcli.db import open_store

    store = open_store(sqlite_url)
    with writing(store) as db:
        number = db.insert("tag", named("eski"))
    with writing(store) as db:
        columns = "id, created_change, name, name_fold, name_sort"
        query = f"INSERT OR REPLACE INTO tag ({columns}) VALUES (:id, :c, 'b', 'b', 'b')"
        db.execute(query, {"id": number, "c": db.change})
    assert [(kind, old["name"]) for _, _, kind, old in revisions(store, db.change)] == [("D", "eski")]


def test_a_quiet_change_keeps_no_deleted_rows(store: Store) -> None:
    number = add(store)
    with writing(store) as db:
        db.execute("UPDATE current_change SET quiet = 1")
        db.delete("customer", number)
    assert revisions(store, db.change) == []


def test_the_change_says_who_when_where_and_with_which_file(store: Store) -> None:
    from crmcli.sql import ChangeNote

    note = ChangeNote("2026-11-21T09:00:00Z", "ayşe", "Kadıköy", "customer add …", "ab" * 32)
    with store.writing(note) as db:
        db.insert("tag", named("vip"))
    with store.reading() as reader:
        query = "SELECT at, actor, branch, command, input_sha256, undoes, redoable FROM change WHERE id = :id"
        assert reader.tuples(query, {"id": db.change}) == [(*note, None, 1)]


def test_the_journal_of_both_engines_reads_the_same(pg_url: str, tmp_path: Any) -> None:
    from crmcli.db import open_store

    held = []
    for url in (pg_url, str(tmp_path / "crm.db")):
        store = open_store(url)
        fill(store)
        with store.reading() as db:
            rows = db.tuples("SELECT change_id, tbl, row_id, kind, old FROM revision ORDER BY id")
        held.append([(*part[:4], image(part[4])) for part in rows])
    assert held[0] == held[1]
    assert {part[1] for part in held[0]} <= set(table_map())
