"""What the search page shows before anything is typed: what needs a person, and the last residents."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from desk_app.i18n import _
from desk_app.presenters.attention import AttentionView, RecentView
from desk_app.presenters.search import SearchPresenter, SearchView
from desk_app.ui.icons import icon_label
from desk_app.ui.screen import Window
from desk_app.ui.theme import Look
from desk_app.ui.widgets.basics import button, card, clear, column, label, row


class SearchStart(QWidget):
    """Two cards: «Требует внимания» and «Недавние»."""

    def __init__(self, look: Look, presenter: SearchPresenter, window: Window) -> None:
        super().__init__()
        self._look, self._presenter, self._window = look, presenter, window
        self._shown: tuple[tuple[AttentionView, ...], tuple[RecentView, ...]] | None = None
        self._attention, self._recent = QVBoxLayout(), QVBoxLayout()
        for layout in (self._attention, self._recent):
            layout.setSpacing(4)
        left = column(label(_("Требует внимания"), "heading"), 4, self._attention, None, margins=(20, 16, 20, 16))
        right = column(label(_("Недавние"), "heading"), 4, self._recent, None, margins=(20, 16, 20, 16))
        whole = row(gap=16)
        whole.addWidget(card(left), 1)
        whole.addWidget(card(right), 1)
        self.setLayout(whole)

    def render_view(self, view: SearchView) -> None:
        """Show what waits and who was here."""
        if not view.empty or self._shown == (view.attention, view.recent):
            return
        self._shown = (view.attention, view.recent)
        clear(self._attention)
        clear(self._recent)
        for one in view.attention[:8]:
            self._attention.addWidget(self._attention_row(one))
        if not view.attention:
            self._attention.addWidget(
                self._quiet("check", _("Всё в порядке: задач нет, все квитанции об оплате напечатаны."))
            )
        for resident in view.recent:
            self._recent.addWidget(self._recent_row(resident))
        if not view.recent:
            self._recent.addWidget(self._quiet("search", _("Здесь появятся жители, которых вы открывали.")))

    def _attention_row(self, view: AttentionView) -> QFrame:
        frame = QFrame()
        frame.setProperty("card", "quiet")
        if view.payment is not None:
            payment = view.payment
            act = button(self._look, _("Напечатать"), lambda: self._presenter.print_slip(payment), icon="printer")
        else:
            act = button(self._look, _("Открыть"), lambda: self._window.show_page(view.page))
        words = column(label(view.text, "strong", wrap=True), label(view.detail, "small", wrap=True), gap=1)
        layout = row(icon_label(self._look, "warning", view.tone, 20), gap=12, margins=(12, 10, 10, 10))
        layout.addLayout(words, 1)
        layout.addWidget(act)
        frame.setLayout(layout)
        return frame

    def _recent_row(self, view: RecentView) -> QPushButton:
        made = button(self._look, "", lambda: self._presenter.open_account(view.key), kind="rowlink")
        made.setAccessibleName(f"{view.name}, {view.address}, {view.due}")
        made.setMinimumHeight(self._look.px(52))
        words = column(label(view.name, "strong"), label(view.address, "small"), gap=1)
        layout = row(words, None, label(view.due), margins=(10, 4, 10, 4))
        made.setLayout(layout)
        for child in made.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        return made

    def _quiet(self, icon: str, text: str) -> QWidget:
        made = QWidget()
        layout = row(icon_label(self._look, icon, "faint", 20), gap=12, margins=(0, 6, 0, 6))
        layout.addWidget(label(text, "muted", wrap=True), 1)
        made.setLayout(layout)
        return made
