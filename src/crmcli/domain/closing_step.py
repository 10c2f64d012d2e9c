"""Closing steps: what a stage asks for before an opportunity may leave it forward.

A required step that is open holds an opportunity in its stage; an optional one only reminds. Steps
that are not asked for any longer are retired, so what was done keeps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.given import Context
from crmcli.domain.kinds import ROOMY, Fields, Flag, Number, Ref, Stage, Text, stage_told
from crmcli.domain.nouns import CLOSING_STEP
from crmcli.domain.views import ListRecords, ShowRecord, View, list_of, record_of
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.editing import EditRecords
    from crmcli.domain.results import Change, Listing, Record
    from crmcli.domain.targets import Touched
    from crmcli.sql import Reader, Writer


@frozen
class ClosingStepRow:
    """A closing step; ``done`` are the opportunities that took it, ``waiting`` those held in its stage."""

    id: Annotated[int, Ref("CL", "no.")]
    stage: Annotated[str, Stage(wrap=False)]
    name: Annotated[str, Text("step")]
    required: Annotated[bool, Flag()]
    done: Annotated[int, Number("times done")]
    waiting: Annotated[int, Number("waiting for it")]
    position: Annotated[int, Number(show=ROOMY)]
    active: Annotated[bool, Flag(show=ROOMY)]


_COUNTS = """(SELECT count(*) FROM step_done d WHERE d.closing_step_id = r.id) AS done,
  (SELECT count(*) FROM opportunity o WHERE o.stage_id = r.stage_id AND r.active = 1 AND s.outcome = 'open'
    AND NOT EXISTS (SELECT 1 FROM step_done d WHERE d.closing_step_id = r.id AND d.opportunity_id = o.id))
  AS waiting"""
_LIST = View(
    CLOSING_STEP,
    ClosingStepRow,
    f"""
SELECT r.id, s.name AS stage, r.name, r.required, {_COUNTS}, r.position, r.active
FROM closing_step r JOIN stage s ON s.id = r.stage_id
""",
    "r.active DESC, s.position, s.id, r.position, r.id",
    'no closing step yet: crm closing-step add "contract signed" --stage Proposal',
)


def list_closing_steps(db: Reader, request: ListRecords) -> Listing[ClosingStepRow]:
    """List closing steps by stage in their order, those that are retired last."""
    return list_of(db, _LIST, request)


@frozen
class ClosingStepRecord:
    """A closing step whole."""

    id: Annotated[int, Ref("CL", "no.")]
    name: Annotated[str, Text("step")]
    stage: Annotated[str, Stage()]
    position: int
    required: bool
    active: bool
    done: Annotated[int, Number("times done")]
    waiting: Annotated[int, Number("waiting for it")]
    note: str | None
    custom: Annotated[dict[str, Any] | None, Fields()]


_RECORD = View(
    CLOSING_STEP,
    ClosingStepRecord,
    f"""
SELECT r.id, r.name, s.name AS stage, r.position, r.required, r.active, {_COUNTS}, r.note, r.custom
FROM closing_step r JOIN stage s ON s.id = r.stage_id
""",
)


def show_closing_step(db: Reader, request: ShowRecord) -> Record[ClosingStepRecord]:
    """Show one closing step."""
    return record_of(db, _RECORD, request)


@frozen
class AddClosingStep:
    """A closing step as typed; its ``stage`` is one that is open."""

    given: Mapping[str, str | Sequence[str]]
    context: Context


def add_closing_step(db: Writer, request: AddClosingStep) -> Change[Touched]:
    """Add a closing step, behind those of its stage unless a position is given.

    Raises:
        UsageError, NotFound: a value can't be read, no stage is named or it is closed.
        Conflict: the stage has a step of that name, which may be retired.
    """
    from crmcli.domain.adding import AddRecord, added, store
    from crmcli.domain.given import typed
    from crmcli.domain.records import name_key
    from crmcli.errors import Conflict, UsageError

    values = typed(db, CLOSING_STEP, request.given, request.context)
    stage = values.get("stage")
    if stage is None:
        raise UsageError("no stage is named", 'crm closing-step add "contract signed" --stage Proposal')
    name = _open_stage(db, stage)
    known = db.value(
        "SELECT id FROM closing_step WHERE stage_id = :stage AND name_fold = :name",
        {"stage": stage, "name": name_key(values["name"])},
    )
    if known is not None:
        ref = CLOSING_STEP.ref(known)
        hint = say("crm closing-step edit {ref} --active takes a retired one back", ref=ref)
        raise Conflict(
            say('{stage} has the step "{step}" already: {ref}', stage=name, step=values["name"], ref=ref),
            hint,
        )
    if values.get("position") is None:
        values["position"] = next_position(db, stage)
    record = AddRecord("closing_step", request.given, request.context)
    return added(CLOSING_STEP, store(db, CLOSING_STEP, values, record), values)


def _open_stage(db: Reader, stage: int) -> str:
    """Return the name of a stage that an opportunity can leave.

    Raises:
        UsageError: it is a closed one.
    """
    from crmcli.errors import UsageError

    name, outcome = db.tuples("SELECT name, outcome FROM stage WHERE id = :id", {"id": stage})[0]
    if outcome != "open":
        raise UsageError(
            say(
                "{name} is a {outcome} stage: nothing comes after it", name=stage_told(name), outcome=outcome
            ),
            "crm stage list",
        )
    return str(name)


def edit_closing_steps(db: Writer, request: EditRecords) -> Change[Touched]:
    """Set fields of closing steps.

    Raises:
        UsageError: the stage is a closed one; see ``editing.edit_records`` for the others.
    """
    from crmcli.domain.editing import edit_records
    from crmcli.domain.given import typed

    if request.given.get("stage"):
        stage = typed(db, CLOSING_STEP, {"stage": request.given["stage"]}, request.context)["stage"]
        _open_stage(db, stage)
    return edit_records(db, request)


def next_position(db: Reader, stage: int) -> int:
    """Return the place behind the steps that a stage has."""
    query = "SELECT coalesce(max(position), 0) + 1 FROM closing_step WHERE stage_id = :stage"
    return int(db.value(query, {"stage": stage}))
