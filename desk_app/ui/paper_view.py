"""A paper on the screen: as wide as the view at first, larger and smaller by keys, turned a screenful at a time."""

from collections.abc import Callable

from PySide6.QtCore import QMargins
from PySide6.QtGui import QResizeEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QWidget

STEP = 1.25
SMALLEST, LARGEST = 0.25, 5.0
_MOST_FITTED = 2.0
"""A payment slip is eight centimetres wide: letters three times their size help nobody."""
_MARGIN, _SPACING = 16, 32
_POINTS = 72


class PaperView(QPdfView):
    """Keeps to the width until the clerk asks for another size; `told` hears the size in per cent."""

    def __init__(self, parent: QWidget, told: Callable[[int], None]) -> None:
        super().__init__(parent)
        self._told, self._fitted = told, True
        self.setPageMode(QPdfView.PageMode.MultiPage)
        self.setZoomMode(QPdfView.ZoomMode.Custom)
        self.setDocumentMargins(QMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN))
        self.setPageSpacing(_SPACING)
        self.setFrameShape(QPdfView.Shape.NoFrame)

    def show_document(self, document: QPdfDocument) -> None:
        """Show a paper from its beginning, as wide as the view."""
        self.setDocument(document)
        self.fit_width()
        self.verticalScrollBar().setValue(0)

    def fit_width(self) -> None:
        """Take the width of the view from now on."""
        self._fitted = True
        self._fit()

    def larger(self) -> None:
        """Enlarge by a quarter."""
        self._zoom(self.zoomFactor() * STEP)

    def smaller(self) -> None:
        """Make smaller by a fifth, which undoes one enlargement."""
        self._zoom(self.zoomFactor() / STEP)

    def onward(self) -> None:
        """Go on by a screenful, but never past the beginning of a page."""
        bar = self.verticalScrollBar()
        wanted = bar.value() + bar.pageStep()
        bar.setValue(min((top for top in self._tops() if bar.value() < top < wanted), default=wanted))

    def backward(self) -> None:
        """Go back by a screenful, but never past the beginning of a page."""
        bar = self.verticalScrollBar()
        wanted = bar.value() - bar.pageStep()
        bar.setValue(max((top for top in self._tops() if wanted < top < bar.value()), default=wanted))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the width of the view."""
        super().resizeEvent(event)
        if self._fitted:
            self._fit()

    def _zoom(self, factor: float) -> None:
        self._fitted = False
        self._take(min(max(factor, SMALLEST), LARGEST))

    def _fit(self) -> None:
        document = self.document()
        if document is None or not document.pageCount():
            return
        widest = max(document.pagePointSize(page).width() for page in range(document.pageCount()))
        # The bar has its place even where it is not needed, or the paper would grow and shrink by itself.
        room = self.width() - self.verticalScrollBar().sizeHint().width() - 2 * _MARGIN
        self._take(min(max(room / (widest * self._dots_per_point()), SMALLEST), _MOST_FITTED))

    def _take(self, factor: float) -> None:
        self.setZoomFactor(factor)
        self._told(round(factor * 100))

    def _tops(self) -> list[int]:
        """Return where each page begins, with a little of what lies above it."""
        document, tops, at = self.document(), [0], 0.0
        scale = self.zoomFactor() * self._dots_per_point()
        for page in range(document.pageCount() - 1 if document else 0):
            at += document.pagePointSize(page).height() * scale + _SPACING
            tops.append(round(at))
        return tops

    def _dots_per_point(self) -> float:
        return self.screen().logicalDotsPerInch() / _POINTS
