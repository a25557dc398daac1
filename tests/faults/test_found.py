"""What the harness found, each as one small case that stays mended."""

import shutil
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import pytest

from desk_app.application.desk import Desk
from desk_app.application.errors import StoppedByCentreError
from desk_app.application.exchange import Exchange
from desk_app.application.once import StoreBrokenError
from desk_app.main import open_desk
from desk_app.presenters.audit_words import fault_words
from desk_app.protocol.frames import Frame
from desk_app.protocol.messages import TAG_ACK, Ack
from desk_app.protocol.signing import Signed, envelope
from desk_app.store.keyslots import SecretsLockedError
from tests.faults.clerk import Clerk
from tests.faults.network import fill_centre
from tests.faults.pocket import PocketCentre
from tests.faults.world import CENTRE_KEY, Templates, database_of, settings_of, templates
from tests.helpers.centre import RunningCentre
from tests.helpers.prepared_desk import DeskClock

PAGE = 4096


@pytest.fixture(scope="module")
def made() -> Iterator[Templates]:
    with templates() as found:
        yield found


@pytest.fixture
def folder(made: Templates) -> Iterator[Path]:
    with made.copy() as copied:
        yield copied


def work(desk: Desk, *kinds: str) -> None:
    clerk = Clerk(desk, Random(1), lambda _line: None)
    for kind in kinds:
        assert clerk.attempt(clerk.plan(kind))


def broken(desk: Desk) -> list[str]:
    return [f"{one.name}: {fault_words(one)}" for one in desk.audit() if not one.holds]


def log_of(folder: Path) -> Path:
    return database_of(folder).with_name(database_of(folder).name + "-wal")


def as_after_a_kill(folder: Path) -> Path:
    """Copy the files of an open desk: what a kill would leave."""
    return shutil.copytree(folder, folder.with_name("killed"))


def test_a_page_half_carried_over_lies_whole_in_the_log_and_is_no_damage(folder: Path) -> None:
    desk = open_desk(settings_of(folder))
    work(desk, "open", "pay")
    killed = as_after_a_kill(folder)
    desk.close()
    log, database = log_of(killed).read_bytes(), bytearray(database_of(killed).read_bytes())
    frames = range(32, len(log), 24 + PAGE)
    page = max(struct.unpack_from(">I", log, place)[0] for place in frames)
    if page * PAGE <= len(database):
        database[(page - 1) * PAGE : page * PAGE - PAGE // 2] = bytes(PAGE // 2)
    database_of(killed).write_bytes(database)

    again = open_desk(settings_of(killed))
    assert broken(again) == []
    again.close()


def test_a_lost_log_is_noticed_although_what_is_left_looks_whole(folder: Path) -> None:
    desk = open_desk(settings_of(folder))
    work(desk, "open", "pay")
    killed = as_after_a_kill(folder)
    desk.close()
    log_of(killed).unlink()

    again = open_desk(settings_of(killed))
    assert broken(again) == ["I5 end: журнал доходил до операции 1-2, теперь кончается на 1-0"]
    work(again, "open", "pay", "pay")
    assert broken(again) == ["I5 end: журнал доходил до операции 1-2, теперь кончается на 1-3"], (
        "new work does not cover it up"
    )
    again.close()


def test_what_the_centre_has_heard_comes_back_after_the_log_was_lost(tmp_path: Path) -> None:
    with RunningCentre(tmp_path / "centre.db", tmp_path / "centre") as centre:
        fill_centre(centre)
        settings = settings_of(tmp_path / "desk", centre.url)
        desk = open_desk(settings, DeskClock())
        desk.enrol(centre.invite())
        desk.exchange()
        desk.close()
        before = database_of(settings.data_dir).read_bytes()
        desk = open_desk(settings, DeskClock())
        work(desk, "open", "pay")
        Exchange(desk.exchange.store, desk.exchange.centre, desk.clock, desk.zone)()
        desk.close()
        database_of(settings.data_dir).write_bytes(before)

        desk = open_desk(settings, DeskClock())
        assert broken(desk) == ["I5 end: журнал доходил до операции 1-2, теперь кончается на 1-0"]
        desk.exchange()
        assert broken(desk) == []
        assert desk.report_status().counts.made == 2
        desk.close()


def test_a_file_that_cannot_be_opened_is_a_broken_store_and_not_a_wrong_key(folder: Path) -> None:
    database_of(folder).unlink()
    database_of(folder).mkdir()
    with pytest.raises(StoreBrokenError):
        open_desk(settings_of(folder))


def test_lost_key_slots_never_lead_to_new_keys_over_old_data(folder: Path) -> None:
    (folder / "keyslots.json").unlink()
    kept = (folder / "desk.key").read_bytes()
    with pytest.raises(SecretsLockedError):
        open_desk(settings_of(folder))
    assert (folder / "desk.key").read_bytes() == kept


class ForgetfulCentre(PocketCentre):
    """Its ack reaches to the head but passes over the first operation."""

    def push(self, frames: Sequence[Frame]) -> tuple[Signed, Ack]:
        _, ack = super().push(frames)
        less = Ack(
            ack.desk_id, ack.head, ack.results[1:], "", ack.feed, ack.log_size, ack.log_root, ack.centre_time
        )  # fmt: skip
        return envelope(CENTRE_KEY, TAG_ACK, less.to_bytes()), less


def test_an_operation_that_an_ack_passes_over_is_asked_for_again(folder: Path) -> None:
    desk = open_desk(settings_of(folder))
    work(desk, "open", "pay")
    store, clock = desk.exchange.store, desk.clock

    def taken() -> int:
        return desk.report_status().counts.taken_kopecks

    for centre in (ForgetfulCentre(taken), PocketCentre(taken)):
        try:
            Exchange(store, centre, clock, desk.zone)()
        except StoppedByCentreError:
            assert isinstance(centre, ForgetfulCentre)
        expected = 2 if isinstance(centre, ForgetfulCentre) else 0
        assert desk.report_status().counts.pending == expected
    assert broken(desk) == []
    desk.close()


def test_a_backup_that_finds_no_room_is_refused_and_leaves_nothing_half(folder: Path) -> None:
    desk = open_desk(settings_of(folder))
    (folder / "backups").write_text("not a folder")
    with pytest.raises(StoreBrokenError):
        desk.backups.make("kept")
    desk.close()
