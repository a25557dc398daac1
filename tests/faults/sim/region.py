"""The centre of a simulated world: the real service over its real embedded database, with people who work there."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import requests
from sqlalchemy import event, text, update
from sqlalchemy.exc import OperationalError

from desk_app.protocol.decisions import REFUNDED, TO
from desk_app.protocol.entities import ChargeEntity
from desk_app.settlement import cases, desks
from desk_app.settlement.answers import Answer
from desk_app.settlement.centre import Centre
from desk_app.settlement.database import Database, open_database
from desk_app.settlement.held import reapply_held
from desk_app.settlement.keys import open_keys
from desk_app.settlement.operation_tables import alarm
from desk_app.settlement.places import house_key
from desk_app.settlement.register import Register
from desk_app.settlement.schema import begin_log_anew
from desk_app.settlement.tables import desk as desk_table
from tests.faults.sim.chance import Trace
from tests.faults.sim.clocks import WorldClock
from tests.faults.sim.door import Door

HOUSES = tuple(house_key("Барнаул", "Гагарина", str(number)) for number in (1, 2, 3))
FLATS = 4
ACCOUNTS = tuple(
    f"{kind}/{house:02d}{flat:02d}" for house in (1, 2, 3) for flat in range(1, FLATS + 1) for kind in ("tko", "heat")
)
NARROW = HOUSES[:2]


class CentreDied(BaseException):
    """The service's process ended in the middle of a request."""


@dataclass(slots=True)
class Region:
    """The service, its database file, and what happens to both."""

    folder: Path
    clock: WorldClock
    random: Random
    trace: Trace
    month: int = 10
    dies_in: int = 0
    full_in: int = 0
    deaths: int = 0
    copied: tuple[int, dict[tuple[str, str], int], str] | None = None
    carried: dict[tuple[str, str], int] = field(default_factory=dict)
    """What the ledger had for an account and service when its newest month was loaded."""
    database: Database = field(init=False)
    door: Door = field(init=False)

    def __post_init__(self) -> None:
        """Start the service."""
        self._start()

    @property
    def centre(self) -> Centre:
        """Return the running service's value."""
        return self.door.centre

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Serve one request; a death in it is a broken connection for the desk."""
        try:
            return _whole(self.door.answer(method, target, headers, body))
        except CentreDied:
            self.deaths += 1
            self.restart()
            raise requests.exceptions.ConnectionError from None
        finally:
            self.dies_in = self.full_in = 0

    def restart(self) -> None:
        """End the process and start it again."""
        self.close()
        self._start()

    def close(self) -> None:
        """End the process."""
        self.database.close()

    def copy(self) -> None:
        """Copy the database, as a backup does."""
        self.copied = (self.month, self.carried, self._desks())
        self.close()
        shutil.copy(self.folder / "centre.db", self.folder / "copy.db")
        self._start()

    def put_back(self) -> bool:
        """Put the older copy in place of the database, unless there is none or it does not know every desk."""
        if self.copied is None or self.copied[2] != self._desks():
            return False
        self.close()
        shutil.copy(self.folder / "copy.db", self.folder / "centre.db")
        self.month, self.carried, _ = self.copied
        self._start()
        with self.database.write() as connection:
            begin_log_anew(connection)
        return True

    def _desks(self) -> str:
        """Describe who is invited and enrolled: a desk that the copy does not know would have to be enrolled anew."""
        return str(self.rows("SELECT number, public_key IS NULL, state <> 'new' FROM desk ORDER BY number"))

    def rows(self, query: str, **values: object) -> list[Any]:
        """Look into the database."""
        with self.database.read() as connection:
            return list(connection.execute(text(query), values))

    # -- people at the centre ------------------------------------------------

    def invite(self, title: str, *, wide: bool) -> str:
        """Create a desk of the organisation that serves all houses, or of the one that serves two."""
        inn = "2221000001" if wide else "2221000019"
        asked = desks.Invitation(
            f"УК {inn}", inn, title, None if wide else NARROW, training=True, trust_first_key=True
        )  # fmt: skip
        with self.database.write() as connection:
            return desks.invite(connection, self.centre, asked)[1]

    def grant(self, number: int) -> int:
        """Grant the next epoch, release what was held and close the alarms, as `grant-epoch` does."""
        with self.database.write() as connection:
            desk_id = desks.desk_by_number(connection, number)
            epoch = desks.grant_epoch(connection, self.centre, desk_id)
            reapply_held(connection, self.centre)
            closed = update(alarm).where(alarm.c.desk_id == desk_id, alarm.c.closed_at.is_(None))
            connection.execute(closed.values(closed_at=self.centre.now()))
        return epoch

    def revoke(self, number: int) -> None:
        """Take a desk's key out of use."""
        with self.database.write() as connection:
            desk_id = desks.desk_by_number(connection, number)
            connection.execute(update(desk_table).where(desk_table.c.id == desk_id).values(state="revoked"))

    def load_month(self) -> None:
        """Load the next month's charges for every account."""
        self.month += 1
        period = f"{2026 + (self.month - 1) // 12}-{(self.month - 1) % 12 + 1:02d}"
        kopecks = 40_000 + self.random.randrange(20_000)
        with self.database.write() as connection:
            register = Register(connection)
            register.put_charges(
                (key, ChargeEntity(key.split("/")[0], period, 0, kopecks, 0, kopecks)) for key in ACCOUNTS
            )
            register.finish()
        self.carried = self.credited()

    def credited(self) -> dict[tuple[str, str], int]:
        """Return what the ledger gives each account and service, suspense left out."""
        rows = self.rows(
            "SELECT dim_account, dim_service, -SUM(amount_kop) FROM ledger_entry WHERE account_id LIKE 'provider:%' "
            "GROUP BY dim_account, dim_service"
        )
        return {(account, service): int(kopecks) for account, service, kopecks in rows}

    def close_account(self) -> str:
        """Close an account; desks may not know it yet."""
        key = self.random.choice(ACCOUNTS)
        with self.database.write() as connection:
            register = Register(connection)
            register.close_accounts([key])
            register.finish()
        return key

    def change_scope(self) -> None:
        """Give the narrow organisation other houses: its desks' cursors expire."""
        houses = tuple(self.random.sample(HOUSES, self.random.randint(1, 3)))
        with self.database.write() as connection:
            query = text("SELECT id FROM organisation WHERE inn = '2221000019'")
            found = connection.execute(query).scalar()
            if found is not None:
                desks.set_houses(connection, int(found), houses)

    def resolve_case(self) -> str:
        """Let two people close one case."""
        with self.database.read() as connection:
            found = sorted(cases.open_cases(connection, self.centre), key=lambda one: one.case)
        if not found:
            return "none"
        case = self.random.choice(found)
        action = REFUNDED if case.kind == "money" and self.random.random() < 0.3 else TO
        account = self.random.choice(ACCOUNTS) if action == TO else ""
        if case.kind != "money":
            action, account = self.random.choice(("bind", "drop")), ""
        decision = cases.Decision(action, "по заявлению", "Петрова", "Сидорова", account)
        try:
            with self.database.write() as connection:
                cases.resolve(connection, self.centre, case.case, decision)
        except cases.NotDecidedError as error:
            return error.code
        return f"{case.case} {action}"

    # -- accidents -----------------------------------------------------------

    def _start(self) -> None:
        self.database = open_database(self.folder / "centre.db")
        event.listen(self.database.writer, "before_cursor_execute", self._before)
        self.door = Door(Centre(self.database, open_keys(self.folder / "keys", create=True), self.clock))

    def _before(self, _connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if self.dies_in:
            self.dies_in -= 1
            if not self.dies_in:
                self.trace.note("centre dies", statement[:20].split("\n", maxsplit=1)[0])
                raise CentreDied
        if self.full_in:
            self.full_in -= 1
            if not self.full_in:
                raise OperationalError(statement, None, Exception("database or disk is full"))


def _whole(answer: Answer) -> Answer:
    """Read an answer that is sent piece by piece to its end."""
    pieces = getattr(answer, "pieces", None)
    return answer if pieces is None else Answer(b"".join(pieces), answer.media_type, answer.status, answer.headers)


def inbox(region: Region) -> dict[UUID, tuple[str, bytes]]:
    """Return what the centre has heard: outcome and hash by operation."""
    rows = region.rows("SELECT i.op_id, s.outcome, i.hash FROM op_inbox i JOIN op_state s ON s.op_id = i.op_id")
    return {UUID(str(op_id)): (outcome, digest) for op_id, outcome, digest in rows}
