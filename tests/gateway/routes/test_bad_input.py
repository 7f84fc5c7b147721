"""Odd text is served restored or refused in words; it never fails, and never carries a number."""

from __future__ import annotations

import json

import pytest

from tests.gateway.fake_vllm import FakeVllm
from tests.gateway.scene import Gateway

SSN = "078-05-1120"
SPELLINGS = {
    "emoji": f"😀👩🏽‍⚕️ SSN {SSN} 🏳️‍🌈",
    "combining marks": f"pa\u0301tient e\u0308 SSN {SSN} cafe\u0301",
    "zero width": "SSN 078-\u200b05-\u200d1120 here",
    "right to left": f"\u202eשלום SSN {SSN} \u202cمرحبا",
    "full width": "SSN ０７８-０５-１１２０ here",
    "nul": f"a\x00b SSN {SSN} \x00",
    "controls": f"\x01\x02\x1b[31m SSN {SSN} \x7f",
    "line separators": f"SSN\u2028{SSN}\u2029\x85\r\n",
    "non-characters": f"\ufdd0\uffff SSN {SSN} \U0010ffff",
    "typed placeholder": f"[NAME_1] [SSN_1] SSN {SSN} [SSN_2]",
    "an open bracket": "[" * 500 + f" SSN {SSN} " + "]" * 500,
}


@pytest.mark.parametrize("name", SPELLINGS)
@pytest.mark.parametrize("stream", [True, False])
async def test_odd_text_is_redacted_and_comes_back_as_it_was(
    preceptor: Gateway, vllm: FakeVllm, name: str, stream: bool
) -> None:
    text = SPELLINGS[name]
    answer = await preceptor.chat(text, stream=stream)
    assert answer.status_code == 200, answer.text
    asked = vllm.prompts[0].body["messages"][0]["content"]
    assert not any(digits in asked for digits in ("1120", "１１２０"))
    assert said(answer.text, stream) == f"base: {text}"


def said(body: str, stream: bool) -> str:
    if not stream:
        return str(json.loads(body)["choices"][0]["message"]["content"])
    frames = [frame.removeprefix("data: ") for frame in body.split("\n\n") if frame]
    chunks = [json.loads(frame) for frame in frames if frame != "[DONE]"]
    return "".join(
        choice["delta"].get("content") or "" for chunk in chunks for choice in chunk["choices"]
    )


async def test_a_megabyte_on_one_line_is_redacted(preceptor: Gateway, vllm: FakeVllm) -> None:
    text = "no finding " * 45_000 + f"SSN {SSN} " + "none either " * 40_000
    answer = await preceptor.chat(text)
    assert answer.status_code == 200
    assert SSN not in vllm.prompts[0].text
    assert answer.json()["choices"][0]["message"]["content"] == f"base: {text}"


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe",
        b'{"model": "starter", "messages": [{"role": "user", "content": "\xff 078-05-1120"}]}',
        b'{"model": "starter", "messages": [{"role": "user", "content": "\\ud800 078-05-1120"}]}',
        b'{"model": "starter", "messages": [{"role": "user", "content": "078-05-1120',
        b'{"messages":' + b"[" * 200_000,
        b"\x00",
        b"",
    ],
    ids=lambda body: repr(body[:24]),
)
async def test_what_is_no_json_is_refused_and_not_quoted(preceptor: Gateway, body: bytes) -> None:
    answer = await preceptor.http.post(
        "/v1/chat/completions", content=body, headers=preceptor.auth()
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_json")
    assert "078" not in answer.text


def nested(depth: int) -> str:
    return '{"a":' * depth + f'"SSN {SSN}"' + "}" * depth


@pytest.mark.parametrize("depth", [50, 150, 900, 5_000])
async def test_deep_arguments_are_redacted_or_refused(
    preceptor: Gateway, vllm: FakeVllm, depth: int
) -> None:
    call = {"id": "c", "type": "function", "function": {"name": "f", "arguments": nested(depth)}}
    messages = [
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "user", "content": "and now"},
    ]
    answer = await preceptor.chat(messages=messages)
    assert answer.status_code in (200, 400)
    assert SSN not in answer.text + "".join(seen.text for seen in vllm.prompts)
    if answer.status_code == 400:
        assert answer.json()["error"]["code"] == "unsupported_content"


@pytest.mark.parametrize("surrogate", ["\\ud83d", "\\udc00", "\\ud800\\ud800"])
async def test_half_a_character_in_arguments_hides_nothing(
    preceptor: Gateway, vllm: FakeVllm, surrogate: str
) -> None:
    arguments = f'{{"q": "{surrogate} SSN {SSN}"}}'
    call = {"id": "c", "type": "function", "function": {"name": "f", "arguments": arguments}}
    messages = [
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "user", "content": "and now"},
    ]
    answer = await preceptor.chat(messages=messages)
    assert answer.status_code == 200
    assert SSN not in vllm.prompts[0].text
