"""Carries slow work to a worker thread and its answer back to the screen that asked."""

from __future__ import annotations

from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from desk_app.presenters.tasks import hand_over

if TYPE_CHECKING:
    # The first picture has no workers.
    from collections.abc import Callable
    from concurrent.futures import Executor, Future

    from desk_app.domain.errors import DeskError

T = TypeVar("T")


class ScreenTasks(QObject):
    """The presenter's `Tasks` over one executor; a child of its screen and gone with it."""

    _arrived = Signal(object)

    def __init__(self, executor: Executor, screen: QObject) -> None:
        super().__init__(screen)
        self._executor = executor
        self._tickets = count()
        self._newest: dict[str, tuple[int, Future[Any]]] = {}
        # Queued even within one thread, so that an answer never overtakes the key that asked for it.
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[], T],
        *,
        then: Callable[[T], None],
        failed: Callable[[DeskError], None],
        instead_of: str = "",
    ) -> None:
        """Do `work` on the executor; the answer comes back unless the screen is gone, asked anew, or all is closed."""
        ticket = next(self._tickets)
        if instead_of in self._newest:
            self._newest[instead_of][1].cancel()
        try:
            future = self._executor.submit(work)
        except RuntimeError:  # the window was closed while this call was on its way: nobody waits for the answer
            return
        if instead_of:
            self._newest[instead_of] = (ticket, future)
        future.add_done_callback(partial(self._bring, ticket, instead_of, then, failed))

    def tell(self, news: Callable[[], None]) -> None:
        """Call `news` on the screen's thread, unless the screen is gone."""
        self._send(news)

    def _bring(
        self,
        ticket: int,
        instead_of: str,
        then: Callable[[T], None],
        failed: Callable[[DeskError], None],
        future: Future[T],
    ) -> None:
        if not future.cancelled():
            self._send(partial(self._hand_over, ticket, instead_of, then, failed, future))

    def _send(self, news: Callable[[], None]) -> None:
        try:
            self._arrived.emit(news)
        except RuntimeError:
            # The screen is gone, and nobody waits for the answer; anything else is a fault.
            if isValid(self):
                raise

    def _deliver(self, news: Callable[[], None]) -> None:
        news()

    def _hand_over(
        self,
        ticket: int,
        instead_of: str,
        then: Callable[[T], None],
        failed: Callable[[DeskError], None],
        future: Future[T],
    ) -> None:
        if instead_of and self._newest[instead_of][0] != ticket:
            then = failed = _dropped
        hand_over(future.result, then, failed)


def _dropped(_answer: object) -> None:
    """Take what nobody waits for any more; a fault in it is reported all the same."""
