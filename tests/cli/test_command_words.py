"""A command never speaks of what only the window has: drafts, baskets, buttons and pages."""

import re
from typing import Any

import pytest

from desk_app.application.clock_skew import BusinessDateUnconfirmedError, ClockTooWrongError
from desk_app.application.errors import AccountUnknownError, WorkplaceAbsentError
from desk_app.application.once import NotSavedError, OperationDiffersError, StoreBrokenError
from desk_app.application.restoring import UnsentWouldBeLostError
from desk_app.application.take_payment import PossibleDuplicateError
from desk_app.cli.words import OTHERWISE, command_words
from desk_app.domain.basket import AmountTooLargeError, NotEnoughReceivedError
from desk_app.domain.errors import DeskError
from desk_app.domain.ids import OperationId
from desk_app.domain.meters import ReadingLowerError
from desk_app.domain.money import Money
from desk_app.domain.operations import Entry
from desk_app.domain.residents import PhoneRefusedError
from desk_app.domain.shifts import VarianceReasonMissingError
from desk_app.presenters.start_words import START_WORDS
from desk_app.presenters.words import WORDS
from desk_app.settings import SettingsFaultyError
from tests.helpers.centre import NOON

SUM = Money(100)
FACTS: dict[type, tuple[Any, ...]] = {
    AmountTooLargeError: (SUM,), NotEnoughReceivedError: (SUM,), VarianceReasonMissingError: (SUM,),
    ReadingLowerError: (1000,), PhoneRefusedError: ("short", 1), NotSavedError: ("busy",), StoreBrokenError: ("busy",),
    PossibleDuplicateError: (Entry(OperationId("x"), 1, 7, "payment.cash", NOON, amount=SUM),),
    AccountUnknownError: ("tko/1",), OperationDiffersError: ("x",), WorkplaceAbsentError: ("/here",),
    UnsentWouldBeLostError: (2, SUM), ClockTooWrongError: (90_000,),
    SettingsFaultyError: ((("zone", "not_text"),),),
    BusinessDateUnconfirmedError: (-900, NOON.date(), NOON.date()),
}  # fmt: skip
WINDOW = re.compile(r"черновик|корзин|F5|страниц|нажмите|кнопк|форм[ау]|отметьте|откройте карточку", re.IGNORECASE)


def refusal(kind: type) -> DeskError:
    """Make a refusal of a kind, with facts where its words need them."""
    if kind in FACTS:
        return kind(*FACTS[kind])  # type: ignore[no-any-return]  # a refusal by the test's own table
    try:
        return kind()  # type: ignore[no-any-return]  # a refusal by the test's own table
    except TypeError:
        return kind("strange")  # type: ignore[no-any-return]  # a refusal by the test's own table


@pytest.mark.parametrize("kind", WORDS, ids=lambda kind: kind.__name__)
def test_a_command_does_not_speak_of_the_window(kind: type) -> None:
    said = command_words(refusal(kind))
    assert not WINDOW.search(said.line().replace("окно программы", ""))
    assert said.what


@pytest.mark.parametrize("name", START_WORDS)
def test_nor_do_the_words_of_the_parts_below(name: str) -> None:
    said = command_words(type(name, (DeskError,), {})())
    assert not WINDOW.search(said.line())


def test_an_unknown_refusal_does_neither() -> None:
    assert not WINDOW.search(command_words(type("StrangeError", (DeskError,), {})()).line())


def test_every_word_said_otherwise_belongs_to_a_refusal() -> None:
    assert set(OTHERWISE) <= {kind.__name__ for kind in WORDS} | set(START_WORDS)


@pytest.mark.parametrize(
    ("number", "said"), [(13, "нет прав"), (28, "кончилось место"), (2, "нет такой папки"), (5, "ошибка 5")]
)
def test_a_disk_that_refuses_is_said_with_path_and_reason(number: int, said: str) -> None:
    what = command_words(OSError(number, "english words", "/there/file")).what
    assert said in what
    assert "/there/file" in what
    assert "english" not in what


def test_faulty_settings_are_named() -> None:
    assert "zone" in command_words(SettingsFaultyError((("zone", "not_text"),))).what
