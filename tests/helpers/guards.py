"""What every test is guarded against: stray log records and the network."""

import ipaddress
import logging
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any


class StrayLogError(AssertionError):
    """A test logged a warning that nobody expected, or an expected one never came."""


class NetworkClosedError(AssertionError):
    """A test reached for an address that is not on this machine."""


class Collector(logging.Handler):
    """Keeps every record of WARNING or above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the record; the test's thread judges it at the end."""
        self.records.append(record)


@contextmanager
def no_stray_logs(expected: Iterable[str] = ()) -> Iterator[Collector]:
    """Fail the block when it logs a warning that contains none of the expected words.

    Every expected word has to come at least once, so that an expectation
    cannot outlive the behaviour.

    Raises:
        StrayLogError: as said above.
    """
    collector = Collector()
    root = logging.getLogger()
    root.addHandler(collector)
    try:
        yield collector
    finally:
        root.removeHandler(collector)
    judge(collector.records, tuple(expected))


def judge(records: Iterable[logging.LogRecord], expected: tuple[str, ...]) -> None:
    """Compare what was logged with what was expected.

    Raises:
        StrayLogError: a record too many, or one missing.
    """
    said = [f"{record.name} {record.levelname}: {record.getMessage()}" for record in records]
    stray = [line for line in said if not any(word in line for word in expected)]
    if stray:
        raise StrayLogError("unexpected log records:\n" + "\n".join(stray))
    silent = [word for word in expected if not any(word in line for line in said)]
    if silent:
        raise StrayLogError(f"expected log records never came: {silent}")


@contextmanager
def loopback_only() -> Iterator[None]:
    """Refuse every connection that would leave this machine, for the length of the block."""
    true_connect, true_connect_ex, true_lookup = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def connect(self: socket.socket, address: Any) -> None:  # noqa: ANN401 - socket addresses have any shape
        refuse_foreign(self.family, address)
        true_connect(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:  # noqa: ANN401 - socket addresses have any shape
        refuse_foreign(self.family, address)
        return true_connect_ex(self, address)

    def lookup(host: Any, *rest: Any, **named: Any) -> Any:  # noqa: ANN401 - passes everything on as it came
        refuse_name(host)
        return true_lookup(host, *rest, **named)

    socket.socket.connect, socket.socket.connect_ex = connect, connect_ex  # type: ignore[method-assign, assignment]  # the guard is a replacement on purpose
    socket.getaddrinfo = lookup
    try:
        yield
    finally:
        socket.socket.connect, socket.socket.connect_ex = true_connect, true_connect_ex  # type: ignore[method-assign]  # gives the originals back
        socket.getaddrinfo = true_lookup


def refuse_foreign(family: int, address: Any) -> None:  # noqa: ANN401 - socket addresses have any shape
    """Let only loopback and local sockets through.

    Raises:
        NetworkClosedError: the address is elsewhere.
    """
    if family in (socket.AF_INET, socket.AF_INET6):
        refuse_name(address[0])


def refuse_name(host: str | bytes | None) -> None:
    """Let only this machine's own name and addresses be looked up.

    Raises:
        NetworkClosedError: the name is of somewhere else.
    """
    name = host.decode("ascii") if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return
    try:
        home = ipaddress.ip_address(str(name).partition("%")[0])
    except ValueError:
        home = None
    if home is None or not (home.is_loopback or home.is_unspecified):
        raise NetworkClosedError(f"a test reached for {name}: only this machine may be called")
