"""Looking an operation up before it is repeated: a script has to know whether its call was the first."""

from dataclasses import dataclass

from desk_app.application.ports import Store
from desk_app.domain.ids import OperationId
from desk_app.protocol.bodies import Body


@dataclass(frozen=True, slots=True)
class FindOperation:
    """Read what this desk has journalled under an id."""

    store: Store

    def __call__(self, op_id: OperationId) -> Body | None:
        """Return what the operation says, or None while there is none."""
        with self.store.reading() as books:
            return books.journal.body(op_id)
