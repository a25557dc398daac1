"""Many rows in one statement: what a batch of operations changes is written table by table.

PostgreSQL gets one array a column and one statement whatever the number of
rows, so that it is parsed and planned once for all batches; SQLite, which runs
in this process, gets the rows one by one.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Insert,
    Integer,
    LargeBinary,
    Table,
    Update,
    Uuid,
    any_,
    bindparam,
    insert,
    literal,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import Column

Rows = Sequence[Mapping[str, Any]]
_ARRAYS = ((Uuid, "uuid[]"), (Boolean, "boolean[]"), (Integer, "bigint[]"), (LargeBinary, "bytea[]"))


def insert_rows(connection: Connection, table: Table, rows: Rows, *, skip_known: bool = False) -> None:
    """Insert rows that all name the same columns; `skip_known` leaves those that are already there."""
    if not rows:
        return
    names = tuple(rows[0])
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_insert_arrays(table, names, skip_known=skip_known), _by_column(names, rows))
    else:
        connection.execute(_insert_each(table, skip_known=skip_known), rows)


def change_rows(
    connection: Connection,
    table: Table,
    match: tuple[str, ...],
    rows: Rows,
    *,
    put: tuple[str, ...] = (),
    add: tuple[str, ...] = (),
) -> None:
    """Change the rows that `match` names: columns of `put` are set, to columns of `add` something is added.

    Each row may be named once.
    """
    if not rows:
        return
    names = (*match, *put, *add)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_update_arrays(table, match, put, add), _by_column(names, rows))
    else:
        values = [{f"new_{name}": row[name] for name in names} for row in rows]
        connection.execute(_update_each(table, match, put, add), values)


def add_rows(connection: Connection, table: Table, key: tuple[str, ...], rows: Rows) -> None:
    """Insert rows, or add their numbers to those that are there; rows are locked in the order given."""
    if not rows:
        return
    names = tuple(rows[0])
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_add_arrays(table, names, key), _by_column(names, rows))
    else:
        connection.execute(_add_each(table, names, key), rows)


def among(connection: Connection, column: Column[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """Tell whether a column is one of these; on PostgreSQL one parameter, however many there are."""
    if connection.dialect.name == "postgresql":
        return column == any_(literal(list(values), postgresql.ARRAY(column.type)))
    return column.in_(values)


def _by_column(names: tuple[str, ...], rows: Rows) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in names}


@cache
def _insert_arrays(table: Table, names: tuple[str, ...], *, skip_known: bool = False) -> str:
    ending = " ON CONFLICT DO NOTHING" if skip_known else ""
    columns = ", ".join(_quoted(table, name) for name in names)
    return f"INSERT INTO {table.name} ({columns}) SELECT * FROM {_unnested(table, names)}{ending}"  # noqa: S608 - our own names


@cache
def _insert_each(table: Table, *, skip_known: bool) -> Insert:
    return sqlite.insert(table).on_conflict_do_nothing() if skip_known else insert(table)


@cache
def _add_arrays(table: Table, names: tuple[str, ...], key: tuple[str, ...]) -> str:
    sums = (_quoted(table, name) for name in names if name not in key)
    sets = ", ".join(f"{one} = {table.name}.{one} + excluded.{one}" for one in sums)
    place = ", ".join(_quoted(table, name) for name in key)
    return f"{_insert_arrays(table, names)} ON CONFLICT ({place}) DO UPDATE SET {sets}"


@cache
def _add_each(table: Table, names: tuple[str, ...], key: tuple[str, ...]) -> Insert:
    put = sqlite.insert(table)
    sums = {name: table.c[name] + put.excluded[name] for name in names if name not in key}
    return put.on_conflict_do_update(index_elements=[table.c[name] for name in key], set_=sums)


@cache
def _update_arrays(table: Table, match: tuple[str, ...], put: tuple[str, ...], add: tuple[str, ...]) -> str:
    name = table.name
    sets = [f"{_quoted(table, one)} = v.{_quoted(table, one)}" for one in put]
    sets += [f"{_quoted(table, one)} = {name}.{_quoted(table, one)} + v.{_quoted(table, one)}" for one in add]
    names = (*match, *put, *add)
    columns = ", ".join(_quoted(table, one) for one in names)
    where = " AND ".join(f"{name}.{_quoted(table, one)} = v.{_quoted(table, one)}" for one in match)
    return f"UPDATE {name} SET {', '.join(sets)} FROM {_unnested(table, names)} AS v({columns}) WHERE {where}"  # noqa: S608 - our own names


@cache
def _update_each(table: Table, match: tuple[str, ...], put: tuple[str, ...], add: tuple[str, ...]) -> Update:
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in put}
    values |= {name: table.c[name] + bindparam(f"new_{name}") for name in add}
    return update(table).where(*(table.c[name] == bindparam(f"new_{name}") for name in match)).values(values)


def _unnested(table: Table, names: tuple[str, ...]) -> str:
    return f"unnest({', '.join(f'%({name})b::{_array(table.c[name])}' for name in names)})"


def _array(column: Column[Any]) -> str:
    """Name the array type; texts go as `text`, since a cast to varchar(n) would cut them off in silence."""
    return next((name for kind, name in _ARRAYS if isinstance(column.type, kind)), "text[]")


def _quoted(table: Table, name: str) -> str:
    return f'"{table.c[name].name}"'
