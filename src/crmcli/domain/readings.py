"""One text a person typed, read into one value by the type of its field.

Every reader takes (text, field, context) and returns the value that is stored; the types are those
of ``exchange.fields``. Nothing is guessed: what could be read two ways is refused.
"""

from __future__ import annotations

from datetime import UTC, date, tzinfo
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.exchange.fields import FLAGS, Field, choices
from crmcli.errors import UsageError
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_LINES = 100_000
"""Characters of a note or a description."""
_LARGEST = 10**9


class Context(NamedTuple):
    """What values that leave something out stand for."""

    today: date
    zone: tzinfo = UTC
    """Where a time without a zone is local."""
    region: str = "TR"
    """The country of a phone number that names none (ISO 3166)."""
    currency: str = "TRY"
    """The currency of an amount that names none (ISO 4217)."""
    source: str = "default"
    """The program that external ids come from."""


def moment(text: str, context: Context) -> str:
    """Return an instant in UTC, or a day where no time is named; see ``date_phrases``.

    Raises:
        UsageError: it is neither.
    """
    from crmcli.domain.date_phrases import moment as read

    return read(text.strip(), context.today, context.zone)


def amount(text: str, currency: str) -> int:
    """Return an amount in minor units; a currency beside the number is passed over.

    ``1.250`` and ``1,250`` are read as 1250 where the currency has no third decimal to mean.

    Raises:
        AmountError: it is no amount, or leaves open which.
    """
    from crmcli.domain import money

    try:
        value = money.parse_amount(text)
    except money.AmbiguousAmount:
        if money.minor_digits(currency) > 2:
            raise
        value = money.parse_amount(text, "," if "." in text else ".")
    return money.to_minor(value, currency)


def lines_or_none(text: str | None, what: str) -> str | None:
    """Return a text of several lines, None for none.

    Raises:
        Refused: it holds what can't be stored.
    """
    from crmcli.domain.text import check_text

    return check_text(text, what, LONGEST_LINES, lines=True) if text and text.strip() else None


def _named(field: Field) -> str:
    """Return a field's name as it is typed, which other languages have a word for."""
    return named(field.name.replace("_", " "), "column", field.name)


def _shown(text: str) -> str:
    from crmcli.domain.text import excerpt

    return f'"{excerpt(text.strip())}"'


def _line(text: str, field: Field, _: Context) -> str:
    from crmcli.domain.text import check_text

    return check_text(text, field.name)


def _lines(text: str, field: Field, _: Context) -> str:
    from crmcli.domain.text import check_text

    return check_text(text, field.name, LONGEST_LINES, lines=True)


def _phone(text: str, field: Field, context: Context) -> tuple[str]:
    from crmcli.domain.normal import phone

    kept = _line(text, field, context)
    if phone(kept, context.region) is None:
        hint = say("write it with its area code: 0532 123 45 67 or +49 30 1234567")
        raise UsageError(say("phone {shown} is no phone number", shown=_shown(kept)), hint)
    return (kept,)


def _email(text: str, field: Field, context: Context) -> tuple[str]:
    from crmcli.domain.normal import email

    kept = _line(text, field, context)
    if email(kept) is None:
        raise UsageError(
            say("email {shown} is no e-mail address", shown=_shown(kept)), "write it as name@example.org"
        )
    return (kept,)


def _tax(text: str, field: Field, context: Context) -> str:
    from crmcli.domain.normal import tax_number

    kept = _line(text, field, context)
    if tax_number(kept) is None:
        hint = say("a VKN has 10 digits, a TCKN 11")
        raise UsageError(say("tax_number {shown} has neither digits nor letters", shown=_shown(kept)), hint)
    return kept


def _tags(text: str, field: Field, context: Context) -> tuple[str, ...]:
    parts = text.replace(",", ";").split(";")
    return tuple(_line(part, field, context) for part in parts if part.strip())


def _currency(text: str, _field: Field, _: Context) -> str:
    from crmcli.domain.money import check_currency

    return check_currency(text)


def _day(text: str, _field: Field, context: Context) -> str:
    from crmcli.domain.dates import parse_when

    return parse_when(text.strip(), context.today).isoformat()


def _instant(text: str, _field: Field, context: Context) -> str:
    return moment(text, context)


def _price(text: str, _field: Field, _: Context) -> str:
    from crmcli.domain.money import parse_amount

    return format(parse_amount(text), "f")


def _quantity(text: str, _field: Field, _: Context) -> int:
    from crmcli.domain.money import amount_to_minor, parse_amount

    return amount_to_minor(format(parse_amount(text), "f"), ".", 3)


def _percent(text: str, field: Field, _: Context) -> int:
    digits = text.strip().strip("%").strip()
    if not digits.isdecimal() or int(digits) > 100:
        hint = say("a whole number from 0 to 100: {name}=40", name=field.name)
        raise UsageError(say("{name} {shown} is no percentage", name=_named(field), shown=_shown(text)), hint)
    return int(digits)


def _integer(text: str, field: Field, _: Context) -> int:
    digits = text.strip()
    if not digits.removeprefix("-").isdecimal() or abs(int(digits)) > _LARGEST:
        hint = say("write it in digits: {name}=12", name=field.name)
        raise UsageError(
            say("{name} {shown} is no whole number", name=_named(field), shown=_shown(digits)), hint
        )
    return int(digits)


def _count(text: str, field: Field, context: Context) -> int:
    found = _integer(text, field, context)
    if found < 0:
        raise UsageError(
            say("{name} can't be less than none: {found}", name=_named(field), found=found),
            say("{name}=0 is the least", name=field.name),
        )
    return found


def _flag(text: str, field: Field, _: Context) -> int:
    from crmcli.domain.text import fold

    found = FLAGS.get(fold(text))
    if found is None:
        hint = say("{name}=yes or {name}=no", name=field.name)
        raise UsageError(
            say("{name} {shown} is neither yes nor no", name=_named(field), shown=_shown(text)), hint
        )
    return found


def _choice(text: str, field: Field, _: Context) -> str:
    from crmcli.domain.text import fold, nearest

    known = choices(field.words)
    found = known.get(fold(text))
    if found is None:
        close = nearest(text, known)
        words = ", ".join(dict.fromkeys(known.values()))
        hint = (
            say("did you mean {known}?", known=known[close[0]])
            if close
            else say("one of {words}", words=words)
        )
        raise UsageError(
            say("{name} {shown} is not one of {words}", name=_named(field), shown=_shown(text), words=words),
            hint,
        )
    return found


READERS: dict[str, Callable[[str, Field, Context], Any]] = {
    "name": _line,
    "text": _line,
    "key": _line,
    "lines": _lines,
    "phone": _phone,
    "email": _email,
    "tax": _tax,
    "tags": _tags,
    "currency": _currency,
    "day": _day,
    "instant": _instant,
    "price": _price,
    "decimal": lambda text, field, context: _price(text.strip("% "), field, context),
    "quantity": _quantity,
    "percent": _percent,
    "integer": _integer,
    "count": _count,
    "flag": _flag,
    "choice": _choice,
}
