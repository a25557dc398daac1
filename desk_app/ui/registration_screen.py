"""The registration screen: one page, three blocks, the memo growing beside them."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desk_app.application.changes import Changes
from desk_app.domain.found import Found
from desk_app.domain.ids import AccountKey
from desk_app.i18n import _
from desk_app.presenters.registration import RegistrationPresenter
from desk_app.presenters.registration_view import RegistrationView
from desk_app.ui.actions import MAIN_KEYS, Act
from desk_app.ui.outlets import outlets_of
from desk_app.ui.registration_done import RegistrationDone
from desk_app.ui.registration_fields import RegistrationFields
from desk_app.ui.registration_memo import MemoSide
from desk_app.ui.screen import Screen, Workplace
from desk_app.ui.tasks import ScreenTasks
from desk_app.ui.widgets.band import Band
from desk_app.ui.widgets.basics import button, column, label, pill, row, set_pill
from desk_app.ui.widgets.draft_keeper import DraftKeeper
from desk_app.ui.widgets.elided import Elided
from desk_app.ui.widgets.overlay import QuestionBox
from desk_app.ui.widgets.sized import fixed_width
from desk_app.ui.widgets.stack import Stack


class RegistrationScreen(Screen):
    """Shows a `RegistrationView`; every decision is the presenter's."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._look, self._window, self._is_done = place.look, place.window, False
        self.presenter = RegistrationPresenter(
            place.desk,
            ScreenTasks(place.store, self),
            ScreenTasks(place.network, self),
            self.render_view,
            outlets_of(place),
        )
        self._build()
        self._keeper = DraftKeeper(self, self.presenter.keep_draft)
        self.presenter.show()
        self.presenter.restore()

    def _build(self) -> None:
        presenter, look = self.presenter, self._look
        self.draft = pill()
        self.problem, self.notice = Band(look, "error", "warning"), Band(look, "info", "save")
        self.fields = RegistrationFields(look, presenter)
        self.side = MemoSide(look, presenter.register, presenter.print_consent, presenter.mend)
        fixed_width(look, self.side, 348)
        self.done = RegistrationDone(
            look, presenter.print_memo, presenter.print_consent, presenter.another, presenter.pay
        )
        self.stack = Stack(self._form(), self.done)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)
        self.question = QuestionBox(
            look,
            self,
            partial(presenter.answer, yes=True),
            partial(presenter.answer, yes=False),
            self._window.set_modal,
        )

    def _form(self) -> QWidget:
        clear_all = button(self._look, _("Очистить"), self.presenter.clear, kind="plain")
        clear_all.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        words = Elided(_("Enter — следующее поле, Ctrl+Enter — зарегистрировать"), "muted")
        head = row(column(label(_("Регистрация жителя"), "title"), words, gap=0), None, self.draft, clear_all)
        made = QWidget()
        made.setLayout(
            column(
                head, self.problem, self.notice, row(self.fields, self.side, gap=14), gap=10, margins=(24, 12, 24, 12)
            )
        )
        return made

    def render_view(self, view: RegistrationView) -> None:
        """Show the view; the only way this screen changes."""
        self.stack.setCurrentIndex(1 if view.done is not None else 0)
        set_pill(self.draft, view.draft, "plain")
        self.problem.say(view.problem)
        self.notice.say(view.notice)
        self.fields.show_fields(view)
        self.side.show_side(view)
        if view.done is not None:
            self.done.show_done(view.done)
        if view.question is not None:
            self.question.ask(view.question)
        else:
            self.question.hide()
        if view.unsaved:
            self._keeper.soon()
        if self._is_done != (view.done is not None):
            self._is_done = not self._is_done
            if self.isVisible():
                self._window.acts_changed()
        self._focus(view)

    def _focus(self, view: RegistrationView) -> None:
        if not view.focus or not self.isVisible() or view.asks:
            return
        if view.done is not None:
            self.done.take_focus()
            return
        widget = self.fields.go_to(view.focus)
        if isinstance(widget, QLineEdit):
            widget.selectAll()

    # --- the window ------------------------------------------------------------------------------------------------

    def acts_by_stage(self) -> Mapping[str, tuple[Act, ...]]:
        """Return what can be done while the form is filled, and with the registration made."""
        presenter = self.presenter
        memo = Act("registration.memo", _("Показать памятку"), presenter.print_memo, ("F9",), _("Памятка"), "printer")
        form = (
            Act(
                "registration.register",
                _("Зарегистрировать жителя"),
                presenter.register,
                MAIN_KEYS,
                _("Зарегистрировать"),
                "person-plus",
            ),
            *self._acts_of_both(_("Зарегистрировать и открыть новую форму"), _("Согласие на подпись")),
            Act("registration.clear", _("Очистить форму"), presenter.clear, (), "", "trash"),
        )
        return {"form": form, "done": (memo, *self._acts_of_both(_("Открыть новую форму"), _("Согласие")))}

    def stage_now(self) -> str:
        """Tell whether the registration is made."""
        return "done" if self._is_done else "form"

    def _acts_of_both(self, another: str, consent: str) -> tuple[Act, ...]:
        presenter = self.presenter
        return (
            Act(
                "registration.another",
                another,
                partial(presenter.register, then_another=True),
                ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"),
                _("Ещё житель"),
                "person-plus",
            ),
            Act("registration.pay", _("Принять оплату по этому счёту"), presenter.pay, ("F8",), _("Оплата"), "wallet"),
            Act(
                "registration.consent",
                _("Напечатать согласие на подпись"),
                presenter.print_consent,
                ("F4",),
                consent,
                "printer",
            ),
        )

    def showing(self) -> None:
        """Put the cursor where work goes on."""
        self.presenter.show()

    def changed(self, changes: Changes) -> None:
        """Look again at the acknowledgement."""
        self.presenter.reload(changes)

    def open_account(self, account: AccountKey, code: str = "") -> None:
        """Begin with an account; `code` comes from a scanned receipt."""
        self.presenter.open(account, code)

    def scanned(self, text: str, found: Found) -> bool:
        """Take a scanned receipt as account and code."""
        del text
        if len(found.rows) != 1:
            return False
        self.presenter.open(found.rows[0].account, found.code or "")
        return True

    def leaving(self) -> bool:
        """Take Esc."""
        return self.presenter.back()
