from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from training.sft import load_tokenizer
from training.starter.chats.chat import Chat, Labelled, Pools
from training.starter.chats.mixture import make_chats
from training.starter.coding import code_set
from training.starter.pretrain import render

POOLS = Pools(
    sentences=["The knee was swollen.", "She felt better after rest.", "No fracture was seen."],
    passages=["word " * 60],
    answers=[("What is rest?", "Rest is what it is.")],
    labelled=[Labelled("Lithium caused tremor.", {"drugs": ["Lithium"], "effects": ["tremor"]})],
)


@pytest.fixture(scope="module")
def chats() -> list[Chat]:
    return list(islice(make_chats(POOLS, seed=4), 400))


def turns(chats: list[Chat]) -> list[tuple[str, str]]:
    return [
        (question["content"], answer["content"])
        for chat in chats
        for question, answer in zip(chat.messages[::2], chat.messages[1::2], strict=True)
    ]


def test_the_stream_is_reproducible(chats: list[Chat]) -> None:
    assert chats == list(islice(make_chats(POOLS, seed=4), 400))


def test_copied_words_come_from_the_question(chats: list[Chat]) -> None:
    copying = [(q, a) for q, a in turns(chats) if q.startswith(("Repeat", "Quote", "Find the"))]
    assert copying
    assert all(answer in question for question, answer in copying)


def test_json_answers_parse(chats: list[Chat]) -> None:
    asked = [answer for question, answer in turns(chats) if "JSON" in question and answer]
    assert asked
    assert all(isinstance(json.loads(answer), list | dict) for answer in asked)


def test_the_coders_task_is_held_out(chats: list[Chat]) -> None:
    answers = " ".join(answer or "" for _, answer in turns(chats))
    assert not [code for code in code_set() if f'"{code}"' in answers]


def test_every_chat_renders_and_tool_calls_are_json(chats: list[Chat], tiny_base: Path) -> None:
    tokenizer: Any = load_tokenizer(tiny_base)
    for chat in chats:
        text = render(tokenizer, chat)
        assert text.endswith("<|end_turn|>\n")
        if chat.tools:
            call = text.split("<tool_call>\n")[1].split("\n</tool_call>")[0]
            assert json.loads(call)["name"] in {t["function"]["name"] for t in chat.tools}
