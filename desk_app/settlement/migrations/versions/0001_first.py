"""The first schema of the centre, as it was on 23 November 2026; every later change has a revision of its own."""

from alembic import op

from desk_app.resources import resource
from desk_app.settlement.migrations.guards import install_guards

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table and the guards of the append-only ones."""
    connection = op.get_bind()
    script = resource("centre", f"0001_{connection.dialect.name}.sql").read_text(encoding="utf-8")
    for statement in script.split(";\n"):
        if statement.strip():
            connection.exec_driver_sql(statement)
    install_guards(connection)
