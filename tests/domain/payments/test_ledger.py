"""Accounts: payments settle the oldest first, nothing is lost, the order of rows decides nothing."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain.payments.ledger import Account, Bill, Open, aged, bucket, settle

TODAY = date(2026, 11, 21)
DAYS = st.one_of(st.none(), st.dates(date(2025, 1, 1), date(2027, 1, 1)))
AMOUNTS = st.integers(-(10**9), 10**9)


@st.composite
def bills(draw: st.DrawFn) -> list[Bill]:
    rows = draw(st.lists(st.tuples(AMOUNTS, DAYS, DAYS), max_size=12))
    return [Bill(number, *row) for number, row in enumerate(rows, 1)]


def day(away: int) -> date:
    return TODAY + timedelta(days=away)


@given(bills(), AMOUNTS, DAYS, st.integers(0, 90))
def test_the_buckets_less_the_credit_are_the_balance(
    rows: list[Bill], paid: int, out: date | None, days: int
) -> None:
    account = settle(rows, paid, out, days)
    assert sum(aged(account.open, TODAY)) - account.credit == account.balance
    assert account.balance == sum(row.open for row in rows) - paid
    assert not (account.open and account.credit)
    assert all(one.amount > 0 for one in account.open)


@given(bills(), AMOUNTS, DAYS, st.integers(0, 90), st.integers())
def test_the_order_of_the_rows_changes_nothing(
    rows: list[Bill], paid: int, out: date | None, days: int, seed: int
) -> None:
    mixed = list(rows)
    Random(seed).shuffle(mixed)  # noqa: S311 - an order, no secret
    assert settle(rows, paid, out, days) == settle(mixed, paid, out, days)


@given(bills(), st.integers(0, 10**10))
def test_what_is_left_is_the_youngest(rows: list[Bill], paid: int) -> None:
    before, after = settle(rows, 0, None, 0), settle(rows, paid, None, 0)
    if after.open:
        assert after.open[1:] == before.open[len(before.open) - len(after.open) + 1 :]
        assert after.open[0].order == before.open[len(before.open) - len(after.open)].order


@pytest.mark.parametrize(
    ("rows", "paid", "left", "credit"),
    [
        ([Bill(1, 100, day(-40)), Bill(2, 50, day(-10))], 0, [(1, 100), (2, 50)], 0),
        ([Bill(1, 100, day(-40)), Bill(2, 50, day(-10))], 120, [(2, 30)], 0),
        ([Bill(1, 100, day(-40)), Bill(2, 50, day(-10))], 150, [], 0),
        ([Bill(1, 100, day(-40)), Bill(2, 50, day(-10))], 170, [], 20),
        ([Bill(1, 100, day(-40), day(5)), Bill(2, 50, day(-10))], 60, [(1, 90)], 0),  # by the day it is due
        ([Bill(1, 100, day(-40)), Bill(2, -30, day(-10))], 0, [(1, 70)], 0),  # a refund
        ([Bill(1, -30), Bill(2, 100, day(-1))], 0, [(2, 70)], 0),  # paid too much for another order
        ([Bill(1, 100, day(-40))], -20, [(1, 100), (0, 20)], 0),  # more went out than came in
        ([Bill(1, 100), Bill(2, 10, day(-1))], 20, [(1, 90)], 0),  # no day: settled last
        ([], 0, [], 0),
    ],
)
def test_payments_settle_the_oldest(
    rows: list[Bill], paid: int, left: list[tuple[int, int]], credit: int
) -> None:
    account = settle(rows, paid, day(-5), 0)
    assert [(one.order, one.amount) for one in account.open] == left
    assert account.credit == credit


@pytest.mark.parametrize(
    ("overdue", "place"),
    [(-5, 0), (0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4), (9999, 4)],
)
def test_a_bucket_is_the_days_overdue(overdue: int, place: int) -> None:
    assert bucket(day(-overdue), TODAY) == place


def test_what_has_no_day_is_not_due() -> None:
    assert aged([Open(1, 5, None), Open(2, 7, day(-1))], TODAY) == [5, 7, 0, 0, 0]


def test_an_order_that_names_no_day_is_due_so_many_days_after_it() -> None:
    account = settle([Bill(1, 10, day(-40)), Bill(2, 10, day(-40), day(-3))], 0, None, 30)
    assert account == Account((Open(1, 10, day(-10)), Open(2, 10, day(-3))), 0)


def test_an_order_of_the_last_days_is_due_on_the_last_one() -> None:
    assert Bill(1, 10, date(9999, 12, 30)).due(10**12) == date.max
    account = settle([Bill(1, 10, date(9999, 12, 30)), Bill(2, 10, day(-1))], 5, None, 30)
    assert [(one.order, one.amount) for one in account.open] == [(2, 5), (1, 10)]
