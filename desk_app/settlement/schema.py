"""Brings a database to the schema of this program, or says that it is newer."""

import os
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, select, update

from desk_app.settlement.database import Database
from desk_app.settlement.operation_tables import log_head
from desk_app.settlement.tables import centre, change_log

_LOST_HOURS = 1_000_000_000
"""No centre makes so many changes between two copies of itself."""

CARD_BASE = 9900_0600_0000_0000
"""Where card numbers begin; the first leased range follows it."""


class SchemaError(Exception):
    """The database has another schema; `found` is its revision, empty for none."""

    def __init__(self, found: str) -> None:
        super().__init__(found)
        self.found = found


def upgrade(database: Database, now: str) -> None:
    """Create or upgrade the schema, in one transaction."""
    with database.write() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        _first_rows(connection, now)


def name_operator(database: Database, operator: str) -> None:
    """Say who runs the centre; desks print it from their next grant on."""
    with database.write() as connection:
        connection.execute(update(centre).values(operator=operator))


def require_current(database: Database) -> None:
    """See that the schema is exactly this program's.

    Raises:
        SchemaError: it is older, newer or absent.
    """
    found = revision(database)
    if found != ScriptDirectory.from_config(_config()).get_current_head():
        raise SchemaError(found)


def revision(database: Database) -> str:
    """Return the revision of the schema, empty where there is none."""
    with database.read() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def begin_log_anew(connection: Connection) -> None:
    """Make every cursor expire: after a copy was put back, numbers of the feed would mean other changes than before.

    They go on far beyond any that was told in the lost hours; PostgreSQL numbers by its own transactions.
    """
    connection.execute(update(centre).values(log_id=os.urandom(16).hex()))
    last = select(change_log).order_by(change_log.c.change.desc()).limit(1)
    row = connection.execute(last).mappings().first()
    if row is not None and connection.dialect.name == "sqlite":
        connection.execute(insert(change_log).values({**row, "change": row["change"] + _LOST_HOURS}))


def _first_rows(connection: Connection, now: str) -> None:
    if connection.execute(select(centre.c.one)).first() is None:
        values = {"one": 1, "log_id": os.urandom(16).hex(), "created_at": now, "cards_leased_to": CARD_BASE}
        connection.execute(insert(centre).values(values))
        connection.execute(insert(log_head).values(one=1, size=0, peaks=b""))
