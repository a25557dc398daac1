"""Telling a scanner from a typist: a scanner writes many characters very fast and ends with Enter."""

from dataclasses import dataclass

from desk_app.domain.found import Found

LEAST_CHARACTERS = 8
GAP_MS = 35
GAPS = (15, 25, 35, 50, 80)
CARD, PAYMENT, REGISTRATION = "card", "payment", "registration"


@dataclass(frozen=True, slots=True)
class ScanSettings:
    """`gap_ms` between characters at most; `prefix` is what the scanner is set to send first, mostly nothing."""

    gap_ms: int = GAP_MS
    prefix: str = ""
    opens: str = CARD


class ScanCatcher:
    """Follows the keys with their times; says when a run of them was a scan."""

    def __init__(self) -> None:
        self.settings = ScanSettings()
        self._run: list[str] = []
        self._last_ms = -1_000_000

    @property
    def length(self) -> int:
        """How many characters the current run has."""
        return len(self._run)

    def character(self, text: str, at_ms: int) -> bool:
        """Take one typed character; tell whether it begins a new run."""
        fresh = not self._run or at_ms - self._last_ms >= self.settings.gap_ms
        if fresh:
            self._run = []
        self._run.append(text)
        self._last_ms = at_ms
        return fresh

    def enter(self, at_ms: int) -> str:
        """Take Enter; return the scan that it ends, or nothing if it was a typist."""
        run, fast = "".join(self._run), at_ms - self._last_ms < self.settings.gap_ms
        self._run = []
        if not fast or not run.startswith(self.settings.prefix):
            return ""
        scan = run.removeprefix(self.settings.prefix)
        return scan if len(scan) >= LEAST_CHARACTERS else ""

    def other_key(self) -> None:
        """Take a key that types nothing: it ends the run."""
        self._run = []


def page_for(found: Found, settings: ScanSettings) -> str:
    """Return the page that a scan opens when the page in front does not use it."""
    if len(found.rows) == 1 and settings.opens in (PAYMENT, REGISTRATION):
        return settings.opens
    return "search"
