"""The door: decides between window, command and demonstration before anything heavy is imported."""

import argparse
import json
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from desk_app.cli.parser import EXIT_USAGE, build_parser
from desk_app.cli.russian import WrongCallError
from desk_app.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from desk_app.ui.front import Start


def main(argv: list[str] | None = None, painted: "Callable[[], None]" = lambda: None) -> int:
    """Start the desk; return the exit code. `painted` is told when the first picture stands."""
    words = sys.argv[1:] if argv is None else argv
    try:
        args = build_parser().parse_args(words)
    except WrongCallError as wrong:
        return _wrong(wrong, as_json="--json" in words)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    if args.command is None:
        return _window(args.data_dir, painted)
    if args.command == "demo":
        return _demo(args)
    return _command(args)


def _wrong(wrong: WrongCallError, *, as_json: bool) -> int:
    """Say how it is called; nothing heavy is needed for that."""
    if as_json:
        sys.stdout.write(json.dumps({"done": False, "usage": wrong.what}, ensure_ascii=False) + "\n")
    else:
        sys.stderr.write(f"{wrong.usage}{wrong.what}\n")
    return EXIT_USAGE


def _window(data_dir: Path, painted: "Callable[[], None]") -> int:
    # A command needs no window.
    from desk_app.ui.app import run  # noqa: PLC0415 - see above

    return run(start_of(data_dir), painted=painted)


def start_of(data_dir: Path) -> "Start":
    """Return what the window needs to open the desk of a data directory behind its first paint."""
    from desk_app.ui.front import Start  # noqa: PLC0415 - a command needs no window

    return Start(
        open_desk=lambda: _parts().open_at(data_dir),
        connect=lambda url: _parts().connect_at(data_dir, url),
        centre_url=lambda: _parts().centre_url_of(data_dir),
        folder=data_dir,
        title=_("Система Город · рабочее место"),
    )


def _parts() -> "ModuleType":
    # Store, documents and network are imported on the worker, behind the painted window.
    from desk_app import main as parts  # noqa: PLC0415 - see above

    return parts


def _demo(args: argparse.Namespace) -> int:
    # Neither a window nor a command needs the demonstration.
    from desk_app.demo.day import play  # noqa: PLC0415 - see above

    return play(args, start_of)


def _command(args: argparse.Namespace) -> int:
    code: int = _parts().run_command(args)
    return code
