"""The peer of the day's holds: a plain PySide6 window with one box, one table and one label, under the same watch."""

import json
from dataclasses import asdict

from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QStackedWidget, QTableView, QVBoxLayout, QWidget

from tests.benchmarks.held import TimedActing, Watch

_ROWS, _COLUMNS = 20, 5


class Plain(QWidget):
    """Fills its table anew at each key; makes a page like itself when it is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.box, self.pages = QLineEdit(), QStackedWidget()
        self.box.textEdited.connect(self.fill)
        layout = QVBoxLayout(self)
        layout.addWidget(self.box)
        layout.addWidget(self.pages)
        self.show_page()

    def show_page(self) -> None:
        """Make one more page and bring it to the front."""
        page = QWidget()
        layout = QVBoxLayout(page)
        self.label, table, self.model = QLabel("…"), QTableView(), QStandardItemModel(_ROWS, _COLUMNS)
        table.setModel(self.model)
        layout.addWidget(self.label)
        layout.addWidget(table)
        self.pages.addWidget(page)
        self.pages.setCurrentWidget(page)

    def fill(self, text: str) -> None:
        """Put other words into label and table."""
        self.label.setText(text)
        self.model.clear()
        for at in range(_ROWS):
            self.model.appendRow([QStandardItem(f"{text} {at} {column}") for column in range(_COLUMNS)])


def live() -> dict[str, dict[str, float]]:
    """Return the holds of a key and of a page."""
    app = QApplication([])
    window, watch = Plain(), Watch()
    window.resize(1366, 768)
    window.show()
    app.processEvents()
    acting = TimedActing(window, watch, lambda: "plain")
    window.box.setFocus()
    acting.types("барнаул гагарина 52 7")
    watch.begin("plain: page")
    acting.does(window.show_page)
    acting.settle()
    return {name: asdict(held) for name, held in watch.steps.items() if name}


if __name__ == "__main__":
    print(json.dumps(live(), ensure_ascii=False))  # noqa: T201 - the figure is the output
