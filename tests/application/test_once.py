"""A commit that raised has an unknown outcome: look, and only then tell."""

import pytest

from desk_app.application.once import NotSavedError, StoreBrokenError, once
from desk_app.domain.ids import OperationId
from tests.helpers.small_desk import BreakingStore, SmallDesk


def anything(_body: object) -> bool:
    return True


def test_an_error_of_the_act_itself_is_told_as_it_is(desk: SmallDesk) -> None:
    def act(_books: object) -> int:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        once(desk.store, desk.ids.new(), act, lambda _books: 0, anything)


@pytest.mark.parametrize(("how", "code"), [("before", "disk_full"), ("after", "disk_error")])
def test_an_act_that_left_no_trace_was_not_saved(desk: SmallDesk, how: str, code: str) -> None:
    with pytest.raises(NotSavedError, match=code) as refused:
        once(BreakingStore(desk.store, how), desk.ids.new(), lambda _books: 1, lambda _books: 0, anything)
    assert isinstance(refused.value.__cause__, StoreBrokenError)


def test_an_act_whose_row_is_there_answers_from_the_row(open_desk: SmallDesk) -> None:
    (frame,) = open_desk.pending()
    op_id = OperationId(str(frame.op_id))
    assert once(open_desk.store, op_id, lambda _books: "acted", lambda _books: "looked", anything) == "looked"
