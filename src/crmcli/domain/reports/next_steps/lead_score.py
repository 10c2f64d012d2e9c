"""``report lead-score``: how likely open leads are to be converted, learned from the closed ones.

The score is 100 x the probability by Naive Bayes over the leads' traits: ``lead_facts`` has the traits,
``naive_bayes`` the arithmetic, ``lead_model`` the score and its points.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.pictures import Bar, Bars
from crmcli.domain.reports import figures
from crmcli.domain.reports.fisher import rounded
from crmcli.domain.reports.groups import cut
from crmcli.domain.reports.next_steps import lead_facts
from crmcli.domain.reports.next_steps import naive_bayes as bayes
from crmcli.domain.reports.next_steps.lead_model import Model, model, scored
from crmcli.domain.reports.next_steps.lead_score_rows import (
    CalibrationRow,
    FactorRow,
    GroupScoreRow,
    LeadScoreRow,
)
from crmcli.domain.reports.scope import Asked, chosen
from crmcli.domain.results import Report
from crmcli.errors import UsageError
from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.reports.next_steps.lead_facts import Lead
    from crmcli.domain.results import Listing
    from crmcli.sql import Reader

BY = ("lead", "source", "owner")
TITLE = say("Open leads by the chance that they are converted")
_BARS, _REASONS = 12, 3


@frozen
class Request(Asked):
    """``calibration`` asks how right the scores would have been, ``factors`` what was learned.

    ``trait`` names the traits to learn from; nothing is all but owner.
    """

    calibration: bool = False
    factors: bool = False
    trait: tuple[str, ...] = ()


ROWS = (LeadScoreRow, GroupScoreRow, FactorRow, CalibrationRow)


def report(db: Reader, request: Request) -> Report[Any]:
    """Rank the open leads by their score; or say what was learned, or how right it is.

    Learned is from all closed leads; the span and the filter pick the open ones that are ranked.

    Raises:
        UsageError: options that are none or contradict each other.
    """
    by = chosen("lead-score", request.by or BY[0], BY)
    if request.calibration and request.factors:
        raise UsageError("--calibration and --factors are two answers", "crm report lead-score --factors")
    known = model(db, request)
    if request.calibration:
        from crmcli.domain.reports.next_steps.lead_calibration import calibration

        return calibration(known, request)
    made, every, title = _told_by(known, request, by)
    rows, shortened = cut(every, request.limit, "row")
    return Report(
        "lead-score",
        made,
        rows,
        say("{title}{span}", title=title, span=request.span),
        request.as_of,
        pictures=_pictures(rows) if made is LeadScoreRow else (),
        empty=known.why_not or 'no open lead: crm lead add "Ayşe Işık" --source fair',
        notes=(*shortened, *_notes(known, request)),
    )


def _told_by(known: Model, request: Request, by: str) -> tuple[type[Any], list[Any], str]:
    """Return the row type, the rows and the title."""
    if request.factors:
        return FactorRow, list(factor_rows(known)), say("What makes leads convert")
    rows = lead_rows(known, request)
    if by == "lead":
        return LeadScoreRow, list(rows), TITLE
    title = say("Open leads by {by}, and how many of them will be converted", by=named(by, "column"))
    return figures.headed(GroupScoreRow, by), list(group_rows(rows, by)), title


def _pictures(rows: Sequence[LeadScoreRow]) -> tuple[Bars, ...]:
    bars = tuple(
        Bar(f"L-{row.id} {row.name or ''}".strip(), row.score, say("{score:.0f}", score=row.score))
        for row in rows[:_BARS]
    )
    return (Bars("Score", bars),) if bars else ()


def lead_rows(known: Model, request: Request) -> list[LeadScoreRow]:
    """Return the open leads asked about: by score in six digits, then the older one, then by name."""
    if known.learned is None:
        return []
    from crmcli.domain.text import sort_key

    rows = [
        _lead_row(known.learned, one, request.as_of)
        for one in known.leads
        if one.state == "open" and one.asked
    ]
    return sorted(
        rows,
        key=lambda row: (-row.score, str(row.created_on or "9999"), sort_key(row.name or ""), row.id),
    )


def _lead_row(learned: bayes.Learned, one: Lead, as_of: date) -> LeadScoreRow:
    found = scored(learned, one.traits)
    strongest = sorted(found.points.items(), key=lambda part: (-abs(rounded(part[1])), part[0]))[:_REASONS]
    why = listed(
        say("{factor} {points:+.0f}", factor=_told(learned, one, trait), points=points)
        for trait, points in strongest
        if round(points)
    )
    created = date.fromisoformat(one.created_on) if one.created_on else None
    return LeadScoreRow(
        id=one.id,
        name=one.name,
        score=rounded(found.score),
        why=why or say("nothing sets it apart"),
        source=one.source,
        owner=one.owner,
        age=(as_of - created).days if created else None,
        status=named(one.status, "choice"),
        base=rounded(found.base),
        created_on=created,
    )


def _told(learned: bayes.Learned, one: Lead, trait: str) -> str:
    value = one.traits[trait]
    return lead_facts.factor(trait, value, learned.value(trait, value))


def group_rows(rows: Sequence[LeadScoreRow], by: str) -> list[GroupScoreRow]:
    """Return the open leads by source or owner: the most conversions to be expected first."""
    from math import fsum

    from crmcli.domain.text import sort_key

    parts: dict[str | None, list[float]] = {}
    for row in rows:
        parts.setdefault(getattr(row, by), []).append(row.score)
    made = []
    for name, scores in parts.items():
        whole = fsum(sorted(scores))
        made.append(GroupScoreRow(name, len(scores), rounded(whole / len(scores)), rounded(whole / 100)))
    return sorted(
        made,
        key=lambda row: (-(row.expected or 0), row.group is None, sort_key(row.group or ""), row.group or ""),
    )


def factor_rows(known: Model) -> list[FactorRow]:
    """Return every value that was learned from, the one that moves a score most first."""
    if known.learned is None:
        return []
    rows = []
    for trait, values in known.learned.seen.items():
        if len(values) < 2:  # what all have in common tells nothing
            continue
        for value, seen in values.items():
            odds = known.learned.weights({trait: value})[trait]
            points = scored(known.learned, {trait: value}).points[trait]
            rows.append(
                FactorRow(
                    lead_facts.factor(trait, value, None),
                    sum(seen),
                    seen.good,
                    seen.rate,
                    rounded(points),
                    rounded(odds),
                )
            )
    return sorted(rows, key=lambda row: (-abs(row.points), -row.leads, row.factor))


def _notes(known: Model, request: Request) -> tuple[str, ...]:
    """Return what was learned from, and how right it is."""
    if known.learned is None:
        return (known.why_not or "",)
    good = known.learned.whole.good
    chances = bayes.honest(known.examples)
    right = bayes.auc([rounded(p) for p in chances], [one.good for one in known.examples])
    lost = len(known.examples) - good
    first = 100 * (right or 0)
    told = (
        say(
            "learned from {closed:,} closed leads: {converted:,} converted, {lost:,} lost",
            closed=good + lost,
            converted=good,
            lost=lost,
        ),
        say(
            "a converted lead stands above a lost one in {first:.0f} of 100 cases; 50 is chance", first=first
        ),
    )
    undated = sum(one.created_on is None for one in known.leads)
    left = figures.left_out(
        undated, "lead", say("without a creation date: nothing is known of its first days")
    )
    more = (
        (say("the filter and the span pick the open leads; learned is from all"),)
        if request.where or request.bounded
        else ()
    )
    money = (say("there are no amounts here: --currency changes nothing"),) if request.currency else ()
    return (*told, *left, *more, *money)


def explain(db: Reader, request: Request, row: Any) -> tuple[Listing[Any], ...]:
    """Return every factor of a lead with its counts and points, or the leads behind a row."""
    from crmcli.domain.reports.next_steps.lead_behind import behind

    return behind(db, request, row)
