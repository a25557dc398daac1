"""The resident's card: all accounts of a flat, debts, readings and what was done here."""

from dataclasses import dataclass, field
from datetime import datetime

from desk_app.application.books import Books
from desk_app.application.flats import flat_of
from desk_app.application.ports import Store
from desk_app.application.print_receipt import PacketDamagedError
from desk_app.domain.accounts import Account, Directory
from desk_app.domain.ids import AccountKey
from desk_app.domain.money import Money, total
from desk_app.domain.outside import Outside, Shown


@dataclass(frozen=True, slots=True)
class Card:
    """One flat as the desk knows it; `account` is the one that was found.

    `shown` is set where only the centre knows it: masked, without debts, kept nowhere.
    """

    account: Account
    accounts: tuple[Account, ...]
    directory: Directory
    code: str | None
    as_of: datetime | None
    shown: Shown | None = None

    @property
    def to_pay(self) -> Money:
        """What all accounts of the flat ask for."""
        return total([account.to_pay for account in self.accounts])


@dataclass(frozen=True, slots=True)
class OpenCard:
    """Gather one flat's accounts around the account that was found."""

    store: Store
    outside: Outside = field(default_factory=Outside)

    def __call__(self, key: AccountKey) -> Card:
        """Return the card.

        Raises:
            AccountUnknownError: this desk does not hold the account.
        """
        with self.store.reading() as books:
            shown = self.outside.get(key)
            if shown is not None and books.accounts.get(key) is None:
                return Card(shown.account, (shown.account,), books.accounts.directory(), None, None, shown)
            accounts = flat_of(books, key)
            account = accounts[0]
            period = max((charge.period for charge in account.charges), default=None)
            code = _code(books, key, period.iso()) if period else None
            return Card(account, accounts, books.accounts.directory(), code, books.mirror.synced_at())


def _code(books: Books, key: AccountKey, period: str) -> str | None:
    """Return the receipt's code; a damaged packet is told when a receipt is printed, it never hides a card."""
    try:
        return books.codes.code(key, period)
    except PacketDamagedError:
        return None
