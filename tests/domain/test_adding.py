"""Adding a record: what it starts with, what it is found by, and nobody twice."""

import pytest

from crmcli.db import Store
from crmcli.domain.adding import AddRecord, add_record
from crmcli.domain.nouns import BY_NAME
from crmcli.domain.refs import resolve
from crmcli.errors import Conflict
from tests.support.making import CONTEXT, add, one
from tests.support.store import writing


def test_a_new_record_is_told_by_its_number_and_name(store: Store) -> None:
    with writing(store) as db:
        result = add_record(db, AddRecord("customer", {"name": "Işık Mobilya"}, CONTEXT))
    assert result.summary == "Added C-1 Işık Mobilya"
    assert result.action == "added C-1"
    assert [(item.id, item.name, item.status) for item in result.items] == [("C-1", "Işık Mobilya", "added")]


def test_the_journal_holds_no_name(store: Store) -> None:
    with writing(store) as db:
        result = add_record(db, AddRecord("customer", {"name": "Işık Mobilya"}, CONTEXT))
    assert "Işık" not in result.action


@pytest.mark.parametrize(
    ("noun", "columns", "expected"),
    [
        ("customer", "kind, created_on", ("organisation", "2026-11-21")),
        ("contact", "created_on", ("2026-11-21",)),
        ("product", "active", (1,)),
        ("user", "active", (1,)),
        ("order", "status, ordered_on", ("completed", "2026-11-21")),
        ("opportunity", "created_on, closed_on", ("2026-11-21", None)),
    ],
)
def test_a_record_starts_with_what_follows_from_today(
    store: Store, noun: str, columns: str, expected: tuple[object, ...]
) -> None:
    number = add(store, noun, **({"number": "1"} if noun == "order" else {"name": "A"}))
    table = BY_NAME[noun].table
    assert one(store, f"SELECT {columns} FROM {table} WHERE id = :id", id=number) == expected


@pytest.mark.parametrize(
    ("field", "first", "second"),
    [
        ("phone", "0532 123 45 67", "+90 (532) 1234567"),
        ("email", "Bilgi@Isik.com.tr", "bilgi@isik.com.tr"),
        ("tax_number", "1234567890", "TR 1234567890"),
    ],
)
def test_a_second_customer_with_the_same_key_names_the_first(
    store: Store, field: str, first: str, second: str
) -> None:
    add(store, "customer", "Işık Mobilya", **{field: first})
    with pytest.raises(Conflict, match="C-1 Işık Mobilya has the ") as caught:
        add(store, "customer", "Ada", **{field: second})
    assert caught.value.details == [{"ref": "C-1", "label": "Işık Mobilya"}]
    assert "crm customer show C-1" in (caught.value.hint or "")
    assert add(store, "customer", "Ada", force=True, **{field: second}) > 1


def test_a_contact_may_share_the_phone_of_its_customer(store: Store) -> None:
    add(store, "customer", "Işık Mobilya", phone="0532 123 45 67")
    add(store, "contact", "Ali Işık", phone="0532 123 45 67", customer="C-1")


def test_an_external_id_is_never_given_twice(store: Store) -> None:
    add(store, "customer", "Işık", external_id="M-1")
    with pytest.raises(Conflict, match="C-1 Işık has the external id M-1 already"):
        add(store, "customer", "Ada", force=True, external_id="M-1")
    add(store, "contact", "Ali", external_id="M-1")


@pytest.mark.parametrize(
    ("noun", "field", "first", "second"),
    [
        ("product", "sku", "MM-1", "mm 1"),
        ("product", "name", "Meşe Masa", "MESE MASA"),
        ("user", "name", "Ayşe Yılmaz", "AYŞE YILMAZ"),
        ("order", "number", "2026-1", "2026 1"),
    ],
)
def test_numbers_and_names_that_tell_records_apart_stop_a_second_one(
    store: Store, noun: str, field: str, first: str, second: str
) -> None:
    rest = {"name": "A"} if noun == "product" and field != "name" else {}
    other = {"name": "B"} if rest else {}
    add(store, noun, **{field: first}, **rest)
    with pytest.raises(Conflict, match=f"has the {field} {second} already"):
        add(store, noun, **{field: second}, **other)
    add(store, noun, force=True, **{field: second}, **other)


def test_a_second_phone_and_a_second_address_find_the_record_too(store: Store) -> None:
    number = add(
        store,
        "customer",
        "Işık",
        phone=["0532 123 45 67", "0212 765 43 21"],
        email=["a@isik.com", "b@isik.com"],
    )
    with store.reading() as db:
        for known in ("+902127654321", "B@ISIK.COM", "isik", f"C-{number}"):
            assert resolve(db, BY_NAME["customer"], known) == number


def test_a_record_that_is_refused_leaves_nothing(store: Store) -> None:
    add(store, "customer", "Işık", phone="0532 123 45 67", tags=["vip"])
    before = one(store, "SELECT count(*) FROM identity")
    with pytest.raises(Conflict):
        add(store, "customer", "Ada", phone="0532 123 45 67", tags=["new"], email="a@b.org")
    assert one(store, "SELECT count(*) FROM identity") == before
    assert one(store, "SELECT count(*) FROM tag") == (1,)


def test_a_new_opportunity_begins_its_history_in_the_first_stage(store: Store) -> None:
    number = add(store, "opportunity", "Showroom")
    row = one(
        store,
        "SELECT from_stage_id, to_stage_id, changed_on, actor FROM stage_change WHERE opportunity_id = :id",
        id=number,
    )
    assert row == (None, 1, "2026-11-21", "tester")


def test_an_opportunity_added_as_won_is_closed_on_the_day_it_began(store: Store) -> None:
    number = add(store, "opportunity", "Showroom", stage="Won", created_on="2026-10-01")
    assert one(store, "SELECT closed_on FROM opportunity WHERE id = :id", id=number) == ("2026-10-01",)
