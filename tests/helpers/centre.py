"""A real centre on a free port with a clock that tests move, and a desk that signs what it says."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Self
from uuid import UUID, uuid4

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import Connection, text

from desk_app.mirror_file.tables import FORMAT
from desk_app.protocol import bodies
from desk_app.protocol.entities import ChargeEntity, MeterEntity, ProviderEntity, ReceiptTypeEntity, ServiceEntity
from desk_app.protocol.fields import whole
from desk_app.protocol.frames import Frame, encode, genesis, seal
from desk_app.protocol.messages import TAG_ACK, TAG_ENROL, TAG_GRANT, Ack, EnrolRequest, Grant, Head, Hello
from desk_app.protocol.sealed import raw_public
from desk_app.protocol.signing import Signed, fingerprint, public_bytes, sign, sign_request
from desk_app.protocol.snapshots import Manifest, SnapshotRequest, read_answer
from desk_app.protocol.strict_json import dumps
from desk_app.settlement import desks, schema
from desk_app.settlement.centre import Centre
from desk_app.settlement.clock import stamp
from desk_app.settlement.database import Database, open_database
from desk_app.settlement.keys import open_keys
from desk_app.settlement.register import AccountRecord, Register
from desk_app.settlement.server import RunningService, start

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


@dataclass(slots=True)
class StoppedClock:
    """Stands still until a test moves it."""

    moment: datetime = NOON

    def now(self) -> datetime:
        """Return where the clock was put."""
        return self.moment

    def forward(self, **how_far: float) -> None:
        """Move on by days, hours, minutes, seconds."""
        self.moment += timedelta(**how_far)


class RunningCentre:
    """The service in this process: `.url`, `.clock`, `.database`, `.stop()`."""

    def __init__(self, database: str | Path, data_dir: Path, clock: StoppedClock | None = None) -> None:
        """Open (and create) the database, then listen on a free loopback port."""
        self.clock = clock or StoppedClock()
        self.database: Database = open_database(database)
        schema.upgrade(self.database, stamp(self.clock.now()))
        self.centre = Centre(self.database, open_keys(data_dir, create=True), self.clock)
        self._service: RunningService = start(self.centre)
        self.url = self._service.url

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop listening and close the database."""
        self._service.stop()
        self.database.close()

    def invite(
        self,
        title: str = "Касса 1",
        *,
        inn: str = "2221000001",
        houses: tuple[str, ...] | None = None,
        trust: bool = True,
    ) -> str:
        """Create a desk and return its one-time code; `houses` are house keys, None is all."""
        with self.database.write() as connection:
            organisation = f"УК {inn}"
            asked = desks.Invitation(organisation, inn, title, houses, training=True, trust_first_key=trust)
            return desks.invite(connection, self.centre, asked)[1]

    def confirm(self, number: int = 1) -> None:
        """Accept the key of a desk, as the operator does who has compared its fingerprint."""
        with self.database.write() as connection:
            desk_id = desks.desk_by_number(connection, number)
            shown = desks.pending_fingerprint(connection, desk_id)
            assert shown is not None
            desks.confirm(connection, self.centre, desk_id, shown)

    def enrolled_desk(self, title: str = "Касса 1", **invitation: Any) -> "TestDesk":  # noqa: ANN401 - any value of the wire or a row
        """Create a desk that is enrolled and said hello."""
        desk = TestDesk(self.url, self.clock)
        desk.enrol(self.invite(title, **invitation))
        return desk

    def rows(self, query: str, **values: object) -> list[Any]:
        """Look into the database."""
        with self.database.read() as connection:
            return list(connection.execute(text(query), values))

    def load_sample(self, houses: int = 2, flats: int = 3, period: str = "2026-10") -> None:
        """Load a small street: see `load_street`."""
        with self.database.write() as connection:
            load_street(connection, houses, flats, period)


def load_street(connection: Connection, houses: int = 2, flats: int = 3, period: str = "2026-10") -> None:
    """Load houses «Барнаул, Гагарина, 1…» with flats 1…; accounts `tko/HHFF`, services tko and tko-peni."""
    register = Register(connection)
    register.put_providers([provider("tko", "ТКО-Сервис"), provider("heat", "Теплосеть")])
    register.put_receipt_types(
        [ReceiptTypeEntity("tko", "ТКО-Сервис", "tko"), ReceiptTypeEntity("heat", "Тепло", "heat")]
    )
    register.put_services(
        [
            ServiceEntity("tko", "Обращение с ТКО", "tko", ""),
            ServiceEntity("tko-peni", "Пеня ТКО", "tko", "tko"),
            ServiceEntity("heat", "Отопление", "heat", ""),
        ]
    )
    flat_list = [(house, flat) for house in range(1, houses + 1) for flat in range(1, flats + 1)]
    accounts = [
        AccountRecord(
            kind, f"{house:02d}{flat:02d}", "Иванов Пётр Сергеевич", "Барнаул", "Гагарина", str(house), str(flat)
        )
        for house, flat in flat_list
        for kind in ("tko", "heat")
    ]
    register.put_accounts(accounts)
    register.put_charges((one.key, ChargeEntity(one.receipt_type, period, 0, 50000, 0, 50000)) for one in accounts)
    register.put_meters(
        (one.key, MeterEntity("M1", "heat", "ГВС", "м³", 100_000, "2026-10-20", 25_000, 5))
        for one in accounts
        if one.receipt_type == "heat"
    )
    register.finish()


def provider(code: str, title: str) -> ProviderEntity:
    """Make a provider with requisites."""
    return ProviderEntity(
        code, title, "2221000002", "222101001", "40702810000000000001", "Банк", "040173604",
        "30101810000000000604", "Барнаул", "+73852000000",
    )  # fmt: skip


@dataclass(slots=True)
class TestDesk:
    """A desk without a screen: it keeps its keys and its chain in memory."""

    __test__ = False

    url: str
    clock: StoppedClock
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    box: X25519PrivateKey = field(default_factory=X25519PrivateKey.generate)
    install_id: str = field(default_factory=lambda: os.urandom(16).hex())
    grant: Grant | None = None
    seq: int = 0
    head: bytes = b""
    shift_id: str = ""
    http: requests.Session = field(default_factory=requests.Session)

    @property
    def desk_id(self) -> UUID:
        """Return who the centre says this desk is."""
        assert self.grant is not None
        return self.grant.desk_id

    @property
    def epoch(self) -> int:
        """Return the epoch granted last."""
        assert self.grant is not None
        return self.grant.epoch

    def request(self, code: str) -> EnrolRequest:
        """Make the introduction with its proof."""
        asked = EnrolRequest(code, public_bytes(self.key), raw_public(self.box), self.install_id, b"")
        proof = sign(self.key, TAG_ENROL, asked.said())
        return EnrolRequest(code, asked.public_key, asked.box_key, self.install_id, proof)

    def fingerprint(self) -> str:
        """Return what the operator compares by phone."""
        return fingerprint(public_bytes(self.key))

    def enrol(self, code: str) -> dict[str, Any]:
        """Introduce itself; take the grant if there is one already."""
        answer = self.http.post(f"{self.url}/v2/desk/enrol", data=dumps(self.request(code).to_json()), timeout=30)
        told: dict[str, Any] = answer.json()
        if told.get("grant"):
            self.take_grant(told["grant"])
        return told

    def take_grant(self, envelope: dict[str, Any]) -> None:
        """Start an epoch; the chain begins with the grant's signature."""
        signed = whole(envelope, Signed.read)
        self.grant = Grant.from_bytes(signed.payload)
        assert signed.genuine(self.grant.centre_key, TAG_GRANT)
        self.seq, self.head = 0, genesis(self.desk_id, self.epoch, signed.signature)

    def call(self, method: str, target: str, body: bytes = b"", **change: str) -> requests.Response:
        """Make a signed call; `change` replaces headers (underscores for hyphens)."""
        now_s = int(self.clock.now().timestamp())
        headers = sign_request(self.key, method, target, body, now_s, os.urandom(8).hex(), str(self.desk_id))
        headers |= {name.replace("_", "-"): value for name, value in change.items()}
        return self.http.request(method, self.url + target, data=body, headers=headers, timeout=60)

    def snapshot(self, form: str) -> Manifest:
        """Ask for a small snapshot, which is made at once."""
        answer = self.post("/v2/sync/snapshot", SnapshotRequest(form, FORMAT).to_json())
        assert answer.status_code == 200, answer.text
        manifest = whole(answer.json(), read_answer)
        assert manifest is not None
        return manifest

    def pieces(self, manifest: Manifest) -> Iterator[bytes]:
        """Fetch each piece by its range."""
        target = f"/v2/sync/snapshot/{manifest.snapshot_id}"
        for piece, at in zip(manifest.pieces, manifest.offsets(), strict=False):
            answer = self.call("GET", target, range=f"bytes={at}-{at + piece.size - 1}")
            assert answer.status_code == 206, answer.text
            assert (len(answer.content), sha256(answer.content).digest()) == (piece.size, piece.sha256)
            yield answer.content

    def post(self, target: str, value: object) -> requests.Response:
        """Post JSON."""
        return self.call("POST", target, dumps(value))

    def hello(self, head: Head | None = None) -> dict[str, Any]:
        """Say hello; return the opened answer with «verdict» and so on."""
        said = Hello(head or self.position(), self.install_id, stamp(self.clock.now()), "test")
        answer = self.post("/v2/desk/hello", said.to_json())
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        payload: dict[str, Any] = json.loads(whole(told["hello"], Signed.read).payload)
        return payload | {"grant": told["grant"]}

    def position(self) -> Head:
        """Return where its journal stands."""
        return Head(self.epoch, self.seq, self.head)

    def stamp(self) -> bodies.Stamp:
        """Return what every body begins with."""
        now = stamp(self.clock.now())
        return bodies.Stamp(now, "Asia/Barnaul", 1, "boot", "Кассир", self.shift_id, "", "test")

    def frame(self, body: bodies.Body | bytes, kind: str = "", op_id: UUID | None = None, schema: int = 1) -> Frame:
        """Journal one operation and return its frame."""
        raw = body if isinstance(body, bytes) else bodies.write_body(body)
        kind = kind or (body.KIND if not isinstance(body, bytes) else "")
        made = seal(
            self.key, desk_id=self.desk_id, epoch=self.epoch, seq=self.seq + 1, op_id=op_id or uuid4(), kind=kind,
            body=raw, prev_hash=self.head, schema_ver=schema,
        )  # fmt: skip
        self.seq, self.head = made.seq, made.hash
        return made

    def push(self, *frames: Frame) -> Ack:
        """Send frames and return the verified ack."""
        answer = self.push_raw(b"".join(encode(frame) for frame in frames))
        assert answer.status_code == 200, answer.text
        return self.open_ack(answer.json())

    def push_raw(self, body: bytes) -> requests.Response:
        """Send bytes as a batch."""
        return self.call("POST", "/v2/desk/push", body)

    def open_ack(self, envelope: dict[str, Any]) -> Ack:
        """Verify and read an ack."""
        assert self.grant is not None
        signed = whole(envelope, Signed.read)
        assert signed.genuine(self.grant.centre_key, TAG_ACK)
        return Ack.from_bytes(signed.payload)

    def open_shift(self, opening_kop: int = 0, number: int = 1) -> Frame:
        """Journal a shift's opening."""
        op_id = uuid4()
        self.shift_id = str(op_id)
        day = stamp(self.clock.now())[:10]
        return self.frame(bodies.ShiftOpened(self.stamp(), number, day, opening_kop), op_id=op_id)

    def cash(self, *lines: bodies.PaidLine, another_one: bool = False) -> Frame:
        """Journal a payment in exact change."""
        total = sum(line.amount_kop for line in lines)
        return self.frame(bodies.CashPaid(self.stamp(), lines, total, total, 0, another_one))


def line(account: str = "tko/0101", kop: int = 10_000, service: str = "", **more: Any) -> bodies.PaidLine:  # noqa: ANN401 - any value of the wire or a row
    """Make one line of a payment."""
    kind, number = account.split("/")
    values = {"mode": "debt", "period": "2026-10"} | more
    return bodies.PaidLine(bodies.AccountRef(kind, number), service or kind, amount_kop=kop, **values)
