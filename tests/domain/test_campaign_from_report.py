"""Campaigns that a report makes: whom it names, why, and as which condition."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crmcli.db import Store
from crmcli.domain.adding import AddRecord
from crmcli.domain.campaigns.from_report import FromReport, cross_sell, win_back
from crmcli.domain.reports.affinities import Affinity
from crmcli.domain.reports.offers import CHANCE, FLOOR, companions
from crmcli.domain.reports.value import winback
from crmcli.domain.results import Change
from crmcli.domain.suggest import Suggest, suggest
from crmcli.errors import NotFound
from tests.support.making import add, one
from tests.support.market import AIM, CONTEXT, TODAY, bought, fill, launch, parts, writing


def made(store: Store, act: Any, name: str = "Geri gel", audience: Any = AIM, **more: Any) -> Change[Any]:
    with writing(store) as db:
        given_ = {"name": name, "channel": "email"}
        return act(db, FromReport(AddRecord("campaign", given_, CONTEXT), audience, TODAY, **more))  # type: ignore[no-any-return]


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


def test_win_back_may_be_whom_the_report_lists_with_its_reasons(lapsed: Store) -> None:
    with writing(lapsed) as db:
        for day in ("2026-06-01", "2026-06-11", "2026-06-21", "2026-07-01"):
            bought(db, 5, 50_00, day)
        bought(db, 3, -500_00, "2024-02-10")
    with lapsed.reading() as db:
        listed = {row.id: row.reason for row in winback.report(db, winback.Request(TODAY)).rows}
    change = made(lapsed, win_back, quiet_factor="2")
    assert {row.id: row.because for row in change.items} == listed
    assert [row.id for row in change.items] == [2, 5, 1]
    assert change.items[1].because.startswith("quiet 143 days, buys every 10: 14.3 x")
    kept, note = one(lapsed, "SELECT filter, note FROM campaign")
    assert (kept, note) == (None, "worth winning back (crm report winback), on 2026-11-21")
    assert len(made(lapsed, win_back, "Üçüncü", quiet_factor="20").items) == 2
    aimed = replace(AIM, where=("city = Ankara",))
    with pytest.raises(NotFound, match=r"worth winning back .crm report winback. and city = Ankara"):
        made(lapsed, win_back, "İkinci", quiet_factor="2", audience=aimed)


def stocked(store: Store, baskets: Mapping[int, tuple[int, ...]], **line: Any) -> None:
    """Let each customer buy some things, in one order."""
    with writing(store) as db:
        for number, things in baskets.items():
            order = bought(db, number, 100)
            for place, thing in enumerate(things, 1):
                row = {"order_id": order, "position": place, "product_id": thing, "quantity_milli": 1000}
                db.insert("order_line", row | line)


def test_cross_sell_names_those_who_bought_what_goes_with_a_product(store: Store) -> None:
    fill(store, 16)
    pen, book, glue, ink = (
        add(store, "product", name) for name in ("Kalem", "Defter", 'Tutkal "5"', "Mürekkep")
    )
    both = dict.fromkeys((1, 2, 3, 4), (pen, book, glue))
    stocked(
        store, both | dict.fromkeys((5, 6), (book,)) | dict.fromkeys(range(7, 15), (glue,)) | {15: (ink,)}
    )
    stocked(store, {16: (book,)}, quantity_milli=-1000)
    with writing(store) as db:
        gone = bought(db, 15, 100, status="cancelled")
        db.insert("order_line", {"order_id": gone, "position": 1, "product_id": book})
    change = made(store, cross_sell, product="Kalem")
    assert [(row.id, row.because) for row in change.items] == [
        (5, "bought Defter: 4 of 6 who did bought Kalem"),
        (6, "bought Defter: 4 of 6 who did bought Kalem"),
    ], "glue is bought by as many of all as of the pen's buyers: chance"
    kept = one(store, "SELECT kind, product_id, filter FROM campaign")
    assert kept == ("cross-sell", pen, 'bought "Defter" and not bought "Kalem"')
    for none in ("Mürekkep", 'Tutkal "5"'):
        with pytest.raises(NotFound, match=f"nothing goes with {none}"):
            made(store, cross_sell, "İkinci", product=none)
    aimed = replace(AIM, where=("name = 'Müşteri 5'",))
    assert [row.id for row in made(store, cross_sell, "Üçüncü", product="Kalem", audience=aimed).items] == [6]


def test_cross_sell_says_what_suggestions_to_the_same_customers_say(store: Store) -> None:
    fill(store, 30)
    things = [add(store, "product", f"Mal {place}") for place in range(6)]
    stocked(store, {n: tuple(t for i, t in enumerate(things) if n % (i + 2) < 2) for n in range(1, 31)})
    for thing in range(6):
        try:
            change = made(store, cross_sell, f"Kampanya {thing}", product=f"Mal {thing}")
        except NotFound:
            continue
        assert change.items
        for row in change.items:
            with store.reading() as db:
                found = suggest(db, Suggest(f"C-{row.id}", TODAY, limit=0))
            assert f"Mal {thing}" in {offer.name for offer in found.rows}


@given(st.lists(st.sets(st.integers(0, 7)), min_size=1, max_size=60))
@example([set(), set(), set(), {0, 1}, {0, 1}, {0, 1}])  # one in twenty
def test_a_companion_is_bought_together_more_than_chance_would(baskets: list[set[int]]) -> None:
    index = Affinity(baskets)
    chosen = companions(index, 0)
    for pair in chosen:
        assert pair.other == 0
        assert pair.both == sum({pair.one, 0} <= basket for basket in baskets) >= FLOOR
        assert pair.p < CHANCE
        assert pair.confidence > index.count(0) / len(baskets)
    rates = [pair.confidence for pair in chosen]
    assert rates == sorted(rates, reverse=True)
