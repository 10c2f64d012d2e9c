from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmcli.db import Store, open_store
from crmcli.domain.pictures import Grid
from crmcli.domain.reports import maps
from crmcli.domain.reports.customers import segments
from crmcli.domain.reports.customers.segments import MemberRow, Request, SegmentRow
from crmcli.errors import NotFound, UsageError
from tests.domain.reports.shop import customers, order, shuffled_orders
from tests.support.store import writing

AS_OF = date(2026, 11, 21)


def report(store: Store, as_of: date = AS_OF, **asked: Any) -> Any:
    with store.reading() as db:
        return segments.report(db, Request(as_of=as_of, **asked))


def members(store: Store, **asked: Any) -> list[MemberRow]:
    return list(report(store, list=True, **asked).rows)


def filled(store: Store) -> Store:
    """Ten customers: number n bought n times, the last time n days before the day, for n lira each."""
    with writing(store) as db:
        for n, number in enumerate(customers(db, *(f"Müşteri {n}" for n in range(1, 11))), 1):
            for earlier in range(n):
                order(db, number, date.fromordinal(AS_OF.toordinal() - n - 30 * earlier).isoformat(), n * 100)
    return store


def test_recency_frequency_and_money_are_those_of_the_day(store: Store) -> None:
    row = next(row for row in members(filled(store)) if row.name == "Müşteri 3")
    assert (row.recency, row.orders, row.revenue, row.currency) == (3, 3, 900, "TRY")
    assert row.last_purchase == date(2026, 11, 18)
    assert (row.r, row.f, row.m) == (4, 2, 2)


def test_a_later_purchase_is_not_known_on_an_earlier_day(store: Store) -> None:
    filled(store)
    early = next(row for row in members(store, as_of=date(2026, 11, 17)) if row.name == "Müşteri 3")
    assert (early.orders, early.revenue, early.recency) == (2, 600, 29)


def test_a_refund_counts_in_the_money_and_is_no_purchase(store: Store) -> None:
    with writing(store) as db:
        ada, only = customers(db, "Ada", "Only refunds")
        order(db, ada, "2026-11-01", 1000)
        order(db, ada, "2026-11-10", -400)
        order(db, only, "2026-11-10", -400)
    found = report(store, list=True)
    assert [(row.name, row.orders, row.revenue, row.recency) for row in found.rows] == [("Ada", 1, 600, 20)]
    assert "1 customer with refunds only left out" in found.notes


def test_a_refund_is_no_part_of_the_average_order(store: Store) -> None:
    with writing(store) as db:
        (ada,) = customers(db, "Ada")
        for total in (1000, 501, -400):
            order(db, ada, "2026-11-01", total)
        order(db, ada, "2026-11-02", None)
    total = report(store).total
    assert (total.orders, total.revenue, total.average_order) == (3, 1101, 750)


def test_what_is_left_out_is_said(store: Store) -> None:
    with writing(store) as db:
        ada, _ = customers(db, "Ada", "Never bought")
        order(db, ada, "2026-11-01", 1000)
        order(db, ada, "2026-11-02", None)
        order(db, ada, None, 1000)
        order(db, ada, "2026-11-03", 1000, status="cancelled")
        order(db, None, "2026-11-04", 1000)
    found = report(store)
    assert (found.total.customers, found.total.orders, found.total.revenue) == (1, 2, 1000)
    assert found.notes == (
        "1 buyer: 1 group at most instead of 5",
        "1 order without a customer left out",
        "1 order without a date left out",
        "1 cancelled order left out",
        "1 order without a total: a purchase, but no money",
        "1 customer has not bought yet and is in no segment",
    )


def test_currencies_are_never_added(store: Store) -> None:
    with writing(store) as db:
        ada, ali = customers(db, "Ada", "Ali")
        for _ in range(3):
            order(db, ada, "2026-11-01", 1000)
        order(db, ada, "2026-11-05", 777, currency="EUR")
        order(db, ali, "2026-11-05", 888, currency="EUR")
        order(db, ali, "2026-11-06", 1, currency="USD")
    found = report(store, list=True)
    assert [(row.name, row.revenue, row.currency, row.recency) for row in found.rows] == [
        ("Ada", 3000, "TRY", 20)
    ]
    assert found.notes[-2:] == (
        "2 orders in EUR of 2 customers left out; --currency TRY turns them",
        "1 order in USD of 1 customer left out; --currency TRY turns them",
    )


def rates(store: Store) -> None:
    """A euro is 40 lira from 1 November on, 50 from the 6th; nothing is known of dollars."""
    with writing(store) as db:
        for day, rate in (("2026-11-01", "40"), ("2026-11-06", "50")):
            db.insert("rate", {"currency": "EUR", "base": "TRY", "day": day, "rate": rate})


def test_all_amounts_are_turned_at_the_rates_of_their_days(store: Store) -> None:
    rates(store)
    with writing(store) as db:
        ada, ali, can = customers(db, "Ada", "Ali", "Can")
        order(db, ada, "2026-11-01", 1000)
        order(db, ada, "2026-11-05", 200, currency="EUR")
        order(db, ada, "2026-11-07", -100, currency="EUR")
        order(db, ali, "2026-11-06", 300, currency="EUR")
        order(db, ali, "2026-10-31", 300, currency="EUR")
        order(db, can, "2026-11-06", 1, currency="USD")
    found = report(store, list=True, currency="TRY")
    assert [(row.name, row.orders, row.revenue, row.currency) for row in found.rows] == [
        ("Ali", 1, 15000, "TRY"),
        ("Ada", 2, 4000, "TRY"),
    ]
    assert found.notes[1:] == (
        "3 orders in EUR turned into TRY at the rate of its day",
        "1 order in EUR left out: before the first rate in TRY, 2026-11-01",
        "1 order in USD left out: no rate in TRY; crm rate set USD DAY RATE --base TRY",
    )


def test_a_span_bounds_the_days_of_the_orders(store: Store) -> None:
    filled(store)
    found = report(store, since=date(2026, 11, 1), until=date(2026, 11, 15))
    whole = report(store)
    assert (found.total.customers, found.total.orders) == (5, 5)
    assert whole.total.customers == 10
    assert found.title == "Customer segments 2026-11-01 to 2026-11-15"


def test_orders_without_any_amount_still_make_segments(store: Store) -> None:
    with writing(store) as db:
        for name in ("Ada", "Ali"):
            order(db, customers(db, name)[0], "2026-11-01", None)
    found = report(store)
    assert found.total == SegmentRow(None, 2, 1.0, 2, None, None, 20.0, None, None)


def test_every_segment_is_there_also_when_nobody_is_in_it(store: Store) -> None:
    with writing(store) as db:
        order(db, customers(db, "Ada")[0], "2026-11-01", 1000)
    rows = report(store).rows
    assert [row.segment for row in rows][:3] == ["Champions", "Loyal", "Potential Loyalist"]
    assert len(rows) == 10
    assert {row.segment: row.customers for row in rows if row.customers} == {"Need Attention": 1}
    assert next(row for row in rows if row.segment == "New").revenue == 0


def test_shares_are_of_all_buyers_and_add_up_to_one(store: Store) -> None:
    rows = report(filled(store)).rows
    assert sum(row.share for row in rows) == pytest.approx(1)
    assert sum(row.revenue_share for row in rows) == pytest.approx(1)


def test_the_picture_counts_every_buyer_once(store: Store) -> None:
    (picture,) = report(filled(store)).pictures
    assert isinstance(picture, Grid)
    assert (picture.rows, picture.columns) == (("F5", "F4", "F3", "F2", "F1"), ("R1", "R2", "R3", "R4", "R5"))
    assert sum(int(cell.text.rsplit(" ", 1)[1]) for row in picture.cells for cell in row) == 10
    assert max(cell.weight for row in picture.cells for cell in row) == 1.0
    assert picture.cells[0][4].text.startswith("Champions")
    assert picture.cells[4][0].text.startswith("Hibernating")


def test_customers_stand_by_segment_then_by_money(store: Store) -> None:
    rows = members(filled(store))
    names = [rule.segment.name for rule in maps.STANDARD]
    places = [(names.index(row.segment), -(row.revenue or 0)) for row in rows]
    assert places == sorted(places)
    assert len(rows) == 10


def test_a_segment_is_asked_for_by_either_name(store: Store) -> None:
    filled(store)
    at_risk = [row.name for row in members(store) if row.segment == "Can't Lose"]
    assert at_risk
    assert [row.name for row in report(store, segment="cant lose").rows] == at_risk
    assert [row.name for row in report(store, segment="KAYBEDİLMEMELİ").rows] == at_risk


def test_a_segment_that_is_none_is_named_with_the_nearest(store: Store) -> None:
    with pytest.raises(NotFound) as error:
        report(filled(store), segment="champion")
    assert error.value.message == 'no segment is called "champion"'
    assert error.value.hint == 'crm report segments --segment "Champions"'


def test_names_are_turkish_when_asked_for(store: Store) -> None:
    found = report(filled(store), language="tr")
    assert [row.segment for row in found.rows][:2] == ["Şampiyonlar", "Sadık"]
    (picture,) = found.pictures
    assert isinstance(picture, Grid)
    assert picture.cells[0][4].text.startswith("Şampiyonlar")


def test_a_limit_says_how_many_there_are(store: Store) -> None:
    found = report(filled(store), list=True, limit=3)
    assert len(found.rows) == 3
    assert found.notes[0] == "3 of 10 customers shown; --limit 0 shows all"


def test_a_limit_holds_for_segments_and_not_for_their_total(store: Store) -> None:
    whole, some = report(filled(store)), report(store, limit=3)
    assert some.rows == whole.rows[:3]
    assert some.total == whole.total
    assert some.notes[0] == "3 of 10 segments shown; --limit 0 shows all"


def test_amounts_of_a_day_are_turned_and_rounded_one_by_one(store: Store) -> None:
    with writing(store) as db:
        (ada,) = customers(db, "Ada")
        db.insert("rate", {"currency": "EUR", "base": "TRY", "day": "2026-01-01", "rate": "1.004"})
        for _ in range(3):
            order(db, ada, "2026-10-01", 101, currency="EUR")
    (row,) = report(store, currency="TRY", list=True).rows
    # 1.01404 each is 1.01; all three together would be 3.04.
    assert row.revenue == 303


def test_fixed_thresholds_take_the_place_of_quintiles(store: Store) -> None:
    bins = ("r=5,10,20,30", "f=2,3,4,9", "m=5,10,50,100")
    rows = {row.name: (row.r, row.f, row.m) for row in members(filled(store), bins=bins)}
    assert rows["Müşteri 1"] == (5, 1, 1)
    assert rows["Müşteri 4"] == (5, 4, 3)
    assert rows["Müşteri 10"] == (3, 5, 5)


def test_another_map_takes_the_place_of_the_standard_one(store: Store) -> None:
    text = '[[segment]]\nname = "Big"\nM = 5\n[[segment]]\nname = "Small"\nM = "1-4"\n'
    found = report(filled(store), map=("ours.toml", text))
    assert {row.segment: row.customers for row in found.rows} == {"Big": 2, "Small": 8}


def test_only_the_customers_asked_about_are_scored(store: Store) -> None:
    with writing(store) as db:
        for city, name in (("İzmir", "Ada"), ("İzmir", "Ali"), ("Ankara", "Can")):
            order(db, customers(db, name, city=city)[0], "2026-11-01", 1000)
        order(db, None, "2026-11-01", 1000)
    found = report(store, where=("city=izmir",))
    assert found.total.customers == 2
    assert "1 order without a customer left out" not in found.notes


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ("status=lapsed", ["Ali"]),
        ("orders>=2", ["Ada"]),
        ("last_order<2026-01-01", ["Ali"]),
        ("spent>10", ["Ada"]),
    ],
)
def test_customers_are_chosen_by_what_they_bought(store: Store, where: str, names: list[str]) -> None:
    with writing(store) as db:
        ada, ali, _ = customers(db, "Ada", "Ali", "Can")
        order(db, ada, "2026-11-01", 1000)
        order(db, ada, "2026-11-02", 1000)
        order(db, ali, "2025-01-01", 1000)
    assert [row.name for row in members(store, where=(where,))] == names


def test_nobody_who_bought_is_said_and_is_no_error(store: Store) -> None:
    found = report(store)
    assert (list(found.rows), found.total, found.pictures) == ([], None, ())
    assert found.empty == "nobody bought anything until 2026-11-21: crm import orders FILE brings orders in"


def test_an_unknown_field_is_refused(store: Store) -> None:
    with pytest.raises(UsageError, match='customers have no field "ctiy"'):
        report(filled(store), where=("ctiy=İzmir",))


ORDERS = st.lists(
    st.tuples(
        st.integers(1, 12),
        st.dates(date(2025, 1, 1), date(2026, 11, 21)).map(date.isoformat),
        st.integers(-500, 2000),
    ),
    min_size=1,
    max_size=40,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ORDERS, st.integers(0, 99), st.integers(100, 199))
def test_the_order_of_the_rows_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, orders: list[tuple[int, str, int]], one: int, other: int
) -> None:
    found = []
    for seed in (one, other):
        store = open_store(str(tmp_path_factory.mktemp("store") / "crm.db"))
        shuffled_orders(store, orders, seed)
        found.append((members(store), report(store)))
    assert found[0] == found[1]
    rows, whole = found[0]
    assert sum(row.customers for row in whole.rows) == len(rows)
    for measure, value in (("r", "recency"), ("f", "orders"), ("m", "revenue")):
        pairs = {(getattr(row, value), getattr(row, measure)) for row in rows}
        assert len(pairs) == len({value for value, _ in pairs})
