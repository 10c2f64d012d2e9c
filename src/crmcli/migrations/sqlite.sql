CREATE TABLE change (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  branch TEXT,
  command TEXT NOT NULL,
  summary TEXT,
  detail TEXT,
  part_of INTEGER,
  undoes INTEGER,
  input_sha256 TEXT,
  redoable INTEGER DEFAULT '1' NOT NULL,
  FOREIGN KEY(part_of) REFERENCES change (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(undoes) REFERENCES change (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
CREATE INDEX ix_change_undoes ON change (undoes);
--
CREATE TABLE current_change (
  id INTEGER NOT NULL,
  change_id INTEGER NOT NULL,
  quiet INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT one_row CHECK (id = 1)
)
 STRICT;
--
CREATE TABLE meta (
  "key" TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY ("key")
)
 STRICT;
--
CREATE TABLE revision (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  change_id INTEGER NOT NULL,
  tbl TEXT NOT NULL,
  row_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  old TEXT,
  CONSTRAINT kind_known CHECK (kind = 'U' OR kind = 'D' OR kind = 'I')
)
 STRICT;
--
CREATE INDEX ix_revision_change ON revision (change_id);
--
CREATE INDEX ix_revision_row ON revision (tbl, row_id);
--
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
CREATE TABLE crm_user (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_sort TEXT NOT NULL,
  email TEXT,
  phone TEXT,
  title TEXT,
  team TEXT,
  manager_id INTEGER,
  branch TEXT,
  active INTEGER DEFAULT '1' NOT NULL,
  custom TEXT,
  CONSTRAINT has_a_name CHECK (name <> ''),
  CONSTRAINT active_yes_no CHECK (active IN (0, 1)),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(manager_id) REFERENCES crm_user (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
CREATE INDEX ix_crm_user_manager_id ON crm_user (manager_id) WHERE manager_id IS NOT NULL;
--
CREATE INDEX ix_crm_user_name_fold ON crm_user (name_fold);
--
CREATE TABLE custom_field (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_sort TEXT NOT NULL,
  noun TEXT NOT NULL,
  type TEXT NOT NULL,
  choices TEXT,
  position INTEGER NOT NULL,
  CONSTRAINT has_a_name CHECK (name <> ''),
  CONSTRAINT type_known CHECK (type = 'text' OR type = 'number' OR type = 'date' OR type = 'choice' OR type = 'yes_no'),
  CONSTRAINT choice_has_words CHECK ((type = 'choice') = (choices IS NOT NULL)),
  FOREIGN KEY(created_change) REFERENCES change (id)
)
 STRICT;
--
CREATE UNIQUE INDEX uq_custom_field_name ON custom_field (noun, name_fold);
--
CREATE TABLE distinct_pair (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  noun TEXT NOT NULL,
  low INTEGER NOT NULL,
  high INTEGER NOT NULL,
  CONSTRAINT low_before_high CHECK (low < high),
  FOREIGN KEY(created_change) REFERENCES change (id)
)
 STRICT;
--
CREATE UNIQUE INDEX uq_distinct_pair ON distinct_pair (noun, low, high);
--
CREATE TABLE erasure (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  noun TEXT NOT NULL,
  number INTEGER NOT NULL,
  digest TEXT,
  FOREIGN KEY(created_change) REFERENCES change (id)
)
 STRICT;
--
CREATE INDEX ix_erasure_number ON erasure (noun, number);
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
CREATE TABLE lost_reason (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_sort TEXT NOT NULL,
  needs_note INTEGER DEFAULT '0' NOT NULL,
  active INTEGER DEFAULT '1' NOT NULL,
  CONSTRAINT has_a_name CHECK (name <> ''),
  CONSTRAINT needs_note_yes_no CHECK (needs_note IN (0, 1)),
  CONSTRAINT active_yes_no CHECK (active IN (0, 1)),
  FOREIGN KEY(created_change) REFERENCES change (id)
)
 STRICT;
--
CREATE UNIQUE INDEX uq_lost_reason_name ON lost_reason (name_fold);
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
CREATE INDEX ix_product_name_fold ON product (name_fold);
--
CREATE INDEX ix_product_sku ON product (sku_fold);
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
CREATE TABLE stage (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_sort TEXT NOT NULL,
  position INTEGER NOT NULL,
  probability INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  active INTEGER DEFAULT '1' NOT NULL,
  CONSTRAINT has_a_name CHECK (name <> ''),
  CONSTRAINT outcome_known CHECK (outcome = 'open' OR outcome = 'won' OR outcome = 'lost'),
  CONSTRAINT probability_is_percent CHECK (probability BETWEEN 0 AND 100),
  CONSTRAINT active_yes_no CHECK (active IN (0, 1)),
  FOREIGN KEY(created_change) REFERENCES change (id)
)
 STRICT;
--
CREATE UNIQUE INDEX uq_stage_name ON stage (name_fold);
--
CREATE TABLE tag (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_sort TEXT NOT NULL,
  CONSTRAINT has_a_name CHECK (name <> ''),
  FOREIGN KEY(created_change) REFERENCES change (id)
)
 STRICT;
--
CREATE UNIQUE INDEX uq_tag_name ON tag (name_fold);
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
CREATE TABLE contact (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  name_sort TEXT NOT NULL,
  title TEXT,
  email TEXT,
  phone TEXT,
  birth_date TEXT,
  address TEXT,
  city TEXT,
  district TEXT,
  region TEXT,
  postal_code TEXT,
  country TEXT,
  source TEXT,
  owner_id INTEGER,
  note TEXT,
  custom TEXT,
  created_on TEXT,
  preferred_channel TEXT,
  preferred_time TEXT,
  CONSTRAINT has_a_name CHECK (name <> ''),
  CONSTRAINT birth_date_is_a_day CHECK (birth_date LIKE '____-__-__'),
  CONSTRAINT created_on_is_a_day CHECK (created_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(owner_id) REFERENCES crm_user (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
CREATE INDEX ix_contact_name_fold ON contact (name_fold);
--
CREATE INDEX ix_contact_name_sort ON contact (name_sort);
--
CREATE INDEX ix_contact_owner_id ON contact (owner_id) WHERE owner_id IS NOT NULL;
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
CREATE TABLE customer_contact (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  customer_id INTEGER NOT NULL,
  contact_id INTEGER NOT NULL,
  role TEXT,
  since TEXT,
  until TEXT,
  is_primary INTEGER DEFAULT '0' NOT NULL,
  CONSTRAINT is_primary_yes_no CHECK (is_primary IN (0, 1)),
  CONSTRAINT since_is_a_day CHECK (since LIKE '____-__-__'),
  CONSTRAINT until_is_a_day CHECK (until LIKE '____-__-__'),
  CONSTRAINT ends_after_start CHECK (until IS NULL OR since IS NULL OR until >= since),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
CREATE INDEX ix_customer_contact_contact ON customer_contact (contact_id);
--
CREATE INDEX ix_customer_contact_customer ON customer_contact (customer_id);
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
CREATE TABLE lead (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  name TEXT,
  company TEXT,
  name_fold TEXT NOT NULL,
  name_sort TEXT NOT NULL,
  title TEXT,
  email TEXT,
  phone TEXT,
  website TEXT,
  industry TEXT,
  address TEXT,
  city TEXT,
  country TEXT,
  source TEXT,
  campaign TEXT,
  status TEXT NOT NULL,
  owner_id INTEGER,
  referrer_id INTEGER,
  contact_id INTEGER,
  customer_id INTEGER,
  lost_reason_id INTEGER,
  lost_note TEXT,
  lost_on TEXT,
  amount_minor INTEGER,
  currency TEXT,
  score INTEGER,
  branch TEXT,
  note TEXT,
  custom TEXT,
  created_on TEXT,
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
)
 STRICT;
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
CREATE TABLE address (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  kind TEXT NOT NULL,
  address TEXT,
  city TEXT,
  district TEXT,
  region TEXT,
  postal_code TEXT,
  country TEXT,
  customer_id INTEGER,
  contact_id INTEGER,
  lead_id INTEGER,
  CONSTRAINT exactly_one_owner CHECK ((CASE WHEN customer_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN contact_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN lead_id IS NULL THEN 0 ELSE 1 END) = 1),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(lead_id) REFERENCES lead (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
CREATE INDEX ix_address_contact_id ON address (contact_id) WHERE contact_id IS NOT NULL;
--
CREATE INDEX ix_address_customer_id ON address (customer_id) WHERE customer_id IS NOT NULL;
--
CREATE INDEX ix_address_lead_id ON address (lead_id) WHERE lead_id IS NOT NULL;
--
CREATE TABLE alias (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  noun TEXT NOT NULL,
  number INTEGER NOT NULL,
  customer_id INTEGER,
  contact_id INTEGER,
  lead_id INTEGER,
  CONSTRAINT exactly_one_owner CHECK ((CASE WHEN customer_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN contact_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN lead_id IS NULL THEN 0 ELSE 1 END) = 1),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(lead_id) REFERENCES lead (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
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
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  channel TEXT NOT NULL,
  purpose TEXT NOT NULL,
  state TEXT NOT NULL,
  decided_on TEXT,
  source TEXT,
  note TEXT,
  customer_id INTEGER,
  contact_id INTEGER,
  lead_id INTEGER,
  CONSTRAINT exactly_one_owner CHECK ((CASE WHEN customer_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN contact_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN lead_id IS NULL THEN 0 ELSE 1 END) = 1),
  CONSTRAINT channel_known CHECK (channel = 'any' OR channel = 'email' OR channel = 'phone' OR channel = 'sms' OR channel = 'post' OR channel = 'message'),
  CONSTRAINT state_known CHECK (state = 'given' OR state = 'refused' OR state = 'withdrawn'),
  CONSTRAINT has_a_purpose CHECK (purpose <> ''),
  CONSTRAINT decided_on_is_a_day CHECK (decided_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(lead_id) REFERENCES lead (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
CREATE INDEX ix_consent_contact_id ON consent (contact_id) WHERE contact_id IS NOT NULL;
--
CREATE INDEX ix_consent_customer_id ON consent (customer_id) WHERE customer_id IS NOT NULL;
--
CREATE INDEX ix_consent_lead_id ON consent (lead_id) WHERE lead_id IS NOT NULL;
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
CREATE TABLE conversion (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  lead_id INTEGER NOT NULL,
  customer_id INTEGER,
  contact_id INTEGER,
  opportunity_id INTEGER,
  customer_created INTEGER DEFAULT '0' NOT NULL,
  contact_created INTEGER DEFAULT '0' NOT NULL,
  opportunity_created INTEGER DEFAULT '0' NOT NULL,
  converted_on TEXT NOT NULL,
  actor TEXT NOT NULL,
  days INTEGER,
  touches INTEGER NOT NULL,
  "plan" TEXT NOT NULL,
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
)
 STRICT;
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
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  opportunity_id INTEGER NOT NULL,
  from_stage_id INTEGER,
  to_stage_id INTEGER NOT NULL,
  changed_on TEXT,
  actor TEXT,
  CONSTRAINT changed_on_is_a_day CHECK (changed_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(opportunity_id) REFERENCES opportunity (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(from_stage_id) REFERENCES stage (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(to_stage_id) REFERENCES stage (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
CREATE INDEX ix_stage_change_from_stage_id ON stage_change (from_stage_id) WHERE from_stage_id IS NOT NULL;
--
CREATE INDEX ix_stage_change_opportunity ON stage_change (opportunity_id);
--
CREATE INDEX ix_stage_change_to_stage_id ON stage_change (to_stage_id) WHERE to_stage_id IS NOT NULL;
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
CREATE TABLE tagging (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  tag_id INTEGER NOT NULL,
  customer_id INTEGER,
  contact_id INTEGER,
  lead_id INTEGER,
  opportunity_id INTEGER,
  CONSTRAINT exactly_one_owner CHECK ((CASE WHEN customer_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN contact_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN lead_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN opportunity_id IS NULL THEN 0 ELSE 1 END) = 1),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(tag_id) REFERENCES tag (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(lead_id) REFERENCES lead (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(opportunity_id) REFERENCES opportunity (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
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
CREATE TABLE order_line (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  order_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  product_id INTEGER,
  description TEXT,
  quantity_milli INTEGER,
  unit_price TEXT,
  discount_minor INTEGER,
  tax_minor INTEGER,
  amount_minor INTEGER,
  cost_minor INTEGER,
  currency TEXT,
  custom TEXT,
  CONSTRAINT amounts_have_currency CHECK ((amount_minor IS NULL AND discount_minor IS NULL AND tax_minor IS NULL AND cost_minor IS NULL) OR currency IS NOT NULL),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(order_id) REFERENCES sales_order (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(product_id) REFERENCES product (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
CREATE INDEX ix_order_line_order ON order_line (order_id);
--
CREATE INDEX ix_order_line_product_id ON order_line (product_id) WHERE product_id IS NOT NULL;
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
CREATE TABLE identity (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL,
  kind TEXT NOT NULL,
  norm TEXT NOT NULL,
  noun TEXT NOT NULL,
  source TEXT,
  value TEXT,
  customer_id INTEGER,
  contact_id INTEGER,
  lead_id INTEGER,
  user_id INTEGER,
  product_id INTEGER,
  opportunity_id INTEGER,
  order_id INTEGER,
  order_line_id INTEGER,
  activity_id INTEGER,
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
)
 STRICT;
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
CREATE TRIGGER competitor_journal_insert BEFORE INSERT ON competitor
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER competitor_journal_update AFTER UPDATE ON competitor
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'competitor',OLD.id,'U',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,website=%Q,strengths=%Q,weaknesses=%Q,active=%s,note=%Q,custom=%Q',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.website,OLD.strengths,OLD.weaknesses,OLD.active,OLD.note,OLD.custom) FROM current_change
  WHERE (OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.website,OLD.strengths,OLD.weaknesses,OLD.active,OLD.note,OLD.custom) IS NOT (NEW.created_change,NEW.name,NEW.name_fold,NEW.name_sort,NEW.website,NEW.strengths,NEW.weaknesses,NEW.active,NEW.note,NEW.custom);
END;
--
CREATE TRIGGER competitor_journal_delete AFTER DELETE ON competitor
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'competitor',OLD.id,'D',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,website=%Q,strengths=%Q,weaknesses=%Q,active=%s,note=%Q,custom=%Q',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.website,OLD.strengths,OLD.weaknesses,OLD.active,OLD.note,OLD.custom) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER crm_user_journal_insert BEFORE INSERT ON crm_user
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER crm_user_journal_update AFTER UPDATE ON crm_user
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'crm_user',OLD.id,'U',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,email=%Q,phone=%Q,title=%Q,team=%Q,manager_id=%s,branch=%Q,active=%s,custom=%Q',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.email,OLD.phone,OLD.title,OLD.team,OLD.manager_id,OLD.branch,OLD.active,OLD.custom) FROM current_change
  WHERE (OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.email,OLD.phone,OLD.title,OLD.team,OLD.manager_id,OLD.branch,OLD.active,OLD.custom) IS NOT (NEW.created_change,NEW.name,NEW.name_fold,NEW.name_sort,NEW.email,NEW.phone,NEW.title,NEW.team,NEW.manager_id,NEW.branch,NEW.active,NEW.custom);
END;
--
CREATE TRIGGER crm_user_journal_delete AFTER DELETE ON crm_user
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'crm_user',OLD.id,'D',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,email=%Q,phone=%Q,title=%Q,team=%Q,manager_id=%s,branch=%Q,active=%s,custom=%Q',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.email,OLD.phone,OLD.title,OLD.team,OLD.manager_id,OLD.branch,OLD.active,OLD.custom) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER custom_field_journal_insert BEFORE INSERT ON custom_field
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER custom_field_journal_update AFTER UPDATE ON custom_field
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'custom_field',OLD.id,'U',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,noun=%Q,type=%Q,choices=%Q,position=%s',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.noun,OLD.type,OLD.choices,OLD.position) FROM current_change
  WHERE (OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.noun,OLD.type,OLD.choices,OLD.position) IS NOT (NEW.created_change,NEW.name,NEW.name_fold,NEW.name_sort,NEW.noun,NEW.type,NEW.choices,NEW.position);
END;
--
CREATE TRIGGER custom_field_journal_delete AFTER DELETE ON custom_field
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'custom_field',OLD.id,'D',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,noun=%Q,type=%Q,choices=%Q,position=%s',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.noun,OLD.type,OLD.choices,OLD.position) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER distinct_pair_journal_insert BEFORE INSERT ON distinct_pair
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER distinct_pair_journal_update AFTER UPDATE ON distinct_pair
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'distinct_pair',OLD.id,'U',printf('created_change=%s,noun=%Q,low=%s,high=%s',OLD.created_change,OLD.noun,OLD.low,OLD.high) FROM current_change
  WHERE (OLD.created_change,OLD.noun,OLD.low,OLD.high) IS NOT (NEW.created_change,NEW.noun,NEW.low,NEW.high);
END;
--
CREATE TRIGGER distinct_pair_journal_delete AFTER DELETE ON distinct_pair
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'distinct_pair',OLD.id,'D',printf('created_change=%s,noun=%Q,low=%s,high=%s',OLD.created_change,OLD.noun,OLD.low,OLD.high) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER erasure_journal_insert BEFORE INSERT ON erasure
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER erasure_journal_update AFTER UPDATE ON erasure
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'erasure',OLD.id,'U',printf('created_change=%s,noun=%Q,number=%s,digest=%Q',OLD.created_change,OLD.noun,OLD.number,OLD.digest) FROM current_change
  WHERE (OLD.created_change,OLD.noun,OLD.number,OLD.digest) IS NOT (NEW.created_change,NEW.noun,NEW.number,NEW.digest);
END;
--
CREATE TRIGGER erasure_journal_delete AFTER DELETE ON erasure
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'erasure',OLD.id,'D',printf('created_change=%s,noun=%Q,number=%s,digest=%Q',OLD.created_change,OLD.noun,OLD.number,OLD.digest) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER incident_journal_insert BEFORE INSERT ON incident
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER incident_journal_update AFTER UPDATE ON incident
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'incident',OLD.id,'U',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,kind=%Q,started_at=%Q,ended_at=%Q,channel=%Q,branch=%Q,filter=%Q,note=%Q,custom=%Q',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.kind,OLD.started_at,OLD.ended_at,OLD.channel,OLD.branch,OLD.filter,OLD.note,OLD.custom) FROM current_change
  WHERE (OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.kind,OLD.started_at,OLD.ended_at,OLD.channel,OLD.branch,OLD.filter,OLD.note,OLD.custom) IS NOT (NEW.created_change,NEW.name,NEW.name_fold,NEW.name_sort,NEW.kind,NEW.started_at,NEW.ended_at,NEW.channel,NEW.branch,NEW.filter,NEW.note,NEW.custom);
END;
--
CREATE TRIGGER incident_journal_delete AFTER DELETE ON incident
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'incident',OLD.id,'D',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,kind=%Q,started_at=%Q,ended_at=%Q,channel=%Q,branch=%Q,filter=%Q,note=%Q,custom=%Q',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.kind,OLD.started_at,OLD.ended_at,OLD.channel,OLD.branch,OLD.filter,OLD.note,OLD.custom) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER lost_reason_journal_insert BEFORE INSERT ON lost_reason
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER lost_reason_journal_update AFTER UPDATE ON lost_reason
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'lost_reason',OLD.id,'U',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,needs_note=%s,active=%s',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.needs_note,OLD.active) FROM current_change
  WHERE (OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.needs_note,OLD.active) IS NOT (NEW.created_change,NEW.name,NEW.name_fold,NEW.name_sort,NEW.needs_note,NEW.active);
END;
--
CREATE TRIGGER lost_reason_journal_delete AFTER DELETE ON lost_reason
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'lost_reason',OLD.id,'D',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,needs_note=%s,active=%s',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.needs_note,OLD.active) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER product_journal_insert BEFORE INSERT ON product
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER product_journal_update AFTER UPDATE ON product
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'product',OLD.id,'U',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,sku=%Q,sku_fold=%Q,category=%Q,price_minor=%s,cost_minor=%s,currency=%Q,active=%s,note=%Q,custom=%Q,unit=%Q,tax_percent=%Q,introduced_on=%Q,withdrawn_on=%Q',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.sku,OLD.sku_fold,OLD.category,OLD.price_minor,OLD.cost_minor,OLD.currency,OLD.active,OLD.note,OLD.custom,OLD.unit,OLD.tax_percent,OLD.introduced_on,OLD.withdrawn_on) FROM current_change
  WHERE (OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.sku,OLD.sku_fold,OLD.category,OLD.price_minor,OLD.cost_minor,OLD.currency,OLD.active,OLD.note,OLD.custom,OLD.unit,OLD.tax_percent,OLD.introduced_on,OLD.withdrawn_on) IS NOT (NEW.created_change,NEW.name,NEW.name_fold,NEW.name_sort,NEW.sku,NEW.sku_fold,NEW.category,NEW.price_minor,NEW.cost_minor,NEW.currency,NEW.active,NEW.note,NEW.custom,NEW.unit,NEW.tax_percent,NEW.introduced_on,NEW.withdrawn_on);
END;
--
CREATE TRIGGER product_journal_delete AFTER DELETE ON product
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'product',OLD.id,'D',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,sku=%Q,sku_fold=%Q,category=%Q,price_minor=%s,cost_minor=%s,currency=%Q,active=%s,note=%Q,custom=%Q,unit=%Q,tax_percent=%Q,introduced_on=%Q,withdrawn_on=%Q',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.sku,OLD.sku_fold,OLD.category,OLD.price_minor,OLD.cost_minor,OLD.currency,OLD.active,OLD.note,OLD.custom,OLD.unit,OLD.tax_percent,OLD.introduced_on,OLD.withdrawn_on) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER rate_journal_insert BEFORE INSERT ON rate
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER rate_journal_update AFTER UPDATE ON rate
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'rate',OLD.id,'U',printf('created_change=%s,currency=%Q,base=%Q,day=%Q,rate=%Q,source=%Q,note=%Q,custom=%Q',OLD.created_change,OLD.currency,OLD.base,OLD.day,OLD.rate,OLD.source,OLD.note,OLD.custom) FROM current_change
  WHERE (OLD.created_change,OLD.currency,OLD.base,OLD.day,OLD.rate,OLD.source,OLD.note,OLD.custom) IS NOT (NEW.created_change,NEW.currency,NEW.base,NEW.day,NEW.rate,NEW.source,NEW.note,NEW.custom);
END;
--
CREATE TRIGGER rate_journal_delete AFTER DELETE ON rate
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'rate',OLD.id,'D',printf('created_change=%s,currency=%Q,base=%Q,day=%Q,rate=%Q,source=%Q,note=%Q,custom=%Q',OLD.created_change,OLD.currency,OLD.base,OLD.day,OLD.rate,OLD.source,OLD.note,OLD.custom) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER record_key_journal_insert BEFORE INSERT ON record_key
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER record_key_journal_update AFTER UPDATE ON record_key
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'record_key',OLD.id,'U',printf('created_change=%s,noun=%Q,number=%s,source=%Q,norm=%Q',OLD.created_change,OLD.noun,OLD.number,OLD.source,OLD.norm) FROM current_change
  WHERE (OLD.created_change,OLD.noun,OLD.number,OLD.source,OLD.norm) IS NOT (NEW.created_change,NEW.noun,NEW.number,NEW.source,NEW.norm);
END;
--
CREATE TRIGGER record_key_journal_delete AFTER DELETE ON record_key
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'record_key',OLD.id,'D',printf('created_change=%s,noun=%Q,number=%s,source=%Q,norm=%Q',OLD.created_change,OLD.noun,OLD.number,OLD.source,OLD.norm) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER rule_journal_insert BEFORE INSERT ON rule
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER rule_journal_update AFTER UPDATE ON rule
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'rule',OLD.id,'U',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,wording=%Q,active=%s,since_change=%s,note=%Q,custom=%Q',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.wording,OLD.active,OLD.since_change,OLD.note,OLD.custom) FROM current_change
  WHERE (OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.wording,OLD.active,OLD.since_change,OLD.note,OLD.custom) IS NOT (NEW.created_change,NEW.name,NEW.name_fold,NEW.name_sort,NEW.wording,NEW.active,NEW.since_change,NEW.note,NEW.custom);
END;
--
CREATE TRIGGER rule_journal_delete AFTER DELETE ON rule
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'rule',OLD.id,'D',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,wording=%Q,active=%s,since_change=%s,note=%Q,custom=%Q',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.wording,OLD.active,OLD.since_change,OLD.note,OLD.custom) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER segment_journal_insert BEFORE INSERT ON segment
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER segment_journal_update AFTER UPDATE ON segment
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'segment',OLD.id,'U',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,noun=%Q,filter=%Q,note=%Q,custom=%Q',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.noun,OLD.filter,OLD.note,OLD.custom) FROM current_change
  WHERE (OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.noun,OLD.filter,OLD.note,OLD.custom) IS NOT (NEW.created_change,NEW.name,NEW.name_fold,NEW.name_sort,NEW.noun,NEW.filter,NEW.note,NEW.custom);
END;
--
CREATE TRIGGER segment_journal_delete AFTER DELETE ON segment
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'segment',OLD.id,'D',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,noun=%Q,filter=%Q,note=%Q,custom=%Q',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.noun,OLD.filter,OLD.note,OLD.custom) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER stage_journal_insert BEFORE INSERT ON stage
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER stage_journal_update AFTER UPDATE ON stage
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'stage',OLD.id,'U',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,position=%s,probability=%s,outcome=%Q,active=%s',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.position,OLD.probability,OLD.outcome,OLD.active) FROM current_change
  WHERE (OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.position,OLD.probability,OLD.outcome,OLD.active) IS NOT (NEW.created_change,NEW.name,NEW.name_fold,NEW.name_sort,NEW.position,NEW.probability,NEW.outcome,NEW.active);
END;
--
CREATE TRIGGER stage_journal_delete AFTER DELETE ON stage
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'stage',OLD.id,'D',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,position=%s,probability=%s,outcome=%Q,active=%s',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.position,OLD.probability,OLD.outcome,OLD.active) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER tag_journal_insert BEFORE INSERT ON tag
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER tag_journal_update AFTER UPDATE ON tag
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'tag',OLD.id,'U',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort) FROM current_change
  WHERE (OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort) IS NOT (NEW.created_change,NEW.name,NEW.name_fold,NEW.name_sort);
END;
--
CREATE TRIGGER tag_journal_delete AFTER DELETE ON tag
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'tag',OLD.id,'D',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER campaign_journal_insert BEFORE INSERT ON campaign
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER campaign_journal_update AFTER UPDATE ON campaign
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'campaign',OLD.id,'U',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,kind=%Q,status=%Q,channel=%Q,purpose=%Q,filter=%Q,holdout_percent=%s,starts_on=%Q,ends_on=%Q,launched_on=%Q,cost_minor=%s,currency=%Q,owner_id=%s,product_id=%s,subject=%Q,body=%Q,branch=%Q,note=%Q,custom=%Q',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.kind,OLD.status,OLD.channel,OLD.purpose,OLD.filter,OLD.holdout_percent,OLD.starts_on,OLD.ends_on,OLD.launched_on,OLD.cost_minor,OLD.currency,OLD.owner_id,OLD.product_id,OLD.subject,OLD.body,OLD.branch,OLD.note,OLD.custom) FROM current_change
  WHERE (OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.kind,OLD.status,OLD.channel,OLD.purpose,OLD.filter,OLD.holdout_percent,OLD.starts_on,OLD.ends_on,OLD.launched_on,OLD.cost_minor,OLD.currency,OLD.owner_id,OLD.product_id,OLD.subject,OLD.body,OLD.branch,OLD.note,OLD.custom) IS NOT (NEW.created_change,NEW.name,NEW.name_fold,NEW.name_sort,NEW.kind,NEW.status,NEW.channel,NEW.purpose,NEW.filter,NEW.holdout_percent,NEW.starts_on,NEW.ends_on,NEW.launched_on,NEW.cost_minor,NEW.currency,NEW.owner_id,NEW.product_id,NEW.subject,NEW.body,NEW.branch,NEW.note,NEW.custom);
END;
--
CREATE TRIGGER campaign_journal_delete AFTER DELETE ON campaign
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'campaign',OLD.id,'D',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,kind=%Q,status=%Q,channel=%Q,purpose=%Q,filter=%Q,holdout_percent=%s,starts_on=%Q,ends_on=%Q,launched_on=%Q,cost_minor=%s,currency=%Q,owner_id=%s,product_id=%s,subject=%Q,body=%Q,branch=%Q,note=%Q,custom=%Q',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.kind,OLD.status,OLD.channel,OLD.purpose,OLD.filter,OLD.holdout_percent,OLD.starts_on,OLD.ends_on,OLD.launched_on,OLD.cost_minor,OLD.currency,OLD.owner_id,OLD.product_id,OLD.subject,OLD.body,OLD.branch,OLD.note,OLD.custom) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER closing_step_journal_insert BEFORE INSERT ON closing_step
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER closing_step_journal_update AFTER UPDATE ON closing_step
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'closing_step',OLD.id,'U',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,stage_id=%s,position=%s,required=%s,active=%s,note=%Q,custom=%Q',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.stage_id,OLD.position,OLD.required,OLD.active,OLD.note,OLD.custom) FROM current_change
  WHERE (OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.stage_id,OLD.position,OLD.required,OLD.active,OLD.note,OLD.custom) IS NOT (NEW.created_change,NEW.name,NEW.name_fold,NEW.name_sort,NEW.stage_id,NEW.position,NEW.required,NEW.active,NEW.note,NEW.custom);
END;
--
CREATE TRIGGER closing_step_journal_delete AFTER DELETE ON closing_step
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'closing_step',OLD.id,'D',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,stage_id=%s,position=%s,required=%s,active=%s,note=%Q,custom=%Q',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.stage_id,OLD.position,OLD.required,OLD.active,OLD.note,OLD.custom) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER contact_journal_insert BEFORE INSERT ON contact
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER contact_journal_update AFTER UPDATE ON contact
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'contact',OLD.id,'U',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,title=%Q,email=%Q,phone=%Q,birth_date=%Q,address=%Q,city=%Q,district=%Q,region=%Q,postal_code=%Q,country=%Q,source=%Q,owner_id=%s,note=%Q,custom=%Q,created_on=%Q,preferred_channel=%Q,preferred_time=%Q',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.title,OLD.email,OLD.phone,OLD.birth_date,OLD.address,OLD.city,OLD.district,OLD.region,OLD.postal_code,OLD.country,OLD.source,OLD.owner_id,OLD.note,OLD.custom,OLD.created_on,OLD.preferred_channel,OLD.preferred_time) FROM current_change
  WHERE (OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.title,OLD.email,OLD.phone,OLD.birth_date,OLD.address,OLD.city,OLD.district,OLD.region,OLD.postal_code,OLD.country,OLD.source,OLD.owner_id,OLD.note,OLD.custom,OLD.created_on,OLD.preferred_channel,OLD.preferred_time) IS NOT (NEW.created_change,NEW.name,NEW.name_fold,NEW.name_sort,NEW.title,NEW.email,NEW.phone,NEW.birth_date,NEW.address,NEW.city,NEW.district,NEW.region,NEW.postal_code,NEW.country,NEW.source,NEW.owner_id,NEW.note,NEW.custom,NEW.created_on,NEW.preferred_channel,NEW.preferred_time);
END;
--
CREATE TRIGGER contact_journal_delete AFTER DELETE ON contact
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'contact',OLD.id,'D',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,title=%Q,email=%Q,phone=%Q,birth_date=%Q,address=%Q,city=%Q,district=%Q,region=%Q,postal_code=%Q,country=%Q,source=%Q,owner_id=%s,note=%Q,custom=%Q,created_on=%Q,preferred_channel=%Q,preferred_time=%Q',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.title,OLD.email,OLD.phone,OLD.birth_date,OLD.address,OLD.city,OLD.district,OLD.region,OLD.postal_code,OLD.country,OLD.source,OLD.owner_id,OLD.note,OLD.custom,OLD.created_on,OLD.preferred_channel,OLD.preferred_time) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER customer_journal_insert BEFORE INSERT ON customer
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER customer_journal_update AFTER UPDATE ON customer
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'customer',OLD.id,'U',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,kind=%Q,parent_id=%s,owner_id=%s,referrer_id=%s,branch=%Q,email=%Q,phone=%Q,tax_number=%Q,tax_office=%Q,website=%Q,industry=%Q,address=%Q,city=%Q,district=%Q,region=%Q,postal_code=%Q,country=%Q,source=%Q,note=%Q,custom=%Q,created_on=%Q,cadence_days=%s',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.kind,OLD.parent_id,OLD.owner_id,OLD.referrer_id,OLD.branch,OLD.email,OLD.phone,OLD.tax_number,OLD.tax_office,OLD.website,OLD.industry,OLD.address,OLD.city,OLD.district,OLD.region,OLD.postal_code,OLD.country,OLD.source,OLD.note,OLD.custom,OLD.created_on,OLD.cadence_days) FROM current_change
  WHERE (OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.kind,OLD.parent_id,OLD.owner_id,OLD.referrer_id,OLD.branch,OLD.email,OLD.phone,OLD.tax_number,OLD.tax_office,OLD.website,OLD.industry,OLD.address,OLD.city,OLD.district,OLD.region,OLD.postal_code,OLD.country,OLD.source,OLD.note,OLD.custom,OLD.created_on,OLD.cadence_days) IS NOT (NEW.created_change,NEW.name,NEW.name_fold,NEW.name_sort,NEW.kind,NEW.parent_id,NEW.owner_id,NEW.referrer_id,NEW.branch,NEW.email,NEW.phone,NEW.tax_number,NEW.tax_office,NEW.website,NEW.industry,NEW.address,NEW.city,NEW.district,NEW.region,NEW.postal_code,NEW.country,NEW.source,NEW.note,NEW.custom,NEW.created_on,NEW.cadence_days);
END;
--
CREATE TRIGGER customer_journal_delete AFTER DELETE ON customer
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'customer',OLD.id,'D',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,kind=%Q,parent_id=%s,owner_id=%s,referrer_id=%s,branch=%Q,email=%Q,phone=%Q,tax_number=%Q,tax_office=%Q,website=%Q,industry=%Q,address=%Q,city=%Q,district=%Q,region=%Q,postal_code=%Q,country=%Q,source=%Q,note=%Q,custom=%Q,created_on=%Q,cadence_days=%s',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.kind,OLD.parent_id,OLD.owner_id,OLD.referrer_id,OLD.branch,OLD.email,OLD.phone,OLD.tax_number,OLD.tax_office,OLD.website,OLD.industry,OLD.address,OLD.city,OLD.district,OLD.region,OLD.postal_code,OLD.country,OLD.source,OLD.note,OLD.custom,OLD.created_on,OLD.cadence_days) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER playbook_journal_insert BEFORE INSERT ON playbook
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER playbook_journal_update AFTER UPDATE ON playbook
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'playbook',OLD.id,'U',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,filter=%Q,period=%Q,steps=%Q,owner_id=%s,active=%s,note=%Q,custom=%Q',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.filter,OLD.period,OLD.steps,OLD.owner_id,OLD.active,OLD.note,OLD.custom) FROM current_change
  WHERE (OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.filter,OLD.period,OLD.steps,OLD.owner_id,OLD.active,OLD.note,OLD.custom) IS NOT (NEW.created_change,NEW.name,NEW.name_fold,NEW.name_sort,NEW.filter,NEW.period,NEW.steps,NEW.owner_id,NEW.active,NEW.note,NEW.custom);
END;
--
CREATE TRIGGER playbook_journal_delete AFTER DELETE ON playbook
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'playbook',OLD.id,'D',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,filter=%Q,period=%Q,steps=%Q,owner_id=%s,active=%s,note=%Q,custom=%Q',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.filter,OLD.period,OLD.steps,OLD.owner_id,OLD.active,OLD.note,OLD.custom) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER price_journal_insert BEFORE INSERT ON price
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER price_journal_update AFTER UPDATE ON price
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'price',OLD.id,'U',printf('created_change=%s,product_id=%s,valid_from=%Q,price_minor=%s,cost_minor=%s,currency=%Q,note=%Q,custom=%Q',OLD.created_change,OLD.product_id,OLD.valid_from,OLD.price_minor,OLD.cost_minor,OLD.currency,OLD.note,OLD.custom) FROM current_change
  WHERE (OLD.created_change,OLD.product_id,OLD.valid_from,OLD.price_minor,OLD.cost_minor,OLD.currency,OLD.note,OLD.custom) IS NOT (NEW.created_change,NEW.product_id,NEW.valid_from,NEW.price_minor,NEW.cost_minor,NEW.currency,NEW.note,NEW.custom);
END;
--
CREATE TRIGGER price_journal_delete AFTER DELETE ON price
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'price',OLD.id,'D',printf('created_change=%s,product_id=%s,valid_from=%Q,price_minor=%s,cost_minor=%s,currency=%Q,note=%Q,custom=%Q',OLD.created_change,OLD.product_id,OLD.valid_from,OLD.price_minor,OLD.cost_minor,OLD.currency,OLD.note,OLD.custom) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER segment_snapshot_journal_insert BEFORE INSERT ON segment_snapshot
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER segment_snapshot_journal_update AFTER UPDATE ON segment_snapshot
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'segment_snapshot',OLD.id,'U',printf('created_change=%s,segment_id=%s,taken_on=%Q,label=%Q,filter=%Q',OLD.created_change,OLD.segment_id,OLD.taken_on,OLD.label,OLD.filter) FROM current_change
  WHERE (OLD.created_change,OLD.segment_id,OLD.taken_on,OLD.label,OLD.filter) IS NOT (NEW.created_change,NEW.segment_id,NEW.taken_on,NEW.label,NEW.filter);
END;
--
CREATE TRIGGER segment_snapshot_journal_delete AFTER DELETE ON segment_snapshot
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'segment_snapshot',OLD.id,'D',printf('created_change=%s,segment_id=%s,taken_on=%Q,label=%Q,filter=%Q',OLD.created_change,OLD.segment_id,OLD.taken_on,OLD.label,OLD.filter) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER shop_check_journal_insert BEFORE INSERT ON shop_check
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER shop_check_journal_update AFTER UPDATE ON shop_check
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'shop_check',OLD.id,'U',printf('created_change=%s,branch=%Q,checked_on=%Q,shopper=%Q,channel=%Q,user_id=%s,answers=%Q,points=%s,best=%s,note=%Q,custom=%Q',OLD.created_change,OLD.branch,OLD.checked_on,OLD.shopper,OLD.channel,OLD.user_id,OLD.answers,OLD.points,OLD.best,OLD.note,OLD.custom) FROM current_change
  WHERE (OLD.created_change,OLD.branch,OLD.checked_on,OLD.shopper,OLD.channel,OLD.user_id,OLD.answers,OLD.points,OLD.best,OLD.note,OLD.custom) IS NOT (NEW.created_change,NEW.branch,NEW.checked_on,NEW.shopper,NEW.channel,NEW.user_id,NEW.answers,NEW.points,NEW.best,NEW.note,NEW.custom);
END;
--
CREATE TRIGGER shop_check_journal_delete AFTER DELETE ON shop_check
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'shop_check',OLD.id,'D',printf('created_change=%s,branch=%Q,checked_on=%Q,shopper=%Q,channel=%Q,user_id=%s,answers=%Q,points=%s,best=%s,note=%Q,custom=%Q',OLD.created_change,OLD.branch,OLD.checked_on,OLD.shopper,OLD.channel,OLD.user_id,OLD.answers,OLD.points,OLD.best,OLD.note,OLD.custom) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER target_journal_insert BEFORE INSERT ON target
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER target_journal_update AFTER UPDATE ON target
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'target',OLD.id,'U',printf('created_change=%s,metric=%Q,from_on=%Q,until_on=%Q,owner_id=%s,product_id=%s,branch=%Q,amount_minor=%s,currency=%Q,goal=%s,note=%Q,custom=%Q',OLD.created_change,OLD.metric,OLD.from_on,OLD.until_on,OLD.owner_id,OLD.product_id,OLD.branch,OLD.amount_minor,OLD.currency,OLD.goal,OLD.note,OLD.custom) FROM current_change
  WHERE (OLD.created_change,OLD.metric,OLD.from_on,OLD.until_on,OLD.owner_id,OLD.product_id,OLD.branch,OLD.amount_minor,OLD.currency,OLD.goal,OLD.note,OLD.custom) IS NOT (NEW.created_change,NEW.metric,NEW.from_on,NEW.until_on,NEW.owner_id,NEW.product_id,NEW.branch,NEW.amount_minor,NEW.currency,NEW.goal,NEW.note,NEW.custom);
END;
--
CREATE TRIGGER target_journal_delete AFTER DELETE ON target
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'target',OLD.id,'D',printf('created_change=%s,metric=%Q,from_on=%Q,until_on=%Q,owner_id=%s,product_id=%s,branch=%Q,amount_minor=%s,currency=%Q,goal=%s,note=%Q,custom=%Q',OLD.created_change,OLD.metric,OLD.from_on,OLD.until_on,OLD.owner_id,OLD.product_id,OLD.branch,OLD.amount_minor,OLD.currency,OLD.goal,OLD.note,OLD.custom) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER account_plan_journal_insert BEFORE INSERT ON account_plan
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER account_plan_journal_update AFTER UPDATE ON account_plan
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'account_plan',OLD.id,'U',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,customer_id=%s,owner_id=%s,status=%Q,created_on=%Q,due_on=%Q,closed_on=%Q,branch=%Q,note=%Q,custom=%Q',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.customer_id,OLD.owner_id,OLD.status,OLD.created_on,OLD.due_on,OLD.closed_on,OLD.branch,OLD.note,OLD.custom) FROM current_change
  WHERE (OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.customer_id,OLD.owner_id,OLD.status,OLD.created_on,OLD.due_on,OLD.closed_on,OLD.branch,OLD.note,OLD.custom) IS NOT (NEW.created_change,NEW.name,NEW.name_fold,NEW.name_sort,NEW.customer_id,NEW.owner_id,NEW.status,NEW.created_on,NEW.due_on,NEW.closed_on,NEW.branch,NEW.note,NEW.custom);
END;
--
CREATE TRIGGER account_plan_journal_delete AFTER DELETE ON account_plan
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'account_plan',OLD.id,'D',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,customer_id=%s,owner_id=%s,status=%Q,created_on=%Q,due_on=%Q,closed_on=%Q,branch=%Q,note=%Q,custom=%Q',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.customer_id,OLD.owner_id,OLD.status,OLD.created_on,OLD.due_on,OLD.closed_on,OLD.branch,OLD.note,OLD.custom) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER customer_contact_journal_insert BEFORE INSERT ON customer_contact
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER customer_contact_journal_update AFTER UPDATE ON customer_contact
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'customer_contact',OLD.id,'U',printf('created_change=%s,customer_id=%s,contact_id=%s,role=%Q,since=%Q,until=%Q,is_primary=%s',OLD.created_change,OLD.customer_id,OLD.contact_id,OLD.role,OLD.since,OLD.until,OLD.is_primary) FROM current_change
  WHERE (OLD.created_change,OLD.customer_id,OLD.contact_id,OLD.role,OLD.since,OLD.until,OLD.is_primary) IS NOT (NEW.created_change,NEW.customer_id,NEW.contact_id,NEW.role,NEW.since,NEW.until,NEW.is_primary);
END;
--
CREATE TRIGGER customer_contact_journal_delete AFTER DELETE ON customer_contact
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'customer_contact',OLD.id,'D',printf('created_change=%s,customer_id=%s,contact_id=%s,role=%Q,since=%Q,until=%Q,is_primary=%s',OLD.created_change,OLD.customer_id,OLD.contact_id,OLD.role,OLD.since,OLD.until,OLD.is_primary) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER incident_customer_journal_insert BEFORE INSERT ON incident_customer
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER incident_customer_journal_update AFTER UPDATE ON incident_customer
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'incident_customer',OLD.id,'U',printf('created_change=%s,incident_id=%s,customer_id=%s',OLD.created_change,OLD.incident_id,OLD.customer_id) FROM current_change
  WHERE (OLD.created_change,OLD.incident_id,OLD.customer_id) IS NOT (NEW.created_change,NEW.incident_id,NEW.customer_id);
END;
--
CREATE TRIGGER incident_customer_journal_delete AFTER DELETE ON incident_customer
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'incident_customer',OLD.id,'D',printf('created_change=%s,incident_id=%s,customer_id=%s',OLD.created_change,OLD.incident_id,OLD.customer_id) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER lead_journal_insert BEFORE INSERT ON lead
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER lead_journal_update AFTER UPDATE ON lead
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'lead',OLD.id,'U',printf('created_change=%s,name=%Q,company=%Q,name_fold=%Q,name_sort=%Q,title=%Q,email=%Q,phone=%Q,website=%Q,industry=%Q,address=%Q,city=%Q,country=%Q,source=%Q,campaign=%Q,status=%Q,owner_id=%s,referrer_id=%s,contact_id=%s,customer_id=%s,lost_reason_id=%s,lost_note=%Q,lost_on=%Q,amount_minor=%s,currency=%Q,score=%s,branch=%Q,note=%Q,custom=%Q,created_on=%Q',OLD.created_change,OLD.name,OLD.company,OLD.name_fold,OLD.name_sort,OLD.title,OLD.email,OLD.phone,OLD.website,OLD.industry,OLD.address,OLD.city,OLD.country,OLD.source,OLD.campaign,OLD.status,OLD.owner_id,OLD.referrer_id,OLD.contact_id,OLD.customer_id,OLD.lost_reason_id,OLD.lost_note,OLD.lost_on,OLD.amount_minor,OLD.currency,OLD.score,OLD.branch,OLD.note,OLD.custom,OLD.created_on) FROM current_change
  WHERE (OLD.created_change,OLD.name,OLD.company,OLD.name_fold,OLD.name_sort,OLD.title,OLD.email,OLD.phone,OLD.website,OLD.industry,OLD.address,OLD.city,OLD.country,OLD.source,OLD.campaign,OLD.status,OLD.owner_id,OLD.referrer_id,OLD.contact_id,OLD.customer_id,OLD.lost_reason_id,OLD.lost_note,OLD.lost_on,OLD.amount_minor,OLD.currency,OLD.score,OLD.branch,OLD.note,OLD.custom,OLD.created_on) IS NOT (NEW.created_change,NEW.name,NEW.company,NEW.name_fold,NEW.name_sort,NEW.title,NEW.email,NEW.phone,NEW.website,NEW.industry,NEW.address,NEW.city,NEW.country,NEW.source,NEW.campaign,NEW.status,NEW.owner_id,NEW.referrer_id,NEW.contact_id,NEW.customer_id,NEW.lost_reason_id,NEW.lost_note,NEW.lost_on,NEW.amount_minor,NEW.currency,NEW.score,NEW.branch,NEW.note,NEW.custom,NEW.created_on);
END;
--
CREATE TRIGGER lead_journal_delete AFTER DELETE ON lead
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'lead',OLD.id,'D',printf('created_change=%s,name=%Q,company=%Q,name_fold=%Q,name_sort=%Q,title=%Q,email=%Q,phone=%Q,website=%Q,industry=%Q,address=%Q,city=%Q,country=%Q,source=%Q,campaign=%Q,status=%Q,owner_id=%s,referrer_id=%s,contact_id=%s,customer_id=%s,lost_reason_id=%s,lost_note=%Q,lost_on=%Q,amount_minor=%s,currency=%Q,score=%s,branch=%Q,note=%Q,custom=%Q,created_on=%Q',OLD.created_change,OLD.name,OLD.company,OLD.name_fold,OLD.name_sort,OLD.title,OLD.email,OLD.phone,OLD.website,OLD.industry,OLD.address,OLD.city,OLD.country,OLD.source,OLD.campaign,OLD.status,OLD.owner_id,OLD.referrer_id,OLD.contact_id,OLD.customer_id,OLD.lost_reason_id,OLD.lost_note,OLD.lost_on,OLD.amount_minor,OLD.currency,OLD.score,OLD.branch,OLD.note,OLD.custom,OLD.created_on) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER segment_member_journal_insert BEFORE INSERT ON segment_member
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER segment_member_journal_update AFTER UPDATE ON segment_member
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'segment_member',OLD.id,'U',printf('created_change=%s,snapshot_id=%s,number=%s',OLD.created_change,OLD.snapshot_id,OLD.number) FROM current_change
  WHERE (OLD.created_change,OLD.snapshot_id,OLD.number) IS NOT (NEW.created_change,NEW.snapshot_id,NEW.number);
END;
--
CREATE TRIGGER segment_member_journal_delete AFTER DELETE ON segment_member
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'segment_member',OLD.id,'D',printf('created_change=%s,snapshot_id=%s,number=%s',OLD.created_change,OLD.snapshot_id,OLD.number) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER verification_journal_insert BEFORE INSERT ON verification
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER verification_journal_update AFTER UPDATE ON verification
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'verification',OLD.id,'U',printf('created_change=%s,customer_id=%s,contact_id=%s,user_id=%s,at=%Q,passed=%s,asked=%Q,channel=%Q,branch=%Q,note=%Q,custom=%Q',OLD.created_change,OLD.customer_id,OLD.contact_id,OLD.user_id,OLD.at,OLD.passed,OLD.asked,OLD.channel,OLD.branch,OLD.note,OLD.custom) FROM current_change
  WHERE (OLD.created_change,OLD.customer_id,OLD.contact_id,OLD.user_id,OLD.at,OLD.passed,OLD.asked,OLD.channel,OLD.branch,OLD.note,OLD.custom) IS NOT (NEW.created_change,NEW.customer_id,NEW.contact_id,NEW.user_id,NEW.at,NEW.passed,NEW.asked,NEW.channel,NEW.branch,NEW.note,NEW.custom);
END;
--
CREATE TRIGGER verification_journal_delete AFTER DELETE ON verification
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'verification',OLD.id,'D',printf('created_change=%s,customer_id=%s,contact_id=%s,user_id=%s,at=%Q,passed=%s,asked=%Q,channel=%Q,branch=%Q,note=%Q,custom=%Q',OLD.created_change,OLD.customer_id,OLD.contact_id,OLD.user_id,OLD.at,OLD.passed,OLD.asked,OLD.channel,OLD.branch,OLD.note,OLD.custom) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER wallet_journal_insert BEFORE INSERT ON wallet
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER wallet_journal_update AFTER UPDATE ON wallet
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'wallet',OLD.id,'U',printf('created_change=%s,customer_id=%s,category=%Q,amount_minor=%s,currency=%Q,estimated_on=%Q,source=%Q,note=%Q,custom=%Q',OLD.created_change,OLD.customer_id,OLD.category,OLD.amount_minor,OLD.currency,OLD.estimated_on,OLD.source,OLD.note,OLD.custom) FROM current_change
  WHERE (OLD.created_change,OLD.customer_id,OLD.category,OLD.amount_minor,OLD.currency,OLD.estimated_on,OLD.source,OLD.note,OLD.custom) IS NOT (NEW.created_change,NEW.customer_id,NEW.category,NEW.amount_minor,NEW.currency,NEW.estimated_on,NEW.source,NEW.note,NEW.custom);
END;
--
CREATE TRIGGER wallet_journal_delete AFTER DELETE ON wallet
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'wallet',OLD.id,'D',printf('created_change=%s,customer_id=%s,category=%Q,amount_minor=%s,currency=%Q,estimated_on=%Q,source=%Q,note=%Q,custom=%Q',OLD.created_change,OLD.customer_id,OLD.category,OLD.amount_minor,OLD.currency,OLD.estimated_on,OLD.source,OLD.note,OLD.custom) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER address_journal_insert BEFORE INSERT ON address
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER address_journal_update AFTER UPDATE ON address
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'address',OLD.id,'U',printf('created_change=%s,kind=%Q,address=%Q,city=%Q,district=%Q,region=%Q,postal_code=%Q,country=%Q,customer_id=%s,contact_id=%s,lead_id=%s',OLD.created_change,OLD.kind,OLD.address,OLD.city,OLD.district,OLD.region,OLD.postal_code,OLD.country,OLD.customer_id,OLD.contact_id,OLD.lead_id) FROM current_change
  WHERE (OLD.created_change,OLD.kind,OLD.address,OLD.city,OLD.district,OLD.region,OLD.postal_code,OLD.country,OLD.customer_id,OLD.contact_id,OLD.lead_id) IS NOT (NEW.created_change,NEW.kind,NEW.address,NEW.city,NEW.district,NEW.region,NEW.postal_code,NEW.country,NEW.customer_id,NEW.contact_id,NEW.lead_id);
END;
--
CREATE TRIGGER address_journal_delete AFTER DELETE ON address
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'address',OLD.id,'D',printf('created_change=%s,kind=%Q,address=%Q,city=%Q,district=%Q,region=%Q,postal_code=%Q,country=%Q,customer_id=%s,contact_id=%s,lead_id=%s',OLD.created_change,OLD.kind,OLD.address,OLD.city,OLD.district,OLD.region,OLD.postal_code,OLD.country,OLD.customer_id,OLD.contact_id,OLD.lead_id) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER alias_journal_insert BEFORE INSERT ON alias
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER alias_journal_update AFTER UPDATE ON alias
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'alias',OLD.id,'U',printf('created_change=%s,noun=%Q,number=%s,customer_id=%s,contact_id=%s,lead_id=%s',OLD.created_change,OLD.noun,OLD.number,OLD.customer_id,OLD.contact_id,OLD.lead_id) FROM current_change
  WHERE (OLD.created_change,OLD.noun,OLD.number,OLD.customer_id,OLD.contact_id,OLD.lead_id) IS NOT (NEW.created_change,NEW.noun,NEW.number,NEW.customer_id,NEW.contact_id,NEW.lead_id);
END;
--
CREATE TRIGGER alias_journal_delete AFTER DELETE ON alias
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'alias',OLD.id,'D',printf('created_change=%s,noun=%Q,number=%s,customer_id=%s,contact_id=%s,lead_id=%s',OLD.created_change,OLD.noun,OLD.number,OLD.customer_id,OLD.contact_id,OLD.lead_id) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER consent_journal_insert BEFORE INSERT ON consent
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER consent_journal_update AFTER UPDATE ON consent
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'consent',OLD.id,'U',printf('created_change=%s,channel=%Q,purpose=%Q,state=%Q,decided_on=%Q,source=%Q,note=%Q,customer_id=%s,contact_id=%s,lead_id=%s',OLD.created_change,OLD.channel,OLD.purpose,OLD.state,OLD.decided_on,OLD.source,OLD.note,OLD.customer_id,OLD.contact_id,OLD.lead_id) FROM current_change
  WHERE (OLD.created_change,OLD.channel,OLD.purpose,OLD.state,OLD.decided_on,OLD.source,OLD.note,OLD.customer_id,OLD.contact_id,OLD.lead_id) IS NOT (NEW.created_change,NEW.channel,NEW.purpose,NEW.state,NEW.decided_on,NEW.source,NEW.note,NEW.customer_id,NEW.contact_id,NEW.lead_id);
END;
--
CREATE TRIGGER consent_journal_delete AFTER DELETE ON consent
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'consent',OLD.id,'D',printf('created_change=%s,channel=%Q,purpose=%Q,state=%Q,decided_on=%Q,source=%Q,note=%Q,customer_id=%s,contact_id=%s,lead_id=%s',OLD.created_change,OLD.channel,OLD.purpose,OLD.state,OLD.decided_on,OLD.source,OLD.note,OLD.customer_id,OLD.contact_id,OLD.lead_id) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER opportunity_journal_insert BEFORE INSERT ON opportunity
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER opportunity_journal_update AFTER UPDATE ON opportunity
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'opportunity',OLD.id,'U',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,customer_id=%s,contact_id=%s,owner_id=%s,stage_id=%s,product_id=%s,lead_id=%s,amount_minor=%s,currency=%Q,probability=%s,expected_close=%Q,created_on=%Q,closed_on=%Q,lost_reason_id=%s,lost_note=%Q,source=%Q,campaign=%Q,branch=%Q,note=%Q,custom=%Q,competitor_id=%s',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.customer_id,OLD.contact_id,OLD.owner_id,OLD.stage_id,OLD.product_id,OLD.lead_id,OLD.amount_minor,OLD.currency,OLD.probability,OLD.expected_close,OLD.created_on,OLD.closed_on,OLD.lost_reason_id,OLD.lost_note,OLD.source,OLD.campaign,OLD.branch,OLD.note,OLD.custom,OLD.competitor_id) FROM current_change
  WHERE (OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.customer_id,OLD.contact_id,OLD.owner_id,OLD.stage_id,OLD.product_id,OLD.lead_id,OLD.amount_minor,OLD.currency,OLD.probability,OLD.expected_close,OLD.created_on,OLD.closed_on,OLD.lost_reason_id,OLD.lost_note,OLD.source,OLD.campaign,OLD.branch,OLD.note,OLD.custom,OLD.competitor_id) IS NOT (NEW.created_change,NEW.name,NEW.name_fold,NEW.name_sort,NEW.customer_id,NEW.contact_id,NEW.owner_id,NEW.stage_id,NEW.product_id,NEW.lead_id,NEW.amount_minor,NEW.currency,NEW.probability,NEW.expected_close,NEW.created_on,NEW.closed_on,NEW.lost_reason_id,NEW.lost_note,NEW.source,NEW.campaign,NEW.branch,NEW.note,NEW.custom,NEW.competitor_id);
END;
--
CREATE TRIGGER opportunity_journal_delete AFTER DELETE ON opportunity
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'opportunity',OLD.id,'D',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,customer_id=%s,contact_id=%s,owner_id=%s,stage_id=%s,product_id=%s,lead_id=%s,amount_minor=%s,currency=%Q,probability=%s,expected_close=%Q,created_on=%Q,closed_on=%Q,lost_reason_id=%s,lost_note=%Q,source=%Q,campaign=%Q,branch=%Q,note=%Q,custom=%Q,competitor_id=%s',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.customer_id,OLD.contact_id,OLD.owner_id,OLD.stage_id,OLD.product_id,OLD.lead_id,OLD.amount_minor,OLD.currency,OLD.probability,OLD.expected_close,OLD.created_on,OLD.closed_on,OLD.lost_reason_id,OLD.lost_note,OLD.source,OLD.campaign,OLD.branch,OLD.note,OLD.custom,OLD.competitor_id) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER relation_journal_insert BEFORE INSERT ON relation
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER relation_journal_update AFTER UPDATE ON relation
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'relation',OLD.id,'U',printf('created_change=%s,role=%Q,other_role=%Q,since=%Q,until=%Q,note=%Q,custom=%Q,customer_id=%s,contact_id=%s,lead_id=%s,other_customer_id=%s,other_contact_id=%s,other_lead_id=%s',OLD.created_change,OLD.role,OLD.other_role,OLD.since,OLD.until,OLD.note,OLD.custom,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.other_customer_id,OLD.other_contact_id,OLD.other_lead_id) FROM current_change
  WHERE (OLD.created_change,OLD.role,OLD.other_role,OLD.since,OLD.until,OLD.note,OLD.custom,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.other_customer_id,OLD.other_contact_id,OLD.other_lead_id) IS NOT (NEW.created_change,NEW.role,NEW.other_role,NEW.since,NEW.until,NEW.note,NEW.custom,NEW.customer_id,NEW.contact_id,NEW.lead_id,NEW.other_customer_id,NEW.other_contact_id,NEW.other_lead_id);
END;
--
CREATE TRIGGER relation_journal_delete AFTER DELETE ON relation
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'relation',OLD.id,'D',printf('created_change=%s,role=%Q,other_role=%Q,since=%Q,until=%Q,note=%Q,custom=%Q,customer_id=%s,contact_id=%s,lead_id=%s,other_customer_id=%s,other_contact_id=%s,other_lead_id=%s',OLD.created_change,OLD.role,OLD.other_role,OLD.since,OLD.until,OLD.note,OLD.custom,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.other_customer_id,OLD.other_contact_id,OLD.other_lead_id) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER request_journal_insert BEFORE INSERT ON request
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER request_journal_update AFTER UPDATE ON request
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'request',OLD.id,'U',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,customer_id=%s,contact_id=%s,lead_id=%s,product_id=%s,status=%Q,weight=%s,category=%Q,channel=%Q,branch=%Q,asked_on=%Q,closed_on=%Q,note=%Q,custom=%Q',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.product_id,OLD.status,OLD.weight,OLD.category,OLD.channel,OLD.branch,OLD.asked_on,OLD.closed_on,OLD.note,OLD.custom) FROM current_change
  WHERE (OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.product_id,OLD.status,OLD.weight,OLD.category,OLD.channel,OLD.branch,OLD.asked_on,OLD.closed_on,OLD.note,OLD.custom) IS NOT (NEW.created_change,NEW.name,NEW.name_fold,NEW.name_sort,NEW.customer_id,NEW.contact_id,NEW.lead_id,NEW.product_id,NEW.status,NEW.weight,NEW.category,NEW.channel,NEW.branch,NEW.asked_on,NEW.closed_on,NEW.note,NEW.custom);
END;
--
CREATE TRIGGER request_journal_delete AFTER DELETE ON request
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'request',OLD.id,'D',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,customer_id=%s,contact_id=%s,lead_id=%s,product_id=%s,status=%Q,weight=%s,category=%Q,channel=%Q,branch=%Q,asked_on=%Q,closed_on=%Q,note=%Q,custom=%Q',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.product_id,OLD.status,OLD.weight,OLD.category,OLD.channel,OLD.branch,OLD.asked_on,OLD.closed_on,OLD.note,OLD.custom) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER conversion_journal_insert BEFORE INSERT ON conversion
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER conversion_journal_update AFTER UPDATE ON conversion
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'conversion',OLD.id,'U',printf('created_change=%s,lead_id=%s,customer_id=%s,contact_id=%s,opportunity_id=%s,customer_created=%s,contact_created=%s,opportunity_created=%s,converted_on=%Q,actor=%Q,days=%s,touches=%s,plan=%Q',OLD.created_change,OLD.lead_id,OLD.customer_id,OLD.contact_id,OLD.opportunity_id,OLD.customer_created,OLD.contact_created,OLD.opportunity_created,OLD.converted_on,OLD.actor,OLD.days,OLD.touches,OLD.plan) FROM current_change
  WHERE (OLD.created_change,OLD.lead_id,OLD.customer_id,OLD.contact_id,OLD.opportunity_id,OLD.customer_created,OLD.contact_created,OLD.opportunity_created,OLD.converted_on,OLD.actor,OLD.days,OLD.touches,OLD.plan) IS NOT (NEW.created_change,NEW.lead_id,NEW.customer_id,NEW.contact_id,NEW.opportunity_id,NEW.customer_created,NEW.contact_created,NEW.opportunity_created,NEW.converted_on,NEW.actor,NEW.days,NEW.touches,NEW.plan);
END;
--
CREATE TRIGGER conversion_journal_delete AFTER DELETE ON conversion
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'conversion',OLD.id,'D',printf('created_change=%s,lead_id=%s,customer_id=%s,contact_id=%s,opportunity_id=%s,customer_created=%s,contact_created=%s,opportunity_created=%s,converted_on=%Q,actor=%Q,days=%s,touches=%s,plan=%Q',OLD.created_change,OLD.lead_id,OLD.customer_id,OLD.contact_id,OLD.opportunity_id,OLD.customer_created,OLD.contact_created,OLD.opportunity_created,OLD.converted_on,OLD.actor,OLD.days,OLD.touches,OLD.plan) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER need_journal_insert BEFORE INSERT ON need
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER need_journal_update AFTER UPDATE ON need
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'need',OLD.id,'U',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,customer_id=%s,contact_id=%s,lead_id=%s,opportunity_id=%s,product_id=%s,weight=%s,status=%Q,noted_on=%Q,branch=%Q,note=%Q,custom=%Q',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.opportunity_id,OLD.product_id,OLD.weight,OLD.status,OLD.noted_on,OLD.branch,OLD.note,OLD.custom) FROM current_change
  WHERE (OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.opportunity_id,OLD.product_id,OLD.weight,OLD.status,OLD.noted_on,OLD.branch,OLD.note,OLD.custom) IS NOT (NEW.created_change,NEW.name,NEW.name_fold,NEW.name_sort,NEW.customer_id,NEW.contact_id,NEW.lead_id,NEW.opportunity_id,NEW.product_id,NEW.weight,NEW.status,NEW.noted_on,NEW.branch,NEW.note,NEW.custom);
END;
--
CREATE TRIGGER need_journal_delete AFTER DELETE ON need
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'need',OLD.id,'D',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,customer_id=%s,contact_id=%s,lead_id=%s,opportunity_id=%s,product_id=%s,weight=%s,status=%Q,noted_on=%Q,branch=%Q,note=%Q,custom=%Q',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.opportunity_id,OLD.product_id,OLD.weight,OLD.status,OLD.noted_on,OLD.branch,OLD.note,OLD.custom) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER sales_order_journal_insert BEFORE INSERT ON sales_order
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER sales_order_journal_update AFTER UPDATE ON sales_order
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'sales_order',OLD.id,'U',printf('created_change=%s,number=%Q,number_fold=%Q,customer_id=%s,contact_id=%s,owner_id=%s,opportunity_id=%s,ordered_on=%Q,status=%Q,total_minor=%s,currency=%Q,branch=%Q,channel=%Q,note=%Q,custom=%Q,net_minor=%s,tax_minor=%s,promised_on=%Q,delivered_on=%Q,due_on=%Q,campaign_id=%s',OLD.created_change,OLD.number,OLD.number_fold,OLD.customer_id,OLD.contact_id,OLD.owner_id,OLD.opportunity_id,OLD.ordered_on,OLD.status,OLD.total_minor,OLD.currency,OLD.branch,OLD.channel,OLD.note,OLD.custom,OLD.net_minor,OLD.tax_minor,OLD.promised_on,OLD.delivered_on,OLD.due_on,OLD.campaign_id) FROM current_change
  WHERE (OLD.created_change,OLD.number,OLD.number_fold,OLD.customer_id,OLD.contact_id,OLD.owner_id,OLD.opportunity_id,OLD.ordered_on,OLD.status,OLD.total_minor,OLD.currency,OLD.branch,OLD.channel,OLD.note,OLD.custom,OLD.net_minor,OLD.tax_minor,OLD.promised_on,OLD.delivered_on,OLD.due_on,OLD.campaign_id) IS NOT (NEW.created_change,NEW.number,NEW.number_fold,NEW.customer_id,NEW.contact_id,NEW.owner_id,NEW.opportunity_id,NEW.ordered_on,NEW.status,NEW.total_minor,NEW.currency,NEW.branch,NEW.channel,NEW.note,NEW.custom,NEW.net_minor,NEW.tax_minor,NEW.promised_on,NEW.delivered_on,NEW.due_on,NEW.campaign_id);
END;
--
CREATE TRIGGER sales_order_journal_delete AFTER DELETE ON sales_order
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'sales_order',OLD.id,'D',printf('created_change=%s,number=%Q,number_fold=%Q,customer_id=%s,contact_id=%s,owner_id=%s,opportunity_id=%s,ordered_on=%Q,status=%Q,total_minor=%s,currency=%Q,branch=%Q,channel=%Q,note=%Q,custom=%Q,net_minor=%s,tax_minor=%s,promised_on=%Q,delivered_on=%Q,due_on=%Q,campaign_id=%s',OLD.created_change,OLD.number,OLD.number_fold,OLD.customer_id,OLD.contact_id,OLD.owner_id,OLD.opportunity_id,OLD.ordered_on,OLD.status,OLD.total_minor,OLD.currency,OLD.branch,OLD.channel,OLD.note,OLD.custom,OLD.net_minor,OLD.tax_minor,OLD.promised_on,OLD.delivered_on,OLD.due_on,OLD.campaign_id) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER stage_change_journal_insert BEFORE INSERT ON stage_change
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER stage_change_journal_update AFTER UPDATE ON stage_change
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'stage_change',OLD.id,'U',printf('created_change=%s,opportunity_id=%s,from_stage_id=%s,to_stage_id=%s,changed_on=%Q,actor=%Q',OLD.created_change,OLD.opportunity_id,OLD.from_stage_id,OLD.to_stage_id,OLD.changed_on,OLD.actor) FROM current_change
  WHERE (OLD.created_change,OLD.opportunity_id,OLD.from_stage_id,OLD.to_stage_id,OLD.changed_on,OLD.actor) IS NOT (NEW.created_change,NEW.opportunity_id,NEW.from_stage_id,NEW.to_stage_id,NEW.changed_on,NEW.actor);
END;
--
CREATE TRIGGER stage_change_journal_delete AFTER DELETE ON stage_change
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'stage_change',OLD.id,'D',printf('created_change=%s,opportunity_id=%s,from_stage_id=%s,to_stage_id=%s,changed_on=%Q,actor=%Q',OLD.created_change,OLD.opportunity_id,OLD.from_stage_id,OLD.to_stage_id,OLD.changed_on,OLD.actor) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER step_done_journal_insert BEFORE INSERT ON step_done
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER step_done_journal_update AFTER UPDATE ON step_done
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'step_done',OLD.id,'U',printf('created_change=%s,opportunity_id=%s,closing_step_id=%s,done_on=%Q,actor=%Q',OLD.created_change,OLD.opportunity_id,OLD.closing_step_id,OLD.done_on,OLD.actor) FROM current_change
  WHERE (OLD.created_change,OLD.opportunity_id,OLD.closing_step_id,OLD.done_on,OLD.actor) IS NOT (NEW.created_change,NEW.opportunity_id,NEW.closing_step_id,NEW.done_on,NEW.actor);
END;
--
CREATE TRIGGER step_done_journal_delete AFTER DELETE ON step_done
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'step_done',OLD.id,'D',printf('created_change=%s,opportunity_id=%s,closing_step_id=%s,done_on=%Q,actor=%Q',OLD.created_change,OLD.opportunity_id,OLD.closing_step_id,OLD.done_on,OLD.actor) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER tagging_journal_insert BEFORE INSERT ON tagging
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER tagging_journal_update AFTER UPDATE ON tagging
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'tagging',OLD.id,'U',printf('created_change=%s,tag_id=%s,customer_id=%s,contact_id=%s,lead_id=%s,opportunity_id=%s',OLD.created_change,OLD.tag_id,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.opportunity_id) FROM current_change
  WHERE (OLD.created_change,OLD.tag_id,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.opportunity_id) IS NOT (NEW.created_change,NEW.tag_id,NEW.customer_id,NEW.contact_id,NEW.lead_id,NEW.opportunity_id);
END;
--
CREATE TRIGGER tagging_journal_delete AFTER DELETE ON tagging
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'tagging',OLD.id,'D',printf('created_change=%s,tag_id=%s,customer_id=%s,contact_id=%s,lead_id=%s,opportunity_id=%s',OLD.created_change,OLD.tag_id,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.opportunity_id) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER campaign_member_journal_insert BEFORE INSERT ON campaign_member
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER campaign_member_journal_update AFTER UPDATE ON campaign_member
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'campaign_member',OLD.id,'U',printf('created_change=%s,campaign_id=%s,customer_id=%s,contact_id=%s,lead_id=%s,part=%Q,sent_on=%Q,responded_on=%Q,response=%Q,made_lead_id=%s,opportunity_id=%s,order_id=%s,note=%Q,custom=%Q',OLD.created_change,OLD.campaign_id,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.part,OLD.sent_on,OLD.responded_on,OLD.response,OLD.made_lead_id,OLD.opportunity_id,OLD.order_id,OLD.note,OLD.custom) FROM current_change
  WHERE (OLD.created_change,OLD.campaign_id,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.part,OLD.sent_on,OLD.responded_on,OLD.response,OLD.made_lead_id,OLD.opportunity_id,OLD.order_id,OLD.note,OLD.custom) IS NOT (NEW.created_change,NEW.campaign_id,NEW.customer_id,NEW.contact_id,NEW.lead_id,NEW.part,NEW.sent_on,NEW.responded_on,NEW.response,NEW.made_lead_id,NEW.opportunity_id,NEW.order_id,NEW.note,NEW.custom);
END;
--
CREATE TRIGGER campaign_member_journal_delete AFTER DELETE ON campaign_member
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'campaign_member',OLD.id,'D',printf('created_change=%s,campaign_id=%s,customer_id=%s,contact_id=%s,lead_id=%s,part=%Q,sent_on=%Q,responded_on=%Q,response=%Q,made_lead_id=%s,opportunity_id=%s,order_id=%s,note=%Q,custom=%Q',OLD.created_change,OLD.campaign_id,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.part,OLD.sent_on,OLD.responded_on,OLD.response,OLD.made_lead_id,OLD.opportunity_id,OLD.order_id,OLD.note,OLD.custom) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER order_line_journal_insert BEFORE INSERT ON order_line
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER order_line_journal_update AFTER UPDATE ON order_line
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'order_line',OLD.id,'U',printf('created_change=%s,order_id=%s,position=%s,product_id=%s,description=%Q,quantity_milli=%s,unit_price=%Q,discount_minor=%s,tax_minor=%s,amount_minor=%s,cost_minor=%s,currency=%Q,custom=%Q',OLD.created_change,OLD.order_id,OLD.position,OLD.product_id,OLD.description,OLD.quantity_milli,OLD.unit_price,OLD.discount_minor,OLD.tax_minor,OLD.amount_minor,OLD.cost_minor,OLD.currency,OLD.custom) FROM current_change
  WHERE (OLD.created_change,OLD.order_id,OLD.position,OLD.product_id,OLD.description,OLD.quantity_milli,OLD.unit_price,OLD.discount_minor,OLD.tax_minor,OLD.amount_minor,OLD.cost_minor,OLD.currency,OLD.custom) IS NOT (NEW.created_change,NEW.order_id,NEW.position,NEW.product_id,NEW.description,NEW.quantity_milli,NEW.unit_price,NEW.discount_minor,NEW.tax_minor,NEW.amount_minor,NEW.cost_minor,NEW.currency,NEW.custom);
END;
--
CREATE TRIGGER order_line_journal_delete AFTER DELETE ON order_line
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'order_line',OLD.id,'D',printf('created_change=%s,order_id=%s,position=%s,product_id=%s,description=%Q,quantity_milli=%s,unit_price=%Q,discount_minor=%s,tax_minor=%s,amount_minor=%s,cost_minor=%s,currency=%Q,custom=%Q',OLD.created_change,OLD.order_id,OLD.position,OLD.product_id,OLD.description,OLD.quantity_milli,OLD.unit_price,OLD.discount_minor,OLD.tax_minor,OLD.amount_minor,OLD.cost_minor,OLD.currency,OLD.custom) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER payment_journal_insert BEFORE INSERT ON payment
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER payment_journal_update AFTER UPDATE ON payment
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'payment',OLD.id,'U',printf('created_change=%s,number=%Q,number_fold=%Q,customer_id=%s,contact_id=%s,order_id=%s,user_id=%s,paid_on=%Q,amount_minor=%s,currency=%Q,method=%Q,channel=%Q,branch=%Q,note=%Q,custom=%Q',OLD.created_change,OLD.number,OLD.number_fold,OLD.customer_id,OLD.contact_id,OLD.order_id,OLD.user_id,OLD.paid_on,OLD.amount_minor,OLD.currency,OLD.method,OLD.channel,OLD.branch,OLD.note,OLD.custom) FROM current_change
  WHERE (OLD.created_change,OLD.number,OLD.number_fold,OLD.customer_id,OLD.contact_id,OLD.order_id,OLD.user_id,OLD.paid_on,OLD.amount_minor,OLD.currency,OLD.method,OLD.channel,OLD.branch,OLD.note,OLD.custom) IS NOT (NEW.created_change,NEW.number,NEW.number_fold,NEW.customer_id,NEW.contact_id,NEW.order_id,NEW.user_id,NEW.paid_on,NEW.amount_minor,NEW.currency,NEW.method,NEW.channel,NEW.branch,NEW.note,NEW.custom);
END;
--
CREATE TRIGGER payment_journal_delete AFTER DELETE ON payment
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'payment',OLD.id,'D',printf('created_change=%s,number=%Q,number_fold=%Q,customer_id=%s,contact_id=%s,order_id=%s,user_id=%s,paid_on=%Q,amount_minor=%s,currency=%Q,method=%Q,channel=%Q,branch=%Q,note=%Q,custom=%Q',OLD.created_change,OLD.number,OLD.number_fold,OLD.customer_id,OLD.contact_id,OLD.order_id,OLD.user_id,OLD.paid_on,OLD.amount_minor,OLD.currency,OLD.method,OLD.channel,OLD.branch,OLD.note,OLD.custom) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER quote_journal_insert BEFORE INSERT ON quote
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER quote_journal_update AFTER UPDATE ON quote
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'quote',OLD.id,'U',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,number=%Q,number_fold=%Q,customer_id=%s,contact_id=%s,lead_id=%s,opportunity_id=%s,owner_id=%s,order_id=%s,replaces_id=%s,version=%s,status=%Q,quoted_on=%Q,valid_until=%Q,decided_on=%Q,lost_reason_id=%s,lost_note=%Q,net_minor=%s,discount_minor=%s,tax_minor=%s,total_minor=%s,currency=%Q,terms=%Q,branch=%Q,note=%Q,custom=%Q',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.number,OLD.number_fold,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.opportunity_id,OLD.owner_id,OLD.order_id,OLD.replaces_id,OLD.version,OLD.status,OLD.quoted_on,OLD.valid_until,OLD.decided_on,OLD.lost_reason_id,OLD.lost_note,OLD.net_minor,OLD.discount_minor,OLD.tax_minor,OLD.total_minor,OLD.currency,OLD.terms,OLD.branch,OLD.note,OLD.custom) FROM current_change
  WHERE (OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.number,OLD.number_fold,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.opportunity_id,OLD.owner_id,OLD.order_id,OLD.replaces_id,OLD.version,OLD.status,OLD.quoted_on,OLD.valid_until,OLD.decided_on,OLD.lost_reason_id,OLD.lost_note,OLD.net_minor,OLD.discount_minor,OLD.tax_minor,OLD.total_minor,OLD.currency,OLD.terms,OLD.branch,OLD.note,OLD.custom) IS NOT (NEW.created_change,NEW.name,NEW.name_fold,NEW.name_sort,NEW.number,NEW.number_fold,NEW.customer_id,NEW.contact_id,NEW.lead_id,NEW.opportunity_id,NEW.owner_id,NEW.order_id,NEW.replaces_id,NEW.version,NEW.status,NEW.quoted_on,NEW.valid_until,NEW.decided_on,NEW.lost_reason_id,NEW.lost_note,NEW.net_minor,NEW.discount_minor,NEW.tax_minor,NEW.total_minor,NEW.currency,NEW.terms,NEW.branch,NEW.note,NEW.custom);
END;
--
CREATE TRIGGER quote_journal_delete AFTER DELETE ON quote
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'quote',OLD.id,'D',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,number=%Q,number_fold=%Q,customer_id=%s,contact_id=%s,lead_id=%s,opportunity_id=%s,owner_id=%s,order_id=%s,replaces_id=%s,version=%s,status=%Q,quoted_on=%Q,valid_until=%Q,decided_on=%Q,lost_reason_id=%s,lost_note=%Q,net_minor=%s,discount_minor=%s,tax_minor=%s,total_minor=%s,currency=%Q,terms=%Q,branch=%Q,note=%Q,custom=%Q',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.number,OLD.number_fold,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.opportunity_id,OLD.owner_id,OLD.order_id,OLD.replaces_id,OLD.version,OLD.status,OLD.quoted_on,OLD.valid_until,OLD.decided_on,OLD.lost_reason_id,OLD.lost_note,OLD.net_minor,OLD.discount_minor,OLD.tax_minor,OLD.total_minor,OLD.currency,OLD.terms,OLD.branch,OLD.note,OLD.custom) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER support_case_journal_insert BEFORE INSERT ON support_case
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER support_case_journal_update AFTER UPDATE ON support_case
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'support_case',OLD.id,'U',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,customer_id=%s,contact_id=%s,lead_id=%s,order_id=%s,product_id=%s,owner_id=%s,duplicate_of_id=%s,status=%Q,priority=%Q,channel=%Q,category=%Q,opened_at=%Q,first_response_at=%Q,resolved_at=%Q,resolution=%Q,branch=%Q,note=%Q,custom=%Q',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.order_id,OLD.product_id,OLD.owner_id,OLD.duplicate_of_id,OLD.status,OLD.priority,OLD.channel,OLD.category,OLD.opened_at,OLD.first_response_at,OLD.resolved_at,OLD.resolution,OLD.branch,OLD.note,OLD.custom) FROM current_change
  WHERE (OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.order_id,OLD.product_id,OLD.owner_id,OLD.duplicate_of_id,OLD.status,OLD.priority,OLD.channel,OLD.category,OLD.opened_at,OLD.first_response_at,OLD.resolved_at,OLD.resolution,OLD.branch,OLD.note,OLD.custom) IS NOT (NEW.created_change,NEW.name,NEW.name_fold,NEW.name_sort,NEW.customer_id,NEW.contact_id,NEW.lead_id,NEW.order_id,NEW.product_id,NEW.owner_id,NEW.duplicate_of_id,NEW.status,NEW.priority,NEW.channel,NEW.category,NEW.opened_at,NEW.first_response_at,NEW.resolved_at,NEW.resolution,NEW.branch,NEW.note,NEW.custom);
END;
--
CREATE TRIGGER support_case_journal_delete AFTER DELETE ON support_case
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'support_case',OLD.id,'D',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,customer_id=%s,contact_id=%s,lead_id=%s,order_id=%s,product_id=%s,owner_id=%s,duplicate_of_id=%s,status=%Q,priority=%Q,channel=%Q,category=%Q,opened_at=%Q,first_response_at=%Q,resolved_at=%Q,resolution=%Q,branch=%Q,note=%Q,custom=%Q',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.order_id,OLD.product_id,OLD.owner_id,OLD.duplicate_of_id,OLD.status,OLD.priority,OLD.channel,OLD.category,OLD.opened_at,OLD.first_response_at,OLD.resolved_at,OLD.resolution,OLD.branch,OLD.note,OLD.custom) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER activity_journal_insert BEFORE INSERT ON activity
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER activity_journal_update AFTER UPDATE ON activity
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'activity',OLD.id,'U',printf('created_change=%s,kind=%Q,direction=%Q,channel=%Q,branch=%Q,at=%Q,minutes=%s,outcome=%Q,subject=%Q,body=%Q,done=%s,customer_id=%s,contact_id=%s,lead_id=%s,opportunity_id=%s,order_id=%s,user_id=%s,custom=%Q,priority=%Q,repeat=%Q,done_on=%Q,case_id=%s,plan_id=%s,campaign_id=%s',OLD.created_change,OLD.kind,OLD.direction,OLD.channel,OLD.branch,OLD.at,OLD.minutes,OLD.outcome,OLD.subject,OLD.body,OLD.done,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.opportunity_id,OLD.order_id,OLD.user_id,OLD.custom,OLD.priority,OLD.repeat,OLD.done_on,OLD.case_id,OLD.plan_id,OLD.campaign_id) FROM current_change
  WHERE (OLD.created_change,OLD.kind,OLD.direction,OLD.channel,OLD.branch,OLD.at,OLD.minutes,OLD.outcome,OLD.subject,OLD.body,OLD.done,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.opportunity_id,OLD.order_id,OLD.user_id,OLD.custom,OLD.priority,OLD.repeat,OLD.done_on,OLD.case_id,OLD.plan_id,OLD.campaign_id) IS NOT (NEW.created_change,NEW.kind,NEW.direction,NEW.channel,NEW.branch,NEW.at,NEW.minutes,NEW.outcome,NEW.subject,NEW.body,NEW.done,NEW.customer_id,NEW.contact_id,NEW.lead_id,NEW.opportunity_id,NEW.order_id,NEW.user_id,NEW.custom,NEW.priority,NEW.repeat,NEW.done_on,NEW.case_id,NEW.plan_id,NEW.campaign_id);
END;
--
CREATE TRIGGER activity_journal_delete AFTER DELETE ON activity
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'activity',OLD.id,'D',printf('created_change=%s,kind=%Q,direction=%Q,channel=%Q,branch=%Q,at=%Q,minutes=%s,outcome=%Q,subject=%Q,body=%Q,done=%s,customer_id=%s,contact_id=%s,lead_id=%s,opportunity_id=%s,order_id=%s,user_id=%s,custom=%Q,priority=%Q,repeat=%Q,done_on=%Q,case_id=%s,plan_id=%s,campaign_id=%s',OLD.created_change,OLD.kind,OLD.direction,OLD.channel,OLD.branch,OLD.at,OLD.minutes,OLD.outcome,OLD.subject,OLD.body,OLD.done,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.opportunity_id,OLD.order_id,OLD.user_id,OLD.custom,OLD.priority,OLD.repeat,OLD.done_on,OLD.case_id,OLD.plan_id,OLD.campaign_id) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER attachment_journal_insert BEFORE INSERT ON attachment
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER attachment_journal_update AFTER UPDATE ON attachment
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'attachment',OLD.id,'U',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,path=%Q,sha256=%Q,size=%s,copied=%s,attached_on=%Q,branch=%Q,note=%Q,custom=%Q,customer_id=%s,contact_id=%s,lead_id=%s,opportunity_id=%s,order_id=%s,quote_id=%s,case_id=%s',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.path,OLD.sha256,OLD.size,OLD.copied,OLD.attached_on,OLD.branch,OLD.note,OLD.custom,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.opportunity_id,OLD.order_id,OLD.quote_id,OLD.case_id) FROM current_change
  WHERE (OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.path,OLD.sha256,OLD.size,OLD.copied,OLD.attached_on,OLD.branch,OLD.note,OLD.custom,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.opportunity_id,OLD.order_id,OLD.quote_id,OLD.case_id) IS NOT (NEW.created_change,NEW.name,NEW.name_fold,NEW.name_sort,NEW.path,NEW.sha256,NEW.size,NEW.copied,NEW.attached_on,NEW.branch,NEW.note,NEW.custom,NEW.customer_id,NEW.contact_id,NEW.lead_id,NEW.opportunity_id,NEW.order_id,NEW.quote_id,NEW.case_id);
END;
--
CREATE TRIGGER attachment_journal_delete AFTER DELETE ON attachment
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'attachment',OLD.id,'D',printf('created_change=%s,name=%Q,name_fold=%Q,name_sort=%Q,path=%Q,sha256=%Q,size=%s,copied=%s,attached_on=%Q,branch=%Q,note=%Q,custom=%Q,customer_id=%s,contact_id=%s,lead_id=%s,opportunity_id=%s,order_id=%s,quote_id=%s,case_id=%s',OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.path,OLD.sha256,OLD.size,OLD.copied,OLD.attached_on,OLD.branch,OLD.note,OLD.custom,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.opportunity_id,OLD.order_id,OLD.quote_id,OLD.case_id) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER quote_line_journal_insert BEFORE INSERT ON quote_line
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER quote_line_journal_update AFTER UPDATE ON quote_line
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'quote_line',OLD.id,'U',printf('created_change=%s,quote_id=%s,position=%s,product_id=%s,description=%Q,quantity_milli=%s,unit_price=%Q,discount_minor=%s,tax_percent=%Q,tax_minor=%s,amount_minor=%s,cost_minor=%s,currency=%Q,custom=%Q',OLD.created_change,OLD.quote_id,OLD.position,OLD.product_id,OLD.description,OLD.quantity_milli,OLD.unit_price,OLD.discount_minor,OLD.tax_percent,OLD.tax_minor,OLD.amount_minor,OLD.cost_minor,OLD.currency,OLD.custom) FROM current_change
  WHERE (OLD.created_change,OLD.quote_id,OLD.position,OLD.product_id,OLD.description,OLD.quantity_milli,OLD.unit_price,OLD.discount_minor,OLD.tax_percent,OLD.tax_minor,OLD.amount_minor,OLD.cost_minor,OLD.currency,OLD.custom) IS NOT (NEW.created_change,NEW.quote_id,NEW.position,NEW.product_id,NEW.description,NEW.quantity_milli,NEW.unit_price,NEW.discount_minor,NEW.tax_percent,NEW.tax_minor,NEW.amount_minor,NEW.cost_minor,NEW.currency,NEW.custom);
END;
--
CREATE TRIGGER quote_line_journal_delete AFTER DELETE ON quote_line
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'quote_line',OLD.id,'D',printf('created_change=%s,quote_id=%s,position=%s,product_id=%s,description=%Q,quantity_milli=%s,unit_price=%Q,discount_minor=%s,tax_percent=%Q,tax_minor=%s,amount_minor=%s,cost_minor=%s,currency=%Q,custom=%Q',OLD.created_change,OLD.quote_id,OLD.position,OLD.product_id,OLD.description,OLD.quantity_milli,OLD.unit_price,OLD.discount_minor,OLD.tax_percent,OLD.tax_minor,OLD.amount_minor,OLD.cost_minor,OLD.currency,OLD.custom) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER survey_journal_insert BEFORE INSERT ON survey
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER survey_journal_update AFTER UPDATE ON survey
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'survey',OLD.id,'U',printf('created_change=%s,topic=%Q,customer_id=%s,contact_id=%s,lead_id=%s,order_id=%s,case_id=%s,user_id=%s,answered_on=%Q,nps=%s,scale=%s,expectation=%s,experience=%s,satisfaction=%s,channel=%Q,branch=%Q,note=%Q,custom=%Q',OLD.created_change,OLD.topic,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.order_id,OLD.case_id,OLD.user_id,OLD.answered_on,OLD.nps,OLD.scale,OLD.expectation,OLD.experience,OLD.satisfaction,OLD.channel,OLD.branch,OLD.note,OLD.custom) FROM current_change
  WHERE (OLD.created_change,OLD.topic,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.order_id,OLD.case_id,OLD.user_id,OLD.answered_on,OLD.nps,OLD.scale,OLD.expectation,OLD.experience,OLD.satisfaction,OLD.channel,OLD.branch,OLD.note,OLD.custom) IS NOT (NEW.created_change,NEW.topic,NEW.customer_id,NEW.contact_id,NEW.lead_id,NEW.order_id,NEW.case_id,NEW.user_id,NEW.answered_on,NEW.nps,NEW.scale,NEW.expectation,NEW.experience,NEW.satisfaction,NEW.channel,NEW.branch,NEW.note,NEW.custom);
END;
--
CREATE TRIGGER survey_journal_delete AFTER DELETE ON survey
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'survey',OLD.id,'D',printf('created_change=%s,topic=%Q,customer_id=%s,contact_id=%s,lead_id=%s,order_id=%s,case_id=%s,user_id=%s,answered_on=%Q,nps=%s,scale=%s,expectation=%s,experience=%s,satisfaction=%s,channel=%Q,branch=%Q,note=%Q,custom=%Q',OLD.created_change,OLD.topic,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.order_id,OLD.case_id,OLD.user_id,OLD.answered_on,OLD.nps,OLD.scale,OLD.expectation,OLD.experience,OLD.satisfaction,OLD.channel,OLD.branch,OLD.note,OLD.custom) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER case_step_journal_insert BEFORE INSERT ON case_step
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER case_step_journal_update AFTER UPDATE ON case_step
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'case_step',OLD.id,'U',printf('created_change=%s,case_id=%s,kind=%Q,at=%Q,actor=%Q,note=%Q,activity_id=%s',OLD.created_change,OLD.case_id,OLD.kind,OLD.at,OLD.actor,OLD.note,OLD.activity_id) FROM current_change
  WHERE (OLD.created_change,OLD.case_id,OLD.kind,OLD.at,OLD.actor,OLD.note,OLD.activity_id) IS NOT (NEW.created_change,NEW.case_id,NEW.kind,NEW.at,NEW.actor,NEW.note,NEW.activity_id);
END;
--
CREATE TRIGGER case_step_journal_delete AFTER DELETE ON case_step
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'case_step',OLD.id,'D',printf('created_change=%s,case_id=%s,kind=%Q,at=%Q,actor=%Q,note=%Q,activity_id=%s',OLD.created_change,OLD.case_id,OLD.kind,OLD.at,OLD.actor,OLD.note,OLD.activity_id) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER firing_journal_insert BEFORE INSERT ON firing
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER firing_journal_update AFTER UPDATE ON firing
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'firing',OLD.id,'U',printf('created_change=%s,rule_id=%s,playbook_id=%s,key=%Q,fired_on=%Q,depth=%s,activity_id=%s',OLD.created_change,OLD.rule_id,OLD.playbook_id,OLD.key,OLD.fired_on,OLD.depth,OLD.activity_id) FROM current_change
  WHERE (OLD.created_change,OLD.rule_id,OLD.playbook_id,OLD.key,OLD.fired_on,OLD.depth,OLD.activity_id) IS NOT (NEW.created_change,NEW.rule_id,NEW.playbook_id,NEW.key,NEW.fired_on,NEW.depth,NEW.activity_id);
END;
--
CREATE TRIGGER firing_journal_delete AFTER DELETE ON firing
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'firing',OLD.id,'D',printf('created_change=%s,rule_id=%s,playbook_id=%s,key=%Q,fired_on=%Q,depth=%s,activity_id=%s',OLD.created_change,OLD.rule_id,OLD.playbook_id,OLD.key,OLD.fired_on,OLD.depth,OLD.activity_id) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER identity_journal_insert BEFORE INSERT ON identity
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet=2);
END;
--
CREATE TRIGGER identity_journal_update AFTER UPDATE ON identity
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'identity',OLD.id,'U',printf('created_change=%s,kind=%Q,norm=%Q,noun=%Q,source=%Q,value=%Q,customer_id=%s,contact_id=%s,lead_id=%s,user_id=%s,product_id=%s,opportunity_id=%s,order_id=%s,order_line_id=%s,activity_id=%s',OLD.created_change,OLD.kind,OLD.norm,OLD.noun,OLD.source,OLD.value,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.user_id,OLD.product_id,OLD.opportunity_id,OLD.order_id,OLD.order_line_id,OLD.activity_id) FROM current_change
  WHERE (OLD.created_change,OLD.kind,OLD.norm,OLD.noun,OLD.source,OLD.value,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.user_id,OLD.product_id,OLD.opportunity_id,OLD.order_id,OLD.order_line_id,OLD.activity_id) IS NOT (NEW.created_change,NEW.kind,NEW.norm,NEW.noun,NEW.source,NEW.value,NEW.customer_id,NEW.contact_id,NEW.lead_id,NEW.user_id,NEW.product_id,NEW.opportunity_id,NEW.order_id,NEW.order_line_id,NEW.activity_id);
END;
--
CREATE TRIGGER identity_journal_delete AFTER DELETE ON identity
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'identity',OLD.id,'D',printf('created_change=%s,kind=%Q,norm=%Q,noun=%Q,source=%Q,value=%Q,customer_id=%s,contact_id=%s,lead_id=%s,user_id=%s,product_id=%s,opportunity_id=%s,order_id=%s,order_line_id=%s,activity_id=%s',OLD.created_change,OLD.kind,OLD.norm,OLD.noun,OLD.source,OLD.value,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.user_id,OLD.product_id,OLD.opportunity_id,OLD.order_id,OLD.order_line_id,OLD.activity_id) FROM current_change WHERE quiet=0;
END;
--
CREATE TRIGGER customer_parent_id_insert_tree BEFORE INSERT ON customer
WHEN NEW.parent_id IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'crmcli: cycle in customer.parent_id') WHERE NEW.id IN (
    WITH RECURSIVE up(id) AS (SELECT NEW.parent_id UNION SELECT t.parent_id FROM customer t JOIN up ON t.id = up.id WHERE t.parent_id IS NOT NULL) SELECT id FROM up);
END;
--
CREATE TRIGGER customer_parent_id_update_tree BEFORE UPDATE OF parent_id ON customer
WHEN NEW.parent_id IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'crmcli: cycle in customer.parent_id') WHERE NEW.id IN (
    WITH RECURSIVE up(id) AS (SELECT NEW.parent_id UNION SELECT t.parent_id FROM customer t JOIN up ON t.id = up.id WHERE t.parent_id IS NOT NULL) SELECT id FROM up);
END;
--
CREATE TRIGGER customer_referrer_id_insert_tree BEFORE INSERT ON customer
WHEN NEW.referrer_id IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'crmcli: cycle in customer.referrer_id') WHERE NEW.id IN (
    WITH RECURSIVE up(id) AS (SELECT NEW.referrer_id UNION SELECT t.referrer_id FROM customer t JOIN up ON t.id = up.id WHERE t.referrer_id IS NOT NULL) SELECT id FROM up);
END;
--
CREATE TRIGGER customer_referrer_id_update_tree BEFORE UPDATE OF referrer_id ON customer
WHEN NEW.referrer_id IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'crmcli: cycle in customer.referrer_id') WHERE NEW.id IN (
    WITH RECURSIVE up(id) AS (SELECT NEW.referrer_id UNION SELECT t.referrer_id FROM customer t JOIN up ON t.id = up.id WHERE t.referrer_id IS NOT NULL) SELECT id FROM up);
END;
--
CREATE TRIGGER crm_user_manager_id_insert_tree BEFORE INSERT ON crm_user
WHEN NEW.manager_id IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'crmcli: cycle in crm_user.manager_id') WHERE NEW.id IN (
    WITH RECURSIVE up(id) AS (SELECT NEW.manager_id UNION SELECT t.manager_id FROM crm_user t JOIN up ON t.id = up.id WHERE t.manager_id IS NOT NULL) SELECT id FROM up);
END;
--
CREATE TRIGGER crm_user_manager_id_update_tree BEFORE UPDATE OF manager_id ON crm_user
WHEN NEW.manager_id IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'crmcli: cycle in crm_user.manager_id') WHERE NEW.id IN (
    WITH RECURSIVE up(id) AS (SELECT NEW.manager_id UNION SELECT t.manager_id FROM crm_user t JOIN up ON t.id = up.id WHERE t.manager_id IS NOT NULL) SELECT id FROM up);
END;
--
CREATE TRIGGER lead_lost_note_insert BEFORE INSERT ON lead
WHEN NEW.lost_reason_id IS NOT NULL AND trim(coalesce(NEW.lost_note, '')) = ''
BEGIN
  SELECT RAISE(ABORT, 'crmcli: this lost reason needs a note') WHERE 1 = (
    SELECT needs_note FROM lost_reason WHERE id = NEW.lost_reason_id);
END;
--
CREATE TRIGGER lead_lost_note_update BEFORE UPDATE OF lost_reason_id, lost_note ON lead
WHEN NEW.lost_reason_id IS NOT NULL AND trim(coalesce(NEW.lost_note, '')) = ''
BEGIN
  SELECT RAISE(ABORT, 'crmcli: this lost reason needs a note') WHERE 1 = (
    SELECT needs_note FROM lost_reason WHERE id = NEW.lost_reason_id);
END;
--
CREATE TRIGGER opportunity_lost_note_insert BEFORE INSERT ON opportunity
WHEN NEW.lost_reason_id IS NOT NULL AND trim(coalesce(NEW.lost_note, '')) = ''
BEGIN
  SELECT RAISE(ABORT, 'crmcli: this lost reason needs a note') WHERE 1 = (
    SELECT needs_note FROM lost_reason WHERE id = NEW.lost_reason_id);
END;
--
CREATE TRIGGER opportunity_lost_note_update BEFORE UPDATE OF lost_reason_id, lost_note ON opportunity
WHEN NEW.lost_reason_id IS NOT NULL AND trim(coalesce(NEW.lost_note, '')) = ''
BEGIN
  SELECT RAISE(ABORT, 'crmcli: this lost reason needs a note') WHERE 1 = (
    SELECT needs_note FROM lost_reason WHERE id = NEW.lost_reason_id);
END;
--
CREATE TRIGGER quote_lost_note_insert BEFORE INSERT ON quote
WHEN NEW.lost_reason_id IS NOT NULL AND trim(coalesce(NEW.lost_note, '')) = ''
BEGIN
  SELECT RAISE(ABORT, 'crmcli: this lost reason needs a note') WHERE 1 = (
    SELECT needs_note FROM lost_reason WHERE id = NEW.lost_reason_id);
END;
--
CREATE TRIGGER quote_lost_note_update BEFORE UPDATE OF lost_reason_id, lost_note ON quote
WHEN NEW.lost_reason_id IS NOT NULL AND trim(coalesce(NEW.lost_note, '')) = ''
BEGIN
  SELECT RAISE(ABORT, 'crmcli: this lost reason needs a note') WHERE 1 = (
    SELECT needs_note FROM lost_reason WHERE id = NEW.lost_reason_id);
END
