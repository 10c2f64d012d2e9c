"""A person as the store knows them: the records that are them, the keys and names they go by.

To a contact belong the leads that became it, and the customer of the same name that is a person and
that it is linked with; the numbers that were merged into one of these; and deleted records of the
same name and key, which the journal still holds. Nobody who is there is taken in because of a shared
phone or e-mail: those are named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.journal.image import image
from crmcli.domain.nouns import CONTACT, CUSTOMER, LEAD, PARTIES, USER, Noun, split_ref
from crmcli.domain.privacy.called import Called, called
from crmcli.errors import NotFound, Refused
from crmcli.said import say
from crmcli.sql import marks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from crmcli.sql import Reader

Numbers = dict[Noun, tuple[int, ...]]


class Person(NamedTuple):
    """Who is meant: ``records`` noun -> numbers; names, e-mails and phones as they are written anywhere.

    ``alike`` are the numbers of others who share a phone or e-mail, ``homonyms`` of others of the name;
    ``shared`` are the texts among theirs that are those others' too. ``gone`` noun -> numbers of records
    that are no longer there (merged, deleted), but in the journal.
    """

    ref: str
    records: Numbers
    names: tuple[str, ...]
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    numbers: tuple[str, ...]
    alike: tuple[str, ...]
    homonyms: tuple[str, ...]
    gone: Numbers
    shared: frozenset[str]

    def every(self) -> Numbers:
        """Return the records that are there and those that were."""
        return joined(self.records, self.gone)

    def refs(self) -> list[str]:
        """Return the numbers of all their records."""
        return [noun.ref(number) for noun, numbers in self.every().items() for number in numbers]


def joined(some: Mapping[Noun, tuple[int, ...]], others: Mapping[Noun, tuple[int, ...]]) -> Numbers:
    """Return numbers of both, ascending; no noun without any."""
    both = {noun: (*some.get(noun, ()), *others.get(noun, ())) for noun in PARTIES}
    return {noun: tuple(sorted(set(numbers))) for noun, numbers in both.items() if numbers}


def person(db: Reader, ref: str, region: str) -> Person:
    """Return the person whom a reference names; a deleted one answers to the number only.

    Raises:
        NotFound, Conflict: nobody, or several, answer to it.
        Refused: it is an organisation.
    """
    noun, number, is_there = _meant(db, ref, region)
    records = _records(db, noun, number) if is_there else {}
    gone = joined({} if is_there else {noun: (number,)}, _merged(db, records))
    found = called(db, joined(records, gone), region)
    deleted = joined(gone, _deleted(db, records, found, region))
    if deleted != gone:
        gone = deleted
        found = called(db, joined(records, gone), region)
    alike, norms = _alike(db, records, found)
    homonyms, folded = _homonyms(db, records, found.names)
    return Person(
        noun.ref(number),
        records,
        found.names,
        found.texts("email"),
        found.texts("phone"),
        found.texts("tax"),
        tuple(alike),
        tuple(homonyms),
        gone,
        found.shared(norms, folded),
    )


def _meant(db: Reader, ref: str, region: str) -> tuple[Noun, int, bool]:
    """Return noun and number, and whether the record is there."""
    from crmcli.domain.consent import party

    try:
        noun, number = party(db, ref, region)
        is_there = True
    except NotFound:
        found = split_ref(ref.strip())
        if found is None or found[0] not in PARTIES:
            raise
        (noun, number), is_there = found, False
    kind = None
    if not is_there:
        query = "SELECT old FROM revision WHERE tbl = :tbl AND row_id = :id AND kind = 'D' ORDER BY id DESC"
        old = db.value(query, {"tbl": noun.table, "id": number})
        if old is None:
            party(db, ref, region)
        kind = image(old).get("kind")
    elif noun is CUSTOMER:
        kind = db.value("SELECT kind FROM customer WHERE id = :id", {"id": number})
    if noun is CUSTOMER and kind != "person":
        raise Refused(
            say("{ref} is an organisation; a person's data are exported and erased", ref=noun.ref(number)),
            f"crm contact list --customer {noun.ref(number)}" if is_there else None,
        )
    return noun, number, is_there


def _records(db: Reader, noun: Noun, number: int) -> Numbers:
    """Return the records that are this person."""
    found: dict[Noun, set[int]] = {one: set() for one in PARTIES}
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


def _merged(db: Reader, records: Numbers) -> Numbers:
    """Return the numbers that were merged into one of the records."""
    found = {}
    for noun, numbers in records.items():
        listed, bound = marks("n", list(numbers))
        query = f"SELECT number FROM alias WHERE noun = :noun AND {noun.owner} IN ({listed})"
        found[noun] = tuple(row[0] for row in db.tuples(query, bound | {"noun": noun.name}))
    return found


def _deleted(db: Reader, records: Numbers, found: Called, region: str) -> Numbers:
    """Return the deleted records that have one of the names and one of the keys."""
    from crmcli.domain.privacy.called import columns_of
    from crmcli.domain.text import fold

    folded = {fold(name) for name in found.names}
    made: dict[Noun, tuple[int, ...]] = {}
    for noun in PARTIES:
        query = (
            "SELECT DISTINCT r.row_id, r.old FROM revision r "
            f"WHERE r.tbl = :tbl AND r.kind = 'D' AND NOT EXISTS (SELECT 1 FROM {noun.table} t "
            "WHERE t.id = r.row_id) ORDER BY r.row_id"
        )
        for number, old in db.tuples(query, {"tbl": noun.table}):
            values = image(old)
            if fold(values.get("name") or "") in folded and values.get("kind") != "organisation":
                norms = {norm for _, _, norm in columns_of(values, region)}
                if norms & found.norms and number not in records.get(noun, ()):
                    made[noun] = (*made.get(noun, ()), number)
    return made


def _alike(db: Reader, records: Numbers, found: Called) -> tuple[list[str], set[str]]:
    """Return the numbers of others with a phone, e-mail or tax number of this person, and these keys."""
    refs, norms = list[str](), set[str]()
    for noun in (*PARTIES, USER):
        listed, bound = marks("k", sorted(found.norms))
        query = (
            f"SELECT DISTINCT {noun.owner}, norm FROM identity WHERE norm IN ({listed}) "
            f"AND kind <> 'external' AND {noun.owner} IS NOT NULL ORDER BY {noun.owner}"
        )
        for number, norm in db.tuples(query, bound):
            if number not in records.get(noun, ()):
                refs.append(noun.ref(number))
                norms.add(norm)
    return list(dict.fromkeys(refs)), norms


def _homonyms(db: Reader, records: Numbers, names: tuple[str, ...]) -> tuple[list[str], set[str]]:
    """Return the numbers of others of the same name, and these names folded."""
    from crmcli.domain.text import fold

    folded = sorted({fold(name) for name in names if fold(name)})
    refs, shared = list[str](), set[str]()
    for noun in (*PARTIES, USER):
        for number, name in _named(db, noun, folded):
            if fold(name or "") in folded and number not in records.get(noun, ()):
                refs.append(noun.ref(number))
                shared.add(fold(name))
    return refs, shared


def _named(db: Reader, noun: Noun, folded: list[str]) -> Iterator[tuple[int, str]]:
    """Yield number and name of records of these names; of leads, whose companies are folded too, more."""
    listed, bound = marks("k", folded)
    if noun is not LEAD:
        query = f"SELECT id, name FROM {noun.table} WHERE name_fold IN ({listed}) ORDER BY id"
        yield from db.tuples(query, bound)
        return
    for name in folded:
        query = "SELECT id, name FROM lead WHERE name_fold >= :first AND name_fold < :last ORDER BY id"
        yield from db.tuples(query, {"first": name, "last": f"{name} \U0010ffff"})
