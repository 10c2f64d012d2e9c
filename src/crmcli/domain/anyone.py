"""Who is meant where any kind of record may be named: a customer, a contact, a lead, a deal, an order.

A phone that a customer shares with the contact who works there means both; a lead that became the
customer means the customer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.nouns import OPPORTUNITY, ORDER, PARTIES, Noun, split_ref
from crmcli.errors import Conflict, NotFound
from crmcli.said import say
from crmcli.sql import like, marks

if TYPE_CHECKING:
    from crmcli.sql import Reader

SHOWN = 10
Found = dict[Noun, list[int]]


def anyone(db: Reader, text: str, region: str = "TR") -> dict[str, int]:
    """Return reference field -> number of the records that ``text`` means: ``{"customer": 12}``.

    A number decides by itself. Else a phone, e-mail, tax number or external id, a whole name, a part
    of one decide, in this order, over customers, contacts and leads together. With a contact comes
    the one customer they are at, with an opportunity or an order its customer.

    Raises:
        NotFound: nobody answers.
        Conflict: several do; ``details`` lists them.
    """
    from crmcli.domain.refs import resolve
    from crmcli.domain.text import check_text

    number = split_ref(text.strip())
    if number is not None and "-" in text:
        noun = number[0]
        if noun in (OPPORTUNITY, ORDER):
            return _with_customer(db, noun, resolve(db, noun, text))
        if noun in PARTIES:
            return _together(db, {noun: [resolve(db, noun, text)]}) or {}
    text = check_text(text, "name")
    found = _by_identity(db, text, region) or _by_name(db, text)
    together = _together(db, found)
    if together is None:
        raise _ambiguous(db, text, found)
    if not together:
        from crmcli.domain.near import nearest_record

        near = nearest_record(db, PARTIES, text)
        if near is not None:
            said = say(
                'nobody answers to "{text}"; did you mean {ref} {label}?',
                text=text.strip(),
                ref=near.ref,
                label=near.label,
            )
            raise NotFound(said, f"crm {near.noun} show {near.ref}", [near._asdict()])
        hint = "crm customer list; crm contact list; crm lead list"
        raise NotFound(say('nobody answers to "{text}"', text=text.strip()), hint)
    return together


def _by_identity(db: Reader, text: str, region: str) -> Found:
    """Return who has ``text`` as phone, e-mail, tax number or external id."""
    from crmcli.domain.refs import identity_forms

    names, values = marks("n", identity_forms(text, region))
    columns = ", ".join(noun.owner for noun in PARTIES)
    rows = db.tuples(f"SELECT DISTINCT {columns} FROM identity WHERE norm IN ({names})", values)
    found: Found = {}
    for row in rows:
        for noun, number in zip(PARTIES, row, strict=True):
            if number is not None and number not in found.get(noun, ()):
                found.setdefault(noun, []).append(number)
    return found


def _by_name(db: Reader, text: str) -> Found:
    """Return whose folded name is ``text``, or else contains it."""
    from crmcli.domain.text import fold

    folded = fold(text)
    if not folded:
        return {}
    for test, value in (("= :name", folded), ("LIKE :name ESCAPE '\\'", f"%{like(folded)}%")):
        found = {}
        for noun in PARTIES:
            query = f"SELECT id FROM {noun.table} WHERE name_fold {test} ORDER BY id LIMIT {SHOWN + 1}"
            rows = db.tuples(query, {"name": value})
            if rows:
                found[noun] = [row[0] for row in rows]
        if found:
            return found
    return {}


def _together(db: Reader, found: Found) -> dict[str, int] | None:
    """Return those found as one party, {} when there is nobody, None when they are several."""
    customers, contacts, leads = (list(found.get(noun, ())) for noun in PARTIES)
    if customers and leads:
        names, values = marks("c", customers)
        query = f"SELECT lead_id FROM conversion WHERE customer_id IN ({names})"
        converted = {row[0] for row in db.tuples(query, values)}
        leads = [lead for lead in leads if lead not in converted]
    if len(customers) > 1 or len(contacts) > 1 or len(leads) > 1 or (leads and (customers or contacts)):
        return None
    if leads:
        return {"lead": leads[0]}
    if not contacts:
        return {"customer": customers[0]} if customers else {}
    at = _customers_of(db, contacts[0])
    if customers and customers[0] not in at:
        return None
    party = {"contact": contacts[0]}
    if customers or len(at) == 1:
        party["customer"] = customers[0] if customers else at[0]
    return party


def _customers_of(db: Reader, contact: int) -> list[int]:
    """Return the customers a contact has not left."""
    rows = db.tuples(
        "SELECT DISTINCT customer_id FROM customer_contact WHERE contact_id = :id AND until IS NULL "
        "ORDER BY customer_id",
        {"id": contact},
    )
    return [row[0] for row in rows]


def _with_customer(db: Reader, noun: Noun, number: int) -> dict[str, int]:
    """Return an opportunity or an order with its customer."""
    customer = db.value(f"SELECT customer_id FROM {noun.table} WHERE id = :id", {"id": number})
    return {noun.name: number} | ({} if customer is None else {"customer": customer})


def _ambiguous(db: Reader, text: str, found: Found) -> Conflict:
    """Return the error that names the candidates."""
    from crmcli.domain.refs import named

    candidates = [candidate for noun, ids in found.items() for candidate in named(db, noun, ids[:SHOWN])]
    listed = ", ".join(f"{c.ref} {c.label}".rstrip() for c in candidates[:SHOWN])
    more = say(" and more") if len(candidates) > SHOWN else ""
    message = say('"{text}" may be any of {listed}{more}', text=text.strip(), listed=listed, more=more)
    return Conflict(
        message,
        say("name one by its number, {ref}", ref=candidates[0].ref),
        [c._asdict() for c in candidates],
    )
