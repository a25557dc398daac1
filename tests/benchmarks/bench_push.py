"""How many payments a second the centre takes over PostgreSQL in batches of 500, beside pgbench and beside plain Core.

All of it on this machine: two worker processes of the service, PostgreSQL with
every commit flushed, and four desks that push over HTTP. Ours checks every
signature, chain and body and answers with a signed ack; pgbench, which makes
its rows inside the server, and plain Core only write the same rows.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from uuid import uuid4

from sqlalchemy import Connection, insert, text, update

from desk_app.protocol.frames import encode
from desk_app.settlement import desks
from desk_app.settlement.centre import Centre
from desk_app.settlement.clock import SystemClock
from desk_app.settlement.database import Database, open_database
from desk_app.settlement.keys import open_keys
from desk_app.settlement.operation_tables import ledger_entry, ledger_tx, log_leaf, op_inbox, op_state, payment_state
from desk_app.settlement.schema import upgrade
from desk_app.settlement.tables import account, change_log, charge
from tests.benchmarks.figure import Figure, Peer
from tests.helpers.centre import StoppedClock, TestDesk, line, load_street
from tests.helpers.postgres import Cluster

BATCH = 500
DESKS = 4
ROUNDS = 3
_BATCHES = 3
_SECONDS = 4
_HOUSES, _FLATS = 20, 50
_NOW = "2026-11-23T05:00:00.000Z"


_SCRIPT = """
BEGIN;
WITH g AS MATERIALIZED (
  SELECT gen_random_uuid() AS op, nextval('bench_seq') AS n,
    'tko/' || lpad((:client_id * 5 + (i / 50) % 5 + 1)::text, 2, '0') || lpad((i % 50 + 1)::text, 2, '0') AS key
  FROM generate_series(0, {batch} - 1) i),
inbox AS (INSERT INTO op_inbox SELECT op, '{desk}', 8, n, 'payment.cash', 1, sha256(op::text::bytea),
  decode(repeat('ab', 760), 'hex'), '{now}' FROM g),
states AS (INSERT INTO op_state SELECT op, 'accepted', '', '', '{now}' FROM g),
books AS (INSERT INTO ledger_tx SELECT op, op, '{desk}', 'payment.cash', '', '2026-11-23', '{now}' FROM g),
legs AS (INSERT INTO ledger_entry SELECT op, 0, 'desk_cash' || chr(58) || '{desk}', '', '', 10000 FROM g
  UNION ALL SELECT op, 1, 'provider' || chr(58) || 'tko', key, 'tko', -10000 FROM g),
paid AS (INSERT INTO payment_state (op_id, desk_id, shift_id, seq, wall_utc, amount_kop, status)
  SELECT op, '{desk}', '', n, '{now}', 10000, 'taken' FROM g),
leaves AS (INSERT INTO log_leaf SELECT 1000000000000 + n, sha256(op::text::bytea) FROM g),
feed AS (INSERT INTO change_log (house_id, entity, entity_id, version, gone)
  SELECT 1, 'account', key, 1, false FROM g),
owed AS (UPDATE charge SET paid_here = paid_here + 10000 FROM g WHERE account_key = g.key AND service = 'tko')
UPDATE account SET version = version + 1 FROM g WHERE account.key = g.key;
COMMIT;
"""
"""What one batch writes, by one statement, without a row leaving the server; pgbench takes any colon for a variable."""


@dataclass(frozen=True, slots=True)
class Place:
    """A centre over a database of its own, its folder and the desks that were enrolled there."""

    cluster: Cluster
    address: str
    folder: Path
    database: Database
    desks: tuple[TestDesk, ...]
    url: str


def measure() -> Iterator[Figure]:
    """Take turns: ours, pgbench, plain Core."""
    cluster = Cluster.start(durable=True)
    try:
        with tempfile.TemporaryDirectory() as folder, _place(cluster, Path(folder)) as place:
            _prepare_pgbench(place)
            rounds = [(_ours(place), _pgbench(place), _naive(place)) for _ in range(ROUNDS)]
    finally:
        cluster.stop()
    ours, bare, naive = (median(values) for values in zip(*rounds, strict=True))
    peers = (Peer("pgbench, the same rows made in the server", bare), Peer("SQLAlchemy Core, row by row", naive))
    yield Figure("push: payments a second, batches of 500", ours, "operations/s", peers, higher_is_better=True)


def _ours(place: Place) -> float:
    said = [[_batch(desk, n) for _ in range(_BATCHES)] for n, desk in enumerate(place.desks)]
    began = perf_counter()
    with ThreadPoolExecutor(DESKS) as together:
        list(together.map(_push, place.desks, said))
    return DESKS * _BATCHES * BATCH / (perf_counter() - began)


def _push(desk: TestDesk, batches: list[bytes]) -> None:
    for said in batches:
        answer = desk.push_raw(said)
        assert answer.status_code == 200, answer.text
        assert desk.open_ack(answer.json()).stopped == ""


def _batch(desk: TestDesk, number: int) -> bytes:
    """Make 500 signed payments for the houses that are this desk's own."""
    frames = []
    for at in range(BATCH):
        house, flat = number * (_HOUSES // DESKS) + at // _FLATS % (_HOUSES // DESKS) + 1, at % _FLATS + 1
        frames.append(desk.cash(line(f"tko/{house:02d}{flat:02d}", 10_000 + at)))
    return b"".join(encode(frame) for frame in frames)


def _pgbench(place: Place) -> float:
    command = [str(place.cluster.binaries / "pgbench"), "-n", "-M", "prepared", "-c", str(DESKS), "-j", "2"]
    command += ["-T", str(_SECONDS), "-f", str(place.folder / "pgbench.sql"), place.address]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    assert found is not None, done.stdout
    return float(found[1]) * BATCH


def _naive(place: Place) -> float:
    desk = place.desks[0]
    began = perf_counter()
    with place.database.write() as connection:
        for at in range(BATCH):
            _write_one(connection, desk, f"tko/{at // _FLATS % 5 + 1:02d}{at % _FLATS + 1:02d}")
    return BATCH / (perf_counter() - began)


def _write_one(connection: Connection, desk: TestDesk, key: str) -> None:
    op_id, number = uuid4(), connection.execute(text("SELECT nextval('bench_seq')")).scalar_one()
    place = {"op_id": op_id, "desk_id": desk.desk_id, "seq": number}
    connection.execute(
        insert(op_inbox).values(
            **place, epoch=9, kind="payment.cash", schema_ver=1, hash=bytes(32), raw=bytes(760), received_at=_NOW
        )
    )
    connection.execute(insert(op_state).values(op_id=op_id, outcome="accepted", detail="", ref="", settled_at=_NOW))
    connection.execute(
        insert(ledger_tx).values(
            tx_id=op_id, op_id=op_id, desk_id=desk.desk_id, kind="payment.cash", shift_id="",
            business_date="2026-11-23", posted_at=_NOW,
        )
    )  # fmt: skip
    legs = [(0, f"desk_cash:{desk.desk_id}", "", "", 10_000), (1, "provider:tko", key, "tko", -10_000)]
    for leg in legs:
        names = ("line", "account_id", "dim_account", "dim_service", "amount_kop")
        connection.execute(insert(ledger_entry).values(tx_id=op_id, **dict(zip(names, leg, strict=True))))
    connection.execute(
        insert(payment_state).values(**place, shift_id="", wall_utc=_NOW, amount_kop=10_000, status="taken")
    )
    paid = update(charge).where(charge.c.account_key == key, charge.c.service == "tko")
    connection.execute(paid.values(paid_here=charge.c.paid_here + 10_000))
    connection.execute(update(account).where(account.c.key == key).values(version=account.c.version + 1))
    connection.execute(insert(change_log).values(house_id=1, entity="account", entity_id=key, version=1, gone=False))
    connection.execute(insert(log_leaf).values(number=10**12 + number, leaf=bytes(60)))


def _prepare_pgbench(place: Place) -> None:
    with place.database.write() as connection:
        connection.execute(text("CREATE SEQUENCE bench_seq"))
        # Statistics of the empty tables would plan the first round for no rows.
        connection.execute(text("ANALYZE"))
    (place.folder / "pgbench.sql").write_text(
        _SCRIPT.format(batch=BATCH, desk=place.desks[0].desk_id, now=_NOW.replace(":", ".")), encoding="utf-8"
    )


@contextmanager
def _place(cluster: Cluster, folder: Path) -> Iterator[Place]:
    address = cluster.new_database()
    database = open_database(address)
    upgrade(database, _NOW)
    centre = Centre(database, open_keys(folder / "keys", create=True), SystemClock())
    with database.write() as connection:
        load_street(connection, _HOUSES, _FLATS)
    arguments = ["serve", "--port", "0", "--workers", "2", "--database", address, "--data-dir", str(folder / "keys")]
    command = [sys.executable, "-m", "desk_app.settlement.main", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().split()[1]
            made = tuple(_desk(centre, url, number) for number in range(DESKS))
            for desk in made:
                _push(desk, [encode(desk.open_shift())])
                _push(desk, [_batch(desk, made.index(desk))])  # the ledger's accounts exist, statements are prepared
            yield Place(cluster, address, folder, database, made, url)
        finally:
            process.terminate()
            process.wait()
            database.close()


def _desk(centre: Centre, url: str, number: int) -> TestDesk:
    desk = TestDesk(url, StoppedClock(SystemClock().now()))
    with centre.database.write() as connection:
        asked = desks.Invitation("УК Уют", "2221000001", f"Касса {number}", None, training=True, trust_first_key=True)
        code = desks.invite(connection, centre, asked)[1]
    told = desk.enrol(code)
    assert told["state"] == "granted", json.dumps(told)
    return desk
