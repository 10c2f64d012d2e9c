"""Shops that no model was made for: each report of who will buy answers, and its figures are figures."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date, timedelta
from math import isfinite
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.reports.next_steps import crosssell, look_alike
from crmcli.domain.reports.value import churn, clv, next_purchase, winback
from crmcli.domain.suggest import Suggest, suggest
from tests.domain.reports.shop import customers, named, pour
from tests.support.store import writing

AS_OF = date(2026, 11, 21)
Order = tuple[int, int, int | None]
"""A customer, days before the day of the report, the total."""


def nobody_came_again() -> Iterator[Order]:
    return ((n, 30 + n, 100_00 + n) for n in range(1, 91))


def all_bought_the_same_amount() -> Iterator[Order]:
    return ((n, 300 - 40 * k, 50_00) for n in range(1, 81) for k in range(1 + n % 5))


def all_came_as_often_and_as_regularly() -> Iterator[Order]:
    return ((n, 300 - 30 * k, 50_00) for n in range(1, 81) for k in range(8))


def one_buys_more_than_all_others() -> Iterator[Order]:
    yield from all_bought_the_same_amount()
    yield from ((81, 400 - k, 10**15) for k in range(400))


def all_on_one_day() -> Iterator[Order]:
    return ((1 + n % 70, 0, 20_00) for n in range(140))


def all_on_two_days_a_year_apart() -> Iterator[Order]:
    return ((n, day, 20_00) for n in range(1, 71) for day in (365, 1))


def a_yearly_fair_and_one_who_stayed_overnight() -> Iterator[Order]:
    yield from ((n, day, 20_00) for n in range(1, 6) for day in (800, 400, 0))
    yield from ((6, day, 20_00) for day in (801, 401, 1, 0))


def all_orders_are_yet_to_come() -> Iterator[Order]:
    return ((n, -1 - n, 20_00) for n in range(1, 61))


def refunds_larger_than_the_purchases() -> Iterator[Order]:
    for n in range(1, 81):
        yield from ((n, 300 - 40 * k, 50_00) for k in range(1 + n % 4))
        yield n, 20, -900_00


def refunds_alone() -> Iterator[Order]:
    return ((n, 20, -100) for n in range(1, 61))


def no_amount_is_known() -> Iterator[Order]:
    return ((n, 300 - 30 * k, None) for n in range(1, 81) for k in range(1 + n % 5))


def nothing_costs_anything() -> Iterator[Order]:
    return ((n, 300 - 30 * k, 0) for n in range(1, 81) for k in range(1 + n % 5))


def every_day() -> Iterator[Order]:
    return ((n, day, 5_00) for n in range(1, 61) for day in range(n, 150, 1 + n % 3))


def one_order() -> Iterator[Order]:
    yield 1, 10, 100_00


def none() -> Iterator[Order]:
    return iter(())


SHOPS = (
    nobody_came_again,
    all_bought_the_same_amount,
    all_came_as_often_and_as_regularly,
    one_buys_more_than_all_others,
    all_on_one_day,
    all_on_two_days_a_year_apart,
    a_yearly_fair_and_one_who_stayed_overnight,
    all_orders_are_yet_to_come,
    refunds_larger_than_the_purchases,
    refunds_alone,
    no_amount_is_known,
    nothing_costs_anything,
    every_day,
    one_order,
    none,
)
REPORTS: tuple[tuple[Any, dict[str, Any]], ...] = (
    (clv, {}),
    (clv, {"by": "city"}),
    (clv, {"simple": True}),
    (churn, {}),
    (churn, {"by": "class"}),
    (winback, {}),
    (next_purchase, {}),
    (next_purchase, {"by": "product"}),
    (crosssell, {}),
    (crosssell, {"measure": "items"}),
    (look_alike, {}),
)


def filled(store: Store, orders: Iterator[Order]) -> Store:
    """Each order has one line of the shop's only product."""
    made: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    for number, (customer, ago, total) in enumerate(orders, 1):
        day = (AS_OF - timedelta(days=ago)).isoformat()
        money = {"currency": "TRY" if total is not None else None}
        made.append({"id": number, "customer_id": customer, "ordered_on": day, "total_minor": total, **money})
        pieces = {"quantity_milli": 1000 if (total or 0) >= 0 else -1000, "amount_minor": total, **money}
        lines.append({"order_id": number, "position": 1, "product_id": 1, **pieces})
    with writing(store) as db:
        customers(db, *(f"Müşteri {number:03}" for number in range(1, 101)))
        assert db.insert("product", named("Tek ürün")) == 1
        pour(db, "sales_order", ({"status": "completed", **one} for one in made))
        pour(db, "order_line", lines)
    return store


def figures_of(row: Any) -> Iterator[float]:
    values = (getattr(row, field.name) for field in fields(row))
    return (value for value in values if isinstance(value, int | float))


@pytest.mark.parametrize("shop", SHOPS, ids=lambda shop: shop.__name__)
def test_no_shop_is_too_odd(store: Store, shop: Callable[[], Iterator[Order]]) -> None:
    filled(store, shop())
    with store.reading() as db:
        for module, asked in REPORTS:
            request = module.Request(as_of=AS_OF, **asked)
            found = module.report(db, request)
            assert found.rows or found.empty
            for row in (*found.rows, *((found.total,) if found.total else ())):
                assert all(isfinite(value) for value in figures_of(row)), (module.__name__, row)
            for row in (*found.rows[:1], *((found.total,) if found.total else ())):
                assert module.explain(db, request, row)
        assert suggest(db, Suggest("C-1", AS_OF)).title
        for row in clv.report(db, clv.Request(as_of=AS_OF)).rows:
            assert row.alive is None or 0 <= row.alive <= 1
            assert row.expected >= 0
            assert row.low is None or 0 <= row.low <= row.high
            assert row.value is None or row.value >= 0
        for row in churn.report(db, churn.Request(as_of=AS_OF)).rows:
            assert 0 <= row.risk <= 1
            assert row.at_risk is None or 0 <= row.at_risk <= max(row.value, 0)
        for row in winback.report(db, winback.Request(as_of=AS_OF)).rows:
            assert 0 <= row.chance <= 1
            assert row.value is None or row.value > 0


def class_of(store: Store, as_of: date) -> str:
    with store.reading() as db:
        found = churn.report(db, churn.Request(as_of=as_of))
    return str(next(row.kind for row in found.rows if row.id == 1))


def test_a_regular_is_watched_when_a_day_late_and_at_risk_after_twice_as_long(store: Store) -> None:
    filled(store, ((n, day, 10_00) for n in range(1, 11) for day in range(30, 331, 30)))
    last = AS_OF - timedelta(days=30)
    late = {30: "safe", 31: "watch", 60: "watch", 61: "at risk", 120: "at risk", 121: "lost"}
    assert {days: class_of(store, last + timedelta(days=days)) for days in late} == late


def test_who_comes_once_a_year_is_not_missed_in_summer(store: Store) -> None:
    filled(store, ((1, day, 10_00) for day in (330, 330 + 364, 330 + 365 + 364)))
    assert class_of(store, AS_OF) == "safe"
    with store.reading() as db:
        (row,) = next_purchase.report(db, next_purchase.Request(as_of=AS_OF)).rows
    assert row.expected == AS_OF + timedelta(days=365 - 330)


def test_who_buys_daily_is_due_tomorrow_and_missed_after_a_fortnight(store: Store) -> None:
    filled(store, ((1, day, 10_00) for day in range(20, 60)))
    last = AS_OF - timedelta(days=20)
    with store.reading() as db:
        (row,) = next_purchase.report(db, next_purchase.Request(as_of=last)).rows
        assert (row.earliest, row.latest) == (last + timedelta(days=1),) * 2
        reasons = churn.report(db, churn.Request(as_of=last + timedelta(days=3))).rows
    assert reasons[0].reason.startswith("quiet 3 days, buys every 1, 7 is taken: 0.4 x")
    assert [class_of(store, last + timedelta(days=days)) for days in (7, 14, 15)] == [
        "safe",
        "watch",
        "at risk",
    ]


def test_the_chance_to_win_back_is_what_the_risk_leaves(store: Store) -> None:
    filled(store, ((n, 500 - 40 * k, 50_00) for n in range(1, 41) for k in range(1 + n % 6)))
    with store.reading() as db:
        risks = {row.id: row.risk for row in churn.report(db, churn.Request(as_of=AS_OF)).rows}
        rows = winback.report(db, winback.Request(as_of=AS_OF)).rows
    assert rows
    assert any(row.chance < 0.5 for row in rows)
    for row in rows:
        assert row.chance == pytest.approx(1 - risks[row.id], abs=1e-6)


def test_where_no_amount_is_known_nobody_is_worth_nothing(store: Store) -> None:
    filled(store, ((n, 500, None) for n in range(1, 4)))
    with store.reading() as db:
        rows = winback.report(db, winback.Request(as_of=AS_OF)).rows
    assert [(row.id, row.value) for row in rows] == [(1, None), (2, None), (3, None)]


def test_who_is_due_by_today_is_not_overdue_until_tomorrow(store: Store) -> None:
    filled(store, ((1, day, 10_00) for day in (90, 60, 30)))
    with store.reading() as db:
        for ahead, overdue in ((0, None), (1, 1)):
            as_of = AS_OF + timedelta(days=ahead)
            (row,) = next_purchase.report(db, next_purchase.Request(as_of=as_of)).rows
            assert (row.latest, row.overdue) == (AS_OF, overdue)
