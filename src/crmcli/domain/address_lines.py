"""Further addresses as they stand under the record of a customer, a contact or a lead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Ref
from crmcli.domain.own_words import OwnWord
from crmcli.domain.views import Part
from crmcli.said import named

if TYPE_CHECKING:
    from crmcli.domain.nouns import Noun

PREFIX = "AD"
PARTS = ("address", "district", "city", "region", "postal_code", "country")
KINDS = (
    named("main", "address"),
    named("billing", "address"),
    named("delivery", "address"),
    named("home", "address"),
    named("work", "address"),
    named("other", "address"),
)
"""What the program itself calls an address; any other word is the owner's."""


@frozen
class AddressLine:
    """A further address under its record."""

    id: Annotated[int, Ref(PREFIX, "no.")]
    kind: Annotated[str, OwnWord(*KINDS)]
    address: str | None
    district: str | None
    city: str | None
    region: str | None
    postal_code: str | None
    country: str | None


_LINES = (
    "SELECT id, kind, address, district, city, region, postal_code, country FROM address WHERE {owner} = :id"
)


def further_addresses(noun: Noun) -> Part:
    """Return the section of a record for its further addresses."""
    return Part(
        "Further addresses",
        AddressLine,
        f"SELECT id, kind, {', '.join(PARTS)} FROM address WHERE {noun.owner} = :id ORDER BY kind, id",
    )
