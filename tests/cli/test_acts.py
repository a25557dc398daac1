"""What a clerk's commands ask for before they write, and what they say of their papers."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from desk_app.start import main
from tests.helpers.centre import RunningCentre
from tests.helpers.prepared_desk import DeskClock

Call = Callable[..., tuple[int, dict[str, Any]]]
CODE = re.compile(r"\b\d{3} \d{3}\b")
RECEIPT = ("receipt", "tko/0101", "--out")
REGISTER = ("register", "--account", "tko/0102", "--phone", "89037672024", "--consent", "--document", "Паспорт РФ")


@pytest.fixture
def shift(enrolled: Call) -> Call:
    enrolled("shift", "open", "--clerk", "Соколова Е. В.")
    return enrolled


def text_of(pdf: Path) -> str:
    return "".join(page.extract_text() for page in PdfReader(pdf).pages).replace("\u00a0", " ")


def made(desk: Call) -> int:
    count: int = desk("status")[1]["operations_made"]
    return count


@pytest.mark.parametrize("words", [("shift", "open"), REGISTER, (*RECEIPT, "{here}/r.pdf")], ids=lambda words: words[0])
def test_an_act_without_a_clerk_is_a_wrong_call(enrolled: Call, tmp_path: Path, words: tuple[str, ...]) -> None:
    code, told = enrolled(*(word.format(here=tmp_path) for word in words))
    assert (code, told["done"]) == (2, False)
    assert "--clerk" in told["usage"]
    assert made(enrolled) == 0


def test_in_an_open_shift_its_clerk_acts(shift: Call, tmp_path: Path) -> None:
    assert shift(*RECEIPT, str(tmp_path / "r.pdf"))[0] == 0
    assert shift(*RECEIPT, str(tmp_path / "r.pdf"), "--operation", made_op(shift, tmp_path))[0] == 0
    assert "Соколова" in text_of(tmp_path / "r.pdf")


def made_op(desk: Call, folder: Path) -> str:
    operation: str = desk(*RECEIPT, str(folder / "first.pdf"))[1]["operation"]
    return operation


def test_a_copy_has_the_number_that_its_paper_has(shift: Call, tmp_path: Path) -> None:
    pdf = tmp_path / "r.pdf"
    first = shift(*RECEIPT, str(pdf))[1]
    assert (first["copy"], "КОПИЯ" in text_of(pdf)) == (0, False)
    for number in (1, 2):
        assert shift(*RECEIPT, str(pdf), "--operation", first["operation"])[1]["copy"] == number
        assert f"КОПИЯ № {number} " in text_of(pdf)


def test_an_account_named_twice_is_one_receipt(shift: Call, tmp_path: Path) -> None:
    names = ("heat/0102", "tko/0102", "heat/0102")
    told = shift("receipt", *names, "--out", str(tmp_path / "r.pdf"))[1]
    assert told["asked"] == 2
    once = shift("receipt", *names[:2], "--out", str(tmp_path / "r.pdf"), "--operation", told["operation"])[1]
    assert once["repeated"] is True, "and their order is kept"


@pytest.mark.parametrize("limit", ["0", "-3", "ten"])
def test_a_search_for_fewer_than_one_is_a_wrong_call(desk: Call, limit: str) -> None:
    assert desk("search", "Гагарина", "--limit", limit)[0] == 2


@pytest.mark.parametrize("operation", ["00000000-0000-0000-0000-000000000000", "first"])
def test_an_operation_has_a_name_of_its_own(shift: Call, operation: str) -> None:
    assert shift("pay", "--account", "tko/0101", "--operation", operation)[0] == 2
    assert made(shift) == 1


@pytest.mark.parametrize(
    "words",
    [(*RECEIPT,), (*REGISTER, "--memo"), ("pay", "--account", "tko/0101", "--slip")],
    ids=lambda words: words[0],
)
def test_a_paper_for_a_folder_that_is_not_there_stops_the_act(
    shift: Call, tmp_path: Path, words: tuple[str, ...]
) -> None:
    code, told = shift(*words, str(tmp_path / "nowhere" / "paper.pdf"))
    assert (code, told["done"]) == (1, False)
    assert str(tmp_path / "nowhere") in told["what"]
    assert shift(*words, str(tmp_path))[0] == 1
    assert (made(shift), (tmp_path / "nowhere").exists()) == (1, False)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is full at will")
def test_a_paper_that_the_disk_refuses_names_the_payment_that_stands(shift: Call) -> None:
    code, told = shift("pay", "--account", "tko/0101", "--slip", "/dev/full")
    assert (code, told["refused"]) == (1, "PaperNotWrittenError")
    assert "записана" in told["safe"]
    again = shift("pay", "--account", "tko/0101", "--operation", told["operation"])[1]
    assert (again["repeated"], again["total_kopecks"]) == (True, 100_000)


def test_a_wrong_code_is_refused_while_the_centre_can_be_asked(
    shift: Call, centre: RunningCentre, tmp_path: Path
) -> None:
    shift("receipt", "tko/0102", "--out", str(tmp_path / "r.pdf"))
    code = "".join(found.group().split()) if (found := CODE.search(text_of(tmp_path / "r.pdf"))) else ""
    wrong = "000000" if code != "000000" else "000001"
    register = (*REGISTER[:-2], "--code")
    cards = shift("status")[1]["cards_left"]
    told = shift(*register, wrong)
    assert (told[0], told[1]["refused"]) == (1, "ReceiptCodeWrongError")
    assert shift("status")[1]["cards_left"] == cards
    done = shift(*register, code)[1]
    shift("sync")
    assert shift("status")[1]["residents_accepted"] == 1
    assert shift(*register, code, "--operation", done["operation"])[1]["repeated"] is True, "though the code is used"
    centre.stop()
    offline = shift("register", "--account", "tko/0101", "--phone", "89037672025", "--consent", "--code", wrong)
    assert (offline[0], offline[1]["state"]) == (0, "pending")


def test_what_the_centre_could_not_decide_is_a_task_until_it_is_settled(shift: Call) -> None:
    shift("register", "--account", "tko/0201", *REGISTER[3:])
    wrong = shift("register", "--account", "tko/0102", *REGISTER[3:])[1]["operation"]  # one phone, two addresses
    shift("sync")
    status = shift("status")[1]
    figures = ("residents_registered", "residents_accepted", "registrations_in_question", "tasks")
    assert [status[name] for name in figures] == [2, 1, 1, 1]
    (task,) = shift("tasks")[1]["tasks"]
    assert (task["operation"], task["account"], task["kind"]) == (wrong, "tko/0102", "resident.register")
    assert "Телефон уже привязан" in task["what"]
    assert task["todo"]
    assert task["raised_at"][:4].isdigit()
    assert shift("settle", task["task"], "--note", " ")[1]["refused"] == "NoteMissingError"
    assert shift("settle", task["task"], "--note", "другой номер")[0] == 0
    assert shift("settle", task["task"], "--note", "другой номер")[1]["refused"] == "TaskUnknownError"
    assert shift("tasks")[1]["tasks"] == []


def test_a_clock_that_is_off_asks_for_the_day_of_a_new_shift(enrolled: Call, machine: DeskClock) -> None:
    opening = ("shift", "open", "--clerk", "Соколова Е. В.")
    machine.forward(minutes=14)
    assert enrolled("sync")[0] == 0
    assert enrolled("status")[1]["clock_skew_s"] == 14 * 60
    assert enrolled("doctor")[1]["checks"]["clock"].startswith("Часы этого компьютера спешат на 14 мин.")
    code, told = enrolled(*opening)
    assert (code, told["refused"], "--date" in told["todo"]) == (1, "BusinessDateUnconfirmedError", True)
    assert enrolled(*opening, "--date", "2026-11-22")[0] == 1
    assert enrolled(*opening, "--date", "вчера")[0] == 2
    assert enrolled(*opening, "--date", "2026-11-23")[1]["business_date"] == "2026-11-23"


def test_a_clock_that_is_a_day_off_opens_no_shift_until_it_is_set_and_heard(
    enrolled: Call, machine: DeskClock, centre: RunningCentre
) -> None:
    opening = ("shift", "open", "--clerk", "Соколова Е. В.", "--date", "2026-11-23")
    machine.forward(days=2)
    enrolled("sync")
    assert enrolled(*opening)[1]["refused"] == "ClockTooWrongError"
    machine.moment = centre.clock.moment
    enrolled("sync")
    assert enrolled(*opening)[0] == 0
    assert enrolled("doctor")[1]["checks"]["clock"] == ""


def test_status_says_a_wrong_clock_in_words(
    enrolled: Call, machine: DeskClock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.forward(minutes=-30)
    enrolled("sync")
    assert main(["--data-dir", str(tmp_path / "desk"), "status"]) == 0
    assert "Часы этого компьютера отстают на 30 мин. Ничего не потеряно" in capsys.readouterr().out


@pytest.fixture
def narrow(desk: Call, centre: RunningCentre) -> Call:
    """A desk of one house with an open shift."""
    desk("enrol", "--centre", centre.url, centre.invite(houses=("барнаул|гагарина|1",)))
    desk("sync")
    desk("shift", "open", "--clerk", "Соколова Е. В.")
    return desk


def test_the_centre_is_asked_about_an_account_elsewhere_and_a_payment_for_it_taken(
    narrow: Call, centre: RunningCentre
) -> None:
    assert narrow("search", "0203")[1]["rows"] == []
    found = narrow("search", "--ask-centre", "tko/0203")[1]
    assert (found["source"], found["saved"], found["rows"][0]["holder"]) == ("centre", False, "И*** П*** С***")
    pay = ("pay", "--account", "tko/0203", "--line", "tko=100", "--operation", "0192f000-0000-7000-8000-000000000009")
    assert narrow(*pay)[1]["refused"] == "AccountUnknownError"
    first = narrow(*pay, "--ask-centre")[1]
    assert narrow(*pay, "--ask-centre")[1] == first | {"repeated": True}
    assert narrow("sync")[1]["tasks"] == 0
    assert centre.rows("SELECT amount_kop FROM ledger_entry WHERE dim_account = 'tko/0203'") == [(-10_000,)]


def test_a_name_is_not_asked_about(narrow: Call) -> None:
    assert narrow("search", "--ask-centre", "Ыыыы")[1]["refused"] == "NoNumberAskedError"
