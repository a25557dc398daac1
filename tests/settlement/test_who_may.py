"""T23: who may ask what. Every call, for every state of a desk and for another's objects: no, unless said otherwise."""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import requests

from desk_app.protocol.strict_json import dumps
from desk_app.settlement.endpoints import OPEN, SIGNED, Endpoint
from tests.helpers.centre import RunningCentre, TestDesk, line
from tests.helpers.residents import code_of, resident


@dataclass(frozen=True)
class People:
    """The desks of one centre: `mine` sees house 1, `theirs` belongs to another organisation and sees house 2."""

    centre: RunningCentre
    mine: TestDesk
    theirs: TestDesk
    states: Mapping[str, TestDesk]
    snapshot: str
    payment: str


def house_of(centre: RunningCentre, key: str) -> str:
    query = "SELECT h.key FROM house h JOIN account a ON a.house_id = h.id WHERE a.key = :key"
    found: str = centre.rows(query, key=key)[0][0]
    return found


def waiting(centre: RunningCentre, mine: TestDesk) -> TestDesk:
    """Introduce a desk that no operator has confirmed, and let it call itself what the centre calls it."""
    desk = TestDesk(centre.url, centre.clock)
    desk.enrol(centre.invite("Ждёт", trust=False))
    ((desk_id,),) = centre.rows("SELECT id FROM desk WHERE state = 'pending'")
    assert mine.grant is not None
    desk.grant = replace(mine.grant, desk_id=UUID(str(desk_id)))
    return desk


@pytest.fixture(scope="module")
def people(file_with_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    folder = tmp_path_factory.mktemp("who")
    with RunningCentre(shutil.copy(file_with_sample, folder / "c.db"), folder / "keys") as centre:
        mine = centre.enrolled_desk(houses=(house_of(centre, "tko/0101"),))
        theirs = centre.enrolled_desk("Чужая", inn="2221000009", houses=(house_of(centre, "tko/0201"),))
        paid = (theirs.open_shift(), theirs.cash(line("tko/0201")))
        theirs.push(*paid, resident(theirs, "tko/0201"))
        revoked = centre.enrolled_desk("Отозвана")
        with centre.database.write() as connection:
            connection.exec_driver_sql("UPDATE desk SET state = 'revoked' WHERE title = 'Отозвана'")
        unknown = TestDesk(centre.url, centre.clock, grant=mine.grant)
        states = {"unknown": unknown, "pending": waiting(centre, mine), "revoked": revoked, "active": mine}
        yield People(centre, mine, theirs, states, theirs.snapshot("rows").snapshot_id, str(paid[1].op_id))


HELLO = {"head": {"epoch": 1, "seq": 0, "hash": "0" * 64}, "install_id": "", "wall_utc": "", "app_ver": ""}
THEIRS: dict[str, Callable[[People], tuple[str, bytes]]] = {
    "/v2/desk/hello": lambda _: ("", dumps(HELLO)),
    "/v2/desk/recover": lambda _: ("", dumps(HELLO)),
    "/v2/desk/push": lambda _: ("", b""),
    "/v2/desk/acks": lambda _: ("?epoch=1&from=0", b""),
    "/v2/desk/journal": lambda _: ("?epoch=1&from=0", b""),
    "/v2/desk/decisions": lambda them: ("", dumps({"operations": [them.payment]})),
    "/v2/sync/snapshot": lambda _: ("", dumps({"form": "rows", "file_format": 1, "repair": False})),
    "/v2/sync/snapshot/{id}": lambda _: ("", b""),
    "/v2/sync/changes": lambda _: ("", b""),
    "/v2/lookup/account": lambda _: ("?receipt_type=tko&account=0201", b""),
    "/v2/codes/check": lambda them: (
        "", dumps({"receipt_type": "tko", "account": "0201", "code": code_of(them.centre, "tko/0201")}),
    ),
    "/v2/codes/packet": lambda _: ("", dumps({"after": ""})),
    "/v2/shift/statement": lambda them: ("", dumps({"shift_id": them.theirs.shift_id})),
}  # fmt: skip
"""A well-formed question for what another organisation's desk has; each call of the table needs one."""


def asked(people: People, one: Endpoint, desk: TestDesk) -> requests.Response:
    more, body = THEIRS[one.path](people)
    return desk.call(one.method, one.path.replace("{id}", people.snapshot) + more, body)


EXPECTED: dict[str, Callable[[Endpoint], set[int]]] = {
    "unknown": lambda _: {401},
    "pending": lambda _: {401},
    "revoked": lambda one: {200} if one.revoked_too else {403},
    "active": lambda _: {200, 404, 410},
}


@pytest.mark.parametrize("state", EXPECTED)
@pytest.mark.parametrize("one", SIGNED, ids=lambda one: one.path)
def test_a_desk_may_ask_by_its_state_alone(people: People, one: Endpoint, state: str) -> None:
    answer = asked(people, one, people.states[state])

    assert answer.status_code in EXPECTED[state](one), answer.text
    if answer.status_code == 403:
        assert answer.json() == {"error": "revoked"}


def test_only_hello_answers_the_revoked_so_that_they_learn_of_it() -> None:
    assert [one.path for one in SIGNED if one.revoked_too] == ["/v2/desk/hello"]
    assert {one.path for one in OPEN} == {"/v2/desk/enrol", "/v2/health"}


Told = Callable[[People, requests.Response], bool]
SEES: dict[str, Told] = {
    "/v2/desk/hello": lambda us, said: told(said, "hello")["desk_id"] == str(us.mine.desk_id),
    "/v2/desk/recover": lambda us, said: str(us.theirs.desk_id) not in said.text,
    "/v2/desk/push": lambda us, said: told(said)["desk_id"] == str(us.mine.desk_id),
    "/v2/desk/acks": lambda _, said: said.json() == {"acks": []},
    "/v2/desk/journal": lambda _, said: said.content == b"",
    "/v2/desk/decisions": lambda us, said: us.payment not in json.dumps(told(said)),
    "/v2/sync/snapshot": lambda us, said: said.json()["manifest"]["snapshot_id"] != us.snapshot,
    "/v2/sync/snapshot/{id}": lambda _, said: said.status_code == 404,
    "/v2/sync/changes": lambda _, said: said.status_code == 410,
    "/v2/lookup/account": lambda _, said: [one["holder"] for one in said.json()["accounts"]] == ["И*** П*** С***"],
    "/v2/codes/check": lambda _, said: said.json() == {"ok": False},
    "/v2/codes/packet": lambda _, said: said.json()["count"] == 6,
    "/v2/shift/statement": lambda _, said: (told(said)["state"], told(said)["payments"]) == ("unknown", 0),
}
"""What another organisation's objects look like: like nothing, or masked."""


def told(answer: requests.Response, *path: str) -> dict[str, Any]:
    """Open what the centre has signed."""
    value: Any = answer.json()
    for name in path:
        value = value[name]
    opened: dict[str, Any] = json.loads(bytes.fromhex(value["payload"]))
    return opened


@pytest.mark.parametrize("one", SIGNED, ids=lambda one: one.path)
def test_what_is_anothers_is_as_if_it_were_not(people: People, one: Endpoint) -> None:
    answer = asked(people, one, people.mine)

    assert SEES[one.path](people, answer), answer.text
    assert "Иванов" not in answer.text


def test_the_same_questions_are_answered_to_whom_it_concerns(people: People) -> None:
    """Otherwise the matrix could not fail: the objects asked for do exist."""
    unlike = {path for path, sees in SEES.items() if not sees(people, asked(people, _of(path), people.theirs))}
    assert unlike >= {
        "/v2/desk/acks", "/v2/desk/journal", "/v2/sync/snapshot/{id}", "/v2/codes/check", "/v2/shift/statement",
    }  # fmt: skip


def _of(path: str) -> Endpoint:
    return next(one for one in SIGNED if one.path == path)
