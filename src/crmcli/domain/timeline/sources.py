"""Where events come from: one small SELECT a source, over the records in scope.

The scope's tables are c customers, p contacts, o opportunities, s orders and l leads, each with the
``customer`` that brought it; see ``scope``. What a source doesn't say is NULL.
"""

from __future__ import annotations

# A contact's calls about another customer are that customer's.
_ACTIVITIES = """(
  SELECT a.id, c.id AS customer FROM c CROSS JOIN activity a WHERE a.customer_id = c.id
  UNION ALL SELECT a.id, p.customer FROM p CROSS JOIN activity a WHERE a.contact_id = p.id
    AND (p.customer IS NULL OR a.customer_id IS NULL OR a.customer_id IN (SELECT id FROM c))
    AND (p.since IS NULL OR substr(a.at, 1, 10) >= p.since)
    AND (p.until IS NULL OR substr(a.at, 1, 10) <= p.until)
  UNION ALL SELECT a.id, l.customer FROM l CROSS JOIN activity a WHERE a.lead_id = l.id
  UNION ALL SELECT a.id, o.customer FROM o CROSS JOIN activity a WHERE a.opportunity_id = o.id
  UNION ALL SELECT a.id, s.customer FROM s CROSS JOIN activity a WHERE a.order_id = s.id
) f"""


class Source:
    """One SELECT: what it is, the types of event it may give, its columns and where they come from."""

    __slots__ = ("columns", "name", "tables", "types")

    def __init__(self, name: str, types: tuple[str, ...], columns: dict[str, str], tables: str) -> None:
        """Keep the parts; ``tables`` is all from FROM on."""
        self.name = name
        self.types = types
        self.columns = columns
        self.tables = tables


ACTIVITY_TYPES = ("call", "email", "meeting", "visit", "message", "note", "task")

_OPPORTUNITY = {
    "noun": "'O'",
    "number": "r.id",
    "branch": "r.branch",
    "customer": "coalesce(r.customer_id, o.customer)",
    "contact": "r.contact_id",
    "party": "n.name",
    "title": "r.name",
    "amount": "r.amount_minor",
    "currency": "r.currency",
}
_LEAD = {
    "noun": "'L'",
    "number": "r.id",
    "branch": "r.branch",
    "customer": "coalesce(r.customer_id, l.customer)",
    "contact": "r.contact_id",
    "party": "coalesce(r.name, r.company)",
}
_LINK = {
    "type": "'contact'",
    "noun": "'P'",
    "number": "j.contact_id",
    "key": "j.id",
    "change": "j.created_change",
    "customer": "j.customer_id",
    "contact": "j.contact_id",
    "party": "n.name",
    "title": "j.role",
}
_LINKS = """(SELECT k.* FROM c CROSS JOIN customer_contact k WHERE k.customer_id = c.id
  UNION SELECT k.* FROM customer_contact k WHERE k.contact_id IN ({contacts})) j
  JOIN contact n ON n.id = j.contact_id"""

SOURCES = (
    Source(
        "activity",
        ACTIVITY_TYPES,
        {
            "type": "a.kind",
            "noun": "'A'",
            "number": "a.id",
            "key": "a.id",
            "moment": "a.at",
            "change": "a.created_change",
            "direction": "a.direction",
            "channel": "a.channel",
            "branch": "a.branch",
            "who": "u.name",
            "customer": "coalesce(a.customer_id, f.customer)",
            "contact": "a.contact_id",
            "party": "coalesce(n.name, d.name, d.company)",
            "title": "a.subject",
            "detail": "a.body",
            "outcome": "a.outcome",
            "state": "CASE a.done WHEN 0 THEN 'open' END",
            "minutes": "a.minutes",
        },
        f"""{_ACTIVITIES} CROSS JOIN activity a LEFT JOIN crm_user u ON u.id = a.user_id
  LEFT JOIN contact n ON n.id = a.contact_id LEFT JOIN lead d ON d.id = a.lead_id WHERE a.id = f.id""",
    ),
    Source(
        "lead",
        ("lead",),
        _LEAD
        | {
            "type": "'lead'",
            "key": "r.id",
            "moment": "r.created_on",
            "change": "r.created_change",
            "who": "u.name",
            "title": "r.source",
            "detail": "r.campaign",
            "outcome": "r.company",
            "amount": "r.amount_minor",
            "currency": "r.currency",
        },
        "l CROSS JOIN lead r LEFT JOIN crm_user u ON u.id = r.owner_id WHERE r.id = l.id",
    ),
    Source(
        "lead_lost",
        ("lost",),
        _LEAD
        | {
            "type": "'lost'",
            "key": "r.id",
            "moment": "r.lost_on",
            "change": "r.created_change",
            "detail": "w.name",
            "outcome": "r.lost_note",
        },
        """l CROSS JOIN lead r JOIN lost_reason w ON w.id = r.lost_reason_id
  WHERE r.id = l.id AND r.status = 'lost'""",
    ),
    Source(
        "conversion",
        # The customer and the contact that it made are told by it alone.
        ("conversion", "customer", "contact"),
        _LEAD
        | {
            "type": "'conversion'",
            "key": "v.id",
            "moment": "v.converted_on",
            "change": "v.created_change",
            "who": "v.actor",
            "customer": "coalesce(v.customer_id, l.customer)",
            "contact": "v.contact_id",
            "title": "r.source",
            "detail": "CAST(v.days AS TEXT)",
            "outcome": "CAST(v.touches AS TEXT)",
        },
        "l CROSS JOIN conversion v JOIN lead r ON r.id = v.lead_id WHERE v.lead_id = l.id",
    ),
    Source(
        "opportunity",
        ("opportunity",),
        _OPPORTUNITY
        | {
            "type": "'opportunity'",
            "key": "r.id",
            "moment": "r.created_on",
            "change": "r.created_change",
            "who": "u.name",
        },
        """o CROSS JOIN opportunity r LEFT JOIN crm_user u ON u.id = r.owner_id
  LEFT JOIN contact n ON n.id = r.contact_id WHERE r.id = o.id""",
    ),
    Source(
        "step",
        ("stage", "won", "lost"),
        _OPPORTUNITY
        | {
            "type": "CASE t.outcome WHEN 'open' THEN 'stage' ELSE t.outcome END",
            "key": "v.id",
            "moment": """coalesce(v.changed_on,
    CASE WHEN v.to_stage_id = r.stage_id AND t.outcome <> 'open' THEN r.closed_on END)""",
            "change": "v.created_change",
            # The first step is the record's own: an import wrote it for its owner.
            "who": "CASE WHEN v.from_stage_id IS NULL THEN u.name ELSE v.actor END",
            "detail": "CASE t.outcome WHEN 'open' THEN b.name WHEN 'lost' THEN w.name END",
            "outcome": "CASE t.outcome WHEN 'open' THEN t.name WHEN 'lost' THEN r.lost_note END",
            "amount": "CASE t.outcome WHEN 'open' THEN NULL ELSE r.amount_minor END",
        },
        """o CROSS JOIN stage_change v JOIN opportunity r ON r.id = v.opportunity_id
  JOIN stage t ON t.id = v.to_stage_id LEFT JOIN stage b ON b.id = v.from_stage_id
  LEFT JOIN crm_user u ON u.id = r.owner_id
  LEFT JOIN lost_reason w ON w.id = r.lost_reason_id AND r.stage_id = v.to_stage_id
  LEFT JOIN contact n ON n.id = r.contact_id
  WHERE v.opportunity_id = o.id AND (v.from_stage_id IS NOT NULL OR t.outcome <> 'open')""",
    ),
    Source(
        "closed",
        ("won", "lost"),
        _OPPORTUNITY
        | {
            "type": "t.outcome",
            "key": "r.id",
            "moment": "r.closed_on",
            "change": "r.created_change",
            "who": "u.name",
            "detail": "w.name",
            "outcome": "r.lost_note",
        },
        """o CROSS JOIN opportunity r JOIN stage t ON t.id = r.stage_id
  LEFT JOIN lost_reason w ON w.id = r.lost_reason_id LEFT JOIN crm_user u ON u.id = r.owner_id
  LEFT JOIN contact n ON n.id = r.contact_id
  WHERE r.id = o.id AND t.outcome <> 'open' AND NOT EXISTS (
    SELECT 1 FROM stage_change v WHERE v.opportunity_id = r.id AND v.to_stage_id = r.stage_id)""",
    ),
    Source(
        "order",
        ("order", "refund"),
        {
            "type": "CASE WHEN r.total_minor < 0 THEN 'refund' ELSE 'order' END",
            "noun": "'S'",
            "number": "r.id",
            "key": "r.id",
            "moment": "r.ordered_on",
            "change": "r.created_change",
            "channel": "r.channel",
            "branch": "r.branch",
            "who": "u.name",
            "customer": "coalesce(r.customer_id, s.customer)",
            "contact": "r.contact_id",
            "party": "n.name",
            "title": "r.number",
            "detail": "r.note",
            "state": "r.status",
            "amount": "r.total_minor",
            "currency": "r.currency",
        },
        """s CROSS JOIN sales_order r LEFT JOIN crm_user u ON u.id = r.owner_id
  LEFT JOIN contact n ON n.id = r.contact_id WHERE r.id = s.id""",
    ),
    Source("contact", ("contact",), _LINK | {"moment": "j.since"}, _LINKS),
    Source(
        "contact_left",
        ("contact",),
        _LINK | {"moment": "j.until", "state": "'left'"},
        f"{_LINKS} WHERE j.until IS NOT NULL",
    ),
    Source(
        "customer",
        ("customer",),
        {
            "type": "'customer'",
            "noun": "'C'",
            "number": "r.id",
            "key": "r.id",
            "moment": "r.created_on",
            "change": "r.created_change",
            "customer": "r.id",
            "branch": "r.branch",
            "title": "r.source",
        },
        "c CROSS JOIN customer r WHERE r.id = c.id",
    ),
    Source(
        "tag",
        ("change",),
        {
            "type": "'change'",
            "noun": "'C'",
            "number": "r.id",
            "key": "g.id",
            "change": "g.created_change",
            "customer": "r.id",
            "title": "t.name",
        },
        """c CROSS JOIN tagging g JOIN tag t ON t.id = g.tag_id JOIN customer r ON r.id = g.customer_id
  WHERE g.customer_id = c.id AND g.created_change <> r.created_change""",
    ),
    *(
        Source(
            "revision",
            ("change", "lead", "lost"),
            {
                "type": "'change'",
                "noun": f"'{noun}'",
                "number": "v.row_id",
                "key": "v.id",
                "change": "v.change_id",
                "customer": customer,
                "contact": contact,
                "detail": "v.old",
                "state": "v.tbl",
            },
            f"""{short} CROSS JOIN revision v
  WHERE v.tbl = '{table}' AND v.row_id = {short}.id AND v.kind = 'U'""",
        )
        for table, noun, short, customer, contact in (
            ("customer", "C", "c", "c.id", "NULL"),
            ("contact", "P", "p", "p.customer", "p.id"),
            ("lead", "L", "l", "l.customer", "NULL"),
            ("opportunity", "O", "o", "o.customer", "NULL"),
        )
    ),
)
