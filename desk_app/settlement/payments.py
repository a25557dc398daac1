"""Cash taken at a desk: every line its own credit, whatever cannot be placed waits in suspense.

Payments that follow each other are heard as one run: what they need is looked
up at once, each is judged in order as if it stood alone, and what they change
is written table by table.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Self

from sqlalchemy import select

from desk_app.protocol.bodies import CashPaid, PaidLine
from desk_app.settlement.bulk import among, change_rows, insert_rows
from desk_app.settlement.clock import read_stamp, stamp
from desk_app.settlement.effects import ACCEPTED, SUSPENSE, Effect, Outcome
from desk_app.settlement.ledger import SUSPENSE as SUSPENSE_ACCOUNT
from desk_app.settlement.ledger import Leg, Posting, desk_cash, post, provider_account
from desk_app.settlement.operation_tables import ledger_entry, payment_state
from desk_app.settlement.readings import Readings
from desk_app.settlement.shifts import business_date
from desk_app.settlement.tables import account, charge, receipt_type, service

_SAME_PAYMENT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a line's money belongs: a provider, or a reason why nobody knows."""

    provider: str = ""
    reason: str = ""


@dataclass(slots=True)
class _Recent:
    """When this desk took which sum for which account, by its own clock."""

    moments: dict[tuple[str, int], list[str]] = field(default_factory=dict)

    @classmethod
    def find(cls, effect: Effect, bodies: Sequence[CashPaid]) -> Self:
        """Look up what was taken around the moments of these payments."""
        moments = [read_stamp(paid.stamp.wall_utc) for paid in bodies]
        since, until = stamp(min(moments) - _SAME_PAYMENT), stamp(max(moments) + _SAME_PAYMENT)
        query = (
            select(ledger_entry.c.dim_account, ledger_entry.c.amount_kop, payment_state.c.wall_utc)
            .join(payment_state, ledger_entry.c.tx_id == payment_state.c.op_id)
            .where(among(effect.connection, ledger_entry.c.dim_account, _keys(bodies)))
            .where(payment_state.c.desk_id == effect.desk.id)
            .where(payment_state.c.wall_utc > since, payment_state.c.wall_utc < until)
        )
        found = cls()
        for key, kopecks, wall_utc in effect.connection.execute(query):
            found.moments.setdefault((key, -kopecks), []).append(wall_utc)
        return found

    def had(self, paid: CashPaid) -> bool:
        """Tell whether the same sum was taken for the same account a moment ago; remember this payment."""
        taken = read_stamp(paid.stamp.wall_utc)
        since, until = stamp(taken - _SAME_PAYMENT), stamp(taken + _SAME_PAYMENT)
        places = [(line.account.key, line.amount_kop) for line in paid.lines]
        had = any(since < moment < until for place in places for moment in self.moments.get(place, ()))
        for place in places:
            self.moments.setdefault(place, []).append(paid.stamp.wall_utc)
        return had


def take_cash(effect: Effect, paid: CashPaid) -> Outcome:
    """Post one payment and correct what its accounts owe."""
    return take_run([effect], [paid])[0]


def take_run(effects: Sequence[Effect], bodies: Sequence[CashPaid]) -> list[Outcome]:
    """Post payments of one desk that follow each other, and correct what their accounts owe."""
    first = effects[0]
    _look_up(first, bodies)
    recent, charged = _Recent.find(first, bodies), _charged(first, bodies)
    readings = Readings.find(first.connection, bodies)
    outcomes, postings, paid_here = [], [], Counter[tuple[str, str]]()
    for effect, paid in zip(effects, bodies, strict=True):
        places = [_place(effect, line) for line in paid.lines]
        doubled = recent.had(paid)
        postings.append(_posting(effect, paid, places))
        for line, place in zip(paid.lines, places, strict=True):
            if not place.reason and (line.account.key, line.service) in charged:
                paid_here[line.account.key, line.service] += line.amount_kop
                effect.touched.accounts.add(line.account.key)
        outcomes.append(_outcome(places, double=_double(paid) if doubled else "", flags=readings.take(effect, paid)))
    post(first.connection, postings, first.memory.ledger_accounts)
    insert_rows(first.connection, payment_state, [_note(*one) for one in zip(effects, bodies, strict=True)])
    rows = [{"account_key": key, "service": code, "paid_here": kop} for (key, code), kop in sorted(paid_here.items())]
    change_rows(first.connection, charge, ("account_key", "service"), rows, add=("paid_here",))
    readings.write(first.connection)
    return outcomes


def _double(paid: CashPaid) -> str:
    """Name the doubt; where the clerk was asked already, control counts it and nobody is asked again."""
    return "confirmed_duplicate" if paid.another_one else "possible_duplicate"


def _outcome(places: Sequence[_Place], *, double: str, flags: Sequence[str]) -> Outcome:
    reasons = list(dict.fromkeys(place.reason for place in places if place.reason))
    # The cases name every reason again; that the money may have been taken twice is said nowhere else.
    details = [*reasons[:1], *([double] if double else []), *reasons[1:], *flags]
    return Outcome.of(SUSPENSE if reasons else ACCEPTED, details)


def _posting(effect: Effect, paid: CashPaid, places: Sequence[_Place]) -> Posting:
    legs = [Leg(desk_cash(effect.desk.id), paid.total_kop)]
    legs += [_credit(line, place) for line, place in zip(paid.lines, places, strict=True)]
    frame, day = effect.frame, business_date(effect, paid.stamp)
    return Posting(frame.op_id, effect.desk.id, frame.kind, paid.stamp.shift_id, day, effect.now, tuple(legs))


def _place(effect: Effect, line: PaidLine) -> _Place:
    closed = effect.memory.closed.get(line.account.key)
    kind, provider = effect.memory.services.get(line.service, ("", ""))
    if closed is None:
        return _Place(reason="account_unknown")
    if kind != line.account.receipt_type:
        return _Place(reason="service_unknown")
    return _Place(reason="account_closed") if closed else _Place(provider=provider)


def _look_up(effect: Effect, bodies: Sequence[CashPaid]) -> None:
    memory, connection = effect.memory, effect.connection
    keys = sorted(set(_keys(bodies)) - memory.closed.keys())
    if keys:
        query = select(account.c.key, account.c.closed).where(among(connection, account.c.key, keys))
        memory.closed.update({row.key: row.closed for row in connection.execute(query)})
    codes = sorted({line.service for paid in bodies for line in paid.lines} - memory.services.keys())
    if codes:
        known = select(service.c.code, service.c.receipt_type, receipt_type.c.provider).join(receipt_type)
        rows = connection.execute(known.where(among(connection, service.c.code, codes)))
        memory.services.update({row.code: (row.receipt_type, row.provider) for row in rows})


def _charged(effect: Effect, bodies: Sequence[CashPaid]) -> set[tuple[str, str]]:
    """Return what is charged to these accounts: a payment for anything else has no debt to lower."""
    query = select(charge.c.account_key, charge.c.service)
    rows = effect.connection.execute(query.where(among(effect.connection, charge.c.account_key, _keys(bodies))))
    return {(row.account_key, row.service) for row in rows}


def _keys(bodies: Sequence[CashPaid]) -> list[str]:
    return sorted({line.account.key for paid in bodies for line in paid.lines})


def _credit(line: PaidLine, place: _Place) -> Leg:
    name = SUSPENSE_ACCOUNT if place.reason else provider_account(place.provider)
    return Leg(name, -line.amount_kop, line.account.key, line.service, place.reason)


def _note(effect: Effect, paid: CashPaid) -> dict[str, object]:
    values = {"op_id": effect.frame.op_id, "desk_id": effect.desk.id, "shift_id": paid.stamp.shift_id}
    values |= {"seq": effect.frame.seq, "wall_utc": paid.stamp.wall_utc, "amount_kop": paid.total_kop}
    return values | {"status": "taken"}
