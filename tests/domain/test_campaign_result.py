"""What a campaign brought: counted by hand, and by formulas whose values are known."""

from datetime import date
from statistics import mean, variance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.db import Store
from crmcli.domain.campaigns.lift import FEWEST, Group, lift, returned, student
from crmcli.domain.campaigns.responding import Respond, respond
from crmcli.domain.campaigns.result import ReportCampaign, report_campaign
from crmcli.domain.campaigns.views import ListCampaigns, list_campaigns
from crmcli.domain.results import Record
from crmcli.domain.views import ListRecords
from crmcli.errors import Conflict, NotFound, Refused, UsageError
from tests.support.making import one
from tests.support.market import TODAY, bought, fill, launch, parts, plan, writing


@pytest.mark.parametrize(
    ("freedom", "quantile"),
    [(5, 2.5706), (9, 2.2622), (10, 2.2281), (20, 2.0860), (30, 2.0423), (60, 2.0003), (120, 1.9799)],
)
def test_students_quantile_is_that_of_the_tables(freedom: int, quantile: float) -> None:
    assert student(freedom) == pytest.approx(quantile, abs=3e-4)


def test_lift_is_the_worked_example_of_two_groups() -> None:
    """Two groups of 12 and 10; figures by R 4.2, t.test(x, y)."""
    x = (0, 0, 0, 1200, 900, 0, 2500, 0, 700, 1500, 0, 300)
    y = (0, 0, 400, 0, 0, 0, 600, 0, 0, 100)
    found = lift(Group(12, [v for v in x if v]), Group(10, [v for v in y if v]))
    assert found.difference == pytest.approx(mean(x) - mean(y))
    error = (variance(x) / 12 + variance(y) / 10) ** 0.5
    assert found.low is not None
    assert found.high is not None
    assert (found.high + found.low) / 2 == pytest.approx(found.difference)
    freedom = error**4 / ((variance(x) / 12) ** 2 / 11 + (variance(y) / 10) ** 2 / 9)
    assert (found.high - found.low) / 2 == pytest.approx(student(freedom) * error)
    assert found.incremental == round((mean(x) - mean(y)) * 12)


@given(
    st.lists(st.integers(-(10**9), 10**12), max_size=30),
    st.lists(st.integers(-(10**9), 10**12), max_size=30),
    st.integers(0, 200),
    st.integers(0, 200),
)
def test_an_interval_holds_the_difference_and_few_have_none(
    one_: list[int], two: list[int], more: int, others: int
) -> None:
    found = lift(Group(len(one_) + more, one_), Group(len(two) + others, two))
    if min(len(one_) + more, len(two) + others) < FEWEST:
        assert found.low is None
        assert found.why_none
    elif found.low is not None:
        assert found.high is not None
        assert found.difference is not None
        assert found.low <= found.difference <= found.high


def test_a_return_needs_a_cost() -> None:
    assert returned(300_00, 100_00) == 2.0
    assert returned(None, 100) is None
    assert returned(100, None) is None
    assert returned(100, 0) is None


@pytest.fixture
def ran(store: Store) -> Store:
    """A campaign of 10 customers, 2 of them held out, that cost ₺100 and ran from the 1st to the 20th."""
    numbers = fill(store, 10)
    plan(store, holdout_percent="20", cost="100 TL", starts_on="2026-11-01", ends_on="2026-11-20")
    launch(store)
    found = parts(store)
    first, second, *_ = sorted(found["reached"])
    held = min(found["held_out"])
    with writing(store) as db:
        bought(db, first, 500_00)
        bought(db, first, -100_00, "2026-11-20")
        bought(db, second, 1_000_00, "2026-11-01")
        bought(db, second, 900_00, "2026-11-15", status="cancelled")
        bought(db, second, 70_00, "2026-11-21")  # the window is over
        bought(db, second, 80_00, "2026-10-31")  # it has not begun
        bought(db, second, 30_00, "2026-11-02", currency="USD")
        bought(db, held, 50_00, "2026-11-05")
    assert len(numbers) == 10
    return store


def report(store: Store, as_of: date = TODAY, days: int | None = None) -> Record:  # type: ignore[type-arg]
    with store.reading() as db:
        return report_campaign(db, ReportCampaign("CA-1", as_of, days))


def test_the_report_counts_what_members_bought_in_the_window(ran: Store) -> None:
    found = report(ran)
    item = found.item
    assert (item.reached, item.held_out, item.left_out, item.over) == (8, 2, 0, True)
    assert (item.from_on, item.until_on) == (date(2026, 11, 1), date(2026, 11, 20))
    groups = [(g.part, g.buyers, g.orders, g.revenue, g.per_head, g.currency) for g in found.sections[0].rows]
    assert groups == [
        ("reached", 2, 2, 1_400_00, 175_00, "TRY"),
        ("held_out", 1, 1, 50_00, 25_00, "TRY"),
        ("reached", 1, 1, 30_00, 3_75, "USD"),
        ("held_out", 0, 0, 0, 0, "USD"),
    ]
    lira, dollar = found.sections[1].rows
    assert (lira.lift, lira.incremental, lira.cost, lira.roi) == (150_00, 1_200_00, 100_00, 11.0)
    assert (lira.low, lira.high) == (None, None)
    assert (dollar.incremental, dollar.cost, dollar.roi) == (30_00, None, None)
    assert "TRY: fewer than 10 in a group: too few for an interval" in found.notes


def test_the_window_may_be_told_and_never_passes_the_day_asked_about(ran: Store) -> None:
    longer = report(ran, days=25)
    assert longer.item.until_on == TODAY
    assert not longer.item.over
    assert longer.sections[0].rows[0].revenue == 1_470_00
    early = report(ran, date(2026, 11, 1))
    assert early.sections[0].rows[0].revenue == 1_000_00


def test_the_list_shows_the_return_of_the_report(ran: Store) -> None:
    with ran.reading() as db:
        row = list_campaigns(db, ListCampaigns(ListRecords(), TODAY)).rows[0]
    assert (row.members, row.held_out, row.revenue, row.roi, row.currency) == (8, 2, 1_400_00, 11.0, "TRY")


def answer(store: Store, *members: str, text: str = "aradı", **links: str) -> list[str]:
    with writing(store) as db:
        change = respond(db, Respond("CA-1", members, text, TODAY, links))
    return [item.status for item in change.items]


def test_answers_and_what_came_of_them_are_counted(ran: Store) -> None:
    first, second, *_ = sorted(parts(ran)["reached"])
    order = one(ran, "SELECT min(id) FROM sales_order WHERE customer_id = :id", id=first)[0]
    assert answer(ran, f"C-{first}", order=f"S-{order}") == ["changed"]
    assert answer(ran, f"C-{first}", f"C-{second}", "C-99") == ["unchanged", "changed", "failed"]
    item = report(ran).item
    assert (item.responses, item.rate, item.orders) == (2, 0.25, 1)
    assert one(ran, "SELECT campaign_id FROM sales_order WHERE id = :id", id=order) == (1,)


def test_who_was_not_reached_can_not_answer_but_may_buy(ran: Store) -> None:
    held = min(parts(ran)["held_out"])
    with pytest.raises(Refused, match=f"C-{held} was held out of CA-1"):
        answer(ran, f"C-{held}")
    first, second, *_ = sorted(parts(ran)["reached"])
    order = one(ran, "SELECT min(id) FROM sales_order WHERE customer_id = :id", id=first)[0]
    with pytest.raises(Conflict, match=f"S-{order} is of C-{first}, not of C-{second}"):
        answer(ran, f"C-{second}", order=f"S-{order}")
    with pytest.raises(UsageError, match="belongs to one member"):
        answer(ran, f"C-{first}", f"C-{second}", order=f"S-{order}")
    with pytest.raises(NotFound, match="no customer has number C-99"):
        answer(ran, "C-99")


def test_a_campaign_that_was_never_launched_has_no_report(store: Store) -> None:
    plan(store)
    with pytest.raises(Refused, match="never launched"):
        report(store)
    fill(store, 1)
    with pytest.raises(Refused, match="nobody can have answered"):
        answer(store, "C-1")


def test_without_a_hold_out_the_return_stays_blank(store: Store) -> None:
    numbers = fill(store, 3)
    plan(store, cost="10 TL")
    assert "nobody is held out" in launch(store).notes[0]
    with writing(store) as db:
        bought(db, numbers[0], 100_00)
    row = report(store).sections[1].rows[0]
    assert (row.lift, row.incremental, row.roi) == (None, None, None)
