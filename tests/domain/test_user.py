"""Users and what they own; lists of any noun say how many there are."""

from datetime import date

import pytest

from crmcli.db import Store
from crmcli.domain.product import ListProducts, list_products
from crmcli.domain.user import list_users, show_user
from crmcli.domain.views import ListRecords, ShowRecord
from tests.support.making import add, edit

DAY = date(2026, 11, 20)


@pytest.fixture
def team(store: Store) -> Store:
    """Ayşe, who owns something of everything, and Can, who reports to her."""
    add(store, "user", "Ayşe Yılmaz", team="Satış")
    add(store, "user", "Can Su", manager="ayse")
    for name in ("A", "B"):
        add(store, "customer", name, owner="ayse")
    add(store, "opportunity", "Open", owner="ayse", amount="100")
    add(store, "opportunity", "Won", owner="ayse", amount="250", stage="Won")
    add(store, "opportunity", "Dollars", owner="ayse", amount="$5")
    add(store, "order", owner="ayse", total="5")
    return store


def test_a_user_shows_what_they_own_and_who_reports_to_them(team: Store) -> None:
    with team.reading() as db:
        record = show_user(db, ShowRecord("ayse"))
        other = show_user(db, ShowRecord("can"))
    owns, deals, reports = (part.rows for part in record.sections)
    assert [(line.what, line.count, line.open) for line in owns] == [
        ("customers", 2, None),
        ("opportunities", 3, 2),
        ("orders", 1, None),
    ]
    assert [(line.currency, line.open, line.won) for line in deals] == [
        ("TRY", 10_000, 25_000),
        ("USD", 500, 0),
    ]
    assert [line.name for line in reports] == ["Can Su"]
    assert (other.item.manager, other.item.manager_name, other.sections) == (1, "Ayşe Yılmaz", ())


def test_who_left_is_listed_last(team: Store) -> None:
    edit(team, "user", "ayse", active="no")
    with team.reading() as db:
        rows = list_users(db, ListRecords()).rows
    assert [(row.name, row.active, row.customers, row.open) for row in rows] == [
        ("Can Su", True, 0, 0),
        ("Ayşe Yılmaz", False, 2, 2),
    ]


def test_a_list_that_is_cut_says_how_many_there_are(store: Store) -> None:
    for name in ("Çay", "Cam", "Dal"):
        add(store, "product", name)
    with store.reading() as db:
        cut = list_products(db, ListProducts(ListRecords(limit=2), DAY))
        whole = list_products(db, ListProducts(ListRecords(limit=3), DAY))
        some = list_products(db, ListProducts(ListRecords(("name~m",), 1), DAY))
    assert ([row.name for row in cut.rows], cut.total) == (["Cam", "Çay"], 3)
    assert whole.total is None
    assert some.total is None
    assert [row.name for row in some.rows] == ["Cam"]


def test_an_empty_list_names_the_way_to_the_first_record(store: Store) -> None:
    with store.reading() as db:
        assert (list_users(db, ListRecords()).empty or "").startswith("no user yet: crm user add")
        assert list_users(db, ListRecords(("team=x",))).empty == "no user is like that"
