"""Custom fields: what a declared one is, and the one form in which its values are stored.

Values stand as text in a record's ``custom``: a number as a plain decimal, a date as ISO, yes or no,
a choice as its declared word. A name that is not declared is a text, as written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.errors import UsageError
from crmcli.said import listed, say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from crmcli.domain.nouns import Noun
    from crmcli.sql import Reader

TYPES = ("text", "number", "date", "choice", "yes_no")


class Declared(NamedTuple):
    """A declared custom field; ``choices`` are the words of a choice, in their order."""

    name: str
    type: str
    choices: tuple[str, ...] = ()


class Hints(NamedTuple):
    """How a file writes its numbers and days; None where that is to be seen from the value."""

    decimal: str | None = None
    order: str | None = None


AS_SEEN = Hints()


def declared(db: Reader, noun: Noun) -> dict[str, Declared]:
    """Return folded name -> field of the custom fields declared for a noun, in their order."""
    import json

    rows = db.tuples(
        "SELECT name, type, choices, name_fold FROM custom_field WHERE noun = :noun ORDER BY position, id",
        {"noun": noun.name},
    )
    return {
        folded: Declared(name, kind, tuple(json.loads(choices)) if choices else ())
        for name, kind, choices, folded in rows
    }


def named(fields: Mapping[str, Declared], name: str) -> Declared | None:
    """Return the declared field of a name, however it is written; ``_`` stands for a space too."""
    from crmcli.domain.text import fold

    return fields.get(fold(name)) or fields.get(fold(name.replace("_", " ")))


def canonical(field: Declared, text: str, hints: Hints = AS_SEEN) -> str:
    """Return a value in the form in which it is stored.

    Raises:
        UsageError: it is none of the field's type; nothing is guessed.
    """
    text = text.strip()
    return _FORMS[field.type](field, text, hints) if field.type in _FORMS else text


def _number(field: Declared, text: str, hints: Hints) -> str:
    from crmcli.domain.money import AmbiguousAmount, AmountError, parse_amount

    try:
        value = parse_amount(text, hints.decimal)
    except AmbiguousAmount as error:
        raise UsageError(listed((field.name, error.message), ": "), "write it as 1234.5") from error
    except AmountError as error:
        raise UsageError(
            say('{name}: "{text}" is no number', name=field.name, text=text), "write it as 1234.5"
        ) from error
    plain = format(value, "f")
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain) or "0"


def _date(field: Declared, text: str, hints: Hints) -> str:
    from crmcli.domain.dates import DayError, parse_day

    try:
        return parse_day(text, hints.order).isoformat()
    except DayError as error:
        raise UsageError(listed((field.name, error.message), ": "), "write it as 2026-12-31") from error


def _yes_no(field: Declared, text: str, _: Hints) -> str:
    from crmcli.domain.exchange.fields import FLAGS
    from crmcli.domain.text import fold

    found = FLAGS.get(fold(text))
    if found is None:
        raise UsageError(
            say('{name}: "{text}" is neither yes nor no', name=field.name, text=text), f"{field.name}=yes"
        )
    return "yes" if found else "no"


def _choice(field: Declared, text: str, _: Hints) -> str:
    from crmcli.domain.text import fold, nearest

    words = {fold(word): word for word in field.choices}
    found = words.get(fold(text))
    if found is None:
        close = nearest(text, field.choices)
        listed = ", ".join(field.choices)
        hint = (
            say("did you mean {close}?", close=close[0]) if close else say("one of {listed}", listed=listed)
        )
        raise UsageError(
            say('{name}: "{text}" is not one of {listed}', name=field.name, text=text, listed=listed), hint
        )
    return found


_FORMS: dict[str, Callable[[Declared, str, Hints], str]] = {
    "number": _number,
    "date": _date,
    "yes_no": _yes_no,
    "choice": _choice,
}
