"""What the search finds, in which order, and what cannot hurt it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from desk_app.domain.ids import AccountKey
from desk_app.domain.queries import read_query
from desk_app.domain.search import QueryKind, SearchRow
from desk_app.mirror_file.tables import create_search_tables
from desk_app.store.search import SearchAnswer, SearchIndex
from desk_app.store.search_cursor import cursor_of
from tests.helpers.encrypted import encrypted_engine


def _row(key: str, holder: str, place: str, number: str = "", phone_tail: str = "", card: str = "") -> SearchRow:
    settlement, street, house, flat = (*place.split(","), "", "")[:4]
    return SearchRow(AccountKey(key), number or key, holder, settlement, street, house, flat, phone_tail, card)


TOWN = (
    _row("a1", "Иванов Иван Иванович", "Барнаул,Гагарина,52,7", "00-000123", "2024", "9900060000000001"),
    _row("a2", "ИВАНОВ ИВАН ИВАНОВИЧ", "БАРНАУЛ Г,УЛ. ГАГАРИНА,Д. 52,кв. 7", "0012345678"),
    _row("a3", "Петрова Анна Сергеевна", "Барнаул,Гагарина,52,70"),
    _row("a4", "Королёв Пётр Ильич", "Барнаул,Гагарина,52а,"),
    _row("a5", "Сидоров Иван Петрович", "Барнаул,Гагарина,2,10"),
    _row("a6", "Сидорова Ольга", "Барнаул,Гагарина,10,2"),
    _row("a7", "Гагарин Юрий", "Бийск,8 Марта,35,1", "75ДА533315-01"),
    _row("a8", "Шмидт Эмма", "12 лет Октября пос,Западная ул,1,2", "00-000124", "2024", "9900060000000002"),
    _row("a9", "Ким Вера", "Барнаул,80 Гвардейской Дивизии,5,12"),
    _row("b1", "Ивановская Зоя", "Бийск,Ёлочная,12к2,3"),
    _row("b2", "Салтыков-Щедрин М.Е.", "Усть-Калманка,Набережная ул,10/1,"),
    _row("b3", "Ли Зоя", "Тальменка,Лесная,а5,н3"),
    _row("b4", "Ли Нина", "Тальменка,Лесная,5,30"),
)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    engine = encrypted_engine(tmp_path_factory.mktemp("search") / "desk.db")
    with engine.connect() as connection:
        create_search_tables(cursor_of(connection))
        SearchIndex().rebuild(connection, TOWN)
        yield connection
    engine.dispose()


def _find(town: Connection, typed: str) -> SearchAnswer:
    return SearchIndex().find(town, read_query(typed))


def _keys(town: Connection, typed: str) -> str:
    return " ".join(hit.account_key for hit in _find(town, typed).hits)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Барнаул Гагарина 52 7", "a1 a2 a3"),
        ("гагарина 52 7 барнаул", "a1 a2"),
        ("Барнаул, ул. Гагарина, д.52, кв.7 ", "a1 a2"),
        ("гагарина 52 70", "a3"),
        ("барн гаг 52а", "a4"),
        ("гагарина 52 а", "a4 a3"),
        ("8 Марта 35 1", "a7"),
        ("8 марта", "a7"),
        ("12 лет Октября", "a8"),
        ("80 Гвардейской Дивизии 5 12", "a9"),
        ("елочная 12 к 2", "b1"),
        ("ЁЛОЧНАЯ 12К2 3", "b1"),
        ("набережная 10/1", "b2"),
        ("калманка усть", "b2"),
        ("щедрин", "b2"),
        ("королев", "a4"),
        ("иванов 52 7", "a1 a2"),
        ("иванов бийск", "b1"),
        ("00-000123", "a1"),
        ("00000123", "a1"),
        ("0000012", "a8 a1"),
        ("5678", "a2"),
        ("75да5333", "a7"),
        ("75ДА533315-01", "a7"),
        ("8 903 767-20-24", "a8 a1"),
        ("9900 0600 0000 0002", "a8"),
        ("99000600000", "a8 a1"),
        ("шмидт 00-000124", "a8"),
        ("иванов 00-000124", ""),
        ("нигде", ""),
    ],
)
def test_finds(town: Connection, typed: str, found: str) -> None:
    assert _keys(town, typed) == found


def test_whole_words_come_before_beginnings_and_then_natural_address_order(town: Connection) -> None:
    assert _keys(town, "иван") == "a5 a1 a2 b1"
    assert _keys(town, "сидоров") == "a5 a6"
    assert _keys(town, "гагарина").split()[:4] == ["a5", "a6", "a1", "a2"]


def test_a_word_may_be_a_street_for_one_account_and_a_name_for_another(town: Connection) -> None:
    assert _keys(town, "гагарин") == "a7 a5 a6 a1 a2 a3 a4"


def test_the_whole_house_comes_before_the_ones_that_only_begin_so(town: Connection) -> None:
    ranks = [(hit.account_key, hit.rank) for hit in _find(town, "гагарина 52").hits]
    assert ranks == [("a1", 0), ("a2", 0), ("a3", 0), ("a4", 2)]


@pytest.mark.parametrize(
    ("typed", "meant", "first"),
    [(",fhyfek ufufhbyf 52 7", "барнаул гагарина 52 7", "a1"), ("rbv", "ким", "a9"), ("`kjxyfz", "ёлочная", "b1")],
)
def test_text_in_the_wrong_layout_is_found_and_said(town: Connection, typed: str, meant: str, first: str) -> None:
    answer = _find(town, typed)
    assert (answer.hits[0].account_key, answer.shown_for) == (first, meant)


def test_a_number_begins_no_house_or_flat_that_begins_with_a_letter(town: Connection) -> None:
    assert _keys(town, "лесная 1") == ""
    assert _keys(town, "лесная 5") == "b4"
    assert _keys(town, "лесная 5 3") == "b4"
    assert _keys(town, "тальменка лесная кв 1") == ""


def test_the_limit_keeps_the_first_ones(town: Connection) -> None:
    assert [hit.account_key for hit in SearchIndex().find(town, read_query("барнаул"), 3).hits] == ["a9", "a5", "a6"]


def test_each_hit_says_by_what_it_was_found(town: Connection) -> None:
    assert _find(town, "00-000123").hits[0].kind is QueryKind.ACCOUNT
    assert _find(town, "9037672024").hits[0].kind is QueryKind.PHONE
    assert _find(town, "гагарина 52").hits[0].kind is QueryKind.ADDRESS
    assert _find(town, "щедрин").hits[0].kind is QueryKind.NAME


@pytest.mark.parametrize(
    ("typed", "found"),
    [("гогарина 52 7", "a1 a2 a3"), ("сидоорв", "a5"), ("корлев", "a4"), ("ивановскяа", "b1"), ("шмитд 1", "a8")],
)
def test_one_slip_in_a_long_word_is_forgiven_when_nothing_else_is_found(
    town: Connection, typed: str, found: str
) -> None:
    answer = _find(town, typed)
    assert (" ".join(hit.account_key for hit in answer.hits), answer.nearly) == (found, True)


def test_a_slip_in_a_short_word_is_not_guessed(town: Connection) -> None:
    assert not _find(town, "кмм").hits


@pytest.mark.parametrize(
    "typed",
    ["", " ", "'", "\"' OR 1=1 --", "%", "_", "*", "[", "\0", "Иванов\0", "😀", "\ud800", "NULL", "{}", "а" * 10_000,
     "а б " * 2500, "1 " * 5000, "/-/-/", "52 7", "-" * 300, "٣٤", "½", "ǅ", "İ"],
)  # fmt: skip
def test_hostile_text_is_only_text(town: Connection, typed: str) -> None:
    answer = _find(town, typed)
    assert len(answer.hits) <= 50


def test_a_percent_sign_matches_nothing_but_is_skipped_in_words(town: Connection) -> None:
    assert _find(town, "%").hits == ()
    assert _keys(town, "щед%рин") == ""
    assert _keys(town, "щедрин %") == "b2"


def test_an_index_never_built_finds_nothing(tmp_path: Path) -> None:
    engine = encrypted_engine(tmp_path / "new.db")
    with engine.connect() as connection:
        create_search_tables(cursor_of(connection))
        assert SearchIndex().find(connection, read_query("иванов")) == SearchAnswer()
    engine.dispose()
