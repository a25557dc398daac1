"""The centre comes back from an older copy of itself: desks send again what it had acknowledged and lost."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from desk_app.application.errors import StoppedByCentreError
from desk_app.settlement import schema
from tests.helpers.centre import RunningCentre
from tests.sync.line import Line, open_line
from tests.sync.test_exchange import works


def copied(line: Line, folder: Path) -> Path:
    """Copy the centre's database while it is served."""
    place = folder / "older.db"
    with line.centre.database.read() as connection, closing(sqlcipher.connect(str(place))) as target:
        source: Any = connection.connection.driver_connection
        source.backup(target)
    return place


@contextmanager
def centre_set_back(line: Line, copy: Path) -> Iterator[Line]:
    """Go on with a centre that has only its older copy; the keys lie apart and are the same."""
    again = copy.with_name("again.db")
    shutil.copy(copy, again)
    keys = line.centre.centre.keys.folder
    with RunningCentre(again, keys, line.centre.clock) as older:
        with older.database.write() as connection:
            schema.begin_log_anew(connection)
        line.desk.database.close()
        with open_line(line.desk.folder, older, line.desk.ids) as other:
            yield other


def stopped(line: Line) -> str:
    with pytest.raises(StoppedByCentreError) as why:
        line.exchange()
    return why.value.verdict


def test_what_the_centre_had_acknowledged_and_lost_is_sent_again(line: Line, tmp_path: Path) -> None:
    works(line, 100)
    line.exchange()
    copy = copied(line, tmp_path)
    works(line, 200, 300)
    line.exchange()
    with centre_set_back(line, copy) as older:
        assert older.ledger() == [100]
        older.exchange()
        assert (older.ledger(), older.pending(), older.faults()) == ([100, 200, 300], 0, [])
        works(older, 400)
        older.exchange()
        assert (older.ledger(), older.faults()) == ([100, 200, 300, 400], [])


def test_nothing_is_sent_again_to_a_centre_that_lost_nothing(line: Line, tmp_path: Path) -> None:
    works(line, 100)
    line.exchange()
    with centre_set_back(line, copied(line, tmp_path)) as older:
        assert older.exchange().pushed == 0


def test_a_centre_that_forgot_even_the_epoch_gets_everything_with_the_next(line: Line, tmp_path: Path) -> None:
    works(line, 100)
    line.exchange()
    copy = copied(line, tmp_path)
    works(line, 200)
    line.exchange()
    line.grants_epoch()
    works(line, 300)
    line.exchange()
    with centre_set_back(line, copy) as older:
        older.centre.clock.forward(minutes=1)
        assert stopped(older) == "fork"
        while older.grants_epoch() < 3:
            assert stopped(older) == "fork"
        older.exchange()
        assert (older.ledger(), older.pending(), older.faults()) == ([100, 200, 300], 0, [])


def test_accounts_that_changed_in_the_lost_hours_are_read_anew(line: Line, tmp_path: Path) -> None:
    copy = copied(line, tmp_path)
    works(line, 200)
    line.exchange()
    with centre_set_back(line, copy) as older:
        assert older.exchange().changed > 1, "the whole street, not only the payment"
