from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.sft import load_tokenizer
from training.starter.tokenizer import CONTROL, RESERVED, VISIBLE

TOOL = {
    "type": "function",
    "function": {"name": "find", "parameters": {"type": "object", "properties": {}}},
}


@pytest.fixture(scope="module")
def tokenizer(tiny_base: Path) -> Any:
    return load_tokenizer(tiny_base)


def test_the_first_32_ids_are_control_and_spare_tokens(tokenizer: Any) -> None:
    ids = [tokenizer.convert_tokens_to_ids(token) for token in (*CONTROL, *VISIBLE, *RESERVED)]
    assert ids == list(range(32))


def test_every_digit_of_a_code_is_a_token_of_its_own(tokenizer: Any) -> None:
    ids = tokenizer("E11.65", add_special_tokens=False)["input_ids"]
    assert [tokenizer.decode(i) for i in ids] == ["E", "1", "1", ".", "6", "5"]


@cache
def loaded(base: Path) -> Any:
    return load_tokenizer(base)


@settings(deadline=None)
@given(text=st.text(max_size=80))
def test_any_text_survives_the_round_trip(tiny_base: Path, text: str) -> None:
    tokenizer = loaded(tiny_base)
    ids = tokenizer(text, add_special_tokens=False)["input_ids"]
    assert tokenizer.decode(ids) == text


def test_a_conversation_renders_as_turns_and_ends_open(tokenizer: Any) -> None:
    chat = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}]
    text = tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True)
    assert text == (
        "<|begin|><|turn|>system\nBe brief.<|end_turn|>\n"
        "<|turn|>user\nHi<|end_turn|>\n<|turn|>assistant\n"
    )


def test_tools_are_listed_as_json_in_the_system_turn(tokenizer: Any) -> None:
    chat = [{"role": "user", "content": "Hi"}]
    text = tokenizer.apply_chat_template(chat, tools=[TOOL], tokenize=False)
    assert text.startswith('<|begin|><|turn|>system\n<tools>\n{"type": "function"')
    assert "\n</tools><|end_turn|>\n<|turn|>user\nHi" in text


def test_tool_calls_and_results_take_turns(tokenizer: Any) -> None:
    call = {"function": {"name": "find", "arguments": {"query": "gout"}}}
    chat = [
        {"role": "user", "content": "Find gout"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "content": "none"},
    ]
    text = tokenizer.apply_chat_template(chat, tokenize=False)
    assert '<tool_call>\n{"name": "find", "arguments": {"query": "gout"}}\n</tool_call>' in text
    assert "<tool_result>\nnone\n</tool_result>" in text


def test_tool_marks_survive_decoding_and_turn_marks_do_not(tokenizer: Any) -> None:
    ids = tokenizer("<tool_call>x</tool_call><|end_turn|>", add_special_tokens=False)["input_ids"]
    assert tokenizer.decode(ids, skip_special_tokens=True) == "<tool_call>x</tool_call>"
