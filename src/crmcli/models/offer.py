"""From need to money: needs, closing steps, quotes, payments, dated prices, rates, targets, competitors."""

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


class Price(Recorded, table=True):
    """A product's price and cost from a day on, until the next one of its currency."""

    __tablename__ = "price"
    __table_args__ = (
        CheckConstraint("price_minor IS NOT NULL OR cost_minor IS NOT NULL", name="has_a_price"),
        *days("valid_from"),
        Index("uq_price", "product_id", "currency", "valid_from", unique=True),
        STRICT,
    )

    product_id: int = link("product", null=False)
    valid_from: str = text(null=False)
    price_minor: int | None = whole()
    cost_minor: int | None = whole()
    currency: str = text(null=False)
    note: str | None = text()
    custom: str | None = text()


class Rate(Recorded, table=True):
    """What one unit of ``currency`` is worth in ``base`` from a day on: exact decimal text."""

    __tablename__ = "rate"
    __table_args__ = (
        CheckConstraint("currency <> base", name="two_currencies"),
        CheckConstraint("CAST(rate AS double precision) > 0", name="rate_is_positive"),
        *days("day"),
        Index("uq_rate", "currency", "base", "day", unique=True),
        STRICT,
    )

    currency: str = text(null=False)
    base: str = text(null=False)
    day: str = text(null=False)
    rate: str = text(null=False)
    source: str | None = text()
    note: str | None = text()
    custom: str | None = text()


class Need(Named, table=True):
    """What a customer needs, how much it matters (1 to 5), and which product covers it."""

    __tablename__ = "need"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_a_name"),
        CheckConstraint("weight BETWEEN 1 AND 5", name="weight_is_one_to_five"),
        one_of("status", "open", "covered", "dropped"),
        CheckConstraint(
            "customer_id IS NOT NULL OR lead_id IS NOT NULL OR opportunity_id IS NOT NULL",
            name="is_somebodys",
        ),
        *days("noted_on"),
        *sparse("need", "customer_id", "contact_id", "lead_id", "opportunity_id", "product_id"),
        STRICT,
    )

    customer_id: int | None = link("customer")
    contact_id: int | None = link("contact")
    lead_id: int | None = link("lead")
    opportunity_id: int | None = link("opportunity")
    product_id: int | None = link("product")
    weight: int = whole(null=False)
    status: str = text(null=False)
    noted_on: str | None = text()
    branch: str | None = text()
    note: str | None = text()
    custom: str | None = text()


class ClosingStep(Named, table=True):
    """A step that an opportunity has to take in a stage; a required one holds it there until done."""

    __tablename__ = "closing_step"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_a_name"),
        yes_no("required"),
        yes_no("active"),
        Index("uq_closing_step", "stage_id", "name_fold", unique=True),
        STRICT,
    )

    stage_id: int = link("stage", null=False)
    position: int = whole(null=False)
    required: int = flag(default=True)
    active: int = flag(default=True)
    note: str | None = text()
    custom: str | None = text()


class StepDone(Recorded, table=True):
    """A closing step that an opportunity has taken."""

    __tablename__ = "step_done"
    __table_args__ = (
        *days("done_on"),
        Index("uq_step_done", "opportunity_id", "closing_step_id", unique=True),
        *sparse("step_done", "closing_step_id"),
        STRICT,
    )

    opportunity_id: int = link("opportunity", null=False)
    closing_step_id: int = link("closing_step", null=False)
    done_on: str = text(null=False)
    actor: str | None = text()


class Quote(Named, table=True):
    """An offer to a customer or a lead; a new version replaces the one before it.

    ``total_minor`` is net plus tax; ``discount_minor`` is what was taken off the lines' list prices.
    """

    __tablename__ = "quote"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_a_name"),
        one_of("status", "draft", "sent", "accepted", "rejected", "replaced"),
        CheckConstraint("status <> 'rejected' OR lost_reason_id IS NOT NULL", name="rejected_has_reason"),
        CheckConstraint("customer_id IS NOT NULL OR lead_id IS NOT NULL", name="is_somebodys"),
        CheckConstraint("version >= 1", name="version_counts"),
        CheckConstraint("replaces_id <> id", name="not_its_own_version"),
        with_currency("total_minor"),
        *days("quoted_on", "valid_until", "decided_on"),
        Index("ix_quote_number", "number_fold"),
        *sparse(
            "quote",
            "customer_id",
            "contact_id",
            "lead_id",
            "opportunity_id",
            "order_id",
            "replaces_id",
        ),
        STRICT,
    )

    number: str | None = text()
    number_fold: str | None = text()
    customer_id: int | None = link("customer")
    contact_id: int | None = link("contact")
    lead_id: int | None = link("lead")
    opportunity_id: int | None = link("opportunity")
    owner_id: int | None = link("crm_user")
    order_id: int | None = link("sales_order")
    replaces_id: int | None = link("quote")
    version: int = whole(null=False)
    status: str = text(null=False)
    quoted_on: str | None = text()
    valid_until: str | None = text()
    decided_on: str | None = text()
    lost_reason_id: int | None = link("lost_reason")
    lost_note: str | None = text()
    net_minor: int | None = whole()
    discount_minor: int | None = whole()
    tax_minor: int | None = whole()
    total_minor: int | None = whole()
    currency: str | None = text()
    terms: str | None = text()
    branch: str | None = text()
    note: str | None = text()
    custom: str | None = text()


class QuoteLine(Recorded, table=True):
    """A line of a quote: quantity in thousandths, ``unit_price`` and ``tax_percent`` exact decimal text.

    ``amount_minor`` is the net of the whole line after its discount; tax is beside it.
    """

    __tablename__ = "quote_line"
    __table_args__ = (
        CheckConstraint(
            "(amount_minor IS NULL AND discount_minor IS NULL AND tax_minor IS NULL "
            "AND cost_minor IS NULL) OR currency IS NOT NULL",
            name="amounts_have_currency",
        ),
        Index("ix_quote_line_quote", "quote_id"),
        *sparse("quote_line", "product_id"),
        STRICT,
    )

    quote_id: int = link("quote", null=False)
    position: int = whole(null=False)
    product_id: int | None = link("product")
    description: str | None = text()
    quantity_milli: int | None = whole()
    unit_price: str | None = text()
    discount_minor: int | None = whole()
    tax_percent: str | None = text()
    tax_minor: int | None = whole()
    amount_minor: int | None = whole()
    cost_minor: int | None = whole()
    currency: str | None = text()
    custom: str | None = text()


class Payment(Recorded, table=True):
    """Money that a customer paid, or (negative) got back; for an order, or on account."""

    __tablename__ = "payment"
    __table_args__ = (
        with_currency("amount_minor"),
        *days("paid_on"),
        Index("ix_payment_customer", "customer_id", "paid_on", "amount_minor", "currency"),
        Index("ix_payment_number", "number_fold"),
        *sparse("payment", "order_id", "contact_id", "user_id"),
        STRICT,
    )

    number: str | None = text()
    number_fold: str | None = text()
    customer_id: int | None = link("customer")
    contact_id: int | None = link("contact")
    order_id: int | None = link("sales_order")
    user_id: int | None = link("crm_user")
    paid_on: str = text(null=False)
    amount_minor: int = whole(null=False)
    currency: str = text(null=False)
    method: str | None = text()
    channel: str | None = text()
    branch: str | None = text()
    note: str | None = text()
    custom: str | None = text()


class Competitor(Named, table=True):
    """Another seller, whom opportunities are won from and lost to."""

    __tablename__ = "competitor"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_a_name"),
        yes_no("active"),
        Index("uq_competitor_name", "name_fold", unique=True),
        STRICT,
    )

    website: str | None = text()
    strengths: str | None = text()
    weaknesses: str | None = text()
    active: int = flag(default=True)
    note: str | None = text()
    custom: str | None = text()


class Target(Recorded, table=True):
    """What is to be reached in a period: an amount, or a count, of all or of one owner or branch."""

    __tablename__ = "target"
    __table_args__ = (
        one_of("metric", "revenue", "orders", "won", "won_amount", "customers", "leads", "activities"),
        CheckConstraint("(amount_minor IS NULL) <> (goal IS NULL)", name="amount_or_goal"),
        with_currency("amount_minor"),
        CheckConstraint("until_on >= from_on", name="ends_after_start"),
        *days("from_on", "until_on"),
        *sparse("target", "owner_id", "product_id"),
        STRICT,
    )

    metric: str = text(null=False)
    from_on: str = text(null=False)
    until_on: str = text(null=False)
    owner_id: int | None = link("crm_user")
    product_id: int | None = link("product")
    branch: str | None = text()
    amount_minor: int | None = whole()
    currency: str | None = text()
    goal: int | None = whole()
    note: str | None = text()
    custom: str | None = text()
