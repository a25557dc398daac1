"""One turn of the loop with the centre: hello, push, pull, codes.

Push sends journal frames and believes only signed acks. Pull reads the change
feed and never writes the journal. A turn may be cut anywhere; the next one
begins again from what is durable.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile
from time import sleep
from uuid import UUID
from zoneinfo import ZoneInfo

from desk_app.application.books import JUDGED
from desk_app.application.clock_skew import Moment
from desk_app.application.enrol_desk import Enrolment
from desk_app.application.errors import (
    CentreRefusedError,
    CentreUnreachableError,
    ConfirmationAwaitedError,
    NotEnrolledError,
    StoppedByCentreError,
)
from desk_app.application.follow_feed import FollowFeed
from desk_app.application.ports import Centre, Clock, SyncedStore
from desk_app.application.reach_centre import say_hello
from desk_app.application.receive_snapshot import AUTO, ReceiveSnapshot, Stage
from desk_app.application.records import Identity
from desk_app.domain.ids import OperationId
from desk_app.domain.operations import Task
from desk_app.protocol.decisions import MOST_ASKED
from desk_app.protocol.frames import MAX_BATCH_BYTES, Frame
from desk_app.protocol.messages import (
    STOPS,
    VERDICT_NEW_EPOCH,
    VERDICT_OK,
    VERDICT_REWOUND,
    Grant,
    Head,
    HelloAnswer,
)
from desk_app.protocol.signing import Signed

__all__ = ["Exchange", "Exchanged", "Progress", "Stage"]

PUSH_OPERATIONS = 50
NOT_THE_CENTRE = "not_the_centre"


Progress = Callable[[Stage, int, int], bool]
"""Told the stage, how much is done and of how much; answers False to stop between steps."""


def _go_on(_stage: Stage, _done: int, _of: int) -> bool:
    return True


def _nobody_asked() -> Enrolment:
    raise NotEnrolledError


class ExchangeCancelledError(CentreUnreachableError):
    """The clerk stopped the turn; what was received so far is kept."""

    def __init__(self) -> None:
        """Name the reason."""
        super().__init__("cancelled")


@dataclass(frozen=True, slots=True)
class Mended:
    """What one turn put right between the two journals, counted in operations.

    `returned` came back from the centre to this file; `sent_again` the centre
    had acknowledged and lost; `epoch` is the one that the operator granted.
    """

    returned: int = 0
    sent_again: int = 0
    epoch: int = 0

    def __bool__(self) -> bool:
        """Tell whether there is anything to say."""
        return self != Mended()


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What one turn brought."""

    pushed: int = 0
    changed: int = 0
    codes: int = 0
    tasks: tuple[Task, ...] = ()
    clock_offset_s: int = 0
    clone_suspected: bool = False
    decided: int = 0
    mended: Mended = Mended()


@dataclass(frozen=True, slots=True)
class Exchange:
    """Bring desk and centre together once; a desk that waits for its grant asks for it first."""

    store: SyncedStore
    centre: Centre
    clock: Clock
    zone: str
    progress: Progress = field(default=_go_on)
    ask_again: Callable[[], Enrolment] = field(default=_nobody_asked)
    boot_id: str = ""
    line: str = AUTO
    pause: Callable[[int], None] = field(default=sleep)

    def __call__(self) -> Exchanged:
        """Do one full turn.

        Raises:
            NotEnrolledError: enrol first.
            ConfirmationAwaitedError: the operator has to compare the fingerprint.
            CentreUnreachableError: nothing known; safe to repeat.
            StoppedByCentreError: the operator has to act; the open shift may finish.
        """
        try:
            answer, heard, mended = self._hello()
            pushed, tasks = self._push()
            if pushed:
                self._compare()
            changed = self._follow()(self._step)
            codes = self._codes(answer)
            decided = self._decisions()
        except CentreUnreachableError as lost:
            self._note_attempt(lost.reason)
            raise
        offset = round((datetime.fromisoformat(answer.centre_time) - heard.wall).total_seconds())
        return Exchanged(pushed, changed, codes, tasks, offset, answer.clone_suspected, decided, mended)

    def _follow(self) -> FollowFeed:
        receive = ReceiveSnapshot(self.store, self.centre, self.clock, self.line, self.pause)
        return FollowFeed(self.store, self.centre, self.clock, receive)

    def _note_attempt(self, reason: str) -> None:
        with self.store.writing() as books:
            books.journal.attempted(reason, self.clock.now())

    def _step(self, stage: Stage, done: int, of: int) -> None:
        if not self.progress(stage, done, of):
            raise ExchangeCancelledError

    def _hello(self) -> tuple[HelloAnswer, Moment, Mended]:
        self._step(Stage.HELLO, 0, 1)
        with self.store.reading() as books:
            identity = books.desk.identity()
        if identity is None:
            identity = self._fetch_grant()
        with self.store.reading() as books:
            head, restored = books.journal.head(), books.desk.restored()
        answer, signed, grant = say_hello(self.centre, self.clock, head, identity)
        heard = self._moment()
        if answer.verdict in STOPS:
            self._keep(signed, answer, heard)
        mended = self._mend(answer, head, identity, grant)
        self._keep(signed, answer, heard)
        if answer.verdict == VERDICT_OK:
            mended = Mended(sent_again=self._give_again(answer.head))
        if restored not in ("", JUDGED):
            with self.store.writing() as books:
                books.desk.judged()
        self._lease(answer, identity)
        return answer, heard, mended

    def _mend(self, answer: HelloAnswer, head: Head, identity: Identity, grant: Signed | None) -> Mended:
        """Do what the verdict asks for."""
        if answer.verdict == VERDICT_REWOUND:
            return Mended(returned=self._fetch_own(head, answer.head))
        if answer.verdict == VERDICT_NEW_EPOCH and grant is not None:
            return self._begin_epoch(grant, identity)
        if answer.verdict != VERDICT_OK:
            raise StoppedByCentreError(answer.verdict)
        return Mended()

    def _fetch_grant(self) -> Identity:
        asked = self.ask_again()
        if asked.identity is None:
            raise ConfirmationAwaitedError(asked.fingerprint)
        return asked.identity

    def _moment(self) -> Moment:
        return Moment(self.clock.now(), self.clock.monotonic_ms(), self.boot_id)

    def _keep(self, signed: Signed, answer: HelloAnswer, heard: Moment) -> None:
        with self.store.writing() as books:
            books.desk.heard(signed, answer, heard)

    def _compare(self) -> None:
        """Hear what the centre's ledger says after what was just sent; any trouble is the next turn's matter."""
        with self.store.reading() as books:
            identity, head = books.desk.identity(), books.journal.head()
        assert identity is not None
        answer, signed, _ = say_hello(self.centre, self.clock, head, identity)
        if answer.verdict == VERDICT_OK:
            self._keep(signed, answer, self._moment())

    def _fetch_own(self, head: Head, wanted: Head) -> int:
        """Append what a restored copy has lost, from the centre's own record of this desk; return how much."""
        had = head.seq
        while head != wanted:
            frames = self.centre.journal(head.epoch, head.seq)
            with self.store.writing() as books:
                if not books.journal.restore(frames):
                    # Working on from here would fork the desk; whoever answered with nothing signed nothing.
                    raise CentreUnreachableError(NOT_THE_CENTRE)
                head = books.journal.head()
        return head.seq - had

    def _give_again(self, head: Head) -> int:
        """Let what the centre had acknowledged and lost, set back to a copy, wait once more; return how much."""
        with self.store.reading() as books:
            lost = books.journal.acknowledged_beyond(head)
        if lost:
            with self.store.writing() as books:
                books.journal.give_again(head)
        return lost

    def _begin_epoch(self, signed: Signed, identity: Identity) -> Mended:
        """Begin the epoch that the operator has granted, with everything the centre does not have."""
        grant = Grant.from_bytes(signed.payload)
        if grant.desk_id != identity.grant.desk_id:
            raise CentreUnreachableError(NOT_THE_CENTRE)
        self._settle_known()
        held, returned = set[UUID](), 0
        for epoch in range(1, grant.epoch):
            known, back = self._take_back(epoch)
            held |= known
            returned += back
        own: tuple[Frame, ...] = ()
        while more := self.centre.journal(grant.epoch, len(own)):
            own = (*own, *more)
        with self.store.writing() as books:
            # A centre that was set back may have lost what it acknowledged in any epoch.
            again = books.journal.give_again_but(held | {frame.op_id for frame in own})
            books.journal.begin_epoch(signed, grant, own)
        return Mended(returned, again, grant.epoch)

    def _settle_known(self) -> None:
        """Fetch the acks of what the centre has from the old epoch: its answers may have been lost."""
        while True:
            with self.store.reading() as books:
                frames = books.journal.pending(PUSH_OPERATIONS, MAX_BATCH_BYTES)
            held = {frame.hash for frame in self.centre.journal(frames[0].epoch, frames[0].seq - 1)} if frames else {}
            known = tuple(frame for frame in frames if frame.hash in held)
            if not known or not self._send(known)[0]:
                return

    def _take_back(self, epoch: int) -> tuple[set[UUID], int]:
        """Fetch what the centre has of an ended epoch and this file has lost, with the acks.

        Return the ids of all that the centre has, and how many operations came back.

        The frames are pushed again only for their ack: the centre knows every
        one of them, so it answers with what became of them and does nothing.
        """
        after, held, returned = 0, set[UUID](), 0
        while frames := self.centre.journal(epoch, after):
            if frames[-1].seq <= after or any(frame.epoch != epoch for frame in frames):
                raise CentreUnreachableError(NOT_THE_CENTRE)
            after = frames[-1].seq
            held.update(frame.op_id for frame in frames)
            with self.store.reading() as books:
                lost = books.journal.missing(frames)
            if not lost:
                continue
            signed, ack = self.centre.push(lost)
            named = {result.op_id for result in ack.results}
            if not all(str(frame.op_id) in named for frame in lost):
                raise StoppedByCentreError(ack.stopped or "gap")
            with self.store.writing() as books:
                books.journal.take_back(lost)
                books.journal.accept(signed, ack, self.clock.now())
            returned += len(lost)
        return held, returned

    def _lease(self, answer: HelloAnswer, identity: Identity) -> None:
        if answer.card_last and answer.card_last != identity.grant.card_last:
            with self.store.writing() as books:
                books.cards.lease(answer.card_first, answer.card_last)

    def _push(self) -> tuple[int, tuple[Task, ...]]:
        pushed = 0
        tasks: tuple[Task, ...] = ()
        while True:
            with self.store.reading() as books:
                frames = books.journal.pending(PUSH_OPERATIONS, MAX_BATCH_BYTES)
                waiting, strays = books.journal.counts().pending, books.journal.strays()
            if not frames:
                if strays:
                    raise StoppedByCentreError("stray_epoch")
                return pushed, tasks
            self._step(Stage.PUSH, pushed, pushed + waiting)
            told, stopped, raised = self._send(frames)
            tasks = (*tasks, *raised)
            if stopped or not told:
                raise StoppedByCentreError(stopped or "gap")
            pushed += told

    def _send(self, frames: tuple[Frame, ...]) -> tuple[int, str, tuple[Task, ...]]:
        """Push frames; return how many of them the ack names, why it stopped, and what needs a person."""
        signed, ack = self.centre.push(frames)
        with self.store.writing() as books:
            raised = books.journal.accept(signed, ack, self.clock.now())
        named = {result.op_id for result in ack.results}
        # From the first on: an ack that passes over the first frame brings no progress, only another turn.
        told = sum(1 for _ in takewhile(lambda frame: str(frame.op_id) in named, frames))
        return told, ack.stopped, raised

    def _decisions(self) -> int:
        """Ask what people at the centre have decided about the open tasks, and close those."""
        with self.store.reading() as books:
            waiting = tuple(dict.fromkeys(task.op_id for task in books.tasks.open()))[:MOST_ASKED]
        if not waiting:
            return 0
        try:
            decisions = self.centre.decisions(waiting)
        except CentreRefusedError:
            return 0  # an older centre does not know the call: tasks are settled here, as they were
        with self.store.writing() as books:
            now = self.clock.now()
            return sum(books.tasks.decide(OperationId(one.op_id), now, one.decisions) for one in decisions.closed)

    def _codes(self, answer: HelloAnswer) -> int:
        """Fetch the sealed packets of the month, continuing where the last turn stopped."""
        today = self.clock.now().astimezone(ZoneInfo(self.zone)).date().isoformat()
        with self.store.writing() as books:
            books.codes.wipe_expired(today)
            reach = books.codes.reach(answer.code_period) if answer.code_period else None
        fetched = 0
        while reach is not None:
            self._step(Stage.CODES, fetched, 0)
            packet = self.centre.codes(reach)
            with self.store.writing() as books:
                books.codes.keep(packet, reach)
            fetched += packet.count
            reach = packet.last or None
        return fetched
