"""What only people can finish: money in suspense and registrations in conflict, closed by two of them.

A decision is a row of its own that nobody can take back; money moves by a new
balanced transaction, and no old entry is ever touched.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, and_, insert, select, update

from desk_app.protocol.bodies import ResidentRegistered, read_body
from desk_app.protocol.decisions import DROP, REFUNDED, TO
from desk_app.protocol.frames import decode
from desk_app.settlement.calls import find_desk
from desk_app.settlement.centre import Centre
from desk_app.settlement.changes import Touched, record
from desk_app.settlement.clock import local_day, read_stamp
from desk_app.settlement.effects import Effect
from desk_app.settlement.ledger import REFUND, SUSPENSE, Leg, Posting, post, provider_account
from desk_app.settlement.operation_tables import case_decision, op_inbox, payment_state, suspense_case
from desk_app.settlement.registrations import NEEDS_PERSON, bind_after_all, keep_card_only
from desk_app.settlement.resident_tables import registration
from desk_app.settlement.tables import account, charge, desk, receipt_type, service

_MONEY = frozenset({TO, REFUNDED})
_CASE = re.compile(r"(\d{1,9})-(\d{1,9})-(\d{1,15})(?:/(\d{1,4}))?", re.ASCII)
_REGISTRATION = 0  # the line of a decision about a registration; legs of suspense begin with 1


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that waits; `amount_kop` is 0 for a registration. It names accounts, never people."""

    case: str
    kind: str
    reason: str
    amount_kop: int
    account: str
    age_days: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What two people decided; `account` is where the money goes."""

    action: str
    reason: str
    by: str
    second: str
    account: str = ""


class NotDecidedError(Exception):
    """A decision that cannot be carried out; `code` is why."""

    def __init__(self, code: str) -> None:
        """Keep the code."""
        super().__init__(code)
        self.code = code


def open_cases(connection: Connection, centre: Centre) -> Iterator[Case]:
    """Yield what is open, oldest first of each kind."""
    today = local_day(centre.clock.now())
    place = (desk.c.number, op_inbox.c.epoch, op_inbox.c.seq)
    money = select(suspense_case, *place).join(op_inbox, op_inbox.c.op_id == suspense_case.c.op_id)
    money = money.join(desk, desk.c.id == op_inbox.c.desk_id).where(suspense_case.c.resolved_at.is_(None))
    for row in connection.execute(money.order_by(suspense_case.c.opened_at, *place, suspense_case.c.line)):
        age = (today - local_day(read_stamp(row.opened_at))).days
        name = f"{row.number}-{row.epoch}-{row.seq}/{row.line}"
        yield Case(name, "money", row.reason, row.amount_kop, row.account_key, age)
    people = select(registration.c.conflict, registration.c.account_key, registration.c.registered_at, *place)
    people = people.join(op_inbox, op_inbox.c.op_id == registration.c.op_id)
    people = people.join(desk, desk.c.id == op_inbox.c.desk_id).where(registration.c.state == NEEDS_PERSON)
    for row in connection.execute(people.order_by(registration.c.registered_at, *place)):
        age = (today - local_day(read_stamp(row.registered_at))).days
        yield Case(f"{row.number}-{row.epoch}-{row.seq}", "registration", row.conflict, 0, row.account_key, age)


def resolve(connection: Connection, centre: Centre, case: str, decision: Decision) -> None:
    """Carry a decision out and close its case.

    Raises:
        NotDecidedError: no such open case, not two people, or the decision does not fit; nothing was changed.
    """
    if not decision.reason.strip():
        raise NotDecidedError("reason")
    people = {decision.by.strip().casefold(), decision.second.strip().casefold()}
    if len(people - {""}) != 2:
        raise NotDecidedError("two_people")
    op_id, line = _find(connection, case)
    tx_id = None
    if decision.action in _MONEY:
        tx_id = _move_money(connection, centre, op_id, line, decision)
    else:
        _settle_registration(connection, centre, op_id, line, decision)
    values = {"op_id": op_id, "line": line, "action": decision.action, "account_key": decision.account}
    values |= {"reason": decision.reason.strip(), "decided_by": decision.by.strip(), "tx_id": tx_id}
    connection.execute(insert(case_decision).values(**values, second=decision.second.strip(), at=centre.now()))


def _find(connection: Connection, case: str) -> tuple[UUID, int]:
    """Find the operation of «desk-epoch-seq» or «desk-epoch-seq/line»."""
    found = _CASE.fullmatch(case)
    if found is None:
        raise NotDecidedError("unknown")
    number, epoch, seq, line = (int(part or 0) for part in found.groups())
    query = select(op_inbox.c.op_id).join(desk, desk.c.id == op_inbox.c.desk_id)
    place = (desk.c.number == number, op_inbox.c.epoch == epoch, op_inbox.c.seq == seq)
    op_id = connection.execute(query.where(*place)).scalar()
    if op_id is None:
        raise NotDecidedError("unknown")
    return op_id, line


def _move_money(connection: Connection, centre: Centre, op_id: UUID, line: int, decision: Decision) -> UUID:
    mine = (suspense_case.c.op_id == op_id, suspense_case.c.line == line)
    case = connection.execute(select(suspense_case).where(*mine).with_for_update()).first()
    if case is None or case.resolved_at is not None:
        raise NotDecidedError("unknown" if case is None else "closed")
    touched = Touched()
    credit = _refund(connection, case) if decision.action == REFUNDED else _credit(connection, case, decision, touched)
    debit = Leg(SUSPENSE, case.amount_kop, case.account_key, case.service)
    desk_id = connection.execute(select(op_inbox.c.desk_id).where(op_inbox.c.op_id == op_id)).scalar_one()
    tx_id, now = uuid4(), centre.clock.now()
    day = local_day(now).isoformat()
    kind = f"case.{decision.action}"
    post(connection, [Posting(None, desk_id, kind, "", day, centre.now(), (debit, credit), tx_id)], set())
    connection.execute(update(suspense_case).where(*mine).values(resolved_at=centre.now()))
    record(connection, touched)
    return tx_id


def _refund(connection: Connection, case: Any) -> Leg:  # noqa: ANN401 - a row
    refunded = {"refunded_kop": payment_state.c.refunded_kop + case.amount_kop}
    connection.execute(update(payment_state).where(payment_state.c.op_id == case.op_id).values(refunded))
    return Leg(REFUND, -case.amount_kop, case.account_key, case.service)


def _credit(connection: Connection, case: Any, decision: Decision, touched: Touched) -> Leg:  # noqa: ANN401 - a row
    """Credit the provider of the account's receipt, and lower what the account owes."""
    query = select(account.c.receipt_type, receipt_type.c.provider).join(receipt_type).where(
        account.c.key == decision.account
    )  # fmt: skip
    known = connection.execute(query.with_for_update(of=account)).first()
    if known is None:
        raise NotDecidedError("account_unknown")
    code = _service(connection, known.receipt_type, case.service)
    owed = and_(charge.c.account_key == decision.account, charge.c.service == code)
    paid = {"paid_here": charge.c.paid_here + case.amount_kop}
    if connection.execute(update(charge).where(owed).values(paid)).rowcount:
        touched.accounts.add(decision.account)
    return Leg(provider_account(known.provider), -case.amount_kop, decision.account, code)


def _service(connection: Connection, kind: str, wanted: str) -> str:
    """Return the service that was paid, if it stands on this receipt, or the first that is no late fee."""
    query = select(service.c.code, service.c.penalty_of).where(service.c.receipt_type == kind)
    rows = connection.execute(query.order_by(service.c.penalty_of != "", service.c.code)).all()
    if not rows:
        raise NotDecidedError("service_unknown")
    return wanted if wanted in {row.code for row in rows} else str(rows[0].code)


def _settle_registration(connection: Connection, centre: Centre, op_id: UUID, line: int, decision: Decision) -> None:
    query = select(registration.c.state).where(registration.c.op_id == op_id)
    state = connection.execute(query.with_for_update()).scalar()
    if state is None or line != _REGISTRATION:
        raise NotDecidedError("unknown")
    if state != NEEDS_PERSON:
        raise NotDecidedError("closed")
    row = connection.execute(select(op_inbox.c.desk_id, op_inbox.c.raw).where(op_inbox.c.op_id == op_id)).one()
    identity, frame = find_desk(connection, row.desk_id), decode(row.raw)
    assert identity is not None, "a desk that pushed is enrolled"
    body = read_body(frame.kind, frame.schema_ver, frame.body)
    assert isinstance(body, ResidentRegistered)
    effect = Effect(connection, centre, identity, frame, body, centre.now())
    if decision.action == DROP:
        keep_card_only(effect, body)
    elif trouble := bind_after_all(effect, body):
        raise NotDecidedError(trouble)
    record(connection, effect.touched)
