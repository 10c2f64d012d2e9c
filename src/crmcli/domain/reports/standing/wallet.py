"""``report wallet``: our share of what customers spend, by the newest estimates as of a day.

The share is our revenue of the last 365 days, the day included, over the estimate, in the currency of
the estimate. Of a span of days it is the revenue of those days over the part of the estimate, which is
of a year, that falls on as many days. Of all categories the revenue is the sum of order totals; of one
category the sum of the lines of its products. An estimate older than ``wallet_stale_days`` is marked.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.pictures import Bar, Bars
from crmcli.domain.reports import figures
from crmcli.domain.reports.baskets import before
from crmcli.domain.reports.groups import TRAITS, cut, groups, in_order
from crmcli.domain.reports.scope import Asked, chosen, days_of
from crmcli.domain.reports.standing.wallet_facts import YEAR, Wallets, fetch
from crmcli.domain.reports.standing.wallet_rows import (
    GroupRow,
    WalletRow,
    counted_once,
    group_row,
    total_row,
    wallet_row,
)
from crmcli.domain.results import Report
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from crmcli.domain.results import Listing
    from crmcli.sql import Reader

BY = ("customer", "category", *TRAITS)
_MOST_BARS = 12


@frozen
class Request(Asked):
    """``stale``: days after which an estimate is old; ``category`` only its estimates."""

    wallet_stale_days: str = "365"
    category: str | None = None


ROWS = (WalletRow, GroupRow)


def report(db: Reader, request: Request) -> Report[Any]:
    """Compare our revenue with the newest estimate of each customer and category; the most to win first.

    Raises:
        UsageError: the report can't be told by that.
    """
    by = chosen("wallet", request.by or "customer", BY)
    found = fetch(db, request)
    rows = wallet_rows(found, request)
    listed: Sequence[Any] = rows
    row: Any = WalletRow
    total: Any = total_row(rows)
    if by != "customer":
        row = figures.headed(GroupRow, by)
        parts = grouped(db, by, rows)
        listed = [group_row(name, part) for name, part in parts]
        total = group_row(None, counted_once(rows)) if rows and (by != "category" or total) else None
        total = total if len({one.currency for one in rows}) == 1 else None
    shown, more = cut(list(listed), request.limit, "row")
    low, old = (sum(one.state == state for one in rows) for state in ("too low", "stale"))
    return Report(
        "wallet",
        row,
        shown,
        say(
            "Share of wallet{part}{days}",
            part="" if by == "customer" else say(" by {by}", by=named(by, "column")),
            days=_days(request),
        ),
        request.as_of,
        pictures=(picture(rows, request),) if len(rows) > 1 else (),
        total=total,
        empty='no estimate yet: crm wallet set C-12 "120.000 TL" --source "müşteri söyledi"',
        notes=(
            *more,
            *figures.left_out(
                low, "estimate", "below what we sell already: the share is above 100 %; ask anew"
            ),
            *figures.left_out(
                old,
                "estimate",
                say("older than {wallet_stale_days} days", wallet_stale_days=request.wallet_stale_days),
            ),
            *found.notes,
        ),
    )


def _days(request: Request) -> str:
    return ", " + days_of(request) if request.bounded else say(", last {year} days", year=YEAR)


def wallet_rows(found: Wallets, request: Request) -> list[WalletRow]:
    """Return a row an estimate: by currency, then the most to win first."""
    from crmcli.domain.text import sort_key

    stale = before(request.as_of, int(request.wallet_stale_days))
    rows = [wallet_row(one, found.revenue.get(one.key, 0), stale) for one in found.estimates]
    many: dict[str | None, int] = {}
    for row in rows:
        many[row.currency] = many.get(row.currency, 0) + 1
    place = {code: at for at, code in enumerate(figures.ranked(many))}
    rows.sort(
        key=lambda row: (
            place[row.currency],
            -(row.left or 0),
            sort_key(row.name or ""),
            row.customer,
            row.category or "",
        )
    )
    return rows


def grouped(db: Reader, by: str, rows: Sequence[WalletRow]) -> list[tuple[str | None, list[WalletRow]]]:
    """Return the names of groups and their rows, each of one currency, the most to win first."""
    from crmcli.domain.text import fold

    labels: dict[Hashable, str | None] = {None: None}
    found: dict[Hashable, list[WalletRow]] = {}
    if by == "category":
        for row in rows:
            key = fold(row.category) if row.category is not None else None
            labels[key] = min(labels.get(key) or row.category or "", row.category or "") or None
            found.setdefault((key, row.currency), []).append(row)
    else:
        traits = groups(db, by)
        labels |= traits.labels
        for row in counted_once(rows):
            found.setdefault((traits.of.get(row.customer or 0), row.currency), []).append(row)
    parts: list[tuple[str | None, list[WalletRow]]] = []
    for code in dict.fromkeys(row.currency for row in rows):
        of_code = {key[0]: part for key, part in found.items() if isinstance(key, tuple) and key[1] == code}
        weights = {key: sum(row.left or 0 for row in part) for key, part in of_code.items()}
        parts += [(labels[key], of_code[key]) for key in in_order(labels, weights)]
    return parts


def picture(rows: Sequence[WalletRow], request: Request) -> Bars:
    """Return the picture: what is ours of the largest estimates of the first currency, a mark at each."""
    from crmcli.domain.money import human

    some = [row for row in counted_once(rows) if row.currency == rows[0].currency]
    some.sort(key=lambda row: -row.estimate)
    bars = []
    for row in some[:_MOST_BARS]:
        ours, whole = (human(part, row.currency, request.language) for part in (row.revenue, row.estimate))
        label = row.name or "—" if row.category is None else f"{row.name}: {row.category}"
        bars.append(
            Bar(label, row.revenue, say("{ours} of {whole}", ours=ours, whole=whole), mark=row.estimate)
        )
    return Bars("Ours of what they spend; the mark: the estimate", tuple(bars))


def compare(db: Reader, request: Request, then: Request) -> Report[Any]:
    """Set estimates and shares beside those of an earlier day, each customer's categories apart."""
    from crmcli.domain.reports.comparing import beside

    now, before = (report(db, replace(asked, limit=0)) for asked in (request, then))
    if request.by in (None, "customer"):
        from crmcli.domain.reports.standing.wallet_behind import spelt, told_apart

        spelling = spelt(now, before)
        now, before = told_apart(now, spelling), told_apart(before, spelling)
    return beside(now, before, request.limit)


def explain(db: Reader, request: Request, row: Any) -> tuple[Listing[Any], ...]:
    """Return how a share is made, with estimates, orders or lines; of a group, whose it is made of."""
    from crmcli.domain.reports.standing.wallet_behind import members, of_customer

    found = fetch(db, request)
    rows = wallet_rows(found, request)
    if isinstance(row, WalletRow):
        return members(counted_once(rows)) if row.customer is None else of_customer(db, request, found, row)
    by = request.by or "customer"
    for name, part in grouped(db, by, rows):
        if group_row(name, part) == row:
            return members(part)
    return members(counted_once(rows))
