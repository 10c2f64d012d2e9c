"""``report campaigns``: the figures of ``campaign report``, side by side and added up."""

from datetime import date
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.campaigns.responding import Respond, respond
from crmcli.domain.campaigns.result import ReportCampaign, report_campaign
from crmcli.domain.rate_set import SetRate, set_rate
from crmcli.domain.reports.market import campaigns
from crmcli.domain.reports.market.campaigns import Request
from crmcli.errors import UsageError
from tests.domain.reports.shop import line
from tests.support.making import CONTEXT
from tests.support.market import TODAY, bought, fill, launch, parts, plan, writing

AS_OF = TODAY


def report(store: Store, as_of: date = AS_OF, **asked: Any) -> Any:
    with store.reading() as db:
        return campaigns.report(db, Request(as_of=as_of, **asked))


def explained(store: Store, row: Any, **asked: Any) -> dict[str | None, Any]:
    with store.reading() as db:
        return {one.title: one.rows for one in campaigns.explain(db, Request(as_of=AS_OF, **asked), row)}


@pytest.fixture
def ran(store: Store) -> Store:
    """Two campaigns of 10 customers: one of 2 held out that cost ₺100, one later whose cost nobody knows."""
    fill(store, 10)
    plan(
        store, holdout_percent="20", cost="100 TL", starts_on="2026-10-01", ends_on="2026-10-20", kind="Mail"
    )
    launch(store, on=date(2026, 10, 1))
    first, second, *_ = sorted(parts(store)["reached"])
    held = min(parts(store)["held_out"])
    with writing(store) as db:
        number = bought(db, first, 500_00, "2026-10-10")
        line(db, number, 500_00, cost_minor=300_00)
        bought(db, second, 1_000_00, "2026-10-02")
        bought(db, second, -100_00, "2026-10-20")
        bought(db, second, 70_00, "2026-10-21")
        bought(db, second, 30_00, "2026-10-03", currency="USD")
        bought(db, held, 50_00, "2026-10-05")
        respond(db, Respond("CA-1", (f"C-{first}",), "aradı", date(2026, 10, 12), {}))
    plan(store, "Bahar", starts_on="2026-11-01", kind="mail", channel="email")
    launch(store, "CA-2")
    return store


def test_each_campaign_has_the_figures_of_its_own_report(ran: Store) -> None:
    found = report(ran)
    assert [row.name for row in found.rows] == ["Bahar", "Geri gel"]
    row = found.rows[1]
    with ran.reading() as db:
        own = report_campaign(db, ReportCampaign("CA-1", AS_OF))
    item, (lira, _dollar) = own.item, own.sections[1].rows
    for name in ("reached", "held_out", "responses", "rate", "from_on", "until_on", "cost"):
        assert getattr(row, name) == getattr(item, name), name
    assert (row.lift, row.incremental, row.roi) == (lira.lift, lira.incremental, lira.roi)
    assert (row.audience, row.revenue, row.buyers, row.currency) == (10, 1_400_00, 2, "TRY")
    assert row.roi_most == 13.0
    assert row.profit == round(row.incremental * 0.4) - 100_00


def test_what_nobody_knows_is_blank(ran: Store) -> None:
    row = report(ran).rows[0]
    assert (row.cost, row.roi, row.roi_most, row.profit, row.lift) == (None, None, None, None, None)
    told = report(ran).notes
    assert "1 campaign without a cost: no return" in told
    assert "1 campaign with nobody held out: no lift" in told
    assert "1 campaign whose window is not over: more may come" in told


def test_a_campaign_that_has_not_begun_is_not_there(ran: Store) -> None:
    plan(ran, "Yaz")
    assert [row.name for row in report(ran, date(2026, 10, 31)).rows] == ["Geri gel"]
    assert not report(ran, date(2026, 9, 30)).rows


def test_an_earlier_day_knows_only_what_was_bought_and_answered_by_then(ran: Store) -> None:
    row = report(ran, date(2026, 10, 5)).rows[0]
    assert (row.revenue, row.responses, row.until_on) == (1_000_00, 0, date(2026, 10, 5))


def test_groups_add_their_campaigns_up(ran: Store) -> None:
    found = report(ran, by="kind")
    (row,) = found.rows
    assert (row.group, row.campaigns, row.reached, row.responses) == ("mail", 2, 18, 1)
    assert (row.revenue, row.cost, row.currency) == (1_400_00 + 0, None, "TRY")
    assert row.roi == pytest.approx(11.0)


def test_months_have_a_trend(ran: Store) -> None:
    october, november = report(ran, by="month").rows
    assert (october.group, november.group) == ("2026-10", "2026-11")
    assert (october.trend, november.trend) == (None, pytest.approx(-1 / 8))


def test_a_span_and_a_filter_pick_campaigns(ran: Store) -> None:
    assert [row.name for row in report(ran, since=date(2026, 11, 1)).rows] == ["Bahar"]
    assert [row.name for row in report(ran, where=("name = Bahar",)).rows] == ["Bahar"]


def test_a_window_may_be_set_for_all(ran: Store) -> None:
    assert report(ran, window=25).rows[1].revenue == 1_470_00


def test_amounts_are_turned_at_the_rates_of_their_days(ran: Store) -> None:
    with writing(ran) as db:
        for day, rate in (("2026-10-01", "40"), ("2026-10-03", "50"), ("2026-10-04", "60")):
            set_rate(db, SetRate({"currency": "USD", "day": day, "rate": rate}, CONTEXT))
    row = report(ran, currency="TRY").rows[1]
    assert (row.revenue, row.currency) == (1_400_00 + 1_500_00, "TRY")
    assert any("other currencies" in note for note in report(ran).notes)
    assert not any("other currencies" in note for note in report(ran, currency="TRY").notes)


@pytest.mark.parametrize("by", campaigns.BY)
def test_what_is_behind_a_row_adds_up_to_it(ran: Store, by: str) -> None:
    for row in report(ran, by=by).rows:
        told = explained(ran, row, by=by)
        if by != "campaign":
            assert sum(one.revenue for one in told["campaigns"]) == row.revenue
            assert len(told["campaigns"]) == row.campaigns
            continue
        reached = [one for one in told["members"] if one.part == "reached" and one.currency == row.currency]
        assert sum(one.revenue for one in reached) == row.revenue
        assert [one.step for one in told["steps"]][:3] == ["window", "reached", "held out"]


def test_a_word_it_cannot_be_told_by_is_refused(store: Store) -> None:
    with pytest.raises(UsageError):
        report(store, by="chanel")
