"""Turns the payment form into what the screen shows."""

from typing import Literal
from zoneinfo import ZoneInfo

from desk_app.application.take_payment import Taken
from desk_app.domain.basket import MODE_ADVANCE, MODE_DEBT, BasketLine
from desk_app.domain.errors import DeskError
from desk_app.domain.meters import NewReading, ReadingLowerError, parse_reading, show_reading
from desk_app.domain.money import ZERO, Money
from desk_app.domain.operations import Entry
from desk_app.i18n import _
from desk_app.presenters.amounts import (
    amount_in_words,
    is_sum,
    quick_sums,
    read_sum,
    round_rubles,
    rubles,
    split_in_notes,
)
from desk_app.presenters.form_words import beside_field
from desk_app.presenters.payment_form import Editor, MeterEntry, PaymentForm
from desk_app.presenters.payment_view import (
    CardView,
    DoneView,
    FlatView,
    LineView,
    MeterView,
    PaymentView,
    ReceiptView,
)
from desk_app.presenters.question import Question

PaperState = Literal["making", "made", "failed"]


def form_view(form: PaymentForm) -> PaymentView:
    """Show the form: cards at the left, basket and money at the right."""
    total = form.basket.total
    change, fault = _change(form)
    return PaymentView(
        stage="form",
        flats=tuple(_flats(form)),
        lines=tuple(_line(form, line) for line in form.basket.lines),
        total=rubles(total),
        words=amount_in_words(total) if total else "",
        received=form.received,
        received_fault=fault,
        quick=tuple((round_rubles(one), one.kopecks) for one in quick_sums(total)),
        change=rubles(change) if change is not None else "",
        change_notes=split_in_notes(change) if change else "",
    )


def receipt_view(form: PaymentForm) -> ReceiptView:
    """Show the preliminary receipt: everything the resident agrees to."""
    total = form.basket.total
    paying = [flat for flat in form.flats if any(one.in_basket for one in flat.editors)]
    left_out = ", ".join(one.offered.service.title for one in form.unfinished())
    return ReceiptView(
        payers=tuple(f"{flat.payer} · {flat.address}" for flat in paying),
        lines=tuple(_line(form, line) for line in form.basket.lines),
        total=rubles(total),
        words=amount_in_words(total),
        received=rubles(form.given),
        change=rubles(form.basket.change(form.given)),
        warning=_("Введено, но не в корзине: {titles}").format(titles=left_out) if left_out else "",
    )


def _change(form: PaymentForm) -> tuple[Money | None, str]:
    """Return the change, and what is wrong with the sum received; too little is no fault while it is being typed."""
    if not form.basket.lines:
        return None, ""
    try:
        given = form.given
    except DeskError as refused:
        return None, beside_field(refused)
    return (given - form.basket.total if given >= form.basket.total else None), ""


def _flats(form: PaymentForm) -> list[FlatView]:
    found, place = [], 0
    for flat in form.flats:
        cards = tuple(_card(place + at, editor) for at, editor in enumerate(flat.editors))
        place += len(cards)
        found.append(FlatView(flat.payer, flat.address, cards))
    return found


def _card(place: int, editor: Editor) -> CardView:
    offered = editor.offered
    debt, tone = _debt(editor)
    return CardView(
        place=place,
        title=offered.service.title,
        provider=offered.provider,
        account=offered.number,
        debt=debt,
        debt_tone=tone,
        mode=editor.mode,
        amount=editor.amount,
        amount_hint=_result(editor.amount),
        fault=editor.fault,
        locked=editor.in_basket,
        line_sum=rubles(read_sum(editor.amount)) if editor.in_basket else "",
        period=editor.period.iso(),
        periods=tuple((one.iso(), one.words()) for one in editor.periods()),
        meters=tuple(_meter(editor, at, entry) for at, entry in enumerate(editor.meters)),
        is_penalty=offered.is_penalty,
    )


def _debt(editor: Editor) -> tuple[str, str]:
    if editor.offered.elsewhere:
        return _("Из центра: долг здесь не виден"), ""
    due = editor.offered.charge.due if editor.offered.charge else ZERO
    if due > ZERO:
        return _("Долг {sum}").format(sum=rubles(due)), "owed"
    if due < ZERO:
        return _("Переплата {sum}").format(sum=rubles(-due)), "ok"
    return _("Долга нет"), ""


def _result(typed: str) -> str:
    if not is_sum(typed):
        return ""
    try:
        return f"= {rubles(read_sum(typed))}"
    except DeskError:
        return ""


def _meter(editor: Editor, at: int, entry: MeterEntry) -> MeterView:
    meter = editor.offered.meters[at]
    label = _("{title} № {serial} · было {last}").format(
        title=meter.title, serial=meter.serial, last=show_reading(meter.last_value)
    )
    if not entry.typed.strip():
        return MeterView(label, entry.typed, "", "", entry.reason, asks_reason=False)
    try:
        reading = NewReading(meter, parse_reading(entry.typed), entry.reason)
        reading.check()
    except ReadingLowerError:
        return MeterView(label, entry.typed, _("Меньше прошлого. Проверьте цифры"), "error", "", asks_reason=True)
    except DeskError as refused:
        return MeterView(label, entry.typed, beside_field(refused), "error", entry.reason, asks_reason=False)
    return MeterView(label, entry.typed, _used(reading), "ok", entry.reason, asks_reason=bool(entry.reason))


def _used(reading: NewReading) -> str:
    return _("Расход {used} {unit} · {cost}").format(
        used=show_reading(reading.consumption), unit=reading.meter.unit, cost=rubles(reading.cost)
    )


def _line(form: PaymentForm, line: BasketLine) -> LineView:
    place = form.place_of(line)
    offered = form.editor(place).offered
    readings = "; ".join(
        f"№ {one.meter.serial}: {show_reading(one.meter.last_value)} → {show_reading(one.value)}"
        for one in line.readings
    )
    detail = " · ".join((offered.number, _for(line), offered.provider))
    payee = f"{offered.number} · {offered.provider}"
    return LineView(line.service.title, detail, payee, rubles(line.amount), place, readings)


def _for(line: BasketLine) -> str:
    mode = {MODE_DEBT: _("долг, {month}"), MODE_ADVANCE: _("аванс, {month}")}.get(line.mode, _("за {month}"))
    return mode.format(month=line.period.words())


def done_view(taken: Taken, state: tuple[str, str], paper: PaperState) -> DoneView:
    """Show a payment that is in the journal: the figures are the journal's own."""
    return DoneView(
        number=taken.number,
        total=rubles(taken.total),
        words=amount_in_words(taken.total),
        received=rubles(taken.received),
        change=rubles(taken.change) if taken.change else _("Без сдачи"),
        change_notes=split_in_notes(taken.change),
        state=state[0],
        tone=state[1],
        paper=_PAPER[paper],
        paper_failed=paper == "failed",
    )


_PAPER: dict[PaperState, str] = {
    "making": _("Готовим квитанцию об оплате…"),
    "made": _("Квитанция об оплате готова к печати"),
    "failed": _("Квитанция об оплате не напечатана, платёж сохранён"),
}


def ask_large(form: PaymentForm) -> Question:
    """Ask whether an unusual sum is meant; in words, because a slipped comma shows there."""
    total = form.basket.total
    text = _("{words}.\nЭто больше обычного: долг {debt}.").format(words=amount_in_words(total), debt=rubles(form.debt))
    return Question(_("Принять {sum}?").format(sum=rubles(total)), text, _("Да, сумма верна"), _("Исправить"))


def ask_twin(twin: Entry, zone: ZoneInfo) -> Question:
    """Ask whether the same sum for the same account is another payment."""
    text = _("В {time} по этому счёту уже принято {sum}.").format(
        time=f"{twin.wall.astimezone(zone):%H:%M}", sum=rubles(twin.amount)
    )
    return Question(_("Это ещё один платёж?"), text, _("Да, ещё один"), _("Нет, вернуться"))


def ask_clear() -> Question:
    """Ask whether the basket may be thrown away."""
    return Question(_("Очистить корзину?"), _("Всё введённое на этом экране пропадёт."), _("Очистить"), _("Оставить"))
