"""What a chat is, what its tasks draw from, and how one is put together."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from random import Random
from typing import Any

Message = dict[str, Any]


@dataclass(frozen=True)
class Chat:
    """Turns, and the tools on offer: the arguments of a chat template."""

    messages: list[Message]
    tools: list[dict[str, Any]] | None = None


@dataclass(frozen=True)
class Labelled:
    """A text with the words it mentions, by kind ("diseases", "chemicals", ...)."""

    text: str
    mentions: dict[str, list[str]]


@dataclass
class Pools:
    """What the tasks draw from."""

    sentences: list[str] = field(default_factory=list)
    passages: list[str] = field(default_factory=list)
    answers: list[tuple[str, str]] = field(default_factory=list)
    labelled: list[Labelled] = field(default_factory=list)


def make_chat(user: str, assistant: str) -> Chat:
    """One question and its answer."""
    return Chat([{"role": "user", "content": user}, {"role": "assistant", "content": assistant}])


def compact_json(value: object) -> str:
    """JSON without white space."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def place(rng: Random, instruction: str, text: str) -> str:
    """The instruction before or after its text."""
    gap = rng.choice(["\n", "\n\n"])
    return f"{instruction}{gap}{text}" if rng.random() < 0.6 else f"{text}{gap}{instruction}"
