"""What serving customers takes and costs: minutes logged, cases opened, and what one of each costs.

The one place where the cost to serve is reckoned: minutes times the cost of a minute, plus cases times the
cost of a case, turned into the report's currency at the rate of its day. Days are those of a zone.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.reports.moments import in_days
from crmcli.said import say

if TYPE_CHECKING:
    from datetime import date

    from crmcli.domain.reports.baskets import Window
    from crmcli.sql import Reader


class Cost(NamedTuple):
    """What serving costs: of a minute and of a case, in ``currency``."""

    minute: Decimal
    case: Decimal
    currency: str

    @classmethod
    def read(cls, minute: str, case: str, currency: str) -> Cost:
        """Return the costs of two settings; a comma or a point stands before the decimals.

        Raises:
            UsageError: one is no amount.
        """
        return cls(_amount(minute), _amount(case), currency)


def _amount(text: str) -> Decimal:
    from crmcli.domain.money import parse_amount

    return Decimal(parse_amount(text, "," if "," in text else "."))


_SERVED = """
SELECT a.customer_id, count(CASE WHEN a.kind = 'call' THEN 1 END), CAST(sum(a.minutes) AS BIGINT)
FROM activity a WHERE a.customer_id IS NOT NULL AND a.done = 1 AND {days} GROUP BY a.customer_id
"""
_CASES = """
SELECT k.customer_id, count(*) FROM support_case k WHERE k.customer_id IS NOT NULL AND {days}
GROUP BY k.customer_id
"""


def served(db: Reader, window: Window, zone: str) -> tuple[dict[int, tuple[int, int | None]], dict[int, int]]:
    """Return by customer the calls and minutes of the window, and the cases opened in it."""
    days = window.first, window.last
    test, values = in_days("a.at", *days, zone)
    calls = {row[0]: (row[1], row[2]) for row in db.tuples(_SERVED.format(days=test), values)}
    test, values = in_days("k.opened_at", *days, zone)
    return calls, dict(db.tuples(_CASES.format(days=test), values))


class Serving:
    """Works out what serving costs, in the report's currency at the rate of its day."""

    def __init__(self, db: Reader, cost: Cost, currency: str | None, as_of: date) -> None:
        """Take what a minute and a case cost, and turn it into ``currency``."""
        from crmcli.domain.money import minor_digits
        from crmcli.domain.rates import Converter

        self._cost = cost
        self._scale = 10 ** minor_digits(cost.currency)
        self._free = not cost.minute and not cost.case
        self._converter = Converter(db, currency or cost.currency, as_of)
        self._as_of = as_of

    def minor(self, minutes: int, cases: int) -> int | None:
        """Return the cost in minor units; None where no rate is known."""
        if self._free or not (minutes or cases):
            return 0
        exact = (minutes * self._cost.minute + cases * self._cost.case) * self._scale
        return self._converter.minor(round(exact), self._cost.currency, self._as_of)

    def notes(self) -> tuple[str, ...]:
        """Return what a person should know of the cost."""
        if self._free:
            return (say("serving costs nothing yet: crm config set minute_cost 10, and case_cost"),)
        if self._converter.missing:
            code = self._cost.currency
            return (
                say(
                    "what serving costs is in {code}, and no rate leads from it to the currency here",
                    code=code,
                ),
            )
        return ()
