"""Tables of providers, services, balances and meters."""

from pathlib import Path

import pytest

from desk_app.protocol.entities import MeterEntity
from desk_app.settlement.loading.columns import TableKind
from desk_app.settlement.loading.places import Place
from desk_app.settlement.loading.reasons import FileRefusedError
from desk_app.settlement.loading.tables_csv import BalanceLine, Figures, ServiceLine, read_table

EXAMPLES = Path(__file__).parent / "examples"
PROVIDER = {
    "code": "tko",
    "title": "ТКО",
    "inn": "2225777777",
    "kpp": "222501001",
    "account": "40702810702000000001",
    "bic": "040173604",
    "corr_account": "30101810200000000604",
}
BALANCE = {"service": "5258", "account": "1", "opening": "1,00", "charged": "2.00", "paid": "0,50", "due": "2,50"}
METER = {"serial": "A1", "account": "1", "service": "5258", "last": "1", "date": "25.09.2026", "tariff": "45,12"}
SERVICE = {"service": "5258", "title": "ТКО", "receipt type": "tko", "provider": "tko", "penalty of": ""}


def table(*rows: dict[str, str], delimiter: str = ";") -> bytes:
    lines = [list(rows[0]), *(list(row.values()) for row in rows)]
    return "\r\n".join(delimiter.join(line) for line in lines).encode("utf-8-sig")


def refusal(raw: bytes) -> FileRefusedError:
    with pytest.raises(FileRefusedError) as refused:
        read_table(raw)
    return refused.value


def test_providers_as_excel_writes_them() -> None:
    read = read_table((EXAMPLES / "providers.csv").read_bytes())
    first = read.providers[0].provider
    assert read.kind is TableKind.PROVIDERS
    assert (first.code, first.title, first.address) == ("tko", "ООО «ТКО-Сервис»", "г. Барнаул; пр. Ленина, 1")
    assert (first.bank_account, first.bic, read.providers[1].provider.kpp) == ("40821810802000000002", "040173604", "")


def test_services_in_windows_letters_with_commas() -> None:
    read = read_table((EXAMPLES / "services.csv").read_bytes())
    assert read.services[1] == ServiceLine("5259", "Пеня Обращение с ТКО", "tko", "ТКО-Сервис", "tko", "5258")
    assert read.services[2].receipt_type_title == 'ТСЖ "Гагарина 52"'


def test_balances_with_tabs_and_a_counted_rest() -> None:
    first, second = read_table((EXAMPLES / "balances.csv").read_bytes()).balances
    home = Place("Барнаул", "ул. Гагарина", "52", "7")
    figures = Figures(10000, 5500, 10000, 5500)
    assert first == BalanceLine("", "4410", "Д-0007", "Иванова Мария Петровна", home, figures, "2026-10")
    assert (second.figures, second.line) == (Figures(0, 5500, 0, 5500), 3)


def test_meters_in_thousandths() -> None:
    first, second = read_table((EXAMPLES / "meters.csv").read_bytes()).meters
    assert first.number == "Д-0007"
    assert first.meter == MeterEntity("ХВ-0012345", "4410", "Холодная вода", "м³", 123456, "2026-09-25", 4512, 5)
    assert second.meter.last == 67000


@pytest.mark.parametrize("delimiter", [";", "\t", ","])
def test_columns_stand_in_any_order(delimiter: str) -> None:
    row = {name: f'"{value}"' for name, value in reversed(BALANCE.items())}
    assert read_table(table(row, delimiter=delimiter)).balances[0].figures.due == 250


def test_an_address_may_come_in_four_columns() -> None:
    row = {"Код услуги": "1", "ЛС": "2", "Остаток": "3", "Город": "Барнаул", "Улица": "8 Марта", "Дом": "5", "Кв": "7"}
    assert read_table(table(row)).balances[0].place == Place("Барнаул", "8 Марта", "5", "7")


def test_a_balance_alone_leaves_the_rest_unknown() -> None:
    line = read_table(table({"service": "1", "account": "2", "balance": "-3,10"})).balances[0]
    assert (line.figures, line.period) == (Figures(None, None, 0, -310), None)


@pytest.mark.parametrize(
    ("sent", "counted"),
    [
        ({"opening": "1", "charged": "2", "paid": "4"}, Figures(100, 200, 400, -100)),
        ({"opening": "1", "due": "3"}, Figures(100, 200, 0, 300)),
        ({"charged": "1", "paid": "1", "due": "3"}, Figures(300, 100, 100, 300)),
    ],
)
def test_one_missing_figure_is_counted_from_the_others(sent: dict[str, str], counted: Figures) -> None:
    assert read_table(table({"service": "1", "account": "2", **sent})).balances[0].figures == counted


@pytest.mark.parametrize(
    ("row", "column", "value", "reason"),
    [
        (PROVIDER, "inn", "2225777778", "inn_wrong"),
        (PROVIDER, "inn", "", "inn_wrong"),
        (PROVIDER, "kpp", "22250100", "kpp_wrong"),
        (PROVIDER, "bic", "40173604", "bic_wrong"),
        (PROVIDER, "account", "40702810602000000001", "bank_account_wrong"),
        (PROVIDER, "corr_account", "30101810400000000225", "corr_account_wrong"),
        (PROVIDER, "title", "", "text_missing"),
        (PROVIDER, "code", "т/к", "code_unreadable"),
        (SERVICE, "receipt type", "", "code_unreadable"),
        (SERVICE, "penalty of", "5258 x", "code_unreadable"),
        (BALANCE, "service", "", "service_missing"),
        (BALANCE, "due", "2,51", "balance_differs"),
        (BALANCE, "charged", "2,001", "sum_decimals"),
        (BALANCE, "account", "1 1", "number_unreadable"),
        (METER, "serial", "", "text_missing"),
        (METER, "last", "1,2345", "figure_unreadable"),
        (METER, "last", "-1", "figure_unreadable"),
        (METER, "date", "вчера", "date_unreadable"),
        (METER, "tariff", "-1", "sum_unreadable"),
        (METER, "tariff", "1,005", "sum_decimals"),
    ],
)
def test_a_faulty_cell_is_named_by_line_and_reason(row: dict[str, str], column: str, value: str, reason: str) -> None:
    key = next(iter(row))
    error = refusal(table({**row, key: "other"}, {**row, column: value}))
    assert (error.line, error.reason_code) == (3, reason)
    assert "Строка 3:" in error.text()


@pytest.mark.parametrize(
    ("raw", "line", "reason"),
    [
        ("Имя;Фамилия\nА;Б", None, "kind_unknown"),
        ("service;account;due;Кличка\n1;2;3;4", 1, "column_unknown"),
        ("service;account;due;saldo\n1;2;3;4", 1, "column_repeated"),
        ("service;account;due\n", None, "no_rows"),
        ("service;account;due\n1;2;3;лишнее", 2, "columns_extra"),
        ('service;account;due\n1;2;"3', 2, "table_broken"),
        ('service;account;due;holder\n1;2;3;"А\nБ"', 3, "table_broken"),
        ("service;account\n1;2", 2, "balance_missing"),
        ("service;account;due;period\n1;2;3;13.2026", 2, "month_unreadable"),
        ("serial;account;service;last;digits\nA;1;2;3;13", 2, "digits_unreadable"),
        ("service;account;due\n1;2;3\n\n1;2;3", 4, "code_repeated"),
    ],
)
def test_a_faulty_table_is_named(raw: str, line: int | None, reason: str) -> None:
    error = refusal(raw.encode())
    assert (error.line, error.reason_code) == (line, reason)


def test_columns_people_keep_for_themselves_are_skipped() -> None:
    assert read_table("№ п/п;service;account;due;Примечание\n1;1;2;3;x".encode()).balances[0].number == "2"


def test_all_faulty_lines_are_told_together() -> None:
    error = refusal(table({**BALANCE, "due": "x"}, {**BALANCE, "due": "y"}))
    assert [fault.line for fault in error.faults] == [2, 3]
