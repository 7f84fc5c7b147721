"""What vLLM would serve wrongly is refused by its files alone."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.adapters.preflight import check_config, check_tensors, read_config, read_shapes
from gateway.errors import AdapterRefused
from tests.gateway.scene import BASE_SHAPES, CONFIG, LAYER, PLAIN, PREFIX, write_safetensors

A, B = f"{PREFIX}{LAYER}.lora_A.weight", f"{PREFIX}{LAYER}.lora_B.weight"
EMBED = f"{PREFIX}model.embed_tokens"
HEAD = f"{PREFIX}lm_head"


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"use_rslora": True},
        {"rank_pattern": {"q_proj": 8}, "alpha_pattern": {"q_proj": 16}},
        {"init_lora_weights": "gaussian"},
        {"init_lora_weights": True, "lora_dropout": 0.1, "inference_mode": True},
        {"target_modules": ["q_proj", "embed_tokens", "lm_head"], "peft_version": "0.21.2"},
        {"modules_to_save": None, "use_dora": False, "layer_replication": None, "loftq_config": {}},
        {"a_field_of_the_future": None, "another": [], "and_one": 0},
    ],
)
def test_what_vllm_honours_is_accepted(change: dict[str, Any]) -> None:
    check_config({**CONFIG, **change}, max_rank=32)


@pytest.mark.parametrize(
    "change",
    [
        {"use_dora": True},
        {"bias": "all"},
        {"bias": "lora_only"},
        {"lora_bias": True},
        {"init_lora_weights": "pissa"},
        {"init_lora_weights": "pissa_niter_4"},
        {"init_lora_weights": "olora"},
        {"init_lora_weights": "corda"},
        {"init_lora_weights": "loftq"},
        {"modules_to_save": ["lm_head"]},
        {"trainable_token_indices": [1]},
        {"peft_type": "IA3"},
        {"task_type": "SEQ_CLS"},
        {"r": 64},
        {"r": 0},
        {"r": "8"},
        {"r": True},
        {"rank_pattern": {"q_proj": 64}},
        {"rank_pattern": {"q_proj": "8"}},
        {"use_rslora": "yes"},
        {"layer_replication": [[0, 2]]},
        {"a_field_of_the_future": {"on": True}},
    ],
    ids=json.dumps,
)
def test_what_vllm_drops_or_refuses_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(AdapterRefused):
        check_config({**CONFIG, **change}, max_rank=32)


@given(st.text(st.characters(codec="ascii", categories=["Ll"]), min_size=3), st.booleans())
def test_an_unknown_field_is_refused_exactly_when_it_is_on(field: str, on: bool) -> None:
    if field in ("bias", "peft_type", "task_type", "revision"):
        return
    try:
        check_config({**CONFIG, field: on}, max_rank=32)
    except AdapterRefused:
        assert on
    else:
        assert not on


@pytest.mark.parametrize(
    "shapes",
    [
        PLAIN,
        {f"{EMBED}.lora_embedding_A": (2, 16), f"{EMBED}.lora_embedding_B": (8, 2)},
        {f"{HEAD}.lora_A.weight": (2, 8), f"{HEAD}.lora_B.weight": (16, 2)},
    ],
    ids=["linear", "embedding", "head"],
)
def test_tensors_that_fit_are_accepted(shapes: dict[str, tuple[int, ...]]) -> None:
    check_tensors(shapes, BASE_SHAPES)


@pytest.mark.parametrize(
    "shapes",
    [
        {},
        {A: (2, 8)},
        {B: (8, 2)},
        {A: (2, 9), B: (8, 2)},
        {A: (2, 8), B: (9, 2)},
        {A: (2, 8), B: (8, 3)},
        {A: (8,), B: (8, 2)},
        {A: (), B: ()},
        {A: (2, 8), B: (8,)},
        {A.replace("q_proj", "z_proj"): (2, 8), B.replace("q_proj", "z_proj"): (8, 2)},
        {**PLAIN, f"{PREFIX}{LAYER}.lora_magnitude_vector": (8,)},
        {**PLAIN, f"{PREFIX}lm_head.weight": (16, 8)},
        {f"{EMBED}.lora_embedding_A": (2, 8), f"{EMBED}.lora_embedding_B": (16, 2)},
    ],
)
def test_tensors_that_do_not_fit_are_refused(shapes: dict[str, tuple[int, ...]]) -> None:
    with pytest.raises(AdapterRefused):
        check_tensors(shapes, BASE_SHAPES)


def test_shapes_are_read(tmp_path: Path) -> None:
    write_safetensors(tmp_path / "x", PLAIN)
    assert read_shapes(tmp_path / "x") == PLAIN


@pytest.mark.parametrize("cut", [0, 4, 8, 20, -1])
def test_a_truncated_file_is_refused(tmp_path: Path, cut: int) -> None:
    write_safetensors(tmp_path / "x", PLAIN)
    whole = (tmp_path / "x").read_bytes()
    (tmp_path / "x").write_bytes(whole[:cut])
    with pytest.raises(AdapterRefused):
        read_shapes(tmp_path / "x")


HEADERS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["", "a", "shape", "data_offsets"]), inner, max_size=3)
    ),
)


@given(header=HEADERS)
def test_a_header_that_is_none_is_refused(
    tmp_path_factory: pytest.TempPathFactory, header: object
) -> None:
    path = tmp_path_factory.getbasetemp() / "header"
    encoded = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(encoded)) + encoded)
    with pytest.raises(AdapterRefused):
        read_shapes(path)


def test_a_header_longer_than_any_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(struct.pack("<Q", 2**63) + b"{}")
    with pytest.raises(AdapterRefused):
        read_shapes(tmp_path / "x")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"5"])
def test_a_configuration_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "adapter_config.json").write_bytes(content)
    with pytest.raises(AdapterRefused):
        read_config(tmp_path)
