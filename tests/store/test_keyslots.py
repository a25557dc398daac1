"""Secrets lie wrapped in slots; the vault is one of them and never the only one."""

import base64
import json
import shutil
import stat
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backends import fail, null

from desk_app.protocol.messages import TAG_CODES, TAG_ENROL
from desk_app.protocol.sealed import raw_public, seal_box
from desk_app.protocol.signing import check
from desk_app.protocol.strict_json import MalformedError
from desk_app.store.keyslots import (
    KeySlots,
    RecoveryCodeWrongError,
    Secrets,
    SecretsLockedError,
    VaultUnavailableError,
    system_vault,
)

NONE: list[Any] = [backend.Keyring() for backend in (fail, null)]


@dataclass(slots=True)
class MemoryVault:
    """A vault that remembers until it is emptied, as a Windows password reset does."""

    kept: dict[tuple[str, str], str] = field(default_factory=dict)
    priority: float = 5

    def get_password(self, service: str, username: str) -> str | None:
        """Return what was stored."""
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Store it."""
        self.kept[service, username] = password


def slots(folder: Path, vault: MemoryVault | None = None, *, file: bool = False) -> KeySlots:
    return KeySlots(folder, vault, allow_file=file)


def test_the_vault_opens_what_it_closed(tmp_path: Path) -> None:
    vault = MemoryVault()
    first = slots(tmp_path, vault).open()
    assert (first.slot, slots(tmp_path, vault).open()) == ("vault", first)
    assert [path.name for path in tmp_path.iterdir()] == ["keyslots.json"], "no key lies beside it"


def test_without_a_vault_a_file_is_used_only_if_allowed(tmp_path: Path) -> None:
    with pytest.raises(VaultUnavailableError):
        slots(tmp_path / "a").open()
    first = slots(tmp_path / "b", file=True).open()
    assert (first.slot, slots(tmp_path / "b", file=True).open()) == ("file", first)
    with pytest.raises(SecretsLockedError):
        slots(tmp_path / "b").open()


def test_files_are_for_this_user_only(tmp_path: Path) -> None:
    slots(tmp_path, file=True).open()
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


def test_no_secret_lies_in_the_files_in_plain(tmp_path: Path) -> None:
    secrets = slots(tmp_path, file=True).open().secrets
    raw = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for secret in (secrets.file_key, secrets.operation_key, secrets.box_key):
        assert secret not in raw
        assert secret.hex().encode() not in raw
        assert base64.b64encode(secret) not in raw


def test_an_emptied_vault_is_opened_by_the_printed_code_and_works_again(tmp_path: Path) -> None:
    vault = MemoryVault()
    secrets = slots(tmp_path, vault).open().secrets
    code = slots(tmp_path, vault).make_recovery_code(secrets)
    vault.kept.clear()
    with pytest.raises(SecretsLockedError):
        slots(tmp_path, vault).open()
    recovered = slots(tmp_path, vault).recover(f" {code.lower()} ".replace("0", "o").replace("1", "l"))
    same_keys = replace(secrets, install_id=recovered.secrets.install_id)
    assert (recovered.secrets, recovered.slot) == (same_keys, "vault")
    assert recovered.secrets.install_id != secrets.install_id, "files on another computer are another installation"
    assert slots(tmp_path, vault).open() == recovered


def test_a_recovery_code_is_long_and_replaces_the_one_before(tmp_path: Path) -> None:
    vault = MemoryVault()
    keys = slots(tmp_path, vault)
    secrets = keys.open().secrets
    assert not keys.has_recovery()
    first, second = keys.make_recovery_code(secrets), keys.make_recovery_code(secrets)
    assert keys.has_recovery()
    assert [len(group) for group in second.split("-")] == [5, 5, 5, 5, 5, 1]
    with pytest.raises(RecoveryCodeWrongError):
        keys.recover(first)
    assert keys.recover(second).secrets.operation_key == secrets.operation_key


@pytest.mark.parametrize("code", ["", "AAAAA-BBBBB", "Ж" * 26])
def test_a_wrong_code_opens_nothing_and_changes_nothing(tmp_path: Path, code: str) -> None:
    vault = MemoryVault()
    keys = slots(tmp_path, vault)
    opened = keys.open()
    with pytest.raises(RecoveryCodeWrongError):
        keys.recover(code)
    keys.make_recovery_code(opened.secrets)
    with pytest.raises(RecoveryCodeWrongError):
        keys.recover(code)
    assert keys.open() == opened


def test_the_files_of_another_folder_do_not_open(tmp_path: Path) -> None:
    vault = MemoryVault()
    slots(tmp_path / "a", vault).open()
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    with pytest.raises(SecretsLockedError):
        slots(tmp_path / "b", vault).open()
    slots(tmp_path / "c", file=True).open()
    slots(tmp_path / "d", file=True).open()
    shutil.copy(tmp_path / "c" / "keyslots.json", tmp_path / "d" / "keyslots.json")
    with pytest.raises(SecretsLockedError):
        slots(tmp_path / "d", file=True).open()


def spoil(change: Callable[[Any], object]) -> Callable[[Path], object]:
    """Return what edits the slots in the file."""

    def act(folder: Path) -> None:
        path = folder / "keyslots.json"
        told = json.loads(path.read_bytes())
        change(told)
        path.write_text(json.dumps(told))

    return act


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / "keyslots.json").write_text("{"),
        lambda folder: (folder / "keyslots.json").write_text("{}"),
        lambda folder: (folder / "keyslots.json").write_text("[]"),
        lambda folder: (folder / "desk.key").write_text("не ключ"),
        lambda folder: (folder / "desk.key").write_text("AAAA"),
        lambda folder: (folder / "desk.key").unlink(),
        spoil(lambda told: told["slots"]["file"].pop("nonce")),
        spoil(lambda told: told["slots"]["file"].update(wrapped="AAAA")),
        spoil(lambda told: told["slots"]["file"].update(nonce="!")),
    ],
)
def test_damaged_slots_are_locked_and_never_taken_for_a_first_start(
    tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    slots(tmp_path, file=True).open()
    damage(tmp_path)
    before = (tmp_path / "keyslots.json").read_bytes()
    with pytest.raises(SecretsLockedError):
        slots(tmp_path, file=True).open()
    assert (tmp_path / "keyslots.json").read_bytes() == before


def test_a_vault_that_holds_something_else_is_locked(tmp_path: Path) -> None:
    vault = MemoryVault()
    slots(tmp_path, vault).open()
    for name in vault.kept:
        vault.kept[name] = "пароль от почты"
    with pytest.raises(SecretsLockedError):
        slots(tmp_path, vault).open()


def test_the_vault_is_asked_before_the_file(tmp_path: Path) -> None:
    vault = MemoryVault()
    secrets = slots(tmp_path, file=True).open().secrets
    code = slots(tmp_path, vault, file=True).make_recovery_code(secrets)
    slots(tmp_path, vault, file=True).recover(code)
    assert slots(tmp_path, vault, file=True).open().slot == "vault"
    assert slots(tmp_path, None, file=True).open().slot == "file"


# --- the system's vault --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("backend", "name", "usable"),
    [
        (MemoryVault(), "posix", True), (MemoryVault(priority=0.5), "posix", False), (NONE[0], "posix", False),
        (NONE[1], "posix", False), (MemoryVault(), "nt", False),
    ],
)  # fmt: skip
def test_only_a_true_vault_is_used(monkeypatch: pytest.MonkeyPatch, backend: Any, name: str, *, usable: bool) -> None:  # noqa: ANN401 - any backend
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    monkeypatch.setattr("desk_app.store.keyslots.os.name", name)
    found = system_vault()
    monkeypatch.undo()
    assert (found is backend) is usable


# --- what the secrets do -------------------------------------------------------------------------------------------


def test_secrets_survive_wrapping_and_are_new_every_time() -> None:
    secrets = Secrets.fresh()
    assert Secrets.from_bytes(secrets.to_bytes()) == secrets
    assert len({secrets.file_key, secrets.operation_key, secrets.box_key, Secrets.fresh().file_key}) == 4


def test_an_enrolment_proves_that_the_desk_holds_its_key() -> None:
    asked = Secrets.fresh().enrolment("ABCD-2345", "0" * 32)
    assert check(asked.public_key, TAG_ENROL, asked.said(), asked.proof)
    assert not check(Secrets.fresh().enrolment("ABCD-2345", "0" * 32).public_key, TAG_ENROL, asked.said(), asked.proof)


def test_a_packet_opens_for_its_desk_only() -> None:
    mine, other = Secrets.fresh(), Secrets.fresh()
    box = seal_box(raw_public(mine.opener), TAG_CODES, b"[]")
    assert mine.unseal_codes(box) == b"[]"
    with pytest.raises(MalformedError):
        other.unseal_codes(box)


def test_slots_that_are_gone_while_data_is_there_are_locked_and_not_made_anew(tmp_path: Path) -> None:
    (tmp_path / "desk.db").write_bytes(b"data of before")
    with pytest.raises(SecretsLockedError):
        slots(tmp_path, MemoryVault(), file=True).open()
    assert [path.name for path in tmp_path.iterdir()] == ["desk.db"]
