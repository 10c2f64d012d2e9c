"""Leads, the reasons they are lost for, and the record of each conversion."""

from sqlalchemy import CheckConstraint, Index

from crmcli.models.base import (
    STRICT,
    Named,
    Recorded,
    days,
    flag,
    link,
    one_of,
    sparse,
    text,
    whole,
    with_currency,
    yes_no,
)


class LostReason(Named, table=True):
    """Why something was lost; ``needs_note`` asks for words of one's own ("other")."""

    __tablename__ = "lost_reason"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_a_name"),
        yes_no("needs_note"),
        yes_no("active"),
        Index("uq_lost_reason_name", "name_fold", unique=True),
        STRICT,
    )

    needs_note: int = flag(default=False)
    active: int = flag(default=True)


class Lead(Recorded, table=True):
    """Someone who may become a customer; real ones may lack a name.

    ``name_fold`` folds person and company together; ``name_sort`` sorts by the first of them.
    """

    __tablename__ = "lead"
    __table_args__ = (
        one_of("status", "new", "working", "qualified", "converted", "lost"),
        CheckConstraint("status <> 'lost' OR lost_reason_id IS NOT NULL", name="lost_has_reason"),
        CheckConstraint("status = 'lost' OR lost_reason_id IS NULL", name="reason_only_when_lost"),
        with_currency("amount_minor"),
        *days("created_on", "lost_on"),
        Index("ix_lead_name_fold", "name_fold"),
        Index("ix_lead_name_sort", "name_sort"),
        *sparse("lead", "owner_id", "referrer_id", "contact_id", "customer_id", "lost_reason_id"),
        STRICT,
    )

    name: str | None = text()
    company: str | None = text()
    name_fold: str = text(null=False)
    name_sort: str = text(null=False)
    title: str | None = text()
    email: str | None = text()
    phone: str | None = text()
    website: str | None = text()
    industry: str | None = text()
    address: str | None = text()
    city: str | None = text()
    country: str | None = text()
    source: str | None = text()
    campaign: str | None = text()
    status: str = text(null=False)
    owner_id: int | None = link("crm_user")
    referrer_id: int | None = link("customer")
    contact_id: int | None = link("contact")
    customer_id: int | None = link("customer")
    lost_reason_id: int | None = link("lost_reason")
    lost_note: str | None = text()
    lost_on: str | None = text()
    amount_minor: int | None = whole()
    currency: str | None = text()
    score: int | None = whole()
    branch: str | None = text()
    note: str | None = text()
    custom: str | None = text()
    created_on: str | None = text()


class Conversion(Recorded, table=True):
    """How a lead became customer, contact and opportunity: what was created, attached, filled.

    ``days`` and ``touches`` count from the lead's first contact to ``converted_on``; ``plan`` is
    the applied plan as JSON, field by field.
    """

    __tablename__ = "conversion"
    __table_args__ = (
        yes_no("customer_created"),
        yes_no("contact_created"),
        yes_no("opportunity_created"),
        CheckConstraint("days >= 0", name="days_not_negative"),
        *days("converted_on"),
        Index("uq_conversion_lead", "lead_id", unique=True),
        *sparse("conversion", "customer_id", "contact_id", "opportunity_id"),
        STRICT,
    )

    lead_id: int = link("lead", null=False)
    customer_id: int | None = link("customer")
    contact_id: int | None = link("contact")
    opportunity_id: int | None = link("opportunity")
    customer_created: int = flag(default=False)
    contact_created: int = flag(default=False)
    opportunity_created: int = flag(default=False)
    converted_on: str = text(null=False)
    actor: str = text(null=False)
    days: int | None = whole()
    touches: int = whole(null=False)
    plan: str = text(null=False)
