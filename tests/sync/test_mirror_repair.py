"""A mirror that is damaged, or not what the centre holds, is put right by itself, once a day, and costs no payment."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from desk_app.application.errors import CentreRefusedError, CentreUnreachableError
from desk_app.application.follow_feed import MOST_REPAIRS
from desk_app.application.once import MIRROR_DAMAGED, NotSavedError, StoreBrokenError
from desk_app.application.records import DAMAGED, MirrorHealth
from desk_app.presenters.words import words_for
from desk_app.protocol.messages import ChangePage
from desk_app.protocol.snapshots import Manifest
from desk_app.store.sql import Sql
from tests.sync.line import Line
from tests.sync.test_exchange import works

PAGE = 4096


def health(line: Line) -> MirrorHealth:
    with line.desk.store.reading() as books:
        return books.desk.mirror_health()


def turn(line: Line) -> str:
    """Exchange once; return what the store said against it."""
    try:
        line.exchange()
    except StoreBrokenError as broken:
        return broken.reason
    return ""


def page_of(line: Line, table: str) -> int:
    """Return the number of the first page of a table in the mirror."""
    with line.desk.store.mirroring() as mirror:
        root: int = mirror.sql.value("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,))
    return root


def harm(line: Line, page: int) -> None:
    """Let a page of the mirror's file rot on the disk, and nothing of it be in memory."""
    path = line.desk.store.mirror_path
    with line.desk.store.mirroring() as mirror:
        mirror.sql.run("UPDATE feed SET counted_on = counted_on")
    line.desk.database.reader.dispose()
    line.desk.database._drop_writer()
    line.desk.store._mirrors._file.close()  # the log comes into the file
    with path.open("r+b") as file:
        file.seek((page - 1) * PAGE + 100)
        file.write(b"\xff" * 64)


def snapshots_asked(line: Line) -> tuple[list[bool], Callable[..., Manifest | None]]:
    asked: list[bool] = []

    def snapshot(form: str, *, repair: bool) -> Manifest | None:
        asked.append(repair)
        return line.link.snapshot(form, repair=repair)

    return asked, snapshot


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be harmed from outside there")
@pytest.mark.parametrize("table", ["account", "feed", "directory"])
def test_a_page_that_rots_is_found_and_the_whole_is_fetched_again(line: Line, table: str) -> None:
    works(line, 20_000)
    harm(line, page_of(line, table))
    line.desk.clock.advance(days=1)
    assert turn(line) in ("", MIRROR_DAMAGED), "what cannot be read at all costs one turn"
    assert turn(line) == ""
    assert (health(line).fault, line.ledger(), line.pending(), line.faults()) == ("", [20_000], 0, [])
    with line.desk.store.reading() as books:
        assert books.accounts.count() == 12


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be harmed from outside there")
def test_damage_met_at_the_desk_is_named_and_mended_by_the_next_exchange(line: Line) -> None:
    works(line, 20_000)
    harm(line, page_of(line, "account"))
    with pytest.raises((StoreBrokenError, NotSavedError)) as met:
        line.desk.takes(10_000)
    said = words_for(met.value)
    assert said.what == "Данные жителей на этом компьютере повреждены."
    assert "из центра заново" in said.todo
    assert health(line).fault == DAMAGED
    assert line.faults() == [
        "mirror: файл с данными из центра повреждён; операции и деньги целы, следующий обмен загрузит данные заново"
    ], "the journal is looked through all the same"
    line.exchange()
    line.desk.takes(10_000)
    line.exchange()
    assert (line.ledger(), line.faults()) == ([10_000, 20_000], [])


def test_a_mirror_that_differs_is_fetched_newly_made_a_few_times_a_day_and_then_a_person_is_told(line: Line) -> None:
    works(line, 20_000)

    def changes(cursor: str) -> ChangePage:
        page = line.link.changes(cursor)
        return replace(page, tallies=tuple(replace(one, count=one.count + 1) for one in page.tallies))

    asked, snapshot = snapshots_asked(line)
    for _ in range(MOST_REPAIRS + 2):
        line.exchange(changes=changes, snapshot=snapshot)
    assert asked == [True] * MOST_REPAIRS
    assert [fault.partition(":")[0] for fault in line.faults()] == ["mirror"]
    assert "сообщите оператору центра" in line.faults()[0]
    line.desk.clock.advance(days=1)
    line.exchange(changes=changes, snapshot=snapshot)
    assert asked == [True] * (MOST_REPAIRS + 1)
    line.exchange()
    assert (line.faults(), line.ledger()) == ([], [20_000]), "it agrees again, and all is well"


def test_a_repair_that_the_line_cuts_short_is_gone_on_with_and_not_counted(line: Line) -> None:
    works(line, 20_000)
    with line.desk.store.writing() as books:
        books.desk.note_mirror_health(MirrorHealth(DAMAGED))

    def cut(*_: object) -> Iterator[bytes]:
        raise CentreUnreachableError("cut")

    asked, snapshot = snapshots_asked(line)
    for _ in range(MOST_REPAIRS + 2):
        with pytest.raises(CentreUnreachableError):
            line.exchange(pieces=cut, snapshot=snapshot)
    line.exchange(snapshot=snapshot)
    assert asked == [True] + [False] * (MOST_REPAIRS + 2), "only the first asks for a new one"
    assert (health(line).fault, health(line).repairs, line.faults()) == ("", 1, [])


def test_a_snapshot_that_is_gone_at_the_centre_is_asked_for_anew(line: Line) -> None:
    with line.desk.store.mirroring() as mirror:
        mirror.sql.run("UPDATE feed SET cursor = ''")
    refused: list[str] = []

    def pieces(manifest: Manifest, first: int) -> Iterator[bytes]:
        if not refused:
            refused.append(manifest.snapshot_id)
            raise CentreRefusedError("not_found")
        yield from line.link.pieces(manifest, first)

    asked, snapshot = snapshots_asked(line)
    line.exchange(pieces=pieces, snapshot=snapshot)
    assert (len(asked), line.faults()) == (2, [])


def test_where_nothing_is_wrong_nothing_is_written_about_it(line: Line) -> None:
    line.exchange()
    with line.desk.database.reading() as connection:
        assert Sql(connection).all("SELECT fault, repaired_on, repairs FROM mirror_file") == [("", "", 0)]
