"""What only people can finish is finished by two of them, once, and the books stay balanced."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from desk_app.protocol import decisions
from desk_app.protocol.bodies import Proof
from desk_app.settlement import cases
from desk_app.settlement.main import main
from desk_app.settlement.register import AccountRecord, Register
from tests.helpers.centre import RunningCentre, TestDesk, line
from tests.helpers.residents import register
from tests.settlement.test_payments import charge, ledger, pay


def waiting(centre: RunningCentre) -> list[cases.Case]:
    with centre.database.read() as connection:
        return list(cases.open_cases(connection, centre.centre))


def resolve(centre: RunningCentre, case: str, action: str, account: str = "", **change: str) -> str:
    """Resolve a case; return why it could not be, or nothing."""
    values = {"reason": "нашли", "by": "Петрова", "second": "Сидоров"} | change
    try:
        with centre.database.write() as connection:
            cases.resolve(connection, centre.centre, case, cases.Decision(action, account=account, **values))
    except cases.NotDecidedError as refused:
        return refused.code
    return ""


@pytest.fixture
def parked(centre: RunningCentre, desk: TestDesk) -> str:
    """A hundred kopecks for an account that nobody knows, beside three hundred for one that is there."""
    pay(desk, line("tko/0102", 300), line("tko/9999", 100))
    return waiting(centre)[0].case


def test_open_cases_tell_account_sum_and_age_and_nobodys_name(centre: RunningCentre, desk: TestDesk) -> None:
    pay(desk, line("tko/9999", 100))
    register(desk, "tko/8888")
    centre.clock.forward(days=3)
    money, person = waiting(centre)
    assert money == cases.Case("1-1-1/1", "money", "account_unknown", 100, "tko/9999", 3)
    assert person == cases.Case("1-1-2", "registration", "account_unknown", 0, "tko/8888", 3)


def test_money_goes_to_the_account_it_was_meant_for(centre: RunningCentre, desk: TestDesk, parked: str) -> None:
    before = centre.rows("SELECT tx_id, line, account_id, amount_kop FROM ledger_entry ORDER BY tx_id, line")
    assert resolve(centre, parked, decisions.TO, "tko/0101") == ""
    assert ledger(centre) == {"desk_cash": 400, "provider:tko": -400, "suspense:centre": 0}
    assert charge(centre, "tko/0101") == 50_000 - 100
    assert waiting(centre) == []
    after = centre.rows("SELECT tx_id, line, account_id, amount_kop FROM ledger_entry ORDER BY tx_id, line")
    assert set(before) < set(after), "no old entry was touched"
    assert desk.hello()["ledger_kop"] == 400, "what the desk took is what it was"


def test_money_for_another_receipt_goes_to_that_receipts_provider(centre: RunningCentre, parked: str) -> None:
    assert resolve(centre, parked, decisions.TO, "heat/0101") == ""
    assert ledger(centre)["provider:heat"] == -100
    assert charge(centre, "heat/0101") == 50_000 - 100


def test_money_can_be_given_back(centre: RunningCentre, parked: str) -> None:
    assert resolve(centre, parked, decisions.REFUNDED) == ""
    assert ledger(centre) == {
        "desk_cash": 400, "provider:tko": -300, "suspense:centre": 0, "refund:centre": -100,
    }  # fmt: skip
    assert [tuple(row) for row in centre.rows("SELECT refunded_kop FROM payment_state")] == [(100,)]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"second": " петрова "}, "two_people"), ({"second": ""}, "two_people"), ({"by": " "}, "two_people"),
        ({"reason": " "}, "reason"), ({"account": "tko/7777"}, "account_unknown"), ({"case": "1-1-9/1"}, "unknown"),
        ({"case": "1-1-1"}, "unknown"), ({"case": "x"}, "unknown"), ({"action": "bind"}, "unknown"),
    ],
)  # fmt: skip
def test_a_decision_that_does_not_fit_changes_nothing(
    centre: RunningCentre, parked: str, change: dict[str, str], code: str
) -> None:
    before = ledger(centre)
    asked = {"case": parked, "action": decisions.TO, "account": "tko/0101"} | change
    assert resolve(centre, **asked) == code
    assert (ledger(centre), len(waiting(centre))) == (before, 1)


def test_a_case_is_closed_once(centre: RunningCentre, parked: str) -> None:
    resolve(centre, parked, decisions.TO, "tko/0101")
    assert resolve(centre, parked, decisions.REFUNDED) == "closed"
    assert ledger(centre)["provider:tko"] == -400


def test_a_decision_cannot_be_taken_back(centre: RunningCentre, parked: str) -> None:
    resolve(centre, parked, decisions.REFUNDED)
    with pytest.raises(DBAPIError, match="append_only"), centre.database.write() as connection:
        connection.exec_driver_sql("UPDATE case_decision SET decided_by = 'Никто'")


# --- registrations -------------------------------------------------------------------------------------------------


def cabinet(centre: RunningCentre, key: str) -> list[Any]:
    columns = "state, conflict, phone_masked"
    return [tuple(row) for row in centre.rows(f"SELECT {columns} FROM registration WHERE account_key = :k", k=key)]  # noqa: S608 - our own columns


def test_a_card_whose_phone_is_taken_is_kept_without_a_phone(centre: RunningCentre, desk: TestDesk) -> None:
    register(desk, "tko/0101")
    register(desk, "tko/0102", name="Другой")
    (case,) = waiting(centre)
    assert resolve(centre, case.case, decisions.BIND) == "phone_bound"
    assert resolve(centre, case.case, decisions.DROP) == ""
    assert cabinet(centre, "tko/0102") == [("card", "phone_bound", "")]
    assert (waiting(centre), resolve(centre, case.case, decisions.DROP)) == ([], "closed")
    assert len(centre.rows("SELECT 1 FROM card_use")) == 2


def test_a_resident_vouched_for_gets_the_cabinet_after_all(centre: RunningCentre, desk: TestDesk) -> None:
    register(desk, proof=Proof("code", "000000", "2026-10"))
    (case,) = waiting(centre)
    assert case.reason == "code"
    assert resolve(centre, case.case, decisions.BIND) == ""
    assert cabinet(centre, "tko/0101")[0][:2] == ("active", "")
    counts = [len(centre.rows(f"SELECT 1 FROM {name}")) for name in ("phone_binding", "card_use", "sms_outbox")]  # noqa: S608 - our own tables
    assert counts == [1, 1, 1]


def test_a_registration_waits_until_its_account_is_loaded(centre: RunningCentre, desk: TestDesk) -> None:
    register(desk, "tko/9999")
    (case,) = waiting(centre)
    assert resolve(centre, case.case, decisions.BIND) == "account_unknown"
    with centre.database.write() as connection:
        loaded = Register(connection)
        loaded.put_accounts([AccountRecord("tko", "9999", "Иванов", "Барнаул", "Мира", "1")])
        loaded.finish()
    assert resolve(centre, case.case, decisions.BIND) == ""
    assert cabinet(centre, "tko/9999")[0][0] == "active"


def test_a_registration_given_up_opens_nothing(centre: RunningCentre, desk: TestDesk) -> None:
    register(desk, "tko/9999")
    assert resolve(centre, "1-1-1", decisions.DROP) == ""
    assert cabinet(centre, "tko/9999")[0][0] == "dropped"
    assert waiting(centre) == []


# --- from the terminal ---------------------------------------------------------------------------------------------


def test_the_operator_lists_and_closes_cases(
    centre: RunningCentre, parked: str, address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--database", address, "--data-dir", str(tmp_path / "keys")]
    people = ["--reason", "ошибка в номере", "--by", "Петрова", "--second"]
    assert main(["cases", *where, "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["cases"]
    assert (told["case"], told["amount_kop"], told["account"]) == (parked, 100, "tko/9999")
    assert main(["cases", *where]) == 0
    assert "1,00 ₽; счёт tko/9999" in capsys.readouterr().out
    assert main(["resolve", parked, "--to", "tko/0101", *people, "Петрова", *where]) == 1
    assert "двое" in capsys.readouterr().err
    assert main(["resolve", parked, "--to", "tko/0101", *people, "Сидоров", *where]) == 0
    assert main(["status", *where, "--json"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (told["suspense"], told["ledger_kop"]) == (0, 400)
    assert waiting(centre) == []
