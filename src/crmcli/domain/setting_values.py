"""What a setting may be, where that takes more than a look: amounts, our own tax numbers."""

from __future__ import annotations

from crmcli.errors import UsageError
from crmcli.said import named, say

_TURKISH = {
    "yes|no": {"evet": "yes", "hayir": "no", "e": "yes", "h": "no"},
    "en|tr": {"turkce": "tr", "turkish": "tr", "ingilizce": "en", "english": "en"},
    "on|off": {"acik": "on", "kapali": "off"},
}


def meant(kind: str, value: str) -> str:
    """Return what a person who types a word as Turkish screens show it means; any other value as it is."""
    from crmcli.domain.text import fold

    words = _TURKISH.get(kind)
    return value if words is None else words.get(fold(value), value)


def shown(kind: str, value: str) -> str:
    """Return a setting's value with its words told; names that are typed (auto, never) stay as they are."""
    return named(value, "setting") if kind in ("yes|no", "on|off") else value


def check_value(kind: str, name: str, value: str) -> None:
    """Refuse a value that is not of its kind, ``amount`` or ``tax numbers``.

    Raises:
        UsageError: it isn't.
    """
    if kind == "amount":
        _check_amount(name, value)
    else:
        _check_tax_numbers(value)


def _check_amount(name: str, value: str) -> None:
    """Refuse what is no amount, or a negative one."""
    from crmcli.domain.money import AmountError, parse_amount

    try:
        negative = parse_amount(value, "," if "," in value else ".") < 0
    except AmountError:
        negative = True
    if negative:
        raise UsageError(
            say('{name} is an amount, not "{value}"', name=name, value=value), f"crm config set {name} 7.50"
        )


def _check_tax_numbers(value: str) -> None:
    """Refuse what is no VKN, no TCKN and no foreign tax number."""
    from crmcli.domain.normal import tax_number

    for text in filter(None, map(str.strip, value.split(","))):
        number = tax_number(text)
        digits = number.number if number else ""
        if not any(map(str.isdigit, digits)) or (digits.isdecimal() and len(digits) not in (10, 11)):
            raise UsageError(
                say('"{text}" is no VKN, no TCKN and no foreign tax number', text=text),
                "a VKN has 10 digits, a TCKN 11, a foreign number letters too: DE123456789",
            )
