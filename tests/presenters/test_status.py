"""The page «Обмен», the frame and the settings without a window."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from desk_app.application.changes import Changes
from desk_app.application.desk import Desk
from desk_app.application.exchange import Stage
from desk_app.domain.basket import MODE_DEBT, Basket, BasketLine
from desk_app.domain.ids import OperationId
from desk_app.domain.money import Money
from desk_app.domain.operations import Task
from desk_app.presenters.exchange import OFFLINE, ONLINE, REFUSED, STOPPED, LinkView
from desk_app.presenters.scan import ScanSettings
from desk_app.presenters.settings import SettingsDoors, SettingsPresenter, SettingsView
from desk_app.presenters.shell import ShellPresenter, link_pill, offline_banner, queue_words
from desk_app.presenters.shell_view import ShellView
from desk_app.presenters.status import StatusDoors, StatusPresenter, StatusView
from desk_app.presenters.tasks import TasksAtOnce
from desk_app.protocol.decisions import Decided
from desk_app.store.sql import Sql
from desk_app.store.units import SqlStore
from tests.helpers.centre import NOON
from tests.helpers.prepared_desk import CLERK, FLAT, DeskClock, prepared_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with prepared_desk(tmp_path) as opened:
        offered = opened.offer_services(FLAT).services[0]
        line = BasketLine(offered.account, offered.service, offered.period, MODE_DEBT, Money(45_270))
        opened.take_payment(Basket().add(line), Money(50_000), opened.ids.new())
        yield opened


class Watcher:
    """Someone at the exchange page."""

    def __init__(self, desk: Desk) -> None:
        self.views, self.heard = list[StatusView](), list[object]()
        doors = StatusDoors(
            send_now=lambda: self.heard.append("send"),
            copy_text=self.heard.append,
            open_account=self.heard.append,
            changed=self.heard.append,
            toast=lambda text, tone: self.heard.append((tone, text)),
        )
        self.presenter = StatusPresenter(desk, TasksAtOnce(), self.views.append, doors)
        self.presenter.reload()

    @property
    def view(self) -> StatusView:
        return self.views[-1]


def test_what_is_not_sent_is_counted_with_sum_and_age(desk: Desk) -> None:
    fact = Watcher(desk).view.facts[0]
    assert (fact.value, fact.tone) == ("2 операции", "warn")
    assert fact.detail == "452,70\u00a0₽, старейшая меньше минуты"


def test_operations_are_listed_newest_first_with_their_state(desk: Desk) -> None:
    first, second = Watcher(desk).view.entries
    assert (first.what, first.amount, first.number, first.state.text) == (
        "Оплата",
        "452,70\u00a0₽",
        "1-1-2",
        "Сохранён",
    )
    assert second.what == "Открытие смены"


def test_a_pending_operation_is_never_green_even_while_it_is_sent(desk: Desk) -> None:
    watcher = Watcher(desk)
    watcher.presenter.link(LinkView(state=ONLINE, running=True, stage=Stage.PUSH, done=0, of=2))
    assert {entry.state.tone for entry in watcher.view.entries} == {"info"}


@pytest.mark.parametrize(
    ("link", "value", "tone"),
    [
        (
            LinkView(state=OFFLINE, reason="timeout", lost_since=NOON, attempts=3, next_in_s=8),
            "нет связи с 12:00",
            "warn",
        ),
        (LinkView(state=ONLINE), "только что", "ok"),
        (LinkView(state=REFUSED, reason="signature"), "только что", "error"),
        (LinkView(running=True, stage=Stage.CODES), "идёт", "info"),
    ],
)
def test_the_last_exchange_is_said(desk: Desk, link: LinkView, value: str, tone: str) -> None:
    watcher = Watcher(desk)
    watcher.presenter.link(link)
    fact = watcher.view.facts[1]
    assert (fact.value, fact.tone) == (value, tone)


def test_the_journal_check_says_that_all_is_well(desk: Desk) -> None:
    watcher = Watcher(desk)
    watcher.presenter.check_journal()
    assert (watcher.view.audit.tone, watcher.view.audit.busy) == ("ok", False)


def test_the_journal_check_says_in_russian_what_is_wrong_and_what_not_to_do(desk: Desk) -> None:
    store = desk.audit.store
    assert isinstance(store, SqlStore)
    with store.database.writing() as connection:
        Sql(connection).run("UPDATE operation SET amount_kop = amount_kop - 1 WHERE amount_kop > 0")
    watcher = Watcher(desk)
    watcher.presenter.check_journal()
    found = f"I4 sums — в таблицах {Money(45_269).show()} ₽, в журнале {Money(45_270).show()} ₽"
    todo = "Ничего не удаляйте, скопируйте сведения для поддержки."
    assert watcher.view.audit.text == f"Журнал не сходится: {found}. {todo}"
    assert watcher.view.audit.tone == "error"


def test_a_settled_task_needs_a_note(desk: Desk) -> None:
    watcher = Watcher(desk)
    watcher.presenter.settle("nothing", "  ")
    assert watcher.view.trouble.startswith("Напишите, что сделано.")
    watcher.presenter.settle("nothing", "Позвонили")
    assert watcher.view.trouble.startswith("Такой открытой задачи нет.")
    assert Changes(tasks=True) not in watcher.heard
    with desk.settle_task.store.writing() as books:
        books.tasks.sql.run(  # type: ignore[attr-defined]  # the real book, which the port does not show
            "INSERT INTO task(task_id, op_id, kind, reason, subject, raised_ms) "
            "SELECT 'one', op_id, kind, 'accepted_conflict', '', 0 FROM operation LIMIT 1"
        )
    watcher.presenter.settle("one", "Позвонили")
    assert Changes(tasks=True) in watcher.heard


def test_the_text_for_support_names_nobody(desk: Desk) -> None:
    watcher = Watcher(desk)
    watcher.presenter.copy_for_support()
    text = str(watcher.heard[0])
    assert "pending 2" in text
    for secret in ("Иванов", "Соколова", "Гагарина", "0102", "452"):
        assert secret not in text


def test_warnings_of_this_computer_are_said_in_words(desk: Desk) -> None:
    assert any("Ключ базы лежит в файле" in head for head, _text in Watcher(desk).view.warnings)


def test_what_the_centre_has_decided_is_said_with_its_words(desk: Desk) -> None:
    paid = desk.report_status().recent[0].op_id
    with desk.settle_task.store.writing() as books:
        books.tasks.sql.run(  # type: ignore[attr-defined]  # the real book, which the port does not show
            "INSERT INTO task(task_id, op_id, kind, reason, subject, raised_ms) "
            "SELECT 'one', op_id, kind, 'accepted_suspense:account_closed', 'tko/0102', 0 FROM operation "
            "WHERE amount_kop > 0"
        )
        books.tasks.sql.run("UPDATE operation SET outcome = 'accepted_suspense' WHERE amount_kop > 0")  # type: ignore[attr-defined]  # the real book
    watcher = Watcher(desk)
    assert (len(watcher.view.tasks), watcher.view.decided) == (1, ())
    with desk.settle_task.store.writing() as books:
        assert books.tasks.decide(paid, NOON, [Decided("to", "tko/0103", "ошибка в номере")]) == 1
        assert books.tasks.decide(paid, NOON, [Decided("refund", "", "ещё раз")]) == 0
    watcher.presenter.reload()
    (decided,) = watcher.view.decided
    assert watcher.view.tasks == ()
    assert decided.decision == "Решено центром: деньги переведены на счёт 0103. ошибка в номере"
    assert decided.what == "Лицевой счёт закрыт"
    state = watcher.view.entries[0].state
    assert (state.text, state.tone) == ("Решено центром: деньги переведены на счёт 0103", "ok")


# --- the frame -----------------------------------------------------------------------------------------------------


def frame(desk: Desk, link: LinkView) -> ShellView:
    views: list[ShellView] = []
    presenter = ShellPresenter(desk, TasksAtOnce(), views.append)
    presenter.reload()
    presenter.link(link)
    return views[-1]


def test_shift_cash_clerk_and_place_are_always_said(desk: Desk) -> None:
    view = frame(desk, LinkView())
    assert view.shift.text == "Смена № 1 · 12:00"
    assert view.cash.text == "Касса 1\u00a0452,70 ₽"
    assert (view.clerk, view.place, view.training) == (CLERK, "Касса 1", True)


@pytest.mark.parametrize(
    ("behind", "tone", "said"),
    [
        (timedelta(minutes=2), "", ""),
        (timedelta(minutes=3), "warn", "порядок операций и время учёта считает центр"),
        (timedelta(hours=25), "error", "новая не откроется"),
    ],
)
def test_a_wrong_clock_is_said_above_the_pages_with_what_is_safe(
    desk: Desk, behind: timedelta, tone: str, said: str
) -> None:
    assert isinstance(desk.clock, DeskClock)
    desk.clock.moment = NOON - behind
    clocks = [banner for banner in frame(desk, LinkView(state=ONLINE)).banners if banner.icon == "clock"]
    assert [banner.tone for banner in clocks] == ([tone] if tone else [])
    assert all(said in banner.text and "Исправьте дату и время" in banner.text for banner in clocks)


@pytest.mark.parametrize(
    ("link", "text", "tone", "shape"),
    [
        (LinkView(), "Связываемся с центром…", "plain", "ring"),
        (LinkView(state=ONLINE), "На связи · только что", "ok", "dot"),
        (LinkView(state=ONLINE, running=True, done=340, of=1200), "Обмен… 340 из 1\u00a0200", "info", "ring"),
        (
            LinkView(state=ONLINE, running=True, stage=Stage.SNAPSHOT, done=2_340_000, of=193_100_000),
            "Обмен… 2,3 из 193 МБ",
            "info",
            "ring",
        ),
        (LinkView(state=OFFLINE, lost_since=NOON), "Нет связи · 2 в очереди", "warn", "triangle"),
        (LinkView(state=STOPPED), "Остановлено центром", "error", "square"),
        (LinkView(state=REFUSED, reason="signature"), "Ошибка обмена", "error", "square"),
    ],
)
def test_the_link_is_words_and_shape_never_colour_alone(
    desk: Desk, link: LinkView, text: str, tone: str, shape: str
) -> None:
    pill = frame(desk, link).link
    assert (pill.text, pill.tone, pill.shape) == (text, tone, shape)


def test_open_tasks_are_counted_on_the_pill(desk: Desk) -> None:
    task = Task("1", OperationId("1"), "payment.cash", "accepted_suspense", NOON)
    status = replace(desk.report_status(), tasks=(task, task))
    assert link_pill(status, LinkView(state=ONLINE), NOON, desk.zone).text == "2 требуют решения"


def test_an_empty_queue_and_no_link_says_since_when(desk: Desk) -> None:
    status = desk.report_status()
    empty = replace(status, counts=replace(status.counts, pending=0))
    pill = link_pill(empty, LinkView(state=OFFLINE, lost_since=NOON), NOON + timedelta(hours=1), desk.zone)
    assert pill.text == "Нет связи с 12:00"
    assert queue_words(empty, NOON) == "Всё передано в центр"


def test_the_queue_is_said_with_count_sum_and_oldest(desk: Desk) -> None:
    words = queue_words(desk.report_status(), NOON + timedelta(hours=2, minutes=10))
    assert words == "Не отправлено: 2 операции, 452,70 ₽, старейшая 2 ч 10 мин"


def test_without_a_link_a_banner_says_how_old_the_debts_are(desk: Desk) -> None:
    banner = offline_banner(desk.report_status(), LinkView(state=OFFLINE), NOON + timedelta(days=1), desk.zone)
    assert banner is not None
    assert banner.text.endswith("Долги — на 23 нояб., 12:00.")
    assert offline_banner(desk.report_status(), LinkView(state=ONLINE), NOON, desk.zone) is None


def test_a_second_copy_of_the_desk_is_said_at_the_top(desk: Desk) -> None:
    view = frame(desk, LinkView(state=ONLINE, clone_suspected=True))
    assert [banner.tone for banner in view.banners] == ["error"]


# --- settings ------------------------------------------------------------------------------------------------------


class Chooser:
    """Someone at the settings."""

    def __init__(self, desk: Desk) -> None:
        self.views, self.heard = list[SettingsView](), list[object]()
        doors = SettingsDoors(
            look=lambda scheme, scale: self.heard.append((scheme, scale)),
            scan=self.heard.append,
            renamed=lambda: self.heard.append("renamed"),
            check_link=lambda: self.heard.append("check"),
            printers=lambda: ("HP", "Чек"),
            centre_url=lambda: "https://centre.example",
            versions=lambda: ("desk-app",),
        )
        self.presenter = SettingsPresenter(desk, TasksAtOnce(), self.views.append, doors)
        self.presenter.reload()

    @property
    def view(self) -> SettingsView:
        return self.views[-1]


def test_every_choice_is_kept_at_once(desk: Desk) -> None:
    chooser = Chooser(desk)
    chooser.presenter.choose_scheme("dark")
    chooser.presenter.choose_scale(130)
    chooser.presenter.choose_gap(50)
    chooser.presenter.choose_opens("payment")
    chooser.presenter.set_prefix("~")
    chooser.presenter.choose_printer("slip", "Чек")
    chooser.presenter.set_clerk("  Петрова   А. А. ")
    again = Chooser(desk).view
    assert (again.scheme, again.scale, again.clerk) == ("dark", 130, "Петрова А. А.")
    assert again.scan == ScanSettings(50, "~", "payment")
    assert dict(again.chosen)["slip"] == "Чек"
    assert {("dark", 130), "renamed"} <= {one for one in chooser.heard if not isinstance(one, ScanSettings)}


def test_a_name_of_nothing_changes_nothing(desk: Desk) -> None:
    chooser = Chooser(desk)
    chooser.presenter.set_clerk("   ")
    assert (chooser.view.clerk, chooser.heard) == (CLERK, [])


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("принтер", ("printers",)), ("тёмная", ("look",)), ("крупнее", ("look",)), ("адрес", ("link",))],
)
def test_a_setting_is_found_by_a_word(desk: Desk, typed: str, shown: tuple[str, ...]) -> None:
    chooser = Chooser(desk)
    chooser.presenter.filter(typed)
    assert chooser.view.shown == shown
    chooser.presenter.filter("")
    assert len(chooser.view.shown) == 6


def test_the_link_check_says_how_it_went(desk: Desk) -> None:
    chooser = Chooser(desk)
    chooser.presenter.check_link()
    assert (chooser.view.checking, chooser.heard) == (True, ["check"])
    chooser.presenter.link(LinkView(state=OFFLINE, reason="tls"))
    assert (chooser.view.checking, chooser.view.link_tone) == (False, "warn")
    assert "проверьте адрес" in chooser.view.link
