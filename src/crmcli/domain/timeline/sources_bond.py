"""Where events of what binds parties come from: plans, files, relations, wallets, consents, merges."""

from __future__ import annotations

from crmcli.domain.timeline.sources import ANYONE, PARTY, Source, own

# Whose the other end is, told from both.
_NAMES = """coalesce((SELECT w.name FROM customer w WHERE w.id = r.{0}customer_id),
    (SELECT w.name FROM contact w WHERE w.id = r.{0}contact_id),
    (SELECT coalesce(w.name, w.company) FROM lead w WHERE w.id = r.{0}lead_id))"""
_RELATION = own(
    "since",
    title=_NAMES.format(""),
    detail=_NAMES.format("other_"),
    outcome="r.role",
    state="r.other_role",
    customer="coalesce(r.customer_id, r.other_customer_id)",
)
_LETTER = "CASE r.noun WHEN 'customer' THEN 'C' WHEN 'contact' THEN 'P' ELSE 'L' END"

BOND = (
    Source(
        "plan",
        ("plan",),
        "PL",
        "account_plan r",
        ("customers",),
        own(
            "created_on",
            branch="r.branch",
            user="r.owner_id",
            customer="r.customer_id",
            title="r.name",
            outcome="r.due_on",
        ),
        "account_plan",
        kind="plan",
    ),
    Source(
        "plan_closed",
        ("plan",),
        "PL",
        "account_plan r",
        ("customers",),
        own(
            "closed_on",
            branch="r.branch",
            user="r.owner_id",
            customer="r.customer_id",
            title="r.name",
            outcome="r.due_on",
            state="r.status",
        ),
        "account_plan",
        "r.closed_on IS NOT NULL AND r.status <> 'open'",
        kind="plan",
    ),
    Source(
        "attachment",
        ("attachment",),
        "FI",
        "attachment r",
        (*ANYONE, "opportunities", "orders", "cases", "quotes"),
        own("attached_on", branch="r.branch", opportunity="r.opportunity_id", title="r.name", **PARTY)
        | {"detail": "r.note"},
        "attachment",
        kind="attachment",
    ),
    Source(
        "relation",
        ("relation",),
        "RL",
        "relation r",
        (*ANYONE, "others"),
        _RELATION,
        "relation",
        kind="relation",
    ),
    Source(
        "relation_ended",
        ("relation",),
        "RL",
        "relation r",
        (*ANYONE, "others"),
        _RELATION | {"moment": "r.until"},
        "relation",
        "r.until IS NOT NULL",
        kind="relation",
    ),
    Source(
        "wallet",
        ("wallet",),
        "WA",
        "wallet r",
        ("customers",),
        own(
            "estimated_on",
            customer="r.customer_id",
            title="r.category",
            detail="r.source",
            outcome="r.note",
            amount="r.amount_minor",
            currency="r.currency",
        ),
        "wallet",
        kind="wallet",
    ),
    Source(
        "consent",
        ("consent",),
        "",
        "consent r",
        ANYONE,
        own(
            "decided_on",
            noun="CASE WHEN r.customer_id IS NOT NULL THEN 'C' WHEN r.contact_id IS NOT NULL THEN 'P' "
            "ELSE 'L' END",
            number="coalesce(r.customer_id, r.contact_id, r.lead_id)",
            title="r.channel",
            detail="r.purpose",
            outcome="r.source",
            state="r.state",
            **PARTY,
        ),
        "consent",
        kind="consent",
    ),
    Source(
        "merge",
        ("merge",),
        "",
        "alias r",
        ANYONE,
        {
            "key": "r.id",
            "noun": _LETTER,
            "number": "coalesce(r.customer_id, r.contact_id, r.lead_id)",
            "change": "r.created_change",
            "title": f"{_LETTER} || '-' || CAST(r.number AS TEXT)",
            **PARTY,
        },
        "alias",
        kind="merge",
    ),
)
