"""The common fields of every operation: when, where and by whom, as evidence."""

from dataclasses import dataclass
from datetime import UTC, datetime

from desk_app import __version__
from desk_app.application.books import Books
from desk_app.application.clock_skew import Moment
from desk_app.application.ports import Clock
from desk_app.application.restoring import assert_judged
from desk_app.domain.texts import clean_text
from desk_app.protocol.bodies import Stamp


@dataclass(frozen=True, slots=True)
class Stamper:
    """Makes stamps; `boot_id` ties monotonic times of one run together."""

    clock: Clock
    zone: str
    boot_id: str

    def stamp(self, books: Books, clerk: str, shift_id: str = "") -> tuple[Stamp, datetime]:
        """Return the stamp for one operation and the instant it carries.

        Raises:
            HelloNeededError: the file was put back and the centre has not been asked.
        """
        # Every new operation passes here, so that none can begin a second chain on a restored file.
        assert_judged(books)
        now = self.clock.now()
        made = Stamp(
            wall_utc=wall_text(now),
            tz=self.zone,
            mono_ms=self.clock.monotonic_ms(),
            boot_id=self.boot_id,
            clerk=clerk_text(clerk),
            shift_id=shift_id,
            cursor="{}.{}".format(*books.mirror.position()),
            app_ver=__version__,
        )
        return made, now

    def moment(self) -> Moment:
        """Return this instant by both clocks."""
        return Moment(self.clock.now(), self.clock.monotonic_ms(), self.boot_id)

    def skew_s(self, books: Books) -> int:
        """Return by how many seconds this clock is ahead of the centre's, as far as is known."""
        heard = books.desk.clock_heard()
        return heard.skew_s(self.moment()) if heard else 0


def clerk_text(clerk: str) -> str:
    """Write a clerk's name as an operation carries it."""
    return clean_text(clerk)[:80]


def wall_text(instant: datetime) -> str:
    """Write an instant as «2026-11-23T10:00:00.000Z»."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
