"""Privacy: all of a person comes out; after an erasure nothing of them is left, and the sums are."""

import json
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.consent import StateConsent, state_consent
from crmcli.domain.journal.undo import Undo, undo
from crmcli.domain.privacy.erase import Erase, erase
from crmcli.domain.privacy.export import ExportPerson, export_person
from crmcli.domain.privacy.person import person
from crmcli.errors import Conflict, CrmError, Refused
from tests.store.business import contents
from tests.support.making import CONTEXT, add
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
