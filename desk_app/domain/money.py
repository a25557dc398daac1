"""Money: whole kopecks, never a float."""

import re
from dataclasses import dataclass

from desk_app.domain.errors import DeskError

NBSP = "\u00a0"
MINUS = "\u2212"
_TYPED = re.compile(r"(-?)(\d{1,12})(?:[.,](\d{1,2}))?", re.ASCII)
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]")


class AmountUnreadableError(DeskError):
    """What was typed is not an amount of money."""

    def __init__(self, typed: str) -> None:
        """Keep what was typed, for the field's hint."""
        super().__init__("amount unreadable")
        self.typed = typed


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in whole kopecks; negative means the resident is ahead."""

    kopecks: int

    @classmethod
    def parse(cls, typed: str) -> "Money":
        """Read «1 234,56», «1234.5» or «−12».

        Raises:
            AmountUnreadableError: not an amount with at most two decimals.
        """
        text = _SPACES.sub("", typed).replace(MINUS, "-").removesuffix("₽")
        found = _TYPED.fullmatch(text)
        if found is None:
            raise AmountUnreadableError(typed)
        sign, rubles, kopecks = found.groups()
        value = int(rubles) * 100 + int((kopecks or "0").ljust(2, "0"))
        return cls(-value if sign else value)

    def __add__(self, other: "Money") -> "Money":
        """Add two amounts."""
        return Money(self.kopecks + other.kopecks)

    def __sub__(self, other: "Money") -> "Money":
        """Take one amount from another."""
        return Money(self.kopecks - other.kopecks)

    def __neg__(self) -> "Money":
        """Turn a debt into an advance and back."""
        return Money(-self.kopecks)

    def __bool__(self) -> bool:
        """Tell whether there is any money at all."""
        return self.kopecks != 0

    def show(self) -> str:
        """Write «1 234,56» with no-break spaces and a real minus."""
        rubles, kopecks = divmod(abs(self.kopecks), 100)
        sign = MINUS if self.kopecks < 0 else ""
        return f"{sign}{rubles:,}".replace(",", NBSP) + f",{kopecks:02}"

    def plain(self) -> str:
        """Write «1234.56» for files and machines."""
        rubles, kopecks = divmod(abs(self.kopecks), 100)
        return f"{'-' if self.kopecks < 0 else ''}{rubles}.{kopecks:02}"


ZERO = Money(0)


def total(amounts: "list[Money] | tuple[Money, ...]") -> Money:
    """Sum amounts; an empty sum is zero."""
    return Money(sum(amount.kopecks for amount in amounts))
