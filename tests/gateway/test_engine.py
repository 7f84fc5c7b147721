"""The pool over real HTTP: who is asked, what is passed over, what every failure becomes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import aiohttp
import pytest
from aiohttp import web

from gateway.engine import EnginePool, Piece, Replica
from gateway.errors import (
    AdapterRefused,
    BadRequest,
    ContextTooLong,
    EngineFailed,
    EngineUnavailable,
    GatewayError,
)
from gateway.requests import CHAT
from tests.gateway.fake_vllm import BASE, MAX_MODEL_LEN, FakeVllm, Script, fake_vllm
from tests.gateway.scene import until

SECRET = "Ottoline Quux 555-0199"
BODY = {"messages": [{"role": "user", "content": SECRET}], "stream": True}


@pytest.fixture
async def fakes() -> AsyncIterator[list[FakeVllm]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(fake_vllm()) for _ in range(2)]


@pytest.fixture
async def pool(fakes: list[FakeVllm]) -> AsyncIterator[EnginePool]:
    """A pool whose replicas are ready."""
    async with aiohttp.ClientSession() as session:
        made = EnginePool(tuple(fake.url for fake in fakes), session)
        for replica in made.replicas:
            replica.ready, replica.base, replica.max_model_len = True, BASE, MAX_MODEL_LEN
        yield made


async def collected(pool: EnginePool, version: str | None = None, **body: object) -> list[Piece]:
    async with pool.generate(CHAT, {**BODY, **body}, version, {}) as pieces:
        return [piece async for piece in pieces]


def said(pieces: list[Piece]) -> str:
    return "".join(c["delta"].get("content") or "" for p in pieces for c in p["choices"])


async def test_a_stream_is_passed_on_piece_by_piece(pool: EnginePool) -> None:
    pieces = await collected(pool)
    assert said(pieces) == f"base: {SECRET}"
    assert len(pieces) > 2


async def test_a_plain_answer_is_one_piece(pool: EnginePool) -> None:
    (piece,) = await collected(pool, stream=False)
    assert piece["choices"][0]["message"]["content"] == f"base: {SECRET}"


async def test_the_least_busy_replica_is_asked(pool: EnginePool, fakes: list[FakeVllm]) -> None:
    gate = asyncio.Event()
    for fake in fakes:
        fake.scripts[BASE] = Script(text="slow", gate=gate)
    async with AsyncExitStack() as stack:
        for _ in range(4):
            pieces = await stack.enter_async_context(pool.generate(CHAT, BODY, None, {}))
            await anext(aiter(pieces))
        assert [replica.running for replica in pool.replicas] == [2, 2]
        assert [len(fake.seen) for fake in fakes] == [2, 2]
    assert [replica.running for replica in pool.replicas] == [0, 0]


async def test_only_a_replica_that_has_the_version_is_asked(
    pool: EnginePool, fakes: list[FakeVllm]
) -> None:
    fakes[1].loaded["coder@1"] = "nowhere"
    fakes[1].scripts["coder@1"] = Script(text="adapted")
    pool.replicas[1].loaded.add("coder@1")
    pool.replicas[1].running = 5
    assert said(await collected(pool, "coder@1")) == "adapted"
    assert fakes[1].seen[0].body["model"] == "coder@1"


async def test_a_replica_that_refuses_the_connection_is_passed_over(
    pool: EnginePool, fakes: list[FakeVllm]
) -> None:
    await fakes[0].stop()
    pool.replicas[1].running = 3
    assert said(await collected(pool)) == f"base: {SECRET}"
    assert [replica.ready for replica in pool.replicas] == [False, True]


async def test_no_replica_left_is_unavailable(pool: EnginePool, fakes: list[FakeVllm]) -> None:
    for fake in fakes:
        await fake.stop()
    with pytest.raises(EngineUnavailable):
        await collected(pool)
    with pytest.raises(EngineUnavailable):
        await collected(pool, "never@loaded")


async def test_death_in_the_middle_of_a_stream_is_an_error(
    pool: EnginePool, fakes: list[FakeVllm]
) -> None:
    for fake in fakes:
        fake.scripts[BASE] = Script(text="a long answer that is cut", dies_after=3)
    with pytest.raises(EngineFailed):
        await collected(pool)
    assert sum(len(fake.seen) for fake in fakes) == 1, "half an answer cannot be moved"


@pytest.mark.parametrize(
    "raw",
    [
        b"data: {not json}\n\n",
        b"data: []\n\n",
        b'data: "text"\n\n',
        b"data: {}\n\n",
        b'data: {"choices": null}\n\n',
        b'data: {"choices": [1]}\n\n',
        b'data: {"error": {"message": "boom", "code": 500}}\n\n',
        b"data: \xff\xfe\n\n",
    ],
)
async def test_garbage_in_a_stream_is_an_engine_failure(
    pool: EnginePool, fakes: list[FakeVllm], raw: bytes
) -> None:
    for fake in fakes:
        fake.scripts[BASE] = Script(text="x", raw=raw)
    with pytest.raises(EngineFailed):
        await collected(pool)


@pytest.mark.parametrize("raw", [b"", b"null", b"[]", b"{}", b"<html>", b'{"choices": {}}'])
async def test_a_plain_answer_that_is_garbage_is_an_engine_failure(
    pool: EnginePool, fakes: list[FakeVllm], raw: bytes
) -> None:
    for fake in fakes:
        fake.scripts[BASE] = Script(raw=raw)
    with pytest.raises(EngineFailed):
        await collected(pool, stream=False)


TOO_LONG = f"Input length (2100) exceeds model's maximum context length ({MAX_MODEL_LEN}). {SECRET}"


@pytest.mark.parametrize(
    ("status", "message", "param", "kind"),
    [
        (400, TOO_LONG, "input_tokens", ContextTooLong),
        (400, f"temperature must be non-negative, got {SECRET}", "temperature", BadRequest),
        (400, f"'param': '{SECRET}'", SECRET, BadRequest),
        (422, SECRET, None, BadRequest),
        (404, f"The model `{SECRET}` does not exist.", "model", EngineFailed),
        (401, SECRET, None, EngineFailed),
        (500, SECRET, None, EngineFailed),
        (503, SECRET, None, EngineFailed),
    ],
)
async def test_a_refusal_becomes_our_error_without_its_text(
    pool: EnginePool,
    fakes: list[FakeVllm],
    status: int,
    message: str,
    param: str | None,
    kind: type[GatewayError],
) -> None:
    for fake in fakes:
        fake.scripts[BASE] = Script(status=status, error=message, param=param)
    with pytest.raises(kind) as failure:
        await collected(pool)
    shown = f"{failure.value.message} {failure.value.param} {failure.value.code}"
    assert not any(word in shown for word in SECRET.split())
    if kind is ContextTooLong:
        assert f"{MAX_MODEL_LEN} tokens" in shown
        assert "2100" not in shown
    if param == "temperature":
        assert failure.value.param == "temperature"


async def test_leaving_early_aborts_the_request(pool: EnginePool, fakes: list[FakeVllm]) -> None:
    gate = asyncio.Event()
    for fake in fakes:
        fake.scripts[BASE] = Script(text="never ends", gate=gate)
    async with pool.generate(CHAT, BODY, None, {}) as pieces:
        await anext(aiter(pieces))
    await until(lambda: any(fake.aborted for fake in fakes))


async def test_the_headers_of_the_trace_reach_the_engine(
    pool: EnginePool, fakes: list[FakeVllm]
) -> None:
    async with pool.generate(CHAT, BODY, None, {"traceparent": "00-a-b-01"}) as pieces:
        [piece async for piece in pieces]
    (seen,) = [seen for fake in fakes for seen in fake.seen]
    assert {k.lower(): v for k, v in seen.headers.items()}["traceparent"] == "00-a-b-01"


@pytest.mark.parametrize(
    "reply",
    [
        web.Response(status=401, body=b'{"error": "Unauthorized"}'),
        web.Response(status=200, body=b"<html>a proxy</html>"),
        web.Response(status=200, body=b"[]"),
        web.Response(status=200, body=b'{"data": [{"name": "x"}]}'),
        web.Response(status=200, body=b'{"data": 5}'),
    ],
)
async def test_a_list_of_models_that_is_none_is_unavailable(
    pool: EnginePool, fakes: list[FakeVllm], reply: web.Response
) -> None:
    fakes[0].models_reply = reply
    with pytest.raises(EngineUnavailable):
        await pool.replicas[0].models()


async def test_the_models_are_listed(pool: EnginePool) -> None:
    models = await pool.replicas[0].models()
    assert models[BASE]["max_model_len"] == MAX_MODEL_LEN


@pytest.mark.parametrize("status", [400, 404, 500])
async def test_an_adapter_that_vllm_refuses_is_refused(
    pool: EnginePool, fakes: list[FakeVllm], status: int
) -> None:
    fakes[0].refused["coder@1"] = status
    with pytest.raises(AdapterRefused, match=str(status)):
        await pool.replicas[0].load("coder@1", "anywhere")
    assert pool.replicas[0].loaded == set()


async def test_loading_twice_is_no_error_and_unloading_what_is_not_there_neither(
    pool: EnginePool, fakes: list[FakeVllm], tmp_path: object
) -> None:
    replica: Replica = pool.replicas[0]
    await replica.load("coder@1", str(tmp_path))
    await replica.load("coder@1", str(tmp_path))
    await replica.unload("coder@1")
    await replica.unload("coder@1")
    assert fakes[0].loaded == {}


async def test_a_loaded_adapter_takes_no_traffic_before_it_is_proved(
    pool: EnginePool, tmp_path: object
) -> None:
    for replica in pool.replicas:
        await replica.load("coder@1", str(tmp_path))
    with pytest.raises(EngineUnavailable):
        await collected(pool, "coder@1")


async def test_a_dead_replica_does_not_answer_admin_calls(
    pool: EnginePool, fakes: list[FakeVllm]
) -> None:
    await fakes[0].stop()
    for call in (
        pool.replicas[0].models(),
        pool.replicas[0].load("a@1", "p"),
        pool.replicas[0].unload("a@1"),
    ):
        with pytest.raises(EngineUnavailable):
            await call
    assert not pool.replicas[0].ready


async def test_a_long_line_is_one_piece(pool: EnginePool, fakes: list[FakeVllm]) -> None:
    text = "word " * 30_000
    for fake in fakes:
        fake.scripts[BASE] = Script(text=text, step=None)
    assert said(await collected(pool)) == text
    assert json.dumps(text)
