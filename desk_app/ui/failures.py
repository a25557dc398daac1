"""What happens when the program itself has a fault: a report without personal data, and calm words."""

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from desk_app import __version__

log = logging.getLogger(__name__)

Told = Callable[[Path | None], None]


def report_text(fault: BaseException, now: datetime) -> str:
    """Say where the fault is. The message of the exception is left out: it may quote a resident."""
    lines = [f"desk {__version__}", f"python {sys.version.split()[0]} {sys.platform}", f"{now:%Y-%m-%dT%H:%M:%SZ}", ""]
    seen: BaseException | None = fault
    while seen is not None:
        lines.append(type(seen).__name__)
        for frame in traceback.extract_tb(seen.__traceback__):
            place = "/".join(Path(frame.filename).parts[-3:])
            lines.append(f"  {place}:{frame.lineno} in {frame.name}")
        seen = seen.__cause__ or seen.__context__
    return "\n".join(lines) + "\n"


class FailureHook:
    """Catches what nobody caught; the window goes on."""

    def __init__(self, folder: Path, told: Told) -> None:
        self._folder, self._told = folder, told

    def install(self) -> None:
        """Take over from Python's own hooks."""
        sys.excepthook = self.caught
        threading.excepthook = lambda args: self.caught(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )

    def caught(self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        """Write the report, log one line, tell the window."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, fault, trace)
            return
        last = traceback.extract_tb(trace)[-1:] if trace else []
        place = f"{Path(last[0].filename).name}:{last[0].lineno}" if last else "?"
        log.error("unexpected %s at %s", kind.__name__, place)
        self._told(self._write(fault))

    def _write(self, fault: BaseException) -> Path | None:
        now = datetime.now(UTC)
        path = self._folder / "reports" / f"fault-{now:%Y%m%d-%H%M%S}.txt"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(report_text(fault, now), encoding="utf-8")
        except OSError:
            log.error("the report could not be written")  # noqa: TRY400 - a trace may hold personal data
            return None
        return path
