"""Who a lead may be already: records with the same phone, e-mail or tax number.

A name alone never decides: records of the same name are worth a note, no more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.nouns import BY_NAME, CONTACT, CUSTOMER, Noun
from crmcli.said import listed, say
from crmcli.sql import marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crmcli.domain.records import Key
    from crmcli.sql import Reader

_WORDS = {"phone": say("same phone"), "email": say("same e-mail"), "tax": say("same tax number")}
_MOST = 5  # records of the same name that are looked at


class Match(NamedTuple):
    """A record that the lead may be, and why, in words."""

    noun: str
    number: int
    name: str
    reasons: tuple[str, ...]

    @property
    def ref(self) -> str:
        """Its number, C-12."""
        return BY_NAME[self.noun].ref(self.number)

    def told(self) -> str:
        """Return it in words: ``C-12 Işık Mobilya (same phone +905321234567)``."""
        return say("{ref} {name} ({why})", ref=self.ref, name=self.name, why=listed(self.reasons))

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON."""
        return {"ref": self.ref, "name": self.name, "noun": self.noun, "reasons": list(self.reasons)}


class Doubles(NamedTuple):
    """The customers and the contacts that a lead may be."""

    customers: tuple[Match, ...] = ()
    contacts: tuple[Match, ...] = ()


def doubles(db: Reader, keys: Iterable[Key], company: str | None, *, known: int | None) -> Doubles:
    """Return the records that share a phone, an e-mail or a tax number with the lead.

    A customer is one also where such a contact works, unless the lead names another company.
    ``known`` is the contact that the lead is of anyway.
    """
    norms = {key.norm: key.kind for key in keys if key.kind in _WORDS}
    if not norms:
        return Doubles()
    among, values = marks("n", list(norms))
    found = db.tuples(
        "SELECT kind, norm, customer_id, contact_id FROM identity "
        f"WHERE norm IN ({among}) AND kind IN ('phone', 'email', 'tax') "
        "AND (customer_id IS NOT NULL OR contact_id IS NOT NULL) ORDER BY id",
        values,
    )
    customers: dict[int, list[str]] = {}
    contacts: dict[int, list[str]] = {}
    for kind, norm, customer, contact in found:
        if kind != norms[norm] or (contact is not None and contact == known):
            continue
        reasons = customers.setdefault(customer, []) if customer else contacts.setdefault(contact, [])
        reasons.append(say("{same} {norm}", same=_WORDS[kind], norm=norm))
    people = _named(db, CONTACT, contacts)
    for person in people:
        for number, reason in _employers(db, person, company):
            customers.setdefault(number, []).append(reason)
    return Doubles(_named(db, CUSTOMER, customers), people)


def _employers(db: Reader, person: Match, company: str | None) -> list[tuple[int, str]]:
    """Return the customers a matching contact is at, with the reason."""
    from crmcli.domain.text import match_key

    rows = db.tuples(
        "SELECT DISTINCT c.id, c.name FROM customer_contact k JOIN customer c ON c.id = k.customer_id "
        "WHERE k.contact_id = :id AND k.until IS NULL ORDER BY c.id",
        {"id": person.number},
    )
    wanted = match_key(company) if company else None
    reason = say("{ref} {name} is there", ref=person.ref, name=person.name)
    return [(number, reason) for number, name in rows if wanted is None or match_key(name) == wanted]


def _named(db: Reader, noun: Noun, reasons: dict[int, list[str]]) -> tuple[Match, ...]:
    """Return matches with their names, by number."""
    if not reasons:
        return ()
    among, values = marks("i", list(reasons))
    names = dict(db.tuples(f"SELECT id, name FROM {noun.table} WHERE id IN ({among})", values))
    return tuple(
        Match(noun.name, number, names[number], tuple(reasons[number])) for number in sorted(reasons)
    )


def alike(db: Reader, noun: Noun, name: str, others: Sequence[Match]) -> list[Match]:
    """Return a few records of the same name, legal forms aside, that are not among ``others``."""
    from crmcli.domain.text import match_key

    key = match_key(name)
    if not key:
        return []
    rows = db.tuples(
        f"SELECT id, name FROM {noun.table} WHERE name_fold >= :low AND name_fold < :high "
        "ORDER BY id LIMIT 50",
        {"low": key, "high": key + "\U0010ffff"},
    )
    known = {match.number for match in others if match.noun == noun.name}
    same = [row for row in rows if row[0] not in known and match_key(row[1]) == key]
    return [Match(noun.name, number, found, (say("same name"),)) for number, found in same[:_MOST]]
