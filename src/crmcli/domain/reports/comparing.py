"""A report beside itself as of an earlier day: every figure then, now, and the difference.

Rows of periods are set beside those as many periods earlier: January beside the January a year before.
A module that knows better (segments: who moved where) has a ``compare(db, request, then)`` of its own,
``then`` being the request of the other day. A span of days moves along with the day.
"""

from __future__ import annotations

from copy import copy
from dataclasses import fields, replace
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import (
    ALWAYS,
    DETAIL,
    ROOMY,
    Choice,
    Day,
    Duration,
    Flag,
    Money,
    Number,
    Percent,
    Ref,
    Text,
)
from crmcli.domain.periods import name_of, named, numbered, place_of
from crmcli.domain.reports.figures import own
from crmcli.domain.reports.groups import cut
from crmcli.domain.results import Report, columns_of
from crmcli.errors import UsageError
from crmcli.said import Said, say
from crmcli.said import named as named_word

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, timedelta

    from crmcli.domain.kinds import Kind
    from crmcli.domain.reports.scope import Asked
    from crmcli.domain.results import Column
    from crmcli.sql import Reader

THEN, CHANGE = "_then", "_change"
_FIGURES = (Money, Number, Percent, Duration)


def compared(db: Reader, module: Any, request: Asked, day: date) -> Report[Any]:
    """Return the report of the request beside that of another day.

    Raises:
        UsageError: the day is not before that of the report.
    """
    if day >= request.as_of:
        same = say("the day of the report itself")
        later = say("after the day of the report, {as_of}", as_of=request.as_of)
        fact = say("--compare {day} is {own}", day=day, own=same if day == request.as_of else later)
        raise UsageError(fact, "compare with an earlier day")
    then = moved(request, day)
    if hasattr(module, "compare"):
        report: Report[Any] = module.compare(db, request, then)
        return report
    whole = (replace(asked, limit=0) for asked in (request, then))
    now, before = (module.report(db, asked) for asked in whole)
    return beside(now, _brought_near(before, request.as_of, day), request.limit)


def _brought_near(then: Report[Any], now: date, day: date) -> Report[Any]:
    """Return a report whose rows of periods have the names of those that they stand beside."""
    first = keys_of(then.row)[0]
    keys = [getattr(row, first) for row in then.rows]
    places = [numbered(key) if isinstance(key, str) else None for key in keys]
    units = {place[0] for place in places if place is not None}
    if len(units) != 1:
        return then
    unit = units.pop()
    away = place_of(name_of(unit, now)) - place_of(name_of(unit, day))
    rows = [
        row if place is None else replace(row, **{first: named(unit, place[1] + away)})
        for row, place in zip(then.rows, places, strict=True)
    ]
    return replace(then, rows=rows)


def moved(request: Asked, day: date) -> Asked:
    """Return the request as of another day, its span as far from it as it was."""
    away: timedelta = day - request.as_of
    since, until = (None if end is None else end + away for end in (request.since, request.until))
    return replace(request, as_of=day, since=since, until=until)


def beside(now: Report[Any], then: Report[Any], limit: int = 0) -> Report[Any]:
    """Return the rows of both reports as one: those of now in their order, then those only then was."""
    mine: Any = now.row
    row = both(mine)
    keys = keys_of(now.row)
    was = {_key(one, keys): one for one in then.rows}
    is_now = {_key(one, keys) for one in now.rows}
    rows = [_joined(row, one, was.get(_key(one, keys))) for one in now.rows]
    rows += [_joined(row, None, one) for key, one in was.items() if key not in is_now]
    rows, more = cut(rows, limit, "row")
    total = None
    if now.total is not None and then.total is not None:
        total = _joined(row, now.total, then.total)
    title = say("{title}, beside {as_of}", title=own(now.title), as_of=then.as_of)
    return replace(now, row=row, rows=rows, title=title, pictures=(), total=total, notes=(*more, *now.notes))


def keys_of(row: type) -> tuple[str, ...]:
    """Return the fields that say which row is which.

    The number of a record, or else what stands before the first figure, days aside; and the currency. A
    row type of which that is not so names them in ``KEYS``.
    """
    if (named_by := getattr(row, "KEYS", None)) is not None:
        return tuple(named_by)
    columns = columns_of(row)
    leading = list(takewhile(lambda column: not isinstance(column.kind, _FIGURES), columns)) or [columns[0]]
    days = {column.name for column in leading[1:] if isinstance(column.kind, Day)}
    names = [column.name for column in leading if column.name not in {"currency", *days}]
    if isinstance(leading[0].kind, Ref):
        names = names[:1]
    return (*names, *(column.name for column in columns if column.name == "currency"))


@cache
def both(row: Any) -> type[Any]:
    """Return the row type of a comparison: names as they are, of each figure now, then and the change.

    A table shows of a figure now and the change; what else a row has is for machines.
    """
    made: dict[str, Any] = {}
    keys = keys_of(row)
    for column in columns_of(row):
        name, kind = column.name, column.kind
        if not isinstance(kind, _FIGURES):
            made[name] = Annotated[Any, kind if name in keys else _detail(kind), column.about]
            continue
        # What a table may do without, it does without when every figure stands there twice.
        roomy = kind.show != ALWAYS
        now = _like(kind, column.label, DETAIL if roomy else ALWAYS)
        made[name] = Annotated[Any, now, column.about]
        label = own_heading(column)
        made[name + THEN] = Annotated[
            Any, _like(kind, say("{label} then", label=label), DETAIL), say("The same then.")
        ]
        change = _like(kind, say("{label} change", label=label), DETAIL if roomy else ROOMY)
        made[name + CHANGE] = Annotated[Any, change, say("Now less then.")]
    return frozen(type(f"{row.__name__}Beside", (), {"__annotations__": made, "__module__": __name__}))


def own_heading(column: Column) -> str:
    """Return the heading of a column as words of the program's own."""
    return column.label if isinstance(column.label, Said) else named_word(column.label, "column")


def _detail(kind: Kind) -> Kind:
    """Return a kind for machines only: what a comparison has no room for."""
    if isinstance(kind, Choice | Flag):
        return kind
    made = copy(kind)
    made.show = DETAIL
    return made


def _like(kind: Kind, label: str, show: int) -> Kind:
    """Return a kind of the same unit under another heading."""
    match kind:
        case Money():
            return type(kind)(kind.currency, label, show=show)
        case Percent():
            return Percent(label, show=show, digits=kind.digits)
        case Duration():
            return Duration(label, unit=kind.unit, show=show, digits=kind.digits)
        case Number():
            return Number(label, show=show, digits=kind.digits)
    return Text(label, show=show)


def _key(row: Any, keys: Sequence[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in keys)


def _joined(made: type[Any], now: Any, then: Any) -> Any:
    """Return one row of both; a figure that is only in one of them has no change."""
    values: dict[str, Any] = {}
    known = now if now is not None else then
    for field in fields(made):
        name = field.name
        if name.endswith(CHANGE) and hasattr(known, name[: -len(CHANGE)]) and not hasattr(known, name):
            one, other = _figure(now, name[: -len(CHANGE)]), _figure(then, name[: -len(CHANGE)])
            values[name] = None if one is None or other is None else _less(one, other)
        elif name.endswith(THEN) and not hasattr(known, name):
            values[name] = _figure(then, name[: -len(THEN)])
        elif isinstance(_kind_of(known.__class__, name), _FIGURES):
            values[name] = _figure(now, name)
        else:
            values[name] = getattr(known, name)
    return made(**values)


def _less(one: Any, other: Any) -> Any:
    """Return a difference without the noise that floats add in their last digits."""
    return round(one - other, 12) + 0.0 if isinstance(one, float) else one - other


def _figure(row: Any, name: str) -> Any:
    return None if row is None else getattr(row, name)


@cache
def _kind_of(row: Any, name: str) -> Kind | None:
    return next((column.kind for column in columns_of(row) if column.name == name), None)
