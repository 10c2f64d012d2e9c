"""What currencies are worth: exact decimal rates from a day on, and amounts turned from one into another.

A rate says what one unit of a currency is worth in another from its day until the next one of the
same pair. Nothing is guessed: where no rate leads from one currency to the other, there is no amount.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Day, Fields, Number, Ref, Text
from crmcli.domain.nouns import RATE
from crmcli.domain.views import ListRecords, ShowRecord, View, list_of, record_of
from crmcli.said import say

if TYPE_CHECKING:
    from fractions import Fraction  # noqa: TC004 - a name in annotations only

    from crmcli.domain.results import Listing, Record
    from crmcli.sql import Reader


class Worth(Number):
    """An exact rate, as it was given."""

    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return the number with the decimal mark of the locale and all its decimals."""
        del row
        return str(value).replace(".", ",") if locale == "tr" else str(value)

    def machine(self, value: Any, row: Any) -> str:
        """Return the exact text."""
        del row
        return str(value)


class Found(NamedTuple):
    """What one unit is worth, and since which day (ISO) that is known."""

    rate: Fraction
    since: str


_ALL = "SELECT currency, base, day, rate FROM rate WHERE day <= :on ORDER BY day, id"


class Converter:
    """Turns amounts into one currency, at the rate of their day or the newest before it.

    A pair's own rate and the inverse of the opposite pair's count alike, the newer one decides. Where
    neither is there, a third currency stands between: of several the one whose older rate is the
    newest. ``missing`` counts, by currency, the amounts that could not be turned. Rates are read from
    the store once, when the first foreign amount comes.
    """

    def __init__(self, db: Reader, base: str, on: date) -> None:
        """Turn amounts into ``base`` as rates were known on the day ``on``."""
        self.base = base
        self.missing: dict[str, int] = {}
        self._db = db
        self._on = on.isoformat()
        self._pairs: dict[tuple[str, str], tuple[list[str], list[Fraction]]] | None = None
        self._asked: dict[tuple[str, str], Found | None] = {}

    def minor(self, amount: int, currency: str, day: date | str | None) -> int | None:
        """Return minor units of the base, rounded half to even; None where no rate is known.

        ``day`` None, or one after the converter's own day, is that day.
        """
        if currency == self.base:
            return amount
        found = self.rate(currency, day)
        if found is None:
            self.missing[currency] = self.missing.get(currency, 0) + 1
            return None
        from crmcli.domain.money import minor_digits

        digits = minor_digits(self.base) - minor_digits(currency)
        scale: int = 10 ** abs(digits)
        exact = amount * found.rate
        return round(exact * scale if digits >= 0 else exact / scale)

    def rate(self, currency: str, day: date | str | None = None) -> Found | None:
        """Return what one unit of a currency is worth in the base on a day, None where nobody has said."""
        told = day.isoformat() if isinstance(day, date) else day or self._on
        key = currency, min(told, self._on)
        if currency == self.base:
            from fractions import Fraction

            return Found(Fraction(1), key[1])
        if key not in self._asked:
            self._asked[key] = self._between(currency, self.base, key[1]) or self._across(*key)
        return self._asked[key]

    def known_from(self, currency: str) -> str | None:
        """Return the first day (ISO) on which a currency can be turned into the base, None if it never can.

        From then on it always can.
        """
        if currency == self.base:
            return ""
        days = sorted({day for days, _ in self._read().values() for day in days})
        if not days or self.rate(currency, days[-1]) is None:
            return None
        low, high = 0, len(days) - 1
        while low < high:
            middle = (low + high) // 2
            if self.rate(currency, days[middle]) is None:
                low = middle + 1
            else:
                high = middle
        return days[low]

    def _read(self) -> dict[tuple[str, str], tuple[list[str], list[Fraction]]]:
        """Return (currency, base) -> days and rates, ascending."""
        if self._pairs is None:
            from fractions import Fraction

            self._pairs = {}
            for currency, base, day, rate in self._db.tuples(_ALL, {"on": self._on}):
                days, rates = self._pairs.setdefault((currency, base), ([], []))
                days.append(day)
                rates.append(Fraction(rate))
        return self._pairs

    def _newest(self, currency: str, base: str, day: str) -> Found | None:
        days, rates = self._read().get((currency, base), ((), ()))
        place = bisect_right(days, day)
        return Found(rates[place - 1], days[place - 1]) if place else None

    def _between(self, currency: str, base: str, day: str) -> Found | None:
        """Return the newer of a pair's own rate and the inverse of the opposite one's."""
        direct, opposite = self._newest(currency, base, day), self._newest(base, currency, day)
        if opposite is None or (direct is not None and direct.since >= opposite.since):
            return direct
        return Found(1 / opposite.rate, opposite.since)

    def _across(self, currency: str, day: str) -> Found | None:
        """Return a rate by way of a third currency."""
        best: Found | None = None
        for third in sorted({code for pair in self._read() for code in pair} - {currency, self.base}):
            there, on = self._between(currency, third, day), self._between(third, self.base, day)
            if there is not None and on is not None:
                found = Found(there.rate * on.rate, min(there.since, on.since))
                if best is None or found.since > best.since:
                    best = found
        return best


def converter(db: Reader, base: str, on: date) -> Converter:
    """Return what turns amounts into ``base`` as rates were known on a day."""
    return Converter(db, base, on)


@frozen
class RateRow:
    """What one unit of ``currency`` is worth in ``base`` from a day on."""

    id: Annotated[int, Ref("FX", "no.")]
    day: date
    currency: Annotated[str, Text(wrap=False)]
    rate: Annotated[str, Worth()]
    base: Annotated[str, Text(wrap=False)]
    source: Annotated[str | None, Text()]


_LIST = View(
    RATE,
    RateRow,
    "SELECT r.id, r.day, r.currency, r.rate, r.base, r.source FROM rate r",
    "r.day DESC, r.currency, r.base, r.id",
    "no rate yet: crm rate set USD 2026-11-01 41.90",
)


def list_rates(db: Reader, request: ListRecords) -> Listing[RateRow]:
    """List rates, the newest first."""
    return list_of(db, _LIST, request)


@frozen
class RateRecord:
    """A rate whole."""

    id: Annotated[int, Ref("FX", "no.")]
    currency: str
    base: str
    day: date
    rate: Annotated[str, Worth()]
    source: str | None
    note: str | None
    custom: Annotated[dict[str, Any] | None, Fields()]


_RECORD = View(
    RATE,
    RateRecord,
    "SELECT r.id, r.currency, r.base, r.day, r.rate, r.source, r.note, r.custom FROM rate r",
)


@frozen
class RateOnRow:
    """What one unit is worth on a day; ``since`` is the day of the rate that says so."""

    currency: Annotated[str, Text(wrap=False)]
    rate: Annotated[str, Worth()]
    base: Annotated[str, Text(wrap=False)]
    since: Annotated[date, Day("rate of")]


@frozen
class ShowRate:
    """One rate by its number, or what a currency is worth in another on a day."""

    ref: str
    on: date
    base: str


def show_rate(db: Reader, request: ShowRate) -> Record[Any]:
    """Show one rate by its number; or what one unit of a currency is worth on the day.

    A worth that follows from other rates is shown with ten digits.

    Raises:
        NotFound: there is no such rate, or none leads from one currency to the other.
        UsageError: it is neither a rate's number nor a currency.
    """
    from crmcli.domain.nouns import split_ref
    from crmcli.domain.results import Record
    from crmcli.errors import NotFound

    if split_ref(request.ref.strip()) is not None:
        return record_of(db, _RECORD, ShowRecord(request.ref))
    from decimal import Context, Decimal

    from crmcli.domain.money import check_currency

    code = check_currency(request.ref)
    found = converter(db, request.base, request.on).rate(code)
    if found is None:
        what = say("no rate leads from {code} to {base} on {on}", code=code, base=request.base, on=request.on)
        raise NotFound(what, f"crm rate set {code} {request.on} 41.90 --base {request.base}")
    exact = found.rate
    worth = Context(prec=10).divide(Decimal(exact.numerator), Decimal(exact.denominator))
    row = RateOnRow(code, format(worth, "f"), request.base, date.fromisoformat(found.since))
    return Record(row, title=say("1 {code} on {on}", code=code, on=request.on))
