"""Opportunities through the stages: every step is kept, a correction is one more step.

An opportunity in a stage that is won or lost is closed on a day; in any other it is open.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.given import row_named
from crmcli.domain.nouns import OPPORTUNITY
from crmcli.domain.readings import lines_or_none
from crmcli.domain.reason import find_reason
from crmcli.domain.records import Keys, create
from crmcli.domain.targets import Steps, Targets, Touched, on_each, steps_of
from crmcli.errors import Refused, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmcli.domain.results import Change
    from crmcli.sql import Reader, Writer


class Move(NamedTuple):
    """A step to a stage on a day (ISO), with the reason where it is lost."""

    stage: int
    on: str
    reason: int | None = None
    note: str | None = None


@frozen
class MoveOpportunities:
    """Opportunities to move on a day: to the stage that is named, or to that of an outcome.

    ``outcome`` is won, lost or open; open goes back to the last open stage each has been in.
    """

    targets: Targets
    on: date
    stage: str | None = None
    outcome: str = ""
    reason: str | None = None
    note: str | None = None


_VERBS = {"": "moved", "won": "won", "lost": "lost", "open": "reopened"}


def move_opportunities(db: Writer, request: MoveOpportunities) -> Change[Touched]:
    """Move opportunities to a stage; one that is there already is unchanged.

    Raises:
        NotFound, Conflict: there is no such stage, reason or opportunity, or several answer.
        Refused: the reason is retired, or the note holds what can't be stored.
        UsageError: a reason is given for a stage that is not a lost one.
    """
    stage = row_named(db, "stage", request.stage) if request.stage is not None else 0
    reason = find_reason(db, request.reason).number if request.reason else None
    note = lines_or_none(request.note, "note")

    def apply(number: int) -> Steps:
        goal = stage or _stage_of_outcome(db, number, request.outcome)
        return move_one(db, number, Move(goal, request.on.isoformat(), reason, note))

    return on_each(db, OPPORTUNITY, request.targets, apply, _VERBS[request.outcome])


def move_one(db: Writer, number: int, move: Move) -> dict[str, tuple[Any, Any]]:
    """Move one opportunity and return field -> (old, new); the day it is closed on is the move's.

    Raises:
        UsageError: a reason is given for a stage that is not a lost one.
    """
    before = db.value("SELECT stage_id FROM opportunity WHERE id = :id", {"id": number})
    outcome = db.value("SELECT outcome FROM stage WHERE id = :id", {"id": move.stage})
    if outcome != "lost" and (move.reason or move.note):
        name = db.value("SELECT name FROM stage WHERE id = :id", {"id": move.stage})
        raise UsageError(
            f"{name} is no lost stage, so it takes no reason",
            f"crm opportunity lose {OPPORTUNITY.ref(number)}",
        )
    values: dict[str, Any] = {}
    if before != move.stage:
        _step(db, number, before, move)
        values = {"stage_id": move.stage, "closed_on": None, "lost_reason_id": None, "lost_note": None}
        if outcome != "open":
            values["closed_on"] = move.on
    if move.reason:
        values |= {"lost_reason_id": move.reason, "lost_note": move.note}
    elif move.note:
        values["lost_note"] = move.note
    if not values:
        return {}
    return steps_of(db, OPPORTUNITY, number, db.update("opportunity", number, values))


def begun(db: Writer, values: Mapping[str, Any], keys: Keys) -> int:
    """Store a new opportunity with its first step and return its number.

    Without a stage it is in the first open one; in a closed one it is closed on the day it began,
    unless ``closed_on`` says another.
    """
    stage = values.get("stage") or first_stage(db, "open")
    values = {**values, "stage": stage}
    day = values.get("created_on")
    if db.value("SELECT outcome FROM stage WHERE id = :id", {"id": stage}) != "open":
        values.setdefault("closed_on", day)
    number = create(db, OPPORTUNITY, values, keys)
    _step(db, number, None, Move(stage, day or db.note.at[:10]))
    return number


def first_stage(db: Reader, outcome: str) -> int:
    """Return the first stage with an outcome: open, won or lost.

    Raises:
        Refused: every such stage is retired.
    """
    found = db.value(
        "SELECT id FROM stage WHERE outcome = :outcome AND active = 1 ORDER BY position, id LIMIT 1",
        {"outcome": outcome},
    )
    if found is None:
        raise Refused(f"no stage is {outcome}", f"crm stage add Name --outcome {outcome}")
    return int(found)


def _stage_of_outcome(db: Reader, number: int, outcome: str) -> int:
    """Return the stage that an outcome means for one opportunity; its own where it has that outcome."""
    own = db.value(
        "SELECT s.id FROM opportunity o JOIN stage s ON s.id = o.stage_id "
        "WHERE o.id = :id AND s.outcome = :outcome",
        {"id": number, "outcome": outcome},
    )
    if own is not None:
        return int(own)
    if outcome == "open":
        last = db.value(
            "SELECT s.id FROM stage_change g JOIN stage s ON s.id = g.to_stage_id "
            "WHERE g.opportunity_id = :id AND s.outcome = 'open' AND s.active = 1 ORDER BY g.id DESC LIMIT 1",
            {"id": number},
        )
        if last is not None:
            return int(last)
    return first_stage(db, outcome)


def _step(db: Writer, number: int, before: int | None, move: Move) -> None:
    """Keep one step of the history."""
    db.insert(
        "stage_change",
        {
            "opportunity_id": number,
            "from_stage_id": before,
            "to_stage_id": move.stage,
            "changed_on": move.on,
            "actor": db.note.actor,
        },
    )
