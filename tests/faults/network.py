"""T4: a real desk and a real centre over a line that fails; in the calm afterwards everything agrees to the kopeck."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path
from random import Random
from uuid import UUID

from desk_app.application.desk import Desk
from desk_app.application.errors import CentreRefusedError, CentreUnreachableError, StoppedByCentreError
from desk_app.domain.operations import PAY_CASH
from desk_app.main import open_desk
from desk_app.protocol.entities import AccountEntity, ProviderEntity, ReceiptTypeEntity, ServiceEntity
from desk_app.protocol.frames import Frame
from desk_app.protocol.messages import Ack
from desk_app.protocol.signing import Signed
from desk_app.settlement.audit import audit
from desk_app.settlement.register import AccountRecord, Register
from desk_app.sync import http_centre
from tests.faults import planted as bugs
from tests.faults.clerk import Clerk
from tests.faults.figures import Figures
from tests.faults.notebook import Notebook, faults_of, wrong_debts
from tests.faults.proxy import FAULTS, Proxy
from tests.faults.world import ACCOUNTS, entities, settings_of
from tests.helpers.centre import RunningCentre
from tests.helpers.prepared_desk import DeskClock

CALM_EVERY = 10
EXCHANGES_A_WORLD = 200
CLOSED = ACCOUNTS[:2]
IMPATIENT = (2, 0.25)
_LOST = (CentreUnreachableError, CentreRefusedError, StoppedByCentreError)


class FumblingCentre(http_centre.HttpCentre):
    """The way to the centre of a desk that sometimes sends its frames out of order."""

    random: Random = Random(0)
    fumbles = False

    def push(self, frames: Sequence[Frame]) -> tuple[Signed, Ack]:
        """Send; or leave out the beginning, or turn the batch around."""
        way = self.random.random() if self.fumbles and len(frames) > 1 else 1.0
        if way < 0.15:
            return super().push(frames[1:])
        return super().push(frames[::-1] if way < 0.3 else frames)


@dataclass(slots=True)
class World:
    """One centre, one line, one desk, and what was said at the desk."""

    centre: RunningCentre
    line: Proxy
    desk: Desk
    way: FumblingCentre
    clerk: Clerk
    notebook: Notebook
    figures: Figures

    def storm(self, begins: bool) -> None:
        """Begin or end the bad weather."""
        self.line.stormy = self.way.fumbles = begins
        http_centre.TIMEOUT = IMPATIENT if begins else (5, 30)  # type: ignore[assignment]  # a shorter patience

    def work(self, deeds: int) -> list[str]:
        """Do some deeds without asking whether there is a line; a desk that the centre has stopped is a fault."""
        try:
            for _ in range(deeds):
                self.clerk.attempt(self.clerk.plan(self.clerk.choose()))
        except StoppedByCentreError as stopped:
            return [f"stopped by the centre: {stopped.verdict}"]
        return []

    def turn(self) -> str:
        """Exchange once; return what came of it."""
        try:
            replace(self.desk.exchange, centre=self.way)()
        except _LOST as lost:
            return f"{type(lost).__name__} {lost}"
        return ""


def network(seed: int, count: int, planted: tuple[str, ...] = ()) -> Figures:
    """Exchange `count` times over the bad line; every tenth time it clears and the books are compared."""
    options = {"calm_every": CALM_EVERY, "exchanges_a_world": EXCHANGES_A_WORLD, "faults": FAULTS, "planted": planted}
    figures = Figures("network", seed, options)
    random = Random(seed)
    with bugs.for_a_while(planted):
        while figures.trials < count:
            with tempfile.TemporaryDirectory() as place, _world(Path(place), random, figures) as world:
                _weather(world, random, min(EXCHANGES_A_WORLD, count - figures.trials))
                figures.notes.update(world.line.seen)
    return figures


def _weather(world: World, random: Random, exchanges: int) -> None:
    for number in range(1, exchanges + 1):
        world.storm(begins=True)
        faults = world.work(random.randint(0, 5))
        world.figures.note(f"turn_{world.turn().partition(' ')[0] or 'ok'}")
        faults += _green_without_centre(world) + wrong_debts(world.desk, world.notebook.parked)
        if number % CALM_EVERY == 0 or number == exchanges:
            world.storm(begins=False)
            faults += _calm(world)
        world.figures.add(faults)
        if faults:
            return  # one broken world tells nothing new afterwards


def _calm(world: World) -> list[str]:
    """Give the line four quiet turns, then compare both sides."""
    said = [world.turn() for _ in range(4)]
    counts = world.desk.report_status().counts
    faults = [f"stuck pending {counts.pending} {said[-1]}"] if counts.pending or said[-1] else []
    return faults + faults_of(world.desk, world.notebook) + faults_of_centre(world.centre, world.desk)


def faults_of_centre(centre: RunningCentre, desk: Desk) -> list[str]:
    """Compare the centre's ledger with the desk's journal, operation by operation."""
    faults = [f"centre {one.name}: {one.examples}" for one in audit(centre.database) if not one.holds]
    with desk.exchange.store.reading() as books:
        entries = books.journal.recent(1_000_000)
    journal = {UUID(entry.op_id): entry.amount.kopecks for entry in entries if entry.kind == PAY_CASH}
    query = "SELECT t.op_id, e.amount_kop FROM ledger_tx t JOIN ledger_entry e USING (tx_id) WHERE e.amount_kop > 0"
    ledger = {UUID(str(op_id)): kopecks for op_id, kopecks in centre.rows(query)}
    missing = journal.keys() - ledger.keys()
    faults += [f"ledger lacks {op_id}" for op_id in missing]
    faults += [f"ledger invented {op_id}" for op_id in ledger.keys() - journal.keys()]
    faults += [f"ledger differs {op_id}" for op_id in ledger.keys() & journal.keys() if ledger[op_id] != journal[op_id]]
    ((inbox,),) = centre.rows("SELECT count(*) FROM op_inbox")
    return faults + ([f"inbox holds {inbox} of {len(entries)}"] if inbox != len(entries) else [])


def _green_without_centre(world: World) -> list[str]:
    """Nothing is shown as accepted that the centre does not have."""
    with world.desk.exchange.store.reading() as books:
        green = {UUID(entry.op_id) for entry in books.journal.recent(60) if entry.acknowledged}
    held = {UUID(str(op_id)) for (op_id,) in world.centre.rows("SELECT op_id FROM op_inbox")}
    return [f"green without the centre {op_id}" for op_id in green - held]


@contextmanager
def _world(place: Path, random: Random, figures: Figures) -> Iterator[World]:
    with RunningCentre(place / "centre.db", place / "centre") as centre:
        fill_centre(centre)
        host, port = centre.url.removeprefix("http://").split(":")
        with Proxy((host, int(port)), Random(random.getrandbits(32))) as line:
            desk = open_desk(settings_of(place / "desk", line.url), DeskClock())
            try:
                yield _enrolled(centre, line, desk, random, figures)
            finally:
                http_centre.TIMEOUT = (5, 30)
                desk.close()


def _enrolled(centre: RunningCentre, line: Proxy, desk: Desk, random: Random, figures: Figures) -> World:
    true_way = desk.exchange.centre
    assert isinstance(true_way, http_centre.HttpCentre)
    way = FumblingCentre(**{one.name: getattr(true_way, one.name) for one in fields(true_way) if one.init})
    way.random = Random(random.getrandbits(32))
    notebook = Notebook(parked=frozenset(CLOSED))
    clerk = Clerk(desk, Random(random.getrandbits(32)), lambda line: notebook.hear([line]))
    desk.enrol(centre.invite())
    desk.exchange()
    world = World(centre, line, desk, way, clerk, notebook, figures)
    _pay_what_the_centre_will_not_know(world)
    clerk.accounts, clerk.never = ACCOUNTS[2:], frozenset({"exchange", "backup"})
    return world


def _pay_what_the_centre_will_not_know(world: World) -> None:
    """Take money for accounts that the centre closes before it hears of it: it has to go to suspense."""
    world.clerk.accounts = CLOSED
    for kind in ("open", "pay", "pay"):
        world.clerk.attempt(world.clerk.plan(kind))
    with world.centre.database.write() as connection:
        register = Register(connection)
        register.close_accounts(CLOSED)
        register.finish()


def fill_centre(centre: RunningCentre) -> None:
    """Load the same street that the pocket world has."""
    every = tuple(entities())
    accounts = [one for one in every if isinstance(one, AccountEntity)]
    with centre.database.write() as connection:
        register = Register(connection)
        register.put_providers([one for one in every if isinstance(one, ProviderEntity)])
        register.put_receipt_types([one for one in every if isinstance(one, ReceiptTypeEntity)])
        register.put_services([one for one in every if isinstance(one, ServiceEntity)])
        register.put_accounts(
            AccountRecord(one.receipt_type, one.number, one.holder, one.settlement, one.street, one.house, one.flat)
            for one in accounts
        )
        register.put_charges((one.key, charge) for one in accounts for charge in one.charges)
        register.finish()
