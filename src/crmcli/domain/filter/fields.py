"""What the records of a noun can be asked: their columns by the types of the import, and what is around them.

The columns come from the store, their types from the fields of the import; a new noun needs nothing here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.filter.around import around, around_names
from crmcli.domain.filter.columns import own, own_names
from crmcli.domain.filter.wrong import FilterError
from crmcli.domain.nouns import NOUNS, Noun
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.filter.answers import Field
    from crmcli.sql import Reader

_ALIASES = {"reason": "lost_reason", "tags": "tag"}
_TURKISH = {
    "harcama": "spent", "ciro": "spent", "siparis": "orders", "siparissayisi": "orders",
    "ilksiparis": "first_order", "sonsiparis": "last_order", "ortalamasiparis": "average_order",
    "durum": "status", "etiket": "tag", "songorusme": "last_contact", "sontemas": "last_contact",
    "arama": "calls", "aramalar": "calls", "ziyaret": "visits", "ziyaretler": "visits",
    "toplanti": "meetings", "aktivite": "activities", "aktiviteler": "activities", "vaka": "cases",
    "acikvaka": "open_cases", "talep": "requests", "firsat": "opportunities",
    "acikfirsat": "open_opportunities", "gorev": "tasks", "acikgorev": "open_tasks",
    "memnuniyet": "satisfaction", "getirdigi": "referred", "altmusteri": "sub_customers",
    "adressehri": "any_city", "adresilcesi": "any_district", "kisiler": "contacts",
    "aday": "leads", "teklif": "quotes",
}  # fmt: skip


def find(db: Reader, noun: Noun, name: str, at: int) -> Field:
    """Return the field of a name.

    Raises:
        FilterError: the noun has none of that name; the nearest is named.
    """
    from crmcli.domain.filter import custom

    key = name.strip().lower().replace(" ", "_").replace("-", "_")
    if key.startswith("custom.") and "custom" in db.tables[noun.table].columns:
        return custom.any_field(db, noun, name.strip()[len("custom.") :], at)
    key = _ALIASES.get(key, key)
    found = own(db, noun, key) or around(db, noun, key) or custom.declared_field(db, noun, name)
    if found is None:
        other = _otherwise_called(noun, name)
        found = (own(db, noun, other) or around(db, noun, other)) if other else None
    if found is None:
        raise _unknown(db, noun, name, at)
    return found


def _otherwise_called(noun: Noun, name: str) -> str | None:
    """Return the field that a Turkish name, or another English one, stands for."""
    from crmcli.domain.exchange.headers import names_for, squeeze

    form = squeeze(name)
    if form in _TURKISH:
        return _TURKISH[form]
    found = names_for(noun.name).get(form) if noun in NOUNS else None
    return {"tags": "tag"}.get(found.field, found.field) if found else None


def _unknown(db: Reader, noun: Noun, name: str, at: int) -> FilterError:
    from crmcli.domain.text import nearest

    known = names_of(db, noun)
    close = nearest(name, known)
    hint = (
        say("did you mean {close}?", close=close[0])
        if close
        else say("fields: {known}", known=", ".join(known))
    )
    plural = noun.words or noun.word
    return FilterError(say('{plural} have no field "{name}"', plural=plural, name=name), at, hint)


def names_of(db: Reader, noun: Noun) -> list[str]:
    """Return the names of all fields of a noun, sorted."""
    from crmcli.domain.custom import declared

    names = {*own_names(db, noun), *around_names(db, noun)}
    return sorted(names | {field.name for field in declared(db, noun).values()})
