"""The command that serves desks until it is told to stop, in one process or several."""

import argparse
import errno
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

from desk_app.settlement.centre import Centre
from desk_app.settlement.codes import destroy_old_keys
from desk_app.settlement.commands import RefusedError, Report, open_centre
from desk_app.settlement.server import start
from desk_app.settlement.sms import ConsoleSms, FileSms, HttpSms, SmsPost, SmsSender
from desk_app.settlement.watch import Watch
from desk_app.settlement.workers import Place, Workers, WorkersFailedError

_NOT_STARTED = (
    "Процессы службы не запускаются или сразу завершаются: причина в журнале выше (worker_failed). "
    "Проверьте базу и папку ключей. Операции касс не потеряны: они ждут у касс."
)

_UNWRITABLE = (
    (FileNotFoundError, "такой папки нет"),
    (IsADirectoryError, "это папка"),
    (PermissionError, "нет прав на запись"),
)


class _Service(Protocol):
    @property
    def url(self) -> str: ...
    def stop(self) -> None: ...


def serve(options: argparse.Namespace) -> Report:
    """Serve until told to stop."""
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    with ExitStack() as stack:
        centre = stack.enter_context(open_centre(options))
        destroy_old_keys(centre)
        sender = _sender(options)
        watched = _watch(centre, options, stack)
        service = _listen(centre, options, stopped.set)
        stack.callback(service.stop)
        if sender:
            stack.callback(SmsPost.start(centre, sender).stop)
        if options.until_stdin_closes:
            threading.Thread(target=_wait_for_end, args=(stopped,), name="stdin", daemon=True).start()
        told = " ".join(filter(None, (f"listening {service.url}", watched)))
        print(told, flush=True)  # noqa: T201 - whoever started us waits for this line
        stopped.wait()
    if isinstance(service, Workers) and service.failed:
        raise RefusedError(_NOT_STARTED)
    return Report()


def _listen(centre: Centre, options: argparse.Namespace, give_up: Callable[[], None]) -> _Service:
    if options.workers > 1 and not centre.database.postgres:
        raise RefusedError("Встроенную базу обслуживает один процесс. Для нескольких нужен PostgreSQL.")
    try:
        if options.workers > 1:
            place = Place(options.database, options.data_dir, options.host)
            return Workers.start(place, options.port, options.workers, give_up)
        return start(centre, options.host, options.port)
    except WorkersFailedError:
        raise RefusedError(_NOT_STARTED) from None
    except OSError as error:
        raise _refused(error, options.host, options.port, "--port") from None


def _watch(centre: Centre, options: argparse.Namespace, stack: ExitStack) -> str:
    """Let the centre be watched, if that is asked for; return what to say of it."""
    if options.metrics_port is None:
        return ""
    try:
        watch = Watch.start(centre, options.host, options.metrics_port)
    except OSError as error:
        raise _refused(error, options.host, options.metrics_port, "--metrics-port") from None
    stack.callback(watch.stop)
    address = f"http://{options.host}:{watch.port}"
    return f"metrics {address}/metrics control {address}/control"


def _refused(error: OSError, host: str, port: int, option: str) -> RefusedError:
    taken = error.errno == errno.EADDRINUSE
    why = f"уже занят другой программой: назовите другой в {option}" if taken else f"не открывается: {error.strerror}"
    return RefusedError(f"Порт {port} на {host} {why}.")


def _wait_for_end(stopped: threading.Event) -> None:
    """Read the standard input to its end, by number: a lock held on the stream would disturb the exit."""
    while os.read(0, 4096):
        pass
    stopped.set()


def _sender(options: argparse.Namespace) -> SmsSender | None:
    if options.sms_file:
        return _file_sms(options.sms_file)
    if options.sms_console:
        return ConsoleSms(sys.stdout)
    if options.sms_url:
        return HttpSms(options.sms_url, os.environ.get("SETTLEMENT_SMS_TOKEN", ""))
    return None


def _file_sms(path: Path) -> FileSms:
    """See at once that messages have a place: a resident would wait in vain for the password."""
    try:
        path.open("ab").close()
    except OSError as error:
        why = next((words for kind, words in _UNWRITABLE if isinstance(error, kind)), "диск отказал")
        raise RefusedError(
            f"Файл для СМС {path} не открывается для записи: {why}. Служба не запущена, ничего не изменено. "
            "Назовите в --sms-file файл в папке, куда можно писать."
        ) from None
    return FileSms(path)
