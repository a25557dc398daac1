"""What a search brings back: one row a flat, with all its accounts behind it."""

from dataclasses import dataclass

from desk_app.domain.ids import AccountKey, PremiseKey
from desk_app.domain.money import Money


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One line of the result list; `more` counts further accounts of the same flat."""

    account: AccountKey
    premise: PremiseKey
    number: str
    receipt_title: str
    holder: str
    address: str
    due: Money
    cabinet: str
    phone_masked: str
    closed: bool
    more: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to one search.

    `kind` is what the text was taken for (scan, phone, account, card, address,
    name, mixed, empty); `shown_for` is set when another reading of the text
    (a repaired keyboard layout, a corrected letter) gave the results;
    `nearly` says that nothing fits exactly and the rows differ by one letter;
    `code` is the six digits when our own receipt QR was scanned;
    `lacks` says why nothing at all can be found here: `unloaded` before the
    first load of the accounts, `no_accounts` when the centre has given none.
    """

    kind: str
    rows: tuple[FoundRow, ...] = ()
    shown_for: str | None = None
    code: str | None = None
    amount: Money | None = None
    nearly: bool = False
    lacks: str = ""
