"""What the values of a column are in machine formats, as JSON Schema, by the column's kind.

Beside what the standard knows stand ``title`` (the heading people see), ``x-kind`` (money, percent, day
...) and ``x-unit`` in words; an amount names the column of its currency in ``x-currency``.
"""

from __future__ import annotations

from types import NoneType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from crmcli.domain.kinds import (
    AnyRef,
    Choice,
    Day,
    Duration,
    Fields,
    Flag,
    Instant,
    Kind,
    Money,
    Number,
    Percent,
    Ref,
    Words,
)
from crmcli.domain.results import bare, columns_of

Schema = dict[str, Any]

DAY = r"^\d{4}-\d{2}-\d{2}$"
MOMENT = r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}Z)?$"
AMOUNT = r"^-?\d+(\.\d+)?$"
NUMBER = r"^-?\d+(\.\d+)?$"

_NAMES: tuple[tuple[type[Kind], str], ...] = (
    (Money, "money"),
    (Percent, "percent"),
    (Instant, "moment"),
    (Day, "day"),
    (Duration, "duration"),
    (Ref, "ref"),
    (Flag, "flag"),
    (Choice, "choice"),
    (Words, "words"),
    (Fields, "object"),
    (Number, "number"),
)


_SCHEMAS: tuple[tuple[type[Kind], Schema], ...] = (
    (Instant, {"type": "string", "pattern": MOMENT}),
    (Day, {"type": "string", "pattern": DAY}),
    (AnyRef, {"type": "string"}),
    (Flag, {"type": "boolean"}),
    (Words, {"type": "array", "items": {"type": "string"}}),
    (Fields, {"type": "object"}),
    (Percent, {"type": "number"}),
)


def row_schema(row: type[Any]) -> Schema:
    """Return the JSON Schema of one row as ``--format json`` writes it."""
    hints = get_type_hints(row, include_extras=True)
    properties = {
        column.name: _column(column.kind, hints[column.name], column.label, column.about)
        for column in columns_of(row)
    }
    return {"type": "object", "properties": properties, "required": list(properties)}


def word_of(kind: Kind) -> str:
    """Return what a kind is called: money, percent, day ..."""
    return next((word for known, word in _NAMES if isinstance(kind, known)), "text")


def _column(kind: Kind, hint: Any, label: str, about: str) -> Schema:
    """Return the JSON Schema of a column; a value that may be missing may be null."""
    from crmcli.domain.reports.columns import unit

    schema = _plain(kind, hint)
    if may_be_missing(hint) and "type" in schema:
        schema["type"] = [schema["type"], "null"]
    schema |= {"title": label, "x-kind": word_of(kind), "x-unit": unit(kind)}
    return schema | ({"description": about} if about else {})


def _plain(kind: Kind, hint: Any) -> Schema:
    """Return the JSON Schema of a value that is there; of a kind with a form of its own nothing is said."""
    if "machine" in vars(type(kind)) and type(kind).__module__ != Kind.__module__:
        return {}
    if isinstance(kind, Money):
        return {"type": "string", "pattern": AMOUNT, "x-currency": kind.currency}
    if isinstance(kind, Ref) and not isinstance(kind, AnyRef):
        return {"type": "string", "pattern": rf"^{kind.prefix}-\d+$"}
    if isinstance(kind, Number | Duration):
        return _number(hint)
    found = next((schema for known, schema in _SCHEMAS if isinstance(kind, known)), None)
    return _text(hint) if found is None else dict(found)


def _number(hint: Any) -> Schema:
    """Return the JSON Schema of a count or a measure; a decimal is exact text."""
    name = {int: "integer", float: "number"}.get(bare(hint))
    if name is not None:
        return {"type": name}
    return {"type": "string", "pattern": NUMBER} if _is_decimal(bare(hint)) else {}


def _is_decimal(hint: Any) -> bool:
    """Tell a decimal by its name: few commands need the module."""
    return getattr(hint, "__name__", "") == "Decimal"


def _text(hint: Any) -> Schema:
    """Return the JSON Schema of a value whose kind leaves it as it is."""
    names = {int: "integer", float: "number", bool: "boolean", str: "string"}
    found = names.get(bare(hint))
    return {"type": found} if found else {}


def may_be_missing(hint: Any) -> bool:
    """Tell whether an annotation allows None."""
    if get_origin(hint) is Annotated:
        hint = get_args(hint)[0]
    return hint is not Any and NoneType in get_args(hint)
