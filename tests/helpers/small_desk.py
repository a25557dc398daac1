"""A desk with a real encrypted file, two flats on it, and a centre's key to say yes or no with."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desk_app.application.books import Books
from desk_app.application.offer_services import OfferServices
from desk_app.application.once import StoreBrokenError
from desk_app.application.open_shift import OpenShift
from desk_app.application.papers import Papers
from desk_app.application.ports import Store
from desk_app.application.records import Identity
from desk_app.application.stamps import Stamper
from desk_app.application.take_payment import Taken, TakePayment
from desk_app.documents.papers import Papers as PdfPapers
from desk_app.domain.basket import MODE_DEBT, Basket, BasketLine
from desk_app.domain.ids import AccountKey, OperationId
from desk_app.domain.money import Money
from desk_app.domain.operations import Task
from desk_app.domain.shifts import Shift
from desk_app.protocol import entities
from desk_app.protocol.frames import Frame
from desk_app.protocol.messages import (
    TAG_ACK,
    TAG_CODES,
    TAG_GRANT,
    Ack,
    Change,
    CodePacket,
    Grant,
    Head,
    Position,
    Result,
)
from desk_app.protocol.sealed import raw_public, seal_box
from desk_app.protocol.signing import Signed, envelope, public_bytes
from desk_app.protocol.strict_json import dumps
from desk_app.store.database import Database
from desk_app.store.keyslots import Secrets
from desk_app.store.migrate import migrate
from desk_app.store.mirror_files import Room, free_bytes
from desk_app.store.papers import open_packet
from desk_app.store.search import SearchIndex
from desk_app.store.units import SqlStore
from tests.helpers.fakes import CountingIds, StoppedClock

CLERK = "Соколова Е. В."
FLAT = AccountKey("tko/0102")
HEAT = AccountKey("heat/0102")
NEIGHBOUR = AccountKey("tko/0103")
CENTRE = Ed25519PrivateKey.from_private_bytes(b"\7" * 32)
SECRETS = Secrets(b"f" * 32, b"o" * 32, b"b" * 32, "0" * 32)
DESK_ID = UUID("0192f000-0000-7000-8000-00000000d35c")


def grant(epoch: int = 1, *, cards: int = 200, desk_id: UUID = DESK_ID) -> Signed:
    """Sign a grant as the centre does."""
    first = 9900060000000000
    return envelope(CENTRE, TAG_GRANT, Grant(
        desk_id, 12, "Окно 12", "ООО «УК «Гагаринская»", "2225012346", "Барнаул, Гагарина, 1", "22-33-44", epoch,
        first, first + cards - 1, "2026-11-16T03:00:00.000Z", public_bytes(CENTRE), training=True,
        processor="ООО «Система Город», Барнаул, Ленина, 1",
    ).to_bytes())  # fmt: skip


def account(
    key: str, due: int = 50_000, *, period: str = "2026-10", flat: str = "2", **more: object
) -> entities.AccountEntity:
    """Describe one account of «Барнаул, Гагарина, 1»."""
    kind, number = key.split("/")
    charges = (entities.ChargeEntity(kind, period, 0, due, 0, due),)
    meters = (entities.MeterEntity("М-1", kind, "ГВС", "м³", 100_000, "2026-10-20", 25_000, 5),)
    made = entities.AccountEntity(
        kind, number, "Иванова Мария Петровна", "Барнаул", "Гагарина", "1", flat, closed=False, cabinet=None,
        charges=charges, meters=meters if kind == "heat" else (),
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]  # any fields


def told(entity: entities.Entity, version: int = 1) -> Change:
    """Wrap an entity as the change feed does."""
    name = {
        entities.ProviderEntity: "provider", entities.ReceiptTypeEntity: "receipt_type",
        entities.ServiceEntity: "service", entities.AccountEntity: "account",
    }[type(entity)]  # fmt: skip
    key = entity.key if isinstance(entity, entities.AccountEntity) else entity.code
    return Change(name, key, version, entities.entity_json(entity))


def street() -> tuple[Change, ...]:
    """Return a directory of two providers and three accounts in two flats."""
    bank = ("222101001", "40702810000000000001", "Банк", "040173604", "30101810000000000604", "Барнаул", "")
    return tuple(
        told(one)
        for one in (
            entities.ProviderEntity("tko", "ТКО-Сервис", "2221000002", *bank),
            entities.ProviderEntity("heat", "Теплосеть", "2221000003", *bank),
            entities.ReceiptTypeEntity("tko", "ТКО-Сервис", "tko"),
            entities.ReceiptTypeEntity("heat", "Тепло", "heat"),
            entities.ServiceEntity("tko", "Обращение с ТКО", "tko", ""),
            entities.ServiceEntity("tko-peni", "Пеня ТКО", "tko", "tko"),
            entities.ServiceEntity("heat", "Отопление", "heat", ""),
            account(FLAT),
            account(HEAT, 120_000),
            account(NEIGHBOUR, flat="3"),
        )
    )


@dataclass(slots=True)
class SmallDesk:
    """The store with what is needed to act on it; `frames` and `answers` speak for the centre."""

    folder: Path
    database: Database
    store: SqlStore
    clock: StoppedClock
    ids: CountingIds
    papers: Papers = field(init=False)
    stamper: Stamper = field(init=False)

    def __post_init__(self) -> None:
        """Make the parts that hang on the store."""
        self.papers = Papers(self.store, PdfPapers(), self.clock)
        self.stamper = Stamper(self.clock, "Asia/Barnaul", "boot")

    def opens_shift(self, opening: int = 0) -> Shift:
        """Open a shift."""
        return OpenShift(self.store, self.stamper)(self.ids.new(), CLERK, Money(opening))

    def basket(self, kopecks: int = 50_000, key: AccountKey = FLAT) -> Basket:
        """Put one line in a basket."""
        offered = OfferServices(self.store)(key).services[0]
        line = BasketLine(offered.account, offered.service, offered.period, MODE_DEBT, Money(kopecks))
        return Basket().add(line)

    def takes(self, kopecks: int = 50_000, op_id: OperationId | None = None, store: Store | None = None) -> Taken:
        """Take a payment for the flat, whatever was taken before."""
        take = TakePayment(store or self.store, self.stamper)
        return take(self.basket(kopecks), Money(kopecks), op_id or self.ids.new(), another_one=True)

    def pending(self) -> tuple[Frame, ...]:
        """Return what would be pushed."""
        with self.store.reading() as books:
            return books.journal.pending(1000, 1 << 30)

    def answers(
        self, frames: Sequence[Frame], outcome: str = "accepted", detail: str = "", feed: Position = (0, 100),
        head: Head | None = None, stopped: str = "",
    ) -> tuple[Task, ...]:  # fmt: skip
        """Record the centre's ack of these frames."""
        results = tuple(Result(one.seq, str(one.op_id), outcome, detail, f"12-{one.seq}") for one in frames)
        head = head or Head(frames[-1].epoch, frames[-1].seq, frames[-1].hash)
        ack = Ack(str(DESK_ID), head, results, stopped, feed, 1, b"r" * 32, "2026-11-16T03:00:00.000Z")
        with self.store.writing() as books:
            return books.journal.accept(envelope(CENTRE, TAG_ACK, ack.to_bytes()), ack, self.clock.now())

    def hears(self, *changes: Change, position: Position = (0, 1)) -> int:
        """Read changes from the feed."""
        with self.store.mirroring() as mirror:
            return mirror.apply(changes, mirror.cursor(), f"cursor-{position[1]}", position)

    def enrols(self, cards: int = 200) -> None:
        """Take the first grant."""
        signed = grant(cards=cards)
        with self.store.writing() as books:
            taken = Grant.from_bytes(signed.payload)
            books.desk.enrolled(Identity(taken, signed, books.desk.install_id()))
            books.cards.lease(taken.card_first, taken.card_last)


@contextmanager
def bare_desk(
    folder: Path, clock: StoppedClock | None = None, ids: CountingIds | None = None, *, room: Room = free_bytes
) -> Iterator[SmallDesk]:
    """Open (or make) the file with nothing in it but its schema."""
    folder.mkdir(parents=True, exist_ok=True)
    database = Database(folder / "desk.db", SECRETS.file_key)
    migrate(database)
    store = SqlStore(database, SECRETS.signer, open_packet(SECRETS.unseal_codes), SearchIndex(), room)
    store.begin(SECRETS.install_id, public_bytes(SECRETS.signer))
    try:
        yield SmallDesk(folder, database, store, clock or StoppedClock(), ids or CountingIds())
    finally:
        store.close()


@contextmanager
def small_desk(folder: Path, *, cards: int = 200, room: Room = free_bytes) -> Iterator[SmallDesk]:
    """Open an enrolled desk that has read its street."""
    with bare_desk(folder, room=room) as desk:
        desk.enrols(cards)
        desk.hears(*street())
        yield desk


@dataclass(slots=True)
class BreakingStore:
    """The real store whose next commits fail: before they are written, or with the answer lost after."""

    store: SqlStore
    fails: str = ""

    def reading(self) -> AbstractContextManager[Books]:
        """Open a view."""
        return self.store.reading()

    @contextmanager
    def writing(self) -> Iterator[Books]:
        """Open the write transaction, and break it as told, once."""
        how, self.fails = self.fails, ""
        with self.store.writing() as books:
            yield books
            if how == "before":
                raise StoreBrokenError("disk_full")
        if how == "after":
            raise StoreBrokenError("disk_error")

    def faults(self) -> tuple[str, ...]:
        """Run the checks."""
        return self.store.faults()

    def mirror_faults(self) -> tuple[str, ...]:
        """Run the same on the mirror."""
        return self.store.mirror_faults()

    def shortened(self) -> Head | None:
        """Compare with the mark."""
        return self.store.shortened()


def packet(
    codes: dict[str, str], period: str = "2026-10", *, last: str = "", expires: str = "2026-12-10", box: bytes = b""
) -> CodePacket:
    """Seal receipt codes for this desk, as the centre does."""
    rows = [[key, code, 1] for key, code in codes.items()]
    sealed = box or seal_box(raw_public(SECRETS.opener), TAG_CODES, dumps(rows))
    return CodePacket(period, expires, last, len(rows), sealed)
