"""What is in the centre and what waits, counted: for the operator's `status` and for whoever watches by machine."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from desk_app.settlement.ledger import SUSPENSE
from desk_app.settlement.operation_tables import (
    alarm,
    desk_head,
    ledger_entry,
    op_inbox,
    op_state,
    shift,
    suspense_case,
)
from desk_app.settlement.resident_tables import sms_outbox
from desk_app.settlement.tables import account, desk


@dataclass(frozen=True, slots=True)
class Figure:
    """One count; sums are whole kopecks."""

    name: str
    title: str
    about: str
    query: Select[Any]


def _rows_of(table: Any, *where: ColumnElement[bool]) -> Select[Any]:  # noqa: ANN401 - any table
    return select(func.count()).select_from(table).where(*where)


def _sum(*where: ColumnElement[bool]) -> Select[Any]:
    return select(func.coalesce(func.sum(ledger_entry.c.amount_kop), 0)).where(*where)


_later = desk_head.alias()
_its_epochs = select(func.max(_later.c.epoch)).where(_later.c.desk_id == desk_head.c.desk_id)
_NEWEST = _its_epochs.correlate(desk_head).scalar_subquery()
FIGURES = (
    Figure("desks", "Касс", "desks, whatever their state", _rows_of(desk)),
    Figure("accounts", "Лицевых счетов", "residents' accounts", _rows_of(account)),
    Figure("operations", "Операций", "operations heard", _rows_of(op_inbox)),
    Figure("held", "Отложено операций", "operations held", _rows_of(op_state, op_state.c.outcome.like("held%"))),
    Figure(
        "suspense", "Невыясненных платежей", "payments in suspense that wait for people",
        _rows_of(suspense_case, suspense_case.c.resolved_at.is_(None)),
    ),
    Figure("alarms", "Открытых тревог", "alarms nobody has closed", _rows_of(alarm, alarm.c.closed_at.is_(None))),
    Figure(
        "frozen", "Касс остановлено", "desks whose newest epoch has split",
        _rows_of(desk_head, desk_head.c.frozen != "", desk_head.c.epoch == _NEWEST),
    ),
    Figure(
        "recovery", "Касс просят новую эпоху", "desks that ask for a new epoch",
        _rows_of(desk, desk.c.recovery_asked_at.is_not(None)),
    ),
    Figure("open_shifts", "Открытых смен", "shifts that are open", _rows_of(shift, shift.c.state == "open")),
    Figure(
        "mismatched_shifts", "Смен с расхождением", "shifts whose totals differ from the ledger",
        _rows_of(shift, shift.c.state == "mismatch"),
    ),
    Figure(
        "sms_waiting", "СМС ждут отправки", "messages not sent yet",
        _rows_of(sms_outbox, sms_outbox.c.sent_at.is_(None), sms_outbox.c.failed.is_(False)),
    ),
    Figure(
        "suspense_kop", "Не выяснено, коп.", "kopecks in suspense",
        select(-func.coalesce(func.sum(ledger_entry.c.amount_kop), 0)).where(ledger_entry.c.account_id == SUSPENSE),
    ),
    Figure(
        "ledger_kop", "В книге, коп.", "kopecks taken at desks",
        _sum(ledger_entry.c.amount_kop > 0, ledger_entry.c.account_id.startswith("desk_cash:")),
    ),
)  # fmt: skip


def count(connection: Connection) -> dict[str, int]:
    """Return every figure by name, all of one view."""
    return {one.name: int(connection.execute(one.query).scalar_one()) for one in FIGURES}
