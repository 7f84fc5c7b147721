from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from safetensors import safe_open

from gateway.contracts import file_digest
from training.errors import RefusedError, UncheckedError
from training.recipe import Recipe
from training.sft import (
    _last,
    load_tokenizer,
    read_conversations,
    require_generation_marks,
    train_adapter,
)

WEIGHTS = "adapter_model.safetensors"
ANSWERED = '{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}'


def test_two_steps_leave_an_adapter_of_every_linear_layer(
    recipe: Recipe, data: Path, tiny_base: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run = train_adapter(recipe, data, tiny_base, out)
    assert (run.examples, run.too_long, run.steps) == (8, 0, 2)
    with safe_open(out / "adapter_model.safetensors", "pt") as weights:
        assert len(list(weights.keys())) == 2 * 7 * 2  # layers x linear layers x (A, B)
    assert not (out / "checkpoints").exists()


def test_rows_that_do_not_fit_are_counted(
    recipe: Recipe, data: Path, tiny_base: Path, tmp_path: Path
) -> None:
    long = {"role": "user", "content": "pain " * 600}
    with (data / "train.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps({"messages": [long, {"role": "assistant", "content": "[]"}]}) + "\n")
    assert train_adapter(recipe, data, tiny_base, tmp_path / "out").too_long == 1


def test_marks_cover_the_answer_and_its_stop_token_only(tiny_base: Path) -> None:
    tokenizer = load_tokenizer(tiny_base)
    chat = [{"role": "user", "content": "gout"}, {"role": "assistant", "content": "[]"}]
    encoded = tokenizer.apply_chat_template(
        chat, tokenize=True, return_dict=True, return_assistant_tokens_mask=True
    )
    marked = [
        i for i, on in zip(encoded["input_ids"], encoded["assistant_masks"], strict=True) if on
    ]
    assert tokenizer.decode(marked) == "[]<|end_turn|>"


@pytest.mark.parametrize(
    ("template", "fault"),
    [
        ("{{ messages[1]['content'] }}", "no {% generation %} marks"),
        (
            "Note:\n{% generation %}{{ messages[1]['content'] }}{% endgeneration %}<|end_turn|>",
            "stop token",
        ),
    ],
)
def test_a_template_that_would_train_nothing_is_refused(
    tiny_base: Path, template: str, fault: str
) -> None:
    tokenizer = load_tokenizer(tiny_base)
    tokenizer.chat_template = template
    with pytest.raises(RefusedError, match=fault):
        require_generation_marks(tokenizer)


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        '{"text": "no messages"}',
        '{"messages": []}',
        '{"messages": [{"role": "user", "content": "unanswered"}]}',
        '{"messages": [{"role": "assistant", "content": ""}]}',
    ],
)
def test_a_line_that_cannot_train_is_named_by_number_not_by_text(tmp_path: Path, line: str) -> None:
    path = tmp_path / "train.jsonl"
    path.write_text(f"{ANSWERED}\n{line}\n", encoding="utf-8")
    with pytest.raises(RefusedError, match="line 2") as refusal:
        read_conversations(path)
    assert "unanswered" not in str(refusal.value)


def test_missing_and_empty_files_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(UncheckedError):
        read_conversations(tmp_path / "train.jsonl")
    (tmp_path / "train.jsonl").write_text("\n", encoding="utf-8")
    with pytest.raises(RefusedError):
        read_conversations(tmp_path / "train.jsonl")


def test_a_limit_takes_the_first_rows(tmp_path: Path) -> None:
    path = tmp_path / "train.jsonl"
    path.write_text(f"{ANSWERED}\n" * 5, encoding="utf-8")
    assert len(read_conversations(path, limit=2)) == 2


def test_a_resumed_run_goes_on_from_its_last_checkpoint(tmp_path: Path) -> None:
    assert _last(tmp_path) is None
    for step in (500, 1000):
        (tmp_path / f"checkpoint-{step}").mkdir()
    assert _last(tmp_path) == str(tmp_path / "checkpoint-1000")


def test_training_goes_on_from_another_adapter(
    recipe: Recipe, data: Path, tiny_base: Path, tmp_path: Path
) -> None:
    first, second = tmp_path / "v1", tmp_path / "v2"
    train_adapter(recipe, data, tiny_base, first)
    onward = msgspec.structs.replace(recipe, label="v2", continues="v1", learning_rate=1e-9)
    train_adapter(onward, data, tiny_base, second, start=first)
    # At a rate of nothing, what is left is what it began with.
    assert file_digest(first / WEIGHTS) == file_digest(second / WEIGHTS)


def test_a_continuing_recipe_needs_its_start_and_no_other_takes_one(
    recipe: Recipe, data: Path, tiny_base: Path, tmp_path: Path
) -> None:
    onward = msgspec.structs.replace(recipe, continues="v1")
    with pytest.raises(RefusedError, match="starts from v1"):
        train_adapter(onward, data, tiny_base, tmp_path / "out")
    with pytest.raises(RefusedError, match="starts from none"):
        train_adapter(recipe, data, tiny_base, tmp_path / "out", start=tmp_path)


def test_rows_before_the_skip_are_not_read_again(tmp_path: Path) -> None:
    path = tmp_path / "train.jsonl"
    rows = [ANSWERED.replace('"a"', f'"{n}"') for n in range(6)]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    kept = read_conversations(path, limit=2, skip=3)
    assert [row["messages"][0]["content"] for row in kept] == ["3", "4"]
