"""Control of the organisations that take payments: what each desk holds, what it has to explain.

Everything is counted from the tables by a fixed number of queries, however
many desks there are. A period is days of the centre's clock; what waits or is
open is counted as of now.

Not told, because no operation says it yet: cash handed over and under way, money
on the special account, reversals. So the cash of a desk is all it ever took.
A desk is last heard when it last sent an operation; a mere hello is not kept.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, Subquery, and_, func, or_, select

from desk_app.protocol.bodies import ShiftClosed, read_body
from desk_app.protocol.frames import decode
from desk_app.settlement.clock import ZONE, local_day, read_stamp, stamp
from desk_app.settlement.operation_tables import (
    alarm,
    desk_head,
    ledger_entry,
    ledger_tx,
    op_carried,
    op_inbox,
    op_state,
    payment_state,
    shift,
    shift_difference,
    suspense_case,
)
from desk_app.settlement.periods import AGE_LIMITS, Period, day_of, hour_of, midnight
from desk_app.settlement.resident_tables import throttle
from desk_app.settlement.tables import desk, organisation

LATE_FROM, LATE_UNTIL = 22, 6
"""The hours of the desk's own clock between which hardly anybody pays."""

_DOUBLES = ("possible_dup", "confirmed_dup")  # the reasons of an outcome are cut at 64 characters
_MONEY_TOTALS = ("payments_kop", "expected_kop")


@dataclass(frozen=True, slots=True)
class Tally:
    """What adds up over desks; sums are whole kopecks."""

    cash_kop: int = 0
    operations: int = 0
    payments: int = 0
    taken_kop: int = 0
    late: int = 0  # payments at night
    doubles: int = 0  # payments that look like the one before
    open_shifts: int = 0
    mismatched: int = 0  # shifts whose totals differ from the ledger
    difference_kop: int = 0  # how much they differ, without sign
    short_kop: int = 0  # counted less than expected, by the clerks themselves
    over_kop: int = 0
    alarms: int = 0  # forks, broken frames: raised in the period
    open_alarms: int = 0
    frozen: int = 0
    wrong_codes: int = 0
    waits_day: int = 0  # suspense by age: up to a day, a week, thirty days, longer
    waits_week: int = 0
    waits_month: int = 0
    waits_longer: int = 0
    waits_day_kop: int = 0
    waits_week_kop: int = 0
    waits_month_kop: int = 0
    waits_longer_kop: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Tally)))

    @property
    def ages(self) -> tuple[tuple[int, int], ...]:
        """Return count and kopecks in suspense, youngest first."""
        return (
            (self.waits_day, self.waits_day_kop), (self.waits_week, self.waits_week_kop),
            (self.waits_month, self.waits_month_kop), (self.waits_longer, self.waits_longer_kop),
        )  # fmt: skip

    @property
    def waits(self) -> int:
        """Return how many payments are in suspense."""
        return sum(count for count, _ in self.ages)

    @property
    def waits_kop(self) -> int:
        """Return how much is in suspense."""
        return sum(kopecks for _, kopecks in self.ages)


@dataclass(frozen=True, slots=True)
class DeskControl:
    """One desk; `silent_min` is None for one that never sent anything, `shift_days` for one without an open shift."""

    number: int
    title: str
    state: str
    training: bool
    tally: Tally
    silent_min: int | None
    shift_days: int | None


@dataclass(frozen=True, slots=True)
class OrganisationControl:
    """One organisation and its desks."""

    title: str
    inn: str
    desks: tuple[DeskControl, ...]

    @property
    def tally(self) -> Tally:
        """Sum up the desks."""
        return sum((one.tally for one in self.desks), Tally())

    @property
    def silent_min(self) -> int | None:
        """Return how long its most silent working desk is silent."""
        return max(
            (one.silent_min for one in self.desks if one.state == "active" and one.silent_min is not None), default=None
        )

    @property
    def shift_days(self) -> int | None:
        """Return the age of its oldest open shift."""
        return max((one.shift_days for one in self.desks if one.shift_days is not None), default=None)


@dataclass(frozen=True, slots=True)
class Control:
    """The whole picture at one moment; `days` holds every day of the period with what was taken on it."""

    at: str
    period: Period
    organisations: tuple[OrganisationControl, ...]
    days: tuple[tuple[date, int], ...]

    @property
    def tally(self) -> Tally:
        """Sum up the organisations."""
        return sum((one.tally for one in self.organisations), Tally())


def last_days(now: datetime, count: int = 30) -> Period:
    """Return the days that are looked at where nobody asks for others."""
    today = local_day(now)
    return Period(today - timedelta(days=count - 1), today)


def control(connection: Connection, now: datetime, period: Period, inn: str = "") -> Control:
    """Count everything, for all organisations or the one of this number."""
    of_whom = organisation.c.inn == inn if inn else organisation.c.id.is_not(None)
    desks = select(desk, organisation.c.title.label("whose"), organisation.c.inn).join(organisation).where(of_whom)
    rows = connection.execute(desks.order_by(organisation.c.title, organisation.c.inn, desk.c.number)).all()
    found = _found(connection, now, period)
    whose = defaultdict[tuple[str, str], list[DeskControl]](list)
    for row in rows:
        whose[row.whose, row.inn].append(_desk(row, found[row.id], now))
    mine = select(desk.c.id).join(organisation).where(of_whom).scalar_subquery()
    taken = _taken(connection, period, ledger_tx.c.desk_id.in_(mine))
    organisations = tuple(OrganisationControl(title, its, tuple(desks)) for (title, its), desks in whose.items())
    return Control(stamp(now), period, organisations, tuple((day, taken[day]) for day in period.days()))


def _desk(row: Any, found: dict[str, Any], now: datetime) -> DeskControl:  # noqa: ANN401 - a row
    heard, oldest = found.pop("heard", None), found.pop("oldest", None)
    silent = None if heard is None else max(0, int((now - read_stamp(heard)).total_seconds()) // 60)
    days = None if oldest is None else max(0, (local_day(now) - date.fromisoformat(oldest)).days)
    return DeskControl(row.number, row.title, row.state, row.training, Tally(**found), silent, days)


def _found(connection: Connection, now: datetime, period: Period) -> dict[UUID, dict[str, Any]]:
    """Return what each query found, by desk and by the name of its column."""
    found = defaultdict[UUID, dict[str, Any]](dict)
    for query in _queries(now, period):
        for row in connection.execute(query).mappings():
            # A sum of PostgreSQL is no integer, and a sum of nothing is None.
            numbers = {name: int(row[name] or 0) for name in row if name not in ("whose", "heard", "oldest")}
            texts = {name: row[name] for name in row if name in ("heard", "oldest")}
            found[_id(row["whose"])] |= numbers | texts
    for desk_id, difference in _counted(connection, period):
        name = "over_kop" if difference > 0 else "short_kop"
        found[desk_id][name] = found[desk_id].get(name, 0) + abs(difference)
    return found


def _id(whose: UUID | str) -> UUID:
    """Read the desk of a row: itself, or the end of a name that the desk is part of."""
    return whose if isinstance(whose, UUID) else UUID(whose[-36:])


def _queries(now: datetime, period: Period) -> Iterator[Select[Any]]:
    """Yield one query a subject; the first column is the desk, the others are named as in `Tally`."""
    yield _by(
        ledger_entry.c.account_id, func.sum(ledger_entry.c.amount_kop).label("cash_kop")
    ).where(ledger_entry.c.account_id.startswith("desk_cash:", autoescape=True))  # fmt: skip
    yield _by(op_inbox.c.desk_id, func.count().label("operations")).where(period.holds(op_inbox.c.received_at))
    yield _payments(period)
    yield _heads()
    opened = func.count().label("open_shifts"), func.min(shift.c.business_date).label("oldest")
    yield _by(shift.c.desk_id, *opened).where(shift.c.state == "open")
    differing = _differing(period)
    mismatched = func.count().label("mismatched"), func.sum(differing.c.kopecks).label("difference_kop")
    yield _by(differing.c.desk_id, *mismatched)
    raised = func.count().filter(period.holds(alarm.c.at)).label("alarms")
    yield _by(alarm.c.desk_id, raised, func.count().filter(alarm.c.closed_at.is_(None)).label("open_alarms"))
    yield _by(throttle.c.name, func.sum(throttle.c.count).label("wrong_codes")).where(
        throttle.c.name.startswith("code_fails:", autoescape=True),
        throttle.c.window.between(period.first.isoformat(), period.last.isoformat()),
    )
    yield _suspense(now)


def _by(whose: ColumnElement[Any], *columns: ColumnElement[Any]) -> Select[Any]:
    return select(whose.label("whose"), *columns).group_by(whose)


def _payments(period: Period) -> Select[Any]:
    late = func.substr(payment_state.c.wall_utc, 12, 2).in_(_late_hours(period.first))
    return (
        _by(
            ledger_tx.c.desk_id,
            func.count().label("payments"),
            func.sum(payment_state.c.amount_kop).label("taken_kop"),
            func.count().filter(late).label("late"),
            func.count().filter(or_(*map(_says, _DOUBLES))).label("doubles"),
        )
        .join(payment_state, payment_state.c.op_id == ledger_tx.c.op_id)
        .outerjoin(op_state, op_state.c.op_id == ledger_tx.c.op_id)
        .where(period.holds(ledger_tx.c.posted_at))
    )


def _says(flag: str) -> ColumnElement[bool]:
    return op_state.c.detail.contains(flag, autoescape=True)


def _late_hours(day: date) -> list[str]:
    """Return the hours of UTC that are night in Altai Krai."""
    hours = {f"{n:02}": datetime(day.year, day.month, day.day, n, tzinfo=UTC).astimezone(ZONE).hour for n in range(24)}
    return [name for name, local in hours.items() if local >= LATE_FROM or local < LATE_UNTIL]


def _heads() -> Select[Any]:
    """When the frame at the head of each epoch came: a look at one row an epoch, not at the whole inbox."""
    place = ("desk_id", "epoch", "seq")
    ends = desk_head
    joined: Any = ends
    for table in (op_inbox, op_carried):
        joined = joined.outerjoin(table, and_(*(ends.c[name] == table.c[name] for name in place)))
    heard = func.max(func.coalesce(op_inbox.c.received_at, op_carried.c.received_at)).label("heard")
    frozen = func.count().filter(ends.c.frozen.not_in(("", "superseded"))).label("frozen")
    return _by(ends.c.desk_id, heard, frozen).select_from(joined)


def _differing(period: Period) -> Subquery:
    """Return a row for every close that differs: its desk, and by how much its money does."""
    apart = func.abs(
        func.coalesce(shift_difference.c.desk_value, 0) - func.coalesce(shift_difference.c.centre_value, 0)
    )
    kopecks = func.coalesce(func.max(apart).filter(shift_difference.c.item.in_(_MONEY_TOTALS)), 0)
    query = select(op_inbox.c.desk_id, kopecks.label("kopecks")).select_from(shift_difference).join(op_inbox)
    return query.where(period.holds(op_inbox.c.received_at)).group_by(op_inbox.c.op_id, op_inbox.c.desk_id).subquery()


def _suspense(now: datetime) -> Select[Any]:
    today, opened = local_day(now), suspense_case.c.opened_at
    day, week, month = (midnight(today - timedelta(days=days)) for days in AGE_LIMITS)
    ages = {
        "waits_day": opened >= day,
        "waits_week": and_(opened < day, opened >= week),
        "waits_month": and_(opened < week, opened >= month),
        "waits_longer": opened < month,
    }
    counts = [func.count().filter(age).label(name) for name, age in ages.items()]
    sums = [func.sum(suspense_case.c.amount_kop).filter(age).label(f"{name}_kop") for name, age in ages.items()]
    query = _by(op_inbox.c.desk_id, *counts, *sums).select_from(suspense_case).join(op_inbox)
    return query.where(suspense_case.c.resolved_at.is_(None))


def _counted(connection: Connection, period: Period) -> Iterable[tuple[UUID, int]]:
    """Yield how the drawer differed from what it should hold, at every close; only the close itself tells it."""
    query = select(op_inbox.c.desk_id, op_inbox.c.raw).join(shift, shift.c.closed_by == op_inbox.c.op_id)
    for row in connection.execute(query.where(period.holds(op_inbox.c.received_at))):
        frame = decode(row.raw)
        closed = read_body(frame.kind, frame.schema_ver, frame.body)
        assert isinstance(closed, ShiftClosed), "a shift is closed by its close"
        if closed.counted_kop != closed.expected_kop:
            yield row.desk_id, closed.counted_kop - closed.expected_kop


def _taken(connection: Connection, period: Period, whose: ColumnElement[bool]) -> dict[date, int]:
    hour = hour_of(ledger_tx.c.posted_at)
    query = select(hour, func.sum(payment_state.c.amount_kop))
    query = query.join(payment_state, payment_state.c.op_id == ledger_tx.c.op_id)
    taken = defaultdict[date, int](int)
    for at, kopecks in connection.execute(query.where(whose, period.holds(ledger_tx.c.posted_at)).group_by(hour)):
        taken[day_of(at)] += int(kopecks)
    return taken
