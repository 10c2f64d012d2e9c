"""A small business with awkward values in every table, and all that a store holds, to be compared."""

import hashlib
import json
from typing import Any

from crmcli.db import Store
from crmcli.domain.text import fold, sort_key
from crmcli.sql import ChangeNote, Writer
from tests.store.business_around import around_a_sale
from tests.support.store import raw_connection

NOTE = ChangeNote("2026-11-20T09:00:00Z", "ayşe", "Kadıköy", "test")
LATER = ChangeNote("2026-11-21T09:00:00Z", "o'brien", None, "test")

AWKWARD = (
    "Işık Mobilya A.Ş.",
    "[bold]x[/bold] [/]",
    "=cmd|' /C calc'!A0",
    'tab\there "quoted" \\ back\\\\slash\nand a line',
    "\x1b[31mred\x1b[0m \x9b31m \u202eevil\u202c",
    "İIıi I\u0307 s\u0327",
    "👩‍👩‍👧 emoji 🇹🇷",
    "' ; DROP TABLE customer; --",
    "null",
    "{}",
    " ",
    "x" * 10_000,
)
"""Names that have broken a program somewhere; all of them must come through whole."""

Contents = dict[str, list[tuple[Any, ...]]]


def named(name: str) -> dict[str, Any]:
    """The three forms of a name."""
    return {"name": name, "name_fold": fold(name), "name_sort": sort_key(name)}


def fill(store: Store) -> None:
    """Write every table, then change, delete and tag some of it in a second change."""
    with store.writing(NOTE) as db:
        rows = _rows(db)
    with store.writing(LATER) as db:
        for number, name in enumerate(AWKWARD):
            db.update("customer", rows["customer"] + number, {"note": None, "city": name})
        db.delete("tagging", rows["tagging"])
        db.delete("activity", rows["gone"])
        db.update("opportunity", rows["opportunity"], {"amount_minor": -(2**53) - 1, "stage_id": 4})


def _rows(db: Writer) -> dict[str, int]:
    """Insert the business; return the number of the first row of each kind."""
    chief = db.insert("crm_user", {**named("Ayşe Öz"), "email": "ayse@ör.example", "branch": "Kadıköy"})
    user = db.insert("crm_user", {**named("O'Brien"), "manager_id": chief, "active": 0})
    customers = [
        db.insert(
            "customer",
            {**named(name), "kind": "organisation", "note": name, "custom": json.dumps({"k": name})},
        )
        for name in AWKWARD
    ]
    first = customers[0]
    db.update("customer", customers[1], {"parent_id": first, "owner_id": user, "referrer_id": customers[2]})
    contact = db.insert("contact", {**named("Şule \t Çağ"), "birth_date": "1900-02-28", "owner_id": chief})
    db.insert(
        "customer_contact", {"customer_id": first, "contact_id": contact, "role": "müdür", "is_primary": 1}
    )
    product = db.insert(
        "product", {**named("GTX Pro"), "sku": "G\t1", "price_minor": 2**62, "currency": "TRY"}
    )
    lead = db.insert(
        "lead",
        {
            "company": AWKWARD[3],
            "name_fold": fold(AWKWARD[3]),
            "name_sort": sort_key(AWKWARD[3]),
            "status": "lost",
            "lost_reason_id": 9,
            "lost_note": AWKWARD[4],
            "lost_on": "2026-10-31",
            "referrer_id": first,
        },
    )
    opportunity = db.insert(
        "opportunity",
        {
            **named("Büyük iş"),
            "customer_id": first,
            "contact_id": contact,
            "stage_id": 1,
            "product_id": product,
            "lead_id": lead,
            "amount_minor": 1,
            "currency": "TRY",
        },
    )
    db.insert("stage_change", {"opportunity_id": opportunity, "from_stage_id": 1, "to_stage_id": 2})
    order = db.insert(
        "sales_order",
        {
            "number": "2026/İ-1",
            "number_fold": "2026/i-1",
            "customer_id": first,
            "ordered_on": "2026-02-28",
            "status": "completed",
            "total_minor": -1,
            "currency": "TRY",
        },
    )
    line = db.insert(
        "order_line",
        {
            "order_id": order,
            "position": 1,
            "product_id": product,
            "quantity_milli": -500,
            "unit_price": "0.12345",
        },
    )
    activity = db.insert(
        "activity", {"kind": "call", "at": "2026-11-20T08:59:59Z", "customer_id": first, "order_id": order}
    )
    gone = db.insert(
        "activity", {"kind": "note", "at": "2026-11-20", "subject": AWKWARD[3], "body": AWKWARD[5]}
    )
    tag = db.insert("tag", named("Önemli"))
    tagging = db.insert("tagging", {"tag_id": tag, "customer_id": first})
    db.insert("tagging", {"tag_id": tag, "contact_id": contact})
    owners = {"customer": first, "contact": contact, "lead": lead, "user": user, "product": product}
    owners |= {"opportunity": opportunity, "order": order, "order_line": line, "activity": activity}
    for noun, owner in owners.items():
        key = {"kind": "external", "norm": "a'1", "noun": noun, "source": "erp", f"{noun}_id": owner}
        db.insert("identity", key)
    db.insert(
        "identity", {"kind": "phone", "norm": "+905321234567", "noun": "customer", "customer_id": first}
    )
    converted = {
        "lead_id": lead,
        "customer_id": first,
        "contact_id": contact,
        "opportunity_id": opportunity,
        "converted_on": "2026-11-20",
        "actor": "ayşe",
        "touches": 3,
        "plan": json.dumps({"a": AWKWARD[3]}),
    }
    db.insert("conversion", converted)
    _upkeep(db, first, contact, lead)
    around_a_sale(db, owners, AWKWARD, named)
    return {"customer": first, "tagging": tagging, "gone": gone, "opportunity": opportunity}


def _upkeep(db: Writer, customer: int, contact: int, lead: int) -> None:
    """Insert what is known about the data itself."""
    choice = {"noun": "customer", "type": "choice", "choices": json.dumps(["İyi", "x,y"]), "position": 1}
    db.insert("custom_field", {**named("Sınıf"), **choice})
    db.insert("address", {"kind": "teslimat", "city": AWKWARD[3], "customer_id": customer})
    db.insert("alias", {"noun": "lead", "number": 2**40, "lead_id": lead})
    consent = {"channel": "email", "purpose": "marketing", "state": "given", "decided_on": "2026-01-31"}
    db.insert("consent", {**consent, "contact_id": contact, "source": AWKWARD[1]})
    db.insert("distinct_pair", {"noun": "customer", "low": customer, "high": customer + 1})
    db.insert("erasure", {"noun": "contact", "number": 2**40, "digest": "00ff"})


def contents(url: str) -> Contents:
    """Every row of every table, in order of their keys, read past the program."""
    connection = raw_connection(url)
    if url.startswith("postgres"):
        query = (
            "SELECT table_name, string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) "
            "FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name) "
            "WHERE table_schema = 'public' AND table_type = 'BASE TABLE' GROUP BY 1 ORDER BY 1"
        )
        tables = dict(connection.execute(query).fetchall())
    else:
        names = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
        ).fetchall()
        tables = {name: "*" for (name,) in names}
    held = {
        name: connection.execute(f"SELECT {columns} FROM {name} ORDER BY 1").fetchall()
        for name, columns in tables.items()
    }
    connection.close()
    return held


def digest(held: Contents) -> str:
    """Return the SHA-256 of contents; numbers, texts and empty cells are told apart."""
    sha = hashlib.sha256()
    for name, rows in sorted(held.items()):
        sha.update(f"{name} {len(rows)}\n".encode())
        for row in rows:
            sha.update(json.dumps(row, ensure_ascii=True).encode() + b"\n")
    return sha.hexdigest()
