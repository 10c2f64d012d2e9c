"""What is done to relations: two parties related, the words changed, the end told; never the same twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.adding import AddRecord, store
from crmcli.domain.frozen import frozen
from crmcli.domain.given import Context, typed
from crmcli.domain.nouns import RELATION
from crmcli.domain.relations import Side, ref_sql, side_of
from crmcli.domain.results import Change
from crmcli.domain.targets import Targets, Touched, label, on_each
from crmcli.errors import Conflict, Refused, UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.sql import Reader, Writer


def roles(text: str) -> tuple[str, str | None]:
    """Return role and other role of ``supplier/customer``; one word is both, and the other is None.

    Raises:
        UsageError: it is neither one word nor two.
    """
    from crmcli.domain.text import check_text, fold

    parts = [part.strip() for part in text.split("/")]
    if len(parts) > 2 or not all(parts):
        hint = say("--as supplier/customer, or --as sibling where it is the same both ways")
        raise UsageError(say('"{text}" is not one role or two', text=text.strip()), hint)
    first, *rest = (check_text(part, "role") for part in parts)
    return first, None if not rest or fold(rest[0]) == fold(first) else rest[0]


@frozen
class AddRelation:
    """Two parties, the words of their relation, and the other fields as typed."""

    first: str
    other: str
    words: str
    given: Mapping[str, str | Sequence[str]]
    context: Context
    force: bool = False


def add_relation(db: Writer, request: AddRelation) -> Change[Touched]:
    """Relate two parties.

    Raises:
        NotFound, Conflict: nobody, or several, answer to a reference; or the two are so related already.
        Refused: they are the same record.
        UsageError: the words are not one role or two.
    """
    region = request.context.region
    first, other = side_of(db, request.first, region), side_of(db, request.other, region)
    role, other_role = roles(request.words)
    values = {
        **typed(db, RELATION, request.given, request.context),
        "role": role,
        "other_role": other_role,
        first.noun.name: first.number,
        f"other_{other.noun.name}": other.number,
    }
    number = store(db, RELATION, values, AddRecord("relation", {}, request.context, request.force))
    check(db, number)
    said = say("{first} is {role} of {other}", first=_named(db, first), role=role, other=_named(db, other))
    ref = RELATION.ref(number)
    return Change(
        say("added {ref}", ref=ref),
        Touched,
        [Touched(ref, said, "added")],
        summary=say("Added {ref}: {said}", ref=ref, said=said),
    )


def _named(db: Reader, side: Side) -> str:
    return f"{side.ref} {label(db, side.noun, side.number) or ''}".rstrip()


class Stored(NamedTuple):
    """A relation as it is compared."""

    id: int
    first: str
    role: str
    other: str
    other_role: str
    since: str | None
    until: str | None


_STORED = f"""SELECT r.id, {ref_sql("")}, r.role, {ref_sql("other_")}, coalesce(r.other_role, r.role),
  r.since, r.until FROM relation r WHERE """


def stored(db: Reader) -> list[Stored]:
    """Return all relations as they are compared."""
    return [Stored(*row) for row in db.tuples(f"{_STORED} 1 = 1 ORDER BY r.id")]


def check(db: Reader, number: int) -> None:
    """Refuse a relation of somebody with himself, or one that the two have already at that time.

    Raises:
        Refused, Conflict: so it is.
    """
    mine = Stored(*db.tuples(f"{_STORED} r.id = :id", {"id": number})[0])
    if mine.first == mine.other:
        raise Refused(
            say("{first} can't be related to itself", first=mine.first), "name two different records"
        )
    for row in db.tuples(f"{_STORED} r.id <> :id AND ({_OF})", {"id": number, "like": mine.first}):
        known = Stored(*row)
        if same(mine, known):
            raise Conflict(
                say(
                    "{first} is {role} of {other} already: {ref}",
                    first=known.first,
                    role=known.role,
                    other=known.other,
                    ref=RELATION.ref(known.id),
                ),
                say("crm relation end {ref} if it is over", ref=RELATION.ref(known.id)),
            )


_OF = f"{ref_sql('')} = :like OR {ref_sql('other_')} = :like"


def same(one: Stored, two: Stored) -> bool:
    """Tell whether two relations say the same of the same two at the same time, from either side."""
    from crmcli.domain.text import fold

    def told(each: Stored, *, turned: bool) -> tuple[str, ...]:
        sides = ((each.first, fold(each.role)), (each.other, fold(each.other_role)))
        return (*sides[turned], *sides[not turned])

    apart = (one.until and two.since and one.until < two.since) or (
        two.until and one.since and two.until < one.since
    )
    # One that ended without a known beginning is over: a new one may begin.
    over = (one.until and not two.until and not two.since) or (two.until and not one.until and not one.since)
    if apart or over:
        return False
    return told(one, turned=False) in (told(two, turned=False), told(two, turned=True))


@frozen
class EditRelations:
    """Relations to change: new words, and other fields as typed."""

    targets: Targets
    words: str | None
    given: Mapping[str, str | Sequence[str]]
    context: Context


def edit_relations(db: Writer, request: EditRelations) -> Change[Touched]:
    """Change relations.

    Raises:
        UsageError: nothing is given.
        Conflict: two would say the same; nothing is changed.
    """
    from crmcli.domain.editing import edit_one
    from crmcli.domain.records import Keys

    values = typed(db, RELATION, request.given, request.context)
    if request.words is not None:
        values["role"], values["other_role"] = roles(request.words)
    if not values:
        raise UsageError("no field is given to change", "crm relation edit --help")
    keys = Keys(request.context.region, request.context.source)

    def apply(number: int) -> Mapping[str, tuple[Any, Any]]:
        steps = edit_one(db, RELATION, number, values, keys)
        check(db, number)
        return steps

    return on_each(db, RELATION, request.targets, apply)


@frozen
class EndRelations:
    """Relations that are over, and their last day."""

    targets: Targets
    until: date


def end_relations(db: Writer, request: EndRelations) -> Change[Touched]:
    """End relations; they are kept with their last day."""

    def apply(number: int) -> Mapping[str, tuple[Any, Any]]:
        return db.update("relation", number, {"until": request.until.isoformat()})

    return on_each(db, RELATION, request.targets, apply, "ended")
