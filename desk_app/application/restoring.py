"""After a copy was put back: what may not be lost, and why the centre is asked before new work."""

from dataclasses import dataclass
from pathlib import Path

from desk_app.application.books import HELLO_NEEDED, Books
from desk_app.application.ports import Store
from desk_app.domain.errors import DeskError
from desk_app.domain.money import Money


class HelloNeededError(DeskError):
    """The file was put back from a copy: work done now could split the journal, so the centre is asked first."""


class UnsentWouldBeLostError(DeskError):
    """The present file holds unsent operations that do not continue the copy; nothing was changed."""

    def __init__(self, operations: int, money: Money) -> None:
        """Keep how many operations, and how much money they took."""
        super().__init__("unsent would be lost")
        self.operations = operations
        self.money = money


@dataclass(frozen=True, slots=True)
class Restored:
    """A copy is in place: where the former file lies, what was carried over from it and what stays only there.

    `former_read` is False where the former file was too damaged to be asked.
    """

    aside: Path
    carried: int
    left: int
    left_money: Money
    former_read: bool


@dataclass(frozen=True, slots=True)
class AcceptOffline:
    """Let the desk work on a restored file without having asked the centre: for days without a link."""

    store: Store

    def __call__(self) -> bool:
        """Remember the choice until the next verdict; tell whether there was anything to choose."""
        with self.store.writing() as books:
            needed = books.desk.restored() == HELLO_NEEDED
            if needed:
                books.desk.accept_offline()
        return needed


def assert_judged(books: Books) -> None:
    """See that a restored file has been judged by the centre, or that a person chose not to wait.

    Raises:
        HelloNeededError: exchange first.
    """
    if books.desk.restored() == HELLO_NEEDED:
        raise HelloNeededError
