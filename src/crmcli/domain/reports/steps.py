"""Steps of an explanation: what was taken and what it is, as exact text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.reports.explaining import StepRow
from crmcli.domain.reports.figures import exact, own, percentage
from crmcli.domain.results import Listing
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterable


def amount(step: str, minor: int | None, currency: str | None) -> StepRow:
    """Return a step with an amount: ``1234.50 TRY``, unknown without one."""
    return StepRow(own(step), exact(minor, currency))


def number(step: str, value: float | None, unit: str = "") -> StepRow:
    """Return a step with a number and its unit; no value where there is none."""
    if value is None:
        return StepRow(own(step), None)
    if unit == "%":
        return StepRow(own(step), say("{number:.6g} %", number=value))
    text = str(value) if isinstance(value, int) else say("{number:.6g}", number=value)
    return StepRow(own(step), say("{text} {unit}", text=text, unit=own(unit)) if unit else text)


def ratio(step: str, part: int | None, whole: int | None, found: float | None) -> StepRow:
    """Return a step with a share and what it is made of: ``3 / 5 = 60 %``."""
    told = say("none") if found is None else percentage(found)
    first, second = ("?" if one is None else one for one in (part, whole))
    return StepRow(own(step), say("{part} / {whole} = {told}", part=first, whole=second, told=told))


def listed(rows: Iterable[StepRow]) -> Listing[StepRow]:
    """Return the steps as the listing that stands first in an explanation."""
    return Listing(StepRow, list(rows), title="steps")
