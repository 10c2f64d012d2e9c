"""What is owed and since when: by customer and currency, the oldest settled first, currencies never mixed.

What counts, and how payments settle orders, is told in ``payments.account`` and ``payments.ledger``. A
row's not due, 1 to 30, 31 to 60, 61 to 90 and older days overdue, less its credit, are its balance. In
one currency, what is owed is turned at the rate of the report's day: that is what it is worth then.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Day, Money, Number, Percent, Ref, Text
from crmcli.domain.payments.ledger import BUCKETS, aged, bucket
from crmcli.domain.pictures import Bar, Bars
from crmcli.domain.reports import figures
from crmcli.domain.reports.groups import TRAITS, cut, groups, in_order
from crmcli.domain.reports.scope import Asked, chosen
from crmcli.domain.reports.standing.receivable_facts import fetch
from crmcli.domain.results import Report
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from crmcli.domain.payments.account import Key
    from crmcli.domain.payments.ledger import Account
    from crmcli.domain.results import Listing
    from crmcli.sql import Reader

BY = ("customer", "age", *TRAITS)
AGES = tuple(named(age, "column") for age in ("not due", "1-30 d", "31-60 d", "61-90 d", "over 90 d"))
_STYLES = ("green", "yellow", "yellow", "red", "red")
_SUMS = (*BUCKETS, "credit", "balance")
_NotDue = Annotated[int, Money("currency", "not due"), "Open, and due after the day or on no known one."]
_Days30 = Annotated[int, Money("currency", "1-30 d"), "Open for 1 to 30 days after it was due."]
_Days60 = Annotated[int, Money("currency", "31-60 d", show=ROOMY), "Open for 31 to 60 days after it was due."]
_Days90 = Annotated[int, Money("currency", "61-90 d", show=ROOMY), "Open for 61 to 90 days after it was due."]
_Older = Annotated[int, Money("currency", "over 90 d"), "Open for more than 90 days after it was due."]
_Credit = Annotated[int, Money("currency", show=ROOMY), "What was paid in advance or too much: we owe it."]
_Balance = Annotated[int, Money("currency"), "What is open, less the credit; below zero we owe."]


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

    id: Annotated[int | None, Ref("C", "no.", show=ROOMY), "Number of the customer; blank for walk-ins."]
    customer: Annotated[str | None, Text(), "Its name."]
    not_due: _NotDue
    days_30: _Days30
    days_60: _Days60
    days_90: _Days90
    older: _Older
    credit: _Credit
    balance: _Balance
    oldest_due: Annotated[
        date | None, Day("oldest due", show=ROOMY), "When the oldest of what is open was due."
    ]
    currency: Annotated[str, Text(show=DETAIL), "Currency of the amounts."]


@frozen
class AgeRow:
    """What is open by the days it is overdue; ``share`` is of all that is open in the currency."""

    group: Annotated[str | None, Text(), "Days since it was due."]
    orders: Annotated[int, Number(), "Open orders of that age."]
    customers: Annotated[int, Number(), "The different customers who owe them."]
    open: Annotated[int, Money("currency"), "What is open of them."]
    share: Annotated[float | None, Percent(bar=True), "Its part of all that is open."]
    currency: Annotated[str, Text(show=DETAIL), "Currency of the amounts."]


@frozen
class GroupRow:
    """What the customers of a group owe in a currency by the days it is overdue."""

    group: Annotated[str | None, Text(), "What the rows are told by; blank for who has none."]
    customers: Annotated[int, Number(), "Customers whose account is not at nought."]
    not_due: _NotDue
    days_30: _Days30
    days_60: _Days60
    days_90: _Days90
    older: _Older
    credit: _Credit
    balance: _Balance
    late: Annotated[float | None, Percent("overdue %", show=ROOMY), "Overdue over all that is open."]
    currency: Annotated[str, Text(show=DETAIL), "Currency of the amounts."]


ROWS = (ReceivableRow, AgeRow, GroupRow)


def report(db: Reader, request: Request) -> Report[Any]:
    """Age what is owed; the largest balance of a currency first, credits last.

    Raises:
        UsageError: the report can't be told by that.
    """
    by = chosen("receivables", request.by or "customer", BY)
    found, notes = fetch(db, request)
    rows, kept = owed(db, found, request)
    codes = list(dict.fromkeys(row.currency for row in rows))
    listed: Sequence[Any] = rows
    row: Any = ReceivableRow
    total: Any = _total(rows) if len(codes) == 1 and len(rows) > 1 else None
    if by == "age":
        row, listed = figures.headed(AgeRow, by), [one for code in codes for one in ages(kept, code, request)]
        total = _all_ages(kept, codes[0]) if len(codes) == 1 else None
    elif by != "customer":
        row, listed = figures.headed(GroupRow, by), [group_row(*pair) for pair in grouped(db, by, rows)]
        total = group_row(None, rows) if len(codes) == 1 else None
    shown, more = cut(list(listed), request.limit, "row")
    return Report(
        name="receivables",
        row=row,
        rows=shown,
        title=_title(request, by),
        as_of=request.as_of,
        pictures=(picture(kept, codes[0], request),) if any(one.open for one in kept.values()) else (),
        total=total,
        empty='nobody owes anything: crm payment add C-1 "500 TL", crm order edit S-1 --due 2026-12-31',
        notes=(*more, *_told(rows, request.language), *notes),
    )


def _title(request: Request, by: str) -> str:
    told = "" if by == "customer" else say(" by {by}", by=named(by, "column"))
    due = say(", due{span}", span=request.span) if request.bounded else ""
    late = say(", overdue") if request.overdue else ""
    return say("Receivables{told}{due}{late}", told=told, due=due, late=late)


def owed(
    db: Reader, found: Mapping[Key, Account], request: Request
) -> tuple[list[ReceivableRow], dict[Key, Account]]:
    """Return the rows of accounts that are not at nought, and those accounts."""
    from crmcli.domain.payments.balances import names_of

    kept = {
        key: one
        for key, one in found.items()
        if (one.open or one.credit) and (any(aged(one.open, request.as_of)[1:]) or not request.overdue)
    }
    names = names_of(db, [customer for customer, _ in kept])
    return receivable_rows(kept, names, request.as_of), kept


def receivable_rows(
    found: Mapping[Key, Account], names: Mapping[int, str], as_of: date
) -> list[ReceivableRow]:
    """Return the rows of accounts, by currency, the largest balance first."""
    from crmcli.domain.text import sort_key

    rows = []
    many: dict[str | None, int] = {}
    for (customer, currency), one in found.items():
        amounts = dict(zip(_SUMS, (*aged(one.open, as_of), one.credit, one.balance), strict=True))
        oldest = min((each.due for each in one.open if each.due is not None), default=None)
        name = names.get(customer)
        rows.append(
            ReceivableRow(id=customer or None, customer=name, oldest_due=oldest, currency=currency, **amounts)
        )
        many[currency] = many.get(currency, 0) + 1
    order = {currency: place for place, currency in enumerate(figures.ranked(many))}
    rows.sort(key=lambda row: (order[row.currency], -row.balance, sort_key(row.customer or ""), row.id or 0))
    return rows


def _total(rows: Sequence[ReceivableRow]) -> ReceivableRow:
    """Return the sum of rows of one currency."""
    sums = {name: sum(getattr(row, name) for row in rows) for name in _SUMS}
    oldest = min((row.oldest_due for row in rows if row.oldest_due is not None), default=None)
    return ReceivableRow(
        id=None, customer=named("all", "rows"), **sums, oldest_due=oldest, currency=rows[0].currency
    )


def group_row(name: str | None, part: Sequence[ReceivableRow]) -> GroupRow:
    """Return the sum of rows of one currency as a group."""
    sums = {each: sum(getattr(row, each) for row in part) for each in _SUMS}
    whole = sum(sums[each] for each in BUCKETS)
    return GroupRow(
        group=name,
        customers=len(part),
        **sums,
        late=figures.share(whole - sums["not_due"], whole),
        currency=part[0].currency,
    )


def grouped(
    db: Reader, by: str, rows: Sequence[ReceivableRow]
) -> list[tuple[str | None, list[ReceivableRow]]]:
    """Return the names of groups and their rows, each of one currency, the largest balance first."""
    traits = groups(db, by)
    found: dict[str, dict[Hashable, list[ReceivableRow]]] = {}
    for row in rows:
        key = traits.of.get(row.id) if row.id is not None else None
        found.setdefault(row.currency, {}).setdefault(key, []).append(row)
    parts = []
    for of_code in found.values():
        weights = {key: sum(row.balance for row in part) for key, part in of_code.items()}
        parts += [(traits.labels.get(key), of_code[key]) for key in in_order(traits.labels, weights)]
    return parts


def ages(kept: Mapping[Key, Account], code: str, request: Request) -> list[AgeRow]:
    """Return a row for each age of what is open in a currency."""
    orders, sums = [0] * len(AGES), [0] * len(AGES)
    whose: list[set[int]] = [set() for _ in AGES]
    for (customer, each), account in kept.items():
        for one in account.open if each == code else ():
            place = bucket(one.due, request.as_of)
            orders[place] += 1
            sums[place] += one.amount
            whose[place].add(customer)
    return [
        AgeRow(name, orders[at], len(whose[at]), sums[at], figures.share(sums[at], sum(sums)), code)
        for at, name in enumerate(AGES)
    ]


def _all_ages(kept: Mapping[Key, Account], code: str) -> AgeRow:
    accounts = [one for (_, each), one in kept.items() if each == code and one.open]
    added = sum(one.amount for account in accounts for one in account.open)
    orders = sum(len(account.open) for account in accounts)
    return AgeRow(None, orders, len(accounts), added, figures.share(added, added), code)


def picture(kept: Mapping[Key, Account], code: str, request: Request) -> Bars:
    """Return the picture: what is open in the first currency, by age."""
    from crmcli.domain.money import human

    bars = [
        Bar(row.group or "", row.open, human(row.open, code, request.language), style=style)
        for row, style in zip(ages(kept, code, request), _STYLES, strict=True)
    ]
    return Bars(say("Open, in {code}, by days since it was due", code=code), tuple(bars))


def _told(rows: Sequence[ReceivableRow], language: str) -> tuple[str, ...]:
    """Return the sum of each currency in words when there are several."""
    codes = list(dict.fromkeys(row.currency for row in rows))
    if len(codes) < 2:
        return ()
    return tuple(
        say(
            "{code}: {amount}",
            code=code,
            amount=figures.amount(sum(row.balance for row in rows if row.currency == code), code, language),
        )
        for code in codes
    )


def explain(db: Reader, request: Request, row: Any) -> tuple[Listing[Any], ...]:
    """Return what is open and how it came to that; of a group, who owes it."""
    from crmcli.domain.reports.standing.receivable_behind import of_account, of_age, of_group

    found, _ = fetch(db, request)
    rows, kept = owed(db, found, request)
    if isinstance(row, AgeRow):
        return of_age(db, request, kept, row)
    if isinstance(row, GroupRow):
        parts = grouped(db, request.by or "customer", rows)
        return of_group(next((part for name, part in parts if group_row(name, part) == row), rows))
    if row.customer == "all" and row.id is None:
        return of_group(rows)
    return of_account(db, request, kept, row)
