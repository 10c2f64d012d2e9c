"""Competitors: how often they win, how often we do, for how much and why."""

import pytest

from crmcli.db import Store
from crmcli.domain.competitor import list_competitors, show_competitor
from crmcli.domain.views import ListRecords, ShowRecord
from crmcli.errors import Conflict
from tests.support.making import add, edit


@pytest.fixture
def rivals(store: Store) -> Store:
    """Two won, one lost and one open against the first, nothing against the second."""
    add(store, "competitor", "Rakip Mobilya", website="rakip.example")
    add(store, "competitor", "Öteki")
    for name, stage, amount, more in (
        ("a", "Won", "100 TL", {}),
        ("b", "Won", "50 EUR", {}),
        ("c", "Lost", "70 TL", {"lost_reason": "price"}),
        ("d", "Proposal", "40 TL", {}),
        ("e", "Lost", "", {}),
    ):
        given = {"amount": amount} if amount else {}
        add(store, "opportunity", name, stage=stage, competitor="rakip", **given, **more)
    return store


def test_the_win_rate_is_of_what_is_decided(rivals: Store) -> None:
    with rivals.reading() as db:
        rows = list_competitors(db, ListRecords()).rows
    assert [(row.name, row.won, row.lost, row.open, row.win_rate) for row in rows] == [
        ("Rakip Mobilya", 2, 2, 1, 0.5),
        ("Öteki", 0, 0, 0, None),
    ]


def test_one_is_shown_with_amounts_by_currency_reasons_and_deals(rivals: Store) -> None:
    with rivals.reading() as db:
        shown = show_competitor(db, ShowRecord("rakip"))
    parts = {part.title: part.rows for part in shown.sections}
    assert (shown.item.won, shown.item.lost, shown.item.win_rate) == (2, 2, 0.5)
    assert [(row.currency, row.won, row.lost, row.open) for row in parts["Amounts"]] == [
        ("TRY", 10000, 7000, 4000),
        ("EUR", 5000, None, None),
    ]
    assert {(row.reason, row.lost) for row in parts["Reasons"]} == {("price", 1), (None, 1)}
    assert parts["Opportunities"][0].name == "d"
    assert len(parts["Opportunities"]) == 5


def test_a_name_is_taken_once_however_it_is_written(rivals: Store) -> None:
    with pytest.raises(Conflict, match="CO-1 Rakip Mobilya has the name"):
        add(rivals, "competitor", "RAKİP mobilya")


def test_one_that_left_the_market_comes_last(rivals: Store) -> None:
    edit(rivals, "competitor", "CO-1", active="no")
    with rivals.reading() as db:
        assert [row.name for row in list_competitors(db, ListRecords()).rows] == ["Öteki", "Rakip Mobilya"]
