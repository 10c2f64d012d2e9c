"""``report checks``: mystery-shopper checks by branch, in time, or question by question.

A score is the points that were got over those there were to get, all checks of the group together.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.checks import read_answers
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ROOMY, Day, Number, Percent, Ref, Text
from crmcli.domain.nouns import CHECK
from crmcli.domain.pictures import Cell, Grid
from crmcli.domain.reports import figures, steps
from crmcli.domain.reports.groups import cut
from crmcli.domain.reports.scope import Asked, By, chosen
from crmcli.domain.reports.scope import within as in_days
from crmcli.domain.results import Listing, Report
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.sql import Reader


@frozen
class Request(Asked):
    """Checks of the span; ``by`` is a name of ``BY``, None is branch."""

    by: str | None = None


_QUARTER = "substr(r.checked_on, 1, 4) || '-Q' || ((CAST(substr(r.checked_on, 6, 2) AS INTEGER) + 2) / 3)"
# Over shop_check r and its user u.
BY = {
    "branch": By("r.branch", "r.branch"),
    "month": By("substr(r.checked_on, 1, 7)", "substr(r.checked_on, 1, 7)"),
    "quarter": By(_QUARTER, _QUARTER),
    "year": By("substr(r.checked_on, 1, 4)", "substr(r.checked_on, 1, 4)"),
    "question": By("r.branch", "r.branch"),
    "shopper": By("r.shopper", "r.shopper"),
    "user": By("u.id", "u.name", "U"),
    "channel": By("r.channel", "r.channel"),
}
IN_TIME = ("month", "quarter", "year")
_MOST_QUESTIONS, _MOST_BRANCHES = 15, 8


@frozen
class AskedRow:
    """Checks of a group; scores are 0..1, ``worst`` the lowest of a single check."""

    group: Annotated[str | None, Text(), "What the rows are told by; blank for checks that have none."]
    checks: Annotated[int, Number(), "Checks made in the days; told by question, how often it was answered."]
    points: Annotated[int, Number(show=ROOMY), "Points they got."]
    best: Annotated[int, Number(named("of", "count"), show=ROOMY), "Points there were to get."]
    score: Annotated[float | None, Percent(bar=True), "Points got over points there were, all together."]
    worst: Annotated[float | None, Percent(digits=0), "The lowest score of a single check."]
    last: Annotated[date | None, Day("last check"), "Day of the last check."]


@frozen
class CheckedRow(AskedRow):
    """Checks of a group; ``weakest`` is the question with the lowest score, None when none lost any."""

    weakest: Annotated[
        str | None, Text("weakest in"), "The question with the lowest score; blank when none lost a point."
    ]


ROWS = (CheckedRow, AskedRow)


@frozen
class CheckRow:
    """A check, or one question of it, with its points."""

    id: Annotated[int, Ref("MS", "no.")]
    day: Annotated[date, Day()]
    branch: Annotated[str | None, Text()]
    question: Annotated[str | None, Text()]
    points: Annotated[int, Number()]
    best: Annotated[int, Number(named("of", "count"))]
    score: Annotated[float | None, Percent(digits=0)]


class Got(NamedTuple):
    """One check, or one question of it: what it got of how many points."""

    key: Any
    label: str | None
    day: str
    points: int
    best: int
    answers: str | None
    id: int = 0
    branch: str | None = None


_CHECKS = """
SELECT {key}, {label}, r.checked_on, r.points, r.best, r.answers, r.id, r.branch
FROM shop_check r LEFT JOIN crm_user u ON u.id = r.user_id
WHERE r.checked_on <= :as_of AND {days} AND {where} ORDER BY r.checked_on, r.id
"""


def report(db: Reader, request: Request) -> Report[Any]:
    """Sum checks up by branch, or by ``request.by``.

    Months stand in time, everything else by score, the lowest first: that is where to look.

    Raises:
        UsageError: the report can't be told by that.
    """
    by = chosen("checks", request.by or "branch", BY)
    whole = fetch(db, request, by)
    found = questions(whole) if by == "question" else whole
    row_type = AskedRow if by == "question" else CheckedRow
    silent = sum(not one.answers for one in whole) if by == "question" else 0
    shown, more = cut(checked_rows(found, by), 0 if by in IN_TIME else request.limit, "row")
    heat = picture(whole, request.language)
    return Report(
        "checks",
        figures.headed(row_type, by),
        shown,
        say("Checks by {by}{span}", by=named(by, "column"), span=request.span),
        request.as_of,
        pictures=(heat,) if heat is not None else (),
        total=(asked_row if by == "question" else checked_row)(None, whole) if whole else None,
        empty='no check yet: crm check add Kadıköy --answer "Karşılama: 4/5"',
        notes=(*more, *figures.left_out(silent, "check", say("without answers left out"))),
    )


def fetch(db: Reader, request: Request, by: str) -> list[Got]:
    """Return the checks of the span, the oldest first."""
    from crmcli.domain.where import conditions

    where, values = conditions(db, CHECK, request.where, as_of=request.as_of, lapsed_days=request.lapsed_days)
    days, bounds = in_days("r.checked_on", request)
    query = _CHECKS.format(key=BY[by].key, label=BY[by].label, days=days, where=where)
    return [Got(*row) for row in db.tuples(query, {**values, **bounds, "as_of": request.as_of.isoformat()})]


def questions(found: Sequence[Got]) -> list[Got]:
    """Return the checks question by question; questions alike, folded, are one under its first spelling."""
    from crmcli.domain.text import fold

    spelt: dict[str, str] = {}
    return [
        Got(
            fold(one.question),
            spelt.setdefault(fold(one.question), one.question),
            got.day,
            one.points,
            one.best,
            None,
            got.id,
            got.branch,
        )
        for got in found
        for one in read_answers(got.answers or "")
    ]


def checked_rows(found: Sequence[Got], by: str) -> list[AskedRow]:
    """Return the rows in order."""
    from crmcli.domain.text import sort_key

    groups: dict[Any, list[Got]] = {}
    for one in found:
        groups.setdefault(one.key, []).append(one)
    labels = figures.told_apart({key: part[0].label for key, part in groups.items()}, BY[by].prefix)
    made = asked_row if by == "question" else checked_row
    rows = {key: made(labels[key], part) for key, part in groups.items()}

    def order(key: Any) -> tuple[Any, ...]:
        label = labels[key] or ""
        return (label,) if by in IN_TIME else (rows[key].score or 0, sort_key(label), str(key))

    return [rows[key] for key in sorted(rows, key=order)]


def asked_row(name: str | None, part: Sequence[Got]) -> AskedRow:
    """Return the row that answers to a question make together."""
    points, best = sum(one.points for one in part), sum(one.best for one in part)
    return AskedRow(
        group=name,
        checks=len(part),
        points=points,
        best=best,
        score=figures.share(points, best),
        worst=min((one.points / one.best for one in part), default=None),
        last=date.fromisoformat(max(one.day for one in part)) if part else None,
    )


def checked_row(name: str | None, part: Sequence[Got]) -> CheckedRow:
    """Return the row that checks make together."""
    return CheckedRow(**asked_row(name, part).__dict__, weakest=_weakest(part))


def _weakest(part: Sequence[Got]) -> str | None:
    """Return the question that got the lowest score, the first by name of several; None without any."""
    asked: dict[str, list[int]] = {}
    for one in questions(part):
        sums = asked.setdefault(str(one.label), [0, 0])
        sums[0] += one.points
        sums[1] += one.best
    lost = {name: points / best for name, (points, best) in asked.items() if points < best}
    return min(lost, key=lambda name: (lost[name], name)) if lost else None


def picture(whole: Sequence[Got], language: str) -> Grid | None:
    """Return the heat of questions and branches, the weakest question first; None without any answer.

    A square is the heavier, the higher the score.
    """
    from crmcli.domain.text import sort_key

    asked = questions(whole)
    if not asked:
        return None
    names = [str(row.group) for row in checked_rows(asked, "question")][:_MOST_QUESTIONS]
    branches = sorted({one.branch or "—" for one in asked}, key=lambda name: (sort_key(name), name))
    branches = branches[:_MOST_BRANCHES]
    sums: dict[tuple[str, str], list[int]] = {}
    for one in asked:
        got = sums.setdefault((str(one.label), one.branch or "—"), [0, 0])
        got[0] += one.points
        got[1] += one.best

    def cell(question: str, branch: str) -> Cell:
        if (question, branch) not in sums:
            return Cell("", 0.0)
        points, best = sums[question, branch]
        return Cell(figures.percent(points / best, language), points / best)

    return Grid(
        title="Score by question and branch",
        down="question",
        across="branch",
        rows=tuple(names),
        columns=tuple(branches),
        cells=tuple(tuple(cell(name, branch) for branch in branches) for name in names),
    )


def explain(db: Reader, request: Request, row: AskedRow) -> tuple[Listing[Any], ...]:
    """Return how a score is made, and the checks, or the answers to a question, it is of."""
    by = request.by or "branch"
    whole = fetch(db, request, by)
    found = questions(whole) if by == "question" else whole
    labels = figures.told_apart({one.key: one.label for one in found}, BY[by].prefix)
    part = [one for one in found if labels[one.key] == row.group]
    total = row.group is None and len(part) != row.checks
    if total:
        part = whole
    one_question = by == "question" and not total
    rows = [
        CheckRow(
            one.id,
            date.fromisoformat(one.day),
            one.branch,
            one.label if one_question else None,
            one.points,
            one.best,
            one.points / one.best,
        )
        for one in part
    ]
    told = [steps.ratio(say("score: points over best"), row.points, row.best, row.score)]
    asked: dict[str, list[int]] = {}
    for answer in questions(part) if not one_question else ():
        sums = asked.setdefault(str(answer.label), [0, 0])
        sums[0] += answer.points
        sums[1] += answer.best
    for name, (points, best) in sorted(asked.items()):
        told.append(replace(steps.ratio("", points, best, points / best), step=name))
    return steps.listed(told), Listing(CheckRow, rows, title="checks")
