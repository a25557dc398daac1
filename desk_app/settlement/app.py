"""The HTTP face of the centre: raw bytes in, our own bytes out, nothing parsed before it is bounded."""

import logging
import re
from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request, Response
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import StreamingResponse
from starlette.routing import Route as StarletteRoute

from desk_app.protocol.strict_json import MalformedError
from desk_app.settlement.answers import Answer, CallRefusedError
from desk_app.settlement.calls import Call, who_calls
from desk_app.settlement.centre import Centre
from desk_app.settlement.effects import DeskIdentity
from desk_app.settlement.endpoints import OPEN, SIGNED
from desk_app.settlement.nonces import Nonces, OwnNonces, SharedNonces

_log = logging.getLogger("settlement")
_LENGTH = re.compile(r"[0-9]{1,18}", re.ASCII)  # what Python reads as a number is far more: «²», five thousand nines
Route = Callable[[Request], Awaitable[Response]]


def create_app(centre: Centre) -> FastAPI:
    """Build the service; there are no routes but those listed in `endpoints`."""
    # A redirect would name the host and path that it was asked for: what is not served is refused plainly.
    app = FastAPI(title="settlement", openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    nonces: Nonces = SharedNonces(centre.database) if centre.database.postgres else OwnNonces()
    for one in OPEN:
        handle = _open(centre, one.handle)
        app.router.routes.append(_only(one.method, one.path, _route(handle, one.most)))
    for each in SIGNED:
        handle = _signed(centre, nonces, each.handle, revoked_too=each.revoked_too)
        app.router.routes.append(_only(each.method, each.path, _route(handle, each.most)))
    app.add_exception_handler(HTTPException, _not_served)
    return app


def _only(method: str, path: str, route: Route) -> StarletteRoute:
    """Serve one method; where there is GET, Starlette would serve HEAD beside it, which nobody described."""
    made = StarletteRoute(path, route, methods=[method])
    made.methods = {method}
    return made


def _open(centre: Centre, handle: Callable[[Centre, Call], Answer]) -> Callable[[Call], Answer]:
    return lambda call: handle(centre, call)


def _signed(
    centre: Centre,
    nonces: Nonces,
    handle: Callable[[Centre, DeskIdentity, Call], Answer],
    *,
    revoked_too: bool,
) -> Callable[[Call], Answer]:
    def answer(call: Call) -> Answer:
        desk = who_calls(centre, nonces, call)
        if desk.state != "active" and not revoked_too:
            raise CallRefusedError(403, "revoked")
        return handle(centre, desk, call)

    return answer


def _route(handle: Callable[[Call], Answer], most: int) -> Route:
    async def route(request: Request) -> Response:
        try:
            body = await _read_body(request, most)
        except ClientDisconnect:
            return Response(status_code=400)  # the line broke in the middle of the question; nobody hears this
        answer = _too_large() if body is None else await run_in_threadpool(_guarded, handle, _call(request, body))
        if answer.pieces is not None:
            return StreamingResponse(answer.pieces, answer.status, dict(answer.headers), answer.media_type)
        return Response(answer.body, answer.status, dict(answer.headers), answer.media_type)

    return route


def _guarded(handle: Callable[[Call], Answer], call: Call) -> Answer:
    """Turn every way of failing into an answer that holds nothing of the question."""
    try:
        return handle(call)
    except CallRefusedError as refused:
        _log.info("refused", extra={"code": refused.code, "status": refused.status})
        return refused.answer()
    except MalformedError as error:
        # The field's name is ours; a text after the colon never comes from the input.
        return CallRefusedError(400, "malformed", extra={"reason": error.code}).answer()
    except SQLAlchemyError as error:
        _log.error("database", extra={"code": type(error).__name__})
        return CallRefusedError(503, "busy", retry_after=5).answer()
    except Exception as error:  # noqa: BLE001 - the last guard; the trace-back may hold personal data
        _log.error("internal", extra={"code": type(error).__name__})
        return CallRefusedError(500, "internal").answer()


def _too_large() -> Answer:
    return CallRefusedError(413, "too_large").answer()


def _call(request: Request, body: bytes) -> Call:
    query = request.scope["query_string"].decode("latin-1")
    path = request.scope.get("raw_path", b"").decode("latin-1") or request.scope["path"]
    return Call(
        method=request.method,
        target=f"{path}?{query}" if query else path,
        headers={name.lower(): value for name, value in request.headers.items()},
        body=body,
        peer=request.client.host if request.client else "",
        path={name: str(value) for name, value in request.path_params.items()},
    )


async def _read_body(request: Request, most: int) -> bytes | None:
    """Read at most `most` bytes; None for more, without keeping them."""
    announced = request.headers.get("content-length", "0")
    if _LENGTH.fullmatch(announced) is None or int(announced) > most:
        return None
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            return None
        parts.append(part)
    return b"".join(parts)


async def _not_served(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    code = {404: "not_found", 405: "method"}.get(status, "refused")
    answer = CallRefusedError(status, code).answer()
    return Response(answer.body, answer.status, media_type=answer.media_type)
