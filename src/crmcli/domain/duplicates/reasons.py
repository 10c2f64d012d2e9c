"""Why two records may be one, and what speaks against it, in words: the weightiest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.duplicates.levels import ALIAS, DIFFER, EXACT, FAR, MISSING, NEAR
from crmcli.domain.duplicates.priors import field_names
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.duplicates.items import Item
    from crmcli.domain.duplicates.levels import Pattern
    from crmcli.domain.duplicates.weights import Model

_TOLD = 0.5  # log-odds from which a field is worth a word

_WORDS = {
    "phone": {
        NEAR: "phones differ by one digit",
        FAR: "phones end alike",
        DIFFER: "phones differ",
    },
    "mail": {
        ALIAS: "e-mails differ after the @ only",
        NEAR: "e-mails differ by a letter or two",
        FAR: "e-mails are alike",
        DIFFER: "e-mails differ",
    },
    "domain": {DIFFER: "domains differ"},
    "tax": {
        NEAR: "tax numbers differ by one digit",
        FAR: "tax numbers are alike",
        DIFFER: "tax numbers differ",
    },
    "born": {
        EXACT: "same birth date",
        NEAR: "birth dates differ by one slip",
        ALIAS: "birth dates differ in day, month or year only",
        FAR: "birth dates are near each other",
        DIFFER: "birth dates differ",
    },
    "street": {
        EXACT: "same street",
        ALIAS: "streets share words",
        NEAR: "streets differ by a letter or two",
        FAR: "streets are alike",
        DIFFER: "streets differ",
    },
    "number": {EXACT: "same house number", DIFFER: "house numbers differ"},
    "company": {EXACT: "same company", DIFFER: "companies differ"},
}
# What the other fields are called, one and many.
_CALLED = {
    "city": ("city", "cities"),
    "district": ("district", "districts"),
    "region": ("region", "regions"),
    "postal": ("postal code", "postal codes"),
    "company": ("company", "companies"),
}
_SAME_VALUE = {"phone": "phone", "mail": "e-mail", "domain": "domain", "tax": "tax number"}


def reasons(
    a: Item, b: Item, pattern: Pattern, model: Model, customs: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what speaks for two records being one, and what against it."""
    told: list[tuple[float, str]] = []
    names = pattern[:3]
    if names[0] != MISSING:
        weight = sum(table[level] for table, level in zip(model.tables, names, strict=False) if level)
        told += _of_names(a, b, names, weight)
    fields = field_names(len(customs))
    for place in range(3, len(pattern)):
        level = pattern[place]
        if level != MISSING:
            text = _of_field(a, b, fields[place], min(level, EXACT), customs)
            told.append((model.tables[place][level], text))
    told.sort(key=lambda one: -abs(one[0]))
    fors = tuple(text for weight, text in told if weight >= _TOLD)
    return fors, tuple(text for weight, text in told if weight <= -_TOLD)


def _of_names(a: Item, b: Item, names: Pattern, weight: float) -> list[tuple[float, str]]:
    """Return what is said of the names."""
    levels = [level for level in names if level != MISSING]
    worst = min(levels)
    if worst >= EXACT:
        same = set(a.words) == set(b.words)
        order = "" if a.words == b.words else ", words in another order"
        return [
            (
                max(weight, _TOLD),
                say("same name{order}", order=order) if same else say("one name holds the other"),
            )
        ]
    if worst <= DIFFER < max(levels):
        how = "as those of relatives or branches do" if worst < DIFFER else "in part"
        return [
            (max(weight, _TOLD), say("names are the same in part")),
            (-_TOLD, say("names differ {how}", how=how)),
        ]
    words = {
        ALIAS: "one name is short for the other",
        NEAR: "names differ by a letter or two",
        FAR: "names sound alike",
        DIFFER: "names differ",
    }
    return [(weight, words[worst])]


def _of_field(a: Item, b: Item, field: str, level: int, customs: Sequence[str]) -> str:
    """Return what is said of any other field."""
    if level == EXACT and field in _SAME_VALUE:
        return say(
            "same {same_value} {common}", same_value=_SAME_VALUE[field], common=_common(a, b, field)
        ).rstrip()
    said = _WORDS.get(field, {}).get(level)
    if said is not None:
        return said
    if field.startswith("custom "):
        name = customs[int(field[7:])]
        called = (name, say("values of {name}", name=name))
    else:
        called = _CALLED.get(field, (field, field))
    if level == EXACT:
        return say("same {called}", called=called[0])
    return (
        say("{called} differ", called=called[1])
        if level == DIFFER
        else say("{called} are written alike", called=called[1])
    )


def _common(a: Item, b: Item, field: str) -> str:
    """Return the value that two records share."""
    if field == "tax":
        return a.tax
    mine, other = {
        "phone": (a.phones, b.phones),
        "mail": (a.mails, b.mails),
        "domain": (a.domains, b.domains),
    }[field]
    shared = next((value for value in mine if value in other), "")
    return f"0{shared}" if field == "phone" and len(shared) == 10 else shared
