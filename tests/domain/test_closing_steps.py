"""Closing steps: what holds an opportunity in its stage, and how it gets on."""

from datetime import date
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.closing_step import (
    AddClosingStep,
    add_closing_step,
    edit_closing_steps,
    list_closing_steps,
)
from crmcli.domain.deleting import DeleteRecords, delete_records
from crmcli.domain.editing import EditRecords, edit_records
from crmcli.domain.journal.undo import Undo, undo
from crmcli.domain.opportunity import show_opportunity
from crmcli.domain.opportunity_moves import MoveOpportunities, move_opportunities
from crmcli.domain.results import Change
from crmcli.domain.step_done import DoStep, ListSteps, do_step, list_steps
from crmcli.domain.targets import Targets, Touched
from crmcli.domain.views import ListRecords, ShowRecord
from crmcli.errors import Conflict, NotFound, UsageError
from tests.support.making import CONTEXT, add, edit, one
from tests.support.store import writing

TODAY = date(2026, 11, 21)


def step(store: Store, name: str, stage: str = "Proposal", **given: str) -> Change[Touched]:
    with writing(store) as db:
        return add_closing_step(db, AddClosingStep({"name": name, "stage": stage, **given}, CONTEXT))


def done(store: Store, name: str, ref: str = "O-1", **rest: Any) -> Change[Touched]:
    with writing(store) as db:
        return do_step(db, DoStep(ref, name, rest.pop("on", TODAY), TODAY, **rest))


def move(store: Store, *refs: str, **rest: Any) -> Change[Touched]:
    with writing(store) as db:
        return move_opportunities(db, MoveOpportunities(Targets(refs or ("O-1",)), TODAY, **rest))


def stage_of(store: Store, number: int = 1) -> Any:
    query = "SELECT s.name FROM opportunity o JOIN stage s ON s.id = o.stage_id WHERE o.id = :id"
    return one(store, query, id=number)[0]


def states(store: Store, ref: str = "O-1") -> dict[str, str]:
    with store.reading() as db:
        return {row.name: row.state for row in list_steps(db, ListSteps(ref)).rows}


@pytest.fixture
def deal(store: Store) -> Store:
    """An opportunity in a stage that asks for two steps and reminds of a third."""
    add(store, "opportunity", "Showroom", stage="Proposal")
    step(store, "Sözleşme imzalandı")
    step(store, "Depozito alındı")
    step(store, "Keşif yapıldı", required="no")
    return store


@pytest.mark.parametrize("goal", [{"outcome": "won"}, {"stage": "Negotiation"}, {"stage": "Won"}])
def test_a_required_open_step_holds_it_back(deal: Store, goal: dict[str, str]) -> None:
    done(deal, "depozito")
    with pytest.raises(
        Conflict, match="O-1 can't leave Proposal with 1 open step: Sözleşme imzalandı"
    ) as caught:
        move(deal, **goal)
    assert "crm opportunity step-done O-1 'Sözleşme imzalandı'" in (caught.value.hint or "")
    assert stage_of(deal) == "Proposal"
    done(deal, "söz")
    move(deal, **goal)
    assert stage_of(deal) != "Proposal"


@pytest.mark.parametrize("goal", [{"outcome": "lost"}, {"stage": "New"}, {"stage": "Proposal"}])
def test_losing_going_back_and_staying_wait_for_nothing(deal: Store, goal: dict[str, str]) -> None:
    move(deal, **goal)


def test_an_edit_of_the_stage_is_held_back_as_well(deal: Store) -> None:
    with pytest.raises(Conflict, match="2 open steps: Sözleşme imzalandı, Depozito alındı"):
        edit(deal, "opportunity", "O-1", stage="Won")
    assert stage_of(deal) == "Proposal"


def test_what_is_forced_moves_and_the_journal_says_so(deal: Store) -> None:
    result = move(deal, outcome="won", force=True)
    assert result.action == "won O-1, O-1 forced past open steps"
    assert result.notes == ("O-1 left Proposal with 2 open steps: Sözleşme imzalandı, Depozito alındı",)
    assert stage_of(deal) == "Won"


def test_force_where_nothing_is_open_is_a_plain_move(deal: Store) -> None:
    for name in ("söz", "depo"):
        done(deal, name)
    result = move(deal, outcome="won", force=True)
    assert (result.action, result.notes) == ("won O-1", ())


def test_of_several_those_that_are_held_fail_alone(deal: Store) -> None:
    add(deal, "opportunity", "Otel")
    result = move(deal, "O-1", "O-2", outcome="won")
    assert [(item.id, item.status) for item in result.items] == [("O-1", "failed"), ("O-2", "changed")]
    assert "can't leave Proposal" in (result.items[0].reason or "")
    assert result.exit_code == 5


def test_only_the_stage_it_is_in_asks(deal: Store) -> None:
    add(deal, "opportunity", "Otel", stage="New")
    move(deal, "O-2", outcome="won")
    assert states(deal, "O-2")["Sözleşme imzalandı"] == "passed over"


def test_a_retired_step_holds_nobody(deal: Store) -> None:
    edit(deal, "closing_step", "CL-1", "CL-2", active="no")
    move(deal, outcome="won")
    assert set(states(deal)) == {"Keşif yapıldı"}


def test_a_checklist_says_what_is_done_open_and_to_come(deal: Store) -> None:
    step(deal, "Fatura kesildi", "Negotiation")
    step(deal, "Arandı", "New")
    done(deal, "söz", on=date(2026, 11, 20))
    assert states(deal) == {
        "Arandı": "passed over",
        "Sözleşme imzalandı": "done",
        "Depozito alındı": "open",
        "Keşif yapıldı": "open",
        "Fatura kesildi": "later",
    }
    with deal.reading() as db:
        found = list_steps(db, ListSteps("showroom"))
        shown = show_opportunity(db, ShowRecord("O-1"))
    assert found.notes == ("O-1 is in Proposal, waiting for Depozito alındı",)
    due = next(part for part in shown.sections if part.title == "Closing steps")
    assert [(row.name, row.done_on) for row in due.rows] == [
        ("Sözleşme imzalandı", date(2026, 11, 20)),
        ("Depozito alındı", None),
        ("Keşif yapıldı", None),
    ]


def test_a_step_is_done_once_and_can_be_taken_back(deal: Store) -> None:
    assert done(deal, "CL-1").summary == "O-1 Showroom: Sözleşme imzalandı done; still open: Depozito alındı"
    assert done(deal, "CL-1").items[0].status == "unchanged"
    assert one(deal, "SELECT count(*), min(actor) FROM step_done") == (1, "tester")
    taken = done(deal, "söz", undo=True)
    assert (taken.action, taken.items[0].status) == ("CL-1 not done for O-1", "changed")
    assert done(deal, "söz", undo=True).items[0].status == "unchanged"
    with pytest.raises(UsageError, match="2026-11-22 is still to come"):
        done(deal, "söz", on=date(2026, 11, 22))


def test_a_name_in_two_stages_means_the_one_it_is_in(deal: Store) -> None:
    step(deal, "Sözleşme imzalandı", "Negotiation")
    assert done(deal, "söz").action == "CL-1 done for O-1"
    step(deal, "Sözleşme okundu")
    with pytest.raises(Conflict, match=r"may be any of CL-1 .* CL-5"):
        done(deal, "söz")
    with pytest.raises(NotFound, match='no closing step is called "xyz"'):
        done(deal, "xyz")


def test_a_stage_has_a_step_once_and_a_closed_stage_none(deal: Store) -> None:
    with pytest.raises(Conflict, match=r"Proposal has the step .* already: CL-1"):
        step(deal, "SÖZLEŞME İMZALANDI")
    with pytest.raises(UsageError, match="Won is a won stage"):
        step(deal, "x", "Won")
    with writing(deal) as db, pytest.raises(UsageError, match="no stage is named"):
        add_closing_step(db, AddClosingStep({"name": "x"}, CONTEXT))


def test_the_list_counts_who_did_it_and_who_waits(deal: Store) -> None:
    add(deal, "opportunity", "Otel", stage="Proposal")
    done(deal, "söz")
    with deal.reading() as db:
        rows = list_closing_steps(db, ListRecords()).rows
    assert [(row.name, row.position, row.done, row.waiting) for row in rows] == [
        ("Sözleşme imzalandı", 1, 1, 1),
        ("Depozito alındı", 2, 0, 2),
        ("Keşif yapıldı", 3, 0, 2),
    ]


def test_a_step_that_was_done_is_retired_not_deleted(deal: Store) -> None:
    done(deal, "söz")
    with writing(deal) as db, pytest.raises(Conflict):
        delete_records(db, DeleteRecords("closing_step", Targets(("CL-1",))))
    with writing(deal) as db:
        delete_records(db, DeleteRecords("opportunity", Targets(("O-1",))))
        delete_records(db, DeleteRecords("closing_step", Targets(("CL-1",))))
    assert one(deal, "SELECT count(*) FROM step_done") == (0,)


def test_undo_opens_a_step_again(deal: Store) -> None:
    with writing(deal) as db:
        number = db.change
        do_step(db, DoStep("O-1", "söz", TODAY, TODAY))
    with writing(deal) as db:
        undo(db, Undo(number))
    assert states(deal)["Sözleşme imzalandı"] == "open"


def test_losing_names_the_reason_and_to_whom(deal: Store) -> None:
    add(deal, "competitor", "Rakip Mobilya")
    with pytest.raises(UsageError, match='the reason "other" needs a note'):
        move(deal, outcome="lost", reason="other")
    with pytest.raises(NotFound, match='no competitor answers to "yok"'):
        move(deal, outcome="lost", reason="price", competitor="yok")
    with pytest.raises(UsageError, match="no lost stage"):
        move(deal, stage="New", competitor="rakip")
    bare = move(deal, outcome="lost")
    assert bare.notes == ("O-1 has no reason yet: crm opportunity lose O-1 --reason price",)
    unnamed = move(deal, outcome="lost", reason="competitor")
    assert unnamed.notes == ("to whom? crm opportunity edit O-1 --competitor NAME",)
    whole = move(deal, outcome="lost", reason="competitor", competitor="rakip")
    assert (whole.notes, whole.items[0].changes) == ((), {"competitor": (None, "CO-1")})


def test_a_move_of_tomorrow_is_refused(deal: Store) -> None:
    request = MoveOpportunities(Targets(("O-1",)), date(2026, 11, 22), "New", today=TODAY)
    with writing(deal) as db, pytest.raises(UsageError, match="still to come"):
        move_opportunities(db, request)


def test_a_bulk_edit_reports_each_one_that_is_held(deal: Store) -> None:
    add(deal, "opportunity", "Otel")
    with writing(deal) as db:
        result = edit_records(
            db, EditRecords("opportunity", Targets(("O-1", "O-2")), {"stage": "Negotiation"}, CONTEXT)
        )
    assert [item.status for item in result.items] == ["failed", "changed"]


def test_a_step_does_not_move_to_a_stage_that_nothing_leaves(store: Store) -> None:
    with writing(store) as db:
        add_closing_step(db, AddClosingStep({"name": "Sözleşme", "stage": "Proposal"}, CONTEXT))
    with writing(store) as db, pytest.raises(UsageError, match="Won is a won stage: nothing comes after it"):
        edit_closing_steps(db, EditRecords("closing_step", Targets(("CL-1",)), {"stage": "Won"}, CONTEXT))
    with writing(store) as db:
        edit_closing_steps(db, EditRecords("closing_step", Targets(("CL-1",)), {"stage": "New"}, CONTEXT))


def test_a_hint_never_runs_what_a_step_is_called(store: Store) -> None:
    add(store, "opportunity", "Showroom")
    with writing(store) as db:
        add_closing_step(db, AddClosingStep({"name": "$(reboot) `x`", "stage": "New"}, CONTEXT))
    with writing(store) as db, pytest.raises(Conflict) as held:
        move_opportunities(db, MoveOpportunities(Targets(("O-1",)), CONTEXT.today, "Proposal"))
    assert held.value.hint is not None
    assert "step-done O-1 '$(reboot) `x`'," in held.value.hint
