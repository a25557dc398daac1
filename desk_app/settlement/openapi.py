"""The calls of the centre as an OpenAPI 3.1 document, made from the very table that the routes are made from.

It is for people who write or probe a client and is printed by
`settlement-centre openapi`; the service itself does not serve it.
"""

import re
from collections.abc import Mapping
from typing import Any

from desk_app.protocol.signing import (
    HEADER_DESK,
    HEADER_NONCE,
    HEADER_PROTOCOL,
    HEADER_SIGNATURE,
    HEADER_TIME,
    PROTOCOL_VERSION,
)
from desk_app.settlement.endpoints import OPEN, SIGNED, Endpoint, OpenEndpoint
from desk_app.settlement.shapes import UUID, Schema, Takes

_ABOUT = (
    f"Every call but enrolment and health is signed: {HEADER_SIGNATURE} is Ed25519 in hex over «SG-REQ-v1», a NUL byte "
    "and the lines method, target, SHA-256 of the body in hex, time, nonce, desk. A nonce is good once."
)
_SIGNED_BY: dict[str, Schema] = {
    HEADER_DESK: UUID,
    HEADER_TIME: {"type": "string", "pattern": "^[0-9]{1,12}$", "description": "Seconds, within 5 min of the centre"},
    HEADER_NONCE: {"type": "string", "pattern": "^[0-9A-Za-z_-]{8,64}$"},
    HEADER_SIGNATURE: {"type": "string", "pattern": "^[0-9a-f]{128}$"},
    HEADER_PROTOCOL: {"type": "string", "const": PROTOCOL_VERSION},
}
_REFUSED = {
    "400": "malformed",
    "401": "signature, clock or replay",
    "403": "revoked, or enrol",
    "404": "not_found",
    "405": "method",
    "409": "epoch",
    "410": "cursor_expired",
    "413": "too_large",
    "416": "range",
    "426": "protocol",
    "429": "busy, or too many tries",
    "503": "busy",
}
_ERROR: Schema = {
    "type": "object",
    "properties": {name: {"type": "string"} for name in ("error", "reason", "centre_time")},
    "required": ["error"],
    "additionalProperties": False,
}


def describe() -> dict[str, Any]:
    """Build the document."""
    paths: dict[str, dict[str, Any]] = {}
    for one in (*OPEN, *SIGNED):
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one)
    return {
        "openapi": "3.1.0",
        "info": {"title": "settlement", "version": PROTOCOL_VERSION, "description": _ABOUT},
        "paths": paths,
        "components": {"schemas": {"Refusal": _ERROR}},
    }


def _operation(one: Endpoint | OpenEndpoint) -> dict[str, Any]:
    said: dict[str, Any] = {
        "operationId": one.handle.__name__,
        "summary": (one.handle.__doc__ or "").split("\n")[0],
        "x-most-bytes": one.most,
        "parameters": [
            *_path_parameters(one.path),
            *_query_parameters(one.takes),
            *_headers(one.takes.headers, required=False),
        ],
        "responses": {"2XX": {"description": "Answered"}} | {status: _refusal(why) for status, why in _REFUSED.items()},
    }
    if isinstance(one, Endpoint):
        said["parameters"] += _headers(_SIGNED_BY, required=True)
    if one.takes.body:
        said["requestBody"] = {"required": True, "content": {one.takes.media: {"schema": one.takes.body}}}
    return said


def _path_parameters(path: str) -> list[dict[str, Any]]:
    names = re.findall(r"\{(\w+)\}", path)
    return [{"name": name, "in": "path", "required": True, "schema": UUID} for name in names]


def _query_parameters(takes: Takes) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "query", "required": name in takes.required, "schema": schema}
        for name, schema in takes.query.items()
    ]


def _headers(headers: Mapping[str, Schema], *, required: bool) -> list[dict[str, Any]]:
    return [{"name": name, "in": "header", "required": required, "schema": schema} for name, schema in headers.items()]


def _refusal(why: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Refusal"}
    return {"description": why, "content": {"application/json": {"schema": schema}}}
