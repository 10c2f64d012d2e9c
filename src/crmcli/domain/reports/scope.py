"""What every report may be asked, and the parts of SQL that narrow it down."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.nouns import CUSTOMER
from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crmcli.sql import Reader

LINE_COST = """CASE WHEN l.cost_minor IS NOT NULL THEN l.cost_minor
    WHEN p.currency = l.currency THEN p.cost_minor * coalesce(l.quantity_milli, 1000) / 1000 END"""
"""What a line ``l`` of a product ``p`` cost: what it says, else that of one times how many; else NULL."""


@frozen
class Asked:
    """As of when (the day included), about which records and days, told by what, in which currency.

    The days are those from ``since`` to ``until``, both included; None is open. ``by`` None is what the
    report is told by when nobody says. In ``currency`` all amounts are turned into it; None leaves them
    as they are. ``language`` is that of names which the program itself gives, for people only; ``limit``
    0 is all rows; ``lapsed_days`` is what the status of customers hangs on; ``zone`` (IANA name) is
    where the days and hours of moments are those of; ``home`` is the currency of the settings.
    """

    as_of: date
    where: tuple[str, ...] = ()
    currency: str | None = None
    language: str = "en"
    lapsed_days: int = 365
    limit: int = 0
    since: date | None = None
    until: date | None = None
    by: str | None = None
    zone: str = "UTC"
    home: str = "TRY"

    @property
    def bounded(self) -> bool:
        """Whether a span of days is asked about."""
        return self.since is not None or self.until is not None

    @property
    def span(self) -> str:
        """The span in words for a title, empty when there is none."""
        if not self.bounded:
            return ""
        if self.since is None:
            return say(" until {until}", until=self.until)
        return (
            say(" {since} to {until}", since=self.since, until=self.until)
            if self.until
            else say(" since {since}", since=self.since)
        )


def days_of(request: Asked) -> str:
    """Return the span in words that stand alone, empty when there is none."""
    if not request.bounded:
        return ""
    if request.since is None:
        return say("until {until}", until=request.until)
    if request.until is None:
        return say("since {since}", since=request.since)
    return say("{since} to {until}", since=request.since, until=request.until)


class By(NamedTuple):
    """What rows are grouped by and what people call it, as SQL; the letter of its records, if it is any."""

    key: str
    label: str
    prefix: str = ""


def within(column: str, request: Asked) -> tuple[str, dict[str, Any]]:
    """Return a test that a day lies in the span; a missing day does not, unless there is no span."""
    tests, values = [], {}
    if request.since is not None:
        tests.append(f"{column} >= :since")
        values["since"] = request.since.isoformat()
    if request.until is not None:
        tests.append(f"{column} <= :until")
        values["until"] = request.until.isoformat()
    return " AND ".join(tests) or "1 = 1", values


def known_by(column: str) -> str:
    """Return a test: a day that is known, and not after ``:as_of``.

    Nearly every row passes, so it is written so that no index on the day is used for it.
    """
    return f"coalesce({column}, '~') <= :as_of"


def total(expression: str) -> str:
    """Return a sum that both engines give as an integer; NULL of nothing."""
    return f"CAST(sum({expression}) AS BIGINT)"


def in_currency(column: str, currency: str | None) -> tuple[str, dict[str, Any]]:
    """Return a test: of this currency, or of none at all; everything passes when it is None."""
    if currency is None:
        return "1 = 1", {}
    return f"({column} = :currency OR {column} IS NULL)", {"currency": currency}


def of_customers(db: Reader, column: str, request: Asked) -> tuple[str, dict[str, Any]]:
    """Return a test: the customer that ``column`` refers to is one of those asked about."""
    if not request.where:
        return "1 = 1", {}
    from crmcli.domain.where import conditions

    test, values = conditions(
        db, CUSTOMER, request.where, as_of=request.as_of, lapsed_days=request.lapsed_days
    )
    return f"{column} IN (SELECT r.id FROM customer r WHERE {test})", values


def chosen(report: str, by: str, known: Iterable[str], option: str = "--by") -> str:
    """Return what the rows stand for; ``option`` is where that was asked.

    Raises:
        UsageError: the report can't be told by that.
    """
    names = list(known)
    if by in names:
        return by
    from crmcli.domain.text import nearest

    close = nearest(by, names)
    hint = (
        f"crm report {report} {option} {close[0]}"
        if close
        else say("{option} takes one of {choices}", option=option, choices=", ".join(names))
    )
    raise UsageError(say('{report} can\'t be told by "{by}"', report=report, by=by), hint)
