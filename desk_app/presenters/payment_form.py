"""What stands on the payment screen: flats, one editor per service, and the basket they fill."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from desk_app.application.offer_services import Offer, Offered
from desk_app.domain.basket import MODE_ADVANCE, MODE_DEBT, MODE_PERIOD, Basket, BasketLine, proposed_amount
from desk_app.domain.errors import DeskError
from desk_app.domain.ids import AccountKey
from desk_app.domain.meters import NewReading, parse_reading
from desk_app.domain.money import ZERO, Money, total
from desk_app.domain.periods import Period
from desk_app.presenters.amounts import read_sum

MODES = (MODE_DEBT, MODE_PERIOD, MODE_ADVANCE)
EMPTY = Basket()
_MONTHS_AROUND = 12


@dataclass(frozen=True, slots=True)
class MeterEntry:
    """What was typed for one meter; `reason` explains a reading that goes back."""

    typed: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Editor:
    """One service being prepared; `own_amount` tells that the clerk typed the sum."""

    offered: Offered
    mode: str
    amount: str
    period: Period
    meters: tuple[MeterEntry, ...]
    own_amount: bool = False
    in_basket: bool = False
    fault: str = ""

    @property
    def name(self) -> tuple[AccountKey, str]:
        """What this editor is for."""
        return self.offered.account, self.offered.service.code

    @property
    def touched(self) -> bool:
        """Tell whether the clerk has typed something here."""
        return bool(self.own_amount and self.amount.strip()) or any(one.typed.strip() for one in self.meters)

    def readings(self) -> tuple[NewReading, ...]:
        """Return the readings typed so far.

        Raises:
            ReadingUnreadableError, ReadingLowerError: one of them has to be mended.
        """
        found = []
        for meter, entry in zip(self.offered.meters, self.meters, strict=True):
            if entry.typed.strip():
                found.append(NewReading(meter, parse_reading(entry.typed), entry.reason))
                found[-1].check()
        return tuple(found)

    def line(self) -> BasketLine:
        """Return the basket line that the editor describes.

        Raises:
            DeskError: sum or reading has to be mended.
        """
        amount = read_sum(self.amount)
        return BasketLine(self.offered.account, self.offered.service, self.period, self.mode, amount, self.readings())

    def in_mode(self, mode: str) -> "Editor":
        """Return the editor as the mode would fill it."""
        asked = proposed_amount(self.offered.charge, mode)
        period = self.offered.period.after() if mode == MODE_ADVANCE else self.offered.period
        changed = replace(self, mode=mode, amount=_written(asked), period=period, own_amount=False, fault="")
        return changed.priced()

    def priced(self) -> "Editor":
        """Let the readings propose the sum where nothing else does and the clerk typed none."""
        if self.own_amount or proposed_amount(self.offered.charge, self.mode):
            return self
        try:
            cost = total([reading.cost for reading in self.readings()])
        except DeskError:
            return self
        return replace(self, amount=_written(cost))

    def periods(self) -> tuple[Period, ...]:
        """Return the months to choose from: past ones for a period, coming ones for an advance."""
        if self.mode == MODE_DEBT:
            return (self.offered.period,)
        first = self.offered.period
        for _month in range(_MONTHS_AROUND if self.mode == MODE_PERIOD else 0):
            first = first.before()
        found = [first.after()]
        while len(found) < _MONTHS_AROUND:
            found.append(found[-1].after())
        return tuple(reversed(found)) if self.mode == MODE_PERIOD else tuple(found)


def _written(amount: Money) -> str:
    return amount.show() if amount > ZERO else ""


def fresh(offered: Offered) -> Editor:
    """Return the editor of a service as the screen opens: with the debt, if there is one."""
    editor = Editor(offered, MODE_DEBT, "", offered.period, tuple(MeterEntry() for _one in offered.meters))
    charge = offered.charge
    if charge is not None and charge.due > ZERO:
        return editor.in_mode(MODE_DEBT)
    return editor.in_mode(MODE_PERIOD if charge is not None and charge.charged else MODE_ADVANCE)


@dataclass(frozen=True, slots=True)
class Flat:
    """One resident's section of the screen."""

    opened_by: AccountKey
    payer: str
    address: str
    editors: tuple[Editor, ...]

    @property
    def debt(self) -> Money:
        """What the flat owes, advances aside."""
        charges = [one.offered.charge for one in self.editors]
        return total([charge.due for charge in charges if charge is not None and charge.due > ZERO])

    def holds(self, key: AccountKey) -> bool:
        """Tell whether the account belongs to this section."""
        return key == self.opened_by or any(one.offered.account == key for one in self.editors)


@dataclass(frozen=True, slots=True)
class PaymentForm:
    """Everything the clerk has prepared; `received` is what was typed, empty for the exact sum."""

    flats: tuple[Flat, ...] = ()
    basket: Basket = EMPTY
    received: str = ""

    def editors(self) -> Iterator[Editor]:
        """Yield all editors from top to bottom; an editor's place counts through all flats."""
        for flat in self.flats:
            yield from flat.editors

    def editor(self, place: int) -> Editor:
        """Return the editor at a place."""
        return tuple(self.editors())[place]

    def with_editor(self, place: int, editor: Editor) -> "PaymentForm":
        """Return the form with one editor changed."""
        flats, first = [], 0
        for flat in self.flats:
            if 0 <= place - first < len(flat.editors):
                at = place - first
                flat = replace(flat, editors=(*flat.editors[:at], editor, *flat.editors[at + 1 :]))  # noqa: PLW2901 - the changed flat takes its place
            first += len(flat.editors)
            flats.append(flat)
        return replace(self, flats=tuple(flats))

    def with_flat(self, key: AccountKey, offer: Offer) -> "PaymentForm":
        """Return the form with one more section, its debts in the basket."""
        first = sum(1 for _one in self.editors())
        editors = tuple(fresh(one) for one in offer.services)
        form = replace(self, flats=(*self.flats, Flat(key, offer.payer, offer.address, editors)))
        for place, editor in enumerate(editors, first):
            if editor.mode == MODE_DEBT and editor.amount:
                # A debt too large for a desk stays beside the basket, with its fault in words.
                with suppress(DeskError):
                    form = form.put(place)
        return form

    def put(self, place: int) -> "PaymentForm":
        """Put the editor's line into the basket; from then on it is locked.

        Raises:
            DeskError: sum or reading has to be mended.
        """
        editor = self.editor(place)
        basket = self.basket.add(editor.line())
        return replace(self.with_editor(place, replace(editor, in_basket=True, fault="")), basket=basket)

    def take_out(self, place: int) -> "PaymentForm":
        """Remove the editor's line and reopen the editor with what it held."""
        editor = self.editor(place)
        lines = self.basket.lines
        at = next(at for at, line in enumerate(lines) if (line.account, line.service.code) == editor.name)
        return replace(self.with_editor(place, replace(editor, in_basket=False)), basket=self.basket.remove(at))

    def place_of(self, line: BasketLine) -> int:
        """Return the place of the editor that put a line into the basket."""
        names = [editor.name for editor in self.editors()]
        return names.index((line.account, line.service.code))

    @property
    def debt(self) -> Money:
        """What all flats on the screen owe."""
        return total([flat.debt for flat in self.flats])

    @property
    def given(self) -> Money:
        """What the resident gave; nothing typed means the exact sum.

        Raises:
            DeskError: what was typed is not a sum.
        """
        return read_sum(self.received) if self.received.strip() else self.basket.total

    def unfinished(self) -> tuple[Editor, ...]:
        """Return editors with typed figures that are not in the basket: easily forgotten."""
        return tuple(one for one in self.editors() if not one.in_basket and one.touched)
