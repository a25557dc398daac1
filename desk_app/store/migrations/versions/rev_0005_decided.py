"""What the centre has decided about a task, as «action account» parted by commas; empty while a person here settles it.

Revision ID: 0005
Revises: 0004
"""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column; nothing that is there changes."""
    op.execute("ALTER TABLE task ADD COLUMN decided TEXT NOT NULL DEFAULT ''")


def downgrade() -> None:
    """Settled tasks would lose who settled them."""
    raise NotImplementedError
