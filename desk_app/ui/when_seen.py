"""Lets a page that nobody sees wait with its rendering: the newest view is shown in a quiet moment."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from desk_app.ui.slices import Slices

View = TypeVar("View")


class WhenSeen(Generic[View]):
    """The `render` of a presenter: at once while the page is seen, otherwise as a piece of its own, or on showing.

    After a payment every page has news; all of them rendered together held
    the window for two frames, and all but one behind its back.
    """

    def __init__(self, page: QWidget, slices: Slices, render: Callable[[View], None]) -> None:
        self._page, self._slices, self._render = page, slices, render
        self._waiting: list[View] = []
        _Showing(page, self.catch_up)

    def __call__(self, view: View) -> None:
        """Take a view."""
        if self._page.isVisible():
            self._waiting.clear()
            self._render(view)
            return
        if not self._waiting:
            self._slices.add(self.catch_up)
        self._waiting[:] = [view]

    def catch_up(self) -> None:
        """Show what waits."""
        if self._waiting and isValid(self._page):
            self._render(self._waiting.pop())


class _Showing(QObject):
    def __init__(self, page: QWidget, shown: Callable[[], None]) -> None:
        super().__init__(page)
        self._page, self._shown = page, shown
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Tell that the page is about to be seen."""
        if watched is self._page and event.type() == QEvent.Type.Show:
            self._shown()
        return False
