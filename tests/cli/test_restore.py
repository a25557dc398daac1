"""Restoring a copy loses no money: what was unsent comes along, and the centre is asked before new work."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from desk_app.main import open_at
from desk_app.settlement import desks
from desk_app.settlement.held import reapply_held
from tests.cli.calls import Call, spoil
from tests.helpers.centre import RunningCentre

AUDIT_LEFT = "не отправлено и осталось в desk.before-restore-2.db: операций 1, 33,00 ₽"


@pytest.fixture
def working(enrolled: Call) -> Call:
    """A desk with an open shift that the centre knows of."""
    assert enrolled("shift", "open", "--clerk", "Соколова")[0] == 0
    assert enrolled("sync")[0] == 0
    return enrolled


def pay(desk: Call, roubles: int) -> str:
    code, told = desk("pay", "--account", "tko/0101", "--line", f"tko={roubles}", "--another-one")
    assert code == 0, told
    return str(told["number"])


def copied(desk: Call, name: str = "copy") -> str:
    return str(desk("backup", "--name", name)[1]["file"])


def ledger(centre: RunningCentre) -> list[int]:
    query = "SELECT amount_kop FROM ledger_entry WHERE amount_kop > 0 ORDER BY amount_kop"
    return [row[0] for row in centre.rows(query)]


def grants_epoch(centre: RunningCentre) -> None:
    with centre.database.write() as connection:
        desks.grant_epoch(connection, centre.centre, desks.desk_by_number(connection, 1))
        reapply_held(connection, centre.centre)


# --- what is unsent comes along ------------------------------------------------------------------------------------


def test_an_unsent_payment_is_carried_into_the_copy_and_its_number_is_not_used_again(
    working: Call, centre: RunningCentre
) -> None:
    copy = copied(working)
    first = pay(working, 33)
    code, told = working("restore", copy)
    assert (code, told["carried"], told["unsent_left"]) == (0, 1, 0)
    assert working("status")[1]["kopecks_pending"] == 3_300
    assert working("sync")[0] == 0
    assert pay(working, 44) != first
    assert working("sync")[0] == 0
    assert ledger(centre) == [3_300, 4_400]
    assert working("status")[1]["kopecks_in_ledger"] == 7_700
    assert working("status")[1]["unsent_aside"] == []
    assert working("audit")[0] == 0


def test_acknowledged_work_comes_along_with_its_proof(working: Call) -> None:
    copy = copied(working)
    pay(working, 33)
    working("sync")
    before = working("status")[1]
    working("restore", copy)
    after = working("status")[1]
    same = ("kopecks_taken", "operations_acknowledged", "chain_head", "tasks")
    assert {name: before[name] for name in same} == {name: after[name] for name in same}
    assert working("audit")[0] == 0


def test_a_newer_epoch_comes_along(working: Call, centre: RunningCentre) -> None:
    copy = copied(working)
    grants_epoch(centre)
    assert working("sync")[0] == 0
    pay(working, 33)
    assert working("restore", copy)[0] == 0
    assert working("status")[1]["chain_head"]["epoch"] == 2
    assert working("sync")[0] == 0
    assert (ledger(centre), working("audit")[0]) == ([3_300], 0)


def diverged(desk: Call, folder: Path) -> str:
    """Leave the desk with 33 roubles unsent on one chain; return a copy with 44 roubles on another."""
    base = copied(desk, "base")
    pay(desk, 44)
    other = copied(desk, "other")
    spoil(folder / "desk" / "desk.db")
    desk("restore", base)
    desk("sync")
    pay(desk, 33)
    return other


def test_what_cannot_be_carried_is_named_and_nothing_changes(working: Call, tmp_path: Path) -> None:
    copy = diverged(working, tmp_path)
    before = working("status")[1]
    code, told = working("restore", copy)
    assert (code, told["refused"]) == (1, "UnsentWouldBeLostError")
    assert "1 операция, 33,00 ₽" in told["what"]
    assert working("status")[1] == before
    assert not list((tmp_path / "desk").glob("*.part*"))


def test_what_a_forced_restore_leaves_behind_stays_on_record(working: Call, tmp_path: Path) -> None:
    copy = diverged(working, tmp_path)
    code, told = working("restore", copy, "--leave-unsent")
    assert (code, told["unsent_left"], told["unsent_left_kopecks"]) == (0, 1, 3_300)
    aside = {"file": "desk.before-restore-2.db", "operations": 1, "kopecks": 3_300}
    assert aside in working("status")[1]["unsent_aside"]
    assert working("sync")[0] == 0
    found = {one["name"]: one["fault"] for one in working("audit")[1]["findings"]}
    assert found["L2 left behind"] == AUDIT_LEFT
    assert "33,00 ₽" in working("doctor")[1]["checks"]["aside"]


def test_a_later_restore_does_not_take_the_record_away(working: Call, tmp_path: Path) -> None:
    copy = diverged(working, tmp_path)
    working("restore", copy, "--leave-unsent")
    working("restore", copy)
    found = {one["name"]: one["fault"] for one in working("audit")[1]["findings"]}
    assert found["L2 left behind"] == AUDIT_LEFT


def test_a_paper_that_was_printed_stays_printed(working: Call, tmp_path: Path) -> None:
    copy = copied(working)
    words = ("--line", "tko=33", "--slip", str(tmp_path / "slip.pdf"))
    paid = working("pay", "--account", "tko/0101", *words)[1]
    working("restore", copy)
    desk = open_at(tmp_path / "desk")
    try:
        assert desk.unprinted_payments() == ()
        again = desk.print_slip(paid["operation"], "")
        assert desk.papers.printed(again.print_id) == 2, "a reprint is a copy, not a second original"
    finally:
        desk.close()


def test_a_disk_that_refuses_is_not_taken_for_a_damaged_file(working: Call, tmp_path: Path) -> None:
    copy = copied(working)
    pay(working, 33)
    broken = tmp_path / "desk" / "desk.db-wal"
    broken.unlink(missing_ok=True)
    broken.mkdir()  # the log cannot be opened, the file itself is sound
    assert working("restore", copy)[1]["refused"] == "StoreBrokenError"
    broken.rmdir()
    assert working("status")[1]["kopecks_pending"] == 3_300


def test_a_former_file_that_cannot_be_read_stays_aside_and_is_named(working: Call, tmp_path: Path) -> None:
    copy = copied(working)
    spoil(tmp_path / "desk" / "desk.db")
    code, told = working("restore", copy)
    assert (code, told["former_file_read"]) == (0, False)
    assert Path(told["kept"]).read_bytes().startswith(b"not a database")
    assert working("status")[1]["unsent_aside"] == [
        {"file": "desk.before-restore-1.db", "operations": None, "kopecks": 0}
    ]


def test_an_emptied_file_is_not_taken_for_a_new_workplace_and_a_copy_brings_it_back(
    working: Call, centre: RunningCentre, tmp_path: Path
) -> None:
    copy = copied(working)
    pay(working, 33)
    assert working("sync")[0] == 0
    file = tmp_path / "desk" / "desk.db"
    file.write_bytes(b"")
    log = tmp_path / "desk" / "desk.db-wal"
    log.write_bytes(b"what a support engineer may still read")
    for words in (("status",), ("pay", "--account", "tko/0101"), ("sync",)):
        assert working(*words)[1]["refused"] == "DatabaseLostError"
    assert (file.stat().st_size, log.stat().st_size) == (0, 38)
    assert working("restore", copy)[0] == 0
    assert working("sync")[0] == 0
    assert (ledger(centre), working("status")[1]["kopecks_taken"]) == ([3_300], 3_300)


def test_a_damaged_file_is_not_called_safe_nor_worth_waiting_for(working: Call, tmp_path: Path) -> None:
    copy = copied(working)
    pay(working, 33)
    file = tmp_path / "desk" / "desk.db"
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2 // 4096 * 4096])
    code, told = working("status")
    assert (code, told["refused"], told["what"]) == (1, "StoreBrokenError", "База повреждена.")
    assert told["safe"] == "Принятое центром не потеряно."
    assert "desk-app restore" in told["todo"]
    assert working("restore", copy)[0] == 0


# --- the centre is asked before new work ---------------------------------------------------------------------------


def test_a_restored_desk_takes_nothing_new_until_it_has_exchanged(working: Call, tmp_path: Path) -> None:
    copy = copied(working)
    working("restore", copy)
    acts = (
        ("pay", "--account", "tko/0101"),
        ("shift", "close"),
        ("register", "--account", "tko/0102", "--phone", "89037672024", "--document", "Паспорт РФ", "--consent"),
        ("receipt", "tko/0102", "--out", str(tmp_path / "receipts.pdf")),
    )
    for act in acts:
        code, told = working(*act)
        assert (code, told["refused"]) == (1, "HelloNeededError"), act
    assert "обмен" in told["todo"]
    assert working("status")[1]["restored"] == "hello_needed"
    assert working("search", "гагарина", "1", "2")[0] == 0
    working("sync")
    assert working("status")[1]["restored"] == "judged"
    pay(working, 44)


def test_a_shift_is_not_opened_on_a_restored_file_either(enrolled: Call) -> None:
    enrolled("restore", copied(enrolled))
    assert enrolled("shift", "open", "--clerk", "Соколова")[1]["refused"] == "HelloNeededError"


def test_a_day_without_a_link_can_be_worked_after_a_choice(working: Call, centre: RunningCentre) -> None:
    working("restore", copied(working))
    centre.stop()
    assert working("sync")[1]["refused"] == "CentreUnreachableError"
    assert working("pay", "--account", "tko/0101")[0] == 1
    code, told = working("sync", "--offline-anyway")
    assert (code, told["offline"]) == (0, True)
    pay(working, 44)
    assert working("status")[1]["restored"] == "offline"


def test_where_nothing_was_restored_there_is_nothing_to_choose(working: Call, centre: RunningCentre) -> None:
    centre.stop()
    assert working("sync", "--offline-anyway")[1]["refused"] == "CentreUnreachableError"


# --- forked all the same -------------------------------------------------------------------------------------------


def test_a_fork_after_a_restore_ends_with_the_same_money_on_both_sides(
    working: Call, centre: RunningCentre, tmp_path: Path
) -> None:
    copy = copied(working)
    pay(working, 51)
    working("sync")
    spoil(tmp_path / "desk" / "desk.db")
    working("restore", copy)
    settings = tmp_path / "desk" / "settings.toml"
    reached = settings.read_text("utf-8")
    settings.write_text(reached.replace(centre.url, "http://127.0.0.1:9"), "utf-8")
    assert working("sync", "--offline-anyway")[1]["offline"]
    pay(working, 33)
    settings.write_text(reached, "utf-8")
    assert working("sync")[0] == 1
    grants_epoch(centre)
    assert [working("sync")[0] for _ in range(2)] == [0, 0]
    status = working("status")[1]
    assert (status["kopecks_taken"], status["kopecks_in_ledger"], ledger(centre)) == (8_400, 8_400, [3_300, 5_100])
    code, closed = working("shift", "close", "--cash", "84")
    assert (code, closed["taken_kopecks"]) == (0, 8_400)
    assert working("sync")[1]["tasks"] == 0
    assert centre.rows("SELECT state FROM shift") == [("matched",)]
    assert working("audit")[0] == 0


# --- one at a time -------------------------------------------------------------------------------------------------


def test_a_restore_waits_until_nobody_has_the_desk_open(working: Call, tmp_path: Path) -> None:
    copy = copied(working)
    window = open_at(tmp_path / "desk")
    try:
        code, told = working("restore", copy)
        assert (code, told["refused"]) == (1, "DeskOpenElsewhereError")
        assert "окно" in told["what"]
        assert working("search", "гагарина")[0] == 0
        assert working("status")[0] == 0
    finally:
        window.close()
    assert working("restore", copy)[0] == 0


def test_another_process_that_has_the_desk_open_is_seen_and_a_dead_one_is_not(working: Call, tmp_path: Path) -> None:
    copy = copied(working)
    program = (
        "import json, sys, pathlib; from desk_app.main import open_at; "
        "desk = open_at(pathlib.Path(sys.argv[1])); print(json.dumps(True), flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "desk")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert json.loads(other.stdout.readline())
        assert working("restore", copy)[1]["refused"] == "DeskOpenElsewhereError"
        other.kill()
        other.wait()
    assert working("restore", copy)[0] == 0
