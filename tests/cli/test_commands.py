"""The desk's commands, called as a script calls them: exit code, one JSON object, files on disk."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete

from desk_app.protocol.frames import decode
from desk_app.settlement.register import Register
from desk_app.settlement.tables import enrolment
from desk_app.start import main
from tests.cli.calls import Call, spoil
from tests.helpers.centre import RunningCentre

OPERATION = "0192f000-0000-7000-8000-000000000001"


COMMANDS = (
    "status", "sync", "audit", "backup", "doctor", "recovery-code", "recover ABCDE", "restore {here}/copy.db",
    "search Гагарина", "shift open --clerk Соколова", "pay --account tko/0101", "receipt tko/0101 --out {here}/r.pdf",
    "register --account tko/0101 --phone 89037672024 --document Паспорт --consent",
)  # fmt: skip


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words.split()[0])
def test_no_command_but_enrol_makes_a_workplace_of_a_mistyped_folder(desk: Call, tmp_path: Path, words: str) -> None:
    code, told = desk(*words.format(here=tmp_path).split())
    assert (code, told["done"], told["refused"]) == (1, False, "WorkplaceAbsentError")
    assert f"нет рабочего места: {tmp_path / 'desk'}" in told["what"]
    assert not (tmp_path / "desk").exists()


@pytest.fixture
def spoiled(tmp_path: Path) -> Callable[[str], Path]:
    """Make a folder that cannot be a workplace, in one of several ways."""

    def spoil(how: str) -> Path:
        folder = tmp_path / "spoiled"
        if how == "file":
            folder.write_text("not a folder")
        else:
            folder.mkdir()
            (folder / "settings.toml").write_text("centre_url = [" if how == "broken" else 'colour = "red"')
        return folder

    return spoil


@pytest.mark.parametrize("command", ["enrol --centre https://centre.invalid ABCD", "status", "restore copy.db"])
@pytest.mark.parametrize("how", ["file", "broken", "unknown"])
def test_a_folder_that_cannot_be_used_is_refused_in_words(
    spoiled: Callable[[str], Path], capsys: pytest.CaptureFixture[str], how: str, command: str
) -> None:
    assert main(["--data-dir", str(spoiled(how)), "--json", *command.split()]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    assert (told["done"], bool(told["what"]), bool(told["todo"])) == (False, True, True)


def test_a_file_that_is_no_database_is_refused_in_words(enrolled: Call, tmp_path: Path) -> None:
    (tmp_path / "desk" / "desk.db").write_bytes(b"not a database" * 500)
    for log in (tmp_path / "desk").glob("desk.db-*"):
        log.unlink()
    code, told = enrolled("status")
    assert (code, told["done"]) == (1, False)
    assert told["what"]


def test_a_desk_that_waits_for_the_operator_says_so_and_comes_in_with_the_next_exchange(
    desk: Call, centre: RunningCentre
) -> None:
    asked = desk("enrol", "--centre", centre.url, centre.invite(trust=False))[1]
    assert asked["state"] == "pending"
    code, told = desk("sync")
    assert (code, told["done"], told["refused"]) == (1, False, "ConfirmationAwaitedError")
    assert asked["fingerprint"] in told["what"]
    status = desk("status")[1]
    assert (status["enrolment"], status["fingerprint"]) == ("pending", asked["fingerprint"])
    assert asked["fingerprint"] in desk("doctor")[1]["checks"]["centre"]
    centre.confirm()
    assert desk("sync")[1]["changed"] > 0
    status = desk("status")[1]
    assert (status["enrolment"], status["fingerprint"], bool(status["desk"])) == ("granted", None, True)


def test_status_says_in_russian_what_a_waiting_desk_waits_for(
    desk: Call, centre: RunningCentre, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = desk("enrol", "--centre", centre.url, centre.invite(trust=False))[1]
    assert main(["--data-dir", str(tmp_path / "desk"), "status"]) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith(
        f"Рабочее место ждёт подтверждения оператора центра. Отпечаток ключа: {asked['fingerprint']}"
    )


def test_a_desk_waits_for_its_confirmation_however_many_days(desk: Call, centre: RunningCentre) -> None:
    assert desk("enrol", "--centre", centre.url, centre.invite(trust=False))[1]["state"] == "pending"
    centre.clock.forward(days=2)
    assert desk("sync")[1]["refused"] == "ConfirmationAwaitedError"
    assert desk("status")[1]["enrolment"] != "none"
    centre.confirm()
    centre.clock.forward(days=-2)  # this desk's own clock has not moved
    assert desk("sync")[0] == 0


def test_an_invitation_that_was_withdrawn_ends_the_waiting(desk: Call, centre: RunningCentre) -> None:
    assert desk("enrol", "--centre", centre.url, centre.invite(trust=False))[1]["state"] == "pending"
    with centre.database.write() as connection:
        connection.execute(delete(enrolment))
    assert desk("sync")[1]["refused"] == "CentreRefusedError"
    assert desk("status")[1]["enrolment"] == "none"
    assert desk("sync")[1]["refused"] == "NotEnrolledError"
    assert desk("enrol", "--centre", centre.url, centre.invite())[1]["state"] == "granted"


def test_a_wrong_code_typed_while_another_waits_does_not_end_the_waiting(desk: Call, centre: RunningCentre) -> None:
    assert desk("enrol", "--centre", centre.url, centre.invite(trust=False))[1]["state"] == "pending"
    assert desk("enrol", "--centre", centre.url, "ZZZZ-9999")[0] == 1
    centre.confirm()
    assert desk("sync")[0] == 0


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
    first = enrolled("pay", "--account", "tko/0101", "--line", "tko=100", "--operation", OPERATION)
    again = enrolled("pay", "--account", "tko/0101", "--line", "tko=100", "--operation", OPERATION)
    assert (first[1]["repeated"], again[1]["repeated"]) == (False, True)
    assert first[1] | {"repeated": True} == again[1]
    assert enrolled("status")[1]["kopecks_taken"] == 10_000


def test_a_whole_debt_paid_twice_under_one_id_is_one_payment(enrolled: Call) -> None:
    enrolled("shift", "open", "--clerk", "Соколова")
    pay = ("pay", "--account", "tko/0101", "--operation", OPERATION)
    assert enrolled(*pay)[1] | {"repeated": True} == enrolled(*pay)[1]
    whole = ("--line", "tko=500", "--line", "heat=500")
    assert enrolled(*pay, *whole)[1]["repeated"] is True
    for other in ([*whole, "--received", "2000"], ["--line", "tko=500"], ["--line", "tko=1000"]):
        assert enrolled(*pay, *other)[1]["refused"] == "OperationDiffersError"
    assert enrolled("pay", "--account", "tko/0102", "--operation", OPERATION)[0] == 1
    assert enrolled("status")[1]["kopecks_taken"] == 100_000


def test_an_id_that_is_taken_never_gives_another_residents_paper(enrolled: Call, tmp_path: Path) -> None:
    receipt = ("--out", str(tmp_path / "receipt.pdf"), "--clerk", "Соколова", "--operation", OPERATION)
    assert enrolled("receipt", "tko/0101", *receipt)[0] == 0
    (tmp_path / "receipt.pdf").unlink()
    code, told = enrolled("receipt", "tko/0102", *receipt)
    assert (code, told["refused"]) == (1, "OperationDiffersError")
    assert "с другим содержанием" in told["what"]
    assert not (tmp_path / "receipt.pdf").exists()
    assert enrolled("receipt", "tko/0101", *receipt)[1]["repeated"] is True


def test_the_same_registration_twice_is_one_card(enrolled: Call) -> None:
    words = ("register", "--account", "tko/0102", "--phone", "89037672024", "--document", "Паспорт РФ", "--consent",
             "--clerk", "Соколова", "--operation", OPERATION)  # fmt: skip
    first, again = enrolled(*words)[1], enrolled(*words)[1]
    assert first | {"repeated": True} == again
    assert enrolled(*words, "--name", "Петров Пётр")[1]["refused"] == "OperationDiffersError"


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


def test_a_copy_stays_in_its_folder_and_is_never_overwritten(enrolled: Call, tmp_path: Path) -> None:
    assert enrolled("backup", "--name", "../../evil")[1]["refused"] == "BackupNameRefusedError"
    assert not list(tmp_path.rglob("evil*"))
    assert enrolled("backup", "--name", "понедельник")[0] == 0
    assert enrolled("backup", "--name", "понедельник")[1]["refused"] == "BackupNameTakenError"
    assert [enrolled("backup")[0] for _ in range(3)] == [0, 0, 0]


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


def test_a_service_that_the_address_does_not_have_is_refused_with_those_it_has(enrolled: Call) -> None:
    enrolled("shift", "open", "--clerk", "Соколова")
    code, told = enrolled("pay", "--account", "tko/0101", "--line", "gas=100")
    assert (code, told["refused"]) == (1, "ServiceNotOfferedError")
    assert "tko" in told["what"] + told["todo"]


def test_a_closed_account_is_shown_as_closed_and_nothing_is_asked_for_it(enrolled: Call, centre: RunningCentre) -> None:
    with centre.database.write() as connection:
        register = Register(connection)
        register.close_accounts(["tko/0101", "heat/0101"])
        register.finish()
    enrolled("sync")
    enrolled("shift", "open", "--clerk", "Соколова")
    assert {row["closed"] for row in enrolled("search", "0101")[1]["rows"]} == {True}
    assert enrolled("pay", "--account", "tko/0101")[1]["refused"] == "NothingOfferedError"
    assert enrolled("pay", "--account", "tko/0101", "--line", "tko=100")[1]["refused"] == "NothingOfferedError"
    form = ("register", "--account", "tko/0101", "--phone", "89037672024", "--consent", "--document", "Паспорт РФ")
    code, told = enrolled(*form)
    assert (code, told["refused"]) == (1, "NothingOfferedError")
    assert "закрыт" in told["what"]


def test_the_command_connects_the_services_that_the_window_would_with_their_late_fees(
    enrolled: Call, centre: RunningCentre
) -> None:
    enrolled("shift", "open", "--clerk", "Соколова")
    form = ("register", "--account", "tko/0101", "--phone", "89037672024", "--consent", "--document", "Паспорт РФ")
    assert enrolled(*form)[0] == 0
    enrolled("sync")
    ((raw,),) = centre.rows("SELECT raw FROM op_inbox WHERE kind = 'resident.register'")
    assert {"tko", "tko-peni"} <= set(json.loads(decode(raw).body)["services"])


def test_a_command_whose_output_nobody_takes_still_ends_with_its_code(
    enrolled: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert enrolled("status")[0] == 0
    monkeypatch.setattr("sys.stdout", None)
    assert main(["--data-dir", str(tmp_path / "desk"), "status"]) == 0


def test_a_second_payment_that_is_meant_leaves_nothing_to_settle(enrolled: Call) -> None:
    enrolled("shift", "open", "--clerk", "Соколова")
    same = ("pay", "--account", "tko/0101", "--line", "tko=100")
    assert enrolled(*same)[0] == 0
    assert enrolled(*same)[1]["refused"] == "PossibleDuplicateError"
    assert enrolled(*same, "--another-one")[0] == 0
    enrolled("sync")
    status = enrolled("status")[1]
    assert (status["tasks"], status["kopecks_taken"], status["kopecks_in_ledger"]) == (0, 20_000, 20_000)


def test_search_tells_of_when_its_answers_are_and_how_many_accounts_there_are(enrolled: Call) -> None:
    told = enrolled("search", "Гагарина")[1]
    assert told["accounts"] == enrolled("status")[1]["accounts"] > 0
    assert told["synced_at"].startswith("20")


def test_registering_without_the_residents_signature_names_the_option(enrolled: Call) -> None:
    signed = (
        "register", "--account", "tko/0102", "--phone", "89037672024", "--document", "Паспорт РФ",
        "--clerk", "Соколова", "--consent",
    )  # fmt: skip
    code, told = enrolled(*signed[:-1])
    assert (code, "--consent" in str(told)) == (1, True)
    assert enrolled(*signed)[0] == 0


def test_the_doctor_only_looks(enrolled: Call, centre: RunningCentre) -> None:
    enrolled("shift", "open", "--clerk", "Соколова")
    before = enrolled("status")[1]
    heard = centre.rows("SELECT count(*) FROM op_inbox")
    assert enrolled("doctor")[1]["checks"]["centre"] == ""
    assert enrolled("status")[1] == before
    assert (before["operations_pending"], centre.rows("SELECT count(*) FROM op_inbox")) == (1, heard)
