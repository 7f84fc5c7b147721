"""Requests that go wrong, in every way a client or an engine can make them."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

from tests.leak.engine import Behaviour
from tests.leak.notes import Bundle
from tests.leak.requests import CHAT, EMBEDDINGS, FEEDBACK, Body, Maker, Request, chat, streamed
from tests.leak.system import MAX_BODY_BYTES

LOST_POLICY = "leak-lost"
"""An alias whose policy set does not exist: its guards cannot run."""
PAUSED = "leak-paused"
"""A suspended alias."""
OFF = "leak-off"
"""An alias without redaction, for evaluators."""


def _engine(behaviour: Behaviour, make: Maker) -> Maker:
    def made(bundle: Bundle, model: str) -> Request:
        asked = make(bundle, model)
        return Request(asked.path, asked.body, behaviour)

    return made


def _raw(write: Callable[[bytes], bytes], path: str = CHAT) -> Maker:
    """A good body whose bytes `write` spoils."""

    def made(bundle: Bundle, model: str) -> Request:
        body = json.dumps(chat(bundle, model).body, ensure_ascii=False).encode()
        return Request(path, write(body))

    return made


def _addressed(model: str) -> Maker:
    return lambda bundle, _: chat(bundle, model)


def wrong_key(bundle: Bundle, model: str) -> Request:
    headers = {"authorization": f"Bearer {bundle.some('NAME')}".encode()}
    return Request(CHAT, chat(bundle, model).body, headers=headers)


def forged_key(bundle: Bundle, model: str) -> Request:
    """A key of the right shape made from a record number."""
    headers = {"authorization": f"Bearer pk-{bundle.some('MRN')}-{bundle.some('SSN')}".encode()}
    return Request(CHAT, chat(bundle, model).body, headers=headers)


def unknown_model(bundle: Bundle, _: str) -> Request:
    return chat(bundle, bundle.some("NAME"))


def unknown_encoder(bundle: Bundle, _: str) -> Request:
    return Request(EMBEDDINGS, {"model": bundle.some("NAME"), "input": bundle.texts})


def too_long(bundle: Bundle, model: str) -> Request:
    text = bundle.text * (MAX_BODY_BYTES // len(bundle.text) + 1)
    return Request(CHAT, {"model": model, "messages": [{"role": "user", "content": text}]})


def image(bundle: Bundle, model: str) -> Request:
    data = "data:text/plain;base64," + base64.b64encode(bundle.text.encode()).decode()
    content = [
        {"type": "text", "text": bundle.text},
        {"type": "image_url", "image_url": {"url": data}},
    ]
    return Request(CHAT, {"model": model, "messages": [{"role": "user", "content": content}]})


def odd_part(bundle: Bundle, model: str) -> Request:
    """A content part whose very kind is a name."""
    content = [{"type": bundle.some("NAME"), "text": bundle.text}]
    return Request(CHAT, {"model": model, "messages": [{"role": "user", "content": content}]})


def wrong_types(bundle: Bundle, model: str) -> Request:
    """Text where the gateway expects none: validators like to quote what they refuse."""
    name = bundle.some("NAME")
    body = {
        "model": model,
        "messages": [{"role": name, "content": bundle.text}],
        "n": name,
        "stream": bundle.text,
        "preceptor": {"patient": bundle.text, "department": [name], name: name},
    }
    return Request(CHAT, body)


def wrong_extras(bundle: Bundle, model: str) -> Request:
    name = bundle.some("NAME")
    extras = {"patient": bundle.text, "department": {"name": name}, name: bundle.text}
    return Request(CHAT, {**_body(bundle, model), "preceptor": extras})


def wrong_chart(bundle: Bundle, model: str) -> Request:
    """A patient that is an object, but no patient."""
    chart = {"resourceType": bundle.some("NAME"), "name": bundle.text, "birthDate": bundle.texts}
    return Request(CHAT, {**_body(bundle, model), "preceptor": {"patient": chart}})


def deep(bundle: Bundle, model: str) -> Request:
    value: object = bundle.text
    for _ in range(200):
        value = [value]
    return Request(CHAT, {**_body(bundle, model), "extra": value})


def stray_feedback(bundle: Bundle, _: str) -> Request:
    """Feedback with fields that are none, named like persons."""
    name = bundle.some("NAME")
    return Request(FEEDBACK, {"request_id": name, name: bundle.text, "rating": bundle.text})


def lost_feedback(bundle: Bundle, _: str) -> Request:
    """Feedback on an answer that nobody gave."""
    return Request(FEEDBACK, {"request_id": bundle.some("MRN"), "comment": bundle.text})


def hang_up(bundle: Bundle, model: str) -> Request:
    asked = streamed(bundle, model)
    return Request(asked.path, asked.body, Behaviour.SLOW, leaves_after=64)


def half_sent(bundle: Bundle, model: str) -> Request:
    return Request(CHAT, chat(bundle, model).body, sends_half=True)


def operators_mistakes(bundle: Bundle, alias: str) -> list[Request]:
    """Bindings that must be refused: wrong types, and names where there is no such thing."""
    name, path = bundle.some("NAME"), f"/admin/aliases/{alias}"
    wrong: list[Body] = [{"prompt_template": [bundle.text]}, {"phi_mode": name}, {"policy": name}]
    wrong += [{"adapter": name}, {"response_schema": bundle.text}]
    bindings = [Request(path, body, method="PUT") for body in wrong]
    promotion = Request(f"{path}/promote", {"version": name, "weight": 1})
    return [*bindings, promotion, Request(f"/admin/adapters/{bundle.some('MRN')}/load")]


def _body(bundle: Bundle, model: str) -> Body:
    body = chat(bundle, model).body
    assert isinstance(body, dict)
    return body


FAULTS: dict[str, Maker] = {
    "bad JSON": _raw(lambda data: data[:-2]),
    "bad JSON feedback": _raw(lambda data: data[:-2], FEEDBACK),
    "trailing bytes": _raw(lambda data: data + data),
    "no object": _raw(lambda data: b"[" + data + b"]"),
    "invalid UTF-8": _raw(lambda data: data.replace(b"e", b"\xff\xfe", 1)),
    "NUL bytes": _raw(lambda data: data.replace(b" ", b"\0", 3)),
    "lone surrogate": _raw(lambda data: data.replace(b" ", b"\\ud800", 3)),
    "wrong key": wrong_key,
    "forged key": forged_key,
    "unknown model": unknown_model,
    "unknown encoder": unknown_encoder,
    "too long": too_long,
    "image": image,
    "odd part": odd_part,
    "wrong types": wrong_types,
    "wrong extras": wrong_extras,
    "wrong chart": wrong_chart,
    "deep JSON": deep,
    "stray feedback": stray_feedback,
    "lost feedback": lost_feedback,
    "guards lost": _addressed(LOST_POLICY),
    "suspended": _addressed(PAUSED),
    "redaction off": _addressed(OFF),
    "engine 500": _engine(Behaviour.ERROR_500, chat),
    "engine 400": _engine(Behaviour.ERROR_400, chat),
    "engine garbage": _engine(Behaviour.GARBAGE, chat),
    "engine hangs": _engine(Behaviour.HANG, chat),
    "engine cuts": _engine(Behaviour.CUT, streamed),
    "engine's error event": _engine(Behaviour.EVENT_ERROR, streamed),
    "hang-up": hang_up,
    "half sent": half_sent,
}
