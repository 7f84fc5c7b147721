"""Requests of every kind an application may send, each with a bundle's identifiers in every corner.

A body is written for the alias it goes to; `seed` is set by whoever sends it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from guards.encoder import NAME as ENCODER
from tests.leak.engine import Behaviour
from tests.leak.notes import Bundle

CHAT = "/v1/chat/completions"
COMPLETIONS = "/v1/completions"
EMBEDDINGS = "/v1/embeddings"
FEEDBACK = "/v1/feedback"

Body = dict[str, Any]


@dataclass(frozen=True)
class Request:
    """One HTTP request; `body` is a JSON value, or bytes that are sent as they are."""

    path: str
    body: Body | bytes | None = None
    behaviour: Behaviour = Behaviour.ECHO
    method: str = "POST"
    headers: Mapping[str, bytes] = field(default_factory=dict)
    leaves_after: int | None = None
    """Bytes of the answer after which the client is gone."""
    sends_half: bool = False
    """The client is gone before its body has come to its end."""


Maker = Callable[[Bundle, str], Request]


def _user(text: str) -> Body:
    return {"role": "user", "content": text}


def chat(bundle: Bundle, model: str) -> Request:
    """One message, and a name in every field that may hold one."""
    name = bundle.some("NAME")
    body = {
        "model": model,
        "messages": [_user(bundle.text)],
        "user": name,
        "metadata": {"patient": name, "conversation_id": f"visit of {name}"},
        "safety_identifier": name,
        "prompt_cache_key": name,
    }
    return Request(CHAT, body)


def streamed(bundle: Bundle, model: str) -> Request:
    body = {"model": model, "messages": [_user(bundle.text)], "stream": True}
    return Request(CHAT, body)


def turns(bundle: Bundle, model: str) -> Request:
    """Every role has a note to tell; the fields of ours are names too."""
    roles = ("system", "user", "assistant", "user")
    messages = [{"role": r, "content": t} for r, t in zip(roles, bundle.texts, strict=False)]
    messages += [{**_user("And now?"), "name": bundle.some("NAME")}]
    extras = {
        "conversation_id": bundle.some("MRN"),
        "subject_ref": bundle.some("NAME"),
        "encounter_ref": bundle.some("CODE"),
        "department": bundle.some("NAME"),
    }
    return Request(CHAT, {"model": model, "messages": messages, "preceptor": extras})


def parts(bundle: Bundle, model: str) -> Request:
    content = [{"type": "text", "text": text} for text in bundle.texts]
    return Request(CHAT, {"model": model, "messages": [{"role": "user", "content": content}]})


def tools(bundle: Bundle, model: str) -> Request:
    """Notes in a tool's description, a call's arguments, a tool's result; the answer is a call."""
    first, *rest = bundle.texts
    arguments = json.dumps({"note": rest[0] if rest else first, "nested": [{"text": first}]})
    call = {"name": "look_up", "arguments": arguments}
    result = json.dumps({"rows": [{"comment": text} for text in bundle.texts]}, ensure_ascii=False)
    messages = [
        _user("Look the patient up."),
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": "call-1", "type": "function", "function": call}],
        },
        {"role": "tool", "tool_call_id": "call-1", "content": result},
    ]
    function = {"name": "look_up", "description": first, "parameters": {"type": "object"}}
    body = {
        "model": model,
        "messages": messages,
        "tools": [{"type": "function", "function": function}],
    }
    return Request(CHAT, body, Behaviour.CALLS)


def tools_streamed(bundle: Bundle, model: str) -> Request:
    asked = tools(bundle, model)
    assert isinstance(asked.body, dict)
    return Request(CHAT, {**asked.body, "stream": True}, Behaviour.CALLS)


def schema(bundle: Bundle, model: str) -> Request:
    """Notes in the descriptions of a demanded JSON schema."""
    described = {"type": "string", "description": bundle.text, "examples": bundle.texts}
    wanted = {"type": "object", "properties": {"summary": described}}
    form = {"type": "json_schema", "json_schema": {"name": "summary", "schema": wanted}}
    body = {"model": model, "messages": [_user(bundle.text)], "response_format": form}
    return Request(CHAT, body)


def choices(bundle: Bundle, model: str) -> Request:
    """Several answers, stopped at a sentence of the note."""
    body = {
        "model": model,
        "messages": [_user(bundle.text)],
        "n": 2,
        "stop": bundle.texts[:2],
        "stream": bundle.number % 2 == 0,
        "stream_options": {"include_usage": True} if bundle.number % 2 == 0 else None,
    }
    return Request(CHAT, body)


def patient(bundle: Bundle, model: str) -> Request:
    """The chart's own identifiers come with the note."""
    identifiers = [{"type": i.label, "value": i.value} for i in bundle.identifiers]
    extras = {
        "conversation_id": f"chart {bundle.number}",  # what it teaches stays out of the others
        "subject_ref": bundle.some("MRN"),
        "patient": {"identifiers": identifiers},
    }
    body = {"model": model, "messages": [_user(bundle.text)], "preceptor": extras}
    return Request(CHAT, body)


def completion(bundle: Bundle, model: str) -> Request:
    """A bare completion, which is refused when identifiers are found in it."""
    stream = bundle.number % 2 == 0
    return Request(COMPLETIONS, {"model": model, "prompt": bundle.texts, "stream": stream})


def models(bundle: Bundle, _: str) -> Request:
    return Request(f"/v1/models/{bundle.some('NAME')}?mrn={bundle.some('MRN')}", method="GET")


def embeddings(bundle: Bundle, _: str) -> Request:
    body = {"model": ENCODER, "input": bundle.texts, "user": bundle.some("NAME")}
    return Request(EMBEDDINGS, body)


def metrics(bundle: Bundle, _: str) -> Request:
    return Request(f"/metrics?patient={bundle.some('NAME')}", method="GET")


def admin(bundle: Bundle, _: str) -> Request:
    """An application's key at an operator's door."""
    name = bundle.some("NAME")
    return Request(f"/admin/aliases/{name}/suspend", {"text": bundle.text, name: name})


def url(bundle: Bundle, _: str) -> Request:
    path = f"/patients/{bundle.some('NAME')}/{bundle.some('SSN')}?phone={bundle.some('PHONE')}"
    return Request(path, method="GET")


def headers(bundle: Bundle, model: str) -> Request:
    """Identifiers where proxies and browsers put what they know."""
    name = bundle.some("NAME").encode()
    told = {
        "x-request-id": name,
        "user-agent": name,
        "referer": bundle.some("URL").encode(),
        "cookie": b"patient=" + name,
        "x-forwarded-for": bundle.some("IP").encode(),
        "traceparent": b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "tracestate": b"chart=" + bundle.some("MRN").encode(),
        "baggage": b"ssn=" + bundle.some("SSN").encode(),
    }
    return Request(CHAT, {"model": model, "messages": [_user("Hello.")]}, headers=told)


def feedback(bundle: Bundle, request_id: str) -> Request:
    """What a user says of an answer that was given."""
    texts = bundle.texts
    body = {
        "request_id": request_id,
        "rating": -1,
        "corrected": texts[0],
        "comment": "\n".join(texts[1:3]),
        "labels": texts[3:],
    }
    return Request(FEEDBACK, body)


ENDPOINTS: dict[str, Maker] = {
    maker.__name__: maker
    for maker in (
        chat,
        streamed,
        turns,
        parts,
        tools,
        tools_streamed,
        schema,
        choices,
        patient,
        completion,
        embeddings,
        models,
        metrics,
        admin,
        url,
        headers,
    )
}
