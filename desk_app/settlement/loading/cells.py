"""Reads one cell at a time: sums, dates, months, account numbers, texts."""

import re
from datetime import date
from functools import lru_cache

from desk_app.settlement.loading.reasons import CellRefusedError

LARGEST_SUM = 10**12  # kopecks: ten thousand million rubles
_SUM = re.compile(r"(-?)(\d{1,16})(?:[.,](\d*))?", re.ASCII)
_DATE = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})", re.ASCII)
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_MONTH = re.compile(r"(?:01\.)?(\d{2})\.(\d{4})", re.ASCII)
_ISO_MONTH = re.compile(r"(\d{4})-(\d{2})(?:-\d{2})?", re.ASCII)
_NUMBER = re.compile(r"[0-9A-Za-zА-Яа-яЁё][0-9A-Za-zА-Яа-яЁё./_-]{0,39}", re.ASCII)
_CODE = re.compile(r"[0-9A-Za-zА-Яа-яЁё][0-9A-Za-zА-Яа-яЁё._-]{0,31}", re.ASCII)
_FIGURE = re.compile(r"(\d{1,9})(?:[.,](\d{1,3}))?", re.ASCII)


def one_line(text: str) -> str:
    """Trim, and make every run of spaces one space."""
    return " ".join(text.split())


def read_text(text: str, column: str, *, most: int, least: int = 0) -> str:
    """Read a text of bounded length.

    Raises:
        CellRefusedError: too long, or empty where it must not be.
    """
    value = one_line(text)
    if len(value) > most:
        raise CellRefusedError("text_too_long", column=column, limit=most)
    if len(value) < least:
        raise CellRefusedError("text_missing", column=column)
    return value


def read_kopecks(text: str) -> int:
    """Read «485.67», «-12,5» or «40» into whole kopecks; negative is an advance.

    Raises:
        CellRefusedError: not a sum, a fraction of a kopeck, or too large.
    """
    found = _SUM.fullmatch(text.strip())
    if found is None or found[3] == "":
        raise CellRefusedError("sum_unreadable", shown=text)
    sign, rubles, kopecks = found.groups()
    if kopecks is not None and len(kopecks) > 2:
        raise CellRefusedError("sum_decimals", shown=text)
    value = int(rubles) * 100 + int((kopecks or "0").ljust(2, "0"))
    if value > LARGEST_SUM:
        raise CellRefusedError("sum_too_large", shown=text)
    return -value if sign else value


def show_kopecks(kopecks: int) -> str:
    """Write «-12.50», the form files use."""
    rubles, rest = divmod(abs(kopecks), 100)
    return f"{'-' if kopecks < 0 else ''}{rubles}.{rest:02}"


@lru_cache(maxsize=512)
def read_date(text: str) -> date:
    """Read «31.10.2026» or «2026-10-31».

    Raises:
        CellRefusedError: not a day of this century.
    """
    value = text.strip()
    if found := _DATE.fullmatch(value):
        day, month, year = (int(part) for part in found.groups())
    elif found := _ISO_DATE.fullmatch(value):
        year, month, day = (int(part) for part in found.groups())
    else:
        raise CellRefusedError("date_unreadable", shown=text)
    try:
        read = date(year, month, day)
    except ValueError:
        raise CellRefusedError("date_unreadable", shown=text) from None
    if not 2000 <= read.year <= 2099:
        raise CellRefusedError("date_unreadable", shown=text)
    return read


@lru_cache(maxsize=512)
def read_month(text: str) -> str:
    """Read «10.2026», «01.10.2026», «2026-10» into «2026-10».

    Raises:
        CellRefusedError: not a month of this century.
    """
    value = text.strip()
    if found := _MONTH.fullmatch(value):
        month, year = found.groups()
    elif found := _ISO_MONTH.fullmatch(value):
        year, month = found.groups()
    else:
        raise CellRefusedError("month_unreadable", shown=text)
    if not (2000 <= int(year) <= 2099 and 1 <= int(month) <= 12):
        raise CellRefusedError("month_unreadable", shown=text)
    return f"{year}-{month}"


def read_number(text: str) -> str:
    """Read an account number as text: leading zeros, letters and dashes stay.

    Raises:
        CellRefusedError: empty, too long or with other characters.
    """
    value = text.strip()
    if not value:
        raise CellRefusedError("number_missing")
    if _NUMBER.fullmatch(value) is None:
        raise CellRefusedError("number_unreadable", shown=text)
    return value


def read_code(text: str) -> str:
    """Read the code of a provider, a service or a receipt type.

    Raises:
        CellRefusedError: empty, too long or with other characters.
    """
    value = text.strip()
    if _CODE.fullmatch(value) is None:
        raise CellRefusedError("code_unreadable", shown=text)
    return value


def read_thousandths(text: str) -> int:
    """Read a meter's figure «123,456» into thousandths.

    Raises:
        CellRefusedError: not a figure with at most three decimals.
    """
    found = _FIGURE.fullmatch(text.strip())
    if found is None:
        raise CellRefusedError("figure_unreadable", shown=text)
    return int(found[1]) * 1000 + int((found[2] or "0").ljust(3, "0"))


def show_thousandths(value: int) -> str:
    """Write «123.456»."""
    return f"{value // 1000}.{value % 1000:03}"
