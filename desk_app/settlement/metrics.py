"""The centre's figures for Prometheus."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from time import perf_counter

from prometheus_client import CollectorRegistry, make_wsgi_app
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


def metrics_app(database: Database) -> Callable[..., Iterable[bytes]]:
    """Answer every call with the figures of its moment."""
    registry = CollectorRegistry()
    registry.register(_Figures(database))
    answer: Callable[..., Iterable[bytes]] = make_wsgi_app(registry)
    return answer
