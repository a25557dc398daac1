"""What the centre owes a provider: opening, accepted by day and service, closing, and what waits in suspense.

Payouts are no operation yet, so nothing but decisions about cases ever adds to what desks took.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, and_, false, func, or_, select

from desk_app.settlement.clock import local_day, read_stamp
from desk_app.settlement.ledger import provider_account
from desk_app.settlement.operation_tables import ledger_entry, ledger_tx, suspense_case
from desk_app.settlement.periods import AGE_LIMITS, Period, day_of, hour_of
from desk_app.settlement.tables import provider, receipt_type, service


@dataclass(frozen=True, slots=True)
class Accepted:
    """What one service got on one day; `decided_kop` is the part that people moved out of suspense."""

    day: date
    service: str
    title: str
    lines: int
    kopecks: int
    decided_kop: int


@dataclass(frozen=True, slots=True)
class ProviderStatement:
    """One provider and period; `suspense` is (count, kopecks) by age at the end of the period, youngest first."""

    code: str
    title: str
    period: Period
    opening_kop: int
    accepted: tuple[Accepted, ...]
    suspense: tuple[tuple[int, int], ...]

    @property
    def accepted_kop(self) -> int:
        """Sum up what came in the period."""
        return sum(one.kopecks for one in self.accepted)

    @property
    def closing_kop(self) -> int:
        """Return what is owed at the end."""
        return self.opening_kop + self.accepted_kop


def provider_statement(connection: Connection, code: str, period: Period) -> ProviderStatement | None:
    """State a provider's account, or nothing where there is no such provider."""
    title = connection.execute(select(provider.c.title).where(provider.c.code == code)).scalar()
    if title is None:
        return None
    mine = ledger_entry.c.account_id == provider_account(code)
    before = select(func.coalesce(func.sum(ledger_entry.c.amount_kop), 0)).join(ledger_tx)
    opening = -int(connection.execute(before.where(mine, ledger_tx.c.posted_at < period.begins)).scalar_one())
    accepted = _accepted(connection, mine, period)
    return ProviderStatement(code, title, period, opening, accepted, _suspense(connection, code, period))


def _accepted(connection: Connection, mine: ColumnElement[bool], period: Period) -> tuple[Accepted, ...]:
    hour, code = hour_of(ledger_tx.c.posted_at), ledger_entry.c.dim_service
    decided = func.sum(ledger_entry.c.amount_kop).filter(ledger_tx.c.op_id.is_(None))
    query = select(hour, code, func.count(), func.sum(ledger_entry.c.amount_kop), decided)
    query = query.select_from(ledger_entry).join(ledger_tx).where(mine, period.holds(ledger_tx.c.posted_at))
    sums = defaultdict[tuple[date, str], list[int]](lambda: [0, 0, 0])
    for at, its, lines, kopecks, moved in connection.execute(query.group_by(hour, code)):
        place = sums[day_of(at), its]
        place[:] = place[0] + lines, place[1] - int(kopecks), place[2] - int(moved or 0)
    asked = select(service.c.code, service.c.title).where(service.c.code.in_({its for _, its in sums}))
    titles = {row.code: row.title for row in connection.execute(asked)}
    return tuple(Accepted(day, its, titles.get(its, its), *sums[day, its]) for day, its in sorted(sums))


def _suspense(connection: Connection, code: str, period: Period) -> tuple[tuple[int, int], ...]:
    """What residents meant for this provider, by the receipt type of the account they named."""
    kinds = connection.execute(select(receipt_type.c.code).where(receipt_type.c.provider == code)).scalars()
    key = suspense_case.c.account_key
    named = or_(false(), *(and_(key >= f"{kind}/", key < f"{kind}0") for kind in kinds))  # 0 follows / in bytes
    waits = or_(suspense_case.c.resolved_at.is_(None), suspense_case.c.resolved_at >= period.ends)
    hour = hour_of(suspense_case.c.opened_at)
    query = select(hour, func.count(), func.sum(suspense_case.c.amount_kop)).where(named, waits)
    ages = [[0, 0] for _ in range(len(AGE_LIMITS) + 1)]
    for at, count, kopecks in connection.execute(query.where(suspense_case.c.opened_at < period.ends).group_by(hour)):
        days = (local_day(read_stamp(period.ends)) - timedelta(days=1) - day_of(at)).days
        age = ages[sum(days > limit for limit in AGE_LIMITS)]
        age[:] = age[0] + count, age[1] + int(kopecks)
    return tuple((count, kopecks) for count, kopecks in ages)
