"""Reads and writes a registry of «Система Город»: who owes how much for one service.

The same account may stand in one file once for every sub-service; twice for
the same one is refused, since nobody could say which of the two is meant.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum

from desk_app.settlement.loading.cells import (
    one_line,
    read_code,
    read_date,
    read_kopecks,
    read_number,
    read_text,
    show_kopecks,
)
from desk_app.settlement.loading.lines import CleanText, clean_text
from desk_app.settlement.loading.places import Place, read_place
from desk_app.settlement.loading.reasons import CellRefusedError, Faults

_HEADER = re.compile(r"\s*#\s*(\w+)\s*(.*?)\s*")
_KNOWN_HEADERS = ("FILESUM", "TYPE", "SERVICE", "NOTE")
_NEEDED_HEADERS = ("FILESUM", "TYPE", "SERVICE")
_FEWEST_COLUMNS = 4
_MOST_COLUMNS = 7


class RegistryKind(IntEnum):
    """The `#TYPE` of a registry; 17 was only seen beside a note and is read as balances."""

    SALDO = 7
    CLOSING = 9
    SALDO_WITH_NOTE = 17


@dataclass(frozen=True, slots=True)
class RegistryRow:
    """One account of a registry; `saldo` in kopecks, negative is an advance."""

    holder: str
    place: Place
    number: str
    saldo: int
    sub_service: str = ""
    begins: date | None = None
    ends: date | None = None
    line: int = field(default=0, compare=False)

    @property
    def period(self) -> str | None:
        """The month «2026-10» the balance belongs to, if the row says."""
        day = self.ends or self.begins
        return None if day is None else f"{day.year:04}-{day.month:02}"


@dataclass(frozen=True, slots=True)
class Registry:
    """A whole registry whose sum has been checked."""

    kind: RegistryKind
    service: str
    rows: tuple[RegistryRow, ...]
    note: str = ""
    encoding: str = field(default="cp1251", compare=False)
    service_line: int = field(default=0, compare=False)

    @property
    def total(self) -> int:
        """Σ of the balances in kopecks, what `#FILESUM` states."""
        return sum(row.saldo for row in self.rows)


def looks_like_registry(text: CleanText) -> bool:
    """Tell a registry from a table: some line is a known «#» header."""
    return any(_header_name(line) in _KNOWN_HEADERS for line in text.lines if line.lstrip().startswith("#"))


def read_registry(raw: bytes) -> Registry:
    """Read a registry in any of the known encodings.

    Raises:
        FileRefusedError: with up to twenty faults and their lines.
    """
    return parse_registry(clean_text(raw))


def parse_registry(text: CleanText) -> Registry:
    """Read a registry that is already text.

    Raises:
        FileRefusedError: with up to twenty faults and their lines.
    """
    faults = Faults()
    headers, body = _split(text.lines, faults)
    rows = _read_rows(body, faults)
    declared = _declared_sum(headers, faults)
    kind = _kind(headers, faults)
    service = _service(headers, faults)
    if not body:
        faults.add(None, "no_rows")
    if kind is RegistryKind.CLOSING:
        _check_closing(rows, faults)
    faults.refuse_if_any()
    counted = sum(row.saldo for row in rows)
    if declared != counted:
        line = headers["FILESUM"][0]
        faults.add(line, "filesum_differs", declared=show_kopecks(declared), counted=show_kopecks(counted))
    faults.refuse_if_any()
    note = headers["NOTE"][1] if "NOTE" in headers else ""
    return Registry(kind, service, rows, note, text.encoding, headers["SERVICE"][0])


def write_registry(registry: Registry, encoding: str = "cp1251") -> bytes:
    """Write the form that providers send, with CRLF."""
    head = [f"#FILESUM {show_kopecks(registry.total)}", f"#TYPE {registry.kind.value}", f"#SERVICE {registry.service}"]
    if registry.note:
        head.append(f"#NOTE {registry.note}")
    body = [";".join(_cells(row)) for row in registry.rows]
    return "\r\n".join([*head, *body, ""]).encode(encoding)


def _cells(row: RegistryRow) -> Iterable[str]:
    yield row.holder
    yield row.place.written()
    yield row.number
    yield show_kopecks(row.saldo)
    yield row.sub_service
    yield "" if row.begins is None else f"{row.begins:%d.%m.%Y}"
    yield "" if row.ends is None else f"{row.ends:%d.%m.%Y}"


def _header_name(line: str) -> str:
    found = _HEADER.fullmatch(line)
    return "" if found is None else found[1].upper()


def _split(lines: tuple[str, ...], faults: Faults) -> tuple[dict[str, tuple[int, str]], list[tuple[int, str]]]:
    """Part the headers, wherever they stand, from the rows."""
    headers: dict[str, tuple[int, str]] = {}
    body: list[tuple[int, str]] = []
    for number, line in enumerate(lines, 1):
        if "#" not in line[:40] or not line.lstrip().startswith("#"):
            if line and not line.isspace():
                body.append((number, line))
            continue
        found = _HEADER.fullmatch(line)
        name = found[1].upper() if found else ""
        if found is None or name not in _KNOWN_HEADERS:
            faults.add(number, "header_unknown", header=name)
        elif name in headers:
            faults.add(number, "header_repeated", header=name)
        else:
            # Some senders pad headers with the columns of a row.
            headers[name] = (number, found[2].rstrip("; \t"))
    for name in _NEEDED_HEADERS:
        if name not in headers:
            faults.add(None, "header_missing", header=name)
    return headers, body


def _declared_sum(headers: dict[str, tuple[int, str]], faults: Faults) -> int:
    line, value = headers.get("FILESUM", (0, "0"))
    try:
        return read_kopecks(value)
    except CellRefusedError:
        faults.add(line, "header_unreadable", header="FILESUM", shown=value)
        return 0


def _kind(headers: dict[str, tuple[int, str]], faults: Faults) -> RegistryKind:
    line, value = headers.get("TYPE", (0, "7"))
    for kind in RegistryKind:
        if value == str(kind.value):
            return kind
    faults.add(line, "type_unknown", shown=value)
    return RegistryKind.SALDO


def _service(headers: dict[str, tuple[int, str]], faults: Faults) -> str:
    line, value = headers.get("SERVICE", (0, "0"))
    try:
        return read_code(value)
    except CellRefusedError:
        faults.add(line, "header_unreadable", header="SERVICE", shown=value)
        return ""


def _read_rows(body: list[tuple[int, str]], faults: Faults) -> tuple[RegistryRow, ...]:
    rows: list[RegistryRow] = []
    seen: dict[tuple[str, str], int] = {}
    for number, line in body:
        try:
            row = _read_row(number, line)
        except CellRefusedError as error:
            faults.add_cell(number, error)
            continue
        first = seen.setdefault((row.number, row.sub_service), number)
        if first != number:
            faults.add(number, "account_repeated", number=row.number, first=first)
        rows.append(row)
    return tuple(rows)


def _read_row(line: int, text: str) -> RegistryRow:
    cells = text.split(";")
    if len(cells) < _FEWEST_COLUMNS:
        raise CellRefusedError("columns_missing", found=len(cells), needed=_FEWEST_COLUMNS)
    if len(cells) > _MOST_COLUMNS:
        extra = ";".join(cells[_MOST_COLUMNS:])
        if extra.strip("; \t\u00a0"):
            raise CellRefusedError("columns_extra", shown=extra)
    cells += [""] * (_MOST_COLUMNS - len(cells))
    begins, ends = (read_date(cell) if cell and not cell.isspace() else None for cell in cells[5:7])
    if begins is not None and ends is not None and ends < begins:
        raise CellRefusedError("period_backwards", begins=f"{begins:%d.%m.%Y}", ends=f"{ends:%d.%m.%Y}")
    sub_service = one_line(cells[4])
    return RegistryRow(
        holder=read_text(cells[0], "ФИО", most=160),
        place=read_place(cells[1]),
        number=read_number(cells[2]),
        saldo=read_kopecks(cells[3]),
        sub_service=read_code(sub_service) if sub_service else "",
        begins=begins,
        ends=ends,
        line=line,
    )


def _check_closing(rows: tuple[RegistryRow, ...], faults: Faults) -> None:
    """A closed account owes nothing: whoever still does is not to be closed."""
    for row in rows:
        if row.saldo:
            faults.add(row.line, "closing_with_saldo", number=row.number, saldo=show_kopecks(row.saldo))
