"""Filters that nobody types by accident are answered or refused like any other, on both engines."""

from datetime import date

import pytest

from crmcli.db import Store
from crmcli.domain.customer import ListCustomers, list_customers
from crmcli.domain.nouns import BY_NAME
from crmcli.domain.targets import Targets, matching
from crmcli.errors import UsageError
from tests.support.making import add
from tests.support.store import writing

AS_OF = date(2026, 11, 21)


def found(store: Store, noun: str, *wheres: str, on: date | None = AS_OF) -> list[int]:
    with store.reading() as db:
        return matching(db, BY_NAME[noun], Targets((), wheres, on))


@pytest.fixture
def shop(store: Store) -> Store:
    """Three customers: the second under the first, the third a person; who works there; an order."""
    add(store, "customer", "Işık", city="İzmir")
    add(store, "customer", "Ada", city="Ankara", parent="C-1")
    add(store, "customer", "Can", city="Bursa", kind="person")
    add(store, "contact", "Ece", customer="C-1")
    add(store, "contact", "Su", customer="C-2")
    add(store, "contact", "Ali")
    add(store, "order", customer="C-1", total="100 TL", ordered_on="2026-11-01")
    return store


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("not " * 49 + "city=izmir", [2, 3]),
        ("not " * 48 + "city=izmir", [1]),
        ("(city=izmir or " * 49 + "kind=person" + ")" * 49, [1, 3]),
        ("not (city=izmir or " * 24 + "kind=person" + ")" * 24, [3]),
        ("(kind=person or spent > 5 and " * 49 + "orders = 1" + ")" * 49, [1, 3]),
        ("parent." * 20 + "city=x", []),
        ("not " + "parent." * 20 + "spent > 5", [1, 2, 3]),
        ("average_order > 0." + "0" * 30 + "1", [1]),
        ("average_order > -" + "9" * 40, [1]),
        ("average_order < 99999999999999999999,5 TL", [1]),
        ("average_order in (99,999999; 100)", [1]),
        ("average_order > 99.999999 and average_order < 100.000001", [1]),
        ("spent > 0." + "0" * 30 + "1", [1]),
        ("name = '" + "a" * 9_980 + "'", []),
        ("name ~ '\\' or name ~ '%' or name ~ '_' or name ~ '\"'", []),
        ('city = "izmir\' or 1=1 --"', []),
    ],
    ids=range(16),
)
def test_what_is_deep_or_huge_is_asked_all_the_same(shop: Store, text: str, expected: list[int]) -> None:
    assert found(shop, "customer", text) == expected
    with shop.reading() as db:
        listed = list_customers(db, ListCustomers(AS_OF, 365, (text,)))
    assert sorted(row.id for row in listed.rows) == expected


def test_what_is_deep_is_asked_of_the_right_noun(shop: Store) -> None:
    deep = "not " * 30
    assert found(shop, "contact", f"{deep}customer.city=izmir and {deep}customer.name=ışık") == [1]
    assert found(shop, "order", "customer." + "parent." * 19 + "city=x") == []


def test_dots_without_end_are_refused_at_their_place(shop: Store) -> None:
    with pytest.raises(UsageError, match=r"more than 20 dots in a field \(column 12\)"):
        found(shop, "customer", "city=x and " + "parent." * 1_300 + "city=x")


def test_segments_that_hold_each_other_many_times_over_are_refused_in_time(shop: Store) -> None:
    add(shop, "segment", "S0", filter="city is empty")
    for number in range(1, 19):
        name = f"S{number - 1}"
        add(shop, "segment", f"S{number}", filter=f"in segment {name} or in segment {name}")
    assert found(shop, "customer", "in segment S5") == []
    with pytest.raises(UsageError, match="more than 10,000 conditions in all"):
        found(shop, "customer", "in segment S18")


def test_the_contacts_of_a_customer_are_found_by_the_customers_fields(shop: Store) -> None:
    assert found(shop, "contact", "customer.city = izmir") == [1]
    assert found(shop, "contact", "customer.parent.city = izmir") == [2]
    assert found(shop, "contact", "not customer.spent >= 100 TRY") == [2, 3]


def test_an_address_that_is_not_the_main_one_is_found_where_it_is_asked_for(shop: Store) -> None:
    with writing(shop) as db:
        db.insert("address", {"customer_id": 2, "kind": "delivery", "city": "İZMİR", "district": "Bornova"})
        db.insert("address", {"contact_id": 3, "kind": "home", "city": "Muğla"})
    assert found(shop, "customer", "city = izmir") == [1]
    assert found(shop, "customer", "any_city = izmir") == [1, 2]
    assert found(shop, "customer", "any_city in (izmir, bursa) and not any_city = ankara") == [1, 3]
    assert found(shop, "customer", "any_district ~ born") == [2]
    assert found(shop, "customer", "any_district is empty") == [1, 3]
    assert found(shop, "contact", "any_city = mugla") == [3]
    assert found(shop, "contact", "any_city is not empty") == [3]
    assert found(shop, "lead", "any_city = mugla") == []
    with pytest.raises(UsageError, match='leads have no field "any_district"'):
        found(shop, "lead", "any_district = bornova")
    with pytest.raises(UsageError, match='orders have no field "any_city"'):
        found(shop, "order", "any_city = x")


def test_a_quote_that_was_sent_and_holds_no_longer_has_expired(shop: Store) -> None:
    for status, until in (("sent", "2026-11-20"), ("sent", "2026-11-21"), ("draft", "2026-11-20")):
        add(shop, "quote", status, customer="C-1", status=status, valid_until=until, quoted_on="2026-11-01")
    assert found(shop, "quote", "status = expired") == [1]
    assert found(shop, "quote", "status = sent") == [2]
    assert found(shop, "quote", "status in (draft, expired)") == [1, 3]
    assert found(shop, "quote", "status = expired", on=date(2026, 11, 22)) == [1, 2]
    assert found(shop, "quote", "status = sent", on=None) == [1, 2]


def test_several_campaigns_are_asked_at_once(shop: Store) -> None:
    for name in ("Kış", "Yaz"):
        add(shop, "campaign", name, kind="email")
    with writing(shop) as db:
        for campaign, customer in ((1, 1), (2, 3)):
            db.insert(
                "campaign_member", {"campaign_id": campaign, "customer_id": customer, "part": "reached"}
            )
    assert found(shop, "customer", "campaign in (kış, yaz)") == [1, 3]
    assert found(shop, "customer", "campaign != kış") == [2, 3]
