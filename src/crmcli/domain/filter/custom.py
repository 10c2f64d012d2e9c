"""Custom fields in a filter: numbers, days and words as their declared type says.

The values there are, which are few, are compared here, so that both engines compare alike.
"""

from __future__ import annotations

import operator as op
from functools import partial
from typing import TYPE_CHECKING, Any

from crmcli.domain.custom import Declared, canonical, declared, named
from crmcli.domain.filter.answers import Field, literal_span, same_texts
from crmcli.domain.filter.frame import Frame, plain, refuse
from crmcli.domain.filter.wrong import FilterError
from crmcli.errors import CrmError
from crmcli.said import named as worded
from crmcli.said import say
from crmcli.sql import json_field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from crmcli.domain.filter.tree import Literal
    from crmcli.domain.nouns import Noun
    from crmcli.sql import Reader

_COMPARES: dict[str, Callable[[Any, Any], bool]] = {
    "=": op.eq,
    ">": op.gt,
    "<": op.lt,
    ">=": op.ge,
    "<=": op.le,
}


def declared_field(db: Reader, noun: Noun, name: str) -> Field | None:
    """Return the declared field of a name, None when there is none."""
    found = named(declared(db, noun), name)
    return _field(found, [found.name]) if found else None


def any_field(db: Reader, noun: Noun, name: str, at: int) -> Field:
    """Return the custom field of a name, declared or not.

    Raises:
        FilterError: it is not declared, and no record has a value of that name.
    """
    found = declared_field(db, noun, name)
    if found is not None:
        return found
    keys = written(db, noun)
    from crmcli.domain.text import fold, nearest

    wanted = (fold(name), fold(name.replace("_", " ")))
    same = sorted(key for key in keys if fold(key) in wanted)
    if not same:
        close = nearest(name, keys)
        hint = say("did you mean custom.{close}?", close=close[0]) if close else f"crm field list {noun.name}"
        raise FilterError(say('no {noun} has a custom field "{field}"', noun=noun.word, field=name), at, hint)
    return _field(Declared(name, "text"), same)


def written(db: Reader, noun: Noun) -> set[str]:
    """Return the names of all custom fields that any record has."""
    import json

    stored = db.tuples(f"SELECT DISTINCT custom FROM {noun.table} WHERE custom IS NOT NULL")
    return {key for (text,) in stored for key in json.loads(text)}


def _field(field: Declared, keys: Iterable[str]) -> Field:
    """Return the field over the text that stands under one of ``keys``."""

    def column(frame: Frame) -> str:
        each = ", ".join(json_field(frame.db.engine, "r.custom", frame.bind(key)) for key in keys)
        return f"coalesce({each}, NULL)"

    def compare(frame: Frame, operator: str, literal: Literal) -> str:
        return frame.among(column(frame), _holding(frame, field, operator, literal, _values(frame, column)))

    kinds = {
        "yes_no": say("yes or no"),
        "date": say("day"),
        "choice": say("one of {words}", words=", ".join(field.choices)),
        "text": say("text"),
        "number": worded("number", "filter"),
    }
    return Field(
        field.name, kinds.get(field.type, field.type), compare, lambda frame: f"{column(frame)} IS NULL"
    )


def _values(frame: Frame, column: Callable[[Frame], str]) -> list[str]:
    """Return the different texts that records have."""
    asked = Frame(frame.db, frame.noun, frame.clock)
    query = f"SELECT DISTINCT {column(asked)} FROM {frame.noun.table} r WHERE r.custom IS NOT NULL"
    return [row[0] for row in frame.db.tuples(query, asked.values) if row[0] is not None]


def _holding(frame: Frame, field: Declared, operator: str, literal: Literal, values: list[str]) -> list[str]:
    """Return the values that compare so; one that is not of the field's type never does.

    Raises:
        FilterError: what is asked for is not of the type, or has no order or part to compare by.
    """
    from crmcli.domain.text import fold, fold_all

    asked = plain(literal)
    if field.type == "text" or (operator == "~" and field.type == "choice"):
        return same_texts((values, fold_all(values) if values else []), operator, asked)
    if operator == "~":
        what = {"yes_no": say("yes or no"), "date": say("a date")}.get(field.type) or say("a number")
        raise refuse(field.name, operator, literal.at, what, f"{field.name} >= 5")
    if field.type == "date":
        return _dated(frame, field, operator, literal, values)
    try:
        right = canonical(field, asked)
    except CrmError as error:
        raise FilterError(error.message, literal.at, error.hint) from error
    if field.type == "number":
        return [v for v in values if _holds(partial(_COMPARES[operator]), _decimal, v, _decimal(right))]
    if operator != "=":
        raise refuse(field.name, operator, literal.at, say("a word"), f"{field.name} = {right}")
    return [value for value in values if fold(value) == fold(right)]


def _holds(compare: Callable[[Any, Any], bool], read: Callable[[str], Any], value: str, right: Any) -> bool:
    try:
        return compare(read(value), right)
    except (ValueError, ArithmeticError):
        return False


def _dated(frame: Frame, field: Declared, operator: str, literal: Literal, values: list[str]) -> list[str]:
    """Return the days that compare so with a span of days."""
    asked = literal_span(frame, field.name, literal)
    if operator == "=":
        return [
            v for v in values if _holds(op.ge, _day, v, asked.first) and _holds(op.le, _day, v, asked.last)
        ]
    edge = asked.first if operator in ("<", ">=") else asked.last
    return [value for value in values if _holds(_COMPARES[operator], _day, value, edge)]


def _decimal(text: str) -> Any:
    from decimal import Decimal

    return Decimal(text)


def _day(text: str) -> Any:
    from datetime import date

    return date.fromisoformat(text)
