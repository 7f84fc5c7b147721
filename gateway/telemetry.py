"""Every metric and span name of the gateway; nothing is exported unless an endpoint is set.

Span and attribute names follow OpenTelemetry's GenAI conventions, which are still marked
"development": they live here alone. No text of a request ever becomes an attribute.
Source: https://opentelemetry.io/docs/specs/semconv/gen-ai/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import INVALID_SPAN, Span, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from gateway.contracts import TraceRecord

BUCKETS_S = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """Prometheus metrics of one process."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self.requests = Counter(
            "preceptor_requests_total",
            "Requests by alias, version and outcome",
            ["alias", "version", "outcome"],
            registry=registry,
        )
        self.errors = Counter(
            "preceptor_errors_total", "Refused or failed requests", ["code"], registry=registry
        )
        self.duration = Histogram(
            "preceptor_request_seconds",
            "Request duration",
            ["alias"],
            registry=registry,
            buckets=BUCKETS_S,
        )
        self.tokens = Counter(
            "preceptor_tokens_total", "Tokens by kind", ["alias", "kind"], registry=registry
        )
        self.identifiers = Counter(
            "preceptor_identifiers_total",
            "Identifiers replaced, by label",
            ["label"],
            registry=registry,
        )
        self.swaps = Counter(
            "preceptor_swaps_total", "Alias flips by outcome", ["outcome"], registry=registry
        )
        self.swap_seconds = Histogram(
            "preceptor_swap_seconds",
            "Load, probe and flip",
            registry=registry,
            buckets=BUCKETS_S,
        )
        self.inflight = Gauge("preceptor_inflight", "Requests running now", registry=registry)
        self.waiting = Gauge("preceptor_waiting", "Requests queued now", registry=registry)
        self.replicas = Gauge("preceptor_replicas_ready", "vLLM replicas ready", registry=registry)
        self.journal_backlog = Gauge(
            "preceptor_ledger_behind", "1 while the ledger cannot be written", registry=registry
        )

    def observe(self, record: TraceRecord) -> None:
        """Counts one finished request."""
        self.requests.labels(record.alias, record.version, record.outcome).inc()
        self.duration.labels(record.alias).observe(record.duration_ms / 1000)
        self.tokens.labels(record.alias, "prompt").inc(record.prompt_tokens)
        self.tokens.labels(record.alias, "completion").inc(record.completion_tokens)
        for label, count in record.identifiers.items():
            self.identifiers.labels(label).inc(count)

    def exposition(self) -> bytes:
        """The text that Prometheus scrapes."""
        return generate_latest(self.registry)


class Tracing:
    """One hand-made span a request; without an endpoint it costs nothing."""

    def __init__(self, otlp_endpoint: str) -> None:
        self._provider = _provider(otlp_endpoint) if otlp_endpoint else None
        self._propagator = TraceContextTextMapPropagator()

    @contextmanager
    def chat(self, alias: str, headers: Mapping[str, str]) -> Iterator[Span]:
        """A span around one request, a child of the caller's where `traceparent` names one."""
        if self._provider is None:
            yield INVALID_SPAN
            return
        attributes = {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": "vllm",
            "gen_ai.request.model": alias,
        }
        ids = {"traceparent": headers.get("traceparent", "")}  # `tracestate` may hold any text
        parent = self._propagator.extract(ids)
        tracer = self._provider.get_tracer("preceptor")
        span = tracer.start_span(
            f"chat {alias}", context=parent, kind=SpanKind.SERVER, attributes=attributes
        )
        try:
            yield span
        finally:
            span.end()

    def headers(self, span: Span) -> dict[str, str]:
        """`traceparent` for the model call, so that vLLM's spans join ours."""
        carrier: dict[str, str] = {}
        if self._provider is not None:
            self._propagator.inject(carrier, context=trace.set_span_in_context(span))
        return carrier

    def close(self) -> None:
        """Exports what is left."""
        if self._provider is not None:
            self._provider.shutdown()


def describe(span: Span, record: TraceRecord) -> None:
    """What is known of a request at its end, on its span."""
    if not span.is_recording():
        return
    span.set_attribute("gen_ai.response.model", record.version)
    span.set_attribute("gen_ai.usage.input_tokens", record.prompt_tokens)
    span.set_attribute("gen_ai.usage.output_tokens", record.completion_tokens)
    span.set_attribute("preceptor.action", record.action)
    span.set_attribute("preceptor.outcome", record.outcome)
    if record.outcome == "failed":
        span.set_status(Status(StatusCode.ERROR))


def _provider(otlp_endpoint: str) -> TracerProvider:
    provider = TracerProvider(resource=Resource.create({"service.name": "preceptor"}))
    exporter = OTLPSpanExporter(endpoint=f"{otlp_endpoint.rstrip('/')}/v1/traces")
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider
