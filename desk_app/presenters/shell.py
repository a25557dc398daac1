"""What is always visible around the pages: link, queue, shift, cash, clerk and lasting states."""

from collections.abc import Callable
from datetime import datetime

from desk_app.application.desk import Desk
from desk_app.application.open_shift import CLONE
from desk_app.application.report_status import DeskStatus
from desk_app.domain.errors import DeskError
from desk_app.domain.money import Money
from desk_app.i18n import _, plural
from desk_app.presenters.clock_words import clock_banner
from desk_app.presenters.exchange import OFFLINE, ONLINE, REFUSED, STOPPED, LinkView
from desk_app.presenters.link_words import link_reason, progress_words, stage_words
from desk_app.presenters.offline_anyway import offers_offline, restored_banner
from desk_app.presenters.shell_view import BannerView, PillView, ShellView
from desk_app.presenters.stop_words import stop_words
from desk_app.presenters.tasks import Tasks
from desk_app.presenters.times import ago, at, span
from desk_app.presenters.words import words_for


class ShellPresenter:
    """Puts the desk's state and the link's state into words."""

    def __init__(self, desk: Desk, tasks: Tasks, render: Callable[[ShellView], None]) -> None:
        self._desk, self._tasks, self._render = desk, tasks, render
        self._status: DeskStatus | None = None
        self._link = LinkView()
        self._clerk = ""
        self._trouble: BannerView | None = None

    def reload(self) -> None:
        """Read the desk's state anew."""
        self._tasks.run(self._read, then=self._read_done, failed=self._failed, instead_of="shell")

    def link(self, view: LinkView) -> None:
        """Show how the link stands."""
        self._link = view
        self.refresh()

    def refresh(self) -> None:
        """Say the same again: minutes have passed."""
        if self._status is not None:
            self._render(self._view(self._status))

    @property
    def clerk(self) -> str:
        """The clerk's name."""
        return self._clerk

    def _read(self) -> tuple[DeskStatus, str]:
        return self._desk.report_status(), self._desk.choices.get("clerk")

    def _read_done(self, read: tuple[DeskStatus, str]) -> None:
        self._status, self._clerk = read
        self._trouble = None
        self.refresh()

    def _failed(self, refusal: DeskError) -> None:
        said = words_for(refusal)
        self._trouble = BannerView(said.what, f"{said.safe} {said.todo}", "error", "warning")
        if self._status is not None:
            self.refresh()
        else:
            self._render(ShellView(banners=(self._trouble,)))

    def _view(self, status: DeskStatus) -> ShellView:
        now = self._desk.clock.now()
        grant = status.identity.grant if status.identity else None
        return ShellView(
            link=link_pill(status, self._link, now, self._desk.zone),
            shift=_shift_pill(status, self._desk.zone),
            cash=_cash_pill(status),
            clerk=(status.shift.clerk if status.shift else "") or self._clerk,
            place=grant.desk_title if grant else "",
            training=bool(grant and grant.training),
            banners=tuple(self._banners(status, now)),
            offers_offline=offers_offline(status, self._link),
        )

    def _banners(self, status: DeskStatus, now: datetime) -> list[BannerView]:
        found = [self._trouble] if self._trouble else []
        if (restored := restored_banner(status, self._link)) is not None:
            found.append(restored)
        offline = offline_banner(status, self._link, now, self._desk.zone)
        if offline:
            found.append(offline)
        if (clock := clock_banner(status.clock_skew_s)) is not None:
            found.append(clock)
        if self._link.clone_suspected:
            found.append(_stop_banner(CLONE, "", ""))
        return found


def link_pill(status: DeskStatus, link: LinkView, now: datetime, zone: str) -> PillView:
    """Say the state of the link and of the queue in one pill."""
    tip = queue_words(status, now)
    waiting = status.counts.pending
    if link.running and link.of:
        return PillView(
            _("Обмен… {far}").format(far=progress_words(link.stage, link.done, link.of)),
            "info",
            "ring",
            f"{stage_words(link.stage)}. {tip}",
        )
    if link.state in (STOPPED, REFUSED, OFFLINE):
        return _trouble_pill(link, waiting, tip, at(link.lost_since, zone, now) if link.lost_since else "")
    if status.tasks:
        n = len(status.tasks)
        text = plural(n, _("{n} требует решения"), _("{n} требуют решения"), _("{n} требуют решения")).format(n=n)
        return PillView(text, "warn", "triangle", tip)
    if link.state == ONLINE and status.synced_at:
        return PillView(_("На связи · {ago}").format(ago=ago(status.synced_at, now)), "ok", "dot", tip)
    return PillView(_("Связываемся с центром…"), "plain", "ring", tip)


def _trouble_pill(link: LinkView, waiting: int, tip: str, since: str) -> PillView:
    if link.state == STOPPED:
        return PillView(_("Остановлено центром"), "error", "square", tip)
    tip = f"{link_reason(link.reason)} {tip}"
    if link.state == REFUSED:
        return PillView(_("Ошибка обмена"), "error", "square", tip)
    text = _("Нет связи · {n} в очереди").format(n=waiting) if waiting else _("Нет связи с {time}").format(time=since)
    return PillView(text, "warn", "triangle", tip)


def queue_words(status: DeskStatus, now: datetime) -> str:
    """Say «Не отправлено: 14 операций, 23 418,50 ₽, старейшая 2 ч 10 мин»."""
    counts = status.counts
    if not counts.pending:
        return _("Всё передано в центр")
    operations = plural(counts.pending, _("операция"), _("операции"), _("операций"))
    parts = [f"{counts.pending} {operations}"]
    if counts.pending_kopecks:
        parts.append(f"{Money(counts.pending_kopecks).show()} ₽")
    if counts.oldest_pending:
        parts.append(_("старейшая {span}").format(span=span(now - counts.oldest_pending)))
    return _("Не отправлено: {what}").format(what=", ".join(parts))


def offline_banner(status: DeskStatus, link: LinkView, now: datetime, zone: str) -> BannerView | None:
    """Say that work goes on without the link, and how old the debts are."""
    if link.state == STOPPED:
        return _stop_banner(link.reason, "exchange", _("Спросить центр снова"))
    if link.state != OFFLINE:
        return None
    debts = _("Долги — на {when}.").format(when=at(status.synced_at, zone, now)) if status.synced_at else ""
    text = _("Оплата и регистрация сохраняются на этом компьютере и уйдут в центр сами. {debts}").format(debts=debts)
    return BannerView(_("Работаем без связи."), text.strip(), "warn", "offline", "exchange", _("Отправить сейчас"))


def _stop_banner(verdict: str, act: str, title: str) -> BannerView:
    why = stop_words(verdict)
    return BannerView(why.what, f"{why.safe} {why.todo}", "error", "warning", act, title)


def _shift_pill(status: DeskStatus, zone: str) -> PillView:
    if status.shift is None:
        return PillView(_("Смена закрыта"), "plain", "", _("Деньги принимаются только в открытой смене"))
    opened = at(status.shift.opened_at, zone, status.shift.opened_at)
    return PillView(_("Смена № {n} · {time}").format(n=status.shift.number, time=opened), "info")


def _cash_pill(status: DeskStatus) -> PillView:
    if status.shift is None:
        return PillView()
    return PillView(_("Касса {sum} ₽").format(sum=status.shift.expected.show()), "plain")
