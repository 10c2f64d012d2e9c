CREATE TABLE competitor (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_sort TEXT NOT NULL,
  website TEXT,
  strengths TEXT,
  weaknesses TEXT,
  active INTEGER DEFAULT '1' NOT NULL,
  note TEXT,
  custom TEXT,
  CONSTRAINT has_a_name CHECK (name <> ''),
  CONSTRAINT active_yes_no CHECK (active IN (0, 1)),
  FOREIGN KEY(created_change) REFERENCES change (id)
)
 STRICT;
--
CREATE UNIQUE INDEX uq_competitor_name ON competitor (name_fold);
--
CREATE TABLE incident (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_sort TEXT NOT NULL,
  kind TEXT,
  started_at TEXT NOT NULL,
  ended_at TEXT,
  channel TEXT,
  branch TEXT,
  filter TEXT,
  note TEXT,
  custom TEXT,
  CONSTRAINT has_a_name CHECK (name <> ''),
  CONSTRAINT ends_after_start CHECK (ended_at IS NULL OR ended_at >= started_at),
  CONSTRAINT started_at_is_a_moment CHECK (started_at LIKE '____-__-__' OR started_at LIKE '____-__-__T__:__:__Z'),
  CONSTRAINT ended_at_is_a_moment CHECK (ended_at LIKE '____-__-__' OR ended_at LIKE '____-__-__T__:__:__Z'),
  FOREIGN KEY(created_change) REFERENCES change (id)
)
 STRICT;
--
CREATE TABLE rate (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  currency TEXT NOT NULL,
  base TEXT NOT NULL,
  day TEXT NOT NULL,
  rate TEXT NOT NULL,
  source TEXT,
  note TEXT,
  custom TEXT,
  CONSTRAINT two_currencies CHECK (currency <> base),
  CONSTRAINT rate_is_positive CHECK (CAST(rate AS double precision) > 0),
  CONSTRAINT day_is_a_day CHECK (day LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id)
)
 STRICT;
--
CREATE UNIQUE INDEX uq_rate ON rate (currency, base, day);
--
CREATE TABLE record_key (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  noun TEXT NOT NULL,
  number INTEGER NOT NULL,
  source TEXT NOT NULL,
  norm TEXT NOT NULL,
  FOREIGN KEY(created_change) REFERENCES change (id)
)
 STRICT;
--
CREATE INDEX ix_record_key_number ON record_key (noun, number);
--
CREATE UNIQUE INDEX uq_record_key ON record_key (norm, noun, source);
--
CREATE TABLE rule (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_sort TEXT NOT NULL,
  wording TEXT NOT NULL,
  active INTEGER DEFAULT '1' NOT NULL,
  since_change INTEGER,
  note TEXT,
  custom TEXT,
  CONSTRAINT has_a_name CHECK (name <> ''),
  CONSTRAINT says_something CHECK (wording <> ''),
  CONSTRAINT active_yes_no CHECK (active IN (0, 1)),
  FOREIGN KEY(created_change) REFERENCES change (id)
)
 STRICT;
--
CREATE UNIQUE INDEX uq_rule_name ON rule (name_fold);
--
CREATE TABLE segment (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_sort TEXT NOT NULL,
  noun TEXT NOT NULL,
  filter TEXT NOT NULL,
  note TEXT,
  custom TEXT,
  CONSTRAINT has_a_name CHECK (name <> ''),
  FOREIGN KEY(created_change) REFERENCES change (id)
)
 STRICT;
--
CREATE UNIQUE INDEX uq_segment_name ON segment (name_fold);
--
CREATE TABLE campaign (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_sort TEXT NOT NULL,
  kind TEXT,
  status TEXT NOT NULL,
  channel TEXT,
  purpose TEXT NOT NULL,
  filter TEXT,
  holdout_percent INTEGER NOT NULL,
  starts_on TEXT,
  ends_on TEXT,
  launched_on TEXT,
  cost_minor INTEGER,
  currency TEXT,
  owner_id INTEGER,
  product_id INTEGER,
  subject TEXT,
  body TEXT,
  branch TEXT,
  note TEXT,
  custom TEXT,
  CONSTRAINT has_a_name CHECK (name <> ''),
  CONSTRAINT status_known CHECK (status = 'planned' OR status = 'launched' OR status = 'finished' OR status = 'cancelled'),
  CONSTRAINT holdout_is_percent CHECK (holdout_percent BETWEEN 0 AND 90),
  CONSTRAINT cost_minor_has_currency CHECK (cost_minor IS NULL OR currency IS NOT NULL),
  CONSTRAINT ends_after_start CHECK (ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on),
  CONSTRAINT starts_on_is_a_day CHECK (starts_on LIKE '____-__-__'),
  CONSTRAINT ends_on_is_a_day CHECK (ends_on LIKE '____-__-__'),
  CONSTRAINT launched_on_is_a_day CHECK (launched_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(owner_id) REFERENCES crm_user (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(product_id) REFERENCES product (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
CREATE INDEX ix_campaign_owner_id ON campaign (owner_id) WHERE owner_id IS NOT NULL;
--
CREATE INDEX ix_campaign_product_id ON campaign (product_id) WHERE product_id IS NOT NULL;
--
CREATE UNIQUE INDEX uq_campaign_name ON campaign (name_fold);
--
CREATE TABLE closing_step (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_sort TEXT NOT NULL,
  stage_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  required INTEGER DEFAULT '1' NOT NULL,
  active INTEGER DEFAULT '1' NOT NULL,
  note TEXT,
  custom TEXT,
  CONSTRAINT has_a_name CHECK (name <> ''),
  CONSTRAINT required_yes_no CHECK (required IN (0, 1)),
  CONSTRAINT active_yes_no CHECK (active IN (0, 1)),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(stage_id) REFERENCES stage (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
CREATE UNIQUE INDEX uq_closing_step ON closing_step (stage_id, name_fold);
--
CREATE TABLE playbook (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_sort TEXT NOT NULL,
  filter TEXT NOT NULL,
  period TEXT NOT NULL,
  steps TEXT NOT NULL,
  owner_id INTEGER,
  active INTEGER DEFAULT '1' NOT NULL,
  note TEXT,
  custom TEXT,
  CONSTRAINT has_a_name CHECK (name <> ''),
  CONSTRAINT period_known CHECK (period = 'once' OR period = 'week' OR period = 'month' OR period = 'quarter' OR period = 'year'),
  CONSTRAINT active_yes_no CHECK (active IN (0, 1)),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(owner_id) REFERENCES crm_user (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
CREATE INDEX ix_playbook_owner_id ON playbook (owner_id) WHERE owner_id IS NOT NULL;
--
CREATE UNIQUE INDEX uq_playbook_name ON playbook (name_fold);
--
CREATE TABLE price (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  product_id INTEGER NOT NULL,
  valid_from TEXT NOT NULL,
  price_minor INTEGER,
  cost_minor INTEGER,
  currency TEXT NOT NULL,
  note TEXT,
  custom TEXT,
  CONSTRAINT has_a_price CHECK (price_minor IS NOT NULL OR cost_minor IS NOT NULL),
  CONSTRAINT valid_from_is_a_day CHECK (valid_from LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(product_id) REFERENCES product (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
CREATE UNIQUE INDEX uq_price ON price (product_id, currency, valid_from);
--
CREATE TABLE segment_snapshot (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  segment_id INTEGER NOT NULL,
  taken_on TEXT NOT NULL,
  label TEXT,
  filter TEXT NOT NULL,
  CONSTRAINT taken_on_is_a_day CHECK (taken_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(segment_id) REFERENCES segment (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
CREATE INDEX ix_segment_snapshot_segment ON segment_snapshot (segment_id);
--
CREATE TABLE shop_check (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  branch TEXT NOT NULL,
  checked_on TEXT NOT NULL,
  shopper TEXT,
  channel TEXT,
  user_id INTEGER,
  answers TEXT,
  points INTEGER NOT NULL,
  best INTEGER NOT NULL,
  note TEXT,
  custom TEXT,
  CONSTRAINT points_within_best CHECK (points >= 0 AND points <= best AND best > 0),
  CONSTRAINT checked_on_is_a_day CHECK (checked_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(user_id) REFERENCES crm_user (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
CREATE INDEX ix_shop_check_user_id ON shop_check (user_id) WHERE user_id IS NOT NULL;
--
CREATE TABLE target (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  metric TEXT NOT NULL,
  from_on TEXT NOT NULL,
  until_on TEXT NOT NULL,
  owner_id INTEGER,
  product_id INTEGER,
  branch TEXT,
  amount_minor INTEGER,
  currency TEXT,
  goal INTEGER,
  note TEXT,
  custom TEXT,
  CONSTRAINT metric_known CHECK (metric = 'revenue' OR metric = 'orders' OR metric = 'won' OR metric = 'won_amount' OR metric = 'customers' OR metric = 'leads' OR metric = 'activities'),
  CONSTRAINT amount_or_goal CHECK ((amount_minor IS NULL) <> (goal IS NULL)),
  CONSTRAINT amount_minor_has_currency CHECK (amount_minor IS NULL OR currency IS NOT NULL),
  CONSTRAINT ends_after_start CHECK (until_on >= from_on),
  CONSTRAINT from_on_is_a_day CHECK (from_on LIKE '____-__-__'),
  CONSTRAINT until_on_is_a_day CHECK (until_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(owner_id) REFERENCES crm_user (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(product_id) REFERENCES product (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
CREATE INDEX ix_target_owner_id ON target (owner_id) WHERE owner_id IS NOT NULL;
--
CREATE INDEX ix_target_product_id ON target (product_id) WHERE product_id IS NOT NULL;
--
CREATE TABLE account_plan (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_sort TEXT NOT NULL,
  customer_id INTEGER NOT NULL,
  owner_id INTEGER,
  status TEXT NOT NULL,
  created_on TEXT,
  due_on TEXT,
  closed_on TEXT,
  branch TEXT,
  note TEXT,
  custom TEXT,
  CONSTRAINT has_a_name CHECK (name <> ''),
  CONSTRAINT status_known CHECK (status = 'open' OR status = 'reached' OR status = 'dropped'),
  CONSTRAINT created_on_is_a_day CHECK (created_on LIKE '____-__-__'),
  CONSTRAINT due_on_is_a_day CHECK (due_on LIKE '____-__-__'),
  CONSTRAINT closed_on_is_a_day CHECK (closed_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(owner_id) REFERENCES crm_user (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
CREATE INDEX ix_account_plan_customer ON account_plan (customer_id);
--
CREATE INDEX ix_account_plan_owner_id ON account_plan (owner_id) WHERE owner_id IS NOT NULL;
--
CREATE TABLE incident_customer (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  incident_id INTEGER NOT NULL,
  customer_id INTEGER NOT NULL,
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(incident_id) REFERENCES incident (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
CREATE INDEX ix_incident_customer_customer ON incident_customer (customer_id);
--
CREATE UNIQUE INDEX uq_incident_customer ON incident_customer (incident_id, customer_id);
--
CREATE TABLE segment_member (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  snapshot_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(snapshot_id) REFERENCES segment_snapshot (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
CREATE UNIQUE INDEX uq_segment_member ON segment_member (snapshot_id, number);
--
CREATE TABLE verification (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  customer_id INTEGER,
  contact_id INTEGER,
  user_id INTEGER,
  at TEXT NOT NULL,
  passed INTEGER DEFAULT '0' NOT NULL,
  asked TEXT,
  channel TEXT,
  branch TEXT,
  note TEXT,
  custom TEXT,
  CONSTRAINT passed_yes_no CHECK (passed IN (0, 1)),
  CONSTRAINT at_is_a_moment CHECK (at LIKE '____-__-__' OR at LIKE '____-__-__T__:__:__Z'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(user_id) REFERENCES crm_user (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
CREATE INDEX ix_verification_contact_id ON verification (contact_id) WHERE contact_id IS NOT NULL;
--
CREATE INDEX ix_verification_customer_id ON verification (customer_id) WHERE customer_id IS NOT NULL;
--
CREATE INDEX ix_verification_user_id ON verification (user_id) WHERE user_id IS NOT NULL;
--
CREATE TABLE wallet (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  customer_id INTEGER NOT NULL,
  category TEXT,
  amount_minor INTEGER NOT NULL,
  currency TEXT NOT NULL,
  estimated_on TEXT NOT NULL,
  source TEXT,
  note TEXT,
  custom TEXT,
  CONSTRAINT amount_is_positive CHECK (amount_minor > 0),
  CONSTRAINT amount_minor_has_currency CHECK (amount_minor IS NULL OR currency IS NOT NULL),
  CONSTRAINT estimated_on_is_a_day CHECK (estimated_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
CREATE INDEX ix_wallet_customer ON wallet (customer_id, estimated_on);
--
CREATE TABLE relation (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  role TEXT NOT NULL,
  other_role TEXT,
  since TEXT,
  until TEXT,
  note TEXT,
  custom TEXT,
  customer_id INTEGER,
  contact_id INTEGER,
  lead_id INTEGER,
  other_customer_id INTEGER,
  other_contact_id INTEGER,
  other_lead_id INTEGER,
  CONSTRAINT exactly_one_owner CHECK ((CASE WHEN customer_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN contact_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN lead_id IS NULL THEN 0 ELSE 1 END) = 1),
  CONSTRAINT exactly_one_other CHECK ((CASE WHEN other_customer_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN other_contact_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN other_lead_id IS NULL THEN 0 ELSE 1 END) = 1),
  CONSTRAINT has_a_role CHECK (role <> ''),
  CONSTRAINT ends_after_start CHECK (until IS NULL OR since IS NULL OR until >= since),
  CONSTRAINT since_is_a_day CHECK (since LIKE '____-__-__'),
  CONSTRAINT until_is_a_day CHECK (until LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(lead_id) REFERENCES lead (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(other_customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(other_contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(other_lead_id) REFERENCES lead (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
CREATE INDEX ix_relation_contact_id ON relation (contact_id) WHERE contact_id IS NOT NULL;
--
CREATE INDEX ix_relation_customer_id ON relation (customer_id) WHERE customer_id IS NOT NULL;
--
CREATE INDEX ix_relation_lead_id ON relation (lead_id) WHERE lead_id IS NOT NULL;
--
CREATE INDEX ix_relation_other_contact_id ON relation (other_contact_id) WHERE other_contact_id IS NOT NULL;
--
CREATE INDEX ix_relation_other_customer_id ON relation (other_customer_id) WHERE other_customer_id IS NOT NULL;
--
CREATE INDEX ix_relation_other_lead_id ON relation (other_lead_id) WHERE other_lead_id IS NOT NULL;
--
CREATE TABLE request (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_sort TEXT NOT NULL,
  customer_id INTEGER,
  contact_id INTEGER,
  lead_id INTEGER,
  product_id INTEGER,
  status TEXT NOT NULL,
  weight INTEGER,
  category TEXT,
  channel TEXT,
  branch TEXT,
  asked_on TEXT,
  closed_on TEXT,
  note TEXT,
  custom TEXT,
  CONSTRAINT has_a_name CHECK (name <> ''),
  CONSTRAINT status_known CHECK (status = 'open' OR status = 'planned' OR status = 'done' OR status = 'declined'),
  CONSTRAINT weight_is_one_to_five CHECK (weight BETWEEN 1 AND 5),
  CONSTRAINT asked_on_is_a_day CHECK (asked_on LIKE '____-__-__'),
  CONSTRAINT closed_on_is_a_day CHECK (closed_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(lead_id) REFERENCES lead (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(product_id) REFERENCES product (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
CREATE INDEX ix_request_contact_id ON request (contact_id) WHERE contact_id IS NOT NULL;
--
CREATE INDEX ix_request_customer_id ON request (customer_id) WHERE customer_id IS NOT NULL;
--
CREATE INDEX ix_request_lead_id ON request (lead_id) WHERE lead_id IS NOT NULL;
--
CREATE INDEX ix_request_name_fold ON request (name_fold);
--
CREATE INDEX ix_request_product_id ON request (product_id) WHERE product_id IS NOT NULL;
--
CREATE TABLE need (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_sort TEXT NOT NULL,
  customer_id INTEGER,
  contact_id INTEGER,
  lead_id INTEGER,
  opportunity_id INTEGER,
  product_id INTEGER,
  weight INTEGER NOT NULL,
  status TEXT NOT NULL,
  noted_on TEXT,
  branch TEXT,
  note TEXT,
  custom TEXT,
  CONSTRAINT has_a_name CHECK (name <> ''),
  CONSTRAINT weight_is_one_to_five CHECK (weight BETWEEN 1 AND 5),
  CONSTRAINT status_known CHECK (status = 'open' OR status = 'covered' OR status = 'dropped'),
  CONSTRAINT is_somebodys CHECK (customer_id IS NOT NULL OR lead_id IS NOT NULL OR opportunity_id IS NOT NULL),
  CONSTRAINT noted_on_is_a_day CHECK (noted_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(lead_id) REFERENCES lead (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(opportunity_id) REFERENCES opportunity (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(product_id) REFERENCES product (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
CREATE INDEX ix_need_contact_id ON need (contact_id) WHERE contact_id IS NOT NULL;
--
CREATE INDEX ix_need_customer_id ON need (customer_id) WHERE customer_id IS NOT NULL;
--
CREATE INDEX ix_need_lead_id ON need (lead_id) WHERE lead_id IS NOT NULL;
--
CREATE INDEX ix_need_opportunity_id ON need (opportunity_id) WHERE opportunity_id IS NOT NULL;
--
CREATE INDEX ix_need_product_id ON need (product_id) WHERE product_id IS NOT NULL;
--
CREATE TABLE step_done (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  opportunity_id INTEGER NOT NULL,
  closing_step_id INTEGER NOT NULL,
  done_on TEXT NOT NULL,
  actor TEXT,
  CONSTRAINT done_on_is_a_day CHECK (done_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(opportunity_id) REFERENCES opportunity (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(closing_step_id) REFERENCES closing_step (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
CREATE INDEX ix_step_done_closing_step_id ON step_done (closing_step_id) WHERE closing_step_id IS NOT NULL;
--
CREATE UNIQUE INDEX uq_step_done ON step_done (opportunity_id, closing_step_id);
--
CREATE TABLE campaign_member (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  campaign_id INTEGER NOT NULL,
  customer_id INTEGER,
  contact_id INTEGER,
  lead_id INTEGER,
  part TEXT NOT NULL,
  sent_on TEXT,
  responded_on TEXT,
  response TEXT,
  made_lead_id INTEGER,
  opportunity_id INTEGER,
  order_id INTEGER,
  note TEXT,
  custom TEXT,
  CONSTRAINT exactly_one_owner CHECK ((CASE WHEN customer_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN contact_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN lead_id IS NULL THEN 0 ELSE 1 END) = 1),
  CONSTRAINT part_known CHECK (part = 'reached' OR part = 'held_out' OR part = 'left_out'),
  CONSTRAINT sent_on_is_a_day CHECK (sent_on LIKE '____-__-__'),
  CONSTRAINT responded_on_is_a_day CHECK (responded_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(campaign_id) REFERENCES campaign (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(lead_id) REFERENCES lead (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(made_lead_id) REFERENCES lead (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(opportunity_id) REFERENCES opportunity (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(order_id) REFERENCES sales_order (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
CREATE INDEX ix_campaign_member_campaign ON campaign_member (campaign_id);
--
CREATE INDEX ix_campaign_member_made_lead_id ON campaign_member (made_lead_id) WHERE made_lead_id IS NOT NULL;
--
CREATE INDEX ix_campaign_member_opportunity_id ON campaign_member (opportunity_id) WHERE opportunity_id IS NOT NULL;
--
CREATE INDEX ix_campaign_member_order_id ON campaign_member (order_id) WHERE order_id IS NOT NULL;
--
CREATE UNIQUE INDEX uq_campaign_member_contact_id ON campaign_member (contact_id, campaign_id);
--
CREATE UNIQUE INDEX uq_campaign_member_customer_id ON campaign_member (customer_id, campaign_id);
--
CREATE UNIQUE INDEX uq_campaign_member_lead_id ON campaign_member (lead_id, campaign_id);
--
CREATE TABLE payment (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  number TEXT,
  number_fold TEXT,
  customer_id INTEGER,
  contact_id INTEGER,
  order_id INTEGER,
  user_id INTEGER,
  paid_on TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  currency TEXT NOT NULL,
  method TEXT,
  channel TEXT,
  branch TEXT,
  note TEXT,
  custom TEXT,
  CONSTRAINT amount_minor_has_currency CHECK (amount_minor IS NULL OR currency IS NOT NULL),
  CONSTRAINT paid_on_is_a_day CHECK (paid_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(order_id) REFERENCES sales_order (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(user_id) REFERENCES crm_user (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
CREATE INDEX ix_payment_contact_id ON payment (contact_id) WHERE contact_id IS NOT NULL;
--
CREATE INDEX ix_payment_customer ON payment (customer_id, paid_on, amount_minor, currency);
--
CREATE INDEX ix_payment_number ON payment (number_fold);
--
CREATE INDEX ix_payment_order_id ON payment (order_id) WHERE order_id IS NOT NULL;
--
CREATE INDEX ix_payment_user_id ON payment (user_id) WHERE user_id IS NOT NULL;
--
CREATE TABLE quote (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_sort TEXT NOT NULL,
  number TEXT,
  number_fold TEXT,
  customer_id INTEGER,
  contact_id INTEGER,
  lead_id INTEGER,
  opportunity_id INTEGER,
  owner_id INTEGER,
  order_id INTEGER,
  replaces_id INTEGER,
  version INTEGER NOT NULL,
  status TEXT NOT NULL,
  quoted_on TEXT,
  valid_until TEXT,
  decided_on TEXT,
  lost_reason_id INTEGER,
  lost_note TEXT,
  net_minor INTEGER,
  discount_minor INTEGER,
  tax_minor INTEGER,
  total_minor INTEGER,
  currency TEXT,
  terms TEXT,
  branch TEXT,
  note TEXT,
  custom TEXT,
  CONSTRAINT has_a_name CHECK (name <> ''),
  CONSTRAINT status_known CHECK (status = 'draft' OR status = 'sent' OR status = 'accepted' OR status = 'rejected' OR status = 'replaced'),
  CONSTRAINT rejected_has_reason CHECK (status <> 'rejected' OR lost_reason_id IS NOT NULL),
  CONSTRAINT is_somebodys CHECK (customer_id IS NOT NULL OR lead_id IS NOT NULL),
  CONSTRAINT version_counts CHECK (version >= 1),
  CONSTRAINT not_its_own_version CHECK (replaces_id <> id),
  CONSTRAINT total_minor_has_currency CHECK (total_minor IS NULL OR currency IS NOT NULL),
  CONSTRAINT quoted_on_is_a_day CHECK (quoted_on LIKE '____-__-__'),
  CONSTRAINT valid_until_is_a_day CHECK (valid_until LIKE '____-__-__'),
  CONSTRAINT decided_on_is_a_day CHECK (decided_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(lead_id) REFERENCES lead (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(opportunity_id) REFERENCES opportunity (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(owner_id) REFERENCES crm_user (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(order_id) REFERENCES sales_order (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(replaces_id) REFERENCES quote (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(lost_reason_id) REFERENCES lost_reason (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
CREATE INDEX ix_quote_contact_id ON quote (contact_id) WHERE contact_id IS NOT NULL;
--
CREATE INDEX ix_quote_customer_id ON quote (customer_id) WHERE customer_id IS NOT NULL;
--
CREATE INDEX ix_quote_lead_id ON quote (lead_id) WHERE lead_id IS NOT NULL;
--
CREATE INDEX ix_quote_number ON quote (number_fold);
--
CREATE INDEX ix_quote_opportunity_id ON quote (opportunity_id) WHERE opportunity_id IS NOT NULL;
--
CREATE INDEX ix_quote_order_id ON quote (order_id) WHERE order_id IS NOT NULL;
--
CREATE INDEX ix_quote_replaces_id ON quote (replaces_id) WHERE replaces_id IS NOT NULL;
--
CREATE TABLE support_case (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_sort TEXT NOT NULL,
  customer_id INTEGER,
  contact_id INTEGER,
  lead_id INTEGER,
  order_id INTEGER,
  product_id INTEGER,
  owner_id INTEGER,
  duplicate_of_id INTEGER,
  status TEXT NOT NULL,
  priority TEXT NOT NULL,
  channel TEXT,
  category TEXT,
  opened_at TEXT NOT NULL,
  first_response_at TEXT,
  resolved_at TEXT,
  resolution TEXT,
  branch TEXT,
  note TEXT,
  custom TEXT,
  CONSTRAINT has_a_name CHECK (name <> ''),
  CONSTRAINT status_known CHECK (status = 'open' OR status = 'waiting' OR status = 'resolved'),
  CONSTRAINT priority_known CHECK (priority = 'urgent' OR priority = 'high' OR priority = 'normal' OR priority = 'low'),
  CONSTRAINT resolved_has_moment CHECK ((status = 'resolved') = (resolved_at IS NOT NULL)),
  CONSTRAINT not_its_own_duplicate CHECK (duplicate_of_id <> id),
  CONSTRAINT opened_at_is_a_moment CHECK (opened_at LIKE '____-__-__' OR opened_at LIKE '____-__-__T__:__:__Z'),
  CONSTRAINT first_response_at_is_a_moment CHECK (first_response_at LIKE '____-__-__' OR first_response_at LIKE '____-__-__T__:__:__Z'),
  CONSTRAINT resolved_at_is_a_moment CHECK (resolved_at LIKE '____-__-__' OR resolved_at LIKE '____-__-__T__:__:__Z'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(lead_id) REFERENCES lead (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(order_id) REFERENCES sales_order (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(product_id) REFERENCES product (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(owner_id) REFERENCES crm_user (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(duplicate_of_id) REFERENCES support_case (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
CREATE INDEX ix_support_case_contact_id ON support_case (contact_id) WHERE contact_id IS NOT NULL;
--
CREATE INDEX ix_support_case_customer_id ON support_case (customer_id) WHERE customer_id IS NOT NULL;
--
CREATE INDEX ix_support_case_duplicate_of_id ON support_case (duplicate_of_id) WHERE duplicate_of_id IS NOT NULL;
--
CREATE INDEX ix_support_case_lead_id ON support_case (lead_id) WHERE lead_id IS NOT NULL;
--
CREATE INDEX ix_support_case_name_fold ON support_case (name_fold);
--
CREATE INDEX ix_support_case_order_id ON support_case (order_id) WHERE order_id IS NOT NULL;
--
CREATE INDEX ix_support_case_owner_id ON support_case (owner_id) WHERE owner_id IS NOT NULL;
--
CREATE INDEX ix_support_case_product_id ON support_case (product_id) WHERE product_id IS NOT NULL;
--
CREATE TABLE attachment (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_sort TEXT NOT NULL,
  path TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL,
  copied INTEGER DEFAULT '0' NOT NULL,
  attached_on TEXT,
  branch TEXT,
  note TEXT,
  custom TEXT,
  customer_id INTEGER,
  contact_id INTEGER,
  lead_id INTEGER,
  opportunity_id INTEGER,
  order_id INTEGER,
  quote_id INTEGER,
  case_id INTEGER,
  CONSTRAINT has_a_name CHECK (name <> ''),
  CONSTRAINT size_not_negative CHECK (size >= 0),
  CONSTRAINT copied_yes_no CHECK (copied IN (0, 1)),
  CONSTRAINT attached_on_is_a_day CHECK (attached_on LIKE '____-__-__'),
  CONSTRAINT exactly_one_owner CHECK ((CASE WHEN customer_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN contact_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN lead_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN opportunity_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN order_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN quote_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN case_id IS NULL THEN 0 ELSE 1 END) = 1),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(lead_id) REFERENCES lead (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(opportunity_id) REFERENCES opportunity (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(order_id) REFERENCES sales_order (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(quote_id) REFERENCES quote (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(case_id) REFERENCES support_case (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
CREATE INDEX ix_attachment_case_id ON attachment (case_id) WHERE case_id IS NOT NULL;
--
CREATE INDEX ix_attachment_contact_id ON attachment (contact_id) WHERE contact_id IS NOT NULL;
--
CREATE INDEX ix_attachment_customer_id ON attachment (customer_id) WHERE customer_id IS NOT NULL;
--
CREATE INDEX ix_attachment_lead_id ON attachment (lead_id) WHERE lead_id IS NOT NULL;
--
CREATE INDEX ix_attachment_opportunity_id ON attachment (opportunity_id) WHERE opportunity_id IS NOT NULL;
--
CREATE INDEX ix_attachment_order_id ON attachment (order_id) WHERE order_id IS NOT NULL;
--
CREATE INDEX ix_attachment_quote_id ON attachment (quote_id) WHERE quote_id IS NOT NULL;
--
CREATE TABLE quote_line (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  quote_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  product_id INTEGER,
  description TEXT,
  quantity_milli INTEGER,
  unit_price TEXT,
  discount_minor INTEGER,
  tax_percent TEXT,
  tax_minor INTEGER,
  amount_minor INTEGER,
  cost_minor INTEGER,
  currency TEXT,
  custom TEXT,
  CONSTRAINT amounts_have_currency CHECK ((amount_minor IS NULL AND discount_minor IS NULL AND tax_minor IS NULL AND cost_minor IS NULL) OR currency IS NOT NULL),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(quote_id) REFERENCES quote (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(product_id) REFERENCES product (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
CREATE INDEX ix_quote_line_product_id ON quote_line (product_id) WHERE product_id IS NOT NULL;
--
CREATE INDEX ix_quote_line_quote ON quote_line (quote_id);
--
CREATE TABLE survey (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  topic TEXT,
  customer_id INTEGER,
  contact_id INTEGER,
  lead_id INTEGER,
  order_id INTEGER,
  case_id INTEGER,
  user_id INTEGER,
  answered_on TEXT NOT NULL,
  nps INTEGER,
  scale INTEGER NOT NULL,
  expectation INTEGER,
  experience INTEGER,
  satisfaction INTEGER,
  channel TEXT,
  branch TEXT,
  note TEXT,
  custom TEXT,
  CONSTRAINT nps_is_ten CHECK (nps BETWEEN 0 AND 10),
  CONSTRAINT scale_is_sane CHECK (scale BETWEEN 2 AND 100),
  CONSTRAINT expectation_in_scale CHECK (expectation BETWEEN 0 AND scale),
  CONSTRAINT experience_in_scale CHECK (experience BETWEEN 0 AND scale),
  CONSTRAINT satisfaction_in_scale CHECK (satisfaction BETWEEN 0 AND scale),
  CONSTRAINT answers_something CHECK (nps IS NOT NULL OR expectation IS NOT NULL OR experience IS NOT NULL OR satisfaction IS NOT NULL OR note IS NOT NULL),
  CONSTRAINT answered_on_is_a_day CHECK (answered_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(lead_id) REFERENCES lead (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(order_id) REFERENCES sales_order (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(case_id) REFERENCES support_case (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(user_id) REFERENCES crm_user (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
CREATE INDEX ix_survey_case_id ON survey (case_id) WHERE case_id IS NOT NULL;
--
CREATE INDEX ix_survey_contact_id ON survey (contact_id) WHERE contact_id IS NOT NULL;
--
CREATE INDEX ix_survey_customer_id ON survey (customer_id) WHERE customer_id IS NOT NULL;
--
CREATE INDEX ix_survey_lead_id ON survey (lead_id) WHERE lead_id IS NOT NULL;
--
CREATE INDEX ix_survey_order_id ON survey (order_id) WHERE order_id IS NOT NULL;
--
CREATE INDEX ix_survey_user_id ON survey (user_id) WHERE user_id IS NOT NULL;
--
CREATE TABLE case_step (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  case_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  at TEXT NOT NULL,
  actor TEXT,
  note TEXT,
  activity_id INTEGER,
  CONSTRAINT kind_known CHECK (kind = 'opened' OR kind = 'replied' OR kind = 'waiting' OR kind = 'resolved' OR kind = 'reopened'),
  CONSTRAINT at_is_a_moment CHECK (at LIKE '____-__-__' OR at LIKE '____-__-__T__:__:__Z'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(case_id) REFERENCES support_case (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(activity_id) REFERENCES activity (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
CREATE INDEX ix_case_step_activity_id ON case_step (activity_id) WHERE activity_id IS NOT NULL;
--
CREATE INDEX ix_case_step_case ON case_step (case_id);
--
CREATE TABLE firing (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  rule_id INTEGER,
  playbook_id INTEGER,
  "key" TEXT NOT NULL,
  fired_on TEXT NOT NULL,
  depth INTEGER NOT NULL,
  activity_id INTEGER,
  CONSTRAINT exactly_one_owner CHECK ((CASE WHEN rule_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN playbook_id IS NULL THEN 0 ELSE 1 END) = 1),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(rule_id) REFERENCES rule (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(playbook_id) REFERENCES playbook (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(activity_id) REFERENCES activity (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
CREATE INDEX ix_firing_activity_id ON firing (activity_id) WHERE activity_id IS NOT NULL;
--
CREATE UNIQUE INDEX uq_firing_playbook ON firing (playbook_id, "key");
--
CREATE UNIQUE INDEX uq_firing_rule ON firing (rule_id, "key");
--
CREATE TABLE kept_numbers AS SELECT name, seq FROM sqlite_sequence;
--
CREATE TABLE kept_product AS SELECT * FROM product;
--
DROP TABLE product;
--
CREATE TABLE product (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_sort TEXT NOT NULL,
  sku TEXT,
  sku_fold TEXT,
  category TEXT,
  price_minor INTEGER,
  cost_minor INTEGER,
  currency TEXT,
  active INTEGER DEFAULT '1' NOT NULL,
  note TEXT,
  custom TEXT,
  unit TEXT,
  tax_percent TEXT,
  introduced_on TEXT,
  withdrawn_on TEXT,
  CONSTRAINT has_a_name CHECK (name <> ''),
  CONSTRAINT price_has_currency CHECK ((price_minor IS NULL AND cost_minor IS NULL) OR currency IS NOT NULL),
  CONSTRAINT active_yes_no CHECK (active IN (0, 1)),
  CONSTRAINT introduced_on_is_a_day CHECK (introduced_on LIKE '____-__-__'),
  CONSTRAINT withdrawn_on_is_a_day CHECK (withdrawn_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id)
)
 STRICT;
--
INSERT INTO product (id, created_change, name, name_fold, name_sort, sku, sku_fold, category, price_minor, cost_minor, currency, active, note, custom) SELECT id, created_change, name, name_fold, name_sort, sku, sku_fold, category, price_minor, cost_minor, currency, active, note, custom FROM kept_product;
--
DROP TABLE kept_product;
--
CREATE INDEX ix_product_name_fold ON product (name_fold);
--
CREATE INDEX ix_product_sku ON product (sku_fold);
--
CREATE TABLE kept_customer AS SELECT * FROM customer;
--
DROP TABLE customer;
--
CREATE TABLE customer (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_sort TEXT NOT NULL,
  kind TEXT NOT NULL,
  parent_id INTEGER,
  owner_id INTEGER,
  referrer_id INTEGER,
  branch TEXT,
  email TEXT,
  phone TEXT,
  tax_number TEXT,
  tax_office TEXT,
  website TEXT,
  industry TEXT,
  address TEXT,
  city TEXT,
  district TEXT,
  region TEXT,
  postal_code TEXT,
  country TEXT,
  source TEXT,
  note TEXT,
  custom TEXT,
  created_on TEXT,
  cadence_days INTEGER,
  CONSTRAINT has_a_name CHECK (name <> ''),
  CONSTRAINT kind_known CHECK (kind = 'organisation' OR kind = 'person'),
  CONSTRAINT not_its_own_parent CHECK (parent_id <> id),
  CONSTRAINT not_its_own_referrer CHECK (referrer_id <> id),
  CONSTRAINT cadence_is_positive CHECK (cadence_days > 0),
  CONSTRAINT created_on_is_a_day CHECK (created_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(parent_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(owner_id) REFERENCES crm_user (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(referrer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
INSERT INTO customer (id, created_change, name, name_fold, name_sort, kind, parent_id, owner_id, referrer_id, branch, email, phone, tax_number, tax_office, website, industry, address, city, district, region, postal_code, country, source, note, custom, created_on) SELECT id, created_change, name, name_fold, name_sort, kind, parent_id, owner_id, referrer_id, branch, email, phone, tax_number, tax_office, website, industry, address, city, district, region, postal_code, country, source, note, custom, created_on FROM kept_customer;
--
DROP TABLE kept_customer;
--
CREATE INDEX ix_customer_name_fold ON customer (name_fold);
--
CREATE INDEX ix_customer_name_sort ON customer (name_sort);
--
CREATE INDEX ix_customer_owner_id ON customer (owner_id) WHERE owner_id IS NOT NULL;
--
CREATE INDEX ix_customer_parent_id ON customer (parent_id) WHERE parent_id IS NOT NULL;
--
CREATE INDEX ix_customer_referrer_id ON customer (referrer_id) WHERE referrer_id IS NOT NULL;
--
CREATE TABLE kept_opportunity AS SELECT * FROM opportunity;
--
DROP TABLE opportunity;
--
CREATE TABLE opportunity (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_sort TEXT NOT NULL,
  customer_id INTEGER,
  contact_id INTEGER,
  owner_id INTEGER,
  stage_id INTEGER NOT NULL,
  product_id INTEGER,
  lead_id INTEGER,
  amount_minor INTEGER,
  currency TEXT,
  probability INTEGER,
  expected_close TEXT,
  created_on TEXT,
  closed_on TEXT,
  lost_reason_id INTEGER,
  lost_note TEXT,
  source TEXT,
  campaign TEXT,
  branch TEXT,
  note TEXT,
  custom TEXT,
  competitor_id INTEGER,
  CONSTRAINT has_a_name CHECK (name <> ''),
  CONSTRAINT probability_is_percent CHECK (probability BETWEEN 0 AND 100),
  CONSTRAINT amount_minor_has_currency CHECK (amount_minor IS NULL OR currency IS NOT NULL),
  CONSTRAINT created_on_is_a_day CHECK (created_on LIKE '____-__-__'),
  CONSTRAINT expected_close_is_a_day CHECK (expected_close LIKE '____-__-__'),
  CONSTRAINT closed_on_is_a_day CHECK (closed_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(owner_id) REFERENCES crm_user (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(stage_id) REFERENCES stage (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(product_id) REFERENCES product (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(lead_id) REFERENCES lead (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(lost_reason_id) REFERENCES lost_reason (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(competitor_id) REFERENCES competitor (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
INSERT INTO opportunity (id, created_change, name, name_fold, name_sort, customer_id, contact_id, owner_id, stage_id, product_id, lead_id, amount_minor, currency, probability, expected_close, created_on, closed_on, lost_reason_id, lost_note, source, campaign, branch, note, custom) SELECT id, created_change, name, name_fold, name_sort, customer_id, contact_id, owner_id, stage_id, product_id, lead_id, amount_minor, currency, probability, expected_close, created_on, closed_on, lost_reason_id, lost_note, source, campaign, branch, note, custom FROM kept_opportunity;
--
DROP TABLE kept_opportunity;
--
CREATE INDEX ix_opportunity_competitor_id ON opportunity (competitor_id) WHERE competitor_id IS NOT NULL;
--
CREATE INDEX ix_opportunity_contact_id ON opportunity (contact_id) WHERE contact_id IS NOT NULL;
--
CREATE INDEX ix_opportunity_customer_id ON opportunity (customer_id) WHERE customer_id IS NOT NULL;
--
CREATE INDEX ix_opportunity_lead_id ON opportunity (lead_id) WHERE lead_id IS NOT NULL;
--
CREATE INDEX ix_opportunity_lost_reason_id ON opportunity (lost_reason_id) WHERE lost_reason_id IS NOT NULL;
--
CREATE INDEX ix_opportunity_name_fold ON opportunity (name_fold);
--
CREATE INDEX ix_opportunity_owner_id ON opportunity (owner_id) WHERE owner_id IS NOT NULL;
--
CREATE INDEX ix_opportunity_product_id ON opportunity (product_id) WHERE product_id IS NOT NULL;
--
CREATE INDEX ix_opportunity_stage ON opportunity (stage_id);
--
CREATE TABLE kept_sales_order AS SELECT * FROM sales_order;
--
DROP TABLE sales_order;
--
CREATE TABLE sales_order (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  number TEXT,
  number_fold TEXT,
  customer_id INTEGER,
  contact_id INTEGER,
  owner_id INTEGER,
  opportunity_id INTEGER,
  ordered_on TEXT,
  status TEXT NOT NULL,
  total_minor INTEGER,
  currency TEXT,
  branch TEXT,
  channel TEXT,
  note TEXT,
  custom TEXT,
  net_minor INTEGER,
  tax_minor INTEGER,
  promised_on TEXT,
  delivered_on TEXT,
  due_on TEXT,
  campaign_id INTEGER,
  CONSTRAINT status_known CHECK (status = 'open' OR status = 'completed' OR status = 'cancelled'),
  CONSTRAINT total_minor_has_currency CHECK (total_minor IS NULL OR currency IS NOT NULL),
  CONSTRAINT ordered_on_is_a_day CHECK (ordered_on LIKE '____-__-__'),
  CONSTRAINT promised_on_is_a_day CHECK (promised_on LIKE '____-__-__'),
  CONSTRAINT delivered_on_is_a_day CHECK (delivered_on LIKE '____-__-__'),
  CONSTRAINT due_on_is_a_day CHECK (due_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(owner_id) REFERENCES crm_user (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(opportunity_id) REFERENCES opportunity (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(campaign_id) REFERENCES campaign (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
INSERT INTO sales_order (id, created_change, number, number_fold, customer_id, contact_id, owner_id, opportunity_id, ordered_on, status, total_minor, currency, branch, channel, note, custom, net_minor, tax_minor) SELECT id, created_change, number, number_fold, customer_id, contact_id, owner_id, opportunity_id, ordered_on, status, total_minor, currency, branch, channel, note, custom, net_minor, tax_minor FROM kept_sales_order;
--
DROP TABLE kept_sales_order;
--
CREATE INDEX ix_sales_order_campaign_id ON sales_order (campaign_id) WHERE campaign_id IS NOT NULL;
--
CREATE INDEX ix_sales_order_contact_id ON sales_order (contact_id) WHERE contact_id IS NOT NULL;
--
CREATE INDEX ix_sales_order_customer ON sales_order (customer_id, ordered_on, total_minor, currency, status);
--
CREATE INDEX ix_sales_order_day ON sales_order (ordered_on);
--
CREATE INDEX ix_sales_order_number ON sales_order (number_fold);
--
CREATE INDEX ix_sales_order_opportunity_id ON sales_order (opportunity_id) WHERE opportunity_id IS NOT NULL;
--
CREATE INDEX ix_sales_order_owner_id ON sales_order (owner_id) WHERE owner_id IS NOT NULL;
--
CREATE TABLE kept_activity AS SELECT * FROM activity;
--
DROP TABLE activity;
--
CREATE TABLE activity (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  kind TEXT NOT NULL,
  direction TEXT,
  channel TEXT,
  branch TEXT,
  at TEXT NOT NULL,
  minutes INTEGER,
  outcome TEXT,
  subject TEXT,
  body TEXT,
  done INTEGER DEFAULT '1' NOT NULL,
  customer_id INTEGER,
  contact_id INTEGER,
  lead_id INTEGER,
  opportunity_id INTEGER,
  order_id INTEGER,
  user_id INTEGER,
  custom TEXT,
  priority TEXT,
  repeat TEXT,
  done_on TEXT,
  case_id INTEGER,
  plan_id INTEGER,
  campaign_id INTEGER,
  CONSTRAINT kind_known CHECK (kind = 'call' OR kind = 'email' OR kind = 'meeting' OR kind = 'visit' OR kind = 'message' OR kind = 'note' OR kind = 'task'),
  CONSTRAINT direction_known CHECK (direction = 'in' OR direction = 'out'),
  CONSTRAINT minutes_not_negative CHECK (minutes >= 0),
  CONSTRAINT at_is_a_moment CHECK (at LIKE '____-__-__' OR at LIKE '____-__-__T__:__:__Z'),
  CONSTRAINT done_yes_no CHECK (done IN (0, 1)),
  CONSTRAINT priority_known CHECK (priority = 'high' OR priority = 'normal' OR priority = 'low'),
  CONSTRAINT done_on_is_a_day CHECK (done_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(lead_id) REFERENCES lead (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(opportunity_id) REFERENCES opportunity (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(order_id) REFERENCES sales_order (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(user_id) REFERENCES crm_user (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(case_id) REFERENCES support_case (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(plan_id) REFERENCES account_plan (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(campaign_id) REFERENCES campaign (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
INSERT INTO activity (id, created_change, kind, direction, channel, branch, at, minutes, outcome, subject, body, done, customer_id, contact_id, lead_id, opportunity_id, order_id, user_id, custom) SELECT id, created_change, kind, direction, channel, branch, at, minutes, outcome, subject, body, done, customer_id, contact_id, lead_id, opportunity_id, order_id, user_id, custom FROM kept_activity;
--
DROP TABLE kept_activity;
--
CREATE INDEX ix_activity_at ON activity (at);
--
CREATE INDEX ix_activity_campaign_id ON activity (campaign_id) WHERE campaign_id IS NOT NULL;
--
CREATE INDEX ix_activity_case_id ON activity (case_id) WHERE case_id IS NOT NULL;
--
CREATE INDEX ix_activity_contact_id ON activity (contact_id) WHERE contact_id IS NOT NULL;
--
CREATE INDEX ix_activity_customer ON activity (customer_id, at);
--
CREATE INDEX ix_activity_lead_id ON activity (lead_id) WHERE lead_id IS NOT NULL;
--
CREATE INDEX ix_activity_open ON activity (at) WHERE done = 0;
--
CREATE INDEX ix_activity_opportunity_id ON activity (opportunity_id) WHERE opportunity_id IS NOT NULL;
--
CREATE INDEX ix_activity_order_id ON activity (order_id) WHERE order_id IS NOT NULL;
--
CREATE INDEX ix_activity_plan_id ON activity (plan_id) WHERE plan_id IS NOT NULL;
--
CREATE INDEX ix_activity_user_id ON activity (user_id) WHERE user_id IS NOT NULL;
--
DELETE FROM sqlite_sequence WHERE name IN (SELECT name FROM kept_numbers);
--
INSERT INTO sqlite_sequence (name, seq) SELECT name, seq FROM kept_numbers;
--
DROP TABLE kept_numbers
