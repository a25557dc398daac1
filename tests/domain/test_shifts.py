"""A shift's drawer, an operation's standing, and who issues what."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.accounts import Directory, Provider, ReceiptType, Service
from desk_app.domain.basket import MOST, AmountNotPositiveError, AmountTooLargeError
from desk_app.domain.ids import OperationId, ProviderCode, ReceiptTypeCode, ServiceCode
from desk_app.domain.money import ZERO, Money
from desk_app.domain.operations import ACCEPTED, PENDING, Entry
from desk_app.domain.shifts import Shift, VarianceReasonMissingError, check_cash
from tests.helpers.refusal import refusal

NOW = datetime(2026, 11, 16, 3, tzinfo=UTC)
CASH = st.integers(0, 10**9)


@given(CASH, st.lists(st.tuples(CASH, CASH)))
def test_a_drawer_should_hold_the_opening_and_what_was_taken_less_change(
    opening: int, payments: list[tuple[int, int]]
) -> None:
    drawer = opening
    for total, change in payments:
        drawer += (total + change) - change
    taken = Money(sum(total for total, _ in payments))
    shift = Shift(OperationId("s"), 1, date(2026, 11, 16), NOW, "К", Money(opening), len(payments), taken)
    assert shift.expected == Money(drawer)


@pytest.mark.parametrize(
    ("cash", "error"), [(Money(-1), AmountNotPositiveError), (MOST + Money(1), AmountTooLargeError)]
)
def test_a_sum_that_cannot_lie_in_a_drawer_is_refused(cash: Money, error: type[Exception]) -> None:
    with pytest.raises(error):
        check_cash(cash)


@pytest.mark.parametrize("cash", [ZERO, Money(1), MOST])
def test_any_other_sum_is_taken_as_counted(cash: Money) -> None:
    assert refusal(lambda: check_cash(cash)) is None


def test_a_difference_without_a_reason_is_named() -> None:
    assert VarianceReasonMissingError(Money(-100)).variance == Money(-100)


@pytest.mark.parametrize(
    ("outcome", "detail", "acknowledged", "needs_person"),
    [
        (PENDING, "", False, False), (ACCEPTED, "", True, False), ("accepted_noop", "", True, False),
        (ACCEPTED, "possible_duplicate", True, True), (ACCEPTED, "confirmed_duplicate", True, False),
        (ACCEPTED, "confirmed_duplicate,reading_lower", True, True), ("accepted_noop", "merged", True, True),
        ("accepted_suspense", "", True, True), ("held_fork", "", True, True),
    ],
)  # fmt: skip
def test_an_operation_stands_where_the_centre_put_it(
    outcome: str, detail: str, acknowledged: bool, needs_person: bool
) -> None:
    entry = Entry(OperationId("o"), 1, 1, "payment.cash", NOW, outcome, detail)
    assert (entry.acknowledged, entry.needs_person) == (acknowledged, needs_person)


def test_late_fees_stand_after_what_they_belong_to() -> None:
    kind = ReceiptTypeCode("tko")
    services = [
        Service(ServiceCode("b"), "Вода", kind),
        Service(ServiceCode("a-fee"), "Пеня за воду", kind, ServiceCode("b")),
        Service(ServiceCode("a"), "Мусор", kind),
        Service(ServiceCode("other"), "Другое", ReceiptTypeCode("heat")),
    ]
    provider = Provider(ProviderCode("p"), "П", "", "", "", "", "", "")
    held = Directory(
        {provider.code: provider}, {kind: ReceiptType(kind, "К", provider.code)}, {one.code: one for one in services}
    )
    assert [one.code for one in held.services_of(kind)] == ["a", "b", "a-fee"]
    assert held.provider_of(kind) == provider
