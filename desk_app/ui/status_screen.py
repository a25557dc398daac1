"""The page «Обмен»."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desk_app.application.changes import Changes
from desk_app.i18n import _
from desk_app.presenters.exchange import LinkView
from desk_app.presenters.status import (
    EntryView,
    FactView,
    StatusDoors,
    StatusPresenter,
    StatusView,
    TaskView,
)
from desk_app.ui.actions import Act
from desk_app.ui.icons import icon_label
from desk_app.ui.screen import Screen, Workplace
from desk_app.ui.tasks import ScreenTasks
from desk_app.ui.widgets.basics import button, card, clear, column, label, line, row, say, scrolled

_SHOWN = 30


class StatusScreen(Screen):
    """Builds, connects, renders."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._look, window = workplace.look, workplace.window
        doors = StatusDoors(
            send_now=window.exchange_now,
            copy_text=QGuiApplication.clipboard().setText,
            open_account=lambda account: window.open_account("search", account),
            changed=workplace.changes.changed.emit,
            toast=window.toast,
        )
        self.presenter = StatusPresenter(workplace.desk, ScreenTasks(workplace.store, self), self.render_view, doors)
        self._shown = StatusView()
        look = self._look
        self.send = button(
            look, _("Отправить сейчас"), self.presenter.send_now, kind="primary", icon="exchange", keys="F5"
        )
        self.check = button(look, _("Проверить журнал"), self.presenter.check_journal, icon="shield")
        self.copy = button(look, _("Для поддержки"), self.presenter.copy_for_support, icon="copy")
        self.copy.setToolTip(_("Скопировать сведения для поддержки, без личных данных"))
        self.trouble, self.audit = label("", "hint", wrap=True), label("", "hint", wrap=True)
        self.trouble.setProperty("tone", "error")
        self.tasks_title = label(_("Требует решения"), "heading")
        self._facts, self._tasks, self._entries = QHBoxLayout(), QVBoxLayout(), QGridLayout()
        self._facts.setSpacing(12)
        self._tasks.setSpacing(8)
        self._entries.setHorizontalSpacing(18)
        self._entries.setVerticalSpacing(0)
        self._lay_out()
        self.presenter.reload()

    def _lay_out(self) -> None:
        head = row(label(_("Обмен с центром"), "title"), None, self.copy, self.check, self.send)
        left = column(self.tasks_title, 2, margins=(20, 16, 12, 16))
        tasks = column(margins=(0, 0, 8, 0))
        tasks.addLayout(self._tasks)
        tasks.addStretch(1)
        left.addWidget(scrolled(tasks), 1)
        right = column(label(_("Последние операции"), "heading"), 2, margins=(20, 16, 12, 16))
        entries = column(margins=(0, 0, 8, 0))
        entries.addLayout(self._entries)
        entries.addStretch(1)
        right.addWidget(scrolled(entries), 1)
        body = row(gap=16)
        body.addWidget(card(left), 5)
        body.addWidget(card(right), 6)
        whole = column(head, 4, self._facts, 4, self.audit, self.trouble, gap=8, margins=(24, 18, 24, 18))
        whole.addLayout(body, 1)
        self.setLayout(whole)
        self.audit.hide()
        self.trouble.hide()

    # --- what the window asks --------------------------------------------------------------------------------------

    def acts(self) -> tuple[Act, ...]:
        """Check and copy; F5 is common."""
        check, copy = self.presenter.check_journal, self.presenter.copy_for_support
        return (
            Act("check", _("Проверить журнал операций"), check, ("Alt+J",), _("Проверить журнал"), "shield"),
            Act("copy", _("Скопировать сведения для поддержки"), copy, ("Ctrl+Shift+C",), _("Для поддержки"), "copy"),
        )

    def showing(self) -> None:
        """Read anew; the first thing to press is «send»."""
        self.presenter.reload()
        self.send.setFocus()

    def changed(self, changes: Changes) -> None:
        """Anything may show here."""
        del changes
        self.presenter.reload()

    def link_changed(self, view: LinkView) -> None:
        """Show the link."""
        self.presenter.link(view)

    # --- rendering -------------------------------------------------------------------------------------------------

    def render_view(self, view: StatusView) -> None:
        """Show the page; lists are built anew only when they are others, so that a typed note stays."""
        before, self._shown = self._shown, view
        self.send.setEnabled(not view.sending)
        self.check.setEnabled(not view.audit.busy)
        self._hint(self.audit, view.audit.text, view.audit.tone)
        self._hint(self.trouble, view.trouble, "error")
        if view.facts != before.facts:
            clear(self._facts)
            for fact in view.facts:
                self._facts.addWidget(self._fact(fact), 1)
        waiting, waited = ((one.tasks, one.decided, one.warnings) for one in (view, before))
        if waiting != waited or not self._tasks.count():
            self._fill_tasks(view)
        if view.entries != before.entries or not self._entries.count():
            self._fill_entries(view.entries)

    @staticmethod
    def _hint(made: QLabel, text: str, tone: str) -> None:
        made.setText(text)
        made.setVisible(bool(text))
        say(made, "tone", tone)

    def _fact(self, view: FactView) -> QFrame:
        value = label(view.value, "money")
        if view.tone:
            value.setProperty("ink", view.tone)
        detail = label(view.detail, "small", wrap=True)
        frame = card(column(label(view.title, "caption"), value, detail, None, gap=2, margins=(16, 12, 16, 12)))
        frame.setMinimumHeight(self._look.px(88))
        return frame

    def _fill_tasks(self, view: StatusView) -> None:
        clear(self._tasks)
        for task in view.tasks:
            self._tasks.addWidget(self._task(task))
        for head, text in view.warnings:
            self._tasks.addWidget(self._plain("warning", "warn", head, text))
        if not view.tasks and not view.warnings:
            self._tasks.addWidget(
                self._plain("check", "ok", _("Задач нет"), _("Всё принятое центром учтено как надо."))
            )
        for one in view.decided:
            self._tasks.addWidget(self._plain("check", "ok", one.decision, f"{one.what} · {one.about}"))

    def _task(self, view: TaskView) -> QFrame:
        note = QLineEdit()
        note.setPlaceholderText(_("Что сделано"))
        note.setAccessibleName(_("Что сделано по задаче «{what}»").format(what=view.what))
        note.returnPressed.connect(lambda: self.presenter.settle(view.task_id, note.text()))
        done = button(self._look, _("Решено"), lambda: self.presenter.settle(view.task_id, note.text()), icon="check")
        acts = row(gap=8)
        acts.addWidget(note, 1)
        acts.addWidget(done)
        account = view.account
        if account is not None:
            acts.addWidget(button(self._look, _("Карточка"), lambda: self.presenter.open_task(account)))
        words = column(
            row(icon_label(self._look, "warning", "warn", 20), label(view.what, "strong", wrap=True), gap=10),
            label(view.about, "caption"),
            label(f"{view.safe} {view.todo}", "muted", wrap=True),
            4,
            acts,
            gap=4,
            margins=(14, 12, 12, 12),
        )
        return card(words, quiet=True)

    def _plain(self, icon: str, tone: str, head: str, text: str) -> QFrame:
        words = column(label(head, "strong", wrap=True), label(text, "small", wrap=True), gap=2)
        layout = row(icon_label(self._look, icon, tone, 20), gap=12, margins=(14, 12, 14, 12))
        layout.addLayout(words, 1)
        return card(layout, quiet=True)

    def _fill_entries(self, entries: tuple[EntryView, ...]) -> None:
        clear(self._entries)
        for at, entry in enumerate(entries[:_SHOWN]):
            texts = (label(entry.when, "small"), label(entry.what), label(entry.number, "small"), label(entry.amount))
            for place, text in enumerate(texts):
                text.setMinimumHeight(self._look.px(38))
                side = Qt.AlignmentFlag.AlignRight if place == 3 else Qt.AlignmentFlag.AlignLeft
                text.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                self._entries.addWidget(text, at * 2, place)
            self._entries.addWidget(self._state(entry), at * 2, 4)
            self._entries.addWidget(line(), at * 2 + 1, 0, 1, 5)
        self._entries.setColumnStretch(1, 1)
        if not entries:
            self._entries.addWidget(label(_("Здесь появятся операции этого рабочего места."), "muted"), 0, 0)

    def _state(self, entry: EntryView) -> QWidget:
        ink = {"plain": "muted", "info": "accent"}.get(entry.state.tone, entry.state.tone)
        words = label(entry.state.text, "hint", wrap=True)
        words.setProperty("tone", entry.state.tone)
        words.setMinimumWidth(self._look.px(150))
        made = QWidget()
        layout = row(icon_label(self._look, entry.state.shape, ink, 10), gap=8)
        layout.addWidget(words, 1)
        made.setLayout(layout)
        return made
