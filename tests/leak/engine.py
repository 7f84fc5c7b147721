"""An engine that records every byte it receives and answers as badly as an engine can.

`python -m tests.leak.engine --port P --record FILE [--spans FILE]`. How it behaves is told by the
request's own `seed`, whose last two digits name a `Behaviour`: the seed is the one field that goes
through the gateway untouched. It takes spans too (`POST /v1/traces`), as a collector would.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
from enum import IntEnum
from pathlib import Path
from typing import Any

from aiohttp import web

MODEL = "leak-base"
CONTEXT = 1_000_000
SURROGATE = re.compile(r"\[[A-Z]{2,12}_[0-9]+\]")
PIECE_CHARS = 37
SLOW_S = 0.02
HANG_S = 600.0

OWN_IDENTIFIERS = "Reach Theodora Vandersloot-Mbeki at 628-555-0142 or MRN 77310954."
"""What a model might make up, or know by heart: it never stood in any request."""

INVENTED = "[NAME_991] met [NAME_1], [PHONE_2], NAME_3 and [name 4]; see [MRN_1]."


class Behaviour(IntEnum):
    """What the engine does with a request; the last two digits of its seed."""

    ECHO = 0
    ERROR_500 = 1
    ERROR_400 = 2
    HANG = 3
    CUT = 4
    GARBAGE = 5
    SLOW = 6
    CALLS = 7
    EVENT_ERROR = 8


class Engine:
    """One recording engine."""

    def __init__(self, record: Path, spans: Path) -> None:
        self._record = record.open("ab", buffering=0)
        self._spans = spans.open("ab", buffering=0)

    def app(self) -> web.Application:
        app = web.Application(client_max_size=1 << 26)
        app.router.add_get("/v1/models", self._models)
        app.router.add_post("/v1/traces", self._collect)
        app.router.add_post("/v1/chat/completions", self._generate)
        app.router.add_post("/v1/completions", self._generate)
        app.router.add_route("*", "/{rest:.*}", self._other)
        return app

    async def _models(self, _: web.Request) -> web.Response:
        model = {"id": MODEL, "object": "model", "parent": None, "max_model_len": CONTEXT}
        return web.json_response({"object": "list", "data": [model]})

    async def _collect(self, request: web.Request) -> web.Response:
        self._spans.write(await request.read() + b"\n")
        return web.Response()

    async def _other(self, request: web.Request) -> web.Response:
        self._write(request, await request.text())
        return web.Response()

    async def _generate(self, request: web.Request) -> web.StreamResponse:
        text = await request.text()
        self._write(request, text)
        body = json.loads(text)
        behaviour = Behaviour(int(body.get("seed") or 0) % 100)
        answer = f"Summary: {text_of(body)} {INVENTED} {OWN_IDENTIFIERS}"
        if behaviour is Behaviour.ERROR_500:
            return web.json_response({"error": {"message": answer, "code": 500}}, status=500)
        if behaviour is Behaviour.ERROR_400:
            error = {"message": answer, "type": answer, "param": answer, "code": 400}
            return web.json_response({"error": error}, status=400)
        if behaviour is Behaviour.HANG:
            await asyncio.sleep(HANG_S)
        if behaviour is Behaviour.GARBAGE:
            return web.Response(text='{"choices": [' + answer, content_type="application/json")
        if body.get("stream"):
            return await self._stream(request, body, behaviour, answer)
        return web.json_response(_whole(body, behaviour, answer))

    async def _stream(
        self, request: web.Request, body: dict[str, Any], behaviour: Behaviour, answer: str
    ) -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-type": "text/event-stream"})
        await response.prepare(request)
        pieces = [answer[at : at + PIECE_CHARS] for at in range(0, len(answer), PIECE_CHARS)]
        for number, piece in enumerate(pieces):
            if number == len(pieces) // 2 and behaviour is Behaviour.CUT:
                assert request.transport is not None
                request.transport.abort()
                return response
            if number == len(pieces) // 2 and behaviour is Behaviour.EVENT_ERROR:
                await response.write(_event({"error": {"message": answer}}))
                return response
            if behaviour is Behaviour.SLOW:
                await asyncio.sleep(SLOW_S)
            await response.write(_event(_chunk(body, behaviour, piece)))
        await response.write(_event(_chunk(body, behaviour, "", finish="stop")))
        await response.write(b"data: [DONE]\n\n")
        return response

    def _write(self, request: web.Request, text: str) -> None:
        heard = {"path": request.path_qs, "headers": dict(request.headers), "body": text}
        self._record.write(json.dumps(heard).encode() + b"\n")


def text_of(body: dict[str, Any]) -> str:
    """Everything that was said to the engine, tool results and arguments included."""
    if "messages" not in body:
        return str(body.get("prompt"))
    return json.dumps(body["messages"], ensure_ascii=False).replace('"', "'")


def _message(behaviour: Behaviour, text: str) -> dict[str, Any]:
    """A message, or a call of a tool with the surrogates that were seen as its arguments."""
    if behaviour is not Behaviour.CALLS:
        return {"content": text}
    arguments = json.dumps({"patients": SURROGATE.findall(text), "note": OWN_IDENTIFIERS})
    function = {"name": "look_up", "arguments": arguments}
    return {"tool_calls": [{"index": 0, "id": "call-1", "type": "function", "function": function}]}


def _whole(body: dict[str, Any], behaviour: Behaviour, text: str) -> dict[str, Any]:
    said = _message(behaviour, text)
    own: dict[str, Any] = {"message": {"role": "assistant", "content": None, **said}}
    if "messages" not in body:
        own = {"text": text}
    count = int(body.get("n") or 1)
    choices = [{"index": i, "finish_reason": "stop", **own} for i in range(count)]
    usage = {"prompt_tokens": 9, "completion_tokens": 9, "total_tokens": 18}
    return {"id": "x", "created": 1, "model": MODEL, "choices": choices, "usage": usage}


def _chunk(
    body: dict[str, Any], behaviour: Behaviour, text: str, finish: str | None = None
) -> dict[str, Any]:
    said = _message(behaviour, text) if text or finish is None else {}
    own: dict[str, Any] = {"delta": said}
    if "messages" not in body:
        own = {"text": text}
    count = int(body.get("n") or 1)
    choices = [{"index": i, "finish_reason": finish, **own} for i in range(count)]
    return {"id": "x", "created": 1, "model": MODEL, "choices": choices}


def _event(value: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(value).encode() + b"\n\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--record", type=Path, required=True)
    parser.add_argument("--spans", type=Path, required=True)
    options = parser.parse_args()
    engine = Engine(options.record, options.spans)
    web.run_app(engine.app(), host="127.0.0.1", port=options.port, print=None, access_log=None)
