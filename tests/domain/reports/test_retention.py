from calendar import monthrange
from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmcli.db import Store, open_store
from crmcli.domain.pictures import Grid
from crmcli.domain.reports.customers import retention
from crmcli.domain.reports.customers.cohort_periods import Length
from crmcli.domain.reports.customers.retention import CellRow, CohortRow, Request
from crmcli.errors import UsageError
from tests.domain.reports.shop import customers, order, shuffled_orders
from tests.support.store import writing

AS_OF = date(2026, 11, 21)


def report(store: Store, as_of: date = AS_OF, **asked: Any) -> Any:
    with store.reading() as db:
        return retention.report(db, Request(as_of=as_of, **asked))


def cells(store: Store, **asked: Any) -> list[CellRow]:
    return list(report(store, cells=True, **asked).rows)


def filled(store: Store) -> Store:
    """August: Ada came again in September, Can never; September: Ece came again in October and November."""
    with writing(store) as db:
        ada, can, ece = customers(db, "Ada", "Can", "Ece")
        db.update("customer", ada, {"city": "İzmir"})
        db.update("customer", ece, {"city": "İzmir"})
        for who, day, total in (
            (ada, "2026-08-31", 1000),
            (ada, "2026-09-01", 200),
            (ada, "2026-09-30", 300),
            (can, "2026-08-01", 500),
            (ece, "2026-09-15", 700),
            (ece, "2026-10-15", 70),
            (ece, "2026-10-20", -20),
            (ece, "2026-11-15", 7),
        ):
            order(db, who, day, total)
    return store


def test_a_cell_counts_each_customer_of_the_cohort_once(store: Store) -> None:
    rows = {row.cell: row for row in cells(filled(store))}
    assert list(rows) == [
        "2026-08+0", "2026-08+1", "2026-08+2", "2026-08+3", "2026-09+0", "2026-09+1", "2026-09+2",
    ]  # fmt: skip
    one = rows["2026-08+1"]
    assert (one.period, one.customers, one.buying, one.share, one.orders, one.revenue) == (
        "2026-09", 2, 1, 0.5, 2, 500,
    )  # fmt: skip
    assert (rows["2026-08+2"].buying, rows["2026-08+2"].share, rows["2026-08+2"].revenue) == (0, 0.0, 0)
    assert (rows["2026-09+1"].orders, rows["2026-09+1"].revenue) == (1, 50)


def test_what_is_not_over_is_blank(store: Store) -> None:
    rows = {row.cell: row for row in cells(filled(store))}
    for cell in ("2026-08+3", "2026-09+2"):
        row = rows[cell]
        assert (row.complete, row.buying, row.share, row.orders, row.revenue) == (
            False,
            None,
            None,
            None,
            None,
        )
    assert "2026-11 is not over: its cells are blank" in report(store).notes


def test_a_month_is_over_on_its_last_day(store: Store) -> None:
    found = {row.cell: row for row in cells(filled(store), as_of=date(2026, 11, 30))}
    assert (found["2026-09+2"].complete, found["2026-09+2"].share) == (True, 1.0)
    assert not any("not over" in note for note in report(store, as_of=date(2026, 11, 30)).notes)


def test_a_cohort_has_its_shares_and_the_total_their_average_over_complete_cells(store: Store) -> None:
    found = report(filled(store))
    assert [(row.cohort, row.customers, row.orders, row.after_1, row.after_2) for row in found.rows] == [
        ("2026-08", 2, 4, 0.5, 0.0),
        ("2026-09", 1, 3, 1.0, None),
    ]
    assert (found.total.customers, found.total.orders, found.total.revenue) == (3, 7, 2757)
    # +1 is over for both cohorts, +2 for the first one only, whatever happened in the second.
    assert (found.total.after_1, found.total.after_2, found.total.after_3) == (
        pytest.approx(2 / 3),
        0.0,
        None,
    )


def test_a_cohort_by_trait_counts_who_can_have_come_so_far(store: Store) -> None:
    rows = {row.cell: row for row in cells(filled(store), by="city")}
    assert (rows["İzmir+1"].customers, rows["İzmir+1"].buying, rows["İzmir+1"].period) == (2, 2, None)
    # Two months after is over for Ada alone, who did not come.
    assert (rows["İzmir+2"].customers, rows["İzmir+2"].buying, rows["İzmir+2"].share) == (1, 0, 0.0)
    assert rows["İzmir+3"].complete is False
    assert [(row.cohort, row.customers) for row in report(store, by="city").rows] == [("İzmir", 2), (None, 1)]


@pytest.mark.parametrize(
    ("by", "names"), [("quarter", ["2026-Q3"]), ("year", ["2026"]), ("month", ["2026-08", "2026-09"])]
)
def test_cohorts_are_of_any_length(store: Store, by: str, names: list[str]) -> None:
    assert [row.cohort for row in report(filled(store), by=by).rows] == names


def test_a_later_purchase_is_not_known_on_an_earlier_day(store: Store) -> None:
    (row,) = report(filled(store), as_of=date(2026, 8, 31)).rows
    assert (row.cohort, row.customers, row.orders, row.after_1) == ("2026-08", 2, 2, None)


def test_the_span_bounds_the_first_purchase_and_nothing_else(store: Store) -> None:
    (row,) = report(filled(store), since=date(2026, 9, 1), until=date(2026, 9, 30)).rows
    assert (row.cohort, row.customers, row.orders, row.after_1) == ("2026-09", 1, 3, 1.0)


def test_a_customer_is_chosen_with_the_whole_history(store: Store) -> None:
    assert report(filled(store), where=("city=izmir",)).total.customers == 2


def test_who_pays_in_another_currency_came_again_all_the_same(store: Store) -> None:
    with writing(store) as db:
        (ada,) = customers(db, "Ada")
        db.insert("rate", {"currency": "EUR", "base": "TRY", "day": "2026-09-01", "rate": "40"})
        order(db, ada, "2026-08-01", 1000)
        order(db, ada, "2026-08-02", 500)
        order(db, ada, "2026-08-02", 500)
        order(db, ada, "2026-08-03", 10, currency="EUR")
        order(db, ada, "2026-09-02", 10, currency="EUR")
    found = report(store)
    assert (found.rows[0].after_1, found.rows[0].revenue, found.rows[0].currency) == (1.0, 2000, "TRY")
    assert "amounts of 2 orders in EUR left out; --currency TRY turns them" in found.notes
    turned = report(store, currency="TRY")
    assert (turned.rows[0].after_1, turned.rows[0].revenue) == (1.0, 2400)
    assert turned.notes[:2] == (
        "1 order in EUR turned into TRY at the rate of its day",
        "1 amount in EUR left out: before the first rate in TRY, 2026-09-01",
    )


def test_amounts_are_turned_one_by_one_however_they_are_added_up(store: Store) -> None:
    with writing(store) as db:
        db.insert("rate", {"currency": "EUR", "base": "TRY", "day": "2026-01-01", "rate": "1.004"})
        for number in customers(db, "Ada", "Can", "Ece"):
            order(db, number, "2026-08-01", 101, currency="EUR")
    found = report(store, currency="TRY")
    assert found.total.revenue == 303
    with store.reading() as db:
        listed = retention.explain(db, Request(as_of=AS_OF, currency="TRY"), found.rows[0])[-1].rows
    assert sum(row.revenue for row in listed) == 303


def test_what_is_left_out_is_said(store: Store) -> None:
    with writing(store) as db:
        ada, ali = customers(db, "Ada", "Ali")
        order(db, ada, "2026-08-01", None)
        order(db, ada, "2026-07-01", -10)
        order(db, ali, "2026-08-01", -10)
        order(db, None, "2026-08-01", 10)
        order(db, ada, None, 10)
        order(db, ada, "2026-09-01", 10, status="cancelled")
    found = report(store, as_of=date(2026, 10, 31))
    assert (found.total.customers, found.total.orders, found.total.revenue) == (1, 1, None)
    assert found.notes == (
        "1 period with refunds before the first purchase left out",
        "1 order without a customer left out",
        "1 order without a date left out",
        "1 cancelled order left out",
        "1 customer with refunds only left out",
        "1 order without a total: a purchase, but no money",
    )


def test_the_picture_is_a_triangle_with_the_average_below(store: Store) -> None:
    (picture,) = report(filled(store)).pictures
    assert isinstance(picture, Grid)
    assert picture.rows == ("2026-08 2", "2026-09 1", "all 3")
    assert picture.columns == ("+0", "+1", "+2")
    assert [[cell.text for cell in row] for row in picture.cells] == [
        ["100", "50", "0"],
        ["100", "100", ""],
        ["100", "67", "0"],
    ]


def test_the_picture_shows_counts_or_revenue_when_asked_for(store: Store) -> None:
    (counts,) = report(filled(store), show="count", periods=1).pictures
    assert [[cell.text for cell in row] for row in counts.cells] == [["2", "1"], ["1", "1"]]
    (revenue,) = report(store, show="revenue").pictures
    assert revenue.cells[0][0].text == "15"
    with pytest.raises(UsageError, match='"shares" is nothing to show'):
        report(store, show="shares")


def test_nobody_is_said_and_is_no_error(store: Store) -> None:
    found = report(store)
    assert (list(found.rows), found.total, found.pictures) == ([], None, ())
    assert found.empty.startswith("nobody first bought anything until 2026-11-21")


@pytest.mark.parametrize("asked", [{}, {"by": "city"}, {"by": "quarter"}, {"currency": "TRY"}])
def test_every_cohort_is_explained_by_its_customers(store: Store, asked: dict[str, Any]) -> None:
    found = report(filled(store), **asked)
    for row in [*found.rows, found.total]:
        with store.reading() as db:
            _, members = retention.explain(db, Request(as_of=AS_OF, **asked), row)
        assert len(members.rows) == row.customers
        assert sum(one.orders for one in members.rows) == row.orders
        assert sum(one.revenue or 0 for one in members.rows) == row.revenue


@pytest.mark.parametrize("by", ["month", "city", "quarter"])
def test_every_cell_is_explained_by_its_orders(store: Store, by: str) -> None:
    for row in cells(filled(store), by=by):
        with store.reading() as db:
            steps, orders = retention.explain(db, Request(as_of=AS_OF, by=by, cells=True), row)
        assert steps.rows
        bought = [one for one in orders.rows if (one.total or 0) >= 0]
        assert len(bought) == (row.orders or 0)
        assert sum(one.total or 0 for one in orders.rows) == (row.revenue or 0)


def test_periods_are_numbered_without_a_gap() -> None:
    for name, last in (("month", "2027-01"), ("quarter", "2027-Q1"), ("year", "2027")):
        length = Length.of(name)
        before, after = length.number(date(2026, 12, 31)), length.number(date(2027, 1, 1))
        assert after == before + 1
        assert length.called(after) == last
        assert (length.over(date(2026, 12, 31)), length.over(date(2026, 12, 30))) == (before, before - 1)


ORDERS = st.lists(
    st.tuples(
        st.integers(1, 8),
        st.dates(date(2025, 10, 1), AS_OF).map(date.isoformat),
        st.integers(-500, 2000),
    ),
    min_size=1,
    max_size=40,
)


def counted(orders: list[tuple[int, str, int]]) -> dict[tuple[str, str], int]:
    """Who bought in which month, by the month of the first purchase: the slow and plain way."""
    bought = [(who, day[:7]) for who, day, total in orders if total >= 0]
    first = {who: min(month for one, month in bought if one == who) for who, _ in bought}
    return dict(Counter((first[who], month) for who, month in set(bought)))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ORDERS, st.integers(0, 99), st.integers(100, 199))
def test_cells_are_those_of_plain_counting_whatever_the_order_of_the_rows(
    tmp_path_factory: pytest.TempPathFactory, orders: list[tuple[int, str, int]], one: int, other: int
) -> None:
    found = []
    for seed in (one, other):
        store = open_store(str(tmp_path_factory.mktemp("store") / "crm.db"))
        shuffled_orders(store, orders, seed)
        found.append((cells(store), report(store)))
    assert found[0] == found[1]
    rows, whole = found[0]
    holds(rows, whole, orders)


def holds(rows: list[CellRow], whole: Any, orders: list[tuple[int, str, int]]) -> None:
    """What must be true of any cohorts."""
    plain = counted(orders)
    complete = [row for row in rows if row.complete]
    assert {(row.cohort, row.period): row.buying for row in complete if row.buying} == {
        key: count for key, count in plain.items() if key[1] < "2026-11"
    }
    for row in complete:
        assert row.buying is not None
        assert 0 <= row.buying <= row.customers
        assert row.after > 0 or row.share == 1.0
    cohort_rows: list[CohortRow] = list(whole.rows)
    buyers = {who for who, _, total in orders if total >= 0}
    assert sum(row.customers for row in cohort_rows) == len(buyers)
    if cohort_rows:
        assert whole.total.orders == sum(total >= 0 for _, _, total in orders)


def test_both_engines_count_alike(store: Store) -> None:
    orders = [
        (
            n % 7 + 1,
            date(2026, n % 11 + 1, n * 7 % monthrange(2026, n % 11 + 1)[1] + 1).isoformat(),
            n * 37 - 90,
        )
        for n in range(60)
    ]
    orders = [one for one in orders if one[1] <= AS_OF.isoformat()]
    shuffled_orders(store, orders, 1)
    holds(cells(store), report(store), orders)
    by_kind = {row.cell: row for row in cells(store, by="kind")}
    whole = report(store).total
    assert by_kind["person+1"].share == whole.after_1
    assert by_kind["person+3"].share == whole.after_3
