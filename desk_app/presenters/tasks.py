"""Slow work off the screen's thread, as a presenter sees it."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from desk_app.domain.errors import DeskError

T = TypeVar("T")


class WorkFailedError(DeskError):
    """A fault of the program ended a piece of work; `kind` is the class of the fault and nothing of what it said."""

    def __init__(self, kind: str) -> None:
        """Keep the class name."""
        super().__init__(kind)
        self.kind = kind


def hand_over(work: Callable[[], T], then: Callable[[T], None], failed: Callable[[DeskError], None]) -> None:
    """End a piece of work, whatever becomes of it: nobody may wait for an answer that will never come.

    Raises:
        BaseException: the fault of the program, once the work has ended, for whoever writes the report.
    """
    try:
        answer = work()
    except DeskError as refusal:
        failed(refusal)
    except BaseException as fault:
        # A panic inside a library in Rust is no Exception, and ends the work like any other.
        failed(WorkFailedError(type(fault).__name__))
        raise
    else:
        then(answer)


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
        is dropped. Anything but a refusal is a fault of the program: it comes
        to `failed` as WorkFailedError, and is reported by itself.
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
        hand_over(work, then, failed)

    def tell(self, news: Callable[[], None]) -> None:
        """Call `news`."""
        news()
