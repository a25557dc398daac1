"""Residents and what protects them: registrations, phones, cards, code tries, messages, the audit trail.

Names and phones are stored sealed; what has to be compared is stored as a
keyed MAC. `audit_event` is only ever added to.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, Uuid, false

from desk_app.settlement.tables import ACCOUNT_KEY, MOMENT, SERIAL, metadata

registration = Table(
    "registration",
    metadata,
    Column("op_id", ForeignKey("op_inbox.op_id"), primary_key=True),
    Column("account_key", ACCOUNT_KEY, nullable=False),
    Column("desk_id", ForeignKey("desk.id"), nullable=False),
    Column("state", String(10), nullable=False),  # active, attention, merged, card, dropped
    Column("conflict", String(20), nullable=False),
    Column("card", String(16), nullable=False),
    Column("person_mac", LargeBinary, nullable=False),
    Column("phone_mac", LargeBinary, nullable=False),
    Column("person_sealed", LargeBinary, nullable=False),  # name, phone, e-mail, document
    Column("phone_masked", String(24), nullable=False),
    Column("phone_tail", String(4), nullable=False),
    Column("services", Text, nullable=False),
    Column("consent_version", String(40), nullable=False),
    Column("registered_at", MOMENT, nullable=False),
    Index("ix_registration_account_key", "account_key"),
)

phone_binding = Table(
    "phone_binding",
    metadata,
    Column("phone_mac", LargeBinary, primary_key=True),
    Column("premise", String(48), nullable=False),
    Column("op_id", ForeignKey("registration.op_id"), nullable=False),
    Column("bound_at", MOMENT, nullable=False),
)

card_use = Table(
    "card_use",
    metadata,
    Column("card", String(16), primary_key=True),
    Column("op_id", ForeignKey("registration.op_id"), nullable=False),
    Column("desk_id", ForeignKey("desk.id"), nullable=False),
)

code_version = Table(
    "code_version",
    metadata,
    Column("account_key", ACCOUNT_KEY, primary_key=True),
    Column("period", String(7), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("consumed_at", MOMENT),
)

code_attempt = Table(
    "code_attempt",
    metadata,
    Column("account_key", ACCOUNT_KEY, primary_key=True),
    Column("period", String(7), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("fails", Integer, nullable=False),
    Column("not_before", MOMENT, nullable=False),
)

throttle = Table(
    "throttle",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("window", String(16), primary_key=True),
    Column("count", Integer, nullable=False),
)

one_time_password = Table(
    "one_time_password",
    metadata,
    Column("op_id", ForeignKey("registration.op_id"), primary_key=True),
    Column("mac", LargeBinary, nullable=False),
    Column("expires_at", MOMENT, nullable=False),
    Column("tries_left", Integer, nullable=False),
)

sms_outbox = Table(
    "sms_outbox",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("sealed", LargeBinary),  # phone and text; erased once sent
    Column("created_at", MOMENT, nullable=False),
    Column("not_before", MOMENT, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("sent_at", MOMENT),
    Column("failed", Boolean, nullable=False, server_default=false()),
)

code_print = Table(
    "code_print",
    metadata,
    Column("op_id", ForeignKey("op_inbox.op_id"), primary_key=True),
    Column("desk_id", ForeignKey("desk.id"), nullable=False),
    Column("period", String(7), nullable=False),
    Column("made", Integer, nullable=False),
    Column("copies", Integer, nullable=False),
)

audit_event = Table(
    "audit_event",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("at", MOMENT, nullable=False),
    Column("desk_id", ForeignKey("desk.id")),
    Column("action", String(32), nullable=False),
    Column("subject", String(80), nullable=False),
    Column("count", Integer, nullable=False),
)
