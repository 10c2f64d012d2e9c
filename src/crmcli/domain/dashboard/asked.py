"""What every panel is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.reports.answer import Question
from crmcli.domain.today.items import Ask

if TYPE_CHECKING:
    from datetime import date

ROWS = 30
"""Rows that a panel asks for: more than any screen shows."""


class Glance(NamedTuple):
    """The day's questions, the moment in UTC (ISO), the home currency, the reports behind the alerts."""

    ask: Ask
    now: str
    currency: str
    reports: Mapping[str, Question]

    @property
    def today(self) -> date:
        """The day asked about."""
        return self.ask.today
