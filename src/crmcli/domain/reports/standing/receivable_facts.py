"""Accounts of who is asked about: of a span of due days, in one currency where one is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.payments.account import Asked as AskedOfAccounts
from crmcli.domain.payments.account import accounts, left_out
from crmcli.domain.payments.ledger import Account
from crmcli.domain.reports.amounts import Amounts
from crmcli.domain.reports.figures import plural
from crmcli.domain.reports.scope import of_customers
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmcli.domain.payments.account import Key
    from crmcli.domain.payments.ledger import Open
    from crmcli.domain.reports.standing.receivables import Request
    from crmcli.sql import Reader


def asked_of_accounts(db: Reader, request: Request) -> AskedOfAccounts:
    """Return whose accounts are asked about, and what counts."""
    whose, values = of_customers(db, "{c}", request)
    return AskedOfAccounts(
        request.as_of,
        int(request.payment_days),
        request.all,
        "" if whose == "1 = 1" else whose,
        tuple((name, value) for name, value in values.items() if name != "as_of"),
    )


def fetch(db: Reader, request: Request) -> tuple[dict[Key, Account], tuple[str, ...]]:
    """Return the accounts by customer and currency, and what was turned or left out in words."""
    from crmcli.domain.payments.statement import told_left_out

    asked = asked_of_accounts(db, request)
    found = accounts(db, asked)
    notes: tuple[str, ...] = ()
    if request.bounded:
        found, notes = _due_within(found, request)
    if request.currency is not None:
        found, told = _in_one(db, found, request)
        notes = (*notes, *told)
    return found, (*notes, *told_left_out(left_out(db, asked)))


def _due_within(found: Mapping[Key, Account], request: Request) -> tuple[dict[Key, Account], tuple[str, ...]]:
    """Return what is open and due in the span; a credit has no day, so it is left out."""

    def due(one: Open) -> bool:
        if one.due is None:
            return False
        return (request.since is None or one.due >= request.since) and (
            request.until is None or one.due <= request.until
        )

    kept = {key: Account(tuple(one for one in each.open if due(one)), 0) for key, each in found.items()}
    credits_of = sum(each.credit > 0 for each in found.values())
    return kept, (
        say("{plural} left out: due on no day", plural=plural(credits_of, "credit")),
    ) if credits_of else ()


def _in_one(
    db: Reader, found: Mapping[Key, Account], request: Request
) -> tuple[dict[Key, Account], tuple[str, ...]]:
    """Return the accounts with everything in one currency, at the rate of the report's day."""
    records: dict[str | None, int] = {}
    for _, code in found:
        records[code] = records.get(code, 0) + 1
    amounts = Amounts(db, request, records)
    turned: dict[Key, Account] = {}
    for (customer, code), each in found.items():
        if not each.open and not each.credit:
            continue
        worth = amounts.minor(0, code, None)
        if worth is None or amounts.code is None:
            continue
        key = customer, amounts.code
        before = turned.get(key, Account((), 0))
        turned[key] = Account(
            (*before.open, *(one._replace(amount=_worth(amounts, one.amount, code)) for one in each.open)),
            before.credit + _worth(amounts, each.credit, code),
        )
    return turned, amounts.notes("account", say("the report's day"))


def _worth(amounts: Amounts, minor: int, code: str) -> int:
    """Return an amount of an account that can be turned."""
    if amounts.rates is None or code == amounts.code:
        return minor
    return amounts.rates.minor(minor, code, None) or 0
