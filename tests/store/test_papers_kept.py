"""Codes stay sealed until a receipt is printed and go when their month is over; card numbers are given once."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk_app.application.print_receipt import PacketDamagedError
from desk_app.domain.ids import AccountKey
from desk_app.domain.registration import CardNumbersUsedUpError
from desk_app.store.sql import Sql
from tests.helpers.small_desk import FLAT, HEAT, NEIGHBOUR, SmallDesk, packet


def keep(desk: SmallDesk, first: str, codes: dict[str, str], **more: str) -> None:
    with desk.store.writing() as books:
        books.codes.keep(packet(codes, **more), first)  # type: ignore[arg-type]  # texts of the packet


def code(desk: SmallDesk, key: AccountKey = FLAT, period: str = "2026-10") -> str | None:
    with desk.store.reading() as books:
        return books.codes.code(key, period)


def reach(desk: SmallDesk, period: str = "2026-10") -> str | None:
    with desk.store.reading() as books:
        return books.codes.reach(period)


def test_a_code_is_found_in_the_packet_of_its_run(desk: SmallDesk) -> None:
    keep(desk, "", {HEAT: "111111"}, last=HEAT)
    keep(desk, HEAT, {FLAT: "222222", NEIGHBOUR: "333333"})
    assert [code(desk, key) for key in (HEAT, FLAT, NEIGHBOUR, FLAT)] == ["111111", "222222", "333333", "222222"]
    assert code(desk, AccountKey("tko/9999")) is None


def test_a_code_of_another_month_is_not_printed(desk: SmallDesk) -> None:
    keep(desk, "", {FLAT: "222222"})
    assert code(desk, period="2026-11") is None


def test_fetching_goes_on_where_it_stopped(desk: SmallDesk) -> None:
    assert reach(desk) == ""
    keep(desk, "", {HEAT: "111111"}, last=HEAT)
    assert reach(desk) == HEAT
    keep(desk, HEAT, {FLAT: "222222"})
    assert (reach(desk), reach(desk, "2026-11")) == (None, "")


def test_the_same_run_again_replaces_itself(desk: SmallDesk) -> None:
    keep(desk, "", {FLAT: "111111"})
    keep(desk, "", {FLAT: "222222"})
    assert code(desk) == "222222"


def test_codes_lie_sealed_in_the_table(desk: SmallDesk) -> None:
    keep(desk, "", {FLAT: "482913"})
    assert code(desk) == "482913"
    with desk.database.reading() as connection:
        rows = Sql(connection).all("SELECT * FROM code_packet")
        tables = [name for (name,) in Sql(connection).all("SELECT name FROM sqlite_master WHERE type = 'table'")]
        everything = repr([Sql(connection).all(f"SELECT * FROM {name}") for name in tables])  # noqa: S608 - our own names
    assert len(rows) == 1
    assert "482913" not in everything
    assert FLAT not in repr(rows)


@pytest.mark.parametrize(("today", "wiped"), [("2026-12-09", 0), ("2026-12-10", 0), ("2026-12-11", 1)])
def test_codes_are_wiped_when_their_month_is_over(desk: SmallDesk, today: str, wiped: int) -> None:
    keep(desk, "", {FLAT: "482913"}, expires="2026-12-10")
    with desk.store.writing() as books:
        assert books.codes.wipe_expired(today) == wiped
    assert (code(desk) is None) == bool(wiped)


def test_a_wiped_packet_is_overwritten_in_the_file(desk: SmallDesk) -> None:
    with desk.database.writing() as connection:
        assert Sql(connection).value("PRAGMA secure_delete") == 1


def test_a_packet_of_another_desk_is_damaged_for_this_one(desk: SmallDesk) -> None:
    with desk.store.writing() as books:
        books.codes.keep(packet({}, box=b"y" * 80), "")
    with pytest.raises(PacketDamagedError):
        code(desk)


# --- card numbers --------------------------------------------------------------------------------------------------


def take(desk: SmallDesk) -> str:
    """Take a number and spend it, as a registration does."""
    with desk.store.writing() as books:
        number = books.cards.take()
    with desk.database.writing() as connection:
        Sql(connection).run(
            "UPDATE card_lease SET next = ? WHERE ? BETWEEN next AND last", (int(number) + 1, int(number))
        )
    return number


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sizes=st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_every_leased_number_is_given_once_and_in_order(desk: SmallDesk, sizes: list[int]) -> None:
    with desk.database.writing() as connection:
        Sql(connection).run("DELETE FROM card_lease")
    wanted: list[str] = []
    with desk.store.writing() as books:
        for number, size in enumerate(sizes):
            first = 1000 + 10 * number
            books.cards.lease(first, first + size - 1)
            books.cards.lease(first, first + size - 1)
            wanted += [f"{card:016}" for card in range(first, first + size)]
        assert books.cards.left() == sum(sizes)
    assert [take(desk) for _ in wanted] == wanted
    with pytest.raises(CardNumbersUsedUpError), desk.store.reading() as books:
        books.cards.take()


@pytest.mark.parametrize(("first", "last"), [(0, 0), (0, 9), (9, 8)])
def test_an_empty_lease_is_no_lease(desk: SmallDesk, first: int, last: int) -> None:
    with desk.store.writing() as books:
        before = books.cards.left()
        books.cards.lease(first, last)
        assert books.cards.left() == before


def test_a_number_not_journalled_is_not_spent(desk: SmallDesk) -> None:
    with desk.store.writing() as books:
        first = books.cards.take()
    with desk.store.writing() as books:
        assert books.cards.take() == first


def test_a_shift_never_opened_has_no_span(desk: SmallDesk) -> None:
    with desk.store.reading() as books:
        assert (books.shifts.current(), books.shifts.at_work(), books.shifts.last()) == (None, None, None)
        assert books.shifts.of(desk.ids.new()) is None
