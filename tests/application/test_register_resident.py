"""A registration is written once, with a card number of this desk, and only for an account it holds."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk_app.application.errors import AccountUnknownError
from desk_app.application.once import NotSavedError
from desk_app.application.register_resident import Registered, RegisterResident
from desk_app.domain.ids import AccountKey, ServiceCode
from desk_app.domain.registration import (
    AlreadyRegisteredError,
    CardNumbersUsedUpError,
    RegistrationForm,
    RegistrationRefusedError,
)
from desk_app.domain.residents import Phone
from desk_app.protocol.bodies import Proof, ResidentRegistered
from desk_app.protocol.entities import CabinetEntity
from tests.helpers.small_desk import CLERK, FLAT, HEAT, NEIGHBOUR, BreakingStore, SmallDesk, account, small_desk, told

FORM = RegistrationForm(
    FLAT, " Иванова  Мария ", Phone("+79037672024"), (ServiceCode("tko"),), consent=True, code="482913"
)


def register(desk: SmallDesk, how: str = "", **change: Any) -> Registered:  # noqa: ANN401 - any field of the form
    form = replace(FORM, **change)
    return RegisterResident(BreakingStore(desk.store, how), desk.stamper)(form, desk.ids.new(), CLERK)


def body(desk: SmallDesk, done: Registered) -> ResidentRegistered:
    with desk.store.reading() as books:
        found = books.journal.body(done.op_id)
    assert isinstance(found, ResidentRegistered)
    return found


def test_a_registration_takes_the_next_card_of_the_lease(desk: SmallDesk) -> None:
    first, second = register(desk), register(desk, account=NEIGHBOUR)
    assert (first.card_number, second.card_number) == ("9900060000000000", "9900060000000001")
    assert (first.name, first.phone, first.account.key) == ("Иванова Мария", "+79037672024", FLAT)


def test_a_code_is_proof_for_the_month_of_the_receipt(desk: SmallDesk) -> None:
    assert body(desk, register(desk)).proof == Proof("code", "482913", "2026-10")


def test_a_code_for_an_account_never_charged_names_no_month(desk: SmallDesk) -> None:
    desk.hears(told(account(FLAT, charges=()), 2))
    assert body(desk, register(desk)).proof.period == ""


def test_a_document_is_proof_without_a_code(desk: SmallDesk) -> None:
    done = register(desk, code="", document=" Паспорт\nРФ ", document_tail="123")
    assert body(desk, done).proof == Proof("document", document="Паспорт РФ", tail="123")


def test_the_shift_is_named_if_one_is_open(desk: SmallDesk) -> None:
    assert body(desk, register(desk)).stamp.shift_id == ""
    shift = desk.opens_shift()
    assert body(desk, register(desk, account=NEIGHBOUR)).stamp.shift_id == shift.shift_id


def test_the_same_form_sent_twice_is_one_registration(desk: SmallDesk) -> None:
    act, op_id = RegisterResident(desk.store, desk.stamper), desk.ids.new()
    first = act(FORM, op_id, CLERK)
    again = act(FORM, op_id, CLERK)
    assert (again.card_number, again.name, again.at) == (first.card_number, first.name, first.at)
    with desk.store.reading() as books:
        assert (books.journal.counts().registered, books.cards.left()) == (1, 199)


def test_a_lost_answer_spends_one_card_and_a_failed_write_none(desk: SmallDesk) -> None:
    with pytest.raises(NotSavedError):
        register(desk, "before")
    assert register(desk, "after").card_number == "9900060000000000"
    with desk.store.reading() as books:
        assert books.cards.left() == 199


def test_an_account_of_somebody_else_is_unknown(desk: SmallDesk) -> None:
    with pytest.raises(AccountUnknownError) as refused:
        register(desk, account=AccountKey("tko/9999"))
    assert refused.value.account == "tko/9999"


def test_an_account_is_registered_once_here_or_anywhere(desk: SmallDesk) -> None:
    register(desk)
    with pytest.raises(AlreadyRegisteredError):
        register(desk)
    cabinet = CabinetEntity("9900060000000777", "+7 903 ***-**-24", "2024", "active")
    desk.hears(told(account(HEAT, cabinet=cabinet), 2))
    with pytest.raises(AlreadyRegisteredError) as refused:
        register(desk, account=HEAT)
    assert refused.value.account == HEAT


@pytest.mark.parametrize("detail", ["code", "phone_bound"])
def test_a_registration_that_waits_for_a_person_does_not_bar_a_new_one(desk: SmallDesk, detail: str) -> None:
    first = register(desk)
    desk.answers(desk.pending(), "accepted_conflict", detail)
    again = register(desk, code="", document="Паспорт РФ")
    assert again.card_number != first.card_number
    with desk.store.reading() as books:
        shown = books.accounts.get(FLAT)
    assert shown is not None
    assert shown.cabinet is not None
    assert (shown.cabinet.card_number, shown.cabinet.state) == (again.card_number, "pending")
    with pytest.raises(AlreadyRegisteredError):
        register(desk)


def test_a_cabinet_that_the_centre_doubts_can_be_registered_anew(desk: SmallDesk) -> None:
    cabinet = CabinetEntity("9900060000000777", "+7 903 ***-**-24", "2024", "attention")
    desk.hears(told(account(HEAT, cabinet=cabinet), 2))
    register(desk, account=HEAT)
    with pytest.raises(AlreadyRegisteredError):
        register(desk, account=HEAT)


def test_a_faulty_form_writes_nothing(desk: SmallDesk) -> None:
    with pytest.raises(RegistrationRefusedError):
        register(desk, consent=False)
    assert desk.pending() == ()


@pytest.fixture
def poor(tmp_path: Path) -> Iterator[SmallDesk]:
    """A desk with one card number left."""
    with small_desk(tmp_path / "poor", cards=1) as opened:
        yield opened


def test_the_last_card_is_given_and_then_none(poor: SmallDesk) -> None:
    register(poor)
    with pytest.raises(CardNumbersUsedUpError):
        register(poor, account=NEIGHBOUR)
    with poor.store.writing() as books:
        books.cards.lease(9900060000001000, 9900060000001001)
    assert register(poor, account=NEIGHBOUR).card_number == "9900060000001000"


def test_a_registration_of_an_account_that_left_the_scope_cannot_be_shown(desk: SmallDesk) -> None:
    act, op_id = RegisterResident(desk.store, desk.stamper), desk.ids.new()
    act(FORM, op_id, CLERK)
    desk.hears(replace(told(account(FLAT), 2), value=None))
    with pytest.raises(AccountUnknownError):
        act(FORM, op_id, CLERK)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.text(max_size=80),
    document=st.text(max_size=70),
    email=st.text(max_size=30),
    clerk=st.text(max_size=90),
    digits=st.from_regex(r"9[0-9]{9}", fullmatch=True),
)
def test_whatever_is_typed_the_centre_can_read_what_was_signed(
    desk: SmallDesk, name: str, document: str, email: str, clerk: str, digits: str
) -> None:
    form = replace(FORM, name=f"Иванова {name} М", document=document, email=email, phone=Phone.parse(digits), code="")
    act, key = RegisterResident(desk.store, desk.stamper), desk.ids.new()
    desk.hears(told(account(f"tko/{desk.ids.given}"), 1))
    try:
        done = act(replace(form, account=AccountKey(f"tko/{desk.ids.given}")), key, clerk)
    except RegistrationRefusedError:
        return
    assert body(desk, done).phone == "+7" + digits
