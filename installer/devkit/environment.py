"""The virtual environment `.venv`, filled from a hash-pinned lock and left alone while nothing changed."""

import hashlib
import importlib.util
import json
import shutil
import sys
import venv
from pathlib import Path

from devkit import apt
from devkit.shell import ROOT, StopError, must, quietly, say

VENV = ROOT / ".venv"
STAMP = VENV / "installed.json"
LOCKS = {"core": ROOT / "installer" / "core.lock", "dev": ROOT / "installer" / "dev.lock"}
_PIP_ENV = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}


def python() -> Path:
    """Return the interpreter of the environment."""
    return VENV / "Scripts" / "python.exe" if sys.platform == "win32" else VENV / "bin" / "python"


def ensure(kind: str) -> Path:
    """Make the environment hold the lock `kind`, and return its interpreter.

    `dev` holds all of `core` at the same versions, so it serves both. When the
    stamp fits, nothing is started and no network is used.

    Raises:
        StopError: a step failed; the next start takes the work up again.
    """
    fits = fingerprint(kind)
    if python().exists() and fits in _stamped():
        return python()
    create()
    say(f"installing installer/{kind}.lock (first time: some minutes)")
    # The lock names everything. Left to look up dependencies, the pip of Python 3.11 prefers the newest release to the
    # pinned one where a package asks for an extra (pypa/pip #12345), and so fails from the day that release appears.
    pip("install", "--quiet", "--no-deps", "--require-hashes", "--requirement", LOCKS[kind])
    # Our own package: no dependencies to look up and no build tools to fetch.
    pip("install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", ROOT)
    pip("check")
    held = [fits] if kind == "core" else [fits, fingerprint("core")]
    _write_stamp(held)
    return python()


def create() -> None:
    """Make `.venv` unless a working one is there; a half-made one is made anew."""
    if quietly([python(), "-m", "pip", "--version"]):
        return
    if importlib.util.find_spec("ensurepip") is None:
        # Debian ships `venv` without the part that brings pip.
        apt.install([f"python3.{sys.version_info.minor}-venv"])
    if VENV.exists():
        _remove_old()
    say(f"making .venv with Python {sys.version.split()[0]}")
    venv.create(VENV, with_pip=True, symlinks=sys.platform != "win32")


def pip(*words: str | Path) -> None:
    """Run the environment's pip; indexes and proxies stay as this machine has them.

    Raises:
        StopError: pip failed.
    """
    must([python(), "-m", "pip", *words], _PIP_ENV)


def fingerprint(kind: str) -> str:
    """Hash what an installed environment depends on: Python, the lock and our package's description."""
    known = hashlib.sha256(f"{sys.version_info[:2]} {ROOT}".encode())
    for path in (LOCKS[kind], ROOT / "pyproject.toml"):
        if not path.exists():
            raise StopError(f"{path.relative_to(ROOT)} is missing: run `python3 installer/dev.py lock`")
        known.update(path.read_bytes())
    return known.hexdigest()


def _stamped() -> list[str]:
    try:
        held = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return held if isinstance(held, list) else []


def _write_stamp(held: list[str]) -> None:
    fresh = STAMP.with_suffix(".new")
    fresh.write_text(json.dumps(held), encoding="utf-8")
    fresh.replace(STAMP)


def _remove_old() -> None:
    known = VENV.is_dir() and ((VENV / "pyvenv.cfg").exists() or not any(VENV.iterdir()))
    if not known:
        raise StopError(f"{VENV} is not a virtual environment; move it away")
    say("removing a broken .venv")
    shutil.rmtree(VENV)
