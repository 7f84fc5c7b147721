"""A vLLM server without a model: real HTTP on a free loopback port, scripted answers.

Its statuses, bodies, chunks and texts are those of vLLM's OpenAI server. What a model says is a
`Script`; an adapter that has none answers `<tag>: <last message>`, with the `tag` its manifest's
recipe names, and the base answers `base: <last message>`. It records every body that came in and
every request whose connection was closed before its answer ended.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from gateway.supervisor import free_port

BASE = "fake-base"
MAX_MODEL_LEN = 2048

Body = dict[str, Any]


@dataclass
class Script:
    """How one model answers. The first of `raw`, `status`, `calls`, `text` that is set holds."""

    text: str | Callable[[Body], str] = ""
    step: int | None = 5
    """Characters in a streamed piece; None streams the text as one piece."""
    calls: list[tuple[str, list[str]]] = field(default_factory=list)
    """Tool calls: a name and the pieces of its arguments."""
    status: int = 200
    error: str = ""
    param: str | None = None
    raw: bytes | None = None
    dies_after: int | None = None
    """Pieces after which the connection is cut."""
    gate: asyncio.Event | None = None
    """Waited for before the last piece of a stream, or before a plain answer."""
    finish: str = "stop"


@dataclass
class Seen:
    """One generate request as it came in."""

    path: str
    body: Body
    headers: Mapping[str, str]

    @property
    def text(self) -> str:
        return json.dumps(self.body, ensure_ascii=False)


class FakeVllm:
    """One replica."""

    def __init__(self) -> None:
        self.port = free_port()
        self.scripts: dict[str, Script] = {}
        self.refused: dict[str, int] = {}
        """Adapter version -> status with which loading it is refused."""
        self.loaded: dict[str, str] = {}
        self.loads: list[str] = []
        self.unloads: list[str] = []
        self.seen: list[Seen] = []
        self.aborted: list[Seen] = []
        self.models_reply: web.Response | None = None
        self.on_load: Callable[[], None] = lambda: None
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def prompts(self) -> list[Seen]:
        """What was asked, golden probes left out."""
        return [seen for seen in self.seen if seen.body.get("cache_salt") != "probe"]

    async def start(self) -> None:
        app = web.Application(client_max_size=1 << 26)
        app.router.add_get("/health", self._health)
        app.router.add_get("/v1/models", self._models)
        app.router.add_post("/v1/chat/completions", self._generate)
        app.router.add_post("/v1/completions", self._generate)
        app.router.add_post("/v1/load_lora_adapter", self._load)
        app.router.add_post("/v1/unload_lora_adapter", self._unload)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def restart(self) -> None:
        """As after a crash: the same port, no adapters."""
        await self.stop()
        self.loaded.clear()
        await self.start()

    async def _health(self, _: web.Request) -> web.Response:
        return web.Response()

    async def _models(self, _: web.Request) -> web.Response:
        if self.models_reply is not None:
            return web.Response(status=self.models_reply.status, body=self.models_reply.body)
        base = {"id": BASE, "object": "model", "parent": None, "max_model_len": MAX_MODEL_LEN}
        adapters = [
            {"id": name, "object": "model", "parent": BASE, "root": path}
            for name, path in self.loaded.items()
        ]
        return web.json_response({"object": "list", "data": [base, *adapters]})

    async def _load(self, request: web.Request) -> web.Response:
        body = await request.json()
        name, path = body["lora_name"], body["lora_path"]
        self.loads.append(name)
        self.on_load()
        if name in self.refused:
            status = self.refused[name]
            return _error(status, "LoRA rank 64 is greater than max_lora_rank 32.")
        if name in self.loaded:
            text = f"The lora adapter '{name}' has already been loaded. If you want to load the "
            return _error(400, text + "adapter in place, set 'load_inplace' to True.")
        if not await asyncio.to_thread(Path(path).is_dir):
            return _error(404, f"No adapter found for '{path}'")
        self.loaded[name] = path
        return web.Response(text=f"Success: LoRA adapter '{name}' added successfully.")

    async def _unload(self, request: web.Request) -> web.Response:
        name = (await request.json())["lora_name"]
        self.unloads.append(name)
        if self.loaded.pop(name, None) is None:
            return _error(404, f"The lora adapter '{name}' cannot be found.")
        return web.Response(text=f"Success: LoRA adapter '{name}' removed successfully.")

    async def _generate(self, request: web.Request) -> web.StreamResponse:
        seen = Seen(request.path, await request.json(), dict(request.headers))
        self.seen.append(seen)
        try:
            return await self._answered(request, seen)
        except (asyncio.CancelledError, ConnectionResetError):
            self.aborted.append(seen)
            raise

    async def _answered(self, request: web.Request, seen: Seen) -> web.StreamResponse:
        body = seen.body
        model = body["model"]
        if model != BASE and model not in self.loaded:
            return _error(404, f"The model `{model}` does not exist.")
        script = self.scripts.get(model) or self._default(model)
        if script.status != 200:
            return _error(script.status, script.error, script.param)
        is_plain = not body.get("stream")
        if script.raw is not None and is_plain:
            return web.Response(body=script.raw, content_type="application/json")
        if is_plain:
            if script.gate is not None:
                await script.gate.wait()
            return web.json_response(_plain(seen, script))
        return await self._streamed(request, seen, script)

    async def _streamed(
        self, request: web.Request, seen: Seen, script: Script
    ) -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-type": "text/event-stream"})
        await response.prepare(request)
        chunks = _chunks(seen, script)
        for number, chunk in enumerate(chunks):
            if script.dies_after == number:
                assert request.transport is not None
                request.transport.abort()
                return response
            if script.gate is not None and number == len(chunks) - 1:
                await script.gate.wait()
            await response.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")
        if script.raw is not None:
            await response.write(script.raw)
        await response.write(b"data: [DONE]\n\n")
        return response

    def _default(self, model: str) -> Script:
        tag = "base"
        if model != BASE:
            manifest = json.loads((Path(self.loaded[model]) / "manifest.json").read_text())
            tag = manifest["recipe"]["tag"]
        return Script(text=lambda body: f"{tag}: {last_text(body)}")


def last_text(body: Body) -> str:
    """The text of the last message, or the prompt."""
    if "messages" not in body:
        return str(body["prompt"])
    content = body["messages"][-1]["content"]
    return content if isinstance(content, str) else content[-1]["text"]


def _plain(seen: Seen, script: Script) -> Body:
    text = _text(seen.body, script)
    choices = [_whole_choice(seen, script, index, text) for index in range(_n(seen.body))]
    return {"id": "x", "created": 1, "model": "m", "choices": choices, "usage": _usage(seen, text)}


def _whole_choice(seen: Seen, script: Script, index: int, text: str) -> Body:
    choice: Body = {"index": index, "finish_reason": script.finish, "stop_reason": None}
    choice["logprobs"] = _logprobs(seen, [text]) if seen.body.get("logprobs") else None
    if "messages" not in seen.body:
        return {**choice, "text": text}
    message: Body = {"role": "assistant", "content": text}
    if script.calls:
        message = {"role": "assistant", "content": None, "tool_calls": []}
        for number, (name, pieces) in enumerate(script.calls):
            function = {"name": name, "arguments": "".join(pieces)}
            call = {"id": f"call-{number}", "type": "function", "function": function}
            message["tool_calls"].append(call)
        choice["finish_reason"] = "tool_calls"
    return {**choice, "message": message}


def _chunks(seen: Seen, script: Script) -> list[Body]:
    text = _text(seen.body, script)
    chunks = [
        chunk for index in range(_n(seen.body)) for chunk in _choice_chunks(seen, script, index)
    ]
    if (seen.body.get("stream_options") or {}).get("include_usage"):
        chunks.append(_chunk([], usage=_usage(seen, text)))
    return chunks


def _choice_chunks(seen: Seen, script: Script, index: int) -> list[Body]:
    is_chat = "messages" in seen.body
    deltas: list[Body] = [{"role": "assistant", "content": ""}] if is_chat else []
    for number, (name, pieces) in enumerate(script.calls):
        head = {"index": number, "id": f"call-{number}", "type": "function"}
        deltas.append({"tool_calls": [{**head, "function": {"name": name, "arguments": ""}}]})
        for piece in pieces:
            call = {"index": number, "function": {"arguments": piece}}
            deltas.append({"tool_calls": [call]})
    if not script.calls:
        deltas += [{"content": piece} for piece in _split(_text(seen.body, script), script.step)]
    return [
        _chunk([_delta_choice(seen, script, index, delta, ends=number == len(deltas) - 1)])
        for number, delta in enumerate(deltas)
    ]


def _delta_choice(seen: Seen, script: Script, index: int, delta: Body, *, ends: bool) -> Body:
    finish = ("tool_calls" if script.calls else script.finish) if ends else None
    choice: Body = {"index": index, "finish_reason": finish}
    if seen.body.get("logprobs") and delta.get("content"):
        choice["logprobs"] = _logprobs(seen, [delta["content"]])
    if "messages" not in seen.body:
        return {**choice, "text": delta["content"]}
    return {**choice, "delta": delta}


def _logprobs(seen: Seen, tokens: list[str]) -> Body:
    if "messages" not in seen.body:
        return {"tokens": tokens, "token_logprobs": [-0.5] * len(tokens)}
    return {"content": [{"token": token, "logprob": -0.5} for token in tokens]}


def _chunk(choices: list[Body], **more: Any) -> Body:
    return {"id": "x", "created": 1, "model": "m", "choices": choices, **more}


def _text(body: Body, script: Script) -> str:
    return script.text(body) if callable(script.text) else script.text


def _split(text: str, step: int | None) -> list[str]:
    size = step or max(1, len(text))
    return [text[start : start + size] for start in range(0, len(text), size)] or [""]


def _n(body: Body) -> int:
    return int(body.get("n") or 1)


def _usage(seen: Seen, text: str) -> Body:
    asked, said = len(seen.text.split()), len(text.split())
    return {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said}


def _error(status: int, message: str, param: str | None = None) -> web.Response:
    error = {"message": message, "type": "BadRequestError", "param": param, "code": status}
    return web.json_response({"error": error}, status=status)


@asynccontextmanager
async def fake_vllm() -> AsyncIterator[FakeVllm]:
    """A running replica."""
    fake = FakeVllm()
    await fake.start()
    try:
        yield fake
    finally:
        await fake.stop()
