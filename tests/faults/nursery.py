"""A process that has everything imported and does each job in a forked child: a child may die at any moment.

Jobs come in as JSON lines; children write their words straight to the same
output; «end STATUS» closes each job. It has one thread, so forking is safe.
"""

import json
import os
import select
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[2]
Job = Mapping[str, Any]


@dataclass(slots=True)
class Nursery:
    """Starts the process and runs one job at a time; `lines` of a job end with its death."""

    module: str
    preload: Path | None = None
    process: subprocess.Popen[bytes] = field(init=False)
    rest: bytes = b""

    def __enter__(self) -> Self:
        environment = dict(os.environ) | ({"LD_PRELOAD": str(self.preload)} if self.preload else {})
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", self.module], cwd=ROOT, env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()

    def begin(self, job: Job) -> int:
        """Start a job and return the process id of its child."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(job).encode() + b"\n")
        self.process.stdin.flush()
        word, pid = self.line().split()
        assert word == "pid"
        return int(pid)

    def run(self, job: Job) -> tuple[list[str], int]:
        """Do a job to its end; return what was said and the exit status (negative for a signal)."""
        self.begin(job)
        lines = list(self.until_end())
        return lines[:-1], int(lines[-1].split()[1])

    def until_end(self) -> Iterator[str]:
        """Yield what is said, «end STATUS» last."""
        while True:
            line = self.line()
            yield line
            if line.startswith("end "):
                return

    def line(self) -> str:
        """Wait for the next line."""
        while b"\n" not in self.rest:
            self._listen()
        said, _, self.rest = self.rest.partition(b"\n")
        return said.decode()

    def lines_within(self, seconds: float) -> Iterator[str]:
        """Yield what is said until the moment has come, or the job has ended."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if b"\n" not in self.rest:
                if not select.select([self._output], [], [], left)[0]:
                    return
                self._listen()
            else:
                line = self.line()
                yield line
                if line.startswith("end "):
                    return

    @property
    def _output(self) -> int:
        assert self.process.stdout is not None
        return self.process.stdout.fileno()

    def _listen(self) -> None:
        part = os.read(self._output, 1 << 16)
        if not part:
            raise EOFError(f"the nursery ended: {self.process.wait()}")
        self.rest += part


def say(line: str) -> None:
    """Write one line in one piece."""
    os.write(1, line.encode() + b"\n")


def serve(do: Any) -> None:  # noqa: ANN401 - a job's function
    """Fork a child for every job until the input ends."""
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _child(do, json.loads(line))
        _, status = os.waitpid(pid, 0)
        say(f"end {os.waitstatus_to_exitcode(status)}")


def _child(do: Any, job: Job) -> None:  # noqa: ANN401 - a job's function
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    code = 1
    try:
        say(f"pid {os.getpid()}")
        do(job)
        code = 0
    except BaseException as error:  # noqa: BLE001 - the child must never return into the parent's loop
        say(f"crash {type(error).__name__} {' < '.join(_places(error))}")
    finally:
        os._exit(code)


def _places(error: BaseException) -> list[str]:
    """Name the last few places of a trace-back, the innermost first."""
    frames = traceback.extract_tb(error.__traceback__)[::-1]
    return [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[:6]]


@contextmanager
def nursery(module: str, preload: Path | None = None) -> Iterator[Nursery]:
    """Open a nursery for the length of a block."""
    with Nursery(module, preload) as opened:
        yield opened
