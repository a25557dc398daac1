"""Saying that a person has dealt with an outcome."""

from dataclasses import dataclass

from desk_app.application.ports import Clock, Store
from desk_app.domain.errors import DeskError


class NoteMissingError(DeskError):
    """A settled task says in a few words what was done."""


class TaskUnknownError(DeskError):
    """No open task has this name: it was never raised here, or is settled already."""


@dataclass(frozen=True, slots=True)
class SettleTask:
    """Close a task with a note; the operation itself is never changed."""

    store: Store
    clock: Clock

    def __call__(self, task_id: str, note: str) -> None:
        """Settle one task.

        Raises:
            NoteMissingError: the note is empty.
            TaskUnknownError: no open task of this name.
        """
        if not note.strip():
            raise NoteMissingError
        with self.store.writing() as books:
            if not books.tasks.settle(task_id, self.clock.now(), note.strip()):
                raise TaskUnknownError
