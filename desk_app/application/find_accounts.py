"""Finding a resident by anything they can say or show."""

from dataclasses import dataclass, replace

from desk_app.application.books import Books
from desk_app.application.ports import Store
from desk_app.domain.found import Found


@dataclass(frozen=True, slots=True)
class FindAccounts:
    """Search account, address, phone, name, card or scan in one box."""

    store: Store

    def __call__(self, typed: str, limit: int = 50) -> Found:
        """Return at most `limit` flats; an unreadable text finds nothing and never fails."""
        with self.store.reading() as books:
            found = books.accounts.find(typed, limit)
            return found if found.rows else replace(found, lacks=_lacks(books))


def _lacks(books: Books) -> str:
    """Tell a desk without accounts from a resident who is not there; what is kept is read, nothing is counted."""
    if not books.mirror.cursor():
        return "unloaded"
    held = {tally.entity: tally.count for tally in books.mirror.tallies()}
    return "" if held.get("account") else "no_accounts"
