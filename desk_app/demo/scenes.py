"""The scenes of the demonstration day, each a task as a clerk does it: by keyboard, in Russian."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desk_app.application.desk import Desk
from desk_app.cli.care import status_facts
from desk_app.demo.centre import DemoCentre, Service
from desk_app.presenters.audit_words import fault_words
from desk_app.ui.acting import Acting, read_codes
from desk_app.ui.app import make_app, show_painted
from desk_app.ui.front import Front, Start
from desk_app.ui.main_window import SMALLEST
from desk_app.ui.preview import PreviewScreen
from desk_app.ui.session import Session
from desk_app.ui.theme import Appearance, Look

CLERK = "Соколова Е. В."


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the day is played."""

    acting: Acting
    session: Session
    look: Look
    service: Service
    out: Path
    papers: dict[str, bytes] = field(default_factory=dict)

    @property
    def desk(self) -> Desk:
        """The desk behind the window."""
        assert self.session.desk is not None
        return self.session.desk

    def picture(self, name: str) -> None:
        """Keep the screen in light and in dark, and in light once more in the smallest window."""
        # The pages of a paper are drawn by a thread of their own.
        still = 8 if self.session.window.page == "preview" else 2
        now = self.look.appearance.scheme
        for scheme in (now, "dark" if now == "light" else "light"):
            # Restyling costs half a second: the day goes on in the scheme that was pictured last.
            if scheme != now:
                self.look.choose(Appearance(scheme))
            self.acting.photographs(self.out / "pictures" / f"{name}_{scheme}.png", still)
            if scheme == "light":
                usual = self.acting.window.size()
                self.acting.window.resize(SMALLEST)
                self.acting.photographs(self.out / "pictures" / f"{name}_light_1280x720.png", still)
                self.acting.window.resize(usual)

    def on_page(self, name: str) -> None:
        """Wait until a page is in front."""
        self.acting.until(lambda: self.session.window.page == name, f"the page {name}")

    def keep_paper(self, name: str) -> None:
        """Save the paper that the preview shows, as «Сохранить PDF» does."""
        preview = self.session.window.screen_of("preview")
        assert isinstance(preview, PreviewScreen)
        path = self.out / "papers" / f"{name}.pdf"
        path.parent.mkdir(parents=True, exist_ok=True)
        preview.write_to(str(path))
        self.acting.until(path.exists, f"the file {path.name}")
        self.papers[name] = path.read_bytes()
        # The day does not wait six seconds for the message to go by itself.
        toast = self.session.window.toast_box
        self.acting.until(toast.isVisible, "the word that the paper was saved")
        toast.hide()


def live_through(start: Start, centre: DemoCentre, service: Service, out: Path) -> dict[str, Any]:
    """Play every scene; return the figures of the day from desk and centre."""
    app = make_app([])
    look = Look(app)
    look.choose(Appearance("light"))
    front = Front(look, start)
    show_painted(app, front)
    session = Session(front)
    stage = Stage(Acting(session.window), session, look, service, out)
    session.open()
    try:
        first_start(stage, centre.invite())
        for scene in SCENES:
            scene(stage)
        return _summary(stage, centre)
    finally:
        session.close()


def first_start(stage: Stage, code: str) -> None:
    """Connect the new desk with the one-time code; receive the city."""
    acting = stage.acting
    acting.sees("Одноразовый код")
    stage.picture("01_first_start")
    acting.goes_to("код")
    acting.types(code)
    acting.goes_to("Кто работает")
    acting.types(CLERK)
    acting.presses("Return")
    acting.sees("Начать работу")
    stage.picture("02_first_start_ready")
    acting.presses("Return")
    acting.until(lambda: stage.session.window.page == "search", "the search page")


def find(stage: Stage, typed: str, who: str) -> None:
    """Type into the search box and wait for this very resident."""
    stage.acting.presses("F3")
    stage.acting.presses("Ctrl+A")
    stage.acting.types(typed)
    stage.acting.sees("Найден", who)


def search(stage: Stage) -> None:
    """Find a flat by spoken address, and by the same keys in the wrong layout."""
    find(stage, "барнаул гагарина 52 7", "Иванова Мария Петровна")
    stage.picture("03_search")
    find(stage, ",fhyfek ufufhbyf 52 7", "показано для")
    stage.picture("03_search_wrong_layout")


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
    find(stage, "барнаул гагарина 52 7", "Иванова Мария Петровна")
    acting.presses("F8")
    acting.until(lambda: stage.session.window.page == "payment", "the payment page")
    acting.sees("К оплате")
    stage.picture("06_payment")
    acting.presses("Ctrl+Return")
    acting.sees("Покажите жителю")
    stage.picture("07_preliminary_receipt")
    acting.presses("Return")
    acting.until(lambda: stage.desk.report_status().counts.taken_kopecks > 0, "the payment in the journal")
    stage.on_page("preview")
    stage.picture("08_slip_preview")
    stage.keep_paper("slip")
    acting.presses("Escape")
    stage.picture("08_paid")


def print_receipts(stage: Stage) -> None:
    """Print the receipts of a neighbour who wants to register."""
    find(stage, "барнаул гагарина 52 8", "00-000008")
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
    acting.types("8 913 210-20-24")
    acting.presses("F4")
    stage.on_page("preview")
    stage.keep_paper("consent")
    acting.presses("Escape")
    stage.on_page("registration")
    acting.goes_to("Согласие на")
    acting.presses("Space")
    stage.picture("11_registration_filled")
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


def work_offline(stage: Stage) -> None:
    """Lose the centre, go on taking money, and send everything when it is back."""
    acting = stage.acting
    stage.service.stop()
    find(stage, "80 гвардейской", "80 Гвардейской Дивизии")
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
    stage.picture("13_offline")
    acting.presses("Ctrl+5")
    stage.on_page("status")
    stage.picture("14_exchange_offline")
    stage.service.start()
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
    work_offline,
    look_at_settings,
    close_shift,
)


def _summary(stage: Stage, centre: DemoCentre) -> dict[str, Any]:
    facts = status_facts(stage.desk.report_status())
    audit, told = centre.audit(), centre.status()
    return facts | {
        "kopecks_in_centre_ledger": told["ledger_kop"],
        "centre": told,
        "centre_audit": audit,
        "desk_audit": {finding.name: fault_words(finding) for finding in stage.desk.audit()},
    }
