"""The first schema of the centre."""

from alembic import op

from desk_app.settlement import operation_tables
from desk_app.settlement.migrations.guards import install_guards

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table and the guards of the append-only ones."""
    operation_tables.op_inbox.metadata.create_all(op.get_bind())
    install_guards(op.get_bind())
