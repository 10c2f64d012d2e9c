"""Customers, contacts and leads as cards, for address books and phones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.exchange.vcard_values import Address, CardRow
from crmcli.domain.export.beside import EXTERNAL
from crmcli.domain.nouns import CONTACT, CUSTOMER, LEAD, Noun
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.sql import Reader

_PLACE = ("address", "city", "district", "region", "postal_code", "country")


def cards(db: Reader, noun: Noun, records: Sequence[dict[str, Any]]) -> Iterator[CardRow]:
    """Yield a card for each record of a page; a contact's organisation is the customer it works for."""
    numbers = [record["number"] for record in records]
    further = _addresses(db, noun, numbers)
    employers = _names(
        db, [record["customer"] for record in records if noun is CONTACT and "customer" in record]
    )
    for record in records:
        main = Address("", *(record.get(name, "") for name in _PLACE))
        known = (main,) if any(main.place()) else ()
        name, org = record.get("name", ""), ""
        company = noun is CUSTOMER and record["kind"] == "organisation"
        if noun is CONTACT:
            org = employers.get(record.get("customer", 0), "")
        elif noun is LEAD:
            company, org = not name, record.get("company", "") if name else ""
            name = name or record.get("company", "")
        yield CardRow(
            name=name,
            company=company,
            org=org,
            title=record.get("title", ""),
            role=record.get("role", ""),
            phones=tuple(record.get("phone", ())),
            emails=tuple(record.get("email", ())),
            addresses=(*known, *further.get(record["number"], ())),
            birth_date=record.get("birth_date", ""),
            note=record.get("note", ""),
            tags=tuple(record.get("tags", ())),
            uid=record.get(EXTERNAL, ""),
            url=record.get("website", ""),
        )


def _addresses(db: Reader, noun: Noun, numbers: Sequence[int]) -> dict[int, list[Address]]:
    """Return record -> its further addresses."""
    listed, values = within(db.engine, noun.owner, "ids", list(numbers))
    query = f"SELECT {noun.owner}, kind, {', '.join(_PLACE)} FROM address WHERE {listed} ORDER BY id"
    found: dict[int, list[Address]] = {}
    for number, kind, *place in db.tuples(query, values):
        found.setdefault(number, []).append(Address(kind, *(part or "" for part in place)))
    return found


def _names(db: Reader, customers: Sequence[int]) -> dict[int, str]:
    listed, values = within(db.engine, "id", "ids", sorted(set(customers)))
    return dict(db.tuples(f"SELECT id, name FROM customer WHERE {listed}", values))
