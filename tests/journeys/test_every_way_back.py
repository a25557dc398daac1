"""Every row of the hello table with the real programs: what the clerk reads, and where each kopeck lies at the end.

A service over loopback, the operator's own commands, desks called by their door,
and the window over the same folders. Another folder is another computer.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.helpers.real_programs import CentrePrograms, DeskProgram, Windows, centre_programs, prepared_centre

DEAD = "http://127.0.0.1:9"
NEW_FEED = (
    "UPDATE centre SET log_id = lower(hex(randomblob(16)))",
    "DELETE FROM snapshot_chunk",
    "DELETE FROM snapshot",
)
"""What the deployment page tells the operator to do with a database that was put back."""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prepared") / "centre"
    prepared_centre(folder)
    return folder


@pytest.fixture
def centre(tmp_path: Path, prepared: Path) -> Iterator[CentrePrograms]:
    """A centre whose books are audited at the end, whatever has happened."""
    with centre_programs(Path(shutil.copytree(prepared, tmp_path / "centre"))) as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path, centre: CentrePrograms) -> DeskProgram:
    """A workplace with an open shift and 100 roubles that the centre has."""
    made = DeskProgram(tmp_path / "desk")
    made.connects(centre, centre.invites())
    made("shift", "open", "--clerk", "Соколова")
    made.pays(100)
    made("sync")
    return made


@pytest.fixture
def windows(qtbot: QtBot, qapp: QApplication) -> Windows:
    return Windows(qtbot, qapp)


def agree(centre: CentrePrograms, desk: DeskProgram, *roubles: int) -> None:
    """See that both sides have exactly these payments, nothing waits, and the desk's books hold."""
    status = desk("status")
    assert centre.ledger() == [sum_ * 100 for sum_ in sorted(roubles)]
    assert (status["kopecks_taken"], status["operations_pending"]) == (sum(roubles) * 100, 0)
    assert desk.faults() == []


def closes_matched(centre: CentrePrograms, desk: DeskProgram, roubles: int) -> None:
    """Close the shift with the drawer counted: the centre finds no difference."""
    desk("shift", "close", "--cash", str(roubles))
    assert desk("sync")["tasks"] == 0
    assert ("matched",) in centre.rows("SELECT state FROM shift")


def forked(desk: DeskProgram) -> None:
    """Lose 200 roubles that the centre has, and take 300 on the older file without asking the centre."""
    copy = desk.copies("morning")
    desk.pays(200)
    desk("sync")
    desk.loses_its_file()
    desk("restore", copy)
    settings = desk.folder / "settings.toml"
    reached = settings.read_text("utf-8")
    settings.write_text(reached.replace(reached.split('"')[1], DEAD), "utf-8")
    assert desk("sync", "--offline-anyway")["offline"]
    desk.pays(300)
    settings.write_text(reached, "utf-8")


# --- heads agree, or one side is ahead -----------------------------------------------------------------------------


def test_where_both_heads_agree_nothing_is_said_and_nothing_moves(
    centre: CentrePrograms, desk: DeskProgram, windows: Windows
) -> None:
    told = desk("sync")
    assert (told["pushed"], told["returned"], told["sent_again"], told["mended"]) == (0, 0, 0, "")
    with windows.over(desk) as window:
        window.works()
        window.is_quiet()
    agree(centre, desk, 100)


def test_a_desk_that_is_ahead_works_without_the_link_and_sends_it_all_later(
    centre: CentrePrograms, desk: DeskProgram, windows: Windows
) -> None:
    centre.service.stop()
    desk.pays(200)
    with windows.over(desk) as window:
        window.works()
        band = window.says("Работаем без связи.")
        assert "Оплата и регистрация сохраняются на этом компьютере и уйдут в центр сами." in band
        centre.service.start()
        window.sends()
        window.is_quiet()
    agree(centre, desk, 100, 200)


def test_a_centre_that_was_set_back_is_given_again_what_it_had_acknowledged(
    centre: CentrePrograms, desk: DeskProgram, windows: Windows
) -> None:
    file = centre.files.folder / "centre.db"
    centre.service.stop()
    kept = shutil.copy(file, file.with_name("nightly.db"))
    centre.service.start()
    owed = desk.owed()
    desk.pays(200)
    desk("sync")
    desk.pays(300)
    centre.service.stop()
    for log in ("-wal", "-shm"):
        file.with_name(file.name + log).unlink(missing_ok=True)
    shutil.copy(kept, file)
    assert centre.ledger() == [10_000], "the centre does not know that anything is missing"
    for statement in NEW_FEED:
        centre.rows(statement)
    centre.service.start()
    with windows.over(desk) as window:
        window.works()
        window.toasts("Центр терял принятое и получил его снова, операций: 1.")
        window.is_quiet()
    desk("sync")
    agree(centre, desk, 100, 200, 300)
    assert desk.owed() == owed - 50_000
    closes_matched(centre, desk, 600)


# --- rewound -------------------------------------------------------------------------------------------------------


def test_a_restored_copy_takes_nothing_new_until_the_centre_has_given_back_what_it_lacks(
    centre: CentrePrograms, desk: DeskProgram, windows: Windows
) -> None:
    copy = desk.copies("morning")
    desk.pays(200)
    desk.pays(300)
    desk("sync")
    desk.loses_its_file()
    desk("restore", copy)
    said = desk.refused("pay", "--account", "tko/00-000007", "--line", "5258=1")
    assert "сначала центр должен вернуть то, что было после неё" in said
    assert "Выполните обмен: desk-app sync." in said
    centre.service.stop()
    with windows.over(desk) as window:
        window.works()
        band = window.says("База возвращена из копии, центр её ещё не проверил.")
        assert "Всё, что в ней есть, на месте." in band
        assert "Новое не записывается, пока центр не вернёт сделанное после копии." in band
        centre.service.start()
        window.sends()
        window.toasts("Из центра вернулось операций: 2.")
        window.is_quiet()
    desk.pays(400)
    desk("sync")
    agree(centre, desk, 100, 200, 300, 400)
    closes_matched(centre, desk, 1000)


# --- forked --------------------------------------------------------------------------------------------------------


def test_a_restored_copy_that_worked_on_is_stopped_in_words_and_the_operator_lets_it_go_on(
    centre: CentrePrograms, desk: DeskProgram, windows: Windows
) -> None:
    forked(desk)
    said = desk.refused("sync")
    assert said.startswith("Центр видит две истории этого рабочего места")
    assert "деньги не потеряны" in said
    assert "Позвоните оператору центра" in said
    with windows.over(desk) as window:
        window.works()
        band = window.says("Центр видит две истории этого рабочего места")
        assert "Открытую смену можно закончить." in band
        assert "Позвоните оператору центра; когда он разрешит продолжить, повторите обмен." in band
        assert centre.operator("grant-epoch", "1") == {"epoch": 2, "applied": 0}
        window.sends()
        window.toasts("Оператор центра разрешил продолжить работу. Из центра вернулось операций: 1.")
        window.is_quiet()
    desk("sync")
    agree(centre, desk, 100, 200, 300)
    closes_matched(centre, desk, 600)


def test_a_stopped_desk_finishes_its_shift_and_opens_no_other(centre: CentrePrograms, desk: DeskProgram) -> None:
    forked(desk)
    desk.refused("sync")
    desk.pays(400)
    desk("shift", "close", "--cash", "800")
    said = desk.refused("shift", "open", "--clerk", "Соколова")
    assert said.startswith("Центр видит две истории этого рабочего места")
    centre.operator("grant-epoch", "1")
    desk("sync")
    desk("shift", "open", "--clerk", "Соколова")
    desk("sync")
    agree(centre, desk, 100, 200, 300, 400)


# --- cloned --------------------------------------------------------------------------------------------------------


def test_two_computers_that_take_turns_are_both_stopped_and_all_their_money_arrives(
    centre: CentrePrograms, desk: DeskProgram, tmp_path: Path
) -> None:
    twin = desk.moves_to(tmp_path / "twin")
    desk.pays(200)
    twin.pays(300)
    desk("sync")
    assert "две истории" in twin.refused("sync")
    desk.pays(400)
    assert "две истории" in desk.refused("sync"), "the centre cannot know which of the two is the true one"
    assert centre.ledger() == [10_000, 20_000]
    centre.operator("grant-epoch", "1")
    assert desk("sync")["mended"] == "Оператор центра разрешил продолжить работу."
    told = twin("sync")
    assert told["mended"].startswith("Оператор центра разрешил продолжить работу.")
    shutil.rmtree(twin.folder)  # only one of them goes on
    assert desk("sync")["mended"] == "Из центра вернулось операций: 1."
    agree(centre, desk, 100, 200, 300, 400)
    closes_matched(centre, desk, 1000)


def test_a_copy_opened_on_another_computer_is_seen_before_any_money_differs(
    centre: CentrePrograms, desk: DeskProgram, windows: Windows, tmp_path: Path
) -> None:
    code = desk("recovery-code")["code"]
    twin = desk.moves_to(tmp_path / "twin", without=("desk.key",))
    with windows.over(twin) as window:
        assert "Ключ базы на этом компьютере не открывается." in window.refuses()
    assert "неотправленное не потеряно" in twin.refused("status")
    twin("recover", code)
    twin("sync")
    with windows.over(desk) as window:
        window.works()
        band = window.says("Центр видит вторую копию этого рабочего места.")
        assert "Открытую смену можно закончить, новая подождёт." in band
        assert "на другом закройте программу" in band
    for each in (desk, twin):
        each("sync")
    desk.pays(200)
    desk("shift", "close", "--cash", "300")
    assert "Центр видит вторую копию" in desk.refused("shift", "open", "--clerk", "Соколова")
    shutil.rmtree(twin.folder)
    centre.rows("UPDATE desk_install SET seen_at = '2020-01-01T00:00:00.000Z'")  # a quarter of an hour later
    desk("sync")
    desk("shift", "open", "--clerk", "Соколова")
    desk("sync")
    agree(centre, desk, 100, 200)


# --- the file, the keys or the computer are gone -------------------------------------------------------------------


def test_a_deleted_file_is_not_taken_for_a_new_workplace_and_a_copy_brings_it_back(
    centre: CentrePrograms, desk: DeskProgram, windows: Windows
) -> None:
    copy = desk.copies("morning")
    desk.pays(200)
    desk("sync")
    for file in desk.folder.glob("*.db*"):
        file.unlink()
    with windows.over(desk) as window:
        said = window.refuses()
    assert said.startswith(
        "Файла базы нет или он пуст, хотя на этом рабочем месте уже работали. Принятое центром не потеряно."
    )
    assert "Не подключайте рабочее место заново" in said
    assert not (desk.folder / "desk.db").exists()
    desk("restore", copy)
    assert desk("sync")["mended"] == "Из центра вернулось операций: 1."
    agree(centre, desk, 100, 200)
    closes_matched(centre, desk, 300)


def test_an_emptied_vault_is_opened_by_the_code_from_the_safe(centre: CentrePrograms, desk: DeskProgram) -> None:
    code = desk("recovery-code")["code"]
    desk.pays(200)
    (desk.folder / "desk.key").unlink()
    said = desk.refused("sync")
    assert "Не переустанавливайте программу. Позовите администратора: нужен код восстановления из сейфа." in said
    desk("recover", code)
    desk("sync")
    agree(centre, desk, 100, 200)


def test_a_computer_that_died_is_replaced_and_what_never_left_it_comes_from_paper(
    centre: CentrePrograms, desk: DeskProgram, windows: Windows, tmp_path: Path
) -> None:
    desk.pays(200)
    shutil.rmtree(desk.folder)
    new = DeskProgram(tmp_path / "new computer")
    with windows.over(new) as window:
        window.asks_to_connect()
    code = centre.invites("Окно 1, новый компьютер", trust=False)
    shown = new("enrol", "--centre", centre.service.url, code)["fingerprint"]
    assert "Сверьте отпечаток по телефону" in new.refused("sync")
    assert centre.operator("confirm-desk", "2", "--fingerprint", shown)["confirmed"]
    centre.operator("revoke-desk", "1")
    new("sync")
    owed = new.owed()
    new("shift", "open", "--clerk", "Соколова")
    assert new.pays(200).startswith("2-1-"), "another desk: no number of the dead one is given again"
    new("sync")
    assert new.owed() == owed - 20_000
    assert centre.ledger() == [10_000, 20_000], "what had arrived stays, what is typed from paper comes once"
    assert (new("status")["kopecks_taken"], new.faults()) == (20_000, [])
    closes_matched(centre, new, 200)


def test_a_desk_that_the_operator_revoked_keeps_what_it_has_and_says_whom_to_call(
    centre: CentrePrograms, desk: DeskProgram, windows: Windows
) -> None:
    desk.pays(200)
    centre.operator("revoke-desk", "1")
    with windows.over(desk) as window:
        window.works()
        band = window.says("Оператор центра отключил это рабочее место.")
        assert "Всё введённое сохранено на этом компьютере, деньги не потеряны." in band
        assert "Позвоните оператору центра." in band
    status = desk("status")
    assert (status["kopecks_taken"], status["kopecks_pending"]) == (30_000, 20_000)
    assert desk.faults() == []
