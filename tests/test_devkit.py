"""The developer's door: what it installs, what it finds missing, and when it leaves things alone."""

import json
import sys
from pathlib import Path

import pytest
from devkit import environment, libraries, locks
from devkit.commands import main
from devkit.shell import StopError


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of its own, with locks that hold nothing."""
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "STAMP", tmp_path / ".venv" / "installed.json")
    monkeypatch.setattr(environment, "LOCKS", {kind: tmp_path / f"{kind}.lock" for kind in ("core", "dev")})
    for name in ("core.lock", "dev.lock", "pyproject.toml"):
        (tmp_path / name).write_text(f"# {name}\n", encoding="utf-8")
    return tmp_path


def test_an_installed_lock_is_left_alone(checkout: Path) -> None:
    # No pip is there to run, so anything but leaving it alone would fail.
    python = environment.python()
    python.parent.mkdir(parents=True)
    python.touch()
    environment.STAMP.write_text(json.dumps([environment.fingerprint("core")]), encoding="utf-8")
    assert environment.ensure("core") == python
    assert checkout in python.parents


@pytest.mark.usefixtures("checkout")
def test_only_what_the_lock_names_is_installed_and_the_whole_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    # A newer release of anything that the lock pins must not be able to stop a clean installation.
    told: list[tuple[str | Path, ...]] = []
    monkeypatch.setattr(environment, "pip", lambda *words: told.append(words))
    monkeypatch.setattr(environment, "create", environment.VENV.mkdir)
    environment.ensure("dev")
    installs = [words for words in told if words[0] == "install"]
    assert len(installs) == 2
    assert all("--no-deps" in words for words in installs)
    assert "--require-hashes" in installs[0]
    assert told[-1] == ("check",)


@pytest.mark.parametrize("changed", ["core.lock", "pyproject.toml"])
def test_a_changed_lock_is_noticed(checkout: Path, changed: str) -> None:
    before = environment.fingerprint("core")
    (checkout / changed).write_text("something new\n", encoding="utf-8")
    assert environment.fingerprint("core") != before


def test_a_missing_lock_says_what_to_do(checkout: Path) -> None:
    (checkout / "dev.lock").unlink()
    with pytest.raises(StopError, match=r"dev\.py lock"):
        environment.ensure("dev")


def test_a_folder_that_is_no_environment_is_never_removed(checkout: Path) -> None:
    note = checkout / ".venv" / "note.txt"
    note.parent.mkdir()
    note.write_text("mine", encoding="utf-8")
    with pytest.raises(StopError, match="not a virtual environment"):
        environment.ensure("core")
    assert note.read_text(encoding="utf-8") == "mine"


def test_a_package_for_one_platform_gets_its_marker() -> None:
    lock = "click==8.5.1 \\\n    --hash=sha256:aa\ncolorama==0.4.6 \\\n    --hash=sha256:bb\n"
    marked = locks.with_markers(lock, {"colorama": "sys_platform == 'win32'"})
    assert "colorama==0.4.6 ; sys_platform == 'win32' \\\n" in marked
    assert "click==8.5.1 \\\n" in marked


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux leaves Qt's libraries to the system")
def test_a_library_that_cannot_be_loaded_is_missing() -> None:
    assert libraries.missing(["libc.so.6", "libnobody-made-this.so.9"]) == ["libnobody-made-this.so.9"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux leaves Qt's libraries to the system")
@pytest.mark.parametrize(("display", "needed"), [("", False), (":0", True)])
def test_a_screen_needs_more_libraries(monkeypatch: pytest.MonkeyPatch, display: str, needed: bool) -> None:
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.setenv("WAYLAND_DISPLAY", "")
    assert ("libxcb-cursor.so.0" in libraries.wanted(on_screen=True)) is needed
    assert libraries.has_display() is needed


def test_an_unknown_benchmark_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "nosuch"]) == 1
    told = capfd.readouterr().err
    assert "nosuch" in told
    assert "search-million" in told
