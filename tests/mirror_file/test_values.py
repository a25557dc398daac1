"""An account comes out of the mirror as it went in."""

from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.addresses import Address
from desk_app.mirror_file.values import pack_account, premise_id, premise_of, unpack_account
from desk_app.protocol.entities import AccountEntity, CabinetEntity, ChargeEntity, MeterEntity

texts = st.text(max_size=20)
kopecks = st.integers(-(10**13), 10**13)
charges = st.builds(ChargeEntity, texts, texts, st.none() | kopecks, st.none() | kopecks, kopecks, kopecks)
meters = st.builds(MeterEntity, texts, texts, texts, texts, kopecks, texts, kopecks, st.integers(1, 12))
cabinets = st.none() | st.builds(CabinetEntity, texts, texts, texts, texts)
accounts = st.builds(
    AccountEntity, texts, texts, texts, texts, texts, texts, texts, st.booleans(), cabinets,
    st.lists(charges, max_size=4).map(tuple), st.lists(meters, max_size=3).map(tuple),
)  # fmt: skip


@given(accounts)
def test_every_field_comes_back(account: AccountEntity) -> None:
    assert unpack_account(pack_account(account)) == account


def test_a_flat_has_one_number_however_it_is_spelled() -> None:
    one = AccountEntity("tko", "1", "", "г. Барнаул", "ул. Гагарина", "52 А", "кв. 7", False, None, (), ())  # noqa: FBT003 - the field that is not named here is `closed`
    other = AccountEntity("heat", "2", "", "Барнаул", "Гагарина", "52а", "7", False, None, (), ())  # noqa: FBT003 - the field that is not named here is `closed`
    next_door = AccountEntity("heat", "2", "", "Барнаул", "Гагарина", "52а", "8", False, None, (), ())  # noqa: FBT003 - the field that is not named here is `closed`
    assert premise_of(one) == premise_of(other) == premise_id(Address("Барнаул", "Гагарина", "52а", "7").premise_key)
    assert premise_of(one) != premise_of(next_door)
    assert 0 <= premise_of(one) < 2**63
