"""What rows refer to: found by any key, made on request, later in the file, or a reason."""

from collections.abc import Callable
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain import records
from crmcli.domain.nouns import CUSTOMER, LEAD, USER
from crmcli.errors import Refused, UsageError
from tests.domain.load.conftest import Importer
from tests.support.store import writing

Look = Callable[..., list[tuple[Any, ...]]]
BATCHES = pytest.mark.parametrize("batch", [1, 5000])
KEYS = records.Keys()


@pytest.fixture
def people(store: Store) -> None:
    """One user and two customers."""
    with writing(store) as db:
        records.create(db, USER, {"name": "Ayşe Kaya", "email": "ayse@ornek.com", "active": 1}, KEYS)
        isik = {"name": "Işık", "kind": "organisation", "external_id": "A1", "phone": ("0532 123 45 67",)}
        records.create(db, CUSTOMER, isik, KEYS)
        ada = {"name": "Ada", "kind": "person", "email": ("ada@ada.com",), "tax_number": "1234567890"}
        records.create(db, CUSTOMER, ada, KEYS)


@pytest.mark.usefixtures("people")
@BATCHES
def test_a_record_is_found_by_any_key(importing: Importer, look: Look, batch: int) -> None:
    named = ["A1", "0532 123 4567", "işık", "C-1", "ADA@ada.com", "1234567890", "C-2"]
    rows = "number,customer,owner\n" + "".join(f"{i},{name},AYŞE KAYA\n" for i, name in enumerate(named))
    assert importing("order", rows, batch=batch).counts == {"new": 7}
    query = "SELECT customer_id, owner_id FROM sales_order ORDER BY id"
    assert look(query) == [(1, 1), (1, 1), (1, 1), (1, 1), (2, 1), (2, 1), (2, 1)]


@pytest.mark.usefixtures("people")
@BATCHES
def test_a_reference_to_nobody_rejects_its_row(importing: Importer, look: Look, batch: int) -> None:
    rows = "number,customer\n1,Işık\n2,Işıl\n3,Ada\n"
    done = importing("order", rows, batch=batch, rejects=True)
    assert done.counts == {"new": 2, "rejected": 1}
    [(line, reason)] = done.reasons
    assert line == 3
    assert reason.startswith('no customer answers to "Işıl" (did you mean "Işık"?')
    assert done.rejects[0].column == "customer"
    assert look("SELECT number FROM sales_order ORDER BY id") == [("1",), ("3",)]


@pytest.mark.usefixtures("people")
def test_a_reference_to_several_rejects_its_row(importing: Importer, store: Store) -> None:
    with writing(store) as db:
        records.create(db, CUSTOMER, {"name": "IŞIK", "kind": "person"}, KEYS)
    done = importing("order", "number,customer\n1,Işık\n", rejects=True)
    assert done.reasons == [(2, '"Işık" may be any of C-1, C-3')]


@BATCHES
def test_what_is_missing_is_made_on_request(importing: Importer, look: Look, batch: int) -> None:
    rows = "name,owner,stage\nA,Can,Deneme\nB,Efe,New\nC,Can,Deneme\n"
    done = importing("opportunity", rows, batch=batch, create=frozenset({"users", "stages"}))
    assert done.counts == {"new": 3}
    assert look("SELECT name FROM crm_user ORDER BY name") == [("Can",), ("Efe",)]
    assert look("SELECT count(*) FROM stage WHERE name = 'Deneme'") == [(1,)]
    assert {"made on the way: 2 users", "made on the way: 1 stage"} <= set(done.result.notes)
    assert importing("opportunity", rows, batch=batch).counts == {"unchanged": 3}


@BATCHES
def test_a_parent_may_come_later_in_the_file(importing: Importer, look: Look, batch: int) -> None:
    rows = "id,name,parent\n1,Şube,3\n2,Depo,merkez\n3,Merkez,\n"
    assert importing("customer", rows, batch=batch).counts == {"new": 3}
    assert look("SELECT parent_id FROM customer ORDER BY id") == [(3,), (3,), (None,)]
    assert importing("customer", rows, batch=batch).counts == {"unchanged": 3}


@BATCHES
def test_a_missing_parent_leaves_the_rest_of_the_row(importing: Importer, look: Look, batch: int) -> None:
    rows = "id,name,parent\n1,Şube,9\n2,Depo,2\n3,Merkez,\n"
    done = importing("customer", rows, batch=batch, rejects=True)
    assert done.counts == {"new": 3}
    assert [line for line, _ in done.reasons] == [2, 3]
    assert done.reasons[0][1].endswith("(the rest of the row was taken)")
    assert done.reasons[1] == (3, "a customer can't stand above itself (the rest of the row was taken)")
    assert done.result.exit_code == 5
    assert "2 rows were taken without a reference: the rejects say which" in done.result.notes
    assert look("SELECT count(*), count(parent_id) FROM customer") == [(3, 0)]
    with pytest.raises(Refused, match=r"nothing was imported: customer\.csv line 2"):
        importing("customer", rows)


@BATCHES
def test_a_parent_may_be_made(importing: Importer, look: Look, batch: int) -> None:
    rows = "id,name,parent\n1,Şube,Merkez\n2,Depo,Merkez\n"
    done = importing("customer", rows, batch=batch, create=frozenset({"customers"}))
    assert done.counts == {"new": 2}
    parents = look("SELECT name, parent_id FROM customer ORDER BY id")
    assert parents == [("Şube", 3), ("Depo", 3), ("Merkez", None)]


@pytest.mark.usefixtures("people")
@BATCHES
def test_the_first_contact_of_a_customer_is_its_main_one(importing: Importer, look: Look, batch: int) -> None:
    rows = "id,name,customer,role\n1,Ali,Işık,buyer\n2,Veli,Işık,\n3,Can,Ada,\n4,Efe,,\n"
    assert importing("contact", rows, batch=batch).counts == {"new": 4}
    query = "SELECT contact_id, customer_id, role, is_primary FROM customer_contact ORDER BY contact_id"
    assert look(query) == [(1, 1, "buyer", 1), (2, 1, None, 0), (3, 2, None, 1)]


@BATCHES
def test_lines_are_numbered_and_make_up_the_total(importing: Importer, look: Look, batch: int) -> None:
    importing("order", "number,total\nS1,\nS2,99\nS3,5\n")
    lines = "id,order,quantity,unit_price\n1,S1,2,1.50\n2,S2,1,9\n3,S1,1,4\n4,S3,1,5\n"
    done = importing("order_line", lines, batch=batch)
    assert done.counts == {"new": 4}
    query = "SELECT order_id, position, amount_minor FROM order_line ORDER BY order_id, position"
    assert look(query) == [(1, 1, 300), (1, 2, 400), (2, 1, 900), (3, 1, 500)]
    assert look("SELECT total_minor, currency FROM sales_order ORDER BY id") == [
        (700, "TRY"),
        (9900, "TRY"),
        (500, "TRY"),
    ]
    note = "1 order has a total that is not the sum of its lines: it is kept as given"
    assert note in done.result.notes
    assert importing("order_line", lines, batch=batch).counts == {"unchanged": 4}
    more = "id,order,quantity,unit_price\n5,S1,1,1\n"
    importing("order_line", more, batch=batch)
    assert look("SELECT position FROM order_line WHERE id = 5") == [(3,)]
    assert look("SELECT total_minor FROM sales_order WHERE id = 1") == [(800,)]


@pytest.mark.usefixtures("people")
@BATCHES
def test_an_opportunity_inherits_from_where_it_came_from(
    importing: Importer, store: Store, look: Look, batch: int
) -> None:
    with writing(store) as db:
        records.create(db, LEAD, {"name": "Ali", "status": "new", "customer": 2, "external_id": "L9"}, KEYS)
    importing("activity", "id,kind,at,lead\n1,call,2026-01-05,L9\n")
    importing("product", "name,sku\nMasa,M1\n")
    header = "id,product,lead,activity,stage,close_date\n"
    rows = header + "1,M1,L9,,Won,2026-02-01\n2,,,1,New,2026-03-01\n3,M1,,,,\n"
    done = importing("opportunity", rows, batch=batch)
    assert done.counts == {"new": 3}
    query = "SELECT name, customer_id, lead_id, closed_on, expected_close FROM opportunity ORDER BY id"
    assert look(query) == [
        ("Masa", 2, 1, "2026-02-01", None),
        ("Opportunity 2", 2, 1, None, "2026-03-01"),
        ("Masa", None, None, None, None),
    ]
    assert look("SELECT opportunity_id FROM activity") == [(2,)]
    steps = look("SELECT opportunity_id, changed_on FROM stage_change ORDER BY opportunity_id")
    assert steps == [(1, "2026-02-01"), (2, None), (3, None)]
    assert "1 of the new opportunities name no customer: they are kept without one" in done.result.notes
    assert importing("opportunity", rows, batch=batch).counts == {"unchanged": 3}


def test_an_opportunity_that_moved_has_a_step_more(importing: Importer, look: Look) -> None:
    importing("opportunity", "id,name,stage\n1,Masa,New\n")
    moved = "id,name,stage,close_date\n1,Masa,Won,2026-02-01\n"
    assert importing("opportunity", moved).counts == {"changed": 1}
    assert importing("opportunity", moved).counts == {"unchanged": 1}
    steps = "SELECT from_stage_id IS NULL, changed_on FROM stage_change ORDER BY id"
    assert [(bool(first), day) for first, day in look(steps)] == [(True, None), (False, "2026-02-01")]


def test_a_lost_lead_needs_a_reason(importing: Importer, look: Look) -> None:
    header = "id,name,status,lost_reason\n"
    done = importing("lead", header + "1,Ali,lost,\n2,Veli,lost,price\n3,Can,new,price\n", rejects=True)
    assert done.counts == {"new": 2, "rejected": 1}
    assert done.reasons[0][1].startswith("a lost lead needs a reason")
    assert look("SELECT status, lost_reason_id IS NULL FROM lead ORDER BY id") in (
        [("lost", 0), ("new", 1)],
        [("lost", False), ("new", True)],
    )
    assert importing("lead", header + "2,Veli,working,\n").counts == {"changed": 1}
    assert look("SELECT status, lost_reason_id FROM lead WHERE id = 1") == [("working", None)]


def test_a_converted_lead_stays_converted(importing: Importer, store: Store, look: Look) -> None:
    importing("lead", "id,name,status\n1,Ali,new\n")
    with writing(store) as db:
        db.update("lead", 1, {"status": "converted"})
    again = importing("lead", "id,name,status,city\n1,Ali,new,\n")
    assert again.counts == {"unchanged": 1}
    lost = "id,name,status,city\n1,Ali,lost,İzmir\n"
    assert importing("lead", lost, rejects=True).counts == {"rejected": 1}
    assert importing("lead", "id,name,status,city\n1,Ali,working,İzmir\n").counts == {"changed": 1}
    assert look("SELECT status, city FROM lead") == [("converted", "İzmir")]


def test_create_names_what_could_be_made(importing: Importer) -> None:
    done = importing("order", "number,customer\n1,Işık\n", rejects=True)
    assert done.reasons[0][1].endswith("--create customers would make it")
    with pytest.raises((Refused, UsageError)):
        importing("order", "number,customer\n1,Işık\n")
