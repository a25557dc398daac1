"""A desk that has been enrolled and filled once, and is copied for every test: real file, real centre, no waiting."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from desk_app.application.changes import Changes
from desk_app.application.desk import Desk
from desk_app.application.papers import Paper
from desk_app.devices.machine import TimedIds
from desk_app.domain.ids import AccountKey
from desk_app.domain.money import Money
from desk_app.main import open_desk
from desk_app.presenters.outlets import Outlets
from desk_app.protocol.entities import ChargeEntity
from desk_app.settings import Settings
from desk_app.settlement.register import AccountRecord, Register
from tests.helpers import centre as centres
from tests.helpers.centre import RunningCentre

NOON = centres.NOON

CLERK = "Соколова Е. В."
FLAT = AccountKey("tko/0102")
FLAT_HEAT = AccountKey("heat/0102")
NEIGHBOUR = AccountKey("tko/0103")
RICH = AccountKey("tko/0203")
FREE = AccountKey("heat/0201")
AHEAD = AccountKey("tko/0202")


@dataclass(slots=True)
class DeskClock:
    """Stands at the centre's noon until a test moves it."""

    moment: datetime = NOON

    def now(self) -> datetime:
        """Return where the clock was put."""
        return self.moment

    def monotonic_ms(self) -> int:
        """Return milliseconds since noon."""
        return int((self.moment - datetime(2026, 11, 23, tzinfo=UTC)).total_seconds() * 1000)

    def forward(self, **how_far: int) -> None:
        """Move on by minutes, hours, days."""
        self.moment += timedelta(**how_far)


@contextmanager
def running_centre(folder: Path) -> Iterator[RunningCentre]:
    """Run a centre whose street has a late fee, a big debt, no debt, an advance and a number used twice."""
    with RunningCentre(folder / "centre.db", folder / "centre") as centre:
        centre.load_sample()
        with centre.database.write() as connection:
            register = Register(connection)
            register.put_accounts(
                [
                    AccountRecord("heat", "777", "Петрова Анна", "Барнаул", "Ленина", "9", "1"),
                    AccountRecord("tko", "777", "Сидоров Олег", "Барнаул", "Мира", "3", "4"),
                ]
            )
            register.put_charges(
                [
                    (FLAT, ChargeEntity("tko", "2026-10", 0, 50_000, 0, 50_000)),
                    (FLAT, ChargeEntity("tko-peni", "2026-10", 0, 1_234, 0, 1_234)),
                    (RICH, ChargeEntity("tko", "2026-10", 0, 2_000_000, 0, 2_000_000)),
                    (FREE, ChargeEntity("heat", "2026-10", 0, 0, 0, 0)),
                    (AHEAD, ChargeEntity("tko", "2026-10", 0, 45_270, 0, -12_000)),
                    (AccountKey("heat/777"), ChargeEntity("heat", "2026-10", 0, 100, 0, 100)),
                    (AccountKey("tko/777"), ChargeEntity("tko", "2026-10", 0, 100, 0, 100)),
                ]
            )
            register.finish()
        yield centre


def enrolled(folder: Path, centre: RunningCentre, clock: DeskClock | None = None) -> Desk:
    """Open a new desk at a centre, with everything loaded."""
    desk = open_desk(Settings(folder, centre.url, key_slot="file"), clock or DeskClock())
    desk.enrol(centre.invite())
    desk.exchange()
    return desk


@cache
def _template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="prepared-desk-"))
    with running_centre(folder) as centre:
        enrolled(folder / "desk", centre).close()
    return folder / "desk"


@contextmanager
def prepared_desk(folder: Path, *, shift: bool = True) -> Iterator[Desk]:
    """Open a copy of the filled desk whose centre is out of reach; `shift` opens one with 1 000,00 in the drawer."""
    place = folder / "desk"
    if not place.exists():
        shutil.copytree(_template(), place)
    clock = DeskClock()
    desk = open_desk(Settings(place, "http://127.0.0.1:9", key_slot="file"), clock, TimedIds())
    try:
        desk.choices.set("clerk", CLERK)
        if shift and desk.report_status().shift is None:
            desk.open_shift(desk.ids.new(), CLERK, Money(100_000))
        yield desk
    finally:
        desk.close()


@dataclass(slots=True)
class Around:
    """What a screen told the window around it."""

    papers: list[Paper] = field(default_factory=list)
    went: list[tuple[str, AccountKey | None]] = field(default_factory=list)
    changes: list[Changes] = field(default_factory=list)

    def outlets(self) -> Outlets:
        """Return the outlets that write down what comes through them."""
        return Outlets(
            self.papers.append, lambda page, key: self.went.append((page, key)), self.changes.append, lambda: CLERK
        )


def payments(desk: Desk) -> list[tuple[str, int]]:
    """Return kind and kopecks of everything in the journal that took money."""
    return [(one.kind, one.amount.kopecks) for one in desk.report_status().recent if one.amount]


def registrations(desk: Desk) -> int:
    """Count registrations in the journal."""
    return desk.report_status().counts.registered
