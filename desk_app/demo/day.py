"""`desk-app demo`: the training desk with its own centre, opened in a window or lived through by key events."""

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from desk_app.cli.answers import Answer, refusal, show
from desk_app.cli.words import FAILURES
from desk_app.demo.centre import DemoCentre
from desk_app.demo.line import Line
from desk_app.demo.scenes import live_through
from desk_app.i18n import _
from desk_app.main import open_desk
from desk_app.settings import Settings, write_settings
from desk_app.ui.acting import StuckError
from desk_app.ui.app import run
from desk_app.ui.front import Start

ACCOUNTS = 240
StartOf = Callable[[Path], Start]


def play(args: argparse.Namespace, start_of: StartOf) -> int:
    """Run the demonstration; return the exit code."""
    try:
        return _headless(args, start_of) if args.headless else _in_window(args, start_of)
    except FAILURES as refused:
        show(refusal(refused), as_json=args.json)
        return 1


def _in_window(args: argparse.Namespace, start_of: StartOf) -> int:
    """Open the training desk, already enrolled; the centre stops with the window."""
    with tempfile.TemporaryDirectory(prefix="desk-demo-", ignore_cleanup_errors=True) as folder:
        centre = _centre(Path(folder), args.seed)
        with centre.serving() as service:
            data_dir = Path(folder) / "desk"
            settings = _settings(data_dir, service.url)
            desk = open_desk(settings)
            desk.enrol(centre.invite())
            desk.exchange()
            desk.close()
            return run(start_of(data_dir))


def _headless(args: argparse.Namespace, start_of: StartOf) -> int:
    """Live the day without a display; leave papers, pictures and summary.json."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # read when the application is made, not when Qt is imported
    out: Path = args.out
    for name in ("papers", "pictures", "data"):
        shutil.rmtree(out / name, ignore_errors=True)
    (out / "stuck.txt").unlink(missing_ok=True)
    data = out / "data"
    centre = _centre(data, args.seed)
    with centre.serving() as service:
        line = Line(service.url)
        settings = _settings(data / "desk", line.url)
        try:
            facts = live_through(start_of, settings.data_dir, centre, service, line)
        except StuckError as stuck:
            (out / "stuck.txt").write_text(f"{stuck.what}\n\n{stuck.page}\n", "utf-8")
            words = _("День остановился: не дождались «{what}». Что было в окне: {out}/stuck.txt")
            answer = Answer({"stuck": stuck.what}, (words.format(what=stuck.what, out=out),), done=False)
            show(answer, as_json=args.json)
            return 1
    (out / "summary.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", "utf-8")
    words = _("День прожит. Бумаги: {out}/papers, картинки экранов: {out}/pictures, итоги: {out}/summary.json")
    show(Answer(facts, (words.format(out=out),)), as_json=args.json)
    sys.stdout.flush()
    return 0


def _centre(folder: Path, seed: int) -> DemoCentre:
    centre = DemoCentre(folder / "centre")
    centre.folder.mkdir(parents=True, exist_ok=True)
    centre.prepare(ACCOUNTS, seed)
    return centre


def _settings(data_dir: Path, url: str) -> Settings:
    # A key file, because a training desk must leave nothing in the vault of the machine.
    settings = Settings(data_dir, url, key_slot="file")
    write_settings(settings)
    return settings
