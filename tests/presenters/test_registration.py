"""Registering a resident without a window: the real desk and centre, the views, the journal."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desk_app.application.changes import Changes
from desk_app.application.desk import Desk
from desk_app.domain.ids import AccountKey
from desk_app.presenters.registration import RegistrationPresenter
from desk_app.presenters.registration_view import DoneView, RegistrationView
from desk_app.presenters.tasks import Tasks, TasksAtOnce
from tests.helpers.held_tasks import HeldTasks
from tests.helpers.prepared_desk import (
    FLAT,
    NEIGHBOUR,
    Around,
    enrolled,
    prepared_desk,
    registrations,
    running_centre,
)


class Window:
    """A clerk at the registration screen."""

    def __init__(self, desk: Desk, network: Tasks | None = None) -> None:
        self.desk, self.around, self.views = desk, Around(), list[RegistrationView]()
        tasks = TasksAtOnce()
        self.presenter = RegistrationPresenter(desk, tasks, network or tasks, self.views.append, self.around.outlets())

    @property
    def view(self) -> RegistrationView:
        return self.views[-1]

    @property
    def done(self) -> DoneView:
        assert self.view.done is not None
        return self.view.done

    def fills(self, **fields: str) -> None:
        for name, text in fields.items():
            self.presenter.entry.type(name, text)
            self.presenter.entry.leave(name)

    def registers(self) -> None:
        self.presenter.entry.tick_consent(given=True)
        self.presenter.register()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with prepared_desk(tmp_path) as opened:
        yield opened


@pytest.fixture
def window(desk: Desk) -> Window:
    return Window(desk)


@pytest.fixture
def online(tmp_path: Path) -> Iterator[Window]:
    with running_centre(tmp_path) as centre:
        desk = enrolled(tmp_path / "desk", centre)
        yield Window(desk)
        desk.close()


def test_a_typed_account_is_found_and_fills_name_and_services(window: Window) -> None:
    window.fills(account="0102")
    window.presenter.entry.choose_type("tko/0102")
    assert (window.view.account.hint, window.view.address) == ("Найден", "Барнаул, Гагарина, 1, кв. 2")
    assert window.view.name.text == "Иванов Пётр Сергеевич"
    assert [(one.title, one.ticked) for one in window.view.services] == [
        ("Обращение с ТКО — ТКО-Сервис", True),
        ("Отопление — Теплосеть", True),
    ]


def test_a_number_under_two_receipt_types_waits_for_the_choice(window: Window) -> None:
    window.fills(account="777")
    assert window.view.account.tone == "wait"
    assert [key for key, _title in window.view.types] == ["heat/777", "tko/777"]
    window.presenter.entry.choose_type("tko/777")
    assert window.view.name.text == "Сидоров Олег"


def test_an_unknown_account_is_said_under_its_field(window: Window) -> None:
    window.fills(account="999999")
    assert (window.view.account.tone, window.view.account.hint) == ("error", "Такого счёта здесь нет")


def test_a_card_fills_the_form_and_a_scan_the_code_too(window: Window) -> None:
    window.presenter.open(FLAT, "123456")
    assert (window.view.account.text, window.view.code.text, window.view.focus) == ("0102", "123456", "name")
    window.presenter.open(NEIGHBOUR)
    assert (window.view.account.text, window.view.code.text) == ("0103", ""), "another resident, another form"


def test_without_link_the_centre_will_judge_the_code_later(window: Window) -> None:
    window.presenter.open(FLAT)
    window.fills(code="482 913")
    assert (window.view.code.tone, window.view.code.hint) == ("wait", "Проверит центр, когда появится связь")


def test_online_the_centre_tells_a_right_code_from_a_wrong_one(online: Window) -> None:
    code = online.desk.open_card(FLAT).code
    assert code is not None
    online.presenter.open(FLAT)
    online.fills(code=code)
    assert (online.view.code.tone, online.view.code.hint) == ("ok", "Код верный, квитанция за октябрь 2026")
    online.fills(code="000000" if code != "000000" else "000001")
    assert online.view.code.tone == "error"
    online.fills(phone="9037672024")
    online.registers()
    assert (online.view.focus, registrations(online.desk)) == ("code", 0)


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("phone", "903767202", "Не хватает 1 цифры"),
        ("phone", "3852223344", "Это городской номер, СМС на него не придёт"),
        ("code", "48291", "В коде 6 цифр, введено 5"),
        ("name", "Иванов", "Нужны фамилия и имя"),
        ("email", "почта", "Адрес почты не читается"),
    ],
)
def test_a_field_is_judged_when_it_is_left_and_not_before(window: Window, name: str, typed: str, said: str) -> None:
    window.presenter.open(FLAT)
    window.presenter.entry.type(name, typed)
    assert getattr(window.view, name).tone != "error"
    window.presenter.entry.leave(name)
    assert (getattr(window.view, name).hint, getattr(window.view, name).tone) == (said, "error")


def test_what_is_left_to_mend_is_listed_and_the_first_gets_the_cursor(window: Window) -> None:
    window.presenter.open(FLAT)
    window.presenter.register()
    assert [title for _name, title in window.view.remaining] == ["код из квитанции", "телефон", "согласие"]
    assert window.view.focus == "code"
    window.presenter.mend("phone")
    assert window.view.focus == "phone"


def test_consent_is_never_given_by_itself(window: Window) -> None:
    window.presenter.open(FLAT)
    window.fills(code="482913", phone="9037672024")
    window.presenter.register()
    assert (registrations(window.desk), window.view.consent_fault) == (0, "Нужно подписанное согласие")


def test_a_registration_gives_a_card_and_waits_for_the_link(window: Window) -> None:
    window.presenter.open(FLAT)
    window.fills(code="482913", phone="8 903 767-20-24")
    window.registers()
    assert (window.view.stage, window.view.focus) == ("done", "memo")
    assert window.done.card.startswith("9900 ")
    assert (window.done.phone, window.done.tone) == ("+7 903 767-20-24", "wait")
    assert window.done.state.startswith("Отправляется в центр")
    assert registrations(window.desk) == 1


def test_a_document_proves_as_well_with_its_last_three_digits(window: Window) -> None:
    window.presenter.open(FLAT)
    window.presenter.entry.choose_proof(by_document=True)
    window.fills(phone="9037672024")
    window.registers()
    assert window.view.tail.hint == "Три последние цифры номера"
    window.fills(tail="417")
    window.presenter.register()
    assert registrations(window.desk) == 1


def test_a_second_enter_is_the_same_registration(window: Window) -> None:
    window.presenter.open(FLAT)
    window.fills(code="482913", phone="9037672024")
    window.registers()
    window.presenter.register()
    assert registrations(window.desk) == 1


def test_an_account_with_a_cabinet_is_refused_before_anything_is_written(window: Window) -> None:
    window.presenter.open(FLAT)
    window.fills(code="482913", phone="9037672024")
    window.registers()
    window.presenter.another()
    window.presenter.open(FLAT)
    assert window.view.account.hint == "У этого счёта уже есть личный кабинет"


def test_services_can_be_unticked_but_not_all(window: Window) -> None:
    window.presenter.open(FLAT)
    window.presenter.entry.tick_service(0)
    assert [one.ticked for one in window.view.services] == [False, True]
    window.presenter.entry.tick_service(1)
    window.presenter.register()
    assert window.view.services_fault == "Отметьте хотя бы одну услугу"


def test_memo_and_consent_are_laid_out_after_the_registration(window: Window) -> None:
    window.presenter.open(FLAT)
    window.fills(code="482913", phone="9037672024")
    window.registers()
    window.presenter.print_memo()
    window.presenter.print_consent()
    assert [paper.kind for paper in window.around.papers] == ["memo", "consent"]
    assert window.around.changes == [Changes(journal=True, accounts=True)]


def test_the_consent_sheet_is_printed_before_it_can_be_ticked_as_signed(window: Window) -> None:
    window.presenter.print_consent()
    assert window.around.papers == [], "there is nobody to name yet"
    window.presenter.open(FLAT)
    window.presenter.print_consent()
    window.fills(code="482913", phone="9037672024")
    window.presenter.print_consent()
    window.presenter.print_consent()
    window.registers()
    window.presenter.print_consent()
    sheets = window.around.papers
    assert [paper.kind for paper in sheets] == ["consent"] * 4
    assert len({paper.print_id for paper in sheets}) == 2, "other words make another sheet, the same words do not"


def test_register_and_another_prints_the_memo_and_opens_an_empty_form(window: Window) -> None:
    window.presenter.open(FLAT)
    window.fills(code="482913", phone="9037672024")
    window.presenter.entry.tick_consent(given=True)
    window.presenter.register(then_another=True)
    assert (window.view.stage, window.view.account.text, window.view.focus) == ("form", "", "account")
    assert window.view.notice.startswith("Зарегистрировано: Иванов Пётр Сергеевич")
    assert [paper.kind for paper in window.around.papers] == ["memo"]


def test_the_payment_of_the_same_account_is_one_key_away(window: Window) -> None:
    window.presenter.open(FLAT)
    window.fills(code="482913", phone="9037672024")
    window.registers()
    window.presenter.pay()
    assert window.around.went == [("payment", FLAT)]


def test_the_memo_grows_while_the_clerk_types(window: Window) -> None:
    window.presenter.open(FLAT)
    window.presenter.entry.type("phone", "90376720")
    memo = window.view.memo
    assert memo is not None
    assert (memo.phone, memo.name) == ("+7 903 767-20-__", "Иванов Пётр Сергеевич")
    assert "482913" not in str(memo)


def test_a_half_filled_form_survives_a_restart_but_consent_does_not(tmp_path: Path) -> None:
    with prepared_desk(tmp_path) as desk:
        first = Window(desk)
        first.presenter.open(FLAT)
        first.fills(code="482913", phone="903767")
        first.presenter.entry.tick_consent(given=True)
        first.presenter.keep_draft()
        assert first.view.draft == "Черновик сохранён 12:00:00"
    with prepared_desk(tmp_path) as desk:
        again = Window(desk)
        again.presenter.restore()
        view = again.view
        assert (view.account.text, view.code.text, view.phone.text) == ("0102", "482913", "+7 903 767")
        assert not view.consent
        assert view.account.tone == "ok"


def test_clearing_asks_first(window: Window) -> None:
    window.presenter.open(FLAT)
    window.presenter.clear()
    assert window.view.asks == "clear"
    window.presenter.answer(yes=False)
    assert window.view.account.text == "0102"
    window.presenter.clear()
    window.presenter.answer(yes=True)
    assert window.view.account.text == ""


def test_the_centres_word_turns_the_state_green(online: Window) -> None:
    code = online.desk.open_card(FLAT).code
    assert code is not None
    online.presenter.open(FLAT, code)
    online.fills(phone="9037672024")
    online.registers()
    assert online.done.tone == "wait"
    online.desk.exchange()
    online.presenter.reload(Changes(journal=True))
    assert (online.done.tone, online.done.state) == ("ok", "Принят центром")


def test_an_account_typed_anew_forgets_the_one_found_before(window: Window) -> None:
    window.presenter.open(FLAT)
    window.presenter.entry.type("account", "010")
    assert window.view.services == ()
    window.presenter.register()
    assert AccountKey("") == window.view.receipt_type
    assert registrations(window.desk) == 0


def test_another_resident_never_pushes_out_what_was_typed_without_a_question(window: Window) -> None:
    window.presenter.open(FLAT)
    window.fills(phone="9037672024")
    window.presenter.open(NEIGHBOUR)
    assert (window.view.asks, window.view.account.text) == ("replace", "0102")
    window.presenter.answer(yes=False)
    assert (window.view.account.text, window.view.phone.text) == ("0102", "+7 903 767-20-24")
    window.presenter.open(NEIGHBOUR)
    window.presenter.answer(yes=True)
    assert (window.view.account.text, window.view.phone.text) == ("0103", "")


def test_the_name_that_came_with_an_account_goes_with_it(window: Window) -> None:
    window.fills(account="777")
    window.presenter.entry.choose_type("tko/777")
    window.fills(account="0103")
    window.presenter.entry.choose_type("tko/0103")
    assert window.view.name.text == "Иванов Пётр Сергеевич"
    window.fills(name="Иванова Мария Петровна", account="777")
    window.presenter.entry.choose_type("tko/777")
    assert window.view.name.text == "Иванова Мария Петровна", "what the clerk typed stays"


def test_an_answer_about_another_code_is_not_taken_for_this_one(desk: Desk) -> None:
    network = HeldTasks()
    window = Window(desk, network)
    window.presenter.open(FLAT)
    window.fills(code="111111")
    window.presenter.entry.type("code", "222222")
    network.finish_all()
    assert window.view.code.tone == "", "nobody has asked about 222222 yet"
