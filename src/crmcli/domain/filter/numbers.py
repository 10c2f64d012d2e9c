"""Numbers as a filter names them, beside integers in the store: amounts, quantities, whole numbers.

A number with decimals is compared exactly with integers: more than 2.5 is 3 or more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain import money
from crmcli.domain.filter.frame import plain, refuse
from crmcli.domain.filter.wrong import FilterError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from crmcli.domain.filter.frame import Frame
    from crmcli.domain.filter.tree import Literal

LARGEST = 2**63 - 1
_USUAL = 2
"""Decimals of most currencies."""
_FINE = 6
"""Decimals beyond those of its currency to which a mean is compared."""


def decimal(name: str, literal: Literal) -> Decimal:
    """Return a number as people write it: 1.234,5 and 1234.5; 1.250 is 1250.

    Raises:
        FilterError: it is none.
    """
    text = plain(literal).strip("%").strip()
    try:
        value = money.parse_amount(text)
    except money.AmbiguousAmount:
        value = money.parse_amount(text, "," if "." in text else ".")
    except ValueError as error:
        raise FilterError(
            say('"{plain}" is no number', plain=plain(literal)), literal.at, f"{name} >= 5"
        ) from error
    return value


def scaled(value: Decimal, digits: int) -> tuple[int, bool]:
    """Return value * 10**digits rounded down, and whether that is exact; bounded by what is stored."""
    numerator, denominator = value.as_integer_ratio()
    whole, rest = divmod(numerator * 10**digits, denominator)
    if abs(whole) > LARGEST:
        return (LARGEST if whole > 0 else -LARGEST), False
    return whole, not rest


def beside(frame: Frame, expression: str, operator: str, value: Decimal, digits: int) -> str:
    """Return the test that an integer, of ``digits`` implied decimals, compares so with a number."""
    whole, exact = scaled(value, digits)
    if exact:
        return f"{expression} {operator} {frame.bind(whole)}"
    if operator == "=":
        return "1 = 0"
    up = operator in (">=", ">")
    if whole <= -LARGEST:
        return f"{expression} IS NOT NULL" if up else "1 = 0"
    return f"{expression} {'>' if up else '<='} {frame.bind(whole)}"


def whole_test(frame: Frame, name: str, expression: str, operator: str, literal: Literal) -> str:
    """Return the test of a whole number.

    Raises:
        FilterError: the value is none, or a part of a number is asked for.
    """
    if operator == "~":
        raise refuse(name, operator, literal.at, say("a number"), f"{name} >= 5")
    text = plain(literal).strip("%").strip()
    if not (text.removeprefix("-").isascii() and text.removeprefix("-").isdigit()):
        value = decimal(name, literal)
        if value != value.to_integral_value() and operator == "=":
            raise FilterError(
                say('{name} is a whole number, not "{plain}"', name=name, plain=plain(literal)),
                literal.at,
                f"{name} = 5",
            )
        return beside(frame, expression, operator, value, 0)
    if abs(int(text[:40])) > LARGEST:
        raise FilterError(
            say("{name} has no number as large as {text}", name=name, text=text[:20]),
            literal.at,
            f"{name} >= 5",
        )
    return f"{expression} {operator} {frame.bind(int(text))}"


def whole_among(frame: Frame, name: str, expression: str, literals: Sequence[Literal]) -> str:
    """Return the test that an integer is one of several whole numbers; see ``whole_test``."""
    found = []
    for literal in literals:
        value = decimal(name, literal)
        whole, exact = scaled(value, 0)
        if not exact or abs(whole) >= LARGEST:
            whole_test(frame, name, expression, "=", literal)  # says what is wrong
        found.append(whole)
    return frame.among(expression, found)


def amount(name: str, literal: Literal) -> tuple[Decimal, str | None]:
    """Return an amount and the code of the currency beside it, None when none is told.

    Raises:
        FilterError: it is no amount.
    """
    hint = f"{name} >= 5000 TRY"
    try:
        number, code = money.split_currency(plain(literal))
        try:
            value = money.parse_amount(number)
        except money.AmbiguousAmount:
            if code is not None and money.minor_digits(code) > _USUAL:
                raise
            value = money.parse_amount(number, "," if "." in number else ".")
    except ValueError as error:
        said = error.message if isinstance(error, money.AmountError) else str(error)
        shown = (
            said
            if plain(literal) in said
            else say('"{plain}" is no amount: {said}', plain=plain(literal), said=said)
        )
        raise FilterError(shown, literal.at, hint) from error
    return value, code


def amount_test(frame: Frame, name: str, columns: tuple[str, str], operator: str, literal: Literal) -> str:
    """Return the test of an amount; ``columns`` are its minor units and its currency.

    With a currency beside the number only amounts in that currency compare; without one every amount
    compares as a number of its own currency. Nothing is converted.

    Raises:
        FilterError: see ``amount``.
    """
    if operator == "~":
        raise refuse(name, operator, literal.at, say("an amount"), f"{name} >= 5000 TRY")
    column, currency = columns
    value, code = amount(name, literal)
    if code is not None:
        test = beside(frame, column, operator, value, money.minor_digits(code))
        return f"({test} AND {currency} = {frame.bind(code)})"
    return any_currency(frame, currency, lambda digits: beside(frame, column, operator, value, digits))


def any_currency(frame: Frame, currency: str, compare: Callable[[int], str]) -> str:
    """Return the test of an amount in its own currency; ``compare`` makes it for so many decimals."""
    odd = [code for code in sorted(money.currencies()) if money.minor_digits(code) != _USUAL]
    tests = [f"({compare(_USUAL)} AND NOT {_of(frame, currency, odd)})"]
    for digits in sorted({money.minor_digits(code) for code in odd}):
        codes = [code for code in odd if money.minor_digits(code) == digits]
        tests.append(f"({compare(digits)} AND {_of(frame, currency, codes)})")
    return f"({' OR '.join(tests)})"


def mean_test(frame: Frame, total: str, count: str, operator: str, value: Decimal) -> Callable[[int], str]:
    """Return what makes the test of total / count beside a number, in whole numbers, for so many decimals.

    The number is rounded down to a millionth of the smallest unit.
    """

    def compare(digits: int) -> str:
        whole, _ = scaled(value, digits + _FINE)
        left, right = frame.bind(10**_FINE), frame.bind(whole)
        return f"CAST({total} AS NUMERIC) * {left} {operator} CAST({count} AS NUMERIC) * {right}"

    return compare


def _of(frame: Frame, currency: str, codes: list[str]) -> str:
    return frame.among(currency, codes)
