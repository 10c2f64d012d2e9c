"""Contacts at customers: roles, dates, the primary one, and who has left."""

from datetime import date
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.contact import (
    LeaveCustomer,
    LinkContact,
    ListContacts,
    leave_customer,
    link_contacts,
    list_contacts,
    show_contact,
)
from crmcli.domain.targets import Targets, Touched
from crmcli.domain.views import ListRecords, ShowRecord
from crmcli.errors import NotFound, Refused
from tests.support.making import add, one
from tests.support.store import writing


def link(store: Store, contact: str, customer: str, **rest: Any) -> Touched:
    with writing(store) as db:
        return link_contacts(db, LinkContact(Targets((contact,)), customer, **rest)).items[0]


def leave(store: Store, contact: str, customer: str, until: date) -> Touched:
    with writing(store) as db:
        return leave_customer(db, LeaveCustomer(Targets((contact,)), customer, until)).items[0]


def primaries(store: Store) -> list[int]:
    with store.reading() as db:
        return [row[0] for row in db.tuples("SELECT contact_id FROM customer_contact WHERE is_primary = 1")]


@pytest.fixture
def people(store: Store) -> Store:
    """Two customers; Ali, a buyer, and Can at the first."""
    add(store, "customer", "Işık")
    add(store, "customer", "Ada")
    add(store, "contact", "Ali Demir", customer="isik", role="buyer")
    add(store, "contact", "Can Su", customer="C-1")
    return store


def test_the_first_contact_of_a_customer_is_its_primary_one(people: Store) -> None:
    assert primaries(people) == [1]
    link(people, "can", "ada")
    assert sorted(primaries(people)) == [1, 2]


def test_another_one_can_be_made_primary_and_is_the_only_one(people: Store) -> None:
    assert link(people, "can", "isik", primary=True).changes == {"primary": ("no", "yes")}
    assert primaries(people) == [2]


def test_linking_again_changes_what_is_said_and_nothing_else(people: Store) -> None:
    item = link(people, "ali", "isik", role="owner", since=date(2026, 1, 1))
    assert item.changes == {"role": ("buyer", "owner"), "since": (None, "2026-01-01")}
    assert link(people, "ali", "isik", role="owner").status == "unchanged"
    assert one(people, "SELECT count(*) FROM customer_contact") == (2,)


def test_who_left_is_kept_with_the_last_day_and_is_primary_no_more(people: Store) -> None:
    item = leave(people, "ali", "isik", date(2026, 10, 31))
    assert item.changes == {"until": (None, "2026-10-31"), "primary": ("yes", "no")}
    with people.reading() as db:
        assert list_contacts(db, ListContacts(ListRecords())).rows[0].customers is None
        sections = show_contact(db, ShowRecord("ali")).sections
        there = list_contacts(db, ListContacts(ListRecords(), "isik")).rows
    assert [(line.name, line.until) for line in sections[0].rows] == [("Işık", date(2026, 10, 31))]
    assert [row.name for row in there] == ["Ali Demir", "Can Su"]


def test_who_comes_back_is_there_again(people: Store) -> None:
    leave(people, "ali", "isik", date(2026, 10, 31))
    assert link(people, "ali", "isik").changes == {"until": ("2026-10-31", None)}


def test_nobody_leaves_a_customer_they_are_not_at(people: Store) -> None:
    with pytest.raises(NotFound, match="P-1 is not at C-2"):
        leave(people, "ali", "ada", date(2026, 10, 31))


def test_the_last_day_is_not_before_the_first(people: Store) -> None:
    link(people, "ali", "isik", since=date(2026, 6, 1))
    with pytest.raises(Refused, match="the end lies before the start"):
        leave(people, "ali", "isik", date(2026, 5, 31))


def test_a_contact_is_shown_with_customers_deals_and_further_keys(people: Store) -> None:
    add(people, "contact", "Ece", phone=["0532 123 45 67", "0212 765 43 21"], external_id="K-7", tags=["vip"])
    link(people, "ece", "ada", role="accountant")
    add(people, "opportunity", "Showroom", contact="ece")
    with people.reading() as db:
        record = show_contact(db, ShowRecord("0212 765 43 21"))
    assert record.title == "P-3  Ece"
    assert record.item.tags == ("vip",)
    assert [(part.title, len(part.rows)) for part in record.sections] == [
        ("Customers", 1),
        ("Opportunities", 1),
        ("Also known by", 2),
    ]
    assert [line.value for line in record.sections[2].rows] == ["K-7", "0212 765 43 21"]


def test_contacts_are_listed_as_a_turkish_reader_sorts_with_the_role_where_they_are(people: Store) -> None:
    for name in ("Çiğdem", "Cem", "Şule", "Ira", "İnci"):
        add(people, "contact", name)
    link(people, "can", "ada", role="owner")
    with people.reading() as db:
        listing = list_contacts(db, ListContacts(ListRecords(limit=4)))
        rows = list_contacts(db, ListContacts(ListRecords())).rows
    assert [row.name for row in rows] == ["Ali Demir", "Can Su", "Cem", "Çiğdem", "Ira", "İnci", "Şule"]
    assert (rows[0].customers, rows[0].role) == (("Işık",), "buyer")
    assert rows[1].customers == ("Ada", "Işık")
    assert (len(listing.rows), listing.total) == (4, 7)
