"""Writes the sample as the files its providers would send: a demonstration goes through the real loader."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from pathlib import Path
from random import Random

from desk_app.settlement.loading.cells import show_kopecks, show_thousandths
from desk_app.settlement.loading.places import Place
from desk_app.settlement.loading.registry import Registry, RegistryKind, RegistryRow, write_registry
from desk_app.settlement.loading.requisites import account_with_key, inn_with_check_digit
from desk_app.settlement.loading.sample_books import open_books
from desk_app.settlement.loading.sample_city import INTERCOM, UNION, WASTE, Bill, City
from desk_app.settlement.loading.sample_files import write_region
from desk_app.settlement.loading.sample_months import MONTHS, Month
from desk_app.settlement.loading.sample_suppliers import SBERBANK, WASTE_INN, Supplier

_TITLES = {WASTE: "ТКО-Сервис", UNION: "ТСЖ «Гагарина 52»", INTERCOM: "Домофон"}
_COMPANY_NAMES = ("Уютный дом", "Наш двор", "Жилкомсервис", "Алтайский дом", "Обской квартал", "Сибирский уют")
_FIXED_SERVICES = (
    ("5258", "Обращение с ТКО", WASTE, ""),
    ("5259", "Пеня за обращение с ТКО", WASTE, "5258"),
    ("3101", "Содержание жилья", UNION, ""),
    ("3102", "Холодная вода", UNION, ""),
    ("3103", "Горячая вода", UNION, ""),
    ("4410", "Домофон", INTERCOM, ""),
)
_QUOTED = Place("Барнаул", "Гагарина", "52", "7")
_COLD_TARIFF, _HOT_TARIFF = 4512, 21230


def write_sample(
    folder: Path, *, accounts: int = 240, seed: int = 1, month: str = "2026-10", months: int = MONTHS
) -> list[Path]:
    """Write providers, services, balances and meters of a region with that many accounts.

    The demonstration's houses come first, as registries and tables of two
    months; all others as tables of `months` months. The same accounts, seed
    and month give the same bytes. Existing files of the same names are
    overwritten.
    """
    folder.mkdir(parents=True, exist_ok=True)
    newest = Month(month)
    books = open_books(accounts, seed, newest)
    suppliers = tuple(books.region.suppliers.values()) if books else ()
    written = []
    for name, raw in _demonstration(accounts, seed, newest, suppliers):
        path = folder / name
        path.write_bytes(raw)
        written.append(path)
    return [*written, *(write_region(folder, books, months) if books else ())]


def _demonstration(
    accounts: int, seed: int, month: Month, suppliers: Sequence[Supplier] = ()
) -> Iterable[tuple[str, bytes]]:
    random = Random(seed)  # noqa: S311 - invented figures, not secrets
    groups: dict[str, list[Bill]] = {}
    for bill in City(random).bills(accounts):
        groups.setdefault(bill.receipt_type, []).append(bill)
    yield from _files(groups, random, month, suppliers)


def _files(
    groups: dict[str, list[Bill]], random: Random, month: Month, suppliers: Sequence[Supplier]
) -> Iterable[tuple[str, bytes]]:
    companies = sorted(code for code in groups if code.startswith("uk"))
    yield "providers.csv", _providers([WASTE, UNION, INTERCOM, *companies], suppliers)
    yield "services.csv", _services(companies, suppliers)
    yield from _waste_files(groups.get(WASTE, []), random, month)
    yield from _named(f"balances_{UNION} {month.iso}-15.csv", _union_balances(groups.get(UNION, []), random, month))
    intercom = [_row(bill, 4500 * random.randrange(4), month) for bill in groups.get(INTERCOM, [])]
    yield from _saldo("4410", intercom, month, "cp866")
    for code in companies:
        yield from _saldo(f"{_base(code)}1", _company_rows(code, groups[code], random, month), month)
    yield from _named(
        "meters.csv", _meters({code: groups.get(code, []) for code in (UNION, *companies)}, random, month)
    )


def _waste_files(bills: list[Bill], random: Random, month: Month) -> Iterable[tuple[str, bytes]]:
    """Two months, so that an opening is known; late fees of those who owe; one account to be closed."""
    monthly = [11_300 + 100 * random.randrange(120) + random.randrange(100) for _ in bills]
    months = [(0, 0, 0, 1, 1, 3, -1)[random.randrange(7)] for _ in bills]
    owed = [one * (3 if bill.place == _QUOTED else of) for bill, one, of in zip(bills, monthly, months, strict=True)]
    rows = list(zip(bills, monthly, owed, strict=True))
    yield from _saldo("5258", [_row(bill, was, month.before()) for bill, _, was in rows], month.before())
    yield from _saldo("5258", [_row(bill, was + one, month) for bill, one, was in rows], month)
    late = [_row(bill, was * 31 // 1000, month) for bill, _, was in rows if was > 0]
    yield from _saldo("5259", late, month)
    closing = [RegistryRow(bill.holder, bill.place, bill.number, 0) for bill in bills if bill.place.house == "10"][:1]
    if closing:
        name = f"acc_close_5258 {month.iso}-15.txt"
        yield name, write_registry(Registry(RegistryKind.CLOSING, "5258", tuple(closing)))


def _company_rows(code: str, bills: list[Bill], random: Random, month: Month) -> list[RegistryRow]:
    """Upkeep under the company's main service, water as sub-services."""
    base = _base(code)
    rows = []
    for bill in bills:
        rows.append(_row(bill, 98_000 + random.randrange(150_000), month))
        rows.append(_row(bill, random.randrange(60_000), month, f"{base}2"))
        rows.append(_row(bill, random.randrange(90_000) - 5_000, month, f"{base}3"))
    return rows


def _saldo(
    service: str, rows: Sequence[RegistryRow], month: Month, encoding: str = "cp1251"
) -> Iterable[tuple[str, bytes]]:
    if rows:
        registry = Registry(RegistryKind.SALDO, service, tuple(rows))
        yield f"saldo_{service} {month.iso}-15.txt", write_registry(registry, encoding)


def _row(bill: Bill, saldo: int, month: Month, sub_service: str = "") -> RegistryRow:
    return RegistryRow(bill.holder, bill.place, bill.number, saldo, sub_service, *month.days())


def _base(company: str) -> str:
    """The first digits of a company's service codes: «uk07» has 607."""
    return f"{600 + int(company[2:])}"


def _providers(codes: Iterable[str], suppliers: Iterable[Supplier]) -> bytes:
    rows = []
    for place, code in enumerate(codes, 1):
        inn = WASTE_INN if code == WASTE else inn_with_check_digit(f"2225{place:05}")
        kind = "40821810" if code == WASTE else "40702810"
        account = account_with_key(f"{kind}00200000{place:04}", SBERBANK.bic)
        address, phone = f"г. Барнаул, пр-кт Ленина, {200 + place}", f"+7 (3852) 00-{place // 100:02}-{place % 100:02}"
        bank = (account, SBERBANK.title, SBERBANK.bic, SBERBANK.correspondent)
        rows.append((code, _provider_title(code), inn, "222501001", *bank, address, phone))
    rows += [astuple(one.provider) for one in suppliers if one.provider]
    heading = ("Код", "Название", "ИНН", "КПП", "Счёт", "Банк", "БИК", "Корр. счёт", "Адрес", "Телефон")
    return _table(heading, rows)


def _services(companies: Iterable[str], suppliers: Iterable[Supplier]) -> bytes:
    services = list(_FIXED_SERVICES)
    for code in companies:
        for place, title in enumerate(("Содержание жилья", "Холодная вода", "Горячая вода"), 1):
            services.append((f"{_base(code)}{place}", title, code, ""))
    rows = [(code, title, kind, _title(kind), kind, penalty_of) for code, title, kind, penalty_of in services]
    for one in suppliers:
        if one.receipt is not None:
            of = (one.code, one.receipt.title, one.code)
            rows += [(service.code, service.title, *of, service.penalty_of) for service in one.entities()]
    return _table(("Код услуги", "Услуга", "Код квитанции", "Тип квитанции", "Поставщик", "Пеня к услуге"), rows)


def _title(code: str) -> str:
    if code in _TITLES:
        return _TITLES[code]
    number = int(code[2:]) - 1
    name = _COMPANY_NAMES[number % len(_COMPANY_NAMES)]
    return f"УК «{name}»" if number < len(_COMPANY_NAMES) else f"УК «{name}-{number // len(_COMPANY_NAMES) + 1}»"


def _provider_title(code: str) -> str:
    return {WASTE: "ООО «ТКО-Сервис»", INTERCOM: "ООО «Домофон-Сервис»", UNION: _title(UNION)}.get(
        code, f"ООО «{_title(code)}"
    )


def _union_balances(bills: Iterable[Bill], random: Random, month: Month) -> bytes | None:
    rows = []
    for bill in bills:
        for service, most in (("3101", 180_000), ("3102", 45_000), ("3103", 90_000)):
            charged = 20_000 + random.randrange(most)
            opening = charged * random.randrange(3)
            paid = opening if random.randrange(3) else 0
            figures = (show_kopecks(value).replace(".", ",") for value in (opening, charged, paid))
            address = bill.place.written().replace(",", ", ")
            rows.append((month.iso, service, bill.number, bill.holder, address, *figures))
    heading = ("Период", "Код услуги", "ЛС", "ФИО", "Адрес", "Начало", "Начислено", "Оплачено")
    return _table(heading, rows) if rows else None


def _meters(groups: dict[str, list[Bill]], random: Random, month: Month) -> bytes | None:
    """Cold and hot water: every flat of the quoted house, every third elsewhere."""
    day = f"25.{month.before().iso[5:]}.{month.before().iso[:4]}"
    rows = []
    for code, bills in groups.items():
        base = "310" if code == UNION else _base(code)
        for place, bill in enumerate(bills):
            if code != UNION and place % 3:
                continue
            for letter, last, tariff in (("ХВ", "2", _COLD_TARIFF), ("ГВ", "3", _HOT_TARIFF)):
                title = "Холодная вода" if last == "2" else "Горячая вода"
                serial, reading = f"{letter}-{random.randrange(10**7):07}", show_thousandths(random.randrange(900_000))
                figures = (reading.replace(".", ","), day, show_kopecks(tariff).replace(".", ","), "5")
                rows.append((serial, bill.number, f"{base}{last}", title, "м³", *figures))
    heading = (
        "Номер счётчика",
        "ЛС",
        "Код услуги",
        "Название",
        "Ед. изм.",
        "Показание",
        "Дата",
        "Тариф",
        "Разрядность",
    )
    return _table(heading, rows) if rows else None


def _table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Write CSV as Excel for Russia does: UTF-8 with a mark, semicolons, CRLF."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(heading)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _named(name: str, raw: bytes | None) -> Iterable[tuple[str, bytes]]:
    if raw is not None:
        yield name, raw
