"""Brings the schema up to date; Alembic is imported only when there is something to do."""

from pathlib import Path

from sqlalchemy import Connection, inspect

from desk_app.store.database import Database

HEAD = "0009"


def migrate(database: Database) -> None:
    """Upgrade to the newest schema in one transaction per revision."""
    with database.reading() as connection:
        if _revision(connection) == HEAD:
            return
    _upgrade(database)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)


def _upgrade(database: Database) -> None:
    # Alembic costs a tenth of a second at every start, and is needed once a release.
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415 - see above

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with database.altering() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
