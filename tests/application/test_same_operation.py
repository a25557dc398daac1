"""One operation id stands for one act: asked again it answers the same, asked for another it is refused."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk_app.application.close_shift import CloseShift
from desk_app.application.once import OperationDiffersError
from desk_app.application.open_shift import OpenShift
from desk_app.application.print_receipt import PrintReceipt
from desk_app.application.register_resident import RegisterResident
from desk_app.application.take_payment import TakePayment
from desk_app.domain.basket import Basket
from desk_app.domain.ids import AccountKey, OperationId, ServiceCode
from desk_app.domain.money import Money
from desk_app.domain.registration import RegistrationForm
from desk_app.domain.residents import Phone
from desk_app.main import deadlines
from tests.helpers.small_desk import CLERK, FLAT, HEAT, NEIGHBOUR, BreakingStore, SmallDesk, small_desk

FORM = RegistrationForm(
    FLAT, "Иванова Мария", Phone("+79037672024"), (ServiceCode("tko"),), consent=True, code="482913"
)
Act = Callable[[SmallDesk, OperationId], object]


def pays(kopecks: int = 10_000, received: int = 20_000, key: AccountKey = FLAT) -> Act:
    return lambda desk, op_id: TakePayment(desk.store, desk.stamper)(
        desk.basket(kopecks, key), Money(received), op_id, another_one=True
    )


def registers(**change: Any) -> Act:  # noqa: ANN401 - any field of the form
    return lambda desk, op_id: RegisterResident(desk.store, desk.stamper)(replace(FORM, **change), op_id, CLERK)


def opens(clerk: str = CLERK, kopecks: int = 0) -> Act:
    return lambda desk, op_id: OpenShift(desk.store, desk.stamper)(op_id, clerk, Money(kopecks))


def closes(kopecks: int = 5, reason: str = "мелочь") -> Act:
    return lambda desk, op_id: CloseShift(desk.store, desk.stamper)(op_id, Money(kopecks), reason)


def prints(*keys: AccountKey) -> Act:
    return lambda desk, op_id: PrintReceipt(desk.store, desk.papers, desk.stamper, deadlines())(keys, op_id, CLERK)


ACTS = {"open": opens(), "pay": pays(), "register": registers(), "receipt": prints(FLAT, HEAT), "close": closes()}
OTHERS: dict[str, tuple[Act, ...]] = {
    "open": (opens("Петрова"), opens(kopecks=1)),
    "pay": (pays(10_001), pays(received=30_000), pays(key=HEAT)),
    "register": (
        registers(account=NEIGHBOUR), registers(name="Иванова Анна"), registers(phone=Phone("+79037672025")),
        registers(code="482914"), registers(code="", document="Паспорт РФ"), registers(email="a@b.ru"),
    ),
    "receipt": (prints(NEIGHBOUR), prints(FLAT), prints(HEAT, FLAT)),
    "close": (closes(6), closes(reason="другое")),
}  # fmt: skip


def made(desk: SmallDesk) -> tuple[int, int, int]:
    """Return everything that a second act would have changed."""
    with desk.store.reading() as books:
        return books.journal.head().seq, books.cards.left(), books.prints.totals()[0]


def day(desk: SmallDesk) -> dict[str, OperationId]:
    """Do every act once and return their ids."""
    names = {name: desk.ids.new() for name in ACTS}
    for name, act in ACTS.items():
        act(desk, names[name])
    return names


@pytest.mark.parametrize("name", ACTS)
def test_an_id_asked_for_something_else_is_refused_and_nothing_is_written(desk: SmallDesk, name: str) -> None:
    op_id = day(desk)[name]
    before = made(desk)
    others = [act for other, act in ACTS.items() if other != name]
    for other in (*OTHERS[name], *others):
        with pytest.raises(OperationDiffersError) as refused:
            other(desk, op_id)
        assert refused.value.op_id == op_id
    ACTS[name](desk, op_id)
    assert made(desk) == before


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Any:  # noqa: ANN401 - a generator of a desk
    """One desk for every example: the ids keep them apart."""
    folder: Path = tmp_path_factory.mktemp("shared")
    with small_desk(folder / "desk") as opened:
        opened.opens_shift()
        yield opened


SUMS = st.lists(st.integers(1, 50_000), min_size=1, max_size=2)


@settings(max_examples=40, deadline=None)
@given(first=SUMS, second=SUMS, more=st.integers(0, 3), less=st.integers(0, 3))
def test_only_the_same_lines_and_the_same_cash_are_the_same_payment(
    shared: SmallDesk, first: list[int], second: list[int], more: int, less: int
) -> None:
    def basket(sums: list[int]) -> Basket:
        lines = [shared.basket(kopecks, key).lines[0] for kopecks, key in zip(sums, (FLAT, NEIGHBOUR), strict=False)]
        return Basket(tuple(lines))

    op_id = shared.ids.new()
    take = TakePayment(shared.store, shared.stamper)
    taken = take(basket(first), Money(sum(first) + more), op_id, another_one=True)
    turned = Basket(tuple(reversed(basket(first).lines)))
    assert take(turned, Money(sum(first) + more), op_id) == taken
    if (first, more) != (second, less):
        with pytest.raises(OperationDiffersError):
            take(basket(second), Money(sum(second) + less), op_id)


def test_a_lost_answer_is_not_taken_for_another_payment(open_desk: SmallDesk) -> None:
    op_id = open_desk.ids.new()
    open_desk.takes(op_id=op_id)
    with pytest.raises(OperationDiffersError):
        open_desk.takes(49_999, op_id=op_id, store=BreakingStore(open_desk.store, "after"))
