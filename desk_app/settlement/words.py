"""How the centre writes figures for its operator: sums, shares, ages, tables of text."""

from collections.abc import Sequence

_SPACE = "\N{NO-BREAK SPACE}"


def money(kopecks: int) -> str:
    """Write «−1 234 567,05»."""
    whole, rest = divmod(abs(kopecks), 100)
    return f"{'−' if kopecks < 0 else ''}{number(whole)},{rest:02}"


def roubles(kopecks: int) -> str:
    """Write «1 234,50 ₽»."""
    return f"{money(kopecks)} ₽"


def number(count: int) -> str:
    """Write «1 234»."""
    return f"{count:,}".replace(",", _SPACE)


def share(part: int, whole: int) -> str:
    """Write «0,4 %», or nothing of nothing."""
    if not whole:
        return "—"
    tenths = (1000 * part + whole // 2) // whole
    return f"{tenths // 10},{tenths % 10}{_SPACE}%"


def age(minutes: int | None) -> str:
    """Write «5 мин», «7 ч», «12 дн.»."""
    if minutes is None:
        return "—"
    if minutes < 60:
        return f"{minutes}{_SPACE}мин"
    return f"{minutes // 60}{_SPACE}ч" if minutes < 48 * 60 else days(minutes // 1440)


def days(count: int) -> str:
    """Write «12 дн.»."""
    return f"{count}{_SPACE}дн."


def table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write rows under titles: the first column to the left, figures to the right."""
    widths = [max(len(row[n]) for row in (titles, *rows)) for n in range(len(titles))]
    lines = [_line(row, widths) for row in (titles, *rows)]
    return "\n".join([lines[0], "─" * len(lines[0]), *lines[1:]])


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(row, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(text.rjust(width) for text, width in others)])
