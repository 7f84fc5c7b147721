"""Pre-train the starter model in a given number of minutes, on whatever computes here.

The learning rate follows the clock, so the run always ends annealed; short rows come first, rows of
2,048 tokens last. `python -m training.starter.pretrain --data DIR --out DIR --minutes 65`
"""

from __future__ import annotations

import argparse
import json
import math
import time
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from transformers import (
    AutoTokenizer,
    GenerationConfig,
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedTokenizerFast,
)

from training.starter.chats.chat import Chat
from training.starter.chats.mixture import make_chats
from training.starter.corpus import read_pools, read_texts
from training.starter.tokenizer import BEGIN, END_OF_TEXT, train_tokenizer

Tokens = np.ndarray[tuple[int, ...], np.dtype[np.uint16]]


@dataclass(frozen=True)
class Recipe:
    """Everything that shapes the run but its length."""

    seed: int = 20260101
    chats: int = 90_000
    batch_tokens: int = 4096
    matrix_lr: float = 5e-3
    other_lr: float = 3e-3
    weight_decay: float = 0.05
    warmup_share: float = 0.02
    rows: tuple[tuple[float, int, float], ...] = (
        (0.60, 256, 0.40),
        (0.86, 512, 0.50),
        (1.01, 2048, 0.55),
    )
    """(until this share of the time, row length, share of rows that are chats)."""
    copying: float = 1.0
    """How much more often than usual chats ask for copied words."""


SECOND_STAGE = Recipe(
    seed=20260102,
    chats=40_000,
    matrix_lr=2.5e-3,
    other_lr=1.5e-3,
    warmup_share=0.03,
    rows=((0.88, 256, 0.85), (1.01, 2048, 0.60)),
    copying=4.0,
)
"""Short rows full of copying, from an earlier model: few tokens teach it once language is there."""


def starter_config() -> LlamaConfig:
    """The 5.5M-parameter shape: a Llama that vLLM serves as it is."""
    return LlamaConfig(
        vocab_size=4096, hidden_size=256, num_hidden_layers=6, num_attention_heads=4,
        num_key_value_heads=2, head_dim=64, intermediate_size=704, max_position_embeddings=2048,
        rms_norm_eps=1e-5, tie_word_embeddings=True, initializer_range=0.02,
        pad_token_id=0, bos_token_id=1, eos_token_id=4,
    )  # fmt: skip


# -- tokens ----------------------------------------------------------------------------------------


def render(tokenizer: PreTrainedTokenizerFast, chat: Chat) -> str:
    """A chat as the model reads it."""
    tools: Any = chat.tools
    return str(tokenizer.apply_chat_template(chat.messages, tools=tools, tokenize=False))


def encode(tokenizer: PreTrainedTokenizerFast, texts: list[str]) -> Tokens:
    """All texts as one stream of ids."""
    parts: list[Tokens] = []
    for start in range(0, len(texts), 2000):
        ids = tokenizer(texts[start : start + 2000], add_special_tokens=False)["input_ids"]
        parts.extend(np.asarray(row, dtype=np.uint16) for row in ids)
    return np.concatenate(parts)


def make_streams(
    data: Path, out: Path, start: Path | None, recipe: Recipe
) -> tuple[Tokens, Tokens, Tokens]:
    """Text, chat and held-out streams; the tokenizer of `start`, or a new one, goes to `out`."""
    texts = read_texts(data, recipe.seed)
    held_out, texts = texts[:150], texts[150:]
    pools = read_pools(data, texts)
    chats = list(islice(make_chats(pools, recipe.seed, recipe.copying), recipe.chats))
    plain = [str(m["content"]) for chat in chats[:12_000] for m in chat.messages]
    tokenizer: Any = (
        AutoTokenizer.from_pretrained(start) if start else train_tokenizer([*texts, *plain])
    )
    tokenizer.save_pretrained(out)
    framed = [f"{BEGIN}{text}{END_OF_TEXT}" for text in texts]
    rendered = [render(tokenizer, chat) for chat in chats]
    return encode(tokenizer, framed), encode(tokenizer, rendered), encode(tokenizer, held_out)


class Rows:
    """Draws rows of any length from a stream, in order, and again from a new start when it ends."""

    def __init__(self, tokens: Tokens, rng: Random) -> None:
        self._tokens, self._rng, self._at, self.passes = tokens, rng, 0, 0

    def draw(self, length: int) -> Tokens:
        """The next `length` ids."""
        if self._at + length > len(self._tokens):
            self._at, self.passes = self._rng.randrange(length), self.passes + 1
        row = self._tokens[self._at : self._at + length]
        self._at += length
        return row


# -- optimisation ----------------------------------------------------------------------------------


def make_optimizers(model: LlamaForCausalLM, recipe: Recipe) -> list[torch.optim.Optimizer]:
    """Muon for the matrices inside the layers, AdamW for embeddings and norms."""
    inner = [p for n, p in model.named_parameters() if p.ndim == 2 and "embed" not in n]
    rest = [p for n, p in model.named_parameters() if p.ndim != 2 or "embed" in n]
    muon = torch.optim.Muon(
        inner, lr=recipe.matrix_lr, weight_decay=recipe.weight_decay, adjust_lr_fn="match_rms_adamw"
    )
    adam = torch.optim.AdamW(rest, lr=recipe.other_lr, betas=(0.9, 0.95), weight_decay=0.0)
    for optimizer in (muon, adam):
        for group in optimizer.param_groups:
            group["peak_lr"] = group["lr"]
    return [muon, adam]


def lr_share(progress_01: float, warmup_01: float) -> float:
    """Share of the peak rate: linear warm-up, then a cosine down to a fiftieth."""
    if progress_01 < warmup_01:
        return max(progress_01 / warmup_01, 0.02)
    after = min((progress_01 - warmup_01) / (1 - warmup_01), 1.0)
    return 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * after))


def step(model: LlamaForCausalLM, optimizers: list[torch.optim.Optimizer], rows: Tokens) -> float:
    """One update on a batch of packed rows; returns its loss in nats per token."""
    batch = torch.from_numpy(rows.astype(np.int64))
    with torch.autocast("cpu", dtype=torch.bfloat16):
        loss = loss_of(model, batch)
    torch.autograd.backward(loss)
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    for optimizer in optimizers:
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
    return float(loss.detach())


def loss_of(model: LlamaForCausalLM, batch: torch.Tensor) -> torch.Tensor:
    """Mean next-token loss. Rows are packed; `use_cache=False` keeps them from leaking."""
    logits = model(input_ids=batch, use_cache=False).logits[:, :-1]
    return torch.nn.functional.cross_entropy(
        logits.float().reshape(-1, logits.shape[-1]), batch[:, 1:].reshape(-1)
    )


@torch.no_grad()
def held_out_loss(model: LlamaForCausalLM, tokens: Tokens) -> float:
    """Loss on texts kept out of training, in rows of 512."""
    rows = tokens[: len(tokens) // 512 * 512].reshape(-1, 512)[:16]
    return float(loss_of(model, torch.from_numpy(rows.astype(np.int64))))


# -- the run ---------------------------------------------------------------------------------------


def draw_batch(
    streams: tuple[Rows, Rows], rng: Random, recipe: Recipe, progress_01: float
) -> Tokens:
    """A batch, shape (rows, length), of the phase that this share of the time belongs to."""
    _, length, chat_share = next(phase for phase in recipe.rows if progress_01 < phase[0])
    count = recipe.batch_tokens // length
    return np.stack([streams[rng.random() < chat_share].draw(length) for _ in range(count)])


def save(model: LlamaForCausalLM, out: Path) -> None:
    """The model as vLLM and transformers load it; stops at the end of a turn."""
    ends = [4, 2]
    settings: Any = GenerationConfig
    model.generation_config = settings(eos_token_id=ends, bos_token_id=1, pad_token_id=0)
    model.save_pretrained(out)


@dataclass
class Progress:
    """Where the run stands; what a checkpoint has to remember besides weights."""

    minutes: float
    tokens: int = 0
    steps: int = 0
    elapsed_s: float = 0.0
    loss: float = math.nan

    @property
    def share_01(self) -> float:
        return min(self.elapsed_s / (self.minutes * 60), 1.0)


def loop(
    model: LlamaForCausalLM, streams: tuple[Rows, Rows], held_out: Tokens, out: Path,
    progress: Progress, recipe: Recipe,
) -> None:  # fmt: skip
    """Train until the clock says stop, with a usable checkpoint every five minutes."""
    rng, optimizers = Random(recipe.seed + progress.steps), make_optimizers(model, recipe)
    began, saved = time.monotonic() - progress.elapsed_s, time.monotonic()
    while progress.share_01 < 1.0:
        share = lr_share(progress.share_01, recipe.warmup_share)
        for group in (group for optimizer in optimizers for group in optimizer.param_groups):
            group["lr"] = group["peak_lr"] * share
        rows = draw_batch(streams, rng, recipe, progress.share_01)
        loss = step(model, optimizers, rows)
        smooth = 0.95 if progress.steps else 0.0
        progress.loss = smooth * (progress.loss if progress.steps else 0.0) + (1 - smooth) * loss
        progress.steps, progress.tokens = progress.steps + 1, progress.tokens + rows.size
        progress.elapsed_s = time.monotonic() - began
        if progress.steps % 20 == 0:
            print(describe(progress, rows.shape[1]), flush=True)
        if time.monotonic() - saved > 300:
            saved = time.monotonic()
            print(f"held-out loss {held_out_loss(model, held_out):.3f}", flush=True)
            save(model, out)


def describe(progress: Progress, row_length: int) -> str:
    """One line of log."""
    speed = progress.tokens / progress.elapsed_s
    return (
        f"{progress.elapsed_s / 60:6.1f} min  step {progress.steps:5}  rows of {row_length:4}  "
        f"{progress.tokens / 1e6:6.2f}M tokens  {speed:6.0f} tokens/s  loss {progress.loss:.3f}"
    )


def make_model(start: Path | None) -> LlamaForCausalLM:
    """The model to train: that of `start`, or a new one."""
    build: Any = LlamaForCausalLM
    made: LlamaForCausalLM = (
        build.from_pretrained(start, dtype=torch.float32) if start else build(starter_config())
    )
    return made


def train(
    data: Path, out: Path, minutes: float, recipe: Recipe, start: Path | None = None
) -> dict[str, object]:
    """Run the recipe for `minutes`, from `start` or from nothing; returns what was measured."""
    torch.manual_seed(recipe.seed)
    out.mkdir(parents=True, exist_ok=True)
    text, chat, held_out = make_streams(data, out, start, recipe)
    model, rng = make_model(start), Random(recipe.seed)
    print(f"tokens: text {len(text):,} chat {len(chat):,}; parameters {model.num_parameters():,}")
    streams, progress = (Rows(text, rng), Rows(chat, rng)), Progress(minutes)
    loop(model, streams, held_out, out, progress, recipe)
    save(model, out)
    return {
        "recipe": asdict(recipe), "minutes": minutes, "steps": progress.steps,
        "tokens": progress.tokens, "tokens_per_s": round(progress.tokens / progress.elapsed_s),
        "loss": round(progress.loss, 3), "held_out_loss": round(held_out_loss(model, held_out), 3),
        "passes": {"text": streams[0].passes, "chat": streams[1].passes},
    }  # fmt: skip


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=65)
    parser.add_argument("--start", type=Path, help="go on from this model with the second stage")
    arguments = parser.parse_args()
    recipe = SECOND_STAGE if arguments.start else Recipe()
    measured = train(arguments.data, arguments.out, arguments.minutes, recipe, arguments.start)
    (arguments.out.parent / "pretrain.json").write_text(json.dumps(measured, indent=1) + "\n")
    print(json.dumps(measured))


if __name__ == "__main__":
    main()
