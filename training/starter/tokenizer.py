"""The starter's own byte-level BPE: single digits, reserved tokens, a chat template with marks."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

VOCABULARY_SIZE = 4096
PAD, BEGIN, END_OF_TEXT, TURN, END_TURN = (
    "<|pad|>",
    "<|begin|>",
    "<|end_of_text|>",
    "<|turn|>",
    "<|end_turn|>",
)
CONTROL = (PAD, BEGIN, END_OF_TEXT, TURN, END_TURN)
VISIBLE = ("<tools>", "</tools>", "<tool_call>", "</tool_call>", "<tool_result>", "</tool_result>")
RESERVED = tuple(f"<|reserved_{n}|>" for n in range(32 - len(CONTROL) - len(VISIBLE)))
"""Spare tokens, so that no adapter ever has to grow the vocabulary."""

# One digit a token, so that ICD-10 codes and doses split regularly; words keep their space.
_SPLIT = Regex(r" ?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")

CHAT_TEMPLATE_PATH = Path(__file__).parent / "chat_template.jinja"


def train_tokenizer(texts: Iterable[str]) -> PreTrainedTokenizerFast:
    """A tokenizer of `VOCABULARY_SIZE` entries whose ids 0-31 are the control and spare tokens."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(_SPLIT, behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY_SIZE,
        special_tokens=[*CONTROL, *VISIBLE, *RESERVED],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return _wrap(tokenizer)


def _wrap(tokenizer: Tokenizer) -> PreTrainedTokenizerFast:
    """The same tokenizer as transformers, TRL and vLLM load it."""
    # Tool marks must survive decoding with skip_special_tokens, or no tool parser can see them.
    rebuilt = Tokenizer.from_str(_unmark(tokenizer.to_str()))
    wrap: Any = PreTrainedTokenizerFast
    wrapped: PreTrainedTokenizerFast = wrap(
        tokenizer_object=rebuilt,
        pad_token=PAD,
        bos_token=BEGIN,
        eos_token=END_TURN,
        model_max_length=2048,
        clean_up_tokenization_spaces=False,
        chat_template=CHAT_TEMPLATE_PATH.read_text(encoding="utf-8"),
    )
    return wrapped


def _unmark(serialised: str) -> str:
    """The same tokenizer with the tool marks as ordinary added tokens."""
    state = json.loads(serialised)
    for token in state["added_tokens"]:
        if token["content"] in VISIBLE:
            token["special"] = False
    return json.dumps(state)
