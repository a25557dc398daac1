"""The open shift is found without looking through all that were closed.

Revision ID: 0006
Revises: 0005
"""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the index; every payment asks for the open shift, and years of closed ones lie beside it."""
    op.execute("CREATE INDEX shift_open ON shift(number) WHERE closed = 0")


def downgrade() -> None:
    """Older programs do not mind the index."""
    raise NotImplementedError
