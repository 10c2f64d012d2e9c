"""Needs: whose they are, what covers them, and which nobody covers."""

from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.need import AddNeed, SettleNeeds, add_need, list_needs, settle_needs, show_need
from crmcli.domain.need_gaps import GapRow, need_gaps
from crmcli.domain.results import Change
from crmcli.domain.targets import Targets, Touched
from crmcli.domain.views import ListRecords, ShowRecord
from crmcli.errors import Conflict, NotFound, Refused
from tests.support.making import CONTEXT, add, edit, one
from tests.support.store import writing


def need(store: Store, who: str, name: str, **given: Any) -> Change[Touched]:
    with writing(store) as db:
        return add_need(db, AddNeed(who, {"name": name, **given}, CONTEXT))


def settle(store: Store, status: str, *refs: str, **rest: Any) -> Change[Touched]:
    with writing(store) as db:
        return settle_needs(db, SettleNeeds(Targets(refs), status, **rest))


def stored(store: Store, number: int = 1) -> tuple[Any, ...]:
    columns = "customer_id, contact_id, lead_id, opportunity_id, product_id, weight, status, noted_on"
    return one(store, f"SELECT {columns} FROM need WHERE id = :id", id=number)


def gaps(store: Store, *where: str, limit: int = 0) -> list[GapRow]:
    with store.reading() as db:
        return list(need_gaps(db, ListRecords(where, limit)).rows)


@pytest.fixture
def people(store: Store) -> Store:
    """Two customers, a contact, a lead, a deal and a product."""
    add(store, "customer", "Işık Mobilya")
    add(store, "customer", "Çınar Otel")
    add(store, "contact", "Ayşe", customer="C-1")
    add(store, "lead", "Can")
    add(store, "opportunity", "Showroom", customer="C-1")
    add(store, "product", "Meşe masa", sku="MM-1")
    return store


def test_a_need_is_of_whoever_is_named(people: Store) -> None:
    need(people, "isik", "Akşam teslimatı", weight="5")
    need(people, "L-1", "taksit")
    need(people, "O-1", "montaj")
    need(people, "P-1", "fatura")
    assert stored(people, 1) == (1, None, None, None, None, 5, "open", "2026-11-21")
    assert stored(people, 2) == (None, None, 1, None, None, 3, "open", "2026-11-21")
    assert stored(people, 3) == (1, None, None, 1, None, 3, "open", "2026-11-21")
    assert stored(people, 4) == (1, 1, None, None, None, 3, "open", "2026-11-21")


def test_a_need_that_a_product_covers_is_covered(people: Store) -> None:
    need(people, "C-1", "sağlam masa", product="MM-1")
    assert stored(people)[4:7] == (1, 3, "covered")


def test_an_opportunity_of_another_customer_is_refused(people: Store) -> None:
    with pytest.raises(Conflict, match="O-1 is an opportunity of C-1, not of C-2"):
        need(people, "C-2", "x", opportunity="O-1")
    with pytest.raises(NotFound):
        need(people, "C-9", "x")
    assert one(people, "SELECT count(*) FROM need") == (0,)


def test_a_weight_lies_between_one_and_five(people: Store) -> None:
    for weight in ("0", "6"):
        with pytest.raises(Refused, match="a weight lies between 1 and 5"):
            need(people, "C-1", "x", weight=weight)


def test_covering_sets_the_product_and_dropping_forgets_it(people: Store) -> None:
    need(people, "C-1", "x")
    done = settle(people, "covered", "ND-1", product="mm-1")
    assert (done.action, done.items[0].changes) == (
        "covered ND-1",
        {"status": ("open", "covered"), "product": (None, "PR-1")},
    )
    assert settle(people, "covered", "ND-1").items[0].status == "unchanged"
    settle(people, "dropped", "ND-1", note="moved away")
    assert (stored(people)[4], stored(people)[6]) == (None, "dropped")
    edit(people, "need", "ND-1", status="open")
    assert stored(people)[6] == "open"


def test_gaps_stand_by_weight_then_by_how_many_have_them(people: Store) -> None:
    need(people, "C-1", "Akşam teslimatı", weight="2")
    need(people, "C-2", "akşam TESLİMATI", weight="3")
    need(people, "C-1", "taksit", weight="5")
    need(people, "L-1", "montaj", weight="5")
    need(people, "C-2", "Montaj", product="MM-1", weight="4")
    need(people, "C-2", "boya", status="dropped")
    assert [
        (row.need, row.open, row.customers, row.weight, row.covered, row.products) for row in gaps(people)
    ] == [
        ("Akşam teslimatı", 2, 2, 5, 0.0, None),
        ("Montaj", 1, 1, 5, 0.5, ("Meşe masa",)),
        ("taksit", 1, 1, 5, 0.0, None),
    ]
    assert [row.need for row in gaps(people, "weight>=5")] == ["montaj", "taksit"]
    assert len(gaps(people, limit=2)) == 2


def test_a_customer_who_needs_the_same_twice_counts_once(people: Store) -> None:
    need(people, "C-1", "taksit")
    need(people, "C-1", "taksit")
    assert [(row.open, row.customers, row.weight) for row in gaps(people)] == [(2, 1, 6)]


def test_no_gap_says_why(people: Store) -> None:
    with people.reading() as db:
        assert (need_gaps(db, ListRecords()).empty or "").startswith("no need yet: crm need add")
    need(people, "C-1", "x", status="dropped")
    with people.reading() as db:
        assert (need_gaps(db, ListRecords()).empty or "").startswith("every need is covered or dropped")


def test_a_list_names_who_needs_it_open_ones_first(people: Store) -> None:
    need(people, "C-1", "boya", product="MM-1")
    need(people, "L-1", "montaj")
    with people.reading() as db:
        rows = list_needs(db, ListRecords()).rows
        assert [(row.name, row.who, row.status) for row in rows] == [
            ("montaj", "Can", "open"),
            ("boya", "Işık Mobilya", "covered"),
        ]
        assert show_need(db, ShowRecord("boya")).item.product_name == "Meşe masa"
