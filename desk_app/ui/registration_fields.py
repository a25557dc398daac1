"""The left side of the registration screen: account and proof, resident, services, and the consent below them."""

from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLayout, QVBoxLayout, QWidget

from desk_app.i18n import _
from desk_app.presenters.registration import RegistrationPresenter
from desk_app.presenters.registration_view import RegistrationView, ServiceView
from desk_app.ui.theme import Look
from desk_app.ui.widgets.basics import card, clear, column, label, row, say
from desk_app.ui.widgets.drop_down import DropDown
from desk_app.ui.widgets.edits import Edit
from desk_app.ui.widgets.field import Field
from desk_app.ui.widgets.phone_edit import PhoneEdit
from desk_app.ui.widgets.segments import Segments
from desk_app.ui.widgets.sized import fixed_width
from desk_app.ui.widgets.snug import Snug
from desk_app.ui.widgets.tick_box import TickBox

_PROOFS = (("code", _("Код из квитанции")), ("document", _("Документ")))
_BESIDE, _ACROSS, _DOWN, _INDENT = 8, 14, 4, 21
_NARROW = 700
"""The width of the form below which account and proof, name and phone do not stand side by side."""
_CHAIN = ("account", "code", "tail", "name", "phone", "email", "consent")


class RegistrationFields(QWidget):
    """Shows the fields of a `RegistrationView`; Enter goes from field to field.

    However many services there are, the consent does not scroll away: nobody registers without having seen it.
    """

    def __init__(self, look: Look, presenter: RegistrationPresenter) -> None:
        super().__init__()
        self._look = look
        self._presenter = presenter
        self.account = Field(_("Лицевой счёт или скан"), self._edit("account", _("Лицевой счёт")))
        self.types = DropDown(look)
        self.types.activated.connect(lambda at: presenter.entry.choose_type(self.types.itemData(at)))
        self.type_field = Field(_("Тип квитанции"), self.types)
        self.type_field.hint.keep_end = True  # the address of the account: house and flat are at its end
        self.proof = Segments(_PROOFS, lambda name: presenter.entry.choose_proof(by_document=name == "document"))
        self.code = Field(_("Код из квитанции"), self._edit("code", _("Код из квитанции"), 9))
        self.documents = DropDown(look)
        self.documents.activated.connect(lambda at: presenter.entry.choose_document(self.documents.itemText(at)))
        self.document_field = Field(_("Документ, сверен"), self.documents)
        self.tail = Field(_("Номер, 3 цифры"), self._edit("tail", _("Последние три цифры номера"), 3))
        self.name = Field(_("Фамилия, имя, отчество"), self._edit("name", _("Фамилия, имя, отчество"), 120))
        phone = PhoneEdit(
            _("Сотовый телефон"),
            partial(presenter.entry.type, "phone"),
            partial(presenter.entry.leave, "phone"),
            partial(self._after, "phone"),
        )
        self.phone = Field(_("Сотовый телефон"), phone)
        self.email = Field(_("Эл. почта — необязательно"), self._edit("email", _("Эл. почта"), 120))
        self.consent = TickBox(look, _("Житель подписал согласие на обработку данных"))
        self.consent.clicked.connect(lambda given: presenter.entry.tick_consent(given=given))
        self.consent_hint, self.services_hint = label("", "hint"), label("", "hint")
        self._services = QVBoxLayout()
        self._services.setSpacing(0)
        self._ticks: list[TickBox] = []
        self._shape: tuple[tuple[str, str], ...] | None = None
        self._types: tuple[tuple[str, str], ...] = ()
        self._turned: list[QBoxLayout] = []
        self._lay_out()

    def _edit(self, name: str, title: str, longest: int = 80) -> Edit:
        made = Edit(
            title,
            partial(self._presenter.entry.type, name),
            partial(self._presenter.entry.leave, name),
            partial(self._after, name),
        )
        made.setMaxLength(longest)
        return made

    def _lay_out(self) -> None:
        for field, width in (
            (self.account, 170),
            (self.code, 250),
            (self.tail, 112),
            (self.phone, 210),
        ):
            fixed_width(self._look, field, width)
        which, proof = row(self.account, self.type_field, gap=14), row(gap=14)
        for field in (self.code, self.document_field, self.tail):
            proof.addWidget(field)
        proof.addStretch(1)
        account = self._account = self._turning(which, proof)
        account.setStretchFactor(which, 1)
        reach = row(self.phone, self.email, gap=14)
        reach.setStretchFactor(self.email, 1)
        person = self._turning(self.name, reach)
        person.setStretchFactor(self.name, 2)
        person.setStretchFactor(reach, 3)
        first = column(
            row(label(_("1.  Лицевой счёт"), "heading"), None, self.proof), account, gap=4, margins=(20, 10, 20, 6)
        )
        second = column(label(_("2.  Житель"), "heading"), person, gap=4, margins=(20, 10, 20, 6))
        third = column(
            row(label(_("3.  Услуги"), "heading"), None, self.services_hint),
            self._services,
            gap=4,
            margins=(20, 10, 20, 8),
        )
        self.area = Snug(column(card(first), card(second), card(third), gap=8, margins=(0, 0, _BESIDE, 0)))
        consent = self._turning(self.consent, self.consent_hint)
        consent.setStretchFactor(self.consent, 1)
        given = column(consent, margins=(20, 8, 20, 8))
        self._foot = row(card(given), margins=(0, 0, _BESIDE, 0))
        whole = column(self.area, self._foot, None, gap=8)
        self.setLayout(whole)
        self.area.verticalScrollBar().rangeChanged.connect(self._align)

    def _turning(self, *parts: QWidget | QLayout) -> QBoxLayout:
        """Return a row that becomes a column where the form is narrow or the letters are large."""
        made = row(*parts, gap=_ACROSS)
        self._turned.append(made)
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Give the fields more lines where one is too short for them."""
        super().resizeEvent(event)
        self._turn()

    def event(self, event: QEvent) -> bool:
        """Look again when the fields ask for other widths: other letters, another account."""
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._turn()
        return handled

    def _turn(self) -> None:
        narrow = self.width() < self._look.px(_NARROW)
        for layout in self._turned:
            down = narrow or (layout is self._account and self._beside() < 0)
            layout.setDirection(QBoxLayout.Direction.TopToBottom if down else QBoxLayout.Direction.LeftToRight)
            layout.setSpacing(_DOWN if down else _ACROSS)
        # Of the two lists beside each other the documents give way first: only their chosen entry must be read.
        spare = self.documents.sizeHint().width() if narrow or self._beside() < 0 else self._beside()
        least, most = self.documents.needed(), self.documents.sizeHint().width()
        self.document_field.setFixedWidth(min(most, least + spare))

    def _beside(self) -> int:
        """Return the width left over, or lacking, when account, type and proof stand on one line."""
        by_code = self.document_field.isHidden()
        proof = [self.code.minimumWidth()] if by_code else [self.documents.needed(), self.tail.minimumWidth()]
        taken = [self.account.minimumWidth(), self.types.needed(), *proof]
        room = self.area.viewport().width() - _BESIDE - 2 * _INDENT
        return room - sum(taken) - _ACROSS * (len(taken) - 1)

    def _align(self, _lowest: int, highest: int) -> None:
        """Keep the consent as wide as the cards above it, beside which there may be a scroll bar."""
        bar = self.area.verticalScrollBar().sizeHint().width() if highest else 0
        self._foot.setContentsMargins(0, 0, _BESIDE + bar, 0)

    def show_fields(self, view: RegistrationView) -> None:
        """Show every field."""
        for field, shown in (
            (self.account, view.account),
            (self.code, view.code),
            (self.tail, view.tail),
            (self.name, view.name),
            (self.phone, view.phone),
            (self.email, view.email),
        ):
            editor = field.editor
            assert isinstance(editor, Edit)
            editor.put(shown.text)
            field.show_hint(shown.hint, shown.tone)
        self._show_proof(view)
        self._show_types(view)
        self._turn()
        self._show_services(view.services)
        self.services_hint.setText(view.services_fault)
        self.consent.setChecked(view.consent)
        self.consent_hint.setText(view.consent_fault)
        self.consent_hint.setVisible(bool(view.consent_fault))
        for hint in (self.services_hint, self.consent_hint):
            say(hint, "tone", "error")

    def _show_proof(self, view: RegistrationView) -> None:
        self.proof.mark("document" if view.by_document else "code")
        self.code.setVisible(not view.by_document)
        self.document_field.setVisible(view.by_document)
        self.tail.setVisible(view.by_document)
        if not self.documents.count():
            self.documents.addItems(list(view.documents))
        self.documents.setCurrentText(view.document)

    def _show_types(self, view: RegistrationView) -> None:
        if view.types != self._types:
            self._types = view.types
            self.types.clear()
            for key, title in view.types:
                self.types.addItem(title, key)
        self.types.setCurrentIndex(self.types.findData(view.receipt_type))
        self.type_field.show_hint(view.address, "ok")
        # One type needs no choice, but the clerk reads which receipt this is.
        self.types.setEnabled(len(view.types) > 1)
        self.types.setPlaceholderText(_("По номеру счёта") if not view.types else _("Выберите"))

    def _show_services(self, services: tuple[ServiceView, ...]) -> None:
        shape = tuple((one.title, one.account) for one in services)
        if shape != self._shape:
            self._shape = shape
            clear(self._services)
            self._ticks = [self._tick(at, one) for at, one in enumerate(services)]
            if not services:
                self._services.addWidget(label(_("Появятся, когда найден лицевой счёт"), "muted"))
        for tick, one in zip(self._ticks, services, strict=True):
            tick.setChecked(one.ticked)

    def _tick(self, at: int, one: ServiceView) -> TickBox:
        made = TickBox(self._look, one.title, gives_way=True)
        made.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        made.clicked.connect(lambda: self._presenter.entry.tick_service(at))
        self._services.addLayout(row(made, None, label(one.account, "number")))
        return made

    def stop(self, name: str) -> QWidget:
        """Return the widget of a field by the presenter's name for it."""
        if name == "services":
            return self._ticks[0] if self._ticks else self.consent
        if name == "consent":
            return self.consent
        field = getattr(self, name)
        assert isinstance(field, Field)
        return field.editor

    def go_to(self, name: str, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> QWidget:
        """Put the focus on a field, and the field into sight."""
        widget = self.stop(name)
        widget.setFocus(reason)
        self.area.reveal(widget)
        return widget

    def _after(self, name: str) -> None:
        """Go on to the next visible field of the chain."""
        for following in _CHAIN[_CHAIN.index(name) + 1 :]:
            if self.stop(following).isVisible():
                self.go_to(following, Qt.FocusReason.TabFocusReason)
                return
