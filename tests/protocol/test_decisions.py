"""Decisions travel signed, whole and strict."""

from dataclasses import replace

import pytest

from desk_app.protocol.decisions import Closed, Decided, Decisions
from desk_app.protocol.strict_json import MalformedError, loads

SAID = Decisions(
    "0192f000-0000-7000-8000-00000000d35c",
    (Closed("0192f000-0000-7000-8000-000000000001", (Decided("to", "tko/0101", "нашли"), Decided("refund", "", "—"))),),
)


def test_decisions_come_back_as_they_were_said() -> None:
    assert Decisions.from_bytes(SAID.to_bytes()) == SAID
    assert set(loads(SAID.to_bytes())) == {"desk_id", "closed"}


@pytest.mark.parametrize(
    "closed",
    [
        Closed("not an id", SAID.closed[0].decisions),
        Closed(SAID.closed[0].op_id, ()),
        Closed(SAID.closed[0].op_id, (Decided("forget", "", "x"),)),
        Closed(SAID.closed[0].op_id, (Decided("to", "a" * 81, "x"),)),
        Closed(SAID.closed[0].op_id, (Decided("drop", "", "x" * 301),)),
    ],
    ids=["no id", "nothing decided", "unknown action", "long account", "long reason"],
)
def test_what_is_no_decision_is_not_read(closed: Closed) -> None:
    with pytest.raises(MalformedError):
        Decisions.from_bytes(replace(SAID, closed=(closed,)).to_bytes())
