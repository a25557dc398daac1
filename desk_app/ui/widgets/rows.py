"""Rows that are made once and shown with another text from then on: making widgets is what takes time."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtWidgets import QBoxLayout, QWidget
from shiboken6 import isValid

from desk_app.ui.slices import Slices

Made = TypeVar("Made", bound=QWidget)
View = TypeVar("View")
_NEW_AT_ONCE = 4


class Rows(Generic[Made, View]):
    """As many rows at the beginning of a layout as were ever needed; the first of them are shown.

    With `slices` a long list grows by a few rows a turn; what was made before is shown at once.
    """

    def __init__(
        self,
        layout: QBoxLayout,
        make: Callable[[], Made],
        show: Callable[[Made, View], None],
        slices: Slices | None = None,
    ) -> None:
        self._layout, self._make, self._show, self._slices = layout, make, show, slices
        self._made: list[Made] = []
        self._views: list[View] = []
        self._wanted: tuple[View, ...] = ()

    @property
    def shown(self) -> list[Made]:
        """The rows that are in use, from top to bottom."""
        return self._made[: len(self._wanted)]

    def reserve(self, many: int) -> None:
        """Make rows ahead of their use."""
        while len(self._made) < many:
            made = self._make()
            made.hide()
            self._layout.insertWidget(len(self._made), made)
            self._made.append(made)

    def reserve_one(self, many: int) -> bool:
        """Make one more row unless there are as many; tell whether one was made."""
        wanted = len(self._made) < many
        if wanted:
            self.reserve(len(self._made) + 1)
        return wanted

    def show(self, views: Sequence[View]) -> None:
        """Show these views and no others; a row whose view is the same is left alone."""
        self._wanted = tuple(views)
        for spare in self._made[len(self._wanted) :]:
            spare.hide()
        self._grow()

    def _grow(self) -> None:
        new = len(self._made) + _NEW_AT_ONCE if self._slices is not None else len(self._wanted)
        now = self._wanted[:new]
        self.reserve(len(now))
        for at, (made, view) in enumerate(zip(self._made, now, strict=False)):
            if at == len(self._views):
                self._show(made, view)
                self._views.append(view)
            elif self._views[at] != view:
                self._show(made, view)
                self._views[at] = view
            made.show()
        if len(now) < len(self._wanted) and self._slices is not None:
            self._slices.add(self._go_on, soon=True)

    def _go_on(self) -> None:
        if all(isValid(made) for made in self._made):
            self._grow()
