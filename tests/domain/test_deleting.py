"""Deleting: what belongs to a record goes with it, what refers to it is in the way and is named."""

import pytest

from crmcli.db import Store
from crmcli.domain.deleting import DeleteRecords, delete_records
from crmcli.domain.results import Change
from crmcli.domain.targets import Targets, Touched
from crmcli.errors import Conflict, NotFound
from tests.support.making import add, one
from tests.support.store import writing


def delete(store: Store, noun: str, *refs: str) -> Change[Touched]:
    with writing(store) as db:
        return delete_records(db, DeleteRecords(noun, Targets(refs)))


def test_keys_tags_and_links_go_with_a_record(store: Store) -> None:
    add(store, "customer", "A", phone="0532 123 45 67", tags=["vip"], external_id="M-1")
    add(store, "contact", "Ali", customer="C-1")
    result = delete(store, "customer", "C-1")
    assert result.summary == "Deleted C-1 A"
    assert [item.status for item in result.items] == ["deleted"]
    for table in ("customer", "identity", "tagging", "customer_contact"):
        assert one(store, f"SELECT count(*) FROM {table}") == (0,)
    assert one(store, "SELECT count(*) FROM contact") == (1,)


def test_steps_and_lines_go_with_their_record(store: Store) -> None:
    add(store, "opportunity", "A")
    add(store, "order", total="5")
    with writing(store) as db:
        db.insert("order_line", {"order_id": 1, "position": 1})
    delete(store, "opportunity", "O-1")
    delete(store, "order", "S-1")
    assert (
        one(store, "SELECT count(*) FROM stage_change")
        == one(store, "SELECT count(*) FROM order_line")
        == (0,)
    )


def test_who_refers_to_a_record_is_named_with_the_way_out(store: Store) -> None:
    add(store, "customer", "Işık")
    add(store, "customer", "Under", parent="C-1")
    for _ in range(7):
        add(store, "order", customer="C-1", total="5")
    add(store, "opportunity", "A", customer="C-1")
    with pytest.raises(Conflict) as caught:
        delete(store, "customer", "C-1")
    assert caught.value.message == (
        "C-1 Işık can't be deleted: it is named by 1 customer (C-2); 1 opportunity (O-1); "
        "7 orders (S-1, S-2, S-3, S-4, S-5, …)"
    )
    assert caught.value.hint == "crm customer list --where parent=C-1"
    assert one(store, "SELECT count(*) FROM customer") == (2,)


def test_a_user_or_a_product_with_a_history_becomes_inactive_instead(store: Store) -> None:
    add(store, "user", "Ayşe")
    add(store, "customer", "A", owner="U-1")
    with pytest.raises(Conflict) as caught:
        delete(store, "user", "ayse")
    assert caught.value.hint == "crm user edit U-1 --inactive keeps the history"


def test_of_several_the_one_in_the_way_stays_and_says_why(store: Store) -> None:
    for name in "ABC":
        add(store, "customer", name)
    add(store, "order", customer="C-2", total="5")
    result = delete(store, "customer", "C-1", "C-2", "C-3")
    assert [item.status for item in result.items] == ["deleted", "failed", "deleted"]
    assert result.items[1].reason == "C-2 B can't be deleted: it is named by 1 order (S-1)"
    assert result.exit_code == 5


def test_a_deleted_number_is_not_given_again(store: Store) -> None:
    add(store, "customer", "A")
    delete(store, "customer", "C-1")
    assert add(store, "customer", "B") == 2
    with pytest.raises(NotFound):
        delete(store, "customer", "C-1")
