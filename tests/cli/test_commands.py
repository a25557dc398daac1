"""The desk's commands, called as a script calls them: exit code, one JSON object, files on disk."""

from pathlib import Path

import pytest

from desk_app.start import main
from tests.cli.calls import Call, spoil
from tests.helpers.centre import RunningCentre


def test_a_desk_that_is_not_enrolled_refuses_with_a_reason_in_russian(desk: Call) -> None:
    code, told = desk("sync")
    assert (code, told["done"], told["refused"]) == (1, False, "NotEnrolledError")
    assert "подключ" in told["what"] + told["todo"]


def test_a_day_from_the_command_line_ends_with_agreeing_books(
    enrolled: Call, centre: RunningCentre, tmp_path: Path
) -> None:
    code, found = enrolled("search", "барнаул", "гагарина", "1", "2")
    assert (code, len(found["rows"]), found["rows"][0]["more"]) == (0, 1, 1)
    assert enrolled("shift", "open", "--clerk", "Соколова Е. В.", "--cash", "1000")[0] == 0
    code, paid = enrolled("pay", "--account", "tko/0102", "--received", "2000", "--slip", str(tmp_path / "slip.pdf"))
    assert (code, paid["total_kopecks"], paid["change_kopecks"]) == (0, 100_000, 100_000)
    assert (tmp_path / "slip.pdf").read_bytes().startswith(b"%PDF")
    code, registered = enrolled(
        "register", "--account", "tko/0102", "--phone", "8 903 767 -20-24",
        "--document", "Паспорт РФ", "--consent", "--memo", str(tmp_path / "memo.pdf"),
    )  # fmt: skip
    assert (code, len(registered["card"])) == (0, 16)
    assert enrolled("receipt", "tko/0102", "heat/0102", "--out", str(tmp_path / "receipts.pdf"))[1]["pages"] == 1
    assert enrolled("sync")[1]["tasks"] == 0
    code, status = enrolled("status")
    assert status["operations_made"] == status["operations_acknowledged"] == 4
    assert status["kopecks_taken"] == status["kopecks_in_ledger"] == 100_000
    assert (status["residents_registered"], status["receipts_made"], status["pages"]) == (1, 2, 1)
    assert enrolled("audit")[0] == 0
    assert centre.rows("SELECT sum(amount_kop) FROM ledger_entry WHERE amount_kop > 0") == [(100_000,)]


def test_the_same_operation_id_twice_is_one_payment(enrolled: Call) -> None:
    enrolled("shift", "open", "--clerk", "Соколова")
    operation = "0192f000-0000-7000-8000-000000000001"
    first = enrolled("pay", "--account", "tko/0101", "--line", "tko=100", "--operation", operation)
    again = enrolled("pay", "--account", "tko/0101", "--line", "tko=100", "--operation", operation)
    assert first == again
    assert enrolled("status")[1]["kopecks_taken"] == 10_000


def test_paying_without_an_open_shift_is_refused_and_nothing_is_written(enrolled: Call) -> None:
    code, told = enrolled("pay", "--account", "tko/0101")
    assert (code, told["refused"]) == (1, "ShiftNotOpenError")
    assert enrolled("status")[1]["operations_made"] == 0


def test_a_backup_restored_over_a_damaged_file_gets_back_what_was_done_after_it(
    enrolled: Call, centre: RunningCentre, tmp_path: Path
) -> None:
    enrolled("shift", "open", "--clerk", "Соколова")
    copy = enrolled("backup")[1]["file"]
    enrolled("pay", "--account", "tko/0101")
    enrolled("sync")
    spoil(tmp_path / "desk" / "desk.db")
    assert enrolled("restore", copy)[0] == 0
    assert enrolled("status")[1]["kopecks_taken"] == 0
    assert enrolled("sync")[0] == 0
    assert enrolled("status")[1]["kopecks_taken"] == 100_000
    assert enrolled("audit")[0] == 0
    assert centre.rows("SELECT count(*) FROM ledger_tx WHERE kind = 'payment.cash'") == [(1,)]


def test_a_file_that_is_no_copy_changes_nothing(enrolled: Call, tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_bytes(b"not a database" * 500)
    assert enrolled("restore", str(tmp_path / "letter.db"))[0] == 1
    assert enrolled("audit")[0] == 0


def test_the_recovery_code_opens_a_desk_whose_key_is_gone(enrolled: Call, tmp_path: Path) -> None:
    code = enrolled("recovery-code")[1]["code"]
    (tmp_path / "desk" / "desk.key").unlink()
    assert enrolled("status")[1]["refused"] == "SecretsLockedError"
    assert enrolled("recover", code)[0] == 0
    assert enrolled("status")[0] == 0


@pytest.mark.parametrize(
    "words", [["nonsense"], ["register"], ["restore"], ["pay", "--received", "5"]], ids=lambda words: words[0]
)
def test_a_wrong_call_ends_with_2(words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--data-dir", str(tmp_path), *words])
    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_a_service_that_the_address_does_not_have_is_a_wrong_call(enrolled: Call) -> None:
    enrolled("shift", "open", "--clerk", "Соколова")
    assert enrolled("pay", "--account", "tko/0101", "--line", "gas=100")[0] == 2


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    told = capsys.readouterr().out
    for name in ("search", "register", "pay", "receipt", "sync", "status", "audit", "backup", "restore", "doctor"):
        assert name in told
