"""Enrolling this desk: a one-time code, a key made here, a fingerprint compared by phone."""

from collections.abc import Callable
from dataclasses import dataclass

from desk_app.application.errors import CentreRefusedError, NotEnrolledError
from desk_app.application.ports import Centre, DeskKeys, Store
from desk_app.application.records import Identity
from desk_app.protocol.messages import Grant
from desk_app.protocol.signing import fingerprint

CODE_REFUSED = "enrol"
"""The centre's word for a code that is unknown, used up or a day old."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Where enrolment stands; while `identity` is None the operator has to confirm the fingerprint."""

    fingerprint: str
    identity: Identity | None


@dataclass(frozen=True, slots=True)
class EnrolDesk:
    """Ask the centre for a grant; asking again with the same code is harmless.

    A desk that waits for the operator keeps its code, so that every later
    exchange can ask by itself; a desk with a grant keeps none. `remember` is
    there where a new address is tried: it is called once the centre has
    answered there, so that a mistyped address is never kept.
    """

    store: Store
    centre: Centre
    keys: DeskKeys
    remember: Callable[[], None] | None = None

    def __call__(self, code: str) -> Enrolment:
        """Return the state of enrolment.

        Raises:
            CentreUnreachableError: try again.
            CentreRefusedError: the code is wrong, used, or a day old.
        """
        code = code.strip().upper()
        with self.store.reading() as books:
            known, install_id, asked = books.desk.identity(), books.desk.install_id(), books.desk.asked()
        request = self.keys.enrolment(code, install_id)
        shown = fingerprint(request.public_key)
        if known is not None:
            if self.remember:
                self.centre.journal(known.grant.epoch, 0)  # only the centre that knows this desk answers
            self._met()
            return Enrolment(shown, known)
        signed = self.centre.enrol(request)
        self._met()
        if signed is None:
            if code != asked:
                self._wait_with(code)
            return Enrolment(shown, None)
        identity = Identity(Grant.from_bytes(signed.payload), signed, install_id)
        with self.store.writing() as books:
            # A window and a command may both have waited for this grant.
            if (known := books.desk.identity()) is None:
                books.desk.enrolled(identity)
                books.cards.lease(identity.grant.card_first, identity.grant.card_last)
        return Enrolment(shown, known or identity)

    def again(self) -> Enrolment:
        """Ask once more with the code that was given before.

        Raises:
            NotEnrolledError: none was given, or the centre does not take it any more.
            CentreUnreachableError: try again.
            CentreRefusedError: the code has grown too old; it is forgotten.
        """
        with self.store.reading() as books:
            asked, enrolled = books.desk.asked(), books.desk.identity() is not None
        if not asked and not enrolled:
            raise NotEnrolledError
        try:
            return self(asked)
        except CentreRefusedError as refused:
            if refused.code == CODE_REFUSED:
                self._wait_with("")
            raise

    def _met(self) -> None:
        if self.remember:
            self.remember()

    def _wait_with(self, code: str) -> None:
        with self.store.writing() as books:
            books.desk.ask(code)
