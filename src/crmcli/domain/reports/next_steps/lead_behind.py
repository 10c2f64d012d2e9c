"""What is behind a row of ``report lead-score``: factors and points, and the leads themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Day, Number, Percent, Ref, Text
from crmcli.domain.reports.explaining import StepRow
from crmcli.domain.reports.fisher import rounded
from crmcli.domain.reports.next_steps import lead_facts
from crmcli.domain.reports.next_steps import lead_score as scores
from crmcli.domain.reports.next_steps.lead_model import model, scored
from crmcli.domain.reports.next_steps.lead_score_rows import CalibrationRow, FactorRow, LeadScoreRow
from crmcli.domain.results import Listing
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crmcli.domain.reports.next_steps.lead_facts import Lead
    from crmcli.domain.reports.next_steps.lead_model import Model
    from crmcli.domain.reports.next_steps.lead_score import Request
    from crmcli.sql import Reader


@frozen
class PartRow:
    """A trait of a lead: how the closed leads with it fared, and the points it adds."""

    factor: Annotated[str, Text()]
    leads: Annotated[int, Number("closed")]
    converted: Annotated[int, Number(named("converted", "count"))]
    rate: Annotated[float | None, Percent(named("rate", "share"))]
    points: Annotated[float, Number()]


@frozen
class ClosedRow:
    """A closed lead: its outcome, and the probability by what was learned without it where it is known."""

    id: Annotated[int, Ref("L", "no.")]
    name: Annotated[str | None, Text()]
    outcome: Annotated[str, Text(wrap=False)]
    closed_on: Annotated[str | None, Text("on", wrap=False)]
    predicted: Annotated[float | None, Percent()]


@frozen
class TouchRow:
    """Something that happened with the lead and was known on the day."""

    id: Annotated[int, Ref("A", "no.")]
    at: Annotated[str, Text(wrap=False)]
    kind: Annotated[str, Text(wrap=False)]
    direction: Annotated[str | None, Text(wrap=False)]
    subject: Annotated[str | None, Text()]


@frozen
class OpenRow:
    """An open lead of a group."""

    id: Annotated[int, Ref("L", "no.")]
    name: Annotated[str | None, Text()]
    score: Annotated[float, Number()]
    created_on: Annotated[Any, Day("created")]


def behind(db: Reader, request: Request, row: Any) -> tuple[Listing[Any], ...]:
    """Return the listings behind a row of any of the answers."""
    known = model(db, request)
    if known.learned is None:
        return ()
    if isinstance(row, LeadScoreRow):
        return _of_lead(db, request, known, row)
    if isinstance(row, FactorRow):
        return (_closed(known, _with(known, row.factor)),)
    if isinstance(row, CalibrationRow):
        from crmcli.domain.reports.next_steps.lead_calibration import judged, tenths

        found = judged(known)
        part = found if row.tenth == "all" else tenths(found)[int(row.tenth) - 1]
        return (_closed(known, {one.lead for one in part}, {one.lead: one.chance for one in part}),)
    by = request.by or scores.BY[0]
    rows = [
        OpenRow(one.id, one.name, one.score, one.created_on)
        for one in scores.lead_rows(known, request)
        if getattr(one, by) == row.group
    ]
    return (Listing(OpenRow, rows, title="leads"),)


def _of_lead(db: Reader, request: Request, known: Model, row: Any) -> tuple[Listing[Any], ...]:
    """Return how a lead's score is made: the base, each trait, and its touches."""
    lead = next(one for one in known.leads if one.id == row.id)
    learned: Any = known.learned
    found = scored(learned, lead.traits)
    parts = []
    for trait, value in sorted(lead.traits.items()):
        meant = learned.value(trait, value)
        seen = learned.seen.get(trait, {}).get(meant)
        name = lead_facts.factor(trait, value, meant)
        parts.append(
            PartRow(
                name,
                sum(seen) if seen else 0,
                seen.good if seen else 0,
                seen.rate if seen else None,
                rounded(found.points.get(trait, 0.0)),
            )
        )
    parts.sort(key=lambda one: (-abs(one.points), one.factor))
    steps = [
        StepRow(
            say("all: {good:,} of {whole:,} converted", good=learned.whole.good, whole=sum(learned.whole)),
            say("{base:.4f}", base=found.base),
        )
    ]
    steps += [
        StepRow(
            say(
                "{factor}: {converted:,} of {leads:,} converted",
                factor=one.factor,
                converted=one.converted,
                leads=one.leads,
            ),
            say("{points:+.4f}", points=one.points),
        )
        for one in parts
        if one.points
    ]
    steps.append(StepRow(say("score"), say("{score:.4f}", score=found.score)))
    return (
        Listing(StepRow, steps, title="steps"),
        Listing(PartRow, parts, title=named("factors", "lead")),
        _touches(db, request, lead),
    )


_TOUCHES = """
SELECT a.id, a.at, a.kind, a.direction, a.subject FROM activity a
WHERE a.lead_id = :lead AND a.done = 1 AND a.kind <> 'note' ORDER BY a.at, a.id
"""


def _touches(db: Reader, request: Request, lead: Lead) -> Listing[TouchRow]:
    from crmcli.domain.reports.moments import day_of

    rows = [
        replace(
            one, kind=named(one.kind, "choice"), direction=one.direction and named(one.direction, "choice")
        )
        for one in db.rows(TouchRow, _TOUCHES, {"lead": lead.id})
        if day_of(one.at, request.zone) <= request.as_of
    ]
    return Listing(TouchRow, rows, title="touches")


def _with(known: Model, factor: str) -> set[int]:
    """Return the closed leads that have a factor."""
    learned: Any = known.learned
    trait, _, value = factor.partition("=")
    return {
        one.id
        for one in known.leads
        if one.state != "open" and trait in one.traits and learned.value(trait, one.traits[trait]) == value
    }


def _closed(known: Model, ids: Iterable[int], chances: dict[int, float] | None = None) -> Listing[ClosedRow]:
    wanted = set(ids)
    rows = [
        ClosedRow(one.id, one.name, named(one.state, "outcome"), one.closed_on, (chances or {}).get(one.id))
        for one in known.leads
        if one.id in wanted
    ]
    return Listing(ClosedRow, rows, title="leads")
