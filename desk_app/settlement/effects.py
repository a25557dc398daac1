"""What an operation means, told apart by kind; each kind has its own module."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from desk_app.protocol.frames import Frame
from desk_app.settlement.centre import Centre
from desk_app.settlement.changes import Touched

ACCEPTED = "accepted"
SUSPENSE = "accepted_suspense"
CONFLICT = "accepted_conflict"
NOOP = "accepted_noop"
HELD_SCHEMA = "held_schema"
HELD_FORK = "held_fork"
HELD_ERROR = "held_error"
MOST_DETAIL = 64


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an operation: its class and the reasons, comma-separated, at most 64 characters."""

    name: str
    detail: str = ""

    @classmethod
    def of(cls, name: str, flags: Iterable[str]) -> "Outcome":
        """Name the flags, most important first; one that does not fit is left out whole, for desks match on words."""
        detail = ""
        for flag in flags:
            longer = f"{detail},{flag}" if detail else flag
            detail = longer if len(longer) <= MOST_DETAIL else detail
        return cls(name, detail)


@dataclass(frozen=True, slots=True)
class DeskIdentity:
    """A desk as the centre knows it; every right follows from this and nothing else."""

    id: UUID
    number: int
    organisation_id: int
    state: str
    public_key: bytes
    box_key: bytes


@dataclass(slots=True)
class Memory:
    """What the operations of one batch have looked up, so that the next ones need not ask again."""

    closed: dict[str, bool] = field(default_factory=dict)
    services: dict[str, tuple[str, str]] = field(default_factory=dict)
    dates: dict[str, str] = field(default_factory=dict)
    ledger_accounts: set[str] = field(default_factory=set)

    def forget_written(self) -> None:
        """Forget what a failed operation may have written and lost again."""
        self.dates.clear()
        self.ledger_accounts.clear()


@dataclass(slots=True)
class Effect:
    """One operation being applied: where to write, who acts, what it says or why it cannot be read, what it touched."""

    connection: Connection
    centre: Centre
    desk: DeskIdentity
    frame: Frame
    body: Any
    now: str
    memory: Memory = field(default_factory=Memory)
    touched: Touched = field(default_factory=Touched)


Apply = Callable[[Effect, Any], Outcome]
"""Applies one body; anything it raises becomes held_error, never a refusal."""
