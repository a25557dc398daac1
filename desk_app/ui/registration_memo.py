"""The right side of the registration screen: the memo as it grows, the main button, what is left to mend."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout

from desk_app.i18n import _
from desk_app.presenters.registration_view import MemoView, RegistrationView
from desk_app.ui.theme import Look
from desk_app.ui.widgets.basics import button, clear, column, label, row, scrolled

SITE = "my.sistemagorod.ru"
FORGOTTEN = "+7 903 767-20-24"


class MemoSide(QFrame):
    """Shows what the resident will get, and the one button."""

    def __init__(
        self, look: Look, register: Callable[[], None], sheet: Callable[[], None], mend: Callable[[str], None]
    ) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self._look, self._mend = look, mend
        self._remaining: tuple[tuple[str, str], ...] = ()
        self.name, self.address = label("", "strong", wrap=True), label("", "small", wrap=True)
        self.phone, self.number = label("", "money"), label("", "money")
        self.register = button(
            look, _("Зарегистрировать"), register, kind="primary", icon="person-plus", keys="Ctrl+Enter"
        )
        self.sheet = button(look, _("Согласие на подпись"), sheet, icon="printer", keys="F4")
        self._links = QGridLayout()
        self._links.setVerticalSpacing(0)
        self._links.setHorizontalSpacing(14)
        self._links.setColumnStretch(1, 1)
        self._lay_out()

    def _lay_out(self) -> None:
        note = label(
            _("Пароль придёт в СМС.\nЗабыли пароль — отправьте «password»\nна {number}").format(number=FORGOTTEN),
            "small",
        )
        paper = QFrame()
        paper.setProperty("card", "paper")
        paper.setLayout(
            column(
                label(_("Личный кабинет Системы Город"), "strong"),
                label(SITE, "small"),
                4,
                self.name,
                self.address,
                6,
                label(_("Вход по телефону или номеру карты:"), "small"),
                self.phone,
                self.number,
                6,
                note,
                gap=3,
                margins=(18, 16, 18, 16),
            )
        )
        shown = scrolled(column(paper, None))
        self.setLayout(
            column(
                label(_("Памятка жителю"), "heading"),
                label(_("Печатается после регистрации"), "caption"),
                4,
                shown,
                self._links,
                self.sheet,
                self.register,
                gap=6,
                margins=(20, 16, 20, 18),
            )
        )

    def show_side(self, view: RegistrationView) -> None:
        """Show memo and what is left to mend."""
        self.register.setEnabled(not view.busy)
        if view.memo is not None:
            self._show_memo(view.memo)
        if view.remaining != self._remaining:
            self._remaining = view.remaining
            self._show_remaining()

    def _show_memo(self, memo: MemoView) -> None:
        self.name.setText(memo.name or _("Фамилия, имя, отчество"))
        self.address.setText(memo.address or _("Адрес"))
        self.phone.setText(memo.phone)
        self.number.setText(memo.card)

    def _show_remaining(self) -> None:
        clear(self._links)
        if not self._remaining:
            return
        self._links.addWidget(label(_("Осталось исправить:"), "caption"), 0, 0, 1, 2)
        for at, (name, title) in enumerate(self._remaining, 2):
            link = button(self._look, title, partial(self._mend, name), kind="link")
            link.setCursor(Qt.CursorShape.PointingHandCursor)
            self._links.addLayout(row(link, None), at // 2, at % 2)
