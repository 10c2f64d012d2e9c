from datetime import date
from math import fsum
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.reports.pipeline import losses
from crmcli.domain.reports.pipeline.losses import Request
from crmcli.domain.reports.pipeline.opportunity_traits import band
from crmcli.errors import UsageError
from crmcli.sql import Writer
from tests.domain.reports import shop
from tests.domain.reports.shop import converted, lead, named, opportunity, step, users
from tests.support.store import writing

AS_OF = date(2026, 11, 21)


def report(store: Store, as_of: date = AS_OF, **asked: Any) -> Any:
    with store.reading() as db:
        return losses.report(db, Request(as_of=as_of, **asked))


def over(db: Writer, outcome: str, origin: str | None, amount: int | None, **columns: Any) -> int:
    """An opportunity closed from a stage, on 1 March 2026 unless told otherwise."""
    on = columns.pop("closed_on", "2026-03-01")
    reason = columns.pop("reason", None)
    if reason:
        columns["lost_reason_id"] = db.value("SELECT id FROM lost_reason WHERE name = :n", {"n": reason})
    deal = opportunity(db, outcome, amount, closed_on=on, **columns)
    if origin:
        step(db, deal, None, origin, "2026-01-01")
        step(db, deal, origin, outcome, on)
    else:
        step(db, deal, None, outcome, on)
    return deal


def few(store: Store) -> Store:
    """Three lost to price, one to timing, one to nobody knows what; two won."""
    with writing(store) as db:
        rival = db.insert("competitor", named("Rakip"))
        over(db, "Lost", "Proposal", 100, reason="price", source="fair", competitor_id=rival)
        over(db, "Lost", "Proposal", 300, reason="price", source="web")
        over(db, "Lost", "New", None, reason="price", source="web", closed_on="2026-04-01")
        over(db, "Lost", "New", 50, reason="timing", source="fair")
        over(db, "Lost", None, 70, source="fair")
        over(db, "Won", "Negotiation", 1000, source="fair", closed_on="2026-04-02")
        over(db, "Won", "Proposal", 500, source="web")
        opportunity(db, "New", 999, source="fair")
    return store


def test_reasons_share_all_that_was_lost(store: Store) -> None:
    found = report(few(store))
    rows = [(row.reason, row.lost, row.amount, row.mostly_from, row.to_rivals) for row in found.rows]
    assert rows == [
        ("price", 3, 400, "Proposal", 1),
        ("timing", 1, 50, "New", 0),
        (None, 1, 70, None, 0),
    ]
    assert fsum(row.share for row in found.rows) == pytest.approx(1)
    assert (found.total.lost, found.total.share, found.total.amount) == (5, 1.0, 520)
    assert found.rows[0].average == 200
    assert found.notes == (
        "1 lost opportunity without a reason",
        "1 lost opportunity from a stage that nobody recorded",
        "1 lost opportunity without an amount",
    )


def test_by_anything_else_the_won_stand_beside_the_lost(store: Store) -> None:
    found = report(few(store), by="source")
    assert [
        (row.group, row.won, row.lost, row.win_rate, row.won_amount, row.lost_amount) for row in found.rows
    ] == [
        ("fair", 1, 3, 0.25, 1000, 220),
        ("web", 1, 2, pytest.approx(1 / 3), 500, 300),
    ]
    assert [row.main_reason for row in found.rows] == ["price", "price"]
    assert fsum(row.share for row in found.rows) == 1.0
    assert (found.total.won, found.total.lost) == (2, 5)


def test_the_stage_is_where_it_was_lost_or_won_from(store: Store) -> None:
    found = report(few(store), by="stage")
    assert [(row.group, row.won, row.lost) for row in found.rows] == [
        ("New", 0, 2),
        ("Proposal", 1, 2),
        ("Negotiation", 1, 0),
        (None, 0, 1),
    ]


def test_what_was_reopened_and_lost_again_is_lost_once_where_it_was_last(store: Store) -> None:
    with writing(store) as db:
        deal = over(db, "Lost", "New", 100, reason="price", closed_on="2026-02-01")
        step(db, deal, "Lost", "Proposal", "2026-02-10")
        step(db, deal, "Proposal", "Lost", "2026-05-01")
        db.update("opportunity", deal, {"closed_on": "2026-05-01"})
    assert [(row.group, row.lost) for row in report(store, by="stage").rows] == [("Proposal", 1)]
    then = report(store, date(2026, 2, 5), by="stage")
    assert [(row.group, row.lost) for row in then.rows] == [("New", 1)]
    assert "1 lost opportunity moved since: why it was lost then is not known" in then.notes
    assert report(store, date(2026, 2, 5)).rows[0].reason is None
    assert [row.group for row in report(store, date(2026, 2, 5), by="month").rows] == ["2026-02"]
    assert not report(store, date(2026, 3, 1)).rows


def test_a_period_is_of_the_closing_day(store: Store) -> None:
    found = report(few(store), since=date(2026, 4, 1), by="month")
    assert [(row.group, row.won, row.lost) for row in found.rows] == [("2026-04", 1, 1)]
    assert [row.group for row in report(store, by="quarter").rows] == ["2026-Q1", "2026-Q2"]


def test_bands_are_powers_of_ten_in_order(store: Store) -> None:
    with writing(store) as db:
        for amount in (99_999, 100_000, 1_000_000, 99_999_999, None):
            over(db, "Lost", "New", amount)
    assert [row.group for row in report(store, by="band").rows] == [
        "under 1,000",
        "1,000 to 9,999",
        "10,000 to 99,999",
        "100,000 to 999,999",
        None,
    ]
    assert band(5000, "JPY") == (4, "1,000 to 9,999")


def test_across_another_trait_each_pair_is_a_row(store: Store) -> None:
    found = report(few(store), across="stage")
    assert [(row.row, row.lost, row.amount) for row in found.rows] == [
        ("price: New", 1, None),
        ("price: Proposal", 2, 400),
        ("timing: New", 1, 50),
        ("—: —", 1, 70),
    ]
    assert fsum(row.share for row in found.rows) == pytest.approx(1)
    with pytest.raises(UsageError, match="--across reason is what the rows stand for"):
        report(store, across="reason")
    with pytest.raises(UsageError, match='losses has no "deals"'):
        report(store, of="deals")


def test_the_picture_is_heavy_where_most_was_lost(store: Store) -> None:
    heat = report(few(store)).pictures[0]
    assert (heat.rows, heat.columns) == (("price", "timing", "—"), ("New", "Proposal", "—"))
    assert [[cell.text for cell in row] for row in heat.cells] == [
        ["1", "2", ""],
        ["1", "", ""],
        ["", "", "1"],
    ]
    assert heat.cells[0][1].weight == 1.0


def test_currencies_have_rows_of_their_own_or_are_turned_at_the_closing_day(store: Store) -> None:
    with writing(store) as db:
        over(db, "Lost", "New", 100)
        over(db, "Lost", "New", 100)
        over(db, "Lost", "New", 100, currency="USD")
        for on, rate in (("2026-01-01", "40"), ("2026-06-01", "50")):
            db.insert("rate", {"currency": "USD", "base": "TRY", "day": on, "rate": rate})
    found = report(store)
    assert [(row.currency, row.lost, row.share) for row in found.rows] == [("TRY", 2, 1.0), ("USD", 1, 1.0)]
    assert found.total is None
    turned = report(store, currency="TRY")
    assert (turned.total.lost, turned.total.amount) == (3, 4200)
    assert "1 opportunity in USD turned into TRY at the rate of its closing day" in turned.notes


def test_leads_are_lost_too(store: Store) -> None:
    with writing(store) as db:
        shop.lost(db, "fair", "price", "2026-02-01", amount_minor=100, currency="TRY")
        shop.lost(db, "fair", "price", None)
        shop.lost(db, "web", "timing", "2026-12-01")
        converted(db, "fair", "2026-02-05", 3)
        lead(db, "fair")
    found = report(store, of="leads")
    assert [(row.reason, row.lost, row.mostly_from) for row in found.rows] == [("price", 2, "fair")]
    assert found.title == "Why leads were lost"
    assert [(row.group, row.won, row.lost) for row in report(store, of="leads", by="source").rows] == [
        ("fair", 1, 2)
    ]
    spanned = report(store, of="leads", since=date(2026, 1, 1))
    assert spanned.total.lost == 1
    assert "1 lead without a closing date left out" in spanned.notes
    with pytest.raises(UsageError, match='losses --of leads can\'t be told by "stage"'):
        report(store, of="leads", by="stage")


def test_owners_and_rivals_are_named(store: Store) -> None:
    few(store)
    with writing(store) as db:
        one, two = users(db, "Ada", "Ada")
        db.update("opportunity", 1, {"owner_id": one})
        db.update("opportunity", 2, {"owner_id": two})
    assert {row.group for row in report(store, by="owner").rows} == {f"Ada (U-{one})", f"Ada (U-{two})", None}
    assert {row.group: row.lost for row in report(store, by="competitor").rows} == {"Rakip": 1, None: 4}


@pytest.mark.parametrize(
    "asked", [{}, {"by": "source"}, {"by": "stage"}, {"across": "stage"}, {"of": "leads"}]
)
def test_every_row_is_explained_by_what_it_counts(store: Store, asked: dict[str, Any]) -> None:
    few(store)
    with writing(store) as db:
        shop.lost(db, "fair", "price", "2026-02-01", amount_minor=100, currency="TRY")
    found = report(store, **asked)
    with store.reading() as db:
        for row in [*found.rows, found.total]:
            _, listing = losses.explain(db, Request(as_of=AS_OF, **asked), row)
            gone = [one for one in listing.rows if one.outcome == "lost"]
            assert len(gone) == row.lost
            told = row.lost_amount if hasattr(row, "lost_amount") else row.amount
            assert sum(one.amount or 0 for one in gone) == (told or 0)


def test_nothing_lost_is_said_and_no_failure(store: Store) -> None:
    found = report(store)
    assert (list(found.rows), found.total, found.pictures) == ([], None, ())
    assert found.empty == "no opportunity was lost: crm opportunity list"
