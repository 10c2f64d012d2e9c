"""Comparing custom fields in ``--where``: numbers, days and words as their declared type says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.custom import Declared, canonical, declared, named
from crmcli.errors import UsageError
from crmcli.sql import json_field

if TYPE_CHECKING:
    from collections.abc import Callable

    from crmcli.domain.nouns import Noun
    from crmcli.sql import Reader


def column_of(db: Reader, noun: Noun, name: str, prefix: str) -> tuple[str, dict[str, Any], Declared]:
    """Return an expression for the text of a custom field, its values, and what is declared of it.

    Raises:
        UsageError: it is not declared, and no record has a value of that name.
    """
    import json

    from crmcli.domain.text import fold, nearest

    field = named(declared(db, noun), name)
    if field is not None:
        keys = {field.name}
    else:
        stored = db.tuples(f"SELECT DISTINCT custom FROM {noun.table} WHERE custom IS NOT NULL")
        every = {key for (text,) in stored for key in json.loads(text)}
        wanted = (fold(name), fold(name.replace("_", " ")))
        keys = {key for key in every if fold(key) in wanted}
        if not keys:
            close = nearest(name, every)
            hint = f"did you mean custom.{close[0]}?" if close else f"crm field list {noun.name}"
            raise UsageError(f'no {noun.name} has a custom field "{name}"', hint)
    bound = {f"{prefix}key{number}": key for number, key in enumerate(sorted(keys))}
    each = ", ".join(json_field(db.engine, "r.custom", f":{key}") for key in bound)
    return f"coalesce({each}, NULL)", bound, field or Declared(name, "text")


def holds(field: Declared, operator: str, wanted: str) -> Callable[[str], bool]:
    """Return whether a stored value compares so with ``wanted``; one that is not of the type never does.

    Raises:
        UsageError: ``wanted`` is not of the field's type, or has no order or part to compare by.
    """
    if operator == "~" and field.type != "choice":
        raise UsageError(
            f'"{field.name}" is a {field.type}, of which ~ finds no part', f"--where '{field.name}>=5'"
        )
    if field.type in ("choice", "yes_no"):
        return _words(field, operator, wanted)
    read = _READERS[field.type]
    right = read(canonical(field, wanted)) if field.type != "text" else wanted
    compare = _COMPARES[operator]

    def test(value: str) -> bool:
        try:
            return compare(read(value), right)
        except (ValueError, ArithmeticError):
            return False

    return test


def _words(field: Declared, operator: str, wanted: str) -> Callable[[str], bool]:
    """Compare words, which have no order."""
    from crmcli.domain.text import fold

    if operator == "~":
        return lambda value: fold(wanted) in fold(value)
    if operator not in ("=", "!="):
        raise UsageError(
            f'"{field.name}" is a word: compare it with = or !=', f"--where '{field.name}={wanted}'"
        )
    word = fold(canonical(field, wanted))
    return lambda value: (fold(value) == word) == (operator == "=")


def _decimal(text: str) -> Any:
    from decimal import Decimal

    return Decimal(text)


def _day(text: str) -> Any:
    from datetime import date

    return date.fromisoformat(text)


_READERS: dict[str, Callable[[str], Any]] = {"number": _decimal, "date": _day, "text": str}
_COMPARES: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    ">": lambda left, right: left > right,
    "<": lambda left, right: left < right,
    ">=": lambda left, right: left >= right,
    "<=": lambda left, right: left <= right,
}
