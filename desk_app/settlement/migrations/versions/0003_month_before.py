"""A charge remembers the month before, so that a month loaded by mistake can be withdrawn with nothing lost."""

from alembic import op
from sqlalchemy import BigInteger, Column, String

revision = "0003"
down_revision = "0002"

_SUMS = ("before_opening", "before_charged", "before_paid", "before_due", "before_paid_here")


def upgrade() -> None:
    """Add the columns; of months loaded so far nothing before them is known."""
    op.add_column("charge", Column("before_period", String(7)))
    for name in _SUMS:
        op.add_column("charge", Column(name, BigInteger))
