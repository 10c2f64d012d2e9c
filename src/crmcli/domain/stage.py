"""The pipeline's stages: their order, their default probabilities, and what they mean.

A stage is renamed in place, so its history keeps; one that was used is retired, not deleted. There
is always an open stage, a won and a lost one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Flag, Number, Percent, Stage, stage_told
from crmcli.domain.opportunity import OUTCOME
from crmcli.domain.records import name_columns, name_key
from crmcli.domain.results import Change, Listing
from crmcli.domain.stage_words import stored
from crmcli.errors import Conflict, NotFound, Refused, UsageError
from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from crmcli.sql import Reader, Writer

STEP = 10
"""Between the positions of two stages."""
_WORDS = {("active", 0): say("no"), ("active", 1): say("yes")}
_CERTAIN = {"won": 100, "lost": 0}


@frozen
class StageRow:
    """A stage; ``probability`` is 0..1, ``opportunities`` those that are in it now."""

    name: Annotated[str, Stage()]
    position: Annotated[int, Number()]
    probability: Annotated[float, Percent("chance", digits=0)]
    outcome: Annotated[str, OUTCOME]
    opportunities: Annotated[int, Number()]
    active: Annotated[bool, Flag()]


_LIST = """
SELECT r.name, r.position, CAST(r.probability AS double precision) / 100 AS probability, r.outcome,
  (SELECT count(*) FROM opportunity o WHERE o.stage_id = r.id) AS opportunities, r.active
FROM stage r {where} ORDER BY r.active DESC, r.position, r.id
"""


@frozen
class ListStages:
    """All stages, those that are retired last."""


def list_stages(db: Reader, _request: ListStages) -> Listing[StageRow]:
    """List the stages in the pipeline's order."""
    return Listing(StageRow, db.rows(StageRow, _LIST.format(where="")))


@frozen
class AddStage:
    """A stage to add behind ``after``, or as the last open one; ``probability`` in percent."""

    name: str
    probability: int | None = None
    outcome: str = "open"
    after: str | None = None


def add_stage(db: Writer, request: AddStage) -> Change[StageRow]:
    """Add a stage.

    Raises:
        Conflict: a stage has that name.
        UsageError: the outcome or the probability is none.
    """
    from crmcli.domain.text import check_text

    if request.outcome not in ("open", "won", "lost"):
        raise UsageError(
            say('"{outcome}" is no outcome', outcome=request.outcome), "--outcome open, won or lost"
        )
    name = check_text(request.name, "name")
    _refuse_same(db, name)
    probability = _CERTAIN.get(request.outcome, 50) if request.probability is None else request.probability
    values = {
        **name_columns(name),
        "position": 0,
        "probability": _percent(probability),
        "outcome": request.outcome,
    }
    order = _order(db)
    number = db.insert("stage", values)
    if request.after is not None:
        place = order.index(stage_named(db, request.after)) + 1
    else:
        alike = db.tuples("SELECT id FROM stage WHERE outcome = :outcome", {"outcome": request.outcome})
        last = [order.index(row[0]) for row in alike if row[0] in order]
        place = max(last) + 1 if last else len(order)
    _number(db, [*order[:place], number, *order[place:]])
    return _changed(db, number, "added", say("Added stage {name}", name=name))


@frozen
class EditStage:
    """A stage and what is to change; None leaves a field as it is. ``probability`` in percent."""

    stage: str
    name: str | None = None
    probability: int | None = None
    active: bool | None = None


def edit_stage(db: Writer, request: EditStage) -> Change[StageRow]:
    """Rename a stage, change its probability, retire it or take it back.

    Raises:
        NotFound: there is no such stage.
        Conflict: another stage has the new name.
        Refused: the pipeline would lose its only open, won or lost stage.
    """
    from crmcli.domain.text import check_text

    number = stage_named(db, request.stage)
    values: dict[str, Any] = {}
    if request.name is not None:
        name = check_text(request.name, "name")
        _refuse_same(db, name, but=number)
        values |= name_columns(name)
    if request.probability is not None:
        values["probability"] = _percent(request.probability)
    if request.active is not None:
        values["active"] = int(request.active)
        if not request.active:
            _refuse_only(db, number)
    if not values:
        raise UsageError("no field is given to change", "crm stage edit --help")
    changed = db.update("stage", number, values)
    told = listed(
        (
            say(
                "{field} {old} → {new}",
                field=named(field, "column"),
                old=_word(field, old),
                new=_word(field, new),
            )
            for field, (old, new) in changed.items()
            if not field.endswith(("_fold", "_sort"))
        ),
        "; ",
    )
    told = told or say("is like that already")
    return _changed(db, number, "changed", say("Stage {name}: {told}", name=_name(db, number), told=told))


@frozen
class ReorderStage:
    """A stage and its new neighbour: it comes right ``before`` or right ``after`` it."""

    stage: str
    before: str | None = None
    after: str | None = None


def reorder_stage(db: Writer, request: ReorderStage) -> Change[StageRow]:
    """Move a stage within the pipeline; no opportunity moves with it.

    Raises:
        UsageError: not exactly one neighbour is named, or it is the stage itself.
    """
    if (request.before is None) == (request.after is None):
        raise UsageError("say one neighbour", "crm stage reorder Demo --after Proposal")
    number = stage_named(db, request.stage)
    neighbour = stage_named(db, request.before or request.after or "")
    if number == neighbour:
        raise UsageError(say("{name} can't be its own neighbour", name=_name(db, number)), "crm stage list")
    order = [stage for stage in _order(db) if stage != number]
    place = order.index(neighbour) + (request.after is not None)
    _number(db, [*order[:place], number, *order[place:]])
    placed = {"name": _name(db, number), "neighbour": _name(db, neighbour)}
    behind = say("Stage {name} now comes after {neighbour}", **placed)
    ahead = say("Stage {name} now comes before {neighbour}", **placed)
    return _changed(
        db,
        number,
        "moved",
        behind if request.after is not None else ahead,
    )


def stage_named(db: Reader, text: str) -> int:
    """Return a stage by its name, retired ones too.

    Raises:
        NotFound: there is none.
    """
    query = "SELECT id FROM stage WHERE name_fold = :fold"
    found = db.value(query, {"fold": name_key(text)}) or db.value(
        query, {"fold": stored("stage", name_key(text))}
    )
    if found is None:
        from crmcli.domain.near import one_of

        names = [stage_told(row[0]) for row in db.tuples("SELECT name FROM stage ORDER BY position, id")]
        raise NotFound(say('no stage is called "{text}"', text=text), one_of(text, names))
    return int(found)


def _word(field: str, value: Any) -> str:
    """Return a value of a stage as people read it."""
    return _WORDS.get((field, value)) or (stage_told(value) if field == "name" else str(value))


def _order(db: Reader) -> list[int]:
    return [row[0] for row in db.tuples("SELECT id FROM stage ORDER BY position, id")]


def _number(db: Writer, order: list[int]) -> None:
    """Give the stages positions in this order."""
    for place, stage in enumerate(order, 1):
        db.update("stage", stage, {"position": place * STEP})


def _name(db: Reader, number: int) -> str:
    return stage_told(str(db.value("SELECT name FROM stage WHERE id = :id", {"id": number})))


def _percent(value: int) -> int:
    if not 0 <= value <= 100:
        raise UsageError(
            say("a probability lies between 0 and 100, not at {value}", value=value), "--probability 40"
        )
    return value


def _refuse_same(db: Reader, name: str, but: int = 0) -> None:
    query = "SELECT name FROM stage WHERE name_fold = :fold AND id <> :but"
    folds = dict.fromkeys((name_key(name), stored("stage", name_key(name))))
    found = next(filter(None, (db.value(query, {"fold": fold, "but": but}) for fold in folds)), None)
    if found is not None:
        raise Conflict(say("there is a stage {found} already", found=stage_told(found)), "crm stage list")


def _refuse_only(db: Reader, number: int) -> None:
    """Refuse to retire the last stage of its outcome."""
    others = db.value(
        "SELECT count(*) FROM stage s JOIN stage own ON own.id = :id "
        "WHERE s.outcome = own.outcome AND s.active = 1 AND s.id <> own.id",
        {"id": number},
    )
    if not others:
        outcome = db.value("SELECT outcome FROM stage WHERE id = :id", {"id": number})
        raise Refused(
            say("{name} is the only stage that is {outcome}", name=_name(db, number), outcome=outcome),
            f"crm stage add NAME --outcome {outcome}",
        )


def _changed(db: Reader, number: int, action: str, summary: str) -> Change[StageRow]:
    """Return what is told of one stage."""
    rows = db.rows(StageRow, _LIST.format(where="WHERE r.id = :id"), {"id": number})
    return Change(say("{action} a stage", action=action), StageRow, rows, summary=summary)
