"""Where a faulted centre keeps its books: a file, or a PostgreSQL of our own; copies of a prepared one are cheap."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.helpers.postgres import Cluster, NoPostgresError, name_of


class Ground(Protocol):
    """One kind of database; addresses are what `open_database` takes."""

    @property
    def kind(self) -> str:
        """Return «file» or «postgres»."""
        ...

    def fresh(self) -> AbstractContextManager[str]:
        """Make an empty database."""
        ...

    def copy(self, template: str) -> AbstractContextManager[str]:
        """Make a copy of a database that nobody is connected to."""
        ...


@dataclass(frozen=True, slots=True)
class FileGround:
    """Files in a folder that goes with them."""

    kind: str = "file"

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """Make an empty database."""
        with tempfile.TemporaryDirectory() as place:
            yield str(Path(place) / "centre.db")

    @contextmanager
    def copy(self, template: str) -> Iterator[str]:
        """Copy the file."""
        with self.fresh() as address:
            yield str(shutil.copy(template, address))


@dataclass(frozen=True, slots=True)
class PostgresGround:
    """Databases of one cluster."""

    cluster: Cluster
    kind: str = "postgres"

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """Make an empty database."""
        with self._removed(self.cluster.new_database()) as address:
            yield address

    @contextmanager
    def copy(self, template: str) -> Iterator[str]:
        """Let PostgreSQL copy it."""
        with self._removed(self.cluster.new_database(name_of(template))) as address:
            yield address

    @contextmanager
    def _removed(self, address: str) -> Iterator[str]:
        try:
            yield address
        finally:
            self.cluster.drop(address)


@contextmanager
def grounds(kinds: tuple[str, ...]) -> Iterator[tuple[Ground, ...]]:
    """Prepare what there is of these kinds on this computer; a file there is always."""
    with ExitStack() as stack:
        found: list[Ground] = [FileGround()] if "file" in kinds else []
        if "postgres" in kinds:
            with suppress(NoPostgresError):
                cluster = Cluster.start()
                stack.callback(cluster.stop)
                found.append(PostgresGround(cluster))
        yield tuple(found)
