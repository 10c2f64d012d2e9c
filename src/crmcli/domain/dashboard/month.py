"""The panel of the month: its figures so far beside those of last month to the same day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.counting import counted
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


_ORDERS = """SELECT count(CASE WHEN total_minor >= 0 OR total_minor IS NULL THEN 1 END),
  coalesce(sum(CASE WHEN currency = :home THEN total_minor END), 0),
  coalesce(sum(CASE WHEN currency <> :home THEN 1 ELSE 0 END), 0)
FROM sales_order WHERE ordered_on >= :since AND ordered_on <= :until AND status <> 'cancelled'"""
_CUSTOMERS = "SELECT count(*) FROM customer WHERE created_on >= :since AND created_on <= :until"
_LEADS = "SELECT count(*) FROM lead WHERE created_on >= :since AND created_on <= :until"
_WON = """SELECT count(*) FROM opportunity o JOIN stage s ON s.id = o.stage_id
WHERE s.outcome = 'won' AND o.closed_on >= :since AND o.closed_on <= :until"""
_TALKS = """SELECT count(*) FROM activity
WHERE at >= :since AND at < :after AND done = 1
  AND kind IN ('call', 'email', 'meeting', 'visit', 'message')"""


def month(db: Reader, glance: Glance) -> Listing[MonthRow]:
    """Return the figures; amounts in the home currency, orders in others are counted in the notes."""
    today = glance.today
    start = today.replace(day=1)
    last = start - timedelta(days=1)
    then = last.replace(day=min(today.day, last.day))
    now, others = _figures(db, glance, start, today)
    before, _ = _figures(db, glance, last.replace(day=1), then)
    rows = [
        MonthRow(
            name,
            value,
            before[name],
            (value[0] - before[name][0]) / before[name][0] if before[name][0] > 0 else None,
        )
        for name, value in now.items()
    ]
    notes = (say("{orders} in other currencies", orders=counted(others, "order")),) if others else ()
    return Listing(MonthRow, rows, notes=notes)


def _figures(db: Reader, glance: Glance, since: date, until: date) -> tuple[dict[str, Amount], int]:
    """Return the figures of a span of days, both ends included, and the orders in other currencies."""
    asked = {"since": since.isoformat(), "until": until.isoformat()}
    orders, revenue, others = db.tuples(_ORDERS, asked | {"home": glance.currency})[0]
    after = (until + timedelta(days=1)).isoformat()
    figures: dict[str, Amount] = {
        say("sold"): (int(revenue), glance.currency),
        say("orders"): (int(orders), None),
        say("new customers"): (int(db.value(_CUSTOMERS, asked)), None),
        say("new leads"): (int(db.value(_LEADS, asked)), None),
        say("won"): (int(db.value(_WON, asked)), None),
        say("talks"): (int(db.value(_TALKS, {"since": asked["since"], "after": after})), None),
    }
    return figures, int(others)
