"""Supervised fine-tuning of a LoRA adapter: a recipe, a JSONL of conversations, a base."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from datasets import Dataset  # type: ignore[import-untyped]  # it ships no types
from peft import LoraConfig, PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedTokenizerFast
from trl.trainer.sft_config import SFTConfig
from trl.trainer.sft_trainer import SFTTrainer

from training.errors import RefusedError, UncheckedError
from training.recipe import Recipe

TRAINING_FILE = "train.jsonl"


@dataclass(frozen=True)
class Run:
    """What one training run did: rows used, rows too long to use, steps and final loss."""

    data_digest: str
    examples: int
    too_long: int
    steps: int
    train_loss: float


def train_adapter(
    recipe: Recipe,
    data: Path,
    base: Path,
    out: Path,
    resume: bool = False,
    start: Path | None = None,
) -> Run:
    """Train `recipe` on `data`/train.jsonl and leave the adapter's weights in `out`.

    With `resume`, a stopped run goes on from its last checkpoint; `start` is the adapter that a
    recipe which continues another begins with.
    Raises: UncheckedError for missing inputs; RefusedError for rows or templates that cannot train.
    """
    if bool(recipe.continues) != (start is not None):
        raise RefusedError(f"{recipe.name} {recipe.label} starts from {recipe.continues or 'none'}")
    tokenizer = load_tokenizer(base)
    rows = read_conversations(data / TRAINING_FILE, recipe.examples, recipe.skip)
    kept = [row for row in rows if _length(tokenizer, row) <= recipe.max_length]
    if not kept:
        raise RefusedError(f"all {len(rows)} conversations exceed max_length {recipe.max_length}")
    torch.manual_seed(recipe.seed)
    checkpoints = out / "checkpoints"
    trainer = _trainer(recipe, kept, tokenizer, _model(recipe, base, start), checkpoints)
    result = trainer.train(resume_from_checkpoint=_last(checkpoints) if resume else None)
    adapted: Any = trainer.model
    # Half the bytes; every figure and golden answer is taken from the rounded weights.
    adapted.to(torch.bfloat16).save_pretrained(out)
    shutil.rmtree(checkpoints, ignore_errors=True)
    digest = hashlib.sha256((data / TRAINING_FILE).read_bytes()).hexdigest()
    return Run(digest, len(kept), len(rows) - len(kept), result.global_step, result.training_loss)


def _last(checkpoints: Path) -> str | None:
    """The newest checkpoint, or None to start from the beginning."""
    found = sorted(checkpoints.glob("checkpoint-*"), key=lambda path: int(path.name.split("-")[1]))
    return str(found[-1]) if found else None


def load_tokenizer(base: Path) -> PreTrainedTokenizerFast:
    """The base's tokenizer, whose template must mark what the assistant says."""
    if not (base / "tokenizer.json").is_file():
        raise UncheckedError(f"no tokenizer in {base.name}: tokenizer.json is missing")
    loaded: Any = AutoTokenizer.from_pretrained(base)
    tokenizer: PreTrainedTokenizerFast = loaded
    require_generation_marks(tokenizer)
    return tokenizer


def require_generation_marks(tokenizer: PreTrainedTokenizerFast) -> None:
    """Refuse a template that would train on nothing, or never on the stop token."""
    example = [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]
    if "generation" not in (tokenizer.get_chat_template() or ""):
        raise RefusedError("the chat template has no {% generation %} marks around assistant turns")
    encoded: Any = tokenizer.apply_chat_template(
        example, tokenize=True, return_dict=True, return_assistant_tokens_mask=True
    )
    marked = [
        i for i, on in zip(encoded["input_ids"], encoded["assistant_masks"], strict=True) if on
    ]
    if tokenizer.eos_token_id not in marked:
        raise RefusedError("the stop token lies outside the {% generation %} marks; move it inside")


def read_conversations(path: Path, limit: int = 0, skip: int = 0) -> list[dict[str, Any]]:
    """Rows of `{"messages": [...]}` that end with an assistant turn; `limit` 0 reads all."""
    if not path.is_file():
        raise UncheckedError(f"no {path.name} in the data directory")
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [_conversation(line, number) for number, line in enumerate(lines, 1) if line.strip()]
    if not rows:
        raise RefusedError(f"{path.name} holds no conversations")
    return rows[skip : skip + limit] if limit else rows[skip:]


def _conversation(line: str, number: int) -> dict[str, Any]:
    try:
        messages = json.loads(line)["messages"]
        ends_well = messages[-1]["role"] == "assistant" and bool(messages[-1]["content"])
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise RefusedError(
            f"line {number} is not a conversation: {type(error).__name__}"
        ) from error
    if not ends_well:
        raise RefusedError(f"line {number} does not end with an assistant's answer")
    return {"messages": messages}


def _length(tokenizer: PreTrainedTokenizerFast, row: dict[str, Any]) -> int:
    text = tokenizer.apply_chat_template(row["messages"], tokenize=False)
    return len(tokenizer(str(text), add_special_tokens=False)["input_ids"])


def lora_config(recipe: Recipe) -> LoraConfig:
    """Plain or rank-stabilised LoRA: nothing that vLLM would refuse or drop silently."""
    return LoraConfig(
        r=recipe.rank,
        lora_alpha=recipe.alpha,
        lora_dropout=recipe.dropout,
        use_rslora=recipe.rslora,
        target_modules=list(recipe.targets),
        bias="none",
        task_type="CAUSAL_LM",
    )


def _model(recipe: Recipe, base: Path, start: Path | None) -> PeftModel:
    """The base with the adapter to train: a new one, or that of `start`."""
    model: Any = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)
    if start is None:
        return PeftModel(model, lora_config(recipe))
    return PeftModel.from_pretrained(model, start, is_trainable=True)


def _trainer(
    recipe: Recipe,
    rows: list[dict[str, Any]],
    tokenizer: PreTrainedTokenizerFast,
    model: PeftModel,
    checkpoints: Path,
) -> SFTTrainer:
    return SFTTrainer(
        model=model,
        args=_arguments(recipe, checkpoints),
        train_dataset=Dataset.from_list(rows),
        processing_class=tokenizer,
    )


def _arguments(recipe: Recipe, checkpoints: Path) -> SFTConfig:
    on_cpu = not torch.cuda.is_available()
    return SFTConfig(
        output_dir=str(checkpoints),
        learning_rate=recipe.learning_rate,
        lr_scheduler_type="cosine",
        warmup_steps=recipe.warmup_share,
        weight_decay=recipe.weight_decay,
        num_train_epochs=recipe.epochs,
        per_device_train_batch_size=recipe.batch_size,
        max_length=recipe.max_length,
        # Packed rows leak into each other without flash attention; short rows are grouped instead.
        packing=False,
        train_sampling_strategy="group_by_length",
        assistant_only_loss=True,
        bf16=True,
        use_cpu=on_cpu,
        dataloader_pin_memory=not on_cpu,
        gradient_checkpointing=False,
        save_strategy="steps",
        save_steps=500,
        save_total_limit=1,
        logging_steps=20,
        report_to="none",
        seed=recipe.seed,
    )
