"""The demonstration's centre never outlives the program that started it."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from desk_app.demo.centre import DemoCentre

PARENT = """
import sys
from pathlib import Path
from desk_app.demo.centre import DemoCentre
with DemoCentre(Path(sys.argv[1])).serving() as service:
    print(service.url, flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_the_centre_ends_with_a_demonstration_that_is_killed(tmp_path: Path, end: signal.Signals) -> None:
    DemoCentre(tmp_path).prepare(6, 1)
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        host, port = parent.stdout.readline().strip().removeprefix("http://").split(":")
        with closing(HTTPConnection(host, int(port))) as answered:
            answered.request("GET", "/v2/health")
            answered.getresponse().read()
            open_line = answered.sock
            os.kill(parent.pid, end)
            assert parent.wait() == -end
            assert open_line.recv(1) == b"", "the line breaks when the service ends"
    with pytest.raises(ConnectionRefusedError), socket.create_connection((host, int(port))):
        pass
