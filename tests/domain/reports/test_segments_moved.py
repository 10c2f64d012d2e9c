"""Segments by a trait, on two days, and what is behind them."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmcli.db import Store, open_store
from crmcli.domain.pictures import Grid
from crmcli.domain.reports.customers import segments
from crmcli.domain.reports.customers.segments import Request
from crmcli.domain.reports.customers.segments_moved import MovedRow, MoveRow
from crmcli.errors import UsageError
from tests.domain.reports.shop import customers, order, shuffled_orders
from tests.support.store import writing

AS_OF = date(2026, 11, 21)
THEN = date(2026, 8, 1)
NOBODY = "not a buyer"


def report(store: Store, as_of: date = AS_OF, **asked: Any) -> Any:
    with store.reading() as db:
        return segments.report(db, Request(as_of=as_of, **asked))


def moved(store: Store, **asked: Any) -> Any:
    with store.reading() as db:
        return segments.compare(db, Request(as_of=AS_OF, **asked), Request(as_of=THEN, **asked))


def filled(store: Store) -> Store:
    """Ten customers who bought n times until July; even ones came again, numbers 11 and 12 came new."""
    with writing(store) as db:
        names = [f"Müşteri {n:02}" for n in range(1, 13)]
        for n, number in enumerate(customers(db, *names), 1):
            db.update("customer", number, {"city": ("İzmir", "Ankara", None)[n % 3]})
            for earlier in range(n if n <= 10 else 0):
                order(db, number, (date(2026, 7, 31) - timedelta(days=7 * n + earlier)).isoformat(), 1000)
            if n % 2 == 0 or n > 10:
                order(db, number, (date(2026, 11, 1) + timedelta(days=n)).isoformat(), 500)
    return store


def test_both_days_have_the_customers_of_their_own_report(store: Store) -> None:
    found = moved(filled(store))
    for side, as_of, skipped in (("was", THEN, NOBODY), ("now", AS_OF, NOBODY)):
        counts: Counter[str] = Counter()
        money: Counter[str] = Counter()
        for row in found.rows:
            counts[getattr(row, side)] += row.customers
            money[getattr(row, side)] += row.revenue_then if side == "was" else row.revenue
        own = {row.segment: (row.customers, row.revenue) for row in report(store, as_of=as_of).rows}
        assert {name: (counts[name], money[name]) for name in own} == own, side
        assert set(counts) - {skipped} <= set(own)


def test_who_came_new_has_a_row_of_its_own(store: Store) -> None:
    found = moved(filled(store))
    new = [row for row in found.rows if row.was == NOBODY]
    assert sum(row.customers for row in new) == 2
    assert all(row.revenue_then == 0 for row in new)
    assert [row for row in found.rows if row.now == NOBODY] == []
    assert (found.total.customers, found.total.revenue_then, found.total.revenue) == (12, 55000, 58500)


def test_shares_are_of_who_was_there(store: Store) -> None:
    sums: Counter[str] = Counter()
    for row in moved(filled(store)).rows:
        sums[row.was] += row.share
    assert all(share == pytest.approx(1) for share in sums.values())


def test_a_span_moves_who_bought_out_of_sight(store: Store) -> None:
    filled(store)
    now = Request(as_of=AS_OF, since=date(2026, 9, 1))
    then = Request(as_of=THEN, since=date(2026, 5, 12))
    with store.reading() as db:
        rows = segments.compare(db, now, then).rows
    gone = sum(row.customers for row in rows if row.now == NOBODY)
    assert gone == 5
    assert sum(row.customers for row in rows) == 12


def test_the_currency_is_that_of_the_later_day_on_both(store: Store) -> None:
    with writing(store) as db:
        (ada,) = customers(db, "Ada")
        order(db, ada, "2026-07-01", 10, currency="EUR")
        for day in ("2026-07-02", "2026-10-01", "2026-10-02"):
            order(db, ada, day, 1000)
    with writing(store) as db:
        order(db, ada, "2026-07-03", 10, currency="EUR")
    (row,) = moved(store).rows
    assert (row.revenue_then, row.revenue, row.currency) == (1000, 3000, "TRY")


def test_the_matrix_is_percent_of_each_row(store: Store) -> None:
    (picture,) = moved(filled(store)).pictures
    assert isinstance(picture, Grid)
    assert picture.rows[0] == "1 Champions"
    assert picture.rows[-1] == "11 not a buyer"
    assert picture.columns == tuple(map(str, range(1, 12)))
    for row in picture.cells:
        shares = [cell.weight for cell in row if cell.text]
        assert not shares or sum(shares) == pytest.approx(1)


def test_the_customers_who_moved_are_listed(store: Store) -> None:
    found = moved(filled(store), list=True)
    pairs = {(row.was, row.now): row.customers for row in moved(store).rows if row.was != row.now}
    assert found.row is MovedRow
    assert Counter((row.was, row.now) for row in found.rows) == pairs
    new = next(row for row in found.rows if row.name == "Müşteri 11")
    assert (new.was, new.orders, new.new_orders, new.revenue) == (NOBODY, 1, 1, 500)
    some = moved(store, segment="Hibernating").rows
    assert some
    assert all("Hibernating" in (row.was, row.now) for row in some)


def test_groups_have_matrices_that_add_up_to_the_whole(store: Store) -> None:
    found = moved(filled(store), by="city")
    assert [name for name, _ in Counter(row.group for row in found.rows).items()] == ["Ankara", "İzmir", None]
    sums: Counter[tuple[str, str]] = Counter()
    for row in found.rows:
        sums[row.was, row.now] += row.customers
    assert sums == {(row.was, row.now): row.customers for row in moved(store).rows}


def test_names_are_turkish_when_asked_for(store: Store) -> None:
    found = moved(filled(store), language="tr")
    assert {row.was for row in found.rows} >= {"alıcı değil", "Kaybedilmemeli"}


def test_segments_of_a_group_have_shares_of_the_group(store: Store) -> None:
    found = report(filled(store), by="city")
    groups = {row.group for row in found.rows}
    assert groups == {"İzmir", "Ankara", None}
    for group in groups:
        part = [row for row in found.rows if row.group == group]
        assert sum(row.share for row in part) == pytest.approx(1)
        assert sum(row.revenue_share for row in part) == pytest.approx(1)
    assert sum(row.customers for row in found.rows) == found.total.customers == 12
    whole = {row.segment: row.customers for row in report(store).rows if row.customers}
    sums: Counter[str] = Counter()
    for row in found.rows:
        sums[row.segment] += row.customers
    assert sums == whole
    (picture,) = found.pictures
    assert isinstance(picture, Grid)
    assert sorted(picture.columns) == ["Ankara", "İzmir", "—"]


def test_customers_are_not_listed_and_grouped_at_once(store: Store) -> None:
    with pytest.raises(UsageError, match="customers are listed one by one, not by city"):
        report(filled(store), by="city", list=True)


@pytest.mark.parametrize("by", [None, "city"])
def test_every_row_is_explained_by_its_customers(store: Store, by: str | None) -> None:
    found = report(filled(store), by=by)
    for row in [*found.rows, found.total]:
        with store.reading() as db:
            steps, members = segments.explain(db, Request(as_of=AS_OF, by=by), row)
        assert len(members.rows) == row.customers
        assert sum(one.orders for one in members.rows) == row.orders
        assert sum(one.revenue for one in members.rows) == row.revenue
        values = {one.step: one.value for one in steps.rows}
        assert values["customers"] == str(row.customers)
        assert values["all buyers"] == "12"


def test_a_segment_is_explained_by_its_cells(store: Store) -> None:
    row = report(filled(store)).rows[0]
    with store.reading() as db:
        steps, _ = segments.explain(db, Request(as_of=AS_OF), row)
    assert {one.step: one.value for one in steps.rows}["Champions: R F M"] == "55 54"


ORDERS = st.lists(
    st.tuples(
        st.integers(1, 12),
        st.dates(date(2026, 3, 1), AS_OF).map(date.isoformat),
        st.integers(-500, 2000),
    ),
    min_size=1,
    max_size=40,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ORDERS, st.integers(0, 99), st.integers(100, 199))
def test_moves_hang_on_no_order_and_count_everybody_once(
    tmp_path_factory: pytest.TempPathFactory, orders: list[tuple[int, str, int]], one: int, other: int
) -> None:
    found = []
    for seed in (one, other):
        store = open_store(str(tmp_path_factory.mktemp("store") / "crm.db"))
        shuffled_orders(store, orders, seed)
        found.append(moved(store))
    assert list(found[0].rows) == list(found[1].rows)
    rows: list[MoveRow] = list(found[0].rows)
    buyers = {who for who, _, total in orders if total >= 0}
    assert sum(row.customers for row in rows) == len(buyers)
    before = {who for who, day, total in orders if total >= 0 and day <= THEN.isoformat()}
    assert sum(row.customers for row in rows if row.was != NOBODY) == len(before)
