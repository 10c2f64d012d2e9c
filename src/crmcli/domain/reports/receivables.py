"""What is owed and since when: by customer and currency, the oldest settled first, currencies never mixed.

What counts, and how payments settle orders, is told in ``payments.account`` and ``payments.ledger``. A
row's not due, 1 to 30, 31 to 60, 61 to 90 and older days overdue, less its credit, are its balance.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Day, Money, Ref, Text
from crmcli.domain.payments.account import Asked as AskedOfAccounts
from crmcli.domain.payments.account import accounts, left_out
from crmcli.domain.payments.ledger import BUCKETS, aged
from crmcli.domain.reports import figures
from crmcli.domain.reports.scope import Asked, of_customers
from crmcli.domain.results import Report

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmcli.domain.payments.account import Key
    from crmcli.domain.payments.ledger import Account
    from crmcli.sql import Reader


_SUMS = (*BUCKETS, "credit", "balance")


@frozen
class Request(Asked):
    """``all`` counts orders too of which nothing says that they are owed; ``overdue`` shows who is late.

    ``payment_days`` is the setting, as text.
    """

    all: bool = False
    overdue: bool = False
    payment_days: str = "0"


@frozen
class ReceivableRow:
    """What a customer owes in a currency by the days it is overdue; ``credit`` is what we owe."""

    id: Annotated[int | None, Ref("C", "no.", show=ROOMY)]
    customer: Annotated[str | None, Text()]
    not_due: Annotated[int, Money("currency", "not due")]
    days_30: Annotated[int, Money("currency", "1-30 d")]
    days_60: Annotated[int, Money("currency", "31-60 d")]
    days_90: Annotated[int, Money("currency", "61-90 d")]
    older: Annotated[int, Money("currency", "over 90 d")]
    credit: Annotated[int, Money("currency", show=ROOMY)]
    balance: Annotated[int, Money("currency")]
    oldest_due: Annotated[date | None, Day("oldest due", show=ROOMY)]
    currency: Annotated[str, Text(show=DETAIL)]


def report(db: Reader, request: Request) -> Report[ReceivableRow]:
    """Age what is owed; the largest balance of a currency first, credits last."""
    from crmcli.domain.payments.balances import names_of
    from crmcli.domain.payments.statement import told_left_out

    whose, values = of_customers(db, "{c}", request)
    asked = AskedOfAccounts(
        request.as_of,
        int(request.payment_days),
        request.all,
        "" if whose == "1 = 1" else whose,
        tuple((name, value) for name, value in values.items() if name != "as_of"),
    )
    found = accounts(db, asked)
    if request.currency is not None:
        found = {key: one for key, one in found.items() if key[1] == request.currency}
    rows = receivable_rows(found, names_of(db, [customer for customer, _ in found]), request)
    shown = rows[: request.limit] if request.limit else rows
    rest = (f"{len(shown):,} of {len(rows):,} shown; --limit 0 shows all",) if len(shown) < len(rows) else ()
    return Report(
        name="receivables",
        row=ReceivableRow,
        rows=shown,
        title="Receivables" + (", overdue" if request.overdue else ""),
        as_of=request.as_of,
        total=_total(rows) if len({row.currency for row in rows}) == 1 and len(rows) > 1 else None,
        empty='nobody owes anything: crm payment add C-1 "500 TL", crm order edit S-1 --due 2026-12-31',
        notes=(*rest, *_told(rows), *told_left_out(left_out(db, asked))),
    )


def receivable_rows(
    found: Mapping[Key, Account], names: Mapping[int, str], request: Request
) -> list[ReceivableRow]:
    """Return the rows of accounts that are not at nought."""
    rows = []
    for (customer, currency), one in found.items():
        sums = aged(one.open, request.as_of)
        if not (any(sums) or one.credit) or (request.overdue and not any(sums[1:])):
            continue
        oldest = min((each.due for each in one.open if each.due is not None), default=None)
        amounts = dict(zip(_SUMS, (*sums, one.credit, one.balance), strict=True))
        name = names.get(customer)
        rows.append(
            ReceivableRow(id=customer or None, customer=name, oldest_due=oldest, currency=currency, **amounts)
        )
    many: dict[str | None, int] = {}
    for row in rows:
        many[row.currency] = many.get(row.currency, 0) + 1
    order = {currency: place for place, currency in enumerate(figures.ranked(many))}
    rows.sort(key=lambda row: (order[row.currency], -row.balance, row.id or 0))
    return rows


def _total(rows: list[ReceivableRow]) -> ReceivableRow:
    """Return the sum of rows of one currency."""
    sums = {name: sum(getattr(row, name) for row in rows) for name in _SUMS}
    oldest = min((row.oldest_due for row in rows if row.oldest_due is not None), default=None)
    return ReceivableRow(id=None, customer="all", **sums, oldest_due=oldest, currency=rows[0].currency)


def _told(rows: list[ReceivableRow]) -> tuple[str, ...]:
    """Return the sum of each currency in words when there are several."""
    codes = list(dict.fromkeys(row.currency for row in rows))
    if len(codes) < 2:
        return ()
    return tuple(
        f"{code}: {figures.money(sum(row.balance for row in rows if row.currency == code), code)}"
        for code in codes
    )
