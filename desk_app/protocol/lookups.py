"""An account outside a desk's scope as the centre shows it: masked, without the flat and without any sum."""

from dataclasses import dataclass
from typing import Any

from desk_app.protocol.fields import Fields

MOST_FOUND = 10
"""One number may exist under several receipt types."""


@dataclass(frozen=True, slots=True)
class LookedUp:
    """One account; `services` are the codes of what is charged for."""

    receipt_type: str
    number: str
    holder: str
    settlement: str
    street: str
    house: str
    closed: bool
    services: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Write the account."""
        return {
            "receipt_type": self.receipt_type,
            "number": self.number,
            "holder": self.holder,
            "settlement": self.settlement,
            "street": self.street,
            "house": self.house,
            "closed": self.closed,
            "services": list(self.services),
        }

    @classmethod
    def read(cls, fields: Fields) -> "LookedUp":
        """Read the account."""
        return cls(
            fields.text("receipt_type", most=32, least=1),
            fields.text("number", most=40, least=1),
            fields.text("holder", most=160),
            fields.text("settlement", most=120),
            fields.text("street", most=120),
            fields.text("house", most=20),
            fields.flag("closed"),
            fields.texts("services", most=100, longest=32),
        )


def read_found(fields: Fields) -> tuple[LookedUp, ...]:
    """Read the answer {"accounts": […]}."""
    return fields.each("accounts", LookedUp.read, most=MOST_FOUND)
