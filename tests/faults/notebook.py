"""What a clerk was heard to say, and what a desk must therefore still hold after any accident."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from desk_app.application.desk import Desk
from desk_app.domain.ids import AccountKey
from desk_app.domain.operations import PAY_CASH
from desk_app.presenters.audit_words import fault_words
from desk_app.protocol.bodies import CashPaid, read_body
from desk_app.protocol.frames import Frame
from tests.faults.clerk import JOURNALLED
from tests.faults.world import DUE


@dataclass(slots=True)
class Notebook:
    """The last word about every operation, the sums told, the slips printed; `parked` accounts show other debts."""

    word: dict[str, str] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    told: dict[str, int] = field(default_factory=dict)
    slips: set[str] = field(default_factory=set)
    parked: frozenset[str] = frozenset()

    def hear(self, lines: Iterable[str]) -> None:
        """Write down what was said; other words are passed over."""
        for line in lines:
            words = line.split()
            if len(words) < 5 or words[0] not in ("try", "done", "not", "unsure"):
                continue
            word, kind, op_id, subject, kopecks = words[:5]
            if kind in JOURNALLED:
                self.word[op_id] = word
                self.told[op_id] = int(kopecks)
                if word == "done":
                    self.done.add(op_id)
            elif kind == "slip" and word == "done":
                self.slips.add(subject)


def faults_of(desk: Desk, notebook: Notebook) -> list[str]:
    """Compare a desk with what was said at it; an empty list means that nothing was lost, doubled or invented."""
    faults = [f"audit {finding.name}: {fault_words(finding)}" for finding in desk.audit() if not finding.holds]
    with desk.exchange.store.reading() as books:
        frames = tuple(books.journal.frames())
    held = Counter(str(frame.op_id) for frame in frames)
    faults += [f"lost {op_id}" for op_id in sorted(notebook.done - held.keys())]
    faults += [f"doubled {op_id}" for op_id, times in held.items() if times > 1]
    faults += [f"nobody asked for {op_id}" for op_id in sorted(held.keys() - notebook.word.keys())]
    faults += [f"said not saved {op_id}" for op_id in held if notebook.word.get(op_id) == "not"]
    sums = {op_id: body.total_kop for op_id, body in _payments(frames)}
    faults += [f"another sum {op_id}" for op_id, sum_ in sums.items() if sum_ != notebook.told.get(op_id, sum_)]
    return faults + wrong_debts(desk, notebook.parked) + _wrong_slips(desk, notebook)


def _payments(frames: Iterable[Frame]) -> Iterator[tuple[str, CashPaid]]:
    for frame in frames:
        if frame.kind == PAY_CASH:
            body = read_body(frame.kind, frame.schema_ver, frame.body)
            assert isinstance(body, CashPaid)
            yield str(frame.op_id), body


def wrong_debts(desk: Desk, parked: frozenset[str] = frozenset()) -> list[str]:
    """The card shows every own payment at once: what the centre first said, less what was taken here."""
    with desk.exchange.store.reading() as books:
        paid = dict(_payments(books.journal.frames()))
    taken: Counter[str] = Counter()
    for body in paid.values():
        for line in body.lines:
            taken[line.account.key] += line.amount_kop
    wrong = []
    for key, kopecks in taken.items():
        if key in parked:
            continue
        due = desk.open_card(AccountKey(key)).account.due.kopecks
        if due != DUE - kopecks:
            wrong.append(f"debt of an account: {due} instead of {DUE - kopecks}")
    return wrong


def _wrong_slips(desk: Desk, notebook: Notebook) -> list[str]:
    unprinted = {entry.op_id for entry in desk.unprinted_payments()}
    return [f"printed slip called unprinted {op_id}" for op_id in sorted(unprinted & notebook.slips)]
