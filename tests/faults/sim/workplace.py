"""One workplace of a simulated world: a folder with the real program in it, which may die, be set back or be copied."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from desk_app import main as parts
from desk_app.application.books import Books, MirrorBook
from desk_app.application.desk import Desk
from desk_app.application.once import StoreBrokenError
from desk_app.application.ports import SyncedStore
from desk_app.settings import Settings
from desk_app.store.units import SqlStore
from desk_app.sync.http_centre import HttpCentre
from tests.faults.sim.clocks import Watch
from tests.faults.sim.line import URL, FumblingCentre, LineSession

T = TypeVar("T")
DIES_BEFORE, DIES_AFTER, DISK_FULL, ANSWER_LOST = "dies_before", "dies_after", "disk_full", "answer_lost"
ACCIDENTS = (DIES_BEFORE, DIES_AFTER, DISK_FULL, ANSWER_LOST)


class DeskDied(BaseException):
    """The program ended; `kept` tells whether what it was writing had been committed."""

    def __init__(self, *, kept: bool) -> None:
        super().__init__()
        self.kept = kept


@dataclass(slots=True)
class HazardStore:
    """The real store whose `at`-th next commit meets an accident; implements the SyncedStore port."""

    store: SyncedStore
    accident: str = ""
    at: int = 0

    def reading(self) -> AbstractContextManager[Books]:
        """Open a view."""
        return self.store.reading()

    def writing(self) -> AbstractContextManager[Books]:
        """Open the write transaction; it may not end well."""
        return self._perhaps_badly(self.store.writing())

    def mirroring(self) -> AbstractContextManager[MirrorBook]:
        """Open the mirror's write transaction; it may not end well either."""
        return self._perhaps_badly(self.store.mirroring())

    @contextmanager
    def _perhaps_badly(self, transaction: AbstractContextManager[T]) -> Iterator[T]:
        accident = self._next()
        with transaction as written:
            yield written
            if accident == DIES_BEFORE:
                raise DeskDied(kept=False)
            if accident == DISK_FULL:
                raise StoreBrokenError("disk_full")
        if accident == DIES_AFTER:
            raise DeskDied(kept=True)
        if accident == ANSWER_LOST:
            raise StoreBrokenError("disk_error")

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - what else the port has goes on undisturbed
        return getattr(object.__getattribute__(self, "store"), name)

    def _next(self) -> str:
        if not self.accident:
            return ""
        self.at -= 1
        if self.at > 0:
            return ""
        accident, self.accident = self.accident, ""
        return accident


@dataclass(slots=True)
class Workplace:
    """A folder, a clock, a line, and the program; `scarred` remembers what makes its shifts differ for good reason."""

    name: str
    folder: Path
    watch: Watch
    session: LineSession
    desk: Desk = field(init=False)
    hazard: HazardStore = field(init=False)
    way: FumblingCentre = field(init=False)
    clone: bool = False
    revoked: bool = False
    scarred: bool = False
    left_behind: bool = False
    turn_hook: Callable[[], None] | None = None

    def open(self) -> None:
        """Start the program."""
        self.watch.restarted()
        desk = parts.open_desk(Settings(self.folder, URL, key_slot="file"), self.watch)
        http = desk.exchange.centre
        assert isinstance(http, HttpCentre)
        http.session = self.session  # type: ignore[assignment]  # the line of this world
        self.way = FumblingCentre(http, self.session.weather)
        self.hazard = HazardStore(desk.exchange.store)
        self.desk = _with_store(desk, self.hazard, self.way)

    def close(self) -> None:
        """End the program; what was not committed is gone."""
        self.desk.close()

    def restart(self) -> None:
        """End and start."""
        self.close()
        self.open()

    @property
    def number(self) -> int:
        """Return the desk's number at the centre."""
        with self.desk.exchange.store.reading() as books:
            identity = books.desk.identity()
        return identity.grant.desk_number if identity else 0

    def operations(self) -> set[UUID]:
        """Return the ids of everything this file knows."""
        with self.desk.exchange.store.reading() as books:
            return {frame.op_id for frame in (*books.journal.frames(), *books.journal.returned())}

    def pending(self) -> int:
        """Count what waits for the centre."""
        with self.desk.exchange.store.reading() as books:
            return books.journal.counts().pending

    def raw_copy(self, place: Path) -> Path:
        """Copy the whole folder while the program is closed."""
        self.close()
        shutil.copytree(self.folder, place)
        self.open()
        return place

    def rot(self, random: Random) -> str:
        """Let some bytes of the mirror's file go bad while the program is closed; the page is somewhere in it."""
        path = self._files.mirror_path
        self.close()
        place = random.randrange(path.stat().st_size - 64)
        with path.open("r+b") as file:
            file.seek(place)
            file.write(random.randbytes(64))
        self.open()
        return f"{place // 4096}"

    def rotten(self) -> bool:
        """Look at every page of the mirror's file, past what the program itself looks at."""
        return bool(self._files.database.faults_of(self._files.mirror_path))

    @property
    def _files(self) -> SqlStore:
        store = self.hazard.store
        assert isinstance(store, SqlStore)
        return store

    def set_back(self, copy: Path) -> None:
        """Let somebody copy an older folder over this one, past the program."""
        self.close()
        shutil.rmtree(self.folder)
        shutil.copytree(copy, self.folder)
        self.open()


def _with_store(desk: Desk, store: HazardStore, way: FumblingCentre) -> Desk:
    """Hand the same use cases another door to the same store."""
    changed: dict[str, Any] = {}
    for one in fields(desk):
        part: Any = getattr(desk, one.name)
        if is_dataclass(part) and any(inner.name == "store" for inner in fields(part)):
            changed[one.name] = replace(part, store=store)  # type: ignore[type-var]  # any use case
    changed["exchange"] = replace(changed["exchange"], centre=way, ask_again=changed["enrol"].again)
    return replace(desk, **changed)
