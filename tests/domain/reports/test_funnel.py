import itertools
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.db import Store
from crmcli.domain.reports.pipeline import funnel
from crmcli.domain.reports.pipeline.funnel import Request, funnel_row
from crmcli.domain.reports.pipeline.funnel_facts import Mover, Way
from crmcli.domain.reports.pipeline.stage_history import began, stays
from crmcli.errors import UsageError
from tests.domain.reports.histories import (
    LINE,
    LOST,
    NEGOTIATION,
    NEW,
    PROPOSAL,
    QUALIFIED,
    STAGES,
    WON,
    deal_of,
    keep,
    walked,
    ways,
)
from tests.domain.reports.shop import converted, lead, lost, opportunity, step, users
from tests.support.store import writing

AS_OF = date(2026, 11, 21)
PLACES = ("New", "Qualified", "Proposal", "Negotiation", "Won")


def report(store: Store, as_of: date = AS_OF, **asked: Any) -> Any:
    with store.reading() as db:
        return funnel.report(db, Request(as_of=as_of, **asked))


def counts(found: Any) -> list[tuple[Any, ...]]:
    return [(row.stage, row.entered, row.reached, row.lost, row.open) for row in found.rows]


def few(store: Store) -> Store:
    """One won through all stages, one that skipped two and was lost, one lost at once, one open."""
    with writing(store) as db:
        keep(
            db,
            [
                ([(NEW, 0), (QUALIFIED, 10), (PROPOSAL, 14), (NEGOTIATION, 20), (WON, 50)], 1000),
                ([(NEW, 1), (NEGOTIATION, 21), (LOST, 30)], 2000),
                ([(NEW, 2), (LOST, 5)], 4000),
                ([(NEW, 40), (QUALIFIED, 42)], None),
            ],
        )
    return store


def test_lost_and_open_are_no_progress_and_a_skipped_stage_counts_as_passed(store: Store) -> None:
    found = report(few(store))
    assert counts(found) == [
        ("New", 4, 3, 1, 0),
        ("Qualified", 3, 2, 0, 1),
        ("Proposal", 2, 2, 0, 0),
        ("Negotiation", 2, 1, 1, 0),
        ("Won", 1, None, 0, 0),
    ]
    assert [row.rate for row in found.rows] == [0.75, pytest.approx(2 / 3), 1.0, 0.5, None]
    assert [row.amount for row in found.rows] == [7000, 3000, 3000, 3000, 1000]
    total = found.total
    assert (total.entered, total.reached, total.lost, total.open, total.rate) == (4, 1, 2, 1, 0.25)


def test_days_are_of_those_that_were_in_the_stage_not_of_those_that_skipped_it(store: Store) -> None:
    assert [row.median_days for row in report(few(store)).rows] == [10.0, 4.0, 6.0, 30.0, None]


def test_the_cohort_is_of_those_that_began_in_the_period_whenever_they_moved(store: Store) -> None:
    found = report(few(store), since=date(2026, 1, 1), until=date(2026, 1, 2))
    assert counts(found)[0] == ("New", 2, 2, 0, 0)
    assert counts(found)[-1] == ("Won", 1, None, 0, 0)
    assert found.title == "Funnel of opportunities, begun 2026-01-01 to 2026-01-02"


def test_on_an_earlier_day_what_came_later_was_open(store: Store) -> None:
    assert counts(report(few(store), date(2026, 1, 11))) == [
        ("New", 3, 1, 1, 1),
        ("Qualified", 1, 0, 0, 1),
        ("Proposal", 0, 0, 0, 0),
        ("Negotiation", 0, 0, 0, 0),
        ("Won", 0, None, 0, 0),
    ]


def test_a_loss_that_says_from_nowhere_is_of_the_first_stage_and_told(store: Store) -> None:
    with writing(store) as db:
        deal = opportunity(db, "Lost", 100, closed_on="2026-02-01")
        step(db, deal, None, "Lost", "2026-02-01")
        opportunity(db, "New", 100, created_on=None)
    found = report(store, since=date(2026, 1, 1))
    assert counts(found)[0] == ("New", 1, 0, 1, 0)
    assert found.notes == (
        "1 opportunity without a creation date left out",
        "1 opportunity lost at a stage that nobody recorded: counted as lost in the first",
    )


def test_a_retired_stage_stands_there_while_somebody_was_in_it(store: Store) -> None:
    with writing(store) as db:
        keep(db, [([(NEW, 0), (PROPOSAL, 3)], None)])
        for name in ("Proposal", "Negotiation"):
            number = db.value("SELECT id FROM stage WHERE name = :name", {"name": name})
            db.update("stage", number, {"active": 0})
    assert [row.stage for row in report(store).rows] == ["New", "Qualified", "Proposal", "Won"]


def test_each_group_has_a_funnel_of_its_own_and_they_add_up(store: Store) -> None:
    few(store)
    with writing(store) as db:
        ada, ali = users(db, "Ada", "Ali")
        for number, owner in ((1, ada), (2, ada), (3, ali)):
            db.update("opportunity", number, {"owner_id": owner})
    found = report(store, by="owner")
    assert [(row.group, row.entered) for row in found.rows if row.stage == "New"] == [
        ("Ada", 2),
        ("Ali", 1),
        (None, 1),
    ]
    whole = {row.stage: row.entered for row in report(store).rows}
    for stage in PLACES:
        assert sum(row.entered for row in found.rows if row.stage == stage) == whole[stage]
    assert found.rows[0].row == "Ada: New"
    assert len({row.row for row in found.rows}) == len(found.rows)
    cut = report(store, by="owner", limit=1)
    assert [row.group for row in cut.rows] == ["Ada"] * 5
    assert cut.notes[0] == "1 of 3 groups shown; --limit 0 shows all"


def test_amounts_of_several_currencies_are_not_added_but_turned_when_asked(store: Store) -> None:
    with writing(store) as db:
        opportunity(db, "New", 100)
        opportunity(db, "New", 100, currency="USD")
        opportunity(db, "New", 100, currency="GBP")
        db.insert("rate", {"currency": "USD", "base": "TRY", "day": "2026-01-01", "rate": "40"})
    found = report(store)
    assert (found.rows[0].entered, found.rows[0].amount) == (3, None)
    assert "amounts in GBP, TRY, USD are not added up: --currency TRY turns them" in found.notes
    turned = report(store, currency="TRY")
    assert (turned.rows[0].entered, turned.rows[0].amount, turned.rows[0].currency) == (3, 4100, "TRY")
    assert turned.notes == (
        "1 opportunity in USD turned into TRY at the rate of the report's day",
        "1 opportunity in GBP without an amount: no rate in TRY; crm rate set GBP DAY RATE --base TRY",
    )


def of_leads(store: Store) -> Store:
    """Six leads: open, lost, converted without an opportunity, with a won, a lost and an open one."""
    with writing(store) as db:
        lead(db, "fair")
        lost(db, "fair", "price", "2026-02-01")
        converted(db, "web", "2026-01-21", 20)
        for stage, closed in (("Won", "2026-03-01"), ("Lost", "2026-03-02"), ("New", None)):
            number = converted(db, "fair", "2026-01-11", 10)
            opportunity(db, stage, 100, lead_id=number, created_on="2026-01-13", closed_on=closed)
    return store


def test_leads_go_over_conversion_and_opportunity_to_a_sale(store: Store) -> None:
    found = report(of_leads(store), of="leads")
    assert counts(found) == [
        ("Lead", 6, 4, 1, 1),
        ("Converted", 4, 3, 0, 1),
        ("Opportunity", 3, 1, 1, 1),
        ("Won", 1, None, 0, 0),
    ]
    assert [row.median_days for row in found.rows] == [10.0, 2.0, 47.0, None]
    assert found.total.median_days == 59.0


def test_a_lead_with_an_opportunity_has_passed_the_conversion_that_nobody_recorded(store: Store) -> None:
    with writing(store) as db:
        opportunity(db, "New", 100, lead_id=lead(db, "fair"))
    assert counts(report(store, of="leads"))[:3] == [
        ("Lead", 1, 1, 0, 0),
        ("Converted", 1, 1, 0, 0),
        ("Opportunity", 1, 0, 0, 1),
    ]


def test_leads_on_an_earlier_day_were_no_further(store: Store) -> None:
    assert counts(report(of_leads(store), date(2026, 1, 12), of="leads"))[:2] == [
        ("Lead", 6, 3, 0, 3),
        ("Converted", 3, 0, 0, 3),
    ]


def test_leads_cannot_be_told_by_a_product(store: Store) -> None:
    with pytest.raises(UsageError, match='funnel --of leads can\'t be told by "product"'):
        report(store, of="leads", by="product")
    with pytest.raises(UsageError, match='funnel has no "deals"'):
        report(store, of="deals")


@pytest.mark.parametrize("asked", [{}, {"by": "source"}, {"of": "leads"}, {"of": "leads", "by": "source"}])
def test_every_row_is_explained_by_the_records_that_it_counts(store: Store, asked: dict[str, Any]) -> None:
    of_leads(few(store))
    found = report(store, **asked)
    request = Request(as_of=AS_OF, **asked)
    with store.reading() as db:
        for row in [*found.rows, *([found.total] if found.total else [])]:
            _, listing = funnel.explain(db, request, row)
            assert len(listing.rows) == row.entered
            if row.amount is not None:
                assert sum(one.amount or 0 for one in listing.rows) == row.amount
            if row.stage is None:
                states = [one.now for one in listing.rows]
                assert [states.count(name) for name in ("won", "lost", "open")] == [
                    row.reached,
                    row.lost,
                    row.open,
                ]


def test_nothing_that_entered_is_said_and_no_failure(store: Store) -> None:
    found = report(store)
    assert [row.entered for row in found.rows] == [0] * 5
    assert (found.total, found.pictures) == (None, ())


def movers(all_ways: list[list[tuple[int, int]]]) -> list[Mover]:
    way = Way([stage for stage in STAGES.values() if stage.outcome == "open"], STAGES)
    found = []
    for each in all_ways:
        steps = walked(*each)
        deal = deal_of(steps)
        was = stays(deal, steps, LINE)
        found.append(way.mover(deal, was, began(deal, was), (None, None)))
    return found


@given(st.lists(ways(), max_size=12))
def test_the_funnel_never_grows_and_everybody_is_somewhere(all_ways: list[list[tuple[int, int]]]) -> None:
    cohort = movers(all_ways)
    rows = [funnel_row(name, place, cohort, 4) for place, name in enumerate(PLACES)]
    assert rows[0].entered == len(cohort)
    for row, following in itertools.pairwise(rows):
        assert row.entered == (row.reached or 0) + row.lost + row.open
        assert row.reached == following.entered
        assert following.entered <= row.entered
    assert rows[-1].entered == sum(way[-1][0] == WON for way in all_ways)
    assert sum(row.lost for row in rows) == sum(way[-1][0] == LOST for way in all_ways)


def test_rows_and_numbers_in_another_order_change_nothing(store: Store, tmp_path: Any) -> None:
    from crmcli.db import open_store

    chance = Random(7)  # noqa: S311 - a repeatable order, no secret
    all_ways = []
    for _ in range(60):
        way = [(NEW, chance.randrange(60))]
        while chance.random() < 0.8 and way[-1][0] not in {WON, LOST}:
            way.append((chance.randrange(NEW, LOST + 1), way[-1][1] + chance.choice((0, 0, 3, 20))))
        all_ways.append(([one for n, one in enumerate(way) if not n or way[n - 1][0] != one[0]], 100))
    mixed = list(all_ways)
    chance.shuffle(mixed)
    other = open_store(str(tmp_path / "other.db"))
    for each, history in ((store, all_ways), (other, mixed)):
        with writing(each) as db:
            keep(db, history)
    for by in (None, "month"):
        one, two = report(store, by=by), report(other, by=by)
        assert (list(one.rows), one.total, one.notes) == (list(two.rows), two.total, two.notes)
        assert one.pictures == two.pictures
