"""How a presenter asks for slow work without knowing threads."""

from collections.abc import Callable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Tasks(Protocol):
    """Runs work away from the screen and brings the answer back to it."""

    def run(
        self,
        work: Callable[[], T],
        *,
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        instead_of: str = "",
    ) -> None:
        """Run `work`; `instead_of` names a kind of work whose earlier answer no longer matters."""
        ...
