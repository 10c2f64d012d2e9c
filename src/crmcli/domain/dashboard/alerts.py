"""The panel of what should be looked at: who may leave, what is owed, which targets are missed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ROOMY, Money, Number, Text
from crmcli.domain.results import Listing
from crmcli.errors import CrmError
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.dashboard.asked import Glance
    from crmcli.sql import Reader


@frozen
class AlertRow:
    """Something to look at: what, how many, what it is about in money, and the command that shows it.

    Without a count it could not be told; then ``way`` leads to the reason.
    """

    what: Annotated[str, Text(wrap=False)]
    count: Annotated[int | None, Number("no.")]
    amount: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text()]
    way: Annotated[str, Text(wrap=False, dim=True, show=ROOMY)]


_UNANSWERED = "SELECT count(*) FROM support_case WHERE status = 'open' AND first_response_at IS NULL"


def alerts(db: Reader, glance: Glance) -> Listing[AlertRow]:
    """Return what there is to look at; what has nothing isn't named."""
    rows = [row for look in _LOOKS if (row := _alert(db, glance, look)) is not None]
    waiting = int(db.value(_UNANSWERED) or 0)
    if waiting:
        rows.insert(0, AlertRow(say("cases without an answer"), waiting, None, None, "crm case list"))
    return Listing(AlertRow, rows, empty=say("nothing: all is well"))


def _leaving(rows: Sequence[Any], currency: str) -> tuple[int, int]:
    """Count customers at risk, and what of next year's revenue is."""
    at_risk = [row for row in rows if row.kind == "at risk"]
    return len(at_risk), sum(row.at_risk or 0 for row in at_risk if row.currency == currency)


def _owed(rows: Sequence[Any], currency: str) -> tuple[int, int]:
    """Count customers who owe what is past its day, and how much that is."""
    late = [(row.days_30 + row.days_60 + row.days_90 + row.older, row.currency) for row in rows]
    late = [(minor, owed_in) for minor, owed_in in late if minor > 0]
    return len(late), sum(minor for minor, owed_in in late if owed_in == currency)


def _behind(rows: Sequence[Any], currency: str) -> tuple[int, int]:
    """Count targets of now that are behind their pace."""
    del currency
    return sum(row.state == "behind" for row in rows), 0


class _Look(NamedTuple):
    """A report, what of it is an alert, and how many and how much of the home currency that is."""

    report: str
    what: str
    counted: Callable[[Sequence[Any], str], tuple[int, int]]


_LOOKS = (
    _Look("churn", say("customers at risk"), _leaving),
    _Look("receivables", say("owe what is late"), _owed),
    _Look("targets", say("targets behind"), _behind),
)


def _alert(db: Reader, glance: Glance, look: _Look) -> AlertRow | None:
    """Return what a report has to look at, None where there is nothing."""
    from crmcli.domain.reports.answer import answer

    question = glance.reports.get(look.report)
    if question is None:
        return None
    way = f"crm report {look.report}"
    try:
        rows = list(answer(db, question).rows)  # type: ignore[union-attr]
    except CrmError:
        return AlertRow(say("{what}: could not be told", what=look.what), None, None, None, way)
    count, amount = look.counted(rows, glance.currency)
    if not count:
        return None
    return AlertRow(look.what, count, amount or None, glance.currency if amount else None, way)
