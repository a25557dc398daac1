"""A commit that raised has an unknown outcome: look, and only then tell the clerk."""

from collections.abc import Callable
from typing import TypeVar

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


def once(store: Store, op_id: OperationId, act: Callable[[], T], again: Callable[[], T]) -> T:
    """Do a journalled act exactly once.

    `act` writes it; `again` answers from the journal when it is there already,
    be it from a double Enter or from a commit whose answer was lost.

    Raises:
        NotSavedError: the write failed and the journal does not have it.
    """
    with store.reading() as books:
        known = books.journal.find(op_id) is not None
    if known:
        return again()
    try:
        return act()
    except StoreBrokenError as broken:
        with store.reading() as books:
            known = books.journal.find(op_id) is not None
        if known:
            return again()
        raise NotSavedError(broken.reason) from broken
