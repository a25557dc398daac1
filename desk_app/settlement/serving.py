"""The command that serves desks until it is told to stop, in one process or several."""

import argparse
import errno
import os
import signal
import sys
import threading
from typing import Protocol

from desk_app.settlement.centre import Centre
from desk_app.settlement.codes import destroy_old_keys
from desk_app.settlement.commands import RefusedError, Report, open_centre
from desk_app.settlement.server import start
from desk_app.settlement.sms import ConsoleSms, FileSms, HttpSms, SmsPost, SmsSender
from desk_app.settlement.workers import Post, Workers


class _Service(Protocol):
    @property
    def url(self) -> str: ...
    def stop(self) -> None: ...


def serve(options: argparse.Namespace) -> Report:
    """Serve until told to stop."""
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    with open_centre(options) as centre:
        destroy_old_keys(centre)
        service = _listen(centre, options)
        sender = _sender(options)
        post = SmsPost.start(centre, sender) if sender else None
        if options.until_stdin_closes:
            threading.Thread(target=_wait_for_end, args=(stopped,), name="stdin", daemon=True).start()
        print(f"listening {service.url}", flush=True)  # noqa: T201 - whoever started us waits for this line
        stopped.wait()
        service.stop()
        if post:
            post.stop()
    return Report()


def _listen(centre: Centre, options: argparse.Namespace) -> _Service:
    if options.workers > 1 and not centre.database.postgres:
        raise RefusedError("Встроенную базу обслуживает один процесс. Для нескольких нужен PostgreSQL.")
    try:
        if options.workers > 1:
            return Workers.start(Post(options.database, options.data_dir, options.host), options.port, options.workers)
        return start(centre, options.host, options.port)
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        why = "уже занят другой программой: назовите другой в --port" if taken else f"не открывается: {error.strerror}"
        raise RefusedError(f"Порт {options.port} на {options.host} {why}.") from None


def _wait_for_end(stopped: threading.Event) -> None:
    """Read the standard input to its end, by number: a lock held on the stream would disturb the exit."""
    while os.read(0, 4096):
        pass
    stopped.set()


def _sender(options: argparse.Namespace) -> SmsSender | None:
    if options.sms_file:
        return FileSms(options.sms_file)
    if options.sms_console:
        return ConsoleSms(sys.stdout)
    if options.sms_url:
        return HttpSms(options.sms_url, os.environ.get("SETTLEMENT_SMS_TOKEN", ""))
    return None
