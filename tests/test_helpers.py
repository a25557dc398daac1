"""The helpers that other tests lean on."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tests.benchmarks.figure import Figure, Peer
from tests.helpers.fakes import CountingIds, StoppedClock
from tests.helpers.type_ru import press, type_ru


def test_the_clock_stands_until_it_is_moved(clock: StoppedClock) -> None:
    before = clock.now()
    assert clock.now() == before
    assert clock.advance(minutes=1) == before + timedelta(minutes=1)
    assert clock.now().tzinfo is UTC


def test_a_naive_clock_is_refused() -> None:
    with pytest.raises(AssertionError):
        StoppedClock(datetime(2026, 11, 16, 10, 0))  # noqa: DTZ001 - the fault under test


def test_ids_count_up_and_sort_by_age(ids: CountingIds) -> None:
    given = [ids() for _ in range(20)]
    assert given == sorted(set(given))


@pytest.mark.parametrize("text", ["Гагарина 52", "Ёлкин-Палкин", "12,50 ₽", "abc", "й"])
def test_russian_text_is_typed_as_it_reads(qtbot: QtBot, text: str) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    typed: list[str] = []
    field.textEdited.connect(typed.append)
    type_ru(field, text)
    assert field.text() == text
    assert len(typed) == len(text)


def test_enter_is_pressed(qtbot: QtBot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    pressed = list[None]()
    field.returnPressed.connect(lambda: pressed.append(None))
    press(field, Qt.Key.Key_Return)
    assert len(pressed) == 1


@pytest.mark.parametrize(
    ("figure", "ratio"),
    [
        pytest.param(Figure("search", 5.0, "ms", (Peer("like", 20.0),)), 4.0, id="four times faster"),
        pytest.param(Figure("search", 5.0, "1/s", (Peer("like", 20.0),), higher_is_better=True), 0.25, id="slower"),
        pytest.param(Figure("search", 0.0, "MB", (Peer("like", 0.0),), higher_is_better=True), None, id="nothing"),
    ],
)
def test_a_ratio_tells_how_many_times_better(figure: Figure, ratio: float | None) -> None:
    [peer] = json.loads(figure.line())["peers"]
    assert peer["ratio"] == ratio
