"""Bringing Debian packages, where this user may."""

import os
import shutil
import sys
from collections.abc import Sequence

from devkit.shell import StopError, quietly, run, say

_QUIET = {"DEBIAN_FRONTEND": "noninteractive"}


def install(packages: Sequence[str]) -> None:
    """Install Debian packages as root or by passwordless sudo.

    Raises:
        StopError: not allowed or not Debian; the message is the line to run.
    """
    names = " ".join(packages)
    if shutil.which("apt-get") is None:
        raise StopError(f"please install what Debian calls: {names}")
    prefix = _prefix()
    if prefix is None:
        raise StopError(f"please run: sudo apt-get update && sudo apt-get install -y {names}")
    say(f"installing system packages: {names}")
    command = [*prefix, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    # An old package list is the usual reason for the first failure.
    if run(command, _QUIET) == 0:
        return
    run([*prefix, "apt-get", "update", "-qq"], _QUIET)
    if run(command, _QUIET) != 0:
        raise StopError(f"apt-get could not install: {names}")


def _prefix() -> list[str] | None:
    if sys.platform == "win32" or os.geteuid() == 0:
        return []
    return ["sudo", "-n"] if quietly(["sudo", "-n", "true"]) else None
