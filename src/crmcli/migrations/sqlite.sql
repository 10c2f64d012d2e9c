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
  CONSTRAINT has_a_name CHECK (name <> ''),
  CONSTRAINT price_has_currency CHECK ((price_minor IS NULL AND cost_minor IS NULL) OR currency IS NOT NULL),
  CONSTRAINT active_yes_no CHECK (active IN (0, 1)),
  FOREIGN KEY(created_change) REFERENCES change (id)
)
 STRICT;
--
CREATE INDEX ix_product_name_fold ON product (name_fold);
--
CREATE INDEX ix_product_sku ON product (sku_fold);
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
  CONSTRAINT has_a_name CHECK (name <> ''),
  CONSTRAINT kind_known CHECK (kind = 'organisation' OR kind = 'person'),
  CONSTRAINT not_its_own_parent CHECK (parent_id <> id),
  CONSTRAINT not_its_own_referrer CHECK (referrer_id <> id),
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
  FOREIGN KEY(lost_reason_id) REFERENCES lost_reason (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
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
  CONSTRAINT status_known CHECK (status = 'open' OR status = 'completed' OR status = 'cancelled'),
  CONSTRAINT total_minor_has_currency CHECK (total_minor IS NULL OR currency IS NOT NULL),
  CONSTRAINT ordered_on_is_a_day CHECK (ordered_on LIKE '____-__-__'),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(owner_id) REFERENCES crm_user (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(opportunity_id) REFERENCES opportunity (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
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
  CONSTRAINT kind_known CHECK (kind = 'call' OR kind = 'email' OR kind = 'meeting' OR kind = 'visit' OR kind = 'message' OR kind = 'note' OR kind = 'task'),
  CONSTRAINT direction_known CHECK (direction = 'in' OR direction = 'out'),
  CONSTRAINT minutes_not_negative CHECK (minutes >= 0),
  CONSTRAINT at_is_a_moment CHECK (at LIKE '____-__-__' OR at LIKE '____-__-__T__:__:__Z'),
  CONSTRAINT done_yes_no CHECK (done IN (0, 1)),
  FOREIGN KEY(created_change) REFERENCES change (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(lead_id) REFERENCES lead (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(opportunity_id) REFERENCES opportunity (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(order_id) REFERENCES sales_order (id) DEFERRABLE INITIALLY IMMEDIATE,
  FOREIGN KEY(user_id) REFERENCES crm_user (id) DEFERRABLE INITIALLY IMMEDIATE
)
 STRICT;
--
CREATE INDEX ix_activity_at ON activity (at);
--
CREATE INDEX ix_activity_contact_id ON activity (contact_id) WHERE contact_id IS NOT NULL;
--
CREATE INDEX ix_activity_customer_id ON activity (customer_id) WHERE customer_id IS NOT NULL;
--
CREATE INDEX ix_activity_lead_id ON activity (lead_id) WHERE lead_id IS NOT NULL;
--
CREATE INDEX ix_activity_opportunity_id ON activity (opportunity_id) WHERE opportunity_id IS NOT NULL;
--
CREATE INDEX ix_activity_order_id ON activity (order_id) WHERE order_id IS NOT NULL;
--
CREATE INDEX ix_activity_user_id ON activity (user_id) WHERE user_id IS NOT NULL;
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
  coalesce(b.orders, 0) AS orders, b.first_order, b.last_order, b.spent_minor, b.currency
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
  o.custom
FROM opportunity o JOIN stage s ON s.id = o.stage_id LEFT JOIN customer c ON c.id = o.customer_id
LEFT JOIN crm_user u ON u.id = o.owner_id LEFT JOIN product p ON p.id = o.product_id
LEFT JOIN lost_reason r ON r.id = o.lost_reason_id;
--
CREATE VIEW order_view AS
SELECT o.id, 'S-' || o.id AS number, o.number AS order_number, 'C-' || o.customer_id AS customer,
  c.name AS customer_name, 'P-' || o.contact_id AS contact, u.name AS owner, o.ordered_on, o.status,
  o.net_minor, o.tax_minor, o.total_minor, o.currency, o.branch, o.channel, o.note, o.custom
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
  p.active, p.note, p.custom
FROM product p;
--
CREATE VIEW activity_view AS
SELECT a.id, 'A-' || a.id AS number, a.kind, a.direction, a.channel, a.branch, a.at, a.minutes, a.outcome,
  a.subject, a.body, a.done, 'C-' || a.customer_id AS customer, c.name AS customer_name,
  'P-' || a.contact_id AS contact, p.name AS contact_name, 'L-' || a.lead_id AS lead,
  'O-' || a.opportunity_id AS opportunity, 'S-' || a.order_id AS order_ref, u.name AS user_name, a.custom
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
FROM conversion v JOIN change c ON c.id = v.created_change JOIN lead l ON l.id = v.lead_id;
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
  SELECT change_id,'crm_user',OLD.id,'U','created_change='||quote(OLD.created_change)||',name='||quote(OLD.name)||',name_fold='||quote(OLD.name_fold)||',name_sort='||quote(OLD.name_sort)||',email='||quote(OLD.email)||',phone='||quote(OLD.phone)||',title='||quote(OLD.title)||',team='||quote(OLD.team)||',manager_id='||quote(OLD.manager_id)||',branch='||quote(OLD.branch)||',active='||quote(OLD.active)||',custom='||quote(OLD.custom) FROM current_change
  WHERE (OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.email,OLD.phone,OLD.title,OLD.team,OLD.manager_id,OLD.branch,OLD.active,OLD.custom) IS NOT (NEW.created_change,NEW.name,NEW.name_fold,NEW.name_sort,NEW.email,NEW.phone,NEW.title,NEW.team,NEW.manager_id,NEW.branch,NEW.active,NEW.custom);
END;
--
CREATE TRIGGER crm_user_journal_delete AFTER DELETE ON crm_user
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'crm_user',OLD.id,'D','created_change='||quote(OLD.created_change)||',name='||quote(OLD.name)||',name_fold='||quote(OLD.name_fold)||',name_sort='||quote(OLD.name_sort)||',email='||quote(OLD.email)||',phone='||quote(OLD.phone)||',title='||quote(OLD.title)||',team='||quote(OLD.team)||',manager_id='||quote(OLD.manager_id)||',branch='||quote(OLD.branch)||',active='||quote(OLD.active)||',custom='||quote(OLD.custom) FROM current_change WHERE quiet=0;
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
  SELECT change_id,'custom_field',OLD.id,'U','created_change='||quote(OLD.created_change)||',name='||quote(OLD.name)||',name_fold='||quote(OLD.name_fold)||',name_sort='||quote(OLD.name_sort)||',noun='||quote(OLD.noun)||',type='||quote(OLD.type)||',choices='||quote(OLD.choices)||',position='||quote(OLD.position) FROM current_change
  WHERE (OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.noun,OLD.type,OLD.choices,OLD.position) IS NOT (NEW.created_change,NEW.name,NEW.name_fold,NEW.name_sort,NEW.noun,NEW.type,NEW.choices,NEW.position);
END;
--
CREATE TRIGGER custom_field_journal_delete AFTER DELETE ON custom_field
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'custom_field',OLD.id,'D','created_change='||quote(OLD.created_change)||',name='||quote(OLD.name)||',name_fold='||quote(OLD.name_fold)||',name_sort='||quote(OLD.name_sort)||',noun='||quote(OLD.noun)||',type='||quote(OLD.type)||',choices='||quote(OLD.choices)||',position='||quote(OLD.position) FROM current_change WHERE quiet=0;
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
  SELECT change_id,'distinct_pair',OLD.id,'U','created_change='||quote(OLD.created_change)||',noun='||quote(OLD.noun)||',low='||quote(OLD.low)||',high='||quote(OLD.high) FROM current_change
  WHERE (OLD.created_change,OLD.noun,OLD.low,OLD.high) IS NOT (NEW.created_change,NEW.noun,NEW.low,NEW.high);
END;
--
CREATE TRIGGER distinct_pair_journal_delete AFTER DELETE ON distinct_pair
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'distinct_pair',OLD.id,'D','created_change='||quote(OLD.created_change)||',noun='||quote(OLD.noun)||',low='||quote(OLD.low)||',high='||quote(OLD.high) FROM current_change WHERE quiet=0;
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
  SELECT change_id,'erasure',OLD.id,'U','created_change='||quote(OLD.created_change)||',noun='||quote(OLD.noun)||',number='||quote(OLD.number)||',digest='||quote(OLD.digest) FROM current_change
  WHERE (OLD.created_change,OLD.noun,OLD.number,OLD.digest) IS NOT (NEW.created_change,NEW.noun,NEW.number,NEW.digest);
END;
--
CREATE TRIGGER erasure_journal_delete AFTER DELETE ON erasure
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'erasure',OLD.id,'D','created_change='||quote(OLD.created_change)||',noun='||quote(OLD.noun)||',number='||quote(OLD.number)||',digest='||quote(OLD.digest) FROM current_change WHERE quiet=0;
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
  SELECT change_id,'lost_reason',OLD.id,'U','created_change='||quote(OLD.created_change)||',name='||quote(OLD.name)||',name_fold='||quote(OLD.name_fold)||',name_sort='||quote(OLD.name_sort)||',needs_note='||quote(OLD.needs_note)||',active='||quote(OLD.active) FROM current_change
  WHERE (OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.needs_note,OLD.active) IS NOT (NEW.created_change,NEW.name,NEW.name_fold,NEW.name_sort,NEW.needs_note,NEW.active);
END;
--
CREATE TRIGGER lost_reason_journal_delete AFTER DELETE ON lost_reason
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'lost_reason',OLD.id,'D','created_change='||quote(OLD.created_change)||',name='||quote(OLD.name)||',name_fold='||quote(OLD.name_fold)||',name_sort='||quote(OLD.name_sort)||',needs_note='||quote(OLD.needs_note)||',active='||quote(OLD.active) FROM current_change WHERE quiet=0;
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
  SELECT change_id,'product',OLD.id,'U','created_change='||quote(OLD.created_change)||',name='||quote(OLD.name)||',name_fold='||quote(OLD.name_fold)||',name_sort='||quote(OLD.name_sort)||',sku='||quote(OLD.sku)||',sku_fold='||quote(OLD.sku_fold)||',category='||quote(OLD.category)||',price_minor='||quote(OLD.price_minor)||',cost_minor='||quote(OLD.cost_minor)||',currency='||quote(OLD.currency)||',active='||quote(OLD.active)||',note='||quote(OLD.note)||',custom='||quote(OLD.custom) FROM current_change
  WHERE (OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.sku,OLD.sku_fold,OLD.category,OLD.price_minor,OLD.cost_minor,OLD.currency,OLD.active,OLD.note,OLD.custom) IS NOT (NEW.created_change,NEW.name,NEW.name_fold,NEW.name_sort,NEW.sku,NEW.sku_fold,NEW.category,NEW.price_minor,NEW.cost_minor,NEW.currency,NEW.active,NEW.note,NEW.custom);
END;
--
CREATE TRIGGER product_journal_delete AFTER DELETE ON product
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'product',OLD.id,'D','created_change='||quote(OLD.created_change)||',name='||quote(OLD.name)||',name_fold='||quote(OLD.name_fold)||',name_sort='||quote(OLD.name_sort)||',sku='||quote(OLD.sku)||',sku_fold='||quote(OLD.sku_fold)||',category='||quote(OLD.category)||',price_minor='||quote(OLD.price_minor)||',cost_minor='||quote(OLD.cost_minor)||',currency='||quote(OLD.currency)||',active='||quote(OLD.active)||',note='||quote(OLD.note)||',custom='||quote(OLD.custom) FROM current_change WHERE quiet=0;
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
  SELECT change_id,'stage',OLD.id,'U','created_change='||quote(OLD.created_change)||',name='||quote(OLD.name)||',name_fold='||quote(OLD.name_fold)||',name_sort='||quote(OLD.name_sort)||',position='||quote(OLD.position)||',probability='||quote(OLD.probability)||',outcome='||quote(OLD.outcome)||',active='||quote(OLD.active) FROM current_change
  WHERE (OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.position,OLD.probability,OLD.outcome,OLD.active) IS NOT (NEW.created_change,NEW.name,NEW.name_fold,NEW.name_sort,NEW.position,NEW.probability,NEW.outcome,NEW.active);
END;
--
CREATE TRIGGER stage_journal_delete AFTER DELETE ON stage
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'stage',OLD.id,'D','created_change='||quote(OLD.created_change)||',name='||quote(OLD.name)||',name_fold='||quote(OLD.name_fold)||',name_sort='||quote(OLD.name_sort)||',position='||quote(OLD.position)||',probability='||quote(OLD.probability)||',outcome='||quote(OLD.outcome)||',active='||quote(OLD.active) FROM current_change WHERE quiet=0;
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
  SELECT change_id,'tag',OLD.id,'U','created_change='||quote(OLD.created_change)||',name='||quote(OLD.name)||',name_fold='||quote(OLD.name_fold)||',name_sort='||quote(OLD.name_sort) FROM current_change
  WHERE (OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort) IS NOT (NEW.created_change,NEW.name,NEW.name_fold,NEW.name_sort);
END;
--
CREATE TRIGGER tag_journal_delete AFTER DELETE ON tag
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'tag',OLD.id,'D','created_change='||quote(OLD.created_change)||',name='||quote(OLD.name)||',name_fold='||quote(OLD.name_fold)||',name_sort='||quote(OLD.name_sort) FROM current_change WHERE quiet=0;
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
  SELECT change_id,'contact',OLD.id,'U','created_change='||quote(OLD.created_change)||',name='||quote(OLD.name)||',name_fold='||quote(OLD.name_fold)||',name_sort='||quote(OLD.name_sort)||',title='||quote(OLD.title)||',email='||quote(OLD.email)||',phone='||quote(OLD.phone)||',birth_date='||quote(OLD.birth_date)||',address='||quote(OLD.address)||',city='||quote(OLD.city)||',district='||quote(OLD.district)||',region='||quote(OLD.region)||',postal_code='||quote(OLD.postal_code)||',country='||quote(OLD.country)||',source='||quote(OLD.source)||',owner_id='||quote(OLD.owner_id)||',note='||quote(OLD.note)||',custom='||quote(OLD.custom)||',created_on='||quote(OLD.created_on)||',preferred_channel='||quote(OLD.preferred_channel)||',preferred_time='||quote(OLD.preferred_time) FROM current_change
  WHERE (OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.title,OLD.email,OLD.phone,OLD.birth_date,OLD.address,OLD.city,OLD.district,OLD.region,OLD.postal_code,OLD.country,OLD.source,OLD.owner_id,OLD.note,OLD.custom,OLD.created_on,OLD.preferred_channel,OLD.preferred_time) IS NOT (NEW.created_change,NEW.name,NEW.name_fold,NEW.name_sort,NEW.title,NEW.email,NEW.phone,NEW.birth_date,NEW.address,NEW.city,NEW.district,NEW.region,NEW.postal_code,NEW.country,NEW.source,NEW.owner_id,NEW.note,NEW.custom,NEW.created_on,NEW.preferred_channel,NEW.preferred_time);
END;
--
CREATE TRIGGER contact_journal_delete AFTER DELETE ON contact
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'contact',OLD.id,'D','created_change='||quote(OLD.created_change)||',name='||quote(OLD.name)||',name_fold='||quote(OLD.name_fold)||',name_sort='||quote(OLD.name_sort)||',title='||quote(OLD.title)||',email='||quote(OLD.email)||',phone='||quote(OLD.phone)||',birth_date='||quote(OLD.birth_date)||',address='||quote(OLD.address)||',city='||quote(OLD.city)||',district='||quote(OLD.district)||',region='||quote(OLD.region)||',postal_code='||quote(OLD.postal_code)||',country='||quote(OLD.country)||',source='||quote(OLD.source)||',owner_id='||quote(OLD.owner_id)||',note='||quote(OLD.note)||',custom='||quote(OLD.custom)||',created_on='||quote(OLD.created_on)||',preferred_channel='||quote(OLD.preferred_channel)||',preferred_time='||quote(OLD.preferred_time) FROM current_change WHERE quiet=0;
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
  SELECT change_id,'customer',OLD.id,'U','created_change='||quote(OLD.created_change)||',name='||quote(OLD.name)||',name_fold='||quote(OLD.name_fold)||',name_sort='||quote(OLD.name_sort)||',kind='||quote(OLD.kind)||',parent_id='||quote(OLD.parent_id)||',owner_id='||quote(OLD.owner_id)||',referrer_id='||quote(OLD.referrer_id)||',branch='||quote(OLD.branch)||',email='||quote(OLD.email)||',phone='||quote(OLD.phone)||',tax_number='||quote(OLD.tax_number)||',tax_office='||quote(OLD.tax_office)||',website='||quote(OLD.website)||',industry='||quote(OLD.industry)||',address='||quote(OLD.address)||',city='||quote(OLD.city)||',district='||quote(OLD.district)||',region='||quote(OLD.region)||',postal_code='||quote(OLD.postal_code)||',country='||quote(OLD.country)||',source='||quote(OLD.source)||',note='||quote(OLD.note)||',custom='||quote(OLD.custom)||',created_on='||quote(OLD.created_on) FROM current_change
  WHERE (OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.kind,OLD.parent_id,OLD.owner_id,OLD.referrer_id,OLD.branch,OLD.email,OLD.phone,OLD.tax_number,OLD.tax_office,OLD.website,OLD.industry,OLD.address,OLD.city,OLD.district,OLD.region,OLD.postal_code,OLD.country,OLD.source,OLD.note,OLD.custom,OLD.created_on) IS NOT (NEW.created_change,NEW.name,NEW.name_fold,NEW.name_sort,NEW.kind,NEW.parent_id,NEW.owner_id,NEW.referrer_id,NEW.branch,NEW.email,NEW.phone,NEW.tax_number,NEW.tax_office,NEW.website,NEW.industry,NEW.address,NEW.city,NEW.district,NEW.region,NEW.postal_code,NEW.country,NEW.source,NEW.note,NEW.custom,NEW.created_on);
END;
--
CREATE TRIGGER customer_journal_delete AFTER DELETE ON customer
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'customer',OLD.id,'D','created_change='||quote(OLD.created_change)||',name='||quote(OLD.name)||',name_fold='||quote(OLD.name_fold)||',name_sort='||quote(OLD.name_sort)||',kind='||quote(OLD.kind)||',parent_id='||quote(OLD.parent_id)||',owner_id='||quote(OLD.owner_id)||',referrer_id='||quote(OLD.referrer_id)||',branch='||quote(OLD.branch)||',email='||quote(OLD.email)||',phone='||quote(OLD.phone)||',tax_number='||quote(OLD.tax_number)||',tax_office='||quote(OLD.tax_office)||',website='||quote(OLD.website)||',industry='||quote(OLD.industry)||',address='||quote(OLD.address)||',city='||quote(OLD.city)||',district='||quote(OLD.district)||',region='||quote(OLD.region)||',postal_code='||quote(OLD.postal_code)||',country='||quote(OLD.country)||',source='||quote(OLD.source)||',note='||quote(OLD.note)||',custom='||quote(OLD.custom)||',created_on='||quote(OLD.created_on) FROM current_change WHERE quiet=0;
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
  SELECT change_id,'customer_contact',OLD.id,'U','created_change='||quote(OLD.created_change)||',customer_id='||quote(OLD.customer_id)||',contact_id='||quote(OLD.contact_id)||',role='||quote(OLD.role)||',since='||quote(OLD.since)||',until='||quote(OLD.until)||',is_primary='||quote(OLD.is_primary) FROM current_change
  WHERE (OLD.created_change,OLD.customer_id,OLD.contact_id,OLD.role,OLD.since,OLD.until,OLD.is_primary) IS NOT (NEW.created_change,NEW.customer_id,NEW.contact_id,NEW.role,NEW.since,NEW.until,NEW.is_primary);
END;
--
CREATE TRIGGER customer_contact_journal_delete AFTER DELETE ON customer_contact
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'customer_contact',OLD.id,'D','created_change='||quote(OLD.created_change)||',customer_id='||quote(OLD.customer_id)||',contact_id='||quote(OLD.contact_id)||',role='||quote(OLD.role)||',since='||quote(OLD.since)||',until='||quote(OLD.until)||',is_primary='||quote(OLD.is_primary) FROM current_change WHERE quiet=0;
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
  SELECT change_id,'lead',OLD.id,'U','created_change='||quote(OLD.created_change)||',name='||quote(OLD.name)||',company='||quote(OLD.company)||',name_fold='||quote(OLD.name_fold)||',name_sort='||quote(OLD.name_sort)||',title='||quote(OLD.title)||',email='||quote(OLD.email)||',phone='||quote(OLD.phone)||',website='||quote(OLD.website)||',industry='||quote(OLD.industry)||',address='||quote(OLD.address)||',city='||quote(OLD.city)||',country='||quote(OLD.country)||',source='||quote(OLD.source)||',campaign='||quote(OLD.campaign)||',status='||quote(OLD.status)||',owner_id='||quote(OLD.owner_id)||',referrer_id='||quote(OLD.referrer_id)||',contact_id='||quote(OLD.contact_id)||',customer_id='||quote(OLD.customer_id)||',lost_reason_id='||quote(OLD.lost_reason_id)||',lost_note='||quote(OLD.lost_note)||',lost_on='||quote(OLD.lost_on)||',amount_minor='||quote(OLD.amount_minor)||',currency='||quote(OLD.currency)||',score='||quote(OLD.score)||',branch='||quote(OLD.branch)||',note='||quote(OLD.note)||',custom='||quote(OLD.custom)||',created_on='||quote(OLD.created_on) FROM current_change
  WHERE (OLD.created_change,OLD.name,OLD.company,OLD.name_fold,OLD.name_sort,OLD.title,OLD.email,OLD.phone,OLD.website,OLD.industry,OLD.address,OLD.city,OLD.country,OLD.source,OLD.campaign,OLD.status,OLD.owner_id,OLD.referrer_id,OLD.contact_id,OLD.customer_id,OLD.lost_reason_id,OLD.lost_note,OLD.lost_on,OLD.amount_minor,OLD.currency,OLD.score,OLD.branch,OLD.note,OLD.custom,OLD.created_on) IS NOT (NEW.created_change,NEW.name,NEW.company,NEW.name_fold,NEW.name_sort,NEW.title,NEW.email,NEW.phone,NEW.website,NEW.industry,NEW.address,NEW.city,NEW.country,NEW.source,NEW.campaign,NEW.status,NEW.owner_id,NEW.referrer_id,NEW.contact_id,NEW.customer_id,NEW.lost_reason_id,NEW.lost_note,NEW.lost_on,NEW.amount_minor,NEW.currency,NEW.score,NEW.branch,NEW.note,NEW.custom,NEW.created_on);
END;
--
CREATE TRIGGER lead_journal_delete AFTER DELETE ON lead
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'lead',OLD.id,'D','created_change='||quote(OLD.created_change)||',name='||quote(OLD.name)||',company='||quote(OLD.company)||',name_fold='||quote(OLD.name_fold)||',name_sort='||quote(OLD.name_sort)||',title='||quote(OLD.title)||',email='||quote(OLD.email)||',phone='||quote(OLD.phone)||',website='||quote(OLD.website)||',industry='||quote(OLD.industry)||',address='||quote(OLD.address)||',city='||quote(OLD.city)||',country='||quote(OLD.country)||',source='||quote(OLD.source)||',campaign='||quote(OLD.campaign)||',status='||quote(OLD.status)||',owner_id='||quote(OLD.owner_id)||',referrer_id='||quote(OLD.referrer_id)||',contact_id='||quote(OLD.contact_id)||',customer_id='||quote(OLD.customer_id)||',lost_reason_id='||quote(OLD.lost_reason_id)||',lost_note='||quote(OLD.lost_note)||',lost_on='||quote(OLD.lost_on)||',amount_minor='||quote(OLD.amount_minor)||',currency='||quote(OLD.currency)||',score='||quote(OLD.score)||',branch='||quote(OLD.branch)||',note='||quote(OLD.note)||',custom='||quote(OLD.custom)||',created_on='||quote(OLD.created_on) FROM current_change WHERE quiet=0;
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
  SELECT change_id,'address',OLD.id,'U','created_change='||quote(OLD.created_change)||',kind='||quote(OLD.kind)||',address='||quote(OLD.address)||',city='||quote(OLD.city)||',district='||quote(OLD.district)||',region='||quote(OLD.region)||',postal_code='||quote(OLD.postal_code)||',country='||quote(OLD.country)||',customer_id='||quote(OLD.customer_id)||',contact_id='||quote(OLD.contact_id)||',lead_id='||quote(OLD.lead_id) FROM current_change
  WHERE (OLD.created_change,OLD.kind,OLD.address,OLD.city,OLD.district,OLD.region,OLD.postal_code,OLD.country,OLD.customer_id,OLD.contact_id,OLD.lead_id) IS NOT (NEW.created_change,NEW.kind,NEW.address,NEW.city,NEW.district,NEW.region,NEW.postal_code,NEW.country,NEW.customer_id,NEW.contact_id,NEW.lead_id);
END;
--
CREATE TRIGGER address_journal_delete AFTER DELETE ON address
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'address',OLD.id,'D','created_change='||quote(OLD.created_change)||',kind='||quote(OLD.kind)||',address='||quote(OLD.address)||',city='||quote(OLD.city)||',district='||quote(OLD.district)||',region='||quote(OLD.region)||',postal_code='||quote(OLD.postal_code)||',country='||quote(OLD.country)||',customer_id='||quote(OLD.customer_id)||',contact_id='||quote(OLD.contact_id)||',lead_id='||quote(OLD.lead_id) FROM current_change WHERE quiet=0;
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
  SELECT change_id,'alias',OLD.id,'U','created_change='||quote(OLD.created_change)||',noun='||quote(OLD.noun)||',number='||quote(OLD.number)||',customer_id='||quote(OLD.customer_id)||',contact_id='||quote(OLD.contact_id)||',lead_id='||quote(OLD.lead_id) FROM current_change
  WHERE (OLD.created_change,OLD.noun,OLD.number,OLD.customer_id,OLD.contact_id,OLD.lead_id) IS NOT (NEW.created_change,NEW.noun,NEW.number,NEW.customer_id,NEW.contact_id,NEW.lead_id);
END;
--
CREATE TRIGGER alias_journal_delete AFTER DELETE ON alias
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'alias',OLD.id,'D','created_change='||quote(OLD.created_change)||',noun='||quote(OLD.noun)||',number='||quote(OLD.number)||',customer_id='||quote(OLD.customer_id)||',contact_id='||quote(OLD.contact_id)||',lead_id='||quote(OLD.lead_id) FROM current_change WHERE quiet=0;
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
  SELECT change_id,'consent',OLD.id,'U','created_change='||quote(OLD.created_change)||',channel='||quote(OLD.channel)||',purpose='||quote(OLD.purpose)||',state='||quote(OLD.state)||',decided_on='||quote(OLD.decided_on)||',source='||quote(OLD.source)||',note='||quote(OLD.note)||',customer_id='||quote(OLD.customer_id)||',contact_id='||quote(OLD.contact_id)||',lead_id='||quote(OLD.lead_id) FROM current_change
  WHERE (OLD.created_change,OLD.channel,OLD.purpose,OLD.state,OLD.decided_on,OLD.source,OLD.note,OLD.customer_id,OLD.contact_id,OLD.lead_id) IS NOT (NEW.created_change,NEW.channel,NEW.purpose,NEW.state,NEW.decided_on,NEW.source,NEW.note,NEW.customer_id,NEW.contact_id,NEW.lead_id);
END;
--
CREATE TRIGGER consent_journal_delete AFTER DELETE ON consent
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'consent',OLD.id,'D','created_change='||quote(OLD.created_change)||',channel='||quote(OLD.channel)||',purpose='||quote(OLD.purpose)||',state='||quote(OLD.state)||',decided_on='||quote(OLD.decided_on)||',source='||quote(OLD.source)||',note='||quote(OLD.note)||',customer_id='||quote(OLD.customer_id)||',contact_id='||quote(OLD.contact_id)||',lead_id='||quote(OLD.lead_id) FROM current_change WHERE quiet=0;
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
  SELECT change_id,'opportunity',OLD.id,'U','created_change='||quote(OLD.created_change)||',name='||quote(OLD.name)||',name_fold='||quote(OLD.name_fold)||',name_sort='||quote(OLD.name_sort)||',customer_id='||quote(OLD.customer_id)||',contact_id='||quote(OLD.contact_id)||',owner_id='||quote(OLD.owner_id)||',stage_id='||quote(OLD.stage_id)||',product_id='||quote(OLD.product_id)||',lead_id='||quote(OLD.lead_id)||',amount_minor='||quote(OLD.amount_minor)||',currency='||quote(OLD.currency)||',probability='||quote(OLD.probability)||',expected_close='||quote(OLD.expected_close)||',created_on='||quote(OLD.created_on)||',closed_on='||quote(OLD.closed_on)||',lost_reason_id='||quote(OLD.lost_reason_id)||',lost_note='||quote(OLD.lost_note)||',source='||quote(OLD.source)||',campaign='||quote(OLD.campaign)||',branch='||quote(OLD.branch)||',note='||quote(OLD.note)||',custom='||quote(OLD.custom) FROM current_change
  WHERE (OLD.created_change,OLD.name,OLD.name_fold,OLD.name_sort,OLD.customer_id,OLD.contact_id,OLD.owner_id,OLD.stage_id,OLD.product_id,OLD.lead_id,OLD.amount_minor,OLD.currency,OLD.probability,OLD.expected_close,OLD.created_on,OLD.closed_on,OLD.lost_reason_id,OLD.lost_note,OLD.source,OLD.campaign,OLD.branch,OLD.note,OLD.custom) IS NOT (NEW.created_change,NEW.name,NEW.name_fold,NEW.name_sort,NEW.customer_id,NEW.contact_id,NEW.owner_id,NEW.stage_id,NEW.product_id,NEW.lead_id,NEW.amount_minor,NEW.currency,NEW.probability,NEW.expected_close,NEW.created_on,NEW.closed_on,NEW.lost_reason_id,NEW.lost_note,NEW.source,NEW.campaign,NEW.branch,NEW.note,NEW.custom);
END;
--
CREATE TRIGGER opportunity_journal_delete AFTER DELETE ON opportunity
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'opportunity',OLD.id,'D','created_change='||quote(OLD.created_change)||',name='||quote(OLD.name)||',name_fold='||quote(OLD.name_fold)||',name_sort='||quote(OLD.name_sort)||',customer_id='||quote(OLD.customer_id)||',contact_id='||quote(OLD.contact_id)||',owner_id='||quote(OLD.owner_id)||',stage_id='||quote(OLD.stage_id)||',product_id='||quote(OLD.product_id)||',lead_id='||quote(OLD.lead_id)||',amount_minor='||quote(OLD.amount_minor)||',currency='||quote(OLD.currency)||',probability='||quote(OLD.probability)||',expected_close='||quote(OLD.expected_close)||',created_on='||quote(OLD.created_on)||',closed_on='||quote(OLD.closed_on)||',lost_reason_id='||quote(OLD.lost_reason_id)||',lost_note='||quote(OLD.lost_note)||',source='||quote(OLD.source)||',campaign='||quote(OLD.campaign)||',branch='||quote(OLD.branch)||',note='||quote(OLD.note)||',custom='||quote(OLD.custom) FROM current_change WHERE quiet=0;
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
  SELECT change_id,'conversion',OLD.id,'U','created_change='||quote(OLD.created_change)||',lead_id='||quote(OLD.lead_id)||',customer_id='||quote(OLD.customer_id)||',contact_id='||quote(OLD.contact_id)||',opportunity_id='||quote(OLD.opportunity_id)||',customer_created='||quote(OLD.customer_created)||',contact_created='||quote(OLD.contact_created)||',opportunity_created='||quote(OLD.opportunity_created)||',converted_on='||quote(OLD.converted_on)||',actor='||quote(OLD.actor)||',days='||quote(OLD.days)||',touches='||quote(OLD.touches)||',plan='||quote(OLD.plan) FROM current_change
  WHERE (OLD.created_change,OLD.lead_id,OLD.customer_id,OLD.contact_id,OLD.opportunity_id,OLD.customer_created,OLD.contact_created,OLD.opportunity_created,OLD.converted_on,OLD.actor,OLD.days,OLD.touches,OLD.plan) IS NOT (NEW.created_change,NEW.lead_id,NEW.customer_id,NEW.contact_id,NEW.opportunity_id,NEW.customer_created,NEW.contact_created,NEW.opportunity_created,NEW.converted_on,NEW.actor,NEW.days,NEW.touches,NEW.plan);
END;
--
CREATE TRIGGER conversion_journal_delete AFTER DELETE ON conversion
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'conversion',OLD.id,'D','created_change='||quote(OLD.created_change)||',lead_id='||quote(OLD.lead_id)||',customer_id='||quote(OLD.customer_id)||',contact_id='||quote(OLD.contact_id)||',opportunity_id='||quote(OLD.opportunity_id)||',customer_created='||quote(OLD.customer_created)||',contact_created='||quote(OLD.contact_created)||',opportunity_created='||quote(OLD.opportunity_created)||',converted_on='||quote(OLD.converted_on)||',actor='||quote(OLD.actor)||',days='||quote(OLD.days)||',touches='||quote(OLD.touches)||',plan='||quote(OLD.plan) FROM current_change WHERE quiet=0;
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
  SELECT change_id,'sales_order',OLD.id,'U','created_change='||quote(OLD.created_change)||',number='||quote(OLD.number)||',number_fold='||quote(OLD.number_fold)||',customer_id='||quote(OLD.customer_id)||',contact_id='||quote(OLD.contact_id)||',owner_id='||quote(OLD.owner_id)||',opportunity_id='||quote(OLD.opportunity_id)||',ordered_on='||quote(OLD.ordered_on)||',status='||quote(OLD.status)||',total_minor='||quote(OLD.total_minor)||',currency='||quote(OLD.currency)||',branch='||quote(OLD.branch)||',channel='||quote(OLD.channel)||',note='||quote(OLD.note)||',custom='||quote(OLD.custom)||',net_minor='||quote(OLD.net_minor)||',tax_minor='||quote(OLD.tax_minor) FROM current_change
  WHERE (OLD.created_change,OLD.number,OLD.number_fold,OLD.customer_id,OLD.contact_id,OLD.owner_id,OLD.opportunity_id,OLD.ordered_on,OLD.status,OLD.total_minor,OLD.currency,OLD.branch,OLD.channel,OLD.note,OLD.custom,OLD.net_minor,OLD.tax_minor) IS NOT (NEW.created_change,NEW.number,NEW.number_fold,NEW.customer_id,NEW.contact_id,NEW.owner_id,NEW.opportunity_id,NEW.ordered_on,NEW.status,NEW.total_minor,NEW.currency,NEW.branch,NEW.channel,NEW.note,NEW.custom,NEW.net_minor,NEW.tax_minor);
END;
--
CREATE TRIGGER sales_order_journal_delete AFTER DELETE ON sales_order
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'sales_order',OLD.id,'D','created_change='||quote(OLD.created_change)||',number='||quote(OLD.number)||',number_fold='||quote(OLD.number_fold)||',customer_id='||quote(OLD.customer_id)||',contact_id='||quote(OLD.contact_id)||',owner_id='||quote(OLD.owner_id)||',opportunity_id='||quote(OLD.opportunity_id)||',ordered_on='||quote(OLD.ordered_on)||',status='||quote(OLD.status)||',total_minor='||quote(OLD.total_minor)||',currency='||quote(OLD.currency)||',branch='||quote(OLD.branch)||',channel='||quote(OLD.channel)||',note='||quote(OLD.note)||',custom='||quote(OLD.custom)||',net_minor='||quote(OLD.net_minor)||',tax_minor='||quote(OLD.tax_minor) FROM current_change WHERE quiet=0;
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
  SELECT change_id,'stage_change',OLD.id,'U','created_change='||quote(OLD.created_change)||',opportunity_id='||quote(OLD.opportunity_id)||',from_stage_id='||quote(OLD.from_stage_id)||',to_stage_id='||quote(OLD.to_stage_id)||',changed_on='||quote(OLD.changed_on)||',actor='||quote(OLD.actor) FROM current_change
  WHERE (OLD.created_change,OLD.opportunity_id,OLD.from_stage_id,OLD.to_stage_id,OLD.changed_on,OLD.actor) IS NOT (NEW.created_change,NEW.opportunity_id,NEW.from_stage_id,NEW.to_stage_id,NEW.changed_on,NEW.actor);
END;
--
CREATE TRIGGER stage_change_journal_delete AFTER DELETE ON stage_change
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'stage_change',OLD.id,'D','created_change='||quote(OLD.created_change)||',opportunity_id='||quote(OLD.opportunity_id)||',from_stage_id='||quote(OLD.from_stage_id)||',to_stage_id='||quote(OLD.to_stage_id)||',changed_on='||quote(OLD.changed_on)||',actor='||quote(OLD.actor) FROM current_change WHERE quiet=0;
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
  SELECT change_id,'tagging',OLD.id,'U','created_change='||quote(OLD.created_change)||',tag_id='||quote(OLD.tag_id)||',customer_id='||quote(OLD.customer_id)||',contact_id='||quote(OLD.contact_id)||',lead_id='||quote(OLD.lead_id)||',opportunity_id='||quote(OLD.opportunity_id) FROM current_change
  WHERE (OLD.created_change,OLD.tag_id,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.opportunity_id) IS NOT (NEW.created_change,NEW.tag_id,NEW.customer_id,NEW.contact_id,NEW.lead_id,NEW.opportunity_id);
END;
--
CREATE TRIGGER tagging_journal_delete AFTER DELETE ON tagging
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'tagging',OLD.id,'D','created_change='||quote(OLD.created_change)||',tag_id='||quote(OLD.tag_id)||',customer_id='||quote(OLD.customer_id)||',contact_id='||quote(OLD.contact_id)||',lead_id='||quote(OLD.lead_id)||',opportunity_id='||quote(OLD.opportunity_id) FROM current_change WHERE quiet=0;
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
  SELECT change_id,'activity',OLD.id,'U','created_change='||quote(OLD.created_change)||',kind='||quote(OLD.kind)||',direction='||quote(OLD.direction)||',channel='||quote(OLD.channel)||',branch='||quote(OLD.branch)||',at='||quote(OLD.at)||',minutes='||quote(OLD.minutes)||',outcome='||quote(OLD.outcome)||',subject='||quote(OLD.subject)||',body='||quote(OLD.body)||',done='||quote(OLD.done)||',customer_id='||quote(OLD.customer_id)||',contact_id='||quote(OLD.contact_id)||',lead_id='||quote(OLD.lead_id)||',opportunity_id='||quote(OLD.opportunity_id)||',order_id='||quote(OLD.order_id)||',user_id='||quote(OLD.user_id)||',custom='||quote(OLD.custom) FROM current_change
  WHERE (OLD.created_change,OLD.kind,OLD.direction,OLD.channel,OLD.branch,OLD.at,OLD.minutes,OLD.outcome,OLD.subject,OLD.body,OLD.done,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.opportunity_id,OLD.order_id,OLD.user_id,OLD.custom) IS NOT (NEW.created_change,NEW.kind,NEW.direction,NEW.channel,NEW.branch,NEW.at,NEW.minutes,NEW.outcome,NEW.subject,NEW.body,NEW.done,NEW.customer_id,NEW.contact_id,NEW.lead_id,NEW.opportunity_id,NEW.order_id,NEW.user_id,NEW.custom);
END;
--
CREATE TRIGGER activity_journal_delete AFTER DELETE ON activity
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'activity',OLD.id,'D','created_change='||quote(OLD.created_change)||',kind='||quote(OLD.kind)||',direction='||quote(OLD.direction)||',channel='||quote(OLD.channel)||',branch='||quote(OLD.branch)||',at='||quote(OLD.at)||',minutes='||quote(OLD.minutes)||',outcome='||quote(OLD.outcome)||',subject='||quote(OLD.subject)||',body='||quote(OLD.body)||',done='||quote(OLD.done)||',customer_id='||quote(OLD.customer_id)||',contact_id='||quote(OLD.contact_id)||',lead_id='||quote(OLD.lead_id)||',opportunity_id='||quote(OLD.opportunity_id)||',order_id='||quote(OLD.order_id)||',user_id='||quote(OLD.user_id)||',custom='||quote(OLD.custom) FROM current_change WHERE quiet=0;
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
  SELECT change_id,'order_line',OLD.id,'U','created_change='||quote(OLD.created_change)||',order_id='||quote(OLD.order_id)||',position='||quote(OLD.position)||',product_id='||quote(OLD.product_id)||',description='||quote(OLD.description)||',quantity_milli='||quote(OLD.quantity_milli)||',unit_price='||quote(OLD.unit_price)||',discount_minor='||quote(OLD.discount_minor)||',tax_minor='||quote(OLD.tax_minor)||',amount_minor='||quote(OLD.amount_minor)||',cost_minor='||quote(OLD.cost_minor)||',currency='||quote(OLD.currency)||',custom='||quote(OLD.custom) FROM current_change
  WHERE (OLD.created_change,OLD.order_id,OLD.position,OLD.product_id,OLD.description,OLD.quantity_milli,OLD.unit_price,OLD.discount_minor,OLD.tax_minor,OLD.amount_minor,OLD.cost_minor,OLD.currency,OLD.custom) IS NOT (NEW.created_change,NEW.order_id,NEW.position,NEW.product_id,NEW.description,NEW.quantity_milli,NEW.unit_price,NEW.discount_minor,NEW.tax_minor,NEW.amount_minor,NEW.cost_minor,NEW.currency,NEW.custom);
END;
--
CREATE TRIGGER order_line_journal_delete AFTER DELETE ON order_line
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'order_line',OLD.id,'D','created_change='||quote(OLD.created_change)||',order_id='||quote(OLD.order_id)||',position='||quote(OLD.position)||',product_id='||quote(OLD.product_id)||',description='||quote(OLD.description)||',quantity_milli='||quote(OLD.quantity_milli)||',unit_price='||quote(OLD.unit_price)||',discount_minor='||quote(OLD.discount_minor)||',tax_minor='||quote(OLD.tax_minor)||',amount_minor='||quote(OLD.amount_minor)||',cost_minor='||quote(OLD.cost_minor)||',currency='||quote(OLD.currency)||',custom='||quote(OLD.custom) FROM current_change WHERE quiet=0;
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
  SELECT change_id,'identity',OLD.id,'U','created_change='||quote(OLD.created_change)||',kind='||quote(OLD.kind)||',norm='||quote(OLD.norm)||',noun='||quote(OLD.noun)||',source='||quote(OLD.source)||',value='||quote(OLD.value)||',customer_id='||quote(OLD.customer_id)||',contact_id='||quote(OLD.contact_id)||',lead_id='||quote(OLD.lead_id)||',user_id='||quote(OLD.user_id)||',product_id='||quote(OLD.product_id)||',opportunity_id='||quote(OLD.opportunity_id)||',order_id='||quote(OLD.order_id)||',order_line_id='||quote(OLD.order_line_id)||',activity_id='||quote(OLD.activity_id) FROM current_change
  WHERE (OLD.created_change,OLD.kind,OLD.norm,OLD.noun,OLD.source,OLD.value,OLD.customer_id,OLD.contact_id,OLD.lead_id,OLD.user_id,OLD.product_id,OLD.opportunity_id,OLD.order_id,OLD.order_line_id,OLD.activity_id) IS NOT (NEW.created_change,NEW.kind,NEW.norm,NEW.noun,NEW.source,NEW.value,NEW.customer_id,NEW.contact_id,NEW.lead_id,NEW.user_id,NEW.product_id,NEW.opportunity_id,NEW.order_id,NEW.order_line_id,NEW.activity_id);
END;
--
CREATE TRIGGER identity_journal_delete AFTER DELETE ON identity
BEGIN
  SELECT RAISE(ABORT,'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision(change_id,tbl,row_id,kind,old)
  SELECT change_id,'identity',OLD.id,'D','created_change='||quote(OLD.created_change)||',kind='||quote(OLD.kind)||',norm='||quote(OLD.norm)||',noun='||quote(OLD.noun)||',source='||quote(OLD.source)||',value='||quote(OLD.value)||',customer_id='||quote(OLD.customer_id)||',contact_id='||quote(OLD.contact_id)||',lead_id='||quote(OLD.lead_id)||',user_id='||quote(OLD.user_id)||',product_id='||quote(OLD.product_id)||',opportunity_id='||quote(OLD.opportunity_id)||',order_id='||quote(OLD.order_id)||',order_line_id='||quote(OLD.order_line_id)||',activity_id='||quote(OLD.activity_id) FROM current_change WHERE quiet=0;
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
END
