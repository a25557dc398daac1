"""One service on the payment screen: an editor while it is free, a plain sum once it is in the basket."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from desk_app.i18n import _
from desk_app.presenters.payment_cards import PaymentCards
from desk_app.presenters.payment_view import CardView, MeterView
from desk_app.ui.icons import Tint, tint
from desk_app.ui.theme import Look
from desk_app.ui.widgets.basics import button, column, label, row, say
from desk_app.ui.widgets.drop_down import DropDown
from desk_app.ui.widgets.edits import Edit
from desk_app.ui.widgets.elided import Elided
from desk_app.ui.widgets.field import Field
from desk_app.ui.widgets.money_edit import MoneyEdit
from desk_app.ui.widgets.segments import Segments
from desk_app.ui.widgets.sized import fixed_width

MODES = (("debt", _("Долг")), ("period", _("За период")), ("advance", _("Аванс")))
_AFTER_TITLE, _AFTER_DEBT = 2, 5
_NARROW = 640
"""The width of a card below which title and editor do not stand beside each other."""
_REASONS = (("replaced", _("Замена счётчика")), ("rollover", _("Переход через ноль")))


class MeterBox(QWidget):
    """One meter: last reading, new reading, consumption, and a reason when it went back."""

    def __init__(
        self, look: Look, typed: Callable[[str], None], reason: Callable[[str], None], entered: Callable[[], None]
    ) -> None:
        super().__init__()
        self.edit = Edit("", typed, entered=entered)
        self.field = Field("", self.edit)
        self.field.caption.setWordWrap(True)  # number and last reading are read in full at any size
        self.reasons = Segments(_REASONS, reason)
        layout = column(self.field, self.reasons, gap=4)
        self.setLayout(layout)
        self.setMinimumWidth(look.px(170))

    def show_meter(self, view: MeterView, *, locked: bool) -> None:
        """Show the meter; a locked one only tells what was put in."""
        self.field.caption.setText(view.label)
        self.edit.setAccessibleName(view.label)
        self.edit.put(view.typed)
        self.edit.setVisible(not locked)
        self.field.show_hint(view.hint, view.tone)
        self.field.hint.setVisible(not locked or bool(view.hint))
        self.reasons.setVisible(view.asks_reason and not locked)
        self.reasons.mark(view.reason)


class ServiceCard(QFrame):
    """Shows one `CardView`, now of this service and now of that, and passes on what the clerk does with it."""

    def __init__(self, look: Look, cards: PaymentCards) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self.place, self._cards, self._periods = 0, cards, ()
        self._look, self._narrow = look, False
        self.view: CardView | None = None
        self.tick = self._tick_button(look)
        self._mark: Tint = tint(self.tick, look, "tick-off", "faint", 24)
        # The provider's name gives way; numbers and sums never do.
        self.title, self.about = Elided("", "heading"), Elided("", "small")
        self.account, self.debt, self.month = label("", "small"), label("", "hint"), label("", "small")
        self.modes = Segments(MODES, lambda mode: cards.choose_mode(self.place, mode))
        self.amount = MoneyEdit(
            "",
            lambda text: cards.type_amount(self.place, text),
            lambda: cards.leave_amount(self.place),
            lambda: cards.tick(self.place),
        )
        fixed_width(look, self.amount, 132)
        self.hint = label("", "hint")
        self.hint.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.period = DropDown(look)
        self.period.activated.connect(lambda at: cards.choose_period(self.place, self.period.itemData(at)))
        self.sum = label("", "money")
        self.mend = button(look, _("Исправить"), lambda: cards.mend(self.place), kind="plain")
        self.mend.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.meters: list[MeterBox] = []
        self._meter_boxes: list[MeterBox] = []
        self._lay_out()

    def _tick_button(self, look: Look) -> QPushButton:
        made = QPushButton()
        made.setProperty("kind", "tick")
        made.setCheckable(True)
        made.setAutoDefault(False)
        made.setIconSize(QSize(look.px(24), look.px(24)))
        made.clicked.connect(self._ticked)
        return made

    def _ticked(self) -> None:
        self.tick.setChecked(not self.tick.isChecked())
        self._cards.tick(self.place)

    def _meter(self, at: int) -> MeterBox:
        return MeterBox(
            self._look,
            lambda text: self._cards.type_reading(self.place, at, text),
            lambda reason: self._cards.choose_reason(self.place, at, reason),
            lambda: self._after_meter(at),
        )

    def _after_meter(self, at: int) -> None:
        following = self.meters[at + 1].edit if at + 1 < len(self.meters) else self.amount
        following.setFocus(Qt.FocusReason.TabFocusReason)

    def _lay_out(self) -> None:
        self.editor = QWidget()
        self.editor.setLayout(row(self.modes, self.amount, label("₽", "muted"), gap=10))
        self._beside = row(self.title, None, self.editor, self.sum, self.mend, gap=10)
        self._below = row(None, gap=10)
        self._about = row(self.account, self.about, 10, self.debt, 10, self.month, None, gap=0)
        self._meter_row = QHBoxLayout()
        self._meter_row.setSpacing(16)
        self._meter_row.addStretch(1)
        content = column(self._beside, self._about, self._below, gap=0)
        for part in (row(self.period, None, self.hint, 24, gap=10), self._meter_row):
            content.addSpacing(4)
            content.addLayout(part)
        whole = row(gap=10, margins=(14, 9, 14, 6))
        whole.addWidget(self.tick, 0, Qt.AlignmentFlag.AlignTop)
        whole.addLayout(content, 1)
        self.setLayout(whole)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Put editor and month on a line of their own where they would not fit beside the title and the debt."""
        super().resizeEvent(event)
        narrow = self.width() < self._look.px(_NARROW)
        if narrow != self._narrow:
            self._narrow = narrow
            self._below.setContentsMargins(0, 4 if narrow else 0, 0, 0)
            if narrow:
                self._below.addWidget(self.editor)
                self._below.insertWidget(0, self.month)
            else:
                self._beside.insertWidget(_AFTER_TITLE, self.editor)
                self._about.insertWidget(_AFTER_DEBT, self.month)

    def _name(self, view: CardView) -> None:
        self.place = view.place
        self.title.show_text(view.title)
        self.about.show_text(view.provider)
        self.account.setText(f"{view.account} · ")
        self.amount.setAccessibleName(_("Сумма: {title}").format(title=view.title))
        self.period.setAccessibleName(_("Месяц: {title}").format(title=view.title))
        while len(self._meter_boxes) < len(view.meters):
            self._meter_boxes.append(self._meter(len(self._meter_boxes)))
            self._meter_row.insertWidget(len(self._meter_boxes) - 1, self._meter_boxes[-1], 3)
        self.meters = self._meter_boxes[: len(view.meters)]
        for at, box in enumerate(self._meter_boxes):
            box.setVisible(at < len(view.meters))

    def show_card(self, view: CardView) -> None:
        """Show the card as the presenter tells it."""
        self.view = view
        self._name(view)
        self._mark.show("tick-on" if view.locked else "tick-off", "accent" if view.locked else "faint")
        self.tick.setChecked(view.locked)
        self.tick.setAccessibleName(
            (_("В корзине: {title}") if view.locked else _("В корзину: {title}")).format(title=view.title)
        )
        self.debt.setText(view.debt)
        say(self.debt, "tone", {"owed": "", "ok": "ok"}.get(view.debt_tone, ""))
        self.editor.setVisible(not view.locked)
        for shut in (self.sum, self.mend, self.month):
            shut.setVisible(view.locked)
        self.sum.setText(view.line_sum)
        self._show_editor(view)
        for meter, box in zip(view.meters, self.meters, strict=True):
            box.show_meter(meter, locked=view.locked)

    def _show_editor(self, view: CardView) -> None:
        self.modes.mark(view.mode)
        self.amount.put(view.amount)
        self.amount.tone("error" if view.fault else "")
        self.amount.setAccessibleDescription(view.fault)
        self.hint.setText(view.fault or view.amount_hint)
        say(self.hint, "tone", "error" if view.fault else "")
        if view.periods != self._periods:
            self._periods = view.periods
            self.period.clear()
            for iso, words in view.periods:
                self.period.addItem(words, iso)
        self.period.setCurrentIndex(self.period.findData(view.period))
        self.month.setText(self.period.currentText())
        self.period.setVisible(not view.locked and len(view.periods) > 1)
        self.hint.setVisible(not view.locked and bool(self.hint.text()))

    _periods: tuple[tuple[str, str], ...]

    def focus_editor(self) -> None:
        """Put the cursor into the sum, or on the tick where the sum is locked."""
        target = self.amount if self.amount.isVisibleTo(self) else self.tick
        target.setFocus(Qt.FocusReason.OtherFocusReason)
