"""A half-filled registration as text, and back; consent is never restored, it is given in front of the clerk."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from desk_app.application.desk import Desk
from desk_app.domain.ids import OperationId
from desk_app.presenters.form_words import nothing
from desk_app.presenters.registration_form import Filled
from desk_app.presenters.tasks import Tasks

_DRAFT = "registration"


@dataclass(frozen=True, slots=True)
class Restored:
    """A form brought back, with the id under which it would have been written."""

    filled: Filled
    op_id: OperationId
    kept_at: datetime


@dataclass(frozen=True, slots=True)
class RegistrationDrafts:
    """Keeps the form through a crash; a failed draft is no obstacle, the form is still on the screen."""

    desk: Desk
    tasks: Tasks

    def save(self, filled: Filled, op_id: OperationId, then: Callable[[datetime], None]) -> None:
        """Keep the form as it stands."""
        text = write(filled, op_id)
        self.tasks.run(
            lambda: self.desk.drafts.save(_DRAFT, text), then=then, failed=nothing, instead_of="registration.draft"
        )

    def drop(self) -> None:
        """Forget the form: it was registered, or thrown away."""
        self.tasks.run(
            lambda: self.desk.drafts.drop(_DRAFT), then=nothing, failed=nothing, instead_of="registration.draft"
        )

    def load(self) -> Restored | None:
        """Read the draft back; None without one, or when it was registered after all."""
        found = self.desk.drafts.load(_DRAFT)
        kept = read(found[0]) if found else None
        if found is None or kept is None:
            return None
        if any(entry.op_id == kept[1] for entry in self.desk.report_status().recent):
            self.desk.drafts.drop(_DRAFT)
            return None
        return Restored(*kept, found[1])


def write(filled: Filled, op_id: OperationId) -> str:
    """Write the form as JSON text."""
    kept = asdict(filled) | {"op_id": op_id}
    del kept["left"], kept["consent"], kept["verdict"], kept["lacks"]
    return json.dumps(kept, ensure_ascii=False)


def read(text: str) -> tuple[Filled, OperationId] | None:
    """Read a draft, or None where it cannot be read."""
    try:
        kept = json.loads(text)
        op_id = OperationId(kept.pop("op_id"))
        unticked = tuple((str(one[0]), str(one[1])) for one in kept.pop("unticked"))
        return Filled(**kept, unticked=unticked), op_id
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
