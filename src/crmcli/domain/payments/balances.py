"""Who owes what: one line a customer and currency, the largest first; credits at the end."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, Day, Money, Number, Ref, Text
from crmcli.domain.payments.account import Asked, accounts, left_out, of_customer
from crmcli.domain.payments.statement import BalanceLine, balance_line, told_left_out
from crmcli.domain.results import Listing

if TYPE_CHECKING:
    from crmcli.sql import Reader


@frozen
class BalanceRow:
    """What a customer owes in a currency; a negative balance is a credit; 0 stands for walk-in sales."""

    id: Annotated[int | None, Ref("C", "no.")]
    customer: str | None
    balance: Annotated[int, Money("currency")]
    overdue: Annotated[int, Money("currency")]
    oldest_due: Annotated[date | None, Day("oldest due")]
    orders: Annotated[int, Number("open orders")]
    currency: Annotated[str, Text(show=DETAIL)]


@frozen
class ListBalances:
    """All accounts that are not at nought, as of a day; ``limit`` 0 is all of them."""

    as_of: date
    payment_days: int = 0
    every: bool = False
    limit: int = 0


def list_balances(db: Reader, request: ListBalances) -> Listing[BalanceRow]:
    """List what customers owe, by currency, the largest first."""
    asked = Asked(request.as_of, request.payment_days, request.every)
    found = {key: one for key, one in accounts(db, asked).items() if one.balance or one.open}
    names = names_of(db, [customer for customer, _ in found])
    rows = []
    for (customer, currency), one in found.items():
        line = balance_line(currency, one, request.as_of)
        rows.append(
            BalanceRow(
                customer or None,
                names.get(customer),
                line.balance,
                line.overdue,
                line.oldest_due,
                line.orders,
                currency,
            )
        )
    rows.sort(key=lambda row: (row.currency, -row.balance, row.id or 0))
    total = len(rows) if request.limit and len(rows) > request.limit else None
    rows = rows[: request.limit] if request.limit else rows
    empty = 'nobody owes anything: crm payment add C-1 "500 TL", crm order edit S-1 --due 2026-12-31'
    return Listing(BalanceRow, rows, total=total, empty=empty, notes=told_left_out(left_out(db, asked)))


def names_of(db: Reader, customers: list[int]) -> dict[int, str]:
    """Return the names of customers."""
    from crmcli.sql import within

    listed, values = within(db.engine, "id", "ids", sorted(set(customers)))
    return dict(db.tuples(f"SELECT id, name FROM customer WHERE {listed}", values))


def balance(db: Reader, customer: int, as_of: date | None = None) -> Listing[BalanceLine]:
    """Return what one customer owes by currency, for the record of the customer; empty without an account."""
    day = as_of or date.max
    whose, values = of_customer(customer)
    found = accounts(db, Asked(day, whose=whose, values=values))
    lines = [balance_line(currency, one, day) for (_, currency), one in found.items()]
    return Listing(BalanceLine, lines, title="Balance")
