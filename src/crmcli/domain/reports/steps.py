"""Steps of an explanation: what was taken and what it is, as exact text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.reports.explaining import StepRow
from crmcli.domain.reports.figures import money
from crmcli.domain.results import Listing

if TYPE_CHECKING:
    from collections.abc import Iterable


def amount(step: str, minor: int | None, currency: str | None) -> StepRow:
    """Return a step with an amount: ``1234.50 TRY``, unknown without one."""
    if minor is None or currency is None:
        return StepRow(step, "unknown")
    return StepRow(step, f"{money(minor, currency)} {currency}")


def number(step: str, value: float | None, unit: str = "") -> StepRow:
    """Return a step with a number and its unit; no value where there is none."""
    if value is None:
        return StepRow(step, None)
    text = str(value) if isinstance(value, int) else f"{value:.6g}"
    return StepRow(step, f"{text} {unit}".rstrip())


def ratio(step: str, part: int | None, whole: int | None, found: float | None) -> StepRow:
    """Return a step with a share and what it is made of: ``3 / 5 = 60 %``."""
    told = "none" if found is None else f"{found * 100:.4g} %"
    return StepRow(step, f"{'?' if part is None else part} / {'?' if whole is None else whole} = {told}")


def listed(rows: Iterable[StepRow]) -> Listing[StepRow]:
    """Return the steps as the listing that stands first in an explanation."""
    return Listing(StepRow, list(rows), title="steps")
