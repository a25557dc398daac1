"""What the deployment page says of sharding is what PostgreSQL says of the program's own statements."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from tests.helpers.centre import RunningCentre, TestDesk, line
from tests.helpers.shards import SHARDS, Said, cut, keys_to_change, listening, plan, report, touched, with_key

PAGE = Path(__file__).parents[2] / "installer" / "deployment.md"


@pytest.fixture
def address(postgres_address: str) -> str:
    return postgres_address


@pytest.fixture
def heard(centre: RunningCentre) -> dict[str, list[Said]]:
    """Everything a desk of one house makes the centre say to its database, act by act."""
    desk: TestDesk = centre.enrolled_desk(houses=("барнаул|гагарина|1",))
    desk.push(desk.open_shift(), desk.cash(line()))
    acts: dict[str, list[Said]] = {}

    def act(name: str, do: Callable[[], object]) -> None:
        with listening(centre.database.writer) as said:
            do()
        acts[name] = list(said)

    cursor = desk.snapshot("rows").cursor
    act("hello", desk.hello)
    act("push", lambda: desk.push(desk.cash(line())))
    act("acks", lambda: _got(desk, "/v2/desk/acks?epoch=1&from=0"))
    act("own journal", lambda: _got(desk, "/v2/desk/journal?epoch=1&from=0"))
    act("feed", lambda: _got(desk, f"/v2/sync/changes?cursor={cursor}"))
    act("look-up", lambda: _got(desk, "/v2/lookup/account?receipt_type=tko&account=0101"))
    act("snapshot", lambda: desk.snapshot("file"))
    return acts


def _got(desk: TestDesk, target: str) -> None:
    assert desk.call("GET", target).status_code == 200


@pytest.fixture
def shards(centre: RunningCentre, heard: dict[str, list[Said]]) -> Iterator[Connection]:  # noqa: ARG001 - heard before the tables are cut
    with centre.database.writer.connect() as connection, connection.begin() as work:
        cut(connection)
        yield connection
        work.rollback()


def test_the_page_says_how_many_shards_each_statement_visits_today(
    heard: dict[str, list[Said]], shards: Connection
) -> None:
    lines = list(report(heard, shards))
    assert len(lines) > 20
    assert "\n".join(lines) in PAGE.read_text("utf-8"), "\n".join(lines)


def test_the_named_statements_visit_one_shard_once_they_name_their_key(shards: Connection) -> None:
    counts = with_key(shards)
    assert set(counts.values()) == {1}, counts
    page = PAGE.read_text("utf-8")
    assert [name for name in counts if f"| {name} |" not in page] == []


def test_the_page_names_the_keys_that_have_to_change() -> None:
    said = "Keys to change: " + ", ".join(f"`{name}`" for name in keys_to_change()) + "."
    assert said in " ".join(PAGE.read_text("utf-8").split()), said


def test_a_statement_without_its_key_is_seen_to_visit_every_shard(shards: Connection) -> None:
    assert touched(plan(shards, "SELECT * FROM op_inbox WHERE seq = 1")) == {"op_inbox": SHARDS}
