"""Codes that left a printer: kept so that prints can be compared with packets."""

from sqlalchemy import insert

from desk_app.protocol.bodies import CodesPrinted
from desk_app.settlement.audit_trail import note
from desk_app.settlement.effects import ACCEPTED, Effect, Outcome
from desk_app.settlement.resident_tables import code_print


def note_print(effect: Effect, printed: CodesPrinted) -> Outcome:
    """Note a print run; fewer made than asked is worth a look."""
    values = {"op_id": effect.frame.op_id, "desk_id": effect.desk.id, "period": printed.period}
    values |= {"made": printed.made, "copies": printed.copies}
    effect.connection.execute(insert(code_print).values(values))
    note(effect.connection, effect.now, effect.desk.id, "code_print", printed.period, printed.made)
    return Outcome(ACCEPTED, "" if printed.asked == printed.made else "fewer_made")
