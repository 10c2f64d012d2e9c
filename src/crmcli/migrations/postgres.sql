CREATE TABLE change (
  id BIGSERIAL NOT NULL,
  at TEXT COLLATE "C" NOT NULL,
  actor TEXT COLLATE "C" NOT NULL,
  branch TEXT COLLATE "C",
  command TEXT COLLATE "C" NOT NULL,
  summary TEXT COLLATE "C",
  detail TEXT COLLATE "C",
  part_of BIGINT,
  undoes BIGINT,
  input_sha256 TEXT COLLATE "C",
  redoable BIGINT DEFAULT '1' NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY(part_of) REFERENCES change (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(undoes) REFERENCES change (id) DEFERRABLE INITIALLY IMMEDIATE
);
--
CREATE INDEX ix_change_undoes ON change (undoes);
--
CREATE TABLE current_change (
  id BIGINT NOT NULL,
  change_id BIGINT NOT NULL,
  quiet BIGINT DEFAULT '0' NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT one_row CHECK (id = 1)
);
--
CREATE TABLE meta (
  key TEXT COLLATE "C" NOT NULL,
  value TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (key)
);
--
CREATE TABLE revision (
  id BIGSERIAL NOT NULL,
  change_id BIGINT NOT NULL,
  tbl TEXT COLLATE "C" NOT NULL,
  row_id BIGINT NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  "old" TEXT COLLATE "C",
  PRIMARY KEY (id),
  CONSTRAINT kind_known CHECK (kind = 'U' OR kind = 'D' OR kind = 'I')
);
--
CREATE INDEX ix_revision_change ON revision (change_id);
--
CREATE INDEX ix_revision_row ON revision (tbl, row_id);
--
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
CREATE TABLE crm_user (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_fold TEXT COLLATE "C" NOT NULL,
  name_sort TEXT COLLATE "C" NOT NULL,
  email TEXT COLLATE "C",
  phone TEXT COLLATE "C",
  title TEXT COLLATE "C",
  team TEXT COLLATE "C",
  manager_id BIGINT,
  branch TEXT COLLATE "C",
  active BIGINT DEFAULT '1' NOT NULL,
  custom TEXT COLLATE "C",
  PRIMARY KEY (id),
  CONSTRAINT has_a_name CHECK (name <> ''),
  CONSTRAINT active_yes_no CHECK (active IN (0, 1)),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(manager_id) REFERENCES crm_user (id) DEFERRABLE INITIALLY IMMEDIATE
);
--
CREATE INDEX ix_crm_user_manager_id ON crm_user (manager_id) WHERE manager_id IS NOT NULL;
--
CREATE INDEX ix_crm_user_name_fold ON crm_user (name_fold);
--
CREATE TABLE custom_field (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_fold TEXT COLLATE "C" NOT NULL,
  name_sort TEXT COLLATE "C" NOT NULL,
  noun TEXT COLLATE "C" NOT NULL,
  type TEXT COLLATE "C" NOT NULL,
  choices TEXT COLLATE "C",
  position BIGINT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT has_a_name CHECK (name <> ''),
  CONSTRAINT type_known CHECK (type = 'text' OR type = 'number' OR type = 'date' OR type = 'choice' OR type = 'yes_no'),
  CONSTRAINT choice_has_words CHECK ((type = 'choice') = (choices IS NOT NULL)),
  FOREIGN KEY(created_change) REFERENCES change (id)
);
--
CREATE UNIQUE INDEX uq_custom_field_name ON custom_field (noun, name_fold);
--
CREATE TABLE distinct_pair (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  noun TEXT COLLATE "C" NOT NULL,
  low BIGINT NOT NULL,
  high BIGINT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT low_before_high CHECK (low < high),
  FOREIGN KEY(created_change) REFERENCES change (id)
);
--
CREATE UNIQUE INDEX uq_distinct_pair ON distinct_pair (noun, low, high);
--
CREATE TABLE erasure (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  noun TEXT COLLATE "C" NOT NULL,
  number BIGINT NOT NULL,
  digest TEXT COLLATE "C",
  PRIMARY KEY (id),
  FOREIGN KEY(created_change) REFERENCES change (id)
);
--
CREATE INDEX ix_erasure_number ON erasure (noun, number);
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
CREATE TABLE lost_reason (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_fold TEXT COLLATE "C" NOT NULL,
  name_sort TEXT COLLATE "C" NOT NULL,
  needs_note BIGINT DEFAULT '0' NOT NULL,
  active BIGINT DEFAULT '1' NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT has_a_name CHECK (name <> ''),
  CONSTRAINT needs_note_yes_no CHECK (needs_note IN (0, 1)),
  CONSTRAINT active_yes_no CHECK (active IN (0, 1)),
  FOREIGN KEY(created_change) REFERENCES change (id)
);
--
CREATE UNIQUE INDEX uq_lost_reason_name ON lost_reason (name_fold);
--
CREATE TABLE product (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_fold TEXT COLLATE "C" NOT NULL,
  name_sort TEXT COLLATE "C" NOT NULL,
  sku TEXT COLLATE "C",
  sku_fold TEXT COLLATE "C",
  category TEXT COLLATE "C",
  price_minor BIGINT,
  cost_minor BIGINT,
  currency TEXT COLLATE "C",
  active BIGINT DEFAULT '1' NOT NULL,
  note TEXT COLLATE "C",
  custom TEXT COLLATE "C",
  unit TEXT COLLATE "C",
  tax_percent TEXT COLLATE "C",
  introduced_on TEXT COLLATE "C",
  withdrawn_on TEXT COLLATE "C",
  PRIMARY KEY (id),
  CONSTRAINT has_a_name CHECK (name <> ''),
  CONSTRAINT price_has_currency CHECK ((price_minor IS NULL AND cost_minor IS NULL) OR currency IS NOT NULL),
  CONSTRAINT active_yes_no CHECK (active IN (0, 1)),
  CONSTRAINT introduced_on_is_a_day CHECK (introduced_on LIKE '____-__-__'),
  CONSTRAINT withdrawn_on_is_a_day CHECK (withdrawn_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id)
);
--
CREATE INDEX ix_product_name_fold ON product (name_fold);
--
CREATE INDEX ix_product_sku ON product (sku_fold);
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
CREATE TABLE stage (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_fold TEXT COLLATE "C" NOT NULL,
  name_sort TEXT COLLATE "C" NOT NULL,
  position BIGINT NOT NULL,
  probability BIGINT NOT NULL,
  outcome TEXT COLLATE "C" NOT NULL,
  active BIGINT DEFAULT '1' NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT has_a_name CHECK (name <> ''),
  CONSTRAINT outcome_known CHECK (outcome = 'open' OR outcome = 'won' OR outcome = 'lost'),
  CONSTRAINT probability_is_percent CHECK (probability BETWEEN 0 AND 100),
  CONSTRAINT active_yes_no CHECK (active IN (0, 1)),
  FOREIGN KEY(created_change) REFERENCES change (id)
);
--
CREATE UNIQUE INDEX uq_stage_name ON stage (name_fold);
--
CREATE TABLE tag (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_fold TEXT COLLATE "C" NOT NULL,
  name_sort TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT has_a_name CHECK (name <> ''),
  FOREIGN KEY(created_change) REFERENCES change (id)
);
--
CREATE UNIQUE INDEX uq_tag_name ON tag (name_fold);
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
CREATE TABLE contact (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_fold TEXT COLLATE "C" NOT NULL,
  name_sort TEXT COLLATE "C" NOT NULL,
  title TEXT COLLATE "C",
  email TEXT COLLATE "C",
  phone TEXT COLLATE "C",
  birth_date TEXT COLLATE "C",
  address TEXT COLLATE "C",
  city TEXT COLLATE "C",
  district TEXT COLLATE "C",
  region TEXT COLLATE "C",
  postal_code TEXT COLLATE "C",
  country TEXT COLLATE "C",
  source TEXT COLLATE "C",
  owner_id BIGINT,
  note TEXT COLLATE "C",
  custom TEXT COLLATE "C",
  created_on TEXT COLLATE "C",
  preferred_channel TEXT COLLATE "C",
  preferred_time TEXT COLLATE "C",
  PRIMARY KEY (id),
  CONSTRAINT has_a_name CHECK (name <> ''),
  CONSTRAINT birth_date_is_a_day CHECK (birth_date LIKE '____-__-__'),
  CONSTRAINT created_on_is_a_day CHECK (created_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(owner_id) REFERENCES crm_user (id) DEFERRABLE INITIALLY IMMEDIATE
);
--
CREATE INDEX ix_contact_name_fold ON contact (name_fold);
--
CREATE INDEX ix_contact_name_sort ON contact (name_sort);
--
CREATE INDEX ix_contact_owner_id ON contact (owner_id) WHERE owner_id IS NOT NULL;
--
CREATE TABLE customer (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_fold TEXT COLLATE "C" NOT NULL,
  name_sort TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  parent_id BIGINT,
  owner_id BIGINT,
  referrer_id BIGINT,
  branch TEXT COLLATE "C",
  email TEXT COLLATE "C",
  phone TEXT COLLATE "C",
  tax_number TEXT COLLATE "C",
  tax_office TEXT COLLATE "C",
  website TEXT COLLATE "C",
  industry TEXT COLLATE "C",
  address TEXT COLLATE "C",
  city TEXT COLLATE "C",
  district TEXT COLLATE "C",
  region TEXT COLLATE "C",
  postal_code TEXT COLLATE "C",
  country TEXT COLLATE "C",
  source TEXT COLLATE "C",
  note TEXT COLLATE "C",
  custom TEXT COLLATE "C",
  created_on TEXT COLLATE "C",
  cadence_days BIGINT,
  PRIMARY KEY (id),
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
);
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
CREATE TABLE customer_contact (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  customer_id BIGINT NOT NULL,
  contact_id BIGINT NOT NULL,
  role TEXT COLLATE "C",
  since TEXT COLLATE "C",
  until TEXT COLLATE "C",
  is_primary BIGINT DEFAULT '0' NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT is_primary_yes_no CHECK (is_primary IN (0, 1)),
  CONSTRAINT since_is_a_day CHECK (since LIKE '____-__-__'),
  CONSTRAINT until_is_a_day CHECK (until LIKE '____-__-__'),
  CONSTRAINT ends_after_start CHECK (until IS NULL OR since IS NULL OR until >= since),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE
);
--
CREATE INDEX ix_customer_contact_contact ON customer_contact (contact_id);
--
CREATE INDEX ix_customer_contact_customer ON customer_contact (customer_id);
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
CREATE TABLE lead (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  name TEXT COLLATE "C",
  company TEXT COLLATE "C",
  name_fold TEXT COLLATE "C" NOT NULL,
  name_sort TEXT COLLATE "C" NOT NULL,
  title TEXT COLLATE "C",
  email TEXT COLLATE "C",
  phone TEXT COLLATE "C",
  website TEXT COLLATE "C",
  industry TEXT COLLATE "C",
  address TEXT COLLATE "C",
  city TEXT COLLATE "C",
  country TEXT COLLATE "C",
  source TEXT COLLATE "C",
  campaign TEXT COLLATE "C",
  status TEXT COLLATE "C" NOT NULL,
  owner_id BIGINT,
  referrer_id BIGINT,
  contact_id BIGINT,
  customer_id BIGINT,
  lost_reason_id BIGINT,
  lost_note TEXT COLLATE "C",
  lost_on TEXT COLLATE "C",
  amount_minor BIGINT,
  currency TEXT COLLATE "C",
  score BIGINT,
  branch TEXT COLLATE "C",
  note TEXT COLLATE "C",
  custom TEXT COLLATE "C",
  created_on TEXT COLLATE "C",
  PRIMARY KEY (id),
  CONSTRAINT status_known CHECK (status = 'new' OR status = 'working' OR status = 'qualified' OR status = 'converted' OR status = 'lost'),
  CONSTRAINT lost_has_reason CHECK (status <> 'lost' OR lost_reason_id IS NOT NULL),
  CONSTRAINT reason_only_when_lost CHECK (status = 'lost' OR lost_reason_id IS NULL),
  CONSTRAINT amount_minor_has_currency CHECK (amount_minor IS NULL OR currency IS NOT NULL),
  CONSTRAINT created_on_is_a_day CHECK (created_on LIKE '____-__-__'),
  CONSTRAINT lost_on_is_a_day CHECK (lost_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(owner_id) REFERENCES crm_user (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(referrer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(lost_reason_id) REFERENCES lost_reason (id) DEFERRABLE INITIALLY IMMEDIATE
);
--
CREATE INDEX ix_lead_contact_id ON lead (contact_id) WHERE contact_id IS NOT NULL;
--
CREATE INDEX ix_lead_customer_id ON lead (customer_id) WHERE customer_id IS NOT NULL;
--
CREATE INDEX ix_lead_lost_reason_id ON lead (lost_reason_id) WHERE lost_reason_id IS NOT NULL;
--
CREATE INDEX ix_lead_name_fold ON lead (name_fold);
--
CREATE INDEX ix_lead_name_sort ON lead (name_sort);
--
CREATE INDEX ix_lead_owner_id ON lead (owner_id) WHERE owner_id IS NOT NULL;
--
CREATE INDEX ix_lead_referrer_id ON lead (referrer_id) WHERE referrer_id IS NOT NULL;
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
CREATE TABLE address (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  address TEXT COLLATE "C",
  city TEXT COLLATE "C",
  district TEXT COLLATE "C",
  region TEXT COLLATE "C",
  postal_code TEXT COLLATE "C",
  country TEXT COLLATE "C",
  customer_id BIGINT,
  contact_id BIGINT,
  lead_id BIGINT,
  PRIMARY KEY (id),
  CONSTRAINT exactly_one_owner CHECK ((CASE WHEN customer_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN contact_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN lead_id IS NULL THEN 0 ELSE 1 END) = 1),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(lead_id) REFERENCES lead (id) DEFERRABLE INITIALLY IMMEDIATE
);
--
CREATE INDEX ix_address_contact_id ON address (contact_id) WHERE contact_id IS NOT NULL;
--
CREATE INDEX ix_address_customer_id ON address (customer_id) WHERE customer_id IS NOT NULL;
--
CREATE INDEX ix_address_lead_id ON address (lead_id) WHERE lead_id IS NOT NULL;
--
CREATE TABLE alias (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  noun TEXT COLLATE "C" NOT NULL,
  number BIGINT NOT NULL,
  customer_id BIGINT,
  contact_id BIGINT,
  lead_id BIGINT,
  PRIMARY KEY (id),
  CONSTRAINT exactly_one_owner CHECK ((CASE WHEN customer_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN contact_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN lead_id IS NULL THEN 0 ELSE 1 END) = 1),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(lead_id) REFERENCES lead (id) DEFERRABLE INITIALLY IMMEDIATE
);
--
CREATE INDEX ix_alias_contact_id ON alias (contact_id) WHERE contact_id IS NOT NULL;
--
CREATE INDEX ix_alias_customer_id ON alias (customer_id) WHERE customer_id IS NOT NULL;
--
CREATE INDEX ix_alias_lead_id ON alias (lead_id) WHERE lead_id IS NOT NULL;
--
CREATE UNIQUE INDEX uq_alias_number ON alias (noun, number);
--
CREATE TABLE consent (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  channel TEXT COLLATE "C" NOT NULL,
  purpose TEXT COLLATE "C" NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  decided_on TEXT COLLATE "C",
  source TEXT COLLATE "C",
  note TEXT COLLATE "C",
  customer_id BIGINT,
  contact_id BIGINT,
  lead_id BIGINT,
  PRIMARY KEY (id),
  CONSTRAINT exactly_one_owner CHECK ((CASE WHEN customer_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN contact_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN lead_id IS NULL THEN 0 ELSE 1 END) = 1),
  CONSTRAINT channel_known CHECK (channel = 'any' OR channel = 'email' OR channel = 'phone' OR channel = 'sms' OR channel = 'post' OR channel = 'message'),
  CONSTRAINT state_known CHECK (state = 'given' OR state = 'refused' OR state = 'withdrawn'),
  CONSTRAINT has_a_purpose CHECK (purpose <> ''),
  CONSTRAINT decided_on_is_a_day CHECK (decided_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(lead_id) REFERENCES lead (id) DEFERRABLE INITIALLY IMMEDIATE
);
--
CREATE INDEX ix_consent_contact_id ON consent (contact_id) WHERE contact_id IS NOT NULL;
--
CREATE INDEX ix_consent_customer_id ON consent (customer_id) WHERE customer_id IS NOT NULL;
--
CREATE INDEX ix_consent_lead_id ON consent (lead_id) WHERE lead_id IS NOT NULL;
--
CREATE TABLE opportunity (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_fold TEXT COLLATE "C" NOT NULL,
  name_sort TEXT COLLATE "C" NOT NULL,
  customer_id BIGINT,
  contact_id BIGINT,
  owner_id BIGINT,
  stage_id BIGINT NOT NULL,
  product_id BIGINT,
  lead_id BIGINT,
  amount_minor BIGINT,
  currency TEXT COLLATE "C",
  probability BIGINT,
  expected_close TEXT COLLATE "C",
  created_on TEXT COLLATE "C",
  closed_on TEXT COLLATE "C",
  lost_reason_id BIGINT,
  lost_note TEXT COLLATE "C",
  source TEXT COLLATE "C",
  campaign TEXT COLLATE "C",
  branch TEXT COLLATE "C",
  note TEXT COLLATE "C",
  custom TEXT COLLATE "C",
  competitor_id BIGINT,
  PRIMARY KEY (id),
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
);
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
CREATE TABLE conversion (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  lead_id BIGINT NOT NULL,
  customer_id BIGINT,
  contact_id BIGINT,
  opportunity_id BIGINT,
  customer_created BIGINT DEFAULT '0' NOT NULL,
  contact_created BIGINT DEFAULT '0' NOT NULL,
  opportunity_created BIGINT DEFAULT '0' NOT NULL,
  converted_on TEXT COLLATE "C" NOT NULL,
  actor TEXT COLLATE "C" NOT NULL,
  days BIGINT,
  touches BIGINT NOT NULL,
  plan TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT customer_created_yes_no CHECK (customer_created IN (0, 1)),
  CONSTRAINT contact_created_yes_no CHECK (contact_created IN (0, 1)),
  CONSTRAINT opportunity_created_yes_no CHECK (opportunity_created IN (0, 1)),
  CONSTRAINT days_not_negative CHECK (days >= 0),
  CONSTRAINT converted_on_is_a_day CHECK (converted_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(lead_id) REFERENCES lead (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(opportunity_id) REFERENCES opportunity (id) DEFERRABLE INITIALLY IMMEDIATE
);
--
CREATE INDEX ix_conversion_contact_id ON conversion (contact_id) WHERE contact_id IS NOT NULL;
--
CREATE INDEX ix_conversion_customer_id ON conversion (customer_id) WHERE customer_id IS NOT NULL;
--
CREATE INDEX ix_conversion_opportunity_id ON conversion (opportunity_id) WHERE opportunity_id IS NOT NULL;
--
CREATE UNIQUE INDEX uq_conversion_lead ON conversion (lead_id);
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
CREATE TABLE sales_order (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  number TEXT COLLATE "C",
  number_fold TEXT COLLATE "C",
  customer_id BIGINT,
  contact_id BIGINT,
  owner_id BIGINT,
  opportunity_id BIGINT,
  ordered_on TEXT COLLATE "C",
  status TEXT COLLATE "C" NOT NULL,
  total_minor BIGINT,
  currency TEXT COLLATE "C",
  branch TEXT COLLATE "C",
  channel TEXT COLLATE "C",
  note TEXT COLLATE "C",
  custom TEXT COLLATE "C",
  net_minor BIGINT,
  tax_minor BIGINT,
  promised_on TEXT COLLATE "C",
  delivered_on TEXT COLLATE "C",
  due_on TEXT COLLATE "C",
  campaign_id BIGINT,
  PRIMARY KEY (id),
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
);
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
CREATE TABLE stage_change (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  opportunity_id BIGINT NOT NULL,
  from_stage_id BIGINT,
  to_stage_id BIGINT NOT NULL,
  changed_on TEXT COLLATE "C",
  actor TEXT COLLATE "C",
  PRIMARY KEY (id),
  CONSTRAINT changed_on_is_a_day CHECK (changed_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(opportunity_id) REFERENCES opportunity (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(from_stage_id) REFERENCES stage (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(to_stage_id) REFERENCES stage (id) DEFERRABLE INITIALLY IMMEDIATE
);
--
CREATE INDEX ix_stage_change_from_stage_id ON stage_change (from_stage_id) WHERE from_stage_id IS NOT NULL;
--
CREATE INDEX ix_stage_change_opportunity ON stage_change (opportunity_id);
--
CREATE INDEX ix_stage_change_to_stage_id ON stage_change (to_stage_id) WHERE to_stage_id IS NOT NULL;
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
CREATE TABLE tagging (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  tag_id BIGINT NOT NULL,
  customer_id BIGINT,
  contact_id BIGINT,
  lead_id BIGINT,
  opportunity_id BIGINT,
  PRIMARY KEY (id),
  CONSTRAINT exactly_one_owner CHECK ((CASE WHEN customer_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN contact_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN lead_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN opportunity_id IS NULL THEN 0 ELSE 1 END) = 1),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(tag_id) REFERENCES tag (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(lead_id) REFERENCES lead (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(opportunity_id) REFERENCES opportunity (id) DEFERRABLE INITIALLY IMMEDIATE
);
--
CREATE INDEX ix_tagging_tag ON tagging (tag_id);
--
CREATE UNIQUE INDEX uq_tagging_contact_id ON tagging (contact_id, tag_id) WHERE contact_id IS NOT NULL;
--
CREATE UNIQUE INDEX uq_tagging_customer_id ON tagging (customer_id, tag_id) WHERE customer_id IS NOT NULL;
--
CREATE UNIQUE INDEX uq_tagging_lead_id ON tagging (lead_id, tag_id) WHERE lead_id IS NOT NULL;
--
CREATE UNIQUE INDEX uq_tagging_opportunity_id ON tagging (opportunity_id, tag_id) WHERE opportunity_id IS NOT NULL;
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
CREATE TABLE order_line (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  product_id BIGINT,
  description TEXT COLLATE "C",
  quantity_milli BIGINT,
  unit_price TEXT COLLATE "C",
  discount_minor BIGINT,
  tax_minor BIGINT,
  amount_minor BIGINT,
  cost_minor BIGINT,
  currency TEXT COLLATE "C",
  custom TEXT COLLATE "C",
  PRIMARY KEY (id),
  CONSTRAINT amounts_have_currency CHECK ((amount_minor IS NULL AND discount_minor IS NULL AND tax_minor IS NULL AND cost_minor IS NULL) OR currency IS NOT NULL),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(order_id) REFERENCES sales_order (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(product_id) REFERENCES product (id) DEFERRABLE INITIALLY IMMEDIATE
);
--
CREATE INDEX ix_order_line_order ON order_line (order_id);
--
CREATE INDEX ix_order_line_product_id ON order_line (product_id) WHERE product_id IS NOT NULL;
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
CREATE TABLE activity (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  direction TEXT COLLATE "C",
  channel TEXT COLLATE "C",
  branch TEXT COLLATE "C",
  at TEXT COLLATE "C" NOT NULL,
  minutes BIGINT,
  outcome TEXT COLLATE "C",
  subject TEXT COLLATE "C",
  body TEXT COLLATE "C",
  done BIGINT DEFAULT '1' NOT NULL,
  customer_id BIGINT,
  contact_id BIGINT,
  lead_id BIGINT,
  opportunity_id BIGINT,
  order_id BIGINT,
  user_id BIGINT,
  custom TEXT COLLATE "C",
  priority TEXT COLLATE "C",
  repeat TEXT COLLATE "C",
  done_on TEXT COLLATE "C",
  case_id BIGINT,
  plan_id BIGINT,
  campaign_id BIGINT,
  PRIMARY KEY (id),
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
);
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
CREATE TABLE identity (
  id BIGSERIAL NOT NULL,
  created_change BIGINT NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  norm TEXT COLLATE "C" NOT NULL,
  noun TEXT COLLATE "C" NOT NULL,
  source TEXT COLLATE "C",
  value TEXT COLLATE "C",
  customer_id BIGINT,
  contact_id BIGINT,
  lead_id BIGINT,
  user_id BIGINT,
  product_id BIGINT,
  opportunity_id BIGINT,
  order_id BIGINT,
  order_line_id BIGINT,
  activity_id BIGINT,
  PRIMARY KEY (id),
  CONSTRAINT kind_known CHECK (kind = 'phone' OR kind = 'email' OR kind = 'tax' OR kind = 'external'),
  CONSTRAINT exactly_one_owner CHECK ((CASE WHEN customer_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN contact_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN lead_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN user_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN product_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN opportunity_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN order_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN order_line_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN activity_id IS NULL THEN 0 ELSE 1 END) = 1),
  CONSTRAINT external_has_source CHECK (kind <> 'external' OR source IS NOT NULL),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(lead_id) REFERENCES lead (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(user_id) REFERENCES crm_user (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(product_id) REFERENCES product (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(opportunity_id) REFERENCES opportunity (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(order_id) REFERENCES sales_order (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(order_line_id) REFERENCES order_line (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(activity_id) REFERENCES activity (id) DEFERRABLE INITIALLY IMMEDIATE
);
--
CREATE INDEX ix_identity_activity_id ON identity (activity_id) WHERE activity_id IS NOT NULL;
--
CREATE INDEX ix_identity_contact_id ON identity (contact_id) WHERE contact_id IS NOT NULL;
--
CREATE INDEX ix_identity_customer_id ON identity (customer_id) WHERE customer_id IS NOT NULL;
--
CREATE INDEX ix_identity_lead_id ON identity (lead_id) WHERE lead_id IS NOT NULL;
--
CREATE INDEX ix_identity_norm ON identity (norm, kind);
--
CREATE INDEX ix_identity_opportunity_id ON identity (opportunity_id) WHERE opportunity_id IS NOT NULL;
--
CREATE INDEX ix_identity_order_id ON identity (order_id) WHERE order_id IS NOT NULL;
--
CREATE INDEX ix_identity_order_line_id ON identity (order_line_id) WHERE order_line_id IS NOT NULL;
--
CREATE INDEX ix_identity_product_id ON identity (product_id) WHERE product_id IS NOT NULL;
--
CREATE INDEX ix_identity_user_id ON identity (user_id) WHERE user_id IS NOT NULL;
--
CREATE UNIQUE INDEX uq_identity_external ON identity (norm, source, noun) WHERE kind = 'external';
--
CREATE VIEW customer_view AS
SELECT c.id, 'C-' || c.id AS number, c.name, c.kind, 'C-' || c.parent_id AS parent, p.name AS parent_name,
  u.name AS owner, 'C-' || c.referrer_id AS referrer, c.branch, c.email, c.phone, c.tax_number, c.tax_office,
  c.website, c.industry, c.address, c.city, c.district, c.region, c.postal_code, c.country, c.source, c.note, c.custom, c.created_on,
  coalesce(b.orders, 0) AS orders, b.first_order, b.last_order, b.spent_minor, b.currency, c.cadence_days
FROM customer c LEFT JOIN customer p ON p.id = c.parent_id LEFT JOIN crm_user u ON u.id = c.owner_id
LEFT JOIN (
  SELECT customer_id, count(CASE WHEN coalesce(total_minor, 0) >= 0 THEN 1 END) AS orders,
    min(ordered_on) AS first_order, max(ordered_on) AS last_order,
    CASE WHEN min(currency) = max(currency) THEN CAST(sum(total_minor) AS BIGINT) END AS spent_minor,
    CASE WHEN min(currency) = max(currency) THEN min(currency) END AS currency
  FROM sales_order WHERE status <> 'cancelled' GROUP BY customer_id
) b ON b.customer_id = c.id;
--
CREATE VIEW contact_view AS
SELECT p.id, 'P-' || p.id AS number, p.name, p.title, p.email, p.phone, p.birth_date, p.address, p.city, p.district, p.region, p.postal_code, p.country,
  p.preferred_channel, p.preferred_time, p.source, u.name AS owner, p.note, p.custom, p.created_on,
  'C-' || l.customer_id AS customer, c.name AS customer_name, l.role, l.since, l.until, l.is_primary
FROM contact p LEFT JOIN crm_user u ON u.id = p.owner_id
LEFT JOIN customer_contact l ON l.contact_id = p.id LEFT JOIN customer c ON c.id = l.customer_id;
--
CREATE VIEW lead_view AS
SELECT l.id, 'L-' || l.id AS number, l.name, l.company, l.title, l.status, l.email, l.phone, l.source,
  u.name AS owner, r.name AS lost_reason, l.lost_note, l.lost_on, l.created_on, l.amount_minor, l.currency,
  l.note, l.custom
FROM lead l LEFT JOIN crm_user u ON u.id = l.owner_id LEFT JOIN lost_reason r ON r.id = l.lost_reason_id;
--
CREATE VIEW opportunity_view AS
SELECT o.id, 'O-' || o.id AS number, o.name, 'C-' || o.customer_id AS customer, c.name AS customer_name,
  'P-' || o.contact_id AS contact, u.name AS owner, s.name AS stage, s.outcome, p.name AS product,
  o.amount_minor, o.currency, coalesce(o.probability, s.probability) AS probability, o.created_on,
  o.expected_close, o.closed_on, r.name AS lost_reason, o.lost_note, o.source, o.campaign, o.branch, o.note,
  o.custom, 'CO-' || o.competitor_id AS competitor
FROM opportunity o JOIN stage s ON s.id = o.stage_id LEFT JOIN customer c ON c.id = o.customer_id
LEFT JOIN crm_user u ON u.id = o.owner_id LEFT JOIN product p ON p.id = o.product_id
LEFT JOIN lost_reason r ON r.id = o.lost_reason_id;
--
CREATE VIEW order_view AS
SELECT o.id, 'S-' || o.id AS number, o.number AS order_number, 'C-' || o.customer_id AS customer,
  c.name AS customer_name, 'P-' || o.contact_id AS contact, u.name AS owner, o.ordered_on, o.status,
  o.net_minor, o.tax_minor, o.total_minor, o.currency, o.branch, o.channel, o.note, o.custom,
  o.promised_on, o.delivered_on, o.due_on, 'CA-' || o.campaign_id AS campaign
FROM sales_order o LEFT JOIN customer c ON c.id = o.customer_id LEFT JOIN crm_user u ON u.id = o.owner_id;
--
CREATE VIEW order_line_view AS
SELECT l.id, 'SL-' || l.id AS number, 'S-' || l.order_id AS order_ref, l.position,
  coalesce(p.name, l.description) AS product, p.sku, p.category, l.quantity_milli, l.unit_price,
  l.discount_minor, l.tax_minor, l.amount_minor, l.cost_minor, l.currency, o.ordered_on, o.status,
  'C-' || o.customer_id AS customer
FROM order_line l JOIN sales_order o ON o.id = l.order_id LEFT JOIN product p ON p.id = l.product_id;
--
CREATE VIEW product_view AS
SELECT p.id, 'PR-' || p.id AS number, p.name, p.sku, p.category, p.price_minor, p.cost_minor, p.currency,
  p.active, p.note, p.custom, p.unit, p.tax_percent, p.introduced_on, p.withdrawn_on
FROM product p;
--
CREATE VIEW activity_view AS
SELECT a.id, 'A-' || a.id AS number, a.kind, a.direction, a.channel, a.branch, a.at, a.minutes, a.outcome,
  a.subject, a.body, a.done, 'C-' || a.customer_id AS customer, c.name AS customer_name,
  'P-' || a.contact_id AS contact, p.name AS contact_name, 'L-' || a.lead_id AS lead,
  'O-' || a.opportunity_id AS opportunity, 'S-' || a.order_id AS order_ref, u.name AS user_name, a.custom,
  a.priority, a.repeat, a.done_on, 'CS-' || a.case_id AS case_ref, 'PL-' || a.plan_id AS plan,
  'CA-' || a.campaign_id AS campaign
FROM activity a LEFT JOIN customer c ON c.id = a.customer_id LEFT JOIN contact p ON p.id = a.contact_id
LEFT JOIN crm_user u ON u.id = a.user_id;
--
CREATE VIEW timeline_view AS
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
SELECT 'C-' || customer_id, answered_on, 'survey', 'SV-' || id, topic, NULL, NULL FROM survey;
--
CREATE VIEW consent_view AS
SELECT coalesce('C-' || customer_id, 'P-' || contact_id, 'L-' || lead_id) AS who, channel, purpose, state,
  decided_on, source, note
FROM consent;
--
CREATE VIEW tag_view AS
SELECT coalesce('C-' || g.customer_id, 'P-' || g.contact_id, 'L-' || g.lead_id, 'O-' || g.opportunity_id)
  AS who, t.name AS tag
FROM tagging g JOIN tag t ON t.id = g.tag_id;
--
CREATE VIEW quote_view AS
SELECT q.id, 'Q-' || q.id AS number, q.name, q.number AS quote_number, q.version, q.status, 'C-' || q.customer_id AS customer, 'P-' || q.contact_id AS contact, 'L-' || q.lead_id AS lead,
  'O-' || q.opportunity_id AS opportunity, 'U-' || q.owner_id AS owner, q.quoted_on, q.valid_until,
  q.decided_on, 'S-' || q.order_id AS order_ref, r.name AS lost_reason, q.lost_note, q.net_minor,
  q.discount_minor, q.tax_minor, q.total_minor, q.currency, q.branch, q.note, q.custom
FROM quote q LEFT JOIN lost_reason r ON r.id = q.lost_reason_id;
--
CREATE VIEW quote_line_view AS
SELECT q.id, 'QL-' || q.id AS number, 'Q-' || q.quote_id AS quote, q.position,
  coalesce(p.name, q.description) AS product, q.quantity_milli, q.unit_price, q.discount_minor, q.tax_percent,
  q.tax_minor, q.amount_minor, q.cost_minor, q.currency
FROM quote_line q LEFT JOIN product p ON p.id = q.product_id;
--
CREATE VIEW payment_view AS
SELECT id, 'PY-' || id AS number, number AS receipt, 'C-' || customer_id AS customer,
  'S-' || order_id AS order_ref, paid_on, amount_minor, currency, method, channel, branch, note, custom
FROM payment;
--
CREATE VIEW need_view AS
SELECT q.id, 'ND-' || q.id AS number, q.name, 'C-' || q.customer_id AS customer, 'P-' || q.contact_id AS contact, 'L-' || q.lead_id AS lead, 'PR-' || q.product_id AS product, q.weight, q.status,
  q.noted_on, q.branch, q.note, q.custom
FROM need q;
--
CREATE VIEW price_view AS
SELECT id, 'PP-' || id AS number, 'PR-' || product_id AS product, valid_from, price_minor, cost_minor,
  currency, note
FROM price;
--
CREATE VIEW rate_view AS
SELECT id, 'FX-' || id AS number, currency, base, day, rate, source, note FROM rate;
--
CREATE VIEW target_view AS
SELECT id, 'TG-' || id AS number, metric, from_on, until_on, 'U-' || owner_id AS owner,
  'PR-' || product_id AS product, branch, amount_minor, currency, goal, note
FROM target;
--
CREATE VIEW task_view AS
SELECT id, 'A-' || id AS number, subject, at AS due, priority, repeat, done, done_on,
  'U-' || user_id AS user_ref, 'C-' || customer_id AS customer, 'P-' || contact_id AS contact,
  'L-' || lead_id AS lead, 'CS-' || case_id AS case_ref, 'PL-' || plan_id AS plan, branch, body
FROM activity WHERE kind = 'task';
--
CREATE VIEW case_view AS
SELECT q.id, 'CS-' || q.id AS number, q.name, 'C-' || q.customer_id AS customer, 'P-' || q.contact_id AS contact, 'L-' || q.lead_id AS lead, 'S-' || q.order_id AS order_ref,
  'PR-' || q.product_id AS product, 'U-' || q.owner_id AS owner, q.status, q.priority, q.channel, q.category,
  q.opened_at, q.first_response_at, q.resolved_at, q.resolution, q.branch, q.note, q.custom
FROM support_case q;
--
CREATE VIEW request_view AS
SELECT q.id, 'RQ-' || q.id AS number, q.name, 'C-' || q.customer_id AS customer, 'P-' || q.contact_id AS contact, 'L-' || q.lead_id AS lead, 'PR-' || q.product_id AS product, q.status, q.weight,
  q.category, q.channel, q.branch, q.asked_on, q.closed_on, q.note, q.custom
FROM request q;
--
CREATE VIEW incident_view AS
SELECT i.id, 'IN-' || i.id AS number, i.name, i.kind, i.started_at, i.ended_at, i.channel, i.branch, i.note,
  (SELECT count(*) FROM incident_customer k WHERE k.incident_id = i.id) AS customers
FROM incident i;
--
CREATE VIEW survey_view AS
SELECT q.id, 'SV-' || q.id AS number, q.topic, 'C-' || q.customer_id AS customer, 'P-' || q.contact_id AS contact, 'L-' || q.lead_id AS lead, 'S-' || q.order_id AS order_ref,
  'CS-' || q.case_id AS case_ref, q.answered_on, q.nps, q.scale, q.expectation, q.experience, q.satisfaction,
  q.channel, q.branch, q.note
FROM survey q;
--
CREATE VIEW check_view AS
SELECT id, 'MS-' || id AS number, branch, checked_on, shopper, channel, 'U-' || user_id AS user_ref, answers,
  points, best, note
FROM shop_check;
--
CREATE VIEW segment_view AS
SELECT id, 'SG-' || id AS number, name, noun, filter, note FROM segment;
--
CREATE VIEW campaign_view AS
SELECT id, 'CA-' || id AS number, name, kind, status, channel, purpose, filter, holdout_percent, starts_on,
  ends_on, launched_on, cost_minor, currency, 'U-' || owner_id AS owner, 'PR-' || product_id AS product, note
FROM campaign;
--
CREATE VIEW campaign_member_view AS
SELECT q.id, 'CM-' || q.id AS number, 'CA-' || q.campaign_id AS campaign, 'C-' || q.customer_id AS customer, 'P-' || q.contact_id AS contact, 'L-' || q.lead_id AS lead, q.part, q.sent_on,
  q.responded_on, q.response, 'L-' || q.made_lead_id AS made_lead, 'O-' || q.opportunity_id AS opportunity,
  'S-' || q.order_id AS order_ref, q.note
FROM campaign_member q;
--
CREATE VIEW plan_view AS
SELECT id, 'PL-' || id AS number, name, 'C-' || customer_id AS customer, 'U-' || owner_id AS owner, status,
  created_on, due_on, closed_on, branch, note
FROM account_plan;
--
CREATE VIEW relation_view AS
SELECT q.id, 'RL-' || q.id AS number, 'C-' || q.customer_id AS customer, 'P-' || q.contact_id AS contact, 'L-' || q.lead_id AS lead, q.role, q.other_role, 'C-' || q.other_customer_id
  AS other_customer, 'P-' || q.other_contact_id AS other_contact, 'L-' || q.other_lead_id AS other_lead,
  q.since, q.until, q.note
FROM relation q;
--
CREATE VIEW wallet_view AS
SELECT id, 'WA-' || id AS number, 'C-' || customer_id AS customer, category, amount_minor, currency,
  estimated_on, source, note
FROM wallet;
--
CREATE VIEW attachment_view AS
SELECT q.id, 'FI-' || q.id AS number, q.name, q.path, q.sha256, q.size, q.copied, q.attached_on, 'C-' || q.customer_id AS customer, 'P-' || q.contact_id AS contact, 'L-' || q.lead_id AS lead,
  'O-' || q.opportunity_id AS opportunity, 'S-' || q.order_id AS order_ref, 'Q-' || q.quote_id AS quote,
  'CS-' || q.case_id AS case_ref
FROM attachment q;
--
CREATE FUNCTION crm_journal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  now_change bigint;
  now_quiet bigint;
BEGIN
  SELECT change_id, quiet INTO now_change, now_quiet FROM current_change;
  IF now_change IS NULL THEN
    RAISE EXCEPTION 'crmcli: a write outside a change';
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.created_change IS DISTINCT FROM now_change AND now_quiet <> 2 THEN
      RAISE EXCEPTION 'crmcli: a write outside a change';
    END IF;
    RETURN NEW;
  ELSIF TG_OP = 'UPDATE' THEN
    IF OLD IS DISTINCT FROM NEW THEN
      INSERT INTO revision (change_id, tbl, row_id, kind, old)
      VALUES (now_change, TG_TABLE_NAME, OLD.id, 'U', (to_jsonb(OLD) - 'id')::text);
    END IF;
  ELSIF now_quiet = 0 THEN
    INSERT INTO revision (change_id, tbl, row_id, kind, old)
    VALUES (now_change, TG_TABLE_NAME, OLD.id, 'D', (to_jsonb(OLD) - 'id')::text);
  END IF;
  RETURN NULL;
END $$;
--
CREATE FUNCTION crm_lost_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.lost_reason_id IS NOT NULL AND trim(coalesce(NEW.lost_note, '')) = ''
     AND (SELECT needs_note FROM lost_reason WHERE id = NEW.lost_reason_id) = 1 THEN
    RAISE EXCEPTION 'crmcli: this lost reason needs a note';
  END IF;
  RETURN NEW;
END $$;
--
CREATE TRIGGER competitor_journal_insert BEFORE INSERT ON competitor FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER competitor_journal AFTER UPDATE OR DELETE ON competitor FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER crm_user_journal_insert BEFORE INSERT ON crm_user FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER crm_user_journal AFTER UPDATE OR DELETE ON crm_user FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER custom_field_journal_insert BEFORE INSERT ON custom_field FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER custom_field_journal AFTER UPDATE OR DELETE ON custom_field FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER distinct_pair_journal_insert BEFORE INSERT ON distinct_pair FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER distinct_pair_journal AFTER UPDATE OR DELETE ON distinct_pair FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER erasure_journal_insert BEFORE INSERT ON erasure FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER erasure_journal AFTER UPDATE OR DELETE ON erasure FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER incident_journal_insert BEFORE INSERT ON incident FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER incident_journal AFTER UPDATE OR DELETE ON incident FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER lost_reason_journal_insert BEFORE INSERT ON lost_reason FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER lost_reason_journal AFTER UPDATE OR DELETE ON lost_reason FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER product_journal_insert BEFORE INSERT ON product FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER product_journal AFTER UPDATE OR DELETE ON product FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER rate_journal_insert BEFORE INSERT ON rate FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER rate_journal AFTER UPDATE OR DELETE ON rate FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER record_key_journal_insert BEFORE INSERT ON record_key FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER record_key_journal AFTER UPDATE OR DELETE ON record_key FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER rule_journal_insert BEFORE INSERT ON rule FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER rule_journal AFTER UPDATE OR DELETE ON rule FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER segment_journal_insert BEFORE INSERT ON segment FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER segment_journal AFTER UPDATE OR DELETE ON segment FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER stage_journal_insert BEFORE INSERT ON stage FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER stage_journal AFTER UPDATE OR DELETE ON stage FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER tag_journal_insert BEFORE INSERT ON tag FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER tag_journal AFTER UPDATE OR DELETE ON tag FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER campaign_journal_insert BEFORE INSERT ON campaign FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER campaign_journal AFTER UPDATE OR DELETE ON campaign FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER closing_step_journal_insert BEFORE INSERT ON closing_step FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER closing_step_journal AFTER UPDATE OR DELETE ON closing_step FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER contact_journal_insert BEFORE INSERT ON contact FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER contact_journal AFTER UPDATE OR DELETE ON contact FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER customer_journal_insert BEFORE INSERT ON customer FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER customer_journal AFTER UPDATE OR DELETE ON customer FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER playbook_journal_insert BEFORE INSERT ON playbook FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER playbook_journal AFTER UPDATE OR DELETE ON playbook FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER price_journal_insert BEFORE INSERT ON price FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER price_journal AFTER UPDATE OR DELETE ON price FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER segment_snapshot_journal_insert BEFORE INSERT ON segment_snapshot FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER segment_snapshot_journal AFTER UPDATE OR DELETE ON segment_snapshot FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER shop_check_journal_insert BEFORE INSERT ON shop_check FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER shop_check_journal AFTER UPDATE OR DELETE ON shop_check FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER target_journal_insert BEFORE INSERT ON target FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER target_journal AFTER UPDATE OR DELETE ON target FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER account_plan_journal_insert BEFORE INSERT ON account_plan FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER account_plan_journal AFTER UPDATE OR DELETE ON account_plan FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER customer_contact_journal_insert BEFORE INSERT ON customer_contact FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER customer_contact_journal AFTER UPDATE OR DELETE ON customer_contact FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER incident_customer_journal_insert BEFORE INSERT ON incident_customer FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER incident_customer_journal AFTER UPDATE OR DELETE ON incident_customer FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER lead_journal_insert BEFORE INSERT ON lead FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER lead_journal AFTER UPDATE OR DELETE ON lead FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER segment_member_journal_insert BEFORE INSERT ON segment_member FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER segment_member_journal AFTER UPDATE OR DELETE ON segment_member FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER verification_journal_insert BEFORE INSERT ON verification FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER verification_journal AFTER UPDATE OR DELETE ON verification FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER wallet_journal_insert BEFORE INSERT ON wallet FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER wallet_journal AFTER UPDATE OR DELETE ON wallet FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER address_journal_insert BEFORE INSERT ON address FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER address_journal AFTER UPDATE OR DELETE ON address FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER alias_journal_insert BEFORE INSERT ON alias FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER alias_journal AFTER UPDATE OR DELETE ON alias FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER consent_journal_insert BEFORE INSERT ON consent FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER consent_journal AFTER UPDATE OR DELETE ON consent FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER opportunity_journal_insert BEFORE INSERT ON opportunity FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER opportunity_journal AFTER UPDATE OR DELETE ON opportunity FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER relation_journal_insert BEFORE INSERT ON relation FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER relation_journal AFTER UPDATE OR DELETE ON relation FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER request_journal_insert BEFORE INSERT ON request FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER request_journal AFTER UPDATE OR DELETE ON request FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER conversion_journal_insert BEFORE INSERT ON conversion FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER conversion_journal AFTER UPDATE OR DELETE ON conversion FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER need_journal_insert BEFORE INSERT ON need FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER need_journal AFTER UPDATE OR DELETE ON need FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER sales_order_journal_insert BEFORE INSERT ON sales_order FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER sales_order_journal AFTER UPDATE OR DELETE ON sales_order FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER stage_change_journal_insert BEFORE INSERT ON stage_change FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER stage_change_journal AFTER UPDATE OR DELETE ON stage_change FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER step_done_journal_insert BEFORE INSERT ON step_done FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER step_done_journal AFTER UPDATE OR DELETE ON step_done FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER tagging_journal_insert BEFORE INSERT ON tagging FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER tagging_journal AFTER UPDATE OR DELETE ON tagging FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER campaign_member_journal_insert BEFORE INSERT ON campaign_member FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER campaign_member_journal AFTER UPDATE OR DELETE ON campaign_member FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER order_line_journal_insert BEFORE INSERT ON order_line FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER order_line_journal AFTER UPDATE OR DELETE ON order_line FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER payment_journal_insert BEFORE INSERT ON payment FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER payment_journal AFTER UPDATE OR DELETE ON payment FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER quote_journal_insert BEFORE INSERT ON quote FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER quote_journal AFTER UPDATE OR DELETE ON quote FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER support_case_journal_insert BEFORE INSERT ON support_case FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER support_case_journal AFTER UPDATE OR DELETE ON support_case FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER activity_journal_insert BEFORE INSERT ON activity FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER activity_journal AFTER UPDATE OR DELETE ON activity FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER attachment_journal_insert BEFORE INSERT ON attachment FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER attachment_journal AFTER UPDATE OR DELETE ON attachment FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER quote_line_journal_insert BEFORE INSERT ON quote_line FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER quote_line_journal AFTER UPDATE OR DELETE ON quote_line FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER survey_journal_insert BEFORE INSERT ON survey FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER survey_journal AFTER UPDATE OR DELETE ON survey FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER case_step_journal_insert BEFORE INSERT ON case_step FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER case_step_journal AFTER UPDATE OR DELETE ON case_step FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER firing_journal_insert BEFORE INSERT ON firing FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER firing_journal AFTER UPDATE OR DELETE ON firing FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER identity_journal_insert BEFORE INSERT ON identity FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE TRIGGER identity_journal AFTER UPDATE OR DELETE ON identity FOR EACH ROW EXECUTE FUNCTION crm_journal();
--
CREATE FUNCTION customer_parent_id_tree() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.parent_id IS NOT NULL AND NEW.id IN (
    WITH RECURSIVE up(id) AS (SELECT NEW.parent_id UNION SELECT t.parent_id FROM customer t JOIN up ON t.id = up.id WHERE t.parent_id IS NOT NULL) SELECT id FROM up) THEN
    RAISE EXCEPTION 'crmcli: cycle in customer.parent_id';
  END IF;
  RETURN NEW;
END $$;
--
CREATE TRIGGER customer_parent_id_tree BEFORE INSERT OR UPDATE OF parent_id ON customer FOR EACH ROW EXECUTE FUNCTION customer_parent_id_tree();
--
CREATE FUNCTION customer_referrer_id_tree() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.referrer_id IS NOT NULL AND NEW.id IN (
    WITH RECURSIVE up(id) AS (SELECT NEW.referrer_id UNION SELECT t.referrer_id FROM customer t JOIN up ON t.id = up.id WHERE t.referrer_id IS NOT NULL) SELECT id FROM up) THEN
    RAISE EXCEPTION 'crmcli: cycle in customer.referrer_id';
  END IF;
  RETURN NEW;
END $$;
--
CREATE TRIGGER customer_referrer_id_tree BEFORE INSERT OR UPDATE OF referrer_id ON customer FOR EACH ROW EXECUTE FUNCTION customer_referrer_id_tree();
--
CREATE FUNCTION crm_user_manager_id_tree() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.manager_id IS NOT NULL AND NEW.id IN (
    WITH RECURSIVE up(id) AS (SELECT NEW.manager_id UNION SELECT t.manager_id FROM crm_user t JOIN up ON t.id = up.id WHERE t.manager_id IS NOT NULL) SELECT id FROM up) THEN
    RAISE EXCEPTION 'crmcli: cycle in crm_user.manager_id';
  END IF;
  RETURN NEW;
END $$;
--
CREATE TRIGGER crm_user_manager_id_tree BEFORE INSERT OR UPDATE OF manager_id ON crm_user FOR EACH ROW EXECUTE FUNCTION crm_user_manager_id_tree();
--
CREATE TRIGGER lead_lost_note BEFORE INSERT OR UPDATE OF lost_reason_id, lost_note ON lead FOR EACH ROW EXECUTE FUNCTION crm_lost_note();
--
CREATE TRIGGER opportunity_lost_note BEFORE INSERT OR UPDATE OF lost_reason_id, lost_note ON opportunity FOR EACH ROW EXECUTE FUNCTION crm_lost_note();
--
CREATE TRIGGER quote_lost_note BEFORE INSERT OR UPDATE OF lost_reason_id, lost_note ON quote FOR EACH ROW EXECUTE FUNCTION crm_lost_note()
