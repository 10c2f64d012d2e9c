"""The panel of what should be looked at: who may leave, what is owed, which targets are missed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

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
    """Something to look at: what, how many, what it is about in money, and the command that shows it."""

    what: Annotated[str, Text(wrap=False)]
    count: Annotated[int, Number("no.")]
    amount: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text()]
    way: Annotated[str, Text(wrap=False, dim=True, show=ROOMY)]


_UNANSWERED = "SELECT count(*) FROM support_case WHERE status = 'open' AND first_response_at IS NULL"


def alerts(db: Reader, glance: Glance) -> Listing[AlertRow]:
    """Return what there is to look at; what has nothing isn't named."""
    rows = [
        *_leaving(db, glance),
        *_owed(db, glance),
        *_behind(db, glance),
    ]
    waiting = int(db.value(_UNANSWERED) or 0)
    if waiting:
        rows.insert(0, AlertRow(say("cases without an answer"), waiting, None, None, "crm case list"))
    return Listing(AlertRow, rows, empty=say("nothing: all is well"))


def _leaving(db: Reader, glance: Glance) -> list[AlertRow]:
    """Return customers at risk, and what of next year's revenue is."""
    rows = _rows(db, glance, "churn")
    at_risk = [row for row in rows if row.kind == "at risk"]
    amount = sum(row.at_risk or 0 for row in at_risk if row.currency == glance.currency)
    what = say("customers at risk")
    return _alert(what, len(at_risk), amount, glance, "crm report churn")


def _owed(db: Reader, glance: Glance) -> list[AlertRow]:
    """Return customers who owe what is past its day."""
    rows = _rows(db, glance, "receivables")
    late = [
        (row.days_30 + row.days_60 + row.days_90 + row.older, row.currency)
        for row in rows
        if row.days_30 + row.days_60 + row.days_90 + row.older > 0
    ]
    amount = sum(minor for minor, currency in late if currency == glance.currency)
    return _alert(say("owe what is late"), len(late), amount, glance, "crm report receivables")


def _behind(db: Reader, glance: Glance) -> list[AlertRow]:
    """Return targets of now that are behind their pace."""
    rows = _rows(db, glance, "targets")
    behind = [row for row in rows if row.state == "behind"]
    return _alert(say("targets behind"), len(behind), 0, glance, "crm report targets")


def _alert(what: str, count: int, amount: int, glance: Glance, way: str) -> list[AlertRow]:
    """Return a row, none where there is nothing."""
    if not count:
        return []
    return [AlertRow(what, count, amount or None, glance.currency if amount else None, way)]


def _rows(db: Reader, glance: Glance, name: str) -> list[Any]:
    """Return the rows of a report; of one that can't be told of this store none."""
    from crmcli.domain.reports.answer import answer

    question = glance.reports.get(name)
    if question is None:
        return []
    try:
        return list(answer(db, question).rows)  # type: ignore[union-attr]
    except CrmError:
        return []
