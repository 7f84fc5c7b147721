"""The vLLM replicas: the only place that speaks to them and translates their errors to ours.

A request goes to the ready replica with the fewest running ones that has its version loaded. A
replica that refuses the connection is passed over before anything was sent; one that dies later
fails the request, because half an answer cannot be moved. Leaving `generate` closes the
connection, and vLLM aborts the request at once.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import msgspec

from gateway.errors import (
    AdapterRefused,
    BadRequest,
    ContextTooLong,
    EngineFailed,
    EngineUnavailable,
)

CONNECT_TIMEOUT_S = 5.0
ADMIN_TIMEOUT_S = 60.0
CONTEXT_ERROR = re.compile(r"maximum context length|max_model_len|longer than the maximum")
PARAMETER = re.compile(r"[a-z_]{1,40}")

Piece = dict[str, Any]
"""A chunk of a stream, or a whole plain answer, in OpenAI's shape."""


class Replica:
    """One vLLM server. `ready` and `loaded` (what was proved) are kept true by the reconciler."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url = url
        self.ready = False
        self.loaded: set[str] = set()
        self.base = ""
        self.max_model_len = 0
        self.running = 0
        self._session = session

    async def models(self) -> dict[str, dict[str, Any]]:
        """What the replica serves, by name. Raises: EngineUnavailable: nothing that can be read."""
        async with self._call("GET", "/v1/models") as response:
            data = await response.read()
        try:
            return {model["id"]: model for model in msgspec.json.decode(data)["data"]}
        except (msgspec.DecodeError, KeyError, TypeError) as error:
            raise EngineUnavailable(
                f"a vLLM replica does not list its models ({response.status}); check "
                "PRECEPTOR_VLLM_URLS and PRECEPTOR_VLLM_API_KEY"
            ) from error

    async def load(self, version: str, path: str) -> None:
        """Loads an adapter under its version's name; it takes no traffic before it is proved.

        Raises:
            AdapterRefused: vLLM does not take it (rank, kind, path).
            EngineUnavailable: the replica does not answer.
        """
        body = {"lora_name": version, "lora_path": path}
        async with self._call("POST", "/v1/load_lora_adapter", body) as response:
            text = await response.text()
        if response.status == 200 or "already been loaded" in text:
            return
        raise AdapterRefused(
            f"vLLM refuses {version} ({response.status}); check its rank and type against "
            "the engine's limits with `preceptor doctor`"
        )

    async def unload(self, version: str) -> None:
        """Forgets a version; one that is not loaded is no error."""
        self.loaded.discard(version)
        body = {"lora_name": version}
        async with self._call("POST", "/v1/unload_lora_adapter", body):
            pass

    async def complete(self, path: str, body: Mapping[str, Any]) -> Piece:
        """A plain answer in one piece, for probes. Raises: what `EnginePool.generate` does."""
        async with self.open(path, body, {}) as pieces:
            async for piece in pieces:
                return piece
        raise EngineFailed("the engine answered nothing")

    @asynccontextmanager
    async def open(
        self, path: str, body: Mapping[str, Any], headers: Mapping[str, str]
    ) -> AsyncIterator[AsyncIterator[Piece]]:
        """Sends a request and yields its pieces; leaving early aborts it in vLLM."""
        self.running += 1
        try:
            async with self._session.post(
                self.url + path, data=msgspec.json.encode(body), headers=_json(headers)
            ) as response:
                if response.status == 404:
                    self.loaded.discard(str(body.get("model")))  # to be loaded and proved again
                    raise EngineUnavailable("the engine lost this version; retry shortly")
                if response.status != 200:
                    text = await response.text(errors="replace")
                    raise _refusal(response.status, text, self.max_model_len)
                yield _pieces(response)
        except aiohttp.ClientConnectorError as error:
            self.ready = False
            raise EngineUnavailable("a vLLM replica refuses connections; retry shortly") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise EngineFailed(
                f"the engine failed while answering ({type(error).__name__}); send it again"
            ) from error
        finally:
            self.running -= 1

    @asynccontextmanager
    async def _call(
        self, method: str, path: str, body: Mapping[str, Any] | None = None
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        timeout = aiohttp.ClientTimeout(total=ADMIN_TIMEOUT_S, sock_connect=CONNECT_TIMEOUT_S)
        try:
            async with self._session.request(
                method, self.url + path, json=body, timeout=timeout
            ) as response:
                yield response
        except (aiohttp.ClientError, TimeoutError) as error:
            self.ready = False
            raise EngineUnavailable(
                f"a vLLM replica does not answer ({type(error).__name__}); retry shortly"
            ) from error


class EnginePool:
    """All replicas behind one door."""

    def __init__(self, urls: tuple[str, ...], session: aiohttp.ClientSession) -> None:
        self.replicas = [Replica(url, session) for url in urls]

    @property
    def ready(self) -> list[Replica]:
        return [replica for replica in self.replicas if replica.ready]

    @asynccontextmanager
    async def generate(
        self, path: str, body: Mapping[str, Any], version: str | None, headers: Mapping[str, str]
    ) -> AsyncIterator[AsyncIterator[Piece]]:
        """Pieces of an answer by `version` (None: the base) from the least busy replica.

        Raises:
            EngineUnavailable: no ready replica has the version.
            EngineFailed: the replica failed or its answer cannot be read.
            BadRequest, ContextTooLong: the engine refuses the body.
        """
        tried: set[str] = set()
        while True:
            replica = self._pick(version, tried)
            try:
                addressed = {**body, "model": version or replica.base}
                async with replica.open(path, addressed, headers) as pieces:
                    yield pieces
                    return
            except EngineUnavailable:
                tried.add(replica.url)  # refused before anything was sent: another may take it

    def _pick(self, version: str | None, tried: set[str]) -> Replica:
        able = [
            replica
            for replica in self.ready
            if replica.url not in tried and (version is None or version in replica.loaded)
        ]
        if not able:
            raise EngineUnavailable("no engine can answer for this model now; retry shortly")
        return min(able, key=lambda replica: replica.running)


async def _pieces(response: aiohttp.ClientResponse) -> AsyncIterator[Piece]:
    """The pieces of a plain or streamed answer; a stream without its end mark has failed."""
    if not response.content_type.startswith("text/event-stream"):
        yield _piece(await response.read())
        return
    async for line in response.content:
        data = line.strip().removeprefix(b"data:").strip()
        if data == b"[DONE]":
            return
        if not data or data.startswith(b":"):
            continue
        yield _piece(data)
    raise EngineFailed("the engine went away in the middle of an answer; send it again")


def _piece(data: bytes) -> Piece:
    """A piece that has choices to look at. Raises: EngineFailed."""
    try:
        piece: Piece = msgspec.json.decode(data, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise EngineFailed("the engine's answer cannot be read; send it again") from error
    choices = piece.get("choices")
    if "error" in piece or not isinstance(choices, list):
        raise EngineFailed("the engine failed while answering; send the request again")
    if not all(isinstance(choice, dict) for choice in choices):
        raise EngineFailed("the engine's answer has choices that cannot be read; send it again")
    return piece


def _refusal(status: int, text: str, max_model_len: int) -> Exception:
    """Our error for vLLM's; its message may quote the prompt, so only known facts are kept."""
    if status in (400, 413, 422) and CONTEXT_ERROR.search(text):
        return ContextTooLong(
            f"prompt and answer exceed the model's context of {max_model_len} tokens; shorten "
            "the messages or lower max_tokens",
            param="messages",
        )
    if status in (400, 422):
        name = _parameter(text)
        where = f" (parameter '{name}')" if name else ""
        return BadRequest(f"the engine refuses this request{where}", param=name)
    return EngineFailed(f"the engine failed with status {status}; send the request again")


def _parameter(text: str) -> str | None:
    """The field that vLLM's error names, if it names one."""
    try:
        name = msgspec.json.decode(text)["error"]["param"]
    except (msgspec.DecodeError, KeyError, TypeError):
        return None
    return name if isinstance(name, str) and PARAMETER.fullmatch(name) else None


def _json(headers: Mapping[str, str]) -> dict[str, str]:
    return {"content-type": "application/json", **headers}
