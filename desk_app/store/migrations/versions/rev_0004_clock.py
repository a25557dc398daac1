"""When the desk heard the centre's newest word, by its own two clocks.

Revision ID: 0004
Revises: 0003
"""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the columns; a word that was heard before says nothing of the clock."""
    for column in ("wall_ms INTEGER NOT NULL DEFAULT 0", "mono_ms INTEGER NOT NULL DEFAULT 0"):
        op.execute(f"ALTER TABLE hello ADD COLUMN {column}")
    op.execute("ALTER TABLE hello ADD COLUMN boot_id TEXT NOT NULL DEFAULT ''")


def downgrade() -> None:
    """A shift would open on a wrong date."""
    raise NotImplementedError
