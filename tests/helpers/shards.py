"""Shards played by native partitions: the program's own statements, explained over tables cut by their keys.

Each table is cut into as many hash partitions as there would be shards. A plan that names one partition of every table
would run on one shard; the others are what has to change, or cannot.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, Table, UniqueConstraint, event

from desk_app.settlement.tables import metadata

SHARDS = 8

DESK = {
    "desk_head": "desk_id", "epoch_grant": "desk_id", "desk_install": "desk_id", "heard_call": "desk_id",
    "op_inbox": "desk_id", "op_carried": "desk_id", "op_state": "desk_id", "ack": "desk_id", "payment_state": "desk_id",
    "ledger_tx": "desk_id", "ledger_entry": "desk_id", "shift": "desk_id", "card_lease": "desk_id", "alarm": "desk_id",
}  # fmt: skip
"""What belongs to a desk, and the column that would say so; two of them do not have it yet."""

ACCOUNT = {"account": "key", "charge": "account_key", "meter": "account_key"}
"""What belongs to an account."""

HOUSE = {"change_log": "house_id", "house_tally": "house_id"}
"""What the feed reads, by house."""

KEYS = DESK | ACCOUNT | HOUSE
"""Every other table is small and read everywhere: a copy of it stands on every shard."""

_CUT = re.compile(r" on (?:sharded\.)?(\w+?)_s(\d+)\b")
_PLACES = re.compile(r"\s+")
_PLANNED = ("SELECT", "UPDATE", "DELETE")


@dataclass(frozen=True, slots=True)
class Said:
    """One statement of the program with its values."""

    text: str
    values: Any

    @property
    def short(self) -> str:
        """Name it by what it does and to which of the cut tables."""
        tables = [name for name in KEYS if re.search(rf"\b{name}\b", self.text)]
        locked = " for update" if "FOR UPDATE" in self.text else ""
        return f"{self.text.split()[0].lower()} {', '.join(sorted(tables))}{locked}"


@dataclass(slots=True)
class Listener:
    """Writes down what the program says to its database."""

    heard: list[Said] = field(default_factory=list)

    def __call__(self, _c: object, _cursor: object, text: str, values: Any, *_rest: object) -> None:  # noqa: ANN401 - what the driver is given
        """Take a statement."""
        self.heard.append(Said(_PLACES.sub(" ", text), values))


@contextmanager
def listening(*engines: Engine) -> Iterator[list[Said]]:
    """Write down every statement of a block."""
    listener = Listener()
    for engine in engines:
        event.listen(engine, "before_cursor_execute", listener)
    try:
        yield listener.heard
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", listener)


def keys_to_change() -> list[str]:
    """Name the tables whose primary key or unique rule does not hold the column they would be cut by."""
    return sorted(name for name, key in KEYS.items() if not _holds_everywhere(metadata.tables[name], key))


def _holds_everywhere(table: Table, key: str) -> bool:
    rules = [table.primary_key, *(one for one in table.constraints if isinstance(one, UniqueConstraint))]
    return all(key in {column.name for column in rule.columns} for rule in rules)


def cut(connection: Connection) -> None:
    """Make an empty twin of every table, cut by its key; without indexes, which play no part in what is pruned."""
    connection.exec_driver_sql("CREATE SCHEMA sharded")
    for name, key in KEYS.items():
        missing = "" if key in metadata.tables[name].columns else f", {key} uuid NOT NULL"
        connection.exec_driver_sql(
            f"CREATE TABLE sharded.{name} (LIKE public.{name} INCLUDING DEFAULTS{missing}) PARTITION BY HASH ({key})"
        )
        for number in range(SHARDS):
            connection.exec_driver_sql(
                f"CREATE TABLE sharded.{name}_s{number} PARTITION OF sharded.{name} "
                f"FOR VALUES WITH (MODULUS {SHARDS}, REMAINDER {number})"
            )
    connection.exec_driver_sql("SET search_path TO sharded, public")


def plan(connection: Connection, text: str, values: Any = ()) -> str:  # noqa: ANN401 - what the driver is given
    """Explain a statement over the cut tables."""
    return "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN (COSTS OFF) {text}", values))


def touched(plan_text: str) -> dict[str, int]:
    """Count the partitions of each table that a plan would visit."""
    found = set(_CUT.findall(plan_text))
    return {name: sum(table == name for table, _number in found) for name in sorted({table for table, _ in found})}


def report(heard: dict[str, list[Said]], connection: Connection) -> Iterator[str]:
    """Tell, act by act, how many shards each reading or changing statement visits; inserts go where their rows say."""
    for act, said in heard.items():
        lines = (_line(act, one, connection) for one in said if one.text.startswith(_PLANNED))
        yield from dict.fromkeys(line for line in lines if line)


def _line(act: str, said: Said, connection: Connection) -> str:
    visited = touched(plan(connection, said.text, said.values))
    return f"{act}: {said.short}: {max(visited.values())}" if visited else ""


_VALUES = {
    "desk": "0192f000-0000-7000-8000-00000000d35c", "ops": ["0192f000-0000-7000-8000-000000000001"], "kop": 100,
    "drawer": "desk_cash:0192f000-0000-7000-8000-00000000d35c", "key": "tko/0101", "house": 1, "after": 0,
}  # fmt: skip

WITH_KEY = {
    "push: heard before, with the desk": (
        "SELECT * FROM op_inbox i JOIN op_state s ON s.desk_id = i.desk_id AND s.op_id = i.op_id "
        "WHERE i.desk_id = %(desk)s AND i.op_id = ANY(%(ops)s::uuid[])"
    ),
    "push: carried before, with the desk": (
        "SELECT hash FROM op_carried WHERE desk_id = %(desk)s AND op_id = ANY(%(ops)s::uuid[])"
    ),
    "push: the same sum a moment ago, with the desk": (
        "SELECT p.wall_utc FROM payment_state p JOIN ledger_entry e ON e.desk_id = p.desk_id AND e.tx_id = p.op_id "
        "WHERE p.desk_id = %(desk)s AND e.dim_account = %(key)s"
    ),
    "hello: the drawer's sum, with the desk": (
        "SELECT sum(amount_kop) FROM ledger_entry "
        "WHERE desk_id = %(desk)s AND account_id = %(drawer)s AND amount_kop > 0"
    ),
    "push: what an account owes, account by account": (
        "UPDATE charge SET paid_here = paid_here + %(kop)s WHERE account_key = %(key)s AND service = '5258'"
    ),
    "push: an account's version, account by account": "UPDATE account SET version = version + 1 WHERE key = %(key)s",
    "feed: one house": (
        "SELECT * FROM change_log WHERE house_id = %(house)s AND (tx, change) > (%(after)s, 0) ORDER BY tx, change"
    ),
    "tally: one house": "SELECT entity, count, digest FROM house_tally WHERE house_id = %(house)s",
}
"""How the statements that visit every shard would be said once keys and tables have the column to cut by."""


def with_key(connection: Connection) -> dict[str, int]:
    """Count the shards that each of them visits."""
    return {name: max(touched(plan(connection, query, _VALUES)).values()) for name, query in WITH_KEY.items()}
