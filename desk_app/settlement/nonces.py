"""Which calls were heard in the last minutes: a signed call cannot simply be repeated."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql

from desk_app.protocol.signing import REQUEST_WINDOW_S
from desk_app.settlement.database import Database
from desk_app.settlement.tables import heard_call

_REMEMBERED = 50_000
_SWEEP_S = 60


class Nonces(Protocol):
    """Remembers the nonces of desks."""

    def fresh(self, desk_id: UUID, nonce: str, now_s: int) -> bool:
        """Note a nonce; tell whether it is new."""
        ...


@dataclass(slots=True)
class OwnNonces:
    """Remembered by the one process that serves an embedded database."""

    seen: OrderedDict[tuple[UUID, str], int] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def fresh(self, desk_id: UUID, nonce: str, now_s: int) -> bool:
        """Note a nonce; tell whether it is new."""
        with self.lock:
            while self.seen and next(iter(self.seen.values())) < now_s - 2 * REQUEST_WINDOW_S:
                self.seen.popitem(last=False)
            if (desk_id, nonce) in self.seen:
                return False
            self.seen[desk_id, nonce] = now_s
            if len(self.seen) > _REMEMBERED:
                self.seen.popitem(last=False)
            return True


@dataclass(slots=True)
class SharedNonces:
    """Remembered in the database, for every process that serves it; the table is not logged, so nothing is flushed."""

    database: Database
    swept_s: int = 0

    def fresh(self, desk_id: UUID, nonce: str, now_s: int) -> bool:
        """Note a nonce; tell whether it is new."""
        put = postgresql.insert(heard_call).values(desk_id=desk_id, nonce=nonce, at_s=now_s)
        with self.database.write() as connection:
            if now_s - self.swept_s > _SWEEP_S:
                self.swept_s = now_s
                connection.execute(delete(heard_call).where(heard_call.c.at_s < now_s - 2 * REQUEST_WINDOW_S))
            new = put.on_conflict_do_nothing().returning(heard_call.c.at_s)
            return connection.execute(new).first() is not None
