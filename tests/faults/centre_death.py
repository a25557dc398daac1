"""T5: the centre dies before every statement of a batch; after its restart the same batch is heard once."""

import json
import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import requests

from desk_app.protocol.frames import encode
from desk_app.protocol.messages import Ack
from desk_app.settlement.audit import audit
from desk_app.settlement.calls import Call, find_desk
from desk_app.settlement.centre import Centre
from desk_app.settlement.database import Database, open_database
from desk_app.settlement.endpoints import push
from desk_app.settlement.keys import open_keys
from tests.faults.figures import Figures
from tests.faults.ground import Ground, grounds
from tests.faults.network import fill_centre
from tests.faults.nursery import Nursery, nursery
from tests.faults.world import ACCOUNTS
from tests.helpers.centre import RunningCentre, StoppedClock, TestDesk, line

SIZES = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Batch:
    """A centre's database with one desk enrolled, and what that desk will say; every death gets a copy."""

    ground: Ground
    template: str
    keys: Path
    desk: TestDesk
    said: bytes
    payments: int
    kopecks: int


def centre_death(
    seed: int,
    count: int = 0,
    sizes: tuple[int, ...] = SIZES,
    planted: tuple[str, ...] = (),
    first: int = 1,
    on: tuple[str, ...] = ("file", "postgres"),
) -> Figures:
    """Die at every statement of batches of these sizes, over each kind of database that is here.

    A count above 0 stops after so many deaths a size.
    """
    options = {"sizes": sizes, "count": count or "all", "planted": planted, "first": first, "on": on}
    figures = Figures("centre_death", seed, options)
    with grounds(on) as found:
        for ground, size in product(found, sizes):
            with _batch(ground, size) as batch, nursery("tests.faults.centre_worker") as cradle:
                k = first
                while _dies(figures, cradle, batch, k) and k != count:
                    k += 1
                figures.notes[f"statements_{ground.kind}_{size}"] = k - 1
    return figures


def _dies(figures: Figures, cradle: Nursery, batch: Batch, k: int) -> bool:
    """Let the centre die at its k-th statement and start it again; tell whether there was such a statement."""
    with batch.ground.copy(batch.template) as database:
        job = {"database": database, "keys": str(batch.keys), "planted": figures.options["planted"]}
        died = _push(cradle, job | {"die_at": k}, batch) is None
        figures.add([f"{fault} at {k} on {batch.ground.kind}" for fault in _again(database, batch)])
    return died


def _push(cradle: Nursery, job: dict[str, object], batch: Batch) -> Ack | None:
    """Start a centre, say the batch, kill it; return the ack, or None if it died over it."""
    pid = cradle.begin(job)
    url = cradle.line().removeprefix("url ")
    desk = replace(batch.desk, url=url, http=requests.Session())
    try:
        answer = desk.push_raw(batch.said)
        return desk.open_ack(answer.json()) if answer.status_code == 200 else None
    except requests.RequestException:
        return None
    finally:
        desk.http.close()
        with suppress(ProcessLookupError):  # it may be dead already
            os.kill(pid, signal.SIGKILL)
        list(cradle.until_end())


def _again(address: str, batch: Batch) -> list[str]:
    """Open the centre's database anew, hear the same bytes once more, and look at the ledger."""
    database = open_database(address)
    try:
        centre = Centre(database, open_keys(batch.keys, create=False), StoppedClock())
        with database.read() as connection:
            identity = find_desk(connection, batch.desk.desk_id)
        assert identity is not None
        answer = push(centre, identity, Call("POST", "/v2/desk/push", {}, batch.said, "", {}))
        ack = batch.desk.open_ack(json.loads(answer.body))
        return ([] if ack.head == batch.desk.position() else ["unheard"]) + _faults(database, batch)
    finally:
        database.close()


def _faults(database: Database, batch: Batch) -> list[str]:
    faults = [f"centre {one.name}: {one.examples}" for one in audit(database) if not one.holds]
    with database.read() as connection:
        query = "SELECT count(*), coalesce(sum(amount_kop), 0) FROM ledger_entry WHERE amount_kop > 0"
        found = tuple(connection.exec_driver_sql(query).one())
    wanted = (batch.payments, batch.kopecks)
    return faults + ([] if found == wanted else [f"ledger {found} instead of {wanted}"])


@contextmanager
def _batch(ground: Ground, payments: int) -> Iterator[Batch]:
    with tempfile.TemporaryDirectory() as place, ground.fresh() as template:
        keys = Path(place) / "keys"
        with RunningCentre(template, keys) as centre:
            fill_centre(centre)
            desk = centre.enrolled_desk()
        frames = [desk.open_shift()]
        frames += [desk.cash(line(ACCOUNTS[n], 100 + n), line(ACCOUNTS[n + 1], 7)) for n in range(payments)]
        total = sum(107 + n for n in range(payments))
        yield Batch(ground, template, keys, desk, b"".join(encode(frame) for frame in frames), payments, total)
