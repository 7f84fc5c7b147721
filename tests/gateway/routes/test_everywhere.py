"""Wherever a request can carry text, no identifier passes; what cannot be read is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.gateway.fake_vllm import BASE, FakeVllm, Script
from tests.gateway.scene import Gateway

SSN = "078-05-1120"
TEXT = f"SSN {SSN} is hers"
ASKED = [{"role": "user", "content": "hello"}]


def schema(**more: Any) -> dict[str, Any]:
    described = {"type": "object", "description": TEXT, "properties": {"a": {"enum": [TEXT]}}}
    return {"type": "json_schema", "json_schema": {"name": "x", "schema": described, **more}}


def tool(**function: Any) -> dict[str, Any]:
    return {"type": "function", "function": {"name": "look_up", **function}}


def call(arguments: str) -> dict[str, Any]:
    return {"id": "c", "type": "function", "function": {"name": "f", "arguments": arguments}}


MESSAGES: list[dict[str, Any]] = [
    *({"role": role, "content": TEXT} for role in ("system", "developer", "user", "assistant")),
    {"role": "tool", "tool_call_id": "c", "content": TEXT},
    {"role": "tool", "tool_call_id": "c", "content": json.dumps({"ssn": SSN.replace("-", "")})},
    {"role": "function", "name": "f", "content": TEXT},
    {"role": "function", "name": TEXT, "content": "x"},
    {"role": "tool", "tool_call_id": SSN, "content": "x"},
    {"role": "tool", "tool_call_id": [TEXT], "content": "x"},
    {"role": "user", "content": "x", "id": TEXT, "type": TEXT},
    {"role": "user", "content": "x", TEXT: "as a name"},
    {"role": "user", "content": [{"type": "text", "text": "x", TEXT: "as a name"}]},
    {"role": "user", "content": [{"type": "text", "text": TEXT}]},
    {"role": "user", "content": [{"type": "text", "text": "x", "cache": TEXT}]},
    {"role": "user", "content": "x", "name": TEXT},
    {"role": "assistant", "content": None, "refusal": TEXT},
    {"role": "assistant", "content": "x", "reasoning_content": TEXT},
    {"role": "assistant", "content": "x", "reasoning": TEXT},
    {"role": "assistant", "content": "x", "thinking": {"steps": [TEXT]}},
    {"role": "assistant", "content": None, "tool_calls": [call(json.dumps({"q": TEXT}))]},
    {"role": "assistant", "content": None, "tool_calls": [call(f"not json {TEXT}")]},
    {"role": "assistant", "content": None, "tool_calls": [call(json.dumps({SSN: "as a key"}))]},
    {"role": "assistant", "content": None, "tool_calls": [{**call("{}"), "note": TEXT}]},
    {"role": "assistant", "content": None, "tool_calls": [{**call("{}"), "id": TEXT}]},
    {"role": "assistant", "content": None, "function_call": {"name": "f", "arguments": TEXT}},
    {"role": "assistant", "content": None, "function_call": {"name": TEXT, "arguments": "{}"}},
    {"role": "assistant", "content": None, "function_call": {"arguments": {"a": [TEXT]}}},
]
FIELDS: list[dict[str, Any]] = [
    {"user": TEXT},
    {"metadata": {"note": TEXT}},
    {"stop": TEXT},
    {"stop": [TEXT]},
    {"safety_identifier": TEXT},
    {"prompt_cache_key": TEXT},
    {"tools": [tool(description=TEXT)]},
    {"tools": [tool(parameters={"type": "object", "properties": {"a": {"description": TEXT}}})]},
    {"tools": [tool(parameters={"type": "object", "properties": {"a": {"default": TEXT}}})]},
    {"functions": [{"name": "f", "description": TEXT}]},
    {"response_format": schema()},
    {"response_format": schema(description=TEXT)},
    {"guided_choice": [TEXT]},
    {"structured_outputs": {"choice": [TEXT]}},
    {"bad_words": [TEXT]},
    {"documents": [{"title": "t", "text": TEXT}]},
    {"chat_template_kwargs": {"greeting": TEXT}},
    {"prediction": {"type": "content", "content": TEXT}},
    {"web_search_options": {"user_location": {"approximate": {"note": TEXT}}}},
    {"anything": {"deep": [[{"er": TEXT}]]}},
    {TEXT: "as a name"},
    {"preceptor": {"department": TEXT}},
    {"preceptor": {"conversation_id": TEXT}},
    {"preceptor": {"corpus_filter": {"a": TEXT}}},
    {"preceptor": {"unknown": TEXT}},
]


async def nothing_at_rest(preceptor: Gateway, answer: Any) -> None:
    """No file of the home, no metric, no audit event holds the number."""
    await preceptor.services.vault.flush()
    events = await preceptor.events(answer.headers.get("x-request-id", ""))
    shown = (await preceptor.http.get("/metrics")).text + str(events)
    files = [path for path in preceptor.services.settings.home.rglob("*") if path.is_file()]
    for secret in (SSN, SSN.replace("-", "")):
        assert secret not in shown
        assert not [f.name for f in files if secret.encode() in f.read_bytes()]


@pytest.mark.parametrize("message", MESSAGES, ids=json.dumps)
async def test_no_identifier_passes_in_any_message(
    preceptor: Gateway, vllm: FakeVllm, message: dict[str, Any]
) -> None:
    vllm.scripts[BASE] = Script(text="an answer")
    answer = await preceptor.chat(messages=[message, *ASKED])
    assert answer.status_code == 200, answer.text
    assert "1120" not in vllm.prompts[0].text
    await nothing_at_rest(preceptor, answer)


@pytest.mark.parametrize("field", FIELDS, ids=json.dumps)
async def test_no_identifier_passes_in_any_field(
    preceptor: Gateway, vllm: FakeVllm, field: dict[str, Any]
) -> None:
    vllm.scripts[BASE] = Script(text="an answer")
    answer = await preceptor.chat(messages=ASKED, **field)
    assert answer.status_code == 200, answer.text
    assert "1120" not in vllm.prompts[0].text
    await nothing_at_rest(preceptor, answer)


@pytest.mark.parametrize(
    "field",
    [{"prompt": TEXT}, {"prompt": ["x", TEXT]}, {"suffix": TEXT}, {"stop": [TEXT]}],
    ids=json.dumps,
)
async def test_a_bare_completion_refuses_identifiers_in_any_field(
    preceptor: Gateway, vllm: FakeVllm, field: dict[str, Any]
) -> None:
    answer = await preceptor.post("/v1/completions", {"model": "starter", "prompt": "x", **field})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "identifiers_found")
    assert (SSN in answer.text, vllm.prompts) == (False, [])
    await nothing_at_rest(preceptor, answer)


PARTS: list[dict[str, Any]] = [
    {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{SSN}"}},
    {"type": "input_image", "image_url": SSN},
    {"type": "input_audio", "input_audio": {"data": SSN, "format": "wav"}},
    {"type": "audio_url", "audio_url": {"url": SSN}},
    {"type": "video_url", "video_url": {"url": SSN}},
    {"type": "file", "file": {"file_data": SSN}},
    {"type": "input_file", "file_id": SSN},
    {"type": SSN},
    {"image_url": SSN},
]


@pytest.mark.parametrize("part", PARTS, ids=json.dumps)
@pytest.mark.parametrize("role", ["user", "tool", "assistant"])
async def test_what_cannot_be_read_is_refused(
    preceptor: Gateway, vllm: FakeVllm, role: str, part: dict[str, Any]
) -> None:
    content = [{"type": "text", "text": "see"}, part]
    answer = await preceptor.chat(messages=[{"role": role, "content": content}])
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "unsupported_content")
    assert "text only" in answer.json()["error"]["message"]
    assert (SSN in answer.text, vllm.prompts) == (False, [])
    await nothing_at_rest(preceptor, answer)


EMBEDDED: list[dict[str, Any]] = [
    {"input": TEXT},
    {"input": ["x", TEXT]},
    {"input": "x", "user": TEXT},
    {"input": "x", "metadata": {"a": TEXT}},
    {"input": "of x1120-q", "preceptor": {"subject_ref": "Patient/x1120-q"}},
]


@pytest.mark.parametrize("body", EMBEDDED, ids=json.dumps)
async def test_the_encoder_sees_no_identifier(
    preceptor: Gateway, monkeypatch: pytest.MonkeyPatch, body: dict[str, Any]
) -> None:
    encoder, seen = preceptor.services.encoder, []
    embed = type(encoder).embed

    def noted(self: Any, texts: Any) -> Any:
        seen.extend(texts)
        return embed(self, texts)

    monkeypatch.setattr(type(encoder), "embed", noted)
    answer = await preceptor.post("/v1/embeddings", {"model": encoder.name, **body})
    assert answer.status_code == 200
    assert seen
    assert "1120" not in str(seen)
    event = (await preceptor.events(answer.headers["x-request-id"]))[0]
    assert bool(event.detail["redaction"]["spans"]) == ("1120" in str(body["input"]))
    await nothing_at_rest(preceptor, answer)


@pytest.mark.parametrize("field", [{"corrected": TEXT}, {"comment": TEXT}, {"labels": ["x", TEXT]}])
async def test_feedback_holds_no_identifier(preceptor: Gateway, field: dict[str, Any]) -> None:
    answered = await preceptor.chat("hello")
    request_id = answered.headers["x-request-id"]
    await preceptor.trace(request_id)
    answer = await preceptor.post("/v1/feedback", {"request_id": request_id, **field})
    assert answer.status_code == 201
    ((kept, _),) = preceptor.ledger.evidence.lease_feedback("test", 9, 1e12, 1.0)
    assert "1120" not in str(kept)
    await nothing_at_rest(preceptor, answered)


@pytest.mark.parametrize("mode", ["mask", "safe-harbor", "limited"])
async def test_feedback_is_redacted_as_its_prompt_was(preceptor: Gateway, mode: str) -> None:
    await preceptor.bind("quiet", phi_mode=mode)
    answered = await preceptor.chat(TEXT, model="quiet")
    request_id = answered.headers["x-request-id"]
    await preceptor.trace(request_id)
    await preceptor.post("/v1/feedback", {"request_id": request_id, "comment": TEXT})
    ((kept, trace),) = preceptor.ledger.evidence.lease_feedback("test", 9, 1e12, 1.0)
    assert kept.comment == trace.prompt
    await preceptor.services.vault.flush()
    assert preceptor.ledger.conversations.holdings(now_s=0.0) == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/feedback", {"request_id": "r", "rating": 1, TEXT: 1}),
        ("/v1/feedback", {"request_id": "r", "rating": TEXT}),
        ("/v1/embeddings", {"model": TEXT, "input": "x"}),
        ("/v1/embeddings", {"model": "all-MiniLM-L6-v2", "input": [{TEXT: 1}]}),
        ("/v1/chat/completions", {"model": TEXT, "messages": ASKED}),
        ("/v1/chat/completions", {"model": "starter", "messages": ASKED, "preceptor": [TEXT]}),
        ("/v1/chat/completions", {"model": "starter", "messages": [{"role": TEXT}]}),
        ("/v1/chat/completions", {"model": "starter", "messages": ASKED, "n": TEXT}),
        (f"/v1/{TEXT}", {}),
    ],
    ids=str,
)
async def test_no_refusal_quotes_a_request(
    preceptor: Gateway, path: str, body: dict[str, Any]
) -> None:
    answer = await preceptor.post(path, body)
    assert 400 <= answer.status_code < 500
    assert "1120" not in answer.text
    await nothing_at_rest(preceptor, answer)
