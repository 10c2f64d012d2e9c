"""``report profit``: what is left, to the last minor unit; what nobody knows stays unknown."""

from collections import defaultdict
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.db import Store, open_store
from crmcli.domain.pictures import Bars, Chart
from crmcli.domain.reports.money import profit, sales
from crmcli.domain.reports.money.costs import Worth
from crmcli.domain.reports.money.profit import BY, Request, explain
from crmcli.domain.reports.money.profit_pictures import thinned, waterfall, whale
from crmcli.domain.reports.money.profit_sums import Result, together
from crmcli.domain.reports.standing import cycle
from crmcli.domain.results import Listing
from crmcli.errors import UsageError
from tests.domain.reports import trade
from tests.domain.reports.shop import customers, line, named, order
from tests.domain.reports.trade import DAY, Row, Trade
from tests.support.store import writing

COSTS = {"minute_cost": "2.5", "case_cost": "40", "delivery_cost": "7.25"}


def ask(store: Store, **asked: Any) -> Any:
    with store.reading() as db:
        return profit.report(db, Request(**{"as_of": DAY, **COSTS, **asked}))


def behind(store: Store, row: Any, **asked: Any) -> dict[str | None, Listing[Any]]:
    with store.reading() as db:
        return {part.title: part for part in explain(db, Request(**{"as_of": DAY, **COSTS, **asked}), row)}


@pytest.fixture
def shop(store: Store) -> Store:
    """C-1 brings more than it costs, C-2 less, C-3 nobody knows, C-4 never bought and is called."""
    with writing(store) as db:
        one, two, three, four = customers(db, "Bir", "İki", "Üç", "Dört", city="İzmir")
        first = order(db, one, "2026-01-10", 1_080_00, tax_minor=180_00, delivered_on="2026-01-12")
        line(db, first, 600_00, cost_minor=200_00, discount_minor=50_00)
        line(db, first, 400_00, cost_minor=100_00, position=2)
        line(db, order(db, two, "2026-02-01", 100_00), 100_00, cost_minor=90_00)
        bare = order(db, three, "2026-03-01", 500_00)
        line(db, bare, 300_00, cost_minor=50_00)
        line(db, bare, 200_00, position=2)
        for who, at, minutes in (
            (two, "2026-02-02T09:00:00Z", 20),
            (two, "2026-02-03", 10),
            (four, "2026-02-04T09:00:00Z", 8),
        ):
            done = {"kind": "call", "direction": "in", "done": 1, "subject": "x", "customer_id": who}
            db.insert("activity", {**done, "at": at, "minutes": minutes})
        case = {**named("Bozuk"), "customer_id": one, "status": "open", "priority": "normal"}
        db.insert("support_case", {**case, "opened_at": "2026-02-05T09:00:00Z"})
    return store


def by_name(found: Any) -> dict[str, Any]:
    return {row.name: row for row in found.rows}


def test_every_step_from_revenue_to_profit(shop: Store) -> None:
    found = ask(shop)
    row = by_name(found)["Bir"]
    # Lines of 1,000 and tax of 180 make 1,180: another 100 was taken off the whole.
    assert (row.revenue, row.discount, row.tax) == (1_080_00, 50_00 + 100_00, 180_00)
    assert (row.cost, row.serving, row.contribution) == (300_00, 40_00 + 7_25, 552_75)
    assert row.margin == pytest.approx(552_75 / 900_00)
    assert (row.coverage, row.most, row.deliveries, row.cases) == (1.0, 552_75, 1, 1)


def test_service_can_cost_more_than_a_customer_brings(shop: Store) -> None:
    row = by_name(ask(shop))["İki"]
    assert (row.minutes, row.serving, row.contribution) == (30, 75_00, -65_00)
    assert [one.name for one in ask(shop, shed=True).rows] == ["İki"]


def test_an_unknown_cost_stays_unknown_and_is_told(shop: Store) -> None:
    found = ask(shop)
    row = by_name(found)["Üç"]
    assert (row.cost, row.known_cost, row.contribution, row.margin) == (None, 50_00, None, None)
    assert (row.most, row.coverage, row.unknown) == (450_00, 0.6, 1)
    assert (found.total.contribution, found.total.cost) == (None, None)
    assert found.total.coverage == pytest.approx(1400 / 1600)
    note = "1 customer bought what nobody knows the cost of: it is known of 87.5 % of the revenue"
    assert note in found.notes
    assert [one.name for one in found.rows] == ["Bir", "Dört", "İki", "Üç"]


def test_who_never_bought_costs_and_is_not_got_rid_of(shop: Store) -> None:
    assert by_name(ask(shop))["Dört"].contribution == -20_00
    told = ask(shop, shed=True)
    assert "1 customer who never bought cost 20.00 TRY to serve: not among these" in told.notes


def test_who_is_new_is_granted_the_cost_of_goods(shop: Store) -> None:
    with writing(shop) as db:
        (new,) = customers(db, "Yeni")
        line(db, order(db, new, "2026-11-10", 50_00), 50_00, cost_minor=80_00)
    assert by_name(ask(shop))["Yeni"].contribution == -30_00
    assert [one.name for one in ask(shop, shed=True).rows] == ["İki"]
    assert [one.name for one in ask(shop, shed=True, cycle_new_days="5").rows] == ["İki", "Yeni"]


def test_who_brings_what_it_costs_is_kept(shop: Store) -> None:
    with writing(shop) as db:
        (even,) = customers(db, "Başabaş")
        line(db, order(db, even, "2026-02-10", 50_00), 50_00, cost_minor=50_00)
    assert by_name(ask(shop))["Başabaş"].contribution == 0
    assert [one.name for one in ask(shop, shed=True).rows] == ["İki"]


def test_a_span_holds_its_orders_work_and_cases_only(shop: Store) -> None:
    found = by_name(ask(shop, since=date(2026, 2, 1), until=date(2026, 2, 28)))
    assert set(found) == {"Bir", "İki", "Dört"}
    assert (found["Bir"].revenue, found["Bir"].contribution) == (0, -40_00)
    assert found["İki"].contribution == -65_00


def test_without_costs_of_service_it_says_so(shop: Store) -> None:
    found = ask(shop, minute_cost="0", case_cost="0", delivery_cost="0")
    told = "serving costs nothing yet: crm config set minute_cost 10, and case_cost, delivery_cost"
    assert told in found.notes
    assert by_name(found)["Bir"].contribution == 600_00


def test_orders_of_another_currency_leave_the_profit_unknown(shop: Store) -> None:
    with writing(shop) as db:
        line(db, order(db, 2, "2026-04-01", 900_00, currency="EUR"), 900_00, cost_minor=1, currency="EUR")
    found = ask(shop)
    row = by_name(found)["İki"]
    assert (row.revenue, row.contribution, row.most) == (100_00, None, None)
    assert "1 customer bought in a currency left out: their profit is unknown" in found.notes
    assert list(ask(shop, shed=True).rows) == []
    with writing(shop) as db:
        db.insert("rate", {"currency": "EUR", "base": "TRY", "day": "2026-01-01", "rate": "50"})
    turned = by_name(ask(shop, currency="TRY"))["İki"]
    assert (turned.revenue, turned.cost) == (45_100_00, 90_00 + 50)


def test_a_cost_that_is_no_amount_is_refused(shop: Store) -> None:
    with pytest.raises(UsageError):
        ask(shop, delivery_cost="much")


def brought(business: Trade, one: Row) -> dict[str, int]:
    """Worked out anew: what an order brought and cost."""
    lines = business.lines_of(one)
    total, tax = one["total_minor"] or 0, one["tax_minor"]
    goods = sum(told["amount_minor"] or 0 for told in lines)
    line_tax = [told["tax_minor"] for told in lines if told["tax_minor"] is not None]
    if tax is None:
        beside = lines and line_tax and one["total_minor"] is not None and total == goods + sum(line_tax)
        tax = sum(line_tax) if beside else 0
    known = [
        told
        for told in lines
        if told["amount_minor"] is not None
        and business.cost_of(told, one) is not None
        and told["currency"] == one["currency"]
    ]
    own = [told for told in lines if told["currency"] == one["currency"]]
    off = sum(told["discount_minor"] or 0 for told in own)
    priced = lines and all(told["amount_minor"] is not None for told in lines)
    if priced and one["total_minor"] is not None and total >= 0 and goods != total and goods > total - tax:
        off += goods - (total - tax)
    unknown = len(lines) - len(known)
    unknown += (not lines and total >= 0) + (bool(lines) and one["total_minor"] is None)
    return {
        "revenue": total,
        "discount": off,
        "tax": tax,
        "known_cost": sum(business.cost_of(told, one) or 0 for told in known),
        "unknown": unknown,
        "deliveries": bool(one["delivered_on"]),
    }


def reckoned(business: Trade, since: date | None) -> dict[int, dict[str, int]]:
    """Worked out anew: what the customers brought, cost and took."""
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in business.counted(since):
        if one["customer_id"] is not None:
            for name, amount in brought(business, one).items():
                found[one["customer_id"]][name] += amount
    first = (since or date.min).isoformat()
    for done in business.activities:
        if done["done"] and first <= done["at"][:10] <= DAY.isoformat():
            found[done["customer_id"]]["minutes"] += done["minutes"] or 0
    for case in business.cases:
        if first <= case["opened_at"][:10] <= DAY.isoformat():
            found[case["customer_id"]]["cases"] += 1
    return found


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("since", [None, date(2026, 3, 1)])
def test_figures_are_those_of_the_orders_themselves(store: Store, seed: int, since: date | None) -> None:
    business = trade.made(seed, currencies=("TRY",))
    trade.poured(store, business)
    rows = {row.id: row for row in ask(store, since=since).rows}
    for who, told in reckoned(business, since).items():
        row = rows.pop(who, None)
        if row is None:
            assert not any(told.values())
            continue
        for name in ("revenue", "discount", "tax", "known_cost", "unknown", "deliveries", "minutes", "cases"):
            assert getattr(row, name) == told[name], name
        serving = 250 * told["minutes"] + 4000 * told["cases"] + 725 * told["deliveries"]
        left = told["revenue"] - told["tax"] - told["known_cost"] - serving
        assert (row.serving, row.most) == (serving, left)
        assert row.contribution == (None if told["unknown"] else left)
    assert rows == {}


@pytest.mark.parametrize("currency", [None, "TRY"])
def test_revenue_is_the_net_of_sales_with_a_customer(store: Store, currency: str | None) -> None:
    trade.poured(store, trade.made(31, orders=120))
    with writing(store) as db:
        db.insert("rate", {"currency": "EUR", "base": "TRY", "day": "2025-01-01", "rate": "50.337"})
    mine = sum(row.revenue for row in ask(store, currency=currency).rows)
    with store.reading() as db:
        rows = sales.report(db, sales.Request(DAY, by="customer", currency=currency)).rows
    assert mine == sum(row.net for row in rows if row.group is not None and row.currency == "TRY")


@pytest.mark.parametrize("by", BY)
@pytest.mark.parametrize("currency", [None, "EUR"])
def test_groups_come_to_the_total(store: Store, by: str, currency: str | None) -> None:
    trade.poured(store, trade.made(6, orders=80))
    with writing(store) as db:
        db.insert("rate", {"currency": "TRY", "base": "EUR", "day": "2024-01-01", "rate": "0.0197"})
    found = ask(store, by=by, currency=currency)
    for name in ("revenue", "discount", "tax", "known_cost", "serving", "unknown", "orders"):
        assert sum(getattr(row, name) for row in found.rows) == getattr(found.total, name), name


@pytest.mark.parametrize("by", BY)
def test_what_is_behind_a_row_adds_up_to_it(store: Store, by: str) -> None:
    business = trade.made(12, currencies=("TRY",))
    trade.poured(store, business)
    found = ask(store, by=by)
    for row in (*found.rows, found.total):
        parts = behind(store, row, by=by)
        told = {step.step: step.value for step in parts["steps"].rows}
        assert told["= revenue"] == f"{row.revenue / 100:.2f} TRY"
        if "customers" in parts:
            members = parts["customers"].rows
            assert sum(one.revenue for one in members) == row.revenue
            assert sum(one.serving for one in members) == row.serving
            continue
        assert sum(one.total or 0 for one in parts["orders"].rows) == row.revenue
        costed = [one for one in parts["lines"].rows if one.amount is not None and one.cost is not None]
        assert sum(one.cost for one in costed) >= row.known_cost
        if not row.unknown:
            assert sum(one.cost for one in parts["lines"].rows) == row.cost
        assert sum(one.minutes or 0 for one in parts["activities"].rows) == row.minutes
        assert len(parts["cases"].rows) == row.cases


def test_cycle_reckons_the_same(store: Store) -> None:
    business = trade.made(40, orders=100, currencies=("TRY",))
    for one in business.orders:
        lines = business.lines_of(one)
        amounts = [told["amount_minor"] or 0 for told in lines]
        if lines:  # totals that are their lines, without tax: as cycle takes them
            one.update(total_minor=sum(amounts), currency="TRY", tax_minor=None)
        for told in lines:
            told.update(amount_minor=told["amount_minor"] or 0, tax_minor=None)
    trade.poured(store, business)
    # Halves of a minor unit: what is rounded is the sum, and the parts are to come to it.
    asked: dict[str, Any] = {"minute_cost": "2.505", "case_cost": "40.005"}
    span: dict[str, Any] = {"since": date(2025, 11, 22), "until": DAY}
    with store.reading() as db:
        rows = cycle.report(db, cycle.Request(as_of=DAY, cycle_days="365", **asked)).rows
    span |= asked
    mine = {f"C-{row.id}": row for row in ask(store, delivery_cost="0", **span).rows}
    for row in rows:
        own = mine.get(row.id)
        if own is None:
            assert not row.revenue
            continue
        assert (own.revenue, own.serving, own.contribution) == (row.revenue, row.cost, row.result)
    rid = {row.id for row in rows if row.action == "get rid of"}
    shed = {f"C-{row.id}" for row in ask(store, delivery_cost="0", shed=True, **span).rows if row.serving}
    assert rid == shed


AMOUNT = st.integers(0, 10**9)
WORTH = st.builds(
    Worth, orders=st.integers(0, 9), revenue=st.integers(-(10**9), 10**9), discount=AMOUNT, tax=AMOUNT,
    cost=AMOUNT, paid=AMOUNT, unknown=st.integers(0, 1), left=st.just(0),
)  # fmt: skip
RESULT = st.builds(
    Result, WORTH, minutes_cost=AMOUNT, deliveries_cost=AMOUNT, cases_cost=AMOUNT,
)  # fmt: skip


@given(RESULT)
def test_the_waterfall_adds_up_to_the_profit(one: Result) -> None:
    assert sum(amount for _, amount in one.steps()) == one.most
    assert one.contribution == (None if one.worth.unknown else one.most)
    drawn = waterfall(one, "TRY", "en")
    assert drawn.shape == "waterfall"
    assert drawn.bars[-1].value == (one.most or 0) / 100
    at = 0.0
    for bar in drawn.bars[:-1]:
        if bar.start or bar.label == "before discounts":
            assert bar.start == at
        at = bar.value
    assert at == drawn.bars[-1].value


@given(st.lists(RESULT, min_size=1, max_size=5))
def test_the_steps_of_several_are_the_sums_of_their_steps(results: list[Result]) -> None:
    whole = together(results)
    for place, (name, amount) in enumerate(whole.steps()):
        assert amount == sum(one.steps()[place][1] for one in results), name
    assert whole.customers == len(results)
    assert whole.unsure == sum(bool(one.worth.unknown) for one in results)


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=400))
def test_the_whale_rises_to_its_peak_and_ends_at_the_total(profits: list[int]) -> None:
    chart = whale(profits, "TRY", "en")
    heights = [height for _, height in chart.lines[0].points]
    assert heights[-1] == sum(profits) / 100
    assert max(heights) == sum(profit for profit in profits if profit > 0) / 100
    assert chart.lines[0].points[-1][0] == len(profits)


def test_very_many_points_are_thinned() -> None:
    places = thinned(100_001, 77_777)
    assert len(places) <= 203
    assert {0, 77_777, 100_000} <= set(places)


def test_steps_and_whale_are_seen(shop: Store) -> None:
    fall, curve = ask(shop).pictures
    assert isinstance(fall, Bars)
    assert [bar.label for bar in fall.bars] == [
        "before discounts", "discounts", "revenue", "tax", "cost of goods", "minutes", "deliveries", "cases",
        "profit at most",
    ]  # fmt: skip
    assert isinstance(curve, Chart)


def test_neither_the_order_of_rows_nor_their_numbers_change_anything(store: Store, sqlite_url: str) -> None:
    business = trade.made(19)
    trade.poured(store, business)
    other = open_store(f"{sqlite_url}.other")
    trade.poured(other, business, seed=5)

    def told(of: Store, by: str) -> list[Any]:
        return [{**row.__dict__, "id": None} for row in ask(of, by=by).rows]

    for by in BY:
        assert told(store, by) == told(other, by)


def test_a_rate_turns_the_cost_of_service(shop: Store) -> None:
    found = by_name(ask(shop, cost_currency="EUR"))
    assert (found["İki"].serving, found["İki"].contribution) == (None, None)
    with writing(shop) as db:
        db.insert("rate", {"currency": "EUR", "base": "TRY", "day": "2026-01-01", "rate": "50.333"})
    exact = Fraction("50.333") * 75_00
    assert by_name(ask(shop, cost_currency="EUR"))["İki"].serving == round(exact)


def test_nothing_known_is_no_failure(store: Store) -> None:
    found = ask(store)
    assert (list(found.rows), found.total, found.pictures) == ([], None, ())
