"""Schema migrations of the centre (Alembic)."""
