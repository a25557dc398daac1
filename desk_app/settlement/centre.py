"""The service as one value: its database, keys and clock, handed to everything that works."""

import threading
from dataclasses import dataclass, field

from desk_app.protocol.signing import Signed, envelope
from desk_app.settlement.clock import Clock, stamp
from desk_app.settlement.database import Database
from desk_app.settlement.keys import CentreKeys


@dataclass(frozen=True, slots=True)
class Centre:
    """What every part of the service needs."""

    database: Database
    keys: CentreKeys
    clock: Clock
    building: threading.Lock = field(default_factory=threading.Lock)  # one snapshot at a time

    def now(self) -> str:
        """Return the present instant as stored."""
        return stamp(self.clock.now())

    def sign(self, tag: str, payload: bytes) -> Signed:
        """Sign something a desk may rely on."""
        return envelope(self.keys.signing, tag, payload)
