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
ALTER TABLE contact ADD COLUMN preferred_channel TEXT COLLATE "C";
--
ALTER TABLE contact ADD COLUMN preferred_time TEXT COLLATE "C";
--
ALTER TABLE sales_order ADD COLUMN net_minor BIGINT;
--
ALTER TABLE sales_order ADD COLUMN tax_minor BIGINT
