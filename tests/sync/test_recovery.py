"""A file set back, a desk that forked, a new epoch: nothing is lost, nothing counts twice."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from desk_app.application.errors import CentreUnreachableError, StoppedByCentreError
from desk_app.domain.money import Money
from desk_app.protocol.frames import Frame
from desk_app.protocol.messages import TAG_GRANT, Grant, Hello, HelloAnswer
from desk_app.protocol.signing import Signed, envelope
from desk_app.settlement.desks import current_grant, desk_by_number
from tests.helpers.fakes import CountingIds
from tests.helpers.small_desk import CENTRE, FLAT
from tests.helpers.small_desk import DESK_ID as CENTRE_DESK
from tests.sync.line import Line, open_line
from tests.sync.test_exchange import after, works


def copied(line: Line) -> Path:
    """Copy the desk's files as a backup of the whole folder does; return the folder of the copy."""
    folder = line.desk.folder.with_name("copy")
    folder.mkdir()
    line.desk.database.copy_to(folder / "desk.db")
    for mirror in line.desk.folder.glob("mirror-*.db"):
        with closing(line.desk.database.sibling(mirror)) as database:
            database.copy_to(folder / mirror.name)
    return folder


@contextmanager
def set_back(line: Line, folder: Path) -> Iterator[Line]:
    """Go on with the older file, as after a restore."""
    line.desk.store.close()
    place = shutil.copytree(folder, folder.with_name(f"{folder.name}-again"))
    with open_line(place, line.centre, CountingIds(line.desk.ids.given)) as older:
        yield older


def head(line: Line) -> tuple[int, int]:
    with line.desk.store.reading() as books:
        found = books.journal.head()
    return found.epoch, found.seq


def taken(line: Line) -> int:
    with line.desk.store.reading() as books:
        return books.journal.counts().taken_kopecks


def due(line: Line) -> Money:
    with line.desk.store.reading() as books:
        held = books.accounts.get(FLAT)
    assert held is not None
    return held.due


def verdict(line: Line) -> str:
    with pytest.raises(StoppedByCentreError) as stopped:
        line.exchange()
    return stopped.value.verdict


# --- rewound -------------------------------------------------------------------------------------------------------


def test_a_desk_set_back_gets_its_own_frames_back_and_works_on(line: Line) -> None:
    works(line, 100)
    line.exchange()
    copy = copied(line)
    works(line, 200, 300)
    line.exchange()
    with set_back(line, copy) as older:
        assert (head(older), taken(older)) == ((1, 2), 100)
        older.exchange()
        assert (head(older), taken(older), older.pending(), due(older)) == ((1, 4), 600, 0, Money(49_400))
        works(older, 400)
        older.exchange()
        assert (older.ledger(), older.faults()) == ([100, 200, 300, 400], [])


def test_a_desk_set_back_to_its_beginning_gets_everything_back(line: Line) -> None:
    copy = copied(line)
    works(line, *range(1, 251))
    line.exchange()
    with set_back(line, copy) as older:
        older.exchange()
        assert (head(older), older.pending(), older.faults()) == ((1, 251), 0, [])
        with older.desk.store.reading() as books:
            shift = books.shifts.current()
        assert shift is not None
        assert shift.payments == 250


def test_an_empty_answer_to_a_desk_set_back_is_not_taken_for_the_end(line: Line) -> None:
    copy = copied(line)
    works(line, 100)
    line.exchange()
    with set_back(line, copy) as older:
        with pytest.raises(CentreUnreachableError, match="not_the_centre"):
            older.exchange(journal=lambda _epoch, _after: ())
        assert head(older) == (1, 0)
        older.exchange()
        assert head(older) == (1, 2)


def test_frames_that_this_desk_did_not_sign_are_not_its_own(line: Line) -> None:
    copy = copied(line)
    works(line, 100)
    line.exchange()

    def forged(epoch: int, seq: int) -> tuple[Frame, ...]:
        return tuple(replace(frame, sig=b"s" * 64) for frame in line.link.journal(epoch, seq))

    with set_back(line, copy) as older:
        with pytest.raises(CentreUnreachableError, match="not_the_centre"):
            older.exchange(journal=forged)
        assert head(older) == (1, 0)


# --- forked --------------------------------------------------------------------------------------------------------


def test_a_desk_that_worked_on_an_older_file_is_stopped_and_its_money_kept(line: Line) -> None:
    works(line, 100)
    line.exchange()
    copy = copied(line)
    works(line, 200)
    line.exchange()
    with set_back(line, copy) as older:
        works(older, 300, 400)
        assert verdict(older) == "fork"
        assert (older.pending(), taken(older)) == (2, 800)
        assert (older.ledger(), older.faults()) == ([100, 200], [])


def test_a_fork_seen_only_at_the_push_acknowledges_nothing(line: Line) -> None:
    works(line, 100)
    line.exchange()
    copy = copied(line)
    works(line, 200)
    line.exchange()
    with set_back(line, copy) as older:
        works(older, 300, 400)

        def hello(_said: Hello) -> tuple[HelloAnswer, Signed, None]:
            answer, signed, _ = line.link.hello(Hello(line_head, "0" * 32, "", ""))
            return answer, signed, None

        with line.desk.store.reading() as books:
            line_head = books.journal.head()
        line.desk.database.close()
        with pytest.raises(StoppedByCentreError, match="fork"):
            older.exchange(hello=hello)
        assert (older.pending(), older.faults()) == (2, [])


def test_the_operators_grant_carries_over_what_the_centre_does_not_have(line: Line) -> None:
    works(line, 100)
    line.exchange()
    copy = copied(line)
    works(line, 200)
    line.exchange()
    with set_back(line, copy) as older:
        works(older, 300, 400)
        verdict(older)
        assert older.grants_epoch() == 2
        older.exchange()
        assert (head(older), older.pending(), older.faults()) == ((2, 2), 0, [])
        assert older.ledger() == [100, 200, 300, 400]
        works(older, 500)
        older.exchange()
        assert older.ledger() == [100, 200, 300, 400, 500]
        origins = [row[0] for row in older.centre.rows("SELECT epoch FROM op_inbox ORDER BY epoch")]
        assert origins.count(2) == 3


def test_what_the_centre_has_although_its_answer_was_lost_is_not_carried_over(line: Line) -> None:
    works(line, 100)
    with pytest.raises(CentreUnreachableError):
        line.exchange(push=after(line.link.push))
    works(line, 200)
    line.grants_epoch()
    line.exchange()
    assert (line.ledger(), line.pending(), line.faults()) == ([100, 200], 0, [])
    assert head(line) == (2, 1), "only the payment that the centre had not seen"


def test_many_answers_may_have_been_lost_before_the_epoch_ends(line: Line) -> None:
    works(line, *[1] * 120)
    frames = line.desk.pending()
    for at in range(0, 100, 50):
        line.link.push(frames[at : at + 50])
    line.grants_epoch()
    line.exchange()
    assert (len(line.ledger()), line.pending(), head(line), line.faults()) == (120, 0, (2, 21), [])


def test_a_turn_cut_while_an_epoch_begins_begins_it_again(line: Line) -> None:
    works(line, 100)
    line.grants_epoch()
    with pytest.raises(CentreUnreachableError):
        line.exchange(push=after(line.link.push))
    assert head(line) == (2, 2)
    line.exchange()
    assert (line.ledger(), line.pending(), line.faults()) == ([100], 0, [])


def test_a_desk_set_back_past_an_epoch_continues_the_newer_one(line: Line) -> None:
    works(line, 100)
    line.exchange()
    works(line, 200)
    copy = copied(line)
    line.grants_epoch()
    line.exchange()
    works(line, 300)
    line.exchange()
    with set_back(line, copy) as older:
        assert head(older) == (1, 3)
        older.exchange()
        assert (head(older), taken(older), older.pending(), older.faults()) == ((2, 2), 600, 0, [])
        works(older, 400)
        older.exchange()
        assert older.ledger() == [100, 200, 300, 400]


# --- what must not happen ------------------------------------------------------------------------------------------


def test_an_operation_left_behind_in_an_old_epoch_escalates(line: Line) -> None:
    works(line, 100)
    line.grants_epoch()
    with line.centre.database.read() as connection:
        signed = current_grant(connection, desk_by_number(connection, 1))
    assert signed is not None
    with line.desk.store.writing() as books:
        books.journal.add_epoch(signed, Grant.from_bytes(signed.payload))
    assert verdict(line) == "stray_epoch"
    assert line.pending() == 2


def test_an_epoch_the_centre_never_granted_is_a_fork(line: Line) -> None:
    with line.desk.store.writing() as books:
        identity = books.desk.identity()
        assert identity is not None
        books.journal.add_epoch(identity.signed, replace(identity.grant, epoch=9))
    assert verdict(line) == "fork"


def test_a_grant_for_another_desk_begins_nothing(line: Line) -> None:
    line.grants_epoch()

    def hello(said: Hello) -> tuple[HelloAnswer, Signed, Signed | None]:
        answer, signed, grant = line.link.hello(said)
        assert grant is not None
        other = replace(Grant.from_bytes(grant.payload), desk_id=CENTRE_DESK)
        return answer, signed, envelope(CENTRE, TAG_GRANT, other.to_bytes())

    with pytest.raises(CentreUnreachableError, match="not_the_centre"):
        line.exchange(hello=hello)
    assert head(line) == (1, 0)


def test_an_ack_that_names_nothing_is_a_gap_and_not_asked_for_ever(line: Line) -> None:
    works(line, 100)

    def push(frames: tuple[Frame, ...]) -> tuple[Signed, object]:
        signed, ack = line.link.push(frames)
        return signed, replace(ack, results=())

    with pytest.raises(StoppedByCentreError, match="gap"):
        line.exchange(push=push)
    assert line.pending() == 2
