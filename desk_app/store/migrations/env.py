"""Alembic's entry: runs on the connection that `migrate` hands over, inside its transaction."""

from alembic import context

_connection = context.config.attributes["connection"]
context.configure(connection=_connection, render_as_batch=True, transactional_ddl=False)
context.run_migrations()
