"""What every clerk was told, kept apart from both programs: the independent ledger of a simulated world."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

PaidLine = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Promise:
    """One operation that a desk said is saved; `lines` is the money, by account and service."""

    op_id: UUID
    kind: str
    place: str
    shift: str = ""
    lines: tuple[PaidLine, ...] = ()
    card: str = ""

    @property
    def kopecks(self) -> int:
        """Return what was taken."""
        return sum(line[2] for line in self.lines)


@dataclass(slots=True)
class Promises:
    """`kept` was said to be saved; `refused` was said not to be; `burnt` lay on a disk that is no more."""

    kept: dict[UUID, Promise] = field(default_factory=dict)
    refused: set[UUID] = field(default_factory=set)
    burnt: set[UUID] = field(default_factory=set)

    def keep(self, promise: Promise) -> None:
        """Write a promise down."""
        self.refused.discard(promise.op_id)
        self.kept[promise.op_id] = promise

    def refuse(self, op_id: UUID) -> None:
        """Write down that a clerk was told that nothing was saved."""
        if op_id not in self.kept:
            self.refused.add(op_id)

    def burn(self, gone: Iterable[UUID]) -> int:
        """Write down that nobody but a dead disk knew of these; tell how many that were new."""
        lost = (set(gone) & self.kept.keys()) - self.burnt
        self.burnt |= lost
        return len(lost)

    def standing(self) -> dict[UUID, Promise]:
        """Return every promise that has to be kept."""
        return {op_id: one for op_id, one in self.kept.items() if op_id not in self.burnt}

    def by_shift(self) -> Counter[str]:
        """Return what was taken in each shift."""
        sums: Counter[str] = Counter()
        for one in self.kept.values():
            if one.lines:
                sums[one.shift] += one.kopecks
        return sums
