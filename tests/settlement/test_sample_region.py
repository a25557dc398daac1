"""The sample region is believable: whom and what it names, and that everybody gets the same one."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from desk_app.domain.ids import AccountKey
from desk_app.domain.queries import read_query
from desk_app.domain.search import SearchRow
from desk_app.protocol.entities import ProviderEntity
from desk_app.settlement import places
from desk_app.settlement.loading.sample_books import Books, SampleAccount, open_books
from desk_app.settlement.loading.sample_city import FIRST_ACCOUNTS, FIRST_PROVIDERS
from desk_app.settlement.loading.sample_months import Month
from desk_app.settlement.loading.sample_places import Size
from desk_app.settlement.loading.sample_region import Region
from tests.helpers.search_oracle import Oracle

OCTOBER = Month("2026-10")
GOLDEN = "b51a7619fb90c89086f711a85fb749c50e84f652acddabb6cb03f62d9d58e28a"
_WRITE = (
    "import sys; from pathlib import Path; from desk_app.settlement.loading import write_sample;"
    "write_sample(Path(sys.argv[1]), accounts=3000, seed=int(sys.argv[2]))"
)


def opened(accounts: int, seed: int = 1) -> Books:
    books = open_books(accounts, seed, OCTOBER)
    assert books is not None
    return books


@cache
def region(accounts: int, seed: int = 1) -> Region:
    return opened(accounts, seed).region


@cache
def everybody(accounts: int, seed: int = 1) -> tuple[SampleAccount, ...]:
    return tuple(one for _, accounts_of_house in opened(accounts, seed).houses() for one in accounts_of_house)


def digest_in_a_process_of_its_own(folder: Path, seed: int, hash_seed: str) -> str:
    environment = os.environ | {"PYTHONHASHSEED": hash_seed, "TZ": "Pacific/Kiritimati", "LC_ALL": "C"}
    subprocess.run([sys.executable, "-c", _WRITE, str(folder), str(seed)], check=True, env=environment)
    whole = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        whole.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()


def test_one_seed_is_one_city_byte_for_byte_wherever_it_is_made(tmp_path: Path) -> None:
    digests = [digest_in_a_process_of_its_own(tmp_path / salt, 7, salt) for salt in ("1", "2")]
    # Written down once: another machine, system or Python must come to the same. Change it only with the generator.
    assert digests == [GOLDEN] * 2


def test_another_seed_is_another_city() -> None:
    def people(seed: int) -> list[str]:
        return [one.record.holder for one in everybody(3000, seed)]

    assert len({tuple(people(seed)) for seed in (1, 2, -1)}) == 3


def test_a_million_accounts_have_1500_providers_and_a_quarter_million_dwellings() -> None:
    whole = region(1_000_000)
    assert sum(house.accounts for house in whole.houses) == 1_000_000 - FIRST_ACCOUNTS
    assert len(whole.suppliers) - 1 + FIRST_PROVIDERS == 1500
    assert 250_000 < sum(max(1, house.flats) for house in whole.houses) < 350_000


@pytest.mark.parametrize("accounts", [241, 300, 1000, 40_000])
def test_there_are_exactly_as_many_accounts_as_were_asked_for(accounts: int) -> None:
    found = everybody(accounts)
    assert len({one.record.key for one in found}) == len(found) == accounts - FIRST_ACCOUNTS


def test_half_of_all_accounts_are_in_barnaul_and_most_companies_keep_one_house() -> None:
    whole = region(1_000_000)
    accounts, dwellings, kept = Counter[str](), Counter[str](), Counter[str]()
    for house in whole.houses:
        accounts[house.town.name] += house.accounts
        dwellings["flats" if house.managed else "private"] += max(1, house.flats)
        kept.update([house.payees[-1]] if house.managed else [])
    assert 480_000 < accounts["Барнаул"] < 520_000
    assert accounts["Бийск"] > accounts["Рубцовск"] > accounts["Новоалтайск"] > accounts["Заринск"] > 10_000
    assert sum(1 for house in whole.houses if house.town.size is Size.VILLAGE) > 10_000
    assert dwellings["flats"] > dwellings["private"] > 80_000
    assert sum(houses == 1 for houses in kept.values()) > len(kept) * 3 // 4
    assert kept.most_common(1)[0][1] > 10


def test_the_streets_and_houses_that_searches_stumble_over_are_there() -> None:
    houses = region(40_000).houses
    streets = {(house.town.name, house.street) for house in houses}
    numbers = [house.number for house in houses]
    assert {("Барнаул", "80 Гвардейской Дивизии"), ("Барнаул", "8 Марта")} <= streets
    assert {"8 Марта", "12 лет Октября"} <= {street for town, street in streets if town != "Барнаул"}
    assert any(number[-1] in "АБВ" for number in numbers)
    assert any("/" in number for number in numbers)
    assert any(" к. " in number for number in numbers)
    assert any("ё" in one.record.holder for one in everybody(3000))


def test_providers_of_one_house_spell_it_differently_and_mean_one_house() -> None:
    spelled: dict[str, set[tuple[str, str, str]]] = {}
    for one in everybody(40_000):
        place = (one.record.settlement, one.record.street, one.record.house)
        spelled.setdefault(places.house_key(*place), set()).add(place)
    assert len(spelled) == len(region(40_000).houses)
    assert max(map(len, spelled.values())) == 3


@pytest.mark.parametrize("street", ["Набережная", "ул. Набережная", "Набережная ул", "улица Набережная"])
def test_a_street_named_like_a_kind_of_street_is_one_street(street: str) -> None:
    assert places.house_key("Бийск", street, "5") == places.house_key("Бийск", "Набережная", "5")


def test_every_address_is_found_as_it_is_written() -> None:
    rows = {}
    for one in everybody(900):
        record = one.record
        words = (record.settlement, record.street, record.house, record.flat)
        rows[record.key] = (
            SearchRow(AccountKey(record.key), record.number, record.holder, *words),
            " ".join(filter(None, words)),
        )
    oracle = Oracle(row for row, _ in rows.values())
    for key, (_, typed) in rows.items():
        assert key in {hit.account_key for hit in oracle.find(read_query(typed)).hits}, typed


def test_surname_and_patronymic_agree_and_nobody_is_nameless() -> None:
    for one in everybody(3000):
        surname, name, father = one.record.holder.split()
        woman = father.endswith("на")
        assert woman or father.endswith("ич")
        assert not (woman and surname.endswith(("ов", "ев", "ёв", "ин", "ий"))), (surname, name)
        assert woman or not surname.endswith(("ова", "ева", "ёва", "ина", "ая")), (surname, name)


def inn_fits(inn: str) -> bool:
    """As the tax service says it: the ninth weights, modulo 11, modulo 10."""
    weighed = sum(int(digit) * weight for digit, weight in zip(inn, (2, 4, 10, 3, 5, 9, 4, 6, 8), strict=False))
    return len(inn) == 10 and weighed % 11 % 10 == int(inn[9])


def account_fits(account: str, prefix: str) -> bool:
    """As the Bank of Russia says it: weights 7, 1, 3 over prefix and account, last digits add up to a whole ten."""
    digits = [int(digit) for digit in prefix + account]
    return len(account) == 20 and sum(digit * (7, 1, 3)[at % 3] for at, digit in enumerate(digits)) % 10 == 0


def providers(accounts: int) -> list[ProviderEntity]:
    return [one.provider for one in region(accounts).suppliers.values() if one.provider]


def test_requisites_have_their_check_digits_and_belong_to_altai() -> None:
    for one in providers(1_000_000):
        assert inn_fits(one.inn), one.inn
        assert one.inn.startswith("22")
        assert one.bic.startswith("0401")
        assert account_fits(one.bank_account, one.bic[-3:]), one.bank_account
        assert account_fits(one.corr_account, f"0{one.bic[4:6]}"), one.corr_account
        assert one.corr_account[-3:] == one.bic[-3:]
    assert len({one.bic for one in providers(1_000_000)}) > 1


def test_no_two_providers_share_inn_account_code_or_title_within_a_town() -> None:
    found = providers(1_000_000)
    for name in ("code", "inn", "bank_account"):
        assert len({getattr(one, name) for one in found}) == len(found), name
    assert len({(one.title, one.inn[:4]) for one in found}) > len(found) * 95 // 100


def test_every_provider_has_one_late_fee_that_stands_on_its_own_receipt() -> None:
    codes = Counter[str]()
    for one in region(40_000).suppliers.values():
        services = one.entities()
        fees = [service for service in services if service.penalty_of]
        assert [(fee.penalty_of, fee.receipt_type) for fee in fees] == [(one.services[0], one.code)]
        codes.update(service.code for service in services)
    assert codes.most_common(1)[0][1] == 1


def test_a_month_opens_with_what_the_one_before_left() -> None:
    for one in everybody(3000):
        for _, lived in one.services:
            assert len(lived) == 12
            left = [opening + charged - paid for opening, charged, paid in lived]
            assert [opening for opening, _, _ in lived] == [0, *left[:-1]]


def test_some_owe_some_are_ahead_and_only_delay_costs_a_late_fee() -> None:
    overdue = ahead = paid_up = fees = 0
    for one in everybody(40_000):
        opening, charged, paid = one.services[0][1][-1]
        overdue += opening > paid
        ahead += opening + charged < paid
        paid_up += opening == paid
        fees += one.late_fee
        if one.late_fee:
            assert any(was > before for (_, before, _), (was, _, _) in pairwise(one.services[0][1]))
            assert all(min(month) >= 0 for month in one.services[-1][1])
    many = len(everybody(40_000))
    assert many // 2 < paid_up < many
    assert min(overdue, ahead, fees) > many // 50


def test_nobody_pays_for_heat_in_july_and_january_is_the_dearest() -> None:
    books = opened(40_000)
    codes = {one.services[0] for code, one in books.region.suppliers.items() if code.startswith("teplo")}
    charged = [0] * 12
    for one in everybody(40_000):
        for code, lived in one.services:
            if code in codes:
                charged = [whole + month[1] for whole, month in zip(charged, lived, strict=True)]
    by_month = dict(zip([month.iso for month in books.year.months], charged, strict=True))
    assert by_month["2026-07"] == 0
    assert max(by_month, key=lambda iso: by_month[iso]) == "2026-01"
