"""``--where``: what a comparison finds, the same on both engines; what it refuses."""

from contextlib import suppress
from datetime import date
from itertools import product

import pytest

from crmcli.db import Store
from crmcli.domain.nouns import BY_NAME, OPPORTUNITY
from crmcli.domain.targets import Targets, matching
from crmcli.domain.where import conditions, fields_of
from crmcli.errors import UsageError
from tests.support.making import add

AS_OF = date(2026, 11, 21)


def found(store: Store, noun: str, *wheres: str) -> list[int]:
    with store.reading() as db:
        return matching(db, BY_NAME[noun], Targets((), wheres, AS_OF))


@pytest.fixture
def people(store: Store) -> Store:
    """Three customers, one of whom bought; a user; two leads, two opportunities."""
    add(store, "user", "Ayşe Işık")
    add(store, "customer", "Işık Mobilya", city="İzmir", owner="U-1", custom=["Sektör=Mobilya"], tags=["vip"])
    add(store, "customer", "Deniz", city="IZMIR", custom=["sektor=YAZILIM"])
    add(store, "customer", "Ada")
    add(store, "order", customer="C-1", total="1.250,50 TL", ordered_on="2026-11-01")
    add(store, "opportunity", "Masa", customer="C-1", amount="5000 EUR", probability="40")
    add(store, "opportunity", "Sandalye", customer="C-2")
    return store


FOUND = [
    ("city=izmir", [1, 2]),
    ("city!=izmir", [3]),
    ("city~ZMİ", [1, 2]),
    ("city=", [3]),
    ("city!=", [1, 2]),
    ("city=nowhere", []),
    ("city!=nowhere", [1, 2, 3]),
    ("tag=VIP", [1]),
    ("tag!=vip", [2, 3]),
    ("tag=", [2, 3]),
    ("owner=U-1", [1]),
    ("owner~U-1", [1]),
    ("owner~işi", [1]),
    ("owner=", [2, 3]),
    ("custom.sektör=yazılım", [2]),
    ("custom.SEKTOR=mobilya", [1]),
    ("custom.sektor~il", [1, 2]),
    ("custom.sektor!=mobilya", [2, 3]),
    ("custom.sektor=", [3]),
    ("status=customer", [1]),
    ("orders=0", [2, 3]),
    ("spent>=1250", [1]),
    ("spent=", [2, 3]),
    ("last_order=2026-11-01", [1]),
    ("last_order=", [2, 3]),
    ("last_order!=", [1]),
    ("id=C-2", [2]),
    ("id>1", [2, 3]),
]


def test_a_comparison_finds_the_same_on_both_engines(people: Store) -> None:
    assert [(where, found(people, "customer", where)) for where, _ in FOUND] == FOUND


def test_amounts_are_compared_in_their_currency_where_one_is_named(people: Store) -> None:
    assert found(people, "opportunity", "amount>=4.000,50") == [1]
    assert found(people, "opportunity", "amount>=4000 EUR") == [1]
    assert found(people, "opportunity", "amount>=4000 TL") == []
    assert found(people, "opportunity", "amount=") == [2]
    assert found(people, "opportunity", "probability>=40") == [1]


def test_yes_and_no_are_words_for_flags(people: Store) -> None:
    assert found(people, "user", "active=evet") == [1]
    assert found(people, "user", "active=no") == []


def test_a_part_of_a_name_finds_many_thousands(people: Store) -> None:
    """More names than one statement takes parameters."""
    from crmcli.sql import ChangeNote

    with people.writing(ChangeNote("2026-11-21T09:00:00Z", "ayse", None, "import")) as db:
        ids = db.allocate("customer", 70_000)
        names = (f"Uzun {number}" for number in ids)
        rows = [(number, name, name.lower(), name.lower()) for number, name in zip(ids, names, strict=True)]
        db.insert_many("customer", ("id", "name", "name_fold", "name_sort"), rows, {"kind": "organisation"})
    assert len(found(people, "customer", "name~uzun")) == 70_000


WRONG = [
    ("customer", "nothing at all"),
    ("customer", "colour=red"),
    ("customer", "custom.colour=red"),
    ("customer", "id~1"),
    ("customer", "orders~1"),
    ("customer", "orders>=99999999999999999999"),
    ("customer", "spent~12"),
    ("customer", "spent>=many"),
    ("customer", "last_order>=never"),
    ("customer", "owner<ali"),
    ("lead", "score~7"),
    ("lead", "score=high"),
]


def test_what_compares_nothing_is_refused(people: Store) -> None:
    for noun, where in WRONG:
        with pytest.raises(UsageError):
            found(people, noun, where)


def test_every_field_compares_or_says_why_not(people: Store) -> None:
    with people.reading() as db:
        fields = [(noun, field) for noun in BY_NAME.values() for field in fields_of(db, noun)]
        for noun, field in fields:
            compared = []
            for operator, value in product(("=", "!=", "<", "~"), ("", "5", "2026-11-01", "İzmir")):
                with suppress(UsageError):
                    conditions(db, noun, [f"{field}{operator}{value}"], as_of=AS_OF)
                    compared.append(f"{field}{operator}{value}")
            assert compared, (noun.name, field)
            matching(db, noun, Targets((), (" or ".join(compared),), AS_OF))


def test_a_value_is_bound_and_never_part_of_the_statement(people: Store) -> None:
    with people.reading() as db:
        test, values = conditions(db, OPPORTUNITY, ["name='; DROP TABLE customer; --", "stage=x'y"])
    assert "DROP" not in test
    assert "x y" in values.values()
