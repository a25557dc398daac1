"""Work in pieces: nothing is lost between them, and what was made ahead is what would have been made on demand."""

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desk_app.ui.screens import SCREENS
from desk_app.ui.session import Session
from desk_app.ui.slices import Slices
from desk_app.ui.when_seen import WhenSeen
from desk_app.ui.widgets.basics import label
from desk_app.ui.widgets.rows import Rows
from tests.helpers.prepared_desk import FLAT
from tests.helpers.type_ru import type_ru

SECONDS = 20_000


@pytest.fixture
def slices(qapp: QCoreApplication) -> Iterator[Slices]:
    assert qapp, "without an application no timer runs"
    owner = QObject()
    yield Slices(owner)
    owner.deleteLater()


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.setLayout(QVBoxLayout())
    return made


def readable(page: QWidget) -> list[tuple[str, str]]:
    """Everything on a page that a person can read or name, in the order of making."""
    kinds = (QLabel, QAbstractButton, QLineEdit)
    shown = (one for one in page.findChildren(QWidget) if isinstance(one, kinds) and one.isVisible())
    return sorted((one.text(), one.accessibleName()) for one in shown)


def test_a_key_pressed_during_a_piece_is_answered_before_the_next(slices: Slices, qtbot: QtBot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    seen: list[str] = []

    def piece() -> None:
        seen.append(field.text())
        press = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, "ж")
        QCoreApplication.postEvent(field, press)

    for _piece in range(3):
        slices.add(piece)
    assert not slices.done
    qtbot.waitUntil(lambda: field.text() == "жжж")
    assert seen == ["", "ж", "жж"]
    assert slices.done


def test_pieces_wait_in_their_order_and_the_urgent_come_first(slices: Slices) -> None:
    done: list[str] = []
    slices.add(lambda: done.append("first"))
    slices.add(lambda: done.append("second"))
    slices.add(lambda: done.append("urgent"), soon=True)
    slices.finish()
    assert done == ["urgent", "first", "second"]


def test_what_was_let_go_of_is_not_done(slices: Slices, qtbot: QtBot) -> None:
    done: list[str] = []
    slices.add(lambda: done.append("never"))
    slices.clear()
    slices.add(lambda: done.append("later"))
    qtbot.waitUntil(lambda: slices.done)
    assert done == ["later"]


@pytest.mark.parametrize("name", SCREENS)
def test_a_page_made_ahead_is_the_page_that_would_be_made_on_demand(session: Session, qtbot: QtBot, name: str) -> None:
    window, slices = session.window, session._look.slices
    qtbot.waitUntil(lambda: slices.done, timeout=SECONDS)
    assert set(window._screens) == set(SCREENS)
    ahead = window._screens.pop(name)
    window.show_page(name)
    on_demand = window.screen_of(name)
    assert on_demand is not ahead
    qtbot.waitUntil(lambda: bool(readable(on_demand)), timeout=SECONDS)
    window._screens[name] = ahead
    window.show_page(name)
    assert window.stack.currentWidget() is ahead

    def same() -> bool:
        window.stack.setCurrentWidget(ahead)
        ours = readable(ahead)
        window.stack.setCurrentWidget(on_demand)
        return slices.done and ours == readable(on_demand)

    qtbot.waitUntil(same, timeout=SECONDS)


def test_keys_typed_while_the_pages_are_made_are_not_lost(session: Session, qtbot: QtBot) -> None:
    assert not session._look.slices.done, "the pages are still being made"
    type_ru(session.window.top.omnibox, "гагарина 1 2")
    session.window.show_page("registration")
    session.window.open_account("registration", FLAT)
    assert session.window.page == "registration"
    qtbot.waitUntil(lambda: session._look.slices.done, timeout=SECONDS)
    assert session.window.page == "registration", "a page made later does not come to the front"
    assert session.window.top.omnibox.text() == "гагарина 1 2"
    shown = session.window.screen_of("registration")
    qtbot.waitUntil(lambda: any("Гагарина, 1" in text for text, _name in readable(shown)), timeout=SECONDS)


def test_a_clerk_in_a_hurry_is_not_called_back_to_the_search(closed_session: Session, qtbot: QtBot) -> None:
    window, slices = closed_session.window, closed_session._look.slices

    def hurry() -> None:
        if window.has_page("shift"):
            window.show_page("shift")
        else:
            slices.add(hurry, soon=True)

    slices.add(hurry)
    closed_session.open()
    qtbot.waitUntil(lambda: "settings" in window._screens and slices.done, timeout=SECONDS)
    assert window.page == "shift"


def test_the_collector_leaves_alone_what_was_loaded_and_goes_on_with_the_rest(session: Session, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: session._look.slices.done, timeout=SECONDS)
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0


def test_a_page_nobody_sees_shows_only_the_newest_view(page: QWidget, slices: Slices) -> None:
    shown: list[str] = []
    render: WhenSeen[str] = WhenSeen(page, slices, shown.append)
    render("first")
    render("second")
    assert shown == []
    slices.finish()
    assert shown == ["second"]
    render("third")
    page.show()
    assert shown == ["second", "third"], "it is shown with the page, without waiting for its turn"
    render("fourth")
    slices.finish()
    assert shown == ["second", "third", "fourth"]


def test_rows_are_made_once_and_only_changed_ones_are_written_anew(page: QWidget, slices: Slices) -> None:
    layout, written = page.layout(), []
    assert isinstance(layout, QVBoxLayout)

    def write(row: QLabel, view: int) -> None:
        written.append(view)
        row.setText(str(view))

    rows: Rows[QLabel, int] = Rows(layout, label, write, slices)
    rows.show(range(10))
    assert written == [0, 1, 2, 3], "a long list grows in pieces"
    slices.finish()
    assert written == list(range(10))
    made = list(rows.shown)
    rows.show([0, 1, 7])
    assert written[10:] == [7]
    assert [row.text() for row in rows.shown] == ["0", "1", "7"]
    assert rows.shown == made[:3]
    assert [row.isHidden() for row in made] == [False] * 3 + [True] * 7
