"""Customers, and the tables that customers, contacts and leads share: identities and tags."""

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import text as sql

from crmcli.models.base import (
    STRICT,
    Named,
    Recorded,
    days,
    exactly_one,
    link,
    one_of,
    sparse,
    text,
    whole,
)


class Customer(Named, table=True):
    """An organisation or a person we sell to, or mean to; its status is computed, never stored."""

    __tablename__ = "customer"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_a_name"),
        one_of("kind", "organisation", "person"),
        CheckConstraint("parent_id <> id", name="not_its_own_parent"),
        CheckConstraint("referrer_id <> id", name="not_its_own_referrer"),
        CheckConstraint("cadence_days > 0", name="cadence_is_positive"),
        *days("created_on"),
        Index("ix_customer_name_fold", "name_fold"),
        Index("ix_customer_name_sort", "name_sort"),
        *sparse("customer", "parent_id", "owner_id", "referrer_id"),
        STRICT,
    )

    kind: str = text(null=False)
    parent_id: int | None = link("customer")
    owner_id: int | None = link("crm_user")
    referrer_id: int | None = link("customer")
    branch: str | None = text()
    email: str | None = text()
    phone: str | None = text()
    tax_number: str | None = text()
    tax_office: str | None = text()
    website: str | None = text()
    industry: str | None = text()
    address: str | None = text()
    city: str | None = text()
    district: str | None = text()
    region: str | None = text()
    postal_code: str | None = text()
    country: str | None = text()
    source: str | None = text()
    note: str | None = text()
    custom: str | None = text()
    created_on: str | None = text()
    cadence_days: int | None = whole()


IDENTITY_OWNERS = (
    "customer_id",
    "contact_id",
    "lead_id",
    "user_id",
    "product_id",
    "opportunity_id",
    "order_id",
    "order_line_id",
    "activity_id",
)


class Identity(Recorded, table=True):
    """Who is this? The normal form of a phone, an e-mail, a tax number or an external id.

    ``value`` is what was typed, where it is not in the owner's own column. External ids are
    unique per source and noun; phones and e-mails are not (families and switchboards share them).
    """

    __tablename__ = "identity"
    __table_args__ = (
        one_of("kind", "phone", "email", "tax", "external"),
        exactly_one(*IDENTITY_OWNERS),
        CheckConstraint("kind <> 'external' OR source IS NOT NULL", name="external_has_source"),
        Index("ix_identity_norm", "norm", "kind"),
        Index(
            "uq_identity_external",
            "norm",
            "source",
            "noun",
            unique=True,
            sqlite_where=sql("kind = 'external'"),
            postgresql_where=sql("kind = 'external'"),
        ),
        *sparse("identity", *IDENTITY_OWNERS),
        STRICT,
    )

    kind: str = text(null=False)
    norm: str = text(null=False)
    noun: str = text(null=False)
    source: str | None = text()
    value: str | None = text()
    customer_id: int | None = link("customer")
    contact_id: int | None = link("contact")
    lead_id: int | None = link("lead")
    user_id: int | None = link("crm_user")
    product_id: int | None = link("product")
    opportunity_id: int | None = link("opportunity")
    order_id: int | None = link("sales_order")
    order_line_id: int | None = link("order_line")
    activity_id: int | None = link("activity")


class Tag(Named, table=True):
    """A word that records carry."""

    __tablename__ = "tag"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_a_name"),
        Index("uq_tag_name", "name_fold", unique=True),
        STRICT,
    )


TAG_OWNERS = ("customer_id", "contact_id", "lead_id", "opportunity_id")


class Tagging(Recorded, table=True):
    """A tag on a record."""

    __tablename__ = "tagging"
    __table_args__ = (
        exactly_one(*TAG_OWNERS),
        Index("ix_tagging_tag", "tag_id"),
        *(
            Index(
                f"uq_tagging_{owner}",
                owner,
                "tag_id",
                unique=True,
                sqlite_where=sql(f"{owner} IS NOT NULL"),
                postgresql_where=sql(f"{owner} IS NOT NULL"),
            )
            for owner in TAG_OWNERS
        ),
        STRICT,
    )

    tag_id: int = link("tag", null=False)
    customer_id: int | None = link("customer")
    contact_id: int | None = link("contact")
    lead_id: int | None = link("lead")
    opportunity_id: int | None = link("opportunity")


# Whom an address, a consent or a merged number belongs to.
PARTY_OWNERS = ("customer_id", "contact_id", "lead_id")


class Address(Recorded, table=True):
    """A further address of someone; the first is in the record's own columns."""

    __tablename__ = "address"
    __table_args__ = (
        exactly_one(*PARTY_OWNERS),
        *sparse("address", *PARTY_OWNERS),
        STRICT,
    )

    kind: str = text(null=False)
    address: str | None = text()
    city: str | None = text()
    district: str | None = text()
    region: str | None = text()
    postal_code: str | None = text()
    country: str | None = text()
    customer_id: int | None = link("customer")
    contact_id: int | None = link("contact")
    lead_id: int | None = link("lead")


class Alias(Recorded, table=True):
    """A number whose record was merged into another one, which it now means."""

    __tablename__ = "alias"
    __table_args__ = (
        exactly_one(*PARTY_OWNERS),
        Index("uq_alias_number", "noun", "number", unique=True),
        *sparse("alias", *PARTY_OWNERS),
        STRICT,
    )

    noun: str = text(null=False)
    number: int = whole(null=False)
    customer_id: int | None = link("customer")
    contact_id: int | None = link("contact")
    lead_id: int | None = link("lead")


class Consent(Recorded, table=True):
    """What someone allowed or refused, by channel and purpose; the newest of each is in force.

    ``decided_on`` is None when the day is not known; ``source`` says where it was told.
    """

    __tablename__ = "consent"
    __table_args__ = (
        exactly_one(*PARTY_OWNERS),
        one_of("channel", "any", "email", "phone", "sms", "post", "message"),
        one_of("state", "given", "refused", "withdrawn"),
        CheckConstraint("purpose <> ''", name="has_a_purpose"),
        *days("decided_on"),
        *sparse("consent", *PARTY_OWNERS),
        STRICT,
    )

    channel: str = text(null=False)
    purpose: str = text(null=False)
    state: str = text(null=False)
    decided_on: str | None = text()
    source: str | None = text()
    note: str | None = text()
    customer_id: int | None = link("customer")
    contact_id: int | None = link("contact")
    lead_id: int | None = link("lead")
