"""Users (who own records), contacts, and the links between contacts and customers."""

from sqlalchemy import CheckConstraint, Index

from crmcli.models.base import STRICT, Named, Recorded, days, flag, link, sparse, text, yes_no


class User(Named, table=True):
    """Someone of our own business: owner of records, member of a team, office or branch."""

    __tablename__ = "crm_user"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_a_name"),
        yes_no("active"),
        Index("ix_crm_user_name_fold", "name_fold"),
        *sparse("crm_user", "manager_id"),
        STRICT,
    )

    email: str | None = text()
    phone: str | None = text()
    title: str | None = text()
    team: str | None = text()
    manager_id: int | None = link("crm_user")
    branch: str | None = text()
    active: int = flag(default=True)
    custom: str | None = text()


class Contact(Named, table=True):
    """A person we talk to, at any number of customers."""

    __tablename__ = "contact"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_a_name"),
        *days("birth_date", "created_on"),
        Index("ix_contact_name_fold", "name_fold"),
        Index("ix_contact_name_sort", "name_sort"),
        *sparse("contact", "owner_id"),
        STRICT,
    )

    title: str | None = text()
    email: str | None = text()
    phone: str | None = text()
    birth_date: str | None = text()
    address: str | None = text()
    city: str | None = text()
    district: str | None = text()
    region: str | None = text()
    postal_code: str | None = text()
    country: str | None = text()
    source: str | None = text()
    owner_id: int | None = link("crm_user")
    note: str | None = text()
    custom: str | None = text()
    created_on: str | None = text()
    preferred_channel: str | None = text()
    preferred_time: str | None = text()


class CustomerContact(Recorded, table=True):
    """A contact's role at a customer, from ``since`` to ``until``; kept when the contact leaves."""

    __tablename__ = "customer_contact"
    __table_args__ = (
        yes_no("is_primary"),
        *days("since", "until"),
        CheckConstraint("until IS NULL OR since IS NULL OR until >= since", name="ends_after_start"),
        Index("ix_customer_contact_customer", "customer_id"),
        Index("ix_customer_contact_contact", "contact_id"),
        STRICT,
    )

    customer_id: int = link("customer", null=False)
    contact_id: int = link("contact", null=False)
    role: str | None = text()
    since: str | None = text()
    until: str | None = text()
    is_primary: int = flag(default=False)
