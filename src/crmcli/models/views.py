"""Views of the store: a documented read contract for `report sql` and for other programs.

Only ever added to. Numbers are as people know them (C-12), references come as number and name,
days and instants as ISO text, amounts in minor units with their currency.
"""

_PLACE = "{r}.address, {r}.city, {r}.district, {r}.region, {r}.postal_code, {r}.country"


def _place(alias: str) -> str:
    """Return the columns of an address."""
    return _PLACE.format(r=alias)


VIEWS = {
    "customer_view": f"""
SELECT c.id, 'C-' || c.id AS number, c.name, c.kind, 'C-' || c.parent_id AS parent, p.name AS parent_name,
  u.name AS owner, 'C-' || c.referrer_id AS referrer, c.branch, c.email, c.phone, c.tax_number, c.tax_office,
  c.website, c.industry, {_place("c")}, c.source, c.note, c.custom, c.created_on,
  coalesce(b.orders, 0) AS orders, b.first_order, b.last_order, b.spent_minor, b.currency
FROM customer c LEFT JOIN customer p ON p.id = c.parent_id LEFT JOIN crm_user u ON u.id = c.owner_id
LEFT JOIN (
  SELECT customer_id, count(CASE WHEN coalesce(total_minor, 0) >= 0 THEN 1 END) AS orders,
    min(ordered_on) AS first_order, max(ordered_on) AS last_order,
    CASE WHEN min(currency) = max(currency) THEN CAST(sum(total_minor) AS BIGINT) END AS spent_minor,
    CASE WHEN min(currency) = max(currency) THEN min(currency) END AS currency
  FROM sales_order WHERE status <> 'cancelled' GROUP BY customer_id
) b ON b.customer_id = c.id""",
    "contact_view": f"""
SELECT p.id, 'P-' || p.id AS number, p.name, p.title, p.email, p.phone, p.birth_date, {_place("p")},
  p.preferred_channel, p.preferred_time, p.source, u.name AS owner, p.note, p.custom, p.created_on,
  'C-' || l.customer_id AS customer, c.name AS customer_name, l.role, l.since, l.until, l.is_primary
FROM contact p LEFT JOIN crm_user u ON u.id = p.owner_id
LEFT JOIN customer_contact l ON l.contact_id = p.id LEFT JOIN customer c ON c.id = l.customer_id""",
    "lead_view": """
SELECT l.id, 'L-' || l.id AS number, l.name, l.company, l.title, l.status, l.email, l.phone, l.source,
  u.name AS owner, r.name AS lost_reason, l.lost_note, l.lost_on, l.created_on, l.amount_minor, l.currency,
  l.note, l.custom
FROM lead l LEFT JOIN crm_user u ON u.id = l.owner_id LEFT JOIN lost_reason r ON r.id = l.lost_reason_id""",
    "opportunity_view": """
SELECT o.id, 'O-' || o.id AS number, o.name, 'C-' || o.customer_id AS customer, c.name AS customer_name,
  'P-' || o.contact_id AS contact, u.name AS owner, s.name AS stage, s.outcome, p.name AS product,
  o.amount_minor, o.currency, coalesce(o.probability, s.probability) AS probability, o.created_on,
  o.expected_close, o.closed_on, r.name AS lost_reason, o.lost_note, o.source, o.campaign, o.branch, o.note,
  o.custom
FROM opportunity o JOIN stage s ON s.id = o.stage_id LEFT JOIN customer c ON c.id = o.customer_id
LEFT JOIN crm_user u ON u.id = o.owner_id LEFT JOIN product p ON p.id = o.product_id
LEFT JOIN lost_reason r ON r.id = o.lost_reason_id""",
    "order_view": """
SELECT o.id, 'S-' || o.id AS number, o.number AS order_number, 'C-' || o.customer_id AS customer,
  c.name AS customer_name, 'P-' || o.contact_id AS contact, u.name AS owner, o.ordered_on, o.status,
  o.net_minor, o.tax_minor, o.total_minor, o.currency, o.branch, o.channel, o.note, o.custom
FROM sales_order o LEFT JOIN customer c ON c.id = o.customer_id LEFT JOIN crm_user u ON u.id = o.owner_id""",
    "order_line_view": """
SELECT l.id, 'SL-' || l.id AS number, 'S-' || l.order_id AS order_ref, l.position,
  coalesce(p.name, l.description) AS product, p.sku, p.category, l.quantity_milli, l.unit_price,
  l.discount_minor, l.tax_minor, l.amount_minor, l.cost_minor, l.currency, o.ordered_on, o.status,
  'C-' || o.customer_id AS customer
FROM order_line l JOIN sales_order o ON o.id = l.order_id LEFT JOIN product p ON p.id = l.product_id""",
    "product_view": """
SELECT p.id, 'PR-' || p.id AS number, p.name, p.sku, p.category, p.price_minor, p.cost_minor, p.currency,
  p.active, p.note, p.custom
FROM product p""",
    "activity_view": """
SELECT a.id, 'A-' || a.id AS number, a.kind, a.direction, a.channel, a.branch, a.at, a.minutes, a.outcome,
  a.subject, a.body, a.done, 'C-' || a.customer_id AS customer, c.name AS customer_name,
  'P-' || a.contact_id AS contact, p.name AS contact_name, 'L-' || a.lead_id AS lead,
  'O-' || a.opportunity_id AS opportunity, 'S-' || a.order_id AS order_ref, u.name AS user_name, a.custom
FROM activity a LEFT JOIN customer c ON c.id = a.customer_id LEFT JOIN contact p ON p.id = a.contact_id
LEFT JOIN crm_user u ON u.id = a.user_id""",
    "timeline_view": """
SELECT 'C-' || coalesce(a.customer_id, o.customer_id, s.customer_id, l.customer_id) AS customer, a.at,
  a.kind AS type, 'A-' || a.id AS ref, a.subject AS text, NULL AS amount_minor, NULL AS currency
FROM activity a LEFT JOIN opportunity o ON o.id = a.opportunity_id
LEFT JOIN sales_order s ON s.id = a.order_id LEFT JOIN lead l ON l.id = a.lead_id
UNION ALL
SELECT 'C-' || customer_id, ordered_on, CASE WHEN total_minor < 0 THEN 'refund' ELSE 'order' END,
  'S-' || id, number, total_minor, currency FROM sales_order
UNION ALL
SELECT 'C-' || o.customer_id, g.changed_on, 'stage', 'O-' || o.id, o.name || ': ' || t.name,
  o.amount_minor, o.currency
FROM stage_change g JOIN opportunity o ON o.id = g.opportunity_id JOIN stage t ON t.id = g.to_stage_id
UNION ALL
SELECT 'C-' || v.customer_id, c.at, 'conversion', 'L-' || v.lead_id, coalesce(l.name, l.company), NULL, NULL
FROM conversion v JOIN change c ON c.id = v.created_change JOIN lead l ON l.id = v.lead_id""",
    "consent_view": """
SELECT coalesce('C-' || customer_id, 'P-' || contact_id, 'L-' || lead_id) AS who, channel, purpose, state,
  decided_on, source, note
FROM consent""",
    "tag_view": """
SELECT coalesce('C-' || g.customer_id, 'P-' || g.contact_id, 'L-' || g.lead_id, 'O-' || g.opportunity_id)
  AS who, t.name AS tag
FROM tagging g JOIN tag t ON t.id = g.tag_id""",
}


def views() -> list[str]:
    """Return the CREATE VIEW statements, the same on both engines."""
    return [f"CREATE VIEW {name} AS{query}" for name, query in VIEWS.items()]
