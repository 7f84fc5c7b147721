"""Sends requests and keeps what came back, so that it can be asked later who was told what."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import httpx

from tests.leak.notes import Bundle
from tests.leak.requests import FEEDBACK, Request

TIMEOUT_S = 60.0


@dataclass(frozen=True)
class Sent:
    """What went out: a bundle (None for a bystander's request) through a channel in a mode."""

    channel: str
    mode: str
    bundle: Bundle | None = None


@dataclass(frozen=True)
class Reply:
    """What came back; status 0 when nothing did. `headers` are lines of `name: value`."""

    sent: Sent
    status: int
    text: str
    headers: str = ""
    request_id: str = ""

    @property
    def told(self) -> bytes:
        """Everything the caller can read."""
        return f"{self.headers}\n{self.text}".encode()


@dataclass
class Courier:
    """Many requests at once over one client; `by_serial` tells what the engine's records were.

    Couriers of one campaign share their `serials`, so that no two requests have the same.
    """

    http: httpx.AsyncClient
    key: str
    serials: Iterator[int]
    at_once: int = 12
    replies: list[Reply] = field(default_factory=list)
    by_serial: dict[int, Sent] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._turns = asyncio.Semaphore(self.at_once)

    async def send(self, sent: Sent, request: Request, key: str = "") -> Reply:
        """Sends one request and keeps its reply. A connection that breaks is a reply too."""
        async with self._turns:
            try:
                reply = await self._sent(sent, request, key or self.key)
            except httpx.HTTPError:
                reply = Reply(sent, 0, "")
        self.replies.append(reply)
        return reply

    async def _sent(self, sent: Sent, request: Request, key: str) -> Reply:
        content, headers = self._written(sent, request), _headers(request, key)
        if request.sends_half:
            await self._send_half(request, content, headers)
            return Reply(sent, 0, "")
        async with self.http.stream(
            request.method, request.path, content=content, headers=_encoded(headers)
        ) as response:
            text = await _read(response, request.leaves_after)
            told = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
            request_id = response.headers.get("x-request-id", "")
            return Reply(sent, response.status_code, text, told, request_id)

    def _written(self, sent: Sent, request: Request) -> bytes:
        """The body's bytes; a JSON body of a model gets its serial number as `seed`."""
        if not isinstance(request.body, dict):
            return request.body or b""
        if request.path.split("?")[0] == FEEDBACK:
            return json.dumps(request.body).encode()
        serial = next(self.serials)
        self.by_serial[serial] = sent
        seeded = {**request.body, "seed": serial * 100 + request.behaviour}
        return json.dumps(seeded, ensure_ascii=serial % 2 == 0).encode()

    async def _send_half(
        self, request: Request, content: bytes, headers: Mapping[str, bytes]
    ) -> None:
        """Declares a whole body, sends half of it, and is gone."""
        url = self.http.base_url
        _, writer = await asyncio.open_connection(url.host, url.port)
        head = [f"POST {request.path} HTTP/1.1".encode(), b"host: gateway"]
        head += [name.encode() + b": " + value for name, value in headers.items()]
        head += [f"content-length: {len(content)}".encode()]
        writer.write(b"\r\n".join(head) + b"\r\n\r\n" + content[: len(content) // 2])
        await writer.drain()
        writer.close()


async def _read(response: httpx.Response, leaves_after: int | None) -> str:
    read = b""
    async for chunk in response.aiter_bytes():
        read += chunk
        if leaves_after is not None and len(read) >= leaves_after:
            break
    return read.decode(errors="replace")


def _headers(request: Request, key: str) -> dict[str, bytes]:
    own = {"authorization": f"Bearer {key}".encode(), "content-type": b"application/json"}
    return {**own, **request.headers}


def _encoded(headers: Mapping[str, bytes]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value) for name, value in headers.items()]
