"""Residents' phones: one Russian mobile number, and how it is shown."""

import re
from dataclasses import dataclass

from desk_app.domain.errors import DeskError

_DIGITS = re.compile(r"[^0-9]")


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
        # «8», «+7» or both at once, as in «8 +7 903 …»; no subscriber's own number begins with 7 or 8.
        prefix = 2 if len(digits) == 12 and digits.startswith("87") else int(digits[:1] in ("7", "8"))
        national = digits[prefix:]
        if len(national) < 10:
            raise PhoneRefusedError("short", 10 - len(national))
        if len(national) > 10:
            raise PhoneRefusedError("long")
        if national[0] == "7":
            raise PhoneRefusedError("foreign")
        if national[0] != "9":
            raise PhoneRefusedError("landline")
        return cls("+7" + national)

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
    surname, *rest = full.split() or [""]  # a provider may not know who lives there
    return " ".join([surname, *(f"{name[0]}." for name in rest)])
