"""A customer's account: what is owed in each currency, which orders are open, and how it came to that."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, AnyRef, Day, Duration, Money, Number, Ref, Text
from crmcli.domain.nouns import CUSTOMER, ORDER, PAYMENT
from crmcli.domain.payments.account import Asked, accounts, left_out, of_customer
from crmcli.domain.results import Listing, Record
from crmcli.said import named, say

if TYPE_CHECKING:
    from crmcli.domain.payments.ledger import Account
    from crmcli.sql import Reader


@frozen
class BalanceLine:
    """What a customer owes in a currency; a negative balance is a credit."""

    balance: Annotated[int, Money("currency")]
    overdue: Annotated[int, Money("currency")]
    oldest_due: date | None
    orders: Annotated[int, Number("open orders")]
    currency: Annotated[str, Text(show=DETAIL)]


@frozen
class OpenLine:
    """An order that is not settled: how much of it is open; ``order`` is None for money paid out."""

    order: Annotated[int | None, Ref("S")]
    number: str | None
    ordered_on: Annotated[date | None, Day("day")]
    due: Annotated[date | None, Day(named("due", "money"))]
    overdue: Annotated[int | None, Duration()]
    total: Annotated[int | None, Money("currency")]
    open: Annotated[int, Money("currency")]
    currency: Annotated[str, Text(show=DETAIL)]


@frozen
class StatementLine:
    """An order or a payment with the balance after it; orders are what is owed, payments are negative."""

    day: date | None
    id: Annotated[str, AnyRef("no.")]
    what: str
    amount: Annotated[int, Money("currency")]
    balance: Annotated[int, Money("currency")]
    currency: Annotated[str, Text(show=DETAIL)]


@frozen
class AccountRecord:
    """Whose account it is, as of a day."""

    id: Annotated[int, Ref("C", "no.")]
    name: str
    as_of: Annotated[date, Day("as of")]


@frozen
class ShowAccount:
    """A customer, as of a day; ``every`` counts orders of which nothing says that they were not paid."""

    ref: str
    as_of: date
    payment_days: int = 0
    every: bool = False
    region: str = "TR"


_MOVES = """
SELECT o.ordered_on AS day, 'S' AS letter, o.id, coalesce(o.number, o.channel, '') AS what,
  o.total_minor AS amount, o.currency
FROM sales_order o WHERE o.customer_id = :customer AND o.status <> 'cancelled' AND o.total_minor IS NOT NULL
  AND coalesce(o.ordered_on, '') <= :as_of AND {counts}
UNION ALL
SELECT y.paid_on, 'PY', y.id, coalesce(y.method, ''), -y.amount_minor, y.currency
FROM payment y LEFT JOIN sales_order o ON o.id = y.order_id
WHERE coalesce(y.customer_id, o.customer_id) = :customer AND y.paid_on <= :as_of
"""


def show_account(db: Reader, request: ShowAccount) -> Record[AccountRecord]:
    """Show what a customer owes, the orders that are open, and every order and payment with the balance.

    Raises:
        NotFound, Conflict: see ``refs.resolve``.
    """
    from crmcli.domain.refs import resolve

    number = resolve(db, CUSTOMER, request.ref, region=request.region)
    whose, values = of_customer(number)
    asked = Asked(request.as_of, request.payment_days, request.every, whose, values)
    found = {currency: account for (_, currency), account in accounts(db, asked).items()}
    name = str(db.value("SELECT name FROM customer WHERE id = :id", {"id": number}))
    listings: tuple[Listing[Any], ...] = (
        Listing(
            BalanceLine,
            [balance_line(code, one, request.as_of) for code, one in found.items()],
            title="Balance",
        ),
        Listing(OpenLine, _open_lines(db, found, request.as_of), title="Open"),
        Listing(StatementLine, moves(db, asked, number), title="Statement"),
    )
    sections = tuple(listing for listing in listings if listing.rows)
    notes = told_left_out(left_out(db, asked))
    if not sections:
        notes = (
            *notes,
            say(
                "{ref} has no account: neither a payment nor an order with a day for it",
                ref=CUSTOMER.ref(number),
            ),
        )
    title = f"{CUSTOMER.ref(number)}  {name}"
    return Record(AccountRecord(number, name, request.as_of), title=title, sections=sections, notes=notes)


def balance_line(currency: str, account: Account, as_of: date) -> BalanceLine:
    """Return an account as one line."""
    overdue = sum(one.amount for one in account.open if one.due is not None and one.due < as_of)
    days = [one.due for one in account.open if one.due is not None]
    orders = sum(1 for one in account.open if one.order)
    return BalanceLine(account.balance, overdue, min(days, default=None), orders, currency)


def told_left_out(count: tuple[int, int]) -> tuple[str, ...]:
    """Return the note on orders that don't count."""
    orders, _ = count
    if not orders:
        return ()
    some = "1 order" if orders == 1 else say("{orders:,} orders", orders=orders)
    return (
        say(
            "{some} without a due day, of customers without any payment, left out: --all counts them",
            some=some,
        ),
    )


def _open_lines(db: Reader, found: dict[str, Account], as_of: date) -> list[OpenLine]:
    lines = []
    for currency, account in found.items():
        for one in account.open:
            row: tuple[Any, ...] = (None, None, None)
            if one.order:
                query = "SELECT number, ordered_on, total_minor FROM sales_order WHERE id = :id"
                row = db.tuples(query, {"id": one.order})[0]
            late = (as_of - one.due).days if one.due is not None and one.due < as_of else None
            day = None if row[1] is None else date.fromisoformat(row[1])
            lines.append(
                OpenLine(one.order or None, row[0], day, one.due, late, row[2], one.amount, currency)
            )
    return lines


def moves(db: Reader, asked: Asked, customer: int) -> list[StatementLine]:
    """Return the orders and payments of a customer with the balance after each, by currency and day.

    What has no day comes first; on one day an order comes before its payment.
    """
    rows = db.tuples(
        _MOVES.format(counts=asked.counts), {"as_of": asked.as_of.isoformat(), "customer": customer}
    )
    rows.sort(key=lambda row: (row[5], row[0] or "", row[1] == "PY", row[2]))
    balances: dict[str, int] = {}
    lines = []
    for day, letter, number, what, amount, currency in rows:
        balances[currency] = balances.get(currency, 0) + amount
        noun = PAYMENT if letter == "PY" else ORDER
        if noun is PAYMENT:
            kind = say("paid back") if amount > 0 else say("payment")
        else:
            kind = say("refund") if amount < 0 else say("order")
        told = say("{kind} {what}", kind=kind, what=what.strip()) if what.strip() else kind
        when = None if day is None else date.fromisoformat(day)
        lines.append(StatementLine(when, noun.ref(number), told, amount, balances[currency], currency))
    return lines
