"""The plan of a merge: every field decided, nothing written yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.merging.choosing import FURTHER, KEPT, KEYS, NOTE, OTHER, Choice, Rules, choose, outcome
from crmcli.domain.merging.request import FieldLine, check_choices
from crmcli.domain.nouns import LEAD, Noun
from crmcli.domain.records import COLUMNS, columns_for
from crmcli.domain.targets import stored_text
from crmcli.errors import NotFound, Refused
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.domain.merging.request import MergeRequest
    from crmcli.sql import Reader

Row = dict[str, Any]
_PLACES = {
    NOTE: say("the other goes into the note"),
    KEYS: say("the other stays beside it"),
    FURTHER: say("the other stays as a further address"),
}
# Given anew, these leave the old value in the keys, or are their own.
_KEPT_ELSEWHERE = frozenset(("phone", "email", "note", "amount_minor", "currency"))


class Pair(NamedTuple):
    """What is decided between the kept record, as it stands by then, and one that goes."""

    gone: int
    other: Row
    choices: list[Choice]


class Plan(NamedTuple):
    """The kept record before and after, and what was decided with each that goes.

    ``typed`` are the fields that were given anew, as records are written from.
    """

    noun: Noun
    keep: int
    before: Row
    after: Row
    pairs: list[Pair]
    typed: Mapping[str, Any]


def plan(db: Reader, request: MergeRequest) -> Plan:
    """Decide every field.

    Raises:
        NotFound: a record is not there.
        UsageError: a choice or a new value that can't be.
        Refused: the records can't be one: the same one twice, or two converted leads.
    """
    noun, keep = request.noun, request.keep
    wanted = check_choices(db, request)
    gone = tuple(dict.fromkeys(request.gone))
    if keep in gone or not gone:
        ref = noun.ref(keep)
        raise Refused(say("{ref} can't be merged with itself", ref=ref), f"crm {noun.name} show {ref}")
    rows = {number: _row(db, noun, number) for number in (keep, *gone)}
    _refuse_two_conversions(db, noun, list(rows), rows)
    _clear_circles(db, noun, rows)
    before, after = rows[keep], dict(rows[keep])
    pairs = []
    for number in gone:
        sides = {f: KEPT if who == keep else OTHER for f, who in wanted.items() if who in (keep, number)}
        rules = Rules(noun.ref(keep), noun.ref(number), sides, request.keys.region)
        choices = choose(db.tables[noun.table].columns, after, rows[number], rules)
        after = outcome(after, choices)
        line = _left_over(db, noun, choices, rules)
        after["note"] = "\n\n".join(part for part in (after["note"], line) if part) or None
        pairs.append(Pair(number, rows[number], choices))
    typed = _typed(db, request)
    return Plan(noun, keep, before, _with_typed(db, request, after, typed), pairs, typed)


def _row(db: Reader, noun: Noun, number: int) -> Row:
    """Return a record's columns, custom fields as a mapping.

    Raises:
        NotFound: it is not there.
    """
    columns = db.tables[noun.table].columns
    found = db.tuples(f"SELECT {', '.join(columns)} FROM {noun.table} WHERE id = :id", {"id": number})
    if not found:
        raise NotFound(
            say("no {name} has number {ref}", name=noun.word, ref=noun.ref(number)), f"crm {noun.name} list"
        )
    row: Row = dict(zip(columns, found[0], strict=True))
    if row.get("custom"):
        import json

        row["custom"] = json.loads(row["custom"])
    return row


def _refuse_two_conversions(db: Reader, noun: Noun, numbers: Sequence[int], rows: Mapping[int, Row]) -> None:
    """Refuse leads of which more than one became something.

    Raises:
        Refused: there are two; they stay two sales, and what they became may be merged.
    """
    if noun is not LEAD:
        return
    converted = [number for number in numbers if rows[number]["status"] == "converted"]
    if len(converted) < 2:
        return
    first, second = converted[:2]
    query = "SELECT customer_id FROM conversion WHERE lead_id = :id"
    became = [db.value(query, {"id": number}) for number in (first, second)]
    hint = f"crm lead show {LEAD.ref(second)}"
    if all(became) and became[0] != became[1]:
        hint = f"crm merge C-{became[0]} C-{became[1]}"
    raise Refused(
        say(
            "{first} and {second} are both converted: each brought its own",
            first=LEAD.ref(first),
            second=LEAD.ref(second),
        ),
        hint,
    )


def _clear_circles(db: Reader, noun: Noun, rows: Mapping[int, Row]) -> None:
    """Empty the references by which a merged record would come to stand above itself."""
    for column, parent in db.tables[noun.table].references.items():
        if parent != noun.table:
            continue
        for row in rows.values():
            above = row[column]
            while above is not None and above not in rows:
                above = db.value(f"SELECT {column} FROM {noun.table} WHERE id = :id", {"id": above})
            if above is not None:
                row[column] = None


def _left_over(db: Reader, noun: Noun, choices: Sequence[Choice], rules: Rules) -> str | None:
    """Return the lines of the note for the values that have no other place, by the record they come from."""
    lost: dict[str, list[str]] = {}
    for choice in choices:
        if choice.place == NOTE:
            ref, part = (rules.kept, choice.kept) if choice.side == OTHER else (rules.other, choice.other)
            told = value_text(db, noun, part)
            lost.setdefault(ref, []).append(f"{label(choice.field)}: {_in_line(told)}")
    return "\n".join(f"{ref}: {'; '.join(told)}" for ref, told in lost.items()) or None


def value_text(db: Reader, noun: Noun, part: Mapping[str, Any]) -> str | None:
    """Return the values of a field as a person reads them, None when it is empty."""
    if "amount_minor" in part:
        text = stored_text(db, noun, "amount_minor", part["amount_minor"], part["currency"])
        return None if text is None else str(text)
    texts = (stored_text(db, noun, column, value, None) for column, value in part.items())
    return ", ".join(str(text) for text in texts if text not in (None, "")) or None


def _in_line(text: str | None) -> str:
    return " ".join((text or "").split())


def label(field: str) -> str:
    """Return what a field is called."""
    return field.removeprefix("custom.") if field.startswith("custom.") else field.replace("_", " ")


def told_label(field: str) -> str:
    """Return what a field is called as people read it; a custom field by its own name."""
    return label(field) if field.startswith("custom.") else named(label(field), "column")


def _typed(db: Reader, request: MergeRequest) -> dict[str, Any]:
    """Return the fields given anew.

    Raises:
        UsageError, Refused, NotFound: see ``given.typed``; a lead's status is not set here.
    """
    if not request.sets or request.context is None:
        return {}
    from crmcli.domain.given import typed

    values = typed(db, request.noun, request.sets, request.context)
    if request.noun is LEAD:
        from crmcli.domain.lead_changes import check_edit

        check_edit(db, request.keep, values)
    return values


def _with_typed(db: Reader, request: MergeRequest, after: Row, typed: Mapping[str, Any]) -> Row:
    """Return the record with the fields given anew; what they displace goes into the note."""
    noun = request.noun
    rest = {field: value for field, value in typed.items() if field != "custom"}
    columns = columns_for(db, noun, rest, request.keep) if rest else {}
    given = {column: value for column, value in columns.items() if not column.endswith(("_fold", "_sort"))}
    displaced = [
        f"{label(column.removesuffix('_id'))}: {_in_line(value_text(db, noun, {column: after[column]}))}"
        for column, value in given.items()
        if column not in _KEPT_ELSEWHERE and after[column] not in (None, "", value)
    ]
    custom = dict(after.get("custom") or {})
    for name, value in (typed.get("custom") or {}).items():
        if custom.get(name) not in (None, "", value):
            displaced.append(f"{name}: {_in_line(str(custom[name]))}")
        custom[name] = value
    made = {**after, **given, "custom": {name: value for name, value in custom.items() if value}}
    if displaced and "note" not in given:
        line = f"{noun.ref(request.keep)}: {'; '.join(displaced)}"
        made["note"] = "\n\n".join(part for part in (made["note"], line) if part)
    return made


def field_lines(db: Reader, made: Plan) -> Iterator[FieldLine]:
    """Yield what was decided, field by field, and what was given anew."""
    noun = made.noun
    for pair in made.pairs:
        for choice in pair.choices:
            why = (
                say("{why}; {place}", why=choice.why, place=_PLACES[choice.place])
                if choice.place
                else choice.why
            )
            kept, other, result = (
                value_text(db, noun, part) for part in (choice.kept, choice.other, choice.chosen)
            )
            yield FieldLine(noun.ref(pair.gone), told_label(choice.field), kept, other, result, why)
    for field in made.typed:
        before, after = (value_text(db, noun, _typed_part(row, field)) for row in (made.before, made.after))
        yield FieldLine(noun.ref(made.keep), told_label(field), before, None, after, say("given anew"))


def _typed_part(row: Row, field: str) -> Row:
    """Return the columns of a field that was given anew."""
    if field == "custom":
        return dict(row.get("custom") or {})
    if field in ("amount", "currency"):
        return {name: row[name] for name in ("amount_minor", "currency")}
    return {COLUMNS.get(field, field): row.get(COLUMNS.get(field, field))}
