"""What a recovery leaves behind: operations known only from the centre, and every restore of the file.

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"

_TABLES = (
    # The desk's own frames of a chain that this file lost: they cannot be rows of the journal, whose chain differs.
    """CREATE TABLE returned(
        place INTEGER PRIMARY KEY,
        epoch INTEGER GENERATED ALWAYS AS (place >> 40) VIRTUAL,
        seq INTEGER GENERATED ALWAYS AS (place & 0xFFFFFFFFFF) VIRTUAL,
        op_id BLOB NOT NULL, kind TEXT NOT NULL, schema_ver INTEGER NOT NULL,
        body BLOB NOT NULL, origin BLOB NOT NULL,
        prev_hash BLOB NOT NULL, hash BLOB NOT NULL, sig BLOB NOT NULL) STRICT""",
    "CREATE INDEX returned_operation ON returned(op_id)",
    """CREATE TABLE restoration(
        number INTEGER PRIMARY KEY,
        at_ms INTEGER NOT NULL, aside TEXT NOT NULL,
        lost INTEGER NOT NULL, lost_kop INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('hello_needed', 'offline', 'judged'))) STRICT""",
)

_GUARDS = (
    """CREATE TRIGGER returned_no_replace BEFORE INSERT ON returned
        WHEN EXISTS (SELECT 1 FROM returned WHERE place = NEW.place)
        BEGIN SELECT RAISE(ABORT, 'returned operations are append-only'); END""",
    """CREATE TRIGGER returned_no_update BEFORE UPDATE ON returned
        BEGIN SELECT RAISE(ABORT, 'returned operations are append-only'); END""",
    """CREATE TRIGGER returned_no_delete BEFORE DELETE ON returned
        BEGIN SELECT RAISE(ABORT, 'returned operations are append-only'); END""",
    """CREATE TRIGGER restoration_no_delete BEFORE DELETE ON restoration
        BEGIN SELECT RAISE(ABORT, 'restores are append-only'); END""",
)


def upgrade() -> None:
    """Add the tables; nothing that is there changes."""
    for statement in _TABLES + _GUARDS:
        op.execute(statement)


def downgrade() -> None:
    """Dropping them would drop operations."""
    raise NotImplementedError
