"""One world: desks, clerks, a centre, bad weather, accidents, then a calm; one seed, one story."""

import heapq
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from desk_app.application.enrol_desk import CODE_REFUSED
from desk_app.application.errors import (
    CentreRefusedError,
    CentreUnreachableError,
    NotEnrolledError,
    StoppedByCentreError,
)
from desk_app.application.once import StoreBrokenError
from tests.faults.sim.chance import Chance, Trace
from tests.faults.sim.clocks import Watch, WorldClock
from tests.faults.sim.line import LineSession, Sent, Weather
from tests.faults.sim.promises import Promises
from tests.faults.sim.region import Region
from tests.faults.sim.teller import Teller
from tests.faults.sim.workplace import ACCIDENTS, DeskDied, Workplace

GROUPS = (
    "network", "outage", "fumble", "crash", "clock", "restore", "rewind", "clone", "reinstall", "centre_crash",
    "centre_full", "centre_restore", "scope", "month", "close", "revoke", "epoch", "case", "rot",
)  # fmt: skip
"""The kinds of trouble that can be chosen by name."""

HORIZON_MS = 36 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Size:
    """How large a world is and what may happen in it."""

    desks: int = 5
    operations: int = 80
    faults: frozenset[str] = frozenset(GROUPS)


USUAL = Size()
"""The size that is lived through thousands of times."""


@dataclass(slots=True)
class World:
    """Everything of one story."""

    size: Size
    folder: Path
    chance: Chance
    trace: Trace
    seen: Counter[str] = field(default_factory=Counter)
    clock: WorldClock = field(default_factory=WorldClock)
    promises: Promises = field(default_factory=Promises)
    places: list[Workplace] = field(default_factory=list)
    late: list[tuple[int, int, Sent]] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    issued: dict[str, str] = field(default_factory=dict)
    made: int = 0
    calm: bool = False
    region: Region = field(init=False)
    weather: Weather = field(init=False)
    teller: Teller = field(init=False)

    def __post_init__(self) -> None:
        """Open the centre and every workplace of the copied template."""
        self.region = Region(self.folder, self.clock, self.chance.acts, self.trace)
        self.weather = Weather(self.chance.weather, self.trace, self.seen, self._deliver_later)
        self.teller = Teller(self.chance.acts, self.trace, self.promises, self.seen)
        for number in range(1, self.size.desks + 1):
            self.add(str(number), self.folder / f"desk-{number}")
        if "network" in self.size.faults:
            self.weather.badness = self.chance.weather.choice((0.0, 0.03, 0.08, 0.2))
        if "crash" in self.size.faults:
            self.teller.accidents = 0.06

    def add(self, name: str, folder: Path) -> Workplace:
        """Start a program in a folder."""
        place = Workplace(name, folder, Watch(self.clock), LineSession(name, self.region, self.weather))
        place.open()
        self.places.append(place)
        return place

    def close(self) -> None:
        """End every program."""
        for place in self.places:
            place.close()
        self.region.close()

    def run(self, events: list[tuple[int, str, Callable[[], object]]]) -> None:
        """Live through the events in the order of true time; late requests arrive between them."""
        queue = [(at, number, name, do) for number, (at, name, do) in enumerate(events)]
        heapq.heapify(queue)
        while queue:
            at, _, name, do = heapq.heappop(queue)
            self._arrive(at)
            self.clock.reach(at)
            came = do()
            self.trace.note(at, name, "" if came is None else came)

    def invite(self, place: Workplace, *, wide: bool) -> None:
        """Let the operator read out a code to a workplace."""
        self.codes[place.name] = self.issued[place.name] = self.region.invite(f"Касса {place.name}", wide=wide)

    # -- the desks' turns --------------------------------------------------------

    def exchange(self, place: Workplace) -> str:
        """Let one desk exchange once, with what may go wrong in it; return what came of it."""
        self._spoil_turn(place)
        try:
            return self._turn(place)
        except DeskDied as died:
            place.restart()
            return f"died {died.kept}"
        finally:
            place.way.fumbles = False
            place.hazard.accident = ""
            self.region.dies_in = self.region.full_in = 0

    def _turn(self, place: Workplace) -> str:
        try:
            if place.name in self.codes:
                place.desk.enrol(self.codes[place.name])
            told = place.desk.exchange()
        except CentreUnreachableError as lost:
            return f"lost {lost.reason}"
        except CentreRefusedError as refused:
            if refused.code == CODE_REFUSED:  # it has grown a day old: the operator reads out another
                self.invite(place, wide=True)
            return f"refused {refused.code}"
        except StoppedByCentreError as stopped:
            return f"stopped {stopped.verdict}"
        except NotEnrolledError:
            self.codes[place.name] = self.issued[place.name]  # the file is older than its enrolment: the code again
            return "not enrolled"
        except StoreBrokenError as failed:
            return f"failed {type(failed).__name__}"
        self.codes.pop(place.name, None)
        self.seen["turns_done"] += 1
        return f"ok {told.pushed}"

    def _spoil_turn(self, place: Workplace) -> None:
        self.seen["turns"] += 1
        random, faults = self.chance.weather, self.size.faults
        if self.calm:
            return
        if "crash" in faults and random.random() < 0.06:
            place.hazard.accident, place.hazard.at = random.choice(ACCIDENTS), random.randint(1, 9)
            self.seen[f"turn_{place.hazard.accident}"] += 1
        if "centre_crash" in faults and random.random() < 0.06:
            self.region.dies_in = random.randint(1, 40)
        elif "centre_full" in faults and random.random() < 0.03:
            self.region.full_in = random.randint(1, 40)
            self.seen["centre_full"] += 1
        place.way.fumbles = "fumble" in faults and random.random() < 0.1

    def _deliver_later(self, sent: Sent) -> None:
        at = self.clock.elapsed_ms + self.chance.weather.randint(1, 900_000)
        self.made += 1
        heapq.heappush(self.late, (at, self.made, sent))

    def _arrive(self, until: int) -> None:
        """Let requests arrive that were on their way for long; nobody hears their answers."""
        while self.late and self.late[0][0] <= until:
            at, _, sent = heapq.heappop(self.late)
            self.clock.reach(at)
            answer = self.region.answer(sent.method, sent.target, sent.headers, sent.body)
            self.trace.note("late", sent.target.partition("?")[0], answer.status)

    # -- what can be lost for good -----------------------------------------------

    def known(self, *, but: Workplace | None = None) -> set[str]:
        """Return every operation that a living file or the centre knows."""
        held = {str(row[0]).replace("-", "") for row in self.region.rows("SELECT op_id FROM op_inbox")}
        for place in self.places:
            if place is not but:
                held |= {op_id.hex for op_id in place.operations()}
        return held

    def burn_unknown(self) -> None:
        """After something was destroyed: what nobody knows any more is no fault of the programs."""
        known = self.known()
        gone = [op_id for op_id in self.promises.standing() if op_id.hex not in known]
        lost = self.promises.burn(gone)
        if lost:
            self.trace.note("burnt", lost)
            self.seen["burnt"] += lost

    def remove(self, place: Workplace) -> None:
        """Throw a workplace away with its folder."""
        place.close()
        shutil.rmtree(place.folder)
        self.places.remove(place)
        self.burn_unknown()
