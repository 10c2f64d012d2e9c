"""A person as the store knows them: the records that are them, the keys and names they go by.

To a contact belong the leads that became it, and the customer of the same name that is a person and
that it is linked with; nobody is taken in because of a shared phone or e-mail: those are named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.nouns import CONTACT, CUSTOMER, LEAD, Noun
from crmcli.errors import Refused
from crmcli.sql import marks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crmcli.sql import Reader

NOUNS = (CUSTOMER, CONTACT, LEAD)


class Person(NamedTuple):
    """Who is meant: ``records`` noun -> numbers; names, e-mails and phones as they are written anywhere.

    ``alike`` are the numbers of others who share a phone or e-mail, ``homonyms`` of others of the name.
    """

    ref: str
    records: dict[Noun, tuple[int, ...]]
    names: tuple[str, ...]
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    numbers: tuple[str, ...]
    alike: tuple[str, ...]
    homonyms: tuple[str, ...]

    def refs(self) -> list[str]:
        """Return the numbers of all their records."""
        return [noun.ref(number) for noun, numbers in self.records.items() for number in numbers]


def person(db: Reader, ref: str, region: str) -> Person:
    """Return the person whom a reference names.

    Raises:
        NotFound, Conflict: nobody, or several, answer to it.
        Refused: it is an organisation.
    """
    from crmcli.domain.consent import party

    noun, number = party(db, ref, region)
    if noun is CUSTOMER:
        kind = db.value("SELECT kind FROM customer WHERE id = :id", {"id": number})
        if kind != "person":
            raise Refused(
                f"{noun.ref(number)} is an organisation; a person's data are exported and erased",
                f"crm customer edit {noun.ref(number)} --set kind=person",
            )
    records = _records(db, noun, number)
    names = list(_names(db, records))
    keys = {"email": list[str](), "phone": list[str](), "tax": list[str]()}
    norms: list[str] = []
    for one, numbers in records.items():
        listed, bound = marks("n", list(numbers))
        for kind, norm, value in db.tuples(
            f"SELECT kind, norm, value FROM identity WHERE {one.owner} IN ({listed}) AND kind <> 'external' "
            "ORDER BY id",
            bound,
        ):
            keys[kind] += [text for text in (norm, value) if text]
            norms.append(norm)
        for column, kind in (("email", "email"), ("phone", "phone"), ("tax_number", "tax")):
            if column in db.tables[one.table].columns:
                query = f"SELECT {column} FROM {one.table} WHERE id IN ({listed}) AND {column} IS NOT NULL"
                keys[kind] += [text for (text,) in db.tuples(query, bound)]
    unique = {kind: tuple(dict.fromkeys(texts)) for kind, texts in keys.items()}
    return Person(
        noun.ref(number),
        records,
        tuple(dict.fromkeys(names)),
        unique["email"],
        unique["phone"],
        unique["tax"],
        tuple(_alike(db, records, norms)),
        tuple(_homonyms(db, records, names)),
    )


def _records(db: Reader, noun: Noun, number: int) -> dict[Noun, tuple[int, ...]]:
    """Return the records that are this person."""
    found: dict[Noun, set[int]] = {one: set() for one in NOUNS}
    found[noun].add(number)
    if noun is LEAD:
        query = "SELECT contact_id FROM conversion WHERE lead_id = :id AND contact_id IS NOT NULL"
        found[CONTACT] |= {row[0] for row in db.tuples(query, {"id": number})}
    if noun is CUSTOMER:
        query = (
            "SELECT p.id FROM contact p JOIN customer_contact l ON l.contact_id = p.id "
            "JOIN customer c ON c.id = l.customer_id WHERE c.id = :id AND p.name_fold = c.name_fold"
        )
        found[CONTACT] |= {row[0] for row in db.tuples(query, {"id": number})}
    for contact in sorted(found[CONTACT]):
        query = (
            "SELECT c.id FROM customer c JOIN customer_contact l ON l.customer_id = c.id "
            "JOIN contact p ON p.id = l.contact_id "
            "WHERE p.id = :id AND c.kind = 'person' AND p.name_fold = c.name_fold"
        )
        found[CUSTOMER] |= {row[0] for row in db.tuples(query, {"id": contact})}
    for one in (CONTACT, CUSTOMER):
        for owner in sorted(found[one]):
            query = f"SELECT lead_id FROM conversion WHERE {one.owner} = :id"
            if one is CONTACT:
                query += " UNION SELECT id FROM lead WHERE contact_id = :id"
            else:
                query += " AND contact_id IS NULL"
            found[LEAD] |= {row[0] for row in db.tuples(query, {"id": owner})}
    return {one: tuple(sorted(numbers)) for one, numbers in found.items() if numbers}


def _names(db: Reader, records: dict[Noun, tuple[int, ...]]) -> Iterator[str]:
    """Yield the names of the records, and those they had before."""
    from crmcli.domain.journal.image import image

    for noun, numbers in records.items():
        listed, bound = marks("n", list(numbers))
        for (name,) in db.tuples(f"SELECT name FROM {noun.table} WHERE id IN ({listed}) ORDER BY id", bound):
            if name:
                yield name
        query = f"SELECT old FROM revision WHERE tbl = :tbl AND row_id IN ({listed}) ORDER BY id"
        for (old,) in db.tuples(query, bound | {"tbl": noun.table}):
            former = image(old).get("name")
            if former:
                yield former


def _alike(db: Reader, records: dict[Noun, tuple[int, ...]], norms: list[str]) -> Iterator[str]:
    """Yield the numbers of others with a phone, e-mail or tax number of this person."""
    for noun in NOUNS:
        listed, bound = marks("k", sorted(set(norms)) or [""])
        query = (
            f"SELECT DISTINCT {noun.owner} FROM identity WHERE norm IN ({listed}) AND kind <> 'external' "
            f"AND {noun.owner} IS NOT NULL ORDER BY {noun.owner}"
        )
        mine = records.get(noun, ())
        yield from (noun.ref(row[0]) for row in db.tuples(query, bound) if row[0] not in mine)


def _homonyms(db: Reader, records: dict[Noun, tuple[int, ...]], names: list[str]) -> Iterator[str]:
    """Yield the numbers of others of the same name."""
    from crmcli.domain.text import fold

    folded = sorted({fold(name) for name in names if fold(name)}) or [""]
    for noun in (CUSTOMER, CONTACT):
        listed, bound = marks("k", folded)
        query = f"SELECT id FROM {noun.table} WHERE name_fold IN ({listed}) ORDER BY id"
        mine = records.get(noun, ())
        yield from (noun.ref(row[0]) for row in db.tuples(query, bound) if row[0] not in mine)
