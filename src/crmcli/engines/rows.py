"""From the engines' tuples to frozen rows, decoded by their annotations."""

from __future__ import annotations

import typing
from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import date, datetime
from functools import cache
from typing import Any

from crmcli.domain.results import bare
from crmcli.engines import faults
from crmcli.said import say

Decoder = Callable[[Any], Any]


def moment(text: str) -> date:
    """Decode an instant or, when no time is known, a day."""
    if len(text) == 10:
        return date.fromisoformat(text)
    return datetime.fromisoformat(text)


def words(text: str) -> tuple[str, ...]:
    """Decode values joined by U+001F; sorted, since SQLite joins in any order."""
    return tuple(sorted(text.split("\x1f"))) if text else ()


def _json(text: str) -> Any:
    import json

    return json.loads(text)


@cache
def decoders(row: type) -> tuple[tuple[int, Decoder], ...]:
    """Return (position, decoder) of the fields that are not stored as they are."""
    found = []
    hints = typing.get_type_hints(row)
    for position, field in enumerate(fields(row)):
        hint = bare(hints[field.name])
        decoder = _decoder(typing.get_origin(hint) or hint)
        if decoder is not None:
            found.append((position, decoder))
    return tuple(found)


def _decoder(kind: object) -> Decoder | None:
    if kind is date:
        return date.fromisoformat
    if kind is datetime:
        return moment
    if kind is bool:
        return bool
    if kind is tuple:
        return words
    if kind is dict:
        return _json
    return None


def build(row: type, names: Sequence[str], found: Sequence[tuple[Any, ...]]) -> list[Any]:
    """Return the rows; the query must name the fields in their order.

    Raises:
        Refused: a stored value is not what its column holds: the store is damaged.
    """
    expected = [field.name for field in fields(row)]
    if list(names) != expected:
        message = say(
            "{name} has fields {expected}, the query gives {names}",
            name=row.__name__,
            expected=expected,
            names=list(names),
        )
        raise TypeError(message)
    decode = decoders(row)
    if not decode:
        return [row(*values) for values in found]
    made = []
    for values in found:
        cells = list(values)
        for position, decoder in decode:
            if cells[position] is not None:
                try:
                    cells[position] = decoder(cells[position])
                except (ValueError, TypeError, AttributeError) as error:
                    raise faults.damaged(names[position], cells[position]) from error
        made.append(row(*cells))
    return made
