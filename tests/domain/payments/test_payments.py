"""Payments in the store, accounts worked out of them, and both against a plain reckoning of all rows."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.adding import AddRecord
from crmcli.domain.payments.account import Asked, accounts, left_out
from crmcli.domain.payments.adding import AddPayment, EditPayments, add_payment, edit_payments
from crmcli.domain.payments.balances import ListBalances, balance, list_balances
from crmcli.domain.payments.statement import ShowAccount, show_account
from crmcli.domain.results import Change
from crmcli.domain.targets import Targets
from crmcli.errors import Conflict, CrmError, Refused, UsageError
from tests.support.making import CONTEXT, add, one
from tests.support.store import writing

TODAY = CONTEXT.today


def order(store: Store, customer: str | None, total: str, **given: str) -> int:
    if customer is not None:
        given["customer"] = customer
    return add(store, "order", total=total, **given)


def pay(store: Store, party: str | None, amount: str, **given: Any) -> Change[Any]:
    more = {name: given.pop(name) for name in ("back", "other_currency") if name in given}
    with writing(store) as db:
        record = AddRecord("payment", {"amount": amount, **given}, CONTEXT)
        return add_payment(db, AddPayment(record, party, **more))


def edit(store: Store, ref: str, **given: str) -> Change[Any]:
    with writing(store) as db:
        return edit_payments(db, EditPayments(Targets((ref,)), given, CONTEXT))


def owed(store: Store, *, every: bool = False, as_of: date = TODAY) -> dict[tuple[int, str], int]:
    with store.reading() as db:
        return {key: one.balance for key, one in accounts(db, Asked(as_of, every=every)).items()}


@pytest.fixture
def shop(store: Store) -> Store:
    """Two customers and a walk-in sale."""
    add(store, "customer", "Işık")
    add(store, "customer", "Deniz")
    order(store, "C-1", "1000", due_on="2026-12-01")
    order(store, "C-2", "500")
    order(store, None, "50")
    return store


def test_a_payment_for_an_order_is_its_customers_in_its_currency(shop: Store) -> None:
    result = pay(shop, None, "400", order="S-1", method="cash", paid_on="yesterday")
    assert result.summary == "Added PY-1 ₺400.00 S-1 Işık"
    assert result.notes == ("C-1 owes ₺600.00",)
    row = one(shop, "SELECT customer_id, order_id, amount_minor, currency, paid_on, method FROM payment")
    assert row == (1, 1, 40_000, "TRY", "2026-11-20", "cash")
    assert pay(shop, "ışık", "600 TL", order="S-1").notes == ("C-1 owes nothing",)
    assert pay(shop, "C-1", "50").notes == ("C-1 has a credit of ₺50.00",)
    assert pay(shop, "C-1", "50", back=True).notes == ("C-1 owes nothing",)
    assert pay(shop, "S-1", "-5").notes == ("C-1 owes ₺5.00",)


@pytest.mark.parametrize(
    ("party", "amount", "given", "said"),
    [
        (None, "5", {}, "who paid?"),
        ("C-1", "0", {}, "a payment of nothing is none"),
        ("C-1", "five", {}, '"five" is not an amount'),
        ("C-1", "5 USD", {"order": "S-1"}, "S-1 is in TRY, the payment in USD"),
        ("C-2", "5", {"order": "S-1"}, "S-1 is of C-1, not of C-2"),
        ("C-1", "5", {"order": "S-3"}, "S-3 has no customer"),
        ("C-1", "5", {"order": "S-9"}, "no order has number S-9"),
        ("C-1", "5", {"customer": "C-2"}, "both say who paid"),
        ("C-1", "5", {"paid_on": "soonish"}, "paid_on"),
    ],
)
def test_what_is_no_payment_is_refused(
    shop: Store, party: str | None, amount: str, given: dict[str, str], said: str
) -> None:
    with pytest.raises(CrmError) as caught:
        pay(shop, party, amount, **given)
    assert said in caught.value.message
    assert one(shop, "SELECT count(*) FROM payment") == (0,)


def test_a_number_is_one_payments(shop: Store) -> None:
    pay(shop, "C-1", "5", number="M-1")
    with pytest.raises(Conflict, match="has the number m-1 already"):
        pay(shop, "C-1", "5", number="m-1")


def test_a_payment_in_another_currency_is_kept_on_account_when_told(shop: Store) -> None:
    pay(shop, None, "5 USD", order="S-1", other_currency=True)
    assert owed(shop)[1, "TRY"] == 100_000
    assert owed(shop)[1, "USD"] == -500


def test_a_payment_is_put_right(shop: Store) -> None:
    pay(shop, "C-2", "400")
    edit(shop, "PY-1", order="S-1", amount="450")
    assert one(shop, "SELECT customer_id, order_id, amount_minor FROM payment") == (1, 1, 45_000)
    edit(shop, "PY-1", order="")
    assert one(shop, "SELECT customer_id, order_id FROM payment") == (1, None)
    edit(shop, "PY-1", customer="C-2")
    with pytest.raises(UsageError, match="S-1 is in TRY, the payment in EUR"):
        edit(shop, "PY-1", order="S-1", currency="EUR", amount="5")
    with pytest.raises(UsageError, match="a payment of nothing"):
        edit(shop, "PY-1", amount="0")
    with pytest.raises(Refused, match="would be nobody's"):
        edit(shop, "PY-1", customer="")


def test_only_what_names_a_day_or_whose_customer_pays_is_owed(shop: Store) -> None:
    assert owed(shop) == {(1, "TRY"): 100_000}
    assert owed(shop, every=True) == {(0, "TRY"): 5_000, (1, "TRY"): 100_000, (2, "TRY"): 50_000}
    with shop.reading() as db:
        assert left_out(db, Asked(TODAY)) == (2, 1)
        assert left_out(db, Asked(TODAY, every=True)) == (0, 0)
    pay(shop, "C-2", "1")
    assert owed(shop)[2, "TRY"] == 49_900
    pay(shop, None, "10", order="S-3")
    assert owed(shop)[0, "TRY"] == 4_000


def test_a_cancelled_order_owes_nothing_and_what_was_paid_is_credit(shop: Store) -> None:
    pay(shop, None, "400", order="S-1")
    with writing(shop) as db:
        db.update("sales_order", 1, {"status": "cancelled"})
    assert owed(shop) == {(1, "TRY"): -40_000}


def test_an_account_stands_as_it_did_on_a_day(shop: Store) -> None:
    order(shop, "C-1", "300", ordered_on="2026-12-05")
    pay(shop, "C-1", "100", paid_on="2026-12-01", order="S-4")  # before the order itself
    assert owed(shop, as_of=date(2026, 11, 30)) == {(1, "TRY"): 100_000}
    assert owed(shop, as_of=date(2026, 12, 1)) == {(1, "TRY"): 90_000}
    assert owed(shop, as_of=date(2026, 12, 5)) == {(1, "TRY"): 120_000}


def test_a_customers_account_shows_what_is_open_and_how_it_came_to_that(shop: Store) -> None:
    order(shop, "C-1", "200", ordered_on="2026-10-01", number="F-7")
    order(shop, "C-1", "-30", ordered_on="2026-11-02")
    order(shop, "C-1", "10 EUR", due_on="2026-11-01", ordered_on="2026-10-15")
    pay(shop, "C-1", "50", paid_on="2026-11-03", method="cash")
    with shop.reading() as db:
        record = show_account(db, ShowAccount("C-1", TODAY, 14))
    balances, opened, statement = record.sections
    assert [(line.currency, line.balance, line.overdue, line.orders) for line in balances.rows] == [
        ("EUR", 1_000, 1_000, 1),
        ("TRY", 112_000, 12_000, 2),
    ]
    assert [(line.order, line.open, line.overdue) for line in opened.rows] == [
        (6, 1_000, 20),
        (4, 12_000, 37),
        (1, 100_000, None),
    ]
    assert [(line.id, line.what, line.amount, line.balance) for line in statement.rows] == [
        ("S-6", "order", 1_000, 1_000),
        ("S-4", "order F-7", 20_000, 20_000),
        ("S-5", "refund", -3_000, 17_000),
        ("PY-1", "payment cash", -5_000, 12_000),
        ("S-1", "order", 100_000, 112_000),
    ]
    with shop.reading() as db:
        none = show_account(db, ShowAccount("C-2", TODAY))
        assert (balance(db, 2, TODAY).rows, none.sections) == ([], ())
    assert none.notes[-1].startswith("C-2 has no account")


def test_balances_are_listed_by_currency_the_largest_first(shop: Store) -> None:
    pay(shop, "C-2", "700")
    order(shop, "C-1", "5 EUR", due_on="2026-11-01")
    with shop.reading() as db:
        found = list_balances(db, ListBalances(TODAY))
        short = list_balances(db, ListBalances(TODAY, limit=1))
    assert [(row.customer, row.balance, row.currency) for row in found.rows] == [
        ("Işık", 500, "EUR"),
        ("Işık", 100_000, "TRY"),
        ("Deniz", -20_000, "TRY"),
    ]
    assert (len(short.rows), short.total) == (1, 3)


def make(store: Store, seed: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Fill a store with orders and payments of every kind; return them."""
    chance = Random(seed)  # noqa: S311 - a business made up, no secret

    def day() -> str:
        return (TODAY - timedelta(days=chance.randrange(-20, 200))).isoformat()

    orders = [
        {
            "customer_id": chance.choice([None, 1, 2, 3, 4]),
            "status": chance.choice(["open", "completed", "completed", "cancelled"]),
            "total_minor": chance.choice(
                [None, -chance.randrange(1, 5_000), *[chance.randrange(0, 90_000)] * 4]
            ),
            "currency": chance.choice(["TRY", "TRY", "EUR"]),
            "ordered_on": chance.choice([None, day(), day(), day()]),
            "due_on": chance.choice([None, None, day()]),
        }
        for _ in range(60)
    ]
    payments = [
        {
            "customer_id": chance.choice([None, 1, 2, 3]),
            "order_id": chance.choice([None, chance.randrange(1, 61)]),
            "amount_minor": chance.choice([-1, 1, 1, 1]) * chance.randrange(1, 60_000),
            "currency": chance.choice(["TRY", "TRY", "EUR"]),
            "paid_on": day(),
        }
        for _ in range(50)
    ]
    with writing(store) as db:
        for name in ("A", "B", "C", "D"):
            db.insert(
                "customer", {"name": name, "name_fold": name, "name_sort": name, "kind": "organisation"}
            )
        for row in orders:
            db.insert("sales_order", {name: value for name, value in row.items() if value is not None})
        for row in payments:
            db.insert("payment", {name: value for name, value in row.items() if value is not None})
    return orders, payments


def plainly(
    orders: list[dict[str, Any]], payments: list[dict[str, Any]], *, every: bool
) -> dict[tuple[int, str], int]:
    """Reckon what everybody owes: orders that count less payments, nothing else."""
    today = TODAY.isoformat()
    paying = {row["customer_id"] for row in payments} - {None}
    named = {row["order_id"] for row in payments}
    sums: dict[tuple[int, str], int] = {}
    for number, row in enumerate(orders, 1):
        counts = every or row["due_on"] or row["customer_id"] in paying or number in named
        if (
            counts
            and row["status"] != "cancelled"
            and (row["ordered_on"] or "") <= today
            and row["total_minor"] is not None
        ):
            key = (row["customer_id"] or 0, row["currency"])
            sums[key] = sums.get(key, 0) + row["total_minor"]
    for row in payments:
        if row["paid_on"] <= today:
            whose = (
                row["customer_id"] or (row["order_id"] and orders[row["order_id"] - 1]["customer_id"]) or 0
            )
            sums[whose, row["currency"]] = sums.get((whose, row["currency"]), 0) - row["amount_minor"]
    return {key: value for key, value in sums.items() if value}


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("every", [False, True])
def test_what_is_owed_is_orders_less_payments(store: Store, seed: int, every: bool) -> None:
    orders, payments = make(store, seed)
    found = {key: value for key, value in owed(store, every=every).items() if value}
    assert found == plainly(orders, payments, every=every)
