"""A person's cases, quotes, answers, files and relations: all of it comes out, and none of it stays."""

import json
from pathlib import Path
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.journal.undo import Undo, undo
from crmcli.domain.nouns import (
    ACTIVITY,
    ATTACHMENT,
    CAMPAIGN,
    CASE,
    CONTACT,
    CUSTOMER,
    INCIDENT,
    LEAD,
    MEMBER,
    NEED,
    PAYMENT,
    PLAN,
    QUOTE,
    QUOTE_LINE,
    RELATION,
    REQUEST,
    SURVEY,
    VERIFICATION,
    WALLET,
)
from crmcli.domain.privacy.erase import Erase, erase
from crmcli.domain.privacy.export import ExportPerson, export_person
from crmcli.engines.erasing import compact
from crmcli.errors import CrmError
from tests.store.business import contents
from tests.support.history import make
from tests.support.store import writing

NAME = "Şükrü Çağlayan"
TRACES = ("Şükrü", "Çağlayan", "sukru", "caglayan", "9876543", "gizli", "kulak")
"""``gizli`` stands in what only the person's own rows tell, ``kulak`` in the file's name."""


@pytest.fixture
def known(store: Store) -> Store:
    """A person who is a customer and a contact of a firm, with something of every kind."""
    with writing(store) as db:
        make(db, CUSTOMER, name=NAME, kind="person", email="sukru@caglayan.com.tr", phone="0532 987 65 43")
        make(db, CUSTOMER, name="Acme", kind="organisation")
        make(db, CONTACT, name=NAME, customer=1)
        mine: dict[str, Any] = {"customer": 1, "note": "gizli"}
        money = {"currency": "TRY"}
        make(db, QUOTE, name=f"Teklif {NAME}", status="draft", version=1, total=500, **money, **mine)
        make(
            db,
            QUOTE_LINE,
            quote=1,
            position=1,
            description=f"Kart: {NAME}",
            external_id="sukru@caglayan.com.tr",
        )
        make(db, PAYMENT, paid_on="2026-11-01", amount=100, **money, **mine)
        make(db, NEED, name="Gözlük", weight=3, status="open", **mine)
        opened = {"status": "open", "priority": "low", "opened_at": "2026-11-01"}
        make(db, CASE, name="gizli dert", resolution="gizli", **opened, **mine)
        db.insert("case_step", {"case_id": 1, "kind": "opened", "at": "2026-11-01", "note": "gizli"})
        make(db, CASE, name=f"Acme: {NAME} aradı", contact=1, **opened | {"customer": 2, "note": "firmanın"})
        db.insert("case_step", {"case_id": 2, "kind": "opened", "at": "2026-11-01", "note": f"{NAME} dedi"})
        make(db, REQUEST, name="Akşam teslimatı", status="open", **mine)
        make(db, SURVEY, answered_on="2026-11-01", nps=3, scale=5, **mine)
        make(db, VERIFICATION, at="2026-11-01", passed=1, asked="gizli: right", **mine)
        make(db, PLAN, name=f"{NAME} ile büyü", status="open", **mine)
        make(db, WALLET, amount=900, estimated_on="2026-11-01", source="gizli", **money, **mine)
        make(db, RELATION, role="gizli kardeş", other_customer=2, **mine)
        make(db, RELATION, role="patron", customer=2, other_contact=1, note="gizli")
        make(db, ATTACHMENT, name="kulak.pdf", path="/x/kulak.pdf", sha256="0", size=1, copied=1, customer=1)
        make(db, ATTACHMENT, name="b.pdf", path="/x/kulak2.pdf", sha256="1", size=1, case=1)
        make(db, CAMPAIGN, name="Geri gel", status="launched", purpose="news", holdout_percent=0,
             body=f"Sayın {NAME}")  # fmt: skip
        make(db, MEMBER, campaign=1, part="reached", sent_on="2026-11-01", **mine)
        make(db, INCIDENT, name=f"Kesinti: {NAME} bildirdi", started_at="2026-11-01")
        db.insert("incident_customer", {"incident_id": 1, "customer_id": 1})
        make(db, ACTIVITY, kind="task", at="2026-12-01", done=0, subject="gizli görev", customer=1)
        segment = {"name": "İyi", "name_fold": "iyi", "name_sort": "iyi", "filter": "city = x"}
        db.insert("segment", {**segment, "noun": "customer"})
        taken = {"segment_id": 1, "taken_on": "2026-11-05", "filter": f'name = "{NAME}"'}
        db.insert("segment_snapshot", taken)
        db.insert("segment_member", {"snapshot_id": 1, "number": 1})
    with writing(store) as db:
        for table, noun in (("support_case", CASE), ("quote", QUOTE), ("attachment", ATTACHMENT)):
            db.update(table, 1, {"note": f"{noun.name} gizli {NAME}", "name": f"{NAME} ile"})
        db.update("relation", 1, {"note": "gizli iki"})
        db.update("case_step", 1, {"note": "gizli üç"})
    return store


def test_all_that_surrounds_a_person_comes_out(known: Store) -> None:
    with known.reading() as db:
        made = json.loads(export_person(db, ExportPerson("C-1", "2026-11-21T10:00:00Z")).text)
    for name in (
        *("quotes", "quote-lines", "payments", "needs", "cases", "case-step", "requests", "surveys"),
        *("verifications", "plans", "wallets", "relations", "attachments", "members", "incidents"),
        *("activities", "segments", "external-ids"),
    ):
        assert made.get(name), name
    assert {row["id"] for row in made["relations"]} == {"RL-1", "RL-2"}
    assert {row["id"] for row in made["attachments"]} == {"FI-1", "FI-2"}
    assert made["segments"] == [{"segment": "İyi", "taken_on": "2026-11-05"}]
    assert made["incidents"][0]["started_at"] == "2026-11-01"


def test_nothing_of_a_person_stays_in_what_surrounds_them(known: Store, engine_url: str) -> None:
    with writing(known) as db:
        change = erase(db, Erase("C-1", "salt"))
    held = json.dumps(contents(engine_url), ensure_ascii=False)
    assert [trace for trace in TRACES if trace in held] == []
    notes = "\n".join(change.notes)
    assert "/x/kulak.pdf, /x/kulak2.pdf was attached to them: delete the file itself" in notes
    assert "crm attachment clean" in notes


def test_no_byte_of_the_file_holds_the_person(sqlite_url: str, known: Store) -> None:
    if not Path(sqlite_url).exists():
        return
    with writing(known) as db:
        erase(db, Erase("C-1", "salt"))
    compact(known)
    held = Path(sqlite_url).read_bytes()
    assert [trace for trace in TRACES if trace.encode() in held] == []


def test_sums_scores_and_what_is_a_firms_stay(known: Store) -> None:
    with writing(known) as db:
        erase(db, Erase("C-1", "salt"))
    with known.reading() as db:
        assert db.tuples("SELECT total_minor FROM quote") == [(500,)]
        assert db.tuples("SELECT amount_minor FROM payment") == [(100,)]
        assert db.tuples("SELECT nps FROM survey") == [(3,)]
        assert db.tuples("SELECT name, name_fold FROM request") == [("Akşam teslimatı", "aksam teslimati")]
        cases = db.tuples("SELECT name, note FROM support_case ORDER BY id")
        assert cases == [("[erased]", None), ("Acme: [erased] aradı", "firmanın")]
        assert db.tuples("SELECT note FROM case_step ORDER BY id") == [(None,), ("[erased] dedi",)]
        assert db.value("SELECT count(*) FROM relation") == 0
        assert db.value("SELECT count(*) FROM incident_customer") == 1


def test_no_undo_brings_what_surrounded_them_back(known: Store, engine_url: str) -> None:
    with writing(known) as db:
        erase(db, Erase("C-1", "salt"))
    for change in (3, 2):
        for keep in (False, True):
            try:
                with writing(known) as db:
                    undo(db, Undo(change, keep_edited=keep))
            except CrmError:
                continue
    held = json.dumps(contents(engine_url), ensure_ascii=False)
    assert [trace for trace in TRACES if trace in held] == []


def test_a_leads_quotes_needs_and_cases_are_the_leads(store: Store, engine_url: str) -> None:
    with writing(store) as db:
        make(db, LEAD, name=NAME, status="working", phone="0532 987 65 43")
        make(db, QUOTE, name="Ofis", status="draft", version=1, lead=1, note="gizli")
        make(db, NEED, name="Gözlük", weight=3, status="open", lead=1, note="gizli")
        case = {"status": "open", "priority": "low", "opened_at": "2026-11-01"}
        make(db, CASE, name="gizli dert", lead=1, **case)
        records_note = {"part": "left_out", "note": f"{NAME} gizli istemedi"}
        make(db, CAMPAIGN, name="Geri gel", status="launched", purpose="news", holdout_percent=0)
        make(db, MEMBER, campaign=1, lead=1, **records_note)
    with writing(store) as db:
        erase(db, Erase("L-1", "salt"))
    held = json.dumps(contents(engine_url), ensure_ascii=False)
    assert [trace for trace in TRACES if trace in held] == []
