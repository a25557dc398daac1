"""The door: decides between window, command and demonstration before anything heavy is imported."""

import argparse
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from desk_app.cli.parser import build_parser

if TYPE_CHECKING:
    from desk_app.application.desk import Desk


def main(argv: list[str] | None = None) -> int:
    """Start the desk; return the exit code."""
    args = build_parser().parse_args(argv)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    if args.command is None:
        return _window(args.data_dir)
    if args.command == "demo":
        return _demo(args)
    return _command(args)


def _window(data_dir: Path) -> int:
    # A command needs no window, and the first window is painted before store and network are imported.
    from desk_app.ui.app import run  # noqa: PLC0415 - see above

    return run(lambda: _open_desk(data_dir))


def _open_desk(data_dir: Path) -> "Desk":
    from desk_app.main import open_at  # noqa: PLC0415 - on the worker, behind the painted window

    return open_at(data_dir)


def _demo(args: argparse.Namespace) -> int:
    from desk_app.demo.day import play  # noqa: PLC0415 - a command needs no window, and a window no demonstration

    return play(args)


def _command(args: argparse.Namespace) -> int:
    from desk_app.main import run_command  # noqa: PLC0415 - the window does not need it at once

    return run_command(args)
