"""Days, numbers and amounts as they stand on paper: ₺1.234,56 in Turkish, 1,234.56 TRY in English."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What turns the direction of the text around it."""


def harmless(text: str | None) -> str:
    """Return a text without what a screen or a printer would obey; lines stay."""
    if not text or text.isprintable():
        return text or ""
    from unicodedata import category

    kept = (c for c in text if c == "\n" or (category(c) not in ("Cc", "Cs") and c not in _TURNING))
    return "".join(kept)


def wide(text: str) -> int:
    """Return how many columns a text takes: two for a wide letter, none for what is set upon another."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    return sum(
        0 if category(c) in ("Mn", "Me", "Cf") else 2 if east_asian_width(c) in ("W", "F") else 1
        for c in text
    )


def day(text: str | None, language: str) -> str:
    """Return a stored day as people read it, '' for none."""
    if text is None:
        return ""
    return f"{date.fromisoformat(text):%d.%m.%Y}" if language == "tr" else text


def plain(number: Decimal, language: str) -> str:
    """Return a number as people read it, without zeros behind it."""
    from crmcli.domain.money import localised

    return localised(f"{number.normalize():,f}", language)


def percent(rate: str | None, language: str) -> str:
    """Return a rate as people read it: 20%, in Turkish %20."""
    if rate is None:
        return ""
    text = plain(Decimal(rate), language)
    return f"%{text}" if language == "tr" else f"{text}%"


def money(minor: int | None, currency: str, language: str) -> str:
    """Return an amount without its currency."""
    from crmcli.domain.money import from_minor, localised

    return "" if minor is None else localised(f"{from_minor(minor, currency):,f}", language)


def whole_money(minor: int, currency: str, language: str) -> str:
    """Return an amount with its currency: ₺1.234,56 in Turkish, 1,234.56 TRY in English."""
    from crmcli.domain.money import human

    return (
        human(minor, currency, "tr") if language == "tr" else f"{money(minor, currency, language)} {currency}"
    )


def unit_price(text: str | None, currency: str, language: str) -> str:
    """Return the price of one with at least the decimals of its currency."""
    from crmcli.domain.money import localised, minor_digits

    if text is None:
        return ""
    price, digits = Decimal(text), minor_digits(currency)
    exponent = price.normalize().as_tuple().exponent
    decimals = max(digits, -exponent if isinstance(exponent, int) else digits)
    return localised(f"{price:,.{decimals}f}", language)
