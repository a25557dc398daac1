"""The index and a plain look at every account must agree, hit by hit and in order."""

from collections.abc import Iterator
from itertools import groupby

import pytest
from sqlalchemy import Connection

from desk_app.domain.addresses import Address
from desk_app.domain.queries import read_query
from desk_app.domain.search import SearchRow
from desk_app.mirror_file.tables import create_search_tables
from desk_app.store import search_terms
from desk_app.store.search import SearchIndex
from desk_app.store.search_cursor import cursor_of
from desk_app.store.search_ways import Ways
from tests.helpers.city import make_city
from tests.helpers.encrypted import encrypted_engine
from tests.helpers.queries import queries_of
from tests.helpers.search_oracle import Oracle, one_slip

City = tuple[list[SearchRow], Oracle, SearchIndex, Connection]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    rows = make_city(4000, seed=3)
    engine = encrypted_engine(tmp_path_factory.mktemp("city") / "desk.db")
    with engine.connect() as connection:
        index = SearchIndex()
        create_search_tables(cursor_of(connection))
        index.rebuild(connection, rows)
        yield rows, Oracle(rows), index, connection
    engine.dispose()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_index_agrees_with_a_look_at_every_account(city: City, seed: int) -> None:
    rows, oracle, index, connection = city
    for _kind, typed in queries_of(rows, 152, seed):
        query = read_query(typed)
        assert index.find(connection, query) == oracle.find(query), typed


@pytest.mark.parametrize("limit", [1, 7, 1000])
def test_the_index_agrees_whatever_the_limit(city: City, limit: int) -> None:
    rows, oracle, index, connection = city
    for _kind, typed in queries_of(rows, 76, seed=9):
        query = read_query(typed)
        assert index.find(connection, query, limit) == oracle.find(query, limit), typed


@pytest.mark.parametrize("gathers", [True, False])
def test_both_ways_to_look_give_the_same(city: City, monkeypatch: pytest.MonkeyPatch, gathers: bool) -> None:
    rows, oracle, index, connection = city
    monkeypatch.setattr(Ways, "_gathers", lambda *_: gathers)
    for _kind, typed in queries_of(rows, 95, seed=5):
        query = read_query(typed)
        assert index.find(connection, query) == oracle.find(query), typed


def test_words_with_too_many_meanings_are_still_found(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    rows, oracle, index, connection = city
    monkeypatch.setattr(search_terms, "_MOST_SPLITS", 0)
    for _kind, typed in queries_of(rows, 38, seed=6):
        query = read_query(typed)
        assert index.find(connection, query) == oracle.find(query), typed


@pytest.mark.parametrize("typed", ["а б в г д е к л м н о п", "и и в а", "с к м а 1", "п п п 1 1", "б г 5", "а 1 а"])
def test_many_short_words_agree_too(city: City, typed: str) -> None:
    _rows, oracle, index, connection = city
    assert index.find(connection, read_query(typed)) == oracle.find(read_query(typed))


def test_accounts_of_one_flat_stand_together(city: City) -> None:
    rows, _oracle, index, connection = city
    flats = {row.account_key: Address(row.settlement, row.street, row.house, row.flat).premise_key for row in rows}
    for row in rows[:60]:
        hits = index.find(connection, read_query(f"{row.street} {row.house} ")).hits
        runs = [key for key, _run in groupby((hit.rank, flats[hit.account_key]) for hit in hits)]
        assert len(runs) == len(set(runs)), row


@pytest.mark.parametrize(
    ("typed", "word", "near"),
    [("иваноа", "иванов", True), ("ивнаов", "иванов", True), ("ивано", "иванов", True), ("ивановв", "иванов", True),
     ("иванов", "иванов", False), ("ивнавао", "иванов", False), ("петров", "иванов", False)],
)  # fmt: skip
def test_the_oracle_itself_knows_one_slip(typed: str, word: str, near: bool) -> None:
    assert one_slip(typed, word) == near
