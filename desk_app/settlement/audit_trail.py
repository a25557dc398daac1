"""Who looked at what: every look-up of people or codes leaves a row that cannot be taken back."""

from uuid import UUID

from sqlalchemy import Connection, insert

from desk_app.settlement.resident_tables import audit_event


def note(connection: Connection, now: str, desk_id: UUID | None, action: str, subject: str, count: int = 1) -> None:
    """Write one event; the subject is an account or a period, never a person."""
    values = {"at": now, "desk_id": desk_id, "action": action, "subject": subject[:80], "count": count}
    connection.execute(insert(audit_event).values(values))
