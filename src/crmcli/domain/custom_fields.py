"""Declaring custom fields: what records of a noun have beside the fields that every store has.

A field is declared over values that are there already: all of them must be of its type, and are
brought into its form. A name that nobody declared stays free text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.custom import TYPES, Declared, canonical, declared
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Choice, Number, Text, Words
from crmcli.domain.nouns import BY_NAME, NOUNS, Noun
from crmcli.domain.records import dump_custom, name_columns
from crmcli.domain.results import Change, Listing
from crmcli.errors import Conflict, NotFound, Refused, UsageError
from crmcli.said import listed, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.sql import Reader, Writer

_SHOWN = 3


@frozen
class FieldRow:
    """A custom field; ``records`` have a value of it. Type ``free`` is one that nobody declared."""

    noun: Annotated[str, Choice({})]
    name: Annotated[str, Text()]
    type: Annotated[str, Choice({})]
    choices: Annotated[tuple[str, ...] | None, Words()]
    records: Annotated[int, Number()]


@frozen
class ListFields:
    """The fields of one noun, or of all."""

    noun: str | None = None


def list_fields(db: Reader, request: ListFields) -> Listing[FieldRow]:
    """List the custom fields, the declared ones first, with how many records have them.

    Raises:
        UsageError: there is no such noun.
    """
    rows = []
    for noun in [_noun(request.noun)] if request.noun else NOUNS:
        counts: dict[str, int] = {}
        for _, values in _stored(db, noun):
            for name in values:
                counts[name] = counts.get(name, 0) + 1
        rows += [
            FieldRow(noun.name, field.name, field.type, field.choices or None, counts.pop(field.name, 0))
            for field in declared(db, noun).values()
        ]
        rows += [FieldRow(noun.name, name, "free", None, counts[name]) for name in sorted(counts)]
    return Listing(
        FieldRow,
        rows,
        empty='no custom field yet: crm field add customer Segment --type choice --choices "A,B"',
    )


@frozen
class AddField:
    """A custom field to declare."""

    noun: str
    name: str
    type: str = "text"
    choices: tuple[str, ...] = ()


def add_field(db: Writer, request: AddField) -> Change[FieldRow]:
    """Declare a custom field; values of that name are brought into its form.

    Raises:
        Conflict: the noun has a field of that name.
        UsageError: no such noun or type, or a choice without words.
        Refused: a record has a value of that name which is not of the type; the first are named.
    """
    noun = _noun(request.noun)
    field = _checked(request.name, request.type, request.choices)
    _refuse_taken(db, noun, field.name)
    place = db.value("SELECT max(position) FROM custom_field WHERE noun = :noun", {"noun": noun.name})
    db.insert(
        "custom_field",
        {**name_columns(field.name), "noun": noun.name, "position": (place or 0) + 1, **_columns(field)},
    )
    count = _reform(db, noun, field.name, field)
    return _told(
        noun,
        field,
        count,
        "added",
        say("Added {noun} field {field} ({type})", noun=noun.word, field=field.name, type=field.type),
    )


@frozen
class EditField:
    """A declared field and what is to change; None leaves it as it is."""

    noun: str
    field: str
    name: str | None = None
    type: str | None = None
    choices: tuple[str, ...] | None = None


def edit_field(db: Writer, request: EditField) -> Change[FieldRow]:
    """Rename a declared field, or change its type or its words; records' values follow.

    Raises:
        NotFound, Conflict, UsageError, Refused: see ``add_field``.
    """
    noun = _noun(request.noun)
    number, old = _existing(db, noun, request.field)
    kind = request.type or old.type
    choices = request.choices if request.choices is not None else (old.choices if kind == "choice" else ())
    field = _checked(request.name or old.name, kind, choices)
    if name_columns(field.name)["name_fold"] != name_columns(old.name)["name_fold"]:
        _refuse_taken(db, noun, field.name)
    db.update("custom_field", number, {**name_columns(field.name), **_columns(field)})
    count = _reform(db, noun, old.name, field)
    return _told(
        noun,
        field,
        count,
        "changed",
        say(
            "{noun} field {old}: {new} ({type})",
            noun=noun.word,
            old=old.name,
            new=field.name,
            type=field.type,
        ),
    )


@frozen
class RemoveField:
    """A declared field to remove; ``values`` takes the records' values out too."""

    noun: str
    field: str
    values: bool = False


def remove_field(db: Writer, request: RemoveField) -> Change[FieldRow]:
    """Remove a declaration; values stay as free text unless they are to go.

    Raises:
        NotFound: no such field is declared.
    """
    noun = _noun(request.noun)
    number, field = _existing(db, noun, request.field)
    db.delete("custom_field", number)
    count = 0
    for row, values in list(_stored(db, noun)):
        if field.name in values:
            count += 1
            if request.values:
                del values[field.name]
                db.update(noun.table, row, {"custom": dump_custom(values)})
    stay = (
        ""
        if request.values or not count
        else say("; {count:,} records keep their value as free text", count=count)
    )
    return _told(
        noun,
        field,
        count,
        "deleted",
        say("Removed {noun} field {field}{stay}", noun=noun.word, field=field.name, stay=stay),
    )


def _noun(name: str) -> Noun:
    """Return the noun of a name, singular or plural."""
    for noun in NOUNS:
        if name.lower().replace("-", "_") in (noun.name, noun.plural.replace("-", "_")):
            return noun
    from crmcli.domain.near import one_of

    raise UsageError(say('"{name}" has no fields of its own', name=name), one_of(name, BY_NAME))


def _checked(name: str, kind: str, choices: Sequence[str]) -> Declared:
    """Return a field that can be declared."""
    from crmcli.domain.text import check_text, fold

    name = check_text(name, "name")
    kind = kind.lower().replace("-", "_").replace("/", "_")
    if kind not in TYPES:
        from crmcli.domain.near import one_of

        raise UsageError(say('"{kind}" is no type of field', kind=kind), one_of(kind, TYPES, "--type"))
    if any(mark in name for mark in "=:"):
        raise UsageError(say('"{name}" can\'t have = or : in its name', name=name), "leave them out")
    words = tuple(check_text(word, "choice") for word in choices)
    if len({fold(word) for word in words}) < len(words):
        raise UsageError("two of the choices are the same word", "name each once")
    if (kind == "choice") != bool(words):
        hint = f'crm field add customer "{name}" --type choice --choices "A,B,C"'
        raise UsageError("a choice needs its words, and only a choice has them", hint)
    return Declared(name, kind, words)


def _columns(field: Declared) -> dict[str, Any]:
    import json

    words = json.dumps(list(field.choices), ensure_ascii=False) if field.choices else None
    return {"type": field.type, "choices": words}


def _refuse_taken(db: Reader, noun: Noun, name: str) -> None:
    """Refuse the name of a field that the noun has."""
    from crmcli.domain.exchange import fields
    from crmcli.domain.text import fold

    known = {fold(field.name.replace("_", " ")) for field in fields.noun(noun.name).fields}
    if fold(name) in known or fold(name) in {
        word.removesuffix("_id") for word in db.tables[noun.table].columns
    }:
        raise Conflict(
            say("{plural} have a field {name} of their own", plural=noun.words, name=name),
            say("{command} edit --help", command=noun.command),
        )
    if fold(name) in declared(db, noun):
        raise Conflict(
            say('{plural} have a custom field "{name}"', plural=noun.words, name=name),
            f"crm field list {noun.name}",
        )


def _existing(db: Reader, noun: Noun, name: str) -> tuple[int, Declared]:
    from crmcli.domain.text import fold, nearest

    fields = declared(db, noun)
    if fold(name) not in fields:
        close = nearest(name, [field.name for field in fields.values()])
        raise NotFound(
            say('{plural} have no declared field "{name}"', plural=noun.words, name=name),
            say("did you mean {close}?", close=close[0]) if close else f"crm field list {noun.name}",
        )
    query = "SELECT id FROM custom_field WHERE noun = :noun AND name_fold = :fold"
    return db.value(query, {"noun": noun.name, "fold": fold(name)}), fields[fold(name)]


def _stored(db: Reader, noun: Noun) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield number and custom fields of the records that have any."""
    import json

    for row, text in db.tuples(f"SELECT id, custom FROM {noun.table} WHERE custom IS NOT NULL ORDER BY id"):
        yield row, json.loads(text)


def _reform(db: Writer, noun: Noun, name: str, field: Declared) -> int:
    """Bring the values called ``name``, however written, into a field's form; return how many there are."""
    from crmcli.domain.text import fold

    wrong, count = [], 0
    for row, values in list(_stored(db, noun)):
        mine = [key for key in values if fold(key) in (fold(name), fold(field.name))]
        if not mine:
            continue
        count += 1
        try:
            value, *others = {canonical(field, str(values[key])): None for key in mine}
        except UsageError:
            wrong.append(f"{noun.ref(row)} " + listed((f'"{values[key]}"' for key in mine), say(" and ")))
            continue
        if others:
            raise Refused(
                say(
                    '{ref} has "{value}" as {key} and "{other}" as {other_key}',
                    ref=noun.ref(row),
                    value=value,
                    key=mine[0],
                    other=others[0],
                    other_key=mine[1],
                ),
                say(
                    "{command} edit {ref} --custom '{mine}=' leaves the first",
                    command=noun.command,
                    ref=noun.ref(row),
                    mine=mine[1],
                ),
            )
        rest = {key: kept for key, kept in values.items() if key not in mine}
        if {**rest, field.name: value} != values:
            db.update(noun.table, row, {"custom": dump_custom({**rest, field.name: value})})
    if wrong:
        more = say(" and {count:,} more", count=len(wrong) - _SHOWN) if len(wrong) > _SHOWN else ""
        some = listed(wrong[:_SHOWN])
        raise Refused(
            say(
                "{count:,} values are no {type} of {name}: {listed}{more}",
                count=len(wrong),
                type=field.type,
                name=field.name,
                listed=some,
                more=more,
            ),
            say("{command} edit ... --custom '{name}=...' mends them", command=noun.command, name=field.name),
        )
    return count


def _told(noun: Noun, field: Declared, count: int, action: str, summary: str) -> Change[FieldRow]:
    row = FieldRow(noun.name, field.name, field.type, field.choices or None, count)
    return Change(
        say("{action} a {name} field", action=action, name=noun.name), FieldRow, [row], summary=summary
    )
