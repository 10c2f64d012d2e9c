"""The parties of a UBL invoice: who they are, by which numbers, and how they are known again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Collection

    from crmcli.domain.exchange.xml_safe import Element

CUSTOMER_FIELDS = (
    "external_id",
    "name",
    "kind",
    "tax_number",
    "tax_office",
    "email",
    "phone",
    "website",
    "address",
    "city",
    "district",
    "region",
    "postal_code",
    "country",
)
_TURKISH = ("VKN", "TCKN")
_TURKEY = ("", "tr", "turkiye", "turkey")
_TCKN_DIGITS = 11
# What Turkish invoices say under PartyIdentification that is no number of anybody.
_NO_IDS = frozenset(("PARTYTYPE",))
# By EN 16931 an identifier without a scheme is the seller's own for its customer.
_SELLERS_OWN = ""
_BLANKS = re.compile(r"\s+")


class Party(NamedTuple):
    """A party as the invoice has it; "" is what it doesn't say. ``ids`` are (scheme, identifier)."""

    name: str
    is_person: bool
    ids: tuple[tuple[str, str], ...]
    tax_number: str
    tax_scheme: str
    tax_office: str
    email: str
    phone: str
    website: str
    address: str
    city: str
    district: str
    region: str
    postal_code: str
    country: str

    @property
    def shown(self) -> str:
        """Return what a person calls it."""
        return self.name or (self.ids[0][1] if self.ids else say("a nameless party"))

    def numbers(self) -> set[str]:
        """Return its numbers in normal form: tax numbers and every other identifier."""
        from crmcli.domain.normal import tax_key

        keys = {tax_key(text) for text in (self.tax_number, *(text for _, text in self.ids)) if text}
        return {key for key in keys if key}

    def own_number(self) -> str:
        """Return its tax number, or else any of its numbers, in normal form; "" when it has none."""
        from crmcli.domain.normal import tax_key

        return (tax_key(self.tax_number) if self.tax_number else None) or min(self.numbers(), default="")

    def is_among(self, own: Collection[str]) -> bool:
        """Tell whether it is one of those whose numbers these are, in normal form."""
        return not self.numbers().isdisjoint(own)

    def key(self, seller: Party) -> str:
        """Return what it is known again by: tax number, else an identifier, else its name and place.

        An identifier without a scheme counts at ``seller`` only. "" when nothing tells who it is.
        """
        from crmcli.domain.normal import tax_key
        from crmcli.domain.text import fold

        number = tax_key(self.tax_number) if self.tax_number else None
        if number:
            return f"tax:{number}"
        for scheme, text in self.ids:
            if scheme not in (*_TURKISH, _SELLERS_OWN):
                return f"{scheme}:{text}"
        for scheme, text in self.ids:
            if scheme == _SELLERS_OWN:
                return f"{seller.key(seller)}/{text}" if seller is not self else f"id:{text}"
        if not self.name:
            return ""
        where = self.email or self.phone or f"{self.address} {self.city} {self.country}"
        return f"name:{fold(self.name)}|{fold(where)}"

    def malformed(self) -> str | None:
        """Return a sentence when its Turkish tax number can't be one, None when nothing is wrong with it."""
        from crmcli.domain.normal import tax_number
        from crmcli.domain.text import fold

        turkish = self.tax_scheme in _TURKISH or fold(self.country) in _TURKEY
        found = tax_number(self.tax_number) if self.tax_number and turkish else None
        if found is None or not found.usable:
            return None
        short = self.tax_scheme == "TCKN" and len(found.number) != _TCKN_DIGITS
        if found.valid is not False and not short:
            return None
        kind = self.tax_scheme if self.tax_scheme in _TURKISH else "tax number"
        return say(
            '"{tax_number}" of {shown} is no valid {kind}: it is kept as it is',
            tax_number=self.tax_number,
            shown=self.shown,
            kind=kind,
        )

    def row(self, key: str) -> list[str]:
        """Return the party as a row of CUSTOMER_FIELDS."""
        kind = "person" if self.is_person else "organisation"
        return [
            key,
            self.name or self.shown,
            kind,
            self.tax_number,
            self.tax_office,
            self.email,
            self.phone,
            self.website,
            self.address,
            self.city,
            self.district,
            self.region,
            self.postal_code,
            self.country,
        ]


def line(text: str) -> str:
    """Return a text on one line: XML files break long ones for their looks."""
    return _BLANKS.sub(lambda run: run[0] if {*run[0]}.isdisjoint("\r\n\t") else " ", text).strip()


def read_party(holder: Element) -> Party | None:
    """Return the party in an AccountingSupplierParty or the like; None where there is none."""
    party = holder.find("Party")
    if party is None:
        return None
    ids = tuple(
        (found.attributes.get("schemeID", "").strip().upper(), line(found.text))
        for found in (each.find("ID") for each in party.all("PartyIdentification"))
        if found is not None and found.text
    )
    ids = tuple(each for each in ids if each[0] not in _NO_IDS)
    scheme, tax_number = _tax_number(party, ids)
    person = _person(party)
    name = _organisation(party)
    where = party.find("PostalAddress") or party.find("PartyLegalEntity", "RegistrationAddress")
    offices = (each.value("TaxScheme", "Name") for each in party.all("PartyTaxScheme"))
    return Party(
        name=name or person,
        is_person=not name and bool(person),
        ids=ids,
        tax_number=tax_number,
        tax_scheme=scheme,
        tax_office=line(next(filter(None, offices), "")),
        email=line(party.value("Contact", "ElectronicMail")),
        phone=line(party.value("Contact", "Telephone")),
        website=line(party.value("WebsiteURI")),
        address=_address(where),
        city=_place(where, "CityName"),
        district=_place(where, "CitySubdivisionName"),
        region=_place(where, "CountrySubentity") or _place(where, "Region"),
        postal_code=_place(where, "PostalZone"),
        country=_place(where, "Country", "Name") or _place(where, "Country", "IdentificationCode"),
    )


def _organisation(party: Element) -> str:
    """Return the name it goes by, else the one it is registered under."""
    paths = (("PartyName", "Name"), ("PartyLegalEntity", "RegistrationName"))
    for path in (*paths, ("PartyTaxScheme", "RegistrationName")):
        name = line(party.value(*path))
        if name:
            return name
    return ""


def _person(party: Element) -> str:
    """Return the name of the natural person."""
    names = (line(party.value("Person", part)) for part in ("FirstName", "FamilyName"))
    return " ".join(filter(None, names))


def _tax_number(party: Element, ids: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    """Return the scheme and the tax number: VKN or TCKN in Turkey, elsewhere the one for VAT."""
    for scheme in _TURKISH:
        for found, text in ids:
            if found == scheme:
                return scheme, text
    numbers = [
        (each.value("TaxScheme", "ID").upper(), line(each.value("CompanyID")))
        for each in party.all("PartyTaxScheme")
        if each.value("CompanyID")
    ]
    for scheme, text in sorted(numbers, key=lambda each: "VAT" not in each[0]):
        return scheme, text
    return "", ""


def _place(where: Element | None, *path: str) -> str:
    return line(where.value(*path)) if where is not None else ""


def _address(where: Element | None) -> str:
    """Return street, number and what else tells where, parted by commas; town and country left out."""
    if where is None:
        return ""
    number = "/".join(filter(None, (_place(where, "BuildingNumber"), _place(where, "Room"))))
    street = " ".join(filter(None, (_place(where, "StreetName"), number)))
    parts = [
        _place(where, "District"),
        street,
        _place(where, "AdditionalStreetName"),
        _place(where, "BuildingName"),
        _place(where, "BlockName"),
        *(line(each.value("Line")) for each in where.all("AddressLine")),
    ]
    return ", ".join(filter(None, parts))
