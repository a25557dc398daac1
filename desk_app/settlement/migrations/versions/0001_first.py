"""The first schema of the centre.

Until the first release it follows the tables; with the release it is frozen
(`alembic revision --autogenerate`) and every later change gets a file of its own.
"""

from alembic import op

from desk_app.settlement import operation_tables, resident_tables
from desk_app.settlement.migrations.guards import install_guards

revision = "0001"
down_revision = None

_metadata = operation_tables.op_inbox.metadata
assert resident_tables.registration.metadata is _metadata


def upgrade() -> None:
    """Create every table and the guards of the append-only ones."""
    _metadata.create_all(op.get_bind())
    install_guards(op.get_bind())
