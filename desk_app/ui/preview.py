"""The preview page: the paper as it will be printed; Enter prints."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QFileDialog, QProgressBar

from desk_app.application.changes import Changes
from desk_app.application.papers import Paper
from desk_app.i18n import _
from desk_app.presenters.preview import MOST_COPIES, PreviewDoors, PreviewPresenter, PreviewView, PrintPdf
from desk_app.ui.actions import MAIN_KEYS, Act
from desk_app.ui.paper_view import PaperView
from desk_app.ui.printer import open_pdf, print_pdf, printer_names
from desk_app.ui.screen import Screen, Workplace
from desk_app.ui.tasks import ScreenTasks
from desk_app.ui.widgets.basics import button, card, column, icon_button, label, row
from desk_app.ui.widgets.drop_down import DropDown
from desk_app.ui.widgets.sized import fixed_width
from desk_app.ui.widgets.stepper import Stepper

LARGER, SMALLER, FIT = _("Крупнее"), _("Мельче"), _("По ширине")


class PreviewScreen(Screen):
    """Builds, connects, renders."""

    def __init__(self, workplace: Workplace, print_on: PrintPdf = print_pdf) -> None:
        super().__init__()
        window, look = workplace.window, workplace.look
        doors = PreviewDoors(
            finished=self._finished,
            toast=window.toast,
            printers=printer_names,
            print_pdf=print_on,
            printed=lambda: workplace.changes.changed.emit(Changes(prints=True)),
        )
        self.presenter = PreviewPresenter(
            workplace.desk,
            ScreenTasks(workplace.store, self),
            ScreenTasks(workplace.printing, self),
            self.render_view,
            doors,
        )
        self._window, self._look = window, look
        self._pdf = b""
        self._document = QPdfDocument(self)
        self.title, self.detail = label("", "title"), label("", "muted")
        self.percent = label("", "muted")
        self.paper = PaperView(self, lambda percent: self.percent.setText(f"{percent}\u00a0%"))
        self.paper.setAccessibleName(_("Предварительный просмотр"))
        self._zoom = (
            icon_button(look, "minus", f"{SMALLER} (Ctrl+-)", self.paper.smaller),
            self.percent,
            icon_button(look, "plus", f"{LARGER} (Ctrl++)", self.paper.larger),
            button(look, FIT, self.paper.fit_width, keys="Ctrl+0"),
        )
        self.printer = DropDown(look)
        self.copies = Stepper(look, _("Копий"), 1, MOST_COPIES, self.presenter.set_copies)
        self.trouble = label("", "hint", wrap=True)
        self.trouble.setProperty("tone", "error")
        self.progress = QProgressBar()
        self.print = button(
            look, _("Напечатать"), self.presenter.print, kind="primary", icon="printer", keys="Ctrl+Enter"
        )
        self.save = button(look, _("Сохранить PDF"), self._save, icon="save", keys="Ctrl+S")
        self.cancel = button(look, _("Остановить печать"), self.presenter.cancel, icon="close")
        self.back = button(look, _("Закрыть"), window.escape, kind="plain", icon="back", keys="Esc")
        self.printer.activated.connect(lambda _at: self.presenter.choose_printer(self.printer.currentText()))
        self._lay_out()
        self.render_view(self.presenter.view)

    def _lay_out(self) -> None:
        panel = column(
            label(_("Принтер"), "caption"),
            self.printer,
            4,
            label(_("Копий"), "caption"),
            self.copies,
            4,
            self.trouble,
            self.progress,
            self.cancel,
            None,
            self.print,
            self.save,
            self.back,
            gap=8,
            margins=(20, 18, 20, 20),
        )
        right = card(panel)
        fixed_width(self._look, right, 340)
        sheet = column(self.paper, margins=(1, 1, 1, 1))
        body = row(gap=16)
        body.addWidget(card(sheet), 1)
        body.addWidget(right)
        words = row(self.title, 6, self.detail)
        words.setAlignment(self.detail, Qt.AlignmentFlag.AlignBottom)
        head = row(column(None, words, None, gap=0), None, *self._zoom)
        whole = column(head, gap=8, margins=(24, 18, 24, 18))
        whole.addLayout(body, 1)
        self.setLayout(whole)

    # --- what the window asks --------------------------------------------------------------------------------------

    def acts_by_stage(self) -> Mapping[str, tuple[Act, ...]]:
        """Print, save, go back, turn the pages, see them larger or smaller."""
        printing, saving, closing, paper = _("Напечатать"), _("Сохранить PDF"), _("Закрыть"), self.paper
        acts = (
            Act("print", printing, self.presenter.print, MAIN_KEYS, printing, "printer"),
            Act("save", saving, self._save, ("Ctrl+S",), saving, "save"),
            Act("escape", _("Закрыть просмотр"), self._window.escape, ("Escape",), closing, "back"),
            Act("paper.onward", _("Листать бумагу дальше"), paper.onward, ("PgDown",), _("Дальше")),
            Act("paper.backward", _("Листать бумагу назад"), paper.backward, ("PgUp",), _("Назад")),
            Act("paper.larger", _("Показать крупнее"), paper.larger, ("Ctrl++", "Ctrl+="), LARGER),
            Act("paper.smaller", _("Показать мельче"), paper.smaller, ("Ctrl+-",), SMALLER),
            Act("paper.fit", _("Показать по ширине окна"), paper.fit_width, ("Ctrl+0",), FIT),
        )
        return {"": acts}

    def showing(self) -> None:
        """Enter has to print at once, even while the printers are being looked up."""
        (self.print if self.print.isEnabled() else self).setFocus()

    def leaving(self) -> bool:
        """Esc stops a running print first, then goes back."""
        if self.presenter.view.busy:
            self.presenter.cancel()
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Print on Enter, unless a button has taken it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.presenter.print()
        else:
            super().keyPressEvent(event)

    # --- rendering -------------------------------------------------------------------------------------------------

    def render_view(self, view: PreviewView) -> None:
        """Show paper, printers and progress."""
        self.title.setText(view.title)
        self.detail.setText(view.detail)
        if view.pdf != self._pdf:
            self._show_pdf(view.pdf)
        if [self.printer.itemText(at) for at in range(self.printer.count())] != list(view.printers):
            self.printer.clear()
            self.printer.addItems(list(view.printers))
        self.printer.setCurrentText(view.printer)
        self.printer.setEnabled(bool(view.printers) and not view.busy)
        self.printer.setPlaceholderText(_("Принтеров нет — сохраните PDF"))
        self.copies.show_value(view.copies)
        self.copies.setEnabled(not view.busy)
        self.trouble.setText(view.trouble)
        self.trouble.setVisible(bool(view.trouble))
        self.print.setEnabled(view.can_print)
        self.progress.setVisible(view.busy)
        self.cancel.setVisible(view.busy)
        self.progress.setRange(0, view.of)
        self.progress.setValue(view.done)

    def open_paper(self, paper: Paper) -> None:
        """Show a paper."""
        self.presenter.open(paper)

    def print_at_once(self, paper: Paper) -> None:
        """Print without showing; show where no printer is chosen."""
        self.presenter.print_at_once(paper, lambda: self._window.show_page("preview"))

    def _show_pdf(self, pdf: bytes) -> None:
        self._pdf = pdf
        document, held = open_pdf(pdf)
        document.setParent(self)
        held.setParent(document)
        self.paper.show_document(document)
        self._document.deleteLater()
        self._document = document

    def _save(self) -> None:
        name = f"{self.presenter.view.title}.pdf"
        path, _filter = QFileDialog.getSaveFileName(self, _("Сохранить PDF"), name, "PDF (*.pdf)")
        if path:
            self.write_to(path)

    def write_to(self, path: str) -> None:
        """Write the paper to a file and tell the presenter."""
        try:
            Path(path).write_bytes(self._pdf)
        except OSError as fault:
            self.presenter.saved(path, fault.strerror or type(fault).__name__)
        else:
            self.presenter.saved(path)

    def _finished(self) -> None:
        if self.isVisible():
            self._window.back()
