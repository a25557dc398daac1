"""Counts of one harness: trials, what went wrong by its first word, and the bound that no failure allows."""

import json
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

MOST_EXAMPLES = 12


@dataclass(slots=True)
class Figures:
    """What was tried and what was found; `options` are everything a repetition needs."""

    name: str
    seed: int
    options: dict[str, Any]
    trials: int = 0
    failed: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)
    begun: float = field(default_factory=time.monotonic)

    def add(self, faults: list[str]) -> None:
        """Count one trial with what it found."""
        self.trials += 1
        self.failed += bool(faults)
        self.kinds.update({fault.split()[0] for fault in faults})
        room = MOST_EXAMPLES - len(self.examples)
        self.examples += [f"trial {self.trials}: {fault}" for fault in faults[:room]]

    def note(self, what: str, count: int = 1) -> None:
        """Count something that is not a trial."""
        self.notes[what] += count

    @property
    def bound(self) -> str:
        """Return the rule of three: no failure in n independent trials means a rate below 3/n at 95 %."""
        if self.failed:
            return f"{self.failed}/{self.trials}"
        return f"< {3 / self.trials:.1e}" if self.trials else "nothing tried"

    def line(self) -> str:
        """Return the result as one line of JSON."""
        told = {"name": self.name, "seed": self.seed, "trials": self.trials, "failed": self.failed}
        told |= {"bound": self.bound, "kinds": dict(self.kinds), "notes": dict(self.notes)}
        told |= {"seconds": round(time.monotonic() - self.begun, 1), "examples": self.examples}
        return json.dumps(told, ensure_ascii=False)
