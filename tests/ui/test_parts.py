"""The parts of the window by themselves: tasks, printing, one instance, faults, colours, icons."""

import math
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QFontMetrics, QPalette
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from desk_app.domain.basket import BasketEmptyError
from desk_app.domain.errors import DeskError
from desk_app.presenters.preview import PrinterError, PrintWish
from desk_app.presenters.tasks import WorkFailedError
from desk_app.presenters.words import words_for
from desk_app.resources import resource
from desk_app.ui.doorbell import Doorbell, ring
from desk_app.ui.dress import dress
from desk_app.ui.failures import FailureHook, report_text
from desk_app.ui.icons import pixmap
from desk_app.ui.printer import file_printer, open_pdf, print_pdf, render_page, system_printer
from desk_app.ui.single import SingleInstance
from desk_app.ui.tasks import ScreenTasks
from desk_app.ui.theme import Appearance, Look
from desk_app.ui.tokens import DARK, LIGHT, Tokens
from tests.helpers.prepared_desk import CLERK, FLAT, FLAT_HEAT, NEIGHBOUR, prepared_desk

pytestmark = pytest.mark.usefixtures("qapp")

# --- tasks ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def executor() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as one:
        yield one


def test_an_answer_comes_back_on_the_screens_thread(qtbot: QtBot, executor: ThreadPoolExecutor) -> None:
    screen, answers = QObject(), list[tuple[str, bool]]()
    tasks, here = ScreenTasks(executor, screen), threading.get_ident()
    tasks.run(
        lambda: "worker" if threading.get_ident() != here else "screen",
        then=lambda where: answers.append((where, threading.get_ident() == here)),
        failed=lambda _refusal: None,
    )
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == [("worker", True)]


def test_a_refusal_goes_to_failed(qtbot: QtBot, executor: ThreadPoolExecutor) -> None:
    screen, refusals = QObject(), list[DeskError]()

    def work() -> None:
        raise BasketEmptyError

    ScreenTasks(executor, screen).run(work, then=lambda _none: None, failed=refusals.append)
    qtbot.waitUntil(lambda: bool(refusals))
    assert [type(one) for one in refusals] == [BasketEmptyError]


def test_a_bug_is_not_swallowed_and_the_work_ends(qtbot: QtBot, executor: ThreadPoolExecutor) -> None:
    screen, ends = QObject(), list[DeskError]()

    def work() -> None:
        fault_about("Иванова Мария Петровна")

    with qtbot.captureExceptions() as caught:
        ScreenTasks(executor, screen).run(work, then=lambda _none: None, failed=ends.append)
        qtbot.waitUntil(lambda: len(caught) == 1)
    assert caught[0][0] is ValueError
    assert [type(one) for one in ends] == [WorkFailedError]
    assert "Иванова" not in f"{ends[0]!r} {words_for(ends[0]).line()}", "nothing of what the fault said is shown"


def test_a_bug_in_work_that_nobody_waits_for_is_reported_too(qtbot: QtBot, executor: ThreadPoolExecutor) -> None:
    screen, begun, gate, ends = QObject(), threading.Event(), threading.Event(), list[object]()
    tasks = ScreenTasks(executor, screen)

    def broken() -> None:
        begun.set()
        gate.wait(10)
        raise ZeroDivisionError

    with qtbot.captureExceptions() as caught:
        tasks.run(broken, then=ends.append, failed=ends.append, instead_of="search")
        assert begun.wait(10), "only what has begun cannot be cancelled any more"
        tasks.run(lambda: "newer", then=ends.append, failed=ends.append, instead_of="search")
        gate.set()
        qtbot.waitUntil(lambda: bool(ends))
    assert (ends, [one[0] for one in caught]) == (["newer"], [ZeroDivisionError])


def test_an_older_answer_is_dropped_when_a_newer_one_was_asked_for(qtbot: QtBot, executor: ThreadPoolExecutor) -> None:
    screen, answers, gate = QObject(), list[int](), threading.Event()
    tasks = ScreenTasks(executor, screen)

    def work(number: int) -> int:
        gate.wait(10)
        return number

    for number in range(3):
        search = partial(work, number)
        tasks.run(search, then=answers.append, failed=lambda _refusal: None, instead_of="search")
    gate.set()
    qtbot.waitUntil(lambda: 2 in answers)
    executor.submit(int).result()
    QApplication.processEvents()
    assert answers == [2]


def test_an_answer_to_a_screen_that_is_gone_is_dropped(qtbot: QtBot, executor: ThreadPoolExecutor) -> None:
    screen, answers, gate = QObject(), list[bool](), threading.Event()
    ScreenTasks(executor, screen).run(lambda: gate.wait(10), then=answers.append, failed=lambda _refusal: None)
    with qtbot.waitSignal(screen.destroyed):
        screen.deleteLater()
    gate.set()
    executor.submit(int).result()
    QApplication.processEvents()
    assert answers == []


# --- printing ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def receipts(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    with prepared_desk(tmp_path_factory.mktemp("papers")) as desk:
        return desk.print_receipt([FLAT, FLAT_HEAT, NEIGHBOUR], desk.ids.new(), CLERK).pdf


@pytest.mark.parametrize(("copies", "pages"), [(1, 2), (3, 6)])
def test_all_pages_are_printed_as_often_as_wished(receipts: bytes, tmp_path: Path, copies: int, pages: int) -> None:
    path, told = tmp_path / "out.pdf", list[tuple[int, int]]()

    def page_done(done: int, of: int) -> bool:
        told.append((done, of))
        return True

    wish = PrintWish(receipts, "file", copies, "Квитанция")
    print_pdf(wish, page_done, lambda _wish: file_printer(str(path)))
    printed = PdfReader(BytesIO(path.read_bytes()))
    assert len(printed.pages) == pages
    assert told == [(page, pages) for page in range(1, pages + 1)]
    size = printed.pages[0].mediabox
    assert (round(float(size.width)), round(float(size.height))) == (595, 842)


@pytest.mark.parametrize(("dpi", "least"), [(150, 0.95), (203, 0.90), (300, 0.97), (1200, 0.97)])
def test_what_is_printed_looks_like_the_paper(receipts: bytes, tmp_path: Path, dpi: int, least: float) -> None:
    path = tmp_path / "out.pdf"

    def printer(_wish: PrintWish) -> QPrinter:
        made = file_printer(str(path))
        made.setResolution(dpi)
        return made

    print_pdf(PrintWish(receipts, "", 1, ""), lambda _done, _of: True, printer)
    (paper, held), (printed, held_too) = open_pdf(receipts), open_pdf(path.read_bytes())
    one, two = render_page(paper, 0, 36), render_page(printed, 0, 36)
    places = [(x, y) for x in range(0, one.width(), 2) for y in range(0, one.height(), 2)]
    alike = [abs(one.pixelColor(x, y).lightness() - two.pixelColor(x, y).lightness()) < 60 for x, y in places]
    assert sum(alike) / len(alike) >= least
    assert one.size() == two.size()
    held.close()
    held_too.close()


def test_a_cancelled_print_stops_after_its_page(receipts: bytes, tmp_path: Path) -> None:
    told: list[int] = []

    def page_done(done: int, _of: int) -> bool:
        told.append(done)
        return False

    path = str(tmp_path / "out.pdf")
    with pytest.raises(PrinterError, match="cancelled"):
        print_pdf(PrintWish(receipts, "", 5, ""), page_done, lambda _wish: file_printer(path))
    assert told == [1]


def test_a_printer_that_is_gone_is_named() -> None:
    with pytest.raises(PrinterError, match="missing"):
        system_printer(PrintWish(b"", "нет такого", 1, ""))


# --- one instance, faults ------------------------------------------------------------------------------------------


def test_a_second_start_raises_the_first(qtbot: QtBot, tmp_path: Path) -> None:
    first, second, raised = SingleInstance(tmp_path), SingleInstance(tmp_path), list[str]()
    assert first.is_first()
    doorbell = Doorbell(tmp_path, lambda: raised.append("raised"))
    assert not second.is_first()
    assert ring(tmp_path)
    qtbot.waitUntil(lambda: raised == ["raised"])
    doorbell.silence()
    assert not ring(tmp_path)
    first.release()
    assert second.is_first()
    second.release()


def fault_about(name: str) -> None:
    raise ValueError(name)


def failing(name: str) -> BaseException:
    try:
        fault_about(name)
    except ValueError as fault:
        return fault
    raise AssertionError


def test_a_report_says_where_but_never_quotes() -> None:
    text = report_text(failing("Иванова Мария"), datetime(2026, 11, 23, tzinfo=UTC))
    assert "ValueError" in text
    assert "in fault_about" in text
    assert "in failing" in text
    assert "Иванова" not in text
    assert str(Path.cwd()) not in text


@pytest.mark.expects_log("unexpected ValueError at test_parts.py")
def test_a_fault_is_logged_written_and_told(tmp_path: Path) -> None:
    told: list[Path | None] = []
    fault = failing("Иванова Мария")
    FailureHook(tmp_path, told.append).caught(type(fault), fault, fault.__traceback__)
    assert told[0] is not None
    assert "ValueError" in told[0].read_text(encoding="utf-8")


@pytest.mark.expects_log("unexpected ValueError", "could not be written")
def test_a_full_disk_does_not_hide_the_fault(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("a file where a folder should be")
    told: list[Path | None] = []
    fault = failing("x")
    FailureHook(tmp_path, told.append).caught(type(fault), fault, fault.__traceback__)
    assert told == [None]


# --- looks ---------------------------------------------------------------------------------------------------------


def contrast(one: str, two: str) -> float:
    def light(colour: str) -> float:
        made = QColor(colour)
        parts = (made.redF(), made.greenF(), made.blueF())
        linear = [part / 12.92 if part <= 0.03928 else math.pow((part + 0.055) / 1.055, 2.4) for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


PAIRS = (
    *(("text", ground) for ground in ("bg", "surface", "surface2", "selection", "hover", "mark")),
    *(("muted", ground) for ground in ("bg", "surface", "surface2", "selection")),
    *(("faint", ground) for ground in ("bg", "surface", "surface2")),
    *((tone, ground) for tone in ("ok", "warn", "error") for ground in (f"{tone}_bg", "surface")),
    ("accent", "accent_bg"),
    ("accent", "surface"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda tokens: tokens.name)
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_every_text_can_be_read_on_its_ground(tokens: Tokens, ink: str, ground: str) -> None:
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda tokens: tokens.name)
def test_the_edge_of_a_field_can_be_seen(tokens: Tokens) -> None:
    assert contrast(tokens.input, tokens.surface) >= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_stands_in_an_empty_field_can_be_read(qapp: QApplication, qtbot: QtBot, scheme: str) -> None:
    look, edit = Look(qapp), QLineEdit()
    look.choose(Appearance(scheme))
    qtbot.addWidget(edit)
    dress(look, edit)
    edit.show()
    ink = edit.palette().color(QPalette.ColorRole.PlaceholderText)
    assert ink.alpha() == 255, "half of an ink is half of its contrast"
    assert contrast(ink.name(), look.tokens.surface) >= 4.5
    look.choose(Appearance("light"))


def test_both_schemes_name_the_same_tokens() -> None:
    assert all(getattr(LIGHT, one.name) and getattr(DARK, one.name) for one in fields(Tokens))


@pytest.mark.parametrize(("scheme", "scale"), [("light", 115), ("dark", 100), ("dark", 130)])
def test_a_choice_restyles_at_once(look: Look, qtbot: QtBot, scheme: str, scale: int) -> None:
    with qtbot.waitSignal(look.changed):
        look.choose(Appearance(scheme, scale))
    assert (look.tokens.name, look.px(100)) == (scheme, scale)


def test_the_look_that_is_there_already_restyles_nothing(look: Look) -> None:
    look.choose(Appearance("light", 115))
    changes = list[None]()
    look.changed.connect(lambda: changes.append(None))
    look.choose(Appearance("light", 115))
    assert changes == []
    look.choose(Appearance("light", 100))
    assert len(changes) == 1, "another choice is heard"


def test_digits_are_nearly_of_one_width(look: Look) -> None:
    """Golos Text's own tabular digits differ by up to 7 %; without the feature it is 28 %."""
    metrics = QFontMetrics(look.font(14))
    widths = [metrics.horizontalAdvance(digit * 10) for digit in "0123456789"]
    assert max(widths) <= min(widths) * 1.08


@pytest.mark.parametrize("name", sorted(path.stem for path in resource("icons").glob("*.svg")))
def test_every_icon_draws_something(name: str) -> None:
    image = pixmap(name, "#000000", 24, 2.0).toImage()
    assert any(image.pixelColor(x, y).alpha() for x in range(48) for y in range(48))


def test_nothing_heavy_is_imported_before_the_first_window() -> None:
    program = (
        "import sys, desk_app.ui.app\n"
        "print(*sorted({'sqlalchemy', 'reportlab', 'requests', 'sqlcipher3', 'desk_app.store'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_what_is_asked_for_after_the_closing_is_not_begun(qtbot: QtBot, executor: ThreadPoolExecutor) -> None:
    begun: list[bool] = []
    tasks = ScreenTasks(executor, QObject())
    executor.shutdown()
    with qtbot.captureExceptions() as caught:
        tasks.run(lambda: begun.append(True), then=lambda _none: None, failed=lambda _refusal: None)
        QApplication.processEvents()
    assert (begun, caught) == ([], [])
