"""The scenes of the demonstration day, each a task as a clerk does it: by keyboard, in Russian."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from desk_app.cli.care import status_facts
from desk_app.demo.centre import DemoCentre, Service
from desk_app.demo.line import Line
from desk_app.demo.opening import StartOf, first_start, load_a_region, open_without_data
from desk_app.demo.stage import Stage
from desk_app.domain.money import Money
from desk_app.presenters.audit_words import fault_words
from desk_app.ui.acting import Acting, read_codes
from desk_app.ui.app import make_app, show_painted
from desk_app.ui.front import Front
from desk_app.ui.session import Session
from desk_app.ui.theme import Appearance, Look

PHONE = "8 913 210-20-24"


def live_through(start_of: StartOf, data_dir: Path, centre: DemoCentre, service: Service, line: Line) -> dict[str, Any]:
    """Play every scene; return the figures of the day from desk and centre."""
    out = data_dir.parent.parent
    app = make_app([])
    look = Look(app)
    look.choose(Appearance("light"))
    front = Front(look, start_of(data_dir))
    show = partial(show_painted, app)
    show(front)
    session = Session(front)
    stage = Stage(Acting(session.window), session, look, centre, service, line, out, show)
    session.open()
    try:
        first_start(stage)
        for scene in SCENES:
            scene(stage)
        facts = _summary(stage)
    finally:
        session.close()
    line.close()
    session.window.hide()
    open_without_data(stage, start_of)
    load_a_region(stage, start_of)
    return facts


def search(stage: Stage) -> None:
    """Find a flat by spoken address, by the same keys in the wrong layout, a whole town, and nothing."""
    stage.picture("03_start")
    stage.acting.sees("На связи")
    stage.find("барнаул гагарина 52 7", "Найден", "Иванова Мария Петровна")
    stage.picture("03_search", large=True)
    stage.find(",fhyfek ufufhbyf 52 7", "Найден", "показано для")
    stage.picture("03_search_wrong_layout")
    stage.find("барнаул", "Показаны первые")
    stage.picture("03_search_many", large=True)
    stage.find("гагарина 999", "Ничего не нашли")
    stage.picture("03_search_nothing")


def open_shift(stage: Stage) -> None:
    """Open the shift with a thousand rubles in the drawer."""
    acting = stage.acting
    acting.presses("Ctrl+4")
    acting.until(lambda: stage.session.window.page == "shift", "the shift page")
    stage.picture("04_shift_closed")
    acting.types("1000")
    acting.presses("Ctrl+Return")
    acting.until(lambda: stage.desk.report_status().shift is not None, "an open shift")
    stage.picture("05_shift_open")


def pay(stage: Stage) -> None:
    """Take the whole debt of the flat."""
    acting = stage.acting
    stage.find("барнаул гагарина 52 7", "Найден", "Иванова Мария Петровна")
    acting.presses("F8")
    acting.until(lambda: stage.session.window.page == "payment", "the payment page")
    acting.sees("К оплате")
    stage.picture("06_payment", large=True)
    acting.presses("Ctrl+Return")
    acting.sees("Покажите жителю")
    stage.picture("07_preliminary_receipt", large=True)
    acting.presses("Return")
    acting.until(lambda: stage.desk.report_status().counts.taken_kopecks > 0, "the payment in the journal")
    stage.on_page("preview")
    stage.picture("08_slip_preview")
    stage.keep_paper("slip")
    acting.presses("Escape")
    stage.picture("08_paid")


def print_receipts(stage: Stage) -> None:
    """Print the receipts of a neighbour who wants to register."""
    stage.find("барнаул гагарина 52 8", "Найден", "00-000008")
    stage.acting.presses("F9")
    stage.on_page("preview")
    stage.picture("09_receipt_preview")
    stage.keep_paper("receipts")
    stage.acting.presses("Escape")


def register(stage: Stage) -> None:
    """Register the neighbour by scanning the code from the receipt."""
    acting = stage.acting
    acting.presses("Ctrl+2")
    stage.on_page("registration")
    own = [code for code in read_codes(stage.papers["receipts"]) if code.startswith("SG1|")]
    acting.scans(own[0])
    acting.sees("Найден")
    acting.goes_to("Сотовый")
    acting.types("8 913 210-20-2")
    acting.presses("Tab")
    stage.picture("10_registration_phone_short")
    acting.goes_to("Сотовый")
    acting.presses("Ctrl+A")
    acting.types(PHONE)
    acting.presses("F4")
    stage.on_page("preview")
    stage.keep_paper("consent")
    acting.presses("Escape")
    stage.on_page("registration")
    acting.goes_to("Житель подписал")
    acting.presses("Space")
    stage.picture("11_registration_filled", large=True)
    acting.presses("Ctrl+Return")
    acting.until(lambda: stage.desk.report_status().counts.registered > 0, "the registration in the journal")
    acting.sees("Номер карты")
    stage.picture("12_registered")


def print_memo(stage: Stage) -> None:
    """Print the memo for the new resident."""
    stage.acting.presses("F9")
    stage.on_page("preview")
    stage.keep_paper("memo")
    stage.acting.presses("Escape")
    stage.on_page("registration")


def register_by_document(stage: Stage) -> None:
    """Register a resident without a receipt, by passport, and with a phone that has another address already."""
    acting = stage.acting
    stage.find("барнаул гагарина 52 9", "Найден", "кв. 9")
    acting.presses("Insert")
    stage.on_page("registration")
    acting.sees("Найден")
    acting.goes_to("Документ")
    acting.presses("Space")
    acting.goes_to("Последние три цифры")
    acting.types("417")
    acting.goes_to("Сотовый")
    acting.types(PHONE)
    acting.goes_to("Житель подписал")
    acting.presses("Space")
    stage.picture("13_registration_by_document", large=True)
    acting.presses("Ctrl+Return")
    acting.until(lambda: stage.desk.report_status().counts.registered > 1, "the second registration in the journal")
    acting.sees("Номер карты")


def settle(stage: Stage) -> None:
    """Hear from the centre that one phone has one address, and close the task with what was done."""
    acting = stage.acting
    acting.presses("F5")
    acting.until(stage.session.window.toast_box.isVisible, "a task from the centre, and the word of it")
    acting.presses("Ctrl+5")
    stage.on_page("status")
    acting.goes_to("Что сделано")
    acting.types("житель назовёт другой номер")
    stage.session.window.toast_box.hide()
    stage.picture("14_exchange_task", large=True)
    acting.presses("Return")
    acting.until(lambda: not stage.desk.report_status().tasks, "no open task")


def work_offline(stage: Stage) -> None:
    """Lose the centre, go on taking money, and send everything when it is back."""
    acting = stage.acting
    stage.service.stop()
    stage.line.close()
    stage.find("80 гвардейской", "Найден", "80 Гвардейской Дивизии")
    acting.presses("F8")
    stage.on_page("payment")
    acting.sees("К оплате")
    acting.goes_to("Получено")
    acting.types("5000")
    acting.presses("Ctrl+Return")
    acting.sees("Покажите жителю")
    acting.presses("Return")
    stage.on_page("preview")
    stage.keep_paper("slip_offline")
    acting.presses("Escape")
    acting.presses("F5")
    acting.sees("Нет связи")
    stage.picture("15_offline")
    acting.presses("Ctrl+5")
    stage.on_page("status")
    stage.picture("15_exchange_offline")
    stage.service.start()
    stage.line.open()
    acting.presses("F5")
    acting.until(lambda: stage.desk.report_status().counts.pending == 0, "everything sent")
    acting.sees("На связи")
    stage.picture("15_exchange_sent")


def look_at_settings(stage: Stage) -> None:
    """Open the settings, the palette and the keys."""
    acting = stage.acting
    acting.presses("Ctrl+6")
    stage.on_page("settings")
    stage.picture("16_settings")
    acting.presses("Ctrl+K")
    stage.picture("17_palette")
    acting.presses("Escape")
    acting.presses("F1")
    stage.picture("18_keys")
    acting.presses("Escape")


def close_shift(stage: Stage) -> None:
    """Count the drawer and close the shift; the last exchange tells the centre."""
    acting = stage.acting
    acting.presses("Ctrl+4")
    stage.on_page("shift")
    acting.presses("Ctrl+Return")
    acting.sees("Посчитано")
    shift = stage.desk.report_status().shift
    assert shift is not None
    stage.picture("19_shift_notes")
    acting.goes_to("Сумма")
    acting.presses("Space")
    acting.goes_to("Посчитано, одной суммой")
    acting.types((shift.expected - Money(5_000)).plain().replace(".", ","))
    acting.presses("Ctrl+Return")
    acting.sees("Недостача")
    stage.picture("19_shift_short")
    acting.goes_to("Посчитано, одной суммой")
    acting.presses("Ctrl+A")
    acting.types(shift.expected.plain().replace(".", ","))
    acting.presses("Ctrl+Return")
    acting.sees("Закрыть смену?")
    stage.picture("20_shift_counted")
    acting.presses("Return")
    acting.until(lambda: stage.desk.report_status().shift is None, "a closed shift")
    stage.picture("21_shift_closed")
    acting.presses("F5")
    acting.until(lambda: stage.desk.report_status().counts.pending == 0, "everything sent")


SCENES: tuple[Callable[[Stage], None], ...] = (
    search,
    open_shift,
    pay,
    print_receipts,
    register,
    print_memo,
    register_by_document,
    settle,
    work_offline,
    look_at_settings,
    close_shift,
)


def _summary(stage: Stage) -> dict[str, Any]:
    facts = status_facts(stage.desk.report_status())
    audit, told = stage.centre.audit(), stage.centre.status()
    return facts | {
        "kopecks_in_centre_ledger": told["ledger_kop"],
        "centre": told,
        "centre_audit": audit,
        "desk_audit": {finding.name: fault_words(finding) for finding in stage.desk.audit()},
    }
