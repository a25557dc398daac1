"""Runs migrations on the connection that `schema.upgrade` has opened, in its transaction."""

from alembic import context

from desk_app.settlement import operation_tables

context.configure(
    connection=context.config.attributes["connection"], target_metadata=operation_tables.op_inbox.metadata
)
context.run_migrations()
