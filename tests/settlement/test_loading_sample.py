"""The sample city is made of files like any provider's."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from desk_app.settlement.loading.places import Place
from desk_app.settlement.loading.registry import Registry, RegistryKind, read_registry
from desk_app.settlement.loading.sample import write_sample
from desk_app.settlement.loading.tables_csv import read_table
from tests.helpers.refusal import refusal

HOME = Place("Барнаул", "Гагарина", "52", "7")


def registries(folder: Path) -> dict[str, Registry]:
    return {path.name: read_registry(path.read_bytes()) for path in sorted(folder.glob("*.txt"))}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    def contents(name: str, seed: int) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in write_sample(tmp_path / name, accounts=300, seed=seed)}

    assert contents("a", 5) == contents("b", 5)
    assert contents("a", 5) != contents("c", 6)


def test_every_file_is_read_by_the_loaders_own_readers(tmp_path: Path) -> None:
    readers: dict[str, Callable[[bytes], object]] = {".txt": read_registry, ".csv": read_table}
    written = [path for path in write_sample(tmp_path, accounts=1500, seed=2, months=2) if path.parent == tmp_path]
    said = {path.name: refusal(partial(readers[path.suffix], path.read_bytes())) for path in written}
    assert len(said) > 3
    assert set(said.values()) == {None}


def test_it_has_exactly_the_accounts_asked_for_and_both_encodings(tmp_path: Path) -> None:
    write_sample(tmp_path, accounts=777)
    found = {
        (path.stem.split()[0].removeprefix("balances_"), line.number)
        for path in tmp_path.glob("balances_* 2026-10-15.csv")
        for line in read_table(path.read_bytes()).balances
    }
    encodings = set()
    for name, registry in registries(tmp_path).items():
        receipt = {"5258": "tko", "5259": "tko"}.get(registry.service, registry.service)
        found |= {(receipt, row.number) for row in registry.rows}
        if not name.startswith("acc_close"):
            encodings.add(registry.encoding)
    assert len(found) == 777
    assert encodings == {"cp1251", "cp866"}


def test_the_quoted_flat_has_three_receipts_a_late_fee_and_two_meters(tmp_path: Path) -> None:
    write_sample(tmp_path)
    owed = {
        registry.service: [row.saldo for row in registry.rows if row.place == HOME]
        for name, registry in registries(tmp_path).items()
        if "2026-10" in name
    }
    balances = read_table((tmp_path / "balances_tsg52 2026-10-15.csv").read_bytes()).balances
    mine = {line.number for line in balances if (line.place, line.holder) == (HOME, "Иванова Мария Петровна")}
    meters = read_table((tmp_path / "meters.csv").read_bytes()).meters
    assert owed["5258"][0] > 0
    assert owed["5259"][0] > 0
    assert len(owed["4410"]) == 1
    assert mine == {"52-007"}
    assert [line.meter.title for line in meters if line.number == "52-007"] == ["Холодная вода", "Горячая вода"]


def test_it_closes_an_account_and_opens_the_month_with_the_month_before(tmp_path: Path) -> None:
    write_sample(tmp_path)
    read = registries(tmp_path)
    assert [registry.kind for registry in read.values()].count(RegistryKind.CLOSING) == 1
    assert read["saldo_5258 2026-09-15.txt"].rows[0].period == "2026-09"
    assert read["saldo_5258 2026-10-15.txt"].rows[0].period == "2026-10"


def test_a_january_follows_a_december(tmp_path: Path) -> None:
    names = [path.name for path in write_sample(tmp_path, accounts=30, month="2027-01")]
    assert "saldo_5258 2026-12-15.txt" in names
