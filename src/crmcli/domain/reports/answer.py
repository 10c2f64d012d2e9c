"""What is the same for every report: asked beside an earlier day, explained, watched for alerts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.reports.entry import Entry
from crmcli.domain.reports.scope import Asked
from crmcli.domain.results import Record, Report

if TYPE_CHECKING:
    from crmcli.sql import Reader

FOUND = 10


class Question(NamedTuple):
    """A report, what is asked of it, and what is to be done with its answer.

    ``compare`` is a day to set beside; ``explain`` names a row; an answer that meets one of ``alerts``,
    or has a row where ``exit_code`` is set, ends with exit code 10. ``limit`` is how many rows somebody
    asked for, 0 when nobody did: the request's own holds back no period and no stage. ``says`` tells a
    word of the program's own as people read it, in any language.
    """

    entry: Entry
    request: Asked
    compare: date | None = None
    explain: str | None = None
    alerts: tuple[str, ...] = ()
    exit_code: bool = False
    limit: int = 0
    says: Callable[[str], Iterable[str]] = lambda text: (text,)


class Answered(NamedTuple):
    """An answer, and the alerts that it raised, each a sentence."""

    result: Report[Any] | Record[Any]
    alerts: tuple[str, ...] = ()


def answer(db: Reader, question: Question) -> Report[Any] | Record[Any]:
    """Return a report, or one row of it with what is behind it.

    Raises:
        UsageError: options that contradict each other or are none.
        NotFound: no row answers to the name to be explained.
    """
    return answered(db, question).result


def answered(db: Reader, question: Question) -> Answered:
    """Return an answer apart from the alerts that it raised.

    Raises:
        UsageError: options that contradict each other or are none.
        NotFound: no row answers to the name to be explained.
    """
    module: Any = import_module(question.entry.module)
    request = question.request
    # An alert is about all rows, also those that a terminal has no room for.
    whole = replace(request, limit=0)
    if question.explain is not None:
        from crmcli.domain.reports.explaining import explained

        found = module.report(db, whole)
        return Answered(explained(db, module, whole, found, question.explain, question.says))
    asked = whole if question.alerts else request
    if question.compare is not None:
        from crmcli.domain.reports.comparing import compared

        report = compared(db, module, asked, question.compare)
    else:
        report = module.report(db, asked)
    told = watched(report, question.alerts, any_row=question.exit_code, limit=request.limit)
    return Answered(_first(told.result, question.limit), told.alerts)


def _first(found: Report[Any] | Record[Any], limit: int) -> Report[Any] | Record[Any]:
    """Return a report with no more rows than were asked for, and a note of the rest."""
    from crmcli.domain.reports.groups import cut

    if not isinstance(found, Report):
        return found
    rows, more = cut(list(found.rows), limit, "row")
    return replace(found, rows=rows, notes=(*more, *found.notes)) if more else found


def watched(
    found: Report[Any], alerts: tuple[str, ...], *, any_row: bool = False, limit: int = 0
) -> Answered:
    """Return a report of all rows, cut to ``limit``, with exit code 10 where there is what was asked about.

    Raises:
        UsageError: an alert that is no test of a column.
    """
    if not alerts:
        return Answered(replace(found, exit_code=FOUND) if any_row and found.rows else found)
    from crmcli.domain.reports.alerts import alarms, untested
    from crmcli.domain.reports.groups import cut

    raised, blind = alarms(found, alerts), untested(found, alerts)
    rows, more = cut(list(found.rows), limit, "row")
    told = replace(found, rows=rows, notes=(*raised, *blind, *more, *found.notes))
    if raised or (any_row and found.rows):
        told = replace(told, exit_code=FOUND)
    return Answered(told, raised)
