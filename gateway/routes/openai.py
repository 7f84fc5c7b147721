"""The endpoints that OpenAI's clients know."""

from __future__ import annotations

import base64
import secrets
import struct
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from gateway.contracts import AliasState
from gateway.embeddings import embed
from gateway.errors import UnknownModel
from gateway.requests import CHAT, COMPLETIONS, read_ask, read_body
from gateway.routes.replies import FlowReply, read_limited
from gateway.services import Services
from guards import encoder

router = APIRouter()


def services_of(request: Request) -> Services:
    """The running gateway's parts."""
    services: Services = request.app.state.services
    return services


def new_request_id() -> str:
    """An id that says nothing: also the answer's `id`, and what feedback refers to."""
    return f"req-{secrets.token_hex(12)}"


@router.post(CHAT)
@router.post(COMPLETIONS)
async def generate(request: Request) -> Response:
    """Chats and bare completions, plain or streamed: all through `gateway.chat.answer`."""
    services = services_of(request)
    data = await read_limited(request, services.settings.max_body_bytes)
    ask = read_ask(request.url.path, data, request.headers, new_request_id())
    return FlowReply(services, ask)


@router.post("/v1/embeddings")
async def embeddings(request: Request) -> Response:
    """Vectors of redacted texts, as floats or as base64 of little-endian float32."""
    services = services_of(request)
    caller = await services.keys.authenticate(request.headers.get("authorization"))
    body = read_body(await read_limited(request, services.settings.max_body_bytes))
    request_id = new_request_id()
    result = await embed(services, caller, body, request_id)
    as_text = body.get("encoding_format") == "base64"
    data = [
        {"object": "embedding", "index": i, "embedding": _packed(v) if as_text else v}
        for i, v in enumerate(result.vectors)
    ]
    usage = {"prompt_tokens": result.tokens, "total_tokens": result.tokens}
    headers = {"x-request-id": request_id, "x-preceptor-guards": result.coverage.guard}
    content = {"object": "list", "model": encoder.NAME, "data": data, "usage": usage}
    return JSONResponse(content, headers=headers)


@router.get("/v1/models")
async def models(request: Request) -> dict[str, Any]:
    """The aliases, with what answers under each and what it is for."""
    services = services_of(request)
    await services.keys.authenticate(request.headers.get("authorization"))
    listed = [_model(services, state) for state in services.aliases.all()]
    if services.encoder is not None:
        listed.append(_encoder_model(services.encoder))
    return {"object": "list", "data": listed}


@router.get("/v1/models/{name}")
async def model(request: Request, name: str) -> dict[str, Any]:
    """One alias."""
    listed = await models(request)
    for entry in listed["data"]:
        if entry["id"] == name:
            return dict(entry)
    raise UnknownModel("no such model is served here; GET /v1/models lists them", param="model")


def _model(services: Services, state: AliasState) -> dict[str, Any]:
    return {
        "id": state.alias,
        "object": "model",
        "created": 0,
        "owned_by": "preceptor",
        "version": state.live.adapter or services.base_version,
        "release": state.live.id,
        "suspended": state.suspended is not None,
        "intended_use": state.intended_use,
        "limitations": state.limitations,
        "card": f"/v1/models/{state.alias}",
    }


def _encoder_model(loaded: encoder.Encoder) -> dict[str, Any]:
    return {
        "id": loaded.name,
        "object": "model",
        "created": 0,
        "owned_by": "preceptor",
        "version": f"{loaded.name}@{loaded.digest[:12]}",
        "intended_use": "sentence embeddings for retrieval and drift",
        "limitations": "English; texts are truncated at 256 tokens",
    }


def _packed(vector: list[float]) -> str:
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
