"""The pages of the first start: four steps, one at a time, nothing else in the window."""

from concurrent.futures import Executor

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from desk_app.application.desk import Desk
from desk_app.i18n import _, plural
from desk_app.presenters.first_start import STEPS, FirstStartDoors, FirstStartPresenter, FirstStartView
from desk_app.ui.icons import icon_label
from desk_app.ui.screen import Screen
from desk_app.ui.tasks import ScreenTasks
from desk_app.ui.theme import Look
from desk_app.ui.widgets.basics import button, column, label, pill, row, say, scrolled, set_pill
from desk_app.ui.widgets.sized import fixed_width
from desk_app.ui.widgets.stack import Stack

POLL_MS = 3_000
_TITLES = (_("Связь с центром"), _("Сверка по телефону"), _("Загрузка данных"), _("Готово"))


class FirstStartScreen(Screen):
    """Builds, connects, renders."""

    def __init__(self, look: Look, desk: Desk, executors: tuple[Executor, Executor], doors: FirstStartDoors) -> None:
        super().__init__()
        self._look = look
        store, network = (ScreenTasks(executor, self) for executor in executors)
        self.presenter = FirstStartPresenter(desk, store, network, self.render_view, doors)
        self.url, self.code, self.clerk = QLineEdit(), QLineEdit(), QLineEdit()
        self.trouble = label("", "hint", wrap=True)
        self.trouble.setProperty("tone", "error")
        self.steps = [pill(f"{at} · {title}") for at, title in enumerate(_TITLES, 1)]
        self.groups = [label("", "monobig") for _group in range(5)]
        self.place, self.stage, self.accounts = label("", "strong"), label("", "muted"), label("", "muted", wrap=True)
        self.progress = QProgressBar()
        self.note = label(_("Можно остановить в любую минуту: загрузка продолжится с этого места."), "small", wrap=True)
        self.go = button(look, _("Подключить"), self._connect, kind="primary", icon="link")
        self.stop = button(look, _("Остановить"), self.presenter.cancel, icon="close")
        self.resume = button(look, _("Продолжить загрузку"), self.presenter.load, kind="primary", icon="exchange")
        self.later = button(look, _("Догрузить потом"), self.presenter.finish, kind="plain")
        self.work = button(look, _("Начать работу"), self.presenter.finish, kind="primary", icon="check")
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self.presenter.poll)
        self._pages = Stack(self._connect_page(), self._compare_page(), self._load_page(), self._ready_page())
        self._lay_out()
        self.presenter.begin()

    def showing(self) -> None:
        """Begin where something is missing."""
        (self.code if self.url.text() else self.url).setFocus()

    def render_view(self, view: FirstStartView) -> None:
        """Show the step."""
        at = STEPS.index(view.step)
        for place, step in enumerate(self.steps):
            set_pill(step, step.text(), "info" if place == at else "ok" if place < at else "plain")
        self._pages.setCurrentIndex(at)
        if view.url and view.url != self.url.text():
            self.url.setText(view.url)
        for name, field in (("url", self.url), ("code", self.code), ("clerk", self.clerk)):
            say(field, "tone", "error" if name in view.wrong else "")
            field.setEnabled(not view.busy)
        self.go.setEnabled(not view.busy)
        for group, text in zip(self.groups, view.fingerprint, strict=False):
            group.setText(text)
        self.place.setText(view.place)
        self.stage.setText(view.stage)
        self.progress.setRange(0, view.of)
        self.progress.setValue(view.done)
        self.progress.setVisible(view.busy)
        self.stop.setVisible(view.busy)
        self.note.setVisible(view.busy)
        self.resume.setVisible(view.stopped)
        self.later.setVisible(view.stopped)
        accounts = plural(view.accounts, _("счёт"), _("счёта"), _("счетов"))
        self.accounts.setText(_("На этом компьютере {n} {accounts}.").format(n=view.accounts, accounts=accounts))
        self.trouble.setText(view.trouble or (_("Заполните отмеченные поля.") if view.wrong else ""))
        self.trouble.setVisible(bool(self.trouble.text()))
        # What only stopped goes on later: nothing is wrong with it.
        say(self.trouble, "tone", "warn" if view.stopped else "error")
        self._clock(view.step)

    def _clock(self, step: str) -> None:
        if step == "compare" and not self._timer.isActive():
            self._timer.start()
        elif step != "compare":
            self._timer.stop()
        if step == "ready":
            self.work.setFocus()

    def _connect(self) -> None:
        self.presenter.connect(self.url.text(), self.code.text(), self.clerk.text())

    # --- building --------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        frame = QFrame()
        frame.setProperty("card", "true")
        fixed_width(self._look, frame, 720)
        head = row(
            icon_label(self._look, "town", "accent", 36), 6, label(_("Подключение рабочего места"), "title"), None
        )
        steps = row(*self.steps, None, gap=8)
        inside = column(head, 6, steps, 10, gap=8, margins=(36, 30, 36, 30))
        # Above the page: below it there is the room that a higher page leaves, and nobody looks there.
        inside.addWidget(self.trouble)
        inside.addWidget(self._pages)
        frame.setLayout(inside)
        whole = QVBoxLayout()
        whole.addStretch(1)
        whole.addWidget(frame, 0, Qt.AlignmentFlag.AlignHCenter)
        whole.addStretch(2)
        outer = column(gap=0)
        outer.addWidget(scrolled(whole))
        self.setLayout(outer)

    def _connect_page(self) -> QWidget:
        self.code.setPlaceholderText("ABCD-EFGH-JKLM")
        self.url.setPlaceholderText("https://")
        self.clerk.setPlaceholderText(_("Соколова Е. В."))
        self.clerk.setMaxLength(80)
        for field in (self.url, self.code, self.clerk):
            field.returnPressed.connect(self._next_field)
        page = QWidget()
        page.setLayout(
            column(
                *_field(_("Адрес центра"), self.url, _("Из письма о подключении")),
                8,
                *_field(_("Одноразовый код"), self.code, _("Диктует оператор центра, действует сутки")),
                8,
                *_field(_("Кто работает"), self.clerk, _("Фамилия и инициалы: печатаются на квитанции об оплате")),
                12,
                row(self.go, None),
                None,
                gap=4,
            )
        )
        return page

    def _compare_page(self) -> QWidget:
        page = QWidget()
        groups = row(*self.groups, gap=22)
        groups.addStretch(1)
        page.setLayout(
            column(
                label(_("Сравните по телефону с оператором центра"), "heading"),
                label(
                    _("Прочитайте вслух все пять групп. Если хоть один знак другой, не подтверждайте."),
                    "muted",
                    wrap=True,
                ),
                12,
                groups,
                12,
                label(_("Ждём подтверждения оператора, проверяем сами каждые несколько секунд…"), "muted", wrap=True),
                8,
                row(button(self._look, _("Другой код или адрес"), self.presenter.back, icon="back"), None),
                None,
                gap=6,
            )
        )
        return page

    def _load_page(self) -> QWidget:
        page = QWidget()
        page.setLayout(
            column(
                self.place,
                self.stage,
                6,
                self.progress,
                self.note,
                10,
                row(self.stop, self.resume, self.later, None),
                None,
                gap=6,
            )
        )
        return page

    def _ready_page(self) -> QWidget:
        page = QWidget()
        done = row(icon_label(self._look, "check", "ok", 28), 4, label(_("Рабочее место подключено"), "heading"), None)
        keys = label(
            _("F3 — найти жителя, Ins — регистрация, F8 — оплата, F1 — все клавиши. Сканер — на любой странице."),
            "muted",
            wrap=True,
        )
        page.setLayout(column(done, self.accounts, keys, 10, row(self.work, None), None, gap=8))
        return page

    def _next_field(self) -> None:
        empty = [field for field in (self.url, self.code, self.clerk) if not field.text().strip()]
        if empty:
            empty[0].setFocus()
        else:
            self._connect()


def _field(title: str, field: QLineEdit, hint: str) -> tuple[QLabel, QLineEdit, QLabel]:
    field.setAccessibleName(title)
    return label(title, "caption"), field, label(hint, "hint")
