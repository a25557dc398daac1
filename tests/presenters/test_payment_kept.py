"""What the clerk prepared survives a closed shift, a full disk, a restart and a power cut."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desk_app.application.desk import Desk
from desk_app.application.once import NotSavedError
from desk_app.application.take_payment import Taken
from desk_app.domain.basket import Basket
from desk_app.domain.ids import OperationId
from desk_app.domain.money import Money
from tests.helpers.payment_counter import Counter
from tests.helpers.prepared_desk import FLAT, payments, prepared_desk

TKO, FEE, HEAT = 0, 1, 2


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with prepared_desk(tmp_path) as opened:
        yield opened


@pytest.fixture
def counter(desk: Desk) -> Counter:
    return Counter(desk)


@pytest.fixture
def flat(counter: Counter) -> Counter:
    counter.presenter.open(FLAT)
    return counter


def test_a_closed_shift_is_said_at_once_and_the_basket_is_kept(tmp_path: Path) -> None:
    with prepared_desk(tmp_path, shift=False) as desk:
        counter = Counter(desk)
        counter.presenter.open(FLAT)
        assert counter.view.shift_closed
        counter.pays()
        assert (counter.view.stage, counter.view.shift_closed, len(counter.view.lines)) == ("form", True, 3)
        counter.presenter.open_shift()
        assert counter.around.went == [("shift", None)]


def test_what_was_typed_survives_a_restart(tmp_path: Path) -> None:
    with prepared_desk(tmp_path) as desk:
        counter = Counter(desk)
        counter.presenter.open(FLAT)
        counter.cards.tick(HEAT)
        counter.cards.type_amount(HEAT, "77")
        counter.cards.type_received("2000")
        counter.presenter.keep_draft()
        assert counter.view.draft == "Черновик сохранён 12:00:00"
    with prepared_desk(tmp_path) as desk:
        again = Counter(desk)
        again.presenter.restore()
        assert (again.card(HEAT).amount, again.view.received, len(again.view.lines)) == ("77", "2000", 2)
        assert again.view.notice.startswith("Восстановлен незаконченный платёж от 12:00")


def test_a_payment_made_before_the_power_went_is_not_offered_again(tmp_path: Path) -> None:
    with prepared_desk(tmp_path) as desk:
        counter = Counter(desk)
        counter.presenter.open(FLAT)
        counter.presenter.keep_draft()
        kept = desk.drafts.load("payment")
        assert kept is not None
        counter.pays()
        desk.drafts.save("payment", kept[0])
    with prepared_desk(tmp_path) as desk:
        again = Counter(desk)
        again.presenter.restore()
        assert again.views == []


def test_a_restored_debt_that_has_changed_is_taken_out_and_named(tmp_path: Path) -> None:
    with prepared_desk(tmp_path) as desk:
        counter = Counter(desk)
        counter.presenter.open(FLAT)
        counter.presenter.keep_draft()
        other = Counter(desk)
        other.presenter.open(FLAT)
        other.cards.tick(FEE)
        other.cards.tick(HEAT)
        kept = desk.drafts.load("payment")
        assert kept is not None
        other.pays()
        desk.drafts.save("payment", kept[0])
    with prepared_desk(tmp_path) as desk:
        again = Counter(desk)
        again.presenter.restore()
        assert [line.title for line in again.view.lines] == ["Пеня ТКО", "Отопление"]
        assert "Обращение с ТКО" in again.view.notice


@pytest.mark.parametrize("text", ["", "{", "[]", '{"op_id": 1}', "null"])
def test_a_draft_that_cannot_be_read_is_no_obstacle(counter: Counter, text: str) -> None:
    counter.desk.drafts.save("payment", text)
    counter.presenter.restore()
    counter.presenter.open(FLAT)
    assert counter.view.stage == "form"


def test_a_payment_that_was_not_saved_keeps_everything_and_may_be_repeated(flat: Counter) -> None:
    tries: list[OperationId] = []
    honest = flat.desk.take_payment

    def full_disk_once(basket: Basket, given: Money, op_id: OperationId, *, another_one: bool) -> Taken:
        tries.append(op_id)
        if len(tries) == 1:
            raise NotSavedError("disk_full")
        return honest(basket, given, op_id, another_one=another_one)

    broken = Counter(replace(flat.desk, take_payment=full_disk_once))  # type: ignore[arg-type]  # the disk is the fake
    broken.presenter.open(FLAT)
    broken.pays()
    assert broken.view.receipt is not None
    assert broken.view.receipt.problem.startswith("На диске кончилось место. Операция точно не проведена")
    broken.presenter.agree()
    assert tries[0] == tries[1], "the repetition is the same operation"
    assert payments(flat.desk) == [("payment.cash", 101_234)]
