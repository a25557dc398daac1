"""Cash taken at a desk: every line its own credit, whatever cannot be placed waits in suspense."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, insert, select, update

from desk_app.protocol.bodies import CashPaid, PaidLine
from desk_app.settlement.clock import read_stamp, stamp
from desk_app.settlement.effects import ACCEPTED, SUSPENSE, Effect, Outcome
from desk_app.settlement.ledger import SUSPENSE as SUSPENSE_ACCOUNT
from desk_app.settlement.ledger import Leg, Posting, desk_cash, post, provider_account
from desk_app.settlement.operation_tables import ledger_entry, payment_state
from desk_app.settlement.readings import store_readings
from desk_app.settlement.shifts import business_date
from desk_app.settlement.tables import account, charge, receipt_type, service

_SAME_PAYMENT = timedelta(minutes=10)

# Built once: building a statement costs more than running it.
_NOTE = insert(payment_state)
_PAY = (
    update(charge)
    .where(charge.c.account_key == bindparam("key"), charge.c.service == bindparam("code"))
    .values(paid_here=charge.c.paid_here + bindparam("kop"))
)
_RECENT = (
    select(ledger_entry.c.dim_account, ledger_entry.c.amount_kop)
    .join(payment_state, ledger_entry.c.tx_id == payment_state.c.op_id)
    .where(ledger_entry.c.dim_account.in_(bindparam("keys", expanding=True)))
    .where(payment_state.c.desk_id == bindparam("desk"))
    .where(payment_state.c.wall_utc > bindparam("since"), payment_state.c.wall_utc < bindparam("until"))
)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a line's money belongs: a provider, or a reason why nobody knows."""

    provider: str = ""
    reason: str = ""


def take_cash(effect: Effect, paid: CashPaid) -> Outcome:
    """Post a payment and correct what its accounts owe."""
    day = business_date(effect, paid.stamp)
    places = _find_places(effect, paid)
    doubled = _possible_duplicate(effect, paid)
    legs = [Leg(desk_cash(effect.desk.id), paid.total_kop)]
    legs += [_credit(line, place) for line, place in zip(paid.lines, places, strict=True)]
    frame = effect.frame
    posting = Posting(frame.op_id, effect.desk.id, frame.kind, paid.stamp.shift_id, day, effect.now, tuple(legs))
    post(effect.connection, posting, effect.memory.ledger_accounts)
    _note_payment(effect, paid)
    for line, place in zip(paid.lines, places, strict=True):
        if not place.reason:
            _pay_charge(effect, line)
    disputed = store_readings(effect, paid, day)
    reasons = dict.fromkeys(place.reason for place in places if place.reason)
    flags = [*reasons, *(["possible_duplicate"] if doubled else []), *disputed]
    return Outcome(SUSPENSE if reasons else ACCEPTED, ",".join(flags)[:64])


def _find_places(effect: Effect, paid: CashPaid) -> list[_Place]:
    _look_up(effect, paid)
    return [_place(effect, line) for line in paid.lines]


def _place(effect: Effect, line: PaidLine) -> _Place:
    closed = effect.memory.closed.get(line.account.key)
    kind, provider = effect.memory.services.get(line.service, ("", ""))
    if closed is None:
        return _Place(reason="account_unknown")
    if kind != line.account.receipt_type:
        return _Place(reason="service_unknown")
    return _Place(reason="account_closed") if closed else _Place(provider=provider)


def _look_up(effect: Effect, paid: CashPaid) -> None:
    memory = effect.memory
    keys = sorted({line.account.key for line in paid.lines} - memory.closed.keys())
    if keys:
        query = select(account.c.key, account.c.closed).where(account.c.key.in_(keys))
        memory.closed.update({row.key: row.closed for row in effect.connection.execute(query)})
    codes = sorted({line.service for line in paid.lines} - memory.services.keys())
    if codes:
        query = select(service.c.code, service.c.receipt_type, receipt_type.c.provider).join(receipt_type)
        rows = effect.connection.execute(query.where(service.c.code.in_(codes)))
        memory.services.update({row.code: (row.receipt_type, row.provider) for row in rows})


def _credit(line: PaidLine, place: _Place) -> Leg:
    name = SUSPENSE_ACCOUNT if place.reason else provider_account(place.provider)
    return Leg(name, -line.amount_kop, line.account.key, line.service, place.reason)


def _note_payment(effect: Effect, paid: CashPaid) -> None:
    values = {"op_id": effect.frame.op_id, "desk_id": effect.desk.id, "shift_id": paid.stamp.shift_id}
    values |= {"seq": effect.frame.seq, "wall_utc": paid.stamp.wall_utc, "amount_kop": paid.total_kop}
    effect.connection.execute(_NOTE, values | {"status": "taken"})


def _pay_charge(effect: Effect, line: PaidLine) -> None:
    values = {"key": line.account.key, "code": line.service, "kop": line.amount_kop}
    if effect.connection.execute(_PAY, values).rowcount:
        effect.touched.accounts.add(line.account.key)


def _possible_duplicate(effect: Effect, paid: CashPaid) -> bool:
    """Tell whether this desk took the same sum for the same account a moment ago, by its own clock."""
    taken = read_stamp(paid.stamp.wall_utc)
    values = {"desk": effect.desk.id, "since": stamp(taken - _SAME_PAYMENT), "until": stamp(taken + _SAME_PAYMENT)}
    values |= {"keys": sorted({line.account.key for line in paid.lines})}
    recent = {(row.dim_account, -row.amount_kop) for row in effect.connection.execute(_RECENT, values)}
    return any((line.account.key, line.amount_kop) in recent for line in paid.lines)
