"""``report deliveries`` in the shape of all reports: groups, filters over orders, pictures, explanations."""

from datetime import date
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.pictures import Bars
from crmcli.domain.reports.standing.deliveries import BY, Request, explain, report
from crmcli.domain.results import Listing
from tests.domain.reports.shop import customers, order, users
from tests.support.store import writing

DAY = date(2026, 11, 21)
COUNTS = ("promised", "on_time", "late", "overdue", "to_come")


@pytest.fixture
def shop(store: Store) -> Store:
    """Promises of two customers in two cities, one of nobody; one delivery that was not promised."""
    with writing(store) as db:
        (ada,) = users(db, "Ada")
        customers(db, "Bir", city="İzmir", owner_id=ada)
        customers(db, "İki", city="Bursa")
        for who, promised, delivered, channel in (
            (1, "2026-09-10", "2026-09-08", "web"),
            (1, "2026-09-20", "2026-09-24", "web"),
            (2, "2026-10-01", None, "shop"),
            (2, "2026-11-30", None, None),
            (None, "2026-11-01", "2026-11-01", "shop"),
            (2, None, "2026-11-02", None),
        ):
            day = {"promised_on": promised, "delivered_on": delivered, "channel": channel}
            order(db, who, "2026-09-01", 100_00, **day)
    return store


def ask(store: Store, **asked: Any) -> Any:
    with store.reading() as db:
        return report(db, Request(**{"as_of": DAY, **asked}))


def test_groups_add_up_to_all_promises(shop: Store) -> None:
    for by in BY:
        rows = ask(shop, by=by).rows
        assert [sum(getattr(row, name) for row in rows) for name in COUNTS] == [5, 2, 1, 1, 1]


def test_orders_are_what_a_filter_picks(shop: Store) -> None:
    assert ask(shop, where=("channel=web",)).rows[0].promised == 2
    assert [row.promised for row in ask(shop, by="city", where=("channel=shop",)).rows] == [1, 1]


def test_a_delivery_that_nobody_promised_is_told(shop: Store) -> None:
    assert ask(shop).notes == ("1 delivery that nobody had promised left out",)
    assert ask(shop, until=date(2026, 10, 31)).notes == ()


def test_the_worst_delay_is_told(shop: Store) -> None:
    found = ask(shop, by="city")
    assert {row.group: row.worst for row in found.rows} == {"İzmir": 4, "Bursa": 51, None: None}
    assert (found.total.worst, found.total.days_late) == (51, (4 + 51) / 2)


def test_the_picture_is_the_part_in_time(shop: Store) -> None:
    (picture,) = ask(shop).pictures
    assert isinstance(picture, Bars)
    assert [(bar.label, bar.value, bar.text) for bar in picture.bars] == [
        ("2026-09", 0.5, "1 of 2"),
        ("2026-10", 0.0, "0 of 1"),
        ("2026-11", 1.0, "1 of 1"),
    ]


def test_what_is_behind_a_group_are_its_promises(shop: Store) -> None:
    for by in ["month", "city", "owner", "customer", "quarter"]:
        found = ask(shop, by=by)
        with shop.reading() as db:
            for row in (*found.rows, found.total):
                parts: tuple[Listing[Any], ...] = explain(db, Request(DAY, by=by), row)
                states = [one.state for one in parts[1].rows]
                for name in COUNTS[1:]:
                    assert states.count(name.replace("_", " ")) == getattr(row, name)
                late = [one.days for one in parts[1].rows if one.state in ("late", "overdue")]
                assert (sum(late) / len(late) if late else None) == row.days_late


def test_only_so_many_groups_are_shown_but_periods_stay_whole(shop: Store) -> None:
    assert ask(shop, by="city", limit=1).notes[0] == "1 of 3 rows shown; --limit 0 shows all"
    assert len(ask(shop, limit=1).rows) == 3
