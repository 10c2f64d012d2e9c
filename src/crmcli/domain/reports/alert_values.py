"""A value of a report beside one that an alert names, as the kind of its column says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from operator import eq, ge, gt, le, lt
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.filter.frame import plain
from crmcli.domain.filter.numbers import decimal
from crmcli.domain.filter.tree import Literal
from crmcli.domain.filter.wrong import FilterError
from crmcli.domain.kinds import Day, Duration, Flag, Kind, Money, Number, Percent, Ref, Words
from crmcli.said import say

if TYPE_CHECKING:
    from decimal import Decimal

    from crmcli.domain.results import Column

Holds = Callable[[Any], bool]
"""Whether a row, whose value is not blank, passes."""

_SIGNS: dict[str, Callable[[Any, Any], bool]] = {"=": eq, "<": lt, "<=": le, ">": gt, ">=": ge}
_COUNTED = {"days": say("days"), "hours": say("hours"), "minutes": say("minutes")}
_YES = {"yes": True, "true": True, "evet": True, "no": False, "false": False, "hayir": False}


class Side(NamedTuple):
    """What a column is compared with: how, beside which value, as of which day."""

    operator: str
    literal: Literal
    as_of: date


def holds(column: Column, side: Side) -> Holds:
    """Return the test of a value.

    Raises:
        FilterError: what the column holds can't be compared so.
    """
    made = next((made for kind, made in _TESTS if isinstance(column.kind, kind)), _text)
    return made(column, side)


def _sign(column: Column, side: Side, what: str) -> Callable[[Any, Any], bool]:
    """Return what compares numbers and days.

    Raises:
        FilterError: only texts are compared so.
    """
    if side.operator not in _SIGNS:
        message = say(
            "{name} is {what}: it can't be compared with {operator}",
            name=column.name,
            what=what,
            operator=side.operator,
        )
        raise FilterError(message, side.literal.at, f"{column.name} >= {plain(side.literal)}")
    return _SIGNS[side.operator]


def _number(column: Column, side: Side) -> Holds:
    return _measured(column, side, decimal(column.name, side.literal))


def _measured(column: Column, side: Side, bound: Decimal) -> Holds:
    from decimal import Decimal

    compare, name = _sign(column, side, say("a number")), column.name

    def test(row: Any) -> bool:
        value = getattr(row, name)
        # The text of a float is what people read: 0.8 is eighty percent, not a little more.
        exact = value if isinstance(value, int | Decimal) else Decimal(repr(value))
        return compare(exact, bound)

    return test


def _money(column: Column, side: Side) -> Holds:
    """Return the test of an amount; of a currency other than the one named, none passes."""
    from crmcli.domain.money import minor_digits, split_currency

    kind: Any = column.kind
    compare, name = _sign(column, side, say("an amount")), column.name
    try:
        number, code = split_currency(plain(side.literal))
    except ValueError as error:
        raise FilterError(error.args[0], side.literal.at, f"{name} < 1000") from error
    bound = decimal(name, side.literal._replace(text=number))

    def test(row: Any) -> bool:
        currency = getattr(row, kind.currency)
        if code is not None and currency != code:
            return False
        digits = minor_digits(currency) if currency else 0
        return compare(getattr(row, name), bound.scaleb(digits))

    return test


def _share(column: Column, side: Side) -> Holds:
    """Return the test of a share: 80%, %80 or 0.8.

    Raises:
        FilterError: a number without a sign that may be either.
    """
    literal = side.literal
    text = plain(literal)
    value = decimal(column.name, literal)
    if "%" in text:
        value = value.scaleb(-2)
    elif abs(value) > 1:
        message = say(
            "{name} is a share: {text} may be {text}% or {normalize:f}%",
            name=column.name,
            text=text,
            normalize=(value * 100).normalize(),
        )
        raise FilterError(message, literal.at, f"{column.name} >= {text}%")
    return _measured(column, side, value)


def _length(column: Column, side: Side) -> Holds:
    """Return the test of a length of time in the unit of its column: 30, 30 days, 30d.

    Raises:
        FilterError: it names another unit.
    """
    import re

    from crmcli.domain.text import fold

    kind: Any = column.kind
    literal = side.literal
    found = re.fullmatch(r"(.*?[\d)])\s*([^\W\d_]*)", plain(literal))
    number, unit = found.groups() if found else (plain(literal), "")
    known = {"days": ("gun", "g"), "hours": ("saat", "sa"), "minutes": ("dakika", "dk")}.get(kind.unit, ())
    if unit and not kind.unit.startswith(fold(unit)) and fold(unit) not in known:
        message = say(
            '{name} counts {unit}, not "{given}"',
            name=column.name,
            unit=_COUNTED.get(kind.unit, kind.unit),
            given=unit,
        )
        raise FilterError(message, literal.at, f"{column.name} > 30 {kind.unit}")
    return _measured(column, side, decimal(column.name, literal._replace(text=number)))


def _day(column: Column, side: Side) -> Holds:
    """Return the test of a day; of a moment its day in UTC is compared."""
    from crmcli.domain.dates import DayError, parse_when

    compare, name = _sign(column, side, say("a day")), column.name
    try:
        bound = parse_when(plain(side.literal), side.as_of, past=True)
    except DayError as error:
        raise FilterError(error.message, side.literal.at, f"{name} < 30 days ago") from error

    def test(row: Any) -> bool:
        value = getattr(row, name)
        if isinstance(value, str):
            value = date.fromisoformat(value[:10])
        return compare(value.date() if isinstance(value, datetime) else value, bound)

    return test


def _flag(column: Column, side: Side) -> Holds:
    from crmcli.domain.text import fold

    name, wanted = column.name, _YES.get(fold(plain(side.literal)))
    if wanted is None or side.operator != "=":
        raise FilterError(say("{name} is yes or no", name=name), side.literal.at, f"{name} = yes")
    return lambda row: bool(getattr(row, name)) is wanted


def _text(column: Column, side: Side) -> Holds:
    """Return the test of a text: as people read it, upper and lower case alike; ~ is a part of it."""
    from crmcli.domain.text import fold

    kind, name, wanted = column.kind, column.name, fold(plain(side.literal))

    def forms(row: Any) -> list[str]:
        value = getattr(row, name)
        if isinstance(kind, Words):
            return [fold(word) for word in value]
        return [fold(str(kind.machine(value, row)))]

    if side.operator == "~":
        return lambda row: any(wanted in form for form in forms(row))
    if isinstance(kind, Ref | Words) and side.operator != "=":
        raise FilterError(
            say("{name} can't be compared with {operator}", name=name, operator=side.operator),
            side.literal.at,
            f"{name} = {wanted}",
        )
    compare = _SIGNS[side.operator]
    return lambda row: any(compare(form, wanted) for form in forms(row))


_TESTS: tuple[tuple[type[Kind], Callable[[Any, Side], Holds]], ...] = (
    (Money, _money),
    (Percent, _share),
    (Duration, _length),
    (Number, _number),
    (Day, _day),
    (Flag, _flag),
)
