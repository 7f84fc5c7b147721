from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import LlamaForCausalLM

from training.starter.pretrain import (
    Recipe,
    Rows,
    draw_batch,
    lr_share,
    make_optimizers,
    starter_config,
    step,
)


def test_the_shape_has_the_parameters_it_promises() -> None:
    with torch.device("meta"):
        model = LlamaForCausalLM(starter_config())
    assert model.num_parameters() == 5_475_584
    assert starter_config().max_position_embeddings >= 2048


@settings(deadline=None)
@given(st.floats(0, 1))
def test_the_rate_rises_once_and_ends_annealed(progress: float) -> None:
    assert 0 < lr_share(progress, 0.02) <= 1.0
    assert lr_share(1.0, 0.02) == pytest.approx(0.02)
    assert lr_share(0.02, 0.02) == pytest.approx(1.0)


def test_rows_come_in_order_and_start_anew() -> None:
    rows = Rows(np.arange(10, dtype=np.uint16), Random(0))
    assert rows.draw(4).tolist() == [0, 1, 2, 3]
    assert rows.draw(4).tolist() == [4, 5, 6, 7]
    assert len(rows.draw(4)) == 4
    assert rows.passes == 1


@pytest.mark.parametrize(
    ("progress", "length"), [(0.0, 256), (0.7, 512), (0.99, 2048), (1.0, 2048)]
)
def test_rows_grow_with_the_time(progress: float, length: int) -> None:
    stream = np.zeros(10_000, dtype=np.uint16)
    streams = (Rows(stream, Random(0)), Rows(stream, Random(0)))
    batch = draw_batch(streams, Random(0), Recipe(), progress)
    assert batch.shape == (Recipe().batch_tokens // length, length)


def test_a_few_steps_learn_a_row_by_heart(tiny_base: Path) -> None:
    model = LlamaForCausalLM.from_pretrained(tiny_base, dtype=torch.float32)
    optimizers = make_optimizers(model, Recipe())
    rows = np.tile(np.arange(40, 72, dtype=np.uint16), (4, 1))
    losses = [step(model, optimizers, rows) for _ in range(30)]
    assert losses[-1] < losses[0] / 2
