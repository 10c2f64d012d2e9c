from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.db import Store
from crmcli.domain.periods import add_months
from crmcli.domain.reports.money import order_periods, sales
from crmcli.domain.reports.money.sales import Request
from crmcli.errors import UsageError
from tests.domain.reports.shop import customers, line, named, order, users
from tests.support.store import writing

AS_OF = date(2026, 11, 21)


def report(store: Store, as_of: date = AS_OF, **asked: Any) -> Any:
    with store.reading() as db:
        return sales.report(db, Request(as_of=as_of, **asked))


def net(found: Any) -> dict[str | None, int | None]:
    return {row.group: row.net for row in found.rows}


def test_a_month_adds_up_purchases_refunds_and_customers(store: Store) -> None:
    with writing(store) as db:
        ada, ali = customers(db, "Ada", "Ali")
        for who, day, total in ((ada, "01", 1000), (ada, "05", 501), (ali, "30", 2000), (ali, "30", -300)):
            order(db, who, f"2026-09-{day}", total)
        order(db, ada, "2026-10-01", 500)
    found = report(store)
    row = found.rows[0]
    assert (row.group, row.orders, row.customers) == ("2026-09", 3, 2)
    assert (row.revenue, row.refunds, row.net, row.average_order) == (3501, -300, 3201, 1167)
    assert row.share == pytest.approx(3201 / 3701)
    assert (found.total.orders, found.total.customers, found.total.net, found.total.share) == (
        4,
        2,
        3701,
        1.0,
    )


def test_periods_without_a_sale_are_there_at_zero(store: Store) -> None:
    with writing(store) as db:
        order(db, None, "2025-11-30", 100)
        order(db, None, "2026-02-01", 100)
    found = report(store)
    assert [(row.group, row.orders, row.net) for row in found.rows] == [
        ("2025-11", 1, 100),
        ("2025-12", 0, 0),
        ("2026-01", 0, 0),
        ("2026-02", 1, 100),
    ]
    assert [row.group for row in report(store, by="quarter").rows] == ["2025-Q4", "2026-Q1"]
    assert [row.group for row in report(store, by="year").rows] == ["2025", "2026"]


def test_a_span_shows_all_of_its_periods_up_to_the_day(store: Store) -> None:
    with writing(store) as db:
        order(db, None, "2026-09-10", 100)
        order(db, None, "2026-10-10", 200)
    found = report(store, since=date(2026, 8, 1), until=date(2026, 12, 31))
    assert [row.group for row in found.rows] == ["2026-08", "2026-09", "2026-10", "2026-11"]
    assert net(report(store, since=date(2026, 10, 1), until=date(2026, 10, 31))) == {"2026-10": 200}
    assert found.title == "Sales by month 2026-08-01 to 2026-12-31"


def test_a_mistyped_year_does_not_bring_a_thousand_empty_months(store: Store) -> None:
    with writing(store) as db:
        order(db, None, "0202-01-01", 100)
        order(db, None, "2026-10-10", 200)
    assert [row.group for row in report(store).rows] == ["0202-01", "2026-10"]


@given(st.dates(date(1999, 1, 1), date(2030, 1, 1)), st.integers(0, 40))
def test_every_month_between_two_is_named_once(start: date, months: int) -> None:
    end = add_months(start.replace(day=1), months)
    request = Request(as_of=date(2100, 1, 1))
    expected = [add_months(start.replace(day=1), n).isoformat()[:7] for n in range(months + 1)]
    assert order_periods.periods([expected[0], end.isoformat()[:7]], "month", request) == expected


def test_a_sale_after_the_day_is_not_known(store: Store) -> None:
    with writing(store) as db:
        order(db, None, "2026-10-10", 100)
        order(db, None, "2026-11-10", 200)
    assert net(report(store, date(2026, 11, 9))) == {"2026-10": 100}


def test_what_is_left_out_is_said(store: Store) -> None:
    with writing(store) as db:
        order(db, None, "2026-10-10", 100)
        order(db, None, "2026-10-11", None)
        order(db, None, None, 100)
        order(db, None, "2026-10-12", 100, status="cancelled")
    found = report(store)
    assert (found.total.orders, found.total.net, found.total.average_order) == (2, 100, 100)
    assert found.notes == (
        "1 order without a date left out",
        "1 cancelled order left out",
        "1 order without a total: a purchase, but no money",
    )


def test_currencies_have_rows_of_their_own(store: Store) -> None:
    with writing(store) as db:
        order(db, None, "2026-10-10", 100)
        order(db, None, "2026-10-11", 300)
        order(db, None, "2026-10-12", 500, currency="EUR")
        order(db, None, "2026-10-13", None)
    found = report(store)
    assert [(row.currency, row.net, row.share) for row in found.rows] == [
        ("TRY", 400, 1.0),
        ("EUR", 500, 1.0),
        (None, None, None),
    ]
    assert found.total is None
    assert found.notes[:3] == (
        "TRY: 2 orders, net ₺4.00",
        "EUR: 1 order, net €5.00",
        "no currency: 1 order, net unknown",
    )
    euros = report(store, currency="EUR")
    assert (euros.total.orders, euros.total.net) == (2, 500)
    assert "2 orders in TRY left out: no rate in EUR; crm rate set TRY DAY RATE --base EUR" in euros.notes


def test_months_without_orders_of_unknown_value_have_no_row_beside_those_of_a_currency(store: Store) -> None:
    with writing(store) as db:
        order(db, None, "2026-08-13", None)
        order(db, None, "2026-10-13", None)
    assert [row.orders for row in report(store).rows] == [1, 0, 1]
    with writing(store) as db:
        order(db, None, "2026-10-14", 500, currency="EUR")
        order(db, None, "2026-08-14", 700)
        order(db, None, "2026-10-14", 100)
        order(db, None, "2026-10-15", 100)
    assert [(row.currency, row.group, row.orders) for row in report(store).rows] == [
        ("TRY", "2026-08", 1),
        ("TRY", "2026-09", 0),
        ("TRY", "2026-10", 2),
        ("EUR", "2026-10", 1),
        (None, "2026-08", 1),
        (None, "2026-10", 1),
    ]


def test_customers_owners_and_places_stand_by_net(store: Store) -> None:
    with writing(store) as db:
        ayse, ali = users(db, "Ayşe", "Ali")
        one, two = customers(db, "Işık", "Çınar", city="İzmir", country="TR", owner_id=ayse, branch="Ege")
        order(db, one, "2026-10-10", 100)
        order(db, two, "2026-10-10", 300, owner_id=ali, branch="Marmara")
        order(db, None, "2026-10-10", 50)
    assert net(report(store, by="customer")) == {"Çınar": 300, "Işık": 100, None: 50}
    assert [row.group for row in report(store, by="customer").rows] == ["Çınar", "Işık", None]
    assert net(report(store, by="owner")) == {"Ali": 300, "Ayşe": 100, None: 50}
    assert net(report(store, by="city")) == {"İzmir": 400, None: 50}
    assert net(report(store, by="country")) == {"TR": 400, None: 50}
    assert net(report(store, by="branch")) == {"Marmara": 300, "Ege": 100, None: 50}


def test_products_and_categories_add_up_lines(store: Store) -> None:
    with writing(store) as db:
        (ada,) = customers(db, "Ada")
        table = db.insert("product", {**named("Masa"), "category": "mobilya"})
        chair = db.insert("product", {**named("Sandalye"), "category": "mobilya"})
        first, second = (order(db, ada, "2026-10-10", 900), order(db, ada, "2026-10-11", 100))
        line(db, first, 600, product_id=table)
        line(db, first, 300, product_id=chair)
        line(db, second, 100, product_id=chair)
        line(db, second, -40, product_id=chair)
        line(db, second, 40, description="nakliye")
        order(db, ada, "2026-10-12", 70)
    found = report(store, by="product")
    rows = {row.group: row for row in found.rows}
    assert net(found) == {"Masa": 600, "Sandalye": 360, "nakliye": 40}
    assert (rows["Sandalye"].orders, rows["Sandalye"].customers, rows["Sandalye"].refunds) == (2, 1, -40)
    assert (found.total.orders, found.total.customers, found.total.net) == (2, 1, 1000)
    assert found.notes == ("1 order without lines left out",)
    by_category = report(store, by="category")
    assert [(row.group, row.orders, row.net) for row in by_category.rows] == [
        ("mobilya", 2, 960),
        (None, 1, 40),
    ]


def test_customers_of_the_same_name_stay_apart(store: Store) -> None:
    with writing(store) as db:
        one, two = customers(db, "Ada", "Ada")
        order(db, one, "2026-10-10", 100)
        order(db, two, "2026-10-10", 300)
    assert net(report(store, by="customer")) == {f"Ada (C-{two})": 300, f"Ada (C-{one})": 100}


def test_equal_groups_stand_as_a_turkish_reader_sorts(store: Store) -> None:
    with writing(store) as db:
        for name in ("Zeki", "Şule", "Çınar", "Ilgaz", "İnci", "Can"):
            order(db, customers(db, name)[0], "2026-10-10", 100)
    assert [row.group for row in report(store, by="customer").rows] == [
        "Can", "Çınar", "Ilgaz", "İnci", "Şule", "Zeki",
    ]  # fmt: skip


def test_shares_of_all_groups_add_up_to_one(store: Store) -> None:
    with writing(store) as db:
        for number, name in enumerate("ABCDEFG", 1):
            order(db, customers(db, name)[0], "2026-10-10", number * 333)
    assert sum(row.share for row in report(store, by="customer").rows) == pytest.approx(1)


def test_a_limit_cuts_customers_and_never_periods(store: Store) -> None:
    with writing(store) as db:
        for number, name in enumerate("ABC", 1):
            order(db, customers(db, name)[0], f"2026-0{number}-10", 100)
    found = report(store, by="customer", limit=2)
    assert len(found.rows) == 2
    assert found.notes[0] == "2 of 3 rows shown; --limit 0 shows all"
    assert found.total.net == 300
    assert len(report(store, limit=2).rows) == 3


def test_only_the_orders_asked_about_are_added_up(store: Store) -> None:
    with writing(store) as db:
        (ada,) = customers(db, "Ada")
        order(db, ada, "2026-10-10", 100, channel="web")
        order(db, None, "2026-10-10", 300)
    assert report(store, where=("channel=WEB",)).total.net == 100
    assert report(store, where=("customer=ada",)).total.net == 100


def test_no_sale_is_said_and_is_no_error(store: Store) -> None:
    found = report(store)
    assert (list(found.rows), found.total, found.notes) == ([], None, ())
    assert found.empty is not None


def test_a_word_it_cannot_be_told_by_is_refused(store: Store) -> None:
    with pytest.raises(UsageError) as error:
        report(store, by="mont")
    assert error.value.hint == "crm report sales --by month"
