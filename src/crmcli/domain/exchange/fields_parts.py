"""Fields that several nouns have."""

from crmcli.domain.exchange.fields import MANY, Field

EXTERNAL = Field("external_id", "key", "The key the record has in the program the file comes from.")
NOTE = Field("note", "lines", "Anything worth keeping; several columns make several lines.", merge="\n")
TAGS = Field("tags", "tags", "Tags, parted by ; or , in one cell.", merge=MANY)
OWNER = Field("owner", "ref", "Who of us looks after it.", ref="user")
BRANCH = Field("branch", "text", "Our branch or office that it belongs to.")
CREATED = Field("created_on", "day", "The day it began, where the file comes from.")
SOURCE = Field("source", "text", "Where it came from: a fair, the website, a referral.")
CAMPAIGN = Field("campaign", "text", "The campaign that brought it.")
CURRENCY = Field("currency", "currency", "ISO 4217 code of the row's amounts.")
WEBSITE = Field("website", "text", "The address of the website.")
INDUSTRY = Field("industry", "text", "The sector.")
LOST = (
    Field("lost_reason", "text", "Why it was lost."),
    Field("lost_note", "lines", "The reason in own words.", merge="\n"),
)
NAMES = (
    Field("name", "name", "The name; first_name and last_name make one where it is missing.", merge=" "),
    Field("first_name", "name", "First name, only to make up the name."),
    Field("last_name", "name", "Last name, only to make up the name."),
)
EMAIL = Field("email", "email", "E-mail addresses, the main one first.", merge=MANY)
PHONE = Field("phone", "phone", "Phone numbers, the main one first.", merge=MANY)
PLACE = (
    Field("address", "lines", "Street and number; several columns are joined.", merge=", "),
    Field("city", "text", "The city (il)."),
    Field("district", "text", "The district (ilçe)."),
    Field("region", "text", "State, province or region."),
    Field("postal_code", "text", "The postal code."),
    Field("country", "text", "The country, by name or code."),
)


def ref(name: str, noun: str, help: str) -> Field:
    """Return a field that names a record."""
    return Field(name, "ref", help, ref=noun)


def party() -> tuple[Field, ...]:
    """Return the fields that say whose a record is."""
    return (
        ref("customer", "customer", "The customer."),
        ref("contact", "contact", "The contact."),
        ref("lead", "lead", "The lead."),
    )
