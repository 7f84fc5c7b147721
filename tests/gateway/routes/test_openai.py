"""The endpoints that OpenAI's clients know, with the official client."""

from __future__ import annotations

import base64
import json
import struct
from typing import Any

import openai
import pytest

from tests.gateway.fake_vllm import BASE, FakeVllm, Script
from tests.gateway.scene import Gateway

NOTE = "Mrs. Ottoline Quux, MRN: 12345678, was seen on 03/04/2021."
ASKED: list[Any] = [{"role": "user", "content": NOTE}]
TOOL: Any = {"type": "function", "function": {"name": "look_up", "parameters": {"type": "object"}}}


def identifiers_in(text: str) -> list[str]:
    return [word for word in ("Ottoline", "Quux", "12345678", "03/04/2021") if word in text]


def events(text: str) -> list[Any]:
    lines = [line.removeprefix("data: ") for line in text.split("\n\n") if line]
    assert lines[-1] == "[DONE]"
    return [json.loads(line) for line in lines[:-1]]


async def test_a_plain_chat_is_answered_restored(preceptor: Gateway, vllm: FakeVllm) -> None:
    answer = await preceptor.openai().chat.completions.create(model="starter", messages=ASKED)
    assert answer.choices[0].message.content == f"base: {NOTE}"
    assert answer.model == "starter"
    assert answer.usage is not None
    assert answer.usage.completion_tokens > 0
    (seen,) = vllm.prompts
    assert identifiers_in(seen.text) == []


async def test_the_head_and_the_body_say_what_was_done(preceptor: Gateway) -> None:
    answer = await preceptor.chat(NOTE)
    body, headers = answer.json(), answer.headers
    assert headers["x-request-id"] == body["id"]
    assert headers["x-preceptor-version"] == body["preceptor"]["version"]
    assert headers["x-preceptor-version"].startswith("base@")
    detector = preceptor.services.redaction.detector.coverage
    assert detector in headers["x-preceptor-guards"]
    ran = {coverage["guard"]: coverage for coverage in body["preceptor"]["guards"]}
    assert ran[detector]["chars"] > 0
    assert ran[detector]["not_covered"] == []
    assert any(coverage["stage"] == "stream" for coverage in ran.values())
    assert headers["content-type"] == "application/json"


async def test_a_stream_is_the_plain_answer_with_its_usage(preceptor: Gateway) -> None:
    stream = await preceptor.openai().chat.completions.create(
        model="starter", messages=ASKED, stream=True, stream_options={"include_usage": True}
    )
    chunks = [chunk async for chunk in stream]
    said = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert said == f"base: {NOTE}"
    assert chunks[-1].usage is not None
    assert {chunk.id for chunk in chunks} == {chunks[0].id}
    assert {chunk.object for chunk in chunks} == {"chat.completion.chunk"}
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "stop"


@pytest.mark.parametrize("usage", [True, False])
async def test_the_last_chunk_carries_the_report(preceptor: Gateway, usage: bool) -> None:
    options = {"stream": True, "stream_options": {"include_usage": usage}}
    chunks = events((await preceptor.chat(NOTE, **options)).text)
    assert ["preceptor" in chunk for chunk in chunks] == [False] * (len(chunks) - 1) + [True]
    assert any("usage" in chunk for chunk in chunks) == usage


@pytest.mark.parametrize("stream", [True, False])
async def test_several_choices(preceptor: Gateway, stream: bool) -> None:
    answer = await preceptor.chat(NOTE, n=3, stream=stream)
    if stream:
        said = ["", "", ""]
        for chunk in events(answer.text):
            for choice in chunk["choices"]:
                said[choice["index"]] += choice["delta"].get("content") or ""
    else:
        said = [choice["message"]["content"] for choice in answer.json()["choices"]]
    assert said == [f"base: {NOTE}"] * 3


@pytest.mark.parametrize("stream", [True, False])
async def test_tool_calls_get_their_values_back(
    preceptor: Gateway, vllm: FakeVllm, stream: bool
) -> None:
    vllm.scripts[BASE] = Script(
        calls=[("look_up", ['{"mrn": "[M', "RN_1", ']"}']), ("look_up", ["{}"])]
    )
    answer = await preceptor.chat(NOTE, tools=[TOOL], stream=stream)
    called = ["", ""]
    for piece in events(answer.text) if stream else [answer.json()]:
        choice = piece["choices"][0]
        calls = choice["delta"].get("tool_calls") if stream else choice["message"]["tool_calls"]
        for number, call in enumerate(calls or []):
            called[call.get("index", number)] += call["function"].get("arguments") or ""
    assert [json.loads(one) for one in called] == [{"mrn": "12345678"}, {}]


async def test_logprobs_are_passed_on(preceptor: Gateway) -> None:
    answer = await preceptor.openai().chat.completions.create(
        model="starter", messages=[{"role": "user", "content": "hello"}], logprobs=True
    )
    logprobs = answer.choices[0].logprobs
    assert logprobs is not None
    assert logprobs.content is not None
    assert logprobs.content[0].logprob == -0.5


async def test_unknown_fields_reach_the_engine_and_ours_do_not(
    preceptor: Gateway, vllm: FakeVllm
) -> None:
    extra = {"preceptor": {"department": "x"}, "metadata": {"a": "b"}, "user": "u", "top_k": 5}
    assert (await preceptor.chat("hi", **extra, seed=7, stop=["\n"])).status_code == 200
    (seen,) = vllm.prompts
    assert seen.body["top_k"] == 5
    assert (seen.body["seed"], seen.body["stop"]) == (7, ["\n"])
    assert {"preceptor", "metadata", "user"} & seen.body.keys() == set()


async def test_tenants_do_not_share_a_prefix_cache(preceptor: Gateway, vllm: FakeVllm) -> None:
    for tenant in ("one", "two"):
        key = preceptor.key(tenant=tenant)
        await preceptor.chat("hi", headers={"authorization": f"Bearer {key}"}, cache_salt="mine")
    salts = {seen.body["cache_salt"] for seen in vllm.prompts}
    assert len(salts - {"mine"}) == 2


async def test_a_bare_completion_is_answered(preceptor: Gateway) -> None:
    answer = await preceptor.openai().completions.create(model="starter", prompt="hello")
    assert answer.choices[0].text == "base: hello"
    assert answer.object == "text_completion"


async def test_a_bare_completion_with_identifiers_is_refused(
    preceptor: Gateway, vllm: FakeVllm
) -> None:
    with pytest.raises(openai.BadRequestError) as refusal:
        await preceptor.openai().completions.create(model="starter", prompt=NOTE)
    assert refusal.value.code == "identifiers_found"
    assert identifiers_in(str(refusal.value)) == []
    assert vllm.prompts == []


async def test_an_image_is_refused(preceptor: Gateway, vllm: FakeVllm) -> None:
    part = {"type": "image_url", "image_url": {"url": "data:x"}}
    answer = await preceptor.chat(messages=[{"role": "user", "content": [part]}])
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "unsupported_content")
    assert vllm.prompts == []


async def test_a_patients_emergency_is_escalated_without_the_model(
    preceptor: Gateway, vllm: FakeVllm
) -> None:
    await preceptor.bind("portal", policy="patient-portal")
    answer = await preceptor.chat("I took all my pills, I want to kill myself", model="portal")
    body = answer.json()
    assert answer.headers["x-preceptor-action"] == body["preceptor"]["action"] == "escalate"
    assert body["choices"][0]["finish_reason"] == "content_filter"
    assert vllm.prompts == []


async def test_redaction_is_off_for_evaluators_alone(preceptor: Gateway, vllm: FakeVllm) -> None:
    await preceptor.bind("raw", phi_mode="off", policy="evaluation")
    refused = await preceptor.chat(NOTE, model="raw")
    assert (refused.status_code, vllm.prompts) == (403, [])
    served = await preceptor.chat(NOTE, model="raw", headers=preceptor.auth("evaluator"))
    assert served.status_code == 200
    assert "Quux" in vllm.prompts[0].text


async def test_models_are_the_aliases_and_the_encoder(preceptor: Gateway) -> None:
    listed = [model async for model in preceptor.openai().models.list()]
    assert [model.id for model in listed] == ["starter", "all-MiniLM-L6-v2"]
    one = await preceptor.openai().models.retrieve("starter")
    assert one.id == "starter"
    with pytest.raises(openai.NotFoundError):
        await preceptor.openai().models.retrieve("none")


async def test_embeddings_are_the_same_as_floats_and_as_base64(preceptor: Gateway) -> None:
    body = {"model": "all-MiniLM-L6-v2", "input": ["hello there", NOTE]}
    floats = (await preceptor.post("/v1/embeddings", body)).json()
    packed = (await preceptor.post("/v1/embeddings", {**body, "encoding_format": "base64"})).json()
    for one, other in zip(floats["data"], packed["data"], strict=True):
        decoded = struct.unpack("<384f", base64.b64decode(other["embedding"]))
        assert list(decoded) == pytest.approx(one["embedding"])
    assert floats["usage"]["prompt_tokens"] > 4
    official = await preceptor.openai().embeddings.create(**body)
    assert official.data[1].embedding == pytest.approx(floats["data"][1]["embedding"])


async def test_embeddings_do_not_see_identifiers(preceptor: Gateway) -> None:
    other = NOTE.replace("12345678", "87654321")
    answer = await preceptor.post(
        "/v1/embeddings", {"model": "all-MiniLM-L6-v2", "input": [NOTE, other]}
    )
    first, second = (entry["embedding"] for entry in answer.json()["data"])
    assert first == pytest.approx(second, abs=0.2)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"model": "other", "input": "x"}, 404),
        ({"model": "all-MiniLM-L6-v2"}, 400),
        ({"model": "all-MiniLM-L6-v2", "input": []}, 400),
        ({"model": "all-MiniLM-L6-v2", "input": [1, 2]}, 400),
        ({"model": "all-MiniLM-L6-v2", "input": ["x"] * 257}, 400),
    ],
)
async def test_a_malformed_embedding_request_is_refused(
    preceptor: Gateway, body: dict[str, Any], status: int
) -> None:
    assert (await preceptor.post("/v1/embeddings", body)).status_code == status
