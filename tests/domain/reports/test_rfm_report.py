from datetime import date, timedelta
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.pictures import Grid
from crmcli.domain.reports.customers import rfm, segments
from crmcli.domain.reports.customers.rfm import Request, RfmRow
from crmcli.errors import NotFound
from tests.domain.reports.shop import customers, order
from tests.support.store import writing

AS_OF = date(2026, 11, 21)


def report(store: Store, **asked: Any) -> Any:
    with store.reading() as db:
        return rfm.report(db, Request(as_of=AS_OF, **asked))


def filled(store: Store) -> Store:
    """Ten customers: number n bought n times, the last time n days before the day, for n lira each."""
    with writing(store) as db:
        for n, number in enumerate(customers(db, *(f"Müşteri {n}" for n in range(1, 11))), 1):
            for earlier in range(n):
                order(db, number, (AS_OF - timedelta(days=n + 30 * earlier)).isoformat(), n * 100)
    return store


def test_every_buyer_has_a_row_with_the_scores_in_a_word(store: Store) -> None:
    found = report(filled(store))
    assert len(found.rows) == 10
    row = next(row for row in found.rows if row.name == "Müşteri 3")
    assert (row.r, row.f, row.m, row.rfm) == (4, 2, 2, "422")
    assert (row.recency, row.orders, row.revenue, row.currency) == (3, 3, 900, "TRY")


def test_the_rows_are_those_of_the_list_of_segments(store: Store) -> None:
    found = report(filled(store))
    with store.reading() as db:
        listed = segments.report(db, segments.Request(as_of=AS_OF, list=True))
    assert [(row.id, row.segment, row.revenue) for row in found.rows] == [
        (row.id, row.segment, row.revenue) for row in listed.rows
    ]


def test_one_segment_keeps_the_scores_among_all_buyers(store: Store) -> None:
    every = {row.id: row.rfm for row in report(filled(store)).rows}
    some = report(store, segment="Can't Lose").rows
    assert some
    assert all(every[row.id] == row.rfm for row in some)
    with pytest.raises(NotFound) as error:
        report(store, segment="champion")
    assert error.value.hint == 'crm report rfm --segment "Champions"'


def test_equal_figures_stand_by_name(store: Store) -> None:
    with writing(store) as db:
        for name in ("Çınar", "Zeki", "Ali", "Deniz"):
            order(db, customers(db, name)[0], "2026-11-01", 1000)
    assert [row.name for row in report(store).rows] == ["Ali", "Çınar", "Deniz", "Zeki"]


def test_the_picture_and_the_limit(store: Store) -> None:
    found = report(filled(store), limit=2)
    (picture,) = found.pictures
    assert isinstance(picture, Grid)
    assert sum(int(cell.text.rsplit(" ", 1)[1]) for row in picture.cells for cell in row) == 10
    assert (len(found.rows), found.notes[0]) == (2, "2 of 10 customers shown; --limit 0 shows all")


@pytest.mark.parametrize("currency", [None, "TRY"])
def test_a_customer_is_explained_by_its_orders(store: Store, currency: str | None) -> None:
    with writing(filled(store)) as db:
        db.insert("rate", {"currency": "EUR", "base": "TRY", "day": "2026-01-01", "rate": "40"})
        order(db, 3, "2026-11-01", 200, currency="EUR")
        order(db, 3, "2026-11-01", -50)
    found = report(store, currency=currency)
    for row in found.rows:
        with store.reading() as db:
            steps, orders = rfm.explain(db, Request(as_of=AS_OF, currency=currency), row)
        own = sum(one.total for one in orders.rows if one.currency == "TRY")
        turned = [one.value for one in steps.rows if " in TRY" in one.step]
        assert own + (8000 if turned else 0) == row.revenue
        assert bool(turned) == (row.id == 3 and currency == "TRY")
        assert sum(one.total >= 0 for one in orders.rows) == row.orders
        values = {one.step: one.value for one in steps.rows}
        assert values[f"R{row.r} F{row.f} M{row.m}"] == row.segment


def test_thresholds_are_told_as_they_are(store: Store) -> None:
    filled(store)
    row: RfmRow = report(store).rows[0]
    with store.reading() as db:
        steps, _ = rfm.explain(db, Request(as_of=AS_OF), row)
        fixed, _ = rfm.explain(db, Request(as_of=AS_OF, bins=("m=5,10,50,100", "r=5,10,20,30")), row)
    values = {one.step: one.value for one in steps.rows}
    assert (values["R 5: days"], values["R 1: days"]) == ("up to 2", "above 8")
    assert (values["F 5: purchases"], values["F 2: purchases"]) == ("above 8", "above 2, up to 4")
    values = {one.step: one.value for one in fixed.rows}
    assert (values["M 1: money"], values["M 4: money"]) == ("below 5.00", "from 50.00, below 100.00")
    assert (values["R 5: days"], values["R 1: days"]) == ("below 5", "from 30")
