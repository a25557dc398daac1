"""Many rows in one statement mean the same on both databases as rows written one by one."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Uuid,
    select,
)
from sqlalchemy.exc import DBAPIError

from desk_app.settlement.bulk import add_rows, among, change_rows, insert_rows
from desk_app.settlement.database import open_database

SHELF = Table(
    "shelf",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("name", String(8)),
    Column("count", BigInteger),
    Column("open", Boolean),
    Column("raw", LargeBinary),
    Column("owner", Uuid),
)
"""One column of every type that the centre writes."""

OWNER = UUID(int=7)


@pytest.fixture
def connection(address: str) -> Iterator[Connection]:
    database = open_database(address)
    with database.write() as opened:
        SHELF.create(opened)
        yield opened
        SHELF.drop(opened)
    database.close()


def book(number: int, **changed: object) -> dict[str, object]:
    row: dict[str, object] = {"id": number, "name": f"№ {number}", "count": number * 10**10, "open": number % 2 == 0}
    return row | {"raw": bytes([number, 0, 255]), "owner": OWNER} | changed


def shelf(connection: Connection) -> list[dict[str, object]]:
    return [dict(row) for row in connection.execute(select(SHELF).order_by(SHELF.c.id)).mappings()]


def test_every_type_of_value_is_read_back_as_it_was_written(connection: Connection) -> None:
    rows = [book(1), book(2, name=None, count=None, open=None, raw=None, owner=None), book(3, name="«%s» {x}")]
    insert_rows(connection, SHELF, rows)
    assert shelf(connection) == rows


def test_no_rows_are_no_statement(connection: Connection) -> None:
    insert_rows(connection, SHELF, [])
    change_rows(connection, SHELF, ("id",), [], put=("name",))
    add_rows(connection, SHELF, ("id",), [])
    assert shelf(connection) == []


def test_a_row_that_is_there_stays_where_that_was_asked_for(connection: Connection) -> None:
    insert_rows(connection, SHELF, [book(1)])
    insert_rows(connection, SHELF, [book(1, name="other"), book(2)], skip_known=True)
    assert shelf(connection) == [book(1), book(2)]


def test_a_row_that_is_there_refuses_them_all_where_it_was_not(connection: Connection) -> None:
    insert_rows(connection, SHELF, [book(1)])
    with pytest.raises(DBAPIError), connection.begin_nested():
        insert_rows(connection, SHELF, [book(2), book(1)])
    assert shelf(connection) == [book(1)]


def test_a_change_reaches_the_rows_it_names_and_no_others(connection: Connection) -> None:
    insert_rows(connection, SHELF, [book(1), book(2), book(3)])
    rows: list[dict[str, object]] = [
        {"id": 1, "name": "new", "count": 5},
        {"id": 3, "name": None, "count": -5},
        {"id": 9, "name": "", "count": 0},
    ]
    change_rows(connection, SHELF, ("id",), rows, put=("name",), add=("count",))
    assert shelf(connection) == [
        book(1, name="new", count=10**10 + 5),
        book(2),
        book(3, name=None, count=3 * 10**10 - 5),
    ]


def test_a_row_is_matched_by_all_the_columns_named(connection: Connection) -> None:
    insert_rows(connection, SHELF, [book(1), book(2)])
    rows = [{"id": 1, "name": "№ 1", "open": True}, {"id": 2, "name": "№ 1", "open": False}]
    change_rows(connection, SHELF, ("id", "name"), rows, put=("open",))
    assert [row["open"] for row in shelf(connection)] == [True, True]


def test_sums_are_added_to_what_is_there_and_begin_where_nothing_is(connection: Connection) -> None:
    insert_rows(connection, SHELF, [book(1)])
    add_rows(connection, SHELF, ("id",), [{"id": 1, "count": 7}, {"id": 2, "count": 8}])
    assert [row["count"] for row in shelf(connection)] == [10**10 + 7, 8]
    assert shelf(connection)[0]["name"] == "№ 1"


def test_a_text_too_long_is_refused_and_never_cut(postgres_address: str) -> None:
    database = open_database(postgres_address)
    with database.write() as connection:
        SHELF.create(connection)
        with pytest.raises(DBAPIError), connection.begin_nested():
            insert_rows(connection, SHELF, [book(1, name="nine char")])
        assert shelf(connection) == []
        SHELF.drop(connection)
    database.close()


@pytest.mark.parametrize(("wanted", "found"), [([], []), ([2], [2]), ([1, 3, 3, 9], [1, 3])])
def test_rows_are_found_among_any_number_of_values(connection: Connection, wanted: list[int], found: list[int]) -> None:
    insert_rows(connection, SHELF, [book(1), book(2), book(3)])
    query = select(SHELF.c.id).where(among(connection, SHELF.c.id, wanted)).order_by(SHELF.c.id)
    assert list(connection.execute(query).scalars()) == found
