from datetime import date
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.reports.pipeline import pipeline
from crmcli.domain.reports.pipeline.pipeline import Request
from crmcli.domain.results import columns_of
from crmcli.errors import UsageError
from tests.domain.reports.shop import customers, named, opportunity, stage_id, step, users
from tests.support.store import writing

AS_OF = date(2026, 11, 21)


def report(store: Store, as_of: date = AS_OF, **asked: Any) -> Any:
    with store.reading() as db:
        return pipeline.report(db, Request(as_of=as_of, **asked))


def counts(found: Any) -> dict[str | None, int]:
    return {row.group: row.count for row in found.rows}


def test_every_open_stage_is_there_in_its_order(store: Store) -> None:
    found = report(store)
    assert [row.group for row in found.rows] == ["New", "Qualified", "Proposal", "Negotiation"]
    assert {row.count for row in found.rows} == {0}


def test_an_unset_probability_is_that_of_the_stage_and_is_marked(store: Store) -> None:
    with writing(store) as db:
        opportunity(db, "Qualified", 10001)
        opportunity(db, "Qualified", 10000, probability=90)
        opportunity(db, "Qualified", None)
    found = report(store)
    row = next(row for row in found.rows if row.group == "Qualified")
    assert (row.count, row.amount, row.weighted) == (3, 20001, 2500 + 9000)
    assert (row.defaulted, row.unpriced) == (1, 1)
    assert found.notes == (
        "1 opportunity weighted by the default of the stage",
        "1 opportunity without an amount",
    )


def test_a_stage_without_an_opportunity_has_an_amount_of_zero_and_one_without_amounts_has_none(
    store: Store,
) -> None:
    with writing(store) as db:
        opportunity(db, "New", 100)
        opportunity(db, "Proposal", None)
    rows = {row.group: row for row in report(store).rows}
    assert (rows["Qualified"].amount, rows["Qualified"].weighted) == (0, 0)
    assert (rows["Proposal"].amount, rows["Proposal"].weighted) == (None, None)


def test_the_oldest_is_the_first_created(store: Store) -> None:
    with writing(store) as db:
        for day in ("2026-03-01", "2025-12-31", None):
            opportunity(db, "New", 100, created_on=day)
    found = report(store)
    assert found.rows[0].oldest == date(2025, 12, 31)
    assert "1 opportunity without a creation date counted as there" in found.notes


def test_currencies_have_rows_and_totals_of_their_own(store: Store) -> None:
    with writing(store) as db:
        opportunity(db, "New", 100)
        opportunity(db, "New", 200)
        opportunity(db, "New", 5000, currency="USD")
        opportunity(db, "New", None)
    found = report(store)
    assert [(row.currency, row.count, row.amount) for row in found.rows if row.count] == [
        ("TRY", 2, 300),
        ("USD", 1, 5000),
        (None, 1, None),
    ]
    assert found.total is None
    assert found.notes[:3] == (
        "TRY: 2 opportunities, ₺3.00, weighted ₺0.30",
        "USD: 1 opportunity, $50.00, weighted $5.00",
        "no currency: 1 opportunity, unknown, weighted unknown",
    )
    dollars = report(store, currency="USD")
    assert (dollars.total.count, dollars.total.amount) == (2, 5000)


def test_an_opportunity_without_a_currency_stands_with_the_only_one_there_is(store: Store) -> None:
    with writing(store) as db:
        opportunity(db, "New", 100)
        opportunity(db, "New", None)
    found = report(store)
    assert found.total.count == 2
    assert {row.currency for row in found.rows} == {"TRY"}


def test_a_step_after_the_day_is_taken_back(store: Store) -> None:
    with writing(store) as db:
        deal = opportunity(db, "Proposal", 100)
        step(db, deal, None, "New", "2026-01-01")
        step(db, deal, "New", "Qualified", "2026-02-01")
        step(db, deal, "Qualified", "Proposal", "2026-03-01")
    where = {
        day: next(row.group for row in report(store, date.fromisoformat(day)).rows if row.count)
        for day in ("2026-01-31", "2026-02-01", "2026-02-28", "2026-03-01")
    }
    assert list(where.values()) == ["New", "Qualified", "Qualified", "Proposal"]


def test_what_was_closed_later_was_open_then(store: Store) -> None:
    with writing(store) as db:
        deal = opportunity(db, "Won", 100, closed_on="2026-06-01")
        step(db, deal, "Proposal", "Won", "2026-06-01")
    assert counts(report(store, date(2026, 5, 31)))["Proposal"] == 1
    assert not list(report(store, date(2026, 5, 31), closed=True).rows)
    assert report(store, date(2026, 6, 1), closed=True).total.won == 1


def test_a_stage_that_nobody_recorded_is_unknown_and_not_guessed(store: Store) -> None:
    with writing(store) as db:
        deal = opportunity(db, "Won", 100, closed_on="2026-06-01", created_on="2026-01-15")
        step(db, deal, None, "Won", "2026-06-01")
    found = report(store, date(2026, 5, 31))
    assert counts(found)[None] == 1
    assert found.rows[-1].weighted is None
    assert "1 opportunity open then at a stage that is not known: not weighted" in found.notes
    assert not sum(row.count for row in report(store, date(2026, 1, 14)).rows)


def test_the_open_pipeline_by_owner_stands_by_amount(store: Store) -> None:
    with writing(store) as db:
        ayse, ali = users(db, "Ayşe", "Ali", branch="İzmir", team="North")
        opportunity(db, "New", 100, owner_id=ayse)
        opportunity(db, "New", 300, owner_id=ali)
        opportunity(db, "Proposal", 50, owner_id=ayse)
        opportunity(db, "New", 20)
    found = report(store, by="owner")
    assert [(row.group, row.amount, row.count) for row in found.rows] == [
        ("Ali", 300, 1),
        ("Ayşe", 150, 2),
        (None, 20, 1),
    ]
    assert columns_of(found.row)[0].label == "owner"
    assert counts(report(store, by="branch")) == {"İzmir": 3, None: 1}
    assert counts(report(store, by="team")) == {"North": 3, None: 1}


def test_the_branch_is_the_opportunity_s_own_before_its_owner_s(store: Store) -> None:
    with writing(store) as db:
        (ayse,) = users(db, "Ayşe", branch="İzmir")
        opportunity(db, "New", 100, owner_id=ayse, branch="Ankara")
        opportunity(db, "New", 50, owner_id=ayse)
    assert counts(report(store, by="branch")) == {"Ankara": 1, "İzmir": 1}


def test_owners_of_the_same_name_stay_apart(store: Store) -> None:
    with writing(store) as db:
        one, two = users(db, "Ayşe", "Ayşe")
        opportunity(db, "New", 100, owner_id=one)
        opportunity(db, "New", 50, owner_id=two)
    assert counts(report(store, by="owner")) == {f"Ayşe (U-{one})": 1, f"Ayşe (U-{two})": 1}


def test_the_forecast_is_by_month_of_the_expected_close(store: Store) -> None:
    with writing(store) as db:
        for day in ("2026-12-31", "2026-12-01", "2027-01-01", None):
            opportunity(db, "Proposal", 100, expected_close=day)
    found = report(store, by="month")
    assert [(row.group, row.weighted) for row in found.rows] == [
        ("2026-12", 100),
        ("2027-01", 50),
        (None, 50),
    ]
    spanned = report(store, by="month", until=date(2026, 12, 31))
    assert counts(spanned) == {"2026-12": 2}
    assert spanned.title == "Open pipeline by month, expected to close until 2026-12-31"
    assert "1 opportunity without an expected close left out" in spanned.notes


def closed_deals(store: Store) -> Store:
    """Ayşe won 2 of 3 and Ali none of 1; one of the won has no amount, one no creation date."""
    with writing(store) as db:
        (boss,) = users(db, "Ada")
        ayse, ali = users(db, "Ayşe", "Ali", manager_id=boss)
        product = db.insert("product", named("Masa"))
        opportunity(
            db, "Won", 30000, owner_id=ayse, closed_on="2026-01-11", product_id=product, source="fuar"
        )
        opportunity(db, "Won", None, owner_id=ayse, closed_on="2026-02-10", created_on=None)
        opportunity(db, "Lost", 500, owner_id=ayse, closed_on="2026-02-05", created_on="2026-02-01")
        opportunity(db, "Lost", 700, owner_id=ali, closed_on=None)
        opportunity(db, "New", 900, owner_id=ali)
    return store


def test_the_win_rate_is_of_those_that_were_closed(store: Store) -> None:
    found = report(closed_deals(store), closed=True)
    rows = {row.group: row for row in found.rows}
    assert (rows["Ayşe"].closed, rows["Ayşe"].won, rows["Ayşe"].lost) == (3, 2, 1)
    assert rows["Ayşe"].win_rate == pytest.approx(2 / 3)
    assert (rows["Ayşe"].won_value, rows["Ayşe"].average_won) == (30000, 30000)
    assert (rows["Ayşe"].days_to_win, rows["Ayşe"].days_to_lose) == (10.0, 4.0)
    assert (rows["Ali"].win_rate, rows["Ali"].won_value, rows["Ali"].days_to_lose) == (0.0, 0, None)
    assert found.total.closed == 4
    assert found.notes == (
        "1 won opportunity without an amount",
        "2 opportunities without both dates in order: not in the days",
    )


def test_won_and_lost_are_told_by_manager_product_source_and_month(store: Store) -> None:
    closed_deals(store)
    for by, expected in (
        ("manager", {"Ada": 4}),
        ("product", {"Masa": 1, None: 3}),
        ("source", {"fuar": 1, None: 3}),
        ("month", {"2026-01": 1, "2026-02": 2, None: 1}),
        ("stage", {"Won": 2, "Lost": 2}),
    ):
        rows = report(store, closed=True, by=by).rows
        assert {row.group: row.closed for row in rows} == expected, by
    assert [row.group for row in report(store, closed=True, by="month").rows] == ["2026-01", "2026-02", None]


def test_a_period_is_of_the_closing_date(store: Store) -> None:
    found = report(closed_deals(store), closed=True, since=date(2026, 2, 1), until=date(2026, 2, 10))
    assert (found.total.won, found.total.lost) == (1, 1)
    assert "1 opportunity without a closing date left out" in found.notes
    assert found.title == "Won and lost by owner 2026-02-01 to 2026-02-10"


def test_only_the_opportunities_asked_about_are_counted(store: Store) -> None:
    closed_deals(store)
    assert report(store, closed=True, where=("owner=ayse",)).total.closed == 3
    assert report(store, where=("owner=ali",)).total.count == 1


def test_a_stage_out_of_use_shows_only_while_it_holds_something(store: Store) -> None:
    with writing(store) as db:
        for name in ("New", "Qualified"):
            db.update("stage", stage_id(db, name), {"active": 0})
        opportunity(db, "Qualified", 100)
    assert [row.group for row in report(store).rows] == ["Qualified", "Proposal", "Negotiation"]


def test_a_word_it_cannot_be_told_by_is_named_with_the_nearest(store: Store) -> None:
    with pytest.raises(UsageError) as error:
        report(store, by="ownr")
    assert error.value.message == 'pipeline can\'t be told by "ownr"'
    assert error.value.hint == "crm report pipeline --by owner"


def test_nothing_closed_is_said_and_is_no_error(store: Store) -> None:
    found = report(store, closed=True)
    assert (list(found.rows), found.total) == ([], None)
    assert found.empty is not None


def test_what_was_closed_before_it_began_is_no_time_to_win(store: Store) -> None:
    with writing(store) as db:
        opportunity(db, "Won", 100, created_on="2026-03-01", closed_on="2026-01-01")
        opportunity(db, "Won", 100, created_on="2026-01-01", closed_on="2026-01-05")
    found = report(store, closed=True)
    assert [row.days_to_win for row in found.rows] == [4.0]
    assert found.notes == ("1 opportunity without both dates in order: not in the days",)


def test_a_sale_reopened_since_was_won_then_on_the_day_of_its_step(store: Store) -> None:
    with writing(store) as db:
        deal = opportunity(db, "Won", 100, closed_on="2026-06-01")
        step(db, deal, None, "New", "2026-01-01")
        step(db, deal, "New", "Won", "2026-02-01")
        step(db, deal, "Won", "New", "2026-04-01")
        step(db, deal, "New", "Won", "2026-06-01")
    then = report(store, date(2026, 3, 1), closed=True, by="month")
    assert [(row.group, row.won, row.days_to_win) for row in then.rows] == [("2026-02", 1, 31.0)]
    assert counts(report(store, date(2026, 5, 1)))["New"] == 1
    assert [row.group for row in report(store, closed=True, by="month").rows] == ["2026-06"]


def test_steps_of_one_day_are_taken_back_together_in_whatever_order_they_stand(store: Store) -> None:
    with writing(store) as db:
        deal = opportunity(db, "Negotiation", 100)
        for before, after in (("Qualified", "Proposal"), ("Proposal", "Negotiation"), ("New", "Qualified")):
            step(db, deal, before, after, "2026-03-01")
        there_and_back = opportunity(db, "Proposal", 100)
        step(db, there_and_back, "Proposal", "New", "2026-03-01")
        step(db, there_and_back, "New", "Proposal", "2026-03-01")
    then = counts(report(store, date(2026, 2, 28)))
    assert {name: count for name, count in then.items() if count} == {"New": 1, "Proposal": 1}


def test_it_is_told_by_customers_industries_bands_and_quarters(store: Store) -> None:
    with writing(store) as db:
        (ada,) = customers(db, "Ada", industry="technology", city="İzmir")
        opportunity(db, "Won", 100_000, customer_id=ada, closed_on="2026-03-31", campaign="bahar")
        opportunity(db, "Won", 99_999, closed_on="2026-04-01")
    for by, expected in (
        ("customer", {"Ada": 1, None: 1}),
        ("industry", {"technology": 1, None: 1}),
        ("city", {"İzmir": 1, None: 1}),
        ("campaign", {"bahar": 1, None: 1}),
        ("band", {"under 1,000": 1, "1,000 to 9,999": 1}),
        ("quarter", {"2026-Q1": 1, "2026-Q2": 1}),
        ("year", {"2026": 2}),
    ):
        assert {row.group: row.won for row in report(store, closed=True, by=by).rows} == expected, by


@pytest.mark.parametrize("asked", [{}, {"by": "owner"}, {"closed": True}, {"closed": True, "by": "month"}])
def test_every_row_is_explained_by_its_opportunities(store: Store, asked: dict[str, Any]) -> None:
    closed_deals(store)
    with writing(store) as db:
        opportunity(db, "Proposal", 5000, currency="USD")
    found = report(store, **asked)
    with store.reading() as db:
        for row in [*found.rows, *([found.total] if found.total else [])]:
            _, listing = pipeline.explain(db, Request(as_of=AS_OF, **asked), row)
            if asked.get("closed"):
                amounts = [one.amount or 0 for one in listing.rows if one.stage == "Won"]
                assert (len(listing.rows), sum(amounts)) == (row.closed, row.won_value or 0)
            else:
                assert len(listing.rows) == row.count
                assert sum(one.amount or 0 for one in listing.rows) == (row.amount or 0)


def test_rows_beyond_the_limit_are_told(store: Store) -> None:
    found = report(closed_deals(store), closed=True, by="month", limit=1)
    assert len(found.rows) == 1
    assert found.total.closed == 4
    assert found.notes[0] == "1 of 3 rows shown; --limit 0 shows all"


def test_the_picture_has_a_bar_a_stage_with_its_text(store: Store) -> None:
    with writing(store) as db:
        opportunity(db, "New", 123_456)
    (bars,) = report(store).pictures
    first = bars.bars[0]
    assert (first.label, first.value, first.text) == ("New", 123456.0, "₺1,234.56, 1")
