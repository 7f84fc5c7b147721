"""Greedy answers of a model on disk, with or without an adapter, in float32."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer

from training.errors import UncheckedError

Messages = Sequence[dict[str, Any]]


class Answerer:
    """A model, its tokenizer and perhaps an adapter; answers at temperature 0."""

    def __init__(self, base: Path, adapter: Path | None = None) -> None:
        if not (base / "config.json").is_file():
            raise UncheckedError(f"no model in {base.name}: config.json is missing")
        self.tokenizer: Any = AutoTokenizer.from_pretrained(base)
        self.model: Any = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)
        if adapter is not None:
            self.model = PeftModel.from_pretrained(self.model, adapter)
        self.model.eval()

    def answer(self, messages: Messages, max_tokens: int) -> str:
        """One answer, alone and without padding: what vLLM gives token for token."""
        return self._generate([messages], max_tokens)[0]

    def answer_all(self, asked: Sequence[Messages], max_tokens: int, batch: int = 32) -> list[str]:
        """Answers in the order asked; shortest first inside, so that little is padded."""
        order = sorted(range(len(asked)), key=lambda i: sum(len(str(m)) for m in asked[i]))
        answers: dict[int, str] = {}
        for chunk in _chunks(order, batch):
            texts = self._generate([asked[i] for i in chunk], max_tokens)
            answers.update(zip(chunk, texts, strict=True))
        return [answers[i] for i in range(len(asked))]

    @torch.inference_mode()
    def _generate(self, asked: Sequence[Messages], max_tokens: int) -> list[str]:
        prompts = [self.prompt(messages) for messages in asked]
        batch = self.tokenizer(
            prompts, return_tensors="pt", padding=True, padding_side="left",
            add_special_tokens=False, return_token_type_ids=False,
        )  # fmt: skip
        made = self.model.generate(**batch, max_new_tokens=max_tokens, do_sample=False)
        new = made[:, batch["input_ids"].shape[1] :]
        return [str(text) for text in self.tokenizer.batch_decode(new, skip_special_tokens=True)]

    def prompt(self, messages: Messages) -> str:
        """The text the model reads before it answers."""
        rendered = self.tokenizer.apply_chat_template(
            list(messages), tokenize=False, add_generation_prompt=True
        )
        return str(rendered)


def _chunks(items: list[int], size: int) -> Iterator[list[int]]:
    yield from (items[i : i + size] for i in range(0, len(items), size))
