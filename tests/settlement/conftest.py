"""A running centre for each test, audited afterwards; on both databases where it matters."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk_app.settlement import schema
from desk_app.settlement.audit import audit
from desk_app.settlement.clock import stamp
from desk_app.settlement.database import open_database
from tests.helpers.centre import NOON, RunningCentre, TestDesk, load_street
from tests.helpers.postgres import Cluster, NoPostgresError, name_of


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    try:
        started = Cluster.start()
    except NoPostgresError:
        pytest.skip("no PostgreSQL binaries on this computer")
    yield started
    started.stop()


@pytest.fixture(scope="session")
def file_with_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "centre.db"
    _prepare(path)
    return path


@pytest.fixture(scope="session")
def postgres_with_sample(cluster: Cluster) -> str:
    url = cluster.new_database()
    _prepare(url)
    return name_of(url)


@pytest.fixture
def file_address(file_with_sample: Path, tmp_path: Path) -> str:
    return str(shutil.copy(file_with_sample, tmp_path / "centre.db"))


@pytest.fixture
def postgres_address(cluster: Cluster, postgres_with_sample: str) -> str:
    return cluster.new_database(postgres_with_sample)


@pytest.fixture(params=["file", "postgres"])
def address(request: pytest.FixtureRequest) -> str:
    """Every promise holds over both databases."""
    found: str = request.getfixturevalue(f"{request.param}_address")
    return found


@pytest.fixture
def centre(address: str, tmp_path: Path) -> Iterator[RunningCentre]:
    """A centre with the small street; after every test its books are recomputed."""
    with RunningCentre(address, tmp_path / "keys") as running:
        yield running
        assert [finding for finding in audit(running.database) if not finding.holds] == []


@pytest.fixture
def desk(centre: RunningCentre) -> TestDesk:
    return centre.enrolled_desk()


def _prepare(address: Path | str) -> None:
    database = open_database(address)
    schema.upgrade(database, stamp(NOON))
    with database.write() as connection:
        load_street(connection)
    database.close()
