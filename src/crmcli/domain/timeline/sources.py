"""Where events come from: one small SELECT a source, over ``r`` and what it is joined with.

A source says how its rows belong to the records in scope (``ways``) and which columns tell of them;
``scope`` turns both into SQL. What a source doesn't say is None.
"""

from __future__ import annotations

ACTIVITY_TYPES = ("call", "email", "meeting", "visit", "message", "note", "task")


class Source:
    """One SELECT: the types of event it may give, its columns, and which of its rows are meant.

    ``noun`` is the letter of the record that an event belongs to, ``kind`` the type of all its events
    where ``columns`` give none. ``ways`` are names of those in ``fetch``, over ``r``; ``test`` holds for
    all rows. ``needs`` is the table without whose rows there is nothing. ``big`` sources may hold most of
    a history: their newest are read alone where that is enough.
    """

    __slots__ = ("big", "columns", "kind", "name", "needs", "noun", "tables", "test", "types", "ways")

    def __init__(  # noqa: PLR0913, PLR0917 - a row of the table of sources
        self,
        name: str,
        types: tuple[str, ...],
        noun: str,
        tables: str,
        ways: tuple[str, ...],
        columns: dict[str, str],
        needs: str,
        test: str = "",
        *,
        kind: str = "",
        big: bool = False,
    ) -> None:
        """Keep the parts."""
        self.name = name
        self.types = types
        self.noun = noun
        self.tables = tables
        self.ways = ways
        self.columns = columns
        self.needs = needs
        self.test = test
        self.kind = kind
        self.big = big


def own(moment: str, **more: str) -> dict[str, str]:
    """Return the columns of a source whose events are the rows of ``r`` themselves."""
    found = {"key": "r.id", "number": "r.id", "change": "r.created_change", "moment": f"r.{moment}"}
    return found | more


PARTY = {"customer": "r.customer_id", "contact": "r.contact_id", "lead": "r.lead_id"}
OR_THE_ORDERS = "coalesce(r.customer_id, (SELECT s.customer_id FROM sales_order s WHERE s.id = r.order_id))"
ANYONE = ("customers", "contacts", "people", "leads")

_ACTIVITY = {
    "key": "r.id",
    "number": "r.id",
    "change": "r.created_change",
    "type": "r.kind",
    "direction": "r.direction",
    "channel": "r.channel",
    "branch": "r.branch",
    "user": "r.user_id",
    "customer": OR_THE_ORDERS,
    "contact": "r.contact_id",
    "lead": "r.lead_id",
    "opportunity": "r.opportunity_id",
    "title": "r.subject",
    "detail": "r.body",
    "outcome": "r.outcome",
    "minutes": "r.minutes",
}
_ACTIVITY_WAYS = (*ANYONE, "opportunities", "order_activities", "cases", "plans")
_DONE = "r.kind = 'task' AND r.done = 1 AND r.done_on IS NOT NULL"

_OPPORTUNITY = {
    "number": "r.id",
    "branch": "r.branch",
    "customer": "r.customer_id",
    "opportunity": "r.id",
    "contact": "r.contact_id",
    "title": "r.name",
    "amount": "r.amount_minor",
    "currency": "r.currency",
}
_LEAD = {
    "number": "r.id",
    "branch": "r.branch",
    "customer": "r.customer_id",
    "lead": "r.id",
    "contact": "r.contact_id",
    "party": "coalesce(r.name, r.company)",
}
_LINK = {
    "number": "r.contact_id",
    "key": "r.id",
    "change": "r.created_change",
    "customer": "r.customer_id",
    "contact": "r.contact_id",
    "title": "r.role",
}

CORE = (
    Source(
        "activity",
        ACTIVITY_TYPES,
        "A",
        "activity r",
        _ACTIVITY_WAYS,
        _ACTIVITY | {"moment": "r.at", "state": "CASE r.done WHEN 0 THEN 'open' END"},
        "activity",
        f"NOT ({_DONE})",
        big=True,
    ),
    Source(
        "task_done",
        ("task",),
        "A",
        "activity r",
        _ACTIVITY_WAYS,
        _ACTIVITY | {"moment": "r.done_on", "state": "r.at"},
        "activity",
        _DONE,
        big=True,
    ),
    Source(
        "lead",
        ("lead",),
        "L",
        "lead r",
        ("own_leads",),
        _LEAD
        | own(
            "created_on",
            user="r.owner_id",
            title="r.source",
            detail="r.campaign",
            outcome="r.company",
            amount="r.amount_minor",
            currency="r.currency",
        ),
        "lead",
        kind="lead",
    ),
    Source(
        "lead_lost",
        ("lost",),
        "L",
        "lead r JOIN lost_reason w ON w.id = r.lost_reason_id",
        ("own_leads",),
        _LEAD | own("lost_on", detail="w.name", outcome="r.lost_note"),
        "lead",
        "r.status = 'lost'",
        kind="lost",
    ),
    Source(
        "conversion",
        # The customer and the contact that it made are told by it alone.
        ("conversion", "customer", "contact"),
        "L",
        "conversion v JOIN lead r ON r.id = v.lead_id",
        ("converted",),
        _LEAD
        | {
            "key": "v.id",
            "moment": "v.converted_on",
            "change": "v.created_change",
            "who": "v.actor",
            "customer": "v.customer_id",
            "contact": "v.contact_id",
            "title": "r.source",
            "detail": "CAST(v.days AS TEXT)",
            "outcome": "CAST(v.touches AS TEXT)",
        },
        "conversion",
        kind="conversion",
    ),
    Source(
        "opportunity",
        ("opportunity",),
        "O",
        "opportunity r",
        ("own_opportunities",),
        _OPPORTUNITY | own("created_on", user="r.owner_id"),
        "opportunity",
        kind="opportunity",
    ),
    Source(
        "step",
        ("stage", "won", "lost"),
        "O",
        """stage_change v JOIN opportunity r ON r.id = v.opportunity_id
  JOIN stage t ON t.id = v.to_stage_id LEFT JOIN stage b ON b.id = v.from_stage_id
  LEFT JOIN lost_reason w ON w.id = r.lost_reason_id AND r.stage_id = v.to_stage_id""",
        ("stepped",),
        _OPPORTUNITY
        | {
            "type": "CASE t.outcome WHEN 'open' THEN 'stage' ELSE t.outcome END",
            "key": "v.id",
            "moment": """coalesce(v.changed_on,
    CASE WHEN v.to_stage_id = r.stage_id AND t.outcome <> 'open' THEN r.closed_on END)""",
            "change": "v.created_change",
            # The first step is the record's own: an import wrote it for its owner.
            "user": "CASE WHEN v.from_stage_id IS NULL THEN r.owner_id END",
            "who": "CASE WHEN v.from_stage_id IS NOT NULL THEN v.actor END",
            "detail": "CASE t.outcome WHEN 'open' THEN b.name WHEN 'lost' THEN w.name END",
            "outcome": "CASE t.outcome WHEN 'open' THEN t.name WHEN 'lost' THEN r.lost_note END",
            "amount": "CASE t.outcome WHEN 'open' THEN NULL ELSE r.amount_minor END",
        },
        "stage_change",
        "(v.from_stage_id IS NOT NULL OR t.outcome <> 'open')",
    ),
    Source(
        "closed",
        ("won", "lost"),
        "O",
        """opportunity r JOIN stage t ON t.id = r.stage_id
  LEFT JOIN lost_reason w ON w.id = r.lost_reason_id""",
        ("own_opportunities",),
        _OPPORTUNITY
        | own("closed_on", type="t.outcome", user="r.owner_id", detail="w.name", outcome="r.lost_note"),
        "opportunity",
        """t.outcome <> 'open' AND NOT EXISTS (
    SELECT 1 FROM stage_change v WHERE v.opportunity_id = r.id AND v.to_stage_id = r.stage_id)""",
    ),
    Source(
        "order",
        ("order", "refund"),
        "S",
        "sales_order r",
        ("own_orders",),
        own(
            "ordered_on",
            type="CASE WHEN r.total_minor < 0 THEN 'refund' ELSE 'order' END",
            channel="r.channel",
            branch="r.branch",
            user="r.owner_id",
            customer="r.customer_id",
            opportunity="r.opportunity_id",
            contact="r.contact_id",
            title="r.number",
            detail="r.note",
            state="r.status",
            amount="r.total_minor",
            currency="r.currency",
        ),
        "sales_order",
        big=True,
    ),
    Source(
        "contact",
        ("contact",),
        "P",
        "customer_contact r",
        ("customers", "contacts"),
        _LINK | {"moment": "r.since"},
        "customer_contact",
        kind="contact",
    ),
    Source(
        "contact_left",
        ("contact",),
        "P",
        "customer_contact r",
        ("customers", "contacts"),
        _LINK | {"moment": "r.until", "state": "'left'"},
        "customer_contact",
        "r.until IS NOT NULL",
        kind="contact",
    ),
    Source(
        "customer",
        ("customer",),
        "C",
        "customer r",
        ("own_customers",),
        own("created_on", customer="r.id", branch="r.branch", title="r.source"),
        "",
        kind="customer",
    ),
    Source(
        "tag",
        ("change",),
        "C",
        "tagging r JOIN tag t ON t.id = r.tag_id JOIN customer w ON w.id = r.customer_id",
        ("customers",),
        {
            "number": "r.customer_id",
            "key": "r.id",
            "change": "r.created_change",
            "customer": "r.customer_id",
            "title": "t.name",
        },
        "tagging",
        "r.created_change <> w.created_change",
        kind="change",
    ),
    *(
        Source(
            "revision",
            types,
            noun,
            "revision v",
            (f"revised_{table}",),
            {
                "number": "v.row_id",
                "key": "v.id",
                "change": "v.change_id",
                owner: "v.row_id",
                "detail": "v.old",
                "state": "v.tbl",
            },
            needs,
            f"v.tbl = '{table}' AND v.kind = 'U'",
            kind="change",
        )
        for table, needs, noun, owner, types in (
            ("customer", "", "C", "customer", ("change",)),
            ("contact", "", "P", "contact", ("change",)),
            ("lead", "lead", "L", "lead", ("change", "lead", "lost")),
            ("opportunity", "opportunity", "O", "opportunity", ("change",)),
            ("quote", "quote", "Q", "quote", ("quote",)),
            ("need", "need", "ND", "need", ("need",)),
        )
    ),
)
