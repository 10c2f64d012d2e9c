"""Views of the store: a documented read contract for `report sql` and for other programs.

Only ever added to. Numbers are as people know them (C-12), references come as number and name,
days and instants as ISO text, amounts in minor units with their currency.
"""

_PLACE = "{r}.address, {r}.city, {r}.district, {r}.region, {r}.postal_code, {r}.country"


def _place(alias: str) -> str:
    """Return the columns of an address."""
    return _PLACE.format(r=alias)


# Whom a row ``q`` is about.
_WHO = "'C-' || q.customer_id AS customer, 'P-' || q.contact_id AS contact, 'L-' || q.lead_id AS lead"

VIEWS = {
    "customer_view": f"""
SELECT c.id, 'C-' || c.id AS number, c.name, c.kind, 'C-' || c.parent_id AS parent, p.name AS parent_name,
  u.name AS owner, 'C-' || c.referrer_id AS referrer, c.branch, c.email, c.phone, c.tax_number, c.tax_office,
  c.website, c.industry, {_place("c")}, c.source, c.note, c.custom, c.created_on,
  coalesce(b.orders, 0) AS orders, b.first_order, b.last_order, b.spent_minor, b.currency, c.cadence_days
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
  o.custom, 'CO-' || o.competitor_id AS competitor
FROM opportunity o JOIN stage s ON s.id = o.stage_id LEFT JOIN customer c ON c.id = o.customer_id
LEFT JOIN crm_user u ON u.id = o.owner_id LEFT JOIN product p ON p.id = o.product_id
LEFT JOIN lost_reason r ON r.id = o.lost_reason_id""",
    "order_view": """
SELECT o.id, 'S-' || o.id AS number, o.number AS order_number, 'C-' || o.customer_id AS customer,
  c.name AS customer_name, 'P-' || o.contact_id AS contact, u.name AS owner, o.ordered_on, o.status,
  o.net_minor, o.tax_minor, o.total_minor, o.currency, o.branch, o.channel, o.note, o.custom,
  o.promised_on, o.delivered_on, o.due_on, 'CA-' || o.campaign_id AS campaign
FROM sales_order o LEFT JOIN customer c ON c.id = o.customer_id LEFT JOIN crm_user u ON u.id = o.owner_id""",
    "order_line_view": """
SELECT l.id, 'SL-' || l.id AS number, 'S-' || l.order_id AS order_ref, l.position,
  coalesce(p.name, l.description) AS product, p.sku, p.category, l.quantity_milli, l.unit_price,
  l.discount_minor, l.tax_minor, l.amount_minor, l.cost_minor, l.currency, o.ordered_on, o.status,
  'C-' || o.customer_id AS customer
FROM order_line l JOIN sales_order o ON o.id = l.order_id LEFT JOIN product p ON p.id = l.product_id""",
    "product_view": """
SELECT p.id, 'PR-' || p.id AS number, p.name, p.sku, p.category, p.price_minor, p.cost_minor, p.currency,
  p.active, p.note, p.custom, p.unit, p.tax_percent, p.introduced_on, p.withdrawn_on
FROM product p""",
    "activity_view": """
SELECT a.id, 'A-' || a.id AS number, a.kind, a.direction, a.channel, a.branch, a.at, a.minutes, a.outcome,
  a.subject, a.body, a.done, 'C-' || a.customer_id AS customer, c.name AS customer_name,
  'P-' || a.contact_id AS contact, p.name AS contact_name, 'L-' || a.lead_id AS lead,
  'O-' || a.opportunity_id AS opportunity, 'S-' || a.order_id AS order_ref, u.name AS user_name, a.custom,
  a.priority, a.repeat, a.done_on, 'CS-' || a.case_id AS case_ref, 'PL-' || a.plan_id AS plan,
  'CA-' || a.campaign_id AS campaign
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
FROM conversion v JOIN change c ON c.id = v.created_change JOIN lead l ON l.id = v.lead_id
UNION ALL
SELECT 'C-' || customer_id, quoted_on, 'quote', 'Q-' || id, name, total_minor, currency FROM quote
UNION ALL
SELECT 'C-' || customer_id, paid_on, 'payment', 'PY-' || id, method, amount_minor, currency FROM payment
UNION ALL
SELECT 'C-' || customer_id, delivered_on, 'delivery', 'S-' || id, number, NULL, NULL FROM sales_order
WHERE delivered_on IS NOT NULL
UNION ALL
SELECT 'C-' || customer_id, opened_at, 'case', 'CS-' || id, name, NULL, NULL FROM support_case
UNION ALL
SELECT 'C-' || customer_id, asked_on, 'request', 'RQ-' || id, name, NULL, NULL FROM request
UNION ALL
SELECT 'C-' || k.customer_id, i.started_at, 'incident', 'IN-' || i.id, i.name, NULL, NULL
FROM incident_customer k JOIN incident i ON i.id = k.incident_id
UNION ALL
SELECT 'C-' || customer_id, answered_on, 'survey', 'SV-' || id, topic, NULL, NULL FROM survey""",
    "consent_view": """
SELECT coalesce('C-' || customer_id, 'P-' || contact_id, 'L-' || lead_id) AS who, channel, purpose, state,
  decided_on, source, note
FROM consent""",
    "tag_view": """
SELECT coalesce('C-' || g.customer_id, 'P-' || g.contact_id, 'L-' || g.lead_id, 'O-' || g.opportunity_id)
  AS who, t.name AS tag
FROM tagging g JOIN tag t ON t.id = g.tag_id""",
    "quote_view": f"""
SELECT q.id, 'Q-' || q.id AS number, q.name, q.number AS quote_number, q.version, q.status, {_WHO},
  'O-' || q.opportunity_id AS opportunity, 'U-' || q.owner_id AS owner, q.quoted_on, q.valid_until,
  q.decided_on, 'S-' || q.order_id AS order_ref, r.name AS lost_reason, q.lost_note, q.net_minor,
  q.discount_minor, q.tax_minor, q.total_minor, q.currency, q.branch, q.note, q.custom
FROM quote q LEFT JOIN lost_reason r ON r.id = q.lost_reason_id""",
    "quote_line_view": """
SELECT q.id, 'QL-' || q.id AS number, 'Q-' || q.quote_id AS quote, q.position,
  coalesce(p.name, q.description) AS product, q.quantity_milli, q.unit_price, q.discount_minor, q.tax_percent,
  q.tax_minor, q.amount_minor, q.cost_minor, q.currency
FROM quote_line q LEFT JOIN product p ON p.id = q.product_id""",
    "payment_view": """
SELECT id, 'PY-' || id AS number, number AS receipt, 'C-' || customer_id AS customer,
  'S-' || order_id AS order_ref, paid_on, amount_minor, currency, method, channel, branch, note, custom
FROM payment""",
    "need_view": f"""
SELECT q.id, 'ND-' || q.id AS number, q.name, {_WHO}, 'PR-' || q.product_id AS product, q.weight, q.status,
  q.noted_on, q.branch, q.note, q.custom
FROM need q""",
    "price_view": """
SELECT id, 'PP-' || id AS number, 'PR-' || product_id AS product, valid_from, price_minor, cost_minor,
  currency, note
FROM price""",
    "rate_view": "\nSELECT id, 'FX-' || id AS number, currency, base, day, rate, source, note FROM rate",
    "target_view": """
SELECT id, 'TG-' || id AS number, metric, from_on, until_on, 'U-' || owner_id AS owner,
  'PR-' || product_id AS product, branch, amount_minor, currency, goal, note
FROM target""",
    "task_view": """
SELECT id, 'A-' || id AS number, subject, at AS due, priority, repeat, done, done_on,
  'U-' || user_id AS user_ref, 'C-' || customer_id AS customer, 'P-' || contact_id AS contact,
  'L-' || lead_id AS lead, 'CS-' || case_id AS case_ref, 'PL-' || plan_id AS plan, branch, body
FROM activity WHERE kind = 'task'""",
    "case_view": f"""
SELECT q.id, 'CS-' || q.id AS number, q.name, {_WHO}, 'S-' || q.order_id AS order_ref,
  'PR-' || q.product_id AS product, 'U-' || q.owner_id AS owner, q.status, q.priority, q.channel, q.category,
  q.opened_at, q.first_response_at, q.resolved_at, q.resolution, q.branch, q.note, q.custom
FROM support_case q""",
    "request_view": f"""
SELECT q.id, 'RQ-' || q.id AS number, q.name, {_WHO}, 'PR-' || q.product_id AS product, q.status, q.weight,
  q.category, q.channel, q.branch, q.asked_on, q.closed_on, q.note, q.custom
FROM request q""",
    "incident_view": """
SELECT i.id, 'IN-' || i.id AS number, i.name, i.kind, i.started_at, i.ended_at, i.channel, i.branch, i.note,
  (SELECT count(*) FROM incident_customer k WHERE k.incident_id = i.id) AS customers
FROM incident i""",
    "survey_view": f"""
SELECT q.id, 'SV-' || q.id AS number, q.topic, {_WHO}, 'S-' || q.order_id AS order_ref,
  'CS-' || q.case_id AS case_ref, q.answered_on, q.nps, q.scale, q.expectation, q.experience, q.satisfaction,
  q.channel, q.branch, q.note
FROM survey q""",
    "check_view": """
SELECT id, 'MS-' || id AS number, branch, checked_on, shopper, channel, 'U-' || user_id AS user_ref, answers,
  points, best, note
FROM shop_check""",
    "segment_view": "\nSELECT id, 'SG-' || id AS number, name, noun, filter, note FROM segment",
    "campaign_view": """
SELECT id, 'CA-' || id AS number, name, kind, status, channel, purpose, filter, holdout_percent, starts_on,
  ends_on, launched_on, cost_minor, currency, 'U-' || owner_id AS owner, 'PR-' || product_id AS product, note
FROM campaign""",
    "campaign_member_view": f"""
SELECT q.id, 'CM-' || q.id AS number, 'CA-' || q.campaign_id AS campaign, {_WHO}, q.part, q.sent_on,
  q.responded_on, q.response, 'L-' || q.made_lead_id AS made_lead, 'O-' || q.opportunity_id AS opportunity,
  'S-' || q.order_id AS order_ref, q.note
FROM campaign_member q""",
    "plan_view": """
SELECT id, 'PL-' || id AS number, name, 'C-' || customer_id AS customer, 'U-' || owner_id AS owner, status,
  created_on, due_on, closed_on, branch, note
FROM account_plan""",
    "relation_view": f"""
SELECT q.id, 'RL-' || q.id AS number, {_WHO}, q.role, q.other_role, 'C-' || q.other_customer_id
  AS other_customer, 'P-' || q.other_contact_id AS other_contact, 'L-' || q.other_lead_id AS other_lead,
  q.since, q.until, q.note
FROM relation q""",
    "wallet_view": """
SELECT id, 'WA-' || id AS number, 'C-' || customer_id AS customer, category, amount_minor, currency,
  estimated_on, source, note
FROM wallet""",
    "attachment_view": f"""
SELECT q.id, 'FI-' || q.id AS number, q.name, q.path, q.sha256, q.size, q.copied, q.attached_on, {_WHO},
  'O-' || q.opportunity_id AS opportunity, 'S-' || q.order_id AS order_ref, 'Q-' || q.quote_id AS quote,
  'CS-' || q.case_id AS case_ref
FROM attachment q""",
}


def views() -> list[str]:
    """Return the CREATE VIEW statements, the same on both engines."""
    return [f"CREATE VIEW {name} AS{query}" for name, query in VIEWS.items()]
