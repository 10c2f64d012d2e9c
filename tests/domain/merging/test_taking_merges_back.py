"""A merge taken back after other work was done: what is reversed, what is kept, what is refused."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmcli.db import Store, open_store
from crmcli.domain.merging.links import references
from crmcli.domain.merging.merge import MergeMany, merge, merge_many
from crmcli.domain.merging.request import MergeRequest
from crmcli.domain.nouns import CONTACT, CUSTOMER, LEAD, ORDER, Noun
from crmcli.domain.refs import resolve
from crmcli.errors import Conflict, CrmError
from crmcli.sql import Reader
from tests.domain.merging.conftest import (
    customer,
    edit,
    last_change,
    make,
    merged,
    row,
    snapshot,
    take_back,
)
from tests.support.making import one
from tests.support.store import writing


def order(store: Store, owner: int, total: int = 100_00, **values: Any) -> int:
    given = {"customer": owner, "status": "completed", "total": total, "currency": "TRY"}
    return make(store, ORDER, **given, **values)


def outcomes(result: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in result.items:
        found.setdefault(line.outcome, []).append(f"{line.count} {line.what} {line.records}".rstrip())
    return found


@pytest.fixture
def merge_of_two(store: Store) -> int:
    """C-2 with an order merged into C-1, which gets its city; return the change."""
    customer(store, "Işık", phone=("0532 123 45 67",))
    customer(store, "Işık", phone=("0533 765 43 21",), city="İzmir", external_id="7")
    order(store, 2)
    merged(store, CUSTOMER, 1, 2)
    return last_change(store)


def test_an_order_added_to_the_kept_one_since_stays_with_it_and_stops_nothing(
    store: Store, merge_of_two: int
) -> None:
    order(store, 1, number="yeni")
    take_back(store, merge_of_two)
    with store.reading() as db:
        assert db.tuples("SELECT id, customer_id FROM sales_order ORDER BY id") == [(1, 2), (2, 1)]
        assert resolve(db, CUSTOMER, "C-2") == 2


def test_an_order_that_was_moved_and_corrected_since_goes_back_with_its_correction(
    store: Store, merge_of_two: int
) -> None:
    edit(store, ORDER, 1, total=250_00)
    take_back(store, merge_of_two)
    assert (row(store, ORDER, 1)["customer_id"], row(store, ORDER, 1)["total_minor"]) == (2, 250_00)
    take_back(store, redo=True)
    assert (row(store, ORDER, 1)["customer_id"], row(store, ORDER, 1)["total_minor"]) == (1, 250_00)


def test_an_order_that_was_given_to_a_third_since_is_in_the_way_and_stays_there(
    store: Store, merge_of_two: int
) -> None:
    third = customer(store, "Deniz")
    change = edit(store, ORDER, 1, customer=third)
    with pytest.raises(Conflict, match=f"S-1: changed since, by change {change}"):
        take_back(store, merge_of_two)
    told = outcomes(take_back(store, merge_of_two, keep=True))
    assert told["kept"] == ["1 order S-1"]
    assert row(store, ORDER, 1)["customer_id"] == third
    assert row(store, CUSTOMER, 2)["city"] == "İzmir"


def test_an_edit_of_the_kept_one_since_is_in_the_way_and_asked_for_the_rest_it_is_kept(
    store: Store, merge_of_two: int
) -> None:
    change = edit(store, CUSTOMER, 1, phone=("0534 000 11 22",))
    before = snapshot(store)
    with pytest.raises(Conflict, match=f"C-1 Işık: changed since, by change {change}") as caught:
        take_back(store, merge_of_two)
    assert caught.value.hint == f"crm undo {merge_of_two} --keep-edited"
    assert snapshot(store) == before
    result = take_back(store, merge_of_two, keep=True)
    told = outcomes(result)
    assert told["kept"] == ["1 customer C-1 Işık"]
    assert set(told["reversed"]) >= {"1 order set back S-1", "1 customer put back C-2"}
    assert result.exit_code == 5
    kept = row(store, CUSTOMER, 1)
    assert (kept["phone"], kept["city"]) == ("0534 000 11 22", "İzmir")
    with store.reading() as db:
        assert resolve(db, CUSTOMER, "0533 765 43 21") == 2
        assert resolve(db, CUSTOMER, "7") == 2
        assert resolve(db, CUSTOMER, "0534 000 11 22") == 1


def test_a_record_kept_with_a_phone_that_came_from_the_other_answers_to_it_as_well(store: Store) -> None:
    customer(store, "Işık")
    customer(store, "Işık", phone=("0533 765 43 21",), email=("a@b.example",), tax_number="0010130206")
    merged(store, CUSTOMER, 1, 2)
    change = last_change(store)
    edit(store, CUSTOMER, 1, city="Bursa")
    take_back(store, change, keep=True)
    query = "SELECT kind, customer_id FROM identity ORDER BY kind, customer_id"
    with store.reading() as db:
        assert db.tuples(query) == [(k, c) for k in ("email", "phone", "tax") for c in (1, 2)]


def test_a_record_whose_edit_is_taken_back_in_part_keeps_the_keys_of_what_it_shows(store: Store) -> None:
    number = customer(store, "Işık", phone=("0532 123 45 67",))
    change = edit(store, CUSTOMER, number, phone=("0533 765 43 21",))
    edit(store, CUSTOMER, number, city="İzmir")
    with pytest.raises(Conflict):
        take_back(store, change)
    with pytest.raises(Conflict, match=f"change {change} can't be taken back before"):
        take_back(store, change, keep=True)
    assert one(store, "SELECT norm FROM identity") == ("+905337654321",)


def test_a_correction_made_before_a_merge_is_taken_back_after_it(store: Store) -> None:
    customer(store)
    customer(store)
    order(store, 2)
    change = edit(store, ORDER, 1, total=250_00)
    merged(store, CUSTOMER, 1, 2)
    take_back(store, change)
    assert (row(store, ORDER, 1)["customer_id"], row(store, ORDER, 1)["total_minor"]) == (1, 100_00)


def test_another_field_of_the_same_record_still_stops_an_undo(store: Store) -> None:
    number = customer(store)
    change = edit(store, CUSTOMER, number, city="İzmir")
    edit(store, CUSTOMER, number, website="x.example")
    with pytest.raises(Conflict, match="C-1 Işık: changed since"):
        take_back(store, change)


def test_a_merge_within_a_later_merge_comes_back_with_its_number_but_not_its_orders(
    store: Store, merge_of_two: int
) -> None:
    third = customer(store, "Işık A.Ş.")
    merged(store, CUSTOMER, third, 1)
    with pytest.raises(Conflict, match="removed since"):
        take_back(store, merge_of_two)
    take_back(store, merge_of_two, keep=True)
    with store.reading() as db:
        assert resolve(db, CUSTOMER, "C-2") == 2
        assert resolve(db, CUSTOMER, "C-1") == third
        assert db.tuples("SELECT number FROM alias") == [(1,)]
    assert row(store, ORDER, 1)["customer_id"] == third
    take_back(store, redo=True)
    with store.reading() as db:
        assert resolve(db, CUSTOMER, "C-2") == third


def test_the_later_of_two_merges_taken_back_first_leaves_both_as_they_were(
    store: Store, merge_of_two: int
) -> None:
    customer(store, "Işık A.Ş.")
    before = snapshot(store)
    merged(store, CUSTOMER, 3, 1)
    take_back(store)
    assert snapshot(store) == before
    take_back(store, merge_of_two)
    with store.reading() as db:
        assert resolve(db, CUSTOMER, "C-2") == 2


def test_a_record_whose_owner_is_gone_stays_merged_whole_while_others_come_back(store: Store) -> None:
    with writing(store) as db:
        users = [db.insert("crm_user", {"name": n, "name_fold": n, "name_sort": n}) for n in ("ali", "veli")]
    customer(store, owner=users[0])
    customer(store, owner=users[1], city="İzmir")
    order(store, 2)
    customer(store, "Deniz")
    customer(store, "Deniz", city="Bursa")
    with writing(store) as db:
        merge_many(db, MergeMany((("C-1", "C-2"), ("C-3", "C-4"))))
        change = db.change
    with writing(store) as db:
        db.delete("crm_user", users[1])
    with pytest.raises(Conflict, match="it needs U-2, which is gone"):
        take_back(store, change)
    told = outcomes(take_back(store, change, keep=True))
    assert set(told["kept"]) == {"1 customer C-1 Işık", "1 customer C-2", "1 order S-1"}
    with store.reading() as db:
        assert resolve(db, CUSTOMER, "C-2") == 1
        assert resolve(db, CUSTOMER, "C-4") == 4
    assert row(store, CUSTOMER, 1)["city"] == "İzmir"
    assert row(store, CUSTOMER, 3)["city"] is None


def test_a_record_that_one_change_merges_into_and_then_merges_away_comes_back_as_it_was(store: Store) -> None:
    for city in (None, "İzmir", None):
        customer(store, city=city, phone=("0532 123 45 67",))
    before = snapshot(store)
    with writing(store) as db:
        merge_many(db, MergeMany((("C-1", "C-2"), ("C-3", "C-1"))))
    after = snapshot(store)
    take_back(store)
    assert snapshot(store) == before
    take_back(store, redo=True)
    assert snapshot(store) == after


def test_a_rule_of_the_store_that_stands_against_one_row_leaves_it_and_reverses_the_rest(
    store: Store,
) -> None:
    for _ in range(4):
        customer(store)
    edit(store, CUSTOMER, 2, parent=4)  # 2 under 4, 3 under 2
    edit(store, CUSTOMER, 3, parent=2)
    merged(store, CUSTOMER, 1, 2)  # 1 under 4, 3 under 1
    change = last_change(store)
    edit(store, CUSTOMER, 1, parent=None)
    edit(store, CUSTOMER, 4, parent=3)  # 4 under 3: with 3 under 2 under 4 a circle
    result = take_back(store, change, keep=True)
    assert outcomes(result)["refused"] == ["1 customer C-3 Işık"]
    assert [row(store, CUSTOMER, number)["parent_id"] for number in (1, 2, 3, 4)] == [None, 4, 1, 3]


def test_a_row_that_a_merge_changed_twice_is_redone(store: Store) -> None:
    """The primary contact of the one that goes is handed over, and is primary no more."""
    for name in ("Ayşe", "Ali"):
        make(store, CONTACT, name=name, customer=customer(store))
    before = snapshot(store)
    merged(store, CUSTOMER, 1, 2)
    after = snapshot(store)
    for _ in range(2):
        take_back(store)
        assert snapshot(store) == before
        take_back(store, redo=True)
        assert snapshot(store) == after


ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), st.integers(0, 7), st.integers(0, 7)),
        st.tuples(st.just("edit"), st.integers(0, 7), st.sampled_from(["İzmir", "Bursa"])),
        st.tuples(st.just("sell"), st.integers(0, 7), st.just(0)),
        st.tuples(st.just("correct"), st.integers(0, 7), st.integers(1, 9)),
        st.tuples(st.just("parent"), st.integers(0, 7), st.integers(0, 7)),
        st.tuples(st.just("undo"), st.integers(1, 20), st.booleans()),
    ),
    min_size=2,
    max_size=16,
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions=ACTIONS)
def test_any_mixture_of_merges_work_and_undo_keeps_the_store_whole(
    actions: list[tuple[str, int, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = open_store(str(tmp_path_factory.mktemp("merges") / "crm.db"))
    for number in range(6):
        phone = f"0532 123 45 6{number // 2}"
        customer(store, f"Işık {number}", phone=(phone,), tags=("vip",), external_id=str(number))
    for action in actions:
        try:
            act(store, action)
        except CrmError:
            continue
        with store.reading() as db:
            check(db)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)), min_size=1, max_size=6))
def test_merges_taken_back_one_by_one_walk_through_every_state_before_them(
    pairs: list[tuple[int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = open_store(str(tmp_path_factory.mktemp("merges") / "crm.db"))
    for number in range(6):
        customer(store, f"Işık {number}", phone=(f"0532 123 45 6{number}",), tags=("vip",), city="İzmir")
        order(store, number + 1)
        if number:
            edit(store, CUSTOMER, number + 1, parent=number)
    states = [snapshot(store)]
    for pair in pairs:
        try:
            act(store, ("merge", *pair))
        except CrmError:
            continue
        states.append(snapshot(store))
    for state in reversed(states[:-1]):
        take_back(store)
        assert snapshot(store) == state
    for state in states[1:]:
        take_back(store, redo=True)
        assert snapshot(store) == state


def act(store: Store, action: tuple[str, int, Any]) -> None:
    """Do one thing; what can't be done raises."""
    verb, first, second = action
    with store.reading() as db:
        there = [number for (number,) in db.tuples("SELECT id FROM customer ORDER BY id")]
        sold = [number for (number,) in db.tuples("SELECT id FROM sales_order ORDER BY id")]
        newest = int(db.value("SELECT max(id) FROM change"))
    number = there[first % len(there)]
    if verb == "merge":
        with writing(store) as db:
            merge(db, MergeRequest(CUSTOMER, number, (there[second % len(there)],)))
    elif verb == "edit":
        edit(store, CUSTOMER, number, city=second)
    elif verb == "sell":
        order(store, number)
    elif verb == "correct" and sold:
        edit(store, ORDER, sold[first % len(sold)], total=second)
    elif verb == "parent":
        edit(store, CUSTOMER, number, parent=there[second % len(there)])
    elif verb == "undo":
        take_back(store, max(newest - first, 2), keep=second)


def check(db: Reader) -> None:
    """Every reference is to a record that is there, every number means one, every main phone is a key."""
    for noun in (CUSTOMER, CONTACT, LEAD):
        for table, column in references(db, noun):
            loose = (
                f"SELECT count(*) FROM {table} WHERE {column} IS NOT NULL "
                f"AND {column} NOT IN (SELECT id FROM {noun.table})"
            )
            assert db.value(loose) == 0, (table, column)
    assert meant_twice(db, CUSTOMER) == []
    keyless = (
        "SELECT id, phone FROM customer c WHERE phone IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM identity i WHERE i.customer_id = c.id AND i.kind = 'phone')"
    )
    assert db.tuples(keyless) == []


def meant_twice(db: Reader, noun: Noun) -> list[int]:
    """Return the numbers of records that are there and mean another one at once."""
    query = f"SELECT a.number FROM alias a JOIN {noun.table} r ON r.id = a.number WHERE a.noun = :noun"
    return [number for (number,) in db.tuples(query, {"noun": noun.name})]
