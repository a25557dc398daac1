"""Accounts put and removed one by one leave the index as a rebuild would."""

from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from desk_app.domain.ids import AccountKey
from desk_app.domain.queries import read_query
from desk_app.domain.search import SearchRow
from desk_app.mirror_file.tables import create_search_tables
from desk_app.store.search import SearchIndex
from desk_app.store.search_cursor import cursor_of
from tests.helpers.city import make_city
from tests.helpers.encrypted import encrypted_engine

_IN_ORDER = (
    "SELECT sort_key, house, flat, number, number_reversed, a.words, phone_tail, card, a.account_key "
    "FROM search_account AS a JOIN search_number USING (label) JOIN search_place USING (place_id) ORDER BY label"
)
_POSTINGS = (
    "SELECT word, account_key, signature, door FROM search_posting LEFT JOIN search_word USING (word_id) "
    "LEFT JOIN search_account USING (label) ORDER BY 1, 2"
)
_ROWS = st.builds(
    SearchRow,
    account_key=st.sampled_from([AccountKey(f"01/{at}") for at in range(9)]),
    number=st.sampled_from(["00-1", "00-2", "7"]),
    holder=st.sampled_from(["Иванов Иван Иванович", "Петрова Анна", "Ли", ""]),
    settlement=st.sampled_from(["г. Барнаул", "Бийск"]),
    street=st.sampled_from(["8 Марта", "ул. Ленина", "Западная", "2-я Западная"]),
    house=st.sampled_from(["1", "2", "10", "10а", "2/1"]),
    flat=st.sampled_from(["", "1", "2", "10", "07"]),
    phone_tail=st.sampled_from(["", "2024"]),
    card=st.sampled_from(["", "9900060000000001"]),
)


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    engine = encrypted_engine(tmp_path_factory.mktemp("changes") / "desk.db")
    with engine.connect() as connection:
        create_search_tables(cursor_of(connection))
        yield connection
    engine.dispose()


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    engine = encrypted_engine(tmp_path_factory.mktemp("scratch") / "desk.db")
    with engine.begin() as connection:
        create_search_tables(cursor_of(connection))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def contents(connection: Connection) -> list[list[tuple[object, ...]]]:
    """Return everything the index holds, without the numbers it chose for itself."""
    cursor = cursor_of(connection)
    return [
        cursor.execute(sql).fetchall()
        for sql in (
            _IN_ORDER,
            _POSTINGS,
            "SELECT sort_key, words, accounts FROM search_place ORDER BY place_id",
            "SELECT word, accounts FROM search_word ORDER BY word",
        )
    ]


def _rebuilt(connection: Connection, rows: Iterable[SearchRow]) -> list[list[tuple[object, ...]]]:
    SearchIndex().rebuild(connection, rows)
    return contents(connection)


@settings(deadline=None, max_examples=60)
@given(
    built=st.lists(_ROWS, max_size=6, unique_by=lambda row: row.account_key),
    changes=st.lists(_ROWS | st.sampled_from([AccountKey(f"01/{at}") for at in range(9)]), max_size=25),
)
def test_puts_and_removals_equal_a_rebuild(
    scratch: Connection, built: list[SearchRow], changes: list[SearchRow | AccountKey]
) -> None:
    index = SearchIndex()
    index.rebuild(scratch, built)
    left = {row.account_key: row for row in built}
    for change in changes:
        if isinstance(change, SearchRow):
            index.put(scratch, change)
            left[change.account_key] = change
        else:
            index.remove(scratch, change)
            left.pop(change, None)
    changed = contents(scratch)
    assert changed == _rebuilt(scratch, left.values())
    scratch.rollback()


def test_a_city_put_one_by_one_equals_a_rebuilt_one(desk: Connection) -> None:
    rows, index = make_city(300, seed=4), SearchIndex()
    for row in rows:
        index.put(desk, row)
    assert contents(desk) == _rebuilt(desk, rows)


def test_an_account_is_found_by_its_new_name_only(desk: Connection) -> None:
    index, before = SearchIndex(), _account("1", holder="Старая Анна")
    index.rebuild(desk, [before, _account("2", holder="Ким Вера")])
    assert index.find(desk, read_query("старая")).hits
    index.put(desk, _account("1", holder="Новая Анна", house="9"))
    assert not index.find(desk, read_query("старая")).hits
    assert not index.find(desk, read_query("ленина 1 ")).hits[1:]
    assert [hit.account_key for hit in index.find(desk, read_query("новая 9")).hits] == ["1"]


def test_nothing_of_a_removed_account_stays_in_the_tables(desk: Connection) -> None:
    index = SearchIndex()
    index.put(desk, _account("1"))
    index.remove(desk, AccountKey("1"))
    index.remove(desk, AccountKey("1"))
    assert contents(desk) == [[], [], [], []]


def test_an_undone_change_is_forgotten(desk: Connection) -> None:
    index = SearchIndex()
    index.rebuild(desk, [_account("1")])
    desk.commit()
    index.put(desk, _account("2", holder="Призраков Пётр"))
    assert index.find(desk, read_query("призраков")).hits
    desk.rollback()
    assert not index.find(desk, read_query("призраков")).hits
    index.put(desk, _account("3", holder="Другой Пётр"))
    assert [hit.account_key for hit in index.find(desk, read_query("другой")).hits] == ["3"]


def test_another_index_over_the_same_file_sees_the_change(desk: Connection) -> None:
    one, other = SearchIndex(), SearchIndex()
    one.put(desk, _account("1", holder="Первых Анна"))
    assert other.find(desk, read_query("первых")).hits
    one.put(desk, _account("2", holder="Вторых Анна"))
    assert other.find(desk, read_query("вторых")).hits


def test_a_house_built_since_the_dictionaries_were_read_is_found(desk: Connection) -> None:
    one, other = SearchIndex(), SearchIndex()
    one.rebuild(desk, [_account("1", house="1"), _account("2", house="2")])
    assert other.find(desk, read_query("ленина 1 ")).hits
    one.put(desk, _account("3", house="9"))
    assert [hit.account_key for hit in other.find(desk, read_query("ленина 9 ")).hits] == ["3"]


def test_a_row_that_says_nothing_new_changes_nothing(desk: Connection) -> None:
    index = SearchIndex()
    index.put(desk, _account("1"))
    state = cursor_of(desk).execute("SELECT * FROM search_state").fetchall()
    index.put(desk, _account("1"))
    assert cursor_of(desk).execute("SELECT * FROM search_state").fetchall() == state


def test_flats_squeezed_in_again_and_again_make_the_street_space_out(desk: Connection) -> None:
    flats = ["1", "100", *(str(flat) for flat in range(99, 20, -1))]
    rows, index = [_account(flat, flat=flat) for flat in flats], SearchIndex()
    for row in rows:
        index.put(desk, row)
    assert contents(desk) == _rebuilt(desk, rows)


def test_streets_squeezed_in_again_and_again_make_places_space_out(desk: Connection) -> None:
    streets = ["1", "100", *(str(street) for street in range(99, 50, -1))]
    rows, index = [_account(street, street=f"Линия {street}") for street in streets], SearchIndex()
    for row in rows:
        index.put(desk, row)
    assert contents(desk) == _rebuilt(desk, rows)


def _account(
    key: str, holder: str = "Иванов Иван", street: str = "Ленина", house: str = "1", flat: str = ""
) -> SearchRow:
    return SearchRow(AccountKey(key), f"00-{key}", holder, "Барнаул", street, house, flat)
