"""The mirror moves into a file of its own, which a snapshot can replace whole; here stays its name.

Revision ID: 0008
Revises: 0007
"""

from alembic import op

revision = "0008"
down_revision = "0007"

_GONE = (
    "account", "account_next", "directory", "directory_next", "feed",
    "search_posting", "search_account", "search_number", "search_word", "search_place", "search_state",
)  # fmt: skip


def upgrade() -> None:
    """Drop what the centre has anyway; the next exchange fetches it."""
    for table in _GONE:
        op.execute(f"DROP TABLE IF EXISTS {table}")
    op.execute("CREATE TABLE mirror_file(one INTEGER PRIMARY KEY CHECK (one = 1), name TEXT NOT NULL) STRICT")
    op.execute("INSERT INTO mirror_file VALUES (1, '')")


def downgrade() -> None:
    """An older program would look for the mirror here."""
    raise NotImplementedError
