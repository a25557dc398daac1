"""Finding the account that a typed number or a scanned receipt means."""

from contextlib import suppress
from dataclasses import dataclass

from desk_app.application.desk import Desk
from desk_app.application.open_card import Card
from desk_app.domain.errors import DeskError
from desk_app.domain.ids import AccountKey


@dataclass(frozen=True, slots=True)
class Candidates:
    """Cards whose account fits; `code` is the six digits when our own receipt QR was scanned.

    `lacks` says why no account at all can be found here (`Found.lacks`).
    """

    cards: tuple[Card, ...]
    code: str = ""
    lacks: str = ""

    @property
    def only(self) -> Card | None:
        """Return the card when there is no choice to make."""
        return self.cards[0] if len(self.cards) == 1 else None


def look_up(desk: Desk, typed: str) -> Candidates:
    """Find every account with this number; the same number may stand under two receipt types."""
    found = desk.find_accounts(typed, 10)
    wanted = "".join(typed.split()).casefold()
    keys: dict[AccountKey, None] = {}
    for row in found.rows:
        if found.kind == "scan":
            keys.setdefault(row.account)
            continue
        with suppress(DeskError):
            near = desk.open_card(row.account).accounts
            keys.update((account.key, None) for account in near if account.number.casefold() == wanted)
    return Candidates(tuple(desk.open_card(key) for key in keys), found.code or "", found.lacks)
