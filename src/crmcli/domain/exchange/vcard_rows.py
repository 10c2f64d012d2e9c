"""Cards as rows: which field of a contact or a customer each thing fills, and what has no place."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.exchange.vcard_values import (
    Address,
    CardRow,
    card_row,
    full_day,
    label_of,
    phone_text,
    phones_of,
    plain,
)
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crmcli.domain.exchange.vcard_cards import Card, Property

PLACE = ("address", "city", "district", "region", "postal_code", "country")
_KINDS = {
    "home": "home", "ev": "home", "work": "work", "is": "work", "billing": "billing", "invoice": "billing",
    "fatura": "billing", "delivery": "delivery", "shipping": "delivery", "teslimat": "delivery",
    "sevkiyat": "delivery", "other": "other",
}  # fmt: skip
"""Folded labels of further addresses -> the kind whose fields they fill."""
FURTHER = tuple(f"{kind}.{name}" for kind in dict.fromkeys(_KINDS.values()) for name in PLACE)
CONTACT = (
    "external_id", "name", "first_name", "last_name", "title", "email", "phone", "birth_date", *PLACE,
    *FURTHER, "customer", "role", "note", "tags",
)  # fmt: skip
CUSTOMER = ("external_id", "name", "email", "phone", "website", *PLACE, *FURTHER, "note", "tags")
FIELDS = {"contact": CONTACT, "customer": CUSTOMER}
SEVERAL = ":::"
"""Parts the values of one cell; nothing else does in a cell that holds it."""
_MARKS = (";", "|", "\n", ",")  # would part a value that stands alone
_PLACED = frozenset(
    (
        "FN",
        "N",
        "ORG",
        "TITLE",
        "ROLE",
        "TEL",
        "EMAIL",
        "ADR",
        "LABEL",
        "BDAY",
        "NOTE",
        "CATEGORIES",
        "UID",
        "URL",
    )
)
_TECHNICAL = frozenset(
    ("VERSION", "PRODID", "REV", "CLASS", "SORT-STRING", "SORT-AS", "SOURCE", "NAME", "PROFILE", "MAILER",
     "KIND", "XML", "MEMBER", "CLIENTPIDMAP", "X-ABSHOWAS", "X-ABLABEL", "X-ABADR", "X-ABUID",
     "X-ADDRESSBOOKSERVER-KIND", "X-ADDRESSBOOKSERVER-MEMBER", "X-EVOLUTION-FILE-AS",
     "X-COUCHDB-APPLICATION-ANNOTATIONS",
     "X-MS-OL-DEFAULT-POSTAL-ADDRESS", "X-IMAGEHASH", "X-IMAGETYPE", "X-SHARED-PHOTO-DISPLAY-PREF")
)  # fmt: skip
_GROUP = "group"


class Cells(NamedTuple):
    """A card as cells: what fills fields, and under the card's own names what no field takes."""

    noun: str  # contact or customer
    line: int
    fields: dict[str, str]
    others: dict[str, str]


def kind_of(card: Card) -> str:
    """Return what a card is of, "" for a person or a company: group, location, device."""
    kind = (card.first("KIND") or card.first("X-ADDRESSBOOKSERVER-KIND")).strip().lower()
    return kind if kind in (_GROUP, "location", "application", "device", "thing") else ""


def members_of(card: Card) -> list[str]:
    """Return the ids of a group's members."""
    found = [*card.all("MEMBER"), *card.all("X-ADDRESSBOOKSERVER-MEMBER")]
    return [id_of(plain(member.value)) for member in found]


def id_of(uid: str) -> str:
    """Return an id as every program writes it: without urn:uuid: before it."""
    return uid[9:] if uid[:9].lower() == "urn:uuid:" else uid


def cells_of(card: Card) -> Cells:
    """Return a card's cells."""
    row = card_row(card)
    uid = id_of(row.uid)
    notes = _notes(card, row)
    fields = {
        "external_id": uid,
        "name": one_line(row.name),
        "email": several(row.emails),
        "phone": several(row.phones),
        "note": "\n".join(filter(None, (row.note, *notes))),
        "tags": several(one_line(tag) for tag in row.tags),
    }
    if row.addresses:
        fields |= dict(zip(PLACE, map(_street, row.addresses[0].place()), strict=True))
    further, left = _further(row.addresses[1:])
    fields |= further
    if row.company:
        fields["website"] = row.url
    else:
        fields |= _of_person(row)
    others = {**_others(card, row), "ADR": "\n".join(map(address_line, left))}
    return Cells(
        "customer" if row.company else "contact",
        card.line,
        {name: text for name, text in fields.items() if text},
        {name: text for name, text in others.items() if text},
    )


def _further(addresses: Iterable[Address]) -> tuple[dict[str, str], list[Address]]:
    """Return the cells of further addresses, one of a kind, and the addresses that have no place."""
    from crmcli.domain.text import fold

    fields: dict[str, str] = {}
    taken: set[str] = set()
    left = []
    for address in addresses:
        kind = _KINDS.get((fold(address.kind).split() or [""])[0], "other")
        kind = "other" if kind in taken else kind
        if kind in taken:
            left.append(address)
            continue
        taken.add(kind)
        texts = map(_street, address.place())
        fields |= {f"{kind}.{name}": text for name, text in zip(PLACE, texts, strict=True)}
    return fields, left


def _of_person(row: CardRow) -> dict[str, str]:
    """Return the cells that only a person has; a role without an organisation is a title."""
    day = row.birth_date if full_day(row.birth_date) else ""
    return {
        "first_name": one_line(row.first_name),
        "last_name": one_line(row.last_name),
        "title": one_line(row.title) or ("" if row.org else one_line(row.role)),
        "birth_date": day,
        "customer": one_line(row.org),
        "role": one_line(row.role) if row.org else "",
    }


def _notes(card: Card, row: CardRow) -> list[str]:
    """Return what is kept as lines of the note: a birthday without a year, addresses of websites."""
    lines = []
    if row.birth_date and (row.company or not full_day(row.birth_date)):
        lines.append(say("Birthday: {one_line}", one_line=one_line(row.birth_date)))
    urls = [plain(found.value) for found in card.all("URL")]
    kept = {row.url} if row.company else set()
    return lines + [url for url in dict.fromkeys(urls) if url and url not in kept and url not in row.note]


def _others(card: Card, row: CardRow) -> dict[str, str]:
    """Return what no field takes, by the names in the card."""
    from crmcli.domain.text import fold

    others: dict[str, list[str]] = {}
    person = f"{row.first_name} {row.last_name}".strip()
    if not set(fold(person).split()) <= set(fold(row.name).split()):
        others["N"] = [person]
    others["DEPARTMENT"] = [row.department]
    if row.company:
        others |= {"ORG": [row.org], "TITLE": [row.title], "ROLE": [row.role]}
    elif row.role and row.title and not row.org:
        others["ROLE"] = [row.role]
    others["FAX"] = [phone_text(found) for found in phones_of(card, others=True)]
    for name in ("ORG", "TITLE", "ROLE"):
        further = [plain(found.value, old=card.version == "2.1").strip(";") for found in card.all(name)[1:]]
        known = {getattr(row, name.lower()), row.name}
        others.setdefault(name, []).extend(text for text in further if text not in known)
    for found in card.properties:
        if found.name not in _PLACED and found.name not in _TECHNICAL and not found.dropped:
            others.setdefault(found.name, []).append(_labelled(card, found))
    return {name: "\n".join(dict.fromkeys(filter(None, texts))) for name, texts in others.items()}


def _labelled(card: Card, found: Property) -> str:
    """Return a value behind the label that its group has."""
    text = plain(found.value, old=card.version == "2.1").strip(";")
    label = label_of(card, found)
    return f"{label}: {text}" if label and text else text


def address_line(address: Address) -> str:
    """Return an address in one line, behind its kind."""
    place = ", ".join(filter(None, map(_street, address.place())))
    return f"{address.kind}: {place}" if address.kind else place


def _street(text: str) -> str:
    """Return text of several lines in one, parted by commas."""
    return ", ".join(" ".join(line.split()).rstrip(",") for line in text.splitlines() if line.strip())


def one_line(text: str) -> str:
    """Return text in one line."""
    return " ".join(text.split()) if "\n" in text or "\t" in text else text


def several(values: Iterable[str]) -> str:
    """Return values in one cell: parted so that nothing in them parts them."""
    kept = [value.replace(SEVERAL, ":") for value in values]
    if len(kept) == 1 and any(mark in kept[0] for mark in _MARKS):
        return kept[0] + SEVERAL
    return SEVERAL.join(kept)


def with_tags(tags: str, more: Iterable[str]) -> str:
    """Return a cell of tags with more of them."""
    known = tags.removesuffix(SEVERAL).split(SEVERAL) if tags else []
    return several(dict.fromkeys((*known, *more)))


@cache
def column_of(name: str) -> str:
    """Return the header of what no field takes: the card's name for it, unless a field is called so."""
    from crmcli.domain.exchange.headers import names_for, squeeze

    form = squeeze(name)
    return (
        f"vCard {name}" if any(form in names_for(noun) for noun in ("contact", "customer", "lead")) else name
    )
