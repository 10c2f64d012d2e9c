"""Finding looks everywhere: every kind by its number, texts, tags, own fields; what else may be meant."""

from itertools import pairwise

import pytest

from crmcli.db import Store
from crmcli.domain.find import Find, FoundRow, find
from crmcli.domain.find.places import PLACES, place_of
from crmcli.domain.find.ways import ways
from crmcli.domain.nouns import NOUNS
from crmcli.domain.results import Listing, columns_of
from crmcli.domain.text import fold
from tests.store.business import fill
from tests.support.making import add


def seek(store: Store, text: str, *among: str, limit: int = 0) -> Listing[FoundRow]:
    with store.reading() as db:
        return find(db, Find(text, among, limit))


def told(store: Store, text: str, *among: str) -> list[tuple[str, str, str | None]]:
    return [(row.id, row.matched, row.excerpt) for row in seek(store, text, *among).rows]


@pytest.fixture
def known(store: Store) -> Store:
    """A customer with a note, a tag and an own field, and what was said with it."""
    note = "Çarşıdaki dükkân; kapıda iki basamak var, şikâyet etmişti"
    add(store, "customer", "Ada", note=note, custom=["Sektör=Mobilya"], tags=["Önemli müşteri"])
    add(store, "customer", "Deniz", city="İzmir")
    add(
        store,
        "activity",
        kind="call",
        at="2026-11-20",
        customer="C-1",
        subject="Işıklı masa için TEKLİF",
        body="I\u0307zmir",
    )
    add(
        store,
        "activity",
        kind="call",
        at="2026-11-20",
        customer="C-2",
        subject="teklif",
        body="ikinci kez; ışıklı masa",
    )
    add(store, "opportunity", "Teklif bekliyor", customer="C-1")
    return store


def test_every_kind_has_a_place_and_is_found_by_its_number(store: Store) -> None:
    assert {place.noun for place in PLACES.values()} == set(NOUNS)
    fill(store)
    for noun in NOUNS:
        with store.reading() as db:
            number = db.value(f"SELECT min(id) FROM {noun.table}")
        if number is not None:
            found = seek(store, noun.ref(number)).rows
            assert [(row.id, row.kind) for row in found][:1] == [(noun.ref(number), noun.name)]
            assert seek(store, "qqqqq", noun.name).rows == []


def test_a_note_is_found_however_it_is_written(known: Store) -> None:
    for text in ("SIKAYET", "şikâyet", "iki basamak", "kapida", "s\u0327ikayet"):
        [(ref, matched, piece)] = told(known, text)
        assert (ref, matched) == ("C-1", "note"), text
        assert piece is not None
        assert all(word in fold(piece) for word in fold(text).split())


def test_what_was_said_is_found_behind_names_the_latest_first(known: Store) -> None:
    assert [(ref, matched) for ref, matched, _ in told(known, "teklif")] == [
        ("O-1", "name"),
        ("A-2", "subject"),
        ("A-1", "subject"),
    ]
    assert told(known, "ışıklı masa")[0] == ("A-2", "body", "ikinci kez; ışıklı masa")
    assert [ref for ref, *_ in told(known, "izmir teklif")] == ["A-1"], "words of several texts"


def test_a_tag_and_an_own_field_are_found_by_their_words(known: Store) -> None:
    assert told(known, "önemli") == [("C-1", "tag Önemli müşteri", None)]
    assert told(known, "MUSTERI") == [("C-1", "tag Önemli müşteri", None)]
    assert told(known, "nemli") == [], "the middle of a tag's word is no beginning"
    assert told(known, "mobilya") == [("C-1", "field Sektör", "Mobilya")]
    assert told(known, "sektör") == [], "the name of a field isn't what stands in it"


def test_a_number_or_key_is_the_answer_and_texts_are_left_alone(known: Store) -> None:
    add(
        known,
        "activity",
        kind="call",
        at="2026-11-20",
        customer="C-2",
        subject="C-1 ile ilgili, 0532 123 45 67",
    )
    assert [ref for ref, *_ in told(known, "C-1")] == ["C-1"]
    add(known, "customer", "Can", phone=["0532 123 45 67"])
    assert [ref for ref, *_ in told(known, "0532 123 45 67")] == ["C-3"]


def test_rows_stand_by_kind_the_kind_of_the_best_answer_first(known: Store) -> None:
    add(known, "customer", "Yeni teklif A.Ş.")
    add(known, "customer", "Teklif")
    listing = seek(known, "teklif")
    kinds = [row.kind for row in listing.rows]
    assert kinds == ["customer", "customer", "opportunity", "activity", "activity"]
    assert sum(one != other for one, other in pairwise(kinds)) == len(set(kinds)) - 1
    assert listing.group == "kind"
    assert seek(known, "teklif", "activities").group is None


def test_a_full_list_leaves_texts_alone_and_says_so(known: Store) -> None:
    listing = seek(known, "teklif", limit=1)
    assert [row.id for row in listing.rows] == ["O-1"]
    assert listing.notes == ("tags, fields and texts were not looked through: --limit 0 does",)
    listing = seek(known, "teklif", limit=2)
    assert ([row.id for row in listing.rows], listing.total) == (["O-1", "A-2"], 3)


def test_kinds_go_by_one_or_many(known: Store) -> None:
    for name in ("activity", "activities", "Activity "):
        assert len(seek(known, "teklif", name).rows) == 2
    assert place_of("closing_step") is place_of("closing-steps") is PLACES["closing-steps"]


def test_columns_are_only_added(known: Store) -> None:
    names = [column.name for column in columns_of(seek(known, "ada").row)]
    assert names == ["id", "kind", "name", "about", "matched", "excerpt"]


def test_wildcards_and_quotes_in_a_text_are_letters(known: Store) -> None:
    add(known, "activity", kind="call", at="2026-11-20", customer="C-1", subject="100% _indirim_ 'x'")
    assert [ref for ref, *_ in told(known, "%indirim")] == ["A-3"]
    assert told(known, "%%") == []


COMMANDS = {
    "customer": "Customers: the record.",
    "undo": "Take a change back.",
    "task": "What is to be done.",
}


@pytest.mark.parametrize(
    ("text", "widely", "expected"),
    [
        ("churn", False, ["crm report churn"]),
        ("geri al", False, ["crm undo"]),
        ("hatırlat", False, ["crm task add"]),
        ("leaving", False, ["crm report churn"]),
        ("take a change back", True, ["crm undo"]),
        ("who is leaving", True, ["crm report churn"]),
        ("custmer", True, ["crm customer"]),
        ("custmer", False, []),
        ("al", True, []),
        ("backup", False, []),
    ],
)
def test_words_mean_commands_and_reports(text: str, widely: bool, expected: list[str]) -> None:
    assert ways(fold(text), COMMANDS, widely=widely)[:1] == expected
