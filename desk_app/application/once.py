"""A commit that raised has an unknown outcome: look, and only then tell the clerk."""

from collections.abc import Callable
from typing import TypeVar

from desk_app.application.books import Books
from desk_app.application.ports import Store
from desk_app.domain.errors import DeskError
from desk_app.domain.ids import OperationId

T = TypeVar("T")


class StoreBrokenError(DeskError):
    """The database could not be written: disk full, locked, damaged; `reason` is a safe word."""

    def __init__(self, reason: str) -> None:
        """Keep the safe word."""
        super().__init__(reason)
        self.reason = reason


class NotSavedError(DeskError):
    """The operation is certainly not in the journal; repeating it is safe."""

    def __init__(self, reason: str) -> None:
        """Keep the store's reason."""
        super().__init__(reason)
        self.reason = reason


Act = Callable[[Books], T]


def once(store: Store, op_id: OperationId, act: Act[T], again: Act[T]) -> T:
    """Do a journalled act exactly once, in one transaction.

    `act` writes it; `again` answers from the journal when it is there already,
    be it from a double Enter or from a commit whose answer was lost.

    Raises:
        NotSavedError: the write failed and the journal does not have it.
    """
    try:
        with store.writing() as books:
            return act(books) if books.journal.find(op_id) is None else again(books)
    except StoreBrokenError as broken:
        with store.reading() as books:
            if books.journal.find(op_id) is not None:
                return again(books)
        raise NotSavedError(broken.reason) from broken
