"""Writes the sample region as the tables its providers would send, month by month, and who keeps which houses."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from desk_app.settlement.loading.cells import show_kopecks
from desk_app.settlement.loading.sample_books import Books, SampleAccount
from desk_app.settlement.loading.sample_fill import organisations_of
from desk_app.settlement.loading.sample_months import MONTHS

_BALANCES = "Период;Код услуги;ЛС;ФИО;Населённый пункт;Улица;Дом;Квартира;Начало;Начислено;Оплачено"
_METERS = "Номер счётчика;ЛС;Код услуги;Название;Ед. изм.;Показание;Дата;Тариф;Разрядность"
_ROWS_OF_FILE = 200_000  # half of what the loader takes
_ROWS_AT_ONCE = 100_000  # of all tables together: what memory holds
_MARK = b"\xef\xbb\xbf"


@dataclass(slots=True)
class _Sheet:
    """One table on its way to disk; a long one becomes several files, each with its heading."""

    folder: Path
    name: str
    ending: str
    heading: str
    rows: list[str] = field(default_factory=list)
    count: int = 0

    @property
    def path(self) -> Path:
        """Return the file that the next rows go to."""
        part = self.count // _ROWS_OF_FILE
        return self.folder / f"{self.name}{f'-{part + 1}' if part else ''}{self.ending}"

    def add(self, row: str) -> None:
        """Take a row; a full file is closed."""
        self.rows.append(row)
        if (self.count + len(self.rows)) % _ROWS_OF_FILE == 0:
            self.flush()

    def flush(self) -> None:
        """Write what is there; the first rows of a file replace an older one."""
        if not self.rows:
            return
        first = self.count % _ROWS_OF_FILE == 0
        # Excel for Russia: UTF-8 with a mark, semicolons, CRLF.
        head = _MARK + f"{self.heading}\r\n".encode() if first else b""
        with self.path.open("wb" if first else "ab") as file:
            file.write(head + "".join(f"{row}\r\n" for row in self.rows).encode())
        self.count += len(self.rows)
        self.rows.clear()


@dataclass(slots=True)
class _Shelf:
    """Every table that has been begun."""

    folder: Path
    months: range
    iso: tuple[str, ...]
    sheets: dict[str, _Sheet] = field(default_factory=dict)
    held: int = 0

    def put(self, one: SampleAccount) -> None:
        """Write an account into the tables of its provider, one a month, and its meters."""
        who = one.record
        person = f"{who.number};{who.holder};{who.settlement};{who.street};{who.house};{who.flat}"
        for month in self.months:
            iso = self.iso[month]
            sheet = self._sheet(f"balances_{who.receipt_type}", f" {iso}-15.csv", _BALANCES)
            for service, lived in one.services:
                opening, charged, paid = lived[month]
                sheet.add(f"{iso};{service};{person};{_sum(opening)};{_sum(charged)};{_sum(paid)}")
        for meter in one.meters:
            day = ".".join(reversed(meter.last_date.split("-")))
            figures = f"{meter.last // 1000};{day};{_sum(meter.tariff)};{meter.digits}"
            row = f"{meter.serial};{who.number};{meter.service};{meter.title};{meter.unit};{figures}"
            self._sheet("meters_region", ".csv", _METERS).add(row)
        self.held += len(self.months) * len(one.services) + len(one.meters)
        if self.held >= _ROWS_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write what is held; most tables are a small provider's and hold little or nothing."""
        for sheet in self.sheets.values():
            sheet.flush()
        self.held = 0

    def _sheet(self, name: str, ending: str, heading: str) -> _Sheet:
        key = name + ending
        if key not in self.sheets:
            self.sheets[key] = _Sheet(self.folder, name, ending, heading)
        return self.sheets[key]


def write_region(folder: Path, books: Books, months: int = MONTHS) -> Iterator[Path]:
    """Write the newest `months` of everybody, the meters, and the houses of each organisation; yield every path."""
    shelf = _Shelf(folder, range(MONTHS - months, MONTHS), tuple(month.iso for month in books.year.months))
    for _, accounts in books.houses():
        for one in accounts:
            shelf.put(one)
    shelf.flush()
    for sheet in shelf.sheets.values():
        parts = -(-sheet.count // _ROWS_OF_FILE)
        yield from (_Sheet(folder, sheet.name, sheet.ending, "", [], n * _ROWS_OF_FILE).path for n in range(parts))
    houses = folder / "houses"
    houses.mkdir(exist_ok=True)
    for code, kept in organisations_of(books.region):
        path = houses / f"{code}.csv"
        path.write_bytes("".join(f"{one.town.name},{one.street},{one.number}\r\n" for one in kept).encode())
        yield path


def _sum(kopecks: int) -> str:
    return show_kopecks(kopecks).replace(".", ",")
