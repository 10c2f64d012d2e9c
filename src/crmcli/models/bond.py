"""What binds people and companies: relations, plans for key customers, attached files, wallet estimates."""

from sqlalchemy import CheckConstraint, Index

from crmcli.models.base import (
    STRICT,
    Named,
    Recorded,
    days,
    exactly_one,
    flag,
    link,
    one_of,
    sparse,
    text,
    whole,
    with_currency,
    yes_no,
)
from crmcli.models.customer import PARTY_OWNERS


class RecordKey(Recorded, table=True):
    """An external id of a record that is no person: what ``identity`` is to people.

    A number and a noun, not a reference: the nouns are many, and no other rule hangs on it.
    """

    __tablename__ = "record_key"
    __table_args__ = (
        Index("uq_record_key", "norm", "noun", "source", unique=True),
        Index("ix_record_key_number", "noun", "number"),
        STRICT,
    )

    noun: str = text(null=False)
    number: int = whole(null=False)
    source: str = text(null=False)
    norm: str = text(null=False)


OTHER_OWNERS = tuple(f"other_{owner}" for owner in PARTY_OWNERS)


class Relation(Recorded, table=True):
    """What one party is to another, and that one to it: ``role`` supplier, ``other_role`` buyer."""

    __tablename__ = "relation"
    __table_args__ = (
        exactly_one(*PARTY_OWNERS),
        CheckConstraint(
            " + ".join(f"(CASE WHEN {c} IS NULL THEN 0 ELSE 1 END)" for c in OTHER_OWNERS) + " = 1",
            name="exactly_one_other",
        ),
        CheckConstraint("role <> ''", name="has_a_role"),
        CheckConstraint("until IS NULL OR since IS NULL OR until >= since", name="ends_after_start"),
        *days("since", "until"),
        *sparse("relation", *PARTY_OWNERS, *OTHER_OWNERS),
        STRICT,
    )

    role: str = text(null=False)
    other_role: str | None = text()
    since: str | None = text()
    until: str | None = text()
    note: str | None = text()
    custom: str | None = text()
    customer_id: int | None = link("customer")
    contact_id: int | None = link("contact")
    lead_id: int | None = link("lead")
    other_customer_id: int | None = link("customer")
    other_contact_id: int | None = link("contact")
    other_lead_id: int | None = link("lead")


class Plan(Named, table=True):
    """What we mean to reach with a key customer, by when; its steps are tasks."""

    __tablename__ = "account_plan"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_a_name"),
        one_of("status", "open", "reached", "dropped"),
        *days("created_on", "due_on", "closed_on"),
        Index("ix_account_plan_customer", "customer_id"),
        *sparse("account_plan", "owner_id"),
        STRICT,
    )

    customer_id: int = link("customer", null=False)
    owner_id: int | None = link("crm_user")
    status: str = text(null=False)
    created_on: str | None = text()
    due_on: str | None = text()
    closed_on: str | None = text()
    branch: str | None = text()
    note: str | None = text()
    custom: str | None = text()


class Attachment(Named, table=True):
    """A file that belongs to a record: where it is, what it was; with ``copied`` a copy is kept.

    ``path`` is absolute; ``sha256`` is of the bytes when it was attached, ``size`` in bytes.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_a_name"),
        CheckConstraint("size >= 0", name="size_not_negative"),
        yes_no("copied"),
        *days("attached_on"),
        exactly_one(*PARTY_OWNERS, "opportunity_id", "order_id", "quote_id", "case_id"),
        *sparse("attachment", *PARTY_OWNERS, "opportunity_id", "order_id", "quote_id", "case_id"),
        STRICT,
    )

    path: str = text(null=False)
    sha256: str = text(null=False)
    size: int = whole(null=False)
    copied: int = flag(default=False)
    attached_on: str | None = text()
    branch: str | None = text()
    note: str | None = text()
    custom: str | None = text()
    customer_id: int | None = link("customer")
    contact_id: int | None = link("contact")
    lead_id: int | None = link("lead")
    opportunity_id: int | None = link("opportunity")
    order_id: int | None = link("sales_order")
    quote_id: int | None = link("quote")
    case_id: int | None = link("support_case")


class Wallet(Recorded, table=True):
    """An estimate of what a customer spends in a year with all sellers; the newest by day counts.

    ``category`` None is on everything that we could sell.
    """

    __tablename__ = "wallet"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_is_positive"),
        with_currency("amount_minor"),
        *days("estimated_on"),
        Index("ix_wallet_customer", "customer_id", "estimated_on"),
        STRICT,
    )

    customer_id: int = link("customer", null=False)
    category: str | None = text()
    amount_minor: int = whole(null=False)
    currency: str = text(null=False)
    estimated_on: str = text(null=False)
    source: str | None = text()
    note: str | None = text()
    custom: str | None = text()
