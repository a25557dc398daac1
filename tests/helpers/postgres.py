"""A throw-away PostgreSQL cluster from the system's own binaries, on a unix socket."""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from itertools import count
from pathlib import Path

_NUMBERS = count(1)


class NoPostgresError(Exception):
    """There are no PostgreSQL binaries on this computer."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running cluster; every test gets a database of its own."""

    folder: Path
    binaries: Path
    user: str

    @classmethod
    def start(cls, *, durable: bool = False) -> "Cluster":
        """Make and start a cluster; only a benchmark needs a `durable` one, for nothing here outlives the tests.

        Raises:
            NoPostgresError: no binaries, or no user to run them.
        """
        cluster = cls(Path(tempfile.mkdtemp(prefix="sgpg", dir="/tmp")), _binaries(), _user())
        shutil.chown(cluster.folder, cluster.user)
        cluster.run("initdb", "-D", f"{cluster.folder}/data", "-U", "centre", "-A", "trust", "--no-sync", "-E", "UTF8")
        options = (
            f"-c listen_addresses='' -c unix_socket_directories={cluster.folder} -c max_connections=200"
            f" -c fsync={'on' if durable else 'off'}"
        )
        cluster.run(
            "pg_ctl", "-D", f"{cluster.folder}/data", "-w", "-l", f"{cluster.folder}/log", "-o", options, "start"
        )
        return cluster

    def stop(self) -> None:
        """Stop at once and remove everything."""
        self.run("pg_ctl", "-D", f"{self.folder}/data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder)

    def new_database(self, template: str = "template0") -> str:
        """Create a database and return its URL."""
        name = f"test_{next(_NUMBERS)}"
        self.run("createdb", "-h", str(self.folder), "-U", "centre", "-T", template, name)
        return self.url(name)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self.run("dropdb", "-h", str(self.folder), "-U", "centre", "--force", name_of(url))

    def url(self, name: str) -> str:
        """Return where a database is found."""
        return f"postgresql://centre@/{name}?host={self.folder}"

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs, as somebody it agrees to run as."""
        who = {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid} if os.geteuid() == 0 else {}
        command = [str(self.binaries / program), *arguments]
        done = subprocess.run(
            command,
            cwd="/",
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            **who,  # type: ignore[call-overload]  # arguments are spread
        )
        # pg_ctl's server keeps stderr open, so only its exit code is looked at there.
        assert done.returncode == 0, done.stderr


def name_of(url: str) -> str:
    """Return which database a URL of this cluster names."""
    return url.split("/")[3].split("?", maxsplit=1)[0]


def _binaries() -> Path:
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    if found is None:
        raise NoPostgresError
    return Path(found).parent


def _user() -> str:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    names = {entry.pw_name for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in names:
            return name
    raise NoPostgresError
