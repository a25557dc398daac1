"""The clerk's hand on the cards: an editor is free until its line is in the basket, then only removal frees it."""

from collections.abc import Callable
from dataclasses import replace

from desk_app.domain.errors import DeskError
from desk_app.domain.money import Money
from desk_app.domain.periods import Period
from desk_app.presenters.amounts import is_sum, read_sum, round_rubles
from desk_app.presenters.form_words import beside_field
from desk_app.presenters.payment_form import Editor, PaymentForm


class PaymentCards:
    """Edits the form while `free`; `edited(focus)` is called after each change."""

    def __init__(self, edited: Callable[[str], None]) -> None:
        self._edited = edited
        self.form = PaymentForm()
        self.free = False

    def choose_mode(self, place: int, mode: str) -> None:
        """Switch a card to debt, period or advance."""
        self._edit(place, lambda editor: editor.in_mode(mode), focus=f"amount:{place}")

    def choose_period(self, place: int, period: str) -> None:
        """Choose the month that is paid for."""
        self._edit(place, lambda editor: replace(editor, period=Period.parse(period), fault=""))

    def type_amount(self, place: int, text: str) -> None:
        """Take the sum as it is typed; it is judged when the field is left."""
        self._edit(place, lambda editor: replace(editor, amount=text, own_amount=True, fault=""))

    def leave_amount(self, place: int) -> None:
        """Work out «120+35», or say what is wrong with it."""
        self._edit(place, _judged)

    def type_reading(self, place: int, number: int, text: str) -> None:
        """Take a meter reading as it is typed."""
        self._edit(place, lambda editor: _with_meter(editor, number, typed=text))

    def choose_reason(self, place: int, number: int, reason: str) -> None:
        """Say why a reading went back: replaced, rollover, or nothing."""
        self._edit(place, lambda editor: _with_meter(editor, number, reason=reason))

    def _edit(self, place: int, change: Callable[[Editor], Editor], focus: str = "") -> None:
        editor = self.form.editor(place)
        if editor.in_basket or not self.free:
            return
        changed = change(editor)
        if changed != editor:
            self.form = self.form.with_editor(place, changed)
            self._edited(focus)

    def tick(self, place: int) -> None:
        """Put a card's line into the basket, or take it out and reopen the editor with what it held."""
        if not self.free:
            return
        focus = "received"
        if self.form.editor(place).in_basket:
            self.form, focus = self.form.take_out(place), f"amount:{place}"
        else:
            try:
                self.form = self.form.put(place)
            except DeskError as refused:
                editor = replace(self.form.editor(place), fault=beside_field(refused))
                self.form, focus = self.form.with_editor(place, editor), f"amount:{place}"
        self._edited(focus)

    def mend(self, place: int) -> None:
        """Reopen a locked card: remove its line, keep what it held."""
        if self.form.editor(place).in_basket:
            self.tick(place)

    def remove(self, line: int) -> None:
        """Remove a line of the basket; its editor opens again."""
        lines = self.form.basket.lines
        if line < len(lines):
            self.tick(self.form.place_of(lines[line]))

    def type_received(self, text: str) -> None:
        """Take what the resident gave, as it is typed; empty means the exact sum."""
        if self.free and text != self.form.received:
            self.form = replace(self.form, received=text)
            self._edited("")

    def give(self, kopecks: int) -> None:
        """Take a banknote button; zero is «Без сдачи»."""
        if self.free:
            self.form = replace(self.form, received=round_rubles(Money(kopecks)) if kopecks else "")
            self._edited("received")


def _judged(editor: Editor) -> Editor:
    if not editor.amount.strip():
        return editor.priced()
    try:
        amount = read_sum(editor.amount)
    except DeskError as refused:
        return replace(editor, fault=beside_field(refused))
    return replace(editor, amount=amount.show()) if is_sum(editor.amount) else editor


def _with_meter(editor: Editor, number: int, **said: str) -> Editor:
    meters = list(editor.meters)
    meters[number] = replace(meters[number], **said)
    return replace(editor, meters=tuple(meters), fault="").priced()
