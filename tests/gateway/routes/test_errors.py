"""Every failure leaves in OpenAI's shape, with the right status, and quotes nothing."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway import errors
from gateway.errors import GatewayError
from gateway.routes.errors import response_of, status_of
from guards.phi.detector import Detector
from guards.verdicts import DetectorUnavailable
from tests.gateway.fake_vllm import BASE, FakeVllm, Script
from tests.gateway.scene import Gateway, until

CANARY = "Zyxwvutsq"


def subclasses(kind: type[GatewayError]) -> Iterator[type[GatewayError]]:
    for found in kind.__subclasses__():
        yield found
        yield from subclasses(found)


def made(kind: type[GatewayError]) -> GatewayError:
    later: dict[str, Any] = {"retry_after_s": 2.5}
    return kind("m", **later if kind in (errors.RateLimited, errors.Overloaded) else {})


EXPECTED = {
    "BadRequest": 400,
    "ContextTooLong": 400,
    "UnsupportedInput": 400,
    "TooLarge": 413,
    "AuthenticationFailed": 401,
    "PermissionDenied": 403,
    "NotFound": 404,
    "UnknownModel": 404,
    "Conflict": 409,
    "RateLimited": 429,
    "Overloaded": 503,
    "SafetyUnavailable": 503,
    "AdapterRefused": 422,
    "EngineFailed": 502,
    "EngineUnavailable": 503,
}


def test_every_error_has_its_status() -> None:
    found = {kind.__name__: status_of(made(kind)) for kind in subclasses(GatewayError)}
    assert found == EXPECTED


@pytest.mark.parametrize("kind", list(subclasses(GatewayError)), ids=lambda kind: kind.__name__)
def test_every_error_has_openais_shape(kind: type[GatewayError]) -> None:
    response = response_of(made(kind), "req-1")
    error = json.loads(bytes(response.body))["error"]
    assert error.keys() == {"message", "type", "param", "code"}
    assert error["code"] is not None or kind is errors.BadRequest
    later = response.status_code in (429, 503)
    assert ("retry-after" in response.headers) == later
    assert response.headers["x-request-id"] == "req-1"


async def test_an_unknown_path_is_a_404(preceptor: Gateway) -> None:
    for answer in (
        await preceptor.http.get("/v1/nothing"),
        await preceptor.post("/v2/chat/completions", {}),
    ):
        assert answer.status_code == 404
        assert answer.json()["error"]["type"] == "invalid_request_error"
    assert (await preceptor.http.get("/v1/chat/completions")).status_code == 405


async def test_no_key_and_a_wrong_key_are_401(preceptor: Gateway) -> None:
    for headers in ({}, {"authorization": "Bearer pk-x-y"}):
        body = {"model": "starter", "messages": [{"role": "user", "content": "x"}]}
        answer = await preceptor.http.post("/v1/chat/completions", json=body, headers=headers)
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "invalid_api_key"


@pytest.mark.parametrize("role", ["application", "evaluator"])
async def test_only_operators_operate(preceptor: Gateway, role: str) -> None:
    calls = [
        ("GET", "/aliases"),
        ("PUT", "/aliases/x"),
        ("POST", "/aliases/starter/promote"),
        ("POST", "/aliases/starter/rollback"),
        ("POST", "/aliases/starter/pilot"),
        ("POST", "/aliases/starter/suspend"),
        ("POST", "/aliases/starter/resume"),
        ("POST", "/adapters/x@1/load"),
    ]
    for method, path in calls:
        answer = await preceptor.http.request(
            method, f"/admin{path}", json={}, headers=preceptor.auth(role)
        )
        assert answer.status_code == 403, path
        bare = await preceptor.http.request(method, f"/admin{path}", json={})
        assert bare.status_code == 401, path


async def test_a_body_that_is_too_large_is_a_413(preceptor: Gateway) -> None:
    answer = await preceptor.chat("x" * (preceptor.services.settings.max_body_bytes + 1))
    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "request_too_large"


async def test_an_unknown_model_is_a_404(preceptor: Gateway) -> None:
    answer = await preceptor.chat(model="none")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "model_not_found")


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"model": "x", "policy": "none"}, "policy"),
        ({"phi_mode": "none"}, "phi_mode"),
        ({"phi_mode": 5}, None),
    ],
)
async def test_an_alias_cannot_be_bound_to_what_is_not_there(
    preceptor: Gateway, body: dict[str, Any], param: str | None
) -> None:
    body.pop("model", None)
    answer = await preceptor.admin("PUT", "/aliases/x", body)
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, param)


@pytest.mark.parametrize("weight", [0, -1, 1.5, "x", None])
async def test_a_canary_weight_is_a_share(preceptor: Gateway, weight: object) -> None:
    body = {"version": "coder@none", "weight": weight}
    answer = await preceptor.admin("POST", "/aliases/starter/promote", body)
    assert answer.status_code == (404 if weight is None else 400)


async def test_a_context_that_is_too_long_is_a_400(preceptor: Gateway, vllm: FakeVllm) -> None:
    text = f"Input length (9999) exceeds model's maximum context length (2048). {CANARY}"
    vllm.scripts[BASE] = Script(status=400, error=text)
    for stream in (False, True):
        answer = await preceptor.chat("x", stream=stream)
        assert answer.status_code == 400
        assert answer.json()["error"]["code"] == "context_length_exceeded"
        assert CANARY not in answer.text


async def test_an_engine_that_dies_mid_stream_ends_in_an_error_event(
    preceptor: Gateway, vllm: FakeVllm
) -> None:
    vllm.scripts[BASE] = Script(text="a long answer that is cut off", dies_after=4)
    answer = await preceptor.chat("x", stream=True)
    assert answer.status_code == 200
    last = answer.text.rstrip().split("\n\n")[-1]
    assert json.loads(last.removeprefix("data: "))["error"]["code"] == "engine_failed"
    assert preceptor.services.admission.running == 0
    events = await preceptor.events(answer.headers["x-request-id"])
    assert [event.kind for event in events] == ["request.admitted", "request.closed"]
    assert events[-1].detail["outcome"] == "failed"


async def test_garbage_from_the_engine_is_a_502(preceptor: Gateway, vllm: FakeVllm) -> None:
    for raw in (b"{}", b"not json", b'{"choices": [5]}'):
        vllm.scripts[BASE] = Script(raw=raw)
        answer = await preceptor.chat("x")
        assert (answer.status_code, answer.json()["error"]["code"]) == (502, "engine_failed")


async def test_a_full_gateway_is_a_503_with_retry_after(preceptor: Gateway, vllm: FakeVllm) -> None:
    key = preceptor.key(concurrency=1, tenant="busy")
    gate = asyncio.Event()
    vllm.scripts[BASE] = Script(text="slow", gate=gate)
    headers = {"authorization": f"Bearer {key}"}
    running = asyncio.create_task(preceptor.chat("x", headers=headers))
    await until(lambda: bool(vllm.prompts))
    limited = await preceptor.chat("x", headers=headers)
    assert limited.status_code == 429
    assert int(limited.headers["retry-after"]) >= 1
    admission = preceptor.services.admission
    admission._slots._value, admission._queue = 0, 0
    full = await preceptor.chat("x")
    assert (full.status_code, full.json()["error"]["code"]) == (503, "overloaded")
    assert int(full.headers["retry-after"]) >= 1
    gate.set()
    assert (await running).status_code == 200


async def test_a_detector_that_fails_sends_nothing(
    preceptor: Gateway, vllm: FakeVllm, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise DetectorUnavailable(CANARY)

    monkeypatch.setattr(Detector, "detect", broken)
    answer = await preceptor.chat("x")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "safety_unavailable")
    assert CANARY not in answer.text
    assert vllm.prompts == []


@pytest.mark.parametrize("stream", [True, False])
async def test_a_journal_that_fails_releases_nothing(
    preceptor: Gateway, vllm: FakeVllm, monkeypatch: pytest.MonkeyPatch, stream: bool
) -> None:
    vllm.scripts[BASE] = Script(text=f"the answer {CANARY}")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(preceptor.services.recorder._journal, "_write", full)
    answer = await preceptor.chat("x", stream=stream)
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "safety_unavailable")
    assert CANARY not in answer.text
    assert preceptor.services.admission.running == 0
    monkeypatch.undo()
    assert (await preceptor.chat("x", stream=stream)).status_code == 200


async def test_a_ledger_that_is_away_loses_nothing(preceptor: Gateway, home: Path) -> None:
    await preceptor.chat("x")
    other = sqlite3.connect(home / "ledger.sqlite3", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        answer = await preceptor.chat("y")
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert answer.status_code == 200
    trace = await preceptor.trace(answer.headers["x-request-id"])
    assert trace is not None
    assert trace.outcome == "answered"


def files_that_hold(text: str, folder: Path) -> list[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [path.name for path in files if text.encode() in path.read_bytes()]


MALFORMED: list[tuple[str, dict[str, Any]]] = [
    ("/v1/chat/completions", {"model": CANARY, "messages": [{"role": "user", "content": "x"}]}),
    ("/v1/chat/completions", {"model": "starter", "messages": CANARY}),
    ("/v1/chat/completions", {"model": "starter", "messages": [{"role": CANARY}]}),
    ("/v1/chat/completions", {"model": "starter", "messages": [{"role": "user", "content": 5}]}),
    (
        "/v1/chat/completions",
        {"model": "starter", "messages": [{"role": "user", "content": [{"type": CANARY}]}]},
    ),
    (
        "/v1/chat/completions",
        {
            "model": "starter",
            "messages": [{"role": "assistant", "content": "x", "tool_calls": [{"id": CANARY}]}],
        },
    ),
    *(
        (
            "/v1/chat/completions",
            {"model": "starter", "messages": [{"role": "user", "content": CANARY}], field: CANARY},
        )
        for field in ("n", "stream", "stream_options", "preceptor", "temperature", "tools")
    ),
    ("/v1/completions", {"model": "starter", "prompt": {"x": CANARY}}),
    ("/v1/completions", {"model": "starter", "prompt": f"Mr. {CANARY}, SSN 078-05-1120"}),
    ("/v1/embeddings", {"model": CANARY, "input": CANARY}),
    ("/v1/embeddings", {"model": "all-MiniLM-L6-v2", "input": {"x": CANARY}}),
    ("/v1/feedback", {"request_id": CANARY, "rating": 1}),
    ("/v1/feedback", {"request_id": "req-1", "rating": CANARY}),
    ("/v1/feedback", {"request_id": "req-1", "corrected": [CANARY]}),
]


async def test_no_error_log_metric_or_journal_holds_text_of_a_request(
    preceptor: Gateway,
    vllm: FakeVllm,
    home: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("gateway.routes.feedback.TRACE_WAIT_S", 0.0)
    caplog.set_level(logging.INFO)
    vllm.scripts[BASE] = Script(status=400, error=f"bad value: {CANARY}", param=CANARY)
    for path, body in MALFORMED:
        answer = await preceptor.post(path, body)
        assert 400 <= answer.status_code < 500, (path, body, answer.text)
        assert CANARY not in answer.text, (path, body)
    invalid = await preceptor.http.post(
        "/v1/chat/completions", content=f'{{"{CANARY}'.encode(), headers=preceptor.auth()
    )
    assert invalid.status_code == 400
    assert CANARY not in invalid.text
    vllm.scripts[BASE] = Script(text=f"dear Mr. {CANARY}, ", dies_after=3)
    await preceptor.chat(f"Mr. {CANARY} has asthma", stream=True)
    del vllm.scripts[BASE]
    for stream in (True, False):
        answered = await preceptor.chat(f"Mr. {CANARY} has asthma", stream=stream)
        assert CANARY in answered.text
    await preceptor.events("none")
    assert CANARY not in caplog.text
    assert CANARY not in (await preceptor.http.get("/metrics")).text
    assert await asyncio.to_thread(files_that_hold, CANARY, home) == []
    for seen in vllm.prompts[-2:]:
        assert CANARY not in seen.text, "the model saw a surrogate"
