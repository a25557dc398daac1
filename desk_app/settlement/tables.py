"""What the centre knows: organisations and desks, accounts and charges, and the feed of their changes.

Instants are UTC texts that sort, money is whole kopecks, meter values are
thousandths. Desk tables begin with `desk_id`, account tables with
`account_key`, so each family can be sharded by its own key.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    false,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

SERIAL = BigInteger().with_variant(Integer, "sqlite")
"""A 64-bit number that the database counts up by itself."""

MOMENT = String(24)
ACCOUNT_KEY = String(73).with_variant(String(73, collation="C"), "postgresql")
"""«receipt_type/number», compared byte by byte on every database."""

centre = Table(
    "centre",
    metadata,
    Column("one", Integer, CheckConstraint("one = 1", name="single"), primary_key=True),
    Column("log_id", String(32), nullable=False),
    Column("created_at", MOMENT, nullable=False),
    Column("cards_leased_to", BigInteger, nullable=False),
    # Who runs the centre, with legal form and address, as a consent names it.
    Column("operator", String(520), nullable=False, server_default=""),
)

organisation = Table(
    "organisation",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("title", String(200), nullable=False),
    Column("inn", String(12), nullable=False, unique=True),
    Column("address", String(300), nullable=False, server_default=""),
    Column("phone", String(40), nullable=False, server_default=""),
    Column("scope_all", Boolean, nullable=False, server_default=false()),
    Column("scope_version", Integer, nullable=False, server_default="1"),
)

house = Table(
    "house",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
)

organisation_house = Table(
    "organisation_house",
    metadata,
    Column("organisation_id", ForeignKey("organisation.id"), primary_key=True),
    Column("house_id", ForeignKey("house.id"), primary_key=True),
)

desk = Table(
    "desk",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
    Column("organisation_id", ForeignKey("organisation.id"), nullable=False),
    Column("title", String(200), nullable=False),
    Column("state", String(10), nullable=False),  # new, pending, active, revoked
    Column("training", Boolean, nullable=False),
    Column("public_key", LargeBinary),
    Column("box_key", LargeBinary),
    Column("recovery_asked_at", MOMENT),
)

card_lease = Table(
    "card_lease",
    metadata,
    Column("first", BigInteger, primary_key=True, autoincrement=False),
    Column("last", BigInteger, nullable=False),
    Column("desk_id", ForeignKey("desk.id"), nullable=False),
    Column("granted_at", MOMENT, nullable=False),
    Index("ix_card_lease_desk_id_first", "desk_id", "first"),
)

enrolment = Table(
    "enrolment",
    metadata,
    Column("selector", LargeBinary, primary_key=True),
    Column("code_mac", LargeBinary, nullable=False),
    Column("desk_id", ForeignKey("desk.id"), nullable=False),
    Column("expires_at", MOMENT, nullable=False),
    Column("tries_left", Integer, nullable=False),
    Column("trust_first_key", Boolean, nullable=False),
    Column("public_key", LargeBinary),
    Column("box_key", LargeBinary),
    Column("install_id", String(32)),
)

desk_install = Table(
    "desk_install",
    metadata,
    Column("desk_id", ForeignKey("desk.id"), primary_key=True),
    Column("install_id", String(32), primary_key=True),
    Column("seen_at", MOMENT, nullable=False),
)

heard_call = Table(
    "heard_call",
    metadata,
    Column("desk_id", Uuid, primary_key=True),
    Column("nonce", String(64), primary_key=True),
    Column("at_s", BigInteger, nullable=False),
    Index("ix_heard_call_at_s", "at_s"),
)
"""Nonces of the last minutes; PostgreSQL keeps them unlogged, for a crash may forget them with the minutes."""

provider = Table(
    "provider",
    metadata,
    Column("code", String(32), primary_key=True),
    Column("title", String(200), nullable=False),
    Column("inn", String(12), nullable=False),
    Column("kpp", String(9), nullable=False),
    Column("bank_account", String(20), nullable=False),
    Column("bank_title", String(200), nullable=False),
    Column("bic", String(9), nullable=False),
    Column("corr_account", String(20), nullable=False),
    Column("address", String(300), nullable=False),
    Column("phone", String(40), nullable=False),
    Column("version", Integer, nullable=False),
)

receipt_type = Table(
    "receipt_type",
    metadata,
    Column("code", String(32), primary_key=True),
    Column("title", String(200), nullable=False),
    Column("provider", ForeignKey("provider.code"), nullable=False),
    Column("version", Integer, nullable=False),
    # The newest month charged: only the last receipt's code opens a cabinet.
    Column("period", String(7), nullable=False, server_default=""),
)

service = Table(
    "service",
    metadata,
    Column("code", String(32), primary_key=True),
    Column("title", String(200), nullable=False),
    Column("receipt_type", ForeignKey("receipt_type.code"), nullable=False),
    Column("penalty_of", String(32), nullable=False),
    Column("version", Integer, nullable=False),
)

account = Table(
    "account",
    metadata,
    Column("key", ACCOUNT_KEY, primary_key=True),
    Column("receipt_type", ForeignKey("receipt_type.code"), nullable=False),
    Column("number", String(40), nullable=False),
    Column("holder", String(160), nullable=False),
    Column("settlement", String(120), nullable=False),
    Column("street", String(120), nullable=False),
    Column("house", String(20), nullable=False),
    Column("flat", String(20), nullable=False),
    Column("house_id", ForeignKey("house.id"), nullable=False),
    Column("premise", String(48), nullable=False),
    Column("closed", Boolean, nullable=False, server_default=false()),
    Column("version", Integer, nullable=False),
    Index("ix_account_house_id_key", "house_id", "key"),
)

charge = Table(
    "charge",
    metadata,
    Column("account_key", ForeignKey("account.key"), primary_key=True),
    Column("service", ForeignKey("service.code"), primary_key=True),
    Column("period", String(7), nullable=False),
    Column("opening", BigInteger),
    Column("charged", BigInteger),
    Column("paid", BigInteger, nullable=False),  # as the provider loaded it
    Column("due", BigInteger, nullable=False),
    Column("paid_here", BigInteger, nullable=False, server_default="0"),  # through desks, since that load
    # What it was in the month before, for a month that is withdrawn; nothing where there was none.
    Column("before_period", String(7)),
    Column("before_opening", BigInteger),
    Column("before_charged", BigInteger),
    Column("before_paid", BigInteger),
    Column("before_due", BigInteger),
    Column("before_paid_here", BigInteger),
)

meter = Table(
    "meter",
    metadata,
    Column("account_key", ForeignKey("account.key"), primary_key=True),
    Column("serial", String(40), primary_key=True),
    Column("service", String(32), nullable=False),
    Column("title", String(80), nullable=False),
    Column("unit", String(20), nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("last_date", String(10), nullable=False),
    Column("tariff", BigInteger, nullable=False),
    Column("digits", Integer, nullable=False),
    # What the file said when it was last loaded: loading it again must not undo a newer reading.
    Column("loaded_last", BigInteger, nullable=False),
    Column("loaded_date", String(10), nullable=False),
)

change_log = Table(
    "change_log",
    metadata,
    Column("change", SERIAL, primary_key=True),
    Column("tx", BigInteger, nullable=False, server_default=text("0")),
    Column("house_id", BigInteger, nullable=False),  # 0 is the catalogue, which every desk reads
    Column("entity", String(20), nullable=False),
    Column("entity_id", String(80), nullable=False),
    Column("version", Integer, nullable=False),
    Column("gone", Boolean, nullable=False),
    Index("ix_change_log_tx_change", "tx", "change"),
    Index("ix_change_log_house_id_tx_change", "house_id", "tx", "change"),
)

house_tally = Table(
    "house_tally",
    metadata,
    Column("house_id", BigInteger, primary_key=True),
    Column("entity", String(20), primary_key=True),
    Column("count", BigInteger, nullable=False),
    Column("digest", BigInteger, nullable=False),
)

snapshot = Table(
    "snapshot",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("scope", String(40), nullable=False),
    Column("created_at", MOMENT, nullable=False),
    Column("manifest", LargeBinary, nullable=False),  # empty while the snapshot is being made
    Column("form", String(8), nullable=False, server_default="rows"),
    Index("ix_snapshot_scope_created_at", "scope", "created_at"),
)

snapshot_chunk = Table(
    "snapshot_chunk",
    metadata,
    Column("snapshot_id", ForeignKey("snapshot.id"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

file_load = Table(
    "file_load",
    metadata,
    Column("sha256", LargeBinary, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("name", String(200), nullable=False),
    Column("rows", Integer, nullable=False),
    Column("sum_kop", BigInteger, nullable=False),
    Column("loaded_at", MOMENT, nullable=False),
    Column("period", String(7), nullable=False, server_default=""),  # the month given with the file, if one was
    UniqueConstraint("sha256", "kind"),
)
