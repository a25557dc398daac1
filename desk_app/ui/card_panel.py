"""The resident's card at the right of the search page."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desk_app.i18n import _
from desk_app.presenters.card import CardView, OwedView
from desk_app.presenters.search import SearchPresenter
from desk_app.ui.theme import Look
from desk_app.ui.widgets.basics import button, clear, column, icon_button, label, line, pill, row, say
from desk_app.ui.widgets.rows import Rows
from desk_app.ui.widgets.whole_lines import WholeLines

WIDTH = 372
WIDEST = 440


class CardPanel(QFrame):
    """Shows one card; its buttons are the presenter's acts."""

    def __init__(self, look: Look, presenter: SearchPresenter) -> None:
        super().__init__()
        self._look = look
        self._shown: CardView | None = None
        self.setProperty("card", "true")
        self.name, self.address = label("", "heading", wrap=True), label("", "muted", wrap=True)
        self.number, self.code = label("", "mono"), label("", "mono")
        self.title = label(_("Лицевой счёт"), "caption")
        self.phone, self.card_number = label(""), label("")
        self.total, self.penalties, self.as_of = label("", "total"), label("", "caption"), label("", "caption")
        self.show_code = icon_button(look, "eye", _("Показать код"), presenter.show_code)
        self.pay = button(look, _("Принять оплату"), presenter.pay, kind="primary", icon="wallet", keys="F8")
        self.receipt = button(look, _("Квитанция"), presenter.receipts, keys="F9")
        self.register = button(look, _("Регистрация"), presenter.register, keys="Ins")
        for selectable in (self.number, self.card_number):
            selectable.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.period = label("", "caption")
        self._chips, self._owed = QHBoxLayout(), QVBoxLayout()
        self._chips.setSpacing(8)
        self.owed: Rows[OwedRow, OwedView] = Rows(self._owed, OwedRow, OwedRow.show_owed)
        self._nothing = label(_("Начислений нет"), "muted")
        self._nothing.hide()
        self._owed.addWidget(self._nothing)
        self._owed.setSpacing(10)
        self._lay_out()
        look.changed.connect(self._size)
        self._size()

    def render(self, view: CardView) -> None:  # type: ignore[override]  # QWidget.render paints; nobody calls it here
        """Show a card."""
        self.name.setText(view.name)
        self.address.setText(view.address.replace(". ", ".\u00a0"))  # «кв. 1» stays on one line
        self.title.setText(_("Счёт · {receipt}").format(receipt=view.receipt_title))
        self.number.setText(view.number)
        self.code.setText(view.code)
        self.show_code.setVisible(view.can_show_code)
        self.phone.setText(view.phone)
        self.card_number.setText(view.card_number)
        self.total.setText(view.total)
        self.penalties.setText(view.penalties)
        self.penalties.setVisible(bool(view.penalties))
        self.as_of.setText(view.as_of)
        self.period.setText(view.period)
        self.register.setEnabled(view.can_register)
        self.receipt.setEnabled(view.can_print and not view.busy)
        if self._shown is None or self._shown.chips != view.chips:
            self._show_chips(view)
        if self._shown is None or self._shown.owed != view.owed:
            self._show_owed(view.owed)
        self._shown = view

    def _lay_out(self) -> None:
        facts = QGridLayout()
        facts.setHorizontalSpacing(16)
        facts.setVerticalSpacing(2)
        facts.setColumnStretch(0, 1)
        facts.setColumnStretch(1, 1)
        for at, (caption, value) in enumerate(
            (
                (self.title, self.number),
                (label(_("Код квитанции"), "caption"), _with(self.code, self.show_code)),
                (label(_("Телефон кабинета"), "caption"), self.phone),
                (label(_("Номер карты"), "caption"), self.card_number),
            )
        ):
            top = (at // 2) * 3
            facts.addWidget(caption, top, at % 2)
            facts.addWidget(value, top + 1, at % 2)
        facts.setRowMinimumHeight(2, 6)
        # What lies between the name and the sum scrolls where the window is low or the letters are large.
        above = QWidget()
        above.setLayout(column(self._chips, 6, facts, 6, line(), gap=4))
        middle = column(above, 4, self.period, 2, gap=4, margins=(0, 0, 6, 0))
        middle.addLayout(self._owed)
        middle.addStretch(1)
        sums = row(column(label(_("Всего к оплате"), "muted"), self.as_of, gap=0), None, self.total)
        whole = column(self.name, self.address, 2, gap=4, margins=(20, 18, 20, 20))
        listed = WholeLines(middle, lambda: (above, self.period, *self.owed.shown))
        listed.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        whole.addWidget(listed, 1)
        whole.addWidget(line())
        whole.addSpacing(6)
        whole.addLayout(sums)
        whole.addWidget(self.penalties, 0, Qt.AlignmentFlag.AlignRight)
        whole.addSpacing(8)
        whole.addWidget(self.pay)
        whole.addSpacing(4)
        whole.addLayout(row(self.receipt, self.register))
        self.setLayout(whole)

    def _show_chips(self, view: CardView) -> None:
        clear(self._chips)
        for chip in view.chips:
            self._chips.addWidget(pill(chip.text, chip.tone))
        self._chips.addStretch(1)

    def _show_owed(self, owed: tuple[OwedView, ...]) -> None:
        self.owed.show(owed)
        self._nothing.setVisible(not owed)

    def _size(self) -> None:
        self.setFixedWidth(min(self._look.px(WIDTH), WIDEST))


def _with(text: QLabel, icon: QWidget) -> QWidget:
    both = QWidget()
    layout = row(text, icon, None, gap=4)
    both.setLayout(layout)
    return both


class OwedRow(QWidget):
    """One service of the card and what is owed for it."""

    def __init__(self) -> None:
        super().__init__()
        self.title, self.detail = label("", wrap=True), label("", "caption", wrap=True)
        self.amount = label("")
        words = column(self.title, self.detail, gap=0)
        self._row = row(words, gap=10)
        self._row.setStretchFactor(words, 1)
        self._row.addWidget(self.amount, 0, Qt.AlignmentFlag.AlignTop)
        self.setLayout(self._row)

    def show_owed(self, view: OwedView) -> None:
        """Show a service; a late fee stands in a little."""
        self.title.setText(view.title)
        self.detail.setText(view.detail)
        self.detail.setVisible(bool(view.detail))
        self.amount.setText(view.amount)
        say(self.amount, "ink", view.tone or ("penalty" if view.penalty else ""))
        self._row.setContentsMargins(14 if view.penalty else 0, 0, 0, 0)
