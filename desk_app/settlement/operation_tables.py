"""What desks did and what it meant: inbox, acks, alarms, ledger, readings, shifts.

`op_inbox`, `ledger_tx`, `ledger_entry`, `ack`, `log_leaf`, `epoch_grant` and
`case_decision` are only ever added to; triggers in the first migration see to it.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    Uuid,
    select,
    union_all,
)

from desk_app.settlement.tables import ACCOUNT_KEY, MOMENT, SERIAL, metadata

desk_head = Table(
    "desk_head",
    metadata,
    Column("desk_id", ForeignKey("desk.id"), primary_key=True),
    Column("epoch", BigInteger, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("frozen", String(12), nullable=False, server_default=""),  # why, or empty
    Column("acks", Integer, nullable=False, server_default="0"),
)

epoch_grant = Table(
    "epoch_grant",
    metadata,
    Column("desk_id", ForeignKey("desk.id"), primary_key=True),
    Column("epoch", BigInteger, primary_key=True),
    Column("payload", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("key_id", String(32), nullable=False),
    Column("granted_at", MOMENT, nullable=False),
)

op_inbox = Table(
    "op_inbox",
    metadata,
    Column("op_id", Uuid, primary_key=True),
    Column("desk_id", ForeignKey("desk.id"), nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("kind", String(64), nullable=False),
    Column("schema_ver", Integer, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("received_at", MOMENT, nullable=False),
    UniqueConstraint("desk_id", "epoch", "seq"),
)

op_carried = Table(
    "op_carried",
    metadata,
    Column("desk_id", ForeignKey("desk.id"), primary_key=True),
    Column("epoch", BigInteger, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("op_id", ForeignKey("op_inbox.op_id"), nullable=False, index=True),
    Column("hash", LargeBinary, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("received_at", MOMENT, nullable=False),
)
"""Frames that carry an operation the centre already had into a new epoch: places in the chain, without effect."""

_COLUMNS = ("desk_id", "epoch", "seq", "op_id", "hash", "raw")
journal = union_all(
    select(*(op_inbox.c[name] for name in _COLUMNS)), select(*(op_carried.c[name] for name in _COLUMNS))
).subquery("journal")
"""Every frame a desk has pushed, at its place."""

op_state = Table(
    "op_state",
    metadata,
    Column("op_id", ForeignKey("op_inbox.op_id"), primary_key=True),
    Column("outcome", String(24), nullable=False),
    Column("detail", String(64), nullable=False),
    Column("ref", String(64), nullable=False),
    Column("settled_at", MOMENT, nullable=False),
    Index("ix_op_state_outcome", "outcome"),
)

ack = Table(
    "ack",
    metadata,
    Column("desk_id", ForeignKey("desk.id"), primary_key=True),
    Column("epoch", BigInteger, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("upto_seq", BigInteger, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("key_id", String(32), nullable=False),
)

log_head = Table(
    "log_head",
    metadata,
    Column("one", Integer, CheckConstraint("one = 1", name="single"), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("peaks", LargeBinary, nullable=False),
)

log_leaf = Table(
    "log_leaf",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("leaf", LargeBinary, nullable=False),
)

alarm = Table(
    "alarm",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("desk_id", ForeignKey("desk.id"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("evidence", LargeBinary, nullable=False),  # the raw frame, for people with a right to see it
    Column("closed_at", MOMENT),
)

ledger_account = Table(
    "ledger_account",
    metadata,
    Column("id", String(80), primary_key=True),  # «type:owner»
    Column("type", String(16), nullable=False),
    Column("owner", String(64), nullable=False),
)

ledger_tx = Table(
    "ledger_tx",
    metadata,
    Column("tx_id", Uuid, primary_key=True),
    Column("op_id", ForeignKey("op_inbox.op_id"), unique=True),
    Column("desk_id", ForeignKey("desk.id"), nullable=False),
    Column("kind", String(64), nullable=False),
    Column("shift_id", String(36), nullable=False),
    Column("business_date", String(10), nullable=False),
    Column("posted_at", MOMENT, nullable=False),
    Index("ix_ledger_tx_desk_id_shift_id", "desk_id", "shift_id"),
)

ledger_entry = Table(
    "ledger_entry",
    metadata,
    Column("tx_id", ForeignKey("ledger_tx.tx_id"), primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("account_id", ForeignKey("ledger_account.id"), nullable=False),
    Column("dim_account", ACCOUNT_KEY, nullable=False, server_default=""),
    Column("dim_service", String(32), nullable=False, server_default=""),
    Column("amount_kop", BigInteger, CheckConstraint("amount_kop <> 0", name="not_zero"), nullable=False),
    # Covering: a desk's hello sums up its drawer without visiting the rows.
    Index("ix_ledger_entry_account_id_amount_kop", "account_id", "amount_kop"),
    Index("ix_ledger_entry_dim_account_amount_kop", "dim_account", "amount_kop"),
)

payment_state = Table(
    "payment_state",
    metadata,
    Column("op_id", ForeignKey("op_inbox.op_id"), primary_key=True),
    Column("desk_id", ForeignKey("desk.id"), nullable=False),
    Column("shift_id", String(36), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("wall_utc", MOMENT, nullable=False),
    Column("amount_kop", BigInteger, nullable=False),
    Column("status", String(12), nullable=False),
    Column("reversed_by", Uuid, unique=True),
    Column("refunded_kop", BigInteger, nullable=False, server_default="0"),
    CheckConstraint("refunded_kop >= 0 AND refunded_kop <= amount_kop", name="refund"),
    Index("ix_payment_state_desk_id_shift_id", "desk_id", "shift_id"),
)

suspense_case = Table(
    "suspense_case",
    metadata,
    Column("op_id", ForeignKey("op_inbox.op_id"), primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("reason", String(20), nullable=False),
    Column("account_key", ACCOUNT_KEY, nullable=False),
    Column("service", String(32), nullable=False),
    Column("amount_kop", BigInteger, nullable=False),
    Column("opened_at", MOMENT, nullable=False),
    Column("resolved_at", MOMENT),
)

case_decision = Table(
    "case_decision",
    metadata,
    Column("op_id", ForeignKey("op_inbox.op_id"), primary_key=True),
    Column("line", Integer, primary_key=True),  # of the suspense case; 0 is a registration
    Column("action", String(10), nullable=False),  # to, refund, bind, drop
    Column("account_key", ACCOUNT_KEY, nullable=False),
    Column("reason", String(300), nullable=False),
    Column("decided_by", String(120), nullable=False),
    Column("second", String(120), nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("tx_id", ForeignKey("ledger_tx.tx_id")),
    CheckConstraint("decided_by <> second", name="two_people"),
)

reading = Table(
    "reading",
    metadata,
    Column("account_key", ACCOUNT_KEY, primary_key=True),
    Column("op_id", ForeignKey("op_inbox.op_id"), primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("meter", String(80), primary_key=True),
    Column("value", BigInteger, nullable=False),
    Column("previous", BigInteger, nullable=False),
    Column("reason", String(10), nullable=False),
    Column("state", String(10), nullable=False),  # accepted, disputed, late, unknown
    Column("taken_on", String(10), nullable=False),
)

shift = Table(
    "shift",
    metadata,
    Column("desk_id", ForeignKey("desk.id"), primary_key=True),
    Column("shift_id", String(36), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("business_date", String(10), nullable=False),
    Column("opening_kop", BigInteger, nullable=False),
    Column("opened_by", ForeignKey("op_inbox.op_id"), nullable=False),
    Column("closed_by", ForeignKey("op_inbox.op_id")),
    Column("state", String(10), nullable=False),  # open, matched, mismatch
)

shift_difference = Table(
    "shift_difference",
    metadata,
    Column("close_op", ForeignKey("op_inbox.op_id"), primary_key=True),
    Column("item", String(52), primary_key=True),  # a total's name, or «op:» and the operation
    Column("desk_value", BigInteger),
    Column("centre_value", BigInteger),
)
