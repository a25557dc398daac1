"""Residents' phones: one Russian mobile number, and how it is shown."""

import re
from dataclasses import dataclass

from desk_app.domain.errors import DeskError

_DIGITS = re.compile(r"\D")


class PhoneRefusedError(DeskError):
    """The number cannot receive the password by SMS.

    `reason` is short, long, landline or foreign; `missing` counts digits.
    """

    def __init__(self, reason: str, missing: int = 0) -> None:
        """Keep the reason; the number itself stays in the field."""
        super().__init__(reason)
        self.reason = reason
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Phone:
    """A Russian mobile number in E.164, «+79037672024»."""

    e164: str

    @classmethod
    def parse(cls, typed: str) -> "Phone":
        """Read «8 903 767 -20-24», «+7 (903) 767-20-24» or ten digits.

        Raises:
            PhoneRefusedError: not a Russian mobile number.
        """
        digits = _DIGITS.sub("", typed)
        if typed.strip().startswith("+") and not digits.startswith("7"):
            raise PhoneRefusedError("foreign")
        if len(digits) == 12 and digits.startswith("87"):
            digits = digits[2:]
        elif len(digits) == 11 and digits[0] in "78":
            digits = digits[1:]
        if len(digits) < 10 or (len(digits) == 10 and digits[0] in "78" and typed.strip()[:1] in "+78"):
            wanted = 11 if digits[:1] in ("7", "8") else 10
            raise PhoneRefusedError("short", max(1, wanted - len(digits)))
        if len(digits) > 10:
            raise PhoneRefusedError("long")
        if digits[0] == "7":
            raise PhoneRefusedError("foreign")
        if digits[0] != "9":
            raise PhoneRefusedError("landline")
        return cls("+7" + digits)

    def show(self) -> str:
        """Write «+7 903 767-20-24»."""
        d = self.e164
        return f"+7 {d[2:5]} {d[5:8]}-{d[8:10]}-{d[10:12]}"

    def masked(self) -> str:
        """Write «+7 903 ***-**-24» for lists and third persons."""
        return f"+7 {self.e164[2:5]} ***-**-{self.e164[10:12]}"


def show_card(number: str) -> str:
    """Write a card number in fours: «9900 0600 0000 0000»."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def short_name(full: str) -> str:
    """Write «Иванова М. П.» for papers that others may see."""
    surname, *rest = full.split()
    return " ".join([surname, *(f"{name[0]}." for name in rest if name)])
