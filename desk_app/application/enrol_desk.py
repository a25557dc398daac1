"""Enrolling this desk: a one-time code, a key made here, a fingerprint compared by phone."""

from dataclasses import dataclass

from desk_app.application.ports import Centre, DeskKeys, Store
from desk_app.application.records import Identity
from desk_app.protocol.messages import Grant
from desk_app.protocol.signing import fingerprint


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Where enrolment stands; while `identity` is None the operator has to confirm the fingerprint."""

    fingerprint: str
    identity: Identity | None


@dataclass(frozen=True, slots=True)
class EnrolDesk:
    """Ask the centre for a grant; asking again with the same code is harmless."""

    store: Store
    centre: Centre
    keys: DeskKeys

    def __call__(self, code: str) -> Enrolment:
        """Return the state of enrolment.

        Raises:
            CentreUnreachableError: try again.
            CentreRefusedError: the code is wrong, used, or a day old.
        """
        with self.store.reading() as books:
            known, install_id = books.desk.identity(), books.desk.install_id()
        request = self.keys.enrolment(code.strip().upper(), install_id)
        shown = fingerprint(request.public_key)
        if known is not None:
            return Enrolment(shown, known)
        signed = self.centre.enrol(request)
        if signed is None:
            return Enrolment(shown, None)
        identity = Identity(Grant.from_bytes(signed.payload), signed, install_id)
        with self.store.writing() as books:
            books.desk.enrolled(identity)
            books.cards.lease(identity.grant.card_first, identity.grant.card_last)
        return Enrolment(shown, identity)
