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
        NEAR: say("phones differ by one digit"),
        FAR: say("phones end alike"),
        DIFFER: say("phones differ"),
    },
    "mail": {
        ALIAS: say("e-mails differ after the @ only"),
        NEAR: say("e-mails differ by a letter or two"),
        FAR: say("e-mails are alike"),
        DIFFER: say("e-mails differ"),
    },
    "domain": {DIFFER: say("domains differ")},
    "tax": {
        NEAR: say("tax numbers differ by one digit"),
        FAR: say("tax numbers are alike"),
        DIFFER: say("tax numbers differ"),
    },
    "born": {
        EXACT: say("same birth date"),
        NEAR: say("birth dates differ by one slip"),
        ALIAS: say("birth dates differ in day, month or year only"),
        FAR: say("birth dates are near each other"),
        DIFFER: say("birth dates differ"),
    },
    "street": {
        EXACT: say("same street"),
        ALIAS: say("streets share words"),
        NEAR: say("streets differ by a letter or two"),
        FAR: say("streets are alike"),
        DIFFER: say("streets differ"),
    },
    "number": {EXACT: say("same house number"), DIFFER: say("house numbers differ")},
    "company": {EXACT: say("same company"), DIFFER: say("companies differ")},
}
# What is said of the other fields: the same, different, written alike.
_CALLED = {
    "city": (say("same city"), say("cities differ"), say("cities are written alike")),
    "district": (say("same district"), say("districts differ"), say("districts are written alike")),
    "region": (say("same region"), say("regions differ"), say("regions are written alike")),
    "postal": (say("same postal code"), say("postal codes differ"), say("postal codes are written alike")),
    "company": (say("same company"), say("companies differ"), say("companies are written alike")),
}
_SAME_VALUE = {
    "phone": say("same phone"),
    "mail": say("same e-mail"),
    "domain": say("same domain"),
    "tax": say("same tax number"),
}


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
        if not same:
            text = say("one name holds the other")
        else:
            ordered = a.words == b.words
            text = say("same name") if ordered else say("same name, words in another order")
        return [(max(weight, _TOLD), text)]
    if worst <= DIFFER < max(levels):
        kin = say("names differ as those of relatives or branches do")
        how = kin if worst < DIFFER else say("names differ in part")
        return [(max(weight, _TOLD), say("names are the same in part")), (-_TOLD, how)]
    words = {
        ALIAS: say("one name is short for the other"),
        NEAR: say("names differ by a letter or two"),
        FAR: say("names sound alike"),
        DIFFER: say("names differ"),
    }
    return [(weight, words[worst])]


def _of_field(a: Item, b: Item, field: str, level: int, customs: Sequence[str]) -> str:
    """Return what is said of any other field."""
    if level == EXACT and field in _SAME_VALUE:
        common = _common(a, b, field)
        same = _SAME_VALUE[field]
        return say("{same} {common}", same=same, common=common) if common else same
    said = _WORDS.get(field, {}).get(level)
    if said is not None:
        return said
    if field in _CALLED:
        same, differ, alike = _CALLED[field]
    else:
        name = customs[int(field[7:])] if field.startswith("custom ") else field
        same = say("same {name}", name=name)
        differ = say("values of {name} differ", name=name)
        alike = say("values of {name} are written alike", name=name)
    return {EXACT: same, DIFFER: differ}.get(level, alike)


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
