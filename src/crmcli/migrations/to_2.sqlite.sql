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
ALTER TABLE contact ADD COLUMN preferred_channel TEXT;
--
ALTER TABLE contact ADD COLUMN preferred_time TEXT;
--
ALTER TABLE sales_order ADD COLUMN net_minor INTEGER;
--
ALTER TABLE sales_order ADD COLUMN tax_minor INTEGER
