"""A flat's card and what it can pay for: all its accounts, with this desk's own payments laid over."""

import pytest

from desk_app.application.errors import AccountUnknownError
from desk_app.application.offer_services import OfferServices
from desk_app.application.open_card import OpenCard
from desk_app.domain.ids import AccountKey
from desk_app.domain.money import Money
from desk_app.protocol import entities
from tests.helpers.small_desk import FLAT, HEAT, NEIGHBOUR, SmallDesk, account, packet, told


def keys(desk: SmallDesk, key: AccountKey = FLAT) -> list[str]:
    return [f"{one.account} {one.service.code}" for one in OfferServices(desk.store)(key).services]


def test_a_card_gathers_the_accounts_of_the_flat_around_the_one_that_was_found(desk: SmallDesk) -> None:
    card = OpenCard(desk.store)(HEAT)
    assert [one.key for one in card.accounts] == [HEAT, FLAT]
    assert (card.account.key, card.to_pay, card.code, card.as_of) == (HEAT, Money(170_000), None, None)


def test_a_card_shows_the_code_and_how_fresh_it_is(desk: SmallDesk) -> None:
    with desk.store.writing() as books:
        books.codes.keep(packet({FLAT: "482913"}), "")
    with desk.store.mirroring() as mirror:
        mirror.mark_synced(desk.clock.now())
    card = OpenCard(desk.store)(FLAT)
    assert (card.code, card.as_of) == ("482913", desk.clock.now())


def test_a_damaged_packet_never_hides_a_card(desk: SmallDesk) -> None:
    with desk.store.writing() as books:
        books.codes.keep(packet({FLAT: "482913"}, box=b"x" * 90), "")
    assert OpenCard(desk.store)(FLAT).code is None


def test_an_account_never_charged_has_a_card_without_code(desk: SmallDesk) -> None:
    desk.hears(told(account(FLAT, charges=()), 2))
    assert OpenCard(desk.store)(FLAT).code is None


def test_accounts_without_a_house_are_never_taken_for_one_flat(desk: SmallDesk) -> None:
    for key in ("tko/1", "tko/2"):
        desk.hears(told(account(key, house="", street="", flat="")))
    assert len(OpenCard(desk.store)(AccountKey("tko/1")).accounts) == 1
    assert keys(desk, AccountKey("tko/1")) == ["tko/1 tko"]


@pytest.mark.parametrize("use_case", [OpenCard, OfferServices])
def test_an_unknown_account_is_named(desk: SmallDesk, use_case: type[OpenCard | OfferServices]) -> None:
    with pytest.raises(AccountUnknownError) as refused:
        use_case(desk.store)(AccountKey("tko/9"))
    assert refused.value.account == "tko/9"


def test_a_flat_can_pay_for_everything_on_its_receipts(desk: SmallDesk) -> None:
    offer = OfferServices(desk.store)(FLAT)
    assert (offer.payer, offer.address) == ("Иванова Мария Петровна", "Барнаул, Гагарина, 1, кв. 2")
    assert keys(desk) == ["tko/0102 tko", "heat/0102 heat"]
    assert [len(one.meters) for one in offer.services] == [0, 1]
    assert keys(desk, NEIGHBOUR) == ["tko/0103 tko"]


def test_a_late_fee_is_offered_only_where_it_is_owed(desk: SmallDesk) -> None:
    charges = tuple(entities.ChargeEntity(code, "2026-10", None, None, 0, 100) for code in ("tko-peni", "tko"))
    desk.hears(told(account(FLAT, charges=charges), 2))
    offer = OfferServices(desk.store)(FLAT)
    assert [(one.service.code, one.is_penalty) for one in offer.services] == [
        ("tko", False), ("tko-peni", True), ("heat", False),
    ]  # fmt: skip


def test_a_closed_account_is_shown_but_not_offered(desk: SmallDesk) -> None:
    desk.hears(told(account(HEAT, closed=True), 2))
    assert len(OpenCard(desk.store)(FLAT).accounts) == 2
    assert keys(desk) == ["tko/0102 tko"]


def test_an_account_never_charged_offers_nothing(desk: SmallDesk) -> None:
    desk.hears(told(account(HEAT, charges=()), 2))
    assert keys(desk) == ["tko/0102 tko"]


def test_a_service_not_charged_this_time_is_offered_for_the_last_month(desk: SmallDesk) -> None:
    desk.hears(told(entities.ServiceEntity("tko-extra", "Крупный мусор", "tko", "")))
    (extra,) = (one for one in OfferServices(desk.store)(FLAT).services if one.service.code == "tko-extra")
    assert (extra.charge, extra.period.iso()) == (None, "2026-10")


def test_a_payment_lowers_what_is_offered_at_once(open_desk: SmallDesk) -> None:
    open_desk.takes(20_000)
    charge = OfferServices(open_desk.store)(FLAT).services[0].charge
    assert charge is not None
    assert (charge.due, charge.paid) == (Money(30_000), Money(20_000))
