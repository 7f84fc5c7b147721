"""What the gateway's tests stand on: a base model and adapters in files, a running gateway."""

from __future__ import annotations

import asyncio
import json
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import msgspec
import uvicorn
from fastapi import FastAPI
from openai import AsyncOpenAI

from gateway.adapters.reconcile import Reconciler
from gateway.app import create_app
from gateway.contracts import (
    AdapterManifest,
    AliasState,
    AuditEvent,
    Probe,
    Release,
    TraceRecord,
    base_digest,
    file_digest,
)
from gateway.keys import new_key
from gateway.ledger.store import Ledger
from gateway.services import Services
from gateway.settings import Settings
from gateway.supervisor import free_port
from tests.gateway.fake_vllm import FakeVllm

START_PATIENCE_S = 60.0
HIDDEN, VOCAB = 8, 16
LAYER = "model.layers.0.self_attn.q_proj"
PREFIX = "base_model.model."
CONFIG = {"peft_type": "LORA", "task_type": "CAUSAL_LM", "r": 2, "lora_alpha": 4, "bias": "none"}

Shapes = dict[str, tuple[int, ...]]
PLAIN: Shapes = {
    f"{PREFIX}{LAYER}.lora_A.weight": (2, HIDDEN),
    f"{PREFIX}{LAYER}.lora_B.weight": (HIDDEN, 2),
}
BASE_SHAPES: Shapes = {
    f"{LAYER}.weight": (HIDDEN, HIDDEN),
    "model.embed_tokens.weight": (VOCAB, HIDDEN),
    "lm_head.weight": (VOCAB, HIDDEN),
}


def write_safetensors(path: Path, shapes: Shapes) -> None:
    """A valid file of float32 zeros."""
    header: dict[str, Any] = {}
    end = 0
    for name, shape in shapes.items():
        size = 4
        for dimension in shape:
            size *= dimension
        header[name] = {"dtype": "F32", "shape": list(shape), "data_offsets": [end, end + size]}
        end += size
    encoded = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(encoded)) + encoded + b"\0" * end)


def write_model(directory: Path) -> Path:
    """A base model directory: weights and a configuration."""
    directory.mkdir(parents=True, exist_ok=True)
    write_safetensors(directory / "model.safetensors", BASE_SHAPES)
    (directory / "config.json").write_text('{"model_type": "llama"}')
    return directory


def write_adapter(
    directory: Path,
    model_dir: Path,
    *,
    name: str = "coder",
    label: str = "v1",
    tag: str | None = None,
    config: dict[str, Any] | None = None,
    shapes: Shapes = PLAIN,
    **manifest: Any,
) -> Path:
    """An adapter directory that a `FakeVllm` answers as recorded; `tag` makes its answers."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "adapter_config.json").write_text(json.dumps(config or CONFIG))
    write_safetensors(directory / "adapter_model.safetensors", shapes)
    shown = tag or label
    probe = Probe(
        messages=[{"role": "user", "content": "golden"}],
        max_tokens=8,
        answer=f"{shown}: golden",
        base_answer="base: golden",
    )
    facts = {
        "name": name,
        "label": label,
        "base_digest": base_digest(model_dir),
        "data_digest": "0" * 64,
        "recipe": {"tag": shown},
        "metrics": {"micro_f1": 0.5},
        "probes": [probe],
        "files": {
            file: file_digest(directory / file)
            for file in ("adapter_config.json", "adapter_model.safetensors")
        },
        "intended_use": "tests",
        "limitations": "none",
        "licence": "Apache-2.0",
        "created_at": "2026-01-01",
        **manifest,
    }
    encoded = msgspec.json.encode(AdapterManifest(**facts))
    (directory / "manifest.json").write_bytes(encoded)
    return directory


@dataclass
class Gateway:
    """A running gateway, and a client of it for every role."""

    url: str
    app: FastAPI
    server: uvicorn.Server
    http: httpx.AsyncClient
    model_dir: Path
    keys: dict[str, str] = field(default_factory=dict)

    @property
    def services(self) -> Services:
        services: Services = self.app.state.services
        return services

    @property
    def reconciler(self) -> Reconciler:
        reconciler: Reconciler = self.app.state.reconciler
        return reconciler

    @property
    def ledger(self) -> Ledger:
        return self.services.ledger

    def key(self, role: str = "application", *, tenant: str = "ward", **limits: Any) -> str:
        """A fresh key."""
        text, row = new_key(tenant, role, **limits)
        self.ledger.credentials.add(row)
        return text

    def auth(self, role: str = "application") -> dict[str, str]:
        """The header of this gateway's own key of a role."""
        if role not in self.keys:
            self.keys[role] = self.key(role)
        return {"authorization": f"Bearer {self.keys[role]}"}

    def openai(self, role: str = "application") -> AsyncOpenAI:
        """The official client, told nothing but a base URL and a key."""
        key = self.auth(role)["authorization"].removeprefix("Bearer ")
        base_url = f"{self.url}/v1"
        return AsyncOpenAI(base_url=base_url, api_key=key, max_retries=0, http_client=self.http)

    async def chat(
        self, text: str = "hello", *, headers: dict[str, str] | None = None, **body: Any
    ) -> httpx.Response:
        """One plain chat."""
        asked = {"model": "starter", "messages": [{"role": "user", "content": text}], **body}
        return await self.post("/v1/chat/completions", asked, headers=headers)

    async def post(
        self, path: str, body: Any = None, *, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        return await self.http.post(path, json=body, headers=headers or self.auth())

    async def admin(self, method: str, path: str, body: Any = None) -> httpx.Response:
        return await self.http.request(
            method, f"/admin{path}", json=body, headers=self.auth("operator")
        )

    async def bind(self, alias: str, adapter: str | None = None, **release: Any) -> AliasState:
        """An alias in force."""
        return await self.services.swapper.bind(
            Release(alias=alias, adapter=adapter, **release), by="test"
        )

    async def events(self, subject: str) -> list[AuditEvent]:
        """The audit of one subject, once everything written so far is in the ledger."""
        await self._flushed()
        return self.ledger.events.about(subject)

    async def trace(self, request_id: str) -> TraceRecord | None:
        await self._flushed()
        return self.ledger.evidence.trace(request_id)

    async def _flushed(self) -> None:
        await self.services.recorder.audit("test.flushed", "test", {})
        await asyncio.to_thread(self.services.recorder.drain.drain_once)


@asynccontextmanager
async def running_gateway(
    home: Path, fakes: list[FakeVllm], model_dir: Path, **settings: Any
) -> AsyncIterator[Gateway]:
    """A gateway over the fakes on a free port; its reconciler runs one round, then on call."""
    chosen: dict[str, Any] = {
        "home": home,
        "vllm_urls": tuple(fake.url for fake in fakes),
        "model_dir": model_dir,
        "adapters_dir": None,
        "reconcile_every_s": 3600.0,
        "port": free_port(),
        **settings,
    }
    app = create_app(Settings(**chosen))
    config = uvicorn.Config(
        app,
        port=chosen["port"],
        log_level="warning",
        access_log=False,
        ws="none",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    url = f"http://127.0.0.1:{chosen['port']}"
    try:
        await until(lambda: server.started or serving.done(), START_PATIENCE_S)
        if serving.done():
            serving.result()
        async with httpx.AsyncClient(base_url=url, timeout=20, trust_env=False) as http:
            gateway = Gateway(url, app, server, http, model_dir)
            await until(lambda: bool(gateway.services.engine.ready))
            yield gateway
    finally:
        server.should_exit = True
        await serving


async def until(
    holds: Callable[[], bool] | Callable[[], Awaitable[bool]], patience_s: float = 10
) -> None:
    """Returns once `holds` answers true; fails when it never does."""
    async with asyncio.timeout(patience_s):
        while True:
            answer = holds()
            if answer if isinstance(answer, bool) else await answer:
                return
            await asyncio.sleep(0.005)
