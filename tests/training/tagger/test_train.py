"""A few steps of training teach something, are kept, and can be gone on from."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import count, cycle
from pathlib import Path

import numpy as np
import pytest
import torch

from guards.word_pieces import PIECE_WIDTH, WordPieces
from training.tagger import train
from training.tagger.batches import Batch
from training.tagger.model import TaggerNet
from training.tagger.train import SAVED, WARMUP_SHARE, _loss, _run, _schedule

from .conftest import PIECES, drawn, piece_ids


class FewPieces(WordPieces):
    """Word pieces of the tests' own, which need no package."""

    def __init__(self) -> None:
        self.table = np.random.default_rng(0).normal(0, 0.3, (PIECES, PIECE_WIDTH))

    def ids(self, word: str) -> list[int]:
        return piece_ids(word)


class Steps:
    """A clock that tells steps: each asks it twice, so a second is one step."""

    def __init__(self) -> None:
        self._halves = count()

    def monotonic(self) -> float:
        return next(self._halves) / 2


@pytest.fixture(autouse=True)
def steps_not_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train, "time", Steps())


def test_training_lowers_the_loss_and_keeps_what_it_learned(
    net: TaggerNet, table: torch.Tensor, tmp_path: Path
) -> None:
    seen = list(drawn(20))
    before = loss_on(net, table, seen)
    _run(net, table, cycle(seen), tmp_path, seconds=24, peak_lr=2e-3)
    after = loss_on(net, table, seen)
    assert after < 0.7 * before
    kept = TaggerNet(net.word.lists.in_features)
    kept.load_state_dict(torch.load(tmp_path / SAVED, weights_only=True))
    assert loss_on(kept, table, seen) == after
    assert json.loads((tmp_path / "run.json").read_text())["units"] > 0


@torch.no_grad()
def loss_on(net: TaggerNet, table: torch.Tensor, seen: list[Batch]) -> float:
    net.eval()
    return sum(_loss(net, table, batch).item() for batch in seen) / len(seen)


def test_the_rate_warms_up_and_ends_at_nothing() -> None:
    rates = [_schedule(done / 100) for done in range(101)]
    assert rates[0] == 0
    assert max(rates) > 0.99
    assert rates.index(max(rates)) == round(100 * WARMUP_SHARE)
    assert rates[-1] == pytest.approx(0)
    assert _schedule(1.5) == pytest.approx(0)


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch, table: torch.Tensor) -> None:
    """`main` over generated texts alone, without a second process."""

    class Texts:
        def __init__(self, *_: object) -> None:
            pass

        def __iter__(self) -> Iterator[Batch]:
            return cycle(list(drawn(20)))

    monkeypatch.setattr(WordPieces, "load", FewPieces)
    monkeypatch.setattr(train, "Stream", Texts)
    monkeypatch.setattr(train, "DataLoader", lambda stream, **_: stream)
    monkeypatch.setattr(torch, "set_num_threads", lambda _: None)


def run_main(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    monkeypatch.setattr(sys, "argv", ["train", "--data", "unused", *arguments])
    train.main()


def test_start_goes_on_from_a_checkpoint(
    in_process: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first, second, stayed = (tmp_path / name for name in ("first", "second", "stayed"))
    run_main(monkeypatch, "--out", str(first), "--minutes", "0.05")
    run_main(
        monkeypatch, "--out", str(stayed), "--start", str(first), "--minutes", "1e-6", "--lr", "0"
    )
    run_main(monkeypatch, "--out", str(second), "--start", str(first), "--minutes", "0.05")
    a, b, c = (torch.load(folder / SAVED, weights_only=True) for folder in (first, stayed, second))
    assert all(torch.equal(a[name], b[name]) for name in a)
    assert any(not torch.equal(a[name], c[name]) for name in a)


def test_a_checkpoint_that_is_not_there_stops_the_run(
    in_process: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(FileNotFoundError):
        run_main(monkeypatch, "--out", str(tmp_path / "out"), "--start", str(tmp_path / "none"))
    assert not (tmp_path / "out").exists()
