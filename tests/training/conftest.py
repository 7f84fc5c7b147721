"""A base model small enough to train in a second: random weights, our tokenizer and template."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import GenerationConfig, LlamaConfig, LlamaForCausalLM

from training.recipe import Question, Recipe
from training.starter.coding import Writer, read_carriers, read_terms
from training.starter.tokenizer import train_tokenizer


def coded_rows(count: int, seed: int = 3) -> list[dict[str, Any]]:
    from random import Random

    writer = Writer(Random(seed), read_carriers("train"), read_terms())
    notes = [writer.write() for _ in range(count)]
    return [
        {
            "messages": [
                {"role": "user", "content": note.text},
                {"role": "assistant", "content": note.answer},
            ]
        }
        for note in notes
    ]


@pytest.fixture(scope="session")
def tiny_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random two-layer Llama with a tokenizer of our kind."""
    folder = tmp_path_factory.mktemp("base") / "tiny-base"
    texts = [message["content"] for row in coded_rows(200) for message in row["messages"]]
    tokenizer = train_tokenizer(texts)
    tokenizer.save_pretrained(folder)
    torch.manual_seed(5)
    config = LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=64, num_hidden_layers=2, num_attention_heads=2,
        num_key_value_heads=1, head_dim=32, intermediate_size=96, max_position_embeddings=512,
        tie_word_embeddings=True, initializer_range=0.2,
        pad_token_id=0, bos_token_id=1, eos_token_id=4,
    )  # fmt: skip
    model = LlamaForCausalLM(config)
    model.generation_config = GenerationConfig(eos_token_id=[4, 2], bos_token_id=1, pad_token_id=0)
    model.save_pretrained(folder)
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data directory of a few coded notes."""
    folder = tmp_path / "data"
    folder.mkdir()
    lines = [json.dumps(row) for row in coded_rows(8)]
    (folder / "train.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def recipe() -> Recipe:
    """Two steps at a rate that a probe cannot miss."""
    return Recipe(
        name="tiny", label="v1", intended_use="Tests.", limitations="Knows nothing.",
        probes=[Question(text, 8) for text in ("Dx: gout.", "PMH: asthma.", "No UTI.")],
        rank=8, alpha=64, dropout=0.0, learning_rate=0.05, warmup_share=0.0, epochs=1, batch_size=4,
        max_length=256,
    )  # fmt: skip
