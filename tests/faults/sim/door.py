"""The centre's HTTP face without a socket: the same routes, limits, signature checks and last guard as the service."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from desk_app.settlement import app
from desk_app.settlement.answers import Answer, CallRefusedError
from desk_app.settlement.calls import Call
from desk_app.settlement.centre import Centre
from desk_app.settlement.endpoints import OPEN, SIGNED
from desk_app.settlement.nonces import OwnNonces

Handle = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True)
class _Route:
    """One call of the service."""

    most: int
    handle: Handle


@dataclass(slots=True)
class Door:
    """Answers requests given as bytes; a new one is a new process of the service, which remembers no nonces."""

    centre: Centre
    _routes: dict[tuple[str, str], _Route] = field(init=False)

    def __post_init__(self) -> None:
        """Build the routes as `create_app` does."""
        nonces = OwnNonces()
        self._routes = {
            (one.method, one.path): _Route(one.most, app._open(self.centre, one.handle)) for one in OPEN
        } | {
            (one.method, one.path): _Route(
                one.most,
                app._signed(self.centre, nonces, one.handle, revoked_too=one.path == "/v2/desk/hello"),
            )
            for one in SIGNED
        }

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer one request."""
        path, parts = _pattern(urlsplit(target).path)
        route = self._routes.get((method, path))
        if route is None:
            return CallRefusedError(404, "not_found").answer()
        if len(body) > route.most:
            return app._too_large()
        lower = {name.lower(): value for name, value in headers.items()}
        return app._guarded(route.handle, Call(method, target, lower, body, "10.0.0.1", parts))


def _pattern(path: str) -> tuple[str, dict[str, str]]:
    """Name the one path that has parameters as its route does."""
    parts = path.split("/")
    if parts[:4] == ["", "v2", "sync", "snapshot"] and len(parts) > 4:
        names = ("id", "n")[: len(parts) - 4]
        named = dict(zip(names, parts[4:], strict=False))
        return "/v2/sync/snapshot/" + "/".join(f"{{{name}}}" for name in names), named
    return path, {}
