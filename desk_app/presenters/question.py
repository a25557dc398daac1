"""A question that a presenter asks on the screen; it waits for `answer(yes)` and never blocks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and the words of the two answers; «no» is the safe one."""

    title: str
    text: str
    yes: str
    no: str
