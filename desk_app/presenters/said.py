"""The shape every refusal is told in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """A refusal in three sentences; `safe` may be empty where nothing could be lost."""

    what: str
    safe: str
    todo: str

    def line(self) -> str:
        """Return all of it as one paragraph."""
        return " ".join(part for part in (self.what, self.safe, self.todo) if part)
