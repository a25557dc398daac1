"""A card over the whole page that keeps the keyboard until it is answered."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QGridLayout, QLayout, QWidget

from desk_app.i18n import _
from desk_app.presenters.question import Question
from desk_app.ui.actions import Act
from desk_app.ui.theme import Look
from desk_app.ui.widgets.basics import button, column, label, row
from desk_app.ui.widgets.sized import fixed_width

Modal = Callable[[object, Sequence[Act]], None]
"""Tells the window what alone can be done while a card lies over it; with no acts, that it has gone."""

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Overlay(QWidget):
    """Dims a page and shows one card in its middle; Tab stays inside."""

    def __init__(self, look: Look, over: QWidget, layout: QLayout, width: int, modal: Modal) -> None:
        super().__init__(over)
        self._look, self._over, self._modal = look, over, modal
        self.card = QFrame()
        self.card.setProperty("card", "over")
        self.card.setLayout(layout)
        fixed_width(look, self.card, width)
        grid = QGridLayout(self)
        grid.setContentsMargins(24, 16, 24, 16)
        grid.addWidget(self.card, 0, 0, Qt.AlignmentFlag.AlignCenter)
        over.installEventFilter(self)
        self.hide()

    def acts(self) -> tuple[Act, ...]:
        """Return all that can be done while this card has the keyboard."""
        return ()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Take the keys of page and window away: the bar must not offer what does nothing here."""
        super().showEvent(event)
        self._modal(self, self.acts())

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Give the keys back, also where the whole page goes."""
        super().hideEvent(event)
        self._modal(self, ())

    def open_on(self, focus: QWidget) -> None:
        """Show the card and give it the keyboard; the same again changes nothing."""
        if self.isVisibleTo(self._over):
            return
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()
        focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow the page's size."""
        if watched is self._over and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._over.rect())
        return False

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001, N802 - Qt's name and shape
        """Go round inside the card."""
        stops = [
            child
            for child in self.card.findChildren(QWidget)
            if child.isVisible() and child.isEnabled() and child.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        now = self.focusWidget()
        if not stops:
            return True
        at = stops.index(now) if now in stops else -1
        stops[(at + (1 if forward else -1)) % len(stops)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let Enter press the button that has the focus; nothing else reaches the page below."""
        if event.key() in _ENTER and not event.isAutoRepeat():
            self.press()
        event.accept()

    def press(self) -> None:
        """Press the button that has the focus."""
        focused = self.focusWidget()
        if isinstance(focused, QAbstractButton):
            focused.click()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Dim the page."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._look.color("scrim"))
        painter.end()


class QuestionBox(Overlay):
    """A question of the presenter; the focus stands on the safe answer unless told otherwise."""

    def __init__(
        self,
        look: Look,
        over: QWidget,
        yes: Callable[[], None],
        no: Callable[[], None],
        modal: Modal,
        *,
        safe: bool = True,
    ) -> None:
        self.title = label("", "title", wrap=True)
        self.text = label("", "muted", wrap=True)
        self.yes = button(look, "", yes, kind="primary")
        self.no = button(look, "", no, kind="tall")
        self._safe, self._refuse, self._refusal = safe, no, ""
        buttons = row(None, self.no, self.yes, gap=10)
        layout = column(self.title, self.text, 14, buttons, gap=8, margins=(28, 24, 28, 24))
        super().__init__(look, over, layout, 560, modal)

    def acts(self) -> tuple[Act, ...]:
        """Press, go to the other answer, refuse; Enter and Tab are the buttons' own."""
        onward = partial(self.focusNextPrevChild, True)  # noqa: FBT003 - Qt's shape
        press, other = _("Нажать выделенную кнопку"), _("Перейти к другой кнопке")
        return (
            Act("question.press", press, self.press, ("Return",), _("Нажать выделенную"), armed=False),
            Act("question.other", other, onward, ("Tab",), _("Другая кнопка"), armed=False),
            Act("escape", self._refusal, self._refuse, ("Escape",), self._refusal, "back"),
        )

    def ask(self, question: Question, *, safe: bool | None = None) -> None:
        """Show the question; `safe` may say otherwise for this one where the focus stands."""
        self.title.setText(question.title)
        self.text.setText(question.text)
        self.yes.setText(question.yes)
        self._refusal = question.no
        self.no.setText(f"{question.no}   Esc")
        self.no.setAccessibleName(question.no)
        self.yes.setAccessibleName(question.yes)
        if self.isVisible():
            self._modal(self, self.acts())
        self.open_on(self.no if (self._safe if safe is None else safe) else self.yes)
