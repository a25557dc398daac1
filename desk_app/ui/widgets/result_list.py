"""The list of found flats: two-line rows, the typed letters marked, sums and chips."""

from collections.abc import Callable
from typing import Any, ClassVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desk_app.i18n import _
from desk_app.presenters.marks import Mark
from desk_app.presenters.search import RowView
from desk_app.ui.theme import Look

Index = QModelIndex | QPersistentModelIndex
NAME, NUMBER, PHONE, DUE, CABINET = range(5)
_ROW = Qt.ItemDataRole.UserRole
_NAME_LEAST, _NAME_WHOLE = 180, 340
"""What the name keeps, and what a long address takes: the phone, which the card shows too, yields to it."""
_WIDTHS = ((DUE, 122), (NUMBER, 178), (CABINET, 132), (PHONE, 152))
"""Widths of the columns, the most needed first: the others go when there is no place."""


class ResultModel(QAbstractTableModel):
    """Holds the rows of one view."""

    titles: ClassVar[tuple[str, ...]] = (
        _("Житель и адрес"),
        _("Лицевой счёт"),
        _("Телефон"),
        _("К оплате"),
        _("Кабинет"),
    )

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[RowView, ...] = ()

    @property
    def rows(self) -> tuple[RowView, ...]:
        """The rows that are shown."""
        return self._rows

    def show_rows(self, rows: tuple[RowView, ...]) -> bool:
        """Show these rows; tell whether they are others."""
        if rows == self._rows:
            return False
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()
        return True

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802 - Qt's name
        """Count the rows."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:  # noqa: N802 - Qt's name
        """Count the columns."""
        return 0 if parent is not None and parent.isValid() else len(self.titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's variant
        """Return the row for the delegate, words for screen readers."""
        row = self._rows[index.row()]
        if role == _ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return (f"{row.name}, {row.address}", row.number, row.phone, row.due, row.cabinet.text)[index.column()]
        return None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401 - Qt's variant
        """Return the titles."""
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return self.titles[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if section == DUE else Qt.AlignmentFlag.AlignLeft
                return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None


class RowPainter(QStyledItemDelegate):
    """Draws one cell; the look is asked each time, so that a theme needs no reset."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw ground and hair line, then the text of the column."""
        row: RowView = index.data(_ROW)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected:
            painter.fillRect(rect, self._look.color("selection"))
            if index.column() == NAME:
                painter.fillRect(rect.left(), rect.top(), self._look.px(3), rect.height(), self._look.color("accent"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, self._look.color("line"))
        inner = rect.adjusted(self._look.px(12), 0, -self._look.px(12), 0)
        (self._name, self._number, self._phone, self._due, self._cabinet)[index.column()](painter, inner, row)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        """Give each row the same height."""
        del option, index
        return QSize(80, self._look.px(56))

    def _name(self, painter: QPainter, rect: QRect, row: RowView) -> None:
        bold, plain = self._look.font(14, QFont.Weight.DemiBold), self._look.font(13)
        upper = QRect(rect.left(), rect.top() + self._look.px(7), rect.width(), self._look.px(21))
        lower = QRect(rect.left(), rect.top() + self._look.px(28), rect.width(), self._look.px(20))
        self._marked(painter, upper, row.name, row.name_marks, bold, self._look.color("text"))
        # House and flat stand at the end: a long address loses its town, never its numbers.
        address, address_marks = keep_end(row.address, row.address_marks, QFontMetrics(plain), lower.width())
        self._marked(painter, lower, address, address_marks, plain, self._look.color("muted"))

    def _number(self, painter: QPainter, rect: QRect, row: RowView) -> None:
        if not row.more:
            self._text(painter, rect, row.number, self._look.font(14), "text")
            return
        upper = QRect(rect.left(), rect.top() + self._look.px(7), rect.width(), self._look.px(21))
        lower = QRect(rect.left(), rect.top() + self._look.px(28), rect.width(), self._look.px(20))
        self._text(painter, upper, row.number, self._look.font(14), "text")
        self._text(painter, lower, row.more, self._look.font(12), "faint")

    def _phone(self, painter: QPainter, rect: QRect, row: RowView) -> None:
        self._text(painter, rect, row.phone, self._look.font(14), "muted")

    def _due(self, painter: QPainter, rect: QRect, row: RowView) -> None:
        font = self._look.font(14, QFont.Weight.DemiBold)
        self._text(painter, rect, row.due, font, row.due_tone or "text", Qt.AlignmentFlag.AlignRight)

    def _cabinet(self, painter: QPainter, rect: QRect, row: RowView) -> None:
        font = self._look.font(12, QFont.Weight.Medium)
        wide, high = QFontMetrics(font).horizontalAdvance(row.cabinet.text) + self._look.px(20), self._look.px(22)
        plate = QRectF(rect.left(), rect.center().y() - high / 2, min(wide, rect.width()), high)
        ink, ground, edge = _chip_colours(row.cabinet.tone)
        painter.setPen(self._look.color(edge))
        painter.setBrush(self._look.color(ground))
        painter.drawRoundedRect(plate, high / 2, high / 2)
        painter.setPen(self._look.color(ink))
        painter.setFont(font)
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, row.cabinet.text)

    def _text(
        self,
        painter: QPainter,
        rect: QRect,
        text: str,
        font: QFont,
        ink: str,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        painter.setFont(font)
        painter.setPen(self._look.color(ink))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, shown)

    def _marked(
        self, painter: QPainter, rect: QRect, text: str, marks: tuple[Mark, ...], font: QFont, ink: QColor
    ) -> None:
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        kept = len(shown) if shown == text else len(shown) - 1
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.color("mark"))
        for start, length in marks:
            if start + length <= kept:
                left = rect.left() + metrics.horizontalAdvance(text[:start])
                wide = metrics.horizontalAdvance(text[start : start + length])
                high = metrics.height() + 1
                painter.drawRoundedRect(QRectF(left - 1, rect.center().y() - high / 2, wide + 2, high), 3, 3)
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


def keep_end(text: str, marks: tuple[Mark, ...], metrics: QFontMetrics, wide: int) -> tuple[str, tuple[Mark, ...]]:
    """Cut a text at its beginning until it fits, and move its marks along."""
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideLeft, wide)
    if shown == text:
        return text, marks
    gone = len(text) - len(shown)
    return shown, tuple((start - gone, length) for start, length in marks if start - gone > 0)


def _chip_colours(tone: str) -> tuple[str, str, str]:
    if tone == "plain":
        return "muted", "surface2", "line"
    return tone, f"{tone}_bg", f"{tone}_bg"


class ResultList(QTableView):
    """Shows the rows; the presenter is told which one the clerk picks."""

    def __init__(self, look: Look, picked: Callable[[int], None], opened: Callable[[], None]) -> None:
        super().__init__()
        self._look, self._picked = look, picked
        self._quiet = False
        self.rows = ResultModel()
        self.setModel(self.rows)
        self.setItemDelegate(RowPainter(look, self))
        self.setAccessibleName(_("Найденные жители"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self._set_header()
        self.selectionModel().currentRowChanged.connect(self._tell)
        self.activated.connect(lambda _index: opened())
        look.changed.connect(self._size)
        self._size()

    def show_rows(self, rows: tuple[RowView, ...], selected: int) -> None:
        """Show rows and the selected one without telling it back."""
        self._quiet = True
        if self.rows.show_rows(rows):
            self._fit_columns(self.viewport().width())
        if selected != self.currentIndex().row():
            self.setCurrentIndex(self.rows.index(selected, 0) if selected >= 0 else QModelIndex())
            if selected >= 0:
                self.selectRow(selected)
        self._quiet = False

    def resizeEvent(self, event: Any) -> None:  # noqa: ANN401, N802 - Qt's event and name
        """Drop columns where the window is narrow or the letters are large; the name always has its place."""
        super().resizeEvent(event)
        # The event tells the viewport's size; asking the viewport would cost PySide ten milliseconds the first time.
        self._fit_columns(event.size().width())

    def _fit_columns(self, whole: int) -> None:
        left = whole
        for column, usual in _WIDTHS:
            wide = self._look.px(usual)
            if column == NUMBER:
                wide = min(wide, self._number_width())
            left -= wide
            least = self._look.px(_NAME_WHOLE if column == PHONE else _NAME_LEAST)
            self.setColumnHidden(column, left < least)
            self.setColumnWidth(column, wide)

    def _number_width(self) -> int:
        """Return what the longest number on the list needs, so that the name has the rest."""
        metrics = QFontMetrics(self._look.font(14))
        numbers = (row.number for row in self.rows.rows)
        widest = max((metrics.horizontalAdvance(number) for number in numbers), default=0)
        return max(widest, metrics.horizontalAdvance(self.rows.titles[NUMBER])) + self._look.px(26)

    def _set_header(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)

    def _size(self) -> None:
        self._fit_columns(self.viewport().width())
        self.verticalHeader().setDefaultSectionSize(self._look.px(56))
        self.horizontalHeader().setFixedHeight(self._look.px(38))

    def _tell(self, current: QModelIndex) -> None:
        if not self._quiet and current.isValid():
            self._picked(current.row())
