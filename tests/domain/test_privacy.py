"""Privacy: all of a person comes out; after an erasure nothing of them is left, and the sums are."""

import json
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.consent import StateConsent, state_consent
from crmcli.domain.deleting import DeleteRecords, delete_records
from crmcli.domain.journal.undo import Undo, undo
from crmcli.domain.merging.merge import merge
from crmcli.domain.merging.request import MergeRequest
from crmcli.domain.nouns import CONTACT
from crmcli.domain.privacy.erase import Erase, erase
from crmcli.domain.privacy.export import ExportPerson, export_person
from crmcli.domain.privacy.person import person
from crmcli.domain.privacy.terms import ERASED
from crmcli.domain.targets import Targets
from crmcli.errors import Conflict, CrmError, Refused
from tests.store.business import contents
from tests.support.making import CONTEXT, add, edit
from tests.support.store import writing

NAME, EMAIL, PHONE = "Şükrü Çağlayan", "sukru@caglayan.com.tr", "0532 987 65 43"
TRACES = ("Şükrü", "Çağlayan", "ŞÜKRÜ", "sukru", "caglayan", "9876543", "987 65 43", "1112233")


@pytest.fixture
def known(store: Store) -> Store:
    """A contact of whom much is known, at a firm that bought; somebody else beside."""
    add(store, "customer", "Acme")
    add(
        store,
        "contact",
        NAME,
        customer="C-1",
        email=[EMAIL],
        phone=["0533 111 22 33", PHONE],
        title="Müdür",
        note="çayı şekersiz",
        custom=["Takım=Göztepe"],
        tags=["vip"],
    )
    add(store, "contact", "Ayşe Öz", email=["ayse@oz.com"])
    add(store, "order", customer="C-1", total="500 TL")
    with writing(store) as db:
        call = {"kind": "call", "contact_id": 1, "subject": "Şükrü Çağlayan aradı, 0532 9876543"}
        db.insert("activity", {**call, "at": "2026-11-21"})
        note = {"kind": "note", "customer_id": 1, "subject": "ÇAĞLAYAN, ŞÜKRÜ yarın gelecek"}
        db.insert("activity", {**note, "at": "2026-11-21"})
        state_consent(db, StateConsent("P-1", "given", "email", CONTEXT.today, source="fuar"))
        db.update("contact", 1, {"phone": None})
    return store


def erased(store: Store, ref: str = "P-1") -> Any:
    with writing(store) as db:
        return erase(db, Erase(ref, "salt"))


def test_nothing_that_is_known_is_left_out_of_an_export(known: Store) -> None:
    with known.reading() as db:
        made = json.loads(export_person(db, ExportPerson("P-1", "2026-11-21T10:00:00Z")).text)
    text = json.dumps(made, ensure_ascii=False)
    for told in (
        NAME,
        EMAIL,
        PHONE,
        "Müdür",
        "çayı şekersiz",
        "Göztepe",
        "fuar",
        "aradı",
        "C-1",
        "0533 111 22 33",
    ):
        assert told in text, told
    assert made["history"][-1]["before"]["phone"] == "0533 111 22 33"
    assert "Ayşe" not in text


def test_after_an_erasure_no_cell_of_any_table_holds_the_person(known: Store, engine_url: str) -> None:
    erased(known)
    held = json.dumps(contents(engine_url), ensure_ascii=False)
    assert [trace for trace in (*TRACES, "Göztepe", "şekersiz", "Müdür", "fuar") if trace in held] == []


def test_sums_dates_and_counts_stay(known: Store) -> None:
    def sums() -> Any:
        with known.reading() as db:
            return (
                db.tuples("SELECT id, total_minor, customer_id FROM sales_order"),
                db.tuples("SELECT id, kind, at, customer_id, contact_id FROM activity ORDER BY id"),
                db.tuples("SELECT customer_id, contact_id FROM customer_contact"),
                db.tuples("SELECT name, email FROM contact WHERE id = 2"),
            )

    before = sums()
    erased(known)
    assert sums() == before


def test_an_erasure_can_not_be_taken_back_and_nothing_before_it_brings_the_person_back(
    known: Store, engine_url: str
) -> None:
    number = erased(known).number
    with known.reading() as db:
        last = db.value("SELECT max(id) FROM change")
    assert number is None
    for change in range(last, 1, -1):
        for keep in (False, True):
            try:
                with writing(known) as db:
                    undo(db, Undo(change, keep_edited=keep))
            except CrmError as error:
                assert change != last or "can't be taken back" in error.message  # noqa: PT017
    held = json.dumps(contents(engine_url), ensure_ascii=False)
    assert [trace for trace in TRACES if trace in held] == []


def test_the_record_of_an_erasure_holds_no_data(known: Store) -> None:
    erased(known)
    with known.reading() as db:
        assert db.tuples("SELECT noun, number FROM erasure") == [("contact", 1)]
        digest = db.value("SELECT digest FROM erasure")
    assert digest.startswith("salt:")
    assert len(digest) == len("salt:") + 64
    with pytest.raises(Conflict, match="P-1 was erased already"):
        erased(known)


def test_the_leads_that_became_a_contact_are_the_person_too(known: Store, engine_url: str) -> None:
    add(known, "lead", NAME, email=[EMAIL], force=True)
    with writing(known) as db:
        db.update("lead", 1, {"contact_id": 1})
    with known.reading() as db:
        assert person(db, "P-1", "TR").refs() == ["P-1", "L-1"]
    erased(known)
    held = json.dumps(contents(engine_url), ensure_ascii=False)
    assert [trace for trace in TRACES if trace in held] == []


def test_others_who_share_a_name_or_a_phone_keep_theirs_and_are_named(known: Store) -> None:
    add(known, "contact", NAME, phone=[PHONE], force=True)
    result = erased(known)
    with known.reading() as db:
        assert db.tuples("SELECT name, phone FROM contact WHERE id = 3") == [(NAME, PHONE)]
        assert db.value("SELECT subject FROM activity WHERE id = 2") == "ÇAĞLAYAN, ŞÜKRÜ yarın gelecek"
    assert sum("P-3" in note for note in result.notes) == 2


def test_an_organisation_is_no_person(known: Store) -> None:
    with pytest.raises(Refused, match="C-1 is an organisation"):
        erased(known, "C-1")


def test_a_merged_record_goes_with_the_one_it_was_merged_into(known: Store, engine_url: str) -> None:
    add(known, "contact", "S. Çağlayan Bey", phone=["0544 000 11 22"], title="Kaptan", force=True)
    with writing(known) as db:
        merge(db, MergeRequest(CONTACT, 1, (3,)))
    erased(known)
    held = json.dumps(contents(engine_url), ensure_ascii=False)
    assert [trace for trace in (*TRACES, "Kaptan", "000 11 22", "5440001122") if trace in held] == []
    with known.reading() as db:
        assert db.tuples("SELECT noun, number FROM erasure ORDER BY number") == [
            ("contact", 1),
            ("contact", 3),
        ]


def test_a_deleted_person_can_be_erased_by_number(known: Store, engine_url: str) -> None:
    number = add(known, "contact", "Deniz Şanlı", email=["deniz@sanli.com"], note="vejetaryen")
    with writing(known) as db:
        delete_records(db, DeleteRecords("contact", Targets((f"P-{number}",))))
    erased(known, f"P-{number}")
    held = json.dumps(contents(engine_url), ensure_ascii=False)
    assert [trace for trace in ("Şanlı", "sanli", "vejetaryen") if trace in held] == []
    with pytest.raises(Conflict, match="was erased already"):
        erased(known, f"P-{number}")


def test_a_deleted_twin_goes_with_the_person(known: Store, engine_url: str) -> None:
    add(known, "contact", NAME, phone=[PHONE], title="Kaptan", force=True)
    with writing(known) as db:
        delete_records(db, DeleteRecords("contact", Targets(("P-3",))))
    erased(known)
    held = json.dumps(contents(engine_url), ensure_ascii=False)
    assert [trace for trace in (*TRACES, "Kaptan") if trace in held] == []


def test_what_is_shared_stays_and_what_is_not_goes(known: Store) -> None:
    add(known, "customer", "Beta", phone=[PHONE], email=["x" + EMAIL], force=True)
    with writing(known) as db:
        said = {"kind": "note", "customer_id": 1, "subject": f"{EMAIL}, {PHONE}, x{EMAIL}"}
        db.insert("activity", {**said, "at": "2026-11-21"})
    erased(known)
    with known.reading() as db:
        assert db.value("SELECT subject FROM activity WHERE id = 3") == f"{ERASED}, {PHONE}, x{EMAIL}"
        assert db.tuples("SELECT phone, email FROM customer WHERE id = 2") == [(PHONE, "x" + EMAIL)]


def test_amounts_in_the_journal_that_look_like_a_phone_stay(known: Store) -> None:
    add(known, "contact", "Kısa Numara", phone=["444 12 34"], email=["kisa@numara.com"])
    add(known, "order", customer="C-1", total="44412,34 TL", note="0444 12 34")
    edit(known, "order", "S-2", note="başka")
    erased(known, "P-3")
    with writing(known) as db:
        undo(db, Undo(db.change - 2))
    with known.reading() as db:
        assert db.tuples("SELECT total_minor FROM sales_order WHERE id = 2") == [(4441234,)]


def test_a_firm_that_is_called_after_the_person_keeps_its_name_and_is_named(known: Store) -> None:
    add(known, "customer", f"{NAME} Ticaret")
    add(known, "customer", f"{NAME}lar Ticaret")
    edit(known, "customer", "C-2", city="İzmir")
    with known.reading() as db:
        change = db.value("SELECT max(id) FROM change")
    result = erased(known)
    assert "C-2 has the name within its own, which stays" in result.notes
    with writing(known) as db:
        undo(db, Undo(change))
    with known.reading() as db:
        assert db.value("SELECT name FROM customer WHERE id = 2") == f"{NAME} Ticaret"


def test_one_who_came_back_can_be_erased_again(known: Store) -> None:
    erased(known)
    edit(known, "contact", "P-1", name="Şükrü Geri", force=True)
    erased(known)
    with known.reading() as db:
        assert db.value("SELECT name FROM contact WHERE id = 1") == ERASED
