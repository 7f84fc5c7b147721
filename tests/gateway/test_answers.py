"""Whatever the split, an answer's texts leave guarded and restored, or not at all."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.answers import Answer
from guards.phi.detector import Detector
from guards.phi.surrogates.redactor import Identities, Mode
from guards.verdicts import Redacted

DETECTOR = Detector()
NAME = 'Ottoline "Otto" Quux'


def identities() -> Identities:
    known = Identities()
    assert known.surrogate_for("NAME", NAME) == "[NAME_1]"
    return known


def answer(*, json_content: bool = False) -> Answer:
    return Answer(identities(), DETECTOR, json_content=json_content)


def chunk(delta: dict[str, Any], finish: str | None = None, index: int = 0) -> dict[str, Any]:
    return {"choices": [{"index": index, "delta": delta, "finish_reason": finish}]}


def contents(pieces: list[dict[str, Any]], index: int = 0) -> str:
    choices = [choice for piece in pieces for choice in piece["choices"]]
    return "".join(c["delta"].get("content") or "" for c in choices if c["index"] == index)


def arguments(pieces: list[dict[str, Any]], position: int) -> str:
    calls = [
        call
        for piece in pieces
        for choice in piece["choices"]
        for call in choice.get("delta", choice.get("message"))["tool_calls"]
        if call.get("index", 0) == position
    ]
    return "".join(call["function"].get("arguments") or "" for call in calls)


def parts(text: str, cuts: list[int]) -> list[str]:
    ends = sorted({cut % (len(text) + 1) for cut in cuts} | {0, len(text)})
    return [text[a:b] for a, b in itertools.pairwise(ends)]


def streamed(text: str, cuts: list[int], reply: Answer, index: int = 0) -> list[dict[str, Any]]:
    split = parts(text, cuts) or [""]
    return [
        reply.release(chunk({"content": part}, "stop" if n == len(split) - 1 else None, index))
        for n, part in enumerate(split)
    ]


def plain(text: str, reply: Answer) -> str:
    message = {"role": "assistant", "content": text}
    piece = {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
    content: str = reply.release(piece)["choices"][0]["message"]["content"]
    return content


WORDS = st.sampled_from(
    ["[NAME_1]", "[NAME_9]", "[NAME", "_1]", "on", "call", "555-0123", "MRN: 12345678", "(", "é\n"]
)
TEXTS = st.lists(WORDS, max_size=12).map(" ".join)
CUTS = st.lists(st.integers(0, 200), max_size=20)


@given(TEXTS, CUTS)
def test_a_plain_answer_is_the_joined_stream(text: str, cuts: list[int]) -> None:
    one, many = answer(), answer()
    assert contents(streamed(text, cuts, many)) == plain(text, one)
    assert many.text == one.text
    assert many.flagged == one.flagged


@given(CUTS)
def test_a_surrogate_is_restored_wherever_it_is_cut(cuts: list[int]) -> None:
    reply = answer()
    said = contents(streamed("Tell [NAME_1] and [NAME_1].", cuts, reply))
    assert said == f"Tell {NAME} and {NAME}."
    assert reply.text == "Tell [NAME_1] and [NAME_1]."


@given(CUTS)
def test_an_identifier_the_model_made_up_is_masked_and_flagged(cuts: list[int]) -> None:
    reply = answer()
    said = contents(streamed("Her SSN is 078-05-1120 today", cuts, reply))
    assert "078-05-1120" not in said
    assert "078-05-1120" not in reply.text
    assert reply.flagged


@given(CUTS, CUTS)
def test_choices_do_not_meet(one: list[int], two: list[int]) -> None:
    reply = answer()
    first = streamed("first [NAME_1] one", one, reply, 0)
    second = streamed("second [NAME_1] one", two, reply, 1)
    assert contents(first + second, 0) == f"first {NAME} one"
    assert contents(first + second, 1) == f"second {NAME} one"
    assert reply.text == "first [NAME_1] one\nsecond [NAME_1] one"


ARGUMENTS = '{"to": "[NAME_1]", "note": "call [NAME_1] \\"now\\""}'


@given(CUTS, CUTS, st.booleans())
def test_arguments_of_tool_calls_are_valid_json_wherever_they_are_cut(
    one: list[int], two: list[int], finish_alone: bool
) -> None:
    reply = answer()
    deltas = [
        {"tool_calls": [{"index": n, "id": f"c{n}", "type": "function", "function": {"name": "f"}}]}
        for n in range(2)
    ]
    for position, cuts in enumerate((one, two)):
        deltas += [
            {"tool_calls": [{"index": position, "function": {"arguments": part}}]}
            for part in parts(ARGUMENTS, cuts)
        ]
    last = {} if finish_alone else deltas.pop()
    pieces = [reply.release(chunk(delta)) for delta in deltas]
    pieces.append(reply.release(chunk(last, "tool_calls")))
    pieces = [p for p in pieces if "tool_calls" in p["choices"][0]["delta"]]
    for position in range(2):
        called = json.loads(arguments(pieces, position))
        assert called == {"to": NAME, "note": f'call {NAME} "now"'}
    assert NAME not in reply.text


def test_arguments_of_a_plain_tool_call_are_restored() -> None:
    call = {"id": "c", "type": "function", "function": {"name": "f", "arguments": ARGUMENTS}}
    message = {"role": "assistant", "content": None, "tool_calls": [call]}
    piece = {"choices": [{"index": 0, "message": message, "finish_reason": "tool_calls"}]}
    (choice,) = answer().release(piece)["choices"]
    (restored,) = choice["message"]["tool_calls"]
    assert json.loads(restored["function"]["arguments"])["to"] == NAME
    assert (restored["id"], restored["type"]) == ("c", "function")
    assert choice["message"].get("content") is None


@given(CUTS)
def test_a_json_answer_stays_json(cuts: list[int]) -> None:
    reply = answer(json_content=True)
    said = contents(streamed('{"who": "[NAME_1]", "ssn": "078-05-1120"}', cuts, reply))
    assert json.loads(said)["who"] == NAME
    assert "078-05-1120" not in said


@pytest.mark.parametrize("channel", ["reasoning", "reasoning_content", "refusal", "content"])
def test_every_channel_of_text_is_guarded(channel: str) -> None:
    reply = answer()
    pieces = [
        reply.release(chunk({channel: "SSN 078-05-"})),
        reply.release(chunk({channel: "1120 of [NAME_"})),
        reply.release(chunk({channel: "1]"}, "stop")),
    ]
    said = "".join(p["choices"][0]["delta"].get(channel) or "" for p in pieces)
    assert "1120" not in said
    assert said.endswith(NAME)


def test_fields_nobody_knows_do_not_leave() -> None:
    secret = "078-05-1120"
    call = {"index": 0, "function": {"name": "f", "x": secret}, "x": secret}
    delta = {"content": "hi", "audio": secret, "tool_calls": [call]}
    choice = {"index": 0, "delta": delta, "finish_reason": "stop", "prompt_logprobs": secret}
    piece = {"choices": [choice], "prompt_logprobs": secret, "kv_transfer_params": secret}
    assert secret not in str(answer().release(piece))


def with_logprobs(reply: Answer, texts: list[str]) -> list[Any]:
    released = []
    for number, text in enumerate(texts):
        piece = chunk({"content": text}, "stop" if number == len(texts) - 1 else None)
        piece["choices"][0]["logprobs"] = {"content": [{"token": text, "logprob": -1.0}]}
        released.append(reply.release(piece)["choices"][0]["logprobs"])
    return released


def test_logprobs_leave_with_their_text() -> None:
    released = with_logprobs(answer(), ["give ", "about ", "12", "50 ", "units or ", "more"])
    tokens = [entry["token"] for part in released if part for entry in part["content"]]
    assert tokens == ["give ", "about ", "12", "50 ", "units or ", "more"]
    assert released[2] is None, "they wait for the guard"


def test_logprobs_of_a_masked_text_never_leave() -> None:
    released = with_logprobs(answer(), ["SSN ", "078-05", "-1120", " is ", "hers"])
    shown = json.dumps(released)
    assert "078" not in shown
    assert "1120" not in shown


def test_a_bare_completion_is_guarded_too() -> None:
    reply = answer()
    choice = {"index": 0, "text": "SSN 078-05-1120 of [NAME_1]", "finish_reason": "length"}
    (released,) = reply.release({"choices": [choice]})["choices"]
    assert released["text"].endswith(NAME)
    assert "1120" not in released["text"]
    assert reply.finish_reason == "length"


def test_usage_is_what_the_engine_counted() -> None:
    reply = answer()
    reply.release({"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 5}})
    assert reply.used_tokens(Redacted("x" * 400)) == 12


def test_an_answer_that_was_left_early_is_estimated() -> None:
    reply = answer()
    assert reply.used_tokens(Redacted("x" * 400)) == 0, "nothing came: nothing was used"
    reply.release(chunk({"content": "some words "}))
    assert reply.used_tokens(Redacted("x" * 400)) > 100


@pytest.mark.parametrize(
    ("mode", "released"),
    [
        (Mode.PSEUDONYMISE, "Seen [DATE]; call [PHONE]"),
        (Mode.LIMITED, "Seen 3/14/2019; call [PHONE]"),
    ],
)
def test_the_mode_says_what_an_answer_may_hold(mode: Mode, released: str) -> None:
    reply = Answer(Identities(), DETECTOR, mode=mode, json_content=False)
    piece = reply.release(chunk({"content": "Seen 3/14/2019; call 617-555-0134"}, "stop"))
    assert contents([piece]) == released
