"""F1: every key the window has, those of the shown page first, from the same acts as the key bar."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desk_app.i18n import _
from desk_app.ui.actions import Act, Actions, shown_key
from desk_app.ui.overlays import Overlay
from desk_app.ui.theme import Look
from desk_app.ui.widgets.basics import clear, column, label, line, row, scrolled

_COLUMNS = 3
_FIRST_LINE = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft


@dataclass(frozen=True, slots=True)
class Block:
    """Keys under one heading."""

    title: str
    acts: list[Act]


class KeysOverlay(Overlay):
    """What can be done now stands out; what belongs to another page or stage is there, but quiet."""

    def __init__(
        self,
        look: Look,
        window: QWidget,
        actions: Actions,
        pages: Callable[[], Sequence[tuple[str, tuple[Act, ...]]]],
    ) -> None:
        super().__init__(look, window, actions, 1120)
        self._pages = pages
        self._grids = [QGridLayout() for _column in range(_COLUMNS)]
        columns = row(gap=26)
        for grid in self._grids:
            grid.setHorizontalSpacing(12)
            grid.setVerticalSpacing(5)
            grid.setColumnStretch(1, 1)
            side = column(gap=0)
            side.addLayout(grid)
            side.addStretch(1)
            columns.addLayout(side, 1)
        self.area = scrolled(columns)
        head = row(label(_("Клавиши"), "title"), None, label("Esc", "key"), label(_("закрыть"), "small"))
        more = label(
            _("Сканировать квитанцию можно на любой странице.  /  переводит в поиск.  Enter — следующее поле или "
              "выделенная кнопка, Tab — дальше, Ctrl+Enter — главное действие страницы."),
            "small",
            wrap=True,
        )  # fmt: skip
        whole = column(head, line(), gap=10, margins=(24, 16, 20, 14))
        whole.addWidget(self.area, 1)
        whole.addWidget(more)
        self.panel.setLayout(whole)

    def acts(self) -> tuple[Act, ...]:
        """Close, by the key that opened it, too."""
        (close,) = super().acts()
        return (close, Act("help", _("Закрыть"), self.close_overlay, ("F1", "Ctrl+/")))

    def open(self) -> None:
        """List the keys a heading at a time: all at once would hold the window for longer than a frame."""
        for grid in self._grids:
            clear(grid)
        now = {(act.keys, act.title) for act in self._actions.beneath()}
        for grid, blocks in zip(self._grids, self._columns(), strict=True):
            for block in blocks:
                self.look.slices.add(partial(self._fill, grid, block, now))
        super().open()
        # The arrows scroll what a low window does not show at once.
        self.area.setFocus()

    def _columns(self) -> list[list[Block]]:
        """Share the headings out, each to the column that is shortest so far."""
        common = self._actions.common()
        everywhere = {(act.keys, act.title) for act in common}
        pages = [
            Block(title, [act for act in acts if act.keys and (act.keys, act.title) not in everywhere])
            for title, acts in self._pages()
        ]
        here, elsewhere = pages[:1], pages[1:]
        columns: list[list[Block]] = [[] for _column in range(_COLUMNS)]
        for one in (*here, Block(_("На любой странице"), [act for act in common if act.keys]), *elsewhere):
            if one.acts:
                min(columns, key=lambda column: sum(len(block.acts) + 1 for block in column)).append(one)
        return columns

    def _fill(self, grid: QGridLayout, block: Block, now: set[tuple[tuple[str, ...], str]]) -> None:
        at = grid.rowCount()
        if at > 1:
            grid.setRowMinimumHeight(at, 2)
            at += 1
        grid.addWidget(label(block.title, "strong"), at, 0, 1, 2)
        for place, act in enumerate(block.acts, at + 1):
            grid.addWidget(label(shown_key(act.keys[0]), "key"), place, 0, _FIRST_LINE)
            role = "body" if (act.keys, act.title) in now else "muted"
            grid.addWidget(label(act.title, role, wrap=True), place, 1, Qt.AlignmentFlag.AlignTop)

    def place(self) -> None:
        """Take most of the window."""
        super().place()
        box = self.panel.geometry()
        box.setHeight(min(self.look.px(620), self.height() - 60))
        box.moveTop((self.height() - box.height()) // 2)
        self.panel.setGeometry(box)
