"""What can be imported: the fields of every noun, their types, and the words of closed lists.

The order of a noun's fields is the order of the values in its imported rows.
"""

from functools import cache
from typing import NamedTuple

from crmcli.domain.exchange import words
from crmcli.domain.exchange.words import FLAGS
from crmcli.errors import UsageError

__all__ = ["EITHER", "FLAGS", "MANY", "NOUNS", "PLACE", "Field", "Noun", "a", "choices", "noun", "spoken"]


class Field(NamedTuple):
    """One importable field.

    ``type`` decides how a cell is read: name, text (one line), lines, phone, email, tax, key, ref,
    currency, day, instant, amount, price, quantity, percent, integer, count, flag, choice, tags.
    """

    name: str
    type: str
    help: str
    ref: str = ""
    """The noun that a reference names."""
    merge: str | None = None
    """What joins several columns of this field; None where only one may stand for it."""
    words: str = ""
    """A choice's words: lines of a stored word, then what else stands for it, parted by commas."""


class Noun(NamedTuple):
    """An importable noun: its fields, and of which of them a row must have at least one."""

    name: str
    fields: tuple[Field, ...]
    required: tuple[tuple[str, ...], ...]

    def field(self, name: str) -> Field:
        """Return a field by its name.

        Raises:
            UsageError: there is none.
        """
        for field in self.fields:
            if field.name == name:
                return field
        from crmcli.domain.text import nearest

        near = nearest(name, [field.name for field in self.fields])
        raise UsageError(
            f'{a(self.name)} has no field "{name}"',
            f"did you mean {' or '.join(near)}?"
            if near
            else f"its fields: {', '.join(f.name for f in self.fields)}",
        )


MANY = ";"
"""Joins the values of a field that may have several; never seen, they are kept apart."""
EITHER = ""
"""Joins columns of which a row fills one."""

_EXTERNAL = Field("external_id", "key", "The key the record has in the program the file comes from.")
_NOTE = Field("note", "lines", "Anything worth keeping; several columns make several lines.", merge="\n")
_TAGS = Field("tags", "tags", "Tags, parted by ; or , in one cell.", merge=MANY)
_OWNER = Field("owner", "ref", "Who of us looks after it.", ref="user")
_BRANCH = Field("branch", "text", "Our branch or office that it belongs to.")
_CREATED = Field("created_on", "day", "The day it began, where the file comes from.")
_SOURCE = Field("source", "text", "Where it came from: a fair, the website, a referral.")
_CAMPAIGN = Field("campaign", "text", "The campaign that brought it.")
_CURRENCY = Field("currency", "currency", "ISO 4217 code of the row's amounts.")
_WEBSITE = Field("website", "text", "The address of the website.")
_INDUSTRY = Field("industry", "text", "The sector.")
_LOST = (
    Field("lost_reason", "text", "Why it was lost."),
    Field("lost_note", "lines", "The reason in own words.", merge="\n"),
)
_NAMES = (
    Field("name", "name", "The name; first_name and last_name make one where it is missing.", merge=" "),
    Field("first_name", "name", "First name, only to make up the name."),
    Field("last_name", "name", "Last name, only to make up the name."),
)
_EMAIL = Field("email", "email", "E-mail addresses, the main one first.", merge=MANY)
_PHONE = Field("phone", "phone", "Phone numbers, the main one first.", merge=MANY)
PLACE = (
    Field("address", "lines", "Street and number; several columns are joined.", merge=", "),
    Field("city", "text", "The city (il)."),
    Field("district", "text", "The district (ilçe)."),
    Field("region", "text", "State, province or region."),
    Field("postal_code", "text", "The postal code."),
    Field("country", "text", "The country, by name or code."),
)


def _ref(name: str, noun: str, help: str) -> Field:
    """Return a field that names a record."""
    return Field(name, "ref", help, ref=noun)


_NOUNS = (
    Noun(
        "user",
        (
            _EXTERNAL,
            *_NAMES,
            Field("email", "email", "The e-mail address."),
            Field("phone", "phone", "The phone number."),
            Field("title", "text", "The job title."),
            Field("team", "text", "The team."),
            _ref("manager", "user", "Who this user reports to."),
            Field("branch", "text", "The branch or office this user works at."),
            Field("active", "flag", "Whether this user still works here."),
        ),
        (("name", "first_name", "last_name", "email"),),
    ),
    Noun(
        "customer",
        (
            _EXTERNAL,
            *_NAMES,
            Field("kind", "choice", "organisation or person.", words=words.KINDS),
            _ref("parent", "customer", "The customer this one belongs to."),
            _OWNER,
            _ref("referrer", "customer", "The customer who brought this one."),
            _BRANCH,
            _EMAIL,
            _PHONE,
            Field("tax_number", "tax", "VKN, TCKN or a foreign tax number.", merge=EITHER),
            Field("tax_office", "text", "The tax office."),
            _WEBSITE,
            _INDUSTRY,
            *PLACE,
            _SOURCE,
            _NOTE,
            _TAGS,
            _CREATED,
        ),
        (("name", "first_name", "last_name"),),
    ),
    Noun(
        "contact",
        (
            _EXTERNAL,
            *_NAMES,
            Field("title", "text", "The job title."),
            _EMAIL,
            _PHONE,
            Field("birth_date", "day", "The day of birth."),
            *PLACE,
            _SOURCE,
            _ref("customer", "customer", "The customer this contact works for."),
            Field("role", "text", "The role at that customer: buyer, accountant."),
            Field("since", "day", "The first day in that role."),
            Field("until", "day", "The last day in that role."),
            Field("primary", "flag", "Whether this is the customer's main contact."),
            _OWNER,
            _NOTE,
            _TAGS,
            _CREATED,
            Field("preferred_channel", "text", "How this contact wants to be reached."),
            Field("preferred_time", "text", "When this contact wants to be reached."),
        ),
        (("name", "first_name", "last_name", "email", "phone"),),
    ),
    Noun(
        "lead",
        (
            _EXTERNAL,
            *_NAMES,
            Field("company", "name", "The organisation the lead is of."),
            Field("title", "text", "The job title."),
            _EMAIL,
            _PHONE,
            _WEBSITE,
            _INDUSTRY,
            Field("city", "text", "The city (il)."),
            Field("country", "text", "The country, by name or code."),
            Field("address", "lines", "Street and number; several columns are joined.", merge=", "),
            _SOURCE,
            _CAMPAIGN,
            Field("status", "choice", "new, working, qualified or lost.", words=words.LEAD_STATUS),
            *_LOST,
            Field("lost_on", "day", "The day it was lost."),
            _OWNER,
            _ref("referrer", "customer", "The customer who brought this lead."),
            _ref("contact", "contact", "The contact this lead is of, if known already."),
            _ref("customer", "customer", "The customer this lead is of, if known already."),
            Field("amount", "amount", "What it may be worth."),
            _CURRENCY,
            Field("score", "integer", "Points, as the file gives them."),
            _BRANCH,
            _NOTE,
            _TAGS,
            _CREATED,
        ),
        (
            (
                "name",
                "first_name",
                "last_name",
                "company",
                "email",
                "phone",
                "contact",
                "customer",
                "external_id",
            ),
        ),
    ),
    Noun(
        "opportunity",
        (
            _EXTERNAL,
            Field("name", "name", "What it is about."),
            _ref("customer", "customer", "The customer."),
            _ref("contact", "contact", "The contact it is talked over with."),
            _OWNER,
            _ref("stage", "stage", "The stage it is in."),
            Field("amount", "amount", "What it is worth."),
            _CURRENCY,
            Field("probability", "percent", "The chance of winning, 0 to 100."),
            _ref("product", "product", "The product."),
            _ref("lead", "lead", "The lead it came from."),
            _ref("activity", "activity", "An activity it came from; it brings its lead and customer."),
            _ref("order", "order", "The order it led to; it brings its customer."),
            _SOURCE,
            _CAMPAIGN,
            Field("close_date", "day", "closed_on of a won or lost row, expected_close of an open one."),
            Field("expected_close", "day", "The day it is expected to close."),
            Field("closed_on", "day", "The day it was won or lost."),
            _CREATED,
            *_LOST,
            _BRANCH,
            _NOTE,
            _TAGS,
        ),
        (("external_id", "name", "customer", "contact", "product", "lead", "activity", "order", "amount"),),
    ),
    Noun(
        "product",
        (
            _EXTERNAL,
            Field("sku", "key", "The article number."),
            Field("name", "name", "The name."),
            Field("category", "text", "The category or product line."),
            Field("price", "amount", "The price of one."),
            Field("cost", "amount", "What one costs us."),
            _CURRENCY,
            Field("active", "flag", "Whether it is sold still."),
            _NOTE,
        ),
        (("name",),),
    ),
    Noun(
        "order",
        (
            _EXTERNAL,
            Field("number", "key", "The order's or invoice's number."),
            _ref("customer", "customer", "Who bought; empty for a walk-in sale."),
            _ref("contact", "contact", "The person who bought."),
            _ref("opportunity", "opportunity", "The opportunity it came from."),
            Field("ordered_on", "day", "The day of the purchase."),
            Field("status", "choice", "open, completed or cancelled.", words=words.ORDER_STATUS),
            Field("total", "amount", "What the customer owes for it; negative for a refund."),
            _CURRENCY,
            _OWNER,
            _BRANCH,
            Field("channel", "text", "Through which channel it was sold."),
            _NOTE,
        ),
        (("external_id", "number", "customer", "contact", "ordered_on", "total"),),
    ),
    Noun(
        "order_line",
        (
            _EXTERNAL,
            _ref("order", "order", "The order, by number or key."),
            _ref("product", "product", "The product."),
            Field("description", "lines", "What was sold, in words.", merge="\n"),
            Field("quantity", "quantity", "How many; up to three decimals."),
            Field("unit_price", "price", "The price of one."),
            Field("discount", "amount", "The discount on the whole line."),
            Field("tax", "amount", "The tax on the whole line."),
            Field("amount", "amount", "The whole line's amount."),
            Field("cost", "amount", "What the whole line costs us."),
            _CURRENCY,
        ),
        (("order",),),
    ),
    Noun(
        "activity",
        (
            _EXTERNAL,
            Field(
                "kind",
                "choice",
                "call, email, meeting, visit, message, note, task.",
                words=words.ACTIVITY_KINDS,
            ),
            Field("direction", "choice", "in or out.", words=words.DIRECTIONS),
            Field("channel", "text", "Through which channel."),
            Field("at", "instant", "When; a day where the time is not known."),
            Field("minutes", "count", "How many minutes it took."),
            Field("outcome", "text", "What came of it."),
            Field("subject", "text", "What it was about."),
            Field("body", "lines", "The text.", merge="\n"),
            _ref("customer", "customer", "The customer."),
            _ref("contact", "contact", "The contact."),
            _ref("lead", "lead", "The lead."),
            _ref("opportunity", "opportunity", "The opportunity."),
            _ref("order", "order", "The order."),
            _ref("user", "user", "Who of us did it."),
            _BRANCH,
            Field("done", "flag", "Whether it is done; a task may be open."),
        ),
        (("kind",), ("at",)),
    ),
)

NOUNS = {noun.name: noun for noun in _NOUNS}


def noun(name: str) -> Noun:
    """Return a noun by its name.

    Raises:
        UsageError: there is none.
    """
    if name not in NOUNS:
        raise UsageError(f'there is no import of "{name}"', f"what can be imported: {', '.join(NOUNS)}")
    return NOUNS[name]


def a(name: str) -> str:
    """Return a noun's name with its article, as people read it."""
    words = name.replace("_", " ")
    return f"{'an' if words[0] in 'aeio' else 'a'} {words}"


def spoken(group: tuple[str, ...]) -> list[str]:
    """Return fields of which one is needed as words; first and last name are the name."""
    return [name.replace("_", " ") for name in group if name not in ("first_name", "last_name")]


@cache
def choices(words: str) -> dict[str, str]:
    """Return folded word -> stored word for a choice's ``words``."""
    known: dict[str, str] = {}
    for line in words.replace("\n  ", " ").strip().splitlines():
        stored, _, others = line.partition(":")
        known[stored] = stored
        known.update((other.strip(), stored) for other in others.split(","))
    return known
