"""A customer with a past of every kind: from a lost lead over conversion and orders to a planned meeting."""

from typing import Any

from crmcli.db import Store
from crmcli.domain import records
from crmcli.domain.nouns import (
    ACTIVITY,
    CONTACT,
    CUSTOMER,
    LEAD,
    OPPORTUNITY,
    ORDER,
    ORDER_LINE,
    PRODUCT,
    USER,
    Noun,
)
from crmcli.sql import ChangeNote, Writer

KEYS = records.Keys()


def noted(at: str, command: str = "test", actor: str = "ayse", branch: str | None = "Kadıköy") -> ChangeNote:
    """Return a note of a change made at an instant."""
    return ChangeNote(at, actor, branch, command)


def make(db: Writer, noun: Noun, **values: Any) -> int:
    """Create a record of typed values."""
    return records.create(db, noun, values, KEYS)


def stage(db: Writer, name: str) -> int:
    """Return the number of a stage."""
    return int(db.value("SELECT id FROM stage WHERE name = :name", {"name": name}))


def moved(db: Writer, opportunity: int, before: str | None, after: str, day: str | None) -> None:
    """Record an opportunity's step from stage to stage."""
    db.insert(
        "stage_change",
        {
            "opportunity_id": opportunity,
            "from_stage_id": stage(db, before) if before else None,
            "to_stage_id": stage(db, after),
            "changed_on": day,
            "actor": db.note.actor,
        },
    )


def isik(store: Store) -> None:
    """Write the story of C-1 Işık Mobilya, day by day."""
    with store.writing(noted("2026-03-01T08:00:00Z", "import users …", "importer")) as db:
        make(db, USER, name="Elif Demir")
        make(db, PRODUCT, name="Meşe Masa")
    with store.writing(noted("2026-03-05T09:00:00Z", "lead add")) as db:
        make(
            db,
            LEAD,
            name="Ayşe Kaya",
            company="Işık Mobilya",
            source="fuar",
            status="new",
            created_on="2026-03-05",
            amount=4_500_000,
            currency="TRY",
            owner=1,
        )
    with store.writing(noted("2026-03-09T10:30:00Z", "log call")) as db:
        make(
            db,
            ACTIVITY,
            kind="call",
            direction="out",
            channel="telefon",
            at="2026-03-09T10:25:00Z",
            minutes=12,
            subject="Fuar sonrası",
            outcome="katalog istedi",
            lead=1,
            user=1,
            done=1,
        )
    with store.writing(noted("2026-03-15T07:30:00Z", "lead lose")) as db:
        reason = db.value("SELECT id FROM lost_reason WHERE name = 'timing'")
        lost = {"status": "lost", "lost_reason": reason, "lost_on": "2026-03-15", "lost_note": "yaz sonu"}
        records.modify(db, LEAD, 1, lost, KEYS)
    with store.writing(noted("2026-03-20T07:30:00Z", "lead reopen")) as db:
        empty = {"status": "working", "lost_reason": None, "lost_on": None, "lost_note": None}
        records.modify(db, LEAD, 1, empty, KEYS)
    with store.writing(noted("2026-03-28T12:00:00Z", "convert L-1")) as db:
        _convert(db)
    with store.writing(noted("2026-04-10T12:00:00Z", "opportunity win")) as db:
        records.modify(db, OPPORTUNITY, 1, {"stage": stage(db, "Won"), "closed_on": "2026-04-10"}, KEYS)
        moved(db, 1, "New", "Won", "2026-04-10")
        make(
            db,
            ORDER,
            number="SP-41",
            customer=1,
            contact=1,
            owner=1,
            opportunity=1,
            ordered_on="2026-04-10",
            status="completed",
            total=4_860_000,
            currency="TRY",
            channel="mağaza",
        )
        make(db, ORDER_LINE, order=1, position=1, product=1, quantity=2000, currency="TRY")
        make(db, ORDER_LINE, order=1, position=2, description="Montaj", quantity=1000, currency="TRY")
        # The same call is about the customer, the contact, the lead, the sale and the order.
        make(
            db,
            ACTIVITY,
            kind="visit",
            at="2026-04-10T11:00:00Z",
            minutes=95,
            subject="Ölçü alındı",
            customer=1,
            contact=1,
            lead=1,
            opportunity=1,
            order=1,
            done=1,
        )
    with store.writing(noted("2026-05-20T12:00:00Z", "order add")) as db:
        make(
            db,
            ORDER,
            number="SP-77",
            customer=1,
            ordered_on="2026-05-20",
            status="completed",
            total=-185_000,
            currency="TRY",
            branch="Ankara",
            note="kırık geldi",
        )
        make(
            db,
            ORDER,
            number="EX-9",
            customer=1,
            ordered_on="2026-05-21",
            status="completed",
            total=250_000,
            currency="EUR",
        )
        make(
            db,
            ORDER,
            number="SP-78",
            customer=1,
            ordered_on="2026-05-22",
            status="cancelled",
            total=990_000,
            currency="TRY",
        )
    with store.writing(noted("2026-06-11T12:00:00Z", "customer edit C-1")) as db:
        records.modify(db, CUSTOMER, 1, {"phone": "0533 987 65 43", "owner": 1}, KEYS)
        records.tag(db, CUSTOMER, 1, ["vip"])
    with store.writing(noted("2026-11-18T12:00:00Z", "log call")) as db:
        make(
            db,
            ACTIVITY,
            kind="message",
            direction="in",
            channel="WhatsApp",
            at="2026-11-18T18:05:00Z",
            body="Sözleşmeyi bekliyoruz",
            contact=1,
            done=1,
        )
        make(db, ACTIVITY, kind="meeting", at="2026-11-25T08:00:00Z", subject="Sunum", customer=1, done=0)


def _convert(db: Writer) -> None:
    """Make customer, contact and opportunity of the lead, as the conversion does."""
    make(
        db,
        CUSTOMER,
        name="Işık Mobilya",
        kind="organisation",
        city="İzmir",
        phone="0532 123 45 67",
        created_on="2026-03-28",
    )
    make(
        db,
        CONTACT,
        name="Ayşe Kaya",
        phone="0532 123 45 67",
        customer=1,
        role="Satın alma",
        birth_date="1984-12-03",
    )
    make(
        db,
        OPPORTUNITY,
        name="Mağaza yenileme",
        customer=1,
        contact=1,
        stage=stage(db, "New"),
        lead=1,
        amount=4_500_000,
        currency="TRY",
        owner=1,
        created_on="2026-03-28",
    )
    moved(db, 1, None, "New", "2026-03-28")
    made = {
        f"{part}_{end}": 1 for part in ("customer", "contact", "opportunity") for end in ("id", "created")
    }
    told = {"converted_on": "2026-03-28", "actor": "ayse", "days": 23, "touches": 1, "plan": "[]"}
    db.insert("conversion", {"lead_id": 1, **made, **told})
    records.modify(db, LEAD, 1, {"status": "converted", "customer": 1, "contact": 1}, KEYS)
