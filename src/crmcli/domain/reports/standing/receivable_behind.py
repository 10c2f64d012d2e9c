"""What is behind a row of ``report receivables``: open orders, and the orders and payments they come of."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, Day, Duration, Money, Ref, Text
from crmcli.domain.payments.ledger import bucket
from crmcli.domain.payments.statement import StatementLine, moves
from crmcli.domain.reports import steps
from crmcli.domain.reports.standing.receivable_facts import asked_of_accounts
from crmcli.domain.results import Listing
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from crmcli.domain.payments.account import Key
    from crmcli.domain.payments.ledger import Account, Open
    from crmcli.domain.reports.standing.receivables import AgeRow, ReceivableRow, Request
    from crmcli.sql import Reader


@frozen
class OpenRow:
    """What is open of an order, and since when; without an order it is money paid out on account."""

    id: Annotated[int | None, Ref("S", "order")]
    customer: Annotated[int | None, Ref("C")]
    due: Annotated[date | None, Day(named("due", "money"))]
    overdue: Annotated[int | None, Duration()]
    age: Annotated[str, Text(wrap=False)]
    open: Annotated[int, Money("currency")]
    currency: Annotated[str, Text(show=DETAIL)]


@frozen
class OwingRow:
    """A customer of a group, and its balance."""

    id: Annotated[int | None, Ref("C", "no.")]
    customer: Annotated[str | None, Text()]
    open: Annotated[int, Money("currency")]
    credit: Annotated[int, Money("currency")]
    balance: Annotated[int, Money("currency")]
    currency: Annotated[str, Text(show=DETAIL)]


def of_account(
    db: Reader, request: Request, kept: Mapping[Key, Account], row: ReceivableRow
) -> tuple[Listing[Any], ...]:
    """Return the sums of an account, what is open, and all its orders and payments as they were."""
    account = kept[row.id or 0, row.currency]
    told = [
        steps.amount("open", sum(one.amount for one in account.open), row.currency),
        steps.amount(say("less the credit"), -account.credit, row.currency),
        steps.amount("balance", account.balance, row.currency),
    ]
    lines: list[StatementLine] = []
    if row.id is not None:
        lines = moves(db, asked_of_accounts(db, request), row.id)
        if request.currency is None:
            lines = [line for line in lines if line.currency == row.currency]
    return (
        steps.listed(told),
        _listed(request, ((row.id or 0, one) for one in account.open), row.currency),
        Listing(StatementLine, lines, title="orders and payments"),
    )


def of_age(
    db: Reader, request: Request, kept: Mapping[Key, Account], row: AgeRow
) -> tuple[Listing[Any], ...]:
    """Return the open orders of an age."""
    from crmcli.domain.reports.standing.receivables import AGES

    del db
    part = [
        (customer, one)
        for (customer, code), account in kept.items()
        if code == row.currency
        for one in account.open
        if row.group in (None, AGES[bucket(one.due, request.as_of)])
    ]
    told = [steps.amount("open", sum(one.amount for _, one in part), row.currency)]
    return steps.listed(told), _listed(request, part, row.currency)


def of_group(rows: Sequence[ReceivableRow]) -> tuple[Listing[Any], ...]:
    """Return the customers of a group with what they owe."""
    owing = [
        OwingRow(row.id, row.customer, row.balance + row.credit, row.credit, row.balance, row.currency)
        for row in rows
    ]
    told = [steps.number("accounts", len(rows))]
    if rows:
        told.append(steps.amount("balance", sum(row.balance for row in rows), rows[0].currency))
    return steps.listed(told), Listing(OwingRow, owing, title="who")


def _listed(request: Request, part: Iterable[tuple[int, Open]], code: str) -> Listing[OpenRow]:
    from crmcli.domain.reports.standing.receivables import AGES

    rows = []
    for customer, one in sorted(part, key=lambda pair: (pair[1].due or date.max, pair[1].order, pair[0])):
        late = (request.as_of - one.due).days if one.due is not None and one.due < request.as_of else None
        age = AGES[bucket(one.due, request.as_of)]
        rows.append(OpenRow(one.order or None, customer or None, one.due, late, age, one.amount, code))
    return Listing(OpenRow, rows, title="open")
