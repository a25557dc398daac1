"""The slip of the last payment, once more."""

from desk_app.application.desk import Desk
from desk_app.application.papers import Paper, PaperUnknownError
from desk_app.domain.operations import PAY_CASH


def last_slip(desk: Desk, clerk: str) -> Paper:
    """Lay out the newest payment's slip again; runs on the store's worker.

    Raises:
        PaperUnknownError: nothing was paid lately.
    """
    for entry in desk.report_status().recent:
        if entry.kind == PAY_CASH:
            return desk.print_slip(entry.op_id, clerk)
    raise PaperUnknownError
