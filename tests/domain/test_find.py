"""Finding: by every key in every form, by any part of a folded name, the best answer first."""

import pytest

from crmcli.db import Store
from crmcli.domain.find import Find, find
from crmcli.errors import Refused, UsageError
from tests.support.making import add


def ids(store: Store, text: str, *among: str, limit: int = 0) -> list[str]:
    with store.reading() as db:
        return [row.id for row in find(db, Find(text, among, limit)).rows]


@pytest.fixture
def known(store: Store) -> Store:
    """Somebody of every kind around "Işık Mobilya"."""
    add(
        store,
        "customer",
        "Işık Mobilya",
        phone=["0532 123 45 67", "0212 765 43 21"],
        email="bilgi@isik.com.tr",
        tax_number="1234567890",
        external_id="M-0042",
        city="İzmir",
    )
    add(store, "customer", "Işık")
    add(store, "customer", "Yeni Işık Ltd. Şti.")
    add(store, "customer", "Parlakışık A.Ş.")
    add(store, "contact", "Ali Işık", customer="C-1")
    add(store, "user", "Ayşe Işık", team="Satış")
    add(store, "product", "Işıklı ayna", sku="IA-7")
    add(store, "opportunity", "Mobilya işi", customer="C-1")
    add(store, "order", customer="C-1", number="IŞIK-2026/7", total="5")
    return store


@pytest.mark.parametrize("text", ["isik", "ISIK", "IŞIK", "ışık", "Işık", "İŞİK", "ıs\u0327ık"])
def test_every_way_to_write_it_finds_it(known: Store, text: str) -> None:
    assert "C-1" in ids(known, text, "customers")


def test_the_whole_name_comes_first_then_its_beginning_a_word_any_part(known: Store) -> None:
    assert ids(known, "ışık", "customers") == ["C-2", "C-1", "C-3", "C-4"]


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("C-1", "number"),
        ("c1", "number"),
        ("+90 532 123 45 67", "phone 0532 123 45 67"),
        ("0212-765-4321", "phone 0212 765 43 21"),
        ("BILGI@ISIK.COM.TR", "e-mail bilgi@isik.com.tr"),
        ("TR 1234567890", "tax number 1234567890"),
        ("M-0042", "external id M-0042"),
    ],
)
def test_an_exact_key_finds_the_one_who_has_it(known: Store, text: str, matched: str) -> None:
    with known.reading() as db:
        rows = find(db, Find(text)).rows
    assert [(row.id, row.matched) for row in rows] == [("C-1", matched)]


@pytest.mark.parametrize("text", ["4567", "123 45 67", "isik.com", "@isik"])
def test_a_part_of_a_phone_or_an_address_finds_it_too(known: Store, text: str) -> None:
    assert "C-1" in ids(known, text, "customers")


def test_words_are_found_in_any_order(known: Store) -> None:
    assert ids(known, "mobilya ışık") == ["C-1"]
    assert ids(known, "mobilya zed") == []


def test_every_kind_is_looked_through_and_says_where_it_belongs(known: Store) -> None:
    with known.reading() as db:
        rows = {row.id: row for row in find(db, Find("işık")).rows}
    assert rows["P-1"].about == "Işık Mobilya"
    assert rows["U-1"].about == "Satış"
    assert rows["S-1"].name == "IŞIK-2026/7"
    assert rows["PR-1"].about == "IA-7"
    assert rows["C-1"].about == "İzmir"
    assert ids(known, "ia 7") == ["PR-1"]
    assert ids(known, "mobilya", "opportunities") == ["O-1"]


def test_only_the_kinds_asked_for_are_looked_through(known: Store) -> None:
    assert ids(known, "ışık", "contacts", "users") == ["P-1", "U-1"]
    with known.reading() as db, pytest.raises(UsageError, match='"people" is no kind of record'):
        find(db, Find("x", ("people",)))


def test_a_limit_keeps_the_best_and_says_that_there_are_more(known: Store) -> None:
    with known.reading() as db:
        listing = find(db, Find("ışık", ("customers",), 2))
    assert [row.id for row in listing.rows] == ["C-2", "C-1"]
    assert listing.total == 4


def test_wildcards_are_letters_like_any_other(known: Store) -> None:
    assert ids(known, "%") == ids(known, "_") == ids(known, "@%") == []


def test_nothing_found_is_an_empty_list(known: Store) -> None:
    with known.reading() as db:
        listing = find(db, Find("zed"))
    assert (list(listing.rows), listing.empty) == ([], 'nothing answers to "zed"')


@pytest.mark.parametrize(("text", "error"), [(" ", UsageError), ("\udcff", Refused), ("x" * 10_001, Refused)])
def test_what_nobody_can_be_called_is_refused(known: Store, text: str, error: type[Exception]) -> None:
    with known.reading() as db, pytest.raises(error):
        find(db, Find(text))
