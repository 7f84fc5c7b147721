"""Embeddings of texts that were redacted first, by the encoder the guards use."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from gateway.errors import BadRequest, SafetyUnavailable, UnknownModel
from gateway.evidence import as_detail
from gateway.keys import Caller
from gateway.requests import read_extras
from gateway.services import Services
from gateway.subject import known_identifiers
from guards.encoder import NAME, Encoder
from guards.phi.surrogates.redactor import Identities
from guards.verdicts import Coverage, EncoderUnavailable

MAX_TEXTS = 256
DIMENSIONS = 384


class Embedded(msgspec.Struct, frozen=True):
    """Vectors in the order of the texts, each of the encoder's dimension and unit length."""

    vectors: list[list[float]]
    tokens: int
    coverage: Coverage


async def embed(
    services: Services, caller: Caller, body: dict[str, Any], request_id: str
) -> Embedded:
    """Redacts, embeds, audits.

    Raises:
        BadRequest, UnknownModel: the body is not an embedding request we can serve.
        SafetyUnavailable: the detector, the encoder or the audit could not run.
    """
    texts, encoder = _texts(body), _loaded(services.encoder)
    known = known_identifiers(read_extras(body), body.get("user"))
    estimate = sum(map(len, texts)) // 4
    with await services.admission.admit(caller, estimate) as permit:
        redacted = await services.redaction.texts(texts, Identities(), known=known)
        try:
            vectors = await asyncio.to_thread(encoder.embed, redacted.texts)
        except EncoderUnavailable as error:
            raise SafetyUnavailable("the encoder cannot run now; try again shortly") from error
        tokens = sum(encoder.count_tokens(text) for text in redacted.texts)
        permit.used_tokens = tokens
        facts = {"tenant": caller.tenant, "redaction": as_detail(redacted.record)}
        await services.recorder.audit("embedding", request_id, facts)
    return Embedded(vectors.tolist(), tokens, redacted.coverage)


def _loaded(encoder: Encoder | None) -> Encoder:
    if encoder is None:
        raise SafetyUnavailable(
            "the encoder could not be loaded when this server started: `preceptor doctor` says "
            "what to mend"
        )
    return encoder


def _texts(body: dict[str, Any]) -> list[str]:
    if body.get("model") != NAME:
        raise UnknownModel(f"embeddings are served by the model '{NAME}'", param="model")
    given = body.get("input")
    texts = given if isinstance(given, list) else [given]
    if not texts or not all(isinstance(text, str) and text for text in texts):
        raise BadRequest(
            "'input' must be text or a list of texts: token ids cannot be checked for identifiers",
            param="input",
        )
    if body.get("dimensions") not in (None, DIMENSIONS):
        raise BadRequest(f"'dimensions' can only be {DIMENSIONS} here", param="dimensions")
    if len(texts) > MAX_TEXTS:
        raise BadRequest(f"'input' may hold {MAX_TEXTS} texts at once", param="input")
    return texts
