"""The search tables were made anew here; since 0008 they live in the mirror's own file.

Revision ID: 0007
Revises: 0006
"""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Nothing is left to do in this file."""


def downgrade() -> None:
    """An older program would not understand the tables."""
    raise NotImplementedError
