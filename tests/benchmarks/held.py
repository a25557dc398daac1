"""How long the window's thread is held at a time, and how much of that is Qt's painting.

A hold is one key event with all that answers it at once, or one turn of the
event loop: until it ends no other key is taken and no picture is painted.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter, thread_time

from PySide6.QtCore import QAbstractEventDispatcher, QEvent, QEventLoop, QObject
from PySide6.QtWidgets import QWidget

from desk_app.ui.acting import Acting

_EVERYTHING = QEventLoop.ProcessEventsFlag.AllEvents


@dataclass(slots=True)
class Held:
    """The longest hold of a step in milliseconds: without painting, and the painting by itself.

    `cpu` is what of the first the thread worked itself: the rest it waited for another thread or program.
    """

    own: float = 0.0
    painting: float = 0.0
    cpu: float = 0.0


@dataclass(slots=True)
class Watch:
    """Keeps the longest hold of every step; the first time of a step is kept apart from the later ones."""

    steps: dict[str, Held] = field(default_factory=dict)
    spent_painting: float = 0.0
    _step: str = ""

    def begin(self, step: str) -> None:
        """Count what follows to a step."""
        self._step = step if step not in self.steps else f"{step}, again"
        self.steps.setdefault(self._step, Held())

    def time(self, work: Callable[[], object]) -> object:
        """Do a piece of work as one hold; return its answer."""
        self.spent_painting, began, worked = 0.0, perf_counter(), thread_time()
        answer = work()
        whole = perf_counter() - began
        held = self.steps.setdefault(self._step, Held())
        held.own = max(held.own, (whole - self.spent_painting) * 1e3)
        held.cpu = max(held.cpu, (thread_time() - worked - self.spent_painting) * 1e3)
        held.painting = max(held.painting, self.spent_painting * 1e3)
        return answer


class Painting(QObject):
    """Takes the time of a window's painting, which this machine does without a graphics card."""

    def __init__(self, window: QWidget, watch: Watch) -> None:
        super().__init__(window)
        self._window, self._watch = window, watch
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Deliver the request to paint by hand, with the watch on it."""
        if watched is not self._window or event.type() != QEvent.Type.UpdateRequest:
            return False
        began = perf_counter()
        watched.event(event)
        self._watch.spent_painting += perf_counter() - began
        return True


class TimedActing(Acting):
    """A clerk whose every act is a step of its own, named by the page and the keys."""

    def __init__(self, window: QWidget, watch: Watch, page: Callable[[], str]) -> None:
        super().__init__(window)
        self.watch, self._page = watch, page
        self._painting = Painting(window, watch)

    def types(self, text: str) -> None:
        """Type; every character counts to one step."""
        self.watch.begin(f"{self._page()}: typing")
        super().types(text)

    def presses(self, keys: str) -> None:
        """Press one combination, which is a step."""
        self.watch.begin(f"{self._page()}: {keys}")
        super().presses(keys)

    def scans(self, text: str) -> None:
        """Scan; the whole scan is one step."""
        self.watch.begin(f"{self._page()}: scan")
        super().scans(text)

    def does(self, work: Callable[[], object]) -> None:
        """Hold the watch on one act."""
        self.watch.time(work)

    def settle(self) -> None:
        """Let everything that is queued happen, each turn of the loop by itself."""
        loop = QAbstractEventDispatcher.instance()
        for _turn in range(200):
            if not self.watch.time(lambda: loop.processEvents(_EVERYTHING)):
                return
