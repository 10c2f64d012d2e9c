"""Months, quarters and years as whole numbers, so that periods can be counted from one to another."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from crmcli.domain.periods import named

LENGTHS = {"month": 1, "quarter": 3, "year": 12}
"""How many months each has."""
FURTHEST = 120_000
"""More than the number of any period: two of them fit into one whole number."""


class Length(NamedTuple):
    """A length of periods: its name, its months."""

    name: str
    months: int

    @classmethod
    def of(cls, name: str) -> Length:
        """Return the length of that name; what is no period is counted in months."""
        return cls(name, LENGTHS[name]) if name in LENGTHS else cls("month", 1)

    @property
    def sql(self) -> str:
        """An expression over a day ``{day}`` that is the period's number on both engines."""
        year, month = (f"CAST(substr({{day}}, {part}) AS BIGINT)" for part in ("1, 4", "6, 2"))
        if self.name == "year":
            return year
        return (
            f"({year} * 4 + ({month} - 1) / 3)" if self.name == "quarter" else f"({year} * 12 + {month} - 1)"
        )

    def number(self, day: date) -> int:
        """Return the number of the period that a day lies in."""
        return (day.year * 12 + day.month - 1) // self.months

    def called(self, number: int) -> str:
        """Return 2026-07, 2026-Q3 or 2026."""
        return named(self.name, number)

    def over(self, as_of: date) -> int:
        """Return the number of the last period whose last day has come."""
        here = self.number(as_of)
        return here if as_of == date.max or self.number(as_of + timedelta(days=1)) > here else here - 1
