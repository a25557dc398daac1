"""The books recomputed: every invariant of protocol §1.13 that the centre can see, named and counted."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, and_, select, text

from desk_app.protocol.frames import decode, genesis, verify
from desk_app.protocol.merkle import LogHead
from desk_app.protocol.messages import Ack
from desk_app.protocol.tallies import version_digest
from desk_app.settlement.database import Database
from desk_app.settlement.operation_tables import desk_head, epoch_grant, journal
from desk_app.settlement.tables import charge, desk, receipt_type

_MONTH = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])", re.ASCII)

_SOME = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """One invariant; `faults` counts what breaks it, `examples` names a few by id, never a person."""

    name: str
    promise: str
    faults: int
    examples: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Tell whether nothing breaks it."""
        return not self.faults


Check = Callable[[Connection], Iterator[str]]


def audit(database: Database) -> list[Finding]:
    """Recompute everything in one consistent view."""
    with database.read() as connection:
        return [_find(connection, *check) for check in _CHECKS]


def _find(connection: Connection, name: str, promise: str, check: Check) -> Finding:
    faults = list(check(connection))
    return Finding(name, promise, len(faults), tuple(faults[:_SOME]))


def _rows(query: str) -> Check:
    def check(connection: Connection) -> Iterator[str]:
        for row in connection.execute(text(query)):
            yield "|".join(str(value) for value in row)

    return check


def _months(connection: Connection) -> Iterator[str]:
    """A month that cannot be read would stop the desks that are told of it."""
    for table in (charge, receipt_type):
        for month in connection.execute(select(table.c.period).distinct()).scalars():
            if not _MONTH.fullmatch(month) and (month or table is charge):
                yield f"{table.name}|{month}"


def _each_day(connection: Connection) -> Iterator[str]:
    query = (
        "SELECT t.business_date, SUM(e.amount_kop) FROM ledger_entry e JOIN ledger_tx t ON t.tx_id = e.tx_id "
        "GROUP BY t.business_date HAVING SUM(e.amount_kop) <> 0"
    )
    yield from _rows(query)(connection)


def _acks_cover(connection: Connection) -> Iterator[str]:
    """I5: what an ack says the centre has, it has, with the same hash."""
    for row in connection.execute(
        text("SELECT desk_id, epoch, number, payload FROM ack ORDER BY desk_id, epoch, number")
    ):
        said = Ack.from_bytes(row.payload)
        place = (journal.c.desk_id == UUID(said.desk_id), journal.c.epoch == row.epoch, journal.c.seq == said.head.seq)
        found = connection.execute(select(journal.c.hash).where(*place)).scalar()
        if found != said.head.hash:
            yield f"{row.desk_id}-{row.epoch}-{said.head.seq}"


def _chains_verify(connection: Connection) -> Iterator[str]:
    """I7: every epoch is contiguous from its grant and ends where its head says."""
    granted = and_(epoch_grant.c.desk_id == desk_head.c.desk_id, epoch_grant.c.epoch == desk_head.c.epoch)
    heads = select(desk_head, epoch_grant.c.signature, desk.c.public_key).join(epoch_grant, granted)
    for head in connection.execute(heads.join(desk, desk.c.id == desk_head.c.desk_id)).all():
        yield from _chain(connection, head)


def _chain(connection: Connection, head: Any) -> Iterator[str]:  # noqa: ANN401 - a row
    key = Ed25519PublicKey.from_public_bytes(head.public_key)
    seq, last = 0, b""
    mine = (journal.c.desk_id == head.desk_id, journal.c.epoch == head.epoch)
    for row in connection.execute(select(journal.c.raw, journal.c.hash).where(*mine).order_by(journal.c.seq)):
        frame = decode(row.raw)
        start = last or genesis(frame.desk_id, head.epoch, head.signature)
        seq += 1
        if frame.seq != seq or frame.prev_hash != start or frame.hash != row.hash or not verify(frame, key):
            yield f"{head.desk_id}-{head.epoch}-{frame.seq}"
        last = frame.hash
    if seq != head.seq or (last and last != head.hash):
        yield f"{head.desk_id}-{head.epoch}-head"


def _log_only_grew(connection: Connection) -> Iterator[str]:
    """I8: the log recomputed leaf by leaf passes through every head that was ever acknowledged."""
    acks = connection.execute(text("SELECT payload FROM ack"))
    roots: dict[int, set[bytes]] = {}
    for payload in acks.scalars():
        said = Ack.from_bytes(payload)
        roots.setdefault(said.log_size, set()).add(said.log_root)
    head = LogHead()
    for row in connection.execute(text("SELECT number, leaf FROM log_leaf ORDER BY number")):
        if row.number != head.size:
            yield f"leaf:{row.number}"
        head = head.append([row.leaf])
        if head.size in roots and roots[head.size] != {head.root}:
            yield f"root:{head.size}"
    stored = connection.execute(text("SELECT size, peaks FROM log_head")).one()
    if LogHead.from_bytes(stored.size, stored.peaks) != head:
        yield "head"
    yield from (f"root:{size}" for size in roots if size > head.size)


def _tallies(connection: Connection) -> Iterator[str]:
    """I14 as the centre sees it: the tallies that mirrors are checked against fit the tables."""
    wanted: dict[tuple[int, str], list[int]] = {}
    queries = {"account": "SELECT house_id, key, version FROM account"}
    queries |= {name: f"SELECT 0, code, version FROM {name}" for name in ("provider", "receipt_type", "service")}  # noqa: S608 - our own tables
    for entity, query in queries.items():
        for house_id, entity_id, version in connection.execute(text(query)):
            sums = wanted.setdefault((house_id, entity), [0, 0])
            sums[0] += 1
            sums[1] += version_digest(entity, entity_id, version)
    for row in connection.execute(text("SELECT house_id, entity, count, digest FROM house_tally")).mappings():
        if wanted.pop((row["house_id"], row["entity"]), [0, 0]) != [row["count"], row["digest"]]:
            yield f"{row['entity']}:{row['house_id']}"
    yield from (f"{entity}:{house_id}" for house_id, entity in wanted)


_MONEY_ONCE = """
SELECT i.op_id FROM op_inbox i JOIN op_state s ON s.op_id = i.op_id
LEFT JOIN ledger_tx t ON t.op_id = i.op_id
LEFT JOIN payment_state p ON p.op_id = i.op_id
WHERE i.kind = 'payment.cash' AND (
  (s.outcome LIKE 'accepted%' AND (t.op_id IS NULL OR p.op_id IS NULL))
  OR (s.outcome IN ('held_schema', 'held_fork') AND t.op_id IS NOT NULL)
  OR (s.outcome = 'held_error' AND t.op_id IS NULL AND s.detail NOT LIKE 'body:%'))
"""
_SHIFTS = """
SELECT s.shift_id FROM shift s WHERE s.state = 'mismatch'
AND NOT EXISTS (SELECT 1 FROM shift_difference d WHERE d.close_op = s.closed_by)
"""
_CARDS = """
SELECT u.card FROM card_use u WHERE NOT EXISTS (
  SELECT 1 FROM card_lease l
  WHERE l.desk_id = u.desk_id AND CAST(u.card AS BIGINT) BETWEEN l.first AND l.last)
"""
_SUSPENSE = """
SELECT x.ledger, x.cases FROM (
  SELECT (SELECT COALESCE(-SUM(amount_kop), 0) FROM ledger_entry WHERE account_id = 'suspense:centre') AS ledger,
         (SELECT COALESCE(SUM(amount_kop), 0) FROM suspense_case WHERE resolved_at IS NULL) AS cases) x
WHERE x.ledger <> x.cases
"""
_TWO_PEOPLE = """
SELECT c.op_id, c.line FROM suspense_case c LEFT JOIN case_decision d ON d.op_id = c.op_id AND d.line = c.line
WHERE (c.resolved_at IS NULL) <> (d.op_id IS NULL)
"""
_PHONES = """
SELECT r.op_id FROM registration r WHERE r.state = 'active' AND NOT EXISTS (
  SELECT 1 FROM phone_binding b JOIN account a ON a.key = r.account_key
  WHERE b.phone_mac = r.phone_mac AND b.premise = a.premise)
"""
_BALANCED = "SELECT tx_id FROM ledger_entry GROUP BY tx_id HAVING SUM(amount_kop) <> 0"
_EMPTY = "SELECT t.tx_id FROM ledger_tx t WHERE NOT EXISTS (SELECT 1 FROM ledger_entry e WHERE e.tx_id = t.tx_id)"
_ONE_TX = "SELECT op_id FROM ledger_tx WHERE op_id IS NOT NULL GROUP BY op_id HAVING COUNT(*) > 1"
_SUMS = """
SELECT p.op_id FROM payment_state p WHERE p.amount_kop <> (
  SELECT COALESCE(SUM(e.amount_kop), 0) FROM ledger_entry e WHERE e.tx_id = p.op_id AND e.amount_kop > 0)
"""
_REFUNDS = "SELECT op_id FROM payment_state WHERE refunded_kop > amount_kop OR refunded_kop < 0"
_FROZEN = """
SELECT h.desk_id FROM desk_head h WHERE h.frozen NOT IN ('', 'superseded')
AND NOT EXISTS (SELECT 1 FROM alarm a WHERE a.desk_id = h.desk_id)
"""

_CHECKS: tuple[tuple[str, str, Check], ...] = (
    ("I1", "Сумма проводок каждой операции равна нулю", _rows(_BALANCED)),
    ("I1-day", "Сумма проводок каждого дня равна нулю", _each_day),
    ("I1-empty", "Нет операций без проводок", _rows(_EMPTY)),
    ("I2", "На операцию кассы не больше одной записи в книге", _rows(_ONE_TX)),
    ("I3", "Каждый платёж в книге или отложен, но не то и другое", _rows(_MONEY_ONCE)),
    ("I4", "Сумма платежа равна его проводкам", _rows(_SUMS)),
    ("I5", "Всё подтверждённое есть у центра с тем же хешем", _acks_cover),
    ("I6", "Возвраты не больше платежа", _rows(_REFUNDS)),
    ("I7", "Номера операций без пропусков, цепочка и подписи верны", _chains_verify),
    ("I8", "Журнал центра только рос", _log_only_grew),
    ("I10", "Расхождение смены имеет расшифровку", _rows(_SHIFTS)),
    ("I11", "Телефон связан с одним адресом", _rows(_PHONES)),
    ("I12", "Карты выданы из диапазона своей кассы", _rows(_CARDS)),
    ("I13", "Невыясненные суммы равны открытым делам", _rows(_SUSPENSE)),
    ("I13-two", "Каждое закрытое дело решили двое", _rows(_TWO_PEOPLE)),
    ("I14", "Контрольные суммы ленты изменений верны", _tallies),
    ("months", "Каждый месяц начислений есть в календаре", _months),
    ("L1", "У каждой остановленной кассы есть открытое дело", _rows(_FROZEN)),
)
