"""Segments and what is done with them: campaigns, playbooks, rules."""

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


class Segment(Named, table=True):
    """A saved condition on records of a noun, asked anew each time."""

    __tablename__ = "segment"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_a_name"),
        Index("uq_segment_name", "name_fold", unique=True),
        STRICT,
    )

    noun: str = text(null=False)
    filter: str = text(null=False)
    note: str | None = text()
    custom: str | None = text()


class Snapshot(Recorded, table=True):
    """Who was in a segment on a day: frozen."""

    __tablename__ = "segment_snapshot"
    __table_args__ = (
        *days("taken_on"),
        Index("ix_segment_snapshot_segment", "segment_id"),
        STRICT,
    )

    segment_id: int = link("segment", null=False)
    taken_on: str = text(null=False)
    label: str | None = text()
    filter: str = text(null=False)


class SnapshotMember(Recorded, table=True):
    """A record in a snapshot: its number; what was frozen must not stand in the way of deleting it."""

    __tablename__ = "segment_member"
    __table_args__ = (
        Index("uq_segment_member", "snapshot_id", "number", unique=True),
        STRICT,
    )

    snapshot_id: int = link("segment_snapshot", null=False)
    number: int = whole(null=False)


class Campaign(Named, table=True):
    """A campaign: to whom (frozen at launch), through what, at which cost, with which text.

    ``filter`` is the audience's condition; ``holdout_percent`` of it are left alone, to compare with.
    """

    __tablename__ = "campaign"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_a_name"),
        one_of("status", "planned", "launched", "finished", "cancelled"),
        CheckConstraint("holdout_percent BETWEEN 0 AND 90", name="holdout_is_percent"),
        with_currency("cost_minor"),
        CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="ends_after_start"
        ),
        *days("starts_on", "ends_on", "launched_on"),
        Index("uq_campaign_name", "name_fold", unique=True),
        *sparse("campaign", "owner_id", "product_id"),
        STRICT,
    )

    kind: str | None = text()
    status: str = text(null=False)
    channel: str | None = text()
    purpose: str = text(null=False)
    filter: str | None = text()
    holdout_percent: int = whole(null=False)
    starts_on: str | None = text()
    ends_on: str | None = text()
    launched_on: str | None = text()
    cost_minor: int | None = whole()
    currency: str | None = text()
    owner_id: int | None = link("crm_user")
    product_id: int | None = link("product")
    subject: str | None = text()
    body: str | None = text()
    branch: str | None = text()
    note: str | None = text()
    custom: str | None = text()


class CampaignMember(Recorded, table=True):
    """Whom a campaign is for: reached, held out to compare with, or left out and why (``note``).

    ``response`` is what they did, in words; the links say what came of it.
    """

    __tablename__ = "campaign_member"
    __table_args__ = (
        exactly_one(*PARTY_OWNERS),
        one_of("part", "reached", "held_out", "left_out"),
        *days("sent_on", "responded_on"),
        *(
            Index(
                f"uq_campaign_member_{owner}",
                owner,
                "campaign_id",
                unique=True,
            )
            for owner in PARTY_OWNERS
        ),
        Index("ix_campaign_member_campaign", "campaign_id"),
        *sparse("campaign_member", "made_lead_id", "opportunity_id", "order_id"),
        STRICT,
    )

    campaign_id: int = link("campaign", null=False)
    customer_id: int | None = link("customer")
    contact_id: int | None = link("contact")
    lead_id: int | None = link("lead")
    part: str = text(null=False)
    sent_on: str | None = text()
    responded_on: str | None = text()
    response: str | None = text()
    made_lead_id: int | None = link("lead")
    opportunity_id: int | None = link("opportunity")
    order_id: int | None = link("sales_order")
    note: str | None = text()
    custom: str | None = text()


class Playbook(Named, table=True):
    """Tasks that every customer of a segment gets, once a period.

    ``filter`` says who; ``steps`` has a line a task: ``Call and thank; +3 days; high``.
    """

    __tablename__ = "playbook"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_a_name"),
        one_of("period", "once", "week", "month", "quarter", "year"),
        yes_no("active"),
        Index("uq_playbook_name", "name_fold", unique=True),
        *sparse("playbook", "owner_id"),
        STRICT,
    )

    filter: str = text(null=False)
    period: str = text(null=False)
    steps: str = text(null=False)
    owner_id: int | None = link("crm_user")
    active: int = flag(default=True)
    note: str | None = text()
    custom: str | None = text()


class Rule(Named, table=True):
    """A reflex: ``wording`` is ``when ... then ...`` as written; ``since_change`` is where it began."""

    __tablename__ = "rule"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_a_name"),
        CheckConstraint("wording <> ''", name="says_something"),
        yes_no("active"),
        Index("uq_rule_name", "name_fold", unique=True),
        STRICT,
    )

    wording: str = text(null=False)
    active: int = flag(default=True)
    since_change: int | None = whole()
    note: str | None = text()
    custom: str | None = text()


class Firing(Recorded, table=True):
    """What a rule or a playbook has done already, by a key that never comes twice.

    ``depth`` counts the firings that led to this one: the guard against loops.
    """

    __tablename__ = "firing"
    __table_args__ = (
        exactly_one("rule_id", "playbook_id"),
        Index("uq_firing_rule", "rule_id", "key", unique=True),
        Index("uq_firing_playbook", "playbook_id", "key", unique=True),
        *sparse("firing", "activity_id"),
        STRICT,
    )

    rule_id: int | None = link("rule")
    playbook_id: int | None = link("playbook")
    key: str = text(null=False)
    fired_on: str = text(null=False)
    depth: int = whole(null=False)
    activity_id: int | None = link("activity")
