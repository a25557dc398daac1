"""Registrations at the centre: one phone one address, cards from leases, codes consumed once."""

from typing import Any

import pytest

from desk_app.protocol.bodies import Proof
from desk_app.settlement.register import Register
from desk_app.settlement.sms import FileSms, deliver_waiting
from tests.helpers.centre import RunningCentre, TestDesk
from tests.helpers.residents import PHONE, code_of, register


def count(centre: RunningCentre, table: str) -> int:
    found: int = centre.rows(f"SELECT count(*) FROM {table}")[0][0]  # noqa: S608 - our own tables
    return found


def test_a_resident_with_the_right_code_gets_cabinet_card_and_password(centre: RunningCentre, desk: TestDesk) -> None:
    proof = Proof("code", code_of(centre, "tko/0101"), "2026-10")

    assert register(desk, proof=proof) == "accepted"

    assert (count(centre, "phone_binding"), count(centre, "card_use"), count(centre, "sms_outbox")) == (1, 1, 1)


def test_the_password_goes_out_in_the_residents_words_and_is_then_erased(
    centre: RunningCentre,
    desk: TestDesk,
    tmp_path: Any,  # noqa: ANN401 - any value of the wire or a row
) -> None:
    register(desk)
    sender = FileSms(tmp_path / "sms")

    assert deliver_waiting(centre.centre, sender) == 1
    assert deliver_waiting(centre.centre, sender) == 0

    sent = sender.path.read_text("utf-8")
    assert f'"phone":"{PHONE}"' in sent
    assert "пароль для доступа в Личный кабинет: " in sent
    assert centre.rows("SELECT sealed FROM sms_outbox")[0][0] is None


def test_one_phone_serves_one_address_but_every_account_of_it(centre: RunningCentre, desk: TestDesk) -> None:
    assert register(desk, "tko/0101") == "accepted"
    assert register(desk, "heat/0101") == "accepted"

    assert register(desk, "tko/0102", name="Другой") == "accepted_conflict:phone_bound"

    assert count(centre, "phone_binding") == 1
    assert (count(centre, "registration"), count(centre, "card_use")) == (3, 3)
    assert count(centre, "sms_outbox") == 2


def test_the_same_person_registered_twice_is_merged_and_the_second_card_is_spent(
    centre: RunningCentre, desk: TestDesk
) -> None:
    register(desk)
    other = centre.enrolled_desk("Касса 2")

    assert register(other, name="ИВАНОВ ПЕТР", phone="+79039999999") == "accepted_noop:merged"

    assert count(centre, "card_use") == 2
    assert count(centre, "sms_outbox") == 1


def test_a_stranger_may_open_a_cabinet_of_the_same_account(desk: TestDesk) -> None:
    register(desk)
    assert register(desk, name="Петрова Анна", phone="+79035555555") == "accepted"


@pytest.mark.parametrize("account", ["tko/9999", "nowhere/1"])
def test_an_unknown_account_waits_for_the_provider(centre: RunningCentre, desk: TestDesk, account: str) -> None:
    assert register(desk, account) == "accepted_conflict:account_unknown"
    assert (count(centre, "registration"), count(centre, "phone_binding")) == (1, 0)


def test_a_closed_account_opens_no_cabinet(centre: RunningCentre, desk: TestDesk) -> None:
    with centre.database.write() as connection:
        closing = Register(connection)
        closing.close_accounts(["tko/0101"])
        closing.finish()

    assert register(desk) == "accepted_conflict:account_closed"


def test_a_card_of_another_desk_or_used_before_is_a_conflict(centre: RunningCentre, desk: TestDesk) -> None:
    other = centre.enrolled_desk("Касса 2")
    assert other.grant is not None
    assert register(desk, card=f"{other.grant.card_first:016d}") == "accepted_conflict:card"

    register(desk, card=f"{desk.grant.card_first:016d}" if desk.grant else "")
    again = register(desk, "tko/0102", name="Другой", phone="+79035555555", card=f"{desk.grant.card_first:016d}")  # type: ignore[union-attr]  # the assertion says so
    assert again == "accepted_conflict:card"


def test_a_code_opens_one_cabinet_and_no_second(centre: RunningCentre, desk: TestDesk) -> None:
    proof = Proof("code", code_of(centre, "tko/0101"), "2026-10")
    register(desk, proof=proof)

    assert register(desk, name="Петрова", phone="+79035555555", proof=proof) == "accepted_conflict:code"


@pytest.mark.parametrize("period", ["2026-09", "2026-11"])
def test_a_code_of_another_month_opens_nothing(centre: RunningCentre, desk: TestDesk, period: str) -> None:
    proof = Proof("code", code_of(centre, "tko/0101"), period)
    assert register(desk, proof=proof) == "accepted_conflict:code"


def test_after_a_wrong_code_the_same_resident_may_come_again(centre: RunningCentre, desk: TestDesk) -> None:
    right = code_of(centre, "tko/0101")
    wrong = "000000" if right != "000000" else "000001"

    assert register(desk, proof=Proof("code", wrong, "2026-10")) == "accepted_conflict:code"
    assert register(desk, proof=Proof("code", right, "2026-10")) == "accepted"


def test_a_document_opens_nothing_in_another_organisations_house(centre: RunningCentre) -> None:
    stranger = centre.enrolled_desk("Чужая", inn="2221000009", houses=("барнаул|гагарина|2",))

    assert register(stranger, "tko/0101") == "accepted_conflict:scope"
    assert register(stranger, "tko/0201") == "accepted"


def test_names_and_phones_are_never_stored_in_the_clear(centre: RunningCentre, desk: TestDesk, tmp_path: Any) -> None:  # noqa: ANN401 - any value of the wire or a row
    register(desk, name="Канарейкина Зоя", phone="+79037654321")

    if not centre.database.postgres:
        raw = b"".join(path.read_bytes() for path in tmp_path.glob("centre.db*"))
        # The operation itself is kept as signed; everything derived from it is masked, keyed or sealed.
        assert raw.count("Канарейкина".encode()) <= raw.count(b"resident.register")
    row = centre.rows("SELECT phone_masked, phone_tail FROM registration")[0]
    assert tuple(row) == ("+7 *** ***-43-21", "4321")
