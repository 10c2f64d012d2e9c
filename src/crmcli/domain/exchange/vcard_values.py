"""What a card says of a person or a company: one shape for what is read and what is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crmcli.domain.frozen import frozen
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crmcli.domain.exchange.vcard_cards import Card, Property

OTHER_NUMBERS = frozenset(("fax", "pager", "bbs", "modem", "homefax", "workfax", "telex", "pcs"))
"""Types of numbers at which nobody answers."""
_SPEAKS = frozenset(("voice", "cell", "msg", "video", "text"))
_LABEL = re.compile(r"_\$!<(.*)>!\$_", re.DOTALL)
_DAY = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?:[T ].*)?", re.DOTALL)
_YEARLESS = re.compile(r"--([0-9]{2})-?([0-9]{2})(?:T.*)?", re.DOTALL)
_NO_YEAR = frozenset(("0000", "1604"))
"""Years that programs write for a birthday without one."""
_LEAP = 2000
_DISTRICT = 15  # of RFC 9554's components of an address


@frozen
class Address:
    """One address; what is not known is ""."""

    kind: str = ""  # work, home, or a label of its own: billing, delivery
    address: str = ""  # street and number, with what stands before them
    city: str = ""
    district: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""

    def place(self) -> tuple[str, ...]:
        """Return all but the kind."""
        return (self.address, self.city, self.district, self.region, self.postal_code, self.country)


@frozen
class CardRow:
    """A person or a company as a card says it; what is not known is "" or ().

    Main phones, e-mails and addresses come first. ``birth_date`` is YYYY-MM-DD, --MM-DD where the year
    is not known, or text of another kind.
    """

    name: str = ""
    first_name: str = ""
    last_name: str = ""
    company: bool = False
    org: str = ""  # a person's organisation; a company's, where it is not its name
    department: str = ""
    title: str = ""
    role: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    addresses: tuple[Address, ...] = ()
    birth_date: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    uid: str = ""
    url: str = ""


def card_row(card: Card) -> CardRow:
    """Return what a card says, escapes resolved; further URLs are left to ``Card.all``."""
    old = card.version == "2.1"
    whole, first, last = _names(card, old=old)
    org = [*structured(card.first("ORG"), old=old), ""]
    company = _is_company(card, whole, f"{first}{last}", org[0])
    name = plain(card.first("FN"), old=old) or whole or (org[0] if company else "")
    if company and org[0] == name:
        org[0] = ""
    return CardRow(
        name=name,
        first_name=first,
        last_name=last,
        company=company,
        org=org[0],
        department=", ".join(filter(None, org[1:])),
        title=plain(card.first("TITLE"), old=old),
        role=plain(card.first("ROLE"), old=old),
        phones=tuple(dict.fromkeys(filter(None, map(phone_text, _ranked(phones_of(card)))))),
        emails=tuple(dict.fromkeys(filter(None, map(_mail_text, _ranked(card.all("EMAIL")))))),
        addresses=tuple(addresses_of(card)),
        birth_date=_birth_date(card),
        note="\n".join(filter(None, (plain(found.value, old=old) for found in card.all("NOTE")))),
        tags=tuple(
            dict.fromkeys(
                tag for found in card.all("CATEGORIES") for tag in parted(found.value, ",", old=old) if tag
            )
        ),
        uid=plain(card.first("UID"), old=old),
        url=plain(card.first("URL"), old=old),
    )


def plain(text: str, *, old: bool = False) -> str:
    """Return a value without its escapes and the white space around it; ``old`` is vCard 2.1."""
    if "\\" in text:
        known = {"n": "\n", "N": "\n"} if not old else {}

        def one(found: re.Match[str]) -> str:
            letter = found[1]
            return known.get(letter) or (found[0] if letter.isalnum() else letter)

        text = re.sub(r"\\(.)", one, text, flags=re.DOTALL)
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def parted(text: str, mark: str, *, old: bool) -> list[str]:
    """Return the parts of a value between marks that are not escaped, each plain."""
    parts, start, escaped = [], 0, False
    for at, letter in enumerate(text):
        if letter == mark and not escaped:
            parts.append(text[start:at])
            start = at + 1
        escaped = letter == "\\" and not escaped
    parts.append(text[start:])
    return [plain(part, old=old) for part in parts]


def structured(text: str, *, old: bool) -> list[str]:
    """Return the components of a value such as a name or an address."""
    return parted(text, ";", old=old) if text else []


def _names(card: Card, *, old: bool) -> tuple[str, str, str]:
    """Return the whole name made of its parts, the first names and the last name."""
    raw = card.first("N")
    parts = [*structured(raw, old=old), "", "", "", "", ""]
    if not old and "," in raw:  # several names in one component
        pieces = [*_between(raw), "", "", "", "", ""]
        parts = [" ".join(filter(None, parted(piece, ",", old=old))) for piece in pieces]
    last, given, more, before, after = parts[:5]
    first = " ".join(filter(None, (given, more)))
    return " ".join(filter(None, (before, first, last, after))), first, last


def _between(text: str) -> list[str]:
    """Return the components of a value with their escapes."""
    return re.findall(r"((?:[^;\\]|\\.|\\$)*)(?:;|$)", text, re.DOTALL)


def _is_company(card: Card, whole: str, person: str, org: str) -> bool:
    """Tell the card of a company: it says so, or names an organisation and no person."""
    from crmcli.domain.text import fold

    kind = (card.first("KIND") or card.first("X-ADDRESSBOOKSERVER-KIND")).strip().lower()
    if kind in ("org", "organization", "organisation"):
        return True
    if card.first("X-ABSHOWAS").strip().lower() == "company":
        return True
    name = plain(card.first("FN"), old=card.version == "2.1")
    return bool(org) and not person and not whole and (not name or fold(name) == fold(org))


def _ranked(found: Iterable[Property]) -> list[Property]:
    """Return properties with the preferred ones first, else in their order."""
    return sorted(found, key=lambda each: each.preference())


def phones_of(card: Card, *, others: bool = False) -> list[Property]:
    """Return the numbers at which a person answers; with ``others`` faxes and pagers instead."""

    def other(found: Property) -> bool:
        types = set(found.types())
        return bool(types & OTHER_NUMBERS) and not types & _SPEAKS

    return [found for found in card.all("TEL") if other(found) == others]


def phone_text(found: Property) -> str:
    """Return a number as people write it; of a tel: URI the number and the extension."""
    text = " ".join(plain(found.value).split())
    if text[:4].lower() != "tel:":
        return text
    from urllib.parse import unquote

    number, *parameters = unquote(text[4:]).split(";")
    told = dict(part.partition("=")[::2] for part in parameters)
    context = told.get("phone-context", "")
    if context.startswith("+") and not number.startswith("+"):
        number = f"{context}-{number}"
    return say("{number} ext. {ext}", number=number, ext=told["ext"]) if told.get("ext") else number


def _mail_text(found: Property) -> str:
    text = "".join(plain(found.value).split())
    return text[7:] if text[:7].lower() == "mailto:" else text


def label_of(card: Card, found: Property) -> str:
    """Return the label that the group of a property gives it, "" for none."""
    if not found.group:
        return ""
    told = (p.value for p in card.properties if p.group == found.group and p.name == "X-ABLABEL")
    text = plain(next(told, ""))
    known = _LABEL.fullmatch(text)
    return known[1].lower() if known else text


def addresses_of(card: Card) -> list[Address]:
    """Return the addresses of a card: first the preferred one, else that of work."""
    found = _ranked(card.all("ADR"))
    main = min(found, key=lambda each: (each.preference(), "work" not in each.types()), default=None)
    made = [_address(card, each) for each in sorted(found, key=lambda each: each is not main)]
    if not made:
        labels = [plain(found.value, old=card.version == "2.1") for found in card.all("LABEL")]
        made = [Address(address=", ".join(label.split("\n"))) for label in labels]
    kept: dict[tuple[str, ...], Address] = {}
    for address in made:
        if any(address.place()):
            kept.setdefault(address.place(), address)
    return list(kept.values())


def _address(card: Card, found: Property) -> Address:
    """Return one address: post box, addition and street together."""
    parts = structured(found.value, old=card.version == "2.1")
    parts += [""] * (_DISTRICT + 1 - len(parts))
    box, more, street, city, region, code, country = parts[:7]
    district = parts[_DISTRICT]
    if "district" in found.parameters.get("X-EXTENDED", ()):
        district, more = more, ""
    elif district and district == more:
        more = ""
    label = label_of(card, found)
    kind = label or next((kind for kind in found.types() if kind in ("work", "home")), "")
    return Address(
        kind=kind,
        address=", ".join(filter(None, (street, more, box))),
        city=city,
        district=district,
        region=region,
        postal_code=code,
        country=country,
    )


def _birth_date(card: Card) -> str:
    """Return a day of birth as YYYY-MM-DD, without a year as --MM-DD, anything else as it stands."""
    found = next((found for found in card.all("BDAY") if found.value.strip()), None)
    if found is None:
        return ""
    text = plain(found.value)
    whole, part = _DAY.fullmatch(text), _YEARLESS.fullmatch(text)
    omitted = {*_NO_YEAR, *found.parameters.get("X-APPLE-OMIT-YEAR", ())}
    if whole and whole[1] not in omitted and _is_day(int(whole[1]), whole[2], whole[3]):
        return f"{whole[1]}-{whole[2]}-{whole[3]}"
    if whole and whole[1] in omitted and _is_day(_LEAP, whole[2], whole[3]):
        return f"--{whole[2]}-{whole[3]}"
    if part and _is_day(_LEAP, part[1], part[2]):
        return f"--{part[1]}-{part[2]}"
    return text


def full_day(text: str) -> bool:
    """Tell a birthday that is known whole, YYYY-MM-DD."""
    found = _DAY.fullmatch(text)
    return len(text) == len("YYYY-MM-DD") and found is not None and _is_day(int(found[1]), found[2], found[3])


def _is_day(year: int, month: str, day: str) -> bool:
    """Tell a day that the calendar has."""
    from datetime import date

    try:
        date(year, int(month), int(day))
    except ValueError:
        return False
    return True
