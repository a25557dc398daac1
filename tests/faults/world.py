"""A desk's folder made without any network: a grant of a pocket centre, a street in the mirror, sealed codes."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desk_app.application.ports import SyncedStore
from desk_app.application.records import Identity
from desk_app.main import DATABASE, key_slots, open_store
from desk_app.protocol.entities import (
    AccountEntity,
    ChargeEntity,
    Entity,
    ProviderEntity,
    ReceiptTypeEntity,
    ServiceEntity,
    entity_json,
)
from desk_app.protocol.messages import TAG_CODES, TAG_GRANT, Change, CodePacket, Grant
from desk_app.protocol.sealed import raw_public, seal_box
from desk_app.protocol.signing import envelope, public_bytes
from desk_app.protocol.strict_json import dumps
from desk_app.settings import Settings
from desk_app.store.keyslots import Secrets
from tests.helpers.snapshots import bring, in_rows

CENTRE_KEY = Ed25519PrivateKey.from_private_bytes(sha256(b"pocket centre").digest())
DUE = 50_000
PERIOD = "2026-10"
FLATS = 60
ACCOUNTS = tuple(f"tko/{flat:04d}" for flat in range(1, FLATS + 1))


def settings_of(folder: Path, centre_url: str = "") -> Settings:
    """Return the settings every harness uses: the key lies in a file beside the database."""
    return Settings(folder, centre_url, key_slot="file")


def make_template(folder: Path) -> Path:
    """Make an enrolled desk that holds a street; return its folder, to be copied for every run."""
    settings = settings_of(folder)
    opened = key_slots(settings).open()
    store = open_store(settings, opened)
    grant = _grant()
    signed = envelope(CENTRE_KEY, TAG_GRANT, grant.to_bytes())
    with store.writing() as books:
        books.desk.enrolled(Identity(grant, signed, opened.secrets.install_id))
        books.cards.lease(grant.card_first, grant.card_last)
        books.codes.keep(_codes(opened.secrets), "")
    fill_mirror(store)
    store.close()
    return folder


def fill_mirror(store: SyncedStore) -> None:
    """Put the street into a mirror, as a snapshot does."""
    bring(store, in_rows([change_of(entity) for entity in entities()], cursor="0.0", position=(0, 0)))


def entities() -> Iterator[Entity]:
    """Yield the directory and the accounts of «Барнаул, Гагарина, 1»."""
    requisites = (
        "2221000002",
        "222101001",
        "40702810000000000001",
        "Банк",
        "040173604",
        "30101810000000000604",
        "Барнаул",
        "+73852000000",
    )
    yield ProviderEntity("tko", "ТКО-Сервис", *requisites)
    yield ReceiptTypeEntity("tko", "ТКО-Сервис", "tko")
    yield ServiceEntity("tko", "Обращение с ТКО", "tko", "")
    for key in ACCOUNTS:
        yield account_of(key)


def account_of(key: str) -> AccountEntity:
    """Return one account owing `DUE`."""
    receipt_type, number = key.split("/")
    charge = ChargeEntity(receipt_type, PERIOD, 0, DUE, 0, DUE)
    place = ("Барнаул", "Гагарина", "1", str(int(number)))
    return AccountEntity(
        receipt_type, number, "Иванов Пётр Сергеевич", *place, closed=False, cabinet=None, charges=(charge,), meters=()
    )


def change_of(entity: Entity, version: int = 1) -> Change:
    """Return an entity as the feed would bring it."""
    names = {ProviderEntity: "provider", ReceiptTypeEntity: "receipt_type", ServiceEntity: "service"}
    name = names.get(type(entity), "account")
    key = entity.key if isinstance(entity, AccountEntity) else entity.code
    return Change(name, key, version, entity_json(entity))


def _grant() -> Grant:
    return Grant(
        UUID(int=7), 7, "Касса 7", "УК «Пример»", "2221000001", "Барнаул", "+73852000001", 1,
        9900_0600_0000_0001, 9900_0600_0000_5000, "2026-11-23T05:00:00.000Z", public_bytes(CENTRE_KEY), training=True,
    )  # fmt: skip


def _codes(secrets: Secrets) -> CodePacket:
    rows = [[key, f"{place:06d}", 1] for place, key in enumerate(ACCOUNTS)]
    box = seal_box(raw_public(secrets.opener), TAG_CODES, dumps(rows))
    return CodePacket(PERIOD, "2099-12-31", "", len(rows), box)


@dataclass(frozen=True, slots=True)
class Templates:
    """Copies one desk's folder into fresh places of one scratch folder."""

    scratch: Path
    template: Path

    @contextmanager
    def copy(self) -> Iterator[Path]:
        """Lend a fresh copy; it is thrown away at the end of the block."""
        folder = Path(tempfile.mkdtemp(dir=self.scratch))
        desk = folder / "desk"
        shutil.copytree(self.template, desk)
        try:
            yield desk
        finally:
            shutil.rmtree(folder)


@contextmanager
def templates() -> Iterator[Templates]:
    """Make the template in memory where there is a memory file system: the disk's own speed is not the question."""
    memory = Path("/dev/shm")  # noqa: S108 - scratch data of a test
    place = memory if memory.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="faults-", dir=place) as name:
        scratch = Path(name)
        yield Templates(scratch, make_template(scratch / "template"))


def files_of(folder: Path) -> dict[str, bytes]:
    """Read a desk's folder, without the shared-memory index that SQLite makes anew."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.name.endswith("-shm"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def database_of(folder: Path) -> Path:
    """Return the encrypted file of a desk's folder."""
    return folder / DATABASE
