"""The search tables anew, as they are now: fewer encrypted pages for an answer.

Revision ID: 0007
Revises: 0006
"""

from alembic import op

from desk_app.store.mirror import SqlMirror
from desk_app.store.search import SearchIndex
from desk_app.store.search_tables import create_search_tables, drop_search_tables
from desk_app.store.sql import Sql

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the index again from the mirror: half a minute for a million accounts, once."""
    connection = op.get_bind()
    drop_search_tables(connection)
    create_search_tables(connection)
    SqlMirror(Sql(connection), SearchIndex()).index_again()


def downgrade() -> None:
    """An older program would not understand the tables."""
    raise NotImplementedError
