"""Wishes: equal names are one, joined by renaming, closed one by one or for everyone."""

from datetime import date

import pytest

from crmcli.db import Store
from crmcli.domain.adding import AddRecord
from crmcli.domain.care import AddFor, add_for
from crmcli.domain.given import Context
from crmcli.domain.requests import (
    MoveRequests,
    RenameWish,
    list_requests,
    move_requests,
    rename_wish,
    show_request,
)
from crmcli.domain.targets import Targets
from crmcli.domain.views import ListRecords, ShowRecord
from crmcli.errors import NotFound
from tests.domain.reports.shop import named
from tests.support.store import writing

TODAY = date(2026, 11, 21)
CONTEXT = Context(TODAY)


@pytest.fixture(autouse=True)
def _wishes(store: Store) -> None:
    """RQ-1 to RQ-3 of C-1 to C-3; the first two ask for the same."""
    with writing(store) as db:
        for name in ("Ayşe", "Bora", "Can"):
            db.insert("customer", {**named(name), "kind": "person"})
        for who, wish in (("C-1", "Akşam teslimatı"), ("C-2", "AKŞAM TESLİMATI"), ("C-3", "gece teslimat")):
            add_for(db, AddFor(AddRecord("request", {"name": wish, "weight": "4"}, CONTEXT), who))


def statuses(store: Store) -> list[tuple[str, str | None]]:
    with store.reading() as db:
        return [(s, d) for s, d in db.tuples("SELECT status, closed_on FROM request ORDER BY id")]


def move(store: Store, ref: str, status: str, *, everyone: bool = False) -> tuple[str, ...]:
    with writing(store) as db:
        return move_requests(db, MoveRequests(Targets((ref,)), status, TODAY, everyone=everyone)).notes


def test_a_wish_shows_who_else_has_it(store: Store) -> None:
    with store.reading() as db:
        others = show_request(db, ShowRecord("RQ-1")).sections[0].rows
        assert [row.who for row in others] == ["Bora"]
        assert {row.id: row.asked_by for row in list_requests(db, ListRecords()).rows} == {1: 2, 2: 2, 3: 1}
        assert show_request(db, ShowRecord("RQ-3")).sections == ()


def test_one_request_is_done_and_the_others_are_named(store: Store) -> None:
    assert move(store, "RQ-1", "done") == ("1 more asked for the same: add --everyone to mark them as well",)
    assert statuses(store) == [("done", "2026-11-21"), ("open", None), ("open", None)]


def test_a_wish_is_done_for_everyone(store: Store) -> None:
    assert move(store, "RQ-1", "done", everyone=True) == ()
    assert statuses(store) == [("done", "2026-11-21"), ("done", "2026-11-21"), ("open", None)]


def test_what_is_opened_again_is_not_closed(store: Store) -> None:
    move(store, "RQ-1", "declined")
    move(store, "RQ-1", "open")
    move(store, "RQ-3", "planned")
    assert statuses(store) == [("open", None), ("open", None), ("planned", None)]


@pytest.mark.parametrize("old", ["gece teslimat", "GECE  TESLİMAT", "RQ-3"])
def test_two_wishings_are_joined_by_a_name(store: Store, old: str) -> None:
    with writing(store) as db:
        rename_wish(db, RenameWish(old, "Akşam teslimatı", CONTEXT))
    with store.reading() as db:
        assert db.tuples("SELECT DISTINCT name_fold FROM request") == [("aksam teslimati",)]


def test_all_of_a_wish_are_renamed(store: Store) -> None:
    with writing(store) as db:
        change = rename_wish(db, RenameWish("RQ-2", "Mesai dışı teslimat", CONTEXT))
    assert [item.id for item in change.items] == ["RQ-1", "RQ-2"]


def test_a_wish_that_nobody_has_is_not_renamed(store: Store) -> None:
    with writing(store) as db, pytest.raises(NotFound, match='nobody asked for "teslimat"'):
        rename_wish(db, RenameWish("teslimat", "x", CONTEXT))


def test_what_was_declined_stays_declined_for_everyone(store: Store) -> None:
    move(store, "RQ-2", "declined")
    assert move(store, "RQ-1", "done") == ()
    move(store, "RQ-1", "planned", everyone=True)
    assert [status for status, _ in statuses(store)] == ["planned", "declined", "open"]
