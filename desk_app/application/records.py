"""What the books keep about the desk itself: who it is, how far it came, what it printed."""

from dataclasses import dataclass
from datetime import datetime

from desk_app.domain.ids import OperationId
from desk_app.protocol.messages import (
    Grant,
    HelloAnswer,
)
from desk_app.protocol.signing import Signed

HELLO_NEEDED = "hello_needed"
"""The file was put back and the centre has not said yet where its journal should stand."""


JUDGED = "judged"
"""The centre has said it."""


DAMAGED = "damaged"
DIFFERS = "differs"
"""What may be wrong with the mirror: pages of the file, or what it holds beside the centre's count."""


@dataclass(frozen=True, slots=True)
class MirrorHealth:
    """What is known to be wrong with the mirror, empty for nothing; and the last day of repairs, with their number."""

    fault: str = ""
    repaired_on: str = ""
    repairs: int = 0

    def repairs_of(self, day: str) -> int:
        """Return how often it was put right on a day."""
        return self.repairs if self.repaired_on == day else 0


@dataclass(frozen=True, slots=True)
class Left:
    """Unsent operations that a forced restore left behind in the file that lies aside."""

    aside: str
    operations: int
    kopecks: int


@dataclass(frozen=True, slots=True)
class Aside:
    """A file that a restore put aside, with operations only it knows; `operations` is None where it cannot be read."""

    name: str
    operations: int | None
    kopecks: int


@dataclass(frozen=True, slots=True)
class Identity:
    """Who this desk is, from the centre's grant; `install_id` only detects clones."""

    grant: Grant
    signed: Signed
    install_id: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Figures of the journal for the status screen and `status --json`.

    `registered` counts every registration made here; those the centre took are
    `residents_accepted`, those that wait for a person `registrations_in_question`.
    """

    made: int
    acknowledged: int
    pending: int
    pending_kopecks: int
    taken_kopecks: int
    acknowledged_kopecks: int
    registered: int
    residents_accepted: int
    registrations_in_question: int
    oldest_pending: datetime | None


@dataclass(frozen=True, slots=True)
class LastHello:
    """What the centre said of its books last, as signed, beside what this desk's journal says of the same operations.

    `least` and `most` are the kopecks of this journal's `operations`: those that the centre holds
    may have reached its ledger since or not, so they lie between the two. With
    a head that is not in this journal (`same_chain` false) it speaks of another
    copy of the desk, and nothing can be compared.
    """

    answer: HelloAnswer
    signed: Signed
    least: int
    most: int
    operations: int
    same_chain: bool


@dataclass(frozen=True, slots=True)
class PrintRecord:
    """A paper that was made: what it said (snapshot) and how often it was printed."""

    print_id: OperationId
    kind: str
    subject: str
    made_at: datetime
    snapshot: bytes
    items: int
    pages: int
    printed: int
