"""The description of the calls is made from the table of the routes, and the parsers agree with it."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from desk_app.settlement.app import create_app
from desk_app.settlement.endpoints import OPEN, SIGNED
from desk_app.settlement.main import main
from desk_app.settlement.openapi import describe
from tests.helpers.centre import RunningCentre, TestDesk

WITH_BODY = [f"{one.method} {one.path}" for one in SIGNED if one.takes.body and one.path != "/v2/desk/push"]


@pytest.fixture(scope="module")
def caller(file_with_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestDesk]:
    folder = tmp_path_factory.mktemp("described")
    with RunningCentre(shutil.copy(file_with_sample, folder / "c.db"), folder / "keys") as running:
        yield running.enrolled_desk()


def test_every_route_is_described_and_nothing_else(file_with_sample: Path, tmp_path: Path) -> None:
    with RunningCentre(shutil.copy(file_with_sample, tmp_path / "c.db"), tmp_path / "keys") as running:
        routes: Any = create_app(running.centre).routes
        served = {(one.path, method.lower()) for one in routes for method in one.methods}
    told = {(path, method) for path, operations in describe()["paths"].items() for method in operations}
    assert told == served


def test_the_command_prints_it_without_any_centre(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["openapi"]) == 0
    assert json.loads(capsys.readouterr().out) == describe()


def test_a_signed_call_wants_the_headers_that_sign_it_and_an_open_one_does_not() -> None:
    for one in (*OPEN, *SIGNED):
        told = describe()["paths"][one.path][one.method.lower()]["parameters"]
        wanted = {each["name"] for each in told if each["in"] == "header" and each["required"]}
        signed = {"Desk-Id", "Desk-Time", "Desk-Nonce", "Desk-Signature", "Sync-Protocol"}
        assert wanted == (signed if one in SIGNED else set()), one.path


def generated(name: str, mode: GenerationMode) -> Any:  # noqa: ANN401 - a strategy of schemathesis
    schema = schemathesis.openapi.from_dict(describe())
    method, path = name.split()
    return schema[path][method].as_strategy(generation_mode=mode)


@pytest.mark.parametrize("name", WITH_BODY)
def test_a_body_that_the_description_allows_is_understood(caller: TestDesk, name: str) -> None:
    method, path = name.split()

    @settings(
        max_examples=25, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(generated(name, GenerationMode.POSITIVE))
    def understood(case: Any) -> None:  # noqa: ANN401 - schemathesis' own
        raw = json.dumps(case.body, ensure_ascii=False).encode("utf-8", "surrogatepass")
        answer = caller.call(method, path, raw)
        # JSON Schema knows 1.0 as a whole number and cannot speak of surrogates or of saying one thing twice.
        beyond = re.search(rb"\d\.\d|\d[eE]|\xed[\xa0-\xbf]", raw) or answer.json().get("reason") == "twice:operations"
        assert answer.status_code != 400 or beyond, answer.text

    understood()


@pytest.mark.parametrize("name", WITH_BODY)
def test_a_body_that_the_description_forbids_is_refused(caller: TestDesk, name: str) -> None:
    method, path = name.split()
    told = next(one for one in SIGNED if one.path == path).takes.body

    for field in told["required"]:
        lacking = {other: _least(schema) for other, schema in told["properties"].items() if other != field}
        assert caller.post(path, lacking).json() == {"error": "malformed", "reason": f"missing:{field}"}
    whole = {other: _least(schema) for other, schema in told["properties"].items()}
    assert caller.post(path, whole | {"more": 1}).json() == {"error": "malformed", "reason": "unknown_field"}
    assert method == "POST"


def _least(schema: Any) -> Any:  # noqa: ANN401 - a schema, and a value of it
    """Make the least value that a schema allows."""
    if schema["type"] == "object":
        return {name: _least(schema["properties"][name]) for name in schema["required"]}
    if schema["type"] == "array":
        return []
    if schema["type"] == "integer":
        return schema["minimum"]
    if schema["type"] == "boolean":
        return False
    return _least_text(schema)


def _least_text(schema: Any) -> str:  # noqa: ANN401 - a schema
    if "enum" in schema:
        return str(schema["enum"][0])
    sized = re.fullmatch(r"\^\[0-9(?:a-f)?\]\{(\d+)\}\$", schema["pattern"])
    if sized:
        return "0" * int(sized[1])
    return (
        "00000000-0000-0000-0000-000000000000"
        if "-[0-9a-f]{4}-" in schema["pattern"]
        else "x" * schema.get("minLength", 0)
    )
