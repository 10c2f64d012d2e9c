"""Where events of care and marketing come from: cases, requests, incidents, surveys, campaigns, callers."""

from __future__ import annotations

from crmcli.domain.timeline.sources import ANYONE, PARTY, Source, own

_CASE = {
    "number": "r.id",
    "channel": "r.channel",
    "branch": "r.branch",
    "title": "r.name",
    **PARTY,
}
_CASE_WAYS = (*ANYONE, "orders")
_NO_STEP = "NOT EXISTS (SELECT 1 FROM case_step v WHERE v.case_id = r.id AND v.kind = '{kind}')"
_WISH = {"channel": "r.channel", "branch": "r.branch", "title": "r.name", **PARTY}
_MEMBER = {
    "channel": "w.channel",
    "title": "w.name",
    "outcome": "r.response",
    "state": "r.part",
    **PARTY,
}
_MEMBER_TABLES = "campaign_member r JOIN campaign w ON w.id = r.campaign_id"

CARE = (
    Source(
        "case_step",
        ("case",),
        "CS",
        "case_step v JOIN support_case r ON r.id = v.case_id",
        _CASE_WAYS,
        _CASE
        | {
            "key": "v.id",
            "change": "v.created_change",
            "moment": "v.at",
            "who": "v.actor",
            # A later step is of the branch that took it, which the journal knows.
            "branch": "CASE WHEN v.kind = 'opened' THEN r.branch END",
            "detail": "v.note",
            "outcome": "CASE v.kind WHEN 'resolved' THEN r.resolution END",
            "state": "v.kind",
        },
        "case_step",
        kind="case",
    ),
    Source(
        "case",
        ("case",),
        "CS",
        "support_case r",
        _CASE_WAYS,
        _CASE | own("opened_at", user="r.owner_id", state="'opened'"),
        "support_case",
        _NO_STEP.format(kind="opened"),
        kind="case",
    ),
    Source(
        "case_resolved",
        ("case",),
        "CS",
        "support_case r",
        _CASE_WAYS,
        _CASE | own("resolved_at", user="r.owner_id", outcome="r.resolution", state="'resolved'"),
        "support_case",
        f"r.resolved_at IS NOT NULL AND {_NO_STEP.format(kind='resolved')}",
        kind="case",
    ),
    Source(
        "request",
        ("request",),
        "RQ",
        "request r",
        ANYONE,
        _WISH | own("asked_on", state="'open'"),
        "request",
        kind="request",
    ),
    Source(
        "request_closed",
        ("request",),
        "RQ",
        "request r",
        ANYONE,
        _WISH | own("closed_on", state="r.status"),
        "request",
        "r.closed_on IS NOT NULL",
        kind="request",
    ),
    Source(
        "incident",
        ("incident",),
        "IN",
        "incident_customer r JOIN incident w ON w.id = r.incident_id",
        ("customers",),
        {
            "key": "r.id",
            "number": "w.id",
            "change": "r.created_change",
            "moment": "w.started_at",
            "channel": "w.channel",
            "branch": "w.branch",
            "customer": "r.customer_id",
            "title": "w.name",
            "detail": "w.kind",
            "outcome": "w.ended_at",
        },
        "incident_customer",
        kind="incident",
    ),
    Source(
        "survey",
        ("survey",),
        "SV",
        "survey r",
        (*ANYONE, "orders", "cases"),
        own(
            "answered_on",
            channel="r.channel",
            branch="r.branch",
            user="r.user_id",
            title="r.topic",
            detail="CAST(r.scale AS TEXT) || ' ' || coalesce(CAST(r.nps AS TEXT), '-') || ' ' || "
            "coalesce(CAST(r.expectation AS TEXT), '-') || ' ' || coalesce(CAST(r.experience AS TEXT), '-') "
            "|| ' ' || coalesce(CAST(r.satisfaction AS TEXT), '-')",
            outcome="r.note",
            **PARTY,
        ),
        "survey",
        kind="survey",
    ),
    Source(
        "member",
        ("campaign", "held-out", "left-out"),
        "CA",
        _MEMBER_TABLES,
        ANYONE,
        own("sent_on", number="w.id", detail="r.note")
        | _MEMBER
        | {
            "type": "CASE r.part WHEN 'reached' THEN 'campaign' WHEN 'held_out' THEN 'held-out' "
            "ELSE 'left-out' END",
            "moment": "coalesce(r.sent_on, w.launched_on, w.starts_on)",
        },
        "campaign_member",
    ),
    Source(
        "member_answered",
        ("campaign",),
        "CA",
        _MEMBER_TABLES,
        ANYONE,
        own("responded_on", number="w.id") | _MEMBER,
        "campaign_member",
        "r.responded_on IS NOT NULL",
        kind="campaign",
    ),
    Source(
        "verification",
        ("verification",),
        "VE",
        "verification r",
        ("customers", "contacts", "people"),
        own(
            "at",
            channel="r.channel",
            branch="r.branch",
            user="r.user_id",
            customer="r.customer_id",
            contact="r.contact_id",
            title="r.asked",
            detail="r.note",
            state="CASE r.passed WHEN 1 THEN 'passed' ELSE 'failed' END",
        ),
        "verification",
        kind="verification",
    ),
)
