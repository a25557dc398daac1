"""Cash taken at a desk: every line its own credit, whatever cannot be placed waits in suspense."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import and_, insert, or_, select, update

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
    post(effect.connection, posting)
    _note_payment(effect, paid)
    for line, place in zip(paid.lines, places, strict=True):
        if not place.reason:
            _pay_charge(effect, line)
    disputed = store_readings(effect, paid, day)
    reasons = dict.fromkeys(place.reason for place in places if place.reason)
    flags = [*reasons, *(["possible_duplicate"] if doubled else []), *disputed]
    return Outcome(SUSPENSE if reasons else ACCEPTED, ",".join(flags)[:64])


def _find_places(effect: Effect, paid: CashPaid) -> list[_Place]:
    keys = sorted({line.account.key for line in paid.lines})
    query = select(account.c.key, account.c.closed).where(account.c.key.in_(keys))
    closed = {row.key: row.closed for row in effect.connection.execute(query)}
    codes = sorted({line.service for line in paid.lines})
    services = (
        select(service.c.code, service.c.receipt_type, receipt_type.c.provider)
        .join(receipt_type, service.c.receipt_type == receipt_type.c.code)
        .where(service.c.code.in_(codes))
    )
    known = {row.code: row for row in effect.connection.execute(services)}
    found = []
    for line in paid.lines:
        at = known.get(line.service)
        if line.account.key not in closed:
            found.append(_Place(reason="account_unknown"))
        elif at is None or at.receipt_type != line.account.receipt_type:
            found.append(_Place(reason="service_unknown"))
        elif closed[line.account.key]:
            found.append(_Place(reason="account_closed"))
        else:
            found.append(_Place(provider=at.provider))
    return found


def _credit(line: PaidLine, place: _Place) -> Leg:
    name = SUSPENSE_ACCOUNT if place.reason else provider_account(place.provider)
    return Leg(name, -line.amount_kop, line.account.key, line.service, place.reason)


def _note_payment(effect: Effect, paid: CashPaid) -> None:
    values = {"op_id": effect.frame.op_id, "desk_id": effect.desk.id, "shift_id": paid.stamp.shift_id}
    values |= {"seq": effect.frame.seq, "wall_utc": paid.stamp.wall_utc, "amount_kop": paid.total_kop}
    effect.connection.execute(insert(payment_state).values(**values, status="taken"))


def _pay_charge(effect: Effect, line: PaidLine) -> None:
    where = and_(charge.c.account_key == line.account.key, charge.c.service == line.service)
    paid_here = charge.c.paid_here + line.amount_kop
    if effect.connection.execute(update(charge).where(where).values(paid_here=paid_here)).rowcount:
        effect.touched.accounts.add(line.account.key)


def _possible_duplicate(effect: Effect, paid: CashPaid) -> bool:
    """Tell whether this desk took the same sum for the same account a moment ago, by its own clock."""
    taken = read_stamp(paid.stamp.wall_utc)
    same = or_(
        *(
            and_(ledger_entry.c.dim_account == line.account.key, ledger_entry.c.amount_kop == -line.amount_kop)
            for line in paid.lines
        )
    )
    query = (
        select(payment_state.c.op_id)
        .join(ledger_entry, ledger_entry.c.tx_id == payment_state.c.op_id)
        .where(same, payment_state.c.desk_id == effect.desk.id)
        .where(payment_state.c.wall_utc > stamp(taken - _SAME_PAYMENT))
        .where(payment_state.c.wall_utc < stamp(taken + _SAME_PAYMENT))
    )
    return effect.connection.execute(query.limit(1)).first() is not None
