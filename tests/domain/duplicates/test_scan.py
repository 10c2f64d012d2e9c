"""Scanning a store, deciding on its pairs, and being told of a double when a record is added."""

import pytest

from crmcli.db import Store
from crmcli.domain.adding import AddRecord, add_record
from crmcli.domain.duplicates.decisions import OnPairs, forget, read_decisions, tell_apart, told_apart
from crmcli.domain.duplicates.facing import Face, face
from crmcli.domain.duplicates.items import MATCHED
from crmcli.domain.duplicates.scan import MemberRow, PairRow, Scan, scan_groups, scan_pairs
from crmcli.domain.merging.merge import merge
from crmcli.domain.merging.request import MergeRequest
from crmcli.domain.nouns import CONTACT, CUSTOMER, LEAD, Noun
from crmcli.domain.results import Listing
from crmcli.errors import NotFound, UsageError
from tests.support.making import CONTEXT, add
from tests.support.store import writing


def pairs(store: Store, noun: Noun = CUSTOMER, **more: int) -> Listing[PairRow]:
    """Scan for pairs."""
    with store.reading() as db:
        return scan_pairs(db, Scan(noun, **more))


def refs(store: Store, noun: Noun = CUSTOMER, **more: int) -> list[tuple[str, str]]:
    """Scan and return the numbers only."""
    return [(row.a, row.b) for row in pairs(store, noun, **more).rows]


@pytest.fixture
def shop(store: Store) -> Store:
    """A store with two records of one firm, of one person and of one lead, and a namesake."""
    add(
        store,
        "customer",
        "Işık Mobilya A.Ş.",
        phone="0532 123 45 67",
        city="İzmir",
        address="Lale Sok. No: 4",
    )
    add(store, "customer", "Demir Çelik Ltd. Şti.", phone="0533 765 43 21", city="Ankara")
    add(store, "customer", "ISIK MOBİLYA LTD. ŞTİ.", city="izmir", address="Lale Sokak 4")
    add(store, "customer", "Işık Tekstil", phone="0542 111 22 33", city="Bursa")
    add(store, "contact", "Ayşe Yılmaz", email="ayse.yilmaz@isik.com.tr", birth_date="1980-04-05")
    add(store, "contact", "Yılmaz Ayşe", birth_date="1980-05-04", phone="0555 123 45 67")
    add(
        store,
        "contact",
        "Ayşe Yılmaz",
        birth_date="1951-11-20",
        email="ayse1951@gmail.com",
        phone="0505 999 88 77",
    )
    add(store, "lead", company="Kuşçubaşı Gıda", email="orhan@kuscubasi.com.tr")
    add(store, "lead", "Orhan Bey", company="Kuscubasi Gida Ltd.", email="orhan@kuscubasi.com")
    return store


def test_pairs_come_with_a_score_and_reasons_in_words(shop: Store) -> None:
    (row,) = pairs(shop).rows
    assert (row.a, row.b) == ("C-1", "C-3")
    assert row.score > 90
    assert {"same name", "same city", "same street", "same house number"} <= set(row.reasons)
    assert row.against is None


def test_words_in_another_order_and_swapped_day_and_month_are_one_person(shop: Store) -> None:
    (row,) = pairs(shop, CONTACT).rows
    assert (row.a, row.b) == ("P-1", "P-2")
    assert "same name, words in another order" in row.reasons
    assert "birth dates differ by one slip" in row.reasons


def test_leads_are_known_by_their_company_and_address(shop: Store) -> None:
    assert refs(shop, LEAD) == [("L-1", "L-2")]


def test_what_speaks_against_is_told_too(shop: Store) -> None:
    rows = {(row.a, row.b): row for row in pairs(shop, CONTACT, least=1).rows}
    assert "birth dates differ" in (rows["P-1", "P-3"].against or ())


@pytest.mark.parametrize("plural", list(MATCHED))
def test_an_empty_store_has_no_pair(store: Store, plural: str) -> None:
    listing = pairs(store, MATCHED[plural])
    assert listing.rows == []
    assert plural in (listing.empty or "")


def test_fillers_never_match(store: Store) -> None:
    for name in ("Ada Turizm", "Bora Gıda", "Cem Nakliyat"):
        add(store, "customer", name, email="info@gmail.com", address="yok", city="-", force=True)
    assert refs(store, least=20) == []


def test_a_limit_says_how_many_there_are(store: Store) -> None:
    for _ in range(3):
        add(store, "customer", "Kuşçubaşı Gıda", city="İzmir")
    listing = pairs(store, limit=1)
    assert len(listing.rows) == 1
    assert listing.total == 3


def test_groups_hold_all_records_of_one_party(shop: Store) -> None:
    add(shop, "customer", "Işık Mobilya", phone="0532 123 45 67", force=True)
    with shop.reading() as db:
        rows: list[MemberRow] = list(scan_groups(db, Scan(CUSTOMER)).rows)
    assert [(row.group, row.id) for row in rows] == [(1, "C-1"), (1, "C-3"), (1, "C-5")]
    assert all(row.reasons for row in rows)


def test_only_what_changed_since_is_looked_at(shop: Store) -> None:
    with shop.reading() as db:
        last = db.value("SELECT max(id) FROM change")
    assert refs(shop, since_change=last) == []
    add(shop, "customer", "Demir Celik", phone="0533 765 43 21", force=True)
    assert refs(shop, since_change=last + 1) == [("C-2", "C-5")]


def test_a_pair_told_apart_is_left_out_until_that_is_forgotten(shop: Store) -> None:
    with writing(shop) as db:
        result = tell_apart(db, OnPairs(("C-3", "C-1")))
    assert result.summary == "Told apart C-1 and C-3"
    listing = pairs(shop)
    assert listing.rows == []
    assert listing.notes[0] == "1 pair told apart before: left out"
    with writing(shop) as db:
        assert tell_apart(db, OnPairs(("C-1", "C-3"))).items[0].status == "unchanged"
    with writing(shop) as db:
        assert forget(db, OnPairs(("C-1", "C-3"))).items[0].status == "forgotten"
    assert refs(shop) == [("C-1", "C-3")]
    with writing(shop) as db:
        assert forget(db, OnPairs(("C-1", "C-3"))).items[0].status == "unchanged"


def test_a_decision_follows_a_record_into_the_one_it_was_merged_into(shop: Store) -> None:
    with writing(shop) as db:
        tell_apart(db, OnPairs(("C-1", "C-3")))
    with writing(shop) as db:
        merge(db, MergeRequest(CUSTOMER, 2, (1,)))
    with shop.reading() as db:
        assert list(told_apart(db, CUSTOMER)) == [(2, 3)]
    with writing(shop) as db:
        merge(db, MergeRequest(CUSTOMER, 2, (3,)))
    with shop.reading() as db:
        assert told_apart(db, CUSTOMER) == {}


def test_several_records_are_told_apart_pair_by_pair(shop: Store) -> None:
    with writing(shop) as db:
        result = tell_apart(db, OnPairs(("C-1", "C-2", "C-3")))
    assert [(item.a, item.b) for item in result.items] == [("C-1", "C-2"), ("C-1", "C-3"), ("C-2", "C-3")]


@pytest.mark.parametrize(
    ("named", "error", "words"),
    [
        (("C-1",), UsageError, "two records or more"),
        (("C-1", "C-1"), UsageError, "are one record"),
        (("C-1", "C-99"), NotFound, "no customer has number C-99"),
        (("C-1", "P-1"), UsageError, "P-1 is the number of a contact"),
        (("S-1", "S-2"), UsageError, "orders are not looked through"),
        (("Işık", "Demir"), UsageError, '"Işık" is no record'),
    ],
)
def test_a_decision_on_what_is_no_pair_is_refused(
    shop: Store, named: tuple[str, ...], error: type[Exception], words: str
) -> None:
    with writing(shop) as db, pytest.raises(error, match=words):
        tell_apart(db, OnPairs(named))


def test_decisions_are_read_from_lines_of_any_kind() -> None:
    lines = ["C-1 C-7 merge", "", "# later", "C-2\tC-3\tDistinct", "C-4,C-5,skip"]
    read = [(one.a, one.b, one.word) for one in read_decisions(lines)]
    assert read == [("C-1", "C-7", "merge"), ("C-2", "C-3", "distinct"), ("C-4", "C-5", "skip")]


@pytest.mark.parametrize(
    "line", ["C-1 C-2", "C-1 C-2 yes", "C-1 P-2 merge", "a b merge", "C-1 C-2 C-3 merge"]
)
def test_a_line_that_decides_nothing_is_named(line: str) -> None:
    with pytest.raises(UsageError, match=r"line 2|no record's number"):
        read_decisions(["C-1 C-7 merge", line])


def test_two_records_stand_side_by_side(shop: Store) -> None:
    with shop.reading() as db:
        found = face(db, Face(CUSTOMER, 3, 1))
        assert found is not None
        assert (found.a, found.b) == (1, 3)
        lines = {line.field: (line.a, line.b) for line in found.lines}
        assert lines["name"] == ("Işık Mobilya A.Ş.", "ISIK MOBİLYA LTD. ŞTİ.")
        assert lines["phone"] == ("0532 123 45 67", None)
        assert "tax number" not in lines
        assert face(db, Face(CUSTOMER, 1, 1)) is None
        assert face(db, Face(CUSTOMER, 1, 99)) is None


def notes_of(store: Store, noun: str, **given: str) -> tuple[str, ...]:
    """Add a record and return what is noted."""
    with writing(store) as db:
        return add_record(db, AddRecord(noun, given, CONTEXT)).notes


def test_adding_names_the_record_that_it_may_be(shop: Store) -> None:
    (one, other) = notes_of(shop, "customer", name="Işık Mobilya Ltd", city="İzmir")
    assert one.startswith("C-1 Işık Mobilya A.Ş. may be the same (same name, same city)")
    assert one.endswith("crm customer show C-1 or crm merge C-1 C-5")
    assert other.startswith("C-3 ")


def test_adding_sees_a_slip_and_words_in_another_order(shop: Store) -> None:
    assert notes_of(shop, "customer", name="Demir Çelk")[0].startswith("C-2 Demir Çelik Ltd. Şti. may be")
    assert notes_of(shop, "contact", name="Yılmaz Ayşe")[0].startswith("P-")


def test_adding_a_lead_names_the_lead_that_it_may_be(shop: Store) -> None:
    add(shop, "lead", "Nurgül Karamürselli", company="Çınar Gıda", city="Bursa")
    (note,) = notes_of(shop, "lead", name="Nurgul Karamurseli", company="Çınar Gıda A.Ş.", city="Bursa")
    assert note.startswith("L-3 Nurgül Karamürselli may be the same")
    assert note.endswith("crm lead show L-3 or crm merge L-3 L-4")


@pytest.mark.parametrize("name", ["Işık Kuyumculuk", "Çınar Eczanesi", "Işık Mobilya 2", "Ö", "yok"])
def test_adding_somebody_else_says_nothing(shop: Store, name: str) -> None:
    assert notes_of(shop, "customer", name=name) == ()
