"""The one-time code with which the desk has asked to be enrolled, while the operator has not confirmed its key.

Revision ID: 0003
Revises: 0002
"""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column; nothing that is there changes."""
    op.execute("ALTER TABLE desk ADD COLUMN asked_code TEXT NOT NULL DEFAULT ''")


def downgrade() -> None:
    """A waiting desk would forget that it waits."""
    raise NotImplementedError
