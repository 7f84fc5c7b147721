"""The flow's items as an HTTP response, attended: a client that leaves ends the flow at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import aclosing, suppress
from typing import Any, cast

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gateway import sse
from gateway.chat import Head, answer
from gateway.engine import Piece
from gateway.errors import GatewayError, TooLarge
from gateway.requests import Ask
from gateway.routes.errors import body_of, response_of
from gateway.services import Services


async def read_limited(request: Request, limit_bytes: int) -> bytes:
    """The request's body. Raises: TooLarge: more than `limit_bytes`."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > limit_bytes:
            raise TooLarge(f"the body exceeds {limit_bytes} bytes; send less at once")
    return bytes(body)


class FlowReply(Response):
    """Runs the flow for one request and sends what it releases."""

    def __init__(self, services: Services, ask: Ask) -> None:
        self._services = services
        self._ask = ask
        self.background = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await _attended(receive, self._reply(scope, receive, send))

    async def _reply(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with aclosing(answer(self._services, self._ask)) as items:
            try:
                head = cast(Head, await anext(items))
                first = cast(Piece, await anext(items))
            except GatewayError as error:
                self._services.metrics.errors.labels(error.code or error.kind).inc()
                await response_of(error, self._ask.request_id)(scope, receive, send)
                return
            if self._ask.stream:
                await self._stream(head, first, cast(AsyncIterator[Piece], items), send)
            else:
                body = await _whole(first, cast(AsyncIterator[Piece], items))
                await _start(send, _headers(self._ask, head, first), "application/json")
                await _send(send, msgspec.json.encode(body), more=False)

    async def _stream(
        self, head: Head, first: Piece, items: AsyncIterator[Piece], send: Send
    ) -> None:
        await _start(send, _headers(self._ask, head, first), sse.MEDIA_TYPE)
        await _send(send, sse.frame(first))
        try:
            async for piece in items:
                await _send(send, sse.frame(piece))
        except GatewayError as error:
            self._services.metrics.errors.labels(error.code or error.kind).inc()
            await _send(send, sse.frame(body_of(error)), more=False)
            return
        await _send(send, sse.DONE, more=False)


async def _whole(first: Piece, items: AsyncIterator[Piece]) -> Piece:
    """The plain answer: the flow's only piece, once the flow has ended."""
    async for piece in items:
        first = piece
    return first


async def _attended(receive: Receive, work: Coroutine[Any, Any, None]) -> None:
    """Runs `work` while watching the connection; cancels it when the client goes away."""
    task = asyncio.create_task(work)
    watcher = asyncio.create_task(_gone(receive))
    try:
        await asyncio.wait({task, watcher}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            task.cancel()
        with suppress(asyncio.CancelledError, ClientDisconnect):
            await task
    finally:
        watcher.cancel()
        task.cancel()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _headers(ask: Ask, head: Head, first: Piece) -> list[tuple[bytes, bytes]]:
    """What is known before the first piece leaves."""
    known = {
        "x-request-id": ask.request_id,
        "x-preceptor-version": head.version,
        "x-preceptor-guards": ", ".join(head.guards),
    }
    if head.not_covered:
        known["x-preceptor-not-covered"] = ", ".join(head.not_covered)
    action = first.get("preceptor", {}).get("action", head.action)
    if action != "allow":
        known["x-preceptor-action"] = action
    return [(name.encode(), value.encode()) for name, value in known.items()]


async def _start(send: Send, headers: list[tuple[bytes, bytes]], media_type: str) -> None:
    kind = [(b"content-type", media_type.encode()), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 200, "headers": [*kind, *headers]})


async def _send(send: Send, body: bytes, *, more: bool = True) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": more})
