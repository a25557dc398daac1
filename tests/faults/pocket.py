"""A centre in the pocket: it signs acks for whatever it is told, so that a desk can exchange without a network."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from desk_app.application.stamps import wall_text
from desk_app.domain.ids import AccountKey, OperationId
from desk_app.protocol.decisions import Decisions
from desk_app.protocol.frames import Frame
from desk_app.protocol.lookups import LookedUp
from desk_app.protocol.merkle import EMPTY_ROOT
from desk_app.protocol.messages import (
    TAG_ACK,
    TAG_HELLO,
    VERDICT_OK,
    Ack,
    ChangePage,
    CodePacket,
    EnrolRequest,
    Head,
    Hello,
    HelloAnswer,
    Result,
)
from desk_app.protocol.signing import Signed, envelope
from desk_app.protocol.snapshots import Manifest
from tests.faults.world import ACCOUNTS, CENTRE_KEY, account_of, change_of

BEYOND = (1, 1)
"""Acks point here, past anything the pocket feed ever brings: own operations stay laid over the mirror."""


class NotInPocketError(AssertionError):
    """Only what an ordinary turn needs is here."""


@dataclass(frozen=True, slots=True)
class PocketCentre:
    """Remembers nothing, so `taken` tells it what it would have in its ledger; implements the Centre port."""

    taken: Callable[[], int]

    def hello(self, hello: Hello) -> tuple[HelloAnswer, Signed, Signed | None]:
        """Find everything in order."""
        now = wall_text(datetime.now(UTC))
        answer = HelloAnswer("", VERDICT_OK, now, hello.head, False, "", 0, 0, self.taken(), hello.head.seq)  # noqa: FBT003 - no clone
        return answer, envelope(CENTRE_KEY, TAG_HELLO, answer.to_bytes()), None

    def push(self, frames: Sequence[Frame]) -> tuple[Signed, Ack]:
        """Accept everything."""
        last = frames[-1]
        results = tuple(Result(frame.seq, str(frame.op_id), "accepted", "", f"7-{frame.seq}") for frame in frames)
        head = Head(last.epoch, last.seq, last.hash)
        now = wall_text(datetime.now(UTC))
        ack = Ack(str(last.desk_id), head, results, "", BEYOND, 0, EMPTY_ROOT, now)
        return envelope(CENTRE_KEY, TAG_ACK, ack.to_bytes()), ack

    def changes(self, cursor: str) -> ChangePage:
        """Bring one account again under a higher version."""
        change = change_of(account_of(ACCOUNTS[-1]), time.monotonic_ns())
        return ChangePage((change,), cursor, (0, 0), more=False, tallies=())

    def enrol(self, request: EnrolRequest) -> Signed | None:
        """Not here."""
        raise NotInPocketError(request)

    def journal(self, epoch: int, after: int) -> tuple[Frame, ...]:
        """Not here."""
        raise NotInPocketError(epoch, after)

    def snapshot(self, form: str, *, repair: bool) -> Manifest | None:
        """Not here."""
        raise NotInPocketError(form, repair)

    def pieces(self, manifest: Manifest, first: int) -> Iterator[bytes]:
        """Not here."""
        raise NotInPocketError(manifest, first)

    def codes(self, after: str) -> CodePacket:
        """Not here."""
        raise NotInPocketError(after)

    def decisions(self, op_ids: Sequence[OperationId]) -> Decisions:
        """Not here."""
        raise NotInPocketError(op_ids)

    def look_up(self, receipt_type: str, number: str) -> tuple[LookedUp, ...]:
        """Not here."""
        raise NotInPocketError(receipt_type, number)

    def check_code(self, key: AccountKey, code: str) -> bool:
        """Not here."""
        raise NotInPocketError(key, code)
