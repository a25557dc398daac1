"""Which effect belongs to which kind of operation, and what is done when one fails."""

import logging
from collections.abc import Iterable, Iterator
from itertools import groupby
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
from desk_app.settlement.payments import take_cash, take_run
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


def read(frame: Frame) -> Any:  # noqa: ANN401 - any body, or why there is none
    """Read what an operation says; an Outcome tells why it cannot be read."""
    try:
        return read_body(frame.kind, frame.schema_ver, frame.body)
    except UnknownKindError:
        return Outcome(HELD_SCHEMA, "unknown_kind")
    except MalformedError as error:
        return Outcome(HELD_ERROR, f"body:{error.code}"[:64])


def apply_all(effects: Iterable[Effect]) -> Iterator[Outcome]:
    """Apply operations in order; nothing here ever refuses one."""
    for cash, run in groupby(effects, lambda effect: isinstance(effect.body, CashPaid)):
        alike = list(run)
        yield from _apply_payments(alike) if cash else map(_apply, alike)


def _apply_payments(effects: list[Effect]) -> list[Outcome]:
    """Apply a run of payments at once; where one of them fails, each by itself."""
    savepoint = effects[0].connection.begin_nested()
    try:
        outcomes = take_run(effects, [effect.body for effect in effects])
        savepoint.commit()
    except OperationalError:
        raise
    except Exception as error:  # noqa: BLE001 - who is at fault is found out one by one
        savepoint.rollback()
        _log.warning("run_failed", extra={"count": len(effects), "code": type(error).__name__})
        for effect in effects:
            effect.touched.accounts.clear()
        effects[0].memory.forget_written()
        return [_apply(effect) for effect in effects]
    return outcomes


def _apply(effect: Effect) -> Outcome:
    if isinstance(effect.body, Outcome):
        return effect.body
    savepoint = effect.connection.begin_nested()
    try:
        outcome = EFFECTS[type(effect.body)](effect, effect.body)
        savepoint.commit()
    except OperationalError:
        raise  # a deadlock or a full disk is no fault of the operation: the batch is undone as a whole
    except Exception as error:  # noqa: BLE001 - a poisoned operation must not block the next one (R8)
        savepoint.rollback()
        effect.touched.accounts.clear()
        effect.memory.forget_written()
        _log.error("effect_failed", extra={"op_id": str(effect.frame.op_id), "code": type(error).__name__})
        return _hold(effect, effect.body)
    return outcome


def accounts_of(body: Any) -> set[str]:  # noqa: ANN401 - any body, or why there is none
    """Return the keys of the accounts an operation is going to change."""
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
        post(effect.connection, [posting], effect.memory.ledger_accounts)
        values = {"op_id": frame.op_id, "desk_id": effect.desk.id, "shift_id": stamp.shift_id, "seq": frame.seq}
        values |= {"wall_utc": stamp.wall_utc, "amount_kop": total, "status": "held"}
        effect.connection.execute(insert(payment_state).values(values))
    return Outcome(HELD_ERROR, "effect_failed")
