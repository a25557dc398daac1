"""A copy counts only once it was opened and checked; putting one back touches nothing unless it is good."""

import os
from pathlib import Path

import pytest

from desk_app.store.backup import (
    KEPT,
    BackupNameRefusedError,
    BackupNameTakenError,
    BackupUnusableError,
    FileBackups,
)
from desk_app.store.database import Database
from desk_app.store.restore import put_back
from tests.helpers.centre import NOON
from tests.helpers.small_desk import SECRETS, SmallDesk, bare_desk, small_desk

KEY = SECRETS.file_key


@pytest.fixture
def backups(desk: SmallDesk) -> FileBackups:
    """Backups of a desk with an open shift and one payment."""
    desk.opens_shift()
    desk.takes(30_000)
    return FileBackups(desk.database, desk.folder / "backups")


def head(desk: SmallDesk) -> int:
    with desk.store.reading() as books:
        return books.journal.head().seq


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file())


def test_a_copy_opens_with_the_key_and_shows_nothing_without(desk: SmallDesk, backups: FileBackups) -> None:
    path = Path(backups.make("2026-11-16"))
    assert files(path.parent) == ["2026-11-16.db"]
    assert "Иванова".encode() not in path.read_bytes()
    assert b"SQLite format" not in path.read_bytes()
    copy = Database(path, KEY)
    assert copy.faults() == ()
    assert copy.holds("journal")
    copy.close()
    assert head(desk) == 2, "the desk works on"


def test_a_copy_is_never_overwritten(desk: SmallDesk, backups: FileBackups) -> None:
    first = Path(backups.make("today"))
    kept = first.read_bytes()
    desk.takes(1_000)
    with pytest.raises(BackupNameTakenError):
        backups.make("today")
    assert (files(first.parent), first.read_bytes()) == (["today.db"], kept)


@pytest.mark.parametrize(
    "name", ["../../evil", "/evil", "a/b", "a\\b", "C:evil", ".hidden", "..", "", "a b", "x\n", "я" * 101]
)
def test_a_name_cannot_lead_out_of_the_folder(backups: FileBackups, name: str) -> None:
    with pytest.raises(BackupNameRefusedError):
        backups.make(name)
    assert not backups.folder.exists()


@pytest.mark.parametrize("name", ["Ёлка-2026.11_16", "a", "1"])
def test_a_plain_name_in_either_alphabet_will_do(backups: FileBackups, name: str) -> None:
    assert Path(backups.make(name)).name == f"{name}.db"


def test_eleven_copies_are_kept_and_the_oldest_go(backups: FileBackups) -> None:
    for number in range(KEPT + 2):
        path = backups.make(f"{number:02}")
        os.utime(path, (number, number))
    backups.make("last")
    assert len(files(backups.folder)) == KEPT
    assert files(backups.folder)[0] == "03.db"


class Lying(Database):
    """A database whose copies come out damaged."""

    def copy_to(self, target: Path) -> None:
        """Write the copy and spoil it."""
        super().copy_to(target)
        raw = bytearray(target.read_bytes())
        raw[4096 + 99] ^= 1
        target.write_bytes(raw)


def test_a_damaged_copy_never_counts(desk: SmallDesk, backups: FileBackups) -> None:
    good = backups.make("good")
    lying = Lying(desk.database.path, KEY)
    with pytest.raises(BackupUnusableError):
        FileBackups(lying, backups.folder).make("spoiled")
    assert [name for name in files(backups.folder) if name.endswith(".db")] == ["good.db"]
    lying.close()
    copy = Database(Path(good), KEY)
    assert copy.faults() == ()
    copy.close()


# --- putting one back ----------------------------------------------------------------------------------------------


def test_a_copy_put_back_takes_the_files_place_and_the_newer_one_lies_aside(
    desk: SmallDesk, backups: FileBackups
) -> None:
    copy = Path(backups.make("monday"))
    desk.takes(20_000)
    desk.database.close()
    aside = put_back(copy, desk.database.path, KEY, NOON).aside
    with bare_desk(desk.folder) as older:
        assert head(older) == 3, "what was done since comes along"
    aside_database = Database(aside, KEY)
    assert aside_database.holds("journal")
    aside_database.close()
    assert put_back(copy, desk.database.path, KEY, NOON).aside != aside, "nothing that lies aside is overwritten"
    assert files(desk.folder).count("desk.db.part") == 0


def unusable(folder: Path) -> dict[str, Path]:
    """Make one of each: a copy of another desk, a damaged one, an empty one, a text, and none."""
    made = {name: folder / f"{name}.db" for name in ("foreign", "damaged", "empty", "text", "absent", "torn")}
    for name, key in (("foreign", b"x" * 32), ("empty", KEY)):
        Database(made[name], key).close()
    with small_desk(folder / "other") as other:
        other.database.copy_to(made["damaged"])
        other.database.copy_to(made["torn"])
    raw = bytearray(made["damaged"].read_bytes())
    raw[5 * 4096 + 7] ^= 1
    made["damaged"].write_bytes(raw)
    made["torn"].write_bytes(made["torn"].read_bytes()[: 3 * 4096])
    made["text"].write_text("это не копия", "utf-8")
    return made


@pytest.mark.parametrize("name", ["foreign", "damaged", "empty", "text", "absent", "torn"])
def test_an_unusable_copy_changes_nothing(desk: SmallDesk, tmp_path: Path, name: str) -> None:
    desk.opens_shift()
    desk.database.close()
    copy = unusable(tmp_path)[name]
    before, raw = files(desk.folder), desk.database.path.read_bytes()
    with pytest.raises(BackupUnusableError):
        put_back(copy, desk.database.path, KEY, NOON)
    assert [one for one in files(desk.folder) if ".part" not in one] == before
    assert desk.database.path.read_bytes() == raw
    assert copy.exists() == (name != "absent")


def test_a_copy_can_be_put_where_no_file_is_left(desk: SmallDesk, backups: FileBackups) -> None:
    copy = Path(backups.make("monday"))
    desk.database.close()
    for path in desk.folder.glob("desk.db*"):
        path.unlink()
    put_back(copy, desk.database.path, KEY, NOON)
    with bare_desk(desk.folder) as older:
        assert head(older) == 2
