"""The centre's figures for Prometheus, on a port of their own that only the operator's network reaches."""

from collections.abc import Iterator
from dataclasses import dataclass
from threading import Thread
from time import perf_counter
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from desk_app.settlement.database import Database
from desk_app.settlement.figures import FIGURES, count

_PREFIX = "settlement"


@dataclass(frozen=True, slots=True)
class _Figures(Collector):
    """Counts anew at every look; a database that does not answer is itself a figure."""

    database: Database

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the figures of this moment."""
        began = perf_counter()
        try:
            with self.database.read() as connection:
                values = count(connection)
        except SQLAlchemyError:
            values = {}
        yield GaugeMetricFamily(f"{_PREFIX}_up", "1 while the database answers", value=bool(values))
        yield GaugeMetricFamily(f"{_PREFIX}_count_seconds", "how long counting took", value=perf_counter() - began)
        for one in FIGURES:
            if one.name in values:
                yield GaugeMetricFamily(f"{_PREFIX}_{one.name}", one.about, value=values[one.name])


@dataclass(frozen=True, slots=True)
class Metrics:
    """A small server in a thread."""

    server: WSGIServer
    thread: Thread

    @classmethod
    def start(cls, database: Database, host: str, port: int) -> "Metrics":
        """Answer at /metrics.

        Raises:
            OSError: the port is taken.
        """
        registry = CollectorRegistry()
        registry.register(_Figures(database))
        return cls(*start_http_server(port, host, registry))

    @property
    def port(self) -> int:
        """Return where it listens."""
        return self.server.server_port

    def stop(self) -> None:
        """Stop listening."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
