"""Refusals that more than one use case can meet."""

from desk_app.domain.errors import DeskError
from desk_app.domain.ids import AccountKey


class NotEnrolledError(DeskError):
    """The desk has no grant yet: it may look around, but not write operations."""


class ConfirmationAwaitedError(NotEnrolledError):
    """The desk has asked; the operator has not confirmed its key yet."""

    def __init__(self, fingerprint: str) -> None:
        """Keep what is compared by phone."""
        super().__init__("confirmation awaited")
        self.fingerprint = fingerprint


class WorkplaceAbsentError(DeskError):
    """The folder holds no workplace: most likely its name is mistyped, and a new one would hide the mistake."""

    def __init__(self, folder: str) -> None:
        """Keep the folder."""
        super().__init__(folder)
        self.folder = folder


class AccountUnknownError(DeskError):
    """This desk does not know the account."""

    def __init__(self, account: AccountKey) -> None:
        """Keep the account."""
        super().__init__("account unknown")
        self.account = account


class RegisterElsewhereError(DeskError):
    """A resident is registered where the house belongs: a document opens nothing outside the desk's own houses."""


class CentreUnreachableError(DeskError):
    """Nothing is known of what the centre did; the same request is safe to repeat.

    `reason` is a safe word (timeout, refused, tls, clock, not_the_centre,
    server_error, busy); `retry_after_s` is what the centre asked for, if it did.
    """

    def __init__(self, reason: str, retry_after_s: int = 0) -> None:
        """Keep the reason."""
        super().__init__(reason)
        self.reason = reason
        self.retry_after_s = retry_after_s


class CentreRefusedError(DeskError):
    """The centre answered and said no; `code` is its machine word."""

    def __init__(self, code: str) -> None:
        """Keep the machine word."""
        super().__init__(code)
        self.code = code


class MirrorMovedError(CentreUnreachableError):
    """Another program of this desk has brought the mirror elsewhere; the next turn goes on from there."""

    def __init__(self) -> None:
        """Name the reason."""
        super().__init__("mirror_moved")


class MirrorBusyError(CentreUnreachableError):
    """Another program of this desk is fetching the centre's data; what it brings is for both."""

    def __init__(self) -> None:
        """Name the reason."""
        super().__init__("mirror_busy")


class CursorExpiredError(DeskError):
    """The feed cannot be continued from this cursor; a snapshot is the cure."""


class StoppedByCentreError(DeskError):
    """The centre has frozen this desk's epoch: a fork, a clone or a revoked key.

    New shifts wait for the operator; an open shift may finish, nothing is lost.
    """

    def __init__(self, verdict: str) -> None:
        """Keep the verdict."""
        super().__init__(verdict)
        self.verdict = verdict
