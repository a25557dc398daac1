"""Turns an open shift and a counted drawer into what the screen shows."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from desk_app.application.report_status import DeskStatus
from desk_app.domain.ids import OperationId
from desk_app.domain.money import ZERO, Money
from desk_app.domain.operations import PAY_CASH, Entry
from desk_app.domain.periods import day_words
from desk_app.domain.shifts import Shift
from desk_app.i18n import _, plural
from desk_app.presenters.amounts import rubles
from desk_app.presenters.form_words import how_far
from desk_app.presenters.shift_view import PaymentRow, ShiftView


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the desk: what the shift screen needs to know."""

    status: DeskStatus
    unprinted: tuple[Entry, ...]
    clerk: str
    last_count: str


def difference(counted: Money, expected: Money) -> tuple[str, str]:
    """Say how counted cash differs from expected, with its tone."""
    variance = counted - expected
    if not variance:
        return _("Расхождения нет"), "ok"
    if variance < ZERO:
        return _("Недостача {sum}").format(sum=rubles(-variance)), "error"
    return _("Излишек {sum}").format(sum=rubles(variance)), "warn"


def unsent(status: DeskStatus) -> str:
    """Say what waits for the centre; nothing when all is sent."""
    count = status.counts.pending
    if not count:
        return ""
    words = plural(count, _("операция ещё не передана"), _("операции ещё не переданы"), _("операций ещё не передано"))
    waiting = Money(status.counts.pending_kopecks)
    if not waiting:
        return _("{count} {words}").format(count=count, words=words)
    return _("{count} {words} · {sum}").format(count=count, words=words, sum=rubles(waiting))


def _payments(count: int) -> str:
    return f"{count} {plural(count, _('платёж'), _('платежа'), _('платежей'))}"


def shift_view(look: Look, shift: Shift, zone: ZoneInfo) -> ShiftView:
    """Show an open shift: figures, formula, payments."""
    status = look.status
    entries = [one for one in status.recent if one.kind == PAY_CASH and one.wall >= shift.opened_at]
    waiting = {entry.op_id for entry in look.unprinted}
    number = status.identity.grant.desk_number if status.identity is not None else ""
    opened = _time(shift.opened_at, zone)
    return ShiftView(
        title=_("Смена № {number}").format(number=shift.number),
        subtitle=_("{date} · открыта в {time} · {clerk}").format(
            date=day_words(shift.business_date), time=opened, clerk=shift.clerk
        ),
        figures=(
            (_("Остаток на начало"), "", rubles(shift.opening)),
            (_("Принято наличными"), _payments(shift.payments), rubles(shift.taken)),
        ),
        expected=rubles(shift.expected),
        formula=_("{opening} + {taken}, сдача уже вычтена").format(
            opening=shift.opening.show(), taken=shift.taken.show()
        ),
        payments=tuple(_row(entry, f"{number}-{entry.epoch}-{entry.seq}", waiting, zone) for entry in entries),
        payments_note=_("Показаны последние {shown} из {all}").format(shown=len(entries), all=shift.payments)
        if len(entries) < shift.payments
        else "",
        unsent=unsent(status),
        unprinted=_unprinted(len(look.unprinted)),
    )


def _row(entry: Entry, number: str, waiting: set[OperationId], zone: ZoneInfo) -> PaymentRow:
    words, tone = how_far(entry)
    return PaymentRow(
        op_id=entry.op_id,
        time=_time(entry.wall, zone),
        number=number,
        sum=rubles(entry.amount),
        state=words,
        tone=tone,
        unprinted=entry.op_id in waiting,
    )


def _unprinted(count: int) -> str:
    if not count:
        return ""
    words = plural(
        count,
        _("квитанция об оплате не напечатана"),
        _("квитанции об оплате не напечатаны"),
        _("квитанций об оплате не напечатано"),
    )
    return f"{count} {words}"


def _time(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%H:%M")
