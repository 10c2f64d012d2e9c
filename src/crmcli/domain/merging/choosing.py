"""What becomes of each field when one record is merged into another: pure, no store.

Both records are rows of one table. The kept record's value stands, the other's fills what is empty;
columns that mean one thing together (an address, an amount with its currency, a lead's status) are
chosen together. A value that is not chosen is ``lost`` to the record's own columns: where it goes
instead is said by ``Choice.place``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from crmcli.said import named, say

Row = Mapping[str, Any]

PLACE = ("address", "district", "city", "region", "postal_code", "country")
# Field -> the columns that are chosen together with the one of its name.
TOGETHER = {
    "address": PLACE,
    "amount": ("amount_minor", "currency"),
    "status": ("status", "lost_reason_id", "lost_on", "lost_note"),
}
_WITH = {column: field for field, columns in TOGETHER.items() for column in columns}
# Filled from others, or no one's to choose.
_OWN = frozenset(("id", "created_change", "name_fold", "name_sort", "custom"))
_STEPS = {"lost": 0, "new": 1, "working": 2, "qualified": 3, "converted": 4}

KEPT, OTHER, BOTH = "kept", "other", "both"
NOTE, KEYS, FURTHER = "note", "keys", "further"


class Choice(NamedTuple):
    """A field of two records: both values by column, the one chosen, and why.

    ``side`` says whose value it is. ``place`` says where a value that differs and is not chosen
    goes: a line of the note, the further keys, a further address; None where nothing is lost.
    """

    field: str
    kept: Row
    other: Row
    chosen: Row
    side: str
    why: str
    place: str | None = None


class Rules(NamedTuple):
    """How to choose: field -> side that is asked for ("all" for every field), and how phones are read."""

    kept: str
    """The kept record's number, as people write it."""
    other: str
    wanted: Mapping[str, str] = {}
    region: str = "TR"


def field_of(column: str) -> str | None:
    """Return the field that a column belongs to, None for a column that nobody chooses."""
    if column in _OWN:
        return None
    return _WITH.get(column, column.removesuffix("_id").removesuffix("_minor"))


def fields_of(columns: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return field -> its columns, in the table's order; custom fields have no column of their own."""
    found: dict[str, tuple[str, ...]] = {}
    for column in columns:
        field = field_of(column)
        if field is not None:
            found[field] = (*found.get(field, ()), column)
    return found


def choose(columns: Sequence[str], kept: Row, other: Row, rules: Rules) -> list[Choice]:
    """Return the choice for every field that either record has a value of."""
    found = []
    for field, names in fields_of(columns).items():
        ours, theirs = _part(kept, names), _part(other, names)
        if _empty(ours) and _empty(theirs):
            continue
        if field == "status":
            found.append(_status(ours, theirs, rules))
        else:
            found.append(_one(field, ours, theirs, rules, _standing(field, kept, other)))
    return found + _custom(kept, other, rules)


def outcome(kept: Row, choices: Sequence[Choice]) -> dict[str, Any]:
    """Return column -> value of the kept record after the choices; ``custom`` is a mapping."""
    after = dict(kept)
    custom = dict(kept.get("custom") or {})
    for choice in choices:
        if choice.field.startswith("custom."):
            custom |= choice.chosen
        else:
            after |= choice.chosen
    return {**after, "custom": custom} if "custom" in kept else after


def same(field: str, one: Any, two: Any, region: str = "TR") -> bool:
    """Tell whether two values say the same: without case, accents and, for phones, ways to write them."""
    if one == two:
        return True
    if not isinstance(one, str) or not isinstance(two, str):
        return False
    from crmcli.domain import normal
    from crmcli.domain.text import fold

    if field == "phone":
        found = normal.phone(one, region)
        return found is not None and found == normal.phone(two, region)
    if field == "email":
        return normal.email(one) is not None and normal.email(one) == normal.email(two)
    if field == "tax_number":
        return normal.tax_key(one) is not None and normal.tax_key(one) == normal.tax_key(two)
    return bool(fold(one)) and fold(one) == fold(two)


def _standing(field: str, kept: Row, other: Row) -> str | None:
    """Return the side whose tie to a customer or a contact stands: a converted lead's, which it became."""
    if field in ("customer", "contact") and "status" in kept:
        sides = {KEPT: kept.get("status"), OTHER: other.get("status")}
        converted = [side for side, status in sides.items() if status == "converted"]
        return converted[0] if len(converted) == 1 else None
    return None


def _one(field: str, ours: Row, theirs: Row, rules: Rules, stands: str | None = None) -> Choice:
    """Choose between two values of a field, of which one may be empty."""
    if _empty(ours) or _empty(theirs):
        chosen, side, ref = (ours, KEPT, rules.kept) if _empty(theirs) else (theirs, OTHER, rules.other)
        return Choice(field, ours, theirs, chosen, side, say("only {ref} has it", ref=ref))
    asked = _asked(field, rules)
    if all(same(field, ours[name], theirs[name], rules.region) for name in ours):
        side, why = (OTHER, say("as asked")) if asked == OTHER and ours != theirs else (KEPT, say("the same"))
        return Choice(field, ours, theirs, theirs if side == OTHER else ours, side, why)
    both = None if asked else _both(field, ours, theirs)
    if both is not None:
        return both
    side, why = asked or stands or KEPT, say("{kept} is kept", kept=rules.kept)
    if asked or stands:
        why = say("as asked") if asked else say("of the lead that was converted")
    chosen, loser = (theirs, ours) if side == OTHER else (ours, theirs)
    return Choice(field, ours, theirs, chosen, side, why, _place(field, loser, rules.region))


def _both(field: str, ours: Row, theirs: Row) -> Choice | None:
    """Choose where neither value is better for being the kept record's; None where that decides."""
    if field == "address":
        joined = _joined(ours, theirs)
        return Choice(field, ours, theirs, joined, BOTH, say("they fill each other")) if joined else None
    if field == "note":
        if _within(theirs["note"], ours["note"]):
            return Choice(field, ours, theirs, ours, KEPT, say("it holds the other"))
        text = f"{ours['note']}\n\n{theirs['note']}"
        return Choice(field, ours, theirs, {"note": text}, BOTH, named("joined", "why"))
    if field == "created_on":
        earlier = ours["created_on"] < theirs["created_on"]
        return Choice(
            field,
            ours,
            theirs,
            ours if earlier else theirs,
            KEPT if earlier else OTHER,
            say("the earlier day"),
        )
    return None


def _status(ours: Row, theirs: Row, rules: Rules) -> Choice:
    """Choose a lead's status: converted stays, open goes before lost, farther along before new."""
    first, second = _STEPS[ours["status"]], _STEPS[theirs["status"]]
    if ours["status"] == theirs["status"] == "lost":
        return _one("status", ours, theirs, rules)
    if first == second:
        return Choice("status", ours, theirs, ours, KEPT, say("the same"))
    side = KEPT if first > second else OTHER
    converted = "converted" in (ours["status"], theirs["status"])
    why = named("converted", "why") if converted else say("farther along")
    if "lost" in (ours["status"], theirs["status"]) and not converted:
        why = say("still open")
    asked = _asked("status", rules)
    if asked and not converted:
        side, why = asked, say("as asked")
    loser = theirs if side == KEPT else ours
    place = NOTE if loser["status"] == "lost" else None
    return Choice("status", ours, theirs, ours if side == KEPT else theirs, side, why, place)


def _custom(kept: Row, other: Row, rules: Rules) -> list[Choice]:
    """Choose each custom field by itself."""
    ours, theirs = kept.get("custom") or {}, other.get("custom") or {}
    return [
        _one(f"custom.{name}", {name: ours.get(name)}, {name: theirs.get(name)}, rules)
        for name in sorted({*ours, *theirs})
    ]


def _place(field: str, loser: Row, region: str) -> str | None:
    """Return where a value goes that is not chosen; a phone that no key can be made of goes to the note."""
    from crmcli.domain import normal

    if field == "created_on":
        return None
    if field == "address":
        return FURTHER
    if field == "phone":
        return KEYS if normal.phone(loser[field], region) else NOTE
    if field == "email":
        return KEYS if normal.email(loser[field]) else NOTE
    if field == "tax_number":
        tax = normal.tax_number(loser[field])
        return KEYS if tax and tax.usable else NOTE
    return NOTE


def _asked(field: str, rules: Rules) -> str | None:
    return rules.wanted.get(field, rules.wanted.get("all"))


def _part(row: Row, names: Sequence[str]) -> dict[str, Any]:
    return {name: row.get(name) for name in names}


def _empty(part: Row) -> bool:
    return all(value in (None, "") for value in part.values())


def _joined(ours: Row, theirs: Row) -> dict[str, Any] | None:
    """Return one address of two whose parts don't contradict each other, None when some do."""
    if any(ours[name] and theirs[name] and not same(name, ours[name], theirs[name]) for name in ours):
        return None
    return {name: ours[name] or theirs[name] for name in ours}


def _within(part: str, whole: str) -> bool:
    """Tell whether a note is a part of another one already."""
    return f"\n{part}\n" in f"\n{whole}\n"
