"""``--alert``: a test of a report's rows, such as ``overdue > 1000`` or ``total net < 5000``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.results import Report


def alarms(found: Report[Any], alerts: Sequence[str]) -> tuple[str, ...]:
    """Return a sentence for each test that some row meets.

    Raises:
        UsageError: a test that is none, or of a column that is not there.
    """
    raise NotImplementedError
