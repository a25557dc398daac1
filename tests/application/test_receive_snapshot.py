"""A whole scope comes in the form that is searchable soonest, waits for the centre, and can be stopped."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field

import pytest

from desk_app.application.errors import CentreUnreachableError
from desk_app.application.exchange import ExchangeCancelledError
from desk_app.application.receive_snapshot import AUTO, SLOW, ReceiveSnapshot, Stage
from desk_app.protocol.snapshots import FILE, ROWS, Manifest
from tests.helpers.small_desk import SmallDesk, account, street, told
from tests.helpers.snapshots import Snapshot, as_file, in_rows

# Accounts of no house, which a search for «Гагарина» does not find: they only make the file long.
_POOR = tuple(told(account(f"tko/9{n:03}", street="Иная", house="", flat=str(n))) for n in range(300))


@dataclass
class Giver:
    """The two calls of the centre, with a line of so many milliseconds a piece."""

    desk: SmallDesk
    ms_a_piece: int = 0
    making: int = 0
    file: Snapshot = field(default_factory=lambda: as_file((*street(), *_POOR)))
    rows: Snapshot = field(default_factory=lambda: in_rows(street()))
    asked: list[str] = field(default_factory=list)
    sent: int = 0

    def snapshot(self, form: str, *, repair: bool) -> Manifest | None:
        """Tell what there is, unless it is still being made."""
        self.asked.append(f"{form} anew" if repair else form)
        self.making -= 1
        return None if self.making >= 0 else self._of(form)[0]

    def pieces(self, manifest: Manifest, first: int) -> Iterator[bytes]:
        """Send pieces as fast as the line is."""
        for piece in self._of(manifest.form)[1][first:]:
            self.desk.clock.advance(seconds=self.ms_a_piece // 1000)
            self.sent += 1
            yield piece

    def _of(self, form: str) -> Snapshot:
        return self.file if form == FILE else self.rows


def receive(giver: Giver, line: str = AUTO, stop: Stage | None = None) -> list[Stage]:
    told: list[Stage] = []

    def step(stage: Stage, _done: int, _of: int) -> None:
        told.append(stage)
        if stage is stop:
            raise ExchangeCancelledError

    def pause(seconds: int) -> None:
        giver.desk.clock.advance(seconds=seconds)

    waited = ReceiveSnapshot(
        giver.desk.store,
        giver,  # type: ignore[arg-type]  # all that is asked of the centre here
        giver.desk.clock,
        line,
        pause,
    )
    waited(step)
    return told


def found(desk: SmallDesk) -> int:
    with desk.store.reading() as books:
        return len(books.accounts.find("гагарина", 9).rows)


def test_on_a_good_line_the_file_comes_and_is_searchable(desk: SmallDesk) -> None:
    giver = Giver(desk)
    receive(giver)
    assert (giver.asked, found(desk)) == ([FILE], 2)


def test_on_a_line_that_is_said_to_be_slow_the_rows_come_at_once(desk: SmallDesk) -> None:
    giver = Giver(desk)
    receive(giver, SLOW)
    assert (giver.asked, found(desk)) == ([ROWS], 2)


def test_a_line_measured_slow_changes_to_the_rows_after_a_few_seconds(desk: SmallDesk) -> None:
    giver = Giver(desk, ms_a_piece=4_000)
    receive(giver)
    assert (giver.asked, found(desk)) == ([FILE, ROWS], 2)
    assert giver.sent == 1 + len(giver.rows[1]), "three seconds are measured, not more"


def test_rows_that_have_begun_to_come_go_on_although_the_line_is_to_be_measured(desk: SmallDesk) -> None:
    giver = Giver(desk, rows=in_rows(street()[:7], street()[7:]))
    manifest, pieces = giver.rows
    with closing(desk.store.intake(manifest)) as intake:
        intake.take(0, pieces[0])
    receive(giver)
    assert (giver.asked, giver.sent, found(desk)) == ([ROWS], 1, 2)


def test_what_is_nearly_there_is_not_given_up_for_the_rows(desk: SmallDesk) -> None:
    giver = Giver(desk)
    manifest, pieces = giver.file
    nearly = len(pieces) - 1
    intake = desk.store.intake(manifest)
    for number in range(nearly):
        intake.take(number, pieces[number])
    intake.close()
    giver.ms_a_piece = 60_000
    receive(giver)
    assert (giver.asked, giver.sent, found(desk)) == ([FILE], 1, 2)


def test_the_desk_asks_again_until_the_centre_has_made_the_snapshot(desk: SmallDesk) -> None:
    giver = Giver(desk, making=3)
    before = desk.clock.now()
    told = receive(giver)
    assert giver.asked == [FILE] * 4
    assert told[:3] == [Stage.AWAITING] * 3
    assert (desk.clock.now() - before).seconds == 3


def test_a_centre_that_never_ends_is_given_up(desk: SmallDesk) -> None:
    with pytest.raises(CentreUnreachableError, match="busy"):
        receive(Giver(desk, making=10**6))


@pytest.mark.parametrize("stage", [Stage.AWAITING, Stage.SNAPSHOT, Stage.INDEXING])
def test_whoever_stops_it_keeps_the_old_data_and_what_has_come(desk: SmallDesk, stage: Stage) -> None:
    giver = Giver(desk, making=1)
    with pytest.raises(ExchangeCancelledError):
        receive(giver, stop=stage)
    assert found(desk) == 2
    receive(giver)
    assert (giver.sent, found(desk)) == (len(giver.file[1]), 2), "nothing came twice"
