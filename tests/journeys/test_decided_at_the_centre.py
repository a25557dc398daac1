"""A case that two people close at the centre closes the desk's task, with their words, once."""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from subprocess import run
from typing import Any, cast

import pytest

from desk_app.application.desk import Desk
from desk_app.application.errors import CentreRefusedError
from desk_app.application.exchange import Exchanged
from desk_app.application.ports import Centre
from desk_app.domain.basket import MODE_DEBT, Basket, BasketLine
from desk_app.domain.ids import AccountKey
from desk_app.domain.money import Money
from desk_app.domain.registration import RegistrationForm
from desk_app.domain.residents import Phone
from desk_app.presenters.outcomes import entry_state
from desk_app.settlement.register import Register
from tests.helpers.centre import RunningCentre

CLOSED, PAID_TO, OTHER = AccountKey("tko/0101"), "tko/0102", AccountKey("tko/0203")
PHONE = Phone.parse("8 903 767-20-24")


def operator(folder: Path, *words: str) -> dict[str, Any]:
    """Call the centre's own program beside the running service, as the operator does."""
    call = [sys.executable, "-m", "desk_app.settlement.main", *words]
    places = ["--database", str(folder / "centre.db"), "--data-dir", str(folder / "centre"), "--json"]
    done = run([*call, *places], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def resolve(folder: Path, case: str, *decision: str) -> None:
    people = ("--reason", "житель принёс квитанцию", "--by", "Петрова", "--second", "Сидоров")
    operator(folder, "resolve", case, *decision, *people)


@pytest.fixture
def parked(enrol: Callable[[str], Desk], centre: RunningCentre) -> Desk:
    """A desk whose payment waits in suspense: its account was closed meanwhile."""
    desk = enrol("Касса 1")
    desk.open_shift(desk.ids.new(), "Соколова", Money(0))
    offered = desk.offer_services(CLOSED).services[0]
    line = BasketLine(offered.account, offered.service, offered.period, MODE_DEBT, Money(10_000))
    desk.take_payment(Basket((line,)), Money(10_000), desk.ids.new())
    with centre.database.write() as connection:
        closing = Register(connection)
        closing.close_accounts([CLOSED])
        closing.finish()
    desk.exchange()
    assert [task.reason for task in desk.report_status().tasks] == ["accepted_suspense:account_closed"]
    return desk


def registers(desk: Desk, account: AccountKey) -> None:
    services = tuple(one.service.code for one in desk.offer_services(account).services)
    form = RegistrationForm(account, "Иванов Пётр", PHONE, services, consent=True, document="Паспорт РФ")
    desk.register_resident(form, desk.ids.new(), "Соколова")


def test_money_moved_by_the_centre_closes_the_desks_task_with_the_words_of_the_decision(
    parked: Desk, tmp_path: Path
) -> None:
    assert parked.exchange().decided == 0, "nobody has decided yet"
    (case,) = operator(tmp_path, "cases")["cases"]
    resolve(tmp_path, case["case"], "--to", PAID_TO)
    assert parked.exchange().decided == 1
    status = parked.report_status()
    assert status.tasks == ()
    (task,) = status.decided
    assert (task.decided, task.note) == (f"to {PAID_TO}", "житель принёс квитанцию")
    paid = next(entry for entry in status.recent if entry.amount)
    assert entry_state(paid).text == "Решено центром: деньги переведены на счёт 0102"
    assert not paid.needs_person
    assert parked.exchange() == Exchanged(clock_offset_s=0), "the same again changes nothing"
    assert parked.report_status().decided == (task,)


def test_a_task_that_somebody_here_has_settled_keeps_their_note(parked: Desk, tmp_path: Path) -> None:
    (task,) = parked.report_status().tasks
    parked.settle_task(task.task_id, "Жителю позвонили")
    (case,) = operator(tmp_path, "cases")["cases"]
    resolve(tmp_path, case["case"], "--refund")
    assert parked.exchange().decided == 0
    assert parked.report_status().decided == ()


def test_a_desk_hears_nothing_of_another_desks_decisions(
    parked: Desk, enrol: Callable[[str], Desk], tmp_path: Path
) -> None:
    other = enrol("Касса 2")
    (task,) = parked.report_status().tasks
    (case,) = operator(tmp_path, "cases")["cases"]
    resolve(tmp_path, case["case"], "--refund")
    assert other.exchange.centre.decisions([task.op_id]).closed == ()
    assert len(parked.exchange.centre.decisions([task.op_id]).closed) == 1


def test_a_registration_given_up_by_the_centre_waits_for_nobody(enrol: Callable[[str], Desk], tmp_path: Path) -> None:
    first, second = enrol("Касса 1"), enrol("Касса 2")
    registers(first, CLOSED)
    first.exchange()
    registers(second, OTHER)
    second.exchange()
    assert second.report_status().counts.registrations_in_question == 1
    (case,) = operator(tmp_path, "cases")["cases"]
    resolve(tmp_path, case["case"], "--drop")
    assert second.exchange().decided == 1
    status = second.report_status()
    assert (status.tasks, status.counts.registrations_in_question) == ((), 0)
    assert entry_state(status.recent[0]).text == "Решено центром: регистрация не состоится"


def test_an_older_centre_that_does_not_know_the_call_hinders_no_exchange(parked: Desk) -> None:
    class Older:
        def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any call of the port
            return getattr(parked.exchange.centre, name)

        def decisions(self, _op_ids: object) -> None:
            raise CentreRefusedError("not_found")

    assert replace(parked.exchange, centre=cast("Centre", Older()))().decided == 0
    assert len(parked.report_status().tasks) == 1
