"""A snapshot comes in rows or as a file, and takes longer to make than a desk waits for an answer.

The pieces of old snapshots had another form; desks ask for new ones.
"""

from alembic import op
from sqlalchemy import Column, String

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the form."""
    op.execute("DELETE FROM snapshot_chunk")
    op.execute("DELETE FROM snapshot")
    op.add_column("snapshot", Column("form", String(8), nullable=False, server_default="rows"))
