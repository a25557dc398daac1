"""A real centre for the demonstration: its own programs, files and loopback port."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from desk_app.domain.errors import DeskError

ORGANISATION = "ООО «УК «Гагаринская»"
ORGANISATION_INN = "2225012344"
OPERATOR = "ООО «Система Город»"
OPERATOR_ADDRESS = "656000, г. Барнаул, пр. Ленина, 1"
TITLE = "Учебное окно 1"
MONTH = "2026-10"
"""The demonstration shows the same day whenever it is played."""


class CentreNotInstalledError(DeskError):
    """The central service is an extra that this installation does not have."""


class CentreFailedError(DeskError):
    """The demonstration's centre did not start; `said` is its own reason."""

    def __init__(self, said: str) -> None:
        """Keep what it said."""
        super().__init__(said)
        self.said = said


@dataclass(frozen=True, slots=True)
class DemoCentre:
    """The centre's files; every act is one of its real commands."""

    folder: Path

    @property
    def sms_file(self) -> Path:
        """Return where «sent» messages lie."""
        return self.folder / "sms.txt"

    def prepare(self, accounts: int, seed: int) -> None:
        """Make the database and load the sample city through the loader of real files."""
        self._command("init", "--operator", OPERATOR, "--operator-address", OPERATOR_ADDRESS)
        self._command("sample", "--accounts", str(accounts), "--seed", str(seed), "--month", MONTH)

    def invite(self, *, trusted: bool = True) -> str:
        """Return the one-time code for a training desk; an untrusted one waits until its fingerprint is confirmed."""
        told = self._command(
            "enrol-desk", "--organisation", ORGANISATION, "--inn", ORGANISATION_INN, "--title", TITLE,
            "--address", "г. Барнаул, ул. Гагарина, 50", "--phone", "8 (3852) 22-33-44",
            "--all-houses", "--training", *(["--trust-first-key"] if trusted else []),
        )  # fmt: skip
        return str(told["code"])

    def confirm(self, fingerprint: str) -> None:
        """Say that the operator has heard the same fingerprint by phone."""
        self._command("confirm-desk", "1", "--fingerprint", fingerprint)

    def audit(self) -> dict[str, Any]:
        """Recompute the centre's books."""
        return self._command("audit")

    def status(self) -> dict[str, Any]:
        """Return the centre's own figures."""
        return self._command("status")

    @contextmanager
    def serving(self) -> Iterator["Service"]:
        """Run the service on a free loopback port until the block ends."""
        service = Service(self, 0)
        service.start()
        try:
            yield service
        finally:
            service.stop()

    def _command(self, name: str, *arguments: str) -> dict[str, Any]:
        call = [*self.program(name), *arguments, "--json"]
        done = subprocess.run(call, capture_output=True, text=True, check=False, encoding="utf-8")  # noqa: S603 - our own program
        try:
            told: dict[str, Any] = json.loads(done.stdout)
        except ValueError:
            raise CentreFailedError(done.stderr.strip()[-500:]) from None
        if done.returncode != 0 and "error" in told:
            raise CentreFailedError(str(told["error"]))
        return told

    def program(self, name: str) -> list[str]:
        """Return the call of one command of the centre over these files.

        Raises:
            CentreNotInstalledError: the extra is absent.
        """
        if find_spec("fastapi") is None or find_spec("uvicorn") is None:
            raise CentreNotInstalledError
        places = ["--database", str(self.folder / "centre.db"), "--data-dir", str(self.folder / "keys")]
        return [sys.executable, "-m", "desk_app.settlement.main", name, *places]


class Service:
    """The running service: it can be cut off and come back at the same address."""

    def __init__(self, centre: DemoCentre, port: int) -> None:
        """Keep what is needed to start it."""
        self._centre, self._port = centre, port
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    def start(self) -> None:
        """Start it and wait until it listens.

        Raises:
            CentreFailedError: it said something else instead.
        """
        call = [*self._centre.program("serve"), "--port", str(self._port), "--sms-file", str(self._centre.sms_file)]
        # Nothing is ever written to its input: that closes when we end, however we end, and ends the service.
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [*call, "--until-stdin-closes"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.startswith("listening "):
            raise CentreFailedError(line.strip())
        self.url = line.split()[1]
        self._port = int(self.url.rsplit(":", 1)[1])

    def stop(self) -> None:
        """Stop it; the desk is on its own."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                assert stream is not None
                stream.close()
            self._process = None
