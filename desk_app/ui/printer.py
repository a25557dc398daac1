"""Puts a PDF on a printer at the printer's own resolution; may run on a worker thread."""

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRect, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from desk_app.presenters.preview import PageDone, PrinterError, PrintWish

MOST_DPI = 600
THERMAL_DPI = 210
_POINTS = 72

MakePrinter = Callable[[PrintWish], QPrinter]


def printer_names() -> tuple[str, ...]:
    """Return the printers of this computer, the default one first."""
    default = QPrinterInfo.defaultPrinterName()
    names = QPrinterInfo.availablePrinterNames()
    return tuple(sorted(names, key=lambda name: (name != default, name)))


def system_printer(wish: PrintWish) -> QPrinter:
    """Return the wished printer.

    Raises:
        PrinterError: it is gone.
    """
    info = QPrinterInfo.printerInfo(wish.printer)
    if info.isNull():
        raise PrinterError("missing")
    return QPrinter(info, QPrinter.PrinterMode.HighResolution)


def file_printer(path: str) -> QPrinter:
    """Return a printer that writes a PDF of its own: for tests and for offices without a printer."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(path)
    printer.setResolution(300)
    return printer


def print_pdf(wish: PrintWish, page_done: PageDone, make: MakePrinter = system_printer) -> None:
    """Print all pages as often as wished.

    Raises:
        PrinterError: missing, failed, or cancelled by `page_done`.
    """
    printer = make(wish)
    document, held = open_pdf(wish.pdf)
    printer.setDocName(wish.title)
    _fit_page(printer, document.pagePointSize(0))
    repeats = 1 if printer.supportsMultipleCopies() else wish.copies
    if printer.supportsMultipleCopies():
        printer.setCopyCount(wish.copies)
    painter = QPainter()
    if not painter.begin(printer):
        raise PrinterError("failed")
    try:
        _draw_all(printer, painter, document, repeats, page_done)
    finally:
        painter.end()
        held.close()
    if printer.printerState() == QPrinter.PrinterState.Error:
        raise PrinterError("failed")


def open_pdf(pdf: bytes) -> tuple[QPdfDocument, QBuffer]:
    """Open PDF bytes; the buffer has to live as long as the document."""
    held = QBuffer()
    held.setData(QByteArray(pdf))
    held.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(held)
    return document, held


def _draw_all(printer: QPrinter, painter: QPainter, document: QPdfDocument, repeats: int, page_done: PageDone) -> None:
    of = document.pageCount() * repeats
    for number in range(of):
        if number and not printer.newPage():
            raise PrinterError("failed")
        _draw_page(printer, painter, document, number % document.pageCount())
        if not page_done(number + 1, of) and number + 1 < of:
            printer.abort()
            raise PrinterError("cancelled")


def _draw_page(printer: QPrinter, painter: QPainter, document: QPdfDocument, page: int) -> None:
    """Draw one page; a head finer than 600 dpi gets whole pixels of it, or one page would take half a gigabyte.

    Bands would need less memory, but QPdfDocument draws a clipped part shifted by several pixels (Qt 6.12).
    """
    dpi = printer.resolution()
    drawn = render_page(document, page, dpi // -(-dpi // MOST_DPI))
    points = document.pagePointSize(page)
    target = QRect(0, 0, round(points.width() * dpi / _POINTS), round(points.height() * dpi / _POINTS))
    # A thermal head has no grey: soft edges would print as dust.
    painter.drawImage(target, _one_bit(drawn) if dpi <= THERMAL_DPI else drawn)


def render_page(document: QPdfDocument, page: int, dpi: int) -> QImage:
    """Render a page on white."""
    points = document.pagePointSize(page)
    drawn = document.render(page, QSize(round(points.width() * dpi / _POINTS), round(points.height() * dpi / _POINTS)))
    paper = QImage(drawn.size(), QImage.Format.Format_RGB32)
    paper.fill(Qt.GlobalColor.white)
    painter = QPainter(paper)
    painter.drawImage(0, 0, drawn)
    painter.end()
    return paper


def _one_bit(drawn: QImage) -> QImage:
    return drawn.convertToFormat(QImage.Format.Format_Mono, Qt.ImageConversionFlag.ThresholdDither)


def _fit_page(printer: QPrinter, points: QSizeF) -> None:
    """Take the paper size from the PDF; landscape pages turn the paper."""
    size = QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyOrientationMatch)
    wide = points.width() > points.height() and size.id() != QPageSize.PageSizeId.Custom
    turned = QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
    printer.setFullPage(True)
    printer.setPageLayout(QPageLayout(size, turned, QMarginsF(0, 0, 0, 0)))
    printer.setFullPage(True)
