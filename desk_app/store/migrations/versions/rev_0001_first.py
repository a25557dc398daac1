"""The first schema: journal, mirror, papers.

Revision ID: 0001
Revises:
"""

from alembic import op

revision = "0001"
down_revision = None

_TABLES = (
    """CREATE TABLE desk(
        one INTEGER PRIMARY KEY CHECK (one = 1),
        install_id TEXT NOT NULL,
        public_key BLOB NOT NULL,
        desk_id BLOB, desk_number INTEGER,
        grant_payload BLOB, grant_signature BLOB, grant_key TEXT) STRICT""",
    "CREATE TABLE choice(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE epoch(
        epoch INTEGER PRIMARY KEY,
        payload BLOB NOT NULL, signature BLOB NOT NULL, key_id TEXT NOT NULL,
        genesis BLOB NOT NULL,
        acked_seq INTEGER NOT NULL DEFAULT 0) STRICT""",
    # The centre's newest word; `place` is how far its books and ours can be compared.
    """CREATE TABLE hello(
        one INTEGER PRIMARY KEY CHECK (one = 1),
        payload BLOB NOT NULL, signature BLOB NOT NULL, key_id TEXT NOT NULL,
        place INTEGER NOT NULL) STRICT""",
    # One key for (epoch, seq): a second index would be one more encrypted page in every payment's fsync.
    """CREATE TABLE journal(
        place INTEGER PRIMARY KEY,
        epoch INTEGER GENERATED ALWAYS AS (place >> 40) VIRTUAL,
        seq INTEGER GENERATED ALWAYS AS (place & 0xFFFFFFFFFF) VIRTUAL,
        op_id BLOB NOT NULL, kind TEXT NOT NULL, schema_ver INTEGER NOT NULL,
        body BLOB NOT NULL, origin BLOB NOT NULL,
        prev_hash BLOB NOT NULL, hash BLOB NOT NULL, sig BLOB NOT NULL) STRICT""",
    """CREATE TABLE operation(
        op_id BLOB PRIMARY KEY,
        place INTEGER NOT NULL,
        epoch INTEGER GENERATED ALWAYS AS (place >> 40) VIRTUAL,
        seq INTEGER GENERATED ALWAYS AS (place & 0xFFFFFFFFFF) VIRTUAL,
        kind TEXT NOT NULL, wall_ms INTEGER NOT NULL,
        shift TEXT NOT NULL, amount_kop INTEGER NOT NULL,
        outcome TEXT NOT NULL DEFAULT 'pending', detail TEXT NOT NULL DEFAULT '', ref TEXT NOT NULL DEFAULT '',
        feed_tx INTEGER NOT NULL DEFAULT 0, feed_change INTEGER NOT NULL DEFAULT 0,
        attempts INTEGER NOT NULL DEFAULT 0, last_error TEXT NOT NULL DEFAULT '',
        last_attempt_ms INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID""",
    """CREATE TABLE ack(
        place INTEGER PRIMARY KEY,
        payload BLOB NOT NULL, signature BLOB NOT NULL, key_id TEXT NOT NULL,
        received_ms INTEGER NOT NULL) STRICT""",
    """CREATE TABLE own_line(
        account TEXT NOT NULL, op_id BLOB NOT NULL, line INTEGER NOT NULL,
        service TEXT NOT NULL, amount_kop INTEGER NOT NULL,
        PRIMARY KEY (account, op_id, line)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE own_registration(
        account TEXT NOT NULL, op_id BLOB NOT NULL,
        card TEXT NOT NULL, phone_masked TEXT NOT NULL, phone_tail TEXT NOT NULL,
        PRIMARY KEY (account, op_id)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX own_registration_tail ON own_registration(phone_tail)",
    """CREATE TABLE shift(
        shift_id TEXT PRIMARY KEY, number INTEGER NOT NULL,
        business_date TEXT NOT NULL, opened_ms INTEGER NOT NULL,
        clerk TEXT NOT NULL, opening_kop INTEGER NOT NULL, place INTEGER NOT NULL,
        closed INTEGER NOT NULL DEFAULT 0, counted_kop INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID""",
    """CREATE TABLE directory(
        entity TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, value BLOB NOT NULL,
        PRIMARY KEY (entity, id)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE account(
        key TEXT PRIMARY KEY, version INTEGER NOT NULL, premise TEXT NOT NULL, value BLOB NOT NULL) STRICT""",
    "CREATE INDEX account_premise ON account(premise)",
    "CREATE TABLE directory_next AS SELECT * FROM directory WHERE 0",
    "CREATE TABLE account_next AS SELECT * FROM account WHERE 0",
    """CREATE TABLE feed(
        one INTEGER PRIMARY KEY CHECK (one = 1),
        cursor TEXT NOT NULL, tx INTEGER NOT NULL, change INTEGER NOT NULL, synced_ms INTEGER NOT NULL,
        snapshot_id TEXT NOT NULL, snapshot_chunks INTEGER NOT NULL) STRICT""",
    "INSERT INTO feed VALUES (1, '', 0, 0, 0, '', 0)",
    """CREATE TABLE code_packet(
        period TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL,
        expires TEXT NOT NULL, count INTEGER NOT NULL, box BLOB NOT NULL,
        PRIMARY KEY (period, first)) STRICT""",
    """CREATE TABLE card_lease(
        first INTEGER PRIMARY KEY, last INTEGER NOT NULL, next INTEGER NOT NULL,
        CHECK (next BETWEEN first AND last + 1)) STRICT""",
    """CREATE TABLE print(
        print_id TEXT PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, made_ms INTEGER NOT NULL,
        snapshot BLOB NOT NULL, items INTEGER NOT NULL, pages INTEGER NOT NULL,
        printed INTEGER NOT NULL DEFAULT 0, printed_ms INTEGER NOT NULL DEFAULT 0) STRICT""",
    "CREATE INDEX print_subject ON print(kind, subject)",
    """CREATE TABLE task(
        task_id TEXT PRIMARY KEY, op_id BLOB NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL,
        subject TEXT NOT NULL, raised_ms INTEGER NOT NULL,
        settled_ms INTEGER, note TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID""",
    "CREATE TABLE draft(form TEXT PRIMARY KEY, text TEXT NOT NULL, at_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID",
)

# UPDATE and DELETE guards are not enough: INSERT OR REPLACE would overwrite in silence.
_GUARDS = (
    """CREATE TRIGGER journal_no_replace BEFORE INSERT ON journal
        WHEN EXISTS (SELECT 1 FROM journal WHERE place = NEW.place)
          OR EXISTS (SELECT 1 FROM operation WHERE op_id = NEW.op_id AND place >> 40 >= NEW.place >> 40)
        BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END""",
    """CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
        BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END""",
    """CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
        BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END""",
    """CREATE TRIGGER ack_no_update BEFORE UPDATE ON ack
        BEGIN SELECT RAISE(ABORT, 'acks are append-only'); END""",
    """CREATE TRIGGER ack_no_delete BEFORE DELETE ON ack
        BEGIN SELECT RAISE(ABORT, 'acks are append-only'); END""",
    """CREATE TRIGGER operation_no_delete BEFORE DELETE ON operation
        BEGIN SELECT RAISE(ABORT, 'operations are append-only'); END""",
)


def upgrade() -> None:
    """Create everything."""
    for statement in _TABLES + _GUARDS:
        op.execute(statement)


def downgrade() -> None:
    """There is nothing before the first schema."""
    raise NotImplementedError
