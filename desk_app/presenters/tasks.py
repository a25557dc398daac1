"""Slow work off the screen's thread, as a presenter sees it."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from desk_app.domain.errors import DeskError

T = TypeVar("T")


class Tasks(Protocol):
    """Runs work elsewhere and brings its answer back to the screen's thread."""

    def run(
        self,
        work: Callable[[], T],
        *,
        then: Callable[[T], None],
        failed: Callable[[DeskError], None],
        instead_of: str = "",
    ) -> None:
        """Do `work`; its answer goes to `then`, its refusal to `failed`.

        A newer run with the same `instead_of` makes this one stale: its answer
        is dropped. Anything but a refusal is a fault of the program and is
        not caught.
        """
        ...

    def tell(self, news: Callable[[], None]) -> None:
        """Call `news` on the screen's thread; for work that reports its progress."""
        ...


class TasksAtOnce:
    """Does everything on the spot: for tests and for the command line."""

    def run(
        self,
        work: Callable[[], T],
        *,
        then: Callable[[T], None],
        failed: Callable[[DeskError], None],
        instead_of: str = "",  # noqa: ARG002 - nothing is ever stale when all is done at once
    ) -> None:
        """Do `work` and hand over what came of it."""
        try:
            answer = work()
        except DeskError as refusal:
            failed(refusal)
        else:
            then(answer)

    def tell(self, news: Callable[[], None]) -> None:
        """Call `news`."""
        news()
