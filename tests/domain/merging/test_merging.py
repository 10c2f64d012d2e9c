"""Merging two records on a real store: nothing is lost, nothing still refers to the one that went."""

import json
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain import records
from crmcli.domain.merging.links import references
from crmcli.domain.merging.merge import MergeMany, merge, merge_many, preview
from crmcli.domain.merging.request import MergeRequest
from crmcli.domain.nouns import CONTACT, CUSTOMER, LEAD, Noun
from crmcli.domain.refs import resolve
from crmcli.errors import CrmError, NotFound, Refused, UsageError
from tests.domain.merging.conftest import (
    MAKERS,
    customer,
    edit,
    make,
    merged,
    row,
    snapshot,
    take_back,
)
from tests.support.making import CONTEXT, one
from tests.support.store import writing


def test_every_table_that_may_refer_to_a_party_is_tried(store: Store) -> None:
    with store.reading() as db:
        known = {table for noun in (CUSTOMER, CONTACT, LEAD) for table, _ in references(db, noun)}
    assert known <= MAKERS.keys(), "a new table needs a line in MAKERS, and a look at merging/links.py"


def test_nothing_refers_to_the_one_that_went_and_nothing_that_hung_on_it_is_gone(
    store: Store, noun: Noun, pair: tuple[int, int]
) -> None:
    keep, gone = pair
    with store.reading() as db:
        before = {
            (table, column): db.value(
                f"SELECT count(*) FROM {table} WHERE {column} IN (:keep, :gone)", {"keep": keep, "gone": gone}
            )
            for table, column in references(db, noun)
        }
    merged(store, noun, keep, gone)
    with store.reading() as db:
        for table, column in references(db, noun):
            counted = f"SELECT count(*) FROM {table} WHERE {column} = :id"
            assert db.value(counted, {"id": gone}) == 0, (table, column)
            more = {"alias": 1, "tagging": -1}.get(table, 0)  # its own number; the tag both had
            assert db.value(counted, {"id": keep}) == before[table, column] + more, (table, column)
        assert db.value(f"SELECT count(*) FROM {noun.table} WHERE id = :id", {"id": gone}) == 0


def test_the_old_number_phone_and_external_id_mean_the_kept_record(
    store: Store, noun: Noun, pair: tuple[int, int]
) -> None:
    keep, gone = pair
    merged(store, noun, keep, gone)
    with store.reading() as db:
        for text in (noun.ref(gone), noun.ref(gone).lower(), "0533 765 43 21", "05331234567"):
            if text == "05331234567":
                with pytest.raises(NotFound):
                    resolve(db, noun, text)
            else:
                assert resolve(db, noun, text) == keep


def test_undo_brings_both_back_to_the_byte_and_redo_merges_them_again(
    store: Store, noun: Noun, pair: tuple[int, int]
) -> None:
    keep, gone = pair
    before = snapshot(store)
    merged(store, noun, keep, gone)
    after = snapshot(store)
    take_back(store)
    assert snapshot(store) == before
    take_back(store, redo=True)
    assert snapshot(store) == after
    take_back(store)
    assert snapshot(store) == before


def test_a_chain_of_merges_leads_every_number_to_the_last(
    store: Store, noun: Noun, pair: tuple[int, int]
) -> None:
    keep, gone = pair
    third = make(
        store,
        noun,
        name="Üç",
        **({"kind": "person"} if noun is CUSTOMER else {"status": "new"} if noun is LEAD else {}),
    )
    before = snapshot(store)
    merged(store, noun, keep, gone)
    merged(store, noun, third, keep)
    with store.reading() as db:
        assert {resolve(db, noun, noun.ref(number)) for number in (keep, gone, third)} == {third}
    take_back(store)
    take_back(store)
    assert snapshot(store) == before


def test_several_go_into_one_and_each_fills_what_is_still_empty(store: Store) -> None:
    first, second, third = (
        customer(store),
        customer(store, "Işık", city="İzmir"),
        customer(store, "ışık", city="Bursa"),
    )
    result = merged(store, CUSTOMER, first, second, third)
    assert result.items[0].gone == ("C-2", "C-3")
    assert row(store, CUSTOMER, first)["city"] == "İzmir"
    with store.reading() as db:
        assert db.tuples("SELECT kind, city FROM address") == [("other", "Bursa")]


def test_the_kept_record_may_be_any_of_them(store: Store) -> None:
    customer(store)
    customer(store)
    merged(store, CUSTOMER, 2, 1)
    with store.reading() as db:
        assert resolve(db, CUSTOMER, "C-1") == 2


def test_a_second_phone_stays_known_and_the_note_holds_what_has_no_other_place(store: Store) -> None:
    customer(
        store,
        "Işık Mobilya",
        phone=("0532 123 45 67",),
        website="a.example",
        custom={"sektör": "mobilya"},
        note="ilk",
    )
    customer(
        store,
        "Işık Mob.",
        phone=("0533 765 43 21",),
        website="b.example",
        custom={"sektör": "ahşap", "bölge": "Ege"},
        note="ikinci",
    )
    result = merged(store, CUSTOMER, 1, 2)
    kept = row(store, CUSTOMER, 1)
    assert kept["note"] == "ilk\n\nikinci\n\nC-2: name: Işık Mob.; website: b.example; sektör: ahşap"
    assert json.loads(kept["custom"]) == {"sektör": "mobilya", "bölge": "Ege"}
    assert one(store, "SELECT count(*) FROM identity WHERE kind = 'phone' AND customer_id = 1") == (2,)
    assert result.items[0].differed == ("name", "phone", "website", "sektör")
    assert result.summary == "Merged C-2 into C-1 Işık Mobilya: 1 phone, e-mail or id"


def test_an_imported_phone_whose_text_stands_in_its_column_only_is_written_beside_its_key(
    store: Store,
) -> None:
    """A bulk load leaves the text of the main phone out of its key."""
    customer(store, phone=("0532 123 45 67",), tax_number="1234567890")
    customer(store, phone=("0533 765 43 21",), tax_number="0010130206")
    with writing(store) as db:
        for key in (1, 2, 3, 4):
            if db.value("SELECT id FROM identity WHERE id = :id", {"id": key}):
                db.update("identity", key, {"value": None})
    before = snapshot(store)
    merged(store, CUSTOMER, 1, 2)
    with store.reading() as db:
        told = db.tuples("SELECT norm, value FROM identity WHERE kind = 'phone' ORDER BY norm")
    assert told == [("+905321234567", None), ("+905337654321", "0533 765 43 21")]
    take_back(store)
    assert snapshot(store) == before
    merged(store, CUSTOMER, 1, 2, choices={"phone": 2})
    with store.reading() as db:
        told = db.tuples("SELECT norm, value FROM identity WHERE kind = 'phone' ORDER BY norm")
    assert told == [("+905321234567", "0532 123 45 67"), ("+905337654321", None)]


def test_a_value_given_anew_stands_and_what_it_displaces_stays(store: Store) -> None:
    customer(store, "Bir", phone=("0532 123 45 67",), website="a.example")
    customer(store, "İki", website="b.example")
    sets = {"name": "Üç", "phone": "0534 000 11 22", "website": "c.example", "custom": ["renk=mavi"]}
    merged(store, CUSTOMER, 1, 2, sets=sets, context=CONTEXT)
    kept = row(store, CUSTOMER, 1)
    assert (kept["name"], kept["name_fold"], kept["phone"]) == ("Üç", "uc", "0534 000 11 22")
    assert kept["note"] == "C-2: name: İki; website: b.example\n\nC-1: name: Bir; website: a.example"
    with store.reading() as db:
        assert resolve(db, CUSTOMER, "0532 123 45 67") == resolve(db, CUSTOMER, "05340001122") == 1


def test_a_contact_of_both_is_linked_once_with_the_longer_time_and_both_roles(store: Store) -> None:
    customer(store)
    customer(store)
    make(store, CONTACT, name="Ayşe", customer=1, role="alıcı", since="2024-01-01", until="2025-01-01")
    make(store, CONTACT, name="Ali", customer=2, role="müdür")
    edit(store, CONTACT, 1, customer=2, role="muhasebe", since="2020-01-01")
    merged(store, CUSTOMER, 1, 2)
    with store.reading() as db:
        told = db.tuples(
            "SELECT contact_id, role, since, until, is_primary FROM customer_contact ORDER BY contact_id"
        )
    assert told == [(1, "alıcı, muhasebe", "2020-01-01", None, 1), (2, "müdür", None, None, 0)]


@pytest.mark.parametrize(
    ("parents", "expected"),
    [
        ({1: 2}, {1: None}),  # the kept one stood under the other
        ({2: 1}, {1: None}),
        ({1: 3, 3: 2}, {1: None, 3: 1}),  # through a third
        ({1: 3, 3: 2, 2: 4}, {1: 4, 3: 1}),
        ({2: 3, 3: 1}, {1: None, 3: 1}),
        ({2: 3}, {1: 3}),
        ({1: 4, 2: 3}, {1: 4}),
    ],
)
@pytest.mark.parametrize("field", ["parent", "referrer"])
def test_nobody_comes_to_stand_above_himself(
    store: Store, field: str, parents: dict[int, int], expected: dict[int, int | None]
) -> None:
    for _ in range(4):
        customer(store)
    for child, parent in parents.items():
        edit(store, CUSTOMER, child, **{field: parent})
    before = snapshot(store)
    merged(store, CUSTOMER, 1, 2)
    for number, above in expected.items():
        assert row(store, CUSTOMER, number)[f"{field}_id"] == above
    take_back(store)
    assert snapshot(store) == before


def lead(store: Store, name: str, status: str = "new", **values: Any) -> int:
    return make(store, LEAD, name=name, status=status, **values)


def convert(store: Store, number: int) -> None:
    from crmcli.domain.conversion.batch import convert as act
    from crmcli.domain.conversion.request import Convert

    with writing(store) as db:
        act(db, Convert(today=CONTEXT.today, refs=(f"L-{number}",), on_duplicate="create", single=True))


def test_a_converted_lead_and_an_open_one_are_a_converted_one(store: Store) -> None:
    lead(store, "Ayşe")
    lead(store, "Ayşe Işık", company="Işık A.Ş.")
    convert(store, 2)
    before = snapshot(store)
    merged(store, LEAD, 1, 2)
    assert row(store, LEAD, 1)["status"] == "converted"
    assert one(store, "SELECT lead_id FROM conversion") == (1,)
    take_back(store)
    assert snapshot(store) == before


def test_two_converted_leads_stay_two_and_the_hint_names_what_they_became(store: Store) -> None:
    for name in ("Ayşe", "Ali"):
        convert(store, lead(store, name, company=f"{name} A.Ş."))
    with pytest.raises(Refused, match="L-1 and L-2 are both converted") as caught:
        merged(store, LEAD, 1, 2)
    assert caught.value.hint == "crm merge C-1 C-2"


def test_a_lost_lead_and_an_open_one_are_open_and_the_loss_is_noted(store: Store) -> None:
    lead(store, "Ayşe", "lost", lost_reason=1, lost_on="2026-01-02", lost_note="pahalı")
    lead(store, "Ayşe", "working")
    merged(store, LEAD, 1, 2)
    kept = row(store, LEAD, 1)
    assert (kept["status"], kept["lost_reason_id"]) == ("working", None)
    assert kept["note"] == "L-1: status: lost, price, pahalı, 2026-01-02"


def test_what_was_told_apart_from_the_one_that_went_is_told_apart_from_the_kept_one(store: Store) -> None:
    for _ in range(4):
        customer(store)
    with writing(store) as db:
        for low, high in ((1, 2), (2, 3), (2, 4), (1, 4)):
            db.insert("distinct_pair", {"noun": "customer", "low": low, "high": high})
    before = snapshot(store)
    merged(store, CUSTOMER, 1, 2)
    with store.reading() as db:
        assert db.tuples("SELECT low, high FROM distinct_pair ORDER BY low, high") == [(1, 3), (1, 4)]
    take_back(store)
    assert snapshot(store) == before


def test_the_preview_says_what_the_merge_then_does_and_writes_nothing(
    store: Store, noun: Noun, pair: tuple[int, int]
) -> None:
    keep, gone = pair
    before = snapshot(store)
    with store.reading() as db:
        shown = preview(db, MergeRequest(noun, keep, (gone,)))
    assert snapshot(store) == before
    assert shown.item == merged(store, noun, keep, gone).items[0]
    lines = {line.field: line for line in shown.sections[0].rows}
    assert lines["name"].why == f"{noun.ref(keep)} is kept; the other goes into the note"
    assert lines["phone"].other == "0533 765 43 21"
    assert {line.what: line.count for line in shown.sections[1].rows}["activities"] == 1


def test_differing_tax_numbers_are_warned_of(store: Store) -> None:
    customer(store, tax_number="1234567890")
    customer(store, tax_number="0010130206")
    with store.reading() as db:
        shown = preview(db, MergeRequest(CUSTOMER, 1, (2,)))
    assert shown.notes == ("tax number differs: 1234567890 (C-1) and 0010130206 (C-2)",)


@pytest.mark.parametrize(
    ("asked", "error", "message"),
    [
        ({"gone": (1,)}, Refused, "C-1 can't be merged with itself"),
        ({"gone": (9,)}, NotFound, "no customer has number C-9"),
        ({"choices": {"fone": 2}}, UsageError, 'no customer has a field "fone" to choose'),
        ({"choices": {"city": 2}}, UsageError, "city is chosen together with address"),
        ({"choices": {"phone": 3}}, UsageError, "C-3 is not one of those that are merged"),
        ({"choices": {"tags": 2}}, UsageError, "tags are joined"),
    ],
)
def test_what_can_not_be_merged_is_refused_and_nothing_changes(
    store: Store, asked: dict[str, Any], error: type[CrmError], message: str
) -> None:
    for _ in range(3):
        customer(store)
    before = snapshot(store)
    request: dict[str, Any] = {"gone": (2,), **asked}
    with pytest.raises(error, match=message), writing(store) as db:
        merge(db, MergeRequest(CUSTOMER, 1, **request))
    assert snapshot(store) == before


def test_many_lines_are_one_change_and_a_line_that_fails_leaves_the_others_done(store: Store) -> None:
    for _ in range(4):
        customer(store)
    lines = (("C-1", "C-2"), ("C-9", "C-1"), ("C-2", "C-3"), ("C-1", "C-3"), ("S-1", "S-2"))
    with writing(store) as db:
        result = merge_many(db, MergeMany(lines))
    assert [item.status for item in result.items] == ["merged", "failed", "merged", "unchanged", "failed"]
    assert result.items[3].reason == "C-3 is C-1 already"
    assert (result.exit_code, result.summary) == (5, "Merged 2 customers into 2, 1 merged already, 2 failed")
    take_back(store)
    assert [number for number, *_ in snapshot(store)["customer"]] == [1, 2, 3, 4]


def test_a_record_that_comes_from_two_sources_is_found_by_either_again(store: Store) -> None:
    with writing(store) as db:
        for source in ("shop", "erp"):
            given = {"name": "Işık", "kind": "person", "external_id": "77"}
            records.create(db, CUSTOMER, given, records.Keys(source=source))
    merged(store, CUSTOMER, 1, 2)
    with store.reading() as db:
        told = db.tuples("SELECT source, norm, customer_id FROM identity ORDER BY source")
    assert told == [("erp", "77", 1), ("shop", "77", 1)]


def test_the_newest_consent_of_either_is_in_force(store: Store) -> None:
    customer(store)
    customer(store)
    with writing(store) as db:
        for owner, state, day in ((1, "given", "2025-01-01"), (2, "withdrawn", "2026-01-01")):
            given = {"channel": "email", "purpose": "marketing", "state": state, "decided_on": day}
            db.insert("consent", {**given, "customer_id": owner})
    merged(store, CUSTOMER, 1, 2)
    query = "SELECT state FROM consent WHERE customer_id = 1 ORDER BY decided_on DESC, id DESC"
    assert one(store, query) == ("withdrawn",)
