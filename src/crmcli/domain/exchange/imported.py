"""What files may say beside a record's own fields: consents, further addresses, an order's net and tax.

These are rows of other tables, or columns that only files fill; the commands that add and edit records
have options of their own for them.
"""

from crmcli.domain.exchange import words
from crmcli.domain.exchange.fields import EITHER, Field, Noun
from crmcli.domain.exchange.fields import NOUNS as FIELDS
from crmcli.domain.exchange.fields_parts import PLACE
from crmcli.errors import UsageError
from crmcli.said import say

ADDRESS_KINDS = ("billing", "delivery", "home", "work", "other")
"""Kinds of addresses beside the main one; ``home.city`` is the city of the address at home."""
CONSENT_CHANNELS = ("email", "phone", "sms")
"""``consent.sms`` is the consent to text messages."""
_ADDRESSES = tuple(
    Field(
        f"{kind}.{field.name}",
        field.type,
        say("{help} of the {kind} address.", help=field.help[:-1], kind=kind),
        merge=field.merge,
    )
    for kind in ADDRESS_KINDS
    for field in PLACE
)
_CONSENTS = (
    *(
        Field(f"consent.{channel}", "choice", "given, refused or withdrawn.", words=words.CONSENT)
        for channel in CONSENT_CHANNELS
    ),
    Field("consent_on", "day", "The day of these consents."),
    Field("consent_source", "text", "Where these consents were given."),
)
_MORE = {
    "customer": (*_ADDRESSES, *_CONSENTS),
    "contact": (*_ADDRESSES, *_CONSENTS),
    "lead": _CONSENTS,
    "order": (
        Field("net", "amount", "The total without tax."),
        Field("tax", "amount", "The tax in the total."),
    ),
}
_RECIPIENT = Field(
    "recipient", "key", "Whose it is: a phone, an e-mail address, or a record's number.", merge=EITHER
)
CONSENT = Noun(
    "consent",
    (
        _RECIPIENT,
        Field("channel", "choice", "any, email, phone, sms, post or message.", words=words.CONSENT_CHANNELS),
        Field("state", "choice", "given, refused or withdrawn.", words=words.CONSENT),
        Field("decided_on", "day", "The day of it."),
        Field("source", "text", "Where it was given."),
        Field("purpose", "text", "What for; marketing where it is not told."),
        Field("note", "lines", "Anything worth keeping.", merge="\n"),
    ),
    (("recipient",), ("channel",), ("state",)),
)

ADDRESS = Noun(
    "address",
    (_RECIPIENT, Field("kind", "text", "billing, delivery, home, work, other."), *PLACE),
    (("recipient",), ("kind",), tuple(field.name for field in PLACE)),
)

OWN_NUMBER = "own_number"
_OWN = Field(OWN_NUMBER, "key", "The record's number here (C-12); told by --key number, never set.")
NOUNS = {
    **{
        name: known._replace(fields=(*known.fields, *_MORE.get(name, ()), _OWN))
        for name, known in FIELDS.items()
    },
    "consent": CONSENT,
    "address": ADDRESS,
}
"""Every noun that can be imported, with all its fields."""


def noun(name: str) -> Noun:
    """Return an importable noun by its name.

    Raises:
        UsageError: it can't be imported.
    """
    if name not in NOUNS:
        raise UsageError(
            say('there is no import of "{name}"', name=name),
            say("what can be imported: {nouns}", nouns=", ".join(NOUNS)),
        )
    return NOUNS[name]
