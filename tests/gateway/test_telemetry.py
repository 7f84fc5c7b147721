"""Spans and metrics say what happened, in standard names, and never a word of any text."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from gateway.telemetry import Tracing
from tests.gateway.fake_vllm import FakeVllm
from tests.gateway.scene import Gateway, running_gateway

CANARY = "Quetzalcoatlina"
PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Collector:
    """An OTLP endpoint that keeps what it is sent."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    async def take(self, request: web.Request) -> web.Response:
        self.bodies.append(await request.read())
        return web.Response()

    def spans(self) -> list[Span]:
        return [
            span
            for body in self.bodies
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]


@pytest.fixture
async def collector() -> AsyncIterator[tuple[Collector, str]]:
    kept = Collector()
    app = web.Application()
    app.router.add_post("/v1/traces", kept.take)
    async with TestServer(app) as server:
        yield kept, str(server.make_url("")).rstrip("/")


async def test_a_request_is_one_span_with_the_conventions_names(
    home: Path,
    vllm: FakeVllm,
    model_dir: Path,
    loaded_once: None,
    collector: tuple[Collector, str],
) -> None:
    kept, endpoint = collector
    async with running_gateway(home, [vllm], model_dir, otlp_endpoint=endpoint) as running:
        told = {"traceparent": PARENT, "tracestate": f"chart={CANARY}", "baggage": CANARY}
        headers = {**running.auth(), **told}
        answer = await running.chat(f"Mr. {CANARY}", headers=headers)
        assert answer.status_code == 200
    (span,) = kept.spans()
    attributes = {item.key: item.value for item in span.attributes}
    assert span.name == "chat starter"
    assert span.trace_id.hex() == PARENT.split("-")[1]
    assert span.parent_span_id.hex() == PARENT.split("-")[2]
    assert attributes["gen_ai.operation.name"].string_value == "chat"
    assert attributes["gen_ai.usage.output_tokens"].int_value > 0
    assert attributes["preceptor.outcome"].string_value == "answered"
    assert not any(CANARY.encode() in body for body in kept.bodies)
    assert span.trace_id.hex() in vllm.seen[-1].headers["traceparent"]
    assert CANARY not in str(vllm.seen[-1].headers)


async def test_nothing_is_exported_by_default(preceptor: Gateway) -> None:
    tracing = Tracing("")
    with tracing.chat("starter", {"traceparent": PARENT}) as span:
        assert not span.is_recording()
        assert tracing.headers(span) == {}
    answer = await preceptor.http.get("/metrics")
    assert "preceptor_requests_total" in answer.text
