"""What is behind a row of ``report satisfaction``: how its figures are made, and the answers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Day, Number, Ref, Text
from crmcli.domain.reports import figures, steps
from crmcli.domain.reports.care.survey_sums import BY, Answer, fetch_answers
from crmcli.domain.reports.explaining import StepRow
from crmcli.domain.results import Listing
from crmcli.domain.surveys import Gap
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.domain.reports.care.satisfaction import Request, ScoreRow
    from crmcli.sql import Reader


@frozen
class AnswerRow:
    """An answer; scores are 0 to ``scale``."""

    id: Annotated[int, Ref("SV", "no.")]
    day: Annotated[date, Day()]
    customer: Annotated[str | None, Text()]
    nps: Annotated[int | None, Number("NPS")]
    expectation: Annotated[int | None, Number("expected")]
    experience: Annotated[int | None, Number("met")]
    gap: Annotated[int | None, Gap()]
    satisfaction: Annotated[int | None, Number(named("content", "satisfied"))]
    scale: Annotated[int, Number(named("of", "count"))]


def behind(db: Reader, request: Request, row: ScoreRow) -> tuple[Listing[Any], ...]:
    """Return the steps to the figures of a row, and its answers, the oldest first."""
    by = request.by or "month"
    found = fetch_answers(db, request, by)
    labels = figures.told_apart({one.key: one.label for one in found}, BY[by].prefix)
    part = [one for one in found if labels[one.key] == row.group]
    if row.group is None and row.answers != len(part):
        part = fetch_answers(db, request, None)
    rows = [
        AnswerRow(
            one.id,
            date.fromisoformat(one.day),
            one.customer,
            one.nps,
            one.expectation,
            one.experience,
            _gap(one),
            one.satisfaction,
            one.scale,
        )
        for one in part
    ]
    return steps.listed(_steps(row, part)), Listing(AnswerRow, rows, title="answers")


def _gap(one: Answer) -> int | None:
    return None if one.expectation is None or one.experience is None else one.experience - one.expectation


def _steps(row: ScoreRow, part: Sequence[Answer]) -> Iterator[StepRow]:
    rated = row.promoters + row.passives + row.detractors
    yield steps.number(say("rated 9 or 10"), row.promoters)
    yield steps.number(say("rated 7 or 8"), row.passives)
    yield steps.number(say("rated 0 to 6"), row.detractors)
    nps = say("none") if row.nps is None else say("{number:.6g}", number=row.nps)
    yield StepRow(
        "NPS",
        say(
            "100 x ({promoters} - {detractors}) / {rated} = {nps}",
            promoters=row.promoters,
            detractors=row.detractors,
            rated=rated,
            nps=nps,
        ),
    )
    yield steps.number(say("said what they expected"), sum(one.expectation is not None for one in part))
    yield steps.number(say("mean of it, of 5"), row.expectation)
    yield steps.number(say("said what they met"), sum(one.experience is not None for one in part))
    yield steps.number(say("mean of it, of 5"), row.experience)
    yield steps.number(say("said both"), row.paired)
    yield steps.number(say("mean of met less expected, of 5"), row.gap)
    scored = [one for one in part if one.satisfaction is not None]
    high = sum((one.satisfaction or 0) >= one.scale - 1 for one in scored)
    yield steps.ratio(say("content: the two highest scores over all"), high, len(scored), row.content)
