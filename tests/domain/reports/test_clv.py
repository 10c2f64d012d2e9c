"""``report clv`` on small stores: what counts as a purchase, which formula, that the parts add up."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmcli.db import Store, open_store
from crmcli.domain.pictures import Bars, Grid
from crmcli.domain.reports.scope import Asked
from crmcli.domain.reports.value import clv, fitting, occasions
from crmcli.domain.reports.value.clv import Request
from crmcli.errors import ExtraMissing, Refused, UsageError
from tests.domain.reports.shop import customers, line, order, shuffled_orders
from tests.support.store import writing

AS_OF = date(2026, 11, 21)
Order = tuple[int, str, int]


def report(store: Store, as_of: date = AS_OF, **asked: Any) -> Any:
    with store.reading() as db:
        return clv.report(db, Request(as_of=as_of, **asked))


def behind(store: Store, row: Any, **asked: Any) -> dict[str | None, Any]:
    with store.reading() as db:
        return {part.title: part.rows for part in clv.explain(db, Request(as_of=AS_OF, **asked), row)}


def shop_orders(seed: int = 4, buyers: int = 80) -> list[Order]:
    """Orders of customers of whom half come again, over ten months."""
    rng = Random(seed)  # noqa: S311 - repeatable, no secret
    found = []
    for number in range(1, buyers + 1):
        day = AS_OF - timedelta(days=rng.randint(60, 300))
        usual = rng.randint(2_000, 40_000)
        for _ in range(rng.choice((1, 1, 2, 4, 9))):
            if day > AS_OF:
                break
            found.append((number, day.isoformat(), usual + rng.randint(0, 9_000)))
            day += timedelta(days=rng.randint(3, 60))
    return found


def filled(store: Store, **more: int) -> Store:
    shuffled_orders(store, shop_orders(**more), 1)
    return store


def history(store: Store, **asked: Any) -> Any:
    with store.reading() as db:
        return occasions.fetch(db, Asked(as_of=AS_OF, **asked))


def test_orders_of_one_day_are_one_purchase(store: Store) -> None:
    with writing(store) as db:
        (ada,) = customers(db, "Ada")
        for day, total in (("2026-01-05", 100), ("2026-01-05", 250), ("2026-02-01", 70), ("2026-02-01", 5)):
            order(db, ada, day, total)
    (one,) = history(store).histories
    assert (len(one.days), one.spent, one.orders) == (2, [350, 75], 4)
    (row,) = report(store).rows
    assert (row.repeat, row.average, row.recency) == (1, 75, round(27 / 7, 6))


def test_a_refund_is_no_purchase_and_comes_off_the_one_before_it(store: Store) -> None:
    with writing(store) as db:
        ada, ali, only = customers(db, "Ada", "Ali", "Only refunds")
        order(db, ada, "2026-01-05", 1000)
        order(db, ada, "2026-03-05", -1000)
        order(db, ali, "2026-01-01", -50)
        order(db, ali, "2026-01-05", 1000)
        order(db, ali, "2026-02-05", 800)
        order(db, ali, "2026-02-05", -100)
        order(db, ali, "2026-03-05", -200)
        order(db, only, "2026-03-05", -200)
    found = history(store)
    assert [(len(one.days), one.spent) for one in found.histories] == [(1, [0]), (2, [1000, 500])]
    assert found.notes == ("1 customer with refunds only left out",)
    row = next(row for row in report(store).rows if row.name == "Ada")
    assert (row.repeat, row.recency, row.last) == (0, 0.0, date(2026, 1, 5))


def test_an_order_without_a_total_is_a_purchase_of_unknown_money(store: Store) -> None:
    with writing(store) as db:
        (ada,) = customers(db, "Ada")
        for day, total in (("2026-01-05", 100), ("2026-02-05", None), ("2026-03-05", 400)):
            order(db, ada, day, total)
    (row,) = report(store).rows
    assert (row.repeat, row.average) == (2, 400)
    assert "1 order without a total: a purchase, but no money" in report(store).notes


def test_what_is_after_the_day_is_not_known(store: Store) -> None:
    with writing(store) as db:
        ada, _ = customers(db, "Ada", "Never")
        order(db, ada, "2026-01-05", 100)
        order(db, ada, "2026-06-05", 100)
    (row,) = report(store, as_of=date(2026, 3, 1)).rows
    assert (row.repeat, row.age) == (0, round(55 / 7, 6))
    (row,) = report(store, until=date(2026, 3, 1)).rows
    assert (row.repeat, row.age) == (0, round(55 / 7, 6))
    assert list(report(store, as_of=date(2025, 1, 1)).rows) == []


def test_few_data_take_the_simple_formula_and_say_so(store: Store) -> None:
    with writing(store) as db:
        ada, ali = customers(db, "Ada", "Ali")
        for day in ("2024-11-21", "2025-05-21", "2025-11-21", "2026-05-21"):
            order(db, ada, day, 1000)
        order(db, ali, "2024-01-01", 5000)
    found = report(store, discount="0", horizon="1y")
    assert "simple formula" in found.title
    assert found.notes[0].startswith("too few data for the model: 2 buyers, 1 of them came again")
    ada_row, ali_row = found.rows
    # four purchases in two years (730 days), ten lira each, one year ahead
    assert ada_row.value == round(1000 * 4 / (730 / 365.25))
    assert (ada_row.alive, ada_row.low, ada_row.least) == (None, None, None)
    assert (ali_row.expected, ali_row.value) == (0.0, 0)  # quiet for longer than lapsed_days
    assert found.total.value == ada_row.value


def test_a_new_customer_s_purchases_a_year_are_those_it_made(store: Store) -> None:
    with writing(store) as db:
        (ada,) = customers(db, "Ada")
        order(db, ada, "2026-11-14", 1000)
        order(db, ada, "2026-11-20", 1000)
    (row,) = report(store, discount="0", horizon="1y").rows
    assert (row.expected, row.value) == (2.0, 2000)


def test_parameters_of_few_data_are_refused_with_a_way_out(store: Store) -> None:
    with writing(store) as db:
        order(db, customers(db, "Ada")[0], "2026-01-01", 1000)
    with pytest.raises(Refused, match="too few data for the model: 1 buyer") as error:
        report(store, parameters=True)
    assert error.value.hint == "crm report clv --simple"


def test_the_total_is_the_sum_of_the_rows(store: Store) -> None:
    found = report(filled(store))
    assert found.total.value == sum(row.value for row in found.rows)
    assert found.total.expected == pytest.approx(sum(row.expected for row in found.rows), rel=1e-5)
    assert found.total.repeat == sum(row.repeat for row in found.rows)
    assert found.total.low < found.total.value < found.total.high
    for row in found.rows:
        assert 0 <= row.low <= row.high
        assert 0 <= row.alive <= 1
        if not row.repeat:
            assert row.alive == 1.0


def test_groups_add_up_to_all_customers(store: Store) -> None:
    filled(store)
    with writing(store) as db:
        db.execute("UPDATE customer SET city = 'İzmir' WHERE id <= 30")
        db.execute("UPDATE customer SET city = 'Ankara' WHERE id > 30 AND id <= 50")
    found = report(store, by="city")
    whole = report(store)
    assert {row.group for row in found.rows} == {"İzmir", "Ankara", None}
    assert found.rows[-1].group is None
    assert sum(row.value for row in found.rows) == found.total.value == whole.total.value
    assert sum(row.share for row in found.rows) == pytest.approx(1)
    assert sum(row.customers for row in found.rows) == len(whole.rows)
    assert (found.total.low, found.total.high) == (whole.total.low, whole.total.high)


def test_nobody_s_value_hangs_on_who_is_asked_about(store: Store) -> None:
    filled(store)
    with writing(store) as db:
        db.execute("UPDATE customer SET city = 'İzmir' WHERE id <= 3")
    every = {row.id: row for row in report(store).rows}
    some = report(store, where=("city=İzmir",)).rows
    assert {row.id for row in some} == {1, 2, 3} & set(every)
    assert all(every[row.id] == row for row in some)


def test_margin_takes_the_cost_off_and_leaves_unknown_ones_without_money(store: Store) -> None:
    with writing(store) as db:
        (ada,) = customers(db, "Ada")
        for day, total, cost in (
            ("2026-01-01", 900, 100),
            ("2026-02-01", 1000, 600),
            ("2026-03-01", 500, None),
        ):
            line(db, order(db, ada, day, total), total, cost_minor=cost)
        order(db, ada, "2026-04-01", 700)
    (one,) = history_of_margins(store)
    assert one.spent == [800, 400, None, None]
    found = report(store, margin=True)
    assert (found.rows[0].repeat, found.rows[0].average) == (3, 400)
    assert any("margin, after the cost of goods" in note for note in found.notes)


def history_of_margins(store: Store) -> Any:
    with store.reading() as db:
        return occasions.fetch(db, Asked(as_of=AS_OF), margin=True).histories


def test_the_product_s_cost_stands_in_and_a_refund_without_one_comes_off_whole(store: Store) -> None:
    with writing(store) as db:
        (ada,) = customers(db, "Ada")
        values = {"name": "Masa", "name_fold": "masa", "name_sort": "masa", "active": 1}
        table = db.insert("product", {**values, "cost_minor": 300, "currency": "TRY"})
        line(db, order(db, ada, "2026-01-01", 1000), 1000, product_id=table, quantity_milli=2000)
        line(db, order(db, ada, "2026-01-02", -500), -500)
    assert history_of_margins(store)[0].spent == [400 - 500]


def test_another_currency_is_a_purchase_and_its_money_is_left_out_or_turned(store: Store) -> None:
    with writing(store) as db:
        (ada,) = customers(db, "Ada")
        order(db, ada, "2026-01-01", 1000)
        order(db, ada, "2026-01-01", 900)
        order(db, ada, "2026-02-01", 100, currency="EUR")
        db.insert("rate", {"day": "2026-01-15", "currency": "EUR", "base": "TRY", "rate": "50"})
    found = history(store)
    assert (found.currency, found.histories[0].spent) == ("TRY", [1900, None])
    assert found.notes == (
        "1 order in EUR: purchases, but their money is left out; --currency TRY turns amounts into it",
    )
    turned = history(store, currency="TRY")
    assert turned.histories[0].spent == [1900, 5000]
    assert turned.notes == ("1 order in EUR turned into TRY at the rate of its day",)


def test_weeks_make_one_purchase_of_several_days(store: Store) -> None:
    with writing(store) as db:
        (ada,) = customers(db, "Ada")
        for day in ("2026-11-02", "2026-11-08", "2026-11-09"):
            order(db, ada, day, 100)
    (row,) = report(store, occasion="week").rows
    assert (row.repeat, row.recency, row.age) == (1, 1.0, 2.0)


@pytest.mark.parametrize("text", ["", "0", "-3", "soon", "3x", "9999y", "1e3"])
def test_a_horizon_that_is_none_is_refused(store: Store, text: str) -> None:
    with pytest.raises(UsageError, match="is no time to look ahead"):
        report(store, horizon=text)


@pytest.mark.parametrize("text", ["", "-1", "ten", "nan", "inf"])
def test_a_discount_that_is_none_is_refused(store: Store, text: str) -> None:
    with pytest.raises(UsageError, match="is no percentage"):
        report(store, discount=text)


@pytest.mark.parametrize(
    ("text", "weeks"),
    [
        ("39", 39),
        ("39w", 39),
        ("14d", 2),
        ("12m", 52.14),
        ("1y", 52.14),
        ("1,5 w", 1.5),
        ("2H", 2),
        ("12 A", 52.14),
    ],
)
def test_horizons_are_read_as_people_write_them(store: Store, text: str, weeks: float) -> None:
    assert f"next {weeks:.4g} weeks" in report(filled(store), horizon=text).title


def test_later_money_counts_less(store: Store) -> None:
    filled(store)
    values = [report(store, discount=text).total.value for text in ("0", "10%", "40,5")]
    assert values == sorted(values, reverse=True)
    assert values[0] > values[2] > values[0] / 1.405


def test_without_the_libraries_the_model_is_refused_and_the_formula_answers(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise ExtraMissing("this report needs the extra 'analytics' (numpy, scipy)", "pip install it")

    filled(store)
    monkeypatch.setattr(fitting, "extra", missing)
    with pytest.raises(ExtraMissing):
        report(store)
    assert report(store, simple=True).total.value > 0


def test_the_pictures_show_every_repeat_buyer_and_the_most_valuable(store: Store) -> None:
    found = report(filled(store))
    grid, bars = found.pictures
    assert isinstance(grid, Grid)
    shown = sum(int(cell.text.split("(")[1].rstrip(")")) for row in grid.cells for cell in row if cell.text)
    assert shown == sum(row.repeat > 0 for row in found.rows)
    assert isinstance(bars, Bars)
    assert [bar.label for bar in bars.bars] == [row.name for row in found.rows[:10]]


def test_behind_a_customer_are_its_months_purchases_and_orders(store: Store) -> None:
    found = report(filled(store))
    for row in (found.rows[0], found.rows[-1]):
        parts = behind(store, row)
        assert list(parts) == ["steps", "months", "purchases", "orders"]
        assert sum(one.value for one in parts["months"]) * 100 == pytest.approx(row.value, rel=1e-4, abs=1)
        assert parts["months"][-1].expected == pytest.approx(row.expected, rel=1e-5)
        repeats = [one.amount for one in parts["purchases"] if one.counts == "repeat"]
        assert len(repeats) == row.repeat
        if repeats:
            assert sum(repeats) / len(repeats) == pytest.approx(row.average, abs=0.51)
        assert sum(one.total for one in parts["orders"]) == sum(one.amount for one in parts["purchases"])
        steps = " ".join(one.step for one in parts["steps"])
        assert "P(alive)" in steps
        assert "Gamma-Gamma p, q, v" in steps


def test_behind_a_sum_are_the_customers_who_make_it(store: Store) -> None:
    filled(store)
    with writing(store) as db:
        db.execute("UPDATE customer SET city = 'İzmir' WHERE id <= 30")
    found = report(store, by="city")
    for row in (*found.rows, found.total):
        parts = behind(store, row, by="city")
        assert sum(one.value for one in parts["customers"]) == row.value
        assert len(parts["customers"]) == row.customers
    total = report(store).total
    assert sum(one.value for one in behind(store, total)["customers"]) == total.value


def test_behind_the_simple_formula_are_its_factors(store: Store) -> None:
    with writing(store) as db:
        (ada,) = customers(db, "Ada")
        order(db, ada, "2026-01-01", 1000)
        order(db, ada, "2026-06-01", 3000)
    (row,) = report(store, discount="0", horizon="1y").rows
    parts = behind(store, row, discount="0", horizon="1y")
    values = {one.step: one.value for one in parts["steps"]}
    assert values["mean purchase"] == "20"
    assert values["value = mean * expected * discount"] == "40"
    assert row.value == 4000


def test_behind_a_parameter_is_what_it_is_made_from(store: Store) -> None:
    found = report(filled(store), parameters=True)
    for row in found.rows:
        assert row.key == f"{row.model} {row.parameter}"
        steps = behind(store, row, parameters=True)["steps"]
        assert steps[0].value == row.about


ORDERS = st.lists(
    st.tuples(
        st.integers(1, 70),
        st.dates(date(2026, 1, 1), date(2026, 11, 21)).map(date.isoformat),
        st.integers(-500, 20_000),
    ),
    min_size=150,
    max_size=220,
)


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ORDERS, st.integers(0, 99), st.integers(100, 199))
def test_the_order_of_the_rows_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, orders: list[Order], one: int, other: int
) -> None:
    found = []
    for seed in (one, other):
        store = open_store(str(tmp_path_factory.mktemp("store") / "crm.db"))
        shuffled_orders(store, orders, seed)
        found.append(report(store))
    assert found[0] == found[1]


def test_other_numbers_of_the_customers_change_nothing(tmp_path: Any) -> None:
    orders = shop_orders()
    last = max(number for number, _, _ in orders)
    turned = [(last + 1 - number, day, total) for number, day, total in orders]
    found = []
    for place, some in enumerate((orders, turned)):
        store = open_store(str(tmp_path / f"{place}.db"))
        shuffled_orders(store, some, place)
        rows = {row.id if place == 0 else last + 1 - row.id: row for row in report(store).rows}
        found.append((rows, report(store).total))
    (first, total), (second, other) = found
    assert total == other
    for number, row in first.items():
        theirs = second[number]
        for name in ("alive", "expected", "least", "most", "spend", "value", "low", "high"):
            assert getattr(row, name) == getattr(theirs, name)
