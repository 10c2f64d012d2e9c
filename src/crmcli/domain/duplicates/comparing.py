"""Two records compared field by field: the pattern of levels that weights are learnt for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.duplicates.levels import (
    APART,
    DIFFER,
    MISSING,
    NEAR,
    Pattern,
    compare_days,
    compare_mails,
    compare_phones,
    compare_sets,
    compare_streets,
    compare_texts,
)
from crmcli.domain.duplicates.names import compare_names
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmcli.domain.duplicates.items import Item


def compare(
    a: Item, b: Item, rarity: Mapping[str, Mapping[str, int]], *, whole: bool = False
) -> Pattern | None:
    """Return the levels of all fields in the order of FIELDS, then of the custom fields.

    None is a pair not worth a look, unless it is asked for ``whole``: names without any word alike, and
    nothing personal in common.
    """
    names = compare_names(a, b, rarity["name"], rarity["usual"])
    phone = compare_phones(a.phones, b.phones, rarity["phone"])
    mail = compare_mails(a.mails, b.mails, rarity["mail"])
    tax = compare_texts(a.tax, b.tax, rarity["tax"])
    if not whole and names[0] == DIFFER >= max(phone, mail, tax) and not a.born and not a.custom:
        return None
    if APART in names and a.organisation:
        tax = MISSING  # branches have one tax number
    # One address says the domain with it.
    domain = MISSING if mail >= NEAR else compare_sets(a.domains, b.domains, rarity["domain"])
    levels = (
        *names,
        phone,
        mail,
        domain,
        tax,
        compare_days(a.born, b.born, rarity["born"]) if a.born else MISSING,
        compare_streets(a.street, b.street, rarity["street"]) if a.street else MISSING,
        compare_sets(a.numbers, b.numbers, rarity["number"]) if a.numbers else MISSING,
        compare_texts(a.city, b.city, rarity["city"]) if a.city else MISSING,
        compare_texts(a.district, b.district, rarity["district"]) if a.district else MISSING,
        compare_texts(a.region, b.region, rarity["region"]) if a.region else MISSING,
        compare_texts(a.postal, b.postal, rarity["postal"]) if a.postal else MISSING,
        compare_texts(a.company, b.company, rarity["company"]) if a.company else MISSING,
    )
    if not a.custom or not b.custom:
        return levels
    return levels + tuple(
        compare_texts(x, y, rarity[say("custom {place}", place=place)])
        for place, (x, y) in enumerate(zip(a.custom, b.custom, strict=True))
    )
