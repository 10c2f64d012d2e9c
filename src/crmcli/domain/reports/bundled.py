"""The digest of a run: its answers on one page or in one mail, with what is wrong above them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.results import Bundle, Report
from crmcli.errors import CrmError
from crmcli.said import Said, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from crmcli.domain.papers import Paper


def bundled(papers: Sequence[Paper], title: str, as_of: date) -> Bundle:
    """Return the answers in their order; above them alerts, then which reports failed and why.

    A report without rows that is to be silent is not among them.
    """
    parts = tuple(
        paper.result
        for paper in papers
        if paper.result is not None and not isinstance(paper.result, Bundle) and not _silent(paper)
    )
    return Bundle(title, as_of, parts, (*_alerts(papers), *_failures(papers)))


def _silent(paper: Paper) -> bool:
    return paper.silent and isinstance(paper.result, Report) and not paper.result.rows


def _alerts(papers: Sequence[Paper]) -> Iterator[str]:
    for paper in papers:
        for alert in paper.alerts:
            bare = say("{text}: {values}", **alert.values) if isinstance(alert, Said) else alert
            yield say("{name}: {alert}", name=paper.name, alert=bare)


def _failures(papers: Sequence[Paper]) -> Iterator[str]:
    for paper in papers:
        if paper.result is None:
            why = paper.failure.message if isinstance(paper.failure, CrmError) else say("nothing came of it")
            yield say("{name} failed: {why}", name=paper.name, why=why)
