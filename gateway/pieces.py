"""Pieces the gateway makes itself, and the mark it leaves on the engine's."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import msgspec

from gateway.engine import Piece
from gateway.requests import Ask
from guards.verdicts import Coverage


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The `preceptor` object of an answer: what was done, by what, over what."""

    action: str
    version: str
    release: str
    guards: list[Coverage]
    reason: str | None = None
    passages: list[dict[str, Any]] = []
    citations: list[dict[str, Any]] = []

    def on(self, piece: Piece) -> Piece:
        """`piece` with this report; `reason` is left out where there is none."""
        report = {k: v for k, v in msgspec.structs.asdict(self).items() if k != "reason" or v}
        return {**piece, "preceptor": report}


def fixed(ask: Ask, text: str) -> Piece:
    """A whole answer, plain or as one chunk, that was not generated."""
    choice: dict[str, Any] = {"index": 0, "finish_reason": "content_filter", "logprobs": None}
    message = {"role": "assistant", "content": text}
    if not ask.is_chat:
        choice["text"] = text
    elif ask.stream:
        choice["delta"] = message
    else:
        choice["message"] = message
    usage = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
    return signed(ask, {"created": int(time.time()), "choices": [choice], "usage": usage})


def signed(ask: Ask, piece: Piece) -> Piece:
    """A piece under the request's id and the alias's name, of the right type."""
    kind = "chat.completion" if ask.is_chat else "text_completion"
    if ask.is_chat and ask.stream:
        kind = "chat.completion.chunk"
    return {**piece, "id": ask.request_id, "object": kind, "model": ask.model}


def is_last(piece: Piece) -> bool:
    """True for a piece after which its choice says nothing more, and for a usage piece."""
    choices: Iterable[dict[str, Any]] = piece["choices"]
    return all(choice.get("finish_reason") is not None for choice in choices)


def is_usage(piece: Piece) -> bool:
    """True for the chunk that carries token counts alone."""
    return not piece["choices"]


def is_silent(piece: Piece) -> bool:
    """True for a chunk that says nothing yet, because the guard holds its text back."""
    return all(
        choice.get("finish_reason") is None
        and not choice.get("logprobs")
        and not choice.get("text")
        and not any(choice.get("delta", {}).values())
        for choice in piece["choices"]
    )
