-- The tables of revision 0001, frozen: later revisions change them, nothing changes this file.

CREATE TABLE centre (
  one INTEGER NOT NULL CONSTRAINT ck_centre_single CHECK (one = 1),
  log_id VARCHAR(32) NOT NULL,
  created_at VARCHAR(24) NOT NULL,
  cards_leased_to BIGINT NOT NULL,
  CONSTRAINT pk_centre PRIMARY KEY (one)
);

CREATE TABLE change_log (
  change INTEGER NOT NULL,
  tx BIGINT DEFAULT 0 NOT NULL,
  house_id BIGINT NOT NULL,
  entity VARCHAR(20) NOT NULL,
  entity_id VARCHAR(80) NOT NULL,
  version INTEGER NOT NULL,
  gone BOOLEAN NOT NULL,
  CONSTRAINT pk_change_log PRIMARY KEY (change)
);

CREATE INDEX ix_change_log_house_id_tx_change ON change_log (house_id, tx, change);

CREATE INDEX ix_change_log_tx_change ON change_log (tx, change);

CREATE TABLE code_attempt (
  account_key VARCHAR(73) NOT NULL,
  period VARCHAR(7) NOT NULL,
  version INTEGER NOT NULL,
  fails INTEGER NOT NULL,
  not_before VARCHAR(24) NOT NULL,
  CONSTRAINT pk_code_attempt PRIMARY KEY (account_key, period, version)
);

CREATE TABLE code_version (
  account_key VARCHAR(73) NOT NULL,
  period VARCHAR(7) NOT NULL,
  version INTEGER NOT NULL,
  consumed_at VARCHAR(24),
  CONSTRAINT pk_code_version PRIMARY KEY (account_key, period)
);

CREATE TABLE file_load (
  sha256 BLOB NOT NULL,
  kind VARCHAR(32) NOT NULL,
  name VARCHAR(200) NOT NULL,
  rows INTEGER NOT NULL,
  sum_kop BIGINT NOT NULL,
  loaded_at VARCHAR(24) NOT NULL,
  CONSTRAINT pk_file_load PRIMARY KEY (sha256),
  CONSTRAINT uq_file_load_sha256_kind UNIQUE (sha256, kind)
);

CREATE TABLE heard_call (
  desk_id CHAR(32) NOT NULL,
  nonce VARCHAR(64) NOT NULL,
  at_s BIGINT NOT NULL,
  CONSTRAINT pk_heard_call PRIMARY KEY (desk_id, nonce)
);

CREATE INDEX ix_heard_call_at_s ON heard_call (at_s);

CREATE TABLE house (
  id INTEGER NOT NULL,
  "key" TEXT NOT NULL,
  CONSTRAINT pk_house PRIMARY KEY (id),
  CONSTRAINT uq_house_key UNIQUE ("key")
);

CREATE TABLE house_tally (
  house_id BIGINT NOT NULL,
  entity VARCHAR(20) NOT NULL,
  count BIGINT NOT NULL,
  digest BIGINT NOT NULL,
  CONSTRAINT pk_house_tally PRIMARY KEY (house_id, entity)
);

CREATE TABLE ledger_account (
  id VARCHAR(80) NOT NULL,
  type VARCHAR(16) NOT NULL,
  owner VARCHAR(64) NOT NULL,
  CONSTRAINT pk_ledger_account PRIMARY KEY (id)
);

CREATE TABLE log_head (
  one INTEGER NOT NULL CONSTRAINT ck_log_head_single CHECK (one = 1),
  size BIGINT NOT NULL,
  peaks BLOB NOT NULL,
  CONSTRAINT pk_log_head PRIMARY KEY (one)
);

CREATE TABLE log_leaf (
  number BIGINT NOT NULL,
  leaf BLOB NOT NULL,
  CONSTRAINT pk_log_leaf PRIMARY KEY (number)
);

CREATE TABLE organisation (
  id INTEGER NOT NULL,
  title VARCHAR(200) NOT NULL,
  inn VARCHAR(12) NOT NULL,
  address VARCHAR(300) DEFAULT '' NOT NULL,
  phone VARCHAR(40) DEFAULT '' NOT NULL,
  scope_all BOOLEAN DEFAULT 0 NOT NULL,
  scope_version INTEGER DEFAULT '1' NOT NULL,
  CONSTRAINT pk_organisation PRIMARY KEY (id),
  CONSTRAINT uq_organisation_inn UNIQUE (inn)
);

CREATE TABLE provider (
  code VARCHAR(32) NOT NULL,
  title VARCHAR(200) NOT NULL,
  inn VARCHAR(12) NOT NULL,
  kpp VARCHAR(9) NOT NULL,
  bank_account VARCHAR(20) NOT NULL,
  bank_title VARCHAR(200) NOT NULL,
  bic VARCHAR(9) NOT NULL,
  corr_account VARCHAR(20) NOT NULL,
  address VARCHAR(300) NOT NULL,
  phone VARCHAR(40) NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT pk_provider PRIMARY KEY (code)
);

CREATE TABLE sms_outbox (
  id CHAR(32) NOT NULL,
  sealed BLOB,
  created_at VARCHAR(24) NOT NULL,
  not_before VARCHAR(24) NOT NULL,
  tries INTEGER DEFAULT '0' NOT NULL,
  sent_at VARCHAR(24),
  failed BOOLEAN DEFAULT 0 NOT NULL,
  CONSTRAINT pk_sms_outbox PRIMARY KEY (id)
);

CREATE TABLE snapshot (
  id VARCHAR(36) NOT NULL,
  scope VARCHAR(40) NOT NULL,
  created_at VARCHAR(24) NOT NULL,
  manifest BLOB NOT NULL,
  CONSTRAINT pk_snapshot PRIMARY KEY (id)
);

CREATE INDEX ix_snapshot_scope_created_at ON snapshot (scope, created_at);

CREATE TABLE throttle (
  name VARCHAR(80) NOT NULL,
  window VARCHAR(16) NOT NULL,
  count INTEGER NOT NULL,
  CONSTRAINT pk_throttle PRIMARY KEY (name, window)
);

CREATE TABLE desk (
  id CHAR(32) NOT NULL,
  number INTEGER NOT NULL,
  organisation_id INTEGER NOT NULL,
  title VARCHAR(200) NOT NULL,
  state VARCHAR(10) NOT NULL,
  training BOOLEAN NOT NULL,
  public_key BLOB,
  box_key BLOB,
  recovery_asked_at VARCHAR(24),
  CONSTRAINT pk_desk PRIMARY KEY (id),
  CONSTRAINT uq_desk_number UNIQUE (number),
  CONSTRAINT fk_desk_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE TABLE organisation_house (
  organisation_id INTEGER NOT NULL,
  house_id INTEGER NOT NULL,
  CONSTRAINT pk_organisation_house PRIMARY KEY (organisation_id, house_id),
  CONSTRAINT fk_organisation_house_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id),
  CONSTRAINT fk_organisation_house_house_id FOREIGN KEY(house_id) REFERENCES house (id)
);

CREATE TABLE receipt_type (
  code VARCHAR(32) NOT NULL,
  title VARCHAR(200) NOT NULL,
  provider VARCHAR(32) NOT NULL,
  version INTEGER NOT NULL,
  period VARCHAR(7) DEFAULT '' NOT NULL,
  CONSTRAINT pk_receipt_type PRIMARY KEY (code),
  CONSTRAINT fk_receipt_type_provider FOREIGN KEY(provider) REFERENCES provider (code)
);

CREATE TABLE snapshot_chunk (
  snapshot_id VARCHAR(36) NOT NULL,
  n INTEGER NOT NULL,
  data BLOB NOT NULL,
  CONSTRAINT pk_snapshot_chunk PRIMARY KEY (snapshot_id, n),
  CONSTRAINT fk_snapshot_chunk_snapshot_id FOREIGN KEY(snapshot_id) REFERENCES snapshot (id)
);

CREATE TABLE account (
  "key" VARCHAR(73) NOT NULL,
  receipt_type VARCHAR(32) NOT NULL,
  number VARCHAR(40) NOT NULL,
  holder VARCHAR(160) NOT NULL,
  settlement VARCHAR(120) NOT NULL,
  street VARCHAR(120) NOT NULL,
  house VARCHAR(20) NOT NULL,
  flat VARCHAR(20) NOT NULL,
  house_id INTEGER NOT NULL,
  premise VARCHAR(48) NOT NULL,
  closed BOOLEAN DEFAULT 0 NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT pk_account PRIMARY KEY ("key"),
  CONSTRAINT fk_account_receipt_type FOREIGN KEY(receipt_type) REFERENCES receipt_type (code),
  CONSTRAINT fk_account_house_id FOREIGN KEY(house_id) REFERENCES house (id)
);

CREATE INDEX ix_account_house_id_key ON account (house_id, "key");

CREATE TABLE ack (
  desk_id CHAR(32) NOT NULL,
  epoch BIGINT NOT NULL,
  number INTEGER NOT NULL,
  upto_seq BIGINT NOT NULL,
  payload BLOB NOT NULL,
  signature BLOB NOT NULL,
  key_id VARCHAR(32) NOT NULL,
  CONSTRAINT pk_ack PRIMARY KEY (desk_id, epoch, number),
  CONSTRAINT fk_ack_desk_id FOREIGN KEY(desk_id) REFERENCES desk (id)
);

CREATE TABLE alarm (
  id INTEGER NOT NULL,
  desk_id CHAR(32) NOT NULL,
  kind VARCHAR(20) NOT NULL,
  at VARCHAR(24) NOT NULL,
  evidence BLOB NOT NULL,
  closed_at VARCHAR(24),
  CONSTRAINT pk_alarm PRIMARY KEY (id),
  CONSTRAINT fk_alarm_desk_id FOREIGN KEY(desk_id) REFERENCES desk (id)
);

CREATE TABLE audit_event (
  id INTEGER NOT NULL,
  at VARCHAR(24) NOT NULL,
  desk_id CHAR(32),
  action VARCHAR(32) NOT NULL,
  subject VARCHAR(80) NOT NULL,
  count INTEGER NOT NULL,
  CONSTRAINT pk_audit_event PRIMARY KEY (id),
  CONSTRAINT fk_audit_event_desk_id FOREIGN KEY(desk_id) REFERENCES desk (id)
);

CREATE TABLE card_lease (
  first BIGINT NOT NULL,
  last BIGINT NOT NULL,
  desk_id CHAR(32) NOT NULL,
  granted_at VARCHAR(24) NOT NULL,
  CONSTRAINT pk_card_lease PRIMARY KEY (first),
  CONSTRAINT fk_card_lease_desk_id FOREIGN KEY(desk_id) REFERENCES desk (id)
);

CREATE INDEX ix_card_lease_desk_id_first ON card_lease (desk_id, first);

CREATE TABLE desk_head (
  desk_id CHAR(32) NOT NULL,
  epoch BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  hash BLOB NOT NULL,
  frozen VARCHAR(12) DEFAULT '' NOT NULL,
  acks INTEGER DEFAULT '0' NOT NULL,
  CONSTRAINT pk_desk_head PRIMARY KEY (desk_id, epoch),
  CONSTRAINT fk_desk_head_desk_id FOREIGN KEY(desk_id) REFERENCES desk (id)
);

CREATE TABLE desk_install (
  desk_id CHAR(32) NOT NULL,
  install_id VARCHAR(32) NOT NULL,
  seen_at VARCHAR(24) NOT NULL,
  CONSTRAINT pk_desk_install PRIMARY KEY (desk_id, install_id),
  CONSTRAINT fk_desk_install_desk_id FOREIGN KEY(desk_id) REFERENCES desk (id)
);

CREATE TABLE enrolment (
  selector BLOB NOT NULL,
  code_mac BLOB NOT NULL,
  desk_id CHAR(32) NOT NULL,
  expires_at VARCHAR(24) NOT NULL,
  tries_left INTEGER NOT NULL,
  trust_first_key BOOLEAN NOT NULL,
  public_key BLOB,
  box_key BLOB,
  install_id VARCHAR(32),
  CONSTRAINT pk_enrolment PRIMARY KEY (selector),
  CONSTRAINT fk_enrolment_desk_id FOREIGN KEY(desk_id) REFERENCES desk (id)
);

CREATE TABLE epoch_grant (
  desk_id CHAR(32) NOT NULL,
  epoch BIGINT NOT NULL,
  payload BLOB NOT NULL,
  signature BLOB NOT NULL,
  key_id VARCHAR(32) NOT NULL,
  granted_at VARCHAR(24) NOT NULL,
  CONSTRAINT pk_epoch_grant PRIMARY KEY (desk_id, epoch),
  CONSTRAINT fk_epoch_grant_desk_id FOREIGN KEY(desk_id) REFERENCES desk (id)
);

CREATE TABLE op_inbox (
  op_id CHAR(32) NOT NULL,
  desk_id CHAR(32) NOT NULL,
  epoch BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  kind VARCHAR(64) NOT NULL,
  schema_ver INTEGER NOT NULL,
  hash BLOB NOT NULL,
  raw BLOB NOT NULL,
  received_at VARCHAR(24) NOT NULL,
  CONSTRAINT pk_op_inbox PRIMARY KEY (op_id),
  CONSTRAINT uq_op_inbox_desk_id_epoch_seq UNIQUE (desk_id, epoch, seq),
  CONSTRAINT fk_op_inbox_desk_id FOREIGN KEY(desk_id) REFERENCES desk (id)
);

CREATE TABLE service (
  code VARCHAR(32) NOT NULL,
  title VARCHAR(200) NOT NULL,
  receipt_type VARCHAR(32) NOT NULL,
  penalty_of VARCHAR(32) NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT pk_service PRIMARY KEY (code),
  CONSTRAINT fk_service_receipt_type FOREIGN KEY(receipt_type) REFERENCES receipt_type (code)
);

CREATE TABLE charge (
  account_key VARCHAR(73) NOT NULL,
  service VARCHAR(32) NOT NULL,
  period VARCHAR(7) NOT NULL,
  opening BIGINT,
  charged BIGINT,
  paid BIGINT NOT NULL,
  due BIGINT NOT NULL,
  paid_here BIGINT DEFAULT '0' NOT NULL,
  CONSTRAINT pk_charge PRIMARY KEY (account_key, service),
  CONSTRAINT fk_charge_account_key FOREIGN KEY(account_key) REFERENCES account ("key"),
  CONSTRAINT fk_charge_service FOREIGN KEY(service) REFERENCES service (code)
);

CREATE TABLE code_print (
  op_id CHAR(32) NOT NULL,
  desk_id CHAR(32) NOT NULL,
  period VARCHAR(7) NOT NULL,
  made INTEGER NOT NULL,
  copies INTEGER NOT NULL,
  CONSTRAINT pk_code_print PRIMARY KEY (op_id),
  CONSTRAINT fk_code_print_op_id FOREIGN KEY(op_id) REFERENCES op_inbox (op_id),
  CONSTRAINT fk_code_print_desk_id FOREIGN KEY(desk_id) REFERENCES desk (id)
);

CREATE TABLE ledger_tx (
  tx_id CHAR(32) NOT NULL,
  op_id CHAR(32),
  desk_id CHAR(32) NOT NULL,
  kind VARCHAR(64) NOT NULL,
  shift_id VARCHAR(36) NOT NULL,
  business_date VARCHAR(10) NOT NULL,
  posted_at VARCHAR(24) NOT NULL,
  CONSTRAINT pk_ledger_tx PRIMARY KEY (tx_id),
  CONSTRAINT uq_ledger_tx_op_id UNIQUE (op_id),
  CONSTRAINT fk_ledger_tx_op_id FOREIGN KEY(op_id) REFERENCES op_inbox (op_id),
  CONSTRAINT fk_ledger_tx_desk_id FOREIGN KEY(desk_id) REFERENCES desk (id)
);

CREATE INDEX ix_ledger_tx_desk_id_shift_id ON ledger_tx (desk_id, shift_id);

CREATE TABLE meter (
  account_key VARCHAR(73) NOT NULL,
  serial VARCHAR(40) NOT NULL,
  service VARCHAR(32) NOT NULL,
  title VARCHAR(80) NOT NULL,
  unit VARCHAR(20) NOT NULL,
  last BIGINT NOT NULL,
  last_date VARCHAR(10) NOT NULL,
  tariff BIGINT NOT NULL,
  digits INTEGER NOT NULL,
  loaded_last BIGINT NOT NULL,
  loaded_date VARCHAR(10) NOT NULL,
  CONSTRAINT pk_meter PRIMARY KEY (account_key, serial),
  CONSTRAINT fk_meter_account_key FOREIGN KEY(account_key) REFERENCES account ("key")
);

CREATE TABLE op_carried (
  desk_id CHAR(32) NOT NULL,
  epoch BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  op_id CHAR(32) NOT NULL,
  hash BLOB NOT NULL,
  raw BLOB NOT NULL,
  received_at VARCHAR(24) NOT NULL,
  CONSTRAINT pk_op_carried PRIMARY KEY (desk_id, epoch, seq),
  CONSTRAINT fk_op_carried_desk_id FOREIGN KEY(desk_id) REFERENCES desk (id),
  CONSTRAINT fk_op_carried_op_id FOREIGN KEY(op_id) REFERENCES op_inbox (op_id)
);

CREATE INDEX ix_op_carried_op_id ON op_carried (op_id);

CREATE TABLE op_state (
  op_id CHAR(32) NOT NULL,
  outcome VARCHAR(24) NOT NULL,
  detail VARCHAR(64) NOT NULL,
  ref VARCHAR(64) NOT NULL,
  settled_at VARCHAR(24) NOT NULL,
  CONSTRAINT pk_op_state PRIMARY KEY (op_id),
  CONSTRAINT fk_op_state_op_id FOREIGN KEY(op_id) REFERENCES op_inbox (op_id)
);

CREATE INDEX ix_op_state_outcome ON op_state (outcome);

CREATE TABLE payment_state (
  op_id CHAR(32) NOT NULL,
  desk_id CHAR(32) NOT NULL,
  shift_id VARCHAR(36) NOT NULL,
  seq BIGINT NOT NULL,
  wall_utc VARCHAR(24) NOT NULL,
  amount_kop BIGINT NOT NULL,
  status VARCHAR(12) NOT NULL,
  reversed_by CHAR(32),
  refunded_kop BIGINT DEFAULT '0' NOT NULL,
  CONSTRAINT pk_payment_state PRIMARY KEY (op_id),
  CONSTRAINT ck_payment_state_refund CHECK (refunded_kop >= 0 AND refunded_kop <= amount_kop),
  CONSTRAINT fk_payment_state_op_id FOREIGN KEY(op_id) REFERENCES op_inbox (op_id),
  CONSTRAINT fk_payment_state_desk_id FOREIGN KEY(desk_id) REFERENCES desk (id),
  CONSTRAINT uq_payment_state_reversed_by UNIQUE (reversed_by)
);

CREATE INDEX ix_payment_state_desk_id_shift_id ON payment_state (desk_id, shift_id);

CREATE TABLE reading (
  account_key VARCHAR(73) NOT NULL,
  op_id CHAR(32) NOT NULL,
  line INTEGER NOT NULL,
  meter VARCHAR(80) NOT NULL,
  value BIGINT NOT NULL,
  previous BIGINT NOT NULL,
  reason VARCHAR(10) NOT NULL,
  state VARCHAR(10) NOT NULL,
  taken_on VARCHAR(10) NOT NULL,
  CONSTRAINT pk_reading PRIMARY KEY (account_key, op_id, line, meter),
  CONSTRAINT fk_reading_op_id FOREIGN KEY(op_id) REFERENCES op_inbox (op_id)
);

CREATE TABLE registration (
  op_id CHAR(32) NOT NULL,
  account_key VARCHAR(73) NOT NULL,
  desk_id CHAR(32) NOT NULL,
  state VARCHAR(10) NOT NULL,
  "conflict" VARCHAR(20) NOT NULL,
  card VARCHAR(16) NOT NULL,
  person_mac BLOB NOT NULL,
  phone_mac BLOB NOT NULL,
  person_sealed BLOB NOT NULL,
  phone_masked VARCHAR(24) NOT NULL,
  phone_tail VARCHAR(4) NOT NULL,
  services TEXT NOT NULL,
  consent_version VARCHAR(40) NOT NULL,
  registered_at VARCHAR(24) NOT NULL,
  CONSTRAINT pk_registration PRIMARY KEY (op_id),
  CONSTRAINT fk_registration_op_id FOREIGN KEY(op_id) REFERENCES op_inbox (op_id),
  CONSTRAINT fk_registration_desk_id FOREIGN KEY(desk_id) REFERENCES desk (id)
);

CREATE INDEX ix_registration_account_key ON registration (account_key);

CREATE TABLE shift (
  desk_id CHAR(32) NOT NULL,
  shift_id VARCHAR(36) NOT NULL,
  number INTEGER NOT NULL,
  business_date VARCHAR(10) NOT NULL,
  opening_kop BIGINT NOT NULL,
  opened_by CHAR(32) NOT NULL,
  closed_by CHAR(32),
  state VARCHAR(10) NOT NULL,
  CONSTRAINT pk_shift PRIMARY KEY (desk_id, shift_id),
  CONSTRAINT fk_shift_desk_id FOREIGN KEY(desk_id) REFERENCES desk (id),
  CONSTRAINT fk_shift_opened_by FOREIGN KEY(opened_by) REFERENCES op_inbox (op_id),
  CONSTRAINT fk_shift_closed_by FOREIGN KEY(closed_by) REFERENCES op_inbox (op_id)
);

CREATE TABLE shift_difference (
  close_op CHAR(32) NOT NULL,
  item VARCHAR(52) NOT NULL,
  desk_value BIGINT,
  centre_value BIGINT,
  CONSTRAINT pk_shift_difference PRIMARY KEY (close_op, item),
  CONSTRAINT fk_shift_difference_close_op FOREIGN KEY(close_op) REFERENCES op_inbox (op_id)
);

CREATE TABLE suspense_case (
  op_id CHAR(32) NOT NULL,
  line INTEGER NOT NULL,
  reason VARCHAR(20) NOT NULL,
  account_key VARCHAR(73) NOT NULL,
  service VARCHAR(32) NOT NULL,
  amount_kop BIGINT NOT NULL,
  opened_at VARCHAR(24) NOT NULL,
  resolved_at VARCHAR(24),
  CONSTRAINT pk_suspense_case PRIMARY KEY (op_id, line),
  CONSTRAINT fk_suspense_case_op_id FOREIGN KEY(op_id) REFERENCES op_inbox (op_id)
);

CREATE TABLE card_use (
  card VARCHAR(16) NOT NULL,
  op_id CHAR(32) NOT NULL,
  desk_id CHAR(32) NOT NULL,
  CONSTRAINT pk_card_use PRIMARY KEY (card),
  CONSTRAINT fk_card_use_op_id FOREIGN KEY(op_id) REFERENCES registration (op_id),
  CONSTRAINT fk_card_use_desk_id FOREIGN KEY(desk_id) REFERENCES desk (id)
);

CREATE TABLE case_decision (
  op_id CHAR(32) NOT NULL,
  line INTEGER NOT NULL,
  action VARCHAR(10) NOT NULL,
  account_key VARCHAR(73) NOT NULL,
  reason VARCHAR(300) NOT NULL,
  decided_by VARCHAR(120) NOT NULL,
  second VARCHAR(120) NOT NULL,
  at VARCHAR(24) NOT NULL,
  tx_id CHAR(32),
  CONSTRAINT pk_case_decision PRIMARY KEY (op_id, line),
  CONSTRAINT ck_case_decision_two_people CHECK (decided_by <> second),
  CONSTRAINT fk_case_decision_op_id FOREIGN KEY(op_id) REFERENCES op_inbox (op_id),
  CONSTRAINT fk_case_decision_tx_id FOREIGN KEY(tx_id) REFERENCES ledger_tx (tx_id)
);

CREATE TABLE ledger_entry (
  tx_id CHAR(32) NOT NULL,
  line INTEGER NOT NULL,
  account_id VARCHAR(80) NOT NULL,
  dim_account VARCHAR(73) DEFAULT '' NOT NULL,
  dim_service VARCHAR(32) DEFAULT '' NOT NULL,
  amount_kop BIGINT NOT NULL CONSTRAINT ck_ledger_entry_not_zero CHECK (amount_kop <> 0),
  CONSTRAINT pk_ledger_entry PRIMARY KEY (tx_id, line),
  CONSTRAINT fk_ledger_entry_tx_id FOREIGN KEY(tx_id) REFERENCES ledger_tx (tx_id),
  CONSTRAINT fk_ledger_entry_account_id FOREIGN KEY(account_id) REFERENCES ledger_account (id)
);

CREATE INDEX ix_ledger_entry_account_id_amount_kop ON ledger_entry (account_id, amount_kop);

CREATE INDEX ix_ledger_entry_dim_account_amount_kop ON ledger_entry (dim_account, amount_kop);

CREATE TABLE one_time_password (
  op_id CHAR(32) NOT NULL,
  mac BLOB NOT NULL,
  expires_at VARCHAR(24) NOT NULL,
  tries_left INTEGER NOT NULL,
  CONSTRAINT pk_one_time_password PRIMARY KEY (op_id),
  CONSTRAINT fk_one_time_password_op_id FOREIGN KEY(op_id) REFERENCES registration (op_id)
);

CREATE TABLE phone_binding (
  phone_mac BLOB NOT NULL,
  premise VARCHAR(48) NOT NULL,
  op_id CHAR(32) NOT NULL,
  bound_at VARCHAR(24) NOT NULL,
  CONSTRAINT pk_phone_binding PRIMARY KEY (phone_mac),
  CONSTRAINT fk_phone_binding_op_id FOREIGN KEY(op_id) REFERENCES registration (op_id)
);
