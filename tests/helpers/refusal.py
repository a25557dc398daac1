"""What a check says, as a value: so that «it passes» is asserted, not merely not raised."""

from collections.abc import Callable


def refusal(check: Callable[[], object]) -> Exception | None:
    """Return what a check raised, or None where it let everything pass."""
    try:
        check()
    except Exception as raised:  # noqa: BLE001 - whatever it is, the test names it
        return raised
    return None
