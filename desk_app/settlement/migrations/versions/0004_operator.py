"""The centre knows who runs it: a consent names with address whoever works on the operator's behalf (152-ФЗ)."""

from alembic import op
from sqlalchemy import Column, String

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the column; empty until the operator names itself with `init --operator`."""
    op.add_column("centre", Column("operator", String(520), nullable=False, server_default=""))
