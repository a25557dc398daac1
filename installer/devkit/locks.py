"""Making the locks: every package that may be installed, with the hashes of its files."""

import re
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from devkit import environment
from devkit.shell import ROOT, must, quietly, say

_HEADER = "# Made by `python3 installer/dev.py lock`. Do not edit.\n"
_EXTRAS = {
    "dev": ("gui", "settlement", "bootstrap", "dev"),
    "core": ("gui", "settlement", "bootstrap"),
}
_PIN = re.compile(r"^([a-z0-9][a-z0-9-]*)==(\S+)", re.MULTILINE)


def make(more: Sequence[str]) -> None:
    """Write both locks; `more` goes to pip-compile, for instance `--upgrade`.

    Raises:
        StopError: a step failed; the old locks stay.
    """
    environment.create()
    if not quietly([environment.python(), "-m", "piptools", "--version"]):
        environment.pip("install", "--quiet", "pip-tools>=7.6")
    markers = _markers()
    with tempfile.TemporaryDirectory() as folder:
        pins = Path(folder) / "pins.txt"
        for kind in ("dev", "core"):
            say(f"making installer/{kind}.lock")
            text = _compile(kind, Path(folder), pins, more)
            # The second lock takes the versions of the first, so that dev holds all of core.
            pins.write_text("".join(f"{name}=={version}\n" for name, version in _PIN.findall(text)))
            environment.LOCKS[kind].write_text(_HEADER + with_markers(text, markers), encoding="utf-8", newline="\n")


def with_markers(text: str, markers: Mapping[str, str]) -> str:
    """Write the platform or Python that a package is for behind its pin."""

    def marked(found: re.Match[str]) -> str:
        marker = markers.get(found[1])
        return found[0] if marker is None else f"{found[0]} ; {marker}"

    return _PIN.sub(marked, text)


def _compile(kind: str, folder: Path, pins: Path, more: Sequence[str]) -> str:
    made = folder / f"{kind}.txt"
    old = environment.LOCKS[kind]
    if old.exists():
        made.write_bytes(old.read_bytes())
    elsewhere = folder / "elsewhere.in"
    elsewhere.write_text("".join(f"{name}\n" for name in _absent_here()), encoding="utf-8")
    pins.touch()
    words: list[str | Path] = ["--generate-hashes", "--allow-unsafe", "--strip-extras", "--no-header", "--no-annotate"]
    words += ["--no-emit-options", "--quiet"]  # no index and no folder of this machine in the lock
    words += [f"--extra={extra}" for extra in _EXTRAS[kind]]
    sources = [ROOT / "pyproject.toml", elsewhere]
    compiler: list[str | Path] = [environment.python(), "-m", "piptools", "compile"]
    must([*compiler, *words, *more, "--constraint", pins, "--output-file", made, *sources])
    return made.read_text(encoding="utf-8").removeprefix(_HEADER)


def _markers() -> dict[str, str]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        table = tomllib.load(file)["tool"]["desk"]["lock-markers"]
    return {str(name): str(marker) for name, marker in table.items()}


def _absent_here() -> list[str]:
    """Name the packages that only another platform wants, so that pip-compile pins them too."""
    return [name for name, marker in _markers().items() if "win32" in marker]
