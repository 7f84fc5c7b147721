"""What a body must be before anything is done with it; everything else is left to vLLM.

Only fields the gateway itself acts on are checked. `preceptor` is our extension and never reaches
the engine; neither do fields that exist to name a person or a session to a vendor.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import msgspec

from gateway.errors import BadRequest

CHAT = "/v1/chat/completions"
COMPLETIONS = "/v1/completions"
CHARS_PER_TOKEN = 4
DEFAULT_ANSWER_TOKENS = 256
MAX_CHOICES = 16
ROLES = ("system", "developer", "user", "assistant", "tool", "function")
OURS = ("preceptor", "metadata", "user", "store", "safety_identifier", "prompt_cache_key", "model")


class Extras(msgspec.Struct, frozen=True):
    """The `preceptor` object of a request."""

    conversation_id: str | None = None
    subject_ref: str | None = None
    encounter_ref: str | None = None
    department: str | None = None
    patient: dict[str, Any] | None = None
    corpus_filter: dict[str, Any] | None = None


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """One well-formed request: a chat, or a bare completion."""

    request_id: str
    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    size_bytes: int
    model: str
    stream: bool
    include_usage: bool
    extras: Extras

    @property
    def is_chat(self) -> bool:
        return self.path == CHAT

    @property
    def estimated_tokens(self) -> int:
        """Tokens to reserve until the engine reports the real number."""
        limit = self.body.get("max_completion_tokens") or self.body.get("max_tokens")
        answer = limit if isinstance(limit, int) and limit > 0 else DEFAULT_ANSWER_TOKENS
        return self.size_bytes // CHARS_PER_TOKEN + answer

    @property
    def opens_conversation(self) -> bool:
        """True for a first turn whose name is made from its own text: nothing came before it."""
        if self.extras.conversation_id or _metadata_conversation(self.body):
            return False
        messages = self.body["messages"] if self.is_chat else []
        return sum(message["role"] not in ("system", "developer") for message in messages) <= 1

    def conversation(self, tenant: str, key: bytes) -> str:
        """A keyed hash that names the conversation without revealing what it was made from."""
        given = self.extras.conversation_id or _metadata_conversation(self.body)
        if given:
            return conversation_of(tenant, given, key)
        return _name(f"{tenant}\nderived\n" + "\n".join(self._opening_texts()), key)

    def _opening_texts(self) -> list[str]:
        """What stays the same through a conversation: its system text and first user message."""
        if not self.is_chat:
            return [str(self.body["prompt"])]
        messages = self.body["messages"]
        opening = [m for m in messages if m["role"] in ("system", "developer")]
        opening += [m for m in messages if m["role"] == "user"][:1]
        return [f"{m['role']}:{m.get('content')}" for m in opening]


def conversation_of(tenant: str, given: str, key: bytes) -> str:
    """The name of the conversation to which an application gave the id `given`."""
    return _name(f"{tenant}\ngiven\n{given}", key)


def read_body(data: bytes) -> dict[str, Any]:
    """The JSON object in `data`. Raises: BadRequest."""
    try:
        body = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRequest("the body is not valid JSON", code="invalid_json") from error
    if not isinstance(body, dict):
        raise BadRequest("the body must be a JSON object", code="invalid_json")
    return body


def read_ask(path: str, data: bytes, headers: Mapping[str, str], request_id: str) -> Ask:
    """Checks a body for `path`. Raises: BadRequest, naming the field."""
    body = read_body(data)
    _check_text(body, "model")
    if path == CHAT:
        _check_messages(body.get("messages"))
    else:
        _check_prompt(body.get("prompt"))
    _check_choices(body.get("n"))
    return Ask(
        request_id=request_id,
        path=path,
        headers=dict(headers),
        body=body,
        size_bytes=len(data),
        model=body["model"],
        stream=_flag(body, "stream"),
        include_usage=_wants_usage(body),
        extras=read_extras(body),
    )


def read_extras(body: Mapping[str, Any]) -> Extras:
    """The `preceptor` object, checked. Raises: BadRequest."""
    try:
        return msgspec.convert(body.get("preceptor") or {}, Extras)
    except msgspec.ValidationError as error:
        field = str(error).partition("at `$.")[2].rstrip("`")
        raise BadRequest(
            f"preceptor.{field} has the wrong type; see the README for what it may be"
            if field
            else "'preceptor' must be an object",
            param=f"preceptor.{field}" if field else "preceptor",
        ) from error


def _check_text(body: Mapping[str, Any], field: str) -> None:
    if not isinstance(body.get(field), str) or not body[field]:
        raise BadRequest(f"'{field}' must be a non-empty string", param=field)


def _check_messages(messages: object) -> None:
    if not isinstance(messages, list) or not messages:
        raise BadRequest("'messages' must be a non-empty list", param="messages")
    for index, message in enumerate(messages):
        where = f"messages[{index}]"
        if not isinstance(message, dict) or message.get("role") not in ROLES:
            raise BadRequest(f"{where}.role must be one of {', '.join(ROLES)}", param=where)
        if not isinstance(message.get("content"), str | list | None):
            raise BadRequest(f"{where}.content must be text or a list of parts", param=where)
        _check_calls(message.get("tool_calls"), where)


def _check_calls(calls: object, where: str) -> None:
    if calls is None:
        return
    if not isinstance(calls, list) or not all(isinstance(call, dict) for call in calls):
        raise BadRequest(f"{where}.tool_calls must be a list of tool calls", param=where)


def _check_prompt(prompt: object) -> None:
    texts = prompt if isinstance(prompt, list) else [prompt]
    if not texts or not all(isinstance(text, str) and text for text in texts):
        raise BadRequest(
            "'prompt' must be text or a list of texts: token ids cannot be checked for identifiers",
            param="prompt",
        )


def _check_choices(n: object) -> None:
    if n is None:
        return
    if not isinstance(n, int) or isinstance(n, bool) or not 1 <= n <= MAX_CHOICES:
        raise BadRequest(f"'n' must be a whole number from 1 to {MAX_CHOICES}", param="n")


def _flag(body: Mapping[str, Any], field: str) -> bool:
    value = body.get(field)
    if not isinstance(value, bool | None):
        raise BadRequest(f"'{field}' must be true or false", param=field)
    return bool(value)


def _wants_usage(body: Mapping[str, Any]) -> bool:
    options = body.get("stream_options")
    if not isinstance(options, dict | None):
        raise BadRequest("'stream_options' must be an object", param="stream_options")
    return bool((options or {}).get("include_usage"))


def _name(of: str, key: bytes) -> str:
    return hmac.new(key, of.encode(), sha256).hexdigest()[:32]


def _metadata_conversation(body: Mapping[str, Any]) -> str | None:
    metadata = body.get("metadata")
    given = metadata.get("conversation_id") if isinstance(metadata, dict) else None
    return given if isinstance(given, str) else None
