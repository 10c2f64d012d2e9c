"""The panel of the month: its figures so far beside those of last month to the same day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Kind, Percent, Text, type_of_machine
from crmcli.domain.results import Listing
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.dashboard.asked import Glance
    from crmcli.sql import Reader

Amount = tuple[int, str | None]


class Figure(Kind):
    """A count, or an amount: minor units and the code of the currency, None for a count."""

    align = "right"
    wraps = False
    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return ``12`` or ``₺1,234.00``."""
        from crmcli.domain.kinds import Number
        from crmcli.domain.money import human

        number, currency = value
        return Number().human(number, row, locale) if currency is None else human(number, currency, locale)

    def machine(self, value: Any, row: Any) -> type_of_machine:
        """Return the number, or exact decimal text."""
        from crmcli.domain.money import decimal_text

        del row
        number, currency = value
        return number if currency is None else decimal_text(number, currency)


class Growth(Percent):
    """A change as a ratio: with its sign, green above zero and red below."""

    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return ``+12 %``."""
        text = super().human(abs(value), row, locale)
        sign = "-" if value < 0 else "+" if value else ""
        return f"{sign}{text}"

    def style(self, value: Any, row: Any) -> str | None:
        """Return green or red."""
        del row
        return None if not value else "green" if value > 0 else "red"


@frozen
class MonthRow:
    """A figure of this month so far, of last month to the same day, and the growth between them."""

    what: Annotated[str, Text(wrap=False)]
    now: Annotated[Amount, Figure()]
    before: Annotated[Amount, Figure()]
    growth: Annotated[float | None, Growth(digits=0)]


_ORDERS = """SELECT currency, count(CASE WHEN total_minor >= 0 OR total_minor IS NULL THEN 1 END),
  coalesce(sum(total_minor), 0)
FROM sales_order WHERE ordered_on >= :since AND ordered_on <= :until AND status <> 'cancelled'
GROUP BY currency ORDER BY currency"""
_CUSTOMERS = "SELECT count(*) FROM customer WHERE created_on >= :since AND created_on <= :until"
_LEADS = "SELECT count(*) FROM lead WHERE created_on >= :since AND created_on <= :until"
_WON = """SELECT count(*) FROM opportunity o JOIN stage s ON s.id = o.stage_id
WHERE s.outcome = 'won' AND o.closed_on >= :since AND o.closed_on <= :until"""
_TALKS = """SELECT count(*) FROM activity
WHERE at >= :since AND at < :after AND done = 1
  AND kind IN ('call', 'email', 'meeting', 'visit', 'message')"""


def month(db: Reader, glance: Glance) -> Listing[MonthRow]:
    """Return the figures; what was sold, currency by currency, the home currency first.

    A currency of which nothing is left in either month, refunds taken off, has no row.
    """
    today = glance.today
    start = today.replace(day=1)
    last = start - timedelta(days=1)
    then = last.replace(day=min(today.day, last.day))
    now, before = (_figures(db, *span) for span in ((start, today), (last.replace(day=1), then)))
    sold = {glance.currency: (0, glance.currency)}
    sold |= {code: (0, code) for code in sorted(now.sold.keys() | before.sold) if code != glance.currency}
    figures = [
        (say("sold"), now.sold.get(code, none), before.sold.get(code, none)) for code, none in sold.items()
    ]
    figures += [(name, count, before.counts[name]) for name, count in now.counts.items()]
    rows = [
        MonthRow(name, value, past, (value[0] - past[0]) / past[0] if past[0] > 0 else None)
        for name, value, past in figures
    ]
    return Listing(MonthRow, rows)


class _Figures(NamedTuple):
    """What was sold by currency, and counts by their name."""

    sold: dict[str, Amount]
    counts: dict[str, Amount]


def _figures(db: Reader, since: date, until: date) -> _Figures:
    """Return the figures of a span of days, both ends included."""
    asked = {"since": since.isoformat(), "until": until.isoformat()}
    orders = db.tuples(_ORDERS, asked)
    after = (until + timedelta(days=1)).isoformat()
    counts = {
        say("orders"): sum(int(count) for _, count, _ in orders),
        say("new customers"): db.value(_CUSTOMERS, asked),
        say("new leads"): db.value(_LEADS, asked),
        say("won"): db.value(_WON, asked),
        say("talks"): db.value(_TALKS, {"since": asked["since"], "after": after}),
    }
    return _Figures(
        {code: (int(amount), code) for code, _, amount in orders if amount},
        {name: (int(count), None) for name, count in counts.items()},
    )
