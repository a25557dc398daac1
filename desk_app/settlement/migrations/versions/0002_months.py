"""A charge is of a month of the calendar, whoever writes it; a file is known by its bytes and the month it was given.

One impossible month in a receipt type stopped the feed of every desk.
"""

from alembic import op
from sqlalchemy import Column, String

revision = "0002"
down_revision = "0001"

_MONTH = "^20[0-9]{2}-(0[1-9]|1[0-2])$"
_NO_MONTH = "(NEW.period NOT GLOB '20[0-9][0-9]-[01][0-9]' OR substr(NEW.period, 6) NOT BETWEEN '01' AND '12')"
_BEFORE_ANY = {"charge": "", "receipt_type": " AND NEW.period <> ''"}


def upgrade() -> None:
    """Add the column and the guards."""
    op.add_column("file_load", Column("period", String(7), nullable=False, server_default=""))
    connection = op.get_bind()
    for table, unless in _BEFORE_ANY.items():
        if connection.dialect.name == "postgresql":
            empty = " OR period = ''" if unless else ""
            connection.exec_driver_sql(
                f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_month CHECK (period ~ '{_MONTH}'{empty})"
            )
            continue
        for moment in ("INSERT", "UPDATE OF period"):
            connection.exec_driver_sql(
                f"CREATE TRIGGER {table}_month_{moment.split()[0].lower()} BEFORE {moment} ON {table} "
                f"WHEN {_NO_MONTH}{unless} BEGIN SELECT RAISE(ABORT, 'month'); END"
            )
