"""Starts the window as `desk-app` does and says when its first picture was painted; for bench_window."""

import os
import sys
import time
from pathlib import Path

from desk_app.start import start_of
from desk_app.ui.app import make_app, show_painted
from desk_app.ui.pages import PAGES
from desk_app.ui.session import Session
from desk_app.ui.theme import Look


def main(folder: Path) -> None:
    """Show the window, print the instant after its first paint, and leave without opening the desk."""
    app = make_app([])
    session = Session(app, Look(app), start_of(folder), PAGES)
    show_painted(app, session)
    print(time.monotonic_ns(), flush=True)  # noqa: T201 - the figure is the output
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
