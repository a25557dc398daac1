"""A centre with residents who must never be told to a stranger, and a desk that sees one house of two."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from desk_app.protocol.frames import Frame, encode
from desk_app.settlement.app import create_app
from desk_app.settlement.codes import make_code
from desk_app.settlement.feed import write_cursor
from desk_app.settlement.logs import AllowListFormatter
from desk_app.settlement.register import AccountRecord, Register
from desk_app.settlement.scope import scope_of
from desk_app.settlement.tables import organisation
from tests.faults.hostile.asgi import Line
from tests.faults.hostile.witness import Witness, watching
from tests.helpers.centre import RunningCentre, TestDesk, line
from tests.helpers.residents import PHONE, resident

THEIRS = ("Чужестранцева", "Вифлиемовна", "Заозёрный-Тупик", PHONE, PHONE[2:], "чужая@example.org")
THEIRS_EVER = (*THEIRS[:2], *THEIRS[3:])
OWN = ("Своеручкина", "Гагарина")
PERIOD = "2026-10"
CANARY = "Канарейкина"
CANARY_PHONE = "+79617773311"


@dataclass(slots=True)
class World:
    """The centre, the way in, whoever watches, and a desk that has worked there: `heard` is what it has sent."""

    centre: RunningCentre
    line: Line
    witness: Witness
    desk: TestDesk
    other: TestDesk
    logged: StringIO
    codes: frozenset[str]
    heard: tuple[Frame, ...]
    foreign: Frame
    known: Mapping[str, tuple[str, ...]]
    stranger: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def now_s(self) -> int:
        """Return the centre's time."""
        return int(self.centre.clock.now().timestamp())

    def heard_bytes(self) -> bytes:
        """Return everything the desk has sent, as one batch."""
        return b"".join(map(encode, self.heard))


@contextmanager
def open_world(place: Path) -> Iterator[World]:
    """Open the world; its service is asked in this process, not over the line."""
    with (
        RunningCentre(place / "centre.db", place / "keys") as centre,
        watching(place / "centre.db", place / "keys") as witness,
        Line(create_app(centre.centre)) as way,
        _listening() as logged,
    ):
        codes = _fill(centre)
        desk, other = _desks(centre)
        heard = (desk.open_shift(), desk.cash(line("tko/0101")), resident(desk, "tko/0101", phone="+79030000001"))
        desk.push(*heard)
        foreign = (other.open_shift(), resident(other, "tko/0201", email=THEIRS[-1]))
        other.push(*foreign)
        known = _known(centre, desk, other)
        logged.truncate(0)
        witness.remember()
        yield World(centre, way, witness, desk, other, logged, codes, heard, foreign[-1], known)


def _fill(centre: RunningCentre) -> frozenset[str]:
    centre.load_sample()
    with centre.database.write() as connection:
        register = Register(connection)
        register.put_accounts(_people())
        register.finish()
    month = centre.centre.keys.make_month_key(PERIOD)
    return frozenset(make_code(month, one.key, PERIOD, 1) for one in _people())


def _people() -> list[AccountRecord]:
    own = [AccountRecord("tko", f"01{n:02d}", f"{OWN[0]} Анна", "Барнаул", "Гагарина", "1", str(n)) for n in (1, 2, 3)]
    names = " ".join(THEIRS[:2])
    return own + [AccountRecord("tko", f"02{n:02d}", names, "Барнаул", THEIRS[2], "2", str(n)) for n in (1, 2, 3)]


def _desks(centre: RunningCentre) -> tuple[TestDesk, TestDesk]:
    (key,) = centre.rows("SELECT h.key FROM house h JOIN account a ON a.house_id = h.id WHERE a.key = 'tko/0101'")[0]
    (far,) = centre.rows("SELECT h.key FROM house h JOIN account a ON a.house_id = h.id WHERE a.key = 'tko/0201'")[0]
    desk = centre.enrolled_desk(houses=(key,))
    other = centre.enrolled_desk("Чужая касса", inn="2221000009", houses=(far,))
    desk.hello()
    return desk, other


def _known(centre: RunningCentre, desk: TestDesk, other: TestDesk) -> Mapping[str, tuple[str, ...]]:
    """Name what exists, the desk's own and the other's, by the name of the field that asks for it."""
    snapshots = [one.snapshot("rows") for one in (desk, other)]
    shifts = (desk.shift_id, other.shift_id)
    return {
        "cursor": (*(one.cursor for one in snapshots), *_first_cursors(centre)),
        "id": tuple(one.snapshot_id for one in snapshots),
        "account": ("0101", "0201"),
        "receipt_type": ("tko",),
        "after": ("tko/0101", "tko/0201", ""),
        "shift_id": shifts,
        "op_id": shifts,
        "0": shifts,
    }


def _first_cursors(centre: RunningCentre) -> list[str]:
    """Return for each organisation the cursor after which everything comes."""
    with centre.database.read() as connection:
        scopes = [scope_of(connection, one) for one in connection.execute(select(organisation.c.id)).scalars()]
        return [write_cursor(centre.centre, connection, scope, (0, 0)) for scope in scopes]


@contextmanager
def _listening() -> Iterator[StringIO]:
    """Write down what the service logs, as it would be written."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(AllowListFormatter())
    log = logging.getLogger("settlement")
    level, passes = log.level, log.propagate
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
    try:
        yield stream
    finally:
        log.removeHandler(handler)
        log.setLevel(level)
        log.propagate = passes
