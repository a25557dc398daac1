"""Log lines as JSON with an allow-list of fields: what is not listed cannot leak."""

import json
import logging
import sys
from typing import TextIO

FIELDS = ("op_id", "desk", "kind", "seq", "code", "status", "count", "ms")
"""The only facts that a line may carry beside its event name."""


class AllowListFormatter(logging.Formatter):
    """Writes event and allowed fields; never a trace-back, which could hold a person's data."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one line. Lines of libraries keep only their logger's name and level."""
        ours = record.name.startswith("settlement")
        line = {"level": record.levelname.lower(), "event": record.msg if ours and not record.args else record.name}
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        return json.dumps(line, ensure_ascii=False, default=lambda value: type(value).__name__)


def log_to(stream: TextIO = sys.stderr, level: int = logging.INFO) -> None:
    """Send the service's log lines to a stream."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(AllowListFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for library in ("alembic", "uvicorn", "asyncio"):
        logging.getLogger(library).setLevel(logging.WARNING)
