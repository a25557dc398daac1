"""A paper before it is printed: which printer, how many copies, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from desk_app.application.desk import Desk
from desk_app.application.papers import CONSENT, MEMO, RECEIPT, SLIP, Paper
from desk_app.domain.errors import DeskError
from desk_app.i18n import _, plural
from desk_app.presenters.tasks import Tasks
from desk_app.presenters.words import words_for

MOST_COPIES = 99

TITLES = {
    RECEIPT: _("Квитанция"),
    SLIP: _("Квитанция об оплате"),
    MEMO: _("Памятка жителю"),
    CONSENT: _("Согласие на обработку данных"),
}


class PrinterError(DeskError):
    """The printer did not take the paper; `reason` is missing, failed or cancelled."""

    def __init__(self, reason: str) -> None:
        """Keep the reason."""
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class PrintWish:
    """What is to be printed, where and how often."""

    pdf: bytes
    printer: str
    copies: int
    title: str


PageDone = Callable[[int, int], bool]
"""Told how many pages of how many are done; answers False to stop."""
PrintPdf = Callable[[PrintWish, PageDone], None]
"""Prints; raises PrinterError. Runs on the printing worker."""


@dataclass(frozen=True, slots=True)
class PreviewView:
    """The preview page; `done` and `of` count pages while it prints."""

    title: str = ""
    detail: str = ""
    pdf: bytes = b""
    printers: tuple[str, ...] = ()
    printer: str = ""
    copies: int = 1
    busy: bool = False
    done: int = 0
    of: int = 0
    trouble: str = ""

    @property
    def can_print(self) -> bool:
        """Tell whether Enter would print."""
        return bool(self.pdf and self.printer) and not self.busy


@dataclass(frozen=True, slots=True)
class PreviewDoors:
    """Where the page leads: away when printed, a message, the printers of this computer, the printing itself."""

    finished: Callable[[], None]
    toast: Callable[[str, str], None]
    printers: Callable[[], tuple[str, ...]]
    print_pdf: PrintPdf
    printed: Callable[[], None]


class PreviewPresenter:
    """Shows one paper at a time; a printed paper is recorded before the page goes away."""

    def __init__(
        self, desk: Desk, store: Tasks, printing: Tasks, render: Callable[[PreviewView], None], doors: PreviewDoors
    ) -> None:
        self._desk, self._store, self._printing, self._render, self._doors = desk, store, printing, render, doors
        self._paper: Paper | None = None
        self._cancelled = False
        self.view = PreviewView()

    def open(self, paper: Paper) -> None:
        """Show a paper with the printer that was used last for its kind."""
        self._take(paper, then=lambda: None)

    def print_at_once(self, paper: Paper, show: Callable[[], None]) -> None:
        """Print on the chosen printer of this kind; where none is chosen, `show` the page instead."""
        self._take(paper, then=lambda: self.print() if self._remembered else show())

    def choose_printer(self, name: str) -> None:
        """Use another printer."""
        self._show(replace(self.view, printer=name, trouble=""))

    def set_copies(self, copies: int) -> None:
        """Print more than one."""
        self._show(replace(self.view, copies=min(max(copies, 1), MOST_COPIES)))

    def print(self) -> None:
        """Print; the paper is recorded as printed once the printer has taken all of it."""
        paper = self._paper
        if paper is None or not self.view.can_print:
            return
        self._cancelled = False
        wish = PrintWish(paper.pdf, self.view.printer, self.view.copies, self.view.title)
        self._show(replace(self.view, busy=True, done=0, of=paper.pages * wish.copies, trouble=""))
        self._printing.run(
            lambda: self._doors.print_pdf(wish, self._page_done),
            then=lambda _none: self._record(paper, wish.printer),
            failed=self._failed,
        )

    def cancel(self) -> None:
        """Stop after the page that is being printed."""
        self._cancelled = True

    def saved(self, path: str, fault: str = "") -> None:
        """Tell where the file was written; a saved file counts as an original that left the desk."""
        paper = self._paper
        if fault or paper is None:
            self._show(replace(self.view, trouble=_("Файл не записан: {fault}").format(fault=fault)))
            return
        self._store.run(
            lambda: self._desk.papers.printed(paper.print_id),
            then=lambda _copy: self._doors.toast(_("Сохранено: {path}").format(path=path), "ok"),
            failed=self._failed,
        )
        self._doors.printed()

    def _take(self, paper: Paper, then: Callable[[], None]) -> None:
        self._paper, self._remembered = paper, False
        kind = f"printer.{paper.kind}"
        self._show(_view_of(paper, (), ""))

        def chosen(name: str) -> None:
            there = self._doors.printers()
            self._remembered = name in there
            printer = name if self._remembered else next(iter(there), "")
            self._show(_view_of(paper, there, printer))
            then()

        self._store.run(lambda: self._desk.choices.get(kind), then=chosen, failed=self._failed, instead_of="preview")

    def _page_done(self, done: int, of: int) -> bool:
        self._printing.tell(lambda: self._show(replace(self.view, done=done, of=of)) if self.view.busy else None)
        return not self._cancelled

    def _record(self, paper: Paper, printer: str) -> None:
        def work() -> int:
            self._desk.choices.set(f"printer.{paper.kind}", printer)
            return self._desk.papers.printed(paper.print_id)

        self._store.run(work, then=lambda _copy: self._finish(), failed=self._failed)

    def _finish(self) -> None:
        self._show(replace(self.view, busy=False))
        self._doors.toast(_("Напечатано: {title}").format(title=self.view.title.lower()), "ok")
        self._doors.printed()
        self._doors.finished()

    def _failed(self, refusal: DeskError) -> None:
        trouble = printer_words(refusal) if isinstance(refusal, PrinterError) else words_for(refusal).line()
        self._show(replace(self.view, busy=False, trouble=trouble))
        self._doors.toast(trouble, "error")

    def _show(self, view: PreviewView) -> None:
        if view != self.view:
            self.view = view
            self._render(view)


def printer_words(refusal: PrinterError) -> str:
    """Say why nothing came out, and what is safe."""
    if refusal.reason == "cancelled":
        return _("Печать остановлена. Бумага не отмечена напечатанной, её можно напечатать снова.")
    if refusal.reason == "missing":
        return _("Этого принтера нет. Операция сохранена. Выберите другой принтер или сохраните PDF.")
    return _("Принтер не принял задание. Операция сохранена. Проверьте бумагу и повторите или сохраните PDF.")


def _view_of(paper: Paper, printers: tuple[str, ...], printer: str) -> PreviewView:
    pages = plural(paper.pages, _("страница"), _("страницы"), _("страниц"))
    detail = f"{paper.pages} {pages}"
    if paper.copy > 1:
        detail += " · " + _("копия {n}").format(n=paper.copy)
    return PreviewView(
        title=TITLES.get(paper.kind, _("Документ")),
        detail=detail,
        pdf=paper.pdf,
        printers=printers,
        printer=printer,
    )
