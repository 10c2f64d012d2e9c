"""Opportunities through the stages: every step is kept, closing and reopening are steps too."""

from datetime import date
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.opportunity import ListOpportunities, list_opportunities, show_opportunity
from crmcli.domain.opportunity_moves import MoveOpportunities, move_opportunities
from crmcli.domain.reason import RetireReasons, retire_reasons
from crmcli.domain.results import Change
from crmcli.domain.stage import EditStage, edit_stage
from crmcli.domain.targets import Targets, Touched
from crmcli.domain.views import ListRecords, ShowRecord
from crmcli.errors import NotFound, Refused, UsageError
from tests.support.making import add, one
from tests.support.store import writing

DAY = date(2026, 11, 20)


def move(store: Store, *refs: str, **rest: Any) -> Change[Touched]:
    with writing(store) as db:
        return move_opportunities(db, MoveOpportunities(Targets(refs), rest.pop("on", DAY), **rest))


def stored(store: Store, columns: str) -> tuple[Any, ...]:
    return one(store, f"SELECT {columns} FROM opportunity WHERE id = 1")


def steps(store: Store) -> list[tuple[Any, ...]]:
    with store.reading() as db:
        record = show_opportunity(db, ShowRecord("O-1"))
    return [(line.before, line.stage, line.on) for line in record.sections[0].rows]


@pytest.fixture
def deal(store: Store) -> Store:
    """One opportunity in the first stage."""
    add(store, "customer", "Işık")
    add(store, "opportunity", "Showroom", customer="isik", amount="12.500 TL")
    return store


def test_a_move_is_one_more_step(deal: Store) -> None:
    result = move(deal, "O-1", stage="proposal")
    assert result.summary == "Moved O-1 Showroom: stage: New → Proposal"
    assert steps(deal) == [(None, "New", date(2026, 11, 21)), ("New", "Proposal", DAY)]
    assert stored(deal, "closed_on") == (None,)


def test_a_correction_is_one_more_step_and_takes_none_away(deal: Store) -> None:
    move(deal, "O-1", stage="Negotiation")
    move(deal, "O-1", stage="Qualified")
    assert [step[1] for step in steps(deal)] == ["New", "Negotiation", "Qualified"]


def test_a_move_to_where_it_is_changes_nothing(deal: Store) -> None:
    assert move(deal, "O-1", stage="New").items[0].status == "unchanged"
    assert len(steps(deal)) == 1


def test_won_and_lost_close_on_the_day_of_the_step(deal: Store) -> None:
    assert move(deal, "O-1", outcome="won").summary == (
        "Won O-1 Showroom: stage: New → Won; closed on: — → 2026-11-20"
    )
    move(deal, "O-1", outcome="lost", reason="price", on=date(2026, 11, 21))
    reason = "(SELECT name FROM lost_reason r WHERE r.id = lost_reason_id)"
    assert stored(deal, f"closed_on, {reason}") == ("2026-11-21", "price")


def test_a_lost_one_may_get_its_reason_later(deal: Store) -> None:
    move(deal, "O-1", outcome="lost")
    assert move(deal, "O-1", outcome="lost", reason="timing").items[0].changes == {
        "lost_reason": (None, "timing")
    }
    assert len(steps(deal)) == 2


def test_a_reason_that_needs_words_needs_words(deal: Store) -> None:
    with pytest.raises(UsageError, match="needs a note"):
        move(deal, "O-1", outcome="lost", reason="other")
    move(deal, "O-1", outcome="lost", reason="other", note="moved abroad")
    assert stored(deal, "lost_note") == ("moved abroad",)


def test_only_a_lost_stage_takes_a_reason(deal: Store) -> None:
    with pytest.raises(UsageError, match="Won is no lost stage"):
        move(deal, "O-1", stage="won", reason="price")


def test_reopening_goes_back_to_the_last_open_stage_and_forgets_the_closing(deal: Store) -> None:
    move(deal, "O-1", stage="Negotiation")
    move(deal, "O-1", outcome="lost", reason="price")
    move(deal, "O-1", outcome="open")
    assert [step[1] for step in steps(deal)] == ["New", "Negotiation", "Lost", "Negotiation"]
    assert stored(deal, "closed_on, lost_reason_id, lost_note") == (None, None, None)
    assert move(deal, "O-1", outcome="open").items[0].status == "unchanged"


def test_reopening_without_an_open_step_goes_to_the_first_stage(store: Store) -> None:
    add(store, "opportunity", "Showroom", stage="Lost")
    move(store, "O-1", outcome="open")
    assert steps(store)[-1][1] == "New"


def test_several_move_in_one_change_each_with_its_line(deal: Store) -> None:
    add(deal, "opportunity", "Other", stage="Won")
    result = move(deal, "O-2", "O-1", "O-7", outcome="won")
    assert [(item.id, item.status) for item in result.items] == [
        ("O-2", "unchanged"),
        ("O-1", "changed"),
        (None, "failed"),
    ]
    assert result.summary == "Won 1 of 3 opportunities, 1 unchanged, 1 failed"


def test_a_retired_stage_is_moved_to_no_more(deal: Store) -> None:
    with writing(deal) as db:
        edit_stage(db, EditStage("Proposal", active=False))
    with pytest.raises(NotFound, match='no stage is called "Proposal"'):
        move(deal, "O-1", stage="Proposal")


def test_opportunities_are_listed_by_stage_in_the_pipelines_order(deal: Store) -> None:
    add(deal, "opportunity", "Late", expected_close="31.12.2026")
    add(deal, "opportunity", "Soon", expected_close="1.12.2026", probability="60")
    add(deal, "opportunity", "Done", stage="Won")
    with deal.reading() as db:
        listing = list_opportunities(db, ListOpportunities(ListRecords()))
        only_open = list_opportunities(db, ListOpportunities(ListRecords(), open=True))
        only_won = list_opportunities(db, ListOpportunities(ListRecords(), "won"))
    assert listing.group == "stage"
    assert [row.name for row in listing.rows] == ["Soon", "Late", "Showroom", "Done"]
    assert [row.probability for row in listing.rows] == [0.6, 0.1, 0.1, 1.0]
    assert [row.name for row in only_open.rows] == ["Soon", "Late", "Showroom"]
    assert [row.name for row in only_won.rows] == ["Done"]


def test_a_record_says_whether_its_chance_was_set_by_hand(store: Store) -> None:
    add(store, "opportunity", "A", probability="60")
    add(store, "opportunity", "B")
    with store.reading() as db:
        shown = [show_opportunity(db, ShowRecord(ref)).item for ref in ("O-1", "O-2")]
    assert [(item.probability, item.own_probability) for item in shown] == [(0.6, True), (0.1, False)]


def test_a_retired_reason_is_given_no_more_and_a_note_is_plain_text(deal: Store) -> None:
    with writing(deal) as db:
        retire_reasons(db, RetireReasons(("price",)))
    with pytest.raises(Refused, match='"price" is retired'):
        move(deal, "O-1", outcome="lost", reason="price")
    with pytest.raises(Refused, match="control character"):
        move(deal, "O-1", outcome="lost", reason="other", note="bell \x07")
    move(deal, "O-1", outcome="lost", reason="timing", note="  ")
    assert stored(deal, "lost_note") == (None,)
