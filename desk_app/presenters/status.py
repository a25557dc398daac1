"""The page «Обмен»: what is not sent, how far each operation has come, what waits for a person."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from desk_app import __version__
from desk_app.application.audit_books import Finding
from desk_app.application.changes import Changes
from desk_app.application.desk import Desk
from desk_app.application.report_status import DeskStatus
from desk_app.domain.errors import DeskError
from desk_app.domain.ids import AccountKey
from desk_app.domain.money import Money
from desk_app.domain.operations import Entry, Task
from desk_app.i18n import _, plural
from desk_app.presenters.audit_words import fault_words
from desk_app.presenters.card import rubles, show_number
from desk_app.presenters.clock_words import clock_fault
from desk_app.presenters.exchange import OFFLINE, ONLINE, LinkView
from desk_app.presenters.link_words import link_reason, progress_words, stage_words, warning_words
from desk_app.presenters.outcomes import KINDS, StateWords, decided_words, entry_state, task_words
from desk_app.presenters.support import support_text
from desk_app.presenters.tasks import Tasks
from desk_app.presenters.times import ago, at, span
from desk_app.presenters.words import words_for


@dataclass(frozen=True, slots=True)
class FactView:
    """One figure with what it means; `detail` is the second line."""

    title: str
    value: str
    detail: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class EntryView:
    """One operation of the list."""

    number: str
    when: str
    what: str
    amount: str
    state: StateWords


@dataclass(frozen=True, slots=True)
class TaskView:
    """One thing that waits for a person."""

    task_id: str
    what: str
    safe: str
    todo: str
    about: str
    account: AccountKey | None
    can_open: bool


@dataclass(frozen=True, slots=True)
class DecidedView:
    """A task that people at the centre have closed: what it was, what they did and why."""

    what: str
    decision: str
    about: str


@dataclass(frozen=True, slots=True)
class AuditView:
    """What the check of the journal has found; empty before the first check."""

    text: str = ""
    tone: str = ""
    busy: bool = False


@dataclass(frozen=True, slots=True)
class StatusView:
    """The whole page."""

    facts: tuple[FactView, ...] = ()
    entries: tuple[EntryView, ...] = ()
    tasks: tuple[TaskView, ...] = ()
    decided: tuple[DecidedView, ...] = ()
    warnings: tuple[tuple[str, str], ...] = ()
    audit: AuditView = AuditView()
    sending: bool = False
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class StatusDoors:
    """Where the page leads."""

    send_now: Callable[[], None]
    copy_text: Callable[[str], None]
    open_account: Callable[[AccountKey], None]
    changed: Callable[[Changes], None]
    toast: Callable[[str, str], None]


class StatusPresenter:
    """Puts one consistent look at the desk into words, again whenever something changes."""

    def __init__(self, desk: Desk, tasks: Tasks, render: Callable[[StatusView], None], doors: StatusDoors) -> None:
        self._desk, self._tasks, self._render, self._doors = desk, tasks, render, doors
        self._status: DeskStatus | None = None
        self._link = LinkView()
        self.view = StatusView()

    def reload(self) -> None:
        """Read everything anew."""
        self._tasks.run(self._desk.report_status, then=self._read, failed=self._failed, instead_of="status")

    def link(self, view: LinkView) -> None:
        """Show how the link stands."""
        self._link = view
        self.refresh()

    def refresh(self) -> None:
        """Say the same again: time has passed."""
        if self._status is not None:
            self._show(self._view(self._status))

    def send_now(self) -> None:
        """Exchange at once."""
        self._doors.send_now()

    def settle(self, task_id: str, note: str) -> None:
        """Close a task with a note about what was done."""
        self._tasks.run(
            lambda: self._desk.settle_task(task_id, note), then=lambda _none: self._settled(), failed=self._failed
        )

    def open_task(self, account: AccountKey) -> None:
        """Show the account that a task is about."""
        self._doors.open_account(account)

    def check_journal(self) -> None:
        """Recompute the journal: chain, signatures, acks, sums, the file."""
        if self.view.audit.busy:
            return
        self._show(replace(self.view, audit=AuditView(_("Проверяем журнал…"), "", busy=True)))
        self._tasks.run(self._desk.audit, then=self._audited, failed=self._audit_failed)

    def copy_for_support(self) -> None:
        """Put a text without personal data on the clipboard."""
        if self._status is not None:
            now = self._desk.clock.now()
            self._doors.copy_text(support_text(self._status, self._link, self._desk.warnings, now, __version__))
            self._doors.toast(_("Скопировано: личных данных в тексте нет"), "ok")

    def _settled(self) -> None:
        self._doors.toast(_("Задача закрыта, запись сохранена"), "ok")
        self._doors.changed(Changes(tasks=True))
        self.reload()

    def _read(self, status: DeskStatus) -> None:
        self._status = status
        self._show(replace(self._view(status), trouble=""))

    def _failed(self, refusal: DeskError) -> None:
        self._show(replace(self.view, trouble=words_for(refusal).line()))

    def _audit_failed(self, refusal: DeskError) -> None:
        self._show(replace(self.view, audit=AuditView(words_for(refusal).line(), "error")))

    def _audited(self, findings: tuple[Finding, ...]) -> None:
        broken = [finding for finding in findings if not finding.holds]
        if not broken:
            text = _("Журнал цел: подписи, цепочка, подтверждения и суммы сходятся.")
            self._show(replace(self.view, audit=AuditView(text, "ok")))
            return
        names = "; ".join(f"{finding.name} — {fault_words(finding)}" for finding in broken)
        text = _("Журнал не сходится: {names}. Ничего не удаляйте, скопируйте сведения для поддержки.")
        self._show(replace(self.view, audit=AuditView(text.format(names=names), "error")))

    def _view(self, status: DeskStatus) -> StatusView:
        now = self._desk.clock.now()
        number = status.identity.grant.desk_number if status.identity else 0
        return replace(
            self.view,
            facts=tuple(_facts(status, self._link, now, self._desk.zone)),
            entries=tuple(self._entry(entry, number, now) for entry in status.recent),
            tasks=tuple(_task(task, self._desk.zone, now) for task in status.tasks),
            decided=tuple(_decided(task, self._desk.zone, now) for task in status.decided),
            warnings=tuple(warning_words(word) for word in self._desk.warnings),
            sending=self._link.running,
        )

    def _entry(self, entry: Entry, desk_number: int, now: datetime) -> EntryView:
        return EntryView(
            number=f"{desk_number}-{entry.epoch}-{entry.seq}",
            when=at(entry.wall, self._desk.zone, now),
            what=KINDS.get(entry.kind, entry.kind),
            amount=rubles(entry.amount) if entry.amount else "",
            state=entry_state(entry, sending=self._link.running),
        )

    def _show(self, view: StatusView) -> None:
        if view != self.view:
            self.view = view
            self._render(view)


def _facts(status: DeskStatus, link: LinkView, now: datetime, zone: str) -> list[FactView]:
    counts = status.counts
    waiting = _("всё передано")
    if counts.pending:
        oldest = span(now - counts.oldest_pending) if counts.oldest_pending else ""
        waiting = _("{sum}, старейшая {span}").format(sum=rubles(Money(counts.pending_kopecks)), span=oldest)
    return [
        FactView(_("Не отправлено"), _operations(counts.pending), waiting, "warn" if counts.pending else "ok"),
        _link_fact(status, link, now, zone),
        FactView(
            _("Принято центром"),
            _operations(counts.acknowledged),
            _("{sum} из {all} наличными").format(
                sum=rubles(Money(counts.acknowledged_kopecks)), all=rubles(Money(counts.taken_kopecks))
            ),
        ),
        FactView(
            _("Номера карт"),
            str(status.cards_left),
            _("осталось для регистраций"),
            "warn" if status.cards_left < 20 else "",
        ),
    ]


def _link_fact(status: DeskStatus, link: LinkView, now: datetime, zone: str) -> FactView:
    last = ago(status.synced_at, now) if status.synced_at else _("ещё не было")
    if link.running:
        words = stage_words(link.stage)
        return FactView(
            _("Обмен"),
            _("идёт"),
            f"{words}: {progress_words(link.stage, link.done, link.of)}" if link.of else words,
            "info",
        )
    if link.state == ONLINE:
        fault = clock_fault(status.clock_skew_s)
        detail = _("следующий сам через минуту")
        return FactView(_("Последний обмен"), last, fault or detail, "warn" if fault else "ok")
    if link.state == OFFLINE:
        since = at(link.lost_since, zone, now) if link.lost_since else ""
        detail = _("{why} Попыток: {n}, следующая через {s} с").format(
            why=link_reason(link.reason), n=link.attempts, s=link.next_in_s
        )
        return FactView(_("Последний обмен"), _("нет связи с {time}").format(time=since), detail, "warn")
    detail = link_reason(link.reason) if link.reason else ""
    return FactView(_("Последний обмен"), last, detail, "error" if link.reason else "")


def _operations(count: int) -> str:
    return f"{count} " + plural(count, _("операция"), _("операции"), _("операций"))


def _task(task: Task, zone: str, now: datetime) -> TaskView:
    words = task_words(task)
    slash = "/" in task.subject
    return TaskView(
        task_id=task.task_id,
        what=words.what,
        safe=words.safe,
        todo=words.todo,
        about=_about(task, task.raised_at, zone, now),
        account=AccountKey(task.subject) if slash else None,
        can_open=slash,
    )


def _decided(task: Task, zone: str, now: datetime) -> DecidedView:
    decision = _("{decision}. {why}").format(decision=decided_words(task.decided), why=task.note).strip()
    return DecidedView(task_words(task).what, decision, _about(task, task.settled_at or task.raised_at, zone, now))


def _about(task: Task, when: datetime, zone: str, now: datetime) -> str:
    _receipt, slash, number = task.subject.partition("/")
    parts = [KINDS.get(task.kind, task.kind), at(when, zone, now)]
    if slash:
        parts.insert(1, _("счёт {number}").format(number=show_number(number)))
    return " · ".join(parts)
