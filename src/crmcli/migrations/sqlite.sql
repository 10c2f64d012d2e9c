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
  CONSTRAINT kind_known CHECK (kind IN ('U', 'D', 'I'))
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
  CONSTRAINT outcome_known CHECK (outcome IN ('open', 'won', 'lost')),
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
  CONSTRAINT kind_known CHECK (kind IN ('organisation', 'person')),
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
  CONSTRAINT status_known CHECK (status IN ('new', 'working', 'qualified', 'converted', 'lost')),
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
  CONSTRAINT status_known CHECK (status IN ('open', 'completed', 'cancelled')),
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
CREATE INDEX ix_sales_order_customer ON sales_order (customer_id, ordered_on, total_minor, currency);
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
  CONSTRAINT kind_known CHECK (kind IN ('call', 'email', 'meeting', 'visit', 'message', 'note', 'task')),
  CONSTRAINT direction_known CHECK (direction IN ('in', 'out')),
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
  CONSTRAINT kind_known CHECK (kind IN ('phone', 'email', 'tax', 'external')),
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
CREATE TRIGGER crm_user_journal_insert BEFORE INSERT ON crm_user
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet = 2);
END;
--
CREATE TRIGGER crm_user_journal_update AFTER UPDATE ON crm_user
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision (change_id, tbl, row_id, kind, old)
  SELECT (SELECT change_id FROM current_change), 'crm_user', OLD.id, 'U', '{' || substr(diff, 2) || '}' FROM (SELECT CASE WHEN OLD.created_change IS NEW.created_change THEN '' ELSE ',"created_change":' || coalesce(OLD.created_change, 'null') END
    || CASE WHEN OLD.name IS NEW.name THEN '' ELSE ',"name":' || coalesce('"' || replace(replace(OLD.name, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.name_fold IS NEW.name_fold THEN '' ELSE ',"name_fold":' || coalesce('"' || replace(replace(OLD.name_fold, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.name_sort IS NEW.name_sort THEN '' ELSE ',"name_sort":' || coalesce('"' || replace(replace(OLD.name_sort, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.email IS NEW.email THEN '' ELSE ',"email":' || coalesce('"' || replace(replace(OLD.email, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.phone IS NEW.phone THEN '' ELSE ',"phone":' || coalesce('"' || replace(replace(OLD.phone, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.title IS NEW.title THEN '' ELSE ',"title":' || coalesce('"' || replace(replace(OLD.title, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.team IS NEW.team THEN '' ELSE ',"team":' || coalesce('"' || replace(replace(OLD.team, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.manager_id IS NEW.manager_id THEN '' ELSE ',"manager_id":' || coalesce(OLD.manager_id, 'null') END
    || CASE WHEN OLD.branch IS NEW.branch THEN '' ELSE ',"branch":' || coalesce('"' || replace(replace(OLD.branch, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.active IS NEW.active THEN '' ELSE ',"active":' || coalesce(OLD.active, 'null') END
    || CASE WHEN OLD.custom IS NEW.custom THEN '' ELSE ',"custom":' || coalesce('"' || replace(replace(OLD.custom, '\', '\\'), '"', '\"') || '"', 'null') END AS diff)
  WHERE diff <> '';
END;
--
CREATE TRIGGER crm_user_journal_delete AFTER DELETE ON crm_user
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision (change_id, tbl, row_id, kind, old)
  SELECT change_id, 'crm_user', OLD.id, 'D', '{' || substr(',"created_change":' || coalesce(OLD.created_change, 'null')
    || ',"name":' || coalesce('"' || replace(replace(OLD.name, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"name_fold":' || coalesce('"' || replace(replace(OLD.name_fold, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"name_sort":' || coalesce('"' || replace(replace(OLD.name_sort, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"email":' || coalesce('"' || replace(replace(OLD.email, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"phone":' || coalesce('"' || replace(replace(OLD.phone, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"title":' || coalesce('"' || replace(replace(OLD.title, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"team":' || coalesce('"' || replace(replace(OLD.team, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"manager_id":' || coalesce(OLD.manager_id, 'null')
    || ',"branch":' || coalesce('"' || replace(replace(OLD.branch, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"active":' || coalesce(OLD.active, 'null')
    || ',"custom":' || coalesce('"' || replace(replace(OLD.custom, '\', '\\'), '"', '\"') || '"', 'null'), 2) || '}'
  FROM current_change WHERE quiet = 0;
END;
--
CREATE TRIGGER lost_reason_journal_insert BEFORE INSERT ON lost_reason
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet = 2);
END;
--
CREATE TRIGGER lost_reason_journal_update AFTER UPDATE ON lost_reason
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision (change_id, tbl, row_id, kind, old)
  SELECT (SELECT change_id FROM current_change), 'lost_reason', OLD.id, 'U', '{' || substr(diff, 2) || '}' FROM (SELECT CASE WHEN OLD.created_change IS NEW.created_change THEN '' ELSE ',"created_change":' || coalesce(OLD.created_change, 'null') END
    || CASE WHEN OLD.name IS NEW.name THEN '' ELSE ',"name":' || coalesce('"' || replace(replace(OLD.name, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.name_fold IS NEW.name_fold THEN '' ELSE ',"name_fold":' || coalesce('"' || replace(replace(OLD.name_fold, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.name_sort IS NEW.name_sort THEN '' ELSE ',"name_sort":' || coalesce('"' || replace(replace(OLD.name_sort, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.needs_note IS NEW.needs_note THEN '' ELSE ',"needs_note":' || coalesce(OLD.needs_note, 'null') END
    || CASE WHEN OLD.active IS NEW.active THEN '' ELSE ',"active":' || coalesce(OLD.active, 'null') END AS diff)
  WHERE diff <> '';
END;
--
CREATE TRIGGER lost_reason_journal_delete AFTER DELETE ON lost_reason
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision (change_id, tbl, row_id, kind, old)
  SELECT change_id, 'lost_reason', OLD.id, 'D', '{' || substr(',"created_change":' || coalesce(OLD.created_change, 'null')
    || ',"name":' || coalesce('"' || replace(replace(OLD.name, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"name_fold":' || coalesce('"' || replace(replace(OLD.name_fold, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"name_sort":' || coalesce('"' || replace(replace(OLD.name_sort, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"needs_note":' || coalesce(OLD.needs_note, 'null')
    || ',"active":' || coalesce(OLD.active, 'null'), 2) || '}'
  FROM current_change WHERE quiet = 0;
END;
--
CREATE TRIGGER product_journal_insert BEFORE INSERT ON product
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet = 2);
END;
--
CREATE TRIGGER product_journal_update AFTER UPDATE ON product
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision (change_id, tbl, row_id, kind, old)
  SELECT (SELECT change_id FROM current_change), 'product', OLD.id, 'U', '{' || substr(diff, 2) || '}' FROM (SELECT CASE WHEN OLD.created_change IS NEW.created_change THEN '' ELSE ',"created_change":' || coalesce(OLD.created_change, 'null') END
    || CASE WHEN OLD.name IS NEW.name THEN '' ELSE ',"name":' || coalesce('"' || replace(replace(OLD.name, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.name_fold IS NEW.name_fold THEN '' ELSE ',"name_fold":' || coalesce('"' || replace(replace(OLD.name_fold, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.name_sort IS NEW.name_sort THEN '' ELSE ',"name_sort":' || coalesce('"' || replace(replace(OLD.name_sort, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.sku IS NEW.sku THEN '' ELSE ',"sku":' || coalesce('"' || replace(replace(OLD.sku, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.sku_fold IS NEW.sku_fold THEN '' ELSE ',"sku_fold":' || coalesce('"' || replace(replace(OLD.sku_fold, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.category IS NEW.category THEN '' ELSE ',"category":' || coalesce('"' || replace(replace(OLD.category, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.price_minor IS NEW.price_minor THEN '' ELSE ',"price_minor":' || coalesce(OLD.price_minor, 'null') END
    || CASE WHEN OLD.cost_minor IS NEW.cost_minor THEN '' ELSE ',"cost_minor":' || coalesce(OLD.cost_minor, 'null') END
    || CASE WHEN OLD.currency IS NEW.currency THEN '' ELSE ',"currency":' || coalesce('"' || replace(replace(OLD.currency, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.active IS NEW.active THEN '' ELSE ',"active":' || coalesce(OLD.active, 'null') END
    || CASE WHEN OLD.note IS NEW.note THEN '' ELSE ',"note":' || coalesce('"' || replace(replace(OLD.note, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.custom IS NEW.custom THEN '' ELSE ',"custom":' || coalesce('"' || replace(replace(OLD.custom, '\', '\\'), '"', '\"') || '"', 'null') END AS diff)
  WHERE diff <> '';
END;
--
CREATE TRIGGER product_journal_delete AFTER DELETE ON product
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision (change_id, tbl, row_id, kind, old)
  SELECT change_id, 'product', OLD.id, 'D', '{' || substr(',"created_change":' || coalesce(OLD.created_change, 'null')
    || ',"name":' || coalesce('"' || replace(replace(OLD.name, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"name_fold":' || coalesce('"' || replace(replace(OLD.name_fold, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"name_sort":' || coalesce('"' || replace(replace(OLD.name_sort, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"sku":' || coalesce('"' || replace(replace(OLD.sku, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"sku_fold":' || coalesce('"' || replace(replace(OLD.sku_fold, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"category":' || coalesce('"' || replace(replace(OLD.category, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"price_minor":' || coalesce(OLD.price_minor, 'null')
    || ',"cost_minor":' || coalesce(OLD.cost_minor, 'null')
    || ',"currency":' || coalesce('"' || replace(replace(OLD.currency, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"active":' || coalesce(OLD.active, 'null')
    || ',"note":' || coalesce('"' || replace(replace(OLD.note, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"custom":' || coalesce('"' || replace(replace(OLD.custom, '\', '\\'), '"', '\"') || '"', 'null'), 2) || '}'
  FROM current_change WHERE quiet = 0;
END;
--
CREATE TRIGGER stage_journal_insert BEFORE INSERT ON stage
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet = 2);
END;
--
CREATE TRIGGER stage_journal_update AFTER UPDATE ON stage
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision (change_id, tbl, row_id, kind, old)
  SELECT (SELECT change_id FROM current_change), 'stage', OLD.id, 'U', '{' || substr(diff, 2) || '}' FROM (SELECT CASE WHEN OLD.created_change IS NEW.created_change THEN '' ELSE ',"created_change":' || coalesce(OLD.created_change, 'null') END
    || CASE WHEN OLD.name IS NEW.name THEN '' ELSE ',"name":' || coalesce('"' || replace(replace(OLD.name, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.name_fold IS NEW.name_fold THEN '' ELSE ',"name_fold":' || coalesce('"' || replace(replace(OLD.name_fold, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.name_sort IS NEW.name_sort THEN '' ELSE ',"name_sort":' || coalesce('"' || replace(replace(OLD.name_sort, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.position IS NEW.position THEN '' ELSE ',"position":' || coalesce(OLD.position, 'null') END
    || CASE WHEN OLD.probability IS NEW.probability THEN '' ELSE ',"probability":' || coalesce(OLD.probability, 'null') END
    || CASE WHEN OLD.outcome IS NEW.outcome THEN '' ELSE ',"outcome":' || coalesce('"' || replace(replace(OLD.outcome, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.active IS NEW.active THEN '' ELSE ',"active":' || coalesce(OLD.active, 'null') END AS diff)
  WHERE diff <> '';
END;
--
CREATE TRIGGER stage_journal_delete AFTER DELETE ON stage
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision (change_id, tbl, row_id, kind, old)
  SELECT change_id, 'stage', OLD.id, 'D', '{' || substr(',"created_change":' || coalesce(OLD.created_change, 'null')
    || ',"name":' || coalesce('"' || replace(replace(OLD.name, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"name_fold":' || coalesce('"' || replace(replace(OLD.name_fold, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"name_sort":' || coalesce('"' || replace(replace(OLD.name_sort, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"position":' || coalesce(OLD.position, 'null')
    || ',"probability":' || coalesce(OLD.probability, 'null')
    || ',"outcome":' || coalesce('"' || replace(replace(OLD.outcome, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"active":' || coalesce(OLD.active, 'null'), 2) || '}'
  FROM current_change WHERE quiet = 0;
END;
--
CREATE TRIGGER tag_journal_insert BEFORE INSERT ON tag
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet = 2);
END;
--
CREATE TRIGGER tag_journal_update AFTER UPDATE ON tag
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision (change_id, tbl, row_id, kind, old)
  SELECT (SELECT change_id FROM current_change), 'tag', OLD.id, 'U', '{' || substr(diff, 2) || '}' FROM (SELECT CASE WHEN OLD.created_change IS NEW.created_change THEN '' ELSE ',"created_change":' || coalesce(OLD.created_change, 'null') END
    || CASE WHEN OLD.name IS NEW.name THEN '' ELSE ',"name":' || coalesce('"' || replace(replace(OLD.name, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.name_fold IS NEW.name_fold THEN '' ELSE ',"name_fold":' || coalesce('"' || replace(replace(OLD.name_fold, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.name_sort IS NEW.name_sort THEN '' ELSE ',"name_sort":' || coalesce('"' || replace(replace(OLD.name_sort, '\', '\\'), '"', '\"') || '"', 'null') END AS diff)
  WHERE diff <> '';
END;
--
CREATE TRIGGER tag_journal_delete AFTER DELETE ON tag
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision (change_id, tbl, row_id, kind, old)
  SELECT change_id, 'tag', OLD.id, 'D', '{' || substr(',"created_change":' || coalesce(OLD.created_change, 'null')
    || ',"name":' || coalesce('"' || replace(replace(OLD.name, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"name_fold":' || coalesce('"' || replace(replace(OLD.name_fold, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"name_sort":' || coalesce('"' || replace(replace(OLD.name_sort, '\', '\\'), '"', '\"') || '"', 'null'), 2) || '}'
  FROM current_change WHERE quiet = 0;
END;
--
CREATE TRIGGER contact_journal_insert BEFORE INSERT ON contact
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet = 2);
END;
--
CREATE TRIGGER contact_journal_update AFTER UPDATE ON contact
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision (change_id, tbl, row_id, kind, old)
  SELECT (SELECT change_id FROM current_change), 'contact', OLD.id, 'U', '{' || substr(diff, 2) || '}' FROM (SELECT CASE WHEN OLD.created_change IS NEW.created_change THEN '' ELSE ',"created_change":' || coalesce(OLD.created_change, 'null') END
    || CASE WHEN OLD.name IS NEW.name THEN '' ELSE ',"name":' || coalesce('"' || replace(replace(OLD.name, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.name_fold IS NEW.name_fold THEN '' ELSE ',"name_fold":' || coalesce('"' || replace(replace(OLD.name_fold, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.name_sort IS NEW.name_sort THEN '' ELSE ',"name_sort":' || coalesce('"' || replace(replace(OLD.name_sort, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.title IS NEW.title THEN '' ELSE ',"title":' || coalesce('"' || replace(replace(OLD.title, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.email IS NEW.email THEN '' ELSE ',"email":' || coalesce('"' || replace(replace(OLD.email, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.phone IS NEW.phone THEN '' ELSE ',"phone":' || coalesce('"' || replace(replace(OLD.phone, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.birth_date IS NEW.birth_date THEN '' ELSE ',"birth_date":' || coalesce('"' || replace(replace(OLD.birth_date, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.address IS NEW.address THEN '' ELSE ',"address":' || coalesce('"' || replace(replace(OLD.address, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.city IS NEW.city THEN '' ELSE ',"city":' || coalesce('"' || replace(replace(OLD.city, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.district IS NEW.district THEN '' ELSE ',"district":' || coalesce('"' || replace(replace(OLD.district, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.region IS NEW.region THEN '' ELSE ',"region":' || coalesce('"' || replace(replace(OLD.region, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.postal_code IS NEW.postal_code THEN '' ELSE ',"postal_code":' || coalesce('"' || replace(replace(OLD.postal_code, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.country IS NEW.country THEN '' ELSE ',"country":' || coalesce('"' || replace(replace(OLD.country, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.source IS NEW.source THEN '' ELSE ',"source":' || coalesce('"' || replace(replace(OLD.source, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.owner_id IS NEW.owner_id THEN '' ELSE ',"owner_id":' || coalesce(OLD.owner_id, 'null') END
    || CASE WHEN OLD.note IS NEW.note THEN '' ELSE ',"note":' || coalesce('"' || replace(replace(OLD.note, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.custom IS NEW.custom THEN '' ELSE ',"custom":' || coalesce('"' || replace(replace(OLD.custom, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.created_on IS NEW.created_on THEN '' ELSE ',"created_on":' || coalesce('"' || replace(replace(OLD.created_on, '\', '\\'), '"', '\"') || '"', 'null') END AS diff)
  WHERE diff <> '';
END;
--
CREATE TRIGGER contact_journal_delete AFTER DELETE ON contact
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision (change_id, tbl, row_id, kind, old)
  SELECT change_id, 'contact', OLD.id, 'D', '{' || substr(',"created_change":' || coalesce(OLD.created_change, 'null')
    || ',"name":' || coalesce('"' || replace(replace(OLD.name, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"name_fold":' || coalesce('"' || replace(replace(OLD.name_fold, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"name_sort":' || coalesce('"' || replace(replace(OLD.name_sort, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"title":' || coalesce('"' || replace(replace(OLD.title, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"email":' || coalesce('"' || replace(replace(OLD.email, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"phone":' || coalesce('"' || replace(replace(OLD.phone, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"birth_date":' || coalesce('"' || replace(replace(OLD.birth_date, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"address":' || coalesce('"' || replace(replace(OLD.address, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"city":' || coalesce('"' || replace(replace(OLD.city, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"district":' || coalesce('"' || replace(replace(OLD.district, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"region":' || coalesce('"' || replace(replace(OLD.region, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"postal_code":' || coalesce('"' || replace(replace(OLD.postal_code, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"country":' || coalesce('"' || replace(replace(OLD.country, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"source":' || coalesce('"' || replace(replace(OLD.source, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"owner_id":' || coalesce(OLD.owner_id, 'null')
    || ',"note":' || coalesce('"' || replace(replace(OLD.note, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"custom":' || coalesce('"' || replace(replace(OLD.custom, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"created_on":' || coalesce('"' || replace(replace(OLD.created_on, '\', '\\'), '"', '\"') || '"', 'null'), 2) || '}'
  FROM current_change WHERE quiet = 0;
END;
--
CREATE TRIGGER customer_journal_insert BEFORE INSERT ON customer
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet = 2);
END;
--
CREATE TRIGGER customer_journal_update AFTER UPDATE ON customer
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision (change_id, tbl, row_id, kind, old)
  SELECT (SELECT change_id FROM current_change), 'customer', OLD.id, 'U', '{' || substr(diff, 2) || '}' FROM (SELECT CASE WHEN OLD.created_change IS NEW.created_change THEN '' ELSE ',"created_change":' || coalesce(OLD.created_change, 'null') END
    || CASE WHEN OLD.name IS NEW.name THEN '' ELSE ',"name":' || coalesce('"' || replace(replace(OLD.name, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.name_fold IS NEW.name_fold THEN '' ELSE ',"name_fold":' || coalesce('"' || replace(replace(OLD.name_fold, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.name_sort IS NEW.name_sort THEN '' ELSE ',"name_sort":' || coalesce('"' || replace(replace(OLD.name_sort, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.kind IS NEW.kind THEN '' ELSE ',"kind":' || coalesce('"' || replace(replace(OLD.kind, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.parent_id IS NEW.parent_id THEN '' ELSE ',"parent_id":' || coalesce(OLD.parent_id, 'null') END
    || CASE WHEN OLD.owner_id IS NEW.owner_id THEN '' ELSE ',"owner_id":' || coalesce(OLD.owner_id, 'null') END
    || CASE WHEN OLD.referrer_id IS NEW.referrer_id THEN '' ELSE ',"referrer_id":' || coalesce(OLD.referrer_id, 'null') END
    || CASE WHEN OLD.branch IS NEW.branch THEN '' ELSE ',"branch":' || coalesce('"' || replace(replace(OLD.branch, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.email IS NEW.email THEN '' ELSE ',"email":' || coalesce('"' || replace(replace(OLD.email, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.phone IS NEW.phone THEN '' ELSE ',"phone":' || coalesce('"' || replace(replace(OLD.phone, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.tax_number IS NEW.tax_number THEN '' ELSE ',"tax_number":' || coalesce('"' || replace(replace(OLD.tax_number, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.tax_office IS NEW.tax_office THEN '' ELSE ',"tax_office":' || coalesce('"' || replace(replace(OLD.tax_office, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.website IS NEW.website THEN '' ELSE ',"website":' || coalesce('"' || replace(replace(OLD.website, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.industry IS NEW.industry THEN '' ELSE ',"industry":' || coalesce('"' || replace(replace(OLD.industry, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.address IS NEW.address THEN '' ELSE ',"address":' || coalesce('"' || replace(replace(OLD.address, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.city IS NEW.city THEN '' ELSE ',"city":' || coalesce('"' || replace(replace(OLD.city, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.district IS NEW.district THEN '' ELSE ',"district":' || coalesce('"' || replace(replace(OLD.district, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.region IS NEW.region THEN '' ELSE ',"region":' || coalesce('"' || replace(replace(OLD.region, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.postal_code IS NEW.postal_code THEN '' ELSE ',"postal_code":' || coalesce('"' || replace(replace(OLD.postal_code, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.country IS NEW.country THEN '' ELSE ',"country":' || coalesce('"' || replace(replace(OLD.country, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.source IS NEW.source THEN '' ELSE ',"source":' || coalesce('"' || replace(replace(OLD.source, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.note IS NEW.note THEN '' ELSE ',"note":' || coalesce('"' || replace(replace(OLD.note, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.custom IS NEW.custom THEN '' ELSE ',"custom":' || coalesce('"' || replace(replace(OLD.custom, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.created_on IS NEW.created_on THEN '' ELSE ',"created_on":' || coalesce('"' || replace(replace(OLD.created_on, '\', '\\'), '"', '\"') || '"', 'null') END AS diff)
  WHERE diff <> '';
END;
--
CREATE TRIGGER customer_journal_delete AFTER DELETE ON customer
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision (change_id, tbl, row_id, kind, old)
  SELECT change_id, 'customer', OLD.id, 'D', '{' || substr(',"created_change":' || coalesce(OLD.created_change, 'null')
    || ',"name":' || coalesce('"' || replace(replace(OLD.name, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"name_fold":' || coalesce('"' || replace(replace(OLD.name_fold, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"name_sort":' || coalesce('"' || replace(replace(OLD.name_sort, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"kind":' || coalesce('"' || replace(replace(OLD.kind, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"parent_id":' || coalesce(OLD.parent_id, 'null')
    || ',"owner_id":' || coalesce(OLD.owner_id, 'null')
    || ',"referrer_id":' || coalesce(OLD.referrer_id, 'null')
    || ',"branch":' || coalesce('"' || replace(replace(OLD.branch, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"email":' || coalesce('"' || replace(replace(OLD.email, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"phone":' || coalesce('"' || replace(replace(OLD.phone, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"tax_number":' || coalesce('"' || replace(replace(OLD.tax_number, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"tax_office":' || coalesce('"' || replace(replace(OLD.tax_office, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"website":' || coalesce('"' || replace(replace(OLD.website, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"industry":' || coalesce('"' || replace(replace(OLD.industry, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"address":' || coalesce('"' || replace(replace(OLD.address, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"city":' || coalesce('"' || replace(replace(OLD.city, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"district":' || coalesce('"' || replace(replace(OLD.district, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"region":' || coalesce('"' || replace(replace(OLD.region, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"postal_code":' || coalesce('"' || replace(replace(OLD.postal_code, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"country":' || coalesce('"' || replace(replace(OLD.country, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"source":' || coalesce('"' || replace(replace(OLD.source, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"note":' || coalesce('"' || replace(replace(OLD.note, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"custom":' || coalesce('"' || replace(replace(OLD.custom, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"created_on":' || coalesce('"' || replace(replace(OLD.created_on, '\', '\\'), '"', '\"') || '"', 'null'), 2) || '}'
  FROM current_change WHERE quiet = 0;
END;
--
CREATE TRIGGER customer_contact_journal_insert BEFORE INSERT ON customer_contact
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet = 2);
END;
--
CREATE TRIGGER customer_contact_journal_update AFTER UPDATE ON customer_contact
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision (change_id, tbl, row_id, kind, old)
  SELECT (SELECT change_id FROM current_change), 'customer_contact', OLD.id, 'U', '{' || substr(diff, 2) || '}' FROM (SELECT CASE WHEN OLD.created_change IS NEW.created_change THEN '' ELSE ',"created_change":' || coalesce(OLD.created_change, 'null') END
    || CASE WHEN OLD.customer_id IS NEW.customer_id THEN '' ELSE ',"customer_id":' || coalesce(OLD.customer_id, 'null') END
    || CASE WHEN OLD.contact_id IS NEW.contact_id THEN '' ELSE ',"contact_id":' || coalesce(OLD.contact_id, 'null') END
    || CASE WHEN OLD.role IS NEW.role THEN '' ELSE ',"role":' || coalesce('"' || replace(replace(OLD.role, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.since IS NEW.since THEN '' ELSE ',"since":' || coalesce('"' || replace(replace(OLD.since, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.until IS NEW.until THEN '' ELSE ',"until":' || coalesce('"' || replace(replace(OLD.until, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.is_primary IS NEW.is_primary THEN '' ELSE ',"is_primary":' || coalesce(OLD.is_primary, 'null') END AS diff)
  WHERE diff <> '';
END;
--
CREATE TRIGGER customer_contact_journal_delete AFTER DELETE ON customer_contact
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision (change_id, tbl, row_id, kind, old)
  SELECT change_id, 'customer_contact', OLD.id, 'D', '{' || substr(',"created_change":' || coalesce(OLD.created_change, 'null')
    || ',"customer_id":' || coalesce(OLD.customer_id, 'null')
    || ',"contact_id":' || coalesce(OLD.contact_id, 'null')
    || ',"role":' || coalesce('"' || replace(replace(OLD.role, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"since":' || coalesce('"' || replace(replace(OLD.since, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"until":' || coalesce('"' || replace(replace(OLD.until, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"is_primary":' || coalesce(OLD.is_primary, 'null'), 2) || '}'
  FROM current_change WHERE quiet = 0;
END;
--
CREATE TRIGGER lead_journal_insert BEFORE INSERT ON lead
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet = 2);
END;
--
CREATE TRIGGER lead_journal_update AFTER UPDATE ON lead
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision (change_id, tbl, row_id, kind, old)
  SELECT (SELECT change_id FROM current_change), 'lead', OLD.id, 'U', '{' || substr(diff, 2) || '}' FROM (SELECT CASE WHEN OLD.created_change IS NEW.created_change THEN '' ELSE ',"created_change":' || coalesce(OLD.created_change, 'null') END
    || CASE WHEN OLD.name IS NEW.name THEN '' ELSE ',"name":' || coalesce('"' || replace(replace(OLD.name, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.company IS NEW.company THEN '' ELSE ',"company":' || coalesce('"' || replace(replace(OLD.company, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.name_fold IS NEW.name_fold THEN '' ELSE ',"name_fold":' || coalesce('"' || replace(replace(OLD.name_fold, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.name_sort IS NEW.name_sort THEN '' ELSE ',"name_sort":' || coalesce('"' || replace(replace(OLD.name_sort, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.title IS NEW.title THEN '' ELSE ',"title":' || coalesce('"' || replace(replace(OLD.title, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.email IS NEW.email THEN '' ELSE ',"email":' || coalesce('"' || replace(replace(OLD.email, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.phone IS NEW.phone THEN '' ELSE ',"phone":' || coalesce('"' || replace(replace(OLD.phone, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.website IS NEW.website THEN '' ELSE ',"website":' || coalesce('"' || replace(replace(OLD.website, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.industry IS NEW.industry THEN '' ELSE ',"industry":' || coalesce('"' || replace(replace(OLD.industry, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.address IS NEW.address THEN '' ELSE ',"address":' || coalesce('"' || replace(replace(OLD.address, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.city IS NEW.city THEN '' ELSE ',"city":' || coalesce('"' || replace(replace(OLD.city, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.country IS NEW.country THEN '' ELSE ',"country":' || coalesce('"' || replace(replace(OLD.country, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.source IS NEW.source THEN '' ELSE ',"source":' || coalesce('"' || replace(replace(OLD.source, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.campaign IS NEW.campaign THEN '' ELSE ',"campaign":' || coalesce('"' || replace(replace(OLD.campaign, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.status IS NEW.status THEN '' ELSE ',"status":' || coalesce('"' || replace(replace(OLD.status, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.owner_id IS NEW.owner_id THEN '' ELSE ',"owner_id":' || coalesce(OLD.owner_id, 'null') END
    || CASE WHEN OLD.referrer_id IS NEW.referrer_id THEN '' ELSE ',"referrer_id":' || coalesce(OLD.referrer_id, 'null') END
    || CASE WHEN OLD.contact_id IS NEW.contact_id THEN '' ELSE ',"contact_id":' || coalesce(OLD.contact_id, 'null') END
    || CASE WHEN OLD.customer_id IS NEW.customer_id THEN '' ELSE ',"customer_id":' || coalesce(OLD.customer_id, 'null') END
    || CASE WHEN OLD.lost_reason_id IS NEW.lost_reason_id THEN '' ELSE ',"lost_reason_id":' || coalesce(OLD.lost_reason_id, 'null') END
    || CASE WHEN OLD.lost_note IS NEW.lost_note THEN '' ELSE ',"lost_note":' || coalesce('"' || replace(replace(OLD.lost_note, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.lost_on IS NEW.lost_on THEN '' ELSE ',"lost_on":' || coalesce('"' || replace(replace(OLD.lost_on, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.amount_minor IS NEW.amount_minor THEN '' ELSE ',"amount_minor":' || coalesce(OLD.amount_minor, 'null') END
    || CASE WHEN OLD.currency IS NEW.currency THEN '' ELSE ',"currency":' || coalesce('"' || replace(replace(OLD.currency, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.score IS NEW.score THEN '' ELSE ',"score":' || coalesce(OLD.score, 'null') END
    || CASE WHEN OLD.branch IS NEW.branch THEN '' ELSE ',"branch":' || coalesce('"' || replace(replace(OLD.branch, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.note IS NEW.note THEN '' ELSE ',"note":' || coalesce('"' || replace(replace(OLD.note, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.custom IS NEW.custom THEN '' ELSE ',"custom":' || coalesce('"' || replace(replace(OLD.custom, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.created_on IS NEW.created_on THEN '' ELSE ',"created_on":' || coalesce('"' || replace(replace(OLD.created_on, '\', '\\'), '"', '\"') || '"', 'null') END AS diff)
  WHERE diff <> '';
END;
--
CREATE TRIGGER lead_journal_delete AFTER DELETE ON lead
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision (change_id, tbl, row_id, kind, old)
  SELECT change_id, 'lead', OLD.id, 'D', '{' || substr(',"created_change":' || coalesce(OLD.created_change, 'null')
    || ',"name":' || coalesce('"' || replace(replace(OLD.name, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"company":' || coalesce('"' || replace(replace(OLD.company, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"name_fold":' || coalesce('"' || replace(replace(OLD.name_fold, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"name_sort":' || coalesce('"' || replace(replace(OLD.name_sort, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"title":' || coalesce('"' || replace(replace(OLD.title, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"email":' || coalesce('"' || replace(replace(OLD.email, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"phone":' || coalesce('"' || replace(replace(OLD.phone, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"website":' || coalesce('"' || replace(replace(OLD.website, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"industry":' || coalesce('"' || replace(replace(OLD.industry, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"address":' || coalesce('"' || replace(replace(OLD.address, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"city":' || coalesce('"' || replace(replace(OLD.city, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"country":' || coalesce('"' || replace(replace(OLD.country, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"source":' || coalesce('"' || replace(replace(OLD.source, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"campaign":' || coalesce('"' || replace(replace(OLD.campaign, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"status":' || coalesce('"' || replace(replace(OLD.status, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"owner_id":' || coalesce(OLD.owner_id, 'null')
    || ',"referrer_id":' || coalesce(OLD.referrer_id, 'null')
    || ',"contact_id":' || coalesce(OLD.contact_id, 'null')
    || ',"customer_id":' || coalesce(OLD.customer_id, 'null')
    || ',"lost_reason_id":' || coalesce(OLD.lost_reason_id, 'null')
    || ',"lost_note":' || coalesce('"' || replace(replace(OLD.lost_note, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"lost_on":' || coalesce('"' || replace(replace(OLD.lost_on, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"amount_minor":' || coalesce(OLD.amount_minor, 'null')
    || ',"currency":' || coalesce('"' || replace(replace(OLD.currency, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"score":' || coalesce(OLD.score, 'null')
    || ',"branch":' || coalesce('"' || replace(replace(OLD.branch, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"note":' || coalesce('"' || replace(replace(OLD.note, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"custom":' || coalesce('"' || replace(replace(OLD.custom, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"created_on":' || coalesce('"' || replace(replace(OLD.created_on, '\', '\\'), '"', '\"') || '"', 'null'), 2) || '}'
  FROM current_change WHERE quiet = 0;
END;
--
CREATE TRIGGER opportunity_journal_insert BEFORE INSERT ON opportunity
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet = 2);
END;
--
CREATE TRIGGER opportunity_journal_update AFTER UPDATE ON opportunity
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision (change_id, tbl, row_id, kind, old)
  SELECT (SELECT change_id FROM current_change), 'opportunity', OLD.id, 'U', '{' || substr(diff, 2) || '}' FROM (SELECT CASE WHEN OLD.created_change IS NEW.created_change THEN '' ELSE ',"created_change":' || coalesce(OLD.created_change, 'null') END
    || CASE WHEN OLD.name IS NEW.name THEN '' ELSE ',"name":' || coalesce('"' || replace(replace(OLD.name, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.name_fold IS NEW.name_fold THEN '' ELSE ',"name_fold":' || coalesce('"' || replace(replace(OLD.name_fold, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.name_sort IS NEW.name_sort THEN '' ELSE ',"name_sort":' || coalesce('"' || replace(replace(OLD.name_sort, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.customer_id IS NEW.customer_id THEN '' ELSE ',"customer_id":' || coalesce(OLD.customer_id, 'null') END
    || CASE WHEN OLD.contact_id IS NEW.contact_id THEN '' ELSE ',"contact_id":' || coalesce(OLD.contact_id, 'null') END
    || CASE WHEN OLD.owner_id IS NEW.owner_id THEN '' ELSE ',"owner_id":' || coalesce(OLD.owner_id, 'null') END
    || CASE WHEN OLD.stage_id IS NEW.stage_id THEN '' ELSE ',"stage_id":' || coalesce(OLD.stage_id, 'null') END
    || CASE WHEN OLD.product_id IS NEW.product_id THEN '' ELSE ',"product_id":' || coalesce(OLD.product_id, 'null') END
    || CASE WHEN OLD.lead_id IS NEW.lead_id THEN '' ELSE ',"lead_id":' || coalesce(OLD.lead_id, 'null') END
    || CASE WHEN OLD.amount_minor IS NEW.amount_minor THEN '' ELSE ',"amount_minor":' || coalesce(OLD.amount_minor, 'null') END
    || CASE WHEN OLD.currency IS NEW.currency THEN '' ELSE ',"currency":' || coalesce('"' || replace(replace(OLD.currency, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.probability IS NEW.probability THEN '' ELSE ',"probability":' || coalesce(OLD.probability, 'null') END
    || CASE WHEN OLD.expected_close IS NEW.expected_close THEN '' ELSE ',"expected_close":' || coalesce('"' || replace(replace(OLD.expected_close, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.created_on IS NEW.created_on THEN '' ELSE ',"created_on":' || coalesce('"' || replace(replace(OLD.created_on, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.closed_on IS NEW.closed_on THEN '' ELSE ',"closed_on":' || coalesce('"' || replace(replace(OLD.closed_on, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.lost_reason_id IS NEW.lost_reason_id THEN '' ELSE ',"lost_reason_id":' || coalesce(OLD.lost_reason_id, 'null') END
    || CASE WHEN OLD.lost_note IS NEW.lost_note THEN '' ELSE ',"lost_note":' || coalesce('"' || replace(replace(OLD.lost_note, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.source IS NEW.source THEN '' ELSE ',"source":' || coalesce('"' || replace(replace(OLD.source, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.campaign IS NEW.campaign THEN '' ELSE ',"campaign":' || coalesce('"' || replace(replace(OLD.campaign, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.branch IS NEW.branch THEN '' ELSE ',"branch":' || coalesce('"' || replace(replace(OLD.branch, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.note IS NEW.note THEN '' ELSE ',"note":' || coalesce('"' || replace(replace(OLD.note, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.custom IS NEW.custom THEN '' ELSE ',"custom":' || coalesce('"' || replace(replace(OLD.custom, '\', '\\'), '"', '\"') || '"', 'null') END AS diff)
  WHERE diff <> '';
END;
--
CREATE TRIGGER opportunity_journal_delete AFTER DELETE ON opportunity
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision (change_id, tbl, row_id, kind, old)
  SELECT change_id, 'opportunity', OLD.id, 'D', '{' || substr(',"created_change":' || coalesce(OLD.created_change, 'null')
    || ',"name":' || coalesce('"' || replace(replace(OLD.name, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"name_fold":' || coalesce('"' || replace(replace(OLD.name_fold, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"name_sort":' || coalesce('"' || replace(replace(OLD.name_sort, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"customer_id":' || coalesce(OLD.customer_id, 'null')
    || ',"contact_id":' || coalesce(OLD.contact_id, 'null')
    || ',"owner_id":' || coalesce(OLD.owner_id, 'null')
    || ',"stage_id":' || coalesce(OLD.stage_id, 'null')
    || ',"product_id":' || coalesce(OLD.product_id, 'null')
    || ',"lead_id":' || coalesce(OLD.lead_id, 'null')
    || ',"amount_minor":' || coalesce(OLD.amount_minor, 'null')
    || ',"currency":' || coalesce('"' || replace(replace(OLD.currency, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"probability":' || coalesce(OLD.probability, 'null')
    || ',"expected_close":' || coalesce('"' || replace(replace(OLD.expected_close, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"created_on":' || coalesce('"' || replace(replace(OLD.created_on, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"closed_on":' || coalesce('"' || replace(replace(OLD.closed_on, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"lost_reason_id":' || coalesce(OLD.lost_reason_id, 'null')
    || ',"lost_note":' || coalesce('"' || replace(replace(OLD.lost_note, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"source":' || coalesce('"' || replace(replace(OLD.source, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"campaign":' || coalesce('"' || replace(replace(OLD.campaign, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"branch":' || coalesce('"' || replace(replace(OLD.branch, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"note":' || coalesce('"' || replace(replace(OLD.note, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"custom":' || coalesce('"' || replace(replace(OLD.custom, '\', '\\'), '"', '\"') || '"', 'null'), 2) || '}'
  FROM current_change WHERE quiet = 0;
END;
--
CREATE TRIGGER conversion_journal_insert BEFORE INSERT ON conversion
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet = 2);
END;
--
CREATE TRIGGER conversion_journal_update AFTER UPDATE ON conversion
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision (change_id, tbl, row_id, kind, old)
  SELECT (SELECT change_id FROM current_change), 'conversion', OLD.id, 'U', '{' || substr(diff, 2) || '}' FROM (SELECT CASE WHEN OLD.created_change IS NEW.created_change THEN '' ELSE ',"created_change":' || coalesce(OLD.created_change, 'null') END
    || CASE WHEN OLD.lead_id IS NEW.lead_id THEN '' ELSE ',"lead_id":' || coalesce(OLD.lead_id, 'null') END
    || CASE WHEN OLD.customer_id IS NEW.customer_id THEN '' ELSE ',"customer_id":' || coalesce(OLD.customer_id, 'null') END
    || CASE WHEN OLD.contact_id IS NEW.contact_id THEN '' ELSE ',"contact_id":' || coalesce(OLD.contact_id, 'null') END
    || CASE WHEN OLD.opportunity_id IS NEW.opportunity_id THEN '' ELSE ',"opportunity_id":' || coalesce(OLD.opportunity_id, 'null') END
    || CASE WHEN OLD.customer_created IS NEW.customer_created THEN '' ELSE ',"customer_created":' || coalesce(OLD.customer_created, 'null') END
    || CASE WHEN OLD.contact_created IS NEW.contact_created THEN '' ELSE ',"contact_created":' || coalesce(OLD.contact_created, 'null') END
    || CASE WHEN OLD.opportunity_created IS NEW.opportunity_created THEN '' ELSE ',"opportunity_created":' || coalesce(OLD.opportunity_created, 'null') END
    || CASE WHEN OLD.converted_on IS NEW.converted_on THEN '' ELSE ',"converted_on":' || coalesce('"' || replace(replace(OLD.converted_on, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.actor IS NEW.actor THEN '' ELSE ',"actor":' || coalesce('"' || replace(replace(OLD.actor, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.days IS NEW.days THEN '' ELSE ',"days":' || coalesce(OLD.days, 'null') END
    || CASE WHEN OLD.touches IS NEW.touches THEN '' ELSE ',"touches":' || coalesce(OLD.touches, 'null') END
    || CASE WHEN OLD.plan IS NEW.plan THEN '' ELSE ',"plan":' || coalesce('"' || replace(replace(OLD.plan, '\', '\\'), '"', '\"') || '"', 'null') END AS diff)
  WHERE diff <> '';
END;
--
CREATE TRIGGER conversion_journal_delete AFTER DELETE ON conversion
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision (change_id, tbl, row_id, kind, old)
  SELECT change_id, 'conversion', OLD.id, 'D', '{' || substr(',"created_change":' || coalesce(OLD.created_change, 'null')
    || ',"lead_id":' || coalesce(OLD.lead_id, 'null')
    || ',"customer_id":' || coalesce(OLD.customer_id, 'null')
    || ',"contact_id":' || coalesce(OLD.contact_id, 'null')
    || ',"opportunity_id":' || coalesce(OLD.opportunity_id, 'null')
    || ',"customer_created":' || coalesce(OLD.customer_created, 'null')
    || ',"contact_created":' || coalesce(OLD.contact_created, 'null')
    || ',"opportunity_created":' || coalesce(OLD.opportunity_created, 'null')
    || ',"converted_on":' || coalesce('"' || replace(replace(OLD.converted_on, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"actor":' || coalesce('"' || replace(replace(OLD.actor, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"days":' || coalesce(OLD.days, 'null')
    || ',"touches":' || coalesce(OLD.touches, 'null')
    || ',"plan":' || coalesce('"' || replace(replace(OLD.plan, '\', '\\'), '"', '\"') || '"', 'null'), 2) || '}'
  FROM current_change WHERE quiet = 0;
END;
--
CREATE TRIGGER sales_order_journal_insert BEFORE INSERT ON sales_order
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet = 2);
END;
--
CREATE TRIGGER sales_order_journal_update AFTER UPDATE ON sales_order
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision (change_id, tbl, row_id, kind, old)
  SELECT (SELECT change_id FROM current_change), 'sales_order', OLD.id, 'U', '{' || substr(diff, 2) || '}' FROM (SELECT CASE WHEN OLD.created_change IS NEW.created_change THEN '' ELSE ',"created_change":' || coalesce(OLD.created_change, 'null') END
    || CASE WHEN OLD.number IS NEW.number THEN '' ELSE ',"number":' || coalesce('"' || replace(replace(OLD.number, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.number_fold IS NEW.number_fold THEN '' ELSE ',"number_fold":' || coalesce('"' || replace(replace(OLD.number_fold, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.customer_id IS NEW.customer_id THEN '' ELSE ',"customer_id":' || coalesce(OLD.customer_id, 'null') END
    || CASE WHEN OLD.contact_id IS NEW.contact_id THEN '' ELSE ',"contact_id":' || coalesce(OLD.contact_id, 'null') END
    || CASE WHEN OLD.owner_id IS NEW.owner_id THEN '' ELSE ',"owner_id":' || coalesce(OLD.owner_id, 'null') END
    || CASE WHEN OLD.opportunity_id IS NEW.opportunity_id THEN '' ELSE ',"opportunity_id":' || coalesce(OLD.opportunity_id, 'null') END
    || CASE WHEN OLD.ordered_on IS NEW.ordered_on THEN '' ELSE ',"ordered_on":' || coalesce('"' || replace(replace(OLD.ordered_on, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.status IS NEW.status THEN '' ELSE ',"status":' || coalesce('"' || replace(replace(OLD.status, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.total_minor IS NEW.total_minor THEN '' ELSE ',"total_minor":' || coalesce(OLD.total_minor, 'null') END
    || CASE WHEN OLD.currency IS NEW.currency THEN '' ELSE ',"currency":' || coalesce('"' || replace(replace(OLD.currency, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.branch IS NEW.branch THEN '' ELSE ',"branch":' || coalesce('"' || replace(replace(OLD.branch, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.channel IS NEW.channel THEN '' ELSE ',"channel":' || coalesce('"' || replace(replace(OLD.channel, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.note IS NEW.note THEN '' ELSE ',"note":' || coalesce('"' || replace(replace(OLD.note, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.custom IS NEW.custom THEN '' ELSE ',"custom":' || coalesce('"' || replace(replace(OLD.custom, '\', '\\'), '"', '\"') || '"', 'null') END AS diff)
  WHERE diff <> '';
END;
--
CREATE TRIGGER sales_order_journal_delete AFTER DELETE ON sales_order
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision (change_id, tbl, row_id, kind, old)
  SELECT change_id, 'sales_order', OLD.id, 'D', '{' || substr(',"created_change":' || coalesce(OLD.created_change, 'null')
    || ',"number":' || coalesce('"' || replace(replace(OLD.number, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"number_fold":' || coalesce('"' || replace(replace(OLD.number_fold, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"customer_id":' || coalesce(OLD.customer_id, 'null')
    || ',"contact_id":' || coalesce(OLD.contact_id, 'null')
    || ',"owner_id":' || coalesce(OLD.owner_id, 'null')
    || ',"opportunity_id":' || coalesce(OLD.opportunity_id, 'null')
    || ',"ordered_on":' || coalesce('"' || replace(replace(OLD.ordered_on, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"status":' || coalesce('"' || replace(replace(OLD.status, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"total_minor":' || coalesce(OLD.total_minor, 'null')
    || ',"currency":' || coalesce('"' || replace(replace(OLD.currency, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"branch":' || coalesce('"' || replace(replace(OLD.branch, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"channel":' || coalesce('"' || replace(replace(OLD.channel, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"note":' || coalesce('"' || replace(replace(OLD.note, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"custom":' || coalesce('"' || replace(replace(OLD.custom, '\', '\\'), '"', '\"') || '"', 'null'), 2) || '}'
  FROM current_change WHERE quiet = 0;
END;
--
CREATE TRIGGER stage_change_journal_insert BEFORE INSERT ON stage_change
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet = 2);
END;
--
CREATE TRIGGER stage_change_journal_update AFTER UPDATE ON stage_change
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision (change_id, tbl, row_id, kind, old)
  SELECT (SELECT change_id FROM current_change), 'stage_change', OLD.id, 'U', '{' || substr(diff, 2) || '}' FROM (SELECT CASE WHEN OLD.created_change IS NEW.created_change THEN '' ELSE ',"created_change":' || coalesce(OLD.created_change, 'null') END
    || CASE WHEN OLD.opportunity_id IS NEW.opportunity_id THEN '' ELSE ',"opportunity_id":' || coalesce(OLD.opportunity_id, 'null') END
    || CASE WHEN OLD.from_stage_id IS NEW.from_stage_id THEN '' ELSE ',"from_stage_id":' || coalesce(OLD.from_stage_id, 'null') END
    || CASE WHEN OLD.to_stage_id IS NEW.to_stage_id THEN '' ELSE ',"to_stage_id":' || coalesce(OLD.to_stage_id, 'null') END
    || CASE WHEN OLD.changed_on IS NEW.changed_on THEN '' ELSE ',"changed_on":' || coalesce('"' || replace(replace(OLD.changed_on, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.actor IS NEW.actor THEN '' ELSE ',"actor":' || coalesce('"' || replace(replace(OLD.actor, '\', '\\'), '"', '\"') || '"', 'null') END AS diff)
  WHERE diff <> '';
END;
--
CREATE TRIGGER stage_change_journal_delete AFTER DELETE ON stage_change
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision (change_id, tbl, row_id, kind, old)
  SELECT change_id, 'stage_change', OLD.id, 'D', '{' || substr(',"created_change":' || coalesce(OLD.created_change, 'null')
    || ',"opportunity_id":' || coalesce(OLD.opportunity_id, 'null')
    || ',"from_stage_id":' || coalesce(OLD.from_stage_id, 'null')
    || ',"to_stage_id":' || coalesce(OLD.to_stage_id, 'null')
    || ',"changed_on":' || coalesce('"' || replace(replace(OLD.changed_on, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"actor":' || coalesce('"' || replace(replace(OLD.actor, '\', '\\'), '"', '\"') || '"', 'null'), 2) || '}'
  FROM current_change WHERE quiet = 0;
END;
--
CREATE TRIGGER tagging_journal_insert BEFORE INSERT ON tagging
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet = 2);
END;
--
CREATE TRIGGER tagging_journal_update AFTER UPDATE ON tagging
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision (change_id, tbl, row_id, kind, old)
  SELECT (SELECT change_id FROM current_change), 'tagging', OLD.id, 'U', '{' || substr(diff, 2) || '}' FROM (SELECT CASE WHEN OLD.created_change IS NEW.created_change THEN '' ELSE ',"created_change":' || coalesce(OLD.created_change, 'null') END
    || CASE WHEN OLD.tag_id IS NEW.tag_id THEN '' ELSE ',"tag_id":' || coalesce(OLD.tag_id, 'null') END
    || CASE WHEN OLD.customer_id IS NEW.customer_id THEN '' ELSE ',"customer_id":' || coalesce(OLD.customer_id, 'null') END
    || CASE WHEN OLD.contact_id IS NEW.contact_id THEN '' ELSE ',"contact_id":' || coalesce(OLD.contact_id, 'null') END
    || CASE WHEN OLD.lead_id IS NEW.lead_id THEN '' ELSE ',"lead_id":' || coalesce(OLD.lead_id, 'null') END
    || CASE WHEN OLD.opportunity_id IS NEW.opportunity_id THEN '' ELSE ',"opportunity_id":' || coalesce(OLD.opportunity_id, 'null') END AS diff)
  WHERE diff <> '';
END;
--
CREATE TRIGGER tagging_journal_delete AFTER DELETE ON tagging
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision (change_id, tbl, row_id, kind, old)
  SELECT change_id, 'tagging', OLD.id, 'D', '{' || substr(',"created_change":' || coalesce(OLD.created_change, 'null')
    || ',"tag_id":' || coalesce(OLD.tag_id, 'null')
    || ',"customer_id":' || coalesce(OLD.customer_id, 'null')
    || ',"contact_id":' || coalesce(OLD.contact_id, 'null')
    || ',"lead_id":' || coalesce(OLD.lead_id, 'null')
    || ',"opportunity_id":' || coalesce(OLD.opportunity_id, 'null'), 2) || '}'
  FROM current_change WHERE quiet = 0;
END;
--
CREATE TRIGGER activity_journal_insert BEFORE INSERT ON activity
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet = 2);
END;
--
CREATE TRIGGER activity_journal_update AFTER UPDATE ON activity
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision (change_id, tbl, row_id, kind, old)
  SELECT (SELECT change_id FROM current_change), 'activity', OLD.id, 'U', '{' || substr(diff, 2) || '}' FROM (SELECT CASE WHEN OLD.created_change IS NEW.created_change THEN '' ELSE ',"created_change":' || coalesce(OLD.created_change, 'null') END
    || CASE WHEN OLD.kind IS NEW.kind THEN '' ELSE ',"kind":' || coalesce('"' || replace(replace(OLD.kind, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.direction IS NEW.direction THEN '' ELSE ',"direction":' || coalesce('"' || replace(replace(OLD.direction, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.channel IS NEW.channel THEN '' ELSE ',"channel":' || coalesce('"' || replace(replace(OLD.channel, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.branch IS NEW.branch THEN '' ELSE ',"branch":' || coalesce('"' || replace(replace(OLD.branch, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.at IS NEW.at THEN '' ELSE ',"at":' || coalesce('"' || replace(replace(OLD.at, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.minutes IS NEW.minutes THEN '' ELSE ',"minutes":' || coalesce(OLD.minutes, 'null') END
    || CASE WHEN OLD.outcome IS NEW.outcome THEN '' ELSE ',"outcome":' || coalesce('"' || replace(replace(OLD.outcome, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.subject IS NEW.subject THEN '' ELSE ',"subject":' || coalesce('"' || replace(replace(OLD.subject, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.body IS NEW.body THEN '' ELSE ',"body":' || coalesce('"' || replace(replace(OLD.body, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.done IS NEW.done THEN '' ELSE ',"done":' || coalesce(OLD.done, 'null') END
    || CASE WHEN OLD.customer_id IS NEW.customer_id THEN '' ELSE ',"customer_id":' || coalesce(OLD.customer_id, 'null') END
    || CASE WHEN OLD.contact_id IS NEW.contact_id THEN '' ELSE ',"contact_id":' || coalesce(OLD.contact_id, 'null') END
    || CASE WHEN OLD.lead_id IS NEW.lead_id THEN '' ELSE ',"lead_id":' || coalesce(OLD.lead_id, 'null') END
    || CASE WHEN OLD.opportunity_id IS NEW.opportunity_id THEN '' ELSE ',"opportunity_id":' || coalesce(OLD.opportunity_id, 'null') END
    || CASE WHEN OLD.order_id IS NEW.order_id THEN '' ELSE ',"order_id":' || coalesce(OLD.order_id, 'null') END
    || CASE WHEN OLD.user_id IS NEW.user_id THEN '' ELSE ',"user_id":' || coalesce(OLD.user_id, 'null') END
    || CASE WHEN OLD.custom IS NEW.custom THEN '' ELSE ',"custom":' || coalesce('"' || replace(replace(OLD.custom, '\', '\\'), '"', '\"') || '"', 'null') END AS diff)
  WHERE diff <> '';
END;
--
CREATE TRIGGER activity_journal_delete AFTER DELETE ON activity
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision (change_id, tbl, row_id, kind, old)
  SELECT change_id, 'activity', OLD.id, 'D', '{' || substr(',"created_change":' || coalesce(OLD.created_change, 'null')
    || ',"kind":' || coalesce('"' || replace(replace(OLD.kind, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"direction":' || coalesce('"' || replace(replace(OLD.direction, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"channel":' || coalesce('"' || replace(replace(OLD.channel, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"branch":' || coalesce('"' || replace(replace(OLD.branch, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"at":' || coalesce('"' || replace(replace(OLD.at, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"minutes":' || coalesce(OLD.minutes, 'null')
    || ',"outcome":' || coalesce('"' || replace(replace(OLD.outcome, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"subject":' || coalesce('"' || replace(replace(OLD.subject, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"body":' || coalesce('"' || replace(replace(OLD.body, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"done":' || coalesce(OLD.done, 'null')
    || ',"customer_id":' || coalesce(OLD.customer_id, 'null')
    || ',"contact_id":' || coalesce(OLD.contact_id, 'null')
    || ',"lead_id":' || coalesce(OLD.lead_id, 'null')
    || ',"opportunity_id":' || coalesce(OLD.opportunity_id, 'null')
    || ',"order_id":' || coalesce(OLD.order_id, 'null')
    || ',"user_id":' || coalesce(OLD.user_id, 'null')
    || ',"custom":' || coalesce('"' || replace(replace(OLD.custom, '\', '\\'), '"', '\"') || '"', 'null'), 2) || '}'
  FROM current_change WHERE quiet = 0;
END;
--
CREATE TRIGGER order_line_journal_insert BEFORE INSERT ON order_line
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet = 2);
END;
--
CREATE TRIGGER order_line_journal_update AFTER UPDATE ON order_line
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision (change_id, tbl, row_id, kind, old)
  SELECT (SELECT change_id FROM current_change), 'order_line', OLD.id, 'U', '{' || substr(diff, 2) || '}' FROM (SELECT CASE WHEN OLD.created_change IS NEW.created_change THEN '' ELSE ',"created_change":' || coalesce(OLD.created_change, 'null') END
    || CASE WHEN OLD.order_id IS NEW.order_id THEN '' ELSE ',"order_id":' || coalesce(OLD.order_id, 'null') END
    || CASE WHEN OLD.position IS NEW.position THEN '' ELSE ',"position":' || coalesce(OLD.position, 'null') END
    || CASE WHEN OLD.product_id IS NEW.product_id THEN '' ELSE ',"product_id":' || coalesce(OLD.product_id, 'null') END
    || CASE WHEN OLD.description IS NEW.description THEN '' ELSE ',"description":' || coalesce('"' || replace(replace(OLD.description, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.quantity_milli IS NEW.quantity_milli THEN '' ELSE ',"quantity_milli":' || coalesce(OLD.quantity_milli, 'null') END
    || CASE WHEN OLD.unit_price IS NEW.unit_price THEN '' ELSE ',"unit_price":' || coalesce('"' || replace(replace(OLD.unit_price, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.discount_minor IS NEW.discount_minor THEN '' ELSE ',"discount_minor":' || coalesce(OLD.discount_minor, 'null') END
    || CASE WHEN OLD.tax_minor IS NEW.tax_minor THEN '' ELSE ',"tax_minor":' || coalesce(OLD.tax_minor, 'null') END
    || CASE WHEN OLD.amount_minor IS NEW.amount_minor THEN '' ELSE ',"amount_minor":' || coalesce(OLD.amount_minor, 'null') END
    || CASE WHEN OLD.cost_minor IS NEW.cost_minor THEN '' ELSE ',"cost_minor":' || coalesce(OLD.cost_minor, 'null') END
    || CASE WHEN OLD.currency IS NEW.currency THEN '' ELSE ',"currency":' || coalesce('"' || replace(replace(OLD.currency, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.custom IS NEW.custom THEN '' ELSE ',"custom":' || coalesce('"' || replace(replace(OLD.custom, '\', '\\'), '"', '\"') || '"', 'null') END AS diff)
  WHERE diff <> '';
END;
--
CREATE TRIGGER order_line_journal_delete AFTER DELETE ON order_line
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision (change_id, tbl, row_id, kind, old)
  SELECT change_id, 'order_line', OLD.id, 'D', '{' || substr(',"created_change":' || coalesce(OLD.created_change, 'null')
    || ',"order_id":' || coalesce(OLD.order_id, 'null')
    || ',"position":' || coalesce(OLD.position, 'null')
    || ',"product_id":' || coalesce(OLD.product_id, 'null')
    || ',"description":' || coalesce('"' || replace(replace(OLD.description, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"quantity_milli":' || coalesce(OLD.quantity_milli, 'null')
    || ',"unit_price":' || coalesce('"' || replace(replace(OLD.unit_price, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"discount_minor":' || coalesce(OLD.discount_minor, 'null')
    || ',"tax_minor":' || coalesce(OLD.tax_minor, 'null')
    || ',"amount_minor":' || coalesce(OLD.amount_minor, 'null')
    || ',"cost_minor":' || coalesce(OLD.cost_minor, 'null')
    || ',"currency":' || coalesce('"' || replace(replace(OLD.currency, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"custom":' || coalesce('"' || replace(replace(OLD.custom, '\', '\\'), '"', '\"') || '"', 'null'), 2) || '}'
  FROM current_change WHERE quiet = 0;
END;
--
CREATE TRIGGER identity_journal_insert BEFORE INSERT ON identity
WHEN NEW.created_change IS NOT (SELECT change_id FROM current_change)
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (
    SELECT 1 FROM current_change WHERE quiet = 2);
END;
--
CREATE TRIGGER identity_journal_update AFTER UPDATE ON identity
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision (change_id, tbl, row_id, kind, old)
  SELECT (SELECT change_id FROM current_change), 'identity', OLD.id, 'U', '{' || substr(diff, 2) || '}' FROM (SELECT CASE WHEN OLD.created_change IS NEW.created_change THEN '' ELSE ',"created_change":' || coalesce(OLD.created_change, 'null') END
    || CASE WHEN OLD.kind IS NEW.kind THEN '' ELSE ',"kind":' || coalesce('"' || replace(replace(OLD.kind, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.norm IS NEW.norm THEN '' ELSE ',"norm":' || coalesce('"' || replace(replace(OLD.norm, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.noun IS NEW.noun THEN '' ELSE ',"noun":' || coalesce('"' || replace(replace(OLD.noun, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.source IS NEW.source THEN '' ELSE ',"source":' || coalesce('"' || replace(replace(OLD.source, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.value IS NEW.value THEN '' ELSE ',"value":' || coalesce('"' || replace(replace(OLD.value, '\', '\\'), '"', '\"') || '"', 'null') END
    || CASE WHEN OLD.customer_id IS NEW.customer_id THEN '' ELSE ',"customer_id":' || coalesce(OLD.customer_id, 'null') END
    || CASE WHEN OLD.contact_id IS NEW.contact_id THEN '' ELSE ',"contact_id":' || coalesce(OLD.contact_id, 'null') END
    || CASE WHEN OLD.lead_id IS NEW.lead_id THEN '' ELSE ',"lead_id":' || coalesce(OLD.lead_id, 'null') END
    || CASE WHEN OLD.user_id IS NEW.user_id THEN '' ELSE ',"user_id":' || coalesce(OLD.user_id, 'null') END
    || CASE WHEN OLD.product_id IS NEW.product_id THEN '' ELSE ',"product_id":' || coalesce(OLD.product_id, 'null') END
    || CASE WHEN OLD.opportunity_id IS NEW.opportunity_id THEN '' ELSE ',"opportunity_id":' || coalesce(OLD.opportunity_id, 'null') END
    || CASE WHEN OLD.order_id IS NEW.order_id THEN '' ELSE ',"order_id":' || coalesce(OLD.order_id, 'null') END
    || CASE WHEN OLD.order_line_id IS NEW.order_line_id THEN '' ELSE ',"order_line_id":' || coalesce(OLD.order_line_id, 'null') END
    || CASE WHEN OLD.activity_id IS NEW.activity_id THEN '' ELSE ',"activity_id":' || coalesce(OLD.activity_id, 'null') END AS diff)
  WHERE diff <> '';
END;
--
CREATE TRIGGER identity_journal_delete AFTER DELETE ON identity
BEGIN
  SELECT RAISE(ABORT, 'crmcli: a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM current_change);
  INSERT INTO revision (change_id, tbl, row_id, kind, old)
  SELECT change_id, 'identity', OLD.id, 'D', '{' || substr(',"created_change":' || coalesce(OLD.created_change, 'null')
    || ',"kind":' || coalesce('"' || replace(replace(OLD.kind, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"norm":' || coalesce('"' || replace(replace(OLD.norm, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"noun":' || coalesce('"' || replace(replace(OLD.noun, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"source":' || coalesce('"' || replace(replace(OLD.source, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"value":' || coalesce('"' || replace(replace(OLD.value, '\', '\\'), '"', '\"') || '"', 'null')
    || ',"customer_id":' || coalesce(OLD.customer_id, 'null')
    || ',"contact_id":' || coalesce(OLD.contact_id, 'null')
    || ',"lead_id":' || coalesce(OLD.lead_id, 'null')
    || ',"user_id":' || coalesce(OLD.user_id, 'null')
    || ',"product_id":' || coalesce(OLD.product_id, 'null')
    || ',"opportunity_id":' || coalesce(OLD.opportunity_id, 'null')
    || ',"order_id":' || coalesce(OLD.order_id, 'null')
    || ',"order_line_id":' || coalesce(OLD.order_line_id, 'null')
    || ',"activity_id":' || coalesce(OLD.activity_id, 'null'), 2) || '}'
  FROM current_change WHERE quiet = 0;
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
