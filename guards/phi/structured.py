"""Redaction of what is more than a string: JSON values, tool-call arguments, chat messages.

One walk visits every text in reading order; it runs once to collect them, so that names found in
one are found in all, and once to put the redacted texts in their places. Keys of JSON objects
stay, and tell what their values are (`"mrn": 12345`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import msgspec

from guards.phi.detector import KnownIdentifier
from guards.phi.surrogates import Identities, Mode, Redactor
from guards.verdicts import Redacted, Span, UnsupportedContent

JSON: TypeAlias = "dict[str, JSON] | list[JSON] | str | int | float | bool | None"
Message: TypeAlias = dict[str, Any]
Visit: TypeAlias = Callable[[str, str], str]
"""(text, key it stands under) -> what takes its place."""

MAX_DEPTH = 100
_WIRE_FIELDS = frozenset({"role", "tool_call_id", "id", "type", "index"})

_KEYS = {
    "NAME": "patient patientname fullname firstname lastname familyname givenname surname"
    " maidenname mothersmaidenname nextofkin emergencycontact",
    "DATE": "dob birthdate dateofbirth admissiondate dischargedate visitdate servicedate deathdate",
    "ADDRESS": "address street streetaddress addressline",
    "LOCATION": "city town county",
    "ZIP": "zip zipcode postalcode postcode",
    "PHONE": "phone phonenumber telephone mobile",
    "FAX": "fax faxnumber",
    "EMAIL": "email emailaddress",
    "SSN": "ssn socialsecuritynumber",
    "MRN": "mrn medicalrecordnumber patientid patientnumber chartnumber",
    "PLAN": "memberid insuranceid policynumber subscriberid beneficiaryid",
    "ACCOUNT": "account accountnumber",
}
_LABEL_OF_KEY = {key: label for label, keys in _KEYS.items() for key in keys.split()}
_MAX_KEYED_CHARS = 60


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
    walked = _Walk(redactor, identities, mode, known).over(lambda visit: map_json(value, visit))
    return walked.value, walked.spans


def redact_arguments(
    arguments: str,
    redactor: Redactor,
    identities: Identities,
    mode: Mode,
    known: Sequence[KnownIdentifier] = (),
) -> tuple[Redacted, tuple[Span, ...]]:
    """A tool call's argument string: text by text where it is JSON, else as one text."""
    walked = _Walk(redactor, identities, mode, known).over(
        lambda visit: map_arguments(arguments, visit)
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
    field but keys of JSON objects. Raises: UnsupportedContent for a part that is not text.
    """
    walked = _Walk(redactor, identities, mode, known).over(
        lambda visit: [map_message(message, visit) for message in messages]
    )
    return RedactedMessages(walked.value, walked.texts, walked.spans_by_text)


def map_message(message: Message, visit: Visit) -> Message:
    """A copy of a chat message with every text in it replaced by what `visit` answers.

    Fields we do not know are read as JSON, so that none is a way around.
    """
    return {field: _map_field(field, value, visit, message) for field, value in message.items()}


def _map_field(field: str, value: Any, visit: Visit, message: Message) -> Any:
    if value is None or field in _WIRE_FIELDS:
        return value
    if field == "content":
        return _map_content(value, visit)
    if field == "name":
        names_a_function = message.get("role") in ("tool", "function")
        return value if names_a_function else map_json(value, visit, "")
    if field == "tool_calls":
        return _map_calls(value, visit)
    if field == "function_call":
        return _map_function(value, visit)
    return map_json(value, visit, field)


def map_json(value: JSON, visit: Visit, key: str = "", depth: int = 0) -> JSON:
    """A copy of a JSON value with every text in it replaced by what `visit` answers.

    Numbers are left alone, unless their key names an identifier.
    """
    if depth > MAX_DEPTH:
        raise UnsupportedContent(f"JSON nested more than {MAX_DEPTH} deep")
    if isinstance(value, str):
        return visit(value, key)
    if isinstance(value, dict):
        return {k: map_json(v, visit, k, depth + 1) for k, v in value.items()}
    if isinstance(value, list):
        return [map_json(item, visit, key, depth + 1) for item in value]
    return _map_number(value, visit, key)


def map_arguments(arguments: str, visit: Visit) -> str:
    """The same for an argument string; unchanged to the character where no text changes."""
    try:
        value = msgspec.json.decode(arguments)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return visit(arguments, "")
    if not isinstance(value, dict | list):
        return visit(arguments, "")
    mapped = map_json(value, visit)
    return arguments if mapped == value else msgspec.json.encode(mapped).decode()


def _map_number(value: JSON, visit: Visit, key: str) -> JSON:
    if not isinstance(value, int) or isinstance(value, bool) or _label_of(key) is None:
        return value
    text = str(value)
    visited = visit(text, key)
    return value if visited == text else visited


def _map_content(content: object, visit: Visit) -> object:
    if isinstance(content, str):
        return visit(content, "")
    if not isinstance(content, list):
        raise UnsupportedContent(type(content).__name__)
    return [_map_part(part, visit) for part in content]


def _map_part(part: object, visit: Visit) -> object:
    if isinstance(part, str):
        return visit(part, "")
    kind = part.get("type", "unknown") if isinstance(part, dict) else type(part).__name__
    if not isinstance(part, dict) or kind not in ("text", "input_text", "output_text", "refusal"):
        raise UnsupportedContent(str(kind)[:40])
    field = "refusal" if kind == "refusal" else "text"
    if not isinstance(part.get(field), str):
        raise UnsupportedContent(str(kind)[:40])
    return {**part, field: visit(part[field], "")}


def _map_calls(calls: Any, visit: Visit) -> list[Message]:
    if not isinstance(calls, list):
        raise UnsupportedContent("tool calls that are no list")
    return [_map_call(call, visit) for call in calls]


def _map_call(call: Any, visit: Visit) -> Message:
    if not isinstance(call, dict) or not isinstance(call.get("function"), dict):
        raise UnsupportedContent("tool call that is no function call")
    return {**call, "function": _map_function(call["function"], visit)}


def _map_function(function: Any, visit: Visit) -> Message:
    if not isinstance(function, dict):
        raise UnsupportedContent("function call that is no object")
    arguments = function.get("arguments")
    if isinstance(arguments, str):
        return {**function, "arguments": map_arguments(arguments, visit)}
    return {**function, "arguments": map_json(arguments, visit)} if arguments else function


def _label_of(key: str) -> str | None:
    """The label a JSON key gives its value; None for a key that says nothing."""
    return _LABEL_OF_KEY.get("".join(filter(str.isalnum, key)).lower())


def _may_be_value(label: str, text: str) -> bool:
    """Whether a keyed text is short enough for an identifier, and no sentence for a name."""
    plausible = 0 < len(text.strip()) <= _MAX_KEYED_CHARS
    return plausible and not (label == "NAME" and any(map(str.isdigit, text)))


class _Walked(msgspec.Struct, frozen=True):
    value: Any
    texts: tuple[Redacted, ...]
    spans_by_text: tuple[tuple[Span, ...], ...]

    @property
    def spans(self) -> tuple[Span, ...]:
        return tuple(span for spans in self.spans_by_text for span in spans)


class _Walk:
    """The two rounds over one value: collect and redact, then put in place."""

    def __init__(
        self,
        redactor: Redactor,
        identities: Identities,
        mode: Mode,
        known: Sequence[KnownIdentifier],
    ) -> None:
        self._redactor = redactor
        self._identities = identities
        self._mode = mode
        self._known = known

    def over(self, walk: Callable[[Visit], Any]) -> _Walked:
        """What `walk` returns when each text is replaced by its redaction."""
        texts: list[str] = []
        keyed: list[KnownIdentifier] = []

        def collect(text: str, key: str) -> str:
            texts.append(text)
            label = _label_of(key)
            if label is not None and _may_be_value(label, text):
                keyed.append(KnownIdentifier(label, text))
            return text

        walk(collect)
        redactions = self._redactor.redact_all(
            texts, self._identities, self._mode, (*self._known, *keyed)
        )
        replacements = iter(redactions)
        value = walk(lambda text, key: next(replacements).text)
        return _Walked(value, tuple(r.text for r in redactions), tuple(r.spans for r in redactions))
