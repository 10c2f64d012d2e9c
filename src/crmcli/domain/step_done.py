"""The checklist of one opportunity: which closing steps it took, and which hold it where it is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ROOMY, Choice, Day, Flag, Ref, Stage, Text, stage_told
from crmcli.domain.nouns import CLOSING_STEP, OPPORTUNITY
from crmcli.domain.results import Change, Listing
from crmcli.domain.targets import Touched
from crmcli.said import listed, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.sql import Reader, Writer


STATE = Choice(
    {"done": ("✓", "green"), "open": ("○", "yellow"), "later": ("·", "dim"), "passed over": ("!", "red")}
)


@frozen
class StepRow:
    """A closing step of one opportunity.

    ``state`` is done; open in the stage it is in; later in those that follow; passed over in those behind
    it, or in any once it is won or lost.
    """

    id: Annotated[int, Ref("CL", "no.")]
    stage: Annotated[str, Stage(wrap=False)]
    name: Annotated[str, Text("step")]
    required: Annotated[bool, Flag()]
    state: Annotated[str, STATE]
    done_on: Annotated[date | None, Day("done")]
    by: Annotated[str | None, Text(show=ROOMY, wrap=False)]


_STEPS = """
SELECT r.id, s.name AS stage, r.name, r.required, CASE WHEN d.id IS NOT NULL THEN 'done'
    WHEN s.id = own.id AND own.outcome = 'open' THEN 'open'
    WHEN own.outcome = 'open' AND s.position > own.position THEN 'later' ELSE 'passed over' END AS state,
  d.done_on, d.actor AS by
FROM opportunity o JOIN stage own ON own.id = o.stage_id JOIN closing_step r ON 1 = 1
JOIN stage s ON s.id = r.stage_id
LEFT JOIN step_done d ON d.closing_step_id = r.id AND d.opportunity_id = o.id
WHERE o.id = :id AND (r.active = 1 OR d.id IS NOT NULL)
ORDER BY s.position, s.id, r.position, r.id
"""


@frozen
class ListSteps:
    """The closing steps of one opportunity."""

    opportunity: str
    region: str = "TR"


def list_steps(db: Reader, request: ListSteps) -> Listing[StepRow]:
    """List the closing steps of an opportunity by stage: done, open, later.

    Raises:
        NotFound, Conflict: no opportunity, or several, answer.
    """
    from crmcli.domain.refs import resolve

    number = resolve(db, OPPORTUNITY, request.opportunity, region=request.region)
    name, stage = db.tuples(
        "SELECT o.name, s.name FROM opportunity o JOIN stage s ON s.id = o.stage_id WHERE o.id = :id",
        {"id": number},
    )[0]
    rows = db.rows(StepRow, _STEPS, {"id": number})
    held = [row.name for row in rows if row.state == "open" and row.required]
    notes = (
        (
            say(
                "{ref} is in {stage}, waiting for {held}",
                ref=OPPORTUNITY.ref(number),
                stage=stage_told(stage),
                held=", ".join(held),
            ),
        )
        if held
        else ()
    )
    return Listing(
        StepRow,
        rows,
        title=say(
            "{ref}  {name}, in {stage}", ref=OPPORTUNITY.ref(number), name=name, stage=stage_told(stage)
        ),
        empty='no closing step yet: crm closing-step add "contract signed" --stage Proposal',
        notes=notes,
    )


@frozen
class DoStep:
    """A step that an opportunity took on a day, by its name or number; ``undo`` takes it back."""

    opportunity: str
    step: str
    on: date
    today: date
    undo: bool = False
    region: str = "TR"


def do_step(db: Writer, request: DoStep) -> Change[Touched]:
    """Note that an opportunity took a closing step, or that it did not after all.

    A step done already keeps its day.

    Raises:
        NotFound, Conflict: no opportunity or step, or several, answer.
        UsageError: the day is still to come.
    """
    from crmcli.domain.refs import resolve
    from crmcli.errors import UsageError

    if request.on > request.today:
        raise UsageError(say("{on} is still to come", on=request.on), f"--on {request.today.isoformat()}")
    number = resolve(db, OPPORTUNITY, request.opportunity, region=request.region)
    step, name = _step_named(db, number, request.step)
    ref = OPPORTUNITY.ref(number)
    stored = db.value(
        "SELECT id FROM step_done WHERE opportunity_id = :opportunity AND closing_step_id = :step",
        {"opportunity": number, "step": step},
    )
    title = str(db.value("SELECT name FROM opportunity WHERE id = :id", {"id": number}))
    if (stored is None) == request.undo:
        told = say("not done yet") if request.undo else say("done already")
        return Change(
            "set nothing",
            Touched,
            [Touched(ref, title, "unchanged")],
            summary=say("{ref}: {name} is {told}", ref=ref, name=name, told=told),
        )
    if request.undo:
        db.delete("step_done", stored)
        steps: dict[str, Any] = {name: ("done", None)}
    else:
        values = {"opportunity_id": number, "closing_step_id": step, "done_on": request.on.isoformat()}
        db.insert("step_done", values | {"actor": db.note.actor})
        steps = {name: (None, "done")}
    verb = "not done" if request.undo else "done"
    still = open_steps(db, number)
    left = say("; still open: {still}", still=", ".join(one.name for one in still)) if still else ""
    return Change(
        f"{CLOSING_STEP.ref(step)} {verb} for {ref}",
        Touched,
        [Touched(ref, title, "changed", steps)],
        summary=say("{ref} {title}: {name} not done{left}", ref=ref, title=title, name=name, left=left)
        if request.undo
        else say("{ref} {title}: {name} done{left}", ref=ref, title=title, name=name, left=left),
    )


class OpenStep(NamedTuple):
    """A required step that holds an opportunity in its stage."""

    number: int
    name: str


_HELD = """
SELECT r.id, r.name FROM opportunity o JOIN closing_step r ON r.stage_id = o.stage_id
WHERE o.id = :id AND r.active = 1 AND r.required = 1 AND NOT EXISTS (
  SELECT 1 FROM step_done d WHERE d.closing_step_id = r.id AND d.opportunity_id = o.id)
ORDER BY r.position, r.id
"""


def open_steps(db: Reader, opportunity: int) -> list[OpenStep]:
    """Return the required steps of the stage an opportunity is in that it has not taken, in their order."""
    return [OpenStep(*row) for row in db.tuples(_HELD, {"id": opportunity})]


def _step_named(db: Reader, opportunity: int, text: str) -> tuple[int, str]:
    """Return a step by its number, its name or a part of it; of several that of the opportunity's stage.

    Raises:
        NotFound: there is none.
        Conflict: there are several.
    """
    from crmcli.domain.nouns import split_ref
    from crmcli.domain.text import fold

    rows = db.rows(StepRow, _STEPS, {"id": opportunity})
    number, wanted = split_ref(text.strip()), fold(text)
    if number is not None and number[0] is CLOSING_STEP:
        found = [row for row in rows if row.id == number[1]]
    else:
        found = [row for row in rows if fold(row.name) == wanted]
        found = found or [row for row in rows if wanted and wanted in fold(row.name)]
    here = db.value(
        "SELECT s.name FROM opportunity o JOIN stage s ON s.id = o.stage_id WHERE o.id = :id",
        {"id": opportunity},
    )
    if len(found) > 1:
        found = [row for row in found if row.stage == here] or found
    if len(found) == 1:
        return found[0].id, found[0].name
    raise _no_step(text.strip(), opportunity, rows, found)


def _no_step(text: str, opportunity: int, rows: Sequence[StepRow], found: Sequence[StepRow]) -> Exception:
    """Return the error of a step that is none, or one of several."""
    from crmcli.domain.text import nearest
    from crmcli.errors import Conflict, NotFound

    ref = OPPORTUNITY.ref(opportunity)
    if found:
        known = ", ".join(f"{CLOSING_STEP.ref(row.id)} {row.name} ({row.stage})" for row in found)
        hint = f"crm opportunity step-done {ref} {CLOSING_STEP.ref(found[0].id)}"
        return Conflict(say('"{text}" may be any of {listed}', text=text, listed=known), hint)
    close = nearest(text, [row.name for row in rows])
    hint = (
        say("did you mean {close}?", close=listed(close, say(" or ")))
        if close
        else f"crm opportunity steps {ref}"
    )
    return NotFound(say('no closing step is called "{text}"', text=text), hint)
