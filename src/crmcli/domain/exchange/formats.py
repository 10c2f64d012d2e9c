"""How the values of columns are written: decimals, days, keys; and a spreadsheet's numbers for days."""

import re
from collections.abc import Mapping as Map
from datetime import UTC, tzinfo
from typing import NamedTuple

from crmcli.domain.exchange.mapping import Mapping
from crmcli.said import say

_SERIAL = re.compile(r"([1-9][0-9]{4})(?:[.,][0-9]{1,15})?")


_SERIALS = range(14_611, 73_051)  # 1 January 1940 to the end of 2099


class ReadOptions(NamedTuple):
    """What a person or the settings say about values; None is to be found out."""

    decimal: str | None = None
    date_order: str | None = None
    zone: tzinfo = UTC
    """Where a time without a zone is local."""
    currency: str | None = None
    """The currency of amounts that name none."""
    custom: Map[str, str] = {}
    """Folded name -> type of the custom fields that are declared; numbers and dates are looked at."""


class ColumnFormat(NamedTuple):
    """How the values of a column are to be read, and why."""

    decimal: str | None = None
    order: str | None = None
    floated: bool = False
    """Keys are whole numbers that a program wrote as 1.0."""
    ratio: bool = False
    """Percentages are written as 0..1."""
    serial: bool = False
    """Days are numbers as a spreadsheet counts them: 45992 is 1 December 2025."""
    reason: str = ""


class Formats(NamedTuple):
    """The formats of columns by position; how many rows there are, if they were counted."""

    columns: dict[int, ColumnFormat]
    rows: int | None

    def sentences(self, mapping: Mapping) -> list[str]:
        """Return what to tell a person about how values are read, one sentence each."""
        found = [(c, self.columns.get(c.at)) for c in (*mapping.columns, *mapping.custom)]
        return [
            say('column "{header}": {reason}', header=column.header, reason=form.reason)
            for column, form in found
            if form and form.reason
        ]


def is_no_date(text: str) -> bool:
    """Tell the zeros that programs write for a missing day: 0/0/00, 0000-00-00 00:00:00."""
    return "0" in text and not text.strip("0-/.: T")


def is_serial(text: str) -> bool:
    """Tell a number that a spreadsheet would show as a day of 1940 to 2099."""
    found = _SERIAL.fullmatch(text)
    return found is not None and int(found[1]) in _SERIALS


def serial_day(text: str) -> str:
    """Return the day of a spreadsheet's number, with the time of day where it has a fraction, as ISO."""
    from datetime import datetime, timedelta

    whole, _, fraction = text.replace(",", ".").partition(".")
    seconds = round(float(f"0.{fraction or 0}") * 86_400)
    moment = datetime(1899, 12, 30) + timedelta(days=int(whole), seconds=seconds)  # noqa: DTZ001 - local, as written
    return moment.date().isoformat() if not seconds else moment.isoformat(sep=" ")
