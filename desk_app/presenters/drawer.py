"""Counting the drawer: notes row by row, or one sum."""

from dataclasses import dataclass, replace

from desk_app.domain.errors import DeskError
from desk_app.domain.money import ZERO, AmountUnreadableError, Money
from desk_app.i18n import _
from desk_app.presenters.amounts import NOTES, rubles
from desk_app.presenters.shift_view import NoteRow

ROWS = len(NOTES) + 1
"""One row a note, and the last one for the sum of all coins."""


def cash(typed: str) -> Money:
    """Read a sum that may be zero, but not negative; nothing typed is zero.

    Raises:
        AmountUnreadableError: not a sum.
    """
    if not typed.strip():
        return ZERO
    amount = Money.parse(typed)
    if amount < ZERO:
        raise AmountUnreadableError(typed)
    return amount


@dataclass(frozen=True, slots=True)
class Drawer:
    """What was counted, both ways; switching between them loses nothing."""

    by_notes: bool = True
    counts: tuple[str, ...] = ("",) * ROWS
    one_sum: str = ""

    def with_count(self, row: int, text: str) -> "Drawer":
        """Return the drawer with one row typed."""
        return replace(self, counts=(*self.counts[:row], text, *self.counts[row + 1 :]))

    @property
    def touched(self) -> bool:
        """Tell whether anything was counted."""
        return any(one.strip() for one in (self.counts if self.by_notes else (self.one_sum,)))

    def counted(self) -> Money | None:
        """Return the sum, or None while nothing was counted or something cannot be read."""
        if not self.touched:
            return None
        try:
            if not self.by_notes:
                return cash(self.one_sum)
            return Money(sum(self._row(row).kopecks for row in range(ROWS)))
        except DeskError:
            return None

    def _row(self, row: int) -> Money:
        typed = self.counts[row].strip()
        if row == ROWS - 1 or not typed:
            return cash(typed)
        if not (typed.isascii() and typed.isdigit() and len(typed) <= 6):
            raise AmountUnreadableError(typed)
        return Money(int(typed) * NOTES[row] * 100)

    def rows(self) -> tuple[NoteRow, ...]:
        """Show the grid."""
        return tuple(self._view(row) for row in range(ROWS))

    def _view(self, row: int) -> NoteRow:
        coins = row == ROWS - 1
        label = _("Монеты, ₽") if coins else rubles(Money(NOTES[row] * 100)).replace(",00", "")
        try:
            amount = self._row(row)
        except DeskError:
            return NoteRow(label, 1 if coins else NOTES[row], self.counts[row], "", fault=True)
        return NoteRow(label, 1 if coins else NOTES[row], self.counts[row], rubles(amount) if amount else "")
