"""What every test gets: an offscreen window, closed network, no stray log records, a clock that stands."""

import os

# Qt reads these once, when the first application object is made: they come before any import of it.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_ENABLE_HIGHDPI_SCALING", "0")
# Far from any desk: a value that leans on the computer's own zone shows itself.
os.environ["TZ"] = "America/Noronha"

import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from desk_app.ui.singletons import keep_alive
from tests.helpers.fakes import CountingIds, StoppedClock
from tests.helpers.guards import loopback_only, no_stray_logs

if hasattr(time, "tzset"):  # Windows has none
    time.tzset()

# Tests of papers use Qt without the window's package, which does this by itself.
keep_alive()

# No test fails because the machine was busy.
settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("desk")


@pytest.fixture(autouse=True)
def network_closed() -> Iterator[None]:
    """Nothing but this machine can be reached."""
    with loopback_only():
        yield


@pytest.fixture(autouse=True)
def log_fail(request: pytest.FixtureRequest) -> Iterator[None]:
    """An unexpected log record of WARNING or above fails the test (`@pytest.mark.expects_log("word")` expects one)."""
    # A generator: a test may mark itself when it knows what it will provoke.
    expected = (word for marker in request.node.iter_markers("expects_log") for word in marker.args)
    with no_stray_logs(expected):
        yield


@pytest.fixture
def clock() -> StoppedClock:
    """A clock that stands at ten on a Monday morning in Barnaul."""
    return StoppedClock()


@pytest.fixture
def ids() -> CountingIds:
    """Names that count up."""
    return CountingIds()
