"""The mixture of chat tasks in pre-training: follow the turn, copy, answer in JSON, stop.

None of them is the task of a starter adapter: nothing here maps a term to a code or a dialogue to
a section. What they share with those tasks is copying words from a note into an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from training.starter.chats.answering import answer_from_text, answer_question, call_tool
from training.starter.chats.chat import Chat, Pools
from training.starter.chats.copying import look_up, quote_from_passage, quote_sentence, repeat
from training.starter.chats.extraction import extract_record, list_mentions, list_prescriptions

_TASKS: list[tuple[Callable[[Random, Pools], Chat], float]] = [
    (repeat, 2.0), (quote_sentence, 2.0), (quote_from_passage, 0.7), (look_up, 1.5),
    (list_mentions, 3.0), (list_prescriptions, 2.0), (extract_record, 1.5),
    (answer_question, 1.5), (answer_from_text, 1.5), (call_tool, 0.6),
]  # fmt: skip


_COPYING = (repeat, look_up, list_mentions, list_prescriptions, extract_record)


def make_chats(pools: Pools, seed: int, copying: float = 1.0) -> Iterator[Chat]:
    """An endless, reproducible stream of chats; `copying` multiplies the weight of its tasks."""
    rng = Random(seed)
    tasks = [task for task, _ in _TASKS]
    weights = [weight * (copying if task in _COPYING else 1.0) for task, weight in _TASKS]
    while True:
        chat = rng.choices(tasks, weights)[0](rng, pools)
        follow_up = rng.choices(tasks, weights)[0](rng, pools) if rng.random() < 0.08 else chat
        if follow_up is not chat and not chat.tools and not follow_up.tools:
            chat = Chat([*chat.messages, *follow_up.messages])
        yield chat
