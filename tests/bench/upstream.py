"""A mock engine that answers at once: OpenAI's chat, plain and streamed, over one event loop.

`python -m tests.bench.upstream --port P [--pace-ms M]`. Streams emit one piece every `M`
milliseconds and remember when: `GET /emissions` tells of the last stream, in monotonic seconds, so
that a client on the same machine can tell delay from pacing.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import time
from typing import Any

import uvloop

MODEL = "bench-base"
CONTEXT = 4_096
ANSWER = (
    "Assessment for {who}: the findings are stable and fit the known diagnoses. "
    "Continue the present treatment, repeat the laboratory tests before the next visit, "
    "and return sooner if symptoms become worse or new ones appear."
)
PLACEHOLDER = re.compile(rb"\[NAME_\d+\]")
CONTENT_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
MODELS = {"object": "list", "data": [{"id": MODEL, "object": "model", "max_model_len": CONTEXT}]}


class Upstream:
    """The mock: what it answers, and when it emitted the last stream."""

    def __init__(self, pace_s: float) -> None:
        self.pace_s = pace_s
        self.emissions: list[dict[str, Any]] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, kept alive until the client leaves."""
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = CONTENT_LENGTH.search(head)
                body = await reader.readexactly(int(length[1])) if length else b""
                await self._answer(head.split(b" ", 2)[1], body, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, path: bytes, body: bytes, writer: asyncio.StreamWriter) -> None:
        if path.endswith(b"/chat/completions"):
            text = answer_to(body)
            if json.loads(body).get("stream"):
                await self._stream(text, writer)
            else:
                _write(writer, _completion({"message": {"role": "assistant", "content": text}}))
        elif path == b"/emissions":
            _write(writer, self.emissions)
        else:  # models, health, adapters in and out: all is well
            _write(writer, MODELS if path.endswith(b"/models") else {})

    async def _stream(self, text: str, writer: asyncio.StreamWriter) -> None:
        writer.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
            b"transfer-encoding: chunked\r\n\r\n"
        )
        self.emissions = []
        for word in text.split(" "):
            await asyncio.sleep(self.pace_s)
            piece = word if not self.emissions else " " + word
            self.emissions.append({"text": piece, "at_s": time.monotonic()})
            _event(writer, _chunk({"delta": {"content": piece}}))
        _event(writer, _chunk({"delta": {}, "finish_reason": "stop"}))
        writer.write(b"e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n")


def answer_to(body: bytes) -> str:
    """The fixed answer; a redacted patient is named as the request names them."""
    placeholder = PLACEHOLDER.search(body)
    return ANSWER.format(who=placeholder[0].decode() if placeholder else "the patient")


def _completion(choice: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "chatcmpl-bench",
        "object": "chat.completion",
        "created": 0,
        "model": MODEL,
        "choices": [{"index": 0, "finish_reason": "stop", **choice}],
        "usage": {"prompt_tokens": 80, "completion_tokens": 40, "total_tokens": 120},
    }


def _chunk(choice: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "chatcmpl-bench",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": MODEL,
        "choices": [{"index": 0, "finish_reason": None, **choice}],
    }


def _write(writer: asyncio.StreamWriter, value: object) -> None:
    body = json.dumps(value).encode()
    writer.write(
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b"
        % (len(body), body)
    )


def _event(writer: asyncio.StreamWriter, value: object) -> None:
    data = b"data: " + json.dumps(value).encode() + b"\n\n"
    writer.write(b"%x\r\n%b\r\n" % (len(data), data))


async def _main(port: int, pace_s: float) -> None:
    server = await asyncio.start_server(Upstream(pace_s).serve, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--pace-ms", type=float, default=5.0)
    options = parser.parse_args()
    uvloop.run(_main(options.port, options.pace_ms / 1000))
