"""What is the same for every report: asked beside an earlier day, explained, watched for alerts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.reports.entry import Entry
from crmcli.domain.reports.scope import Asked

if TYPE_CHECKING:
    from crmcli.domain.results import Record, Report
    from crmcli.sql import Reader

FOUND = 10


class Question(NamedTuple):
    """A report, what is asked of it, and what is to be done with its answer.

    ``compare`` is a day to set beside; ``explain`` names a row; an answer that meets one of ``alerts``,
    or has a row where ``exit_code`` is set, ends with exit code 10.
    """

    entry: Entry
    request: Asked
    compare: date | None = None
    explain: str | None = None
    alerts: tuple[str, ...] = ()
    exit_code: bool = False


def answer(db: Reader, question: Question) -> Report[Any] | Record[Any]:
    """Return a report, or one row of it with what is behind it.

    Raises:
        UsageError: options that contradict each other or are none.
        NotFound: no row answers to the name to be explained.
    """
    module: Any = import_module(question.entry.module)
    request = question.request
    if question.explain is not None:
        from crmcli.domain.reports.explaining import explained

        whole = replace(request, limit=0)
        return explained(db, module, whole, module.report(db, whole), question.explain)
    if question.compare is not None:
        from crmcli.domain.reports.comparing import compared

        found = compared(db, module, request, question.compare)
    else:
        found = module.report(db, request)
    return watched(found, question.alerts, any_row=question.exit_code)


def watched(found: Report[Any], alerts: tuple[str, ...], *, any_row: bool = False) -> Report[Any]:
    """Return the report with exit code 10 where there is what was asked about.

    Raises:
        UsageError: an alert that is no test of a column.
    """
    raised: tuple[str, ...] = ()
    if alerts:
        from crmcli.domain.reports.alerts import alarms

        raised = alarms(found, alerts)
    if raised or (any_row and found.rows):
        return replace(found, notes=(*raised, *found.notes), exit_code=FOUND)
    return found
