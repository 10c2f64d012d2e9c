"""Two records that are one party, with something of every kind hanging on both."""

from collections.abc import Mapping
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain import records
from crmcli.domain.journal.undo import Undo, undo
from crmcli.domain.merging.merge import merge
from crmcli.domain.merging.request import Merged, MergeRequest
from crmcli.domain.nouns import CONTACT, CUSTOMER, LEAD, Noun
from crmcli.domain.results import Change
from crmcli.sql import Reader, Writer
from tests.support.store import writing

KEYS = records.Keys()
Content = dict[str, list[tuple[object, ...]]]


def content(db: Reader) -> Content:
    """Return everything the journaled tables hold."""
    return {
        name: db.tuples(f"SELECT {', '.join(info.columns)} FROM {name} ORDER BY id")
        for name, info in db.tables.items()
    }


def snapshot(store: Store) -> Content:
    """Return everything the store holds besides its journal."""
    with store.reading() as db:
        return content(db)


def make(store: Store, noun: Noun, **values: Any) -> int:
    """Make a record of typed values in a change of its own."""
    with writing(store) as db:
        return records.create(db, noun, values, KEYS)


def customer(store: Store, name: str = "Işık", **values: Any) -> int:
    """Make a customer."""
    return make(store, CUSTOMER, name=name, kind="organisation", **values)


def edit(store: Store, noun: Noun, number: int, **values: Any) -> int:
    """Change a record; return the change's number."""
    with writing(store) as db:
        records.modify(db, noun, number, values, KEYS)
        return db.change


def merged(store: Store, noun: Noun, keep: int, *gone: int, **asked: Any) -> Change[Merged]:
    """Merge records."""
    with writing(store) as db:
        return merge(db, MergeRequest(noun, keep, gone, **asked))


def take_back(store: Store, number: int | None = None, *, keep: bool = False, redo: bool = False) -> Any:
    """Take a change back."""
    with writing(store) as db:
        return undo(db, Undo(number, keep_edited=keep, redo=redo))


def last_change(store: Store) -> int:
    """Return the number of the latest change."""
    with store.reading() as db:
        return int(db.value("SELECT max(id) FROM change"))


def row(store: Store, noun: Noun, number: int) -> Mapping[str, Any]:
    """Return a record's columns."""
    with store.reading() as db:
        columns = db.tables[noun.table].columns
        found = db.tuples(f"SELECT {', '.join(columns)} FROM {noun.table} WHERE id = :id", {"id": number})
    return dict(zip(columns, found[0], strict=True)) if found else {}


def hang(db: Writer, noun: Noun, number: int, label: str) -> None:
    """Hang a row of every table that may refer to a record of the noun on this one."""
    for table, info in db.tables.items():
        for column, parent in info.references.items():
            if parent == noun.table and (table, column) not in ALONE:
                db.insert(table, {**MAKERS[table](db, label + column), column: number})


ALONE = {("conversion", "lead_id")}
"""References of which a record has one at most."""


def _named(label: str) -> dict[str, Any]:
    return {"name": label, "name_fold": label, "name_sort": label}


def _other(db: Writer, noun: Noun, label: str) -> int:
    given = {"kind": "person"} if noun is CUSTOMER else {"status": "new"} if noun is LEAD else {}
    return db.insert(noun.table, {**_named(label), **given})


def _campaign(db: Writer, label: str) -> int:
    """Return a campaign of its own: nobody is in one twice."""
    given = {"status": "planned", "purpose": "news", "holdout_percent": 0}
    return db.insert("campaign", {**_named(label), **given})


def _where_only(column: str, db: Writer, label: str) -> dict[str, Any]:
    """Return somebody else whom the row is about, where the column alone does not say that."""
    return {"customer_id": _other(db, CUSTOMER, label)} if label.endswith(column) else {}


MAKERS: dict[str, Any] = {
    "customer": lambda _, label: {**_named(label), "kind": "person"},
    "customer_contact": lambda db, label: {
        "customer_id": _other(db, CUSTOMER, label),
        "contact_id": _other(db, CONTACT, label),
    },
    "lead": lambda _, label: {**_named(label), "status": "new"},
    "address": lambda _, label: {"kind": "other", "address": label},
    "alias": lambda _, label: {"noun": label, "number": 7000},
    "consent": lambda _, label: {"channel": "any", "purpose": label, "state": "given"},
    "opportunity": lambda _, label: {**_named(label), "stage_id": 1},
    "conversion": lambda db, label: {
        "lead_id": _other(db, LEAD, label),
        "converted_on": "2026-11-01",
        "actor": "a",
        "touches": 1,
        "plan": "[]",
    },
    "sales_order": lambda _, label: {"number": label, "status": "open"},
    "tagging": lambda db, label: {"tag_id": db.insert("tag", _named(label))},
    "activity": lambda _, label: {"kind": "call", "at": "2026-11-20", "subject": label},
    "identity": lambda _, label: {"kind": "external", "norm": label, "noun": "x", "source": "erp"},
    "account_plan": lambda _, label: {**_named(label), "status": "open"},
    "attachment": lambda _, label: {**_named(label), "path": "/x", "sha256": "0", "size": 1},
    "campaign_member": lambda db, label: {
        "campaign_id": _campaign(db, label),
        "part": "reached",
        **_where_only("made_lead_id", db, label),
    },
    "incident_customer": lambda db, label: {
        "incident_id": db.insert("incident", {**_named(label), "started_at": "2026-11-01"})
    },
    "need": lambda db, label: {
        **_named(label),
        "weight": 3,
        "status": "open",
        **_where_only("contact_id", db, label),
    },
    "payment": lambda _, label: {
        "number": label,
        "paid_on": "2026-11-01",
        "amount_minor": 1,
        "currency": "TRY",
    },
    "quote": lambda db, label: {
        **_named(label),
        "status": "draft",
        "version": 1,
        **_where_only("contact_id", db, label),
    },
    "relation": lambda db, label: {
        "role": label,
        ("customer_id" if "other_" in label else "other_customer_id"): _other(db, CUSTOMER, label),
    },
    "request": lambda _, label: {**_named(label), "status": "open"},
    "support_case": lambda _, label: {
        **_named(label),
        "status": "open",
        "priority": "low",
        "opened_at": "2026-11-01",
    },
    "survey": lambda _, label: {"topic": label, "answered_on": "2026-11-01", "scale": 5, "nps": 1},
    "verification": lambda _, label: {"at": "2026-11-01", "note": label},
    "wallet": lambda _, label: {
        "category": label,
        "amount_minor": 1,
        "currency": "TRY",
        "estimated_on": "2026-11-01",
    },
}
"""The least that a row of each table holds; a new table that may refer to a party needs a line here."""


@pytest.fixture(params=[CUSTOMER, CONTACT, LEAD], ids=lambda noun: noun.name)
def noun(request: pytest.FixtureRequest) -> Noun:
    """Each kind of record that can be merged."""
    found: Noun = request.param
    return found


@pytest.fixture
def pair(store: Store, noun: Noun) -> tuple[int, int]:
    """Two records of the noun with everything that may hang on them."""
    given: dict[str, Any] = {"kind": "organisation"} if noun is CUSTOMER else {}
    given |= {"status": "new"} if noun is LEAD else {}
    numbers = []
    for name, phone in (("Işık Mobilya", "0532 123 45 67"), ("Işık Mob.", "0533 765 43 21")):
        number = make(
            store, noun, name=name, phone=(phone,), external_id=phone, tags=("vip", name), note=name, **given
        )
        with writing(store) as db:
            hang(db, noun, number, name)
        numbers.append(number)
    return numbers[0], numbers[1]
