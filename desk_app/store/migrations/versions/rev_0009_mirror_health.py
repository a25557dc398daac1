"""What is wrong with the mirror is known beside its name, and how often it was put right on its last such day.

Revision ID: 0009
Revises: 0008
"""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Nothing is known to be wrong."""
    for column in (
        "fault TEXT NOT NULL DEFAULT ''",
        "repaired_on TEXT NOT NULL DEFAULT ''",
        "repairs INT NOT NULL DEFAULT 0",
    ):
        op.execute(f"ALTER TABLE mirror_file ADD COLUMN {column}")


def downgrade() -> None:
    """An older program would look for damage nowhere."""
    raise NotImplementedError
