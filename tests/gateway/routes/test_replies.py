"""A client that leaves ends its request everywhere at once."""

from __future__ import annotations

import asyncio

import pytest

from tests.gateway.fake_vllm import BASE, FakeVllm, Script
from tests.gateway.scene import Gateway, until

BODY = {"model": "starter", "messages": [{"role": "user", "content": "a question"}]}


async def closed_as(preceptor: Gateway, outcome: str) -> None:
    """Waits until exactly one request was closed with `outcome`."""

    async def is_closed() -> bool:
        await asyncio.to_thread(preceptor.services.recorder.drain.drain_once)
        events = preceptor.ledger.events
        everything = [event for name in events.chains() for event in events.chain(name)]
        closed = [e.detail["outcome"] for e in everything if e.kind == "request.closed"]
        assert closed in ([], [outcome])
        return bool(closed)

    await until(is_closed)


async def test_leaving_a_stream_aborts_it_everywhere(preceptor: Gateway, vllm: FakeVllm) -> None:
    vllm.scripts[BASE] = Script(text="an answer without an end", gate=asyncio.Event())
    request = preceptor.http.stream(
        "POST", "/v1/chat/completions", json={**BODY, "stream": True}, headers=preceptor.auth()
    )
    async with request as answer:
        await anext(answer.aiter_text())
        assert preceptor.services.admission.running == 1
    await until(lambda: len(vllm.aborted) == 1)
    await until(lambda: preceptor.services.admission.running == 0)
    await closed_as(preceptor, "aborted")
    assert preceptor.services.engine.replicas[0].running == 0
    trace = await preceptor.trace(answer.headers["x-request-id"])
    assert trace is not None
    assert (trace.outcome, trace.answer[:9]) == ("aborted", "an answer")


async def test_leaving_a_plain_request_aborts_it_everywhere(
    preceptor: Gateway, vllm: FakeVllm
) -> None:
    vllm.scripts[BASE] = Script(text="never", gate=asyncio.Event())
    preceptor.auth()
    asking = asyncio.create_task(preceptor.chat("a question"))
    await until(lambda: len(vllm.prompts) == 1)
    asking.cancel()
    await until(lambda: len(vllm.aborted) == 1)
    await until(lambda: preceptor.services.admission.running == 0)
    await closed_as(preceptor, "aborted")
    assert preceptor.services.aliases.running(preceptor.services.base_version) == 0


async def test_leaving_the_queue_leaves_nothing_behind(preceptor: Gateway, vllm: FakeVllm) -> None:
    admission = preceptor.services.admission
    admission._slots = asyncio.Semaphore(1)
    gate = asyncio.Event()
    vllm.scripts[BASE] = Script(text="slow", gate=gate)
    preceptor.auth()
    first = asyncio.create_task(preceptor.chat("first"))
    await until(lambda: len(vllm.prompts) == 1)
    second = asyncio.create_task(preceptor.chat("second"))
    await until(lambda: admission.waiting == 1)
    second.cancel()
    await until(lambda: admission.waiting == 0)
    gate.set()
    assert (await first).status_code == 200
    assert (await preceptor.chat("third")).status_code == 200
    assert len(vllm.prompts) == 2


async def test_a_suspension_reaches_those_who_wait(preceptor: Gateway, vllm: FakeVllm) -> None:
    admission = preceptor.services.admission
    admission._slots = asyncio.Semaphore(1)
    gate = asyncio.Event()
    vllm.scripts[BASE] = Script(text="slow", gate=gate)
    preceptor.auth()
    first = asyncio.create_task(preceptor.chat("first"))
    await until(lambda: len(vllm.prompts) == 1)
    second = asyncio.create_task(preceptor.chat("second"))
    await until(lambda: admission.waiting == 1)
    await preceptor.services.swapper.suspend("starter", "Paused.", by="test")
    gate.set()
    await first
    assert (await second).json()["choices"][0]["message"]["content"] == "Paused."


async def test_leaving_during_an_audit_write_does_not_end_the_audit(
    preceptor: Gateway, vllm: FakeVllm
) -> None:
    preceptor.auth()
    for _ in range(30):
        asking = asyncio.create_task(preceptor.chat("a question"))
        before = len(vllm.prompts)
        await until(lambda: len(vllm.prompts) > before)  # noqa: B023
        asking.cancel()
    assert (await preceptor.chat("still there?")).status_code == 200


async def test_leaving_in_the_middle_of_the_body_is_no_incident(
    preceptor: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    port = preceptor.services.settings.port
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    head = "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"
    writer.write(head.encode())
    await writer.drain()
    await until(lambda: len(preceptor.server.server_state.tasks) > 0)
    writer.close()
    await writer.wait_closed()
    await until(lambda: len(preceptor.server.server_state.tasks) == 0)
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
