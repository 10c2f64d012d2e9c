"""Leads and what they meet, for the tests of conversion."""

from datetime import date
from typing import Any

from crmcli.domain.conversion.batch import convert
from crmcli.domain.conversion.request import Convert
from crmcli.domain.conversion.rows import Converted
from crmcli.domain.nouns import ACTIVITY, CONTACT, CUSTOMER, LEAD, OPPORTUNITY, USER, Noun
from crmcli.domain.opportunity_moves import begun
from crmcli.domain.records import Keys, create
from crmcli.domain.results import Change
from crmcli.sql import Reader, Writer

TODAY = date(2026, 11, 21)
KEYS = Keys()


def record(db: Writer, noun: Noun, **values: Any) -> int:
    """Store a record with what every one of its noun has."""
    starts: dict[Noun, dict[str, Any]] = {
        CUSTOMER: {"kind": "organisation"},
        LEAD: {"status": "new", "created_on": "2026-11-01"},
        ACTIVITY: {"kind": "call", "at": "2026-11-10T09:00:00Z", "done": 1},
        USER: {"active": 1},
        CONTACT: {},
        OPPORTUNITY: {"created_on": "2026-11-01"},
    }
    if noun is OPPORTUNITY:
        return begun(db, starts[noun] | values, KEYS)
    return create(db, noun, starts[noun] | values, KEYS)


def lead(db: Writer, **values: Any) -> int:
    """Store a lead."""
    return record(db, LEAD, **values)


def full_lead(db: Writer, **values: Any) -> int:
    """Store a lead that has every field."""
    owner = record(db, USER, name="Ali Kaya")
    referrer = record(db, CUSTOMER, name="Getiren Ltd")
    fields: dict[str, Any] = {
        "name": "Ayşe Işık",
        "company": "Işık Mobilya A.Ş.",
        "title": "Müdür",
        "phone": ("0532 123 45 67", "0212 222 33 44"),
        "email": ("ayse@isik.com", "info@isik.com"),
        "website": "isik.com",
        "industry": "mobilya",
        "address": "Bağdat Cad. 1",
        "city": "İstanbul",
        "country": "Türkiye",
        "source": "fuar",
        "campaign": "Güz 2026",
        "owner": owner,
        "referrer": referrer,
        "amount": 8_000_000,
        "currency": "TRY",
        "score": 80,
        "branch": "Kadıköy",
        "note": "Showroom açıyor.\nMayısta.",
        "tags": ("vip", "mobilya"),
        "custom": {"çalışan": "45", "ürün": "Masa"},
        "tax_number": "1234567890",
    }
    return lead(db, **(fields | values))


def converts(db: Writer, *leads: int | str, **asked: Any) -> Change[Any]:
    """Convert leads, each by number or by what it is called."""
    refs = tuple(LEAD.ref(one) if isinstance(one, int) else one for one in leads)
    return convert(db, Convert(TODAY, refs, **asked))


def converted(db: Writer, *leads: int, **asked: Any) -> Converted:
    """Convert one lead and return its line; what keeps it from being converted is raised."""
    row = converts(db, *leads, **{"single": True, **asked}).items[0]
    assert isinstance(row, Converted)
    return row


def values_of(db: Reader, noun: Noun, number: int | None, *columns: str) -> tuple[Any, ...]:
    """Return columns of a record."""
    return db.tuples(f"SELECT {', '.join(columns)} FROM {noun.table} WHERE id = :id", {"id": number})[0]


def count(db: Reader, table: str) -> int:
    """Return how many rows a table has."""
    return int(db.value(f"SELECT count(*) FROM {table}"))
