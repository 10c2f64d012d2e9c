"""What is sold: stages and opportunities, products, orders with their lines."""

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


class Stage(Named, table=True):
    """A step of the pipeline, with the probability (percent) an opportunity in it has by default."""

    __tablename__ = "stage"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_a_name"),
        one_of("outcome", "open", "won", "lost"),
        CheckConstraint("probability BETWEEN 0 AND 100", name="probability_is_percent"),
        yes_no("active"),
        Index("uq_stage_name", "name_fold", unique=True),
        STRICT,
    )

    position: int = whole(null=False)
    probability: int = whole(null=False)
    outcome: str = text(null=False)
    active: int = flag(default=True)


class Opportunity(Named, table=True):
    """A sale that may come; may lack a customer, an amount or a date, as real ones do."""

    __tablename__ = "opportunity"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_a_name"),
        CheckConstraint("probability BETWEEN 0 AND 100", name="probability_is_percent"),
        with_currency("amount_minor"),
        *days("created_on", "expected_close", "closed_on"),
        Index("ix_opportunity_stage", "stage_id"),
        Index("ix_opportunity_name_fold", "name_fold"),
        *sparse(
            "opportunity",
            "customer_id",
            "contact_id",
            "owner_id",
            "product_id",
            "lead_id",
            "lost_reason_id",
            "competitor_id",
        ),
        STRICT,
    )

    customer_id: int | None = link("customer")
    contact_id: int | None = link("contact")
    owner_id: int | None = link("crm_user")
    stage_id: int = link("stage", null=False)
    product_id: int | None = link("product")
    lead_id: int | None = link("lead")
    amount_minor: int | None = whole()
    currency: str | None = text()
    probability: int | None = whole()
    expected_close: str | None = text()
    created_on: str | None = text()
    closed_on: str | None = text()
    lost_reason_id: int | None = link("lost_reason")
    lost_note: str | None = text()
    source: str | None = text()
    campaign: str | None = text()
    branch: str | None = text()
    note: str | None = text()
    custom: str | None = text()
    competitor_id: int | None = link("competitor")


class StageChange(Recorded, table=True):
    """An opportunity's step from one stage to the next; ``changed_on`` is None when not known."""

    __tablename__ = "stage_change"
    __table_args__ = (
        *days("changed_on"),
        Index("ix_stage_change_opportunity", "opportunity_id"),
        *sparse("stage_change", "from_stage_id", "to_stage_id"),
        STRICT,
    )

    opportunity_id: int = link("opportunity", null=False)
    from_stage_id: int | None = link("stage")
    to_stage_id: int = link("stage", null=False)
    changed_on: str | None = text()
    actor: str | None = text()


class Product(Named, table=True):
    """A good or a service we sell; prices are for one unit, in minor units."""

    __tablename__ = "product"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_a_name"),
        CheckConstraint(
            "(price_minor IS NULL AND cost_minor IS NULL) OR currency IS NOT NULL",
            name="price_has_currency",
        ),
        yes_no("active"),
        *days("introduced_on", "withdrawn_on"),
        Index("ix_product_name_fold", "name_fold"),
        Index("ix_product_sku", "sku_fold"),
        STRICT,
    )

    sku: str | None = text()
    sku_fold: str | None = text()
    category: str | None = text()
    price_minor: int | None = whole()
    cost_minor: int | None = whole()
    currency: str | None = text()
    active: int = flag(default=True)
    note: str | None = text()
    custom: str | None = text()
    unit: str | None = text()
    tax_percent: str | None = text()
    introduced_on: str | None = text()
    withdrawn_on: str | None = text()


class Order(Recorded, table=True):
    """A purchase; may lack a number, a customer (a walk-in sale), a date or a total.

    ``promised_on`` and ``delivered_on`` are the delivery's days, ``due_on`` the day its payment is due.
    ``total_minor`` is what the customer owes for it, negative for a refund; ``net_minor`` and
    ``tax_minor`` are its parts where they are known.
    """

    __tablename__ = "sales_order"
    __table_args__ = (
        one_of("status", "open", "completed", "cancelled"),
        with_currency("total_minor"),
        *days("ordered_on", "promised_on", "delivered_on", "due_on"),
        Index("ix_sales_order_customer", "customer_id", "ordered_on", "total_minor", "currency", "status"),
        Index("ix_sales_order_day", "ordered_on"),
        Index("ix_sales_order_number", "number_fold"),
        *sparse("sales_order", "contact_id", "owner_id", "opportunity_id", "campaign_id"),
        STRICT,
    )

    number: str | None = text()
    number_fold: str | None = text()
    customer_id: int | None = link("customer")
    contact_id: int | None = link("contact")
    owner_id: int | None = link("crm_user")
    opportunity_id: int | None = link("opportunity")
    ordered_on: str | None = text()
    status: str = text(null=False)
    total_minor: int | None = whole()
    currency: str | None = text()
    branch: str | None = text()
    channel: str | None = text()
    note: str | None = text()
    custom: str | None = text()
    net_minor: int | None = whole()
    tax_minor: int | None = whole()
    promised_on: str | None = text()
    delivered_on: str | None = text()
    due_on: str | None = text()
    campaign_id: int | None = link("campaign")


class OrderLine(Recorded, table=True):
    """A line of an order: quantity in thousandths; amounts of the whole line in minor units.

    ``unit_price`` is exact decimal text, since prices may have more digits than the currency.
    """

    __tablename__ = "order_line"
    __table_args__ = (
        CheckConstraint(
            "(amount_minor IS NULL AND discount_minor IS NULL AND tax_minor IS NULL "
            "AND cost_minor IS NULL) OR currency IS NOT NULL",
            name="amounts_have_currency",
        ),
        Index("ix_order_line_order", "order_id"),
        *sparse("order_line", "product_id"),
        STRICT,
    )

    order_id: int = link("sales_order", null=False)
    position: int = whole(null=False)
    product_id: int | None = link("product")
    description: str | None = text()
    quantity_milli: int | None = whole()
    unit_price: str | None = text()
    discount_minor: int | None = whole()
    tax_minor: int | None = whole()
    amount_minor: int | None = whole()
    cost_minor: int | None = whole()
    currency: str | None = text()
    custom: str | None = text()
