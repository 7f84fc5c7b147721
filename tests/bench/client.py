"""A client that costs little: HTTP/1.1 over one kept connection, and when each byte came."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

STATUS = re.compile(rb"HTTP/1\.1 (\d+)")
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class BadAnswer(Exception):
    """A target answered with an error: its figures would mean nothing."""


@dataclass(frozen=True)
class Target:
    """Who is asked: a chat endpoint of OpenAI's shape on loopback."""

    name: str
    port: int
    model: str
    key: str = "none"
    path: str = "/v1/chat/completions"

    def request(self, note: str, *, stream: bool) -> bytes:
        """A whole HTTP request about one note."""
        message = {"role": "user", "content": note}
        body = {"model": self.model, "messages": [message], "temperature": 0, "max_tokens": 64}
        return self._post(json.dumps({**body, "stream": True} if stream else body).encode())

    def _post(self, body: bytes) -> bytes:
        head = (
            f"POST {self.path} HTTP/1.1\r\nhost: 127.0.0.1:{self.port}\r\n"
            f"authorization: Bearer {self.key}\r\ncontent-type: application/json\r\n"
            f"content-length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


class Connection:
    """One kept connection to a target."""

    def __init__(self, target: Target) -> None:
        self._target = target

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._target.port)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._writer.close()

    async def ask(self, request: bytes) -> bytes:
        """The whole body of the answer. Raises: BadAnswer."""
        return b"".join([part async for part, _ in self._parts(request)])

    async def events(self, request: bytes) -> list[tuple[dict[str, Any], float]]:
        """The streamed events, and the monotonic second at which each had come."""
        events = []
        rest = b""
        async for part, at_s in self._parts(request):
            *lines, rest = (rest + part).split(b"\n\n")
            data = [line.removeprefix(b"data:").strip() for line in lines]
            events += [(json.loads(d), at_s) for d in data if d.startswith(b"{")]
        return events

    async def _parts(self, request: bytes) -> AsyncIterator[tuple[bytes, float]]:
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        status, length = STATUS.match(head), LENGTH.search(head)
        if status is None or status[1] != b"200":
            body = await self._reader.read(500)
            raise BadAnswer(f"{self._target.name}: {head.splitlines()[0]!r} {body!r}")
        if length:
            yield await self._reader.readexactly(int(length[1])), time.monotonic()
            return
        while size := int(await self._reader.readuntil(b"\r\n"), 16):
            part = await self._reader.readexactly(size + 2)
            yield part[:-2], time.monotonic()
        await self._reader.readexactly(2)
