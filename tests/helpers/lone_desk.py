"""A real desk with a grant made here, for what needs a store and no centre."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desk_app.application.desk import Desk
from desk_app.application.ports import Clock, Ids
from desk_app.application.records import Identity
from desk_app.main import open_desk
from desk_app.protocol.messages import TAG_GRANT, Grant
from desk_app.protocol.signing import envelope, public_bytes
from desk_app.settings import Settings

DESK_ID = UUID("0192f000-0000-7000-8000-00000000d35c")


@contextmanager
def lone_desk(folder: Path, clock: Clock | None = None, ids: Ids | None = None) -> Iterator[Desk]:
    """Open a desk that may journal; a second opening of the same folder finds its grant there."""
    desk = open_desk(Settings(folder / "desk", key_slot="file"), clock, ids)
    centre = Ed25519PrivateKey.from_private_bytes(b"\7" * 32)
    grant = Grant(
        DESK_ID, 1, "Окно 1", "УК «Гагаринская»", "2225012346", "Барнаул", "22-33-44", 1,
        9900060000000000, 9900060000000199, "2026-11-23T03:00:00.000Z", public_bytes(centre), training=False,
    )  # fmt: skip
    store = desk.take_payment.store
    with store.writing() as books:
        if books.desk.identity() is None:
            signed = envelope(centre, TAG_GRANT, grant.to_bytes())
            books.desk.enrolled(Identity(grant, signed, books.desk.install_id()))
            books.cards.lease(grant.card_first, grant.card_last)
    try:
        yield desk
    finally:
        desk.close()
