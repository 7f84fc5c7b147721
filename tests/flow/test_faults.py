"""The engine dies, the client leaves, bodies are broken: it is said, and the next one is served."""

from __future__ import annotations

import json

import httpx
import openai
import pytest

from tests.flow.conftest import NOTE, System, until

LONG = {"model": "starter", "max_tokens": 1500, "stream": True, "ignore_eos": True}


def _ask(**change: object) -> dict[str, object]:
    return {**LONG, "messages": [{"role": "user", "content": NOTE}], **change}


def test_a_client_that_leaves_frees_everything(system: System, api_key: str) -> None:
    headers = {"authorization": f"Bearer {api_key}"}
    url = f"{system.url}/v1/chat/completions"
    with (
        httpx.Client(trust_env=False, headers=headers, timeout=60) as client,
        client.stream("POST", url, json=_ask()) as answer,
    ):
        request_id = answer.headers["x-request-id"]
        next(answer.iter_lines())
    until(lambda: "preceptor_inflight 0.0" in _metrics(system), 10)
    with system.ledger() as ledger:
        until(lambda: len(ledger.events.about(request_id)) == 2, 10)
        opened, closed = ledger.events.about(request_id)
    assert opened.kind == "request.admitted"
    assert closed.detail["outcome"] == "aborted"


def test_an_engine_killed_mid_stream_is_told_and_healed(
    system: System, client: openai.OpenAI
) -> None:
    stream = client.chat.completions.create(
        model="starter",
        messages=[{"role": "user", "content": NOTE}],
        max_tokens=1500,
        stream=True,
        extra_body={"ignore_eos": True},
    )
    next(iter(stream))
    engine = next(
        child for child in system.children() if "vllm.entrypoints" in " ".join(child.cmdline())
    )
    engine.kill()
    with pytest.raises(openai.APIError) as told:
        list(stream)
    assert told.value.code == "engine_failed"
    until(lambda: httpx.get(f"{system.url}/readyz", trust_env=False).status_code == 503, 10)
    with pytest.raises(openai.InternalServerError) as refused:
        client.chat.completions.create(
            model="icd10-coder", messages=[{"role": "user", "content": NOTE}], max_tokens=4
        )
    assert refused.value.status_code == 503
    assert "retry-after" in refused.value.response.headers
    system.wait_ready()
    answer = client.chat.completions.create(
        model="icd10-coder", messages=[{"role": "user", "content": NOTE}], max_tokens=4
    )
    assert answer.model_extra["preceptor"]["version"] == system.versions("icd10-coder")["v2"]


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b'{"model":"starter"}', 400),
        (json.dumps({"model": "starter", "messages": [{"role": "user"}], "n": 0}).encode(), 400),
        (b'{"model":"starter","messages":"' + b"x" * 2_100_000 + b'"}', 413),
    ],
)
def test_broken_bodies(system: System, api_key: str, data: bytes, status: int) -> None:
    headers = {"authorization": f"Bearer {api_key}", "content-type": "application/json"}
    url = f"{system.url}/v1/chat/completions"
    answer = httpx.post(url, content=data, headers=headers, trust_env=False)
    assert answer.status_code == status
    assert set(answer.json()["error"]) == {"message", "type", "param", "code"}


def test_unknown_paths_have_openais_shape(system: System) -> None:
    answer = httpx.get(f"{system.url}/v1/nothing", trust_env=False)
    assert answer.status_code == 404
    assert answer.json()["error"]["type"] == "invalid_request_error"


def test_admin_needs_an_operator(system: System, api_key: str) -> None:
    headers = {"authorization": f"Bearer {api_key}"}
    answer = httpx.get(f"{system.url}/admin/aliases", headers=headers, trust_env=False)
    assert answer.status_code == 403


def _metrics(system: System) -> str:
    return httpx.get(f"{system.url}/metrics", trust_env=False).text
