"""What a body must be: anything else is a 400 that names the field and quotes nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import BadRequest
from gateway.requests import CHAT, COMPLETIONS, Ask, read_ask, read_body

CANARY = "Ottoline"
MESSAGES = [{"role": "user", "content": "hello"}]


def ask(path: str = CHAT, /, **body: Any) -> Ask:
    opening = {"messages": MESSAGES} if path == CHAT else {"prompt": "hello"}
    encoded = json.dumps({"model": "m", **opening, **body}).encode()
    return read_ask(path, encoded, {}, "req-1")


def conversation(tenant: str = "t", /, **body: Any) -> str:
    return ask(**body).conversation(tenant, b"k" * 32)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff",
        b'{"a": "\\ud800"}',
        b'{"a": 1e999}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
    ],
)
def test_a_body_that_is_no_json_object_is_refused(data: bytes) -> None:
    with pytest.raises(BadRequest) as refusal:
        read_body(data)
    assert refusal.value.code == "invalid_json"


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"model": None}, "model"),
        ({"model": ""}, "model"),
        ({"model": [CANARY]}, "model"),
        ({"messages": None}, "messages"),
        ({"messages": []}, "messages"),
        ({"messages": CANARY}, "messages"),
        ({"messages": {"role": CANARY}}, "messages"),
        ({"messages": [CANARY]}, "messages[0]"),
        ({"messages": [{"role": CANARY, "content": "x"}]}, "messages[0]"),
        ({"messages": [{"role": ["user"], "content": "x"}]}, "messages[0]"),
        ({"messages": [{"content": CANARY}]}, "messages[0]"),
        ({"messages": [*MESSAGES, {"role": "user", "content": 5}]}, "messages[1]"),
        ({"messages": [{"role": "user", "content": {"text": CANARY}}]}, "messages[0]"),
        ({"messages": [{"role": "assistant", "tool_calls": CANARY}]}, "messages[0]"),
        ({"messages": [{"role": "assistant", "tool_calls": 5}]}, "messages[0]"),
        ({"messages": [{"role": "assistant", "tool_calls": [CANARY]}]}, "messages[0]"),
        ({"messages": [{"role": "assistant", "tool_calls": {"a": CANARY}}]}, "messages[0]"),
        ({"n": 0}, "n"),
        ({"n": 17}, "n"),
        ({"n": True}, "n"),
        ({"n": 1.5}, "n"),
        ({"n": CANARY}, "n"),
        ({"stream": CANARY}, "stream"),
        ({"stream": 1}, "stream"),
        ({"stream_options": CANARY}, "stream_options"),
        ({"preceptor": CANARY}, "preceptor"),
        ({"preceptor": {"conversation_id": 5}}, "preceptor.conversation_id"),
        ({"preceptor": {"department": [CANARY]}}, "preceptor.department"),
        ({"preceptor": {"patient": CANARY}}, "preceptor.patient"),
        ({"preceptor": {"subject_ref": [CANARY]}}, "preceptor.subject_ref"),
    ],
    ids=str,
)
def test_a_malformed_chat_is_refused_by_its_field(body: dict[str, Any], param: str) -> None:
    with pytest.raises(BadRequest) as refusal:
        ask(**body)
    assert refusal.value.param == param
    assert CANARY not in refusal.value.message


@pytest.mark.parametrize(
    "prompt", [None, "", [], [""], [1, 2, 3], [[1, 2]], 5, {"text": CANARY}, [CANARY, 5]]
)
def test_a_malformed_prompt_is_refused(prompt: object) -> None:
    with pytest.raises(BadRequest) as refusal:
        ask(COMPLETIONS, prompt=prompt)
    assert refusal.value.param == "prompt"
    assert CANARY not in refusal.value.message


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["role", "content", "tool_calls", "x"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["messages", "prompt", "n", "stream", "stream_options", "preceptor", "metadata", "max_tokens"]
)


@given(st.sampled_from([CHAT, COMPLETIONS]), st.dictionaries(FIELDS, JSON))
def test_any_body_is_read_or_refused(path: str, body: dict[str, Any]) -> None:
    try:
        read = ask(path, **body)
    except BadRequest:
        return
    assert read.estimated_tokens >= 0
    assert len(read.conversation("t", b"k")) == 32
    assert read.opens_conversation in (True, False)


def test_everything_else_is_left_to_the_engine() -> None:
    body = {"temperature": CANARY, "stop": ["x"], "a_field_of_the_future": {"on": True}}
    assert ask(**body).body["a_field_of_the_future"] == {"on": True}


@pytest.mark.parametrize("limit", [-(10**9), 0, "many", None, True, [5]])
def test_a_limit_that_is_none_reserves_no_nonsense(limit: object) -> None:
    assert 0 < ask(max_tokens=limit).estimated_tokens < 1000


def test_a_conversation_is_known_by_its_opening() -> None:
    longer = [*MESSAGES, {"role": "assistant", "content": "a"}, {"role": "user", "content": "b"}]
    assert conversation(messages=longer) == conversation()
    assert conversation(messages=[{"role": "user", "content": "other"}]) != conversation()
    assert conversation("other tenant") != conversation()


def test_a_conversation_is_known_by_its_name() -> None:
    named = conversation(preceptor={"conversation_id": "c"})
    assert named == conversation(
        preceptor={"conversation_id": "c"}, messages=[{"role": "user", "content": "other"}]
    )
    assert named == conversation(metadata={"conversation_id": "c"})
    assert named != conversation(preceptor={"conversation_id": "d"})
    assert named != conversation("other tenant", preceptor={"conversation_id": "c"})


def test_nobody_can_name_a_conversation_after_another_ones_opening() -> None:
    opening = "user:hello"
    assert conversation(preceptor={"conversation_id": opening}) != conversation()


def test_a_first_turn_is_known_unless_it_names_its_conversation() -> None:
    assert ask(messages=[{"role": "system", "content": "s"}, *MESSAGES]).opens_conversation
    assert not ask(messages=[*MESSAGES, *MESSAGES]).opens_conversation
    assert not ask(preceptor={"conversation_id": "c"}).opens_conversation
    assert not ask(metadata={"conversation_id": "c"}).opens_conversation
    assert ask(COMPLETIONS, messages="of no account").opens_conversation
