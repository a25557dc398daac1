"""The journal only grows, and nothing counts as acknowledged but what an ack names."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from desk_app.application.errors import CentreUnreachableError, NotEnrolledError
from desk_app.protocol.frames import Frame, genesis
from desk_app.protocol.messages import Grant, Head
from desk_app.store.journal import FrameForeignError
from desk_app.store.sql import Sql
from tests.helpers.small_desk import DESK_ID, FLAT, SmallDesk, bare_desk, grant, small_desk

COLUMNS = "place, op_id, kind, schema_ver, body, origin, prev_hash, hash, sig"
VALUES = "SELECT place, randomblob(16), kind, schema_ver, body, origin, prev_hash, hash, sig FROM journal WHERE seq = 1"

KNOWN = "SELECT place + 9, op_id, kind, schema_ver, body, origin, prev_hash, hash, sig FROM journal WHERE seq = 1"


@pytest.fixture
def busy(desk: SmallDesk) -> SmallDesk:
    """A desk with an open shift and two payments, nothing of it acknowledged."""
    desk.opens_shift()
    desk.takes(30_000)
    desk.takes(20_000)
    return desk


def standing(desk: SmallDesk) -> list[tuple[int, str]]:
    """Return place and outcome of every operation, oldest first."""
    with desk.store.reading() as books:
        return [(entry.epoch * 100 + entry.seq, entry.outcome) for entry in reversed(books.journal.recent(99))]


def pending(desk: SmallDesk) -> int:
    with desk.store.reading() as books:
        return books.journal.counts().pending


# --- append-only ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET kind = 'x'",
        "UPDATE journal SET place = place + 1",
        "DELETE FROM journal",
        f"INSERT INTO journal({COLUMNS}) {VALUES}",
        f"INSERT OR REPLACE INTO journal({COLUMNS}) {VALUES}",
        f"REPLACE INTO journal({COLUMNS}) {VALUES}",
        f"INSERT OR IGNORE INTO journal({COLUMNS}) {VALUES}",
        f"INSERT INTO journal({COLUMNS}) {VALUES} ON CONFLICT DO UPDATE SET kind = 'x'",
        f"INSERT INTO journal({COLUMNS}) {KNOWN}",
        "DELETE FROM operation",
        "UPDATE ack SET payload = zeroblob(1)",
        "DELETE FROM ack",
    ],
)
def test_no_statement_changes_what_was_written(busy: SmallDesk, statement: str) -> None:
    busy.answers(busy.pending())
    with busy.store.reading() as books:
        before = tuple(books.journal.frames())
    with pytest.raises(sqlcipher.IntegrityError, match="append-only"), busy.database.writing() as connection:
        Sql(connection).run(statement)
    with busy.store.reading() as books:
        assert tuple(books.journal.frames()) == before
        assert len(tuple(books.journal.acks())) == 1


# --- reading -------------------------------------------------------------------------------------------------------


def test_a_desk_without_a_grant_has_an_empty_journal(tmp_path: Path) -> None:
    with bare_desk(tmp_path / "bare") as desk, desk.store.reading() as books:
        assert books.journal.head() == Head(0, 0, bytes(32))
        assert (tuple(books.journal.frames()), books.journal.geneses(), books.journal.recent(9)) == ((), (), ())
        assert books.journal.counts().made == 0
        assert books.desk.identity() is None
        with pytest.raises(NotEnrolledError):
            books.journal.pending(1, 1)


def test_an_unknown_operation_is_neither_found_nor_read(busy: SmallDesk) -> None:
    with busy.store.reading() as books:
        assert books.journal.find(busy.ids.new()) is None
        assert books.journal.body(busy.ids.new()) is None


def test_a_push_holds_as_many_frames_as_fit_but_never_none(busy: SmallDesk) -> None:
    with busy.store.reading() as books:
        assert len(books.journal.pending(2, 1 << 20)) == 2
        assert len(books.journal.pending(9, 1)) == 1
        assert len(books.journal.pending(9, 1 << 20)) == 3


def test_the_paper_of_a_payment_proves_it(busy: SmallDesk) -> None:
    frame = busy.pending()[1]
    with busy.store.reading() as books:
        entry = books.journal.recent(2)[1]
        code = books.journal.paper_code(entry.op_id)
    assert code == f"SG2|{frame.op_id.hex}|1-2|30000|{frame.hash.hex()[:16]}|{frame.sig.hex()}"


# --- acks ----------------------------------------------------------------------------------------------------------


def test_nothing_is_acknowledged_until_an_ack_is_recorded(busy: SmallDesk) -> None:
    assert (pending(busy), standing(busy)) == (3, [(101, "pending"), (102, "pending"), (103, "pending")])
    busy.answers(busy.pending()[:2])
    assert (pending(busy), standing(busy)) == (1, [(101, "accepted"), (102, "accepted"), (103, "pending")])
    assert [frame.seq for frame in busy.pending()] == [3]


def test_the_same_ack_twice_changes_nothing(busy: SmallDesk) -> None:
    frames = busy.pending()
    busy.answers(frames)
    busy.answers(frames[:1])
    assert (pending(busy), [outcome for _, outcome in standing(busy)]) == (0, ["accepted"] * 3)


def test_a_head_beyond_what_the_ack_names_proves_nothing(busy: SmallDesk) -> None:
    frames = busy.pending()
    busy.answers(frames[:1], head=Head(1, 3, frames[2].hash))
    assert [frame.seq for frame in busy.pending()] == [2, 3], "their outcomes are still to be told"


def test_a_head_of_another_copy_acknowledges_nothing(busy: SmallDesk) -> None:
    frames = busy.pending()
    busy.answers(frames[:1], head=Head(1, 9, b"x" * 32), stopped="fork")
    assert [frame.seq for frame in busy.pending()] == [2, 3]


def test_an_ack_for_an_operation_this_desk_never_made_is_kept_and_ignored(busy: SmallDesk) -> None:
    foreign = replace(busy.pending()[0], op_id=DESK_ID)
    assert busy.answers([foreign], "accepted_suspense") == ()
    assert pending(busy) == 3


@pytest.mark.parametrize(
    ("outcome", "detail", "reasons"),
    [
        ("accepted", "", []), ("accepted_noop", "", []),
        ("accepted", "possible_duplicate", ["accepted:possible_duplicate"]),
        ("accepted", "confirmed_duplicate", []),
        ("accepted_suspense", "account_unknown", ["accepted_suspense:account_unknown"]),
        ("held_error", "", ["held_error"]),
    ],
)  # fmt: skip
def test_an_outcome_that_needs_a_person_is_a_task_once(
    busy: SmallDesk, outcome: str, detail: str, reasons: list[str]
) -> None:
    frames = busy.pending()[1:2]
    assert [task.reason for task in busy.answers(frames, outcome, detail)] == reasons
    assert busy.answers(frames, outcome, detail) == ()
    with busy.store.reading() as books:
        assert [(task.reason, task.subject) for task in books.tasks.open()] == [(reason, FLAT) for reason in reasons]


def test_attempts_are_counted_on_what_waits(busy: SmallDesk) -> None:
    busy.answers(busy.pending()[:1])
    for _ in range(2):
        with busy.store.writing() as books:
            books.journal.attempted("timeout", busy.clock.now())
    with busy.database.reading() as connection:
        rows = Sql(connection).all("SELECT attempts, last_error FROM operation ORDER BY place")
    assert rows == [(0, ""), (2, "timeout"), (2, "timeout")]


# --- own frames back -----------------------------------------------------------------------------------------------


@pytest.fixture
def lost(busy: SmallDesk) -> Iterator[tuple[SmallDesk, tuple[Frame, ...]]]:
    """An older copy of a desk, and the frames that it has lost."""
    with small_desk(busy.folder.parent / "copy") as older:
        yield older, busy.pending()


def test_a_copy_set_back_gets_its_own_frames_and_their_effects_back(
    busy: SmallDesk, lost: tuple[SmallDesk, tuple[Frame, ...]]
) -> None:
    older, frames = lost
    with older.store.writing() as books:
        assert books.journal.restore(frames[:2]) == 2
    with older.store.writing() as books:
        assert books.journal.restore(frames) == 1
    for desk in (busy, older):
        with desk.store.reading() as books:
            shift = books.shifts.current()
            held = books.accounts.get(FLAT)
        assert shift is not None
        assert held is not None
        assert (shift.taken.kopecks, held.due.kopecks) == (50_000, 0)
    assert standing(older) == standing(busy)


@pytest.mark.parametrize(
    "change",
    [{"sig": b"s" * 64}, {"body": b"{}"}, {"seq": 2}, {"prev_hash": b"p" * 32}, {"epoch": 2}, {"desk_id": FLAT}],
)
def test_a_frame_that_is_not_this_desks_own_is_not_appended(
    lost: tuple[SmallDesk, tuple[Frame, ...]], change: dict[str, object]
) -> None:
    older, frames = lost
    with pytest.raises(CentreUnreachableError, match="not_the_centre"), older.store.writing() as books:
        books.journal.restore([replace(frames[0], **change)])  # type: ignore[arg-type]  # any one field
    assert older.pending() == ()


# --- a new epoch ---------------------------------------------------------------------------------------------------


def begin(desk: SmallDesk, epoch: int, own: tuple[Frame, ...] = ()) -> int:
    signed = grant(epoch)
    with desk.store.writing() as books:
        return books.journal.begin_epoch(signed, Grant.from_bytes(signed.payload), own)


def test_a_new_epoch_carries_over_what_the_centre_does_not_have(busy: SmallDesk) -> None:
    before = busy.pending()
    busy.answers(before[:1])
    assert begin(busy, 2) == 2
    carried = busy.pending()
    assert [(one.epoch, one.seq, one.op_id, one.body) for one in carried] == [
        (2, number, one.op_id, one.body) for number, one in enumerate(before[1:], start=1)
    ]
    assert carried[0].origin[12:] == before[1].sig
    assert carried[0].prev_hash == genesis(DESK_ID, 2, grant(2).signature)
    with busy.store.reading() as books:
        shift = books.shifts.current()
        assert shift is not None
        assert (shift.taken.kopecks, books.journal.strays(), books.journal.counts().pending) == (50_000, 0, 2)


def test_an_epoch_begins_once(busy: SmallDesk) -> None:
    begin(busy, 2)
    assert begin(busy, 2) == 0
    assert len(busy.pending()) == 3


def test_operations_are_carried_over_again_and_again_until_they_are_known(busy: SmallDesk) -> None:
    begin(busy, 2)
    busy.takes(10_000)
    assert begin(busy, 3) == 4
    busy.answers(busy.pending())
    assert begin(busy, 4) == 0
    assert [outcome for _, outcome in standing(busy)] == ["accepted"] * 4


def test_a_copy_set_back_past_an_epoch_continues_that_epoch(
    busy: SmallDesk, lost: tuple[SmallDesk, tuple[Frame, ...]]
) -> None:
    older, frames = lost
    with older.store.writing() as books:
        books.journal.restore(frames[:2])
    begin(busy, 2)
    own = busy.pending()
    assert begin(older, 2, own) == 0
    assert older.pending() == own
    with older.store.reading() as books:
        assert books.journal.counts().taken_kopecks == 50_000
        assert books.journal.strays() == 0


def test_foreign_frames_begin_no_epoch(busy: SmallDesk) -> None:
    with pytest.raises(FrameForeignError):
        begin(busy, 2, (replace(busy.pending()[0], epoch=2),))
    with busy.store.reading() as books:
        assert books.journal.head().epoch == 1
