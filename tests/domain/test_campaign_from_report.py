"""Campaigns that a report makes: whom it names, why, and as which condition."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.db import Store
from crmcli.domain.adding import AddRecord
from crmcli.domain.campaigns.from_report import COMPANIONS, FromReport, companions, cross_sell, win_back
from crmcli.domain.results import Change
from crmcli.errors import NotFound
from tests.support.making import add, one
from tests.support.market import AIM, CONTEXT, TODAY, bought, fill, launch, parts, writing


def made(store: Store, act: Any, name: str = "Geri gel", **more: Any) -> Change[Any]:
    with writing(store) as db:
        given_ = {"name": name, "channel": "email"}
        return act(db, FromReport(AddRecord("campaign", given_, CONTEXT), AIM, TODAY, **more))  # type: ignore[no-any-return]


@pytest.fixture
def lapsed(store: Store) -> Store:
    """Five customers; the first three have not bought for long, the second spent most."""
    fill(store, 5)
    with writing(store) as db:
        for number, total, day in ((1, 100, "2025-01-10"), (2, 900, "2025-02-10"), (3, 500, "2024-01-10")):
            bought(db, number, total * 100, day)
        bought(db, 4, 100, "2026-11-01")
    return store


def test_win_back_is_for_the_lapsed_the_most_valuable_first(lapsed: Store) -> None:
    change = made(lapsed, win_back)
    assert [(row.id, row.spent) for row in change.items] == [(2, 900_00), (3, 500_00), (1, 100_00)]
    assert change.items[0].because == "lapsed: last order 649 days ago"
    assert one(lapsed, "SELECT kind, status, filter FROM campaign") == (
        "win-back",
        "planned",
        "status = lapsed",
    )
    assert one(lapsed, "SELECT count(*) FROM campaign_member WHERE note LIKE 'lapsed%'") == (3,)
    with writing(lapsed) as db:
        bought(db, 2, 100, "2026-11-20")
    launch(lapsed)
    assert parts(lapsed) == {"reached": {1, 3}, "held_out": set(), "left_out": {2}}


def test_the_top_of_them_is_a_list_and_no_condition(lapsed: Store) -> None:
    assert len(made(lapsed, win_back, top=2).items) == 2
    kept, note = one(lapsed, "SELECT filter, note FROM campaign")
    assert kept is None
    assert note == "status = lapsed, the 2 who spent most, on 2026-11-21"


def test_segments_of_the_report_narrow_it(lapsed: Store) -> None:
    change = made(lapsed, win_back, segments=("Hibernating", "At Risk"))
    assert {row.id for row in change.items} <= {1, 2, 3}
    assert all(row.because.split(":")[0] in ("Hibernating", "At Risk") for row in change.items)
    with pytest.raises(NotFound, match="no segment is called"):
        made(lapsed, win_back, "İkinci", segments=("Hibernatng",))


def test_nobody_to_win_back_plans_nothing(store: Store) -> None:
    fill(store, 2)
    with pytest.raises(NotFound, match="nobody is like that: status = lapsed"):
        made(store, win_back)
    assert one(store, "SELECT count(*) FROM campaign") == (0,)


def test_cross_sell_names_those_who_bought_what_goes_with_a_product(store: Store) -> None:
    fill(store, 8)
    pen, book, glue = (add(store, "product", name) for name in ("Kalem", "Defter", 'Tutkal "5"'))
    baskets = {1: (pen, book), 2: (pen, book), 3: (book,), 4: (book,), 5: (glue,), 6: (glue,), 7: (pen, glue)}
    with writing(store) as db:
        for number, things in baskets.items():
            order = bought(db, number, 100)
            for place, thing in enumerate(things, 1):
                line = {"order_id": order, "position": place, "product_id": thing, "quantity_milli": 1000}
                db.insert("order_line", line)
        gone = bought(db, 8, 100, status="cancelled")
        db.insert("order_line", {"order_id": gone, "position": 1, "product_id": book})
    change = made(store, cross_sell, product="Kalem")
    assert [(row.id, row.because) for row in change.items] == [
        (3, "bought Defter: 2 of 4 who did bought Kalem"),
        (4, "bought Defter: 2 of 4 who did bought Kalem"),
    ]
    kept = one(store, "SELECT kind, product_id, filter FROM campaign")
    assert kept == ("cross-sell", pen, 'bought "Defter" and not bought "Kalem"')
    with pytest.raises(NotFound, match="nothing goes with"):
        made(store, cross_sell, "İkinci", product="Tutkal")


@given(
    st.lists(
        st.tuples(st.integers(1, 99), st.integers(1, 50), st.integers(0, 50)), unique_by=lambda row: row[0]
    )
)
def test_a_companion_is_bought_together_more_than_chance_would(rows: list[tuple[int, int, int]]) -> None:
    everyone, own = 100, 30
    fit = [(thing, buyers, min(both, buyers), everyone, own) for thing, buyers, both in rows]
    chosen = companions(fit)
    assert len(chosen) <= COMPANIONS
    for one_ in chosen:
        assert one_.both >= 2
        assert one_.both / one_.buyers > own / everyone
    rates = [one_.both / one_.buyers for one_ in chosen]
    assert rates == sorted(rates, reverse=True)
