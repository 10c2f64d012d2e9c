"""Undo: what a change did is taken back, whole or not at all, unless asked to keep what was touched."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmcli.db import Store, open_store
from crmcli.domain import records, removing
from crmcli.domain.journal.undo import Undo, undo
from crmcli.domain.nouns import CONTACT, CUSTOMER, OPPORTUNITY
from crmcli.errors import Conflict, NotFound, Refused
from crmcli.sql import ChangeNote, Reader, Writer

NOTE = ChangeNote("2026-11-21T10:00:00Z", "ayse", None, "test")
KEYS = records.Keys()
Content = dict[str, list[tuple[object, ...]]]


def content(db: Reader) -> Content:
    """Everything the journaled tables hold."""
    return {
        name: db.tuples(f"SELECT {', '.join(info.columns)} FROM {name} ORDER BY id")
        for name, info in db.tables.items()
    }


def snapshot(store: Store) -> Content:
    with store.reading() as db:
        return content(db)


def add(store: Store, name: str, **values: object) -> tuple[int, int]:
    """Add a customer; return its number and the change's."""
    with store.writing(NOTE) as db:
        given = {"name": name, "kind": "organisation", **values}
        return records.create(db, CUSTOMER, given, KEYS), db.change


def edit(store: Store, number: int, **values: object) -> int:
    with store.writing(NOTE) as db:
        records.modify(db, CUSTOMER, number, values, KEYS)
        return db.change


def take_back(store: Store, number: int | None = None, *, keep: bool = False, redo: bool = False) -> int:
    with store.writing(NOTE) as db:
        undo(db, Undo(number, keep_edited=keep, redo=redo))
        return db.change


def test_an_added_customer_is_gone_with_its_keys_and_tags(store: Store) -> None:
    add(store, "Deniz")  # makes the store
    before = snapshot(store)
    _, change = add(store, "Işık Mobilya", phone=("0532 123 45 67",), tags=("vip",), external_id="7")
    take_back(store, change)
    assert snapshot(store) == before


def test_an_edit_is_set_back_to_what_it_was(store: Store) -> None:
    number, _ = add(
        store, "Işık", phone=("0532 123 45 67",), custom={"a": "1"}, note='tab\t"quoted" \\ back\nline'
    )
    before = snapshot(store)
    change = edit(store, number, phone=("0533 999 88 77",), city="İzmir", note=None, custom={"b": "2"})
    assert snapshot(store) != before
    take_back(store, change)
    assert snapshot(store) == before


def test_a_deleted_customer_comes_back_whole(store: Store) -> None:
    number, _ = add(store, "Işık", phone=("0532 123 45 67",), tags=("vip", "bayi"), external_id="77")
    before = snapshot(store)
    with store.writing(NOTE) as db:
        removing.delete(db, CUSTOMER, number)
        change = db.change
    take_back(store, change)
    assert snapshot(store) == before


def test_the_undo_of_an_undo_is_the_redo(store: Store) -> None:
    number, _ = add(store, "Işık", tags=("vip",), phone=("0532 123 45 67",))
    edit(store, number, city="İzmir")
    with store.writing(NOTE) as db:
        removing.delete(db, CUSTOMER, number)
        change = db.change
    after = snapshot(store)
    take_back(store, change)
    take_back(store, redo=True)
    assert snapshot(store) == after


def test_undo_without_a_number_walks_back_change_by_change(store: Store) -> None:
    states = []
    number, _ = add(store, "Işık")
    for city in ("Ankara", "Bursa", "İzmir"):
        states.append(snapshot(store))
        edit(store, number, city=city)
    for state in reversed(states):
        take_back(store)
        assert snapshot(store) == state


def test_a_customer_edited_since_stops_the_undo_and_nothing_changes(store: Store) -> None:
    number, change = add(store, "Işık")
    edit(store, number, city="İzmir")
    before = snapshot(store)
    with pytest.raises(Conflict, match=r"C-1 Işık: changed since, by change 3") as caught:
        take_back(store, change)
    assert caught.value.hint == "crm undo 3"
    assert snapshot(store) == before


def test_a_later_record_that_refers_to_it_stops_the_undo_and_is_named(store: Store) -> None:
    number, change = add(store, "Işık")
    with store.writing(NOTE) as db:
        db.insert("activity", {"kind": "call", "at": "2026-11-21", "subject": "Aradı", "customer_id": number})
    with pytest.raises(Conflict, match="A-1 Aradı refers to it"):
        take_back(store, change)


def test_keep_edited_reverses_the_rest_and_keeps_the_touched_record_with_its_parts(store: Store) -> None:
    with store.writing(NOTE) as db:
        first = records.create(
            db, CUSTOMER, {"name": "Bir", "kind": "person", "phone": ("0532 123 45 67",)}, KEYS
        )
        records.create(db, CUSTOMER, {"name": "İki", "kind": "person", "phone": ("0532 123 45 68",)}, KEYS)
        change = db.change
    edit(store, first, city="İzmir")
    with store.writing(NOTE) as db:
        result = undo(db, Undo(change, keep_edited=True))
    assert {(line.outcome, line.records) for line in result.items} >= {
        ("reversed", "C-2"),
        ("kept", "C-1 Bir"),
    }
    assert result.exit_code == 5
    after = snapshot(store)
    assert [row[2] for row in after["customer"]] == ["Bir"]
    assert [row[3] for row in after["identity"]] == ["+905321234567"]


def test_what_a_kept_record_refers_to_is_kept_too(store: Store) -> None:
    with store.writing(NOTE) as db:
        parent = records.create(db, CUSTOMER, {"name": "Ana", "kind": "organisation"}, KEYS)
        child = records.create(db, CUSTOMER, {"name": "Şube", "kind": "organisation", "parent": parent}, KEYS)
        records.create(db, CUSTOMER, {"name": "Başka", "kind": "person"}, KEYS)
        change = db.change
    edit(store, child, city="İzmir")
    take_back(store, change, keep=True)
    assert [row[2] for row in snapshot(store)["customer"]] == ["Ana", "Şube"]


def test_an_undo_that_could_reverse_nothing_changes_nothing(store: Store) -> None:
    number, change = add(store, "Işık")
    edit(store, number, city="İzmir")
    before = snapshot(store)
    with pytest.raises(Conflict, match=f"change {change} can't be taken back before change 3"):
        take_back(store, change, keep=True)
    assert snapshot(store) == before


def test_a_reference_the_change_itself_set_does_not_stop_it(store: Store) -> None:
    number, _ = add(store, "Eski")
    before = snapshot(store)
    with store.writing(NOTE) as db:
        parent = records.create(db, CUSTOMER, {"name": "Yeni", "kind": "organisation"}, KEYS)
        records.modify(db, CUSTOMER, number, {"parent": parent}, KEYS)
        contact = records.create(db, CONTACT, {"name": "Ayşe", "customer": number}, KEYS)
        assert contact
        change = db.change
    take_back(store, change)
    assert snapshot(store) == before


def test_a_touch_that_was_itself_taken_back_does_not_count(store: Store) -> None:
    add(store, "İlk")
    before = snapshot(store)
    number, change = add(store, "Işık")
    edit(store, number, city="İzmir")
    take_back(store)
    take_back(store, change)
    assert snapshot(store) == before


def test_an_undone_change_is_not_undone_twice(store: Store) -> None:
    _, change = add(store, "Işık")
    by = take_back(store, change)
    with pytest.raises(Refused, match=f"taken back already, by change {by}"):
        take_back(store, change)
    with pytest.raises(NotFound, match="no change 99"):
        take_back(store, 99)
    with pytest.raises(NotFound, match="nothing to undo"):
        take_back(store)


def test_a_number_is_never_given_twice(store: Store) -> None:
    add(store, "Bir")
    number, change = add(store, "İki")
    take_back(store, change)
    assert add(store, "Üç")[0] == number + 1


def test_a_record_whose_parent_is_gone_is_not_put_back_and_the_parent_is_named(store: Store) -> None:
    parent, made = add(store, "Ana")
    child, _ = add(store, "Şube", parent=parent)
    with store.writing(NOTE) as db:
        removing.delete(db, CUSTOMER, child)
        change = db.change
    take_back(store, made)
    with pytest.raises(Conflict, match="it needs C-1, which is gone"):
        take_back(store, change)


def test_a_key_taken_meanwhile_is_refused_and_named(store: Store) -> None:
    number, _ = add(store, "Eski", external_id="7")
    with store.writing(NOTE) as db:
        removing.delete(db, CUSTOMER, number)
        change = db.change
    add(store, "Yeni", external_id="7")
    with store.writing(NOTE) as db:
        result = undo(db, Undo(change, keep_edited=True))
    assert [line.outcome for line in result.items].count("refused") == 1


ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.sampled_from(["Ayşe", "Ali", "Işık"]), st.integers(0, 3)),
        st.tuples(st.just("edit"), st.integers(0, 3), st.sampled_from(["İzmir", "Bursa", None])),
        st.tuples(st.just("delete"), st.integers(0, 3), st.just(0)),
        st.tuples(st.just("sell"), st.integers(0, 3), st.just(0)),
        st.tuples(st.just("undo"), st.integers(1, 12), st.just(0)),
    ),
    min_size=1,
    max_size=14,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions=ACTIONS)
def test_any_history_walks_back_to_the_empty_store_and_forth_again(
    actions: list[tuple[str, object, object]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Each undo restores the state before its change exactly; each redo the state after it."""
    store = open_store(str(tmp_path_factory.mktemp("undo") / "crm.db"))
    add(store, "first")
    states = [snapshot(store)]
    for action in actions:
        with store.writing(NOTE) as db:
            try:
                with db.savepoint():
                    act(db, action)
            except (Conflict, NotFound, Refused):
                pass
            wrote = db.wrote
        if wrote:
            states.append(snapshot(store))
    walked = [states[-1]]
    for _ in range(len(states) - 1):
        try:
            take_back(store)
        except (NotFound, Conflict):
            break  # an undo out of order may have taken away what an earlier one needs
        walked.append(snapshot(store))
    for state in reversed(walked[:-1]):
        take_back(store, redo=True)
        assert snapshot(store) == state


def act(db: Writer, action: tuple[str, object, object]) -> None:
    """Do one random thing to the store."""
    verb, first, second = action
    rows = [row[0] for row in db.tuples("SELECT id FROM customer ORDER BY id")]
    if verb == "undo":
        undo(db, Undo(int(str(first)) + 1, keep_edited=False))
        return
    if verb == "add":
        parent = rows[int(str(second)) % len(rows)] if rows and second else None
        given = {"name": first, "kind": "person", "parent": parent, "tags": (f"t{second}",)}
        records.create(db, CUSTOMER, given, KEYS)
        return
    if not rows:
        return
    number = rows[int(str(first)) % len(rows)]
    if verb == "edit":
        records.modify(db, CUSTOMER, number, {"city": second, "phone": (f"0532 123 45 6{first}",)}, KEYS)
    elif verb == "delete":
        removing.delete(db, CUSTOMER, number)
    else:
        stage = db.value("SELECT id FROM stage ORDER BY position LIMIT 1")
        records.create(db, OPPORTUNITY, {"name": "Satış", "customer": number, "stage": stage}, KEYS)
