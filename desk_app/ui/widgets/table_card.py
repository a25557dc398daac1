"""The card around a table: below the last row that fits entirely it stays blank."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QTableView, QVBoxLayout

from desk_app.ui.theme import Look

_EDGE = 1


class TableCard(QFrame):
    """Gives the table the height of whole rows: half a row is a sum without its name."""

    def __init__(self, look: Look, table: QTableView) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self._table, self._inside = table, QVBoxLayout()
        self._inside.setContentsMargins(_EDGE, _EDGE, _EDGE, _EDGE)
        self._inside.addWidget(table)
        self.setLayout(self._inside)
        # The table was made first, so it has its new heights when this is told of them.
        look.changed.connect(self._fit)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Count anew how many rows fit."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        pitch = self._table.verticalHeader().defaultSectionSize()
        room = self.contentsRect().height() - 2 * _EDGE - self._table.horizontalHeader().height()
        spare = room % pitch if room > pitch else 0
        self._inside.setContentsMargins(_EDGE, _EDGE, _EDGE, _EDGE + spare)
        self._inside.activate()  # at once: a row must not be seen in half until the next turn
