"""The guards around every test, shown to bite."""

import logging
import socket
import urllib.request

import pytest

from tests.helpers.guards import NetworkClosedError, StrayLogError, no_stray_logs


@pytest.mark.expects_log("disk is nearly full")  # the outer guard sees it too
def test_an_unexpected_warning_fails_the_test() -> None:
    with pytest.raises(StrayLogError, match="disk is nearly full"), no_stray_logs():
        logging.getLogger("desk").warning("disk is nearly full")


def test_an_expected_warning_that_never_comes_fails_the_test() -> None:
    with pytest.raises(StrayLogError, match="never came"), no_stray_logs(["disk"]):
        logging.getLogger("desk").info("all is well")


@pytest.mark.expects_log("disk is nearly full")
def test_an_expected_warning_may_come() -> None:
    logging.getLogger("desk").warning("disk is nearly full")


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80), ("example.org", 443)])
def test_nothing_but_this_machine_can_be_called(address: tuple[str, int]) -> None:
    with pytest.raises(NetworkClosedError):
        socket.create_connection(address, timeout=1)


def test_a_raw_socket_is_guarded_too() -> None:
    with socket.socket() as caller, pytest.raises(NetworkClosedError):
        caller.connect_ex(("198.51.100.7", 80))


def test_a_library_is_guarded_too() -> None:
    with pytest.raises(NetworkClosedError):
        urllib.request.urlopen("http://192.0.2.1/", timeout=1)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_machine_can_be_called(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection((host, server.getsockname()[1]), timeout=5).close()
