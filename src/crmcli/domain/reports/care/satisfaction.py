"""``report satisfaction``: would they recommend us, was what they met more than what they expected.

NPS is the percentage of 9 and 10 less that of 0 to 6, from -100 to 100 (Reichheld, The One Number You
Need to Grow, 2003). Satisfaction is what was met less what was expected; means of scales other than 5
are brought to 5. Content is who gave one of the two highest scores.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Number, Percent, Text
from crmcli.domain.reports import figures
from crmcli.domain.reports.care.survey_sums import BY, IN_TIME, Sums, fetch
from crmcli.domain.reports.groups import cut, gathered, worded
from crmcli.domain.reports.scope import Asked, chosen
from crmcli.domain.results import Report
from crmcli.domain.surveys import Gap
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crmcli.domain.results import Listing
    from crmcli.sql import Reader

SCALE = 5
"""The scale on which means stand."""


@frozen
class Request(Asked):
    """Answers of the span; ``by`` is a name of ``BY``, None is month."""

    by: str | None = None


@frozen
class ScoreRow:
    """Answers of a group; ``gap`` is the mean of experience less expectation, of who gave both.

    ``trend`` is NPS less that of the period before in which anybody answered; ``content`` a share, 0..1.
    """

    group: Annotated[str | None, Text(), "What the rows are told by; blank for answers that have none."]
    answers: Annotated[int, Number(), "Surveys that were answered."]
    nps: Annotated[
        float | None,
        Number("NPS", digits=0),
        "Percentage of 9 and 10 less that of 0 to 6, -100 to 100 (Reichheld 2003); blank without any rating.",
    ]
    expectation: Annotated[
        float | None, Number("expected", digits=2), "Mean of what they expected, 0 to 5 or brought to it."
    ]
    experience: Annotated[
        float | None, Number("met", digits=2), "Mean of what they met with, 0 to 5 or brought to it."
    ]
    gap: Annotated[
        float | None, Gap(digits=2), "Mean of what was met less what was expected, of who said both."
    ]
    content: Annotated[
        float | None,
        Percent(named("content", "satisfied"), digits=0),
        "Part of those who scored whose score was one of the two highest.",
    ]
    promoters: Annotated[int, Number("9-10", show=ROOMY), "Who rated 9 or 10."]
    detractors: Annotated[int, Number("0-6", show=ROOMY), "Who rated 0 to 6."]
    passives: Annotated[int, Number("7-8", show=DETAIL), "Who rated 7 or 8."]
    paired: Annotated[int, Number("said both", show=DETAIL), "Who said what was expected and what was met."]


@frozen
class TrendRow(ScoreRow):
    """Answers of a period."""

    trend: Annotated[float | None, Gap("trend", digits=0), "NPS less that of the period before that has one."]


ROWS = (TrendRow, ScoreRow)


def report(db: Reader, request: Request) -> Report[Any]:
    """Sum answers up by month, or by ``request.by``.

    Periods stand in time, everything else by answers, the most first. An answer of a customer in
    several segments counts in each.

    Raises:
        UsageError: the report can't be told by that.
    """
    from crmcli.domain.reports.care.survey_pictures import pictures

    by = chosen("satisfaction", request.by or "month", BY)
    found, whole = fetch(db, request, by), fetch(db, request, None)
    rows: Sequence[Any] = score_rows(found, by)
    total: Any = score_row(None, whole)
    row_type: Any = ScoreRow
    if by in IN_TIME:
        row_type, rows, total = TrendRow, _trended(rows), _trended([total])[0]
    shown, more = cut(list(rows), 0 if by in IN_TIME else request.limit, "row")
    empty = say("nobody answered yet: crm survey add C-1 --nps 9 --expectation 4 --experience 5")
    if by == "segment" and whole:
        empty = say("nobody who answered is in a saved segment: crm segment list")
    return Report(
        "satisfaction",
        figures.headed(row_type, by),
        shown,
        say("Satisfaction by {by}{span}", by=named(by, "column"), span=request.span),
        request.as_of,
        pictures=pictures(rows, total, by, request.language) if whole else (),
        total=total if whole else None,
        empty=empty,
        notes=(*more, *_notes(whole)),
    )


def _notes(whole: Sequence[Sums]) -> tuple[str, ...]:
    """Return how many answers were brought to another scale, in words."""
    other = sum(one.answers for one in whole if one.scale != SCALE)
    return (
        (
            say(
                "scores of {plural} brought to a scale of {scale}",
                plural=figures.plural(other, "answer"),
                scale=SCALE,
            ),
        )
        if other
        else ()
    )


def score_rows(found: Sequence[Sums], by: str) -> list[ScoreRow]:
    """Return the rows in order."""
    from crmcli.domain.text import sort_key

    groups, labels = gathered(found, BY[by].prefix)
    labels = worded(labels, by)

    def order(key: Any) -> tuple[Any, ...]:
        label = labels[key] or ""
        if by in IN_TIME:
            return (key is None, label)
        return (key is None, -sum(one.answers for one in groups[key]), sort_key(label), str(key))

    return [score_row(labels[key], groups[key]) for key in sorted(groups, key=order)]


def score_row(name: str | None, part: Sequence[Sums]) -> ScoreRow:
    """Return the row that sums make together."""
    rated = sum(one.rated for one in part)
    promoters, detractors = sum(one.promoters for one in part), sum(one.detractors for one in part)
    return ScoreRow(
        group=name,
        answers=sum(one.answers for one in part),
        nps=100 * (promoters - detractors) / rated if rated else None,
        expectation=_mean((one.expectation, one.expected, one.scale) for one in part),
        experience=_mean((one.experience, one.met, one.scale) for one in part),
        gap=_mean((one.gap, one.both, one.scale) for one in part),
        content=figures.share(sum(one.content for one in part), sum(one.scored for one in part)),
        promoters=promoters,
        detractors=detractors,
        passives=rated - promoters - detractors,
        paired=sum(one.both for one in part),
    )


def _mean(parts: Iterable[tuple[int | None, int, int]]) -> float | None:
    """Return the mean of sums over counts, each brought from its own scale to 5."""
    from fractions import Fraction

    listed = list(parts)
    count = sum(many for _, many, _ in listed)
    if not count:
        return None
    # Exact until the end, so that the order of the parts can't be seen.
    return float(sum(Fraction((added or 0) * SCALE, scale) for added, _, scale in listed) / count)


def _trended(rows: Sequence[ScoreRow]) -> list[TrendRow]:
    """Return rows in time with the change of NPS since the last one that has any."""
    found: list[TrendRow] = []
    before: float | None = None
    for row in rows:
        change = None if before is None or row.nps is None else row.nps - before
        found.append(TrendRow(**row.__dict__, trend=change))
        before = row.nps if row.nps is not None else before
    return found


def explain(db: Reader, request: Request, row: ScoreRow) -> tuple[Listing[Any], ...]:
    """Return how NPS, means and gap of a row are made, and the answers it is of."""
    from crmcli.domain.reports.care.survey_behind import behind

    return behind(db, request, row)
