"""A saved segment, who is in it, and keeping one: named once, never a part of itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.nouns import BY_NAME, NOUNS, SEGMENT, Noun
from crmcli.errors import Conflict, UsageError
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from crmcli.domain.adding import AddRecord
    from crmcli.domain.editing import EditRecords
    from crmcli.domain.results import Change
    from crmcli.domain.targets import Touched
    from crmcli.sql import Reader, Writer


class Saved(NamedTuple):
    """A segment as it is kept."""

    id: int
    name: str
    noun: Noun
    filter: str


def segment_of(db: Reader, ref: str) -> Saved:
    """Return the segment that a number or a name means.

    Raises:
        NotFound, Conflict: none does, or several.
    """
    from crmcli.domain.refs import resolve

    number = resolve(db, SEGMENT, ref)
    name, noun, text = db.tuples("SELECT name, noun, filter FROM segment WHERE id = :id", {"id": number})[0]
    return Saved(number, name, BY_NAME[noun], text)


def inside(segment: Saved) -> str:
    """Return the condition of being in a segment: so one that is a part of itself is found out."""
    return say("in segment {ref}", ref=SEGMENT.ref(segment.id))


def members(db: Reader, segment: Saved, as_of: date) -> list[int]:
    """Return who is in a segment as of a day, by number.

    Raises:
        UsageError: its filter asks for what there is no longer.
    """
    from crmcli.domain.where import conditions

    test, values = conditions(db, segment.noun, [inside(segment)], as_of=as_of)
    query = f"SELECT r.id FROM {segment.noun.table} r WHERE {test} ORDER BY r.id"
    return [row[0] for row in db.tuples(query, values)]


def size(db: Reader, segment: Saved, as_of: date) -> int:
    """Return how many are in a segment as of a day; see ``members``."""
    from crmcli.domain.where import conditions

    test, values = conditions(db, segment.noun, [inside(segment)], as_of=as_of)
    return int(db.value(f"SELECT count(*) FROM {segment.noun.table} r WHERE {test}", values))


def noun_named(text: str) -> Noun:
    """Return the noun of a name in the singular or the plural.

    Raises:
        UsageError: there is none.
    """
    wanted = text.strip().lower().replace("-", "_").replace(" ", "_")
    for noun in NOUNS:
        if wanted in (noun.name, noun.plural.replace("-", "_")):
            return noun
    from crmcli.domain.text import nearest

    names = [noun.plural for noun in NOUNS]
    close = nearest(text, names)
    hint = f"--noun {close[0]}" if close else say("--noun takes one of {names}", names=", ".join(names))
    raise UsageError(say('there are no "{text}"', text=text), hint)


def one_filter(wheres: Sequence[str]) -> str:
    """Return several conditions as the one that they are together."""
    return wheres[0].strip() if len(wheres) == 1 else " and ".join(f"({text.strip()})" for text in wheres)


def save_segment(db: Writer, request: AddRecord) -> Change[Touched]:
    """Keep a filter under a name.

    Raises:
        Conflict: there is a segment of that name.
        UsageError: the filter can't be read, or asks for what there is not.
    """
    from crmcli.domain.adding import add_record
    from crmcli.domain.records import name_key

    noun = noun_named(str(request.given.get("noun") or "customer"))
    name = str(request.given["name"])
    found = db.value("SELECT id FROM segment WHERE name_fold = :fold", {"fold": name_key(name)})
    if found is not None:
        ref = SEGMENT.ref(found)
        hint = say("crm segment edit {ref} --where ... changes its filter", ref=ref)
        raise Conflict(say('there is a segment "{name}" already, {ref}', name=name, ref=ref), hint)
    result = add_record(db, replace(request, given={**request.given, "noun": noun.name}))
    return _counted(db, result, request.context.today)


def edit_segments(db: Writer, request: EditRecords) -> Change[Touched]:
    """Change a segment; see ``save_segment`` for what is refused.

    Raises:
        Conflict: it is to be of another noun, and snapshots hold the numbers of this one.
    """
    from crmcli.domain.editing import edit_records

    given: dict[str, Any] = dict(request.given)
    if given.get("noun"):
        given["noun"] = noun_named(str(given["noun"])).name
        for ref in request.targets.refs:
            _refuse_other_noun(db, segment_of(db, ref), given["noun"])
    # Others may name it by its name, or count on its noun.
    others = {"name", "noun"} & given.keys()
    before = _broken(db, request.context.today) if others else {}
    result = _counted(db, edit_records(db, replace(request, given=given)), request.context.today)
    after = _broken(db, request.context.today) if others else {}
    told = [note for number, note in after.items() if number not in before]
    return replace(result, notes=(*result.notes, *told))


def _refuse_other_noun(db: Reader, segment: Saved, noun: str) -> None:
    """Refuse another noun for a segment that was frozen: the numbers in its snapshots are of its own."""
    query = "SELECT count(*) FROM segment_snapshot WHERE segment_id = :id"
    if noun != segment.noun.name and db.value(query, {"id": segment.id}):
        plural = segment.noun.plural.replace("-", " ")
        hint = say("save another segment: crm segment save NAME --noun {noun} --where ...", noun=noun)
        raise Conflict(
            say("{name} was frozen with {plural} in it", name=segment.name, plural=named(plural)), hint
        )


def _broken(db: Reader, today: date) -> dict[int, str]:
    """Return the segments that can't be asked, with the reason in words: one that they name is gone."""
    from crmcli.domain.where import conditions

    found: dict[int, str] = {}
    for number, name, noun, text in db.tuples("SELECT id, name, noun, filter FROM segment ORDER BY id"):
        try:
            conditions(db, BY_NAME[noun], [inside(Saved(number, name, BY_NAME[noun], text))], as_of=today)
        except UsageError as error:
            found[number] = say(
                "{ref} {name} can't be asked any longer: {message}",
                ref=SEGMENT.ref(number),
                name=name,
                message=error.message,
            )
    return found


def _counted(db: Writer, result: Change[Touched], today: date) -> Change[Touched]:
    """Return the change with how many are in each segment now, which also tries its filter."""
    from crmcli.domain.where import conditions

    told = []
    for item in result.items:
        if item.id is not None:
            segment = segment_of(db, item.id)
            conditions(db, segment.noun, [segment.filter], as_of=today)  # its columns are those just typed
            found = size(db, segment, today)
            plural = segment.noun.plural.replace("-", " ") if found != 1 else segment.noun.name
            told_as = named(segment.noun.name, shown=plural)
            held = say("{name}: {found:,} {plural} now", name=segment.name, found=found, plural=told_as)
            told.append(held)
    return replace(result, notes=(*result.notes, *told))
