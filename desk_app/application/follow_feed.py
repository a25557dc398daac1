"""Bringing the mirror to the end of the centre's feed, and putting it right where it is not what the centre holds.

Pull never writes the journal. A mirror that is damaged, or that differs from
the centre's own count, is replaced by a new snapshot: a few times a day, for
what whole fetches did not cure another one will not, and a person has to look.
"""

from dataclasses import dataclass, replace

from desk_app.application.errors import CursorExpiredError
from desk_app.application.once import MIRROR_DAMAGED, StoreBrokenError
from desk_app.application.ports import Centre, Clock, SyncedStore
from desk_app.application.receive_snapshot import ReceiveSnapshot, Stage, Step
from desk_app.application.records import DAMAGED, DIFFERS, MirrorHealth
from desk_app.protocol.messages import Tally

MOST_REPAIRS = 3
"""A day; each brings a whole scope over the line."""


@dataclass(frozen=True, slots=True)
class FollowFeed:
    """Pull, compare, and repair."""

    store: SyncedStore
    centre: Centre
    clock: Clock
    receive: ReceiveSnapshot

    def __call__(self, step: Step) -> int:
        """Return how many entities have come.

        Raises:
            CentreUnreachableError: the next turn goes on from here.
            StoreBrokenError: the disk failed; `mirror_damaged` where today's repairs did not hold.
        """
        with self.store.reading() as books:
            health = books.desk.mirror_health()
        today = self.clock.now().date().isoformat()
        changed, fault = (0, DAMAGED) if health.fault == DAMAGED else self._follow(step)
        known, health = health, replace(health, fault=fault)
        if fault and health.repairs_of(today) < MOST_REPAIRS:
            self._note(health)
            # What a repair has begun to fetch it goes on with: on a slow line it never came to an end otherwise.
            newly = not (known.fault and self.store.begun())
            more, health = self._repair(step, MirrorHealth("", today, health.repairs_of(today) + 1), newly=newly)
            changed += more
        self._note(health)
        if health.fault == DAMAGED:
            raise StoreBrokenError(MIRROR_DAMAGED)
        return changed

    def _repair(self, step: Step, put_right: MirrorHealth, *, newly: bool) -> tuple[int, MirrorHealth]:
        """Fetch everything; it counts as a repair once all has come."""
        received = self.receive(step, repair=newly)
        self._note(put_right)
        changed, tallies = self._changes(step)
        return received + changed, replace(put_right, fault=self._fault(tallies))

    def _follow(self, step: Step) -> tuple[int, str]:
        """Go on from the cursor; return how much came and what is wrong with the mirror, if anything."""
        try:
            if not self._cursor():
                return self._anew(step)
            changed, tallies = self._changes(step)
            return changed, self._fault(tallies)
        except CursorExpiredError:
            return self._anew(step)
        except StoreBrokenError as broken:
            if broken.reason != MIRROR_DAMAGED:
                raise
            return 0, DAMAGED

    def _anew(self, step: Step) -> tuple[int, str]:
        """Fetch everything; what the centre has heard since it made the snapshot comes with the changes, at once."""
        received = self.receive(step)
        changed, tallies = self._changes(step)
        return received + changed, self._fault(tallies)

    def _cursor(self) -> str:
        with self.store.mirroring() as mirror:
            return mirror.cursor()

    def _changes(self, step: Step) -> tuple[int, tuple[Tally, ...]]:
        """Read the feed to its end; return how much came and the centre's own count, where it gave one."""
        cursor, changed, more = self._cursor(), 0, True
        tallies: tuple[Tally, ...] = ()
        while more:
            step(Stage.CHANGES, changed, 0)
            page = self.centre.changes(cursor)
            with self.store.mirroring() as mirror:
                changed += mirror.apply(page.changes, cursor, page.cursor, page.position)
                if not page.more:
                    mirror.mark_synced(self.clock.now())
            cursor, more, tallies = page.cursor, page.more, page.tallies
        return changed, tallies

    def _fault(self, tallies: tuple[Tally, ...]) -> str:
        """Compare with the centre's counts and hashes; once a day row by row, and every page with its seal."""
        today = self.clock.now().date().isoformat()
        with self.store.reading() as books:
            daily = books.mirror.counted_on() != today
        if daily and not self.store.mirror_sealed():
            return DAMAGED
        if not tallies:
            return ""
        with self.store.reading() as books:
            held = books.mirror.count_through() if daily else books.mirror.tallies()
        if set(held) != set(tallies):
            return DIFFERS
        if daily:
            with self.store.mirroring() as mirror:
                mirror.mark_counted(today)
        return ""

    def _note(self, health: MirrorHealth) -> None:
        with self.store.reading() as books:
            known = books.desk.mirror_health()
        if health != known:
            with self.store.writing() as books:
                books.desk.note_mirror_health(health)
