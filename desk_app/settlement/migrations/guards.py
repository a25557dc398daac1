"""Triggers that keep history: what is written to the inbox and the ledger stays written.

`BEFORE UPDATE/DELETE` is not enough on SQLite: `INSERT OR REPLACE` overwrites
a row without firing them, so a further trigger refuses to insert over a key.

Revision 0001 installs what stands here; guards of later tables belong to their own revisions.
"""

from sqlalchemy import Connection

APPEND_ONLY = {
    "op_inbox": ("op_id = NEW.op_id", "desk_id = NEW.desk_id AND epoch = NEW.epoch AND seq = NEW.seq"),
    "op_carried": ("desk_id = NEW.desk_id AND epoch = NEW.epoch AND seq = NEW.seq",),
    "ledger_tx": ("tx_id = NEW.tx_id", "op_id = NEW.op_id"),
    "ledger_entry": ("tx_id = NEW.tx_id AND line = NEW.line",),
    "ack": ("desk_id = NEW.desk_id AND epoch = NEW.epoch AND number = NEW.number",),
    "log_leaf": ("number = NEW.number",),
    "case_decision": ("op_id = NEW.op_id AND line = NEW.line",),
    "audit_event": ("id = NEW.id",),
    "epoch_grant": ("desk_id = NEW.desk_id AND epoch = NEW.epoch",),
}

_BALANCE = """
CREATE FUNCTION ledger_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT coalesce(sum(amount_kop), 0) FROM ledger_entry WHERE tx_id = NEW.tx_id) <> 0 THEN
    RAISE EXCEPTION 'unbalanced';
  END IF;
  RETURN NULL;
END $$
"""
_REFUSE = """
CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'append_only'; END $$
"""


def install_guards(connection: Connection) -> None:
    """Install the triggers of this database's kind."""
    if connection.dialect.name == "postgresql":
        _install_postgres(connection)
    else:
        _install_sqlite(connection)


def _install_sqlite(connection: Connection) -> None:
    for table, keys in APPEND_ONLY.items():
        for event in ("UPDATE", "DELETE"):
            connection.exec_driver_sql(
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'append_only'); END"
            )
        clash = " OR ".join(f"({key})" for key in keys)
        connection.exec_driver_sql(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608 - names of our own tables
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {clash}) "
            "BEGIN SELECT RAISE(ABORT, 'append_only'); END"
        )


def _install_postgres(connection: Connection) -> None:
    connection.exec_driver_sql(_REFUSE)
    connection.exec_driver_sql(_BALANCE)
    for table in APPEND_ONLY:
        connection.exec_driver_sql(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
        )
    connection.exec_driver_sql(
        "CREATE CONSTRAINT TRIGGER ledger_entry_balance AFTER INSERT ON ledger_entry "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_balance()"
    )
    connection.exec_driver_sql("ALTER TABLE heard_call SET UNLOGGED")
    connection.exec_driver_sql(
        "ALTER TABLE change_log ALTER COLUMN tx SET DEFAULT (pg_current_xact_id()::text::bigint)"
    )
