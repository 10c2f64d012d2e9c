"""What surrounds a sale, care, marketing and what binds parties: each in the timeline, in words."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crmcli.db import Store
from crmcli.domain import records
from crmcli.domain.nouns import (
    ACTIVITY,
    ATTACHMENT,
    CAMPAIGN,
    CASE,
    COMPETITOR,
    CONTACT,
    CUSTOMER,
    INCIDENT,
    LEAD,
    MEMBER,
    NEED,
    OPPORTUNITY,
    ORDER,
    PAYMENT,
    PLAN,
    PRODUCT,
    QUOTE,
    RELATION,
    REQUEST,
    SURVEY,
    USER,
    VERIFICATION,
    WALLET,
)
from crmcli.domain.timeline import CustomerTimeline, View, customer_timeline
from tests.support.history import KEYS, make, noted

VIEW = View(as_of=date(2026, 11, 21), now=datetime(2026, 11, 21, 14, 30, tzinfo=UTC))


def told(store: Store, ref: str = "C-1", **asked: Any) -> list[str]:
    """Say type, party and text of each row."""
    with store.reading() as db:
        found = customer_timeline(db, CustomerTimeline(ref, replace(VIEW, **asked)))
    return [f"{row.type}: {f'{row.party}: ' if row.party else ''}{row.text}" for row in found.rows]


@pytest.fixture
def ada(store: Store) -> Store:
    """A customer with a contact, a lead, a user and a product."""
    with store.writing(noted("2026-01-01T09:00:00Z", "import x")) as db:
        make(db, USER, name="Elif Demir")
        make(db, CUSTOMER, name="Ada", kind="organisation")
        make(db, CUSTOMER, name="Bora", kind="organisation")
        make(db, CONTACT, name="Can Öz", customer=1)
        make(db, LEAD, name="Deniz", status="working", customer=1)
        make(db, PRODUCT, name="Defter", active=1)
        make(db, COMPETITOR, name="Rakip", active=1)
    return store


def wrote(store: Store, noun: Any, written: str = "2026-11-20T09:00:00Z", **values: Any) -> int:
    """Create a record in a change of its own."""
    with store.writing(noted(written)) as db:
        return make(db, noun, **values)


MONEY = {"currency": "TRY"}
CASES = [
    (
        (QUOTE, {"name": "Ofis", "number": "T-1", "status": "sent", "version": 2, "quoted_on": "2026-11-01",
                 "valid_until": "2026-12-01", "total": 1000, **MONEY}),
        "quote: offered: T-1 Ofis v2, valid until 2026-12-01, sent",
    ),
    (
        (QUOTE, {"name": "Ofis", "status": "draft", "version": 1, "quoted_on": "2026-11-01",
                 "valid_until": "2026-11-10"}),
        "quote: offered: Ofis, expired 2026-11-10",
    ),
    ((PAYMENT, {"paid_on": "2026-11-01", "amount": 500, "method": "cash", "note": "ön ödeme", **MONEY}),
     "payment: paid: cash — ön ödeme"),
    ((PAYMENT, {"paid_on": "2026-11-01", "amount": -500, **MONEY}), "payment: paid back"),
    ((NEED, {"name": "Defter", "weight": 5, "status": "open", "noted_on": "2026-11-01", "product": 1}),
     "need: needs: Defter, weight 5, covered by Defter"),
    ((CASE, {"name": "Kırık", "status": "open", "priority": "high", "opened_at": "2026-11-01"}),
     "case: case: Kırık"),
    ((REQUEST, {"name": "Akşam teslimatı", "status": "open", "asked_on": "2026-11-01"}),
     "request: asked for: Akşam teslimatı"),
    ((SURVEY, {"topic": "kargo", "answered_on": "2026-11-01", "nps": 9, "scale": 5, "expectation": 4,
               "experience": 5, "note": "hızlı"}),
     "survey: kargo: NPS 9, expected 4/5, met 5/5 — hızlı"),
    ((VERIFICATION, {"at": "2026-11-01T10:00:00Z", "passed": 1, "asked": "city: right\nbirthday: wrong"}),
     "verification: verified: city: right; birthday: wrong"),
    ((PLAN, {"name": "Büyü", "status": "open", "created_on": "2026-11-01", "due_on": "2026-12-31"}),
     "plan: plan: Büyü, by 2026-12-31"),
    ((WALLET, {"category": "kırtasiye", "amount": 900, "estimated_on": "2026-11-01", "source": "müşteri",
               **MONEY}),
     "wallet: spends in a year on kırtasiye (müşteri)"),
    ((ATTACHMENT, {"name": "ş.pdf", "path": "/x", "sha256": "0", "size": 1, "attached_on": "2026-11-01"}),
     "attachment: file: ş.pdf"),
    ((RELATION, {"role": "supplier", "other_role": "buyer", "other_customer": 2, "since": "2026-11-01"}),
     "relation: Ada is supplier of Bora, buyer"),
    ((ORDER, {"number": "SP-1", "ordered_on": "2026-10-01", "status": "completed",
              "promised_on": "2026-11-01", "delivered_on": "2026-11-04"}),
     "delivery: delivered: SP-1, 3 days late, promised 2026-11-01"),
    ((ACTIVITY, {"kind": "task", "at": "2026-11-01", "done": 1, "done_on": "2026-11-03", "subject": "Ara"}),
     "task: done: Ara (2 days late)"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "text"), CASES, ids=[f"{case[1][:24]}" for case in CASES])
def test_each_kind_is_told_in_its_words(ada: Store, given: tuple[Any, dict[str, Any]], text: str) -> None:
    noun, values = given
    wrote(ada, noun, customer=1, **values)
    assert text in told(ada)
    assert told(ada, types=(text.split(":", maxsplit=1)[0],))[-1:] == [text]
    assert text not in told(ada, "C-2") or noun is RELATION


def test_a_leads_and_a_contacts_records_are_the_customers(ada: Store) -> None:
    wrote(ada, NEED, name="Defter", weight=3, status="open", lead=1, noted_on="2026-11-01")
    wrote(ada, CASE, name="Kırık", status="open", priority="low", opened_at="2026-11-02", contact=1)
    quote: dict[str, Any] = {"status": "draft", "version": 1, "quoted_on": "2026-11-03"}
    wrote(ada, QUOTE, name="Ofis", lead=1, **quote)
    wrote(ada, QUOTE, name="Bora'nın", customer=2, contact=1, **quote)
    assert told(ada, types=("need,case,quote",)) == [
        "need: Deniz: needs: Defter, weight 3",
        "case: Can Öz: case: Kırık",
        "quote: Deniz: offered: Ofis, draft",
    ]


def test_a_case_tells_its_steps_and_an_imported_one_its_columns(ada: Store) -> None:
    case: dict[str, Any] = {"priority": "low", "customer": 1}
    number = wrote(ada, CASE, name="Kırık", status="open", opened_at="2026-11-01", **case)
    with ada.writing(noted("2026-11-02T09:00:00Z")) as db:
        for kind, at, note in (
            ("opened", "2026-11-01T10:00:00Z", None),
            ("replied", "2026-11-01T11:00:00Z", "yenisi yolda"),
            ("resolved", "2026-11-02T10:00:00Z", None),
            ("reopened", "2026-11-03T10:00:00Z", "yine kırık"),
        ):
            db.insert("case_step", {"case_id": number, "kind": kind, "at": at, "note": note, "actor": "elif"})
    done: dict[str, Any] = {"status": "resolved", "opened_at": "2026-10-01", "resolved_at": "2026-10-05"}
    wrote(ada, CASE, name="Geç", **done, resolution="özür", **case)
    assert told(ada, types=("case",)) == [
        "case: case: Geç",
        "case: resolved: Geç — özür",
        "case: case: Kırık",
        "case: replied: Kırık — yenisi yolda",
        "case: resolved: Kırık",
        "case: reopened: Kırık — yine kırık",
    ]


def test_what_became_of_a_quote_and_a_need_is_told_when_it_did(ada: Store) -> None:
    quote = wrote(ada, QUOTE, name="Ofis", customer=1, status="draft", version=1, quoted_on="2026-11-01")
    need = wrote(ada, NEED, name="Defter", customer=1, weight=3, status="open", noted_on="2026-11-01")
    with ada.writing(noted("2026-11-05T09:00:00Z")) as db:
        records.modify(db, QUOTE, quote, {"status": "sent"}, KEYS)
        records.modify(db, NEED, need, {"status": "covered"}, KEYS)
    with ada.writing(noted("2026-11-09T09:00:00Z")) as db:
        reason = db.value("SELECT id FROM lost_reason WHERE name = 'price'")
        rejected = {"status": "rejected", "decided_on": "2026-11-09", "lost_reason": reason}
        records.modify(db, QUOTE, quote, rejected, KEYS)
    assert told(ada, types=("quote", "need")) == [
        "need: needs: Defter, weight 3",
        "quote: offered: Ofis, rejected",
        "need: need covered: Defter",
        "quote: quote sent: Ofis",
        "quote: quote rejected: Ofis — price",
    ]


def test_an_incident_says_from_when_to_when_in_the_zone_asked_for(ada: Store) -> None:
    times: dict[str, Any] = {"started_at": "2026-11-20T12:00:00Z", "ended_at": "2026-11-20T12:30:00Z"}
    wrote(ada, INCIDENT, name="ATM", kind="outage", **times)
    with ada.writing(noted("2026-11-20T13:00:00Z")) as db:
        db.insert("incident_customer", {"incident_id": 1, "customer_id": 1})
    istanbul = VIEW.now.astimezone(ZoneInfo("Europe/Istanbul"))
    assert told(ada, types=("incident",), now=istanbul) == ["incident: ATM 15:00-15:30, outage, 30 min"]
    assert told(ada, "C-2", types=("incident",)) == []


def test_whom_a_campaign_left_alone_is_shown_when_asked_for(ada: Store) -> None:
    wrote(ada, CAMPAIGN, name="Geri gel", status="launched", purpose="marketing", holdout_percent=50)
    answer: dict[str, Any] = {"responded_on": "2026-11-05", "response": "bought"}
    wrote(ada, MEMBER, campaign=1, customer=1, part="reached", sent_on="2026-11-01", **answer)
    wrote(ada, MEMBER, campaign=1, contact=1, part="held_out", sent_on="2026-11-01")
    reached = ["campaign: campaign: Geri gel", "campaign: answered Geri gel: bought"]
    assert told(ada, types=("campaign",)) == reached
    assert [line for line in told(ada) if "Geri gel" in line] == reached
    assert told(ada, types=("held-out",)) == ["held-out: Can Öz: held out: Geri gel"]


def test_consents_merges_and_steps_towards_a_closing_are_told(ada: Store) -> None:
    wrote(ada, OPPORTUNITY, name="Ofis", customer=1, stage=1, created_on="2026-11-01")
    with ada.writing(noted("2026-11-05T09:00:00Z")) as db:
        given = {"channel": "email", "purpose": "news", "state": "given", "decided_on": "2026-11-02"}
        db.insert("consent", {**given, "contact_id": 1, "source": "fuar"})
        db.insert("alias", {"noun": "customer", "number": 77, "customer_id": 1})
        form = {"name": "İmza", "name_fold": "imza", "name_sort": "imza"}
        step = db.insert("closing_step", {**form, "stage_id": 1, "position": 1})
        done: dict[str, Any] = {
            "opportunity_id": 1,
            "closing_step_id": step,
            "done_on": "2026-11-06",
            "actor": "elif",
        }
        db.insert("step_done", done)
    assert told(ada, types=("consent", "merge", "step")) == [
        "consent: Can Öz: email for news: given, fuar",
        "merge: C-77 was merged into C-1",
        "step: Ofis: İmza done",
    ]


def test_the_balance_is_what_was_bought_less_what_was_paid(ada: Store) -> None:
    bought: dict[str, Any] = {"customer": 1, "status": "completed", "currency": "TRY"}
    wrote(ada, ORDER, **bought, ordered_on="2026-11-01", total=1000)
    wrote(ada, ORDER, customer=1, status="completed", ordered_on="2026-11-02", total=70, currency="EUR")
    wrote(ada, PAYMENT, customer=1, paid_on="2026-11-03", amount=400, currency="TRY")
    wrote(ada, ORDER, **bought, ordered_on="2026-11-04", total=-100)
    wrote(ada, PAYMENT, order=1, paid_on="2026-11-05", amount=600, currency="TRY")
    with ada.reading() as db:
        view = replace(VIEW, types=("money",))
        rows = customer_timeline(db, CustomerTimeline("C-1", view)).rows
        last = customer_timeline(db, CustomerTimeline("C-1", replace(view, limit=2))).rows
    assert [(row.type, row.amount, row.total, row.balance) for row in rows] == [
        ("order", 1000, 1000, 1000),
        ("order", 70, 70, None),
        ("payment", 400, None, 600),
        ("refund", -100, 900, 500),
        ("payment", 600, None, -100),
    ]
    assert [vars(row) for row in last] == [vars(row) for row in rows[-2:]]


def test_the_day_at_the_bank_stands_in_the_order_in_which_it_was(ada: Store) -> None:
    with ada.writing(noted("2026-11-20T08:10:00Z")) as db:
        make(db, PAYMENT, customer=1, paid_on="2026-11-20", amount=50_000, branch="Kadıköy", **MONEY)
    with ada.writing(noted("2026-11-20T09:30:00Z")) as db:
        make(db, PAYMENT, customer=1, paid_on="2026-11-20", amount=-4_000, branch="Moda", **MONEY)
    with ada.writing(noted("2026-11-20T13:00:00Z")) as db:
        times: dict[str, Any] = {"started_at": "2026-11-20T12:00:00Z", "ended_at": "2026-11-20T12:30:00Z"}
        make(db, INCIDENT, name="ATM", **times)
        db.insert("incident_customer", {"incident_id": 1, "customer_id": 1})
    wrote(ada, ACTIVITY, "2026-11-20T13:10:00Z", kind="call", direction="in", at="2026-11-20T13:05:00Z",
          customer=1, done=1, subject="kart")  # fmt: skip
    with ada.reading() as db:
        rows = customer_timeline(db, CustomerTimeline("C-1", VIEW)).rows
    assert [(row.type, row.branch, row.amount) for row in rows][-4:] == [
        ("payment", "Kadıköy", 50_000),
        ("payment", "Moda", -4_000),
        ("incident", "Kadıköy", None),
        ("call", "Kadıköy", None),
    ]
