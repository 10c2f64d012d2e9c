"""Two records side by side, for a person who decides whether they are one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.nouns import Noun
from crmcli.domain.refs import current

if TYPE_CHECKING:
    from crmcli.sql import Reader

_LEFT_OUT = frozenset(
    ("id", "created_change", "name_fold", "name_sort", "custom", "parent_id", "owner_id", "referrer_id",
     "contact_id", "customer_id", "lost_reason_id")
)  # fmt: skip


@frozen
class Face:
    """Two records by their numbers, as a scan gave them."""

    noun: Noun
    a: int
    b: int


class Line(NamedTuple):
    """A field and both values; None is missing."""

    field: str
    a: str | None
    b: str | None


class Faced(NamedTuple):
    """Both records as they are now; ``a`` and ``b`` differ from what was asked where one was merged."""

    a: int
    b: int
    lines: tuple[Line, ...]


def face(db: Reader, request: Face) -> Faced | None:
    """Return the records side by side; None where they are one by now, or one is gone."""
    noun = request.noun
    a, b = current(db, noun, request.a), current(db, noun, request.b)
    if a is None or b is None or a == b:
        return None
    low, high = sorted((a, b))
    columns = [name for name in db.tables[noun.table].columns if name not in _LEFT_OUT]
    query = f"SELECT {', '.join(columns)} FROM {noun.table} WHERE id = :id"
    first, second = (db.tuples(query, {"id": number})[0] for number in (low, high))
    lines = [
        Line(name.replace("_", " "), _text(x), _text(y))
        for name, x, y in zip(columns, first, second, strict=True)
        if x is not None or y is not None
    ]
    lines += _counted(db, noun, low, high)
    return Faced(low, high, tuple(lines))


def _text(value: object) -> str | None:
    return None if value is None else " ".join(str(value).split())


def _counted(db: Reader, noun: Noun, a: int, b: int) -> list[Line]:
    """Return how many orders and activities each has."""
    found = []
    for table, called in (("sales_order", "orders"), ("activity", "activities")):
        if noun.owner not in db.tables[table].columns:
            continue
        query = f"SELECT count(*) FROM {table} WHERE {noun.owner} = :id"
        first, second = (db.value(query, {"id": number}) for number in (a, b))
        if first or second:
            found.append(Line(called, str(first), str(second)))
    return found
