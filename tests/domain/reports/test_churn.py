"""``report churn``, ``winback`` and ``next-purchase`` on small stores."""

from datetime import date, timedelta
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.pictures import Bars, Chart
from crmcli.domain.reports.value import churn, next_purchase, winback
from crmcli.errors import ExtraMissing, UsageError
from tests.domain.reports.shop import customers, line, order
from tests.domain.reports.test_clv import filled
from tests.support.store import writing

AS_OF = date(2026, 11, 21)


def report(store: Store, module: Any, **asked: Any) -> Any:
    with store.reading() as db:
        return module.report(db, module.Request(**{"as_of": AS_OF, **asked}))


def behind(store: Store, module: Any, row: Any, **asked: Any) -> dict[str | None, Any]:
    with store.reading() as db:
        request = module.Request(**{"as_of": AS_OF, **asked})
        return {part.title: part.rows for part in module.explain(db, request, row)}


def days_ago(days: int) -> str:
    return (AS_OF - timedelta(days=days)).isoformat()


def rhythms(store: Store) -> Store:
    """Ayşe buys every 30 days still; Can did until 100 days ago; Ece bought once, long ago."""
    with writing(store) as db:
        ayse, can, ece = customers(db, "Ayşe", "Can", "Ece", city="İzmir")
        for n in range(5):
            order(db, ayse, days_ago(10 + 30 * n), 1000)
            order(db, can, days_ago(100 + 30 * n), 2000)
        order(db, ece, days_ago(800), 9000)
    return store


def test_each_has_its_class_its_reason_and_what_is_at_stake(store: Store) -> None:
    found = report(rhythms(store), churn)
    rows = {row.name: row for row in found.rows}
    assert {name: row.kind for name, row in rows.items()} == {"Ayşe": "safe", "Can": "at risk", "Ece": "lost"}
    assert rows["Can"].reason.startswith("quiet 100 days, buys every 30: 3.3 x")
    assert rows["Ece"].reason.startswith("bought once, 800 days ago")
    assert (rows["Can"].value, rows["Can"].gap, rows["Can"].quiet) == (10000, 30, 100)
    for row in found.rows:
        assert row.at_risk == round(row.value * row.risk)
    assert found.total.at_risk == sum(row.at_risk for row in found.rows)
    assert found.total.value == 24000
    assert any(note.startswith("P(alive) is blank: too few data") for note in found.notes)


def test_one_class_may_be_asked_for(store: Store) -> None:
    assert [row.name for row in report(rhythms(store), churn, only="at risk").rows] == ["Can"]


def test_the_factor_of_the_setting_moves_the_limit(store: Store) -> None:
    found = report(rhythms(store), churn, cycle_quiet_factor="4")
    assert {row.name: row.kind for row in found.rows}["Can"] == "watch"


def test_classes_are_complete_and_add_up(store: Store) -> None:
    found = report(filled(store), churn, by="class")
    assert [row.group for row in found.rows] == ["safe", "watch", "at risk", "lost"]
    assert sum(row.customers for row in found.rows) == found.total.customers
    assert sum(row.at_risk for row in found.rows) == found.total.at_risk
    assert sum(row.share for row in found.rows) == pytest.approx(1)
    for row in found.rows:
        assert row.safe + row.watch + row.leaving + row.lost == row.customers
        parts = behind(store, churn, row, by="class")
        assert sum(one.at_risk for one in parts["customers"]) == row.at_risk
        assert len(parts["customers"]) == row.customers


def test_by_a_trait_who_has_none_is_there_too(store: Store) -> None:
    rhythms(store)
    with writing(store) as db:
        order(db, customers(db, "Nowhere")[0], days_ago(5), 100)
    found = report(store, churn, by="city")
    assert [(row.group, row.customers) for row in found.rows] == [("İzmir", 3), (None, 1)]
    parts = behind(store, churn, found.rows[1], by="city")
    assert [one.name for one in parts["customers"]] == ["Nowhere"]


def test_p_alive_stands_beside_and_decides_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise ExtraMissing("this needs the extra", "pip install it")

    with_it = report(filled(store), churn)
    assert any(row.alive is not None for row in with_it.rows)
    assert all(row.alive is None for row in with_it.rows if row.purchases == 1)
    from crmcli.domain.reports.value import still_buying

    monkeypatch.setattr(still_buying, "extra", missing)
    without = report(store, churn)
    assert without.notes[0] == "P(alive) is blank: this needs the extra; pip install it"
    for one, other in zip(with_it.rows, without.rows, strict=True):
        assert (one.id, one.kind, one.risk, one.at_risk) == (other.id, other.kind, other.risk, other.at_risk)
        assert other.alive is None


def test_behind_a_buyer_are_its_rhythm_and_its_purchases(store: Store) -> None:
    for row in report(rhythms(store), churn).rows:
        parts = behind(store, churn, row)
        steps = {one.step: one.value for one in parts["steps"]}
        assert steps["class"] == row.kind
        counted = [one.amount for one in parts["purchases"] if one.counts == "value"]
        assert sum(counted) == row.value
        assert sum(one.total for one in parts["orders"]) == sum(one.amount for one in parts["purchases"])


def test_the_pictures_are_the_stakes_and_the_second_purchase(store: Store) -> None:
    bars, chart = report(filled(store), churn).pictures
    assert isinstance(bars, Bars)
    assert isinstance(chart, Chart)
    heights = [height for _, height in chart.lines[0].points]
    assert heights == sorted(heights)


def test_nobody_who_bought_is_no_error(store: Store) -> None:
    for module in (churn, winback, next_purchase):
        found = report(store, module)
        assert (list(found.rows), found.total) == ([], None)
        assert found.empty


def tried(store: Store) -> Store:
    """Ece and Can lapsed; a campaign reached Ece, who came back, and held Can out; one more was planned."""
    rhythms(store)
    with writing(store) as db:
        forms = {"name_fold": "x", "name_sort": "x", "purpose": "marketing", "holdout_percent": 10}
        done = {"status": "launched", "launched_on": days_ago(60), "kind": "Win-back"}
        one = db.insert(
            "campaign", {**forms, **done, "name": "Geri dön", "cost_minor": 500, "currency": "TRY"}
        )
        db.insert(
            "campaign", {**forms, "name_fold": "y", "name": "Later", "status": "planned", "kind": "win-back"}
        )
        db.insert(
            "campaign",
            {**forms, **done, "name_fold": "z", "name": "Other", "kind": "news"},
        )
        for who, part in ((3, "reached"), (2, "held_out")):
            db.insert("campaign_member", {"campaign_id": one, "customer_id": who, "part": part})
        order(db, 3, days_ago(50), 700)
        order(db, 3, days_ago(20), 100)
    return store


def test_the_lapsed_are_those_worth_most(store: Store) -> None:
    rhythms(store)
    with writing(store) as db:
        gone, free = customers(db, "Gone", "Free")
        order(db, gone, days_ago(900), 500)
        order(db, free, days_ago(900), 0)
    found = report(store, winback)
    assert [row.name for row in found.rows] == ["Ece", "Gone"]
    for row in found.rows:
        assert row.expected == round(row.value * row.chance)
        assert row.quiet > 365
    assert "1 lapsed customer whose last year brought nothing left out" in found.notes
    assert found.total.value == 9500
    parts = behind(store, winback, found.total)
    assert sum(one.expected for one in parts["customers"]) == found.total.expected


def test_a_lapsed_customer_tells_how_often_it_was_tried(store: Store) -> None:
    tried(store)
    with writing(store) as db:
        db.execute("UPDATE campaign_member SET part = 'reached'")
    found = report(store, winback, as_of=AS_OF + timedelta(days=400))
    rows = {row.name: row for row in found.rows}
    assert (rows["Ece"].tried, rows["Ece"].came) == (1, 1)
    assert (rows["Can"].tried, rows["Can"].came) == (1, 0)
    assert rows["Ayşe"].tried == 0
    assert rows["Ece"].tried_on == date.fromisoformat(days_ago(60))
    parts = behind(store, winback, rows["Ece"], as_of=AS_OF + timedelta(days=400))
    assert [one.name for one in parts["tries"]] == ["Geri dön"]


def test_a_campaign_s_result_stands_beside_those_held_out(store: Store) -> None:
    found = report(tried(store), winback, by="campaign")
    (row,) = found.rows
    assert (row.name, row.reached, row.came, row.held_out, row.held_came) == ("Geri dön", 1, 1, 1, 0)
    assert (row.revenue, row.incremental, row.cost, row.currency) == (700, 700, 500, "TRY")
    assert row.roi == pytest.approx(0.4)
    assert (row.low, row.high) == (None, None)
    (longer,) = report(store, winback, by="campaign", days=60).rows
    assert longer.revenue == 800
    (early,) = report(store, winback, by="campaign", as_of=AS_OF - timedelta(days=55)).rows
    assert (early.came, early.revenue) == (0, 0)
    parts = behind(store, winback, row, by="campaign")
    assert sum(one.revenue for one in parts["members"] if one.part == "reached") == row.revenue


def test_a_window_that_is_none_is_refused(store: Store) -> None:
    for days in (0, -1, 99999):
        with pytest.raises(UsageError, match="is no window"):
            report(store, winback, days=days)


def test_the_next_purchase_is_the_last_plus_the_usual_gap(store: Store) -> None:
    found = report(rhythms(store), next_purchase)
    rows = {row.name: row for row in found.rows}
    ayse, can = rows["Ayşe"], rows["Can"]
    assert (ayse.expected, ayse.overdue, ayse.basis) == (AS_OF + timedelta(days=20), None, "own")
    assert (can.expected, can.overdue) == (AS_OF - timedelta(days=70), 70)
    assert [row.name for row in found.rows] == ["Can", "Ayşe"]
    assert (ayse.amount, found.total.amount) == (1000, 3000)
    assert any("left out" in note for note in found.notes)


def test_the_reorder_list_is_what_is_due_in_time(store: Store) -> None:
    rhythms(store)
    assert [row.name for row in report(store, next_purchase, within=19).rows] == ["Can"]
    assert [row.name for row in report(store, next_purchase, within=20).rows] == ["Can", "Ayşe"]
    with pytest.raises(UsageError, match="is no span of days"):
        report(store, next_purchase, within=-1)


def test_the_range_is_that_of_the_quartiles(store: Store) -> None:
    with writing(store) as db:
        (ada,) = customers(db, "Ada")
        for days in (100, 90, 70, 40, 0):  # gaps 10, 20, 30, 40
            order(db, ada, days_ago(days), 1000)
    (row,) = report(store, next_purchase).rows
    assert (row.gap, row.earliest, row.expected, row.latest) == (
        25,
        AS_OF + timedelta(days=18),
        AS_OF + timedelta(days=25),
        AS_OF + timedelta(days=33),
    )


def by_product(store: Store) -> Store:
    """Ada buys toner every 30 days, three at a time, and bought a printer once; six bought toner twice."""
    with writing(store) as db:
        goods = [
            db.insert("product", {"name": name, "name_fold": name, "name_sort": name, "active": 1})
            for name in ("toner", "printer")
        ]
        ada, *others = customers(db, "Ada", *(f"Other {n}" for n in range(6)))
        for days in (70, 40, 10):
            line(db, order(db, ada, days_ago(days), 300), 300, product_id=goods[0], quantity_milli=3000)
        line(db, order(db, ada, days_ago(5), 300), 300, product_id=goods[1])
        line(db, order(db, ada, days_ago(4), -300), -300, product_id=goods[0], quantity_milli=-3000)
        for other in others:
            for days in (50, 10):
                line(db, order(db, other, days_ago(days), 100), 100, product_id=goods[0])
    return store


def test_products_are_due_again_by_who_buys_them(store: Store) -> None:
    found = report(by_product(store), next_purchase, by="product")
    rows = {row.name: row for row in found.rows}
    ada, other = rows["Ada"], rows["Other 0"]
    assert (ada.product_name, ada.expected, ada.quantity, ada.basis) == (
        "toner",
        AS_OF + timedelta(days=20),
        3.0,
        "own",
    )
    assert (other.expected, other.basis) == (AS_OF + timedelta(days=30), "others")
    assert len(found.rows) == 7
    assert any(note.startswith("1 pair of customer and product left out: too few") for note in found.notes)
    assert len({row.key for row in found.rows}) == 7
    for row in found.rows:
        parts = behind(store, next_purchase, row, by="product")
        assert len(parts["purchases"]) == row.purchases == len(parts["orders"])


def test_behind_a_due_day_are_its_gaps(store: Store) -> None:
    found = report(rhythms(store), next_purchase)
    parts = behind(store, next_purchase, found.rows[0])
    steps = {one.step: one.value for one in parts["steps"]}
    assert steps["gaps in days, ascending"] == "30, 30, 30, 30"
    assert steps["expected: + median, 30 days"] == str(found.rows[0].expected)
    parts = behind(store, next_purchase, found.total)
    assert sum(one.amount for one in parts["customers"]) == found.total.amount
