"""A signed call is heard once, by whichever process it reaches; what is too old to be taken anyway is forgotten."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from desk_app.protocol.signing import REQUEST_WINDOW_S
from desk_app.settlement.database import open_database
from desk_app.settlement.nonces import Nonces, OwnNonces, SharedNonces

DESK, OTHER = UUID(int=1), UUID(int=2)
NOW = 1_800_000_000
LONG = 2 * REQUEST_WINDOW_S + 61
"""Later than any call of that moment can still be taken, and than the last sweep."""


@pytest.fixture(params=["own", "shared"])
def nonces(request: pytest.FixtureRequest) -> Iterator[Nonces]:
    if request.param == "own":
        yield OwnNonces()
        return
    database = open_database(request.getfixturevalue("postgres_address"))
    yield SharedNonces(database)
    database.close()


def test_a_nonce_is_fresh_once(nonces: Nonces) -> None:
    heard = [nonces.fresh(DESK, "one", NOW), nonces.fresh(DESK, "one", NOW), nonces.fresh(DESK, "two", NOW)]
    assert heard == [True, False, True]


def test_desks_do_not_use_up_each_others_nonces(nonces: Nonces) -> None:
    assert (nonces.fresh(DESK, "one", NOW), nonces.fresh(OTHER, "one", NOW)) == (True, True)


def test_a_nonce_is_remembered_for_as_long_as_its_call_could_be_taken(nonces: Nonces) -> None:
    nonces.fresh(DESK, "early", NOW)
    # A call dated at the far end of the window stays valid for twice its length.
    assert not nonces.fresh(DESK, "early", NOW + 2 * REQUEST_WINDOW_S)


def test_a_nonce_is_forgotten_when_its_call_is_too_old_to_be_taken(nonces: Nonces) -> None:
    nonces.fresh(DESK, "early", NOW)
    nonces.fresh(DESK, "late", NOW + LONG)
    assert nonces.fresh(DESK, "early", NOW + LONG)


def test_what_one_process_heard_no_other_hears_again(postgres_address: str) -> None:
    databases = [open_database(postgres_address) for _ in range(2)]
    first, second = map(SharedNonces, databases)
    heard = (first.fresh(DESK, "one", NOW), second.fresh(DESK, "one", NOW))
    for database in databases:
        database.close()
    assert heard == (True, False)


def test_a_flood_of_calls_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk_app.settlement.nonces._REMEMBERED", 3)
    nonces = OwnNonces()
    for name in "abcd":
        nonces.fresh(DESK, name, NOW)
    assert [name for _, name in nonces.seen] == ["b", "c", "d"]
