"""Where an undo is stopped, what stands in the way is named with its change, and the way out works."""

import pytest

from crmcli.db import Store
from crmcli.domain import records, removing
from crmcli.domain.journal.told import InPart
from crmcli.domain.journal.undo import Undo, undo
from crmcli.domain.nouns import CUSTOMER, ORDER
from crmcli.errors import Conflict
from crmcli.sql import ChangeNote
from tests.support.program import Program
from tests.support.terminal import Terminal

NOTE = ChangeNote("2026-11-21T10:00:00Z", "ayse", None, "test")
KEYS = records.Keys()


def add(store: Store, *names: str, **values: object) -> int:
    """Add customers in one change; return its number."""
    with store.writing(NOTE) as db:
        for name in names:
            records.create(db, CUSTOMER, {"name": name, "kind": "organisation", **values}, KEYS)
        return db.change


def edit(store: Store, number: int, **values: object) -> int:
    with store.writing(NOTE) as db:
        records.modify(db, CUSTOMER, number, values, KEYS)
        return db.change


def order(store: Store, customer: int) -> int:
    with store.writing(NOTE) as db:
        given = {"customer": customer, "status": "completed", "total": 100_00, "currency": "TRY"}
        records.create(db, ORDER, given, KEYS)
        return db.change


def take_back(store: Store, number: int) -> None:
    with store.writing(NOTE) as db:
        undo(db, Undo(number))


def stopped(store: Store, number: int) -> Conflict:
    with pytest.raises(Conflict) as caught:
        take_back(store, number)
    return caught.value


def hint_of(store: Store, number: int) -> str | None:
    """Take a change back; return the hint where that is stopped, None when it is done."""
    try:
        take_back(store, number)
    except Conflict as error:
        return error.hint
    return None


def test_the_latest_change_in_the_way_is_the_one_to_take_back_first(store: Store) -> None:
    change = add(store, "Işık")
    edit(store, 1, city="İzmir")
    latest = edit(store, 1, city="Bursa")
    error = stopped(store, change)
    assert error.message == (
        f"change {change} can't be taken back before change {latest}: "
        f"C-1 Işık: changed since, by change {latest}"
    )
    assert error.hint == f"crm undo {latest}"
    assert not isinstance(error, InPart)


def test_what_refers_to_it_is_named_with_its_change(store: Store) -> None:
    change = add(store, "Işık")
    later = order(store, 1)
    error = stopped(store, change)
    assert f"C-1 Işık: S-1 refers to it, since change {later}" in error.message
    assert error.hint == f"crm undo {later}"


def test_a_change_in_the_way_that_is_itself_stopped_leads_to_what_stops_it(store: Store) -> None:
    change = add(store, "Işık")
    order(store, 1)
    with store.writing(NOTE) as db:
        records.modify(db, ORDER, 1, {"note": "Acele"}, KEYS)
        last = db.change
    assert stopped(store, change).hint == f"crm undo {last}"


def test_what_is_gone_is_brought_back_by_the_change_that_is_named(store: Store) -> None:
    made = add(store, "Ana")
    add(store, "Şube", parent=1)
    with store.writing(NOTE) as db:
        removing.delete(db, CUSTOMER, 2)
        change = db.change
    take_back(store, made)
    error = stopped(store, change)
    assert "it needs C-1, which is gone" in error.message
    assert error.hint == f"crm undo {change + 1}"


def test_following_the_hints_takes_any_change_back(store: Store) -> None:
    change = add(store, "Işık")
    edit(store, 1, city="İzmir")
    order(store, 1)
    edit(store, 1, city="Bursa")
    with store.writing(NOTE) as db:
        removing.delete(db, ORDER, 1)
    for _ in range(9):
        hint = hint_of(store, change)
        if hint is None:
            break
        take_back(store, int(hint.removeprefix("crm undo ")))
    with store.reading() as db:
        assert db.value("SELECT count(*) FROM customer") == 0


def test_a_part_is_offered_only_where_there_is_one(store: Store) -> None:
    change = add(store, "Bir", "İki")
    edit(store, 1, city="İzmir")
    error = stopped(store, change)
    assert isinstance(error, InPart)
    assert error.message.startswith(f"change {change} can't be taken back whole: C-1 Bir: changed since")
    assert error.hint == f"crm undo {change} --keep-edited"


def test_finding_out_what_is_possible_leaves_the_store_as_it_is(store: Store) -> None:
    add(store, "Bir", "İki", city="Bursa")
    with store.writing(NOTE) as db:
        for number in (1, 2):
            records.modify(db, CUSTOMER, number, {"city": "İzmir"}, KEYS)
        change = db.change
    edit(store, 1, city="Ankara")
    with store.writing(NOTE) as db:
        with pytest.raises(InPart):
            undo(db, Undo(change))
        assert db.tuples("SELECT city FROM customer ORDER BY id") == [("Ankara",), ("İzmir",)]


def three_changes(crm: Program) -> None:
    crm.ok("customer", "add", "Işık")
    crm.ok("customer", "edit", "C-1", "--set", "city=İzmir")
    crm.ok("customer", "edit", "C-1", "--set", "city=Bursa")


def test_nothing_is_asked_where_no_answer_would_help(crm: Program, tty: Terminal) -> None:
    three_changes(crm)
    told = tty("undo", "2", columns=160)
    assert told.code == 4
    assert "[y/N]" not in told.stdout
    assert "crm undo 4" in told.stdout


def test_a_dry_run_never_asks(crm_local: Program, tty_local: Terminal) -> None:
    crm_local.ok("import", "customers", "-", input="name\nBir\nİki\n")
    crm_local.ok("customer", "edit", "C-2", "--set", "city=İzmir")
    told = tty_local("undo", "2", "--dry-run", columns=160)
    assert told.code == 4
    assert "[y/N]" not in told.stdout
    assert "crm undo 2 --keep-edited" in told.stdout
    asked = tty_local("undo", "2", columns=160, answers=[("[y/N]", "y\n")])
    assert asked.code == 5
