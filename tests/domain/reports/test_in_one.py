"""Reports in one currency: what is turned at which rate, and what is left out and said."""

from datetime import date
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.adding import AddRecord
from crmcli.domain.order import AddOrder, Lines, add_order
from crmcli.domain.rate_set import SetRate, set_rate
from crmcli.domain.reports.money import sales
from crmcli.domain.reports.pipeline import pipeline
from tests.support.making import CONTEXT, add
from tests.support.store import writing

ON = date(2026, 11, 21)


@pytest.fixture
def shop(store: Store) -> Store:
    """Orders in three currencies, rates for two of them, one order before the first rate."""
    add(store, "customer", "Işık")
    add(store, "customer", "Çınar")
    for currency, day, worth in (
        ("USD", "2026-11-01", "40"),
        ("USD", "2026-11-10", "42"),
        ("EUR", "2026-10-01", "50"),
    ):
        with writing(store) as db:
            set_rate(db, SetRate({"currency": currency, "day": day, "rate": worth}, CONTEXT))
    for total, day, who in (
        ("100 TL", "2026-11-02", "isik"),
        ("10 USD", "2026-11-02", "isik"),
        ("10 USD", "2026-11-12", "cinar"),
        ("-5 USD", "2026-11-12", "cinar"),
        ("1 USD", "2026-10-05", "isik"),
        ("2 EUR", "2026-10-05", "cinar"),
        ("7 GBP", "2026-11-03", "isik"),
        ("7 GBP", "2026-11-04", "isik"),
    ):
        add(store, "order", total=total, ordered_on=day, customer=who)
    return store


def sold(store: Store, currency: str | None, **asked: Any) -> Any:
    with store.reading() as db:
        return sales.report(db, sales.Request(ON, currency=currency, **asked))


def open_deals(store: Store, **asked: Any) -> Any:
    with store.reading() as db:
        return pipeline.report(db, pipeline.Request(asked.pop("as_of", ON), **asked))


def test_every_order_is_turned_at_the_rate_of_its_day(shop: Store) -> None:
    found = sold(shop, "TRY")
    assert [(row.group, row.orders, row.customers, row.revenue, row.refunds) for row in found.rows] == [
        ("2026-10", 1, 1, 10000, 0),
        ("2026-11", 3, 2, 10000 + 40000 + 42000, -21000),
    ]
    assert {row.currency for row in found.rows} == {"TRY"}
    assert (found.total.orders, found.total.customers, found.total.net) == (4, 2, 81000)


def test_what_is_turned_and_what_is_left_out_is_said(shop: Store) -> None:
    assert sold(shop, "TRY").notes == (
        "3 orders in USD, 1 order in EUR turned into TRY at the rate of its day",
        "1 order in USD left out: before the first rate in TRY, 2026-11-01",
        "2 orders in GBP left out: no rate in TRY; crm rate set GBP DAY RATE --base TRY",
    )


def test_a_customer_who_buys_in_two_currencies_is_one_customer(shop: Store) -> None:
    found = sold(shop, "TRY", by="customer")
    assert [(row.group, row.orders, row.customers, row.net) for row in found.rows] == [
        ("Işık", 2, 1, 50000),
        ("Çınar", 2, 1, 31000),
    ]
    assert sum(row.net for row in found.rows) == found.total.net


def test_a_currency_that_nothing_leads_to_shows_only_itself(shop: Store) -> None:
    found = sold(shop, "GBP")
    assert (found.total.orders, found.total.net) == (2, 1400)
    assert found.notes[0] == "4 orders in USD left out: no rate in GBP; crm rate set USD DAY RATE --base GBP"


def test_without_a_currency_nothing_is_mixed(shop: Store) -> None:
    assert {row.currency for row in sold(shop, None).rows} == {"TRY", "USD", "EUR", "GBP"}


def test_lines_are_turned_like_orders(shop: Store) -> None:
    add(shop, "product", "Masa", sku="MM-1")
    with writing(shop) as db:
        for line, day in (("MM-1:1:3 USD", "2026-11-02"), ("MM-1:1:30 TL", "2026-11-02")):
            add_order(db, AddOrder(AddRecord("order", {"ordered_on": day}, CONTEXT), Lines((line,))))
    found = sold(shop, "TRY", by="product")
    assert [(row.group, row.orders, row.revenue) for row in found.rows] == [("Masa", 2, 12000 + 3000)]


def test_open_opportunities_are_turned_at_the_rate_of_the_report_s_day(shop: Store) -> None:
    for amount, stage in (("10 USD", "New"), ("100 TL", "New"), ("1 GBP", "New"), ("5 EUR", "Proposal")):
        add(shop, "opportunity", amount, stage=stage, amount=amount, expected_close="2027-01-15")
    found = open_deals(shop, currency="TRY")
    assert [(row.group, row.count, row.amount, row.weighted) for row in found.rows if row.count] == [
        ("New", 2, 42000 + 10000, 5200),
        ("Proposal", 1, 25000, 12500),
    ]
    assert (found.total.count, found.total.weighted, found.total.currency) == (3, 17700, "TRY")
    assert (
        "1 opportunity in EUR, 1 opportunity in USD turned into TRY at the rate of the report's day"
        in found.notes
    )
    assert (
        "1 opportunity in GBP left out: no rate in TRY; crm rate set GBP DAY RATE --base TRY" in found.notes
    )
    months = open_deals(shop, currency="TRY", by="month")
    assert [(row.group, row.weighted) for row in months.rows] == [("2027-01", 17700)]


def test_a_forecast_of_an_earlier_day_knows_only_the_rates_of_then(shop: Store) -> None:
    add(shop, "opportunity", "a", amount="10 USD", created_on="2026-01-01")
    assert open_deals(shop, currency="TRY", as_of=date(2026, 11, 5)).total.amount == 40000
    assert open_deals(shop, currency="TRY", as_of=date(2026, 10, 5)).rows[0].count == 0


def test_closed_opportunities_are_turned_at_the_rate_of_their_closing(shop: Store) -> None:
    add(shop, "user", "Ayşe")
    for amount, stage, day in (
        ("10 USD", "Won", "2026-11-05"),
        ("10 USD", "Won", "2026-11-15"),
        ("100 TL", "Won", "2026-11-15"),
        ("9 USD", "Lost", "2026-11-15"),
        ("9 USD", "Won", "2026-10-15"),
    ):
        add(
            shop,
            "opportunity",
            amount,
            stage=stage,
            amount=amount,
            closed_on=day,
            owner="ayse",
            created_on="2026-10-01",
        )
    found = open_deals(shop, currency="TRY", closed=True)
    assert [(row.group, row.won, row.lost, row.won_value, row.average_won) for row in found.rows] == [
        ("Ayşe", 3, 1, 92000, 30667)
    ]
    assert "1 opportunity in USD left out: before the first rate in TRY, 2026-11-01" in found.notes
