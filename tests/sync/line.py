"""A small desk, a real centre, and the line between them that a test may cut."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from desk_app.application.audit_books import AuditBooks
from desk_app.application.enrol_desk import EnrolDesk
from desk_app.application.exchange import Exchange, Exchanged, Progress
from desk_app.application.ports import Centre
from desk_app.presenters.audit_words import fault_words
from desk_app.settlement import desks
from desk_app.settlement.held import reapply_held
from desk_app.sync.http_centre import Caller, HttpCentre
from tests.helpers.centre import NOON, RunningCentre
from tests.helpers.fakes import CountingIds, StoppedClock
from tests.helpers.small_desk import SECRETS, SmallDesk, bare_desk


class Meddler:
    """Passes every call on to the centre, but for those a test has changed."""

    def __init__(self, centre: Centre, **changed: Callable[..., object]) -> None:
        self._centre, self._changed = centre, changed

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any call of the port
        return self._changed.get(name, getattr(self._centre, name))


@dataclass(slots=True)
class Line:
    """One desk and its centre."""

    desk: SmallDesk
    centre: RunningCentre
    link: HttpCentre = field(init=False)

    def __post_init__(self) -> None:
        """Pick up the line."""
        self.link = HttpCentre(self.centre.url, SECRETS.signer, self._caller, self.desk.clock)

    def exchange(self, progress: Progress | None = None, **changed: Callable[..., object]) -> Exchanged:
        """Do one turn, with some calls changed."""
        centre = cast("Centre", Meddler(self.link, **changed))
        turn = Exchange(self.desk.store, centre, self.desk.clock, "Asia/Barnaul")
        return (turn if progress is None else Exchange(turn.store, centre, turn.clock, turn.zone, progress))()

    def enrol(self, code: str) -> object:
        """Enrol with a one-time code."""
        return EnrolDesk(self.desk.store, self.link, SECRETS)(code).identity

    def grants_epoch(self) -> int:
        """Let the operator grant the next epoch and release what was held."""
        with self.centre.database.write() as connection:
            epoch = desks.grant_epoch(connection, self.centre.centre, desks.desk_by_number(connection, 1))
            reapply_held(connection, self.centre.centre)
        return epoch

    def ledger(self) -> list[int]:
        """Return the kopecks of every payment in the centre's books, smallest first."""
        query = "SELECT amount_kop FROM ledger_entry WHERE amount_kop > 0 ORDER BY amount_kop"
        return [row[0] for row in self.centre.rows(query)]

    def pending(self) -> int:
        """Count what this desk still has to send."""
        with self.desk.store.reading() as books:
            return books.journal.counts().pending

    def faults(self) -> list[str]:
        """Audit the desk's books."""
        return [f"{one.name}: {fault_words(one)}" for one in AuditBooks(self.desk.store)() if not one.holds]

    def _caller(self) -> Caller:
        with self.desk.store.reading() as books:
            identity = books.desk.identity()
        return Caller(str(identity.grant.desk_id), identity.grant.centre_key) if identity else Caller()


@contextmanager
def running_centre(folder: Path) -> Iterator[RunningCentre]:
    """Run a centre with a small street."""
    with RunningCentre(folder / "centre.db", folder / "centre") as centre:
        centre.load_sample()
        yield centre


@contextmanager
def open_line(folder: Path, centre: RunningCentre, ids: CountingIds | None = None) -> Iterator[Line]:
    """Open a desk's file, new or old, and connect it."""
    with bare_desk(folder, StoppedClock(NOON), ids) as desk:
        yield Line(desk, centre)


@contextmanager
def enrolled_line(folder: Path, centre: RunningCentre) -> Iterator[Line]:
    """Enrol a new desk and let it read everything."""
    with open_line(folder, centre) as line:
        assert line.enrol(centre.invite())
        line.exchange()
        yield line
