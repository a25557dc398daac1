"""Which effect belongs to which kind of operation, and what is done when one fails."""

import logging
from typing import Any

from sqlalchemy import insert
from sqlalchemy.exc import OperationalError

from desk_app.protocol.bodies import (
    CashPaid,
    CodesPrinted,
    ResidentRegistered,
    ShiftClosed,
    ShiftOpened,
    UnknownKindError,
    read_body,
)
from desk_app.protocol.frames import Frame
from desk_app.protocol.strict_json import MalformedError
from desk_app.settlement.effects import HELD_ERROR, HELD_SCHEMA, Apply, Effect, Outcome
from desk_app.settlement.ledger import SUSPENSE, Leg, Posting, desk_cash, post
from desk_app.settlement.operation_tables import payment_state
from desk_app.settlement.payments import take_cash
from desk_app.settlement.prints import note_print
from desk_app.settlement.registrations import register_resident
from desk_app.settlement.shifts import close_shift, open_shift

_log = logging.getLogger("settlement")

EFFECTS: dict[type[Any], Apply] = {
    ShiftOpened: open_shift,
    ShiftClosed: close_shift,
    CashPaid: take_cash,
    ResidentRegistered: register_resident,
    CodesPrinted: note_print,
}


def apply(effect: Effect) -> Outcome:
    """Apply one operation; nothing here ever refuses it."""
    try:
        body = read_body(effect.frame.kind, effect.frame.schema_ver, effect.frame.body)
    except UnknownKindError:
        return Outcome(HELD_SCHEMA, "unknown_kind")
    except MalformedError as error:
        return Outcome(HELD_ERROR, f"body:{error.code}"[:64])
    savepoint = effect.connection.begin_nested()
    try:
        outcome = EFFECTS[type(body)](effect, body)
        savepoint.commit()
    except OperationalError:
        raise  # a deadlock or a full disk is no fault of the operation: the batch is undone as a whole
    except Exception as error:  # noqa: BLE001 - a poisoned operation must not block the next one (R8)
        savepoint.rollback()
        effect.touched.accounts.clear()
        effect.memory.forget_written()
        _log.error("effect_failed", extra={"op_id": str(effect.frame.op_id), "code": type(error).__name__})
        return _hold(effect, body)
    return outcome


def accounts_of(frame: Frame) -> set[str]:
    """Return the keys of the accounts an operation is going to change, as far as its body can be read."""
    try:
        body = read_body(frame.kind, frame.schema_ver, frame.body)
    except (UnknownKindError, MalformedError):
        return set()
    if isinstance(body, CashPaid):
        return {line.account.key for line in body.lines}
    return {body.account.key} if isinstance(body, ResidentRegistered) else set()


def _hold(effect: Effect, body: Any) -> Outcome:  # noqa: ANN401 - any body
    """Keep at least the money in sight: the whole sum to suspense, by the shortest possible path."""
    if not isinstance(body, CashPaid):
        return Outcome(HELD_ERROR, "effect_failed")
    frame, stamp = effect.frame, body.stamp
    total = body.total_kop
    legs = (Leg(desk_cash(effect.desk.id), total), Leg(SUSPENSE, -total, reason="held_error"))
    posting = Posting(frame.op_id, effect.desk.id, frame.kind, stamp.shift_id, effect.now[:10], effect.now, legs)
    with effect.connection.begin_nested():
        post(effect.connection, posting, effect.memory.ledger_accounts)
        values = {"op_id": frame.op_id, "desk_id": effect.desk.id, "shift_id": stamp.shift_id, "seq": frame.seq}
        values |= {"wall_utc": stamp.wall_utc, "amount_kop": total, "status": "held"}
        effect.connection.execute(insert(payment_state).values(values))
    return Outcome(HELD_ERROR, "effect_failed")
