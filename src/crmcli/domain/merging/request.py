"""What is asked of a merge, read from what people type, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.field_values import FieldValue
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import AnyRef, Choice, Fields, Text, Words
from crmcli.domain.merging.choosing import TOGETHER, field_of, fields_of
from crmcli.domain.nouns import PARTIES, Noun, split_ref
from crmcli.domain.records import Keys
from crmcli.domain.whole import Whole
from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.readings import Context  # noqa: TC004 - a request's annotations are never read
    from crmcli.sql import Reader

STATUS = Choice({"merged": ("✓", "green"), "unchanged": ("·", "dim"), "failed": ("✗", "red")})


@frozen
class MergeRequest:
    """Records ``gone`` that go into the record ``keep``, in this order.

    ``choices`` is field -> the number of the record whose value is taken; "all" stands for every
    field, "custom.x" for a custom one. ``sets`` is field -> text as it would be typed, read with
    ``context``. ``preview`` True gives the fields and what moves as sections of the result.
    """

    noun: Noun
    keep: int
    gone: tuple[int, ...]
    choices: Mapping[str, int] | None = None
    sets: Mapping[str, str | Sequence[str]] | None = None
    context: Context | None = None
    keys: Keys = Keys()
    preview: bool = False


@frozen
class Merged:
    """What became of one merge; ``id`` is the record that is kept.

    ``moved`` counts what went over from the others by kind, what the kept one had as well included;
    ``filled`` are fields that got another's value, ``differed`` those whose other value stays beside.
    """

    id: Annotated[str | None, AnyRef("no.")]
    name: str | None
    status: Annotated[str, STATUS]
    gone: Annotated[tuple[str, ...], Words("merged into it")]
    moved: Annotated[dict[str, Any] | None, Fields()] = None
    filled: Annotated[tuple[str, ...] | None, Words()] = None
    differed: Annotated[tuple[str, ...] | None, Words()] = None
    reason: Annotated[str | None, Text()] = None


@frozen
class FieldLine:
    """A field of the kept record and of one that goes: both values, the result and why."""

    gone: Annotated[str, AnyRef("with")]
    field: Annotated[str, Text(wrap=False)]
    kept: Annotated[str | None, FieldValue()]
    other: Annotated[str | None, FieldValue()]
    result: Annotated[str | None, FieldValue()]
    why: Annotated[str, Whole()]


@frozen
class MovedLine:
    """How many rows of a kind go over to the kept record."""

    what: str
    count: int


def parties(db: Reader, words: Sequence[str], region: str) -> tuple[Noun, list[int]]:
    """Return the noun and the numbers of the records that are named; the first number says the noun.

    Raises:
        UsageError: fewer than two, no number among them, or records that are not merged.
        NotFound, Conflict: see ``refs.resolve``.
    """
    from crmcli.domain.refs import resolve

    if len(words) < 2:
        raise UsageError("a merge takes two records or more", "crm dedupe scan")
    found = [ref for ref in map(split_ref, (word.strip() for word in words)) if ref]
    if not found:
        from shlex import quote

        raise UsageError("no record is named by its number", f"crm find {quote(words[0])}")
    noun = found[0][0]
    if noun not in PARTIES:
        kinds = noun.plural.replace("-", " ")
        raise UsageError(
            say("{kinds} can't be merged", kinds=kinds),
            "customers, contacts and leads can: crm merge C-1 C-7",
        )
    return noun, [resolve(db, noun, word, region=region) for word in words]


def check_choices(db: Reader, request: MergeRequest) -> dict[str, int]:
    """Return field -> number of the record whose value is taken.

    Raises:
        UsageError: there is no such field, it is chosen together with another, or the record named is
            none of those that are merged.
    """
    columns = db.tables[request.noun.table].columns
    known = [*fields_of(columns), "all"]
    found: dict[str, int] = {}
    for name, number in (request.choices or {}).items():
        field = name if name.startswith("custom.") else name.strip().lower().replace("-", "_")
        if field not in known and not field.startswith("custom."):
            raise _unknown(request.noun, field, known, columns)
        if number not in (request.keep, *request.gone):
            ref = request.noun.ref(number)
            among = ", ".join(request.noun.ref(i) for i in (request.keep, *request.gone))
            raise UsageError(
                say("{ref} is not one of those that are merged", ref=ref),
                say("--take {field}= one of {among}", field=field, among=among),
            )
        found[field] = number
    return found


def _unknown(noun: Noun, field: str, known: Sequence[str], columns: Sequence[str]) -> UsageError:
    from crmcli.domain.text import nearest

    whole = field_of(next((c for c in columns if c.removesuffix("_id") == field), field))
    if whole in TOGETHER and whole in known:
        others = ", ".join(c.removesuffix("_id").removesuffix("_minor") for c in TOGETHER[whole])
        return UsageError(
            say("{field} is chosen together with {others}", field=field, others=others), f"--take {whole}=..."
        )
    if field == "tags":
        hint = f"crm tag remove vip {noun.prefix}-1"
        return UsageError("tags are joined: there is nothing to choose", hint)
    close = nearest(field, known)
    hint = (
        f"--take {close[0]}=..."
        if close
        else say("--take takes {known}, custom.NAME", known=", ".join(known))
    )
    return UsageError(say('no {name} has a field "{field}" to choose', name=noun.word, field=field), hint)
