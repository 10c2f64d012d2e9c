"""Stages: order, names and probabilities change, history keeps, and a pipeline stays one."""

import pytest

from crmcli.db import Store
from crmcli.domain.stage import (
    AddStage,
    EditStage,
    ListStages,
    ReorderStage,
    StageRow,
    add_stage,
    edit_stage,
    list_stages,
    reorder_stage,
)
from crmcli.errors import Conflict, NotFound, Refused, UsageError
from tests.support.making import add, one
from tests.support.store import writing


def stages(store: Store) -> list[StageRow]:
    with store.reading() as db:
        return list(list_stages(db, ListStages()).rows)


def names(store: Store) -> list[str]:
    return [row.name for row in stages(store)]


def test_a_new_stage_is_the_last_open_one_before_won_and_lost(store: Store) -> None:
    with writing(store) as db:
        result = add_stage(db, AddStage("Demo", 80))
    assert names(store) == ["New", "Qualified", "Proposal", "Negotiation", "Demo", "Won", "Lost"]
    assert [row.position for row in stages(store)] == [10, 20, 30, 40, 50, 60, 70]
    assert [(row.name, row.probability, row.outcome) for row in result.items] == [("Demo", 0.8, "open")]


def test_a_stage_can_be_put_behind_any_other(store: Store) -> None:
    with writing(store) as db:
        add_stage(db, AddStage("Demo", after="new"))
        add_stage(db, AddStage("Kaçtı", outcome="lost"))
    assert names(store)[:3] == ["New", "Demo", "Qualified"]
    assert [row.probability for row in stages(store)][-2:] == [0.0, 0.0]


def test_two_stages_never_have_one_name(store: Store) -> None:
    with writing(store) as db:
        for name in ("proposal", "PROPOSAL"):
            with pytest.raises(Conflict, match="there is a stage Proposal already"):
                add_stage(db, AddStage(name))
        with pytest.raises(Conflict, match="there is a stage Won already"):
            edit_stage(db, EditStage("New", name="won"))
        edit_stage(db, EditStage("New", name="NEW"))


def test_renaming_keeps_the_history(store: Store) -> None:
    add(store, "opportunity", "A", stage="Proposal")
    with writing(store) as db:
        result = edit_stage(db, EditStage("Proposal", name="Teklif", probability=60))
    assert result.summary == "Stage Teklif: name Proposal → Teklif; probability 50 → 60"
    query = "SELECT s.name FROM stage_change g JOIN stage s ON s.id = g.to_stage_id"
    assert one(store, query) == ("Teklif",)


def test_the_order_is_changed_by_naming_a_neighbour(store: Store) -> None:
    with writing(store) as db:
        reorder_stage(db, ReorderStage("Negotiation", before="New"))
        reorder_stage(db, ReorderStage("New", after="Proposal"))
    assert names(store) == ["Negotiation", "Qualified", "Proposal", "New", "Won", "Lost"]


def test_a_neighbour_is_one_and_another(store: Store) -> None:
    with writing(store) as db:
        for wrong in (ReorderStage("New"), ReorderStage("New", "Won", "Lost"), ReorderStage("New", "new")):
            with pytest.raises(UsageError):
                reorder_stage(db, wrong)


def test_a_retired_stage_comes_last_and_can_come_back(store: Store) -> None:
    with writing(store) as db:
        assert (
            edit_stage(db, EditStage("Proposal", active=False)).summary == "Stage Proposal: active yes → no"
        )
    assert names(store)[-1] == "Proposal"
    with writing(store) as db:
        edit_stage(db, EditStage("Proposal", active=True))
    assert names(store)[2] == "Proposal"


def test_there_is_always_a_won_and_a_lost_and_an_open_stage(store: Store) -> None:
    with writing(store) as db:
        for name in ("Won", "Lost"):
            with pytest.raises(Refused, match=f"{name} is the only stage that is"):
                edit_stage(db, EditStage(name, active=False))
        for name in ("New", "Qualified", "Proposal"):
            edit_stage(db, EditStage(name, active=False))
        with pytest.raises(Refused, match="Negotiation is the only stage that is open"):
            edit_stage(db, EditStage("Negotiation", active=False))


def test_wrong_words_are_refused_with_a_way_out(store: Store) -> None:
    with writing(store) as db:
        with pytest.raises(NotFound, match='no stage is called "zed"') as caught:
            edit_stage(db, EditStage("zed", name="x"))
        assert "Proposal" in (caught.value.hint or "")
        with pytest.raises(UsageError, match='"maybe" is no outcome'):
            add_stage(db, AddStage("A", outcome="maybe"))
        with pytest.raises(UsageError, match="between 0 and 100, not at 140"):
            add_stage(db, AddStage("A", 140))
        with pytest.raises(UsageError, match="no field is given"):
            edit_stage(db, EditStage("New"))


def test_a_list_counts_what_is_in_each_stage(store: Store) -> None:
    add(store, "opportunity", "A")
    add(store, "opportunity", "B", stage="Won")
    assert [row.opportunities for row in stages(store)] == [1, 0, 0, 0, 1, 0]


def test_stages_without_a_letter_are_told_apart(store: Store) -> None:
    with writing(store) as db:
        add_stage(db, AddStage("!!!"))
        add_stage(db, AddStage("???"))
        with pytest.raises(Conflict):
            add_stage(db, AddStage("!!!"))
        assert "Stage Soru" in str(edit_stage(db, EditStage("???", name="Soru")).summary)
