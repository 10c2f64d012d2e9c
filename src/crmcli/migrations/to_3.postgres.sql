CREATE TABLE competitor (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_fold TEXT COLLATE "C" NOT NULL,
  name_sort TEXT COLLATE "C" NOT NULL,
  website TEXT COLLATE "C",
  strengths TEXT COLLATE "C",
  weaknesses TEXT COLLATE "C",
  active BIGINT DEFAULT '1' NOT NULL,
  note TEXT COLLATE "C",
  custom TEXT COLLATE "C",
  PRIMARY KEY (id),
  CONSTRAINT has_a_name CHECK (name <> ''),
  CONSTRAINT active_yes_no CHECK (active IN (0, 1)),
  FOREIGN KEY(created_change) REFERENCES change (id)
);
--
CREATE UNIQUE INDEX uq_competitor_name ON competitor (name_fold);
--
CREATE TABLE incident (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_fold TEXT COLLATE "C" NOT NULL,
  name_sort TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C",
  started_at TEXT COLLATE "C" NOT NULL,
  ended_at TEXT COLLATE "C",
  channel TEXT COLLATE "C",
  branch TEXT COLLATE "C",
  filter TEXT COLLATE "C",
  note TEXT COLLATE "C",
  custom TEXT COLLATE "C",
  PRIMARY KEY (id),
  CONSTRAINT has_a_name CHECK (name <> ''),
  CONSTRAINT ends_after_start CHECK (ended_at IS NULL OR ended_at >= started_at),
  CONSTRAINT started_at_is_a_moment CHECK (started_at LIKE '____-__-__' OR started_at LIKE '____-__-__T__:__:__Z'),
  CONSTRAINT ended_at_is_a_moment CHECK (ended_at LIKE '____-__-__' OR ended_at LIKE '____-__-__T__:__:__Z'),
  FOREIGN KEY(created_change) REFERENCES change (id)
);
--
CREATE TABLE rate (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  currency TEXT COLLATE "C" NOT NULL,
  base TEXT COLLATE "C" NOT NULL,
  day TEXT COLLATE "C" NOT NULL,
  rate TEXT COLLATE "C" NOT NULL,
  source TEXT COLLATE "C",
  note TEXT COLLATE "C",
  custom TEXT COLLATE "C",
  PRIMARY KEY (id),
  CONSTRAINT two_currencies CHECK (currency <> base),
  CONSTRAINT rate_is_positive CHECK (CAST(rate AS double precision) > 0),
  CONSTRAINT day_is_a_day CHECK (day LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id)
);
--
CREATE UNIQUE INDEX uq_rate ON rate (currency, base, day);
--
CREATE TABLE record_key (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  noun TEXT COLLATE "C" NOT NULL,
  number BIGINT NOT NULL,
  source TEXT COLLATE "C" NOT NULL,
  norm TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY(created_change) REFERENCES change (id)
);
--
CREATE INDEX ix_record_key_number ON record_key (noun, number);
--
CREATE UNIQUE INDEX uq_record_key ON record_key (norm, noun, source);
--
CREATE TABLE rule (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_fold TEXT COLLATE "C" NOT NULL,
  name_sort TEXT COLLATE "C" NOT NULL,
  wording TEXT COLLATE "C" NOT NULL,
  active BIGINT DEFAULT '1' NOT NULL,
  since_change BIGINT,
  note TEXT COLLATE "C",
  custom TEXT COLLATE "C",
  PRIMARY KEY (id),
  CONSTRAINT has_a_name CHECK (name <> ''),
  CONSTRAINT says_something CHECK (wording <> ''),
  CONSTRAINT active_yes_no CHECK (active IN (0, 1)),
  FOREIGN KEY(created_change) REFERENCES change (id)
);
--
CREATE UNIQUE INDEX uq_rule_name ON rule (name_fold);
--
CREATE TABLE segment (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_fold TEXT COLLATE "C" NOT NULL,
  name_sort TEXT COLLATE "C" NOT NULL,
  noun TEXT COLLATE "C" NOT NULL,
  filter TEXT COLLATE "C" NOT NULL,
  note TEXT COLLATE "C",
  custom TEXT COLLATE "C",
  PRIMARY KEY (id),
  CONSTRAINT has_a_name CHECK (name <> ''),
  FOREIGN KEY(created_change) REFERENCES change (id)
);
--
CREATE UNIQUE INDEX uq_segment_name ON segment (name_fold);
--
CREATE TABLE campaign (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_fold TEXT COLLATE "C" NOT NULL,
  name_sort TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C",
  status TEXT COLLATE "C" NOT NULL,
  channel TEXT COLLATE "C",
  purpose TEXT COLLATE "C" NOT NULL,
  filter TEXT COLLATE "C",
  holdout_percent BIGINT NOT NULL,
  starts_on TEXT COLLATE "C",
  ends_on TEXT COLLATE "C",
  launched_on TEXT COLLATE "C",
  cost_minor BIGINT,
  currency TEXT COLLATE "C",
  owner_id BIGINT,
  product_id BIGINT,
  subject TEXT COLLATE "C",
  body TEXT COLLATE "C",
  branch TEXT COLLATE "C",
  note TEXT COLLATE "C",
  custom TEXT COLLATE "C",
  PRIMARY KEY (id),
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
);
--
CREATE INDEX ix_campaign_owner_id ON campaign (owner_id) WHERE owner_id IS NOT NULL;
--
CREATE INDEX ix_campaign_product_id ON campaign (product_id) WHERE product_id IS NOT NULL;
--
CREATE UNIQUE INDEX uq_campaign_name ON campaign (name_fold);
--
CREATE TABLE closing_step (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_fold TEXT COLLATE "C" NOT NULL,
  name_sort TEXT COLLATE "C" NOT NULL,
  stage_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  required BIGINT DEFAULT '1' NOT NULL,
  active BIGINT DEFAULT '1' NOT NULL,
  note TEXT COLLATE "C",
  custom TEXT COLLATE "C",
  PRIMARY KEY (id),
  CONSTRAINT has_a_name CHECK (name <> ''),
  CONSTRAINT required_yes_no CHECK (required IN (0, 1)),
  CONSTRAINT active_yes_no CHECK (active IN (0, 1)),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(stage_id) REFERENCES stage (id) DEFERRABLE INITIALLY IMMEDIATE
);
--
CREATE UNIQUE INDEX uq_closing_step ON closing_step (stage_id, name_fold);
--
CREATE TABLE playbook (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_fold TEXT COLLATE "C" NOT NULL,
  name_sort TEXT COLLATE "C" NOT NULL,
  filter TEXT COLLATE "C" NOT NULL,
  period TEXT COLLATE "C" NOT NULL,
  steps TEXT COLLATE "C" NOT NULL,
  owner_id BIGINT,
  active BIGINT DEFAULT '1' NOT NULL,
  note TEXT COLLATE "C",
  custom TEXT COLLATE "C",
  PRIMARY KEY (id),
  CONSTRAINT has_a_name CHECK (name <> ''),
  CONSTRAINT period_known CHECK (period = 'once' OR period = 'week' OR period = 'month' OR period = 'quarter' OR period = 'year'),
  CONSTRAINT active_yes_no CHECK (active IN (0, 1)),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(owner_id) REFERENCES crm_user (id) DEFERRABLE INITIALLY IMMEDIATE
);
--
CREATE INDEX ix_playbook_owner_id ON playbook (owner_id) WHERE owner_id IS NOT NULL;
--
CREATE UNIQUE INDEX uq_playbook_name ON playbook (name_fold);
--
CREATE TABLE price (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  product_id BIGINT NOT NULL,
  valid_from TEXT COLLATE "C" NOT NULL,
  price_minor BIGINT,
  cost_minor BIGINT,
  currency TEXT COLLATE "C" NOT NULL,
  note TEXT COLLATE "C",
  custom TEXT COLLATE "C",
  PRIMARY KEY (id),
  CONSTRAINT has_a_price CHECK (price_minor IS NOT NULL OR cost_minor IS NOT NULL),
  CONSTRAINT valid_from_is_a_day CHECK (valid_from LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(product_id) REFERENCES product (id) DEFERRABLE INITIALLY IMMEDIATE
);
--
CREATE UNIQUE INDEX uq_price ON price (product_id, currency, valid_from);
--
CREATE TABLE segment_snapshot (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  segment_id BIGINT NOT NULL,
  taken_on TEXT COLLATE "C" NOT NULL,
  label TEXT COLLATE "C",
  filter TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT taken_on_is_a_day CHECK (taken_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(segment_id) REFERENCES segment (id) DEFERRABLE INITIALLY IMMEDIATE
);
--
CREATE INDEX ix_segment_snapshot_segment ON segment_snapshot (segment_id);
--
CREATE TABLE shop_check (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  branch TEXT COLLATE "C" NOT NULL,
  checked_on TEXT COLLATE "C" NOT NULL,
  shopper TEXT COLLATE "C",
  channel TEXT COLLATE "C",
  user_id BIGINT,
  answers TEXT COLLATE "C",
  points BIGINT NOT NULL,
  best BIGINT NOT NULL,
  note TEXT COLLATE "C",
  custom TEXT COLLATE "C",
  PRIMARY KEY (id),
  CONSTRAINT points_within_best CHECK (points >= 0 AND points <= best AND best > 0),
  CONSTRAINT checked_on_is_a_day CHECK (checked_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(user_id) REFERENCES crm_user (id) DEFERRABLE INITIALLY IMMEDIATE
);
--
CREATE INDEX ix_shop_check_user_id ON shop_check (user_id) WHERE user_id IS NOT NULL;
--
CREATE TABLE target (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  metric TEXT COLLATE "C" NOT NULL,
  from_on TEXT COLLATE "C" NOT NULL,
  until_on TEXT COLLATE "C" NOT NULL,
  owner_id BIGINT,
  product_id BIGINT,
  branch TEXT COLLATE "C",
  amount_minor BIGINT,
  currency TEXT COLLATE "C",
  goal BIGINT,
  note TEXT COLLATE "C",
  custom TEXT COLLATE "C",
  PRIMARY KEY (id),
  CONSTRAINT metric_known CHECK (metric = 'revenue' OR metric = 'orders' OR metric = 'won' OR metric = 'won_amount' OR metric = 'customers' OR metric = 'leads' OR metric = 'activities'),
  CONSTRAINT amount_or_goal CHECK ((amount_minor IS NULL) <> (goal IS NULL)),
  CONSTRAINT amount_minor_has_currency CHECK (amount_minor IS NULL OR currency IS NOT NULL),
  CONSTRAINT ends_after_start CHECK (until_on >= from_on),
  CONSTRAINT from_on_is_a_day CHECK (from_on LIKE '____-__-__'),
  CONSTRAINT until_on_is_a_day CHECK (until_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(owner_id) REFERENCES crm_user (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(product_id) REFERENCES product (id) DEFERRABLE INITIALLY IMMEDIATE
);
--
CREATE INDEX ix_target_owner_id ON target (owner_id) WHERE owner_id IS NOT NULL;
--
CREATE INDEX ix_target_product_id ON target (product_id) WHERE product_id IS NOT NULL;
--
CREATE TABLE account_plan (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_fold TEXT COLLATE "C" NOT NULL,
  name_sort TEXT COLLATE "C" NOT NULL,
  customer_id BIGINT NOT NULL,
  owner_id BIGINT,
  status TEXT COLLATE "C" NOT NULL,
  created_on TEXT COLLATE "C",
  due_on TEXT COLLATE "C",
  closed_on TEXT COLLATE "C",
  branch TEXT COLLATE "C",
  note TEXT COLLATE "C",
  custom TEXT COLLATE "C",
  PRIMARY KEY (id),
  CONSTRAINT has_a_name CHECK (name <> ''),
  CONSTRAINT status_known CHECK (status = 'open' OR status = 'reached' OR status = 'dropped'),
  CONSTRAINT created_on_is_a_day CHECK (created_on LIKE '____-__-__'),
  CONSTRAINT due_on_is_a_day CHECK (due_on LIKE '____-__-__'),
  CONSTRAINT closed_on_is_a_day CHECK (closed_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(owner_id) REFERENCES crm_user (id) DEFERRABLE INITIALLY IMMEDIATE
);
--
CREATE INDEX ix_account_plan_customer ON account_plan (customer_id);
--
CREATE INDEX ix_account_plan_owner_id ON account_plan (owner_id) WHERE owner_id IS NOT NULL;
--
CREATE TABLE incident_customer (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  incident_id BIGINT NOT NULL,
  customer_id BIGINT NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(incident_id) REFERENCES incident (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE
);
--
CREATE INDEX ix_incident_customer_customer ON incident_customer (customer_id);
--
CREATE UNIQUE INDEX uq_incident_customer ON incident_customer (incident_id, customer_id);
--
CREATE TABLE segment_member (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  snapshot_id BIGINT NOT NULL,
  number BIGINT NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(snapshot_id) REFERENCES segment_snapshot (id) DEFERRABLE INITIALLY IMMEDIATE
);
--
CREATE UNIQUE INDEX uq_segment_member ON segment_member (snapshot_id, number);
--
CREATE TABLE verification (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  customer_id BIGINT,
  contact_id BIGINT,
  user_id BIGINT,
  at TEXT COLLATE "C" NOT NULL,
  passed BIGINT DEFAULT '0' NOT NULL,
  asked TEXT COLLATE "C",
  channel TEXT COLLATE "C",
  branch TEXT COLLATE "C",
  note TEXT COLLATE "C",
  custom TEXT COLLATE "C",
  PRIMARY KEY (id),
  CONSTRAINT passed_yes_no CHECK (passed IN (0, 1)),
  CONSTRAINT at_is_a_moment CHECK (at LIKE '____-__-__' OR at LIKE '____-__-__T__:__:__Z'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(user_id) REFERENCES crm_user (id) DEFERRABLE INITIALLY IMMEDIATE
);
--
CREATE INDEX ix_verification_contact_id ON verification (contact_id) WHERE contact_id IS NOT NULL;
--
CREATE INDEX ix_verification_customer_id ON verification (customer_id) WHERE customer_id IS NOT NULL;
--
CREATE INDEX ix_verification_user_id ON verification (user_id) WHERE user_id IS NOT NULL;
--
CREATE TABLE wallet (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  customer_id BIGINT NOT NULL,
  category TEXT COLLATE "C",
  amount_minor BIGINT NOT NULL,
  currency TEXT COLLATE "C" NOT NULL,
  estimated_on TEXT COLLATE "C" NOT NULL,
  source TEXT COLLATE "C",
  note TEXT COLLATE "C",
  custom TEXT COLLATE "C",
  PRIMARY KEY (id),
  CONSTRAINT amount_is_positive CHECK (amount_minor > 0),
  CONSTRAINT amount_minor_has_currency CHECK (amount_minor IS NULL OR currency IS NOT NULL),
  CONSTRAINT estimated_on_is_a_day CHECK (estimated_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE
);
--
CREATE INDEX ix_wallet_customer ON wallet (customer_id, estimated_on);
--
CREATE TABLE relation (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  role TEXT COLLATE "C" NOT NULL,
  other_role TEXT COLLATE "C",
  since TEXT COLLATE "C",
  until TEXT COLLATE "C",
  note TEXT COLLATE "C",
  custom TEXT COLLATE "C",
  customer_id BIGINT,
  contact_id BIGINT,
  lead_id BIGINT,
  other_customer_id BIGINT,
  other_contact_id BIGINT,
  other_lead_id BIGINT,
  PRIMARY KEY (id),
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
);
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
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_fold TEXT COLLATE "C" NOT NULL,
  name_sort TEXT COLLATE "C" NOT NULL,
  customer_id BIGINT,
  contact_id BIGINT,
  lead_id BIGINT,
  product_id BIGINT,
  status TEXT COLLATE "C" NOT NULL,
  weight BIGINT,
  category TEXT COLLATE "C",
  channel TEXT COLLATE "C",
  branch TEXT COLLATE "C",
  asked_on TEXT COLLATE "C",
  closed_on TEXT COLLATE "C",
  note TEXT COLLATE "C",
  custom TEXT COLLATE "C",
  PRIMARY KEY (id),
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
);
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
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_fold TEXT COLLATE "C" NOT NULL,
  name_sort TEXT COLLATE "C" NOT NULL,
  customer_id BIGINT,
  contact_id BIGINT,
  lead_id BIGINT,
  opportunity_id BIGINT,
  product_id BIGINT,
  weight BIGINT NOT NULL,
  status TEXT COLLATE "C" NOT NULL,
  noted_on TEXT COLLATE "C",
  branch TEXT COLLATE "C",
  note TEXT COLLATE "C",
  custom TEXT COLLATE "C",
  PRIMARY KEY (id),
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
);
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
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  opportunity_id BIGINT NOT NULL,
  closing_step_id BIGINT NOT NULL,
  done_on TEXT COLLATE "C" NOT NULL,
  actor TEXT COLLATE "C",
  PRIMARY KEY (id),
  CONSTRAINT done_on_is_a_day CHECK (done_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(opportunity_id) REFERENCES opportunity (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(closing_step_id) REFERENCES closing_step (id) DEFERRABLE INITIALLY IMMEDIATE
);
--
CREATE INDEX ix_step_done_closing_step_id ON step_done (closing_step_id) WHERE closing_step_id IS NOT NULL;
--
CREATE UNIQUE INDEX uq_step_done ON step_done (opportunity_id, closing_step_id);
--
CREATE TABLE campaign_member (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  campaign_id BIGINT NOT NULL,
  customer_id BIGINT,
  contact_id BIGINT,
  lead_id BIGINT,
  part TEXT COLLATE "C" NOT NULL,
  sent_on TEXT COLLATE "C",
  responded_on TEXT COLLATE "C",
  response TEXT COLLATE "C",
  made_lead_id BIGINT,
  opportunity_id BIGINT,
  order_id BIGINT,
  note TEXT COLLATE "C",
  custom TEXT COLLATE "C",
  PRIMARY KEY (id),
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
);
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
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  number TEXT COLLATE "C",
  number_fold TEXT COLLATE "C",
  customer_id BIGINT,
  contact_id BIGINT,
  order_id BIGINT,
  user_id BIGINT,
  paid_on TEXT COLLATE "C" NOT NULL,
  amount_minor BIGINT NOT NULL,
  currency TEXT COLLATE "C" NOT NULL,
  method TEXT COLLATE "C",
  channel TEXT COLLATE "C",
  branch TEXT COLLATE "C",
  note TEXT COLLATE "C",
  custom TEXT COLLATE "C",
  PRIMARY KEY (id),
  CONSTRAINT amount_minor_has_currency CHECK (amount_minor IS NULL OR currency IS NOT NULL),
  CONSTRAINT paid_on_is_a_day CHECK (paid_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(order_id) REFERENCES sales_order (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(user_id) REFERENCES crm_user (id) DEFERRABLE INITIALLY IMMEDIATE
);
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
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_fold TEXT COLLATE "C" NOT NULL,
  name_sort TEXT COLLATE "C" NOT NULL,
  number TEXT COLLATE "C",
  number_fold TEXT COLLATE "C",
  customer_id BIGINT,
  contact_id BIGINT,
  lead_id BIGINT,
  opportunity_id BIGINT,
  owner_id BIGINT,
  order_id BIGINT,
  replaces_id BIGINT,
  version BIGINT NOT NULL,
  status TEXT COLLATE "C" NOT NULL,
  quoted_on TEXT COLLATE "C",
  valid_until TEXT COLLATE "C",
  decided_on TEXT COLLATE "C",
  lost_reason_id BIGINT,
  lost_note TEXT COLLATE "C",
  net_minor BIGINT,
  discount_minor BIGINT,
  tax_minor BIGINT,
  total_minor BIGINT,
  currency TEXT COLLATE "C",
  terms TEXT COLLATE "C",
  branch TEXT COLLATE "C",
  note TEXT COLLATE "C",
  custom TEXT COLLATE "C",
  PRIMARY KEY (id),
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
);
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
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_fold TEXT COLLATE "C" NOT NULL,
  name_sort TEXT COLLATE "C" NOT NULL,
  customer_id BIGINT,
  contact_id BIGINT,
  lead_id BIGINT,
  order_id BIGINT,
  product_id BIGINT,
  owner_id BIGINT,
  duplicate_of_id BIGINT,
  status TEXT COLLATE "C" NOT NULL,
  priority TEXT COLLATE "C" NOT NULL,
  channel TEXT COLLATE "C",
  category TEXT COLLATE "C",
  opened_at TEXT COLLATE "C" NOT NULL,
  first_response_at TEXT COLLATE "C",
  resolved_at TEXT COLLATE "C",
  resolution TEXT COLLATE "C",
  branch TEXT COLLATE "C",
  note TEXT COLLATE "C",
  custom TEXT COLLATE "C",
  PRIMARY KEY (id),
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
);
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
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_fold TEXT COLLATE "C" NOT NULL,
  name_sort TEXT COLLATE "C" NOT NULL,
  path TEXT COLLATE "C" NOT NULL,
  sha256 TEXT COLLATE "C" NOT NULL,
  size BIGINT NOT NULL,
  copied BIGINT DEFAULT '0' NOT NULL,
  attached_on TEXT COLLATE "C",
  branch TEXT COLLATE "C",
  note TEXT COLLATE "C",
  custom TEXT COLLATE "C",
  customer_id BIGINT,
  contact_id BIGINT,
  lead_id BIGINT,
  opportunity_id BIGINT,
  order_id BIGINT,
  quote_id BIGINT,
  case_id BIGINT,
  PRIMARY KEY (id),
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
);
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
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  quote_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  product_id BIGINT,
  description TEXT COLLATE "C",
  quantity_milli BIGINT,
  unit_price TEXT COLLATE "C",
  discount_minor BIGINT,
  tax_percent TEXT COLLATE "C",
  tax_minor BIGINT,
  amount_minor BIGINT,
  cost_minor BIGINT,
  currency TEXT COLLATE "C",
  custom TEXT COLLATE "C",
  PRIMARY KEY (id),
  CONSTRAINT amounts_have_currency CHECK ((amount_minor IS NULL AND discount_minor IS NULL AND tax_minor IS NULL AND cost_minor IS NULL) OR currency IS NOT NULL),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(quote_id) REFERENCES quote (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(product_id) REFERENCES product (id) DEFERRABLE INITIALLY IMMEDIATE
);
--
CREATE INDEX ix_quote_line_product_id ON quote_line (product_id) WHERE product_id IS NOT NULL;
--
CREATE INDEX ix_quote_line_quote ON quote_line (quote_id);
--
CREATE TABLE survey (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  topic TEXT COLLATE "C",
  customer_id BIGINT,
  contact_id BIGINT,
  lead_id BIGINT,
  order_id BIGINT,
  case_id BIGINT,
  user_id BIGINT,
  answered_on TEXT COLLATE "C" NOT NULL,
  nps BIGINT,
  scale BIGINT NOT NULL,
  expectation BIGINT,
  experience BIGINT,
  satisfaction BIGINT,
  channel TEXT COLLATE "C",
  branch TEXT COLLATE "C",
  note TEXT COLLATE "C",
  custom TEXT COLLATE "C",
  PRIMARY KEY (id),
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
);
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
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  at TEXT COLLATE "C" NOT NULL,
  actor TEXT COLLATE "C",
  note TEXT COLLATE "C",
  activity_id BIGINT,
  PRIMARY KEY (id),
  CONSTRAINT kind_known CHECK (kind = 'opened' OR kind = 'replied' OR kind = 'waiting' OR kind = 'resolved' OR kind = 'reopened'),
  CONSTRAINT at_is_a_moment CHECK (at LIKE '____-__-__' OR at LIKE '____-__-__T__:__:__Z'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(case_id) REFERENCES support_case (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(activity_id) REFERENCES activity (id) DEFERRABLE INITIALLY IMMEDIATE
);
--
CREATE INDEX ix_case_step_activity_id ON case_step (activity_id) WHERE activity_id IS NOT NULL;
--
CREATE INDEX ix_case_step_case ON case_step (case_id);
--
CREATE TABLE firing (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  rule_id BIGINT,
  playbook_id BIGINT,
  key TEXT COLLATE "C" NOT NULL,
  fired_on TEXT COLLATE "C" NOT NULL,
  depth BIGINT NOT NULL,
  activity_id BIGINT,
  PRIMARY KEY (id),
  CONSTRAINT exactly_one_owner CHECK ((CASE WHEN rule_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN playbook_id IS NULL THEN 0 ELSE 1 END) = 1),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(rule_id) REFERENCES rule (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(playbook_id) REFERENCES playbook (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(activity_id) REFERENCES activity (id) DEFERRABLE INITIALLY IMMEDIATE
);
--
CREATE INDEX ix_firing_activity_id ON firing (activity_id) WHERE activity_id IS NOT NULL;
--
CREATE UNIQUE INDEX uq_firing_playbook ON firing (playbook_id, key);
--
CREATE UNIQUE INDEX uq_firing_rule ON firing (rule_id, key);
--
ALTER TABLE product ADD COLUMN unit TEXT COLLATE "C";
--
ALTER TABLE product ADD COLUMN tax_percent TEXT COLLATE "C";
--
ALTER TABLE product ADD COLUMN introduced_on TEXT COLLATE "C";
--
ALTER TABLE product ADD COLUMN withdrawn_on TEXT COLLATE "C";
--
ALTER TABLE product ADD CONSTRAINT introduced_on_is_a_day CHECK (introduced_on LIKE '____-__-__');
--
ALTER TABLE product ADD CONSTRAINT withdrawn_on_is_a_day CHECK (withdrawn_on LIKE '____-__-__');
--
ALTER TABLE customer ADD COLUMN cadence_days BIGINT;
--
ALTER TABLE customer ADD CONSTRAINT cadence_is_positive CHECK (cadence_days > 0);
--
ALTER TABLE opportunity ADD COLUMN competitor_id BIGINT;
--
ALTER TABLE opportunity ADD FOREIGN KEY(competitor_id) REFERENCES competitor (id) DEFERRABLE INITIALLY IMMEDIATE;
--
CREATE INDEX ix_opportunity_competitor_id ON opportunity (competitor_id) WHERE competitor_id IS NOT NULL;
--
ALTER TABLE sales_order ADD COLUMN promised_on TEXT COLLATE "C";
--
ALTER TABLE sales_order ADD COLUMN delivered_on TEXT COLLATE "C";
--
ALTER TABLE sales_order ADD COLUMN due_on TEXT COLLATE "C";
--
ALTER TABLE sales_order ADD COLUMN campaign_id BIGINT;
--
ALTER TABLE sales_order ADD FOREIGN KEY(campaign_id) REFERENCES campaign (id) DEFERRABLE INITIALLY IMMEDIATE;
--
ALTER TABLE sales_order ADD CONSTRAINT delivered_on_is_a_day CHECK (delivered_on LIKE '____-__-__');
--
ALTER TABLE sales_order ADD CONSTRAINT due_on_is_a_day CHECK (due_on LIKE '____-__-__');
--
ALTER TABLE sales_order ADD CONSTRAINT promised_on_is_a_day CHECK (promised_on LIKE '____-__-__');
--
CREATE INDEX ix_sales_order_campaign_id ON sales_order (campaign_id) WHERE campaign_id IS NOT NULL;
--
ALTER TABLE activity ADD COLUMN priority TEXT COLLATE "C";
--
ALTER TABLE activity ADD COLUMN repeat TEXT COLLATE "C";
--
ALTER TABLE activity ADD COLUMN done_on TEXT COLLATE "C";
--
ALTER TABLE activity ADD COLUMN case_id BIGINT;
--
ALTER TABLE activity ADD COLUMN plan_id BIGINT;
--
ALTER TABLE activity ADD COLUMN campaign_id BIGINT;
--
ALTER TABLE activity ADD FOREIGN KEY(case_id) REFERENCES support_case (id) DEFERRABLE INITIALLY IMMEDIATE;
--
ALTER TABLE activity ADD FOREIGN KEY(plan_id) REFERENCES account_plan (id) DEFERRABLE INITIALLY IMMEDIATE;
--
ALTER TABLE activity ADD CONSTRAINT priority_known CHECK (priority = 'high' OR priority = 'normal' OR priority = 'low');
--
ALTER TABLE activity ADD CONSTRAINT done_on_is_a_day CHECK (done_on LIKE '____-__-__');
--
ALTER TABLE activity ADD FOREIGN KEY(campaign_id) REFERENCES campaign (id) DEFERRABLE INITIALLY IMMEDIATE;
--
DROP INDEX ix_activity_customer_id;
--
CREATE INDEX ix_activity_campaign_id ON activity (campaign_id) WHERE campaign_id IS NOT NULL;
--
CREATE INDEX ix_activity_case_id ON activity (case_id) WHERE case_id IS NOT NULL;
--
CREATE INDEX ix_activity_customer ON activity (customer_id, at);
--
CREATE INDEX ix_activity_open ON activity (at) WHERE done = 0;
--
CREATE INDEX ix_activity_plan_id ON activity (plan_id) WHERE plan_id IS NOT NULL
