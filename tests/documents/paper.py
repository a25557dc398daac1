"""Looks at a PDF as a printer and a scanner would."""

from dataclasses import dataclass

import zxingcpp
from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPdf import QPdfDocument

from desk_app.documents.sheet import Rect

MM = 72 / 25.4
LONG_NAME = "Константинопольская-Преображенская Александра-Виктория Константиновна"
LONG_FIRM = "Общество с ограниченной ответственностью «Управляющая компания Октябрьского района города Барнаула»"


@dataclass(frozen=True)
class Paper:
    """A PDF, opened."""

    document: QPdfDocument
    keep: QBuffer

    @property
    def pages(self) -> int:
        return self.document.pageCount()

    def size_mm(self, page: int = 0) -> tuple[float, float]:
        size = self.document.pagePointSize(page)
        return size.width() / MM, size.height() / MM

    def text(self, page: int | None = None) -> str:
        """All text with any run of spaces as one, so that line breaks do not matter."""
        pages = range(self.pages) if page is None else (page,)
        return " ".join(" ".join(self.document.getAllText(number).text().split()) for number in pages)

    def places(self, wanted: str, page: int = 0) -> list[Rect]:
        """Where a text stands, mm from the page's top left."""
        whole = self.document.getAllText(page).text()
        found = []
        start = whole.find(wanted)
        while start >= 0:
            box = self.document.getSelectionAtIndex(page, start, len(wanted)).boundingRectangle()
            found.append(Rect(box.left() / MM, box.top() / MM, box.width() / MM, box.height() / MM))
            start = whole.find(wanted, start + 1)
        return found

    def picture(self, dpi: int, page: int = 0) -> Image.Image:
        points = self.document.pagePointSize(page)
        size = QSize(round(points.width() * dpi / 72), round(points.height() * dpi / 72))
        sheet = QImage(size, QImage.Format.Format_Grayscale8)
        sheet.fill(255)
        painter = QPainter(sheet)
        painter.drawImage(QPointF(0, 0), self.document.render(page, size))
        painter.end()
        rows = bytes(sheet.constBits())
        return Image.frombytes("L", (size.width(), size.height()), rows, "raw", "L", sheet.bytesPerLine())

    def codes(self, dpi: int, page: int = 0) -> set[bytes]:
        return {found.bytes for found in zxingcpp.read_barcodes(self.picture(dpi, page))}

    def ink_near_edges(self, margin: float, page: int = 0) -> bool:
        """Tell whether anything is printed closer than `margin` mm to the left or right edge."""
        picture = self.picture(100, page)
        strip = round(margin * 100 / 25.4)
        left = picture.crop((0, 0, strip, picture.height))
        right = picture.crop((picture.width - strip, 0, picture.width, picture.height))
        return min(left.tobytes() + right.tobytes()) < 128


@dataclass(frozen=True)
class Reader:
    """Opens PDFs."""

    def __call__(self, pdf: bytes) -> Paper:
        buffer = QBuffer()
        buffer.setData(QByteArray(pdf))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        document = QPdfDocument()
        document.load(buffer)
        assert document.error() == QPdfDocument.Error.None_
        return Paper(document, buffer)
