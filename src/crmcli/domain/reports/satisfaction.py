"""``report satisfaction``: would they recommend us, was what they met more than what they expected.

NPS is the percentage of 9 and 10 less that of 0 to 6, from -100 to 100 (Reichheld, The One Number You
Need to Grow, 2003). Satisfaction is what was met less what was expected; means of scales other than 5
are brought to 5. Content is who gave one of the two highest scores.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ROOMY, Number, Percent
from crmcli.domain.nouns import CUSTOMER, SURVEY
from crmcli.domain.reports import figures
from crmcli.domain.reports.scope import Asked, By, chosen, total
from crmcli.domain.reports.scope import within as in_days
from crmcli.domain.results import Report
from crmcli.domain.surveys import DETRACTOR, PROMOTER, Gap
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crmcli.sql import Reader

SCALE = 5
"""The scale on which means stand."""


@frozen
class Request(Asked):
    """Answers of the span; ``by`` is a name of ``BY``, None is month."""

    by: str | None = None


# Over survey r, its customer c and its user u.
BY = {
    "month": By("substr(r.answered_on, 1, 7)", "substr(r.answered_on, 1, 7)"),
    "quarter": By("substr(r.answered_on, 1, 7)", "substr(r.answered_on, 1, 7)"),
    "year": By("substr(r.answered_on, 1, 4)", "substr(r.answered_on, 1, 4)"),
    "topic": By("r.topic", "r.topic"),
    "branch": By("r.branch", "r.branch"),
    "channel": By("r.channel", "r.channel"),
    "segment": By("NULL", "NULL"),
    "city": By("c.city", "c.city"),
    "user": By("u.id", "u.name", "U"),
}
IN_TIME = ("month", "quarter", "year")


@frozen
class ScoreRow:
    """Answers of a group; ``gap`` is the mean of experience less expectation, of who gave both.

    ``trend`` is NPS less that of the period before in which anybody answered; ``content`` a share, 0..1.
    """

    group: str | None
    answers: int
    nps: Annotated[float | None, Number("NPS", digits=0)]
    expectation: Annotated[float | None, Number("expected", digits=2)]
    experience: Annotated[float | None, Number("met", digits=2)]
    gap: Annotated[float | None, Gap(digits=2)]
    content: Annotated[float | None, Percent(digits=0)]
    promoters: Annotated[int, Number("9-10", show=ROOMY)]
    detractors: Annotated[int, Number("0-6", show=ROOMY)]


@frozen
class TrendRow(ScoreRow):
    """Answers of a period."""

    trend: Annotated[float | None, Gap("trend", digits=0)]


class Sums(NamedTuple):
    """Answers alike in group and scale: counts, and sums of scores."""

    key: Any
    label: str | None
    scale: int
    answers: int
    rated: int
    promoters: int
    detractors: int
    expected: int
    expectation: int | None
    met: int
    experience: int | None
    both: int
    gap: int | None
    scored: int
    content: int


_SUMS = f"""
SELECT {{key}}, {{label}}, r.scale, count(*), count(r.nps), count(CASE WHEN r.nps >= {PROMOTER} THEN 1 END),
  count(CASE WHEN r.nps <= {DETRACTOR} THEN 1 END), count(r.expectation), {total("r.expectation")},
  count(r.experience), {total("r.experience")}, count(r.experience - r.expectation),
  {total("r.experience - r.expectation")}, count(r.satisfaction),
  count(CASE WHEN r.satisfaction >= r.scale - 1 THEN 1 END)
FROM survey r LEFT JOIN customer c ON c.id = r.customer_id LEFT JOIN crm_user u ON u.id = r.user_id
WHERE r.answered_on <= :as_of AND {{days}} AND {{where}} AND {{more}} GROUP BY {{groups}}
"""


def report(db: Reader, request: Request) -> Report[Any]:
    """Sum answers up by month, or by ``request.by``.

    Periods stand in time, everything else by answers, the most first. An answer of a customer in
    several segments counts in each.

    Raises:
        UsageError: the report can't be told by that.
    """
    by = chosen("satisfaction", request.by or "month", BY)
    found = fetch_segments(db, request) if by == "segment" else fetch(db, request, by)
    whole = fetch(db, request, None)
    rows = score_rows(found, by)
    other = sum(one.answers for one in whole if one.scale != SCALE)
    notes = (f"scores of {figures.plural(other, 'answer')} brought to a scale of {SCALE}",) if other else ()
    empty = "nobody answered yet: crm survey add C-1 --nps 9 --expectation 4 --experience 5"
    if by == "segment" and whole:
        empty = "nobody who answered is in a saved segment: crm segment list"
    row_type = TrendRow if by in IN_TIME else ScoreRow
    all_of_it = _trended([score_row(None, whole)])[0] if by in IN_TIME else score_row(None, whole)
    return Report(
        "satisfaction",
        figures.headed(row_type, by),
        _trended(rows) if by in IN_TIME else rows,
        f"Satisfaction by {by}{request.span}",
        request.as_of,
        total=all_of_it if whole else None,
        empty=empty,
        notes=notes,
    )


def fetch(
    db: Reader, request: Request, by: str | None, more: tuple[str, dict[str, Any]] = ("1 = 1", {})
) -> list[Sums]:
    """Return sums by group and scale, in no order; without ``by`` of all."""
    from crmcli.domain.where import conditions

    where, values = conditions(
        db, SURVEY, request.where, as_of=request.as_of, lapsed_days=request.lapsed_days
    )
    days, bounds = in_days("r.answered_on", request)
    nothing = "CAST(NULL AS TEXT)"
    key, label = (BY[by].key, BY[by].label) if by else (nothing, nothing)
    query = _SUMS.format(
        key=key, label=label, days=days, where=where, more=more[0], groups="1, 2, 3" if by else "r.scale"
    )
    bound = {**values, **bounds, **more[1], "as_of": request.as_of.isoformat()}
    sums = [Sums(*row) for row in db.tuples(query, bound)]
    if by != "quarter":
        return sums
    quarters = [f"{one.key[:5]}Q{(int(one.key[5:7]) + 2) // 3}" for one in sums]
    return [one._replace(key=name, label=name) for one, name in zip(sums, quarters, strict=True)]


def fetch_segments(db: Reader, request: Request) -> list[Sums]:
    """Return sums by saved segment of customers and scale."""
    from crmcli.domain.where import conditions

    found = []
    segments = db.tuples(
        "SELECT id, name, filter FROM segment WHERE noun = 'customer' ORDER BY name_sort, id"
    )
    for number, name, condition in segments:
        test, values = conditions(
            db, CUSTOMER, (condition,), as_of=request.as_of, lapsed_days=request.lapsed_days
        )
        ids = [row[0] for row in db.tuples(f"SELECT r.id FROM customer r WHERE {test}", values)]
        more = within(db.engine, "r.customer_id", "segment", ids)
        found += [one._replace(key=number, label=name) for one in fetch(db, request, None, more)]
    return found


def score_rows(found: Sequence[Sums], by: str) -> list[ScoreRow]:
    """Return the rows in order."""
    from crmcli.domain.text import sort_key

    groups: dict[Any, list[Sums]] = {}
    for one in found:
        groups.setdefault(one.key, []).append(one)
    labels = figures.told_apart({key: part[0].label for key, part in groups.items()}, BY[by].prefix)

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
    )


def _mean(parts: Iterable[tuple[int | None, int, int]]) -> float | None:
    """Return the mean of sums over counts, each brought from its own scale to 5."""
    listed = list(parts)
    count = sum(many for _, many, _ in listed)
    if not count:
        return None
    # Scales alike are added before they are divided: so the usual mean is exact.
    return sum((added or 0) * SCALE / scale for added, _, scale in listed) / count


def _trended(rows: Sequence[ScoreRow]) -> list[TrendRow]:
    """Return rows in time with the change of NPS since the last one that has any."""
    found: list[TrendRow] = []
    before: float | None = None
    for row in rows:
        change = None if before is None or row.nps is None else row.nps - before
        found.append(TrendRow(**row.__dict__, trend=change))
        before = row.nps if row.nps is not None else before
    return found
