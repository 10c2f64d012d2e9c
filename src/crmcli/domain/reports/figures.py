"""Arithmetic that reports share: shares, means, medians, and counts said in words.

Sums come from the store as integers; what is divided is divided here. A ratio without a
denominator is None, never zero.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.counting import counted
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Text
from crmcli.said import Said, named, say

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping


def share(part: int | None, whole: int | None) -> float | None:
    """Return part / whole, None when either is unknown or the whole is not above zero."""
    return part / whole if part is not None and whole is not None and whole > 0 else None


def mean(total: int | None, count: int) -> float | None:
    """Return the arithmetic mean, None of nothing."""
    return (total or 0) / count if count else None


def per(total: int | None, count: int) -> int | None:
    """Return minor units divided by a count, rounded half to even; None of nothing."""
    if total is None or not count:
        return None
    whole, rest = divmod(total, count)
    return whole + (2 * rest > count or (2 * rest == count and whole % 2 == 1))


def median(counts: Mapping[int, int]) -> float | None:
    """Return the median of values that occur so many times; the mean of the middle two when even."""
    total = sum(counts.values())
    if not total:
        return None
    places = ((total - 1) // 2, total // 2)
    seen = 0
    middle: list[int] = []
    for value in sorted(counts):
        seen += counts[value]
        while len(middle) < len(places) and seen > places[len(middle)]:
            middle.append(value)
    return sum(middle) / 2


def added(values: Iterable[int | None]) -> int | None:
    """Return the sum of what is known, None when nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def plural(count: int, noun: str) -> str:
    """Return ``1 order``, ``1,234 orders``, ``2 opportunities``."""
    return counted(count, noun, f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2] not in "aeiou" else None)


def left_out(count: int, noun: str, rest: str) -> tuple[str, ...]:
    """Return a note such as ``3 orders without a date left out``, nothing for none."""
    return (say("{counted} {rest}", counted=plural(count, noun), rest=own(rest)),) if count else ()


def own(text: str) -> str:
    """Return words of the program's own as such: a title, a heading, whose literal stands elsewhere."""
    return text if isinstance(text, Said) else named(text)


def money(amount: int | None, currency: str | None) -> str:
    """Return an amount for a sentence: ``1234.50``, ``unknown``."""
    from crmcli.domain.money import from_minor

    if amount is None or not currency:
        return say("unknown")
    return say("{amount:f}", amount=from_minor(amount, currency), currency=currency)


def exact(amount: int | None, currency: str | None) -> str:
    """Return an amount with its currency: ``1234.50 TRY``, ``unknown``."""
    if amount is None or not currency:
        return say("unknown")
    return say("{amount} {currency}", amount=money(amount, currency), currency=currency)


def number(value: float) -> str:
    """Return a number as exact text: ``0.25``, in Turkish ``0,25``."""
    return say("{number:g}", number=value)


def day(text: str) -> str:
    """Return a stored day as one to be read: ``2026-12-31``, in Turkish ``31.12.2026``."""
    from datetime import date

    return say("{day}", day=date.fromisoformat(text))


def percentage(share: float, *, rounded: bool = False) -> str:
    """Return a share 0 to 1 as exact text: ``63.25 %``, in Turkish ``%63,25``; ``rounded`` to ``63.3 %``."""
    if rounded:
        return say("{number:.1f} %", number=round(share * 100, 1) + 0.0)  # minus nothing is nothing
    return say("{number:.4g} %", number=share * 100 + 0.0)


def amount(minor: int | None, currency: str | None, language: str) -> str:
    """Return an amount for a note: ``₺1,234.50``, in Turkish ``₺1.234,50``, ``unknown``."""
    from crmcli.domain.money import human

    return human(minor, currency, language) if minor is not None and currency else say("unknown")


def percent(share: float, language: str, digits: int = 0) -> str:
    """Return a share 0 to 1 for a picture as a column tells it: ``63 %``, in Turkish ``%63``."""
    from crmcli.domain.kinds import Percent

    return Percent(digits=digits).human(share, None, language)


def told_apart(labels: Mapping[Hashable, str | None], prefix: str) -> dict[Hashable, str | None]:
    """Return the labels; equal ones of different records get the record's number: Ada (U-3)."""
    count: dict[str | None, int] = {}
    for label in labels.values():
        count[label] = count.get(label, 0) + 1
    return {
        key: f"{label} ({prefix}-{key})" if count[label] > 1 and str(key).isdigit() else label
        for key, label in labels.items()
    }


def ranked(weights: Mapping[str | None, int]) -> list[str | None]:
    """Return currencies, the most frequent first, ties by code; none at all comes last."""
    return sorted(weights, key=lambda code: (code is None, -weights[code], code or ""))


@cache
def headed(row: type[Any], label: str) -> type[Any]:
    """Return a row type that differs in the heading of its first field, ``group``, only."""
    group = Annotated[str | None, Text(label)]
    return frozen(type(row.__name__, (row,), {"__annotations__": {"group": group}}))
