"""Flags saying what an action touched, so that screens know whether they are stale."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed; a screen reloads when a flag it shows is set."""

    journal: bool = False
    accounts: bool = False
    shift: bool = False
    tasks: bool = False
    prints: bool = False
    link: bool = False
