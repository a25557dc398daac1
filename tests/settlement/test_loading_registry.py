"""Registries of «Система Город» as providers really send them."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.settlement.loading.places import NOWHERE, Place
from desk_app.settlement.loading.reasons import FileRefusedError
from desk_app.settlement.loading.registry import Registry, RegistryKind, RegistryRow, read_registry, write_registry

EXAMPLES = Path(__file__).parent / "examples"
OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))


def registry(*rows: str, head: str = "#FILESUM {sum}\n#TYPE 7\n#SERVICE 5258\n", total: str = "1.00") -> bytes:
    return (head.replace("{sum}", total) + "\n".join(rows)).encode()


def refusal(raw: bytes) -> FileRefusedError:
    with pytest.raises(FileRefusedError) as refused:
        read_registry(raw)
    return refused.value


def test_the_registry_quoted_in_the_domain_pages_is_read() -> None:
    read = read_registry((EXAMPLES / "saldo_5258 2026-10-15.txt").read_bytes())
    first = RegistryRow(
        "Иванов Иван Иванович", Place("Поспелиха", "8 Марта", "35", "1"), "00-000123", 48567, "", *OCTOBER
    )
    place = Place("12 лет Октября пос", "Западная ул", "1", "2")
    second = RegistryRow("Петрова Анна Сергеевна", place, "00-000124", 47057, "", *OCTOBER)
    assert read == Registry(RegistryKind.SALDO, "5258", (first, second))
    assert (read.total, read.encoding, [row.line for row in read.rows]) == (95624, "cp1251", [4, 5])
    assert first.period == "2026-10"


def test_a_closing_registry_in_its_senders_spelling_is_read() -> None:
    read = read_registry((EXAMPLES / "acc_close_5258 2026-10-15.txt").read_bytes())
    assert (read.kind, read.rows[0].number, read.rows[0].period) == (RegistryKind.CLOSING, "00-000124", None)


def test_a_dos_registry_with_its_sum_in_the_last_line_is_read() -> None:
    read = read_registry((EXAMPLES / "saldo_4410 2026-10-15 dos.txt").read_bytes())
    assert (read.encoding, read.total) == ("cp866", -5550)
    assert read.rows[1].holder == "Ёлкин Пётр Юрьевич"
    assert read.rows[1].place == Place("Барнаул", "80 Гвардейской Дивизии", "5")


def test_a_registry_with_a_note_padding_and_no_address_is_read() -> None:
    read = read_registry((EXAMPLES / "saldo_3101 note.txt").read_bytes())
    assert read.note == "Сальдо после перерасчёта за сентябрь"
    assert read.rows == (RegistryRow("ШМИДТ ЭММА КАРЛОВНА", NOWHERE, "000000000000042", 120000),)


@pytest.mark.parametrize("order", ["FTSR", "RSTF", "TRFS", "SRTF"])
@pytest.mark.parametrize("spell", [str.upper, str.lower, str.title])
def test_headers_stand_in_any_order_and_any_case(order: str, spell: object) -> None:
    assert callable(spell)
    lines = {"F": "#filesum\t 1.00", "T": " # type    7 ", "S": "#service 5258;;;", "R": "А;;1;1.00"}
    raw = "\r\n".join(lines[key] if key == "R" else spell(lines[key]) for key in order).encode()
    assert read_registry(raw).rows[0].saldo == 100


@pytest.mark.parametrize("tail", ["", ";", ";;", ";;;", ";;;;", ";;;;;;;;", "; ; ; ;"])
def test_a_row_may_end_early_or_be_padded(tail: str) -> None:
    assert read_registry(registry(f"А;;1;1.00{tail}")).rows == (RegistryRow("А", NOWHERE, "1", 100),)


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("Барнаул,Гагарина,52,7", Place("Барнаул", "Гагарина", "52", "7")),
        (" г. Барнаул , ул. Гагарина, д. 52 , кв. 7 ", Place("г. Барнаул", "ул. Гагарина", "52", "7")),
        ("Барнаул,Гагарина,52", Place("Барнаул", "Гагарина", "52")),
        ("Барнаул,Гагарина,52,", Place("Барнаул", "Гагарина", "52")),
        ("Поспелиха,35", Place("Поспелиха", "", "35")),
        ("Поспелиха,,35", Place("Поспелиха", "", "35")),
        ("656000,Алтайский край,Барнаул,Гагарина,52А,7", Place("Барнаул", "Гагарина", "52А", "7")),
        ("Барнаул,Гагарина,12,корп. 2,7", Place("Барнаул", "Гагарина", "12 корп. 2", "7")),
        ("Павловский р-н,Павловск,Мира,5,1", Place("Павловский р-н Павловск", "Мира", "5", "1")),
        ("Барнаул,Гагарина,52,доля 1/2", Place("Барнаул", "Гагарина", "52", "доля 1/2")),
        (",,,", NOWHERE),
        ("", NOWHERE),
    ],
)
def test_addresses_come_in_many_spellings(written: str, place: Place) -> None:
    assert read_registry(registry(f"А;{written};1;1.00")).rows[0].place == place


@pytest.mark.parametrize(
    ("written", "kopecks"),
    [
        ("0.29", 29),
        ("0,29", 29),
        ("4.1", 410),
        ("40", 4000),
        ("-1.05", -105),
        ("-0.00", 0),
        ("1000000000.01", 10**11 + 1),
    ],
)
def test_a_sum_is_exact_to_the_kopeck(written: str, kopecks: int) -> None:
    assert read_registry(registry(f"А;;1;{written}", total=written)).rows[0].saldo == kopecks


def test_ten_thousand_rows_of_ten_kopecks_make_exactly_a_thousand_rubles() -> None:
    rows = (f"А;;{number};0.10" for number in range(10_000))
    assert read_registry(registry(*rows, total="1000.00")).total == 100_000


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("А;;1", "columns_missing"),
        ("просто слова", "columns_missing"),
        ("А;;1;1.00;;;;хвост", "columns_extra"),
        ("А;Барнаул Гагарина 52 7;1;1.00", "address_unreadable"),
        ("А;Барнаул,Гагарина;1;1.00", "address_unreadable"),
        ("А;Барнаул,Гагарина,,7;1;1.00", "address_unreadable"),
        ("А;а,б,в,г,д;1;1.00", "address_unreadable"),
        (f"А;{'а' * 121},б,1;1;1.00", "text_too_long"),
        (f"{'А' * 161};;1;1.00", "text_too_long"),
        ("А;;;1.00", "number_missing"),
        ("А;;12 34;1.00", "number_unreadable"),
        (f"А;;{'1' * 41};1.00", "number_unreadable"),
        ("А;;٣;1.00", "number_unreadable"),
        ("А;;1;", "sum_unreadable"),
        ("А;;1;1.", "sum_unreadable"),
        ("А;;1;1e3", "sum_unreadable"),
        ("А;;1;NaN", "sum_unreadable"),
        ("А;;1;1.005", "sum_decimals"),
        ("А;;1;99999999999.00", "sum_too_large"),
        ("А;;1;1.00;суб услуга", "code_unreadable"),
        ("А;;1;1.00;;31.02.2026", "date_unreadable"),
        ("А;;1;1.00;;01.10.26", "date_unreadable"),
        ("А;;1;1.00;;01.10.0026", "date_unreadable"),
        ("А;;1;1.00;;31.10.2026;01.10.2026", "period_backwards"),
        ("#COMMENT x", "header_unknown"),
        ("#TYPE 7", "header_repeated"),
    ],
)
def test_a_faulty_row_is_named_by_line_and_reason(row: str, reason: str) -> None:
    error = refusal(registry("Б;;2;1.00", row))
    assert (error.line, error.reason_code) == (5, reason)
    assert "Строка 5:" in error.text()
    assert "не загружен" in error.text()


@pytest.mark.parametrize(
    ("head", "line", "reason"),
    [
        ("#TYPE 7\n#SERVICE 1\n", None, "header_missing"),
        ("#FILESUM 1\n#SERVICE 1\n", None, "header_missing"),
        ("#FILESUM 1\n#TYPE 7\n", None, "header_missing"),
        ("#FILESUM x\n#TYPE 7\n#SERVICE 1\n", 1, "header_unreadable"),
        ("#FILESUM 1\n#TYPE 8\n#SERVICE 1\n", 2, "type_unknown"),
        ("#FILESUM 1\n#TYPE\n#SERVICE 1\n", 2, "type_unknown"),
        ("#FILESUM 1\n#TYPE 7\n#SERVICE a b\n", 3, "header_unreadable"),
        ("#FILESUM 1.01\n#TYPE 7\n#SERVICE 1\n", 1, "filesum_differs"),
        ("#FILESUM 1\n#TYPE 9\n#SERVICE 1\n", 4, "closing_with_saldo"),
    ],
)
def test_a_faulty_heading_is_named(head: str, line: int | None, reason: str) -> None:
    error = refusal(registry("А;;1;1.00", head=head))
    assert (error.line, error.reason_code) == (line, reason)


def test_a_registry_without_rows_is_refused() -> None:
    assert refusal(b"#FILESUM 0\n#TYPE 7\n#SERVICE 1\n").reason_code == "no_rows"


def test_an_account_twice_is_refused_with_both_lines() -> None:
    error = refusal(registry("А;;1;1.00", "", "Б;;1;2.00", total="3"))
    assert (error.line, error.reason_code, error.facts) == (6, "account_repeated", {"number": "1", "first": 4})


def test_an_account_may_come_once_for_each_sub_service() -> None:
    read = read_registry(registry("А;;1;1.00;10", "А;;1;2.00;11", total="3"))
    assert [row.sub_service for row in read.rows] == ["10", "11"]


def test_twenty_faults_are_told_at_once_and_no_more() -> None:
    error = refusal(registry(*(f"А;;{n};сто{n}" for n in range(30))))
    assert [fault.line for fault in error.faults] == list(range(4, 24))
    assert "Показаны первые 20 ошибок" in error.text()


def test_the_error_itself_quotes_nothing_of_the_file() -> None:
    error = refusal(registry("Иванов Иван;;1;сто"))
    assert str(error) == "sum_unreadable at line 4"
    assert "«сто»" in error.text()


_WORDS = (
    "Иванов",
    "Ёлкина",
    "Пётр",
    "Мария",
    "Юрьевна",
    "ШМИДТ",
    "8",
    "Марта",
    "пр-кт",
    "№5",
    "Съезжая",
    "12/1",
    "ул.",
)
_words = st.lists(st.sampled_from(_WORDS), max_size=5).map(" ".join)
_street = _words.filter(lambda text: text == "" or not text[0].isdigit())
_house = st.from_regex(r"[1-9][0-9]{0,2}[АБВ]?(/[1-9])?", fullmatch=True)
_places = st.one_of(
    st.just(NOWHERE),
    st.builds(Place, st.sampled_from(["Барнаул", "12 лет Октября пос"]), _street, _house, st.sampled_from(["", "7"])),
)
_numbers = st.from_regex(r"[0-9А-Я]{1,6}-?[0-9]{1,8}", fullmatch=True)
_rows = st.builds(
    RegistryRow,
    holder=_words,
    place=_places,
    number=_numbers,
    saldo=st.integers(-(10**12), 10**12),
    sub_service=st.sampled_from(["", "1", "52-1"]),
    begins=st.sampled_from([None, OCTOBER[0]]),
    ends=st.sampled_from([None, OCTOBER[1]]),
)
_registries = st.builds(
    Registry,
    kind=st.sampled_from([RegistryKind.SALDO, RegistryKind.SALDO_WITH_NOTE]),
    service=st.sampled_from(["5258", "А-1"]),
    rows=st.lists(_rows, min_size=1, max_size=20, unique_by=lambda row: (row.number, row.sub_service)).map(tuple),
    note=_words,
).filter(lambda it: abs(it.total) <= 10**12)


@given(_registries, st.sampled_from(["cp1251", "cp866", "utf-8", "utf-8-sig"]))
def test_what_is_written_is_read_back_the_same(written: Registry, encoding: str) -> None:
    # Enough ordinary Russian for the encoding to be told, as any real registry has.
    row = RegistryRow("Константинопольский Александр Сергеевич из Барнаула", NOWHERE, "0", 0)
    whole = Registry(written.kind, written.service, (row,) * 1 + written.rows, written.note)
    if any(other.number == "0" for other in written.rows):
        return
    assert read_registry(write_registry(whole, encoding)) == whole
