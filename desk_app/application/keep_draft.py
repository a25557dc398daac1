"""Half-filled forms survive a crash, a power cut and a change of screen."""

from dataclasses import dataclass
from datetime import datetime

from desk_app.application.ports import Clock, Store


@dataclass(frozen=True, slots=True)
class KeepDraft:
    """Save, fetch and drop drafts; a restored draft is checked again by its form."""

    store: Store
    clock: Clock

    def save(self, form: str, text: str) -> datetime:
        """Keep a form as it stands; return when."""
        now = self.clock.now()
        with self.store.writing() as books:
            books.drafts.save(form, text, now)
        return now

    def load(self, form: str) -> tuple[str, datetime] | None:
        """Return what was kept and when."""
        with self.store.reading() as books:
            return books.drafts.load(form)

    def drop(self, form: str) -> None:
        """Forget the form."""
        with self.store.writing() as books:
            books.drafts.drop(form)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the clerk chose: name, theme, printers."""

    store: Store

    def get(self, name: str, default: str = "") -> str:
        """Return a remembered choice."""
        with self.store.reading() as books:
            return books.desk.choice(name, default)

    def set(self, name: str, value: str) -> None:
        """Remember a choice."""
        with self.store.writing() as books:
            books.desk.choose(name, value)
