"""The columns of each noun's export: those of its import, and what a store keeps beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from crmcli.domain.exchange.fields import NOUNS as DECLARED
from crmcli.domain.exchange.fields import Field
from crmcli.domain.export.kinds import Several
from crmcli.domain.kinds import Day, Flag, Instant, Kind, Money, Number, Ref, Text
from crmcli.domain.measures import Quantity, UnitPrice
from crmcli.domain.nouns import BY_NAME, CONTACT, CUSTOMER, NOUNS, PARTIES, Noun
from crmcli.domain.records import LINK, REACHED, column_of

Decoder = Callable[[Any], Any]

ADDRESS = Noun("address", "", "address", "", plural="addresses")
CONSENT = Noun("consent", "", "consent", "", plural="consents")
EXPORTED = (*NOUNS, CONSENT, ADDRESS)
"""What can be exported; the last two have no number of their own."""
OWNERS = PARTIES
"""Whose consents and addresses there are."""

_NEVER = frozenset(("first_name", "last_name", "close_date"))
"""Fields that only help an import to others."""
_ELSEWHERE = {"opportunity": ("activity", "order")}  # stored with the other record
_BESIDE = {
    "contact": ("preferred_channel", "preferred_time"),
    "order": ("net", "tax"),
    "consent": ("channel", "purpose", "state", "decided_on", "source", "note"),
    "address": ("kind", "address", "city", "district", "region", "postal_code", "country"),
}
_LISTS = {"stage": "stage", "lost_reason": "lost_reason"}
_KINDS = {"day": Day, "instant": Instant, "flag": Flag}
_KINDS_AS_STORED: dict[str, Callable[[], Kind]] = {
    "amount": lambda: Money("currency"),
    "price": lambda: UnitPrice("currency"),
    "decimal": Text,
    "quantity": Quantity,
    "percent": Number,
    "integer": Number,
    "count": Number,
}
_LINKED: dict[str, Kind] = {
    "tags": Several(),
    "customer": Ref(CUSTOMER.prefix),
    "since": Day(),
    "until": Day(),
    "primary": Flag(),
}
"""What columns mean that other tables fill; the others are text."""


class Column(NamedTuple):
    """One column: its header, what it means, and where its value comes from.

    ``stored`` is the column of the noun's table; None for what other tables say. ``table`` is the short
    list that it names a row of.
    """

    name: str
    kind: Kind
    stored: str | None = None
    decode: Decoder | None = None
    table: str | None = None


def columns_for(noun: Noun, known: Sequence[str]) -> list[Column]:
    """Return the columns of a noun whose table has the columns ``known``; the number is not among them."""
    if noun not in NOUNS:
        owners = [Column(one.name, Ref(one.prefix), one.owner) for one in OWNERS]
        return owners + [_plain(name, name) for name in _BESIDE[noun.name]]
    skipped = {*_NEVER, *_ELSEWHERE.get(noun.name, ())}
    found = [_column(noun, field, known) for field in DECLARED[noun.name].fields if field.name not in skipped]
    if noun is CONTACT:
        at = next(at for at, column in enumerate(found) if column.name == LINK[-1]) + 1
        found.insert(at, Column("other_customers", Several()))
    named = {column.name for column in found}
    for name in _BESIDE.get(noun.name, ()):
        if name not in named:
            minor = f"{name}_minor"
            money = minor in known
            found.append(Column(name, Money("currency"), minor) if money else _plain(name, name))
    return found


def _column(noun: Noun, field: Field, known: Sequence[str]) -> Column:
    """Return the column of a field."""
    name, stored = field.name, column_of(field.name, known)
    if name == "number":  # beside the record's own
        return Column(f"{noun.name}_number", Text(), stored)
    if (noun is CONTACT and name in LINK) or name in ("external_id", "tags"):
        kind = _LINKED.get(name) or Text()
        return Column(name, kind, decode=decoder(kind))
    if name in _LISTS:
        return Column(name, Text(), stored, table=_LISTS[name])
    made = _typed(noun, field)
    return _plain(name, stored, field.type) if made is None else Column(name, made, stored)


def _typed(noun: Noun, field: Field) -> Kind | None:
    """Return what a field means whose value is taken as it is stored; None for days, flags and text."""
    if noun in REACHED and field.type in ("email", "phone"):
        return Several()
    if field.type == "ref":
        return Ref(BY_NAME[field.ref].prefix)
    maker = _KINDS_AS_STORED.get(field.type)
    return maker() if maker is not None else None


def _plain(name: str, stored: str, type: str = "text") -> Column:
    """Return a column of text, a day, a moment, or yes and no."""
    if stored.endswith("_on"):
        type = "day"
    kind = _KINDS[type]() if type in _KINDS else Text()
    return Column(name, kind, stored, decoder(kind))


def decoder(kind: Kind) -> Decoder | None:
    """Return what makes a stored value what its kind takes."""
    if isinstance(kind, Instant):
        return moment
    if isinstance(kind, Day):
        return day
    return bool if isinstance(kind, Flag) else None


def day(text: str) -> Any:
    """Return a stored day."""
    from datetime import date

    return date.fromisoformat(text)


def moment(text: str) -> Any:
    """Return a stored instant, or a day where no time is known."""
    from datetime import date, datetime

    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
