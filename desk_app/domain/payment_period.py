"""Reads the month a scanned receipt names, in the many spellings found on real receipts."""

import re

from desk_app.domain.periods import Period

# Enough letters to tell the months apart in every case and abbreviation; «май» and «мая» share «ма».
_STEMS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_NAMED = re.compile(r"([а-я]+)\.?\s*(\d{4}|\d{2})(?:\s*г(?:\.|ода?)?)?", re.IGNORECASE)
_JUNK = re.compile(r"[\s.\-/_]+")
# Order matters: six digits are MMYYYY first (what the standard says) and YYYYMM only if that is no month.
_DIGIT_FORMS = (
    re.compile(r"(?P<month>\d{2})(?P<year>20\d{2})", re.ASCII),
    re.compile(r"(?P<year>20\d{2})(?P<month>\d{2})", re.ASCII),
    re.compile(r"(?P<month>\d)(?P<year>20\d{2})", re.ASCII),
    re.compile(r"(?P<month>\d{2})(?P<year>\d{2})", re.ASCII),
    re.compile(r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>20\d{2})", re.ASCII),
    re.compile(r"(?P<year>20\d{2})(?P<month>\d{2})(?P<day>\d{2})", re.ASCII),
)


def read_period(written: str) -> Period | None:
    """Read «102026», «0926», «62015», «10.2026», «2026-10» or «ноябрь 2021».

    Returns:
        The month, or None where the text names none for certain.
    """
    named = _NAMED.fullmatch(written.strip())
    if named is not None:
        return _named_period(named[1].lower(), named[2])
    digits = _JUNK.sub("", written)
    for form in _DIGIT_FORMS:
        found = form.fullmatch(digits)
        if found is not None and 1 <= int(found["month"]) <= 12 and _day_is_possible(found):
            return Period(_full_year(found["year"]), int(found["month"]))
    return None


def _day_is_possible(found: re.Match[str]) -> bool:
    day = found.groupdict().get("day")
    return day is None or 1 <= int(day) <= 31


def _named_period(name: str, year: str) -> Period | None:
    for month, stem in enumerate(_STEMS, start=1):
        if name.startswith(stem):
            return Period(_full_year(year), month)
    return None


def _full_year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)
