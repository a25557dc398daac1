"""The driver's own cursor: SQLAlchemy's result objects would cost more than the search itself."""

from typing import Any, cast

from sqlalchemy import Connection

from desk_app.mirror_file.cursor import Cursor


def cursor_of(connection: Connection) -> Cursor:
    """Return a driver's cursor inside the connection's transaction."""
    driver: Any = connection.connection.driver_connection
    if not driver.in_transaction:
        connection.begin()  # as any first statement would; several reads must see one state
    return cast("Cursor", connection.connection.cursor())
