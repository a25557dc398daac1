"""What the operator's network sees on a port of its own: figures at /metrics, control of organisations at /control."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any, TypeAlias
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from sqlalchemy.exc import SQLAlchemyError

from desk_app.protocol.strict_json import MalformedError
from desk_app.settlement.calls import read_query
from desk_app.settlement.centre import Centre
from desk_app.settlement.control import control, last_days
from desk_app.settlement.control_page import control_page, refusal_page
from desk_app.settlement.metrics import metrics_app
from desk_app.settlement.periods import PeriodError, read_period

_log = logging.getLogger("settlement")
App: TypeAlias = Callable[..., Iterable[bytes]]
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
_HEADERS = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Security-Policy", _POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
)
_PATIENCE_S = 30


class _Server(ThreadingMixIn, WSGIServer):
    """A thread a caller, so that one who stalls holds nobody up; none of them outlives the program."""

    daemon_threads = True


class _Handler(WSGIRequestHandler):
    """Logs nothing and waits for nobody for ever."""

    timeout = _PATIENCE_S

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the library's own signature
        """Log nothing."""


@dataclass(frozen=True, slots=True)
class Watch:
    """A small server in a thread."""

    server: WSGIServer
    thread: Thread

    @classmethod
    def start(cls, centre: Centre, host: str, port: int) -> "Watch":
        """Listen and answer.

        Raises:
            OSError: the port is taken.
        """
        server = make_server(host, port, watch_app(centre), _Server, _Handler)
        thread = Thread(target=server.serve_forever, name="watch", daemon=True)
        thread.start()
        return cls(server, thread)

    @property
    def port(self) -> int:
        """Return where it listens."""
        return self.server.server_port

    def stop(self) -> None:
        """Stop listening."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def watch_app(centre: Centre) -> App:
    """Answer GET for the two paths and nothing else."""
    metrics = metrics_app(centre.database)

    def app(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/metrics":
            return metrics(environ, start_response)
        status, page = _answer(centre, environ)
        allow = [("Allow", "GET")] if status is HTTPStatus.METHOD_NOT_ALLOWED else []
        start_response(f"{status.value} {status.phrase}", [*_HEADERS, *allow])
        return [page]

    return app


def _answer(centre: Centre, environ: dict[str, Any]) -> tuple[HTTPStatus, bytes]:
    """Answer with a page whatever happens; nothing of the question is said back before it was understood."""
    if environ["PATH_INFO"] != "/control":
        return HTTPStatus.NOT_FOUND, refusal_page("Такой страницы нет.")
    if environ["REQUEST_METHOD"] != "GET":
        return HTTPStatus.METHOD_NOT_ALLOWED, refusal_page("Эту страницу можно только смотреть.")
    try:
        return _control(centre, environ.get("QUERY_STRING", ""))
    except (MalformedError, PeriodError):
        why = "Период не понят: два дня в виде 2026-11-23, не дальше года друг от друга, и ИНН цифрами."
        return HTTPStatus.BAD_REQUEST, refusal_page(why)
    except SQLAlchemyError as error:
        _log.error("database", extra={"code": type(error).__name__})
        why = "База данных не отвечает. Кассы работают и хранят операции у себя; обновите страницу через минуту."
        return HTTPStatus.SERVICE_UNAVAILABLE, refusal_page(why)
    except Exception as error:  # noqa: BLE001 - the last guard; a trace-back may hold what nobody should read
        _log.error("internal", extra={"code": type(error).__name__})
        return HTTPStatus.INTERNAL_SERVER_ERROR, refusal_page("Страница не составлена. Сообщите разработчикам.")


def _control(centre: Centre, query: str) -> tuple[HTTPStatus, bytes]:
    asked = read_query(query, ("from", "to", "organisation"))
    inn = asked.get("organisation", "").strip()
    if inn and not (inn.isascii() and inn.isdigit() and len(inn) in (10, 12)):
        raise MalformedError("query:organisation")
    now = centre.clock.now()
    period = read_period(asked.get("from", ""), asked.get("to", "")) or last_days(now)
    with centre.database.read() as connection:
        found = control(connection, now, period, inn)
    if inn and not found.organisations:
        return HTTPStatus.NOT_FOUND, refusal_page("Организации с таким ИНН и кассами нет.")
    return HTTPStatus.OK, control_page(found, inn)
