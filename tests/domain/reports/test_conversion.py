from datetime import date
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.reports.pipeline import conversion
from crmcli.domain.reports.pipeline.conversion import Request
from crmcli.errors import UsageError
from tests.domain.reports.shop import converted, lead, lost, users
from tests.support.store import writing

AS_OF = date(2026, 11, 21)


def report(store: Store, as_of: date = AS_OF, **asked: Any) -> Any:
    with store.reading() as db:
        return conversion.report(db, Request(as_of=as_of, **asked))


def filled(store: Store) -> Store:
    """Fair: 3 of 5 converted, 1 lost. Web: 1 lost. One lead has no source and no creation date."""
    with writing(store) as db:
        for days, touches in ((10, 1), (20, 2), (60, 9)):
            converted(db, "fuar", "2026-06-01", days, touches)
        lost(db, "fuar", "price", "2026-07-01")
        lead(db, "fuar", created_on="2026-02-01")
        lost(db, "web", "timing", "2026-07-01")
        lead(db, None, created_on=None)
    return store


def test_the_rate_is_of_all_leads_whatever_became_of_them(store: Store) -> None:
    row = report(filled(store)).rows[0]
    assert (row.group, row.leads, row.converted, row.lost, row.open) == ("fuar", 5, 3, 1, 1)
    assert row.rate == 0.6
    assert (row.days, row.median_days, row.touches) == (30.0, 20.0, 4.0)


def test_sources_stand_by_number_of_leads_and_none_comes_after_its_equals(store: Store) -> None:
    found = report(filled(store))
    assert [row.group for row in found.rows] == ["fuar", "web", None]
    assert (found.total.leads, found.total.converted, found.total.lost, found.total.open) == (7, 3, 2, 2)
    assert found.notes == ("1 lead without a creation date counted as there",)


def test_a_group_without_a_conversion_has_no_days(store: Store) -> None:
    row = next(row for row in report(filled(store)).rows if row.group == "web")
    assert (row.rate, row.days, row.median_days, row.touches) == (0.0, None, None, None)


def test_on_an_earlier_day_what_came_later_was_open(store: Store) -> None:
    filled(store)
    before = report(store, date(2026, 5, 31)).total
    assert (before.leads, before.converted, before.lost, before.open) == (7, 0, 0, 7)
    assert before.days is None
    then = report(store, date(2026, 6, 1)).total
    assert (then.converted, then.lost, then.open) == (3, 0, 4)
    assert report(store, date(2026, 1, 15)).total.leads == 6


def test_a_lead_lost_on_an_unknown_day_is_lost(store: Store) -> None:
    with writing(store) as db:
        lost(db, "web", "price", None)
    assert report(store).total.lost == 1


def test_a_lead_that_came_converted_is_converted_without_days(store: Store) -> None:
    with writing(store) as db:
        lead(db, "web", status="converted")
        converted(db, "web", "2026-06-01", 8, 2)
        converted(db, "web", "2026-06-01", None, 4)
    row = report(store).rows[0]
    assert (row.converted, row.days, row.median_days, row.touches) == (3, 8.0, 8.0, 3.0)


def test_leads_are_told_by_month_of_creation_in_time(store: Store) -> None:
    filled(store)
    assert [(row.group, row.leads) for row in report(store, by="month").rows] == [
        ("2026-01", 5),
        ("2026-02", 1),
        (None, 1),
    ]


def test_leads_are_told_by_owner_and_campaign(store: Store) -> None:
    with writing(store) as db:
        (ada,) = users(db, "Ada")
        lead(db, "web", owner_id=ada, campaign="bahar")
        lead(db, "web", campaign="bahar")
    assert {row.group: row.leads for row in report(store, by="owner").rows} == {"Ada": 1, None: 1}
    assert {row.group: row.leads for row in report(store, by="campaign").rows} == {"bahar": 2}


def test_a_period_is_of_the_creation_date(store: Store) -> None:
    found = report(filled(store), since=date(2026, 2, 1), until=date(2026, 2, 28))
    assert found.total.leads == 1
    assert found.notes == ("1 lead without a creation date left out",)
    assert found.title == "Leads by source, created 2026-02-01 to 2026-02-28"


def test_only_the_leads_asked_about_are_counted(store: Store) -> None:
    assert report(filled(store), where=("source=web",)).total.leads == 1


def test_reasons_stand_by_number_and_share_all_that_was_lost(store: Store) -> None:
    with writing(store) as db:
        for reason in ("price", "timing", "price", "price"):
            lost(db, "web", reason, "2026-07-01")
        converted(db, "web", "2026-06-01", 3)
    found = report(store, reasons=True)
    assert [(row.reason, row.lost, row.share) for row in found.rows] == [
        ("price", 3, 0.75),
        ("timing", 1, 0.25),
    ]
    assert (found.total.lost, found.total.share) == (4, 1.0)
    assert found.title == "Why leads were lost"


def test_reasons_of_a_group_share_what_the_group_lost(store: Store) -> None:
    found = report(filled(store), reasons=True, by="source")
    assert [(row.group, row.reason, row.lost, row.share) for row in found.rows] == [
        ("fuar", "price", 1, 1.0),
        ("web", "timing", 1, 1.0),
    ]
    assert found.total is None


def test_a_reason_is_not_known_before_the_loss(store: Store) -> None:
    assert not list(report(filled(store), date(2026, 6, 30), reasons=True).rows)


def test_a_store_without_leads_says_so(store: Store) -> None:
    found = report(store)
    assert (list(found.rows), found.total) == ([], None)
    assert found.empty is not None


def test_a_word_it_cannot_be_told_by_is_refused(store: Store) -> None:
    with pytest.raises(UsageError, match='conversion can\'t be told by "colour"'):
        report(store, by="colour")


def test_leads_are_told_by_branch_industry_and_quarter(store: Store) -> None:
    with writing(store) as db:
        (ada,) = users(db, "Ada", branch="İzmir", team="North")
        lead(db, "web", owner_id=ada, industry="technology", city="Bursa")
        lead(db, "web", branch="Ankara", created_on="2026-04-01")
    for by, expected in (
        ("branch", {"İzmir": 1, "Ankara": 1}),
        ("team", {"North": 1, None: 1}),
        ("industry", {"technology": 1, None: 1}),
        ("city", {"Bursa": 1, None: 1}),
        ("quarter", {"2026-Q1": 1, "2026-Q2": 1}),
        ("year", {"2026": 2}),
    ):
        assert {row.group: row.leads for row in report(store, by=by).rows} == expected, by


@pytest.mark.parametrize("asked", [{}, {"by": "month"}, {"reasons": True}, {"reasons": True, "by": "source"}])
def test_every_row_is_explained_by_its_leads(store: Store, asked: dict[str, Any]) -> None:
    found = report(filled(store), **asked)
    with store.reading() as db:
        for row in [*found.rows, *([found.total] if found.total else [])]:
            _, leads = conversion.explain(db, Request(as_of=AS_OF, **asked), row)
            states = [one.state for one in leads.rows]
            if asked.get("reasons"):
                assert states == ["lost"] * row.lost
            else:
                assert [states.count(name) for name in ("converted", "lost", "open")] == [
                    row.converted,
                    row.lost,
                    row.open,
                ]
