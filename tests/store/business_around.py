"""The rest of the business: what surrounds a sale, a row of every table, with awkward values in them."""

import json
from typing import Any

from crmcli.sql import Writer

NOON = "2026-11-20T12:00:00Z"


def around_a_sale(db: Writer, ids: dict[str, int], awkward: tuple[str, ...], named: Any) -> None:
    """Insert a row of every table that is neither a person, nor a sale, nor about the data itself."""
    first, contact = ids["customer"], ids["contact"]
    competitor = db.insert("competitor", {**named("Rakip A.Ş."), "strengths": awkward[3]})
    db.update("opportunity", ids["opportunity"], {"competitor_id": competitor})
    db.insert("record_key", {"noun": "competitor", "number": competitor, "source": "erp", "norm": "a'1"})
    relation = {"role": "tedarikçi", "other_role": awkward[2], "customer_id": first}
    db.insert("relation", {**relation, "other_contact_id": contact})
    db.insert("account_plan", {**named("Büyü"), "customer_id": first, "status": "open"})
    money = {"amount_minor": 2**62, "currency": "TRY"}
    db.insert("wallet", {"customer_id": first, **money, "estimated_on": "2026-01-01"})
    price = {"product_id": ids["product"], "valid_from": "2026-01-01", "price_minor": 1, "currency": "TRY"}
    db.insert("price", price)
    db.insert("rate", {"currency": "USD", "base": "TRY", "day": "2026-11-01", "rate": "41.9012345"})
    need = {"customer_id": first, "product_id": ids["product"], "weight": 5, "status": "open"}
    db.insert("need", {**named(awkward[0]), **need})
    step = db.insert("closing_step", {**named("İmza"), "stage_id": 1, "position": 1})
    done = {"opportunity_id": ids["opportunity"], "closing_step_id": step, "done_on": "2026-11-20"}
    db.insert("step_done", done)
    quote = {"customer_id": first, "version": 1, "status": "rejected", "lost_reason_id": 9}
    quote_id = db.insert("quote", {**named("Teklif"), **quote, "lost_note": awkward[3]})
    line = {"quote_id": quote_id, "position": 1, "unit_price": "0.12345", "tax_percent": "20"}
    db.insert("quote_line", line)
    paid = {"customer_id": first, "order_id": ids["order"], "paid_on": "2026-02-28"}
    db.insert("payment", {**paid, "amount_minor": -1, "currency": "TRY", "note": awkward[4]})
    period = {"metric": "revenue", "from_on": "2026-01-01", "until_on": "2026-12-31"}
    db.insert("target", {**period, **money})
    _care(db, ids, awkward, named)
    _market(db, ids, awkward, named)


def _care(db: Writer, ids: dict[str, int], awkward: tuple[str, ...], named: Any) -> None:
    first = ids["customer"]
    case = {"customer_id": first, "status": "open", "priority": "urgent", "opened_at": NOON}
    case_id = db.insert("support_case", {**named(awkward[3]), **case})
    db.insert("case_step", {"case_id": case_id, "kind": "opened", "at": NOON, "note": awkward[5]})
    file = {"path": "/tmp/ş.pdf", "sha256": "00ff", "size": 1, "case_id": case_id}  # noqa: S108 - a name only
    db.insert("attachment", {**named("ş.pdf"), **file})
    db.insert("request", {**named("Akşam teslimatı"), "customer_id": first, "status": "open"})
    incident = db.insert("incident", {**named("Kesinti"), "started_at": NOON, "ended_at": NOON})
    db.insert("incident_customer", {"incident_id": incident, "customer_id": first})
    scores = {"nps": 10, "scale": 5, "expectation": 4, "experience": 5}
    db.insert("survey", {"customer_id": first, "answered_on": "2026-11-20", **scores})
    check = {"branch": "Kadıköy", "checked_on": "2026-11-20", "points": 9, "best": 10}
    db.insert("shop_check", {**check, "answers": awkward[5]})
    db.insert("verification", {"customer_id": first, "at": NOON, "passed": 1, "asked": "city: right"})


def _market(db: Writer, ids: dict[str, int], awkward: tuple[str, ...], named: Any) -> None:
    first, lead = ids["customer"], ids["lead"]
    segment = db.insert("segment", {**named("İyiler"), "noun": "customer", "filter": "city = 'İzmir'"})
    taken = {"segment_id": segment, "taken_on": "2026-11-20", "filter": "city = 'İzmir'"}
    snapshot = db.insert("segment_snapshot", taken)
    db.insert("segment_member", {"snapshot_id": snapshot, "number": first})
    campaign = {"status": "planned", "purpose": "marketing", "holdout_percent": 10}
    campaign_id = db.insert("campaign", {**named("Geri gel"), **campaign, "body": awkward[1]})
    member = {"campaign_id": campaign_id, "lead_id": lead, "part": "held_out"}
    db.insert("campaign_member", member)
    book = {"filter": "tag = vip", "period": "month", "steps": "Ara; +3 days; high"}
    playbook = db.insert("playbook", {**named("Hoş geldin"), **book})
    db.insert("rule", {**named("Refleks"), "wording": "when a case is opened then tag x"})
    task = {"kind": "task", "at": "2026-12-01", "done": 0, "priority": "high", "repeat": "every month"}
    task_id = db.insert("activity", {**task, "plan_id": 1, "case_id": 1, "customer_id": first})
    fired = {"playbook_id": playbook, "key": json.dumps([first]), "fired_on": "2026-11-20", "depth": 0}
    db.insert("firing", {**fired, "activity_id": task_id})
