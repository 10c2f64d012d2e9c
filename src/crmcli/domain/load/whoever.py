"""Whoever has an e-mail address: a contact, a customer or a lead.

A message names the other side by address only. Addresses are looked up by their normal form, never by
a part of a name; two answers that are not one party are a reason, not a choice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain import normal
from crmcli.domain.nouns import CONTACT, CUSTOMER, LEAD
from crmcli.said import say
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from crmcli.domain.load.frame import Frame
    from crmcli.sql import Reader

CHUNK = 5_000
PEOPLE = (CONTACT, CUSTOMER, LEAD)
_SHOWN = 4
Party = dict[str, int]
"""Reference field -> number of the record: ``{"contact": 4, "customer": 12}``."""
Linked = dict[int, set[int]]


class Owners(NamedTuple):
    """Who has one address."""

    contacts: frozenset[int] = frozenset()
    customers: frozenset[int] = frozenset()
    leads: frozenset[int] = frozenset()


def whoever(db: Reader, addresses: Iterable[str]) -> dict[str, Party | str]:
    """Return address as it is written -> the party that has it, or why there is no one party.

    Addresses that nobody has, and texts that are none, are left out.
    """
    written = sorted(set(addresses))
    form_of = {
        text: form for text, form in zip(written, normal.emails(written), strict=True) if form is not None
    }
    forms = sorted(set(form_of.values()))
    parties: dict[str, Party | str] = {}
    for start in range(0, len(forms), CHUNK):
        parties |= _parties(db, forms[start : start + CHUNK])
    return {text: parties[form] for text, form in form_of.items() if form in parties}


def _parties(db: Reader, forms: list[str]) -> dict[str, Party | str]:
    """Return normal form -> party or reason."""
    listed, values = within(db.engine, "norm", "norms", forms)
    columns = ", ".join(noun.owner for noun in PEOPLE)
    found: dict[str, tuple[set[int], set[int], set[int]]] = {}
    for norm, *owners in db.tuples(
        f"SELECT norm, {columns} FROM identity WHERE kind = 'email' AND {listed}", values
    ):
        several = found.setdefault(norm, (set(), set(), set()))
        for known, number in zip(several, owners, strict=True):
            if number is not None:
                known.add(number)
    owners_of = {norm: Owners(*map(frozenset, several)) for norm, several in found.items() if any(several)}
    at = _linked(db, "customer_contact", ("contact_id", "customer_id"), _all(owners_of, 0), "until IS NULL")
    made = [
        _linked(db, "conversion", ("lead_id", column), _all(owners_of, 2), f"{column} IS NOT NULL")
        for column in ("contact_id", "customer_id")
    ]
    return {norm: party_of(norm, owners, at, (made[0], made[1])) for norm, owners in owners_of.items()}


def _all(owners_of: dict[str, Owners], place: int) -> list[int]:
    """Return all numbers of one kind, ascending."""
    return sorted({number for owners in owners_of.values() for number in owners[place]})


def _linked(db: Reader, table: str, columns: tuple[str, str], ids: list[int], only: str) -> Linked:
    """Return first column -> values of the second, for the rows whose first column is in ``ids``."""
    if not ids:
        return {}
    listed, values = within(db.engine, columns[0], "ids", ids)
    found: Linked = {}
    for one, other in db.tuples(
        f"SELECT {', '.join(columns)} FROM {table} WHERE {listed} AND {only}", values
    ):
        found.setdefault(one, set()).add(other)
    return found


def party_of(address: str, owners: Owners, at: Linked, became: tuple[Linked, Linked]) -> Party | str:
    """Return the one party that owners of an address are, or why they are none.

    A customer shares its address with the contact who works there; a lead that became a contact or a
    customer with the same address is they. ``at`` says at which customers contacts are, ``became`` which
    contacts, and which customers, were made of leads.
    """
    contacts, customers = sorted(owners.contacts), sorted(owners.customers)
    leads = [
        lead
        for lead in sorted(owners.leads)
        if not (became[0].get(lead, set()) & owners.contacts or became[1].get(lead, set()) & owners.customers)
    ]
    several = (contacts, customers, leads)
    if max(map(len, several)) == 1 and not (leads and (contacts or customers)):
        home = at.get(contacts[0], set()) if contacts else set()
        if contacts and not customers and len(home) == 1:
            customers = sorted(home)
        if not contacts or not owners.customers or owners.customers <= home:
            names = (noun.name for noun in PEOPLE)
            return {
                name: ids[0] for name, ids in zip(names, (contacts, customers, leads), strict=True) if ids
            }
    pairs = zip(PEOPLE, several, strict=True)
    refs = [noun.ref(number) for noun, numbers in pairs for number in numbers]
    more = say(" and {count} more", count=len(refs) - _SHOWN) if len(refs) > _SHOWN else ""
    return say(
        '"{address}" may be any of {refs}{more}', address=address, refs=", ".join(refs[:_SHOWN]), more=more
    )


class Whoever:
    """Gives activities of a file the party that an address in their contact column is."""

    def __init__(self, db: Reader, texts: Iterable[str]) -> None:
        """Look up the addresses among ``texts``."""
        self.parties = whoever(db, (text for text in texts if "@" in text))

    def take_from(self, frame: Frame) -> dict[int, Party | str]:
        """Take the addresses that somebody has out of the contact column; return place -> party or reason."""
        column: list[Any] = frame.columns.get("contact") or []
        found = {place: self.parties[text] for place, text in enumerate(column) if text in self.parties}
        if found:
            frame.columns["contact"] = [None if place in found else text for place, text in enumerate(column)]
        return found

    def put_into(
        self, frame: Frame, found: dict[int, Party | str], reject: Callable[[int, str], None]
    ) -> None:
        """Fill contact, customer and lead where they are blank; ``reject`` takes a place and why."""
        for place, party in found.items():
            if isinstance(party, str):
                reject(place, party)
                continue
            for name, number in party.items():
                column = frame.columns.setdefault(name, [None] * len(frame))
                if column[place] is None:
                    column[place] = number
