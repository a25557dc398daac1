"""The mirror has a file and a writer of its own: nothing of it keeps the journal waiting, nothing of it is mourned."""

import os
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest

from desk_app.application.errors import CentreUnreachableError, MirrorBusyError
from desk_app.application.once import StoreBrokenError
from desk_app.domain.ids import AccountKey
from desk_app.store.mirror_files import RESERVE, MirrorFiles
from desk_app.store.sql import Sql
from tests.helpers.small_desk import FLAT, SmallDesk, account, bare_desk, small_desk, street, told
from tests.helpers.snapshots import as_file, bring, in_rows


def mirrors(folder: Path) -> list[Path]:
    return sorted(folder.glob("mirror-*.db"))


def held(desk: SmallDesk) -> int:
    with desk.store.reading() as books:
        return books.accounts.count()


def test_a_payment_is_taken_while_a_month_of_charges_comes_in(desk: SmallDesk) -> None:
    desk.opens_shift()
    with desk.store.mirroring() as mirror:
        mirror.apply([told(account(FLAT, 70_000), 2)], mirror.cursor(), "cursor-2", (0, 2))
        taken: list[object] = []
        clerk = Thread(target=lambda: taken.append(desk.takes(20_000)))
        clerk.start()
        clerk.join(20)
        assert len(taken) == 1, "the payment is durable while the feed's transaction is open"
        with desk.store.reading() as books:
            before = books.accounts.get(FLAT)
    with desk.store.reading() as books:
        after = books.accounts.get(FLAT)
    assert before is not None
    assert after is not None
    assert (before.due.kopecks, after.due.kopecks) == (30_000, 50_000)


def test_the_journals_connections_cannot_write_the_mirror(desk: SmallDesk) -> None:
    with pytest.raises(StoreBrokenError, match="read_only"), desk.store.writing() as books:
        books.sql.run("DELETE FROM account")
    assert held(desk) == 3


def test_whoever_reads_while_the_mirror_is_swapped_sees_one_mirror_to_the_end(desk: SmallDesk) -> None:
    reading, swapped = Event(), Event()
    seen: list[int] = []

    def look() -> None:
        with desk.store.reading() as books:
            seen.append(books.accounts.count())
            reading.set()
            swapped.wait(20)
            seen.append(books.accounts.count())

    reader = Thread(target=look)
    reader.start()
    reading.wait(20)
    bring(desk.store, in_rows(street()[:7]))
    swapped.set()
    reader.join(20)
    assert (seen, held(desk)) == ([3, 3], 0)


def test_the_mirror_that_was_swapped_in_is_there_after_a_restart(tmp_path: Path) -> None:
    with small_desk(tmp_path) as desk:
        bring(desk.store, as_file(street()[:8]))
        assert held(desk) == 1
    with bare_desk(tmp_path) as again:
        assert held(again) == 1


def test_a_second_program_of_the_desk_follows_to_the_new_mirror(desk: SmallDesk) -> None:
    with bare_desk(desk.folder, desk.clock, desk.ids) as other:
        bring(other.store, in_rows(street()[:8]))
        assert held(other) == 1
    with desk.store.mirroring() as mirror:
        assert mirror.cursor() == "cursor-s"
    assert held(desk) == 1


def test_two_programs_of_a_desk_never_receive_into_one_file(desk: SmallDesk) -> None:
    manifest, pieces = as_file(street()[:8])
    with bare_desk(desk.folder, desk.clock, desk.ids) as other:
        with closing(desk.store.intake(manifest)) as intake:
            intake.take(0, pieces[0])
            with pytest.raises(MirrorBusyError):
                other.store.intake(manifest)
        bring(other.store, (manifest, pieces))
        assert held(other) == 1


def test_a_program_that_has_yet_to_follow_goes_on_with_the_older_mirror(desk: SmallDesk) -> None:
    held(desk)
    older = desk.store.mirror_path
    with bare_desk(desk.folder, desk.clock, desk.ids) as other:
        bring(other.store, in_rows(street()[:8]))
        assert not older.exists()
        assert held(desk) == 3, "the connections that are open keep it"
        with desk.store.mirroring() as mirror:
            assert mirror.cursor() == "cursor-s"
        assert held(desk) == 1


def test_a_connection_that_is_made_anew_has_the_mirror_that_counts_now(desk: SmallDesk) -> None:
    with bare_desk(desk.folder, desk.clock, desk.ids) as other:
        bring(other.store, in_rows(street()[:8]))
        desk.database.reader.dispose()
        assert held(desk) == 1


def test_a_mirror_that_vanishes_under_a_running_program_costs_one_try(desk: SmallDesk) -> None:
    desk.store.mirror_path.unlink()
    desk.database.reader.dispose()
    with pytest.raises(StoreBrokenError):
        held(desk)
    assert held(desk) == 0
    desk.opens_shift()


def test_of_two_mirrors_one_is_gone_after_the_swap_and_a_cut_swap_leaves_nothing(desk: SmallDesk) -> None:
    bring(desk.store, in_rows(street()[:8]))
    assert mirrors(desk.folder) == [desk.store.mirror_path]
    (desk.folder / "mirror-0123456789ab.db").write_bytes(b"left by a power cut")
    (desk.folder / "next-old.file").write_bytes(b"begun last week")
    os.utime(desk.folder / "next-old.file", (0, 0))
    (desk.folder / "next-new.file").write_bytes(b"begun today")
    with bare_desk(desk.folder, desk.clock, desk.ids):
        assert mirrors(desk.folder) == [desk.store.mirror_path]
        assert [path.name for path in desk.folder.glob("next-*")] == ["next-new.file"]


def test_a_swap_that_the_journal_did_not_take_is_done_by_the_next_turn(
    desk: SmallDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = as_file(street()[:8])
    with monkeypatch.context() as failing:
        failing.setattr(MirrorFiles, "_point_to", refuse)
        with pytest.raises(StoreBrokenError):
            bring(desk.store, made)
    assert (held(desk), mirrors(desk.folder)) == (3, [desk.store.mirror_path])
    with closing(desk.store.intake(made[0])) as intake:
        assert intake.there() == len(made[1]), "not a byte is fetched again"
        intake.finish()
    assert held(desk) == 1


def refuse(*_: object) -> None:
    raise StoreBrokenError("disk_full")


def test_what_would_fill_the_disk_is_not_begun(tmp_path: Path) -> None:
    with small_desk(tmp_path, room=lambda _folder: RESERVE + 4096) as desk:
        with pytest.raises(StoreBrokenError, match="little_room"):
            bring(desk.store, as_file(street()))
        assert list(tmp_path.glob("next-*")) == []
        desk.opens_shift()
        desk.takes(20_000)


def test_a_disk_that_others_fill_while_it_comes_gets_back_what_the_journal_needs(tmp_path: Path) -> None:
    rooms = iter((1 << 30, RESERVE - 1, 1 << 30, 1 << 30))
    made = as_file(street())
    with small_desk(tmp_path, room=lambda _folder: next(rooms)) as desk:
        with closing(desk.store.intake(made[0])) as intake:
            intake.take(0, made[1][0])
        assert list(tmp_path.glob("next-*")) == [], "the journal's room comes first"
        bring(desk.store, made)
        assert held(desk) == 3


def test_a_mirror_that_is_out_of_reach_for_a_moment_is_not_thrown_away(tmp_path: Path) -> None:
    with small_desk(tmp_path) as desk:
        assert held(desk) == 3
    (path,) = mirrors(tmp_path)
    log = path.with_name(f"{path.name}-wal")
    log.mkdir()
    with pytest.raises(StoreBrokenError), bare_desk(tmp_path):
        pass
    log.rmdir()
    with bare_desk(tmp_path) as again:
        assert held(again) == 3


def test_a_file_that_another_program_holds_at_the_swap_is_taken_the_next_time(
    desk: SmallDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held_by_another(_path: Path, _target: Path) -> Path:
        raise PermissionError

    with monkeypatch.context() as windows:
        windows.setattr(Path, "replace", held_by_another)
        with pytest.raises(StoreBrokenError, match="disk_error"):
            bring(desk.store, as_file(street()[:8]))
    assert held(desk) == 3
    bring(desk.store, as_file(street()[:8]))
    assert held(desk) == 1


def test_a_file_that_lost_its_end_never_takes_the_mirrors_place(desk: SmallDesk) -> None:
    manifest, pieces = as_file(street()[:8])
    with closing(desk.store.intake(manifest)) as intake:
        for number, piece in enumerate(pieces[:-1]):
            intake.take(number, piece)
        with pytest.raises(CentreUnreachableError, match="damaged"):
            intake.finish()
    assert held(desk) == 3


@pytest.mark.parametrize("harm", ["gone", "torn", "foreign", "other format"])
def test_a_mirror_that_is_lost_begins_empty_and_nothing_else_is_touched(tmp_path: Path, harm: str) -> None:
    with small_desk(tmp_path) as desk:
        desk.opens_shift()
        desk.takes(20_000)
        if harm == "other format":
            with desk.store.mirroring() as mirror:
                mirror.sql.run("UPDATE feed SET format = 99")
    (path,) = mirrors(tmp_path)
    if harm == "gone":
        path.unlink()
    elif harm == "torn":
        path.write_bytes(path.read_bytes()[:100])
    elif harm == "foreign":
        path.write_bytes(b"\x00" * 8192)
    with bare_desk(tmp_path) as again:
        assert held(again) == 0
        assert len(again.pending()) == 2
        with again.store.mirroring() as mirror:
            assert mirror.cursor() == "", "the next exchange fetches everything"
        bring(again.store, as_file(street()))
        with again.store.reading() as books:
            due = books.accounts.get(AccountKey(FLAT))
        assert due is not None
        assert due.due.kopecks == 30_000, "what was taken here lies over it"


def test_a_journal_put_back_from_a_copy_finds_the_newer_mirror(tmp_path: Path) -> None:
    with small_desk(tmp_path / "desk") as desk:
        desk.database.copy_to(tmp_path / "copy.db")
        bring(desk.store, in_rows(street()[:9]))
        bring(desk.store, in_rows(street()[:8], snapshot_id="ab-3"))
    (tmp_path / "copy.db").replace(tmp_path / "desk" / "desk.db")
    with bare_desk(tmp_path / "desk") as again:
        assert held(again) == 1


def test_damage_in_the_mirror_is_found_by_the_checks(tmp_path: Path) -> None:
    with small_desk(tmp_path) as desk:
        (path,) = mirrors(tmp_path)
        assert desk.store.mirror_faults() == ()
        with desk.store.mirroring() as mirror:
            pages = mirror.sql.value("PRAGMA page_count")
    with path.open("r+b") as file:
        file.seek((pages - 1) * 4096 + 50)
        file.write(b"\xff" * 8)
    with bare_desk(tmp_path) as again:
        assert again.store.mirror_faults() != ()
        assert again.store.faults() == (), "the journal is sound"


def test_the_file_says_which_mirror_counts_by_name_alone(desk: SmallDesk) -> None:
    (path,) = mirrors(desk.folder)
    with closing(desk.database.sibling(desk.database.path)) as plain, plain.reading() as connection:
        assert Sql(connection).value("SELECT name FROM mirror_file") == path.name
