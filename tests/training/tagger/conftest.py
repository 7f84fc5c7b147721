"""A tagger small in texts, not in size: real features of a fixed handful, random word pieces."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np
import pytest
import torch

from guards.phi.detector import Detector
from guards.phi.names.gazetteer import cities, people
from guards.phi.tagger.features import Featuriser
from guards.word_pieces import PIECE_WIDTH
from training.tagger.batches import Batch, batches
from training.tagger.corpus import examples
from training.tagger.model import TaggerNet

PIECES = 64


def piece_ids(word: str) -> list[int]:
    """Pieces of three letters, told apart by their first and last."""
    parts = [word[at : at + 3] for at in range(0, len(word), 3)]
    return [(ord(part[0]) * 7 + ord(part[-1])) % PIECES for part in parts]


def drawn(count: int, seed: int = 1) -> Iterator[Batch]:
    """Batches of so many generated texts."""
    featuriser = Featuriser(people(), cities(), piece_ids)
    texts = ((e.text, e.spans) for e in islice(examples(seed), count))
    return batches(texts, featuriser, units=600, pool=count)


@pytest.fixture(scope="session")
def detector() -> Detector:
    """The rules alone, as background is chosen by."""
    return Detector(tagger=False)


@pytest.fixture(scope="session")
def table() -> torch.Tensor:
    """Vectors of the pieces."""
    draw = np.random.default_rng(0)
    return torch.from_numpy(draw.normal(0, 0.3, (PIECES, PIECE_WIDTH)).astype(np.float32))


def new_net() -> TaggerNet:
    """An untrained net, the same every time."""
    torch.manual_seed(0)
    return TaggerNet(Featuriser(people(), cities(), piece_ids).lists)


@pytest.fixture
def net() -> TaggerNet:
    return new_net()
