"""The page «Обмен»."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

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
from desk_app.ui.actions import SEND_NOW, Act
from desk_app.ui.icons import icon_label, tint
from desk_app.ui.screen import Screen, Workplace
from desk_app.ui.tasks import ScreenTasks
from desk_app.ui.theme import Look
from desk_app.ui.when_seen import WhenSeen
from desk_app.ui.widgets.basics import button, card, clear, column, label, line, row, say, scrolled
from desk_app.ui.widgets.rows import Rows
from desk_app.ui.widgets.sized import fixed_width
from desk_app.ui.widgets.whole_lines import WholeLines

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
        render = WhenSeen(self, workplace.look.slices, self.render_view)
        self.presenter = StatusPresenter(workplace.desk, ScreenTasks(workplace.store, self), render, doors)
        self._shown = StatusView()
        look = self._look
        self.send = button(look, SEND_NOW, self.presenter.send_now, kind="primary", icon="exchange", keys="F5")
        self.check = button(look, _("Проверить журнал"), self.presenter.check_journal, icon="shield")
        self.copy = button(look, _("Для поддержки"), self.presenter.copy_for_support, icon="copy")
        self.copy.setToolTip(_("Скопировать сведения для поддержки, без личных данных"))
        self.trouble, self.audit = label("", "hint", wrap=True), label("", "hint", wrap=True)
        self.trouble.setProperty("tone", "error")
        self.tasks_title = label(_("Требует решения"), "heading")
        self._facts, self._tasks, self._entries = QHBoxLayout(), QVBoxLayout(), QVBoxLayout()
        self._facts.setSpacing(12)
        self._tasks.setSpacing(8)
        self._entries.setSpacing(0)
        self._rows: Rows[_Entry, EntryView] = Rows(self._entries, lambda: _Entry(look), _Entry.show_entry, look.slices)
        self._none = label(_("Здесь появятся операции этого рабочего места."), "muted")
        self._entries.addWidget(self._none)
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
        right.addWidget(WholeLines(entries, lambda: self._rows.shown), 1)
        right.addStretch(0)
        body = row(gap=16)
        body.addWidget(card(left), 2)
        body.addWidget(card(right), 3)
        whole = column(head, 4, self._facts, 4, self.audit, self.trouble, gap=8, margins=(24, 18, 24, 18))
        whole.addLayout(body, 1)
        self.setLayout(whole)
        self.audit.hide()
        self.trouble.hide()

    # --- what the window asks --------------------------------------------------------------------------------------

    def acts_by_stage(self) -> Mapping[str, tuple[Act, ...]]:
        """Check and copy; F5 is common."""
        check, copy = self.presenter.check_journal, self.presenter.copy_for_support
        acts = (
            Act("check", _("Проверить журнал операций"), check, ("Alt+J",), _("Проверить журнал"), "shield"),
            Act("copy", _("Скопировать сведения для поддержки"), copy, ("Ctrl+Shift+C",), _("Для поддержки"), "copy"),
        )
        return {"": acts}

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
        self._show_sending(sending=view.sending)
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
        if view.entries != before.entries:
            self._rows.show(view.entries[:_SHOWN])
        self._none.setVisible(not view.entries)

    def _show_sending(self, *, sending: bool) -> None:
        # A disabled button hands the keyboard to the next one, which is on the rail.
        if sending and self.send.hasFocus():
            self.setFocus()
        self.send.setEnabled(not sending)
        if not sending and self.hasFocus():
            self.send.setFocus()

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
        acts = row(done, gap=8)
        account = view.account
        if account is not None:
            acts.addWidget(button(self._look, _("Карточка"), lambda: self.presenter.open_task(account)))
        acts.addStretch(1)
        words = column(
            row(icon_label(self._look, "warning", "warn", 20), label(view.what, "strong", wrap=True), gap=10),
            label(view.about, "caption"),
            label(f"{view.safe} {view.todo}", "muted", wrap=True),
            4,
            note,
            2,
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


class _Entry(QWidget):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self.when, self.what = label("", "small"), label("", wrap=True)
        self.number, self.amount = label("", "small"), label("")
        self.state = label("", "hint", wrap=True)
        mark = label("")
        self._mark = tint(mark, look, "check", "muted", 10)
        for words, width in ((self.when, 84), (self.amount, 96), (self.state, 156)):
            fixed_width(look, words, width)
        self.amount.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        whole = row(self.when, gap=12)
        whole.addLayout(column(self.what, self.number, gap=0, margins=(0, 4, 0, 4)), 1)
        for part in (self.amount, mark, self.state):
            whole.addWidget(part)
        self.when.setMinimumHeight(look.px(38))
        self.setLayout(column(whole, line(), gap=0))

    def show_entry(self, entry: EntryView) -> None:
        """Show an operation."""
        self.when.setText(entry.when)
        self.what.setText(entry.what)
        self.number.setText(entry.number)
        self.amount.setText(entry.amount)
        self._mark.show(entry.state.shape, {"plain": "muted", "info": "accent"}.get(entry.state.tone, entry.state.tone))
        self.state.setText(entry.state.text)
        say(self.state, "tone", entry.state.tone)
