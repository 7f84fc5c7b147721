"""What users say of answers: redacted with the conversation's own map, then queued for scoring."""

from __future__ import annotations

import asyncio
import secrets
import time
from typing import Any

import msgspec
from fastapi import APIRouter, Request

from gateway.contracts import Feedback, TraceRecord
from gateway.errors import BadRequest, NotFound
from gateway.evidence import as_detail
from gateway.redaction import Texts
from gateway.requests import read_body
from gateway.routes.openai import services_of
from gateway.routes.replies import read_limited
from gateway.services import Services
from guards.phi.surrogates.redactor import Mode

router = APIRouter()
TRACE_WAIT_S = 2.0


class Opinion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of `/v1/feedback`; something besides the id must be there."""

    request_id: str
    rating: int | None = None
    corrected: str | None = None
    labels: list[str] = []
    comment: str | None = None


@router.post("/v1/feedback", status_code=201)
async def feedback(request: Request) -> dict[str, Any]:
    """Keeps an opinion about an answer that the caller's own tenant was given."""
    services = services_of(request)
    caller = await services.keys.authenticate(request.headers.get("authorization"))
    opinion = _read(read_body(await read_limited(request, services.settings.max_body_bytes)))
    trace = await _trace(services, opinion.request_id, caller.tenant)
    redacted = await _redact(services, trace, opinion)
    corrected, comment, *labels = redacted.texts
    item = Feedback(
        id=f"fb-{secrets.token_hex(12)}",
        request_id=opinion.request_id,
        tenant=caller.tenant,
        rating=opinion.rating,
        corrected=None if opinion.corrected is None else corrected,
        labels=list(labels),
        comment=None if opinion.comment is None else comment,
        created_at=time.time(),
    )
    detail = {"id": item.id, "redaction": as_detail(redacted.record)}
    await services.recorder.audit("feedback", opinion.request_id, detail)
    await asyncio.to_thread(services.ledger.evidence.add_feedback, item)
    return {"id": item.id, "object": "feedback", "request_id": item.request_id}


async def _redact(services: Services, trace: TraceRecord, opinion: Opinion) -> Texts:
    """The opinion's texts as its answer's prompt was redacted; where that was off, by surrogates:
    nothing is stored unredacted.
    """
    texts = [opinion.corrected or "", opinion.comment or "", *opinion.labels]
    mode = Mode(services.aliases.find(trace.alias).live.phi_mode)
    if not mode.restores and mode is not Mode.OFF:
        unkept = services.vault.unkept(trace.tenant, trace.identity_map)
        return await services.redaction.texts(texts, unkept, mode)
    identities = await services.vault.identities(trace.tenant, trace.identity_map)
    redacted = await services.redaction.texts(texts, identities)
    services.vault.keep(trace.tenant, trace.identity_map)
    return redacted


def _read(body: dict[str, Any]) -> Opinion:
    try:
        opinion = msgspec.convert(body, Opinion)
    except msgspec.ValidationError as error:
        raise BadRequest(
            "feedback takes request_id, rating (-1, 0 or 1), corrected, labels (a list of texts) "
            "and comment, and nothing else"
        ) from error
    if opinion.rating is not None and opinion.rating not in (-1, 0, 1):
        raise BadRequest("'rating' must be -1, 0 or 1", param="rating")
    said = (opinion.rating, opinion.corrected, opinion.comment)
    if all(part is None for part in said) and not opinion.labels:
        raise BadRequest("give a rating, a corrected answer, labels or a comment")
    return opinion


async def _trace(services: Services, request_id: str, tenant: str) -> TraceRecord:
    """The trace of an answer; a moment's patience, because traces are written behind answers."""
    deadline_s = time.monotonic() + TRACE_WAIT_S
    while True:
        trace = await asyncio.to_thread(services.ledger.evidence.trace, request_id)
        if trace is not None and trace.tenant == tenant:
            return trace
        if trace is not None or time.monotonic() > deadline_s:
            raise NotFound("no such answer was given to your tenant", param="request_id")
        await asyncio.sleep(0.05)
