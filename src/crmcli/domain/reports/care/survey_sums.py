"""Answers to surveys summed up by the store, by group and scale; and one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.nouns import SURVEY
from crmcli.domain.reports.circles import circles
from crmcli.domain.reports.scope import Asked, By, total, within
from crmcli.domain.surveys import DETRACTOR, PROMOTER

if TYPE_CHECKING:
    from crmcli.sql import Reader

_QUARTER = "substr(r.answered_on, 1, 4) || '-Q' || ((CAST(substr(r.answered_on, 6, 2) AS INTEGER) + 2) / 3)"
# Over survey r, its customer c, that one's owner w, and its user u; circles are told by customer.
BY = {
    "month": By("substr(r.answered_on, 1, 7)", "substr(r.answered_on, 1, 7)"),
    "quarter": By(_QUARTER, _QUARTER),
    "year": By("substr(r.answered_on, 1, 4)", "substr(r.answered_on, 1, 4)"),
    "topic": By("r.topic", "r.topic"),
    "branch": By("r.branch", "r.branch"),
    "channel": By("r.channel", "r.channel"),
    "segment": By("c.id", "c.name"),
    "rfm": By("c.id", "c.name"),
    "city": By("c.city", "c.city"),
    "country": By("c.country", "c.country"),
    "owner": By("w.id", "w.name", "U"),
    "source": By("c.source", "c.source"),
    "kind": By("c.kind", "c.kind"),
    "customer": By("c.id", "c.name", "C"),
    "user": By("u.id", "u.name", "U"),
}
IN_TIME = ("month", "quarter", "year")
CIRCLED = ("segment", "rfm")


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


class Answer(NamedTuple):
    """One answer, and what it is told by."""

    key: Any
    label: str | None
    id: int
    day: str
    customer: str | None
    nps: int | None
    expectation: int | None
    experience: int | None
    satisfaction: int | None
    scale: int


_FROM = """
FROM survey r LEFT JOIN customer c ON c.id = r.customer_id LEFT JOIN crm_user u ON u.id = r.user_id
LEFT JOIN crm_user w ON w.id = c.owner_id WHERE r.answered_on <= :as_of AND {days} AND {where}
"""
_SUMS = f"""
SELECT {{key}}, {{label}}, r.scale, count(*), count(r.nps), count(CASE WHEN r.nps >= {PROMOTER} THEN 1 END),
  count(CASE WHEN r.nps <= {DETRACTOR} THEN 1 END), count(r.expectation), {total("r.expectation")},
  count(r.experience), {total("r.experience")}, count(r.experience - r.expectation),
  {total("r.experience - r.expectation")}, count(r.satisfaction),
  count(CASE WHEN r.satisfaction >= r.scale - 1 THEN 1 END)
{_FROM} GROUP BY {{groups}}
"""
_ANSWERS = f"""
SELECT {{key}}, {{label}}, r.id, r.answered_on, c.name, r.nps, r.expectation, r.experience, r.satisfaction,
  r.scale
{_FROM} ORDER BY r.answered_on, r.id
"""
_NOTHING = "CAST(NULL AS TEXT)"


def _parts(db: Reader, request: Asked, by: str | None) -> tuple[dict[str, str], dict[str, Any]]:
    """Return what a query is made of, and its values."""
    from crmcli.domain.where import conditions

    where, values = conditions(
        db, SURVEY, request.where, as_of=request.as_of, lapsed_days=request.lapsed_days
    )
    days, bounds = within("r.answered_on", request)
    key, label = (BY[by].key, BY[by].label) if by else (_NOTHING, _NOTHING)
    parts = {"key": key, "label": label, "days": days, "where": where}
    return parts, {**values, **bounds, "as_of": request.as_of.isoformat()}


def fetch(db: Reader, request: Asked, by: str | None) -> list[Sums]:
    """Return sums by group and scale, in no order; without ``by`` of all.

    An answer of a customer in several segments counts in each; those of who is in none are left out.
    """
    parts, values = _parts(db, request, by)
    groups = "1, 2, 3" if by else "r.scale"
    found = [Sums(*row) for row in db.tuples(_SUMS.format(**parts, groups=groups), values)]
    return _circled(db, request, by, found) if by in CIRCLED else found


def fetch_answers(db: Reader, request: Asked, by: str | None) -> list[Answer]:
    """Return the answers one by one, the oldest first, each as often as it counts."""
    parts, values = _parts(db, request, by)
    found = [Answer(*row) for row in db.tuples(_ANSWERS.format(**parts), values)]
    return _circled(db, request, by, found) if by in CIRCLED else found


def _circled(db: Reader, request: Asked, by: str | None, found: list[Any]) -> list[Any]:
    """Return what is told by customer as told by the circles of each."""
    known = circles(db, request, by or "")
    return [
        one._replace(key=key, label=known.labels.get(key)) for one in found for key in known.keys(one.key)
    ]
