"""What can be imported of relations, plans, wallet estimates and attached files."""

from crmcli.domain.exchange import words_more as words
from crmcli.domain.exchange.fields import Field, Noun
from crmcli.domain.exchange.fields_parts import BRANCH, CURRENCY, EXTERNAL, NOTE, OWNER, party, ref

NOUNS = (
    Noun(
        "relation",
        (
            EXTERNAL,
            *party(),
            Field("role", "text", "What the first is to the other: supplier, brother, accountant."),
            Field("other_role", "text", "What the other is to the first; empty when it is the same."),
            ref("other_customer", "customer", "The other, a customer."),
            ref("other_contact", "contact", "The other, a contact."),
            ref("other_lead", "lead", "The other, a lead."),
            Field("since", "day", "The first day."),
            Field("until", "day", "The last day."),
            NOTE,
        ),
        (("role",), ("customer", "contact", "lead"), ("other_customer", "other_contact", "other_lead")),
    ),
    Noun(
        "plan",
        (
            EXTERNAL,
            Field("name", "name", "The goal."),
            ref("customer", "customer", "The customer."),
            OWNER,
            Field("status", "choice", "open, reached or dropped.", words=words.PLAN_STATUS),
            Field("due_on", "day", "By when."),
            Field("created_on", "day", "The day it was made."),
            Field("closed_on", "day", "The day it was reached or dropped."),
            BRANCH,
            NOTE,
        ),
        (("name",), ("customer",)),
    ),
    Noun(
        "wallet",
        (
            EXTERNAL,
            ref("customer", "customer", "The customer."),
            Field("category", "text", "Of which products; empty for all that we could sell."),
            Field("amount", "amount", "What the customer spends on it in a year, with all sellers."),
            CURRENCY,
            Field("estimated_on", "day", "The day of the estimate."),
            Field("source", "text", "Who says so: the customer, a study, a guess."),
            NOTE,
        ),
        (("customer",), ("amount",)),
    ),
    Noun(
        "attachment",
        (
            EXTERNAL,
            Field("name", "name", "What the file is called."),
            Field("path", "text", "Where it is."),
            Field("sha256", "text", "The hash of its bytes."),
            Field("size", "count", "How many bytes it has."),
            Field("copied", "flag", "Whether a copy is kept beside the store."),
            Field("attached_on", "day", "The day it was attached."),
            *party(),
            ref("opportunity", "opportunity", "The opportunity it belongs to."),
            ref("order", "order", "The order it belongs to."),
            ref("quote", "quote", "The quote it belongs to."),
            ref("case", "case", "The case it belongs to."),
            BRANCH,
            NOTE,
        ),
        (("path",), ("customer", "contact", "lead", "opportunity", "order", "quote", "case")),
    ),
)
