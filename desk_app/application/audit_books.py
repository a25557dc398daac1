"""Recomputing everything from the journal and comparing (invariants of the protocol, desk side)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from desk_app.application.books import Books
from desk_app.application.ports import Store
from desk_app.application.records import DAMAGED
from desk_app.domain.operations import PAY_CASH
from desk_app.protocol.bodies import CashPaid, read_body
from desk_app.protocol.frames import Frame, signed_by
from desk_app.protocol.messages import STOPS, TAG_HELLO, Ack, Head


@dataclass(frozen=True, slots=True)
class Finding:
    """One invariant and what contradicts it: a code with its facts; an empty `fault` means it holds.

    The words are the presenters' (`audit_words`).
    """

    name: str
    fault: str = ""
    facts: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Tell whether nothing contradicts it."""
        return not self.fault


@dataclass(frozen=True, slots=True)
class AuditBooks:
    """Check chain, signatures, acks, sums and the file itself."""

    store: Store

    def __call__(self) -> tuple[Finding, ...]:
        """Return every invariant with its finding; of a damaged file only that."""
        sound = _sound(self.store)
        if not sound.holds:
            return (sound,)
        harmed = self.store.mirror_faults()
        with self.store.reading() as books:
            frames = tuple(books.journal.frames())
            # What only the centre has kept is in no chain of ours, but in all sums.
            known = (*frames, *books.journal.returned())
            return (
                sound,
                _mirror(books, harmed),
                _end(books, self.store.shortened()),
                _chain(books, frames),
                _signatures(books, known),
                _acks(books, known),
                _sums(books, known),
                _ledger(books),
                _strays(books),
                _left_behind(books),
                _cards(known),
            )


def _sound(store: Store) -> Finding:
    found = store.faults()
    return Finding("file", "damaged", {"found": "; ".join(found)}) if found else Finding("file")


def _mirror(books: Books, found: tuple[str, ...]) -> Finding:
    """The centre's data as they are held here: they hold no money of this desk, and are fetched anew."""
    fault = DAMAGED if found else books.desk.mirror_health().fault
    return Finding("mirror", fault)


def _end(books: Books, before: Head | None) -> Finding:
    if before is None:
        return Finding("I5 end")
    head = books.journal.head()
    return Finding("I5 end", "shortened", {"before": _place(before), "now": _place(head)})


def _chain(books: Books, frames: tuple[Frame, ...]) -> Finding:
    """I7: (epoch, seq) contiguous, every hash builds on the one before."""
    expected = {head.epoch: head for head in books.journal.geneses()}
    for frame in frames:
        before = expected.get(frame.epoch)
        if before is None:
            return Finding("I7 chain", "epoch_not_granted", {"epoch": frame.epoch})
        if frame.seq != before.seq + 1 or frame.prev_hash != before.hash:
            return Finding("I7 chain", "broken", {"place": _place(frame)})
        expected[frame.epoch] = Head(frame.epoch, frame.seq, frame.hash)
    return Finding("I7 chain")


def _signatures(books: Books, frames: tuple[Frame, ...]) -> Finding:
    key = books.journal.public_key()
    for frame in frames:
        if not signed_by(frame, key):
            return Finding("I7 signatures", "not_ours", {"place": _place(frame)})
    return Finding("I7 signatures")


def _acks(books: Books, frames: tuple[Frame, ...]) -> Finding:
    """I5: every acknowledged head is a row of the journal with the same hash, and nothing is acknowledged without."""
    covered: set[str] = set()
    places = {(frame.epoch, frame.seq, frame.hash) for frame in frames}
    identity = books.desk.identity()
    centre = identity.grant.centre_key if identity else b""
    for signed in books.journal.acks():
        if not signed.genuine(centre, "SG-ACK-v1"):
            return Finding("I5 acks", "forged")
        ack = Ack.from_bytes(signed.payload)
        covered.update(result.op_id for result in ack.results)
        head = ack.head
        # Where the centre stopped, the head may be of another copy of this desk: that is why it stopped.
        if head.seq and not ack.stopped and (head.epoch, head.seq, head.hash) not in places:
            return Finding("I5 acks", "absent", {"place": _place(head)})
    unproved = books.journal.counts().acknowledged - len(covered & {str(frame.op_id) for frame in frames})
    return Finding("I5 acks", "unproved", {"count": unproved}) if unproved > 0 else Finding("I5 acks")


def _sums(books: Books, frames: tuple[Frame, ...]) -> Finding:
    """I4, desk side: what the tables say was taken, in all and line by line, is what the signed bodies say."""
    paid = {str(frame.op_id): _paid(frame) for frame in frames if frame.kind == PAY_CASH}
    taken = sum(body.total_kop for body in paid.values())
    told = books.journal.counts().taken_kopecks
    if told != taken:
        return Finding("I4 sums", "totals_differ", {"tables_kop": told, "journal_kop": taken})
    signed = sorted(
        (op_id, line.account.key, line.service, line.amount_kop) for op_id, body in paid.items() for line in body.lines
    )
    kept = sorted((*names, amount.kopecks) for *names, amount in books.journal.lines())
    return Finding("I4 sums", "" if kept == signed else "lines_differ")


def _ledger(books: Books) -> Finding:
    """I4, both sides: what the centre's ledger held at the last hello is what this journal says of the same time.

    Where the centre knows another chain or has stopped the desk, it may hold the operations of another copy.
    """
    last, identity = books.desk.last_hello(), books.desk.identity()
    if last is None:
        return Finding("I4 ledger")
    if not last.signed.genuine(identity.grant.centre_key if identity else b"", TAG_HELLO):
        return Finding("I4 ledger", "forged")
    said = last.answer
    if said.verdict in STOPS or not last.same_chain:
        return Finding("I4 ledger")
    # After a fork the centre keeps what the lost copy took as well: its books may then be longer, never shorter.
    longer = said.ledger_operations > last.operations
    agree = last.least <= said.ledger_kop and (longer or said.ledger_kop <= last.most)
    if agree and said.ledger_operations >= last.operations:
        return Finding("I4 ledger")
    theirs = {"centre_kop": said.ledger_kop, "centre_count": said.ledger_operations}
    return Finding("I4 ledger", "differs", theirs | {"journal_kop": last.most, "journal_count": last.operations})


def _paid(frame: Frame) -> CashPaid:
    body = read_body(frame.kind, frame.schema_ver, frame.body)
    assert isinstance(body, CashPaid)
    return body


def _strays(books: Books) -> Finding:
    count = books.journal.strays()
    return Finding("L1 strays", "outside", {"count": count}) if count else Finding("L1 strays")


def _left_behind(books: Books) -> Finding:
    """A forced restore stays on record: somebody took that money, and only the file aside knows."""
    left = books.desk.left_behind()
    if not left:
        return Finding("L2 left behind")
    facts: dict[str, str | int] = {"files": ", ".join(one.aside for one in left)}
    facts |= {"count": sum(one.operations for one in left), "kop": sum(one.kopecks for one in left)}
    return Finding("L2 left behind", "left", facts)


def _cards(frames: tuple[Frame, ...]) -> Finding:
    """I12: no card number was given twice."""
    cards: dict[str, str] = {}
    for frame in frames:
        if frame.kind == "resident.register":
            body = read_body(frame.kind, frame.schema_ver, frame.body)
            card = getattr(body, "card", "")
            if cards.setdefault(card, str(frame.op_id)) != str(frame.op_id):
                return Finding("I12 cards", "given_twice")
    return Finding("I12 cards")


def _place(one: Frame | Head) -> str:
    return f"{one.epoch}-{one.seq}"
