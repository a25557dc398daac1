"""Slow work that stays slow until a test lets it end: to see what an answer that comes too late may do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from desk_app.domain.errors import DeskError
from desk_app.presenters.tasks import hand_over

T = TypeVar("T")


@dataclass(slots=True)
class HeldTasks:
    """Keeps every piece of work; `finish` ends one, in any order."""

    waiting: list[tuple[str, Callable[[], None]]] = field(default_factory=list)

    def run(
        self,
        work: Callable[[], T],
        *,
        then: Callable[[T], None],
        failed: Callable[[DeskError], None],
        instead_of: str = "",
    ) -> None:
        """Keep the work; a newer one of the same name throws the older away."""

        def end() -> None:
            hand_over(work, then, failed)

        if instead_of:
            self.waiting = [(name, one) for name, one in self.waiting if name != instead_of]
        self.waiting.append((instead_of, end))

    def tell(self, news: Callable[[], None]) -> None:
        """Tell at once."""
        news()

    def finish(self, place: int = 0) -> None:
        """End one piece of work."""
        self.waiting.pop(place)[1]()

    def finish_all(self) -> None:
        """End everything, also what comes of it."""
        while self.waiting:
            self.finish()
