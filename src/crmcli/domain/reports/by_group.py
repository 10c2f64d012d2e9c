"""Rows of a report once for each group: the same columns, after the group and what --explain takes."""

from __future__ import annotations

import typing
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

NOBODY = "—"


@cache
def of_group(row: Any, heading: str = "group") -> type[Any]:
    """Return a row type with the columns of another, after ``row`` and ``group``."""
    first = {
        "row": Annotated[str, Text(show=DETAIL), "Group and part of it: what --explain takes."],
        "group": Annotated[str | None, Text(heading), "What the row is of; blank where nobody said."],
    }
    made = first | typing.get_type_hints(row, include_extras=True)
    return frozen(type(f"{row.__name__}OfGroup", (), {"__annotations__": made, "__module__": __name__}))


def in_group(rows: Iterable[Any], group: str | None, heading: str, part: str) -> list[Any]:
    """Return rows as those of a group; ``part`` is the field that tells them apart within it."""
    found = []
    for row in rows:
        kind: Any = type(row)
        values = {field.name: getattr(row, field.name) for field in fields(row)}
        name = f"{group or NOBODY}: {values[part] or NOBODY}"
        found.append(of_group(kind, heading)(row=name, group=group, **values))
    return found
