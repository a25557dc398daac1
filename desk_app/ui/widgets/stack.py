"""Pages one upon another, of which only the one in front asks for room."""

from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

_ASKS = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
_IGNORED = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)


class Stack(QStackedWidget):
    """A stack whose hidden pages never make the window higher: each is weighed when it comes to the front."""

    def __init__(self, *pages: QWidget) -> None:
        super().__init__()
        self.currentChanged.connect(self._weigh)
        for page in pages:
            self.add(page)

    def add(self, page: QWidget) -> None:
        """Put a page behind the others; the first one is in front."""
        page.setSizePolicy(_IGNORED)
        self.addWidget(page)
        self._weigh(self.currentIndex())

    def _weigh(self, front: int) -> None:
        for at in range(self.count()):
            page = self.widget(at)
            if page is not None:
                page.setSizePolicy(_ASKS if at == front else _IGNORED)
