"""Counting the drawer: a grid of notes or one sum, the difference, its reason."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desk_app.i18n import _
from desk_app.presenters.drawer import ROWS
from desk_app.presenters.shift import ShiftPresenter
from desk_app.presenters.shift_view import ShiftView
from desk_app.ui.theme import Look
from desk_app.ui.widgets.basics import button, card, column, label, line, row, say, scrolled
from desk_app.ui.widgets.edits import Edit
from desk_app.ui.widgets.field import Field
from desk_app.ui.widgets.money_edit import MoneyEdit
from desk_app.ui.widgets.segments import Segments
from desk_app.ui.widgets.sized import fixed_width

_DOWN = 5
"""Rows of the grid; the second column of notes goes on where the first ends."""

_WAYS = (("notes", _("Купюры")), ("sum", _("Сумма")))


class DrawerSide(QWidget):
    """Shows the counting side of a `ShiftView`."""

    def __init__(self, look: Look, presenter: ShiftPresenter) -> None:
        super().__init__()
        self._presenter, self._look = presenter, look
        self.ways = Segments(_WAYS, lambda way: presenter.choose_way(by_notes=way == "notes"))
        self.notes = [self._note(row_) for row_ in range(ROWS)]
        self.labels = [label("", "body") for _row in range(ROWS)]
        self.sum = MoneyEdit(_("Посчитано, одной суммой"), presenter.type_sum, entered=self._to_reason, big=True)
        self.counted, self.difference = self._right("total"), label("", "figure")
        self.reason = Edit(_("Причина расхождения"), presenter.type_reason, entered=presenter.close_shift)
        self.reason_field = Field(_("Причина расхождения"), self.reason)
        self.finish = button(
            look, _("Закрыть смену"), presenter.close_shift, kind="primary", icon="check", keys="Ctrl+Enter"
        )
        self.back = button(look, _("Назад"), self._back, kind="tall", keys="Esc")
        self._lay_out()

    def _right(self, role: str) -> QLabel:
        made = label("", role)
        made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return made

    def _note(self, at: int) -> MoneyEdit:
        made = MoneyEdit(_("Количество"), partial(self._presenter.type_note, at), entered=partial(self._down, at))
        made.setProperty("low", "true")
        fixed_width(self._look, made, 88)
        return made

    def _down(self, at: int) -> None:
        if at + 1 < ROWS:
            self.notes[at + 1].setFocus(Qt.FocusReason.TabFocusReason)
            self._grid.ensureWidgetVisible(self.notes[at + 1])
        else:
            self._to_reason()

    def _to_reason(self) -> None:
        target = self.reason if self.reason.isVisible() else self.finish
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def _back(self) -> None:
        self._presenter.back()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setVerticalSpacing(6)
        grid.setHorizontalSpacing(10)
        for at in range(ROWS):
            side, down = divmod(at, _DOWN)
            grid.addWidget(self.labels[at], down, 3 * side)
            grid.addWidget(self.notes[at], down, 3 * side + 1)
        grid.setColumnMinimumWidth(2, 12)
        grid.setColumnStretch(2, 1)
        grid.setRowStretch(_DOWN, 1)
        self._grid = scrolled(grid)
        head = row(label(_("Пересчёт наличных"), "heading"), None, self.ways)
        inside = column(head, 2, gap=6, margins=(20, 14, 20, 18))
        inside.addWidget(self._grid, 1)
        inside.addWidget(self.sum)
        inside.addStretch(0)
        inside.addWidget(line())
        inside.addLayout(row(column(label(_("Посчитано"), "muted"), self.difference, gap=0), None, self.counted))
        inside.addWidget(self.reason_field)
        inside.addLayout(row(self.back, self.finish))
        whole = column(card(inside))
        self.setLayout(whole)

    def show_count(self, view: ShiftView) -> None:
        """Show what was counted."""
        self.ways.mark("notes" if view.by_notes else "sum")
        self._grid.setVisible(view.by_notes)
        self.sum.setVisible(not view.by_notes)
        for at, one in enumerate(view.notes):
            self.labels[at].setText(one.label)
            self.notes[at].put(one.typed)
            self.notes[at].tone("error" if one.fault else "")
            self.notes[at].setAccessibleName(_("Количество: {note}").format(note=one.label))
            self.notes[at].setToolTip(one.subtotal)
        self.sum.put(view.one_sum)
        self.counted.setText(view.counted or "—")
        self.difference.setText(view.difference)
        say(self.difference, "tone", view.tone)
        self.reason_field.setVisible(view.needs_reason)
        self.reason.put(view.reason)
        self.reason_field.hint.setVisible(bool(view.reason_fault))
        self.reason_field.show_hint(view.reason_fault, "error" if view.reason_fault else "")
        self.finish.setEnabled(not view.busy)

    def focus_on(self, name: str) -> None:
        """Put the cursor where the presenter says: notes:<row>, sum or reason."""
        kind, _colon, at = name.partition(":")
        target: QWidget = self.notes[int(at)] if kind == "notes" else self.sum if kind == "sum" else self.reason
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        if kind == "notes":
            self._grid.ensureWidgetVisible(target)
