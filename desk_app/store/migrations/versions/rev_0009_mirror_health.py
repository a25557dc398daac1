"""What is wrong with the mirror is known beside its name, and on which day it was last put right.

Revision ID: 0009
Revises: 0008
"""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Nothing is known to be wrong."""
    for column in ("fault", "repaired_on"):
        op.execute(f"ALTER TABLE mirror_file ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")


def downgrade() -> None:
    """An older program would look for damage nowhere."""
    raise NotImplementedError
