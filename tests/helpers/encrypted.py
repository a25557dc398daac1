"""An encrypted file on disk, opened as the desk opens it."""

from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

_KEY = "5a" * 32


def encrypted_engine(path: Path) -> Engine:
    """Open (or make) an encrypted database with the desk's pragmas; a tests' key."""

    def connect() -> sqlcipher.Connection:
        connection = sqlcipher.connect(str(path), check_same_thread=False, timeout=5)
        connection.execute(f"PRAGMA key = \"x'{_KEY}'\"")
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")
        assert connection.execute("PRAGMA cipher_version").fetchone()
        return connection

    engine = create_engine("sqlite://", module=sqlcipher, creator=connect, poolclass=QueuePool)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
