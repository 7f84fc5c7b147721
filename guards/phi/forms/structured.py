"""Redaction of what is more than a string: JSON values, tool-call arguments, chat messages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import msgspec

from guards.phi.detector import KnownIdentifier
from guards.phi.forms.fields import Field, Visit, redact_fields
from guards.phi.forms.json_walk import (
    JSON,
    MAX_DEPTH,
    TextVisit,
    map_arguments,
    map_fields,
    map_json,
)
from guards.phi.forms.keys import label_of_key, may_be_value
from guards.phi.surrogates.redactor import Identities, Mode, Redactor
from guards.verdicts import Redacted, Span, UnsupportedContent

__all__ = [
    "JSON",
    "MAX_DEPTH",
    "RedactedChat",
    "RedactedMessages",
    "map_arguments",
    "map_json",
    "map_message",
    "redact_arguments",
    "redact_chat",
    "redact_json",
    "redact_messages",
]

Message: TypeAlias = dict[str, Any]
_WIRE_FIELDS = frozenset({"role", "tool_call_id", "id", "type", "index"})
_WIRE_WORD = re.compile(
    r"(?:call|chatcmpl|fc|msg|tool|toolu)[-_][\w-]{1,80}|(?=\w*[A-Za-z])\w{1,40}"
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)
"""An id or kind as engines and clients make them; anything else in its place is read."""
_FUNCTION_NAME = re.compile(r"[A-Za-z_][\w.-]{0,63}")


class RedactedMessages(msgspec.Struct, frozen=True):
    """Chat messages without identifiers.

    `texts` are the redacted texts in reading order; `spans_by_text` holds the spans of each, as
    offsets into that text's original.
    """

    messages: list[Message]
    texts: tuple[Redacted, ...]
    spans_by_text: tuple[tuple[Span, ...], ...]

    @property
    def spans(self) -> tuple[Span, ...]:
        """Every replaced span in reading order; offsets are those of the text it stood in."""
        return tuple(span for spans in self.spans_by_text for span in spans)


class RedactedChat(msgspec.Struct, frozen=True):
    """A chat request without identifiers.

    `texts` are the redacted texts of its messages in reading order; `every_text` goes on with those
    of the other fields, and `spans_by_text` holds the spans of each, as offsets into its original.
    """

    body: dict[str, Any]
    texts: tuple[Redacted, ...]
    every_text: tuple[Redacted, ...]
    spans_by_text: tuple[tuple[Span, ...], ...]

    @property
    def spans(self) -> tuple[Span, ...]:
        """Every replaced span in reading order; offsets are those of the text it stood in."""
        return tuple(span for spans in self.spans_by_text for span in spans)


def redact_json(
    value: JSON,
    redactor: Redactor,
    identities: Identities,
    mode: Mode,
    known: Sequence[KnownIdentifier] = (),
) -> tuple[JSON, tuple[Span, ...]]:
    """The value with its texts redacted, and the spans, each over its own text.

    A number whose key names an identifier becomes a string.
    Raises: UnsupportedContent when the value is nested more than `MAX_DEPTH` deep.
    """
    walked = redact_fields(
        lambda visit: map_json(value, _keyed(visit)), redactor, identities, mode, known
    )
    return walked.value, walked.spans


def redact_arguments(
    arguments: str,
    redactor: Redactor,
    identities: Identities,
    mode: Mode,
    known: Sequence[KnownIdentifier] = (),
) -> tuple[Redacted, tuple[Span, ...]]:
    """A tool call's argument string: text by text where it is JSON, else as one text."""
    walked = redact_fields(
        lambda visit: map_arguments(arguments, _keyed(visit)), redactor, identities, mode, known
    )
    return Redacted(walked.value), walked.spans


def redact_messages(
    messages: Sequence[Message],
    redactor: Redactor,
    identities: Identities,
    mode: Mode,
    known: Sequence[KnownIdentifier] = (),
) -> RedactedMessages:
    """OpenAI chat messages of every role without identifiers; the input is left unchanged.

    Covered: `content` as a string or as text parts, the arguments of tool calls, and every other
    field. Raises: UnsupportedContent for a part that is not text.
    """
    walked = redact_fields(
        lambda visit: [map_message(message, _keyed(visit)) for message in messages],
        redactor, identities, mode, known,
    )  # fmt: skip
    return RedactedMessages(walked.value, walked.texts, walked.spans_by_text)


def redact_chat(
    body: Mapping[str, Any],
    redactor: Redactor,
    identities: Identities,
    mode: Mode,
    known: Sequence[KnownIdentifier] = (),
) -> RedactedChat:
    """A whole chat request in one walk: a name found in any field is found in all of them.

    `body` holds `messages` and what else goes to the engine; it is left unchanged, and the order
    of its fields is kept. Names of properties in tools and answer schemas stay as they are.
    Raises: UnsupportedContent as `redact_messages` does.
    """
    others = {key: value for key, value in body.items() if key != "messages"}
    seen = 0

    def walk(visit: Visit) -> dict[str, Any]:
        nonlocal seen
        counted = _Counted(visit)
        messages = [map_message(m, _keyed(counted.visit)) for m in body["messages"]]
        seen = counted.fields
        mapped = {**map_fields(others, _keyed(visit)), "messages": messages}
        return {key: mapped[key] for key in body if key in mapped} | mapped

    walked = redact_fields(walk, redactor, identities, mode, known)
    texts = walked.texts
    return RedactedChat(walked.value, texts[:seen], texts, walked.spans_by_text)


def map_message(message: Message, visit: TextVisit) -> Message:
    """A copy of a chat message with every text in it replaced by what `visit` answers.

    Fields we do not know are read as JSON, so that none is a way around.
    """
    mapped: Message = {}
    for field, value in message.items():
        mapped |= _map_field(field, value, visit, message)
    return mapped


class _Counted:
    """Counts the fields that pass through a visit."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self.fields = 0

    def visit(self, field: Field) -> str:
        self.fields += 1
        return self._visit(field)


def _keyed(visit: Visit) -> TextVisit:
    """A visit of texts under keys: what the key names is an identifier as a whole."""

    def visit_text(text: str, key: str) -> str:
        label = label_of_key(key) if key else None
        if label is not None and not may_be_value(label, text):
            label = None
        return visit(Field(text, label, key))

    return visit_text


def _map_field(field: str, value: Any, visit: TextVisit, message: Message) -> Message:
    of_a_tool = message.get("role") in ("tool", "function")
    if value is not None and field == "content":
        is_json = of_a_tool and isinstance(value, str) and value.lstrip()[:1] in ("{", "[")
        return {field: (map_arguments if is_json else _map_content)(value, visit)}
    if field == "name":
        return {field: (_map_name if of_a_tool else map_json)(value, visit)}
    if value is not None and field == "tool_calls":
        return {field: _map_calls(value, visit)}
    if value is not None and field == "function_call":
        return {field: _map_function(value, visit)}
    return _map_rest({field: value}, visit)


def _map_wire(value: Any, visit: TextVisit) -> Any:
    """An id or kind, which stays so that calls and results find each other."""
    is_word = isinstance(value, str) and _WIRE_WORD.fullmatch(value)
    return value if is_word or not value else map_json(value, visit)


def _map_name(value: Any, visit: TextVisit) -> Any:
    """A function's name, which stays if it is one."""
    is_name = isinstance(value, str) and _FUNCTION_NAME.fullmatch(value)
    return value if is_name else map_json(value, visit)


def _map_rest(fields: Message, visit: TextVisit, *mapped: str) -> Message:
    """The fields that are none of `mapped`, and their names, so that none is a way around."""
    wire = {key: _map_wire(fields[key], visit) for key in fields if key in _WIRE_FIELDS}
    rest = {key: fields[key] for key in fields if key not in (*mapped, *wire)}
    read = map_json(rest, visit)
    assert isinstance(read, dict)
    return wire | read


def _map_content(content: object, visit: TextVisit) -> object:
    if isinstance(content, str):
        return visit(content, "")
    if not isinstance(content, list):
        raise UnsupportedContent(type(content).__name__)
    return [_map_part(part, visit) for part in content]


def _map_part(part: object, visit: TextVisit) -> object:
    if isinstance(part, str):
        return visit(part, "")
    kind = part.get("type", "unknown") if isinstance(part, dict) else type(part).__name__
    if not isinstance(part, dict) or kind not in ("text", "input_text", "output_text", "refusal"):
        raise UnsupportedContent(str(kind)[:40])
    field = "refusal" if kind == "refusal" else "text"
    if not isinstance(part.get(field), str):
        raise UnsupportedContent(str(kind)[:40])
    return {field: visit(part[field], ""), **_map_rest(part, visit, field)}


def _map_calls(calls: Any, visit: TextVisit) -> list[Message]:
    if not isinstance(calls, list):
        raise UnsupportedContent("tool calls that are no list")
    return [_map_call(call, visit) for call in calls]


def _map_call(call: Any, visit: TextVisit) -> Message:
    if not isinstance(call, dict) or not isinstance(call.get("function"), dict):
        raise UnsupportedContent("tool call that is no function call")
    function = _map_function(call["function"], visit)
    return {**_map_rest(call, visit, "function"), "function": function}


def _map_function(function: Any, visit: TextVisit) -> Message:
    if not isinstance(function, dict):
        raise UnsupportedContent("function call that is no object")
    mapped = _map_rest(function, visit, "arguments", "name")
    if "name" in function:
        mapped["name"] = _map_name(function["name"], visit)
    arguments = function.get("arguments")
    if isinstance(arguments, str):
        mapped["arguments"] = map_arguments(arguments, visit)
    elif arguments is not None:
        mapped["arguments"] = map_json(arguments, visit)
    return mapped
