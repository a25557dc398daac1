"""A commit that raised has an unknown outcome: look, and only then tell the clerk."""

from collections.abc import Callable
from typing import TypeVar

from desk_app.application.books import Books
from desk_app.application.ports import Store
from desk_app.domain.errors import DeskError
from desk_app.domain.ids import OperationId
from desk_app.protocol.bodies import Body

T = TypeVar("T")


MIRROR_DAMAGED = "mirror_damaged"
"""Reason of a `StoreBrokenError`: only the centre's data are harmed, which the next exchange fetches anew."""

LITTLE_ROOM = "little_room"
"""Reason of a `StoreBrokenError`: what is to come would fill the disk that the journal needs."""


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


class OperationDiffersError(DeskError):
    """The journal has this operation already, and it says something else; nothing was written."""

    def __init__(self, op_id: OperationId) -> None:
        """Keep the operation."""
        super().__init__("operation differs")
        self.op_id = op_id


Act = Callable[[Books], T]
Same = Callable[[Body], bool]


def once(store: Store, op_id: OperationId, act: Act[T], again: Act[T], same: Same) -> T:
    """Do a journalled act exactly once, in one transaction.

    `act` writes it; `again` answers from the journal when it is there already,
    be it from a double Enter or from a commit whose answer was lost. `same`
    tells whether what the journal has is what was asked for: one id never
    stands for two acts.

    Raises:
        NotSavedError: the write failed and the journal does not have it.
        OperationDiffersError: the id belongs to another act.
    """
    try:
        with store.writing() as books:
            return _again(books, op_id, again, same) if books.journal.find(op_id) else act(books)
    except StoreBrokenError as broken:
        with store.reading() as books:
            if books.journal.find(op_id) is not None:
                return _again(books, op_id, again, same)
        raise NotSavedError(broken.reason) from broken


def _again(books: Books, op_id: OperationId, again: Act[T], same: Same) -> T:
    body = books.journal.body(op_id)
    if body is None or not same(body):
        raise OperationDiffersError(op_id)
    return again(books)
