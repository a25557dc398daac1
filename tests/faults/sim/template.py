"""A centre with enrolled desks, made once for a size and copied for every world of it."""

import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random

from desk_app.settlement import schema
from desk_app.settlement.clock import stamp
from desk_app.settlement.database import open_database
from tests.faults.sim.chance import Trace, seeded
from tests.faults.sim.clocks import Watch, WorldClock
from tests.faults.sim.line import LineSession, Weather
from tests.faults.sim.region import Region
from tests.faults.sim.workplace import Workplace
from tests.helpers.centre import load_street


@dataclass(frozen=True, slots=True)
class Template:
    """Where the prepared folders of so many desks lie."""

    folder: Path
    desks: int

    def copy(self, place: Path) -> Path:
        """Copy everything for one world."""
        return Path(shutil.copytree(self.folder, place))


def make_template(folder: Path, desks: int) -> Template:
    """Enrol the desks and let each read its street; the same every time, in every process."""
    clock, trace = WorldClock(), Trace()
    folder.mkdir(parents=True)
    with seeded(Random("template")):
        database = open_database(folder / "centre.db")
        schema.upgrade(database, stamp(clock.now()))
        with database.write() as connection:
            load_street(connection, houses=3, flats=4)
        database.close()
        region = Region(folder, clock, Random("region"), trace)
        weather = Weather(Random("weather"), trace, Counter(), lambda _sent: None)
        for number in range(1, desks + 1):
            name = str(number)
            place = Workplace(name, folder / f"desk-{name}", Watch(clock), LineSession(name, region, weather))
            place.open()
            place.desk.enrol(region.invite(f"Касса {name}", wide=number % 2 == 1))
            place.desk.exchange()
            place.close()
        region.close()
    return Template(folder, desks)
