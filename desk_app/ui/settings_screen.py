"""The settings page."""

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import qVersion
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
)

from desk_app import __version__
from desk_app.domain.found import Found
from desk_app.i18n import _
from desk_app.presenters.exchange import LinkView
from desk_app.presenters.preview import TITLES
from desk_app.presenters.scan import GAPS
from desk_app.presenters.settings import (
    PAPER_KINDS,
    SCAN_OPENS,
    SECTIONS,
    SettingsDoors,
    SettingsPresenter,
    SettingsView,
)
from desk_app.presenters.workplace_choices import SCALES, SCHEMES
from desk_app.resources import resource
from desk_app.ui.printer import printer_names
from desk_app.ui.screen import Screen, Workplace
from desk_app.ui.tasks import ScreenTasks
from desk_app.ui.theme import Appearance
from desk_app.ui.widgets.basics import button, column, label, row, say, scrolled
from desk_app.ui.widgets.drop_down import DropDown
from desk_app.ui.widgets.fields import Choice, Fields

_SCHEME_WORDS = {"system": _("Как в системе"), "light": _("Светлая"), "dark": _("Тёмная")}
_ASK = _("Спрашивать каждый раз")


class SettingsScreen(Screen):
    """Builds, connects, renders."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._look, window = workplace.look, workplace.window
        doors = SettingsDoors(
            look=lambda scheme, scale: workplace.look.choose(Appearance(scheme, scale)),
            scan=window.use_scan_settings,
            renamed=window.clerk_changed,
            check_link=window.exchange_now,
            printers=printer_names,
            centre_url=window.centre_url,
            versions=lambda: (f"desk-app {__version__}", f"Qt {qVersion()}", f"PySide6 {pyside_version}"),
        )
        self.presenter = SettingsPresenter(workplace.desk, ScreenTasks(workplace.store, self), self.render_view, doors)
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Найти настройку: принтер, тема, сканер…"))
        self.search.setAccessibleName(_("Найти настройку"))
        self.search.textChanged.connect(self.presenter.filter)
        self.trouble = label("", "hint", wrap=True)
        self.trouble.setProperty("tone", "error")
        self._make_fields()
        self.sections: dict[str, QFrame] = {
            "place": self._place(),
            "look": self._appearance(),
            "scanner": self._scanner(),
            "printers": self._printers(),
            "link": self._link(),
            "about": self._about(),
        }
        self._lay_out()
        self.presenter.reload()

    def _lay_out(self) -> None:
        self.search.setMaximumWidth(self._look.px(420))
        head = row(label(_("Настройки"), "title"), None)
        head.addWidget(self.search, 1)
        body = column(*self.sections.values(), None, gap=14, margins=(0, 0, 8, 0))
        whole = column(head, self.trouble, gap=8, margins=(24, 18, 24, 18))
        whole.addSpacing(4)
        whole.addWidget(scrolled(body), 1)
        self.setLayout(whole)
        self.trouble.hide()

    # --- what the window asks --------------------------------------------------------------------------------------

    def showing(self) -> None:
        """Read anew; one may type what one looks for."""
        self.presenter.reload()
        self.search.setFocus()

    def link_changed(self, view: LinkView) -> None:
        """Show the link."""
        self.presenter.link(view)

    def scanned(self, text: str, found: Found) -> bool:
        """Show what the scanner sends; nothing is opened while the page is in front."""
        del found
        self.presenter.tried_scan(text)
        return True

    def leaving(self) -> bool:
        """Esc clears the search first."""
        if self.search.text():
            self.search.clear()
            return True
        return False

    # --- rendering -------------------------------------------------------------------------------------------------

    def render_view(self, view: SettingsView) -> None:
        """Show all choices as they are kept."""
        for name, frame in self.sections.items():
            frame.setVisible(name in view.shown)
        for made, text in (
            (self.organisation, view.organisation),
            (self.inn, view.inn),
            (self.desk, view.desk),
            (self.slip_form, view.slip_form),
            (self.url, view.url),
            (self.versions, view.versions),
            (self.link_state, view.link),
            (self.trouble, view.trouble),
        ):
            made.setText(text)
        if not self.clerk.hasFocus():
            self.clerk.setText(view.clerk)
        if not self.prefix.hasFocus():
            self.prefix.setText(view.scan.prefix)
        self.schemes.show_choice(view.scheme)
        self.scales.show_choice(str(view.scale))
        self.gaps.show_choice(str(view.scan.gap_ms))
        self.opens.show_choice(view.scan.opens)
        self.last_scan.setPlainText(view.last_scan)
        say(self.link_state, "tone", view.link_tone)
        self.trouble.setVisible(bool(view.trouble))
        self.check.setEnabled(not view.checking)
        self._show_printers(view)

    def _show_printers(self, view: SettingsView) -> None:
        chosen = dict(view.chosen)
        for kind, box in self.printers.items():
            names = [_ASK, *view.printers]
            if [box.itemText(at) for at in range(box.count())] != names:
                box.clear()
                box.addItems(names)
            box.setCurrentIndex(max(0, box.findText(chosen.get(kind, ""))))

    # --- building --------------------------------------------------------------------------------------------------

    def _make_fields(self) -> None:
        presenter = self.presenter
        self.organisation, self.inn, self.desk = label(), label(), label()
        self.slip_form, self.url, self.versions = label(), label(), label("", "muted", wrap=True)
        self.link_state = label("", "hint", wrap=True)
        self.clerk, self.prefix, self.last_scan = QLineEdit(), QLineEdit(), QPlainTextEdit()
        self.clerk.setMaxLength(80)
        self.clerk.editingFinished.connect(lambda: presenter.set_clerk(self.clerk.text()))
        self.prefix.setMaxLength(8)
        self.prefix.editingFinished.connect(lambda: presenter.set_prefix(self.prefix.text()))
        self.last_scan.setReadOnly(True)
        self.last_scan.setFixedHeight(self._look.px(64))
        self.last_scan.setPlaceholderText(_("Отсканируйте любую квитанцию: здесь появится то, что прислал сканер."))
        self.schemes = Choice(tuple((name, _SCHEME_WORDS[name]) for name in SCHEMES), presenter.choose_scheme)
        self.scales = Choice(
            tuple((str(scale), f"{scale} %") for scale in SCALES), lambda value: presenter.choose_scale(int(value))
        )
        self.gaps = Choice(
            tuple((str(gap), _("{n} мс").format(n=gap)) for gap in GAPS), lambda value: presenter.choose_gap(int(value))
        )
        self.opens = Choice(tuple(SCAN_OPENS.items()), presenter.choose_opens)
        self.check = button(self._look, _("Проверить связь"), presenter.check_link, icon="link")
        self.printers = {kind: self._printer_box(kind) for kind in PAPER_KINDS}

    def _printer_box(self, kind: str) -> DropDown:
        box = DropDown(self._look)
        box.setAccessibleName(_("Принтер: {kind}").format(kind=TITLES[kind]))
        box.activated.connect(lambda at: self.presenter.choose_printer(kind, box.itemText(at) if at else ""))
        return box

    def _place(self) -> QFrame:
        form = Fields(self._look)
        form.add(_("Организация"), self.organisation)
        form.add(_("ИНН"), self.inn)
        form.add(_("Рабочее место"), self.desk)
        form.add(_("Кто работает"), self.clerk)
        return self._section("place", form, _("Организацию и название места задаёт центр при подключении."))

    def _appearance(self) -> QFrame:
        form = Fields(self._look)
        form.add(_("Тема"), self.schemes)
        form.add(_("Размер"), self.scales)
        return self._section("look", form)

    def _scanner(self) -> QFrame:
        form = Fields(self._look)
        form.add(_("Скан открывает"), self.opens)
        form.add(_("Пауза между знаками"), self.gaps)
        form.add(_("Префикс"), self.prefix)
        form.add(_("Проба"), self.last_scan)
        return self._section(
            "scanner", form, _("Если скан попадает в поле как текст, увеличьте паузу; если мешает набору, уменьшите.")
        )

    def _printers(self) -> QFrame:
        form = Fields(self._look)
        for kind, box in self.printers.items():
            form.add(TITLES[kind], box)
        form.add(_("Форма квитанции об оплате"), self.slip_form)
        return self._section("printers", form, _("Форма задаётся при установке (settings.toml, slip_form)."))

    def _link(self) -> QFrame:
        form = Fields(self._look)
        form.add(_("Адрес центра"), self.url)
        form.add(_("Проверка"), row(self.check, self.link_state, None))
        return self._section("link", form)

    def _about(self) -> QFrame:
        form = Fields(self._look)
        form.add(_("Версии"), self.versions, wide=True)
        licences = QPlainTextEdit()
        licences.setReadOnly(True)
        licences.setFixedHeight(self._look.px(150))
        licences.setPlainText(_notice())
        form.add(_("Лицензии"), licences, wide=True)
        return self._section("about", form)

    def _section(self, name: str, form: Fields, hint: str = "") -> QFrame:
        frame = QFrame()
        frame.setProperty("card", "true")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(20, 16, 20, 18)
        inside.setSpacing(10)
        inside.addWidget(label(SECTIONS[name][0], "heading"))
        inside.addLayout(form)
        if hint:
            inside.addWidget(label(hint, "caption", wrap=True))
        return frame


def _notice() -> str:
    try:
        return resource("NOTICE.md").read_text(encoding="utf-8")
    except FileNotFoundError:
        return _("Файл лицензий не найден: установка повреждена.")
