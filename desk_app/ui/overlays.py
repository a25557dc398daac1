"""What lies over the window for a moment; the command palette."""

from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHideEvent, QKeyEvent, QPainter, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsDropShadowEffect,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desk_app.i18n import _
from desk_app.presenters.palette import matching
from desk_app.ui.actions import Act, Actions, shown_key
from desk_app.ui.icons import pixmap
from desk_app.ui.theme import Look
from desk_app.ui.widgets.basics import column, label, row

_ACT = Qt.ItemDataRole.UserRole


class Overlay(QWidget):
    """A scrim over the whole window with one panel; Esc or a click beside the panel closes it."""

    def __init__(self, look: Look, window: QWidget, actions: Actions, width: int) -> None:
        super().__init__(window)
        self.look, self._window, self._actions, self._width = look, window, actions, width
        self._before: QWidget | None = None
        self.panel = QFrame(self)
        self.panel.setProperty("card", "true")
        shadow = QGraphicsDropShadowEffect(self.panel)
        shadow.setBlurRadius(48)
        shadow.setOffset(0, 12)
        # Qt's own is a grey that glows on a dark ground.
        shadow.setColor(QColor(0, 0, 0, 150))
        self.panel.setGraphicsEffect(shadow)
        self.hide()
        window.installEventFilter(self)

    def open(self) -> None:
        """Cover the window and take the focus; what had it gets it back."""
        self._before = self._window.focusWidget()
        self.resize(self._window.size())
        self.place()
        self.show()
        self.raise_()

    def close_overlay(self) -> None:
        """Uncover the window."""
        self.hide()
        if self._before is not None:
            self._before.setFocus()
            self._before = None

    def acts(self) -> tuple[Act, ...]:
        """Return all that can be done while the window is covered."""
        return (Act("escape", _("Закрыть"), self.close_overlay, ("Escape",), _("Закрыть"), "close"),)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Take the keys of what is covered away."""
        super().showEvent(event)
        self._actions.set_modal(self, self.acts())

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Give the keys back."""
        super().hideEvent(event)
        self._actions.set_modal(self)

    def place(self) -> None:
        """Put the panel at the top middle."""
        wide = min(self.look.px(self._width), self.width() - 80)
        high = min(self.panel.sizeHint().height(), self.height() - 120)
        self.panel.setGeometry((self.width() - wide) // 2, max(60, self.height() // 8), wide, high)

    def paintEvent(self, event: Any) -> None:  # noqa: ANN401, N802 - Qt's event and name
        """Draw the scrim."""
        del event
        QPainter(self).fillRect(self.rect(), self.look.color("scrim"))

    def mousePressEvent(self, event: Any) -> None:  # noqa: ANN401, N802 - Qt's event and name
        """Close on a click beside the panel."""
        if not self.panel.geometry().contains(event.position().toPoint()):
            self.close_overlay()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Grow with the window."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.resize(self._window.size())
            self.place()
        return super().eventFilter(watched, event)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001, N802 - Qt's names
        """Keep Tab inside."""
        del next
        return True


class Palette(Overlay):
    """Ctrl+K: everything that can be done now, found by a few letters."""

    def __init__(self, look: Look, window: QWidget, actions: Actions) -> None:
        super().__init__(look, window, actions, 640)
        self._acts: tuple[Act, ...] = ()
        self.field, self.list = QLineEdit(), QListWidget()
        self.field.setObjectName("omnibox")
        self.field.setPlaceholderText(_("Команда: квитанция, смена, обмен…"))
        self.field.setAccessibleName(_("Поиск команды"))
        self.list.setItemDelegate(_ActPainter(look, self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(_("Команды"))
        hints = row(gap=16)
        for key, word in (("↑ ↓", _("выбрать")), ("Enter", _("выполнить")), ("Esc", _("закрыть"))):
            hints.addLayout(row(label(key, "key"), label(word, "small"), gap=6))
        hints.addStretch(1)
        self.panel.setLayout(column(self.field, self.list, hints, gap=10, margins=(14, 14, 14, 12)))
        self.field.textEdited.connect(self._filter)
        self.field.returnPressed.connect(self._do)
        self.list.itemClicked.connect(lambda _item: self._do())
        self.field.installEventFilter(self)

    def open(self) -> None:
        """Show all commands."""
        self._acts = tuple(act for act in self._actions.all() if act.name not in ("palette", "escape", "dismiss"))
        self.field.clear()
        self._filter("")
        super().open()
        self.field.setFocus()

    def acts(self) -> tuple[Act, ...]:
        """Choose, do, close; the field takes the first two by itself."""
        return (
            Act("palette.choose", _("Выбрать команду"), partial(self._step, 1), ("Down",), _("Выбрать"), armed=False),
            Act("palette.do", _("Выполнить команду"), self._do, ("Return",), _("Выполнить"), armed=False),
            *super().acts(),
        )

    def place(self) -> None:
        """Give the list a steady height."""
        super().place()
        box = self.panel.geometry()
        box.setHeight(min(self.look.px(460), self.height() - 120))
        self.panel.setGeometry(box)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Let the arrows move the list."""
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step:
                self._step(step)
                return True
        return super().eventFilter(watched, event)

    def _step(self, by: int) -> None:
        if self.list.count():
            self.list.setCurrentRow((self.list.currentRow() + by) % self.list.count())

    def _filter(self, typed: str) -> None:
        self.list.clear()
        for place in matching([act.title for act in self._acts], typed):
            item = QListWidgetItem(self._acts[place].title)
            item.setData(_ACT, self._acts[place])
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _do(self) -> None:
        item = self.list.currentItem()
        self.close_overlay()
        if item is not None:
            item.data(_ACT).do()


class _ActPainter(QStyledItemDelegate):
    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw icon, title and key."""
        act: Act = index.data(_ACT)
        rect: QRect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._look.color("selection"))
            painter.drawRoundedRect(rect, 8, 8)
        ink = self._look.tokens.accent if selected else self._look.tokens.muted
        size = self._look.px(18)
        painter.drawPixmap(
            rect.left() + 12, rect.center().y() - size // 2, pixmap(act.icon or "command", ink, size, 2.0)
        )
        painter.setPen(self._look.color("text"))
        painter.setFont(self._look.font(14))
        painter.drawText(rect.adjusted(12 + size + 12, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, act.title)
        if act.keys:
            self._key(painter, rect, shown_key(act.keys[0]))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802 - Qt's name
        """Give each row the same height."""
        del option, index
        return QSize(100, self._look.px(38))

    def _key(self, painter: QPainter, rect: QRect, key: str) -> None:
        font = self._look.font(11, QFont.Weight.DemiBold)
        wide, high = QFontMetrics(font).horizontalAdvance(key) + self._look.px(16), self._look.px(20)
        plate = QRectF(rect.right() - wide - 10, rect.center().y() - high / 2, wide, high)
        painter.setPen(self._look.color("line"))
        painter.setBrush(self._look.color("surface2"))
        painter.drawRoundedRect(plate, 5, 5)
        painter.setPen(self._look.color("muted"))
        painter.setFont(font)
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, key)
