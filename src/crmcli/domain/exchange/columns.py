"""What the numbers, dates and keys of each column mean, found before a row is converted.

Nothing is guessed: a column whose values could be read two ways, and about which nothing else in the
file tells, is refused.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence

from crmcli.domain.exchange.fields import Field
from crmcli.domain.exchange.formats import (
    ColumnFormat,
    Formats,
    ReadOptions,
    is_no_date,
    is_serial,
    serial_day,
)
from crmcli.domain.exchange.mapping import CUSTOM, Column, Mapping
from crmcli.domain.exchange.source import Batch, Source
from crmcli.errors import Refused
from crmcli.said import listed, named, say

NUMBERS = frozenset(("amount", "price", "decimal", "quantity", "percent"))
DATES = frozenset(("day", "instant"))
KEYS = frozenset(("key", "ref"))
_CUSTOM_NUMBER = Field("custom", "amount", "A custom field that is declared a number.")
_ORDERS = {"dmy": say("day/month/year"), "mdy": say("month/day/year"), "ymd": say("year/month/day")}
_MARKS = {".": named("point", "mark"), ",": named("comma", "mark")}
_FLOATED = re.compile(r"[0-9]+\.0")
_SAMPLES = 1_000
_REMEMBERED = 100_000


def find_formats(source: Source, mapping: Mapping, options: ReadOptions) -> Formats:
    """Find how the mapped columns write decimals, dates and keys, reading the file once if it must be.

    A column that doesn't tell takes what the others of its file tell, where they agree.

    Raises:
        Refused: a column can be read two ways, or writes its values two ways.
    """
    watchers = _watchers(source, mapping, options)
    known = {
        column.at: ColumnFormat(decimal=options.decimal, order=options.date_order)
        for column in mapping.columns
    }
    known.update((at, ColumnFormat(decimal=".", order=options.date_order)) for at in source.numbers)
    if not watchers:
        return Formats(known, None)
    width, rows = len(source.header), 0
    for batch in source.batches():
        rows += len(batch.rows)
        if rows == len(batch.rows):
            watchers = [watcher for watcher in watchers if watcher.worth_it(batch, width)]
            if not watchers:
                return Formats(known, None)
        for watcher in watchers:
            watcher.see_batch(batch, width)
    for kind in (_DateWatcher, _NumberWatcher):
        alike = [watcher for watcher in watchers if isinstance(watcher, kind)]
        _share_evidence(alike)
    known.update((watcher.column.at, watcher.found()) for watcher in watchers)
    return Formats(known, rows)


class _Watcher(ABC):
    """Looks at the distinct values of one column while the file goes by."""

    def __init__(self, column: Column, swaps: dict[str, str]) -> None:
        self.column = column
        self._swaps = swaps
        self._known: set[str] = set()
        self.evidence = ""
        self.borrowed: _Watcher | None = None

    def worth_it(self, batch: Batch, width: int) -> bool:
        """Tell by the first batch whether the column is worth a look."""
        del batch, width
        return True

    def first(self, batch: Batch, width: int) -> str:
        """Return the first value of a batch, "" for none."""
        at = self.column.at
        return next((row[at] for row in batch.rows if len(row) == width and row[at]), "").strip()

    def see_batch(self, batch: Batch, width: int) -> None:
        """Look at the values that are new."""
        at = self.column.at
        new = dict.fromkeys(row[at] for row in batch.rows if len(row) == width)
        for cell in new:
            text = cell.strip()
            text = self._swaps.get(text, text)
            if text and text not in self._known:
                if len(self._known) < _REMEMBERED:
                    self._known.add(text)
                if self.see(text):
                    line = next(
                        n
                        for n, row in zip(batch.lines, batch.rows, strict=True)
                        if row[at : at + 1] == [cell]
                    )
                    self.evidence = say('"{text}" in line {line}', text=text, line=line)

    @abstractmethod
    def see(self, text: str) -> bool:
        """Take in a value; True when it is the one that tells."""

    @property
    @abstractmethod
    def result(self) -> str | None:
        """What the values told."""

    @property
    @abstractmethod
    def doubt(self) -> str | None:
        """A value that could be read two ways."""

    def unclear(self) -> Refused:
        """Return the refusal of a column nobody can read for certain."""
        return Refused(
            say(
                'column "{header}" can be read two ways, as "{doubt}" shows',
                header=self.column.header,
                doubt=self.doubt,
            )
        )

    @abstractmethod
    def found(self) -> ColumnFormat:
        """Return the column's format."""

    @property
    def _header(self) -> str:
        return say('column "{header}"', header=self.column.header)

    def _because(self) -> str:
        """Return where the result comes from."""
        return (
            say('as in column "{header}"', header=self.borrowed.column.header)
            if self.borrowed
            else say("as {evidence} shows", evidence=self.evidence)
        )


class _DateWatcher(_Watcher):
    """Finds the order of day, month and year, or that all days are a spreadsheet's numbers."""

    def __init__(self, column: Column, swaps: dict[str, str], told: str | None) -> None:
        from crmcli.domain.date_order import OrderFinder

        super().__init__(column, swaps)
        self._finder = OrderFinder()
        self._told = told
        self._serial: str | None = None
        self._dated = False

    def worth_it(self, batch: Batch, width: int) -> bool:
        """Tell whether anything is to be found: of dates whose order is told only that they are numbers."""
        return self._told is None or is_serial(self.first(batch, width))

    def see(self, text: str) -> bool:
        from crmcli.domain.dates import MixedOrder

        if is_no_date(text):
            return False
        if is_serial(text):
            self._serial = self._serial or text
            return False
        self._dated = True
        if self._told is not None:
            return False
        before = self._finder.result()
        try:
            self._finder.see(text)
        except MixedOrder as error:
            raise Refused(
                listed((self._header, error.message), ": "),
                "say which is right, the others are rejected: --date-order dmy",
            ) from None
        return before is None and self._finder.result() is not None

    @property
    def result(self) -> str | None:
        return self._finder.result()

    @property
    def doubt(self) -> str | None:
        return self._finder.ambiguous

    def unclear(self) -> Refused:
        return Refused(
            say(
                '{header}: "{doubt}" can be read two ways; no other date in the file tells',
                header=self._header,
                doubt=self.doubt,
            ),
            "say the order of day, month and year: --date-order dmy (or mdy, ymd)",
        )

    def found(self) -> ColumnFormat:
        order = self._told or (self.borrowed or self).result
        if self._serial and not self._dated:
            shown = say(
                '"{serial}" is {serial_day}', serial=self._serial, serial_day=serial_day(self._serial)
            )
            reason = say("days are numbers as a spreadsheet counts them: {shown}", shown=shown)
            return ColumnFormat(order=order, serial=True, reason=reason)
        if self._told:
            return ColumnFormat(order=order)
        return ColumnFormat(
            order=order,
            reason=say("dates are {orders}, {because}", orders=_ORDERS[order], because=self._because())
            if order
            else "",
        )


class _NumberWatcher(_Watcher):
    """Finds the decimal mark; for percentages also whether they are written as 0..1."""

    def __init__(self, column: Column, swaps: dict[str, str], field: Field, told: str | None) -> None:
        from crmcli.domain.money import DecimalFinder

        super().__init__(column, swaps)
        self._finder = DecimalFinder()
        self._told = told
        self._samples: list[str] | None = [] if field.type == "percent" else None

    def see(self, text: str) -> bool:
        from crmcli.domain.money import MixedDecimals

        if self._samples is not None:
            if len(self._samples) < _SAMPLES:
                self._samples.append(text)
            text = text.strip("% ")
        if self._told is not None:
            return False
        before = self._finder.result()
        try:
            self._finder.see(text)
        except MixedDecimals as error:
            mark = before or "."  # so were all numbers written until here
            other = "," if mark == "." else "."
            raise Refused(
                listed((self._header, error.message), ": "),
                say(
                    "say which is right, the others are rejected: --decimal {mark} (or {other})",
                    mark=mark,
                    other=other,
                ),
            ) from None
        return before is None and self._finder.result() is not None

    @property
    def result(self) -> str | None:
        return self._told or self._finder.result()

    @property
    def doubt(self) -> str | None:
        return self._finder.ambiguous

    def unclear(self) -> Refused:
        return Refused(
            say(
                '{header}: "{doubt}" can be read two ways; no other number in the file tells',
                header=self._header,
                doubt=self.doubt,
            ),
            "say the decimal mark: --decimal , (or .)",
        )

    def found(self) -> ColumnFormat:
        mark = (self.borrowed or self).result
        reason = (
            say("the decimal mark is a {marks}, {because}", marks=_MARKS[mark], because=self._because())
            if mark and not self._told
            else ""
        )
        if not self._samples:
            return ColumnFormat(decimal=mark, reason=reason)
        return self._percentages(mark, reason)

    def _percentages(self, mark: str | None, reason: str) -> ColumnFormat:
        """Tell 0.25 from 25 by the whole column."""
        from crmcli.domain.money import AmountError, parse_amount

        samples = self._samples or []
        values = []
        for text in samples:
            try:
                values.append(parse_amount(text.strip("% "), mark))
            except AmountError:
                continue
        broken = any(value % 1 for value in values)
        if values and max(values) <= 1 and not any("%" in text for text in samples):
            if not broken and max(values) == 1:
                raise Refused(
                    say("{header}: 1 could be 1 % or 100 %", header=self._header),
                    say("say which: --value '{field}:1=100' (or 1=1%)", field=self.column.field),
                )
            if broken:
                return ColumnFormat(decimal=mark, ratio=True, reason=say("0..1 are read as 0 to 100 percent"))
        if broken:
            reason = listed(filter(None, (reason, say("rounded to whole percents"))), "; ")
        return ColumnFormat(decimal=mark, reason=reason)


class _KeyWatcher(_Watcher):
    """Finds keys that a program wrote as decimals: 1.0, 2.0."""

    def __init__(self, column: Column, swaps: dict[str, str]) -> None:
        super().__init__(column, swaps)
        self._floated = True

    def worth_it(self, batch: Batch, width: int) -> bool:
        """Tell by the first value whether the column is worth a look."""
        return _FLOATED.fullmatch(self.first(batch, width)) is not None

    def see(self, text: str) -> bool:
        self._floated = self._floated and _FLOATED.fullmatch(text) is not None
        return False

    @property
    def result(self) -> str | None:
        return None

    @property
    def doubt(self) -> str | None:
        return None

    def found(self) -> ColumnFormat:
        reason = say("whole numbers written as 1.0 are read as 1") if self._floated else ""
        return ColumnFormat(floated=self._floated, reason=reason)


def _watchers(source: Source, mapping: Mapping, options: ReadOptions) -> list[_Watcher]:
    """Return a watcher for each column whose meaning is still open."""
    from crmcli.domain.text import fold

    watchers: list[_Watcher] = []
    for column in mapping.custom if options.custom else ():
        kind = options.custom.get(fold(column.field.removeprefix(CUSTOM).replace("_", " ")))
        if kind == "date":
            watchers.append(_DateWatcher(column, {}, options.date_order))
        elif kind == "number" and column.at not in source.numbers and options.decimal is None:
            watchers.append(_NumberWatcher(column, {}, _CUSTOM_NUMBER, None))
    for column in mapping.columns:
        field = mapping.noun.field(column.field)
        swaps = mapping.values.get(column.field, {})
        if field.type in DATES:
            watchers.append(_DateWatcher(column, swaps, options.date_order))
        elif field.type in NUMBERS:
            told = "." if column.at in source.numbers else options.decimal
            if told is None or field.type == "percent":
                watchers.append(_NumberWatcher(column, swaps, field, told))
        elif field.type in KEYS:
            watchers.append(_KeyWatcher(column, swaps))
    return watchers


def _share_evidence(watchers: Sequence[_Watcher]) -> None:
    """Let columns that leave their values open take what the others tell, or refuse them."""
    told = {watcher.result: watcher for watcher in watchers if watcher.result}
    for watcher in watchers:
        if watcher.result is None and watcher.doubt is not None:
            if len(told) != 1:
                raise watcher.unclear()
            watcher.borrowed = next(iter(told.values()))
