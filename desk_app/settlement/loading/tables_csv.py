"""Reads tables: providers, services, balances and meters, from Excel or any program that writes CSV."""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from desk_app.protocol.entities import MeterEntity, ProviderEntity
from desk_app.settlement.loading.cells import (
    read_code,
    read_date,
    read_kopecks,
    read_month,
    read_number,
    read_text,
    read_thousandths,
    show_kopecks,
)
from desk_app.settlement.loading.columns import TableKind, recognise
from desk_app.settlement.loading.lines import CleanText, clean_text
from desk_app.settlement.loading.places import NOWHERE, Place, build_place, read_place
from desk_app.settlement.loading.reasons import CellRefusedError, Faults, FileRefusedError
from desk_app.settlement.loading.requisites import (
    account_is_right,
    bic_is_right,
    correspondent_is_right,
    inn_is_right,
    kpp_is_right,
)

_DELIMITERS = ";\t,"
_USUAL_DIGITS = 5
Row = Mapping[str, str]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ProviderLine:
    """One provider with checked requisites."""

    provider: ProviderEntity
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One service and the receipt type it stands on."""

    code: str
    title: str
    receipt_type: str
    receipt_type_title: str
    provider: str
    penalty_of: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Figures:
    """Kopecks of one month: either due = opening + charged − paid, or `opening` and `charged` are unknown."""

    opening: int | None
    charged: int | None
    paid: int
    due: int


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """One service of one account; `service` or `receipt_type` is empty where not sent."""

    receipt_type: str
    service: str
    number: str
    holder: str
    place: Place
    figures: Figures
    period: str | None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class MeterLine:
    """One meter of one account."""

    number: str
    meter: MeterEntity
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Table:
    """A whole table; only the rows of its kind are there."""

    kind: TableKind
    providers: tuple[ProviderLine, ...] = ()
    services: tuple[ServiceLine, ...] = ()
    balances: tuple[BalanceLine, ...] = ()
    meters: tuple[MeterLine, ...] = ()


def read_table(raw: bytes) -> Table:
    """Read a table in any of the known encodings and delimiters.

    Raises:
        FileRefusedError: with up to twenty faults and their lines.
    """
    return parse_table(clean_text(raw))


def parse_table(text: CleanText) -> Table:
    """Read a table that is already text.

    Raises:
        FileRefusedError: with up to twenty faults and their lines.
    """
    rows = _rows(text)
    line, heading = next(rows, (1, []))
    kind, fields = recognise(heading, line)
    faults = Faults()
    each = partial(_each, rows, fields, faults)
    if kind is TableKind.PROVIDERS:
        table = Table(kind, providers=each(_provider, lambda it: it.provider.code))
    elif kind is TableKind.SERVICES:
        table = Table(kind, services=each(_service, lambda it: it.code))
    elif kind is TableKind.BALANCES:
        table = Table(kind, balances=each(_balance, lambda it: f"{it.service or it.receipt_type} {it.number}"))
    else:
        table = Table(kind, meters=each(_meter, lambda it: f"{it.meter.service} {it.number} {it.meter.serial}"))
    faults.refuse_if_any()
    if not (table.providers or table.services or table.balances or table.meters):
        raise FileRefusedError(None, "no_rows")
    return table


def _rows(text: CleanText) -> Iterator[tuple[int, list[str]]]:
    """Yield the line number and cells of every row that is not blank."""
    first = next((line for line in text.lines if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader((f"{line}\n" for line in text.lines), delimiter=delimiter, strict=True)
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            raise FileRefusedError(reader.line_num, "table_broken") from None
        if cells is None:
            return
        if any("\n" in cell for cell in cells):
            raise FileRefusedError(reader.line_num, "table_broken")
        if any(cell and not cell.isspace() for cell in cells):
            yield reader.line_num, cells


def _each(
    rows: Iterator[tuple[int, list[str]]],
    fields: list[str],
    faults: Faults,
    read: Callable[[Row, int], T],
    key: Callable[[T], str],
) -> tuple[T, ...]:
    found: list[T] = []
    seen: dict[str, int] = {}
    for line, cells in rows:
        try:
            value = read(_named(cells, fields), line)
        except CellRefusedError as error:
            faults.add_cell(line, error)
            continue
        first = seen.setdefault(key(value), line)
        if first != line:
            faults.add(line, "code_repeated", code=key(value), first=first)
        found.append(value)
    return tuple(found)


def _named(cells: list[str], fields: list[str]) -> Row:
    if len(cells) < len(fields):
        # Excel drops empty cells at the end of a row only if all of them are empty.
        cells = cells + [""] * (len(fields) - len(cells))
    extra = "".join(cells[len(fields) :])
    if extra.strip():
        raise CellRefusedError("columns_extra", shown=extra)
    return {name: cell.strip() for name, cell in zip(fields, cells, strict=False) if name}


def _provider(row: Row, line: int) -> ProviderLine:
    inn, kpp, bic = row["inn"], row.get("kpp", ""), row["bic"]
    account, corr = row["bank_account"], row.get("corr_account", "")
    if not inn_is_right(inn):
        raise CellRefusedError("inn_wrong", shown=inn)
    if kpp and not kpp_is_right(kpp):
        raise CellRefusedError("kpp_wrong", shown=kpp)
    if not bic_is_right(bic):
        raise CellRefusedError("bic_wrong", shown=bic)
    if not account_is_right(account, bic):
        raise CellRefusedError("bank_account_wrong", shown=account, bic=bic)
    if not correspondent_is_right(corr, bic):
        raise CellRefusedError("corr_account_wrong", shown=corr, bic=bic)
    provider = ProviderEntity(
        code=read_code(row["code"]),
        title=read_text(row["title"], "название", most=200, least=1),
        inn=inn,
        kpp=kpp,
        bank_account=account,
        bank_title=read_text(row.get("bank_title", ""), "банк", most=200),
        bic=bic,
        corr_account=corr,
        address=read_text(row.get("address", ""), "адрес", most=300),
        phone=read_text(row.get("phone", ""), "телефон", most=40),
    )
    return ProviderLine(provider, line)


def _service(row: Row, line: int) -> ServiceLine:
    penalty_of = row.get("penalty_of", "")
    return ServiceLine(
        code=read_code(row["code"]),
        title=read_text(row["title"], "услуга", most=200, least=1),
        receipt_type=read_code(row["receipt_type"]),
        receipt_type_title=read_text(row.get("receipt_type_title", ""), "тип квитанции", most=200),
        provider=read_code(row["provider"]),
        penalty_of=read_code(penalty_of) if penalty_of else "",
        line=line,
    )


def _balance(row: Row, line: int) -> BalanceLine:
    service, receipt_type, month = row.get("service", ""), row.get("receipt_type", ""), row.get("period", "")
    if not service and not receipt_type:
        raise CellRefusedError("service_missing")
    figures = _figures(*(_sum(row.get(name, "")) for name in ("opening", "charged", "paid", "due")))
    return BalanceLine(
        receipt_type=read_code(receipt_type) if receipt_type else "",
        service=read_code(service) if service else "",
        number=read_number(row["number"]),
        holder=read_text(row.get("holder", ""), "ФИО", most=160),
        place=_place(row),
        figures=figures,
        period=read_month(month) if month else None,
        line=line,
    )


def _sum(cell: str) -> int | None:
    return read_kopecks(cell) if cell else None


def _figures(opening: int | None, charged: int | None, paid: int | None, due: int | None) -> Figures:
    """Take the balance as sent, count what one other figure is missing; what can be counted must agree."""
    paid = paid or 0
    if due is None:
        if opening is None or charged is None:
            raise CellRefusedError("balance_missing")
        return Figures(opening, charged, paid, opening + charged - paid)
    if opening is None and charged is not None:
        opening = due + paid - charged
    elif opening is not None and charged is None:
        charged = due + paid - opening
    if opening is not None and charged is not None and due != opening + charged - paid:
        shown = {"opening": opening, "charged": charged, "paid": paid, "due": due}
        raise CellRefusedError("balance_differs", **{name: show_kopecks(value) for name, value in shown.items()})
    return Figures(opening, charged, paid, due)


def _place(row: Row) -> Place:
    if row.get("address"):
        return read_place(row["address"])
    parts = [row.get(name, "") for name in ("settlement", "street", "house", "flat")]
    return build_place(*parts) if any(parts) else NOWHERE


def _meter(row: Row, line: int) -> MeterLine:
    digits = row.get("digits", "") or str(_USUAL_DIGITS)
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 2 and 1 <= int(digits) <= 12):
        raise CellRefusedError("digits_unreadable", shown=digits)
    day, tariff = row.get("last_date", ""), row.get("tariff", "")
    price = read_kopecks(tariff) if tariff else 0
    if price < 0:
        raise CellRefusedError("sum_unreadable", shown=tariff)
    meter = MeterEntity(
        serial=read_text(row["serial"], "счётчик", most=40, least=1),
        service=read_code(row["service"]),
        title=read_text(row.get("title", ""), "название", most=80),
        unit=read_text(row.get("unit", ""), "единица", most=20),
        last=read_thousandths(row["last"]),
        last_date=read_date(day).isoformat() if day else "",
        tariff=price,
        digits=int(digits),
    )
    return MeterLine(read_number(row["number"]), meter, line)
