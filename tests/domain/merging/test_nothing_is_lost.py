"""Whatever two records say before a merge, the kept one says after it, in some place."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmcli.db import Store, open_store
from crmcli.domain import normal, records
from crmcli.domain.merging.merge import merge
from crmcli.domain.merging.request import MergeRequest
from crmcli.domain.nouns import CONTACT, CUSTOMER, LEAD, Noun
from crmcli.domain.text import fold
from tests.support.store import writing

KEYS = records.Keys()
# Values by column: some alike but for case, some that are no phone or address at all.
SAID = {
    "name": ("Işık Mobilya", "IŞIK MOBİLYA", "Işık", "it's | [red]x"),
    "company": ("Işık", "Deniz"),
    "email": ("a@b.example", "A@B.example", "c@d.example", "none at all"),
    "phone": ("0532 123 45 67", "+90 532 1234567", "0533 765 43 21", "call Ayşe", "0532 123 45 67 dahili 3"),
    "tax_number": ("0010130206", "001 013 02 06", "1111111111", "10000000146", "belki"),
    "birth_date": ("1980-04-05", "1980-05-04"),
    "address": ("Gazi Cad. 1", "GAZİ CAD. 1", "Lale Sok. 9\nkat 2"),
    "city": ("İzmir", "Iğdır"),
    "note": ("eski", "eski\nnot", "yeni"),
    "created_on": ("2026-01-01", "2026-02-02"),
}
WORDS = ("bir", "BİR", "iki; üç")
DERIVED = ("id", "created_change", "created_on", "name_fold", "name_sort", "status", "kind")
PARTIES: dict[Noun, dict[str, Any]] = {
    CUSTOMER: {"kind": "person", "name": "Adsız"},
    CONTACT: {"name": "Adsız"},
    LEAD: {"status": "new", "name": "Aday"},
}


def values(columns: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Make a record's values: any column may be empty."""
    texts = [c for c in columns if c not in DERIVED and not c.endswith(("_id", "_minor")) and c != "currency"]
    texts = [c for c in texts if c not in ("custom", "lost_on", "lost_note", "score", "cadence_days")]
    each = {name: st.none() | st.sampled_from(SAID.get(name, WORDS)) for name in texts}
    return st.fixed_dictionaries(each)


def customs() -> st.SearchStrategy[dict[str, str]]:
    return st.dictionaries(st.sampled_from(("sınıf", "bölge")), st.sampled_from(WORDS))


def forms(text: str) -> list[str]:
    """Return a text and its normal forms as phone or tax number: one way to write a number is enough."""
    tax = normal.tax_number(text)
    return [" ".join(text.split()), *filter(None, (normal.phone(text, "TR"), tax.number if tax else None))]


def said(store: Store, noun: Noun, number: int) -> str:
    """Return all that is told of a record, in one text."""
    with store.reading() as db:
        own = db.tuples(f"SELECT * FROM {noun.table} WHERE id = :id", {"id": number})
        keys = db.tuples(f"SELECT value, norm FROM identity WHERE {noun.owner} = :id", {"id": number})
        places = db.tuples(f"SELECT * FROM address WHERE {noun.owner} = :id", {"id": number})
    texts = [str(cell) for row in (*own, *keys, *places) for cell in row if cell is not None]
    return fold(" ".join(" ".join(texts).split()))


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(data=st.data())
@pytest.mark.parametrize("noun", PARTIES, ids=lambda noun: noun.name)
def test_every_text_of_both_records_is_told_by_the_kept_one(
    noun: Noun, data: st.DataObject, sqlite_url: str
) -> None:
    store = open_store(sqlite_url)
    with store.reading() as db:
        columns = list(db.tables[noun.table].columns)
    texts, numbers = [], []
    for _ in range(2):
        one = {name: text for name, text in data.draw(values(columns)).items() if text}
        own = data.draw(customs())
        with writing(store) as db:
            numbers.append(records.create(db, noun, {**PARTIES[noun], **one, "custom": own}, KEYS))
        texts += [*one.values(), *own.values()]
    takes = st.dictionaries(st.sampled_from(("all", "name", "phone", "address")), st.sampled_from(numbers))
    keep, gone = numbers
    with writing(store) as db:
        merge(db, MergeRequest(noun, keep, (gone,), data.draw(takes)))
    told = said(store, noun, keep)
    for text in texts:
        assert any(fold(form) in told for form in forms(text)), text
