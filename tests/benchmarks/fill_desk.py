"""Makes a desk whose store holds so many accounts: `python -m tests.benchmarks.fill_desk DIR 100000`."""

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from desk_app.domain.search import SearchRow
from desk_app.protocol.entities import (
    AccountEntity,
    CabinetEntity,
    ChargeEntity,
    Entity,
    ProviderEntity,
    ReceiptTypeEntity,
    ServiceEntity,
)
from desk_app.protocol.messages import Change
from desk_app.settings import Settings, write_settings
from tests.helpers.city import make_city
from tests.helpers.lone_desk import lone_desk
from tests.helpers.small_desk import told
from tests.helpers.snapshots import bring, in_rows

_CHUNK = 5_000
_KINDS = ("01", "02", "03", "04", "05")
_BANK = ("222101001", "40702810000000000001", "Банк", "040173604", "30101810000000000604", "Барнаул", "")


def fill(folder: Path, accounts: int) -> Path:
    """Load a snapshot of a whole city; return the data directory."""
    data_dir = folder / "desk"
    write_settings(Settings(data_dir, key_slot="file"))
    changes = city_changes(accounts)
    with lone_desk(folder) as desk:
        runs = iter(lambda: list(islice(changes, _CHUNK)), [])
        bring(desk.exchange.store, in_rows(*runs, snapshot_id="c17e", cursor="cursor", position=(0, 1)))
    return data_dir


def city_changes(accounts: int) -> Iterator[Change]:
    """Yield the directory and every account of a city, as a snapshot holds them."""
    yield from map(told, _directory())
    yield from (told(_account(row)) for row in make_city(accounts))


def _directory() -> Iterator[Entity]:
    for kind in _KINDS:
        yield ProviderEntity(kind, f"Поставщик {kind}", f"22210000{kind}", *_BANK)
        yield ReceiptTypeEntity(kind, f"Квитанция {kind}", kind)
        yield ServiceEntity(f"{kind}1", f"Услуга {kind}", kind, "")
        yield ServiceEntity(f"{kind}2", f"Пеня {kind}", kind, f"{kind}1")


def _account(row: SearchRow) -> AccountEntity:
    kind, _slash, number = row.account_key.partition("/")
    cabinet = CabinetEntity(row.card, f"+7 9** ***-{row.phone_tail}", row.phone_tail, "active") if row.card else None
    charges = (
        ChargeEntity(f"{kind}1", "2026-10", 0, 48_567, 0, 48_567),
        ChargeEntity(f"{kind}2", "2026-10", 0, 2_981, 0, 2_981),
    )
    place = (row.holder, row.settlement, row.street, row.house, row.flat)
    return AccountEntity(kind, number, *place, closed=False, cabinet=cabinet, charges=charges, meters=())


if __name__ == "__main__":
    fill(Path(sys.argv[1]), int(sys.argv[2]))
