"""Train the token tagger in a given number of minutes: `python -m training.tagger.train --help`.

Batches are made in a process beside this one, from generated texts on real clinical background; the
learning rate follows the clock, so a run always ends annealed. A checkpoint is kept every few
minutes, and `--start` goes on from one.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Iterator
from pathlib import Path

import torch
from rich.progress import Progress, TextColumn
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.data import DataLoader, IterableDataset

from guards.phi.detector import Detector
from guards.phi.names.gazetteer import cities, people
from guards.phi.tagger.features import Featuriser
from guards.word_pieces import WordPieces
from training.tagger.background import background
from training.tagger.batches import IGNORED, Batch, batches
from training.tagger.corpus import examples
from training.tagger.model import TaggerNet

PEAK_LR = 2e-3
WARMUP_SHARE = 0.03
WEIGHT_DECAY = 0.01
SAVE_EVERY_S = 240.0
SAVED = "tagger.pt"
_COLUMNS = (
    *Progress.get_default_columns(),
    TextColumn("loss {task.fields[loss]:.4f}, {task.fields[units]:,} units"),
)


class Stream(IterableDataset[Batch]):
    """The endless stream of batches, one sequence a worker."""

    def __init__(self, data: Path, featuriser: Featuriser, seed: int) -> None:
        self._texts = background(data, Detector(tagger=False))
        self._featuriser = featuriser
        self._seed = seed

    def __iter__(self) -> Iterator[Batch]:
        drawn = ((e.text, e.spans) for e in examples(self._seed, self._texts))
        return batches(drawn, self._featuriser, seed=self._seed)


def main() -> None:
    """Train and save."""
    arguments = _arguments()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    pieces = WordPieces.load()
    featuriser = Featuriser(people(), cities(), pieces.ids)
    table = torch.from_numpy(pieces.table).float()
    net = TaggerNet(featuriser.lists)
    if arguments.start:
        net.load_state_dict(torch.load(arguments.start / SAVED, weights_only=True))
    stream = Stream(arguments.data, featuriser, arguments.seed)
    loader = DataLoader(stream, batch_size=None, num_workers=1, prefetch_factor=8)
    arguments.out.mkdir(parents=True, exist_ok=True)
    _run(net, table, iter(loader), arguments.out, arguments.minutes * 60, arguments.lr)


def _run(
    net: TaggerNet,
    table: Tensor,
    stream: Iterator[Batch],
    out: Path,
    seconds: float,
    peak_lr: float,
) -> None:
    optimiser = torch.optim.AdamW(
        net.parameters(), lr=peak_lr, weight_decay=WEIGHT_DECAY, fused=True
    )
    net.train()
    begun = saved = time.monotonic()
    done, units, smooth = 0.0, 0, 1.0
    with Progress(*_COLUMNS) as progress:
        bar = progress.add_task("training", total=1.0, loss=smooth, units=units)
        while done < 1:
            for group in optimiser.param_groups:
                group["lr"] = peak_lr * _schedule(done)
            batch = next(stream)
            smooth = 0.99 * smooth + 0.01 * _step(net, table, batch, optimiser)
            units += int((batch.index >= 0).sum())
            done = (time.monotonic() - begun) / seconds
            progress.update(bar, completed=done, loss=smooth, units=units)
            if time.monotonic() - saved > SAVE_EVERY_S:
                _save(net, out, units)
                saved = time.monotonic()
    _save(net, out, units)


def _step(net: TaggerNet, table: Tensor, batch: Batch, optimiser: torch.optim.Optimizer) -> float:
    with torch.autocast("cpu", torch.bfloat16):
        loss = _loss(net, table, batch)
    optimiser.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    optimiser.step()
    return loss.item()


def _loss(net: TaggerNet, table: Tensor, batch: Batch) -> Tensor:
    words = net.word(
        torch.from_numpy(batch.pieces),
        table,
        torch.from_numpy(batch.words),
        torch.from_numpy(batch.lists),
    )
    logits = net(words, torch.from_numpy(batch.index))
    tags = torch.from_numpy(batch.tags)
    return functional.cross_entropy(logits.flatten(0, 1), tags.flatten(), ignore_index=IGNORED)


def _schedule(done: float) -> float:
    """A short linear warm-up, then a cosine down to nothing."""
    if done < WARMUP_SHARE:
        return done / WARMUP_SHARE
    return 0.5 * (1 + math.cos(math.pi * min(1.0, done)))


def _save(net: TaggerNet, out: Path, units: int) -> None:
    torch.save(net.state_dict(), out / SAVED)
    (out / "run.json").write_text(json.dumps({"units": units}))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog="Example: python -m training.tagger.train --data DATA --out OUT --minutes 40",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with the background texts")
    parser.add_argument("--out", type=Path, required=True, help="where the checkpoint is kept")
    parser.add_argument("--start", type=Path, help="a checkpoint's folder to go on from")
    parser.add_argument("--minutes", type=float, default=40.0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lr", type=float, default=PEAK_LR)
    return parser.parse_args()


if __name__ == "__main__":
    main()
