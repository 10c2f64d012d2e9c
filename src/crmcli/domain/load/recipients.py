"""Whose a phone or an e-mail address is: a contact's, a customer's, a lead's, or one of our people's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain import normal
from crmcli.domain.nouns import CONTACT, CUSTOMER, LEAD, Noun, split_ref
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crmcli.sql import Reader

PARTIES = (CONTACT, CUSTOMER, LEAD)
"""In this order: a person rather than the customer, a lead only where it is neither."""
Owners = dict[str, list[tuple[Noun, int]]]


def our_addresses(db: Reader, _request: None) -> list[str]:
    """Return the e-mail addresses of our own people in normal form."""
    texts = [row[0] for row in db.tuples("SELECT email FROM crm_user WHERE email IS NOT NULL ORDER BY id")]
    return [address for address in map(normal.email, texts) if address]


def normal_form(text: str, region: str) -> str | None:
    """Return what a phone or an e-mail address is kept under, None of any other text."""
    return normal.email(text) if "@" in text else normal.phone(text, region)


def owners_of(db: Reader, texts: Iterable[str], region: str) -> Owners:
    """Return text -> everyone who has this phone or address, contacts before customers before leads.

    A record's number is its own.
    """
    found: Owners = {}
    forms: dict[str, list[str]] = {}
    for text in texts:
        number = split_ref(text.strip()) if "-" in text and "@" not in text else None
        if number is not None and number[0] in PARTIES:
            query = f"SELECT id FROM {number[0].table} WHERE id = :id"
            if db.value(query, {"id": number[1]}) is not None:
                found[text] = [number]
            continue
        form = normal_form(text, region)
        if form:
            forms.setdefault(form, []).append(text)
    listed, values = within(db.engine, "norm", "norms", sorted(forms))
    columns = ", ".join(noun.owner for noun in PARTIES)
    query = f"SELECT norm, {columns} FROM identity WHERE {listed} AND kind IN ('email', 'phone') ORDER BY id"
    for norm, *owners in db.tuples(query, values) if forms else ():
        for noun, owner in zip(PARTIES, owners, strict=True):
            if owner is not None:
                for text in forms[norm]:
                    found.setdefault(text, []).append((noun, owner))
    for several in found.values():
        several.sort(key=lambda one: PARTIES.index(one[0]))
    return found
