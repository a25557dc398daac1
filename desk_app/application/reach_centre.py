"""Asking the centre how this desk stands, and nothing more: nothing is sent, fetched or kept."""

from dataclasses import dataclass
from datetime import datetime

from desk_app import __version__
from desk_app.application.errors import ConfirmationAwaitedError, NotEnrolledError, StoppedByCentreError
from desk_app.application.ports import Centre, Clock, SyncedStore
from desk_app.application.records import Identity
from desk_app.application.stamps import wall_text
from desk_app.protocol.messages import STOPS, VERDICT_OK, Head, Hello, HelloAnswer
from desk_app.protocol.signing import Signed, fingerprint


@dataclass(frozen=True, slots=True)
class Reached:
    """What the centre said: `mends` where the next exchange has two journals to bring together."""

    clock_skew_s: int
    mends: bool


@dataclass(frozen=True, slots=True)
class ReachCentre:
    """Say hello, as every exchange begins."""

    store: SyncedStore
    centre: Centre
    clock: Clock

    def __call__(self) -> Reached:
        """Return what the centre answers now.

        Raises:
            NotEnrolledError: there is no centre yet.
            ConfirmationAwaitedError: the operator has to compare the fingerprint.
            CentreUnreachableError: nothing is known.
            StoppedByCentreError: the operator has to act.
        """
        with self.store.reading() as books:
            identity, head = books.desk.identity(), books.journal.head()
            if identity is None and books.desk.asked():
                raise ConfirmationAwaitedError(fingerprint(books.journal.public_key()))
        if identity is None:
            raise NotEnrolledError
        answer, _signed, _grant = say_hello(self.centre, self.clock, head, identity)
        if answer.verdict in STOPS:
            raise StoppedByCentreError(answer.verdict)
        ahead = self.clock.now() - datetime.fromisoformat(answer.centre_time)
        return Reached(round(ahead.total_seconds()), answer.verdict != VERDICT_OK)


def say_hello(
    centre: Centre, clock: Clock, head: Head, identity: Identity
) -> tuple[HelloAnswer, Signed, Signed | None]:
    """Tell the centre who asks, how far its journal is and what its clock shows."""
    return centre.hello(Hello(head, identity.install_id, wall_text(clock.now()), __version__))
