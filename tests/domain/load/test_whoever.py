"""Whose an e-mail address is: a contact's, a customer's, a lead's."""

import pytest

from crmcli.db import Store
from crmcli.domain import records
from crmcli.domain.load.frame import Frame
from crmcli.domain.load.whoever import Owners, Party, Whoever, party_of, whoever
from crmcli.domain.nouns import CONTACT, CUSTOMER, LEAD
from tests.support.store import writing

KEYS = records.Keys()
NONE: tuple[dict[int, set[int]], dict[int, set[int]]] = ({}, {})


def owners(contacts: str = "", customers: str = "", leads: str = "") -> Owners:
    """Return owners by their numbers, a digit each."""
    return Owners(*(frozenset(map(int, digits)) for digits in (contacts, customers, leads)))


@pytest.mark.parametrize(
    ("found", "party"),
    [
        (owners(contacts="1"), {"contact": 1, "customer": 5}),
        (owners(contacts="2"), {"contact": 2}),
        (owners(contacts="3"), {"contact": 3}),
        (owners(customers="5"), {"customer": 5}),
        (owners(leads="7"), {"lead": 7}),
        (owners(contacts="1", customers="5"), {"contact": 1, "customer": 5}),
        (owners(contacts="3", customers="6"), {"contact": 3, "customer": 6}),
    ],
)
def test_an_address_of_one_party_names_it(found: Owners, party: Party) -> None:
    assert party_of("a@b.org", found, {1: {5}, 3: {5, 6}}, NONE) == party


@pytest.mark.parametrize(
    ("found", "refs"),
    [
        (owners(contacts="12"), "P-1, P-2"),
        (owners(contacts="1", customers="6"), "P-1, C-6"),
        (owners(contacts="1", leads="7"), "P-1, L-7"),
        (owners(customers="5", leads="7"), "C-5, L-7"),
        (owners(customers="123456"), "C-1, C-2, C-3, C-4 and 2 more"),
    ],
)
def test_an_address_of_several_is_a_reason(found: Owners, refs: str) -> None:
    assert party_of("a@b.org", found, {1: {5}}, NONE) == f'"a@b.org" may be any of {refs}'


def test_a_lead_that_became_a_customer_or_a_contact_is_they() -> None:
    assert party_of("a@b.org", owners(customers="5", leads="7"), {}, ({}, {7: {5}})) == {"customer": 5}
    assert party_of("a@b.org", owners(contacts="1", leads="7"), {}, ({7: {1}}, {})) == {"contact": 1}
    assert isinstance(party_of("a@b.org", owners(customers="6", leads="7"), {}, ({}, {7: {5}})), str)


@pytest.fixture
def people(store: Store) -> None:
    """A customer with a contact who shares its address, and a lead."""
    with writing(store) as db:
        firm = {"name": "Örnek", "kind": "organisation", "email": ("info@ornek.com", "satis@ornek.com")}
        records.create(db, CUSTOMER, firm, KEYS)
        records.create(db, CONTACT, {"name": "Ada", "email": ("ada@ornek.com", "info@ornek.com")}, KEYS)
        records.create(db, LEAD, {"name": "Eva", "email": ("eva@yeni.com",), "status": "new"}, KEYS)
        db.insert("customer_contact", {"customer_id": 1, "contact_id": 1, "is_primary": 0})


@pytest.mark.usefixtures("people")
def test_addresses_are_found_in_any_spelling(store: Store) -> None:
    with store.reading() as db:
        found = whoever(
            db, ["ADA@ornek.com", "info@ornek.com", "satis@ornek.com", "eva@yeni.com", "x@y.org", "Ada"]
        )
    assert found == {
        "ADA@ornek.com": {"contact": 1, "customer": 1},
        "info@ornek.com": {"contact": 1, "customer": 1},
        "satis@ornek.com": {"customer": 1},
        "eva@yeni.com": {"lead": 1},
    }


@pytest.mark.usefixtures("people")
def test_rows_are_given_their_party_and_others_are_left_as_they_are(store: Store) -> None:
    with writing(store) as db:
        twin = {"name": "Eva", "kind": "person", "email": ("eva@yeni.com",)}
        records.create(db, CUSTOMER, twin, KEYS)
    texts = ["ada@ornek.com", "satis@ornek.com", "eva@yeni.com", "x@y.org", "P-1", None]
    frame = Frame([1, 2, 3, 4, 5, 6], {"contact": list(texts), "customer": [9, None, None, None, None, None]})
    rejected: list[tuple[int, str]] = []
    with store.reading() as db:
        known = Whoever(db, filter(None, texts))
    parties = known.take_from(frame)
    assert frame.columns["contact"] == [None, None, None, "x@y.org", "P-1", None]
    known.put_into(frame, parties, lambda place, reason: rejected.append((place, reason)))
    assert frame.columns["contact"] == [1, None, None, "x@y.org", "P-1", None]
    assert frame.columns["customer"] == [9, 1, None, None, None, None]
    assert rejected == [(2, '"eva@yeni.com" may be any of C-2, L-1')]
