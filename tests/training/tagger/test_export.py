"""The int8 graph and the word tables say what the net says, and their manifest ties them."""

from __future__ import annotations

import hashlib
from itertools import cycle, islice
from pathlib import Path

import msgspec
import numpy as np
import onnxruntime
import pytest
import torch
from safetensors.numpy import load

from guards.phi.names.gazetteer import cities, people
from guards.phi.tagger.features import Featuriser
from guards.phi.tagger.reading import LABELS, TAGS, Float
from guards.phi.tagger.tagger import Manifest, Tagger, WordTables
from guards.word_pieces import WordPieces
from training.tagger.export import build, export, ranges_of, word_tables
from training.tagger.model import WIDTH, TaggerNet
from training.tagger.train import _loss

from .conftest import drawn, new_net, piece_ids

MAX_DIFFERENCE = 0.05
"""Of a probability, between int8 and float. Measured after so few steps: 0.011 to 0.024."""


@pytest.fixture(scope="module")
def taught(table: torch.Tensor) -> TaggerNet:
    """A net after a few steps: its tags are no longer all alike."""
    net = new_net()
    optimiser = torch.optim.AdamW(net.parameters(), lr=2e-3)
    for batch in islice(cycle(list(drawn(20))), 30):
        optimiser.zero_grad()
        _loss(net, table, batch).backward()
        optimiser.step()
    return net.eval()


@pytest.fixture(scope="module")
def ranges(taught: TaggerNet, table: torch.Tensor) -> dict[str, tuple[float, float]]:
    return ranges_of(taught, table, drawn(20, seed=5))


@torch.no_grad()
def vectors(net: TaggerNet, table: torch.Tensor, seed: int) -> torch.Tensor:
    """The word vectors of a text that training did not see."""
    batch = next(drawn(20, seed))
    words = net.word(
        torch.from_numpy(batch.pieces),
        table,
        torch.from_numpy(batch.words),
        torch.from_numpy(batch.lists),
    )
    index = torch.from_numpy(batch.index).flatten()
    chosen: torch.Tensor = words[index[index >= 0]]
    return chosen


def by_graph(graph: bytes, words: torch.Tensor) -> Float:
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    found: Float = session.run(["tags"], {"words": words.numpy()})[0]
    return found


@torch.no_grad()
def by_net(net: TaggerNet, words: torch.Tensor) -> Float:
    logits = net(words, torch.arange(len(words))[None])[0]
    probabilities: Float = logits.softmax(-1).numpy()
    return probabilities


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_the_graph_agrees_with_the_net(
    taught: TaggerNet, table: torch.Tensor, ranges: dict[str, tuple[float, float]], seed: int
) -> None:
    words = vectors(taught, table, seed)
    graph, net = by_graph(build(taught, ranges), words), by_net(taught, words)
    assert graph.shape == net.shape == (len(words), len(TAGS))
    assert len(set(net.argmax(1))) > 3
    assert (graph.argmax(1) == net.argmax(1)).mean() >= 0.95
    assert np.abs(graph - net).max() <= MAX_DIFFERENCE


def test_ranges_cover_every_matrix(
    taught: TaggerNet, ranges: dict[str, tuple[float, float]]
) -> None:
    assert set(ranges) == {f"{at}.{name}" for at in range(6) for name in ("inner", "outer")}
    assert all(low <= high for low, high in ranges.values())
    assert all(ranges[f"{at}.outer"][0] >= 0 for at in range(6))  # what went through relu


def test_narrow_ranges_show(taught: TaggerNet, table: torch.Tensor) -> None:
    """The comparison can fail: inputs cut to nothing change the tags."""
    words = vectors(taught, table, 11)
    narrow = {f"{at}.{name}": (0.0, 0.01) for at in range(6) for name in ("inner", "outer")}
    graph = by_graph(build(taught, narrow), words)
    assert np.abs(graph - by_net(taught, words)).max() > MAX_DIFFERENCE


def test_the_tables_make_the_net_s_word_vectors(taught: TaggerNet, table: torch.Tensor) -> None:
    tensors = load(word_tables(taught))
    assert all(tensor.dtype == np.float16 for tensor in tensors.values())
    assert set(tensors) == set(WordTables.__struct_fields__)
    assert tensors["bias"].shape == (WIDTH,)


class Pieces(WordPieces):
    """The tests' pieces in the place of the package's."""

    def __init__(self, table: torch.Tensor) -> None:
        self.table = table.numpy().astype(np.float16)

    def ids(self, word: str) -> list[int]:
        return piece_ids(word)


@torch.no_grad()
def test_what_is_exported_loads_and_reads_as_the_net_does(
    taught: TaggerNet,
    table: torch.Tensor,
    ranges: dict[str, tuple[float, float]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    export(taught, ranges, tmp_path / "new" / "folder", "t1", dict.fromkeys(LABELS, 0.5))
    pieces = Pieces(table)
    monkeypatch.setattr(WordPieces, "load", lambda: pieces)
    tagger = Tagger.load(tmp_path / "new" / "folder")
    keys = [(True, word) for word in ("Seen", "Adaeze", "4", "/", "2021", "mg")]
    found = [Featuriser(people(), cities(), piece_ids).features(key) for key in keys]
    padded = [(*f.pieces, *[-1] * (6 - len(f.pieces))) for f in found]
    words = taught.word(
        torch.tensor(padded),
        table,
        torch.tensor([(f.prefix, f.suffix, f.shape) for f in found]),
        torch.tensor([f.lists for f in found]).float(),
    )
    assert tagger.version == "t1"
    assert np.abs(tagger.probabilities(keys) - by_net(taught, words)).max() <= MAX_DIFFERENCE


def test_the_manifest_has_the_digests_of_its_files(
    taught: TaggerNet, ranges: dict[str, tuple[float, float]], tmp_path: Path
) -> None:
    thresholds = dict.fromkeys(LABELS, 0.25)
    export(taught, ranges, tmp_path, "t1", thresholds)
    manifest = msgspec.json.decode((tmp_path / "tagger.json").read_bytes(), type=Manifest)
    assert manifest == Manifest(
        "t1", sha256(tmp_path / "tagger.onnx"), sha256(tmp_path / "tagger.safetensors"), thresholds
    )


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_same_net_is_exported_to_the_same_bytes(
    taught: TaggerNet, ranges: dict[str, tuple[float, float]]
) -> None:
    assert build(taught, ranges) == build(taught, ranges)
    assert word_tables(taught) == word_tables(taught)
