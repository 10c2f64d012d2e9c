"""Opportunities through the stages: every step is kept, a correction is one more step.

An opportunity in a stage that is won or lost is closed on a day; in any other it is open. A required
closing step that is open holds it in its stage: it is not won and moves to no later stage, unless that
is forced. It can always be lost, or go back.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.given import row_named
from crmcli.domain.kinds import stage_told
from crmcli.domain.nouns import COMPETITOR, OPPORTUNITY
from crmcli.domain.readings import lines_or_none
from crmcli.domain.reason import Reason, check_note, find_reason
from crmcli.domain.records import Keys, create
from crmcli.domain.targets import SHOWN, Steps, Targets, Touched, on_each, steps_of
from crmcli.errors import Conflict, Refused, UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmcli.domain.results import Change
    from crmcli.sql import Reader, Writer


class Move(NamedTuple):
    """A step to a stage on a day (ISO), with the reason where it is lost, and to whom.

    ``force`` passes closing steps that are open.
    """

    stage: int
    on: str
    reason: int | None = None
    note: str | None = None
    competitor: int | None = None
    force: bool = False


@frozen
class MoveOpportunities:
    """Opportunities to move on a day: to the stage that is named, or to that of an outcome.

    ``outcome`` is won, lost or open; open goes back to the last open stage each has been in. With
    ``force`` closing steps that are open are passed, and the journal says so. A day after ``today`` is
    refused where that is given.
    """

    targets: Targets
    on: date
    stage: str | None = None
    outcome: str = ""
    reason: str | None = None
    note: str | None = None
    competitor: str | None = None
    force: bool = False
    today: date | None = None


_VERBS = {"": "moved", "won": "won", "lost": "lost", "open": "reopened"}


def move_opportunities(db: Writer, request: MoveOpportunities) -> Change[Touched]:
    """Move opportunities to a stage; one that is there already is unchanged.

    Raises:
        NotFound, Conflict: there is no such stage, reason, competitor or opportunity, or several answer.
        Conflict: closing steps of the stage it is in are open.
        Refused: the reason is retired, or the note holds what can't be stored.
        UsageError: a reason is given for a stage that is not a lost one, or one that asks for a note has
            none; the day is still to come.
    """
    stage = row_named(db, "stage", request.stage) if request.stage is not None else 0
    reason = _reason(db, request)
    note = lines_or_none(request.note, "note")
    if request.today is not None and request.on > request.today:
        raise UsageError(say("{on} is still to come", on=request.on), f"--on {request.today.isoformat()}")
    competitor = _competitor(db, request)
    forced: list[str] = []
    notes: list[str] = []

    def apply(number: int) -> Steps:
        goal = stage or _stage_of_outcome(db, number, request.outcome)
        number_of_reason = reason.number if reason else None
        move = Move(goal, request.on.isoformat(), number_of_reason, note, competitor, request.force)
        passed = held_by(db, number, goal) if request.force else None
        steps = move_one(db, number, move)
        if passed:
            forced.append(OPPORTUNITY.ref(number))
            notes.append(say("{ref} left {passed}", ref=OPPORTUNITY.ref(number), passed=passed))
        notes.extend(_lacking(db, number, steps))
        return steps

    result = on_each(db, OPPORTUNITY, request.targets, apply, _VERBS[request.outcome])
    action = result.action
    if forced:
        action += say(
            ", {forced}{which} forced past open steps",
            forced=", ".join(forced[:SHOWN]),
            which=", …" if len(forced) > SHOWN else "",
        )
    return replace(result, action=action, notes=(*result.notes, *notes))


def _reason(db: Reader, request: MoveOpportunities) -> Reason | None:
    """Return the reason that is named.

    Raises:
        NotFound, Conflict, Refused: see ``reason.find_reason``.
        UsageError: it asks for a note and there is none.
    """
    if not request.reason:
        return None
    reason = find_reason(db, request.reason)
    from shlex import quote

    refs = request.targets.refs
    ref = quote(refs[0]) if len(refs) == 1 else "O-9"
    command = f"crm opportunity lose {ref} --reason {quote(reason.name)}"
    check_note(reason, request.note, command)
    return reason


def _competitor(db: Reader, request: MoveOpportunities) -> int | None:
    """Return the competitor that is named."""
    if not request.competitor:
        return None
    from crmcli.domain.refs import resolve
    from crmcli.errors import NotFound

    try:
        return resolve(db, COMPETITOR, request.competitor)
    except NotFound as error:
        from shlex import quote

        raise NotFound(error.message, f"crm competitor add {quote(request.competitor)}") from error


_LOST = """
SELECT s.outcome, o.lost_reason_id, x.name_fold, o.competitor_id FROM opportunity o
JOIN stage s ON s.id = o.stage_id LEFT JOIN lost_reason x ON x.id = o.lost_reason_id WHERE o.id = :id
"""
_RIVALS = ("competitor", "competition", "rakip", "rakibe")


def _lacking(db: Reader, number: int, steps: Steps) -> list[str]:
    """Return what is worth saying of an opportunity that was just lost: no reason, or to whom it went."""
    if "stage" not in steps and "lost_reason" not in steps:
        return []
    outcome, reason, name, competitor = db.tuples(_LOST, {"id": number})[0]
    ref = OPPORTUNITY.ref(number)
    if outcome != "lost":
        return []
    if reason is None:
        return [say("{ref} has no reason yet: crm opportunity lose {ref} --reason price", ref=ref)]
    if competitor is None and any(word in name.split() for word in _RIVALS):
        return [say("to whom? crm opportunity edit {ref} --competitor NAME", ref=ref)]
    return []


_FORWARD = """
SELECT s.name FROM opportunity o JOIN stage s ON s.id = o.stage_id JOIN stage t ON t.id = :stage
WHERE o.id = :id AND s.outcome = 'open' AND t.id <> s.id
  AND (t.outcome = 'won' OR (t.outcome = 'open' AND t.position > s.position))
"""


def held_by(db: Reader, number: int, stage: int) -> str | None:
    """Return ``Proposal with 2 open steps: ...`` where those hold an opportunity back from a stage.

    None where it may go there: nothing is open, or the stage lies behind or is a lost one.
    """
    from crmcli.domain.counting import counted
    from crmcli.domain.step_done import open_steps

    here = db.value(_FORWARD, {"id": number, "stage": stage})
    still = open_steps(db, number) if here is not None else []
    if not still:
        return None
    return say(
        "{here} with {counted}: {still}",
        here=stage_told(here),
        counted=counted(len(still), "open step"),
        still=", ".join(step.name for step in still),
    )


def move_one(db: Writer, number: int, move: Move) -> dict[str, tuple[Any, Any]]:
    """Move one opportunity and return field -> (old, new); the day it is closed on is the move's.

    Raises:
        UsageError: a reason or a competitor is given for a stage that is not a lost one.
        Conflict: closing steps are open, and the move is not forced.
    """
    before = db.value("SELECT stage_id FROM opportunity WHERE id = :id", {"id": number})
    outcome = db.value("SELECT outcome FROM stage WHERE id = :id", {"id": move.stage})
    if outcome != "lost" and (move.reason or move.note or move.competitor):
        name = db.value("SELECT name FROM stage WHERE id = :id", {"id": move.stage})
        raise UsageError(
            say("{name} is no lost stage, so it takes no reason", name=stage_told(name)),
            f"crm opportunity lose {OPPORTUNITY.ref(number)} --reason price",
        )
    if not move.force:
        _refuse_held(db, number, move.stage)
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
    if move.competitor:
        values["competitor_id"] = move.competitor
    if not values:
        return {}
    return steps_of(db, OPPORTUNITY, number, db.update("opportunity", number, values))


def _refuse_held(db: Reader, number: int, stage: int) -> None:
    """Refuse a move that open closing steps hold back.

    Raises:
        Conflict: they are named.
    """
    held = held_by(db, number, stage)
    if held is None:
        return
    from shlex import quote

    from crmcli.domain.step_done import open_steps

    ref, name = OPPORTUNITY.ref(number), quote(open_steps(db, number)[0].name)
    goal = quote(str(db.value("SELECT name FROM stage WHERE id = :id", {"id": stage})))
    raise Conflict(
        say("{ref} can't leave {held}", ref=ref, held=held),
        say(
            "crm opportunity step-done {ref} {name}, or crm opportunity move {ref} {goal} --force",
            ref=ref,
            name=name,
            goal=goal,
        ),
    )


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
        raise Refused(
            say("no stage is {outcome}", outcome=outcome), f"crm stage add Name --outcome {outcome}"
        )
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
