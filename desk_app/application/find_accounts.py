"""Finding a resident by anything they can say or show."""

from dataclasses import dataclass

from desk_app.application.ports import Store
from desk_app.domain.found import Found


@dataclass(frozen=True, slots=True)
class FindAccounts:
    """Search account, address, phone, name, card or scan in one box."""

    store: Store

    def __call__(self, typed: str, limit: int = 50) -> Found:
        """Return at most `limit` flats; an unreadable text finds nothing and never fails."""
        with self.store.reading() as books:
            return books.accounts.find(typed, limit)
