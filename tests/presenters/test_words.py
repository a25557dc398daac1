"""Every refusal has words: what happened, what is safe, what to do."""

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest

import desk_app.application
import desk_app.domain
from desk_app.application.errors import CentreUnreachableError
from desk_app.application.exchange import ExchangeCancelledError, Stage
from desk_app.application.once import NotSavedError, StoreBrokenError
from desk_app.domain.basket import AmountTooLargeError, NotEnoughReceivedError
from desk_app.domain.errors import DeskError
from desk_app.domain.ids import OperationId
from desk_app.domain.money import Money
from desk_app.domain.operations import ACCEPTED, PENDING, Entry
from desk_app.domain.registration import RegistrationRefusedError
from desk_app.domain.residents import PhoneRefusedError
from desk_app.domain.shifts import VarianceReasonMissingError
from desk_app.presenters.link_words import link_reason, stage_words, warning_words
from desk_app.presenters.outcomes import entry_state, reason_words
from desk_app.presenters.start_words import START_WORDS
from desk_app.presenters.words import WORDS, words_for
from tests.helpers.centre import NOON


def every_refusal(kind: type[DeskError] = DeskError) -> Iterator[type[DeskError]]:
    for below in kind.__subclasses__():
        if below.__module__.startswith(("desk_app.domain", "desk_app.application")):
            yield below
        yield from every_refusal(below)


for _package in (desk_app.domain, desk_app.application):
    for _module in pkgutil.walk_packages(_package.__path__, _package.__name__ + "."):
        importlib.import_module(_module.name)


def test_every_refusal_of_domain_and_application_has_words_of_its_own() -> None:
    assert {kind.__name__ for kind in every_refusal() if kind not in WORDS} == set()


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (NotEnoughReceivedError(Money(5_000)), "Не хватает 50,00 ₽."),
        (AmountTooLargeError(Money(100)), "Больше 1,00 ₽"),
        (VarianceReasonMissingError(Money(-5_000)), "Недостача 50,00 ₽."),
        (VarianceReasonMissingError(Money(700)), "Излишек 7,00 ₽."),
        (PhoneRefusedError("short", 1), "Не хватает 1 цифры."),
        (PhoneRefusedError("short", 3), "Не хватает 3 цифр."),
        (PhoneRefusedError("landline"), "городской"),
        (RegistrationRefusedError(("phone", "consent")), "сотовый телефон, согласие"),
        (StoreBrokenError("busy"), "База занята"),
        (NotSavedError("disk_full"), "На диске кончилось место."),
        (CentreUnreachableError("timeout"), "не ответил"),
        (ExchangeCancelledError(), "остановлен вами"),
    ],
)
def test_the_words_carry_the_facts(refusal: DeskError, said: str) -> None:
    assert said in words_for(refusal).what


def test_a_failed_write_says_that_repeating_is_safe() -> None:
    said = words_for(NotSavedError("busy"))
    assert "точно не проведена" in said.safe
    assert "безопасно" in said.todo


def test_a_refusal_of_an_unknown_part_is_still_said() -> None:
    class StrangeError(DeskError):
        pass

    assert "StrangeError" in words_for(StrangeError()).line()


def test_refusals_of_parts_below_are_known_by_name() -> None:
    class SecretsLockedError(DeskError):
        pass

    assert words_for(SecretsLockedError()) == START_WORDS["SecretsLockedError"]


def test_nobody_is_shown_a_bare_machine_word() -> None:
    for words in START_WORDS.values():
        assert not re.search("[A-Za-z]{4,}", words.line().replace("Windows", "").replace("settings.toml", ""))
    assert all(stage_words(stage) for stage in Stage)
    assert "(strange)" in link_reason("strange")
    assert "strange" in warning_words("strange")[0]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("accepted_conflict:phone_bound", "Телефон уже привязан"),
        ("accepted_suspense:account_unknown,possible_duplicate", "ещё не передал"),
        ("accepted_suspense", "получатель уточняется"),
        ("held_error:body:schema", "не смог прочитать"),
        ("something_new", "требует решения"),
    ],
)
def test_an_outcome_becomes_a_task_with_a_next_step(reason: str, said: str) -> None:
    words = reason_words(reason)
    assert said in words.what
    assert words.todo


@pytest.mark.parametrize(
    ("outcome", "detail", "ref", "tone", "text"),
    [
        (PENDING, "", "", "plain", "Сохранён"),
        (ACCEPTED, "", "1-1-7", "ok", "Принят центром № 1-1-7"),
        ("accepted_conflict", "phone_bound", "", "warn", "Телефон уже привязан к другому адресу"),
    ],
)
def test_an_operation_is_green_only_when_the_centre_has_taken_it(
    outcome: str, detail: str, ref: str, tone: str, text: str
) -> None:
    entry = Entry(OperationId("x"), 1, 7, "payment.cash", NOON, outcome, detail, ref)
    assert (entry_state(entry).tone, entry_state(entry).text) == (tone, text)
