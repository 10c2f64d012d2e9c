"""What surrounds a sale, of care and marketing is found by its name, its number on paper and its key."""

import pytest

from crmcli.db import Store
from crmcli.domain import records
from crmcli.domain.find import Find, find
from crmcli.domain.nouns import (
    CAMPAIGN,
    CASE,
    COMPETITOR,
    CUSTOMER,
    INCIDENT,
    PAYMENT,
    QUOTE,
    REQUEST,
    SEGMENT,
)
from tests.support.history import KEYS, make, noted


@pytest.fixture
def known(store: Store) -> Store:
    """Something of many kinds around "Işık"."""
    with store.writing(noted("2026-11-01T09:00:00Z")) as db:
        make(db, CUSTOMER, name="Ada", kind="person", phone="0532 123 45 67")
        make(db, QUOTE, name="Işık Ofis", number="T-2026/İ7", customer=1, status="draft", version=1)
        make(
            db, CASE, name="Işık yanmıyor", customer=1, status="open", priority="low", opened_at="2026-11-01"
        )
        make(db, CAMPAIGN, name="Işıklı kış", status="planned", purpose="marketing", holdout_percent=0)
        make(db, COMPETITOR, name="Parlakışık", active=1, external_id="R-1")
        segment = {"name": "Işık alanlar", "noun": "customer", "filter": "bought ışık"}
        records.create(db, SEGMENT, segment, KEYS)
        make(db, REQUEST, name="Sarı ışık", customer=1, status="open")
        make(db, INCIDENT, name="Işık kesintisi", started_at="2026-11-01")
        paid = {"customer": 1, "paid_on": "2026-11-01", "amount": 1, "currency": "TRY"}
        make(db, PAYMENT, number="MAK-41", **paid)
    return store


def ids(store: Store, text: str) -> set[str]:
    """Return the numbers of what answers."""
    with store.reading() as db:
        return {row.id for row in find(db, Find(text)).rows}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ışık", {"Q-1", "CS-1", "CA-1", "CO-1", "SG-1", "RQ-1", "IN-1"}),
        ("t-2026/i7", {"Q-1"}),
        ("mak-41", {"PY-1"}),
        ("R-1", {"CO-1"}),
        ("CS-1", {"CS-1"}),
        ("0532", {"C-1"}),
    ],
)
def test_each_kind_is_found(known: Store, text: str, found: set[str]) -> None:
    assert ids(known, text) == found


def test_what_has_no_rows_is_not_asked(store: Store) -> None:
    with store.writing(noted("2026-11-01T09:00:00Z")) as db:
        make(db, CUSTOMER, name="Ada", kind="person")
    with store.reading() as reader:
        asked: list[str] = []
        tuples = reader.tuples

        def noting(sql: str, values: dict[str, object] | None = None) -> list[tuple[object, ...]]:
            asked.append(sql)
            return tuples(sql, values or {})

        reader.tuples = noting  # type: ignore[assignment,method-assign]
        assert [row.id for row in find(reader, Find("ada")).rows] == ["C-1"]
    assert not [sql for sql in asked if "FROM campaign r" in sql or "FROM record_key" in sql]
