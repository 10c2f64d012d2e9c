"""Ageing: worked out by hand, currencies apart, and what does not count is said."""

from datetime import date, timedelta
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.reports.standing.receivables import Request, report
from crmcli.domain.results import Report
from tests.support.making import CONTEXT, add
from tests.support.store import writing

TODAY = CONTEXT.today


def ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def ask(store: Store, **asked: object) -> Report[Any]:
    with store.reading() as db:
        return report(db, Request(as_of=asked.pop("as_of", TODAY), **asked))  # type: ignore[arg-type]


@pytest.fixture
def shop(store: Store) -> Store:
    """Two customers who pay late, one who pays at once."""
    for name, city in (("Işık", "İzmir"), ("Deniz", "Ankara"), ("Kaya", "Ankara")):
        add(store, "customer", name, city=city)
    for days, total in ((100, "100"), (75, "200"), (45, "300"), (10, "400"), (0, "500")):
        add(store, "order", customer="C-1", total=total, ordered_on=ago(days), due_on=ago(days))
    add(store, "order", customer="C-2", total="50 EUR", ordered_on=ago(40))
    add(store, "order", customer="C-3", total="70", ordered_on=ago(400))
    with writing(store) as db:
        for customer, amount, currency in ((1, 15_000, "TRY"), (2, 9_000, "EUR"), (2, 100, "TRY")):
            values = {
                "customer_id": customer,
                "amount_minor": amount,
                "currency": currency,
                "paid_on": ago(1),
            }
            db.insert("payment", values)
    return store


def test_what_is_owed_by_the_days_it_is_overdue(shop: Store) -> None:
    found = ask(shop)
    rows = [
        (row.customer, row.not_due, row.days_30, row.days_60, row.days_90, row.older, row.credit, row.balance)
        for row in found.rows
    ]
    assert rows == [
        ("Işık", 50_000, 40_000, 30_000, 15_000, 0, 0, 135_000),
        ("Deniz", 0, 0, 0, 0, 0, 100, -100),
        ("Deniz", 0, 0, 0, 0, 0, 4_000, -4_000),
    ]
    assert found.rows[0].oldest_due == TODAY - timedelta(days=75)
    assert found.total is None  # several currencies
    assert found.notes == (
        "TRY: ₺1,349.00",
        "EUR: -€40.00",
        "1 order without a due day, of customers without any payment, left out: --all counts them",
    )


def test_one_currency_has_a_total(shop: Store) -> None:
    total = ask(shop, currency="TRY", all=True).total
    assert total is not None
    assert (total.not_due, total.older, total.credit, total.balance) == (50_000, 7_000, 100, 141_900)
    assert (
        sum((total.not_due, total.days_30, total.days_60, total.days_90, total.older)) - total.credit
        == total.balance
    )


def test_only_those_who_are_late_or_asked_about(shop: Store) -> None:
    assert [row.customer for row in ask(shop, overdue=True).rows] == ["Işık"]
    assert [row.customer for row in ask(shop, where=("city=Ankara",), all=True).rows] == [
        "Kaya",
        "Deniz",
        "Deniz",
    ]
    assert [row.customer for row in ask(shop, where=("status=customer",)).rows] == ["Işık", "Deniz", "Deniz"]
    assert ask(shop, limit=1).notes[0] == "1 of 3 rows shown; --limit 0 shows all"


def test_an_order_that_names_no_day_is_due_after_the_days_of_the_setting(shop: Store) -> None:
    assert ask(shop, all=True, where=("name=Kaya",)).rows[0].older == 7_000
    assert ask(shop, all=True, where=("name=Kaya",), payment_days="365").rows[0].days_60 == 7_000


def test_as_things_stood_on_a_day(shop: Store) -> None:
    row = ask(shop, as_of=date.fromisoformat(ago(46))).rows[0]
    assert (row.days_30, row.days_60, row.balance) == (20_000, 10_000, 30_000)


def test_nobody_owes_anything_in_an_empty_store(store: Store) -> None:
    found = ask(store)
    assert (list(found.rows), found.notes) == ([], ())
